"""Another page with 200 in place of a report never takes the place of a good copy."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from extractors.sites.model import Fetched
from extractors.sites.stray import without_stray

URL = "http://a.gov.cn/zfxxgknb/t1.html"
TITLE = "云溪县教育局2023年政府信息公开工作年度报告"
NEWS = "".join(f"<a href='/xw/{n}.html'>县委召开第{n}次会议</a>" for n in range(60))


def answer(body: str, final: str = URL, media: str = "text/html; charset=utf-8") -> Fetched:
    return Fetched(URL, final, 200, {"content-type": media}, body.encode(), datetime.now(UTC), "fetched")


@pytest.mark.parametrize("final", ["http://a.gov.cn/", "http://www.a.gov.cn/index.html", "https://a.gov.cn/home.jsp"])
def test_a_page_that_leads_to_the_home_page_is_not_there(final: str) -> None:
    found = without_stray(answer(NEWS, final), TITLE, has_copy=False)
    assert (found.outcome, found.kind, found.data) == ("failed", "missing", b"")
    assert found.message == f"{URL}: leads to the home page {final}, as if it were not there"


def test_the_home_page_in_place_of_a_known_report_is_a_refusal() -> None:
    body = f"<title>云溪县人民政府</title>{NEWS}"
    found = without_stray(answer(body), TITLE, has_copy=True)
    assert (found.outcome, found.kind) == ("refused", "other_page")
    assert without_stray(answer(body), TITLE, has_copy=False).outcome == "fetched"


@pytest.mark.parametrize(
    ("body", "final", "media"),
    [
        (f"<title>{TITLE}</title>{NEWS}", URL, "text/html"),
        (f"<title>云溪县人民政府</title><div class='t'>云溪县教育局 2023年政府信息公开工作年度报告</div>{NEWS}", URL, "text/html"),
        ("<title>云溪县人民政府</title><p>短</p>", URL, "text/html"),
        (NEWS, "http://a.gov.cn/zfxxgknb/", "text/html"),
        (NEWS, "http://a.gov.cn/?p=12", "text/html"),
        ("PK", URL, "application/zip"),
    ],
)  # fmt: skip
def test_what_may_be_the_report_stays_as_it_came(body: str, final: str, media: str) -> None:
    found = answer(body, final, media)
    if final == URL:
        assert without_stray(found, TITLE, has_copy=True) is found
    assert without_stray(found, TITLE, has_copy=False) is found

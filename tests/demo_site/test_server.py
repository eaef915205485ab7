"""The demonstration server: loopback only, validators, two nights, and a walk over it that finds everything."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from extractors.sites.fetch import Fetcher, FetchLimits
from extractors.sites.walk import walk_list
from flows.demo_site import DemoPlan, DemoServer

LIMITS = FetchLimits("nianbao/test", allow_loopback=True, delay_seconds=0)


@pytest.fixture
def server(plan: DemoPlan) -> Iterator[DemoServer]:
    with DemoServer(plan.folder) as running:
        yield running


def test_it_listens_on_loopback_only(server: DemoServer) -> None:
    assert server.url.startswith("http://127.0.0.1:")
    assert httpx.get(server.url + "/").status_code == 200


def test_it_is_gone_afterwards(plan: DemoPlan) -> None:
    with DemoServer(plan.folder) as server:
        url = server.url
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)
    with pytest.raises(RuntimeError, match="not running"):
        _ = server.url


def test_content_types(server: DemoServer, plan: DemoPlan) -> None:
    def content_type(path: str) -> str:
        return httpx.get(server.url + path).headers["content-type"]

    attachments = {report.format: report.attachment for report in plan.reports if report.attachment}
    assert content_type(attachments["pdf"]) == "application/pdf"
    assert content_type(attachments["docx"]).endswith("wordprocessingml.document")
    assert content_type(plan.column_path) == "text/html"
    assert content_type("/robots.txt").startswith("text/plain")


@pytest.mark.parametrize("header", ["ETag", "Last-Modified"])
def test_unchanged_files_answer_304_without_a_body(server: DemoServer, plan: DemoPlan, header: str) -> None:
    url = server.url + plan.reports[0].path
    first = httpx.get(url)
    condition = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}[header]
    second = httpx.get(url, headers={condition: first.headers[header]})
    assert (second.status_code, second.content) == (304, b"")
    assert second.headers["etag"] == first.headers["etag"]


def test_head_answers_without_a_body(server: DemoServer) -> None:
    answer = httpx.head(server.url + "/index.html")
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) > 1000


@pytest.mark.parametrize("path", ["/absent.html", "/../build.py", "/%2e%2e/night2/index.html", "/zwgk", "/assets/"])
def test_what_is_not_of_the_site_is_404(server: DemoServer, path: str) -> None:
    assert httpx.get(server.url + path).status_code == 404


def test_the_second_night_changes_one_page(server: DemoServer, plan: DemoPlan) -> None:
    paths = [report.path for report in plan.reports] + [
        report.attachment for report in plan.reports if report.attachment
    ]
    paths += [plan.column_path, "/index.html"]
    with httpx.Client(base_url=server.url) as client:
        first = {path: client.get(path).headers["etag"] for path in paths}
        server.set_night(2)
        server.reset_counts()
        second = {path: client.get(path, headers={"If-None-Match": first[path]}) for path in paths}
    changed = [path for path, answer in second.items() if answer.status_code == 200]
    assert changed == [plan.with_fault("republished").path]
    assert server.statuses == {304: len(paths) - 1, 200: 1}
    assert set(server.requests.values()) == {1}


def test_a_walk_finds_every_row_with_its_whole_title_and_date(server: DemoServer, plan: DemoPlan) -> None:
    with Fetcher(LIMITS) as fetcher:
        walk = walk_list(server.entry_url, fetcher)
    expected = {(report.path, report.title, report.published.isoformat()) for report in plan.reports}
    expected |= {(page.path, page.title, page.published.isoformat()) for page in plan.look_alikes}
    expected = {(server.url + path, title, date) for path, title, date in expected}
    assert {(row.url, row.title, row.date) for row in walk.rows} == expected
    assert len(walk.rows) == len(expected)
    assert (walk.dialect, walk.pages_promised, walk.pages_seen, walk.stop_reason) == ("trs", 4, 4, "all_pages")
    assert walk.problems == ()
    assert server.statuses == {200: 5}  # four list pages and robots.txt, not one wasted

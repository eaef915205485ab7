"""Damaged files of every format end as a report or as an issue, never as a traceback."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.extract import extract_bytes
from extractors.titles import parse_title
from extractors.values import parse_value
from flows.demo_site.figures import fill_report
from flows.demo_site.write_docx import render_docx
from flows.demo_site.write_html import render_html
from flows.demo_site.write_pdf import render_pdf

RENDER = {"html": render_html, "docx": render_docx, "pdf": render_pdf}
STATUSES = {"read", "partial", "no_tables", "unknown_layout", "unreadable"}


@cache
def whole(kind: str) -> bytes:
    return RENDER[kind](fill_report("云溪县教育局", 2023, seed=1))


@pytest.mark.parametrize("kind", sorted(RENDER))
@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_damaged_file_is_a_report_or_an_issue(kind: str, data: st.DataObject) -> None:
    content = bytearray(whole(kind))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        how = data.draw(st.sampled_from(("cut", "overwrite", "insert")))
        if how == "cut":
            del content[at : at + data.draw(st.integers(1, len(content)))]
            content = content or bytearray(b" ")
        else:
            junk = data.draw(st.binary(min_size=1, max_size=40))
            content[at : at + (len(junk) if how == "overwrite" else 0)] = junk
    report = extract_bytes(bytes(content), hint=f"damaged.{kind}")
    assert report.status in STATUSES
    if report.status == "unreadable":
        assert [issue.level for issue in report.issues] == ["error"]
        assert "\n" not in report.issues[0].message


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text())
def test_any_text_is_a_title_and_a_value_or_not_one(text: str) -> None:
    title, value = parse_title(text), parse_value(text)
    assert title.is_report != bool(title.reason)
    assert (value.value is None) == (value.kind in ("blank", "text"))

"""A broken equation in a PDF is put on the publisher only when a second engine reads the same figures."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from extractors import second_reading
from extractors.document import Document, Table
from extractors.extract import extract_bytes
from extractors.readers.pdf_plumber import read_second
from extractors.report import Report
from flows.demo_site import FilledReport, fill_report, render_html, render_pdf

TOTAL = ("review_litigation", "review", "total")


def wrong_total() -> FilledReport:
    return replace(fill_report("云溪县教育局", 2023, seed=3), printed={TOTAL: "777"})


def verdicts(report: Report) -> set[str]:
    return {f.verdict for f in report.figures if (f.table, f.row) == TOTAL[:2]}


def test_engines_that_agree_blame_the_print() -> None:
    report = extract_bytes(render_pdf(wrong_total()), hint="report.pdf")
    assert [(f.check, f.right) for f in report.findings()] == [("RL-1", Decimal(777))]
    assert verdicts(report) == {"source_error"}
    assert report.issues == ()


def test_engines_that_differ_leave_the_figure_in_doubt_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def misread(data: bytes) -> Document:
        document = read_second(data)
        blocks = tuple(
            replace(block, cells=tuple(replace(c, text="77") if c.text == "777" else c for c in block.cells))
            if isinstance(block, Table)
            else block
            for block in document.blocks
        )
        return replace(document, blocks=blocks)

    monkeypatch.setattr(second_reading, "read_second", misread)
    report = extract_bytes(render_pdf(wrong_total()), hint="report.pdf")
    total = next(f for f in report.figures if (f.table, f.row, f.column) == TOTAL)
    assert (total.value, total.verdict) == (Decimal(777), "suspect")
    assert [issue.message for issue in report.issues if issue.code == "readings_differ"] == [
        "review_litigation.review.total: '777' by one engine, 77 by another"
    ]


def test_formats_without_a_second_engine_stay_in_doubt() -> None:
    assert verdicts(extract_bytes(render_html(wrong_total()), hint="report.html")) == {"suspect"}

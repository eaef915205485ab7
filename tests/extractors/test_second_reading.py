"""A broken equation in a PDF is put on the publisher only when a second engine reads the same figures."""

from __future__ import annotations

import io
from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal

import pypdfium2
import pytest

from extractors.document import NOWHERE, Document, Table
from extractors.extract import extract_bytes, extract_reports
from extractors.identities import evaluate
from extractors.layouts import load_layouts
from extractors.readers import pdf_plumber
from extractors.readers.pdf_plumber import read_second
from extractors.report import Figure, Report
from extractors.second_reading import SECOND_READERS, is_doubtful, settle
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
    def misread(data: bytes, pages: Collection[int] | None = None) -> Document:
        document = read_second(data, pages)
        blocks = tuple(
            replace(block, cells=tuple(replace(c, text="77") if c.text == "777" else c for c in block.cells))
            if isinstance(block, Table)
            else block
            for block in document.blocks
        )
        return replace(document, blocks=blocks)

    monkeypatch.setattr(pdf_plumber, "read_second", misread)
    report = extract_bytes(render_pdf(wrong_total()), hint="report.pdf")
    total = next(f for f in report.figures if (f.table, f.row, f.column) == TOTAL)
    assert (total.value, total.verdict) == (Decimal(777), "suspect")
    assert [issue.message for issue in report.issues if issue.code == "readings_differ"] == [
        "review_litigation.review.total: '777' by one engine, 77 by another"
    ]


def test_of_several_reports_only_the_pages_of_the_doubtful_one_are_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of a whole district has hundreds of pages; a broken sum in one report costs the pages of that one."""
    sound, wrong = fill_report("云溪县教育局", 2023, seed=1), fill_report("云溪县财政局", 2023, seed=3)
    whole = pypdfium2.PdfDocument.new()
    counts = []
    for report in (sound, replace(wrong, printed={TOTAL: "777"}), fill_report("云溪县司法局", 2023, seed=1)):
        part = pypdfium2.PdfDocument(render_pdf(report))
        counts.append(len(part))
        whole.import_pages(part)
    file = io.BytesIO()
    whole.save(file)
    asked: list[Collection[int] | None] = []

    def recorded(data: bytes, pages: Collection[int] | None = None) -> Document:
        asked.append(pages)
        return read_second(data, pages)

    monkeypatch.setattr(pdf_plumber, "read_second", recorded)
    reports = extract_reports(file.getvalue())
    assert [report.organ for report in reports] == ["云溪县教育局", "云溪县财政局", "云溪县司法局"]
    assert [set(pages or ()) for pages in asked] == [set(range(counts[0] + 1, counts[0] + counts[1] + 1))]
    assert verdicts(reports[1]) == {"source_error"}


def test_formats_without_a_second_engine_stay_in_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(SECOND_READERS, "html")
    assert verdicts(extract_bytes(render_html(wrong_total()), hint="report.html")) == {"suspect"}


def lose(report: Report, *keys: tuple[str, str, str]) -> Report:
    """The report as if the first engine had not found these cells."""
    figures = tuple(
        replace(f, value=None, kind="missing", raw="", place=NOWHERE, verdict="missing") if key_of(f) in keys else f
        for f in report.figures
    )
    return evaluated(report, figures)


def evaluated(report: Report, figures: Sequence[Figure]) -> Report:
    """The report with other figures and the identities over them."""
    results = [
        result
        for table in report.tables
        for result in evaluate(
            load_layouts()[table.layout], {(f.row, f.column): f.value for f in figures if f.layout == table.layout}
        )
    ]
    return replace(report, figures=tuple(figures), identities=tuple(results))


def key_of(figure: Figure) -> tuple[str, str, str]:
    return figure.table, figure.row, figure.column


def readings(report: Report) -> dict[tuple[str, str, str], Figure]:
    return {key_of(figure): figure for figure in report.figures}


@pytest.fixture(scope="module")
def clean() -> Report:
    return extract_bytes(render_pdf(fill_report("云溪县教育局", 2023, seed=4)), hint="report.pdf")


def test_clean_report_needs_no_second_reading(clean: Report) -> None:
    assert not is_doubtful(clean)


def test_lost_cell_is_taken_from_the_second_engine_when_its_equations_hold(clean: Report) -> None:
    lost = lose(clean, TOTAL)
    assert is_doubtful(lost)
    settled = settle(lost, readings(clean))
    figure = readings(settled)[TOTAL]
    assert (figure.value, figure.verdict) == (readings(clean)[TOTAL].value, "proved")
    assert [issue.code for issue in settled.issues if issue not in clean.issues] == ["second_engine"]


def test_lost_cell_stays_lost_where_no_equation_can_prove_it(clean: Report) -> None:
    fees = ("proactive", "admin_fees", "amount_wan_yuan")
    assert readings(settle(lose(clean, fees), readings(clean)))[fees].value is None


def misread_figure(report: Report, key: tuple[str, str, str]) -> Report:
    """The report as if one cell had been read as another number."""
    wrong = readings(report)[key]
    figures = [replace(f, value=(f.value or Decimal(0)) + 7, raw="7") if f is wrong else f for f in report.figures]
    return evaluated(report, figures)


def test_equations_decide_between_two_readings(clean: Report) -> None:
    settled = settle(misread_figure(clean, TOTAL), readings(clean))
    figure = readings(settled)[TOTAL]
    assert (figure.value, figure.verdict) == (readings(clean)[TOTAL].value, "proved")
    assert settled.findings() == []


def test_two_readings_that_no_equation_covers_are_suspect(clean: Report) -> None:
    fees = ("proactive", "licensing", "decisions")
    wrong = misread_figure(clean, fees)
    settled = settle(wrong, readings(clean))
    assert readings(settled)[fees].verdict == "suspect"
    assert readings(settled)[fees].value == readings(wrong)[fees].value
    assert [issue.code for issue in settled.issues if issue not in clean.issues] == ["readings_differ"]

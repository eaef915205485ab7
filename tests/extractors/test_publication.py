"""Several documents of one publication: one report, one source for each table, the others as witnesses."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from extractors import second_reading
from extractors.document import Document
from extractors.extract import BlobInput, Context, extract_item, unreadable
from extractors.publication import Reading, combine
from extractors.recognize import recognize
from extractors.report import Figure, Report
from extractors.sources import read_pictures, sources, within
from flows.demo_site import FilledReport, fill_report, render_docx, render_html, render_pdf
from nianbao.errors import ReadError, UnsupportedType
from tests.fixtures.forms import FORM_2021
from tests.recognize.forms import expected, form_document, random_form

ORGAN = "云溪县教育局"
FORM = fill_report(ORGAN, 2023, seed=1)
WRONG = ("applications", "granted", "total")
MISPRINTED = replace(FORM, printed={WRONG: "9999"})


def publication(*files: tuple[str, bytes]) -> list[BlobInput]:
    return [
        BlobInput(str(number), f"http://127.0.0.1/{number}", role, data, "2024-01-20T00:00:00")
        for number, (role, data) in enumerate(files)
    ]


def figure(report: Report, key: tuple[str, str, str]) -> Figure:
    return next(f for f in report.figures if (f.table, f.row, f.column) == key)


def as_picture(report: Report) -> Report:
    """The report as it would be read from pictures of its pages."""
    return replace(report, figures=tuple(replace(f, origin="image") for f in report.figures))


def report_of(seed: int, tables: tuple[str, ...] = FORM_2021) -> Report:
    form = random_form(FORM_2021, seed)
    return recognize(form_document({name: form[name] for name in tables}, ORGAN))


def codes(report: Report) -> list[str]:
    return [issue.code for issue in report.issues]


@pytest.fixture
def without_second_engines(monkeypatch: pytest.MonkeyPatch) -> None:
    """As for formats that have but one reader."""
    monkeypatch.setattr(second_reading, "SECOND_READERS", {})


@pytest.mark.usefixtures("without_second_engines")
@pytest.mark.parametrize("attachment", [render_docx, render_pdf])
def test_an_attachment_that_prints_the_same_shows_that_a_broken_sum_is_the_sources(attachment: object) -> None:
    assert callable(attachment)
    page = render_html(MISPRINTED, style="plain")
    alone = extract_item(publication(("page", page)), Context()).report
    assert figure(alone, WRONG).verdict == "suspect"
    both = extract_item(publication(("page", page), ("attachment", attachment(MISPRINTED))), Context()).report
    assert figure(both, WRONG).value == Decimal(9999)
    assert figure(both, WRONG).verdict == "source_error"
    assert both.findings() == alone.findings()
    assert "documents_differ" not in codes(both)


@pytest.mark.usefixtures("without_second_engines")
def test_an_attachment_that_prints_another_number_settles_nothing_and_is_reported() -> None:
    blobs = publication(("page", render_html(MISPRINTED, style="plain")), ("attachment", render_docx(FORM)))
    report = extract_item(blobs, Context()).report
    assert figure(report, WRONG).value == Decimal(9999)
    assert figure(report, WRONG).verdict == "suspect"
    (issue,) = [i for i in report.issues if i.code == "documents_differ"]
    assert f"applications.granted.total 9999 / {FORM.truth()[WRONG]}" in issue.message


def test_the_same_document_twice_is_one_report_without_a_doubt() -> None:
    reading = extract_item(publication(("page", render_html(FORM)), ("attachment", render_docx(FORM))), Context())
    assert reading.parts == ()
    assert not set(codes(reading.report)) & {"documents_differ", "several_reports"}


@pytest.mark.parametrize("pictures_first", [True, False])
def test_a_text_version_wins_over_a_picture_version(pictures_first: bool) -> None:
    text, picture = report_of(71, FORM_2021), as_picture(report_of(72))
    order = (
        [Reading(picture, 0, 0), Reading(text, 1, 1)]
        if pictures_first
        else [Reading(text, 0, 0), Reading(picture, 1, 1)]
    )
    (one,) = combine(order)
    assert one.blob == (1 if pictures_first else 0)
    assert [f.value for f in one.report.figures] == [f.value for f in text.figures]
    assert "documents_differ" in codes(one.report)


def test_tables_that_a_page_shows_as_pictures_are_taken_from_its_pictures() -> None:
    page, pictures = report_of(71, FORM_2021[:1]), as_picture(report_of(71, FORM_2021[1:]))
    (one,) = combine([Reading(page, 0, 0), Reading(pictures, 1, 1, is_beside_page=True)])
    values = {(f.table, f.row, f.column): f.value for f in one.report.figures}
    assert values == expected(random_form(FORM_2021, 71))
    assert {f.table for f in one.report.figures if f.origin == "image"} == {"applications", "review_litigation"}
    assert "table_missing" not in codes(one.report)


def test_an_attachment_with_other_tables_never_fills_a_page() -> None:
    """Only the pictures in a page are of that page; a file beside it may be another version."""
    (one,) = combine([Reading(report_of(71, FORM_2021[:2]), 0, 0), Reading(report_of(72, FORM_2021[2:]), 1, 1)])
    assert {f.table for f in one.report.figures} == {"proactive", "applications"}


def test_documents_of_two_years_or_two_offices_are_two_reports() -> None:
    other = fill_report("云溪县水利局", 2023, seed=2)
    before = fill_report(ORGAN, 2022, seed=3)
    files = [("page", render_html(FORM)), ("attachment", render_docx(other)), ("attachment", render_docx(before))]
    reading = extract_item(publication(*files), Context(list_title=FORM.title))
    assert (reading.report.organ, reading.report.year, reading.report_blob_sha256) == (ORGAN, 2023, "0")
    assert [(p.report.organ, p.report.year, p.report_blob_sha256) for p in reading.parts] == [
        ("云溪县水利局", 2023, "1"), (ORGAN, 2022, "2")
    ]  # fmt: skip
    for part, form in zip(reading.parts, (other, before), strict=True):
        assert {(f.table, f.row, f.column): f.value for f in part.report.figures} == form.truth()


def test_idle_offices_of_two_years_are_not_one_report_because_both_print_zeros() -> None:
    def idle(year: int) -> FilledReport:
        form = fill_report(ORGAN, year, seed=1)
        return replace(form, tables={name: dict.fromkeys(cells, Decimal(0)) for name, cells in form.tables.items()})

    reading = extract_item(
        publication(("page", render_html(idle(2022))), ("attachment", render_html(idle(2023)))), Context()
    )
    assert sorted([reading.report.year or 0, *(part.report.year or 0 for part in reading.parts)]) == [2022, 2023]


def test_the_pictures_of_a_page_are_one_document_after_the_others() -> None:
    """Pictures without a reader for them cost one line each, and the page stays."""
    picture = b"not a picture at all"
    blobs = publication(
        ("page", render_html(FORM)), ("picture", picture), ("picture", picture), ("attachment", render_docx(FORM))
    )
    found = list(sources(blobs, 10_000_000))
    assert [source.blobs for source in found] == [(0,), (3,), (1, 2)]
    assert [source.is_beside_page for source in found] == [False, False, True]
    assert extract_item(blobs, Context()).report.status == "read"


def test_pictures_keep_their_order_and_their_address() -> None:
    lines = [("http://x/1.png", "第一页的文字。".encode()), ("http://x/2.png", "第二页的文字。".encode())]
    document = read_pictures([(name.removesuffix(".png"), data) for name, data in lines], 1000)
    assert isinstance(document, Document)
    assert [(b.place.member, b.text) for b in document.texts()] == [
        ("http://x/1", "第一页的文字。"),
        ("http://x/2", "第二页的文字。"),
    ]


def test_pictures_that_cannot_be_read_are_an_error_of_the_first() -> None:
    error = read_pictures([("a", b"Rar!\x1a\x07\x00 and more"), ("b", b"")], 1000)
    assert isinstance(error, ReadError)
    assert error.subject == "a"


def test_a_place_inside_an_archive_inside_an_archive_names_both() -> None:
    inner = within(form_document(random_form(FORM_2021, 3)), "报告.docx")
    cell = next(within(inner, "全部.zip").tables()).cells[0]
    assert cell.place.member == "全部.zip/报告.docx"


def test_a_publication_of_which_nothing_can_be_read_says_why() -> None:
    error = UnsupportedType("a.rar", "a RAR archive", "unpack it")
    (one,) = combine([Reading(unreadable(error), 0, 0)])
    assert one.report.status == "unreadable"
    assert codes(one.report) == ["unsupported_type"]

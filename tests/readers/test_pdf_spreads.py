"""Two reports next to each other on the same pages: each half is read by itself, and its own words say which year it is of."""

from __future__ import annotations

from decimal import Decimal

import pytest
from reportlab.pdfgen.canvas import Canvas

from extractors.extract import extract_reports
from extractors.layouts import load_layouts
from extractors.report import Report
from tests.fixtures.forms import draw_cells
from tests.readers.pdf_fixtures import FONT, make_pdf
from tests.recognize.forms import Values, expected, random_form

FORMS = ("applications_2021", "review_litigation_2019")
WIDTH, LEFT, RIGHT = 1190.0, 50.0, 645.0
YEARS = (2023, 2024)


def draw_half(canvas: Canvas, left: float, title: str, opening: str, values: dict[str, Values]) -> None:
    """A report in half of a page: title, an opening, two ruled tables."""
    canvas.setFont(FONT, 14)
    canvas.drawString(left + 60, 800, title)
    canvas.setFont(FONT, 9)
    canvas.drawString(left, 780, opening)
    canvas.drawString(left, 764, "一、总体情况")
    canvas.drawString(left, 750, "本单位按时完成了各项公开工作。")
    top = 730.0
    for number, name in zip("三四", FORMS, strict=True):
        canvas.drawString(left, top, f"{number}、{load_layouts()[name].zh}")
        top = _table(canvas, left, top - 8, name, values[name]) - 16


def _table(canvas: Canvas, left: float, top: float, name: str, values: Values) -> float:
    cells = draw_cells(load_layouts()[name], values)
    columns = max(cell.column + cell.column_span for cell in cells)
    rows = max(cell.row + cell.row_span for cell in cells)
    width, height = 490 / columns, 17.0
    for cell in cells:
        x, y = left + cell.column * width, top - (cell.row + cell.row_span) * height
        canvas.rect(x, y, cell.column_span * width, cell.row_span * height)
        canvas.setFont(FONT, min(6.0, (cell.column_span * width - 4) / max(1, len(cell.text))))
        canvas.drawString(x + 2, y + cell.row_span * height / 2 - 2, cell.text)
        canvas.setFont(FONT, 9)
    return top - rows * height


def read(titles: tuple[str, str], openings: tuple[str, str], values: list[dict[str, Values]]) -> tuple[Report, ...]:
    def draw(canvas: Canvas) -> None:
        canvas.setPageSize((WIDTH, 842))
        for left, title, opening, own in zip((LEFT, RIGHT), titles, openings, values, strict=True):
            draw_half(canvas, left, title, opening, own)

    return extract_reports(make_pdf(draw))


def values_of(report: Report) -> dict[tuple[str, str, str], Decimal | None]:
    return {(f.table, f.row, f.column): f.value for f in report.figures}


PLAIN = "云溪县教育局政府信息公开工作年度报告"
NAMED = tuple(f"云溪县教育局{year}年政府信息公开工作年度报告" for year in YEARS)
PERIODS = tuple(f"统计期限自{year}年1月1日起至{year}年12月31日止。" for year in YEARS)


@pytest.mark.parametrize(
    ("titles", "openings"),
    [
        pytest.param(NAMED, ("", ""), id="years in both titles"),
        pytest.param((PLAIN, NAMED[1]), (PERIODS[0], ""), id="one in a title, one in a period"),
        pytest.param((PLAIN, PLAIN), PERIODS, id="years in the periods alone"),
    ],
)
def test_both_reports_are_read_and_the_later_one_comes_first(
    titles: tuple[str, str], openings: tuple[str, str]
) -> None:
    values = [dict(random_form(FORMS, seed)) for seed in (5, 6)]
    later, earlier = read(titles, openings, values)
    assert (later.year, earlier.year) == (2024, 2023)
    assert values_of(later) == expected(values[1])
    assert values_of(earlier) == expected(values[0])


def test_halves_that_no_word_dates_are_refused() -> None:
    values = [dict(random_form(FORMS, seed)) for seed in (5, 6)]
    reports = read((PLAIN, PLAIN), ("", ""), values)
    assert all(figure.value is None for report in reports for figure in report.figures)
    assert any(issue.code == "years_beside_unclear" for report in reports for issue in report.issues)

"""Tables without upright rules: every number in its column, labels at their row, and nothing invented."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from extractors.document import Table
from extractors.readers.pdf import read
from tests.readers.pdf_fixtures import PAGE, PAINTERS, draw_form, make_pdf, page_text, row_heights, squeeze
from tests.readers.pdf_forms import Form, make_form


def labelled_rows(table: Table, count: int) -> dict[str, list[str]]:
    """The last ``count`` cells of each row by the label left of them; rows with other text there (headers) left out."""
    found: dict[str, list[str]] = {}
    for row in table.rows():
        if len(row) > count and all(cell.text == "" or cell.text.isdigit() for cell in row[-count:]):
            found[squeeze(row[-count - 1].text)] = [cell.text for cell in row[-count:]]
    return found


def expected_rows(form: Form, count: int) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in range(form.row_count):
        values = [cell.text for cell in form.cells if cell.row == row and cell.code]
        labels = [cell for cell in form.cells if cell.row == row and not cell.code and cell.column < 3]
        if len(values) == count:
            found[squeeze(max(labels, key=lambda cell: cell.column).text)] = values
    return found


@pytest.mark.parametrize("style", ["none", "level only"])
@pytest.mark.parametrize("layout", ["applications_2021", "applications_2019"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_requests_without_upright_rules(layout: str, style: str, seed: int) -> None:
    form = make_form(layout, seed)

    def draw(canvas: Canvas) -> None:
        page_text(canvas, ["三、收到和处理政府信息公开申请情况"], 40)
        draw_form(canvas, form, 70, PAINTERS[style])

    document = read(make_pdf(draw))
    (table,) = document.tables()
    assert labelled_rows(table, 7) == expected_rows(form, 7)
    assert not table.spans_known
    assert document.text() == "三、收到和处理政府信息公开申请情况"
    assert [issue.code for issue in document.issues] == ["aligned_table"]


@pytest.mark.parametrize("style", ["none", "level only"])
@pytest.mark.parametrize("seed", [4, 5, 6])
def test_blank_between_numbers_is_an_empty_cell(style: str, seed: int) -> None:
    form = make_form("applications_2021", seed, blank_share=0.1)
    (table,) = read(make_pdf(lambda canvas: draw_form(canvas, form, 40, PAINTERS[style]))).tables()
    assert labelled_rows(table, 7) == expected_rows(form, 7)


@pytest.mark.parametrize("style", ["none", "level only"])
@pytest.mark.parametrize("seed", [7, 8, 9])
def test_rows_of_few_numbers_have_their_empty_cells_by_the_headers(style: str, seed: int) -> None:
    """Offices leave zeros out: then two numbers of seven stand in a row, and the headers say which two."""
    form = make_form("applications_2021", seed, blank_share=0.75)
    (table,) = read(make_pdf(lambda canvas: draw_form(canvas, form, 40, PAINTERS[style]))).tables()
    rows, found = expected_rows(form, 7), labelled_rows(table, 7)
    assert any(0 < sum(map(bool, values)) < 4 for values in rows.values())
    assert found == {label: rows[label] for label in found}
    # Rows without any number are seen between rows that have one; those below the last number are text.
    last = max(number for number, values in enumerate(rows.values()) if any(values))
    assert set(found) == set(list(rows)[: last + 1])


def test_columns_go_on_after_a_page_break() -> None:
    form = make_form("applications_2021", seed=10, blank_share=0.75)

    def draw(canvas: Canvas) -> None:
        draw_form(canvas, form, 600, PAINTERS["none"], rows=range(9))
        canvas.showPage()
        draw_form(canvas, form, 50, PAINTERS["none"], rows=range(9, form.row_count))

    found: dict[str, list[str]] = {}
    for table in read(make_pdf(draw)).tables():
        found |= labelled_rows(table, 7)
    rows = expected_rows(form, 7)
    assert found == {label: rows[label] for label in found}
    assert set(found) >= {label for label, values in rows.items() if any(values)}


def test_number_between_two_headers_leaves_its_row_short() -> None:
    form = make_form("applications_2021", seed=11, blank_share=1.0)
    height = sum(row_heights(form, 9.0)[:5])

    def draw(canvas: Canvas) -> None:
        draw_form(canvas, form, 40, PAINTERS["none"])
        for x in (290 + 17.5, 290 + 3 * 35.0):  # the second lies on the border of two columns
            canvas.drawCentredString(x, PAGE[1] - 40 - height + 6, "5")

    (table,) = read(make_pdf(draw)).tables()
    assert [cell.text for cell in table.rows()[-1]] == ["二、上年结转政府信息公开申请数量", "5", "5"]


@pytest.mark.parametrize("style", ["none", "level only"])
@pytest.mark.parametrize("seed", [1, 2])
def test_line_of_fifteen_numbers(style: str, seed: int) -> None:
    form = make_form("review_litigation_2019", seed)
    (table,) = read(make_pdf(lambda canvas: draw_form(canvas, form, 60, PAINTERS[style]))).tables()
    numbers = table.rows()[-1]
    assert [cell.text for cell in numbers] == form.figures()
    headers = {cell.column: squeeze(cell.text) for cell in table.cells if squeeze(cell.text) in ("结果维持", "总计")}
    first = numbers[0].column
    assert sorted(headers) == [first, first + 4, first + 5, first + 9, first + 10, first + 14]


@pytest.mark.parametrize("style", ["none", "level only"])
@pytest.mark.parametrize("layout", ["proactive_2021", "proactive_2019"])
def test_banded_table_without_upright_rules(layout: str, style: str) -> None:
    form = make_form(layout, seed=4)
    document = read(make_pdf(lambda canvas: draw_form(canvas, form, 60, PAINTERS[style])))
    (table,) = document.tables()
    rows = [[squeeze(cell.text) for cell in row] for row in table.rows()]
    expected = [[squeeze(c.text) for c in form.cells if c.row == row] for row in range(form.row_count)]
    assert rows == expected


def test_numbers_in_running_text_make_no_table() -> None:
    def draw(canvas: Canvas) -> None:
        page_text(
            canvas,
            [
                "2024年，本机关共收到申请 119 件，办结 112 件，结转 7 件；",
                "电话：   0517-5550123   邮编：   223001   传真：   0517-5550124",
                "全年公开信息   5500   余条，制作解读   21   个，发布会   12   场。",
                "其中规章 1 件、规范性文件 11 件，废止 3 件，现行有效 66 件。",
            ],
            100,
        )

    document = read(make_pdf(draw))
    assert list(document.tables()) == []
    assert "办结 112 件" in document.text()


def test_two_numbers_of_one_row_in_one_column_leave_it_text() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for step, numbers in enumerate((("1", "2"), ("33333333", "4"), ("5", "6"))):
            canvas.drawString(60, PAGE[1] - 100 - 20 * step, "row")
            canvas.drawString(200, PAGE[1] - 100 - 20 * step, numbers[0])
            canvas.drawString(215 if step != 1 else 260, PAGE[1] - 100 - 20 * step, numbers[1])

    document = read(make_pdf(draw))
    assert list(document.tables()) == []
    assert "33333333" in document.text()


def test_blank_column_that_only_its_header_shows_leaves_the_line_text() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for step in range(8):
            canvas.drawString(60 + 50 * step, PAGE[1] - 100, f"head{step}")
            if step != 5:
                canvas.drawString(66 + 50 * step, PAGE[1] - 130, str(100 + step))

    document = read(make_pdf(draw))
    assert list(document.tables()) == []
    assert "107" in document.text()

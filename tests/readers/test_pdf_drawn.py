"""Tables with rules, drawn in all the ways producers draw them: every cell, span and blank comes out."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from extractors.document import Table
from extractors.readers.pdf import read
from tests.fixtures.forms import FORM_2014, LAYOUTS
from tests.readers.pdf_fixtures import (
    PAGE,
    PAINTERS,
    draw_form,
    form_shape,
    make_pdf,
    page_text,
    row_heights,
    shape,
    squeeze,
    tables_of,
)
from tests.readers.pdf_forms import make_form

RULED = ("stroked", "hairline", "grey", "thin rectangles", "pieces")


@pytest.mark.parametrize("style", RULED)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_cell_of_a_ruled_form(layout: str, style: str) -> None:
    form = make_form(layout, seed=RULED.index(style), blank_share=0.1)
    # The longest form is 66 rows; on a page this long it is one table.
    height = max(PAGE[1], sum(row_heights(form, 9.0)) + 120)
    data = make_pdf(
        lambda canvas: draw_form(canvas, form, 60, PAINTERS[style], page_height=height), pagesize=(PAGE[0], height)
    )
    (table,) = read(data).tables()
    assert shape(table) == form_shape(form)
    assert table.spans_known


def test_cells_with_space_between_them_leave_no_columns_of_gap() -> None:
    form = make_form("applications_2021", seed=1)
    data = make_pdf(lambda canvas: draw_form(canvas, form, 40, spacing=1.6))
    (table,) = read(data).tables()
    assert shape(table) == form_shape(form)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_rotated_page_reads_as_displayed(rotation: int) -> None:
    form = make_form("review_litigation_2019", seed=rotation)

    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(rotation)
        if rotation == 90:
            canvas.translate(PAGE[0], 0)
        elif rotation == 180:
            canvas.translate(*PAGE)
        elif rotation == 270:
            canvas.translate(0, PAGE[1])
        canvas.rotate(rotation)
        draw_form(canvas, form, 50, page_height=PAGE[0] if rotation % 180 else PAGE[1])

    # reportlab swaps the sides of a page that it turns by a quarter.
    pagesize = (PAGE[1], PAGE[0]) if rotation % 180 else PAGE
    (table,) = read(make_pdf(draw, pagesize=pagesize)).tables()
    assert shape(table) == form_shape(form)
    assert table.place.bbox == pytest.approx((60, 50, 510, table.place.bbox[3] if table.place.bbox else 0), abs=0.5)


@pytest.mark.parametrize("sideways", [90, -90, 180])
def test_table_laid_on_its_side_is_read_and_its_boxes_stay_on_the_displayed_page(sideways: int) -> None:
    form = make_form("applications_2021", seed=3)

    def draw(canvas: Canvas) -> None:
        canvas.translate(*{90: (PAGE[0], 0), -90: (0, PAGE[1]), 180: PAGE}[sideways])
        canvas.rotate(sideways)
        draw_form(canvas, form, 30, size=7.5, page_height=PAGE[1] if sideways == 180 else PAGE[0])

    (table,) = read(make_pdf(draw)).tables()
    assert shape(table) == form_shape(form)
    width = sum(form.widths)
    box = table.place.bbox
    assert box is not None
    if sideways == 90:  # the text runs up: the table's top lies at the left
        assert (box[0], box[3]) == pytest.approx((30, PAGE[1] - 60), abs=0.5)
        assert box[3] - box[1] == pytest.approx(width, abs=0.5)
    elif sideways == -90:
        assert (box[2], box[1]) == pytest.approx((PAGE[0] - 30, 60), abs=0.5)
    else:
        assert (box[2], box[3]) == pytest.approx((PAGE[0] - 60, PAGE[1] - 30), abs=0.5)


@pytest.mark.parametrize("open_sides", ["", "b", "t", "bt", "btl"])
@pytest.mark.parametrize("cut", [8, 15, 22])
def test_table_over_a_page_break_with_open_sides(cut: int, open_sides: str) -> None:
    form = make_form("applications_2021", seed=cut)

    def draw(canvas: Canvas) -> None:
        page_text(canvas, ["三、收到和处理政府信息公开申请情况"], 60)
        draw_form(canvas, form, 90, rows=range(cut), open_sides=open_sides.replace("t", "").replace("l", ""))
        canvas.setFont("Helvetica", 9)
        canvas.drawCentredString(297, 30, "- 4 -")
        canvas.showPage()
        draw_form(canvas, form, 60, rows=range(cut, form.row_count), open_sides=open_sides.replace("b", ""))
        canvas.drawCentredString(297, 30, "- 5 -")

    document = read(make_pdf(draw))
    first, second = document.tables()
    assert (first.continues, second.continues) == (False, True)
    assert (first.column_count, second.column_count) == (10, 10)
    assert (first.row_count, second.row_count) == (cut, form.row_count - cut)
    found = {(c.row, c.column): squeeze(c.text) for c in first.cells}
    found |= {(c.row + cut, c.column): squeeze(c.text) for c in second.cells}
    for cell in form.cells:
        if cell.code or cell.column == 2:
            assert found[cell.row, cell.column] == squeeze(cell.text)
    assert [block.text for block in document.texts()] == ["三、收到和处理政府信息公开申请情况"]


def test_statistics_over_a_page_break_keep_every_cell() -> None:
    (name,) = FORM_2014
    form, cut = make_form(name, seed=6, blank_share=0.1), 44

    def draw(canvas: Canvas) -> None:
        draw_form(canvas, form, 60, rows=range(cut))
        canvas.showPage()
        draw_form(canvas, form, 60, rows=range(cut, form.row_count))

    first, second = read(make_pdf(draw)).tables()
    assert (first.continues, second.continues) == (False, True)
    below = [(row + cut, *rest) for row, *rest in shape(second)]
    assert [*shape(first), *below] == form_shape(form)


def test_parts_of_a_banded_table_share_the_columns_of_the_wider_part() -> None:
    form = make_form("proactive_2021", seed=7)

    def draw(canvas: Canvas) -> None:
        draw_form(canvas, form, 500, rows=range(8))
        canvas.showPage()
        draw_form(canvas, form, 60, rows=range(8, form.row_count))

    first, second = read(make_pdf(draw)).tables()
    assert second.continues
    assert [cell.column_span for cell in second.rows()[0]] == [1, 3]
    assert (first.column_count, second.column_count) == (4, 4)


def test_text_between_the_page_break_and_the_table_makes_it_another_table() -> None:
    form = make_form("proactive_2021", seed=8)

    def draw(canvas: Canvas) -> None:
        draw_form(canvas, form, 60)
        canvas.showPage()
        page_text(canvas, ["下表为所属单位汇总数据"], 60)
        draw_form(canvas, form, 100)

    assert [table.continues for table in read(make_pdf(draw)).tables()] == [False, False]


BODY = "本机关对全年政府信息公开工作作了认真总结。各科室按照分工，逐项核对数据；有关情况报告如下，请予审阅。"


def test_boxed_body_text_on_top_of_a_table_is_text_and_the_table_stays() -> None:
    form = make_form("proactive_2021", seed=9)

    def draw(canvas: Canvas) -> None:
        canvas.rect(60, PAGE[1] - 200, 460, 140)
        page_text(canvas, [BODY[:34], BODY[34:]], 80, left=70)
        draw_form(canvas, form, 200)

    document = read(make_pdf(draw))
    (table,) = document.tables()
    assert shape(table) == form_shape(form)
    assert squeeze(document.text()) == BODY


def test_text_in_a_frame_of_one_column_is_no_table() -> None:
    def draw(canvas: Canvas) -> None:
        for top in (60, 160, 260):
            canvas.rect(60, PAGE[1] - top - 100, 460, 100)
            page_text(canvas, [BODY[:34], BODY[34:]], top + 20, left=70)

    document = read(make_pdf(draw))
    assert tables_of(document) == []
    assert squeeze(document.text()) == BODY * 3


def test_frame_around_the_page_does_not_swallow_its_table() -> None:
    form = make_form("review_litigation_2019", seed=10)

    def draw(canvas: Canvas) -> None:
        canvas.rect(20, 20, PAGE[0] - 40, PAGE[1] - 40)
        page_text(canvas, ["四、政府信息公开行政复议、行政诉讼情况"], 60)
        draw_form(canvas, form, 100)

    document = read(make_pdf(draw))
    (table,) = document.tables()
    assert shape(table) == form_shape(form)
    assert document.text() == "四、政府信息公开行政复议、行政诉讼情况"


def test_white_paint_underlines_and_slanted_lines_make_no_cells() -> None:
    form = make_form("applications_2021", seed=11)

    def draw(canvas: Canvas) -> None:
        canvas.setFillGray(1)
        canvas.setStrokeGray(1)
        for step in range(40):
            canvas.rect(60 + step, 300, 0.4, 200, stroke=0, fill=1)
            canvas.line(60, 200 + 9 * step, 500, 200 + 9 * step)
        canvas.setFillGray(0)
        canvas.setStrokeGray(0)
        draw_form(canvas, form, 60)
        canvas.line(60, PAGE[1] - 60, 290, PAGE[1] - 130)
        canvas.line(140, PAGE[1] - 170, 200, PAGE[1] - 170)

    (table,) = read(make_pdf(draw)).tables()
    assert shape(table) == form_shape(form)


def test_tables_inside_nested_form_objects_keep_their_place() -> None:
    form = make_form("proactive_2019", seed=12)

    def draw(canvas: Canvas) -> None:
        canvas.beginForm("inner")
        draw_form(canvas, form, 60)
        canvas.endForm()
        canvas.beginForm("outer")
        canvas.translate(10, -20)
        canvas.doForm("inner")
        canvas.endForm()
        canvas.scale(0.9, 0.9)
        canvas.doForm("outer")

    (table,) = read(make_pdf(draw)).tables()
    assert shape(table) == form_shape(form)
    assert table.place.bbox is not None
    assert table.place.bbox[0] == pytest.approx(0.9 * 70, abs=0.5)
    assert table.place.bbox[1] == pytest.approx(PAGE[1] - 0.9 * (PAGE[1] - 60 - 20), abs=0.5)


def two_cells(canvas: Canvas, left: str, right: str, width: float = 40.0) -> None:
    """A grid of 2 x 2 cells with two numbers in the second row; ``left`` starts 3 points from its border."""
    for y in (700, 680, 660):
        canvas.line(60, y, 60 + 2 * width, y)
    for x in (60, 60 + width, 60 + 2 * width):
        canvas.line(x, 660, x, 700)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(63, 687, "a")
    canvas.drawString(63 + width, 687, "b")
    canvas.drawString(63, 667, left)
    canvas.drawRightString(57 + 2 * width, 667, right)


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows()]


def test_number_wider_than_its_cell_stays_whole_and_is_reported() -> None:
    document = read(make_pdf(lambda canvas: two_cells(canvas, "39857586", "0")))
    (table,) = document.tables()
    assert texts(table) == [["a", "b"], ["39857586", "0"]]
    (issue,) = document.issues
    assert (issue.code, issue.level, issue.place) == ("text_crosses_rule", "warning", "page 1")
    assert "39857586" in issue.message


def test_numbers_that_nearly_touch_across_a_rule_stay_apart() -> None:
    document = read(make_pdf(lambda canvas: two_cells(canvas, "447228", "1362880", width=40)))
    (table,) = document.tables()
    assert texts(table) == [["a", "b"], ["447228", "1362880"]]
    assert document.issues == ()


def test_letter_spacing_never_parts_a_number() -> None:
    def draw(canvas: Canvas) -> None:
        two_cells(canvas, "", "", width=120)
        canvas.drawString(63, 667, "96171.60", charSpace=4.5)
        canvas.drawString(183, 667, "1 203")

    (table,) = read(make_pdf(draw)).tables()
    assert texts(table)[1] == ["96171.60", "1 203"]


def test_number_printed_twice_for_bold_is_one_number() -> None:
    def draw(canvas: Canvas) -> None:
        two_cells(canvas, "1133", "2200")
        canvas.drawString(63.3, 667, "1133")
        canvas.drawRightString(137.3, 667.2, "2200")

    (table,) = read(make_pdf(draw)).tables()
    assert texts(table)[1] == ["1133", "2200"]


def test_empty_cell_is_there_and_covered_slot_is_not() -> None:
    def draw(canvas: Canvas) -> None:
        two_cells(canvas, "", "7")
        canvas.setFillGray(1)

    (table,) = read(make_pdf(draw)).tables()
    assert [(c.row, c.column, c.text) for c in table.cells] == [(0, 0, "a"), (0, 1, "b"), (1, 0, ""), (1, 1, "7")]
    form = make_form("review_litigation_2019", seed=13)
    (merged,) = read(make_pdf(lambda canvas: draw_form(canvas, form, 60))).tables()
    assert [(c.column, c.column_span) for c in merged.rows()[0]] == [(0, 5), (5, 10)]


def test_two_tables_side_by_side_stay_two() -> None:
    def draw(canvas: Canvas) -> None:
        two_cells(canvas, "1", "2")
        canvas.translate(200, 0)
        two_cells(canvas, "3", "4")

    assert [texts(table)[1] for table in read(make_pdf(draw)).tables()] == [["1", "2"], ["3", "4"]]


def test_label_merged_over_a_whole_page_keeps_its_column() -> None:
    form = make_form("applications_2021", seed=14)
    cuts = (range(12), range(12, 22), range(22, form.row_count))

    def draw(canvas: Canvas) -> None:
        for number, rows in enumerate(cuts):
            draw_form(canvas, form, 60, rows=rows, open_sides=("b", "bt", "t")[number])
            canvas.showPage()

    parts = list(read(make_pdf(draw)).tables())
    assert [(part.continues, part.column_count, part.row_count) for part in parts] == [
        (False, 10, 12),
        (True, 10, 10),
        (True, 10, 6),
    ]


def test_heading_that_the_upper_border_cuts_belongs_to_its_cell() -> None:
    """A heading merged over the rows on both sides of a page break stands on the break; a caption above does not."""

    def draw(canvas: Canvas) -> None:
        PAINTERS["stroked"](canvas, (60, 700, 260, 700))
        for x in (60, 160, 260):
            PAINTERS["stroked"](canvas, (x, 660, x, 700))
        for y in (660, 680):
            PAINTERS["stroked"](canvas, (60, y, 260, y))
        page_text(canvas, ["结果维持"], PAGE[1] - 700 - 4.5, size=10, left=70)
        page_text(canvas, ["单位：件"], PAGE[1] - 700 - 11, size=10, left=170)
        page_text(canvas, ["未审结"], PAGE[1] - 700 + 4, size=10, left=170)
        page_text(canvas, ["7", "9"], PAGE[1] - 680 + 4, size=10, left=70)

    document = read(make_pdf(draw))
    (table,) = document.tables()
    assert [cell.text for cell in table.cells if cell.row == 0] == ["结果维持", "未审结"]
    assert document.text().startswith("单位：件")

"""Recognition of whole forms: every cell exact, whatever pages do to the grid; nothing lost without a word."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from extractors.document import Cell, Document, Table, TextBlock
from extractors.layouts import load_layouts
from extractors.recognize import recognize
from extractors.report import Report
from tests.fixtures.forms import FORM_2014, FORM_2019, FORM_2021, FUJIAN_LAYOUTS
from tests.recognize.damage import data_rows, map_cells, replace_table, split_everywhere, without_row
from tests.recognize.forms import expected, form_document, random_form

HYBRID = ("proactive_2021", "applications_2019", "review_litigation_2019")
FORMS = pytest.mark.parametrize(
    "form", [FORM_2021, FORM_2019, HYBRID, FORM_2014], ids=["2021", "2019", "hybrid", "2014"]
)


def values_of(report: Report) -> dict[tuple[str, str, str], Decimal | None]:
    return {(f.table, f.row, f.column): f.value for f in report.figures}


def is_clean(report: Report) -> bool:
    """A report nobody would look at again."""
    return report.status == "read" and not report.issues and not report.findings()


@FORMS
def test_every_cell_of_the_official_grid_is_exact_and_the_report_clean(form: tuple[str, ...]) -> None:
    for seed in range(10):
        values = random_form(form, seed)
        report = recognize(form_document(values))
        assert values_of(report) == expected(values)
        assert [t.layout for t in report.tables] == list(form)
        assert is_clean(report), report.issues


@pytest.mark.parametrize("layout", FUJIAN_LAYOUTS)
def test_each_row_set_of_the_provincial_form_is_told_from_the_others(layout: str) -> None:
    values = random_form((layout,), 1)
    report = recognize(form_document(values))
    assert [t.layout for t in report.tables] == [layout]
    assert values_of(report) == expected(values)
    assert is_clean(report), report.issues


@FORMS
def test_a_page_break_at_any_row_changes_no_value(form: tuple[str, ...]) -> None:
    values = random_form(form, 3)
    for where, document in split_everywhere(form_document(values)):
        report = recognize(document)
        assert values_of(report) == expected(values), where
        assert is_clean(report), (where, report.issues)


def test_line_breaks_and_full_width_text_inside_cells_change_no_value() -> None:
    values = random_form(FORM_2021, 4)
    wide = str.maketrans("0123456789.", "０１２３４５６７８９．")

    def change(cell: Cell) -> Cell:
        text = (
            cell.text.translate(wide) if cell.text[:1].isdigit() and cell.text[-1:].isdigit() else "\n".join(cell.text)
        )
        return replace(cell, text=text)

    report = recognize(map_cells(form_document(values), change))
    assert values_of(report) == expected(values)
    assert is_clean(report), report.issues


def test_a_row_cut_by_a_page_break_is_one_row() -> None:
    values = random_form(FORM_2021, 5)
    document = form_document(values)
    label = load_layouts()["applications_2021"].row("unavailable_to_be_created").zh
    for _, broken in split_everywhere(document):
        tables = list(broken.tables())
        upper, lower = tables[1], tables[2]
        first = [cell for cell in lower.cells if cell.row == 0]
        if len(tables) == 4 and any(cell.text == label for cell in first):
            break
    cut = [replace(cell, text="另行制作" if cell.text == label else cell.text) for cell in lower.cells]
    added = [
        replace(cell, row=upper.row_count, text=label.removesuffix("另行制作") if cell.text == label else "")
        for cell in lower.cells
        if cell.row == 0
    ]
    whole = replace(
        upper, cells=(*upper.cells, *(replace(c, row_span=1) for c in added)), row_count=upper.row_count + 1
    )
    report = recognize(replace_table(replace_table(broken, 1, whole), 2, replace(lower, cells=tuple(cut))))
    assert values_of(report) == expected(values)


def test_a_label_cut_in_print_is_recognised_and_noted() -> None:
    values = random_form(FORM_2021, 6)
    official = load_layouts()["applications_2021"].row("denied_law_prohibited").zh

    def change(cell: Cell) -> Cell:
        return replace(cell, text="2.其他法律行政止公开") if cell.text == official else cell

    report = recognize(map_cells(form_document(values), change))
    assert values_of(report) == expected(values)
    assert [issue.code for issue in report.issues] == ["label_near"]


def test_columns_are_taken_by_their_header_not_by_their_order() -> None:
    values = random_form(FORM_2021, 7)

    def change(cell: Cell) -> Cell:
        # columns 4 and 5 of table 3 (商业企业, 科研机构) change places, header and values alike
        return replace(cell, column={4: 5, 5: 4}.get(cell.column, cell.column)) if cell.row > 1 else cell

    document = form_document(values)
    table = list(document.tables())[1]
    swapped = sorted((change(c) for c in table.cells), key=lambda cell: (cell.row, cell.column))
    report = recognize(replace_table(document, 1, replace(table, cells=tuple(swapped))))
    assert values_of(report) == expected(values)


def test_the_sub_rows_of_other_handling_are_not_invented() -> None:
    report = recognize(form_document(random_form(HYBRID, 8)))
    rows = {f.row for f in report.figures if f.table == "applications"}
    assert "other_handling" in rows
    assert not rows & {"other_not_corrected", "other_fee_unpaid", "other_misc"}


def test_a_stray_empty_label_column_changes_no_value() -> None:
    values = random_form(FORM_2021, 9)
    document = form_document(values)
    table = list(document.tables())[1]
    moved = [replace(c, column=c.column + (1 if c.column >= 3 else 0)) for c in table.cells]
    stray = [Cell(row, 3, "") for row in range(table.row_count)]
    cells = tuple(sorted((*moved, *stray), key=lambda cell: (cell.row, cell.column)))
    report = recognize(replace_table(document, 1, Table(cells, table.row_count, table.column_count + 1)))
    assert values_of(report) == expected(values)


@FORMS
def test_dropping_any_row_is_never_read_as_a_clean_report(form: tuple[str, ...]) -> None:
    document = form_document(random_form(form, 10))
    for number, table in enumerate(document.tables()):
        for row in data_rows(table):
            report = recognize(replace_table(document, number, without_row(table, row)))
            assert not is_clean(report), (number, row)
            assert any(f.kind == "missing" for f in report.figures) or len(report.tables) < len(form)


@FORMS
def test_relabelling_any_row_is_never_read_as_a_clean_report(form: tuple[str, ...]) -> None:
    document = form_document(random_form(form, 11))
    for number, table in enumerate(document.tables()):
        for row in data_rows(table):
            labels = [c for c in table.cells if c.row == row and not c.text.replace(".", "").isdigit()]
            if not labels:
                continue
            cells = tuple(replace(c, text="9.另一件事") if c is labels[-1] else c for c in table.cells)
            report = recognize(replace_table(document, number, replace(table, cells=cells)))
            assert not is_clean(report), (number, row)


def test_swapping_any_two_different_neighbours_breaks_an_identity_or_is_missing() -> None:
    values = random_form(FORM_2021, 12)
    document = form_document(values)
    for number, table in enumerate(document.tables()):
        if number == 0:  # no identity covers single figures of table 2
            continue
        numbers = [c for c in table.cells if c.text.isdigit()]
        for left, right in pairwise(numbers):
            if left.row != right.row or left.text == right.text:
                continue
            swap = {id(left): right.text, id(right): left.text}
            cells = tuple(replace(c, text=swap.get(id(c), c.text)) for c in table.cells)
            report = recognize(replace_table(document, number, replace(table, cells=cells)))
            involves_total = report.findings() or values_of(report) != expected(values)
            assert involves_total
            is_within_one_block = number == 2 and left.column % 5 < 3 and right.column % 5 < 4
            assert report.findings() or is_within_one_block, (left, right)


def test_a_second_copy_with_other_values_is_reported_and_not_mixed_in() -> None:
    values, other = random_form(FORM_2021, 13), random_form(FORM_2021, 14)
    first, second = form_document(values), form_document(other)
    report = recognize(replace(first, blocks=first.blocks + second.blocks))
    assert values_of(report) == expected(values)
    assert [i.code for i in report.issues].count("second_table") == 3


def test_an_unknown_form_is_refused_with_its_labels() -> None:
    table = Table(
        tuple(Cell(r, c, t) for r, row in enumerate((("树木", "12"), ("花草", "30"))) for c, t in enumerate(row)), 2, 2
    )
    report = recognize(Document("html", (TextBlock("云溪县林业局2023年政府信息公开工作年度报告", "title"), table)))
    assert report.status == "unknown_layout"
    assert report.figures == ()
    assert "树木、花草" in report.issues[-1].message
    assert (report.organ, report.year) == ("云溪县林业局", 2023)


def test_a_missing_table_is_named() -> None:
    values = random_form(FORM_2021, 15)
    del values["review_litigation_2019"]
    report = recognize(form_document(values))
    assert report.status == "partial"
    assert [i.message for i in report.issues if i.code == "table_missing"] == [
        "table review_litigation (政府信息公开行政复议、行政诉讼情况) was not found"
    ]

"""Columns that number the lines of a form are no figures, and do not stand in the way of the labels."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from extractors.document import Cell, Document, Table
from extractors.recognize import recognize
from extractors.report import Report
from tests.recognize.damage import split_table
from tests.recognize.forms import expected, form_document, random_form

APPLICATIONS, PROACTIVE, REVIEW = "applications_2021", "proactive_2021", "review_litigation_2019"


def with_counter(table: Table, at: int, first_line: int, header: str, start: int = 1) -> Table:
    """The table with one column more before column ``at``, that numbers the lines from ``first_line`` on."""
    cells = []
    for cell in table.cells:
        covers = cell.column < at < cell.column + cell.column_span
        moved = replace(cell, column=cell.column + 1) if cell.column >= at else cell
        cells.append(replace(moved, column_span=cell.column_span + 1) if covers else moved)
    if first_line:
        taken = {(r, c) for cell in cells for r in range(cell.row, cell.row + cell.row_span) for c in range(cell.column, cell.column + cell.column_span)}  # fmt: skip
        if all((row, at) not in taken for row in range(first_line)):
            cells.append(Cell(0, at, header, first_line, 1))
    for line in range(first_line, table.row_count):
        free = not any(c.row <= line < c.row + c.row_span and c.column <= at < c.column + c.column_span for c in cells)
        if free:
            cells.append(Cell(line, at, str(start + line - first_line)))
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return replace(table, cells=tuple(cells), column_count=table.column_count + 1)


def read(document: Document) -> Report:
    report = recognize(document)
    assert report.findings() == []
    return report


def figures(report: Report, table: str) -> dict[tuple[str, str, str], Decimal | None]:
    return {(f.table, f.row, f.column): f.value for f in report.figures if f.table == table}


def only_table(document: Document) -> Table:
    (table,) = document.tables()
    return table


def replaced(document: Document, *tables: Table) -> Document:
    blocks = [block for block in document.blocks if not isinstance(block, Table)]
    return replace(document, blocks=(*blocks[:5], *tables, *blocks[5:]))


@pytest.mark.parametrize("header", ["行次", "序号", "代码", ""])
@pytest.mark.parametrize("at", [0, 3], ids=["before the labels", "between labels and figures"])
def test_a_column_of_line_numbers_in_table_3_is_left_out_and_said_so(at: int, header: str) -> None:
    values = random_form((APPLICATIONS,), 1)
    document = form_document(values)
    report = read(replaced(document, with_counter(only_table(document), at, 3, header)))
    assert figures(report, "applications") == expected(values)
    assert [issue.code for issue in report.issues if issue.code != "table_missing"] == ["counter_column"]


def test_line_numbers_go_on_behind_a_page_break() -> None:
    values = random_form((APPLICATIONS,), 2)
    document = form_document(values)
    upper, lower = split_table(only_table(document), 14)
    report = read(replaced(document, with_counter(upper, 3, 3, "行次"), with_counter(lower, 3, 0, "", start=12)))
    assert figures(report, "applications") == expected(values)


def test_a_column_that_does_not_count_is_not_taken_for_a_counter() -> None:
    """A column without a header whose numbers jump may be anything: the form is not read as if it were not there."""
    values = random_form((APPLICATIONS,), 3)
    document = form_document(values)
    table = with_counter(only_table(document), 3, 3, "")
    odd = replace(
        table, cells=tuple(replace(c, text="70") if c.column == 3 and c.text == "7" else c for c in table.cells)
    )
    report = recognize(replaced(document, odd))
    assert "counter_column" not in [issue.code for issue in report.issues]
    assert any(issue.level in ("warning", "error") and issue.code != "table_missing" for issue in report.issues)


def test_a_column_of_figures_that_happen_to_count_up_is_read_as_figures() -> None:
    values = random_form((APPLICATIONS,), 4)
    document = form_document(values)
    table = only_table(document)
    first = min(cell.column for cell in table.cells if cell.text == "自然人")
    counting = tuple(
        replace(cell, text=str(cell.row - 2)) if cell.column == first and cell.row >= 3 else cell
        for cell in table.cells
    )
    report = recognize(replaced(document, replace(table, cells=counting)))
    got = {f.row: f.value for f in report.figures if f.column == "natural_person"}
    assert list(got.values()) == [Decimal(number) for number in range(1, 26)]


def test_a_line_that_numbers_the_columns_is_no_row() -> None:
    values = random_form((APPLICATIONS,), 5)
    document = form_document(values)
    table = only_table(document)
    moved = [replace(cell, row=cell.row + 1) if cell.row >= 3 else cell for cell in table.cells]
    line = [Cell(3, 0, "栏次", 1, 3), *(Cell(3, 3 + place, str(place + 1)) for place in range(7))]
    cells = tuple(sorted([*moved, *line], key=lambda cell: (cell.row, cell.column)))
    report = read(replaced(document, replace(table, cells=cells, row_count=table.row_count + 1)))
    assert figures(report, "applications") == expected(values)
    assert [issue.code for issue in report.issues] == ["table_missing", "table_missing"]


def merged(table: Table, text: str, rows: range, columns: range) -> Table:
    """The table with one cell over all of these slots."""
    kept = [cell for cell in table.cells if not (cell.row in rows and cell.column in columns)]
    cells = sorted(
        [*kept, Cell(rows.start, columns.start, text, len(rows), len(columns))], key=lambda c: (c.row, c.column)
    )
    return replace(table, cells=tuple(cells))


@pytest.mark.parametrize("text", ["无", "0", "-"])
def test_one_none_merged_over_all_of_table_4_is_zero_in_each_column(text: str) -> None:
    document = form_document(random_form((REVIEW,), 1))
    report = recognize(replaced(document, merged(only_table(document), text, range(3, 4), range(15))))
    assert [f.value for f in report.figures] == [Decimal(0)] * 15
    assert {f.kind for f in report.figures} == {"zero" if text == "0" else "dash"}
    assert report.findings() == []


def test_one_none_merged_over_all_of_table_3_is_zero_in_each_cell() -> None:
    document = form_document(random_form((APPLICATIONS,), 1))
    report = recognize(replaced(document, merged(only_table(document), "无", range(3, 28), range(3, 10))))
    assert [f.value for f in report.figures] == [Decimal(0)] * 175
    assert {f.kind for f in report.figures} == {"dash"}


@pytest.mark.parametrize("text", ["", "5", "详见附件"])
def test_any_other_cell_merged_over_table_4_says_nothing_of_its_columns(text: str) -> None:
    document = form_document(random_form((REVIEW,), 1))
    report = recognize(replaced(document, merged(only_table(document), text, range(3, 4), range(15))))
    assert {f.value for f in report.figures} <= {None}
    assert any(issue.level in ("warning", "error") and issue.code != "table_missing" for issue in report.issues)


def test_one_none_merged_over_part_of_table_4_is_not_spread() -> None:
    document = form_document(random_form((REVIEW,), 1))
    report = recognize(replaced(document, merged(only_table(document), "无", range(3, 4), range(1, 15))))
    assert report.figures == ()
    assert [issue.code for issue in report.issues if issue.level == "error"] == ["row_cells"]


def test_one_none_merged_over_the_three_columns_of_a_row_of_table_2() -> None:
    values = random_form((PROACTIVE,), 1)
    document = form_document(values)
    table = only_table(document)
    (row,) = {cell.row for cell in table.cells if cell.text == "规章"}
    report = recognize(replaced(document, merged(table, "无", range(row, row + 1), range(1, 4))))
    assert [f.value for f in report.figures if f.row == "regulations"] == [Decimal(0)] * 3
    assert [f.value for f in report.figures if f.row != "regulations"] == [
        value for (_, row_code, _), value in expected(values).items() if row_code != "regulations"
    ]


def test_an_unknown_header_of_table_2_is_noted_once() -> None:
    document = form_document(random_form((PROACTIVE,), 1))
    table = only_table(document)
    odd = replace(table, cells=tuple(replace(c, text="说明情况") if c.text == "信息内容" else c for c in table.cells))
    report = recognize(replaced(document, odd))
    noted = [issue.place for issue in report.issues if "说明情况" in issue.message]
    assert len(noted) == len(set(noted)) == 4


@pytest.mark.parametrize("mark", ["①", "¹", "*", "[1]", "［注］"])
def test_a_footnote_mark_behind_a_label_is_no_part_of_it(mark: str) -> None:
    values = random_form((APPLICATIONS,), 6)
    document = form_document(values)
    table = only_table(document)
    marked = tuple(replace(c, text=c.text + mark) if c.text in ("总计", "（一）予以公开") else c for c in table.cells)
    report = read(replaced(document, replace(table, cells=marked)))
    assert figures(report, "applications") == expected(values)


def test_labels_in_traditional_characters_are_known() -> None:
    values = random_form((APPLICATIONS,), 7)
    document = form_document(values)
    table = only_table(document)
    simplified, traditional = "一、本年新收政府信息公开申请数量", "一、本年新收政府信息公開申請數量"
    cells = tuple(
        replace(c, text=c.text.replace(simplified, traditional).replace("总计", "總計").replace("商业企业", "商業企業"))
        for c in table.cells
    )
    report = read(replaced(document, replace(table, cells=cells)))
    assert figures(report, "applications") == expected(values)
    assert [issue.code for issue in report.issues] == ["table_missing", "table_missing"]

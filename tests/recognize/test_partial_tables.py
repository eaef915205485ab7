"""Forms of which a table prints only some columns: hidden ones in a workbook, a wide form set in two tables."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal

from extractors.document import Document, Table, TextBlock
from extractors.layouts import load_layouts
from extractors.recognize import recognize
from extractors.report import Report
from tests.recognize.damage import replace_table
from tests.recognize.forms import expected, form_document, random_form

NEW_FORM = ("proactive_2021", "applications_2021", "review_litigation_2019")
VALUES = random_form(NEW_FORM, seed=5)
TRUTH = expected(VALUES)
LABELS = 3  # columns of labels left of the seven of figures


def document() -> Document:
    return form_document(VALUES)


def tables() -> list[Table]:
    return list(document().tables())


def without_columns(table: Table, gone: Collection[int]) -> Table:
    """The table as it shows when some of its columns are hidden; cells merged over them shrink."""
    cells = []
    for cell in table.cells:
        left = [at for at in range(cell.column, cell.column + cell.column_span) if at not in gone]
        if left:
            place = sum(at not in gone for at in range(left[0]))
            cells.append(replace(cell, column=place, column_span=len(left)))
    return replace(table, cells=tuple(cells), column_count=table.column_count - len(gone))


def figures(report: Report, table: str) -> dict[tuple[str, str, str], Decimal | None]:
    return {(f.table, f.row, f.column): f.value for f in report.figures if f.table == table}


def truth(table: str) -> dict[tuple[str, str, str], Decimal]:
    return {key: value for key, value in TRUTH.items() if key[0] == table}


def test_a_hidden_column_of_figures_takes_no_other_column_with_it() -> None:
    report = recognize(replace_table(document(), 1, without_columns(tables()[1], [LABELS + 2])))
    read = figures(report, "applications")
    assert {key[2] for key, value in read.items() if value is None} == {"research"}
    assert all(value == TRUTH[key] for key, value in read.items() if value is not None)
    assert "header_incomplete" in {issue.code for issue in report.issues}
    assert report.status == "partial"


def test_a_hidden_column_of_the_last_table_loses_only_its_own_figure() -> None:
    report = recognize(replace_table(document(), 2, without_columns(tables()[2], [5])))
    read = figures(report, "review_litigation")
    assert [key[1:] for key, value in read.items() if value is None] == [("suit_direct", "upheld")]
    assert all(value == TRUTH[key] for key, value in read.items() if value is not None)


def test_a_line_with_a_cell_less_than_its_header_is_not_read() -> None:
    table = tables()[2]
    lacking = replace(table, cells=table.cells[:-1])
    report = recognize(replace_table(document(), 2, lacking))
    assert set(figures(report, "review_litigation").values()) in ({None}, set())


def test_a_form_set_in_two_tables_by_columns_is_one() -> None:
    whole = tables()[1]
    left = without_columns(whole, range(LABELS + 4, LABELS + 7))
    right = without_columns(whole, range(LABELS, LABELS + 4))
    one = replace_table(document(), 1, left)
    at = one.blocks.index(left) + 1
    both = replace(one, blocks=(*one.blocks[:at], TextBlock("续表"), right, *one.blocks[at:]))
    report = recognize(both)
    assert figures(report, "applications") == truth("applications")
    assert {f.verdict for f in report.figures if f.table == "applications"} == {"proved"}
    assert "second_table" not in {issue.code for issue in report.issues}


def test_the_name_of_a_group_over_several_lines_names_none_of_them() -> None:
    """With its column of row labels hidden, （六）其他处理 stands beside three lines, of which the old form has one."""
    report = recognize(replace_table(document(), 1, without_columns(tables()[1], [2])))
    wrong = [
        f
        for f in report.figures
        if f.table == "applications" and f.value is not None and f.value != TRUTH.get((f.table, f.row, f.column))
    ]
    assert not [f for f in wrong if f.verdict in ("proved", "read")]


def test_layouts_name_the_columns_used_here() -> None:
    assert [column.code for column in load_layouts()["applications_2021"].columns][2] == "research"

"""Blank cells: 0 where the equations show it, missing where they contradict it, never silently filled."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from extractors.layouts import CellCode, load_layouts
from extractors.recognize import recognize
from extractors.report import Figure
from tests.fixtures.forms import FORM_2021
from tests.recognize.forms import form_document, random_form

COLUMNS = [column.code for column in load_layouts()["applications_2021"].columns]


def figures(values: Mapping[str, Mapping[CellCode, str]]) -> dict[tuple[str, str], Figure]:
    return {(f.row, f.column): f for f in recognize(form_document(values)).figures}


def test_zeros_left_blank_are_read_as_zero_and_say_so() -> None:
    values = random_form(FORM_2021, 21)
    blanked = {
        name: {code: "" if text == "0" and "total" not in code else text for code, text in cells.items()}
        for name, cells in values.items()
        if name != "proactive_2021"
    }
    got = figures(blanked)
    for cells in blanked.values():
        for code, text in cells.items():
            if text == "":
                assert (got[code].value, got[code].kind) == (Decimal(0), "blank"), code


def test_a_blank_total_beside_filled_cells_is_missing_not_zero() -> None:
    values = random_form(FORM_2021, 22)
    cells = values["applications_2021"]
    row = next(r for r, c in cells if c == "total" and r.startswith("denied") and cells[r, c] != "0")
    cells[row, "total"] = ""
    figure = figures(values)[row, "total"]
    assert (figure.value, figure.kind, figure.verdict) == (None, "missing", "missing")


def test_a_row_left_blank_as_a_whole_is_zero_when_the_columns_add_up_without_it() -> None:
    values = random_form(FORM_2021, 23)
    cells = values["applications_2021"]
    row = next(r for r, _ in cells if r.startswith("rejected") and all(cells[r, c] == "0" for c in COLUMNS[:2]))
    for column in COLUMNS:
        cells["processed_total", column] = str(int(cells["processed_total", column]) - int(cells[row, column]))
        cells["new_received", column] = str(int(cells["new_received", column]) - int(cells[row, column]))
        cells[row, column] = ""
    got = figures(values)
    assert [got[row, column].value for column in COLUMNS] == [Decimal(0)] * 7


def test_a_blank_cell_no_equation_covers_has_no_value() -> None:
    values = random_form(FORM_2021, 24)
    values["proactive_2021"]["regulations", "issued"] = ""
    report = recognize(form_document(values))
    figure = next(f for f in report.figures if (f.row, f.column) == ("regulations", "issued"))
    assert (figure.value, figure.kind) == (None, "blank")
    assert [i.code for i in report.issues] == ["figures_blank"]


def test_a_table_left_blank_as_a_whole_shows_nothing() -> None:
    values = random_form(FORM_2021, 25)
    values["review_litigation_2019"] = dict.fromkeys(values["review_litigation_2019"], "")
    report = recognize(form_document(values))
    assert {f.value for f in report.figures if f.table == "review_litigation"} == {None}
    assert "figures_blank" in [i.code for i in report.issues]


def test_a_wrong_total_beside_blanks_is_still_found() -> None:
    values = random_form(FORM_2021, 26)
    cells = values["review_litigation_2019"]
    cells.update(
        {
            ("review", "upheld"): "5",
            ("review", "corrected"): "",
            ("review", "other_result"): "",
            ("review", "pending"): "",
        }
    )
    cells["review", "total"] = "7"
    report = recognize(form_document(values))
    blanks = [f for f in report.figures if f.row == "review" and f.kind == "blank"]
    assert len(blanks) == 3
    assert {f.value for f in blanks} == {None}
    assert any("review_litigation: 3 figures printed empty" in issue.message for issue in report.issues)

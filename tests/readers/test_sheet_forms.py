"""A report typed into a workbook: every figure exact, and its place names the cell it stands in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from extractors.extract import extract_bytes
from extractors.readers import read_document
from extractors.readers.sheet_model import address
from extractors.recognize import recognize
from extractors.report import Report
from flows.demo_site import FilledReport, fill_report
from tests.readers.sheet_files import Filled, SheetCell, lay_out, to_html_xls, to_xls, to_xlsx, to_xml

Writer = Callable[[Mapping[str, Sequence[SheetCell]]], bytes]
FORM = fill_report("云溪县教育局", 2023, seed=5)


def assert_exact(report: Report, form: FilledReport, filled: Filled, sheet_of: Callable[[str], str]) -> None:
    """All 200 figures as printed, each at the address of its cell."""
    truth = form.truth()
    assert len(truth) == 200
    assert {(f.table, f.row, f.column): f.value for f in report.figures} == truth
    for figure in report.figures:
        slot = filled.slots[figure.table, figure.row, figure.column]
        assert figure.place.path == f"sheet {sheet_of(figure.table)} cell {address(slot)}"


@pytest.mark.parametrize("write", [to_xlsx, to_xls, to_xml])
@pytest.mark.parametrize("is_merged", [True, False])
@pytest.mark.parametrize("first_column", [0, 2])
def test_report_on_one_sheet_is_read_exactly(write: Writer, is_merged: bool, first_column: int) -> None:
    filled = lay_out(FORM, is_merged=is_merged, first_column=first_column)
    report = recognize(read_document(write({"表 1": filled.cells}), hint="年报.xls"))
    assert_exact(report, FORM, filled, lambda _: "表 1")
    assert (report.title, report.organ, report.year) == (FORM.title, FORM.organ, FORM.year)
    assert report.status == "read"
    assert not [issue for issue in report.issues if issue.level != "info"]


@pytest.mark.parametrize("write", [to_xlsx, to_xls])
def test_tables_without_a_blank_row_between_them_are_parted_at_their_headings(write: Writer) -> None:
    filled = lay_out(FORM, gap=0)
    document = read_document(write({"年报": filled.cells}))
    assert len(list(document.tables())) == 3
    assert_exact(recognize(document), FORM, filled, lambda _: "年报")


@pytest.mark.parametrize("write", [to_xlsx, to_xls, to_xml])
def test_each_table_on_a_sheet_of_its_own(write: Writer) -> None:
    filled = lay_out(FORM)
    sheets = {"首页": filled.cells[:1]}
    ends = {table: max(slot[0] for key, slot in filled.slots.items() if key[0] == table) for table, *_ in filled.slots}
    for cell in filled.cells[1:]:
        table = next(table for table, end in sorted(ends.items(), key=lambda item: item[1]) if cell.row <= end)
        sheets.setdefault(table, []).append(cell)
    report = recognize(read_document(write(sheets)))
    assert_exact(report, FORM, filled, lambda table: table)
    assert report.title == FORM.title


def test_workbook_that_is_really_html_is_read_as_html() -> None:
    report = extract_bytes(to_html_xls(lay_out(FORM, gap=0).cells), hint="年报.xls")
    assert {(f.table, f.row, f.column): f.value for f in report.figures} == FORM.truth()


def test_old_form_in_a_workbook(tmp_path: Path) -> None:
    form = fill_report("云溪县教育局", 2020, seed=7)
    filled = lay_out(form)
    (tmp_path / "a.et").write_bytes(to_xls({"Sheet1": filled.cells}))
    report = extract_bytes((tmp_path / "a.et").read_bytes(), hint="a.et")
    assert {(f.table, f.row, f.column): f.value for f in report.figures} == form.truth()

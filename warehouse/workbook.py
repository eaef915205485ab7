"""Tables as one Excel workbook: a sheet that says what it all is, then a sheet a table.

Excel cannot hold what the warehouse holds without harm, and does not say so: it drops rows after 1 048 576, cells after
32 767 characters and digits after the fifteenth, and takes text that begins with ``=`` for a formula. So a table that is
too long is refused before a row is written, a long text is cut where the reader sees it, a number of more digits is
written as text, and text is only ever text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from nianbao.errors import WarehouseError
from warehouse.catalog import Relation

MOST_ROWS = 1_048_576 - 1
"""Rows of one sheet of Excel, less the header."""

_MOST_CHARACTERS = 32_767
_MOST_DIGITS = 15
_MOST_SHEET_NAME = 31
_CUT = " …（超出 Excel 单元格上限，已截断；全文见 Parquet）"
README = "readme"


@dataclass(frozen=True, slots=True)
class About:
    """What the readme sheet says besides the columns: lines of (name, text)."""

    lines: tuple[tuple[str, str], ...]
    created: datetime


@dataclass(slots=True)
class Sheet:
    """One table to write: ``rows`` are read once, ``row_count`` is known before."""

    relation: Relation
    row_count: int
    rows: Iterable[Sequence[Any]]
    cut: int = field(default=0, init=False)
    """Cells whose text was cut."""


def write_workbook(path: Path, about: About, sheets: Sequence[Sheet]) -> None:
    """Write the workbook; memory does not grow with the rows.

    Raises WarehouseError when a table has more rows than a sheet of Excel.
    """
    from xlsxwriter import Workbook

    for sheet in sheets:
        require_fits(sheet.relation.full_name, sheet.row_count)
    path.parent.mkdir(parents=True, exist_ok=True)
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
        "remove_timezone": True,
    }
    with Workbook(str(path), options) as book:
        book.set_properties({"title": "nianbao 年报", "created": about.created})
        readme = book.add_worksheet(README)
        bold = book.add_format({"bold": True})
        names: set[str] = {README}
        for sheet in sheets:
            _write_sheet(book.add_worksheet(_sheet_name(sheet.relation.full_name, names)), sheet, bold)
        _write_readme(readme, about, sheets, bold)


def require_fits(name: str, row_count: int) -> None:
    """Raises WarehouseError when a table of so many rows does not fit into a sheet."""
    if row_count > MOST_ROWS:
        raise WarehouseError(
            name,
            f"has {row_count:,} rows, a sheet of Excel holds {MOST_ROWS:,}",
            "keep fewer by --year, --region, --organ or --where, or write --format parquet or csv",
        )


def _write_sheet(worksheet: Any, sheet: Sheet, bold: Any) -> None:
    names = [column.name for column in sheet.relation.columns]
    worksheet.freeze_panes(1, 0)
    worksheet.autofilter(0, 0, max(sheet.row_count, 1), len(names) - 1)
    for at, name in enumerate(names):
        worksheet.set_column(at, at, min(max(len(name) + 3, 10), 40))
        worksheet.write_string(0, at, name, bold)
    for row_at, row in enumerate(sheet.rows, start=1):
        for at, value in enumerate(row):
            sheet.cut += _write_cell(worksheet, row_at, at, value)


def _write_cell(worksheet: Any, row: int, column: int, value: Any) -> bool:
    """Write one value; whether its text had to be cut."""
    if value is None:
        return False
    if isinstance(value, bool):
        worksheet.write_boolean(row, column, value)
    elif isinstance(value, int | float | Decimal) and _is_exact(value):
        worksheet.write_number(row, column, float(value))
    elif isinstance(value, datetime | date | time):
        worksheet.write_datetime(row, column, value)
    else:
        text = f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
        is_cut = len(text) > _MOST_CHARACTERS
        worksheet.write_string(row, column, text[: _MOST_CHARACTERS - len(_CUT)] + _CUT if is_cut else text)
        return is_cut
    return False


def _is_exact(value: int | float | Decimal) -> bool:
    """Whether Excel keeps all digits of a number; it has no infinity either."""
    if isinstance(value, float):
        return value - value == 0
    digits = Decimal(value).normalize().as_tuple().digits
    return len(digits) <= _MOST_DIGITS


def _sheet_name(full_name: str, taken: set[str]) -> str:
    """A name of at most 31 characters that no other sheet has."""
    name, number = full_name[:_MOST_SHEET_NAME], 2
    while name.lower() in taken:
        name, number = f"{full_name[: _MOST_SHEET_NAME - 3]}~{number}", number + 1
    taken.add(name.lower())
    return name


def _write_readme(worksheet: Any, about: About, sheets: Sequence[Sheet], bold: Any) -> None:
    lines: list[tuple[tuple[str, ...], bool]] = [((name, text), False) for name, text in about.lines]
    lines += [((), False), (("sheet", "rows", "texts cut", "内容", "what one row is"), True)]
    lines += [
        ((one.relation.full_name, str(one.row_count), str(one.cut), one.relation.zh, one.relation.en), False)
        for one in sheets
    ]
    lines += [((), False), (("sheet", "column", "type", "含义", "meaning"), True)]
    lines += [
        ((one.relation.full_name, column.name, column.data_type, column.zh, column.en), False)
        for one in sheets
        for column in one.relation.columns
    ]
    for at, width in enumerate((24, 24, 16, 60, 60)):
        worksheet.set_column(at, at, width)
    for row, (texts, is_heading) in enumerate(lines):
        for at, text in enumerate(texts):
            worksheet.write_string(row, at, text, bold if is_heading else None)

"""XLS (also ET) and the rarer workbook XLSB -> sheets of printed texts, with python-calamine.

For XLS, numbers, errors and what is hidden come from its records (``biff``), texts from calamine. XLSB is
calamine's alone: formats and hidden rows are not known there, which is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from extractors.readers.biff import BiffSheet, read_biff
from extractors.readers.ole import CompoundFile
from extractors.readers.sheet_model import MOST_SLOTS, SUBJECT, Sheet, Slot, check_size
from extractors.readers.sheet_values import plain
from extractors.readers.xlsx_text import CellStyle, SharedText, shown
from extractors.readers.zip_parts import open_parts
from nianbao.errors import ReadError, TooLarge, WrongType

_LARGEST_STREAM = 100_000_000
_LARGEST_PART = 64_000_000
_REFETCH = "fetch it again, or save it as XLSX and import that"
Value = int | float | str | bool | date | datetime | time | timedelta


def read_xls(data: bytes) -> list[Sheet]:
    """All worksheets of an XLS, hidden ones included.

    Raises:
        WrongType: no workbook in it; TruncatedFile, ReadError: damaged; TooLarge: more slots than a report can have.
    """
    file = CompoundFile(data, SUBJECT)
    name = next((name for name in ("Workbook", "Book") if name in file.streams), None)
    if name is None:
        raise WrongType(SUBJECT, "an Office file without an Excel workbook in it", "open it by hand")
    found = read_biff(file.head(name, _LARGEST_STREAM))
    for one in found:
        check_size(one.sheet)
        _check_range(one)
    if any(one.labels for one in found):
        _add_texts(found, data)
    return [one.sheet for one in found]


def read_other(data: bytes) -> list[Sheet]:
    """All worksheets of an XLSB. Raises as ``read_xls``."""
    with open_parts(data, "a workbook") as parts:
        if any(parts.size(name) > _LARGEST_PART for name in parts.names):
            raise TooLarge(
                SUBJECT, f"a workbook with a part of more than {_LARGEST_PART // 1_000_000} MB", "look at it"
            )
    book = _open(data)
    sheets: list[Sheet] = []
    for meta in book.sheets_metadata:
        if meta.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = Sheet(meta.name, is_hidden=meta.visible != SheetVisibleEnum.Visible)
        for slot, value in _values(book, meta.name):
            text = _printed(value)
            if text.strip():
                sheet.texts[slot] = text
                if not isinstance(value, str):
                    sheet.note("formats_unknown", slot)
        merged = book.get_sheet_by_name(meta.name).merged_cell_ranges or []
        sheet.merges += [(*start, *end) for start, end in merged if start != end]
        sheets.append(sheet)
    return sheets


def _check_range(one: BiffSheet) -> None:
    slots = [*one.sheet.texts, *one.labels]
    if not slots:
        return
    rows, columns = {row for row, _ in slots}, {column for _, column in slots}
    if (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1) > MOST_SLOTS:
        reason = f"sheet {one.sheet.name} reaches to row {max(rows) + 1:,} and column {max(columns) + 1:,}"
        raise TooLarge(SUBJECT, reason, "remove the stray cell far from the others, and import that")


def _add_texts(found: list[BiffSheet], data: bytes) -> None:
    book = _open(data)
    names = set(book.sheet_names)
    for one in found:
        if one.sheet.name not in names:
            raise ReadError(SUBJECT, f"sheet {one.sheet.name} of an XLS workbook cannot be read", _REFETCH)
        for slot, value in _values(book, one.sheet.name):
            if slot in one.labels and isinstance(value, str) and value.strip():
                _put_text(one, slot, value)


def _put_text(one: BiffSheet, slot: Slot, value: str) -> None:
    """What is seen of a text; calamine gives all of it."""
    style, rich = one.looks.get(slot, (CellStyle(), None))
    text = SharedText.plain(value) if rich is None else rich
    if (seen := shown(text, style, one.sheet, slot)).strip():
        one.sheet.texts[slot] = seen


def _open(data: bytes) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(BytesIO(data))
    except (CalamineError, ValueError, OSError) as error:
        raise ReadError(SUBJECT, f"a damaged workbook ({error})", _REFETCH) from error
    except BaseException as error:
        raise _panic(error) from error


def _values(book: CalamineWorkbook, name: str) -> Iterator[tuple[Slot, Value]]:
    try:
        sheet = book.get_sheet_by_name(name)
        rows = sheet.to_python(skip_empty_area=True)
        first_row, first_column = sheet.start or (0, 0)
    except (CalamineError, ValueError, OSError) as error:
        raise ReadError(SUBJECT, f"sheet {name} of a workbook is damaged ({error})", _REFETCH) from error
    except BaseException as error:
        raise _panic(error) from error
    for row, values in enumerate(rows, start=first_row):
        for column, value in enumerate(values, start=first_column):
            if value != "":
                yield (row, column), value


def _panic(error: BaseException) -> BaseException:
    """A defect of calamine on odd bytes comes as an exception outside of Exception; all others go their way."""
    if type(error).__name__ == "PanicException":
        return ReadError(SUBJECT, "a damaged workbook", _REFETCH)
    return error


def _printed(value: Value) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return plain(float(value)) if isinstance(value, float) else str(value)
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value)

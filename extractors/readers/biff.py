"""Records of an XLS workbook -> what each sheet holds besides its texts: numbers with their formats, errors, what is hidden.

python-calamine reads the texts of XLS well, but drops errors and formats, does not say which rows are hidden, and lays out
the whole range between the first and the last cell. This walk over the records ([MS-XLS] 2.4) gives the rest, and the
size of each sheet before any grid is made.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from extractors.readers.biff_looks import Looks
from extractors.readers.sheet_model import Merge, Sheet, Slot
from extractors.readers.sheet_values import BUILTIN_FORMATS
from extractors.readers.xlsx_text import CellStyle, SharedText

BOF, EOF, BOUNDSHEET, DATEMODE, FORMAT, XF = 0x0809, 0x0A, 0x85, 0x22, 0x041E, 0xE0
FONT, PALETTE, SST, CONTINUE, LABELSST = 0x31, 0x92, 0xFC, 0x3C, 0xFD
ROW, COLINFO, MERGEDCELLS = 0x0208, 0x7D, 0xE5
NUMBER, RK, MULRK, FORMULA, BOOLERR = 0x0203, 0x027E, 0xBD, 0x06, 0x0205
LABELS = (0xFD, 0x0204, 0xD6)
_BIFF8 = 0x0600
_ROW_HIDDEN, _COLUMN_HIDDEN = 0x20, 0x01
_RESULT_IS_SPECIAL = 0xFFFF
_STRING, _BOOL, _ERROR, _EMPTY = range(4)
_MOST_COLUMNS = 256
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
Record = tuple[int, bytes]


@dataclass(slots=True)
class BiffSheet:
    """A worksheet as its records have it; ``sheet`` lacks the texts, ``labels`` are the slots that have one.

    ``looks``: of those slots, the style, and the shared string where it is of more than one font.
    """

    sheet: Sheet
    labels: set[Slot] = field(default_factory=set)
    looks: dict[Slot, tuple[CellStyle, SharedText | None]] = field(default_factory=dict)


@dataclass(slots=True)
class _Book:
    formats: dict[int, str]
    looks: Looks = field(default_factory=Looks)
    known: dict[int, CellStyle] = field(default_factory=dict)
    is_1904: bool = False

    def style(self, number: int) -> CellStyle:
        if number not in self.known:
            styles = self.looks.styles
            code = self.formats.get(styles[number][1], "General") if number < len(styles) else "General"
            self.known[number] = self.looks.style(number, code)
        return self.known[number]


def read_biff(book: bytes) -> list[BiffSheet]:
    """The worksheets of a workbook stream in the order of their tabs, charts and macro sheets left out."""
    shared = _Book(dict(BUILTIN_FORMATS))
    tabs: list[tuple[int, Sheet]] = []
    is_biff8, last = True, 0
    for record, data in _records(book, 0):
        if record == BOF:
            is_biff8 = struct.unpack_from("<H", data.ljust(2, b"\0"))[0] == _BIFF8
        elif record == BOUNDSHEET and len(data) > 7 and data[5] == 0:
            tabs.append(
                (struct.unpack_from("<I", data)[0], Sheet(_short_name(data[6:], is_biff8), is_hidden=data[4] & 3 != 0))
            )
        elif record == FORMAT and len(data) > 4:
            shared.formats[struct.unpack_from("<H", data)[0]] = _format_code(data[2:], is_biff8)
        elif record == XF and len(data) >= 4:
            shared.looks.add_style(data, is_biff8)
        elif record == FONT:
            shared.looks.add_font(data)
        elif record == PALETTE:
            shared.looks.add_palette(data)
        elif record == SST or (record == CONTINUE and last in (SST, CONTINUE) and shared.looks.chunks):
            shared.looks.chunks.append(data)
        elif record == DATEMODE:
            shared.is_1904 = data[:1] == b"\x01"
        last = record
    shared.looks.read_strings()
    found: list[BiffSheet] = []
    for position, sheet in tabs:
        one = BiffSheet(sheet)
        for record, data in _records(book, position):
            _take(one, shared, record, data)
        found.append(one)
    return found


def _records(book: bytes, position: int) -> Iterator[Record]:
    """The records of one part of the stream up to its end; those of charts inside it are left out."""
    depth = 0
    while position + 4 <= len(book):
        record, size = struct.unpack_from("<HH", book, position)
        data = book[position + 4 : position + 4 + size]
        position += 4 + size
        if record == BOF:
            depth += 1
        elif record == EOF:
            depth -= 1
            if depth <= 0:
                return
        if depth == 1:
            yield record, data


def _take(one: BiffSheet, book: _Book, record: int, data: bytes) -> None:
    sheet = one.sheet
    if record == ROW and len(data) >= 14:
        row, flags = struct.unpack_from("<H10xH", data)
        if flags & _ROW_HIDDEN:
            sheet.hidden_rows.add(row)
    elif record == COLINFO and len(data) >= 10:
        first, last, flags = struct.unpack_from("<HH4xH", data)
        if flags & _COLUMN_HIDDEN:
            sheet.hidden_columns.update(range(first, min(last, _MOST_COLUMNS) + 1))
    elif record == MERGEDCELLS:
        sheet.merges += _merges(data)
    elif record == MULRK:
        _take_mulrk(one, book, data)
    elif len(data) >= 6 and record in (NUMBER, RK, FORMULA, BOOLERR, *LABELS):
        row, column, style = struct.unpack_from("<HHH", data)
        _take_cell(one, book, record, (row, column), style, data[6:])


def _take_cell(one: BiffSheet, book: _Book, record: int, slot: Slot, style: int, data: bytes) -> None:
    if record in LABELS:
        one.labels.add(slot)
        number = struct.unpack_from("<I", data)[0] if record == LABELSST and len(data) >= 4 else None
        one.looks[slot] = (book.style(style), book.looks.strings.get(number) if number is not None else None)
    elif record == NUMBER and len(data) >= 8:
        _put(one, book, slot, style, struct.unpack_from("<d", data)[0])
    elif record == RK and len(data) >= 4:
        _put(one, book, slot, style, _rk(struct.unpack_from("<I", data)[0]))
    elif record == BOOLERR and len(data) >= 2:
        if data[1]:
            _put_error(one, slot, data[0])
        else:
            one.sheet.texts[slot] = "TRUE" if data[0] else "FALSE"
    elif record == FORMULA and len(data) >= 8:
        if struct.unpack_from("<H", data, 6)[0] != _RESULT_IS_SPECIAL:
            _put(one, book, slot, style, struct.unpack_from("<d", data)[0])
        elif data[0] == _STRING:
            one.labels.add(slot)
        elif data[0] == _BOOL:
            one.sheet.texts[slot] = "TRUE" if data[2] else "FALSE"
        elif data[0] == _ERROR:
            _put_error(one, slot, data[2])
        elif data[0] == _EMPTY:
            # An empty text, or never calculated: both are told, and neither is a number.
            one.sheet.note("unread_formula", slot)


def _take_mulrk(one: BiffSheet, book: _Book, data: bytes) -> None:
    if len(data) < 6:
        return
    row, first = struct.unpack_from("<HH", data)
    for number in range((len(data) - 6) // 6):
        style, packed = struct.unpack_from("<HI", data, 4 + 6 * number)
        _put(one, book, (row, first + number), style, _rk(packed))


def _put(one: BiffSheet, book: _Book, slot: Slot, style: int, value: float) -> None:
    own = book.style(style)
    if own.is_struck or own.is_unseen:
        one.sheet.note("struck_text" if own.is_struck else "unseen_text", slot)
    else:
        one.sheet.put_number(slot, value, own.code, is_1904=book.is_1904)


def _put_error(one: BiffSheet, slot: Slot, code: int) -> None:
    one.sheet.texts[slot] = _ERRORS.get(code, "#ERROR!")
    one.sheet.note("error_value", slot)


def _rk(packed: int) -> float:
    """A number packed into 30 bits, with a flag for whole numbers and one for hundredths."""
    if packed & 2:
        value = float(packed >> 2 if packed < 0x80000000 else (packed >> 2) - (1 << 30))
    else:
        value = float(struct.unpack("<d", b"\0\0\0\0" + struct.pack("<I", packed & 0xFFFFFFFC))[0])
    return value / 100 if packed & 1 else value


def _merges(data: bytes) -> Iterator[Merge]:
    count = struct.unpack_from("<H", data.ljust(2, b"\0"))[0]
    for number in range(min(count, (len(data) - 2) // 8)):
        first_row, last_row, first, last = struct.unpack_from("<HHHH", data, 2 + 8 * number)
        if (first_row, first) != (last_row, last) and first_row <= last_row and first <= last:
            yield first_row, first, last_row, last


def _short_name(data: bytes, is_biff8: bool) -> str:
    count = data[0]
    if not is_biff8:
        return data[1 : 1 + count].decode("gb18030", errors="replace")
    return _text(data[2:], count, bool(data[1] & 1))


def _format_code(data: bytes, is_biff8: bool) -> str:
    if not is_biff8:
        return data[1 : 1 + data[0]].decode("gb18030", errors="replace")
    return _text(data[3:], struct.unpack_from("<H", data)[0], bool(data[2] & 1))


def _text(data: bytes, count: int, is_wide: bool) -> str:
    if is_wide:
        return data[: 2 * count].decode("utf-16-le", errors="replace")
    return data[:count].decode("latin-1")

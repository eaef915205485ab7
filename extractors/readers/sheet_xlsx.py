"""XLSX (also XLSM, and ET saved as XLSX) -> sheets of printed texts, read from the XML itself.

Readers of workbooks hand out values; a report needs what they leave out: the format of a number, a formula that was never
calculated (no value, which is not an empty cell), an error, rows and columns that are hidden. And they lay out the range
between the first and the last cell as a full grid, which one stray cell in the last corner makes seventeen thousand
million slots large. Here cells are kept as they come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from extractors.readers.sheet_model import Merge, Sheet, Slot, address, check_size, slot_of
from extractors.readers.sheet_values import number_of
from extractors.readers.xlsx_text import CellStyle, SharedText, read_styles, shared_text, shown
from extractors.readers.zip_parts import SUBJECT, Parts, bad_xml, open_parts, resolve
from nianbao.errors import ReadError, TooLarge, WrongType

_WHAT = "an Excel workbook"
_LARGEST_COLUMN, _LARGEST_ROW = 16_384, 1_048_576


@dataclass(frozen=True, slots=True)
class _Book:
    """What all sheets share: texts by number, the cell styles, the day that dates count from."""

    strings: list[SharedText]
    styles: list[CellStyle]
    is_1904: bool


def read_sheets(data: bytes) -> list[Sheet]:
    """All worksheets of a workbook in the order of their tabs, hidden ones included.

    Raises:
        WrongType: no workbook in the zip; TruncatedFile, EncryptedFile, TooLarge, ReadError: see ``zip_parts``.
    """
    with open_parts(data, _WHAT) as parts:
        path = _main_part(parts)
        workbook = parts.xml(path)
        if workbook is None:
            raise WrongType(SUBJECT, "a zip without an Excel workbook in it", "open it by hand")
        targets = _relations(parts, path)
        flags = next(workbook.iter("{*}workbookPr"), None)
        is_1904 = flags is not None and flags.get("date1904") in ("1", "true")
        book = _Book(_strings(parts, targets), _styles(parts, targets), is_1904)
        sheets: list[Sheet] = []
        for tab in workbook.iter("{*}sheet"):
            relation = next((str(value) for key, value in tab.attrib.items() if str(key).endswith("}id")), "")
            kind, target = targets.get(relation, ("", ""))
            if kind == "worksheet" and target in parts:
                sheet = Sheet(str(tab.get("name", "")), is_hidden=tab.get("state", "visible") != "visible")
                _SheetReader(sheet, book).read(parts, target)
                sheets.append(sheet)
        return sheets


def _main_part(parts: Parts) -> str:
    relations = parts.xml("_rels/.rels")
    for relation in relations if relations is not None else ():
        if str(relation.get("Type", "")).endswith("/officeDocument"):
            return resolve("", str(relation.get("Target", "")))
    return "xl/workbook.xml"


def _relations(parts: Parts, path: str) -> dict[str, tuple[str, str]]:
    """Relation id -> (last word of its type, path of the part)."""
    folder, _, name = path.rpartition("/")
    root = parts.xml(f"{folder}/_rels/{name}.rels")
    return {
        str(relation.get("Id", "")): (
            str(relation.get("Type", "")).rpartition("/")[2],
            resolve(path, str(relation.get("Target", ""))),
        )
        for relation in (root if root is not None else ())
    }


def _part_of_kind(targets: Mapping[str, tuple[str, str]], kind: str) -> str:
    return next((target for found, target in targets.values() if found == kind), f"xl/{kind}.xml")


def _strings(parts: Parts, targets: Mapping[str, tuple[str, str]]) -> list[SharedText]:
    root = parts.xml(_part_of_kind(targets, "sharedStrings"))
    return [shared_text(item) for item in root.iterchildren("{*}si")] if root is not None else []


def _styles(parts: Parts, targets: Mapping[str, tuple[str, str]]) -> list[CellStyle]:
    """The cell styles by their number."""
    root = parts.xml(_part_of_kind(targets, "styles"))
    return read_styles(root) if root is not None else []


class _SheetReader:
    """Goes through the XML of one worksheet and fills a ``Sheet``."""

    def __init__(self, sheet: Sheet, book: _Book) -> None:
        self._sheet = sheet
        self._book = book
        self._row = -1
        self._shows_rows = True

    def read(self, parts: Parts, path: str) -> None:
        data = parts.xml_bytes(path) or b""
        tags = ("{*}sheetFormatPr", "{*}cols", "{*}row", "{*}mergeCells")
        try:
            for _, element in etree.iterparse(
                BytesIO(data), events=("end",), tag=tags, resolve_entities=False, no_network=True, load_dtd=False
            ):
                self._take(element)
                element.clear()
        except etree.XMLSyntaxError as error:
            raise bad_xml(_WHAT, path, error) from error

    def _take(self, element: etree._Element) -> None:
        name = etree.QName(element).localname
        if name == "row":
            self._take_row(element)
            check_size(self._sheet)
        elif name == "cols":
            for column in element:
                if _is_true(column.get("hidden")) or column.get("width") == "0":
                    last = min(_number(column.get("max")), _LARGEST_COLUMN)
                    self._sheet.hidden_columns.update(range(_number(column.get("min")) - 1, last))
        elif name == "mergeCells":
            self._sheet.merges += [merge for one in element if (merge := _merge(str(one.get("ref", "")))) is not None]
            check_size(self._sheet)
        else:
            self._shows_rows = not _is_true(element.get("zeroHeight"))

    def _take_row(self, element: etree._Element) -> None:
        self._row = min(_number(element.get("r")) - 1 if element.get("r") else self._row + 1, _LARGEST_ROW - 1)
        is_hidden = _is_true(element.get("hidden")) if element.get("hidden") else not self._shows_rows
        if is_hidden or element.get("ht") == "0":
            self._sheet.hidden_rows.add(self._row)
        column = -1
        for cell in element.iterchildren("{*}c"):
            slot = slot_of(str(cell.get("r", ""))) or (self._row, column + 1)
            column = slot[1]
            if column >= _LARGEST_COLUMN:
                raise TooLarge(SUBJECT, f"{_WHAT} with more columns than a sheet has", "look at it by hand")
            if len(cell):
                self._take_cell(cell, slot)

    def _take_cell(self, cell: etree._Element, slot: Slot) -> None:
        kind = str(cell.get("t", "n"))
        at = _number(cell.get("s"))
        style = self._book.styles[at] if at < len(self._book.styles) else CellStyle()
        value = next((child.text or "" for child in cell.iterchildren("{*}v")), "")
        number = number_of(value) if kind == "n" else None
        if number is not None and (style.is_struck or style.is_unseen):
            self._sheet.note("struck_text" if style.is_struck else "unseen_text", slot)
        elif number is not None:
            self._sheet.put_number(slot, number, style.code, is_1904=self._book.is_1904)
        elif (text := self._text(cell, kind, value, slot, style)).strip():
            self._sheet.texts[slot] = text

    def _text(self, cell: etree._Element, kind: str, value: str, slot: Slot, style: CellStyle) -> str:
        if kind == "inlineStr":
            return shown(SharedText.joined(map(shared_text, cell.iterchildren("{*}is"))), style, self._sheet, slot)
        formula = next(cell.iterchildren("{*}f"), None)
        if not value and formula is not None and kind != "str":
            self._sheet.note("unread_formula", slot)
            return f"={formula.text or ''}"
        if kind == "s":
            index = _number(value, -1)
            if not 0 <= index < len(self._book.strings):
                raise ReadError(SUBJECT, f"{_WHAT} that lacks the text of {address(slot)}", "fetch it again")
            return shown(self._book.strings[index], style, self._sheet, slot)
        if kind == "e":
            self._sheet.note("error_value", slot)
            return value
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        return shown(SharedText.plain(value), style, self._sheet, slot)


def _merge(reference: str) -> Merge | None:
    first, _, last = reference.partition(":")
    start, end = slot_of(first), slot_of(last)
    if start is None or end is None or start == end or end[0] < start[0] or end[1] < start[1]:
        return None
    return (*start, *end)


def _number(text: str | None, default: int = 0) -> int:
    return int(text) if text is not None and text.isascii() and text.isdecimal() and len(text) < 12 else default


def _is_true(text: str | None) -> bool:
    return text in ("1", "true")

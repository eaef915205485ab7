"""OpenDocument spreadsheet (ODS, or one XML file of it: FODS) -> sheets of printed texts.

The format writes each cell as it is printed beside what it holds, and hides rows, columns and sheets by styles of their
own; libraries give the values alone, with all that nobody sees. Rows and cells stand once and say how often they repeat.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from lxml import etree

from extractors.readers.ink import BLACK, WHITE, Colour, colour_of
from extractors.readers.sheet_model import MOST_CELLS, SUBJECT, Sheet, Slot, check_size
from extractors.readers.sheet_values import number_of, plain
from extractors.readers.text_clean import raise_digits
from extractors.readers.text_inks import Ink, is_invisible
from extractors.readers.xlsx_text import CellStyle, SharedText, shown
from extractors.readers.xml_document import parse_xml
from extractors.readers.zip_parts import open_parts
from nianbao.errors import ReadError, TooLarge

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_ROW_GROUPS = frozenset(f"{_TABLE}{name}" for name in ("table-header-rows", "table-rows", "table-row-group"))
_COLUMN_GROUPS = frozenset(
    f"{_TABLE}{name}" for name in ("table-header-columns", "table-columns", "table-column-group")
)
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_POINTS = re.compile(r"(\d+(?:\.\d+)?)pt")
_SHOWN_NUMBER = re.compile(r"[¥￥$€£\s]*([+-]?[\d,]*\.?\d+)\s*(件|宗|份|条|项|个|次|万元|元)?")
_LONGEST_CHAIN = 20
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384


def read_ods(data: bytes) -> list[Sheet]:
    """All worksheets, hidden ones included.

    Raises:
        ReadError: no valid XML or no spreadsheet in it; TooLarge: more cells than a report can have; TruncatedFile,
        EncryptedFile: of a damaged or locked package.
    """
    if not data.startswith(b"PK"):
        flat = parse_xml(data, SUBJECT, "an XML spreadsheet")
        return _sheets(flat, [flat])
    with open_parts(data, "a workbook") as parts:
        roots = [root for name in ("content.xml", "styles.xml") if (root := parts.xml(name)) is not None]
        if not roots:
            raise ReadError(SUBJECT, "an OpenDocument file without content", "fetch it again")
        return _sheets(roots[0], roots)


@dataclass(slots=True)
class _Styles:
    """The styles of a workbook by their family and name, and the looks of cells that were asked for."""

    elements: Mapping[tuple[str, str], etree._Element]
    defaults: Mapping[str, etree._Element]
    known: dict[str, CellStyle] = field(default_factory=dict)

    def find(self, family: str, name: str, part: str, attribute: str) -> str:
        """A property of a style or of those it is made from, "" when none of them sets it."""
        chain: list[etree._Element | None] = []
        for _ in range(_LONGEST_CHAIN):
            style = self.elements.get((family, name))
            if style is None:
                break
            chain.append(style)
            name = str(style.get(f"{_STYLE}parent-style-name", ""))
        for one in (*chain, self.defaults.get(family)):
            properties = one.find(f"{_STYLE}{part}-properties") if one is not None else None
            if properties is not None and properties.get(attribute):
                return str(properties.get(attribute))
        return ""

    def ink(self, family: str, name: str) -> Ink:
        def find(attribute: str) -> str:
            return self.find(family, name, "text", attribute)

        size = _POINTS.fullmatch(find(f"{_FO}font-size"))
        colour: Colour | None = BLACK
        if find(f"{_STYLE}use-window-font-color") != "true" and (named := find(f"{_FO}color")):
            colour = colour_of(named)
        return Ink(float(size[1]) if size else None, colour)

    def is_struck(self, family: str, name: str) -> bool | None:
        own = {self.find(family, name, "text", f"{_STYLE}text-line-through-{part}") for part in ("style", "type")} - {
            ""
        }
        return bool(own - {"none"}) if own else None

    def cell(self, name: str) -> CellStyle:
        if name not in self.known:
            ink = self.ink("table-cell", name)
            fill = self.find("table-cell", name, "table-cell", f"{_FO}background-color")
            ground = WHITE if fill in ("", "transparent") else colour_of(fill)
            is_struck = bool(self.is_struck("table-cell", name))
            self.known[name] = CellStyle("General", is_struck, is_invisible(ink, ground), ink)
        return self.known[name]


def _sheets(content: etree._Element, roots: list[etree._Element]) -> list[Sheet]:
    elements: dict[tuple[str, str], etree._Element] = {}
    defaults: dict[str, etree._Element] = {}
    for root in roots:
        for style in root.iter(f"{_STYLE}style"):
            family, name = str(style.get(f"{_STYLE}family", "")), str(style.get(f"{_STYLE}name", ""))
            elements.setdefault((family, name), style)
        for style in root.iter(f"{_STYLE}default-style"):
            defaults[str(style.get(f"{_STYLE}family", ""))] = style
    body = next(content.iter(f"{_OFFICE}spreadsheet"), None)
    if body is None:
        raise ReadError(SUBJECT, "an OpenDocument file without a spreadsheet", "look at what the address gives")
    styles = _Styles(elements, defaults)
    return [_Reader(table, styles).read() for table in body.iterchildren(f"{_TABLE}table")]


class _Reader:
    """Walks through one table; rows and columns that repeat are counted, not copied, where they are empty."""

    def __init__(self, table: etree._Element, styles: _Styles) -> None:
        self.table, self.styles = table, styles
        self.sheet = Sheet(str(table.get(f"{_TABLE}name", "")))
        shows = styles.find("table", str(table.get(f"{_TABLE}style-name", "")), "table", f"{_TABLE}display")
        self.sheet.is_hidden = shows == "false"
        self.column_styles: list[tuple[int, str]] = []
        self.row = 0

    def read(self) -> Sheet:
        self._columns(self.table, False, 0)
        self._rows(self.table, False)
        check_size(self.sheet)
        return self.sheet

    def _columns(self, group: etree._Element, is_hidden: bool, start: int) -> int:
        for child in group:
            if child.tag in _COLUMN_GROUPS:
                start = self._columns(child, is_hidden or child.get(f"{_TABLE}display") == "false", start)
            elif child.tag == f"{_TABLE}table-column":
                end = min(start + _count(child, "number-columns-repeated"), _MOST_COLUMNS)
                if is_hidden or child.get(f"{_TABLE}visibility", "visible") != "visible":
                    self.sheet.hidden_columns.update(range(start, end))
                self.column_styles.append((end, str(child.get(f"{_TABLE}default-cell-style-name", ""))))
                start = end
        return start

    def _rows(self, group: etree._Element, is_hidden: bool) -> None:
        for child in group:
            if child.tag in _ROW_GROUPS:
                self._rows(child, is_hidden or child.get(f"{_TABLE}display") == "false")
            elif child.tag == f"{_TABLE}table-row":
                repeats = _count(child, "number-rows-repeated")
                is_gone = is_hidden or child.get(f"{_TABLE}visibility", "visible") != "visible"
                is_filled = child.find(f".//{_TEXT}p") is not None or any(c.get(f"{_OFFICE}value") for c in child)
                for _ in range(repeats if is_filled else 0):
                    self._take_row(child, is_gone)
                    check_size(self.sheet)
                self.row += 0 if is_filled else repeats
                if self.row > _MOST_ROWS:
                    raise TooLarge(SUBJECT, "a spreadsheet with more rows than a sheet has", "look at it by hand")

    def _take_row(self, row: etree._Element, is_hidden: bool) -> None:
        if is_hidden:
            self.sheet.hidden_rows.add(self.row)
        column = 0
        for cell in row:
            if cell.tag not in _CELLS:
                continue
            repeats = _count(cell, "number-columns-repeated")
            if len(cell) or cell.get(f"{_OFFICE}value"):
                if repeats > _MOST_COLUMNS or repeats * len(self.sheet.texts) > 100 * MOST_CELLS:
                    raise TooLarge(SUBJECT, "a spreadsheet with more cells than a sheet has", "look at it by hand")
                for at in range(column, column + repeats):
                    self._take_cell(cell, (self.row, at), row)
            column += repeats
        self.row += 1

    def _take_cell(self, cell: etree._Element, slot: Slot, row: etree._Element) -> None:
        across, down = _count(cell, "number-columns-spanned"), _count(cell, "number-rows-spanned")
        if cell.tag == _CELLS[0] and (across > 1 or down > 1):
            self.sheet.merges.append((*slot, slot[0] + down - 1, slot[1] + across - 1))
        name = (
            cell.get(f"{_TABLE}style-name")
            or row.get(f"{_TABLE}default-cell-style-name")
            or self._column_style(slot[1])
        )
        style = self.styles.cell(str(name))
        paragraphs = [SharedText.joined(self._runs(p, None, Ink(), False)) for p in cell.iterchildren(f"{_TEXT}p")]
        parts = [one for p in paragraphs for one in (SharedText.plain("\n"), p)][1:]
        value = number_of(str(cell.get(f"{_OFFICE}value", "")))
        if value is None:
            text = shown(SharedText.joined(parts), style, self.sheet, slot)
        elif style.is_struck or style.is_unseen:
            self.sheet.note("struck_text" if style.is_struck else "unseen_text", slot)
            return
        else:
            text = self._number(value, SharedText.joined(parts).text, slot)
        if text.strip():
            self.sheet.texts[slot] = text

    def _number(self, value: float, text: str, slot: Slot) -> str:
        """A number exactly as it is held, where what is printed is that number; else what is printed, and a note."""
        if not text.strip():
            self.sheet.note("invisible_cell", slot)
            return ""
        match = _SHOWN_NUMBER.fullmatch(text.strip())
        if match is None:
            return text
        held, printed = Decimal(plain(value)), Decimal(match[1].replace(",", ""))
        decimals = -int(printed.as_tuple().exponent)
        if round(held, decimals) != printed:
            self.sheet.note("scaled_display", slot)
            return f"{held} as {text}"
        if held != printed:
            self.sheet.note("rounded_display", slot)
        return f"{held:f}{match[2] or ''}"

    def _column_style(self, column: int) -> str:
        return next((name for end, name in self.column_styles if column < end), "")

    def _runs(self, element: etree._Element, is_struck: bool | None, ink: Ink, is_mark: bool) -> Iterator[SharedText]:
        """The pieces of a paragraph, each as its spans set it."""
        if element.tag == f"{_TEXT}span":
            name = str(element.get(f"{_TEXT}style-name", ""))
            own = self.styles.is_struck("text", name)
            is_struck = is_struck if own is None else own
            shift = self.styles.find("text", name, "text", f"{_STYLE}text-position").split(" ")[0]
            is_mark = is_mark or (shift not in ("", "0%"))
            ink = self.styles.ink("text", name)
        for text, child in ((element.text, None), *((child.tail, child) for child in element)):
            if child is not None and child.tag == f"{_TEXT}s":
                yield SharedText.plain(" " * min(_count(child, "c", _TEXT), 100))
            elif child is not None and child.tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
                yield SharedText.plain("\n" if child.tag.endswith("break") else "\t")
            elif child is not None and str(child.tag).startswith(_TEXT):
                yield from self._runs(child, is_struck, ink, is_mark)
            if text:
                yield SharedText(((raise_digits(text) if is_mark else text, is_struck),), (ink,))


def _count(element: etree._Element, name: str, namespace: str = _TABLE) -> int:
    """A number of repetitions or slots; 1 where none is said."""
    text = str(element.get(f"{namespace}{name}", "1"))
    return max(int(text), 1) if text.isascii() and text.isdecimal() and len(text) < 9 else 1

"""XML spreadsheet 2003 -> sheets of printed texts.

Site systems export tables as ``.xls`` that are really this XML, because a template can write it without a library.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from extractors.readers.ink import BLACK, WHITE, colour_of
from extractors.readers.sheet_model import SUBJECT, Sheet, Slot, check_size
from extractors.readers.sheet_values import number_of
from extractors.readers.text_clean import raise_digits
from extractors.readers.text_inks import Ink, is_invisible
from extractors.readers.xlsx_text import CellStyle, SharedText, shown
from extractors.readers.xml_document import parse_xml
from nianbao.errors import TooLarge

_HTML = "{http://www.w3.org/TR/REC-html40}"
_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
# Names that this format has for number formats; all others are spelt out.
_NAMED_FORMATS = {
    "General": "General",
    "Fixed": "0.00",
    "Standard": "#,##0.00",
    "Percent": "0.00%",
    "Short Date": "yyyy/m/d",
    "Long Date": "yyyy年m月d日",
    "Medium Date": "yyyy/m/d",
    "General Date": "yyyy/m/d h:mm",
}


def read_xml(data: bytes) -> list[Sheet]:
    """All worksheets, hidden ones included.

    Raises:
        ReadError: no valid XML, or one that declares a document type; TooLarge: cells no sheet can have.
    """
    root = parse_xml(data, SUBJECT, "an XML spreadsheet")
    styles = _styles(root)
    return [_read_sheet(element, styles) for element in root.iterchildren(f"{_SS}Worksheet")]


def _styles(root: etree._Element) -> dict[str, CellStyle]:
    """The styles of cells by their id, with what they take from the style they are made from."""
    elements = {str(style.get(f"{_SS}ID", "")): style for style in root.iter(f"{_SS}Style")}
    return {name: _style(style, elements) for name, style in elements.items()}


def _style(style: etree._Element, elements: Mapping[str, etree._Element]) -> CellStyle:
    parents = [elements.get(str(style.get(f"{_SS}Parent", ""))), elements.get("Default")]
    chain = [one for one in (style, *parents) if one is not None]

    def find(name: str, attribute: str) -> str:
        found = (one.find(f"{_SS}{name}") for one in chain)
        return next(
            (str(one.get(f"{_SS}{attribute}")) for one in found if one is not None and one.get(f"{_SS}{attribute}")), ""
        )

    code = find("NumberFormat", "Format") or "General"
    ink, pattern = _ink(find("Font", "Size"), find("Font", "Color")), find("Interior", "Pattern")
    ground = colour_of(find("Interior", "Color")) if pattern == "Solid" else WHITE if pattern in ("", "None") else None
    is_struck = find("Font", "StrikeThrough") == "1"
    return CellStyle(_NAMED_FORMATS.get(code, code), is_struck, is_invisible(ink, ground), ink)


def _ink(size: str, colour: str) -> Ink:
    is_size = size.replace(".", "", 1).isdigit()
    return Ink(float(size) if is_size else None, BLACK if colour in ("", "Automatic") else colour_of(colour))


def _read_sheet(element: etree._Element, styles: Mapping[str, CellStyle]) -> Sheet:
    sheet = Sheet(str(element.get(f"{_SS}Name", "")))
    visible = next(element.iter("{urn:schemas-microsoft-com:office:excel}Visible"), None)
    sheet.is_hidden = visible is not None and (visible.text or "").strip() in ("SheetHidden", "SheetVeryHidden")
    table = element.find(f"{_SS}Table")
    row = column = -1
    for child in table if table is not None else ():
        if child.tag == f"{_SS}Column":
            column = _index(child, column, _MOST_COLUMNS)
            last = min(column + _count(child, "Span"), _MOST_COLUMNS)
            if child.get(f"{_SS}Hidden") == "1":
                sheet.hidden_columns.update(range(column, last + 1))
            column = last
        elif child.tag == f"{_SS}Row":
            row = _index(child, row, _MOST_ROWS)
            last = min(row + _count(child, "Span"), _MOST_ROWS)
            if child.get(f"{_SS}Hidden") == "1":
                sheet.hidden_rows.update(range(row, last + 1))
            _read_row(child, row, sheet, styles)
            row = last
            check_size(sheet)
    return sheet


def _read_row(element: etree._Element, row: int, sheet: Sheet, styles: Mapping[str, CellStyle]) -> None:
    column = -1
    for cell in element.iterchildren(f"{_SS}Cell"):
        column = _index(cell, column, _MOST_COLUMNS)
        slot = (row, column)
        right, down = _count(cell, "MergeAcross"), _count(cell, "MergeDown")
        if right or down:
            sheet.merges.append((row, column, min(row + down, _MOST_ROWS), min(column + right, _MOST_COLUMNS)))
        _read_cell(cell, slot, sheet, styles)
        column += right


def _read_cell(cell: etree._Element, slot: Slot, sheet: Sheet, styles: Mapping[str, CellStyle]) -> None:
    content = cell.find(f"{_SS}Data")
    text = "".join(str(piece) for piece in content.itertext()) if content is not None else ""
    kind = str(content.get(f"{_SS}Type", "")) if content is not None else ""
    formula = str(cell.get(f"{_SS}Formula", ""))
    if not text.strip():
        if formula:
            sheet.note("unread_formula", slot)
            sheet.texts[slot] = formula
        return
    if kind == "Error":
        sheet.note("error_value", slot)
    style = styles.get(str(cell.get(f"{_SS}StyleID", "Default"))) or CellStyle()
    number = number_of(text) if kind == "Number" else None
    if number is None or content is None:
        seen = shown(SharedText.joined(_runs(content, None, Ink(), False)), style, sheet, slot)
        if seen.strip():
            sheet.texts[slot] = seen
    elif style.is_struck or style.is_unseen:
        sheet.note("struck_text" if style.is_struck else "unseen_text", slot)
    else:
        sheet.put_number(slot, number, style.code)


def _runs(element: etree._Element | None, is_struck: bool | None, ink: Ink, is_mark: bool) -> Iterator[SharedText]:
    """The pieces of a text with the markup around each (``<S>``, ``<Sup>``, ``<Font html:Size>``)."""
    if element is None:
        return
    name = etree.QName(element).localname
    if name == "S":
        is_struck = True
    elif name in ("Sup", "Sub"):
        is_mark = True
    elif name == "Font":
        own = _ink(element.get(f"{_HTML}Size", ""), element.get(f"{_HTML}Color", ""))
        ink = Ink(own.size or ink.size, own.colour if element.get(f"{_HTML}Color") else ink.colour)
    for text, child in ((element.text, None), *((child.tail, child) for child in element)):
        if child is not None:
            yield from _runs(child, is_struck, ink, is_mark)
        if text:
            yield SharedText(((raise_digits(text) if is_mark else text, is_struck),), (ink,))


def _index(element: etree._Element, before: int, most: int) -> int:
    """Position from 0: what the element says (from 1), else the one after the last."""
    said = _count(element, "Index")
    position = said - 1 if said else before + 1
    if position >= most:
        raise TooLarge(SUBJECT, "an XML spreadsheet with more rows or columns than a sheet has", "look at it by hand")
    return position


def _count(element: etree._Element, name: str) -> int:
    text = str(element.get(f"{_SS}{name}", ""))
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0

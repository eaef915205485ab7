"""XML spreadsheet 2003 -> sheets of printed texts.

Site systems export tables as ``.xls`` that are really this XML, because a template can write it without a library.
"""

from __future__ import annotations

import re

from lxml import etree

from extractors.readers.sheet_model import SUBJECT, Sheet, Slot, check_size
from extractors.readers.sheet_values import number_of
from nianbao.errors import ReadError, TooLarge

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)
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
    if _DOCTYPE.search(data[:4096]):
        raise ReadError(SUBJECT, "an XML spreadsheet that declares a document type", "do not trust this file")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data.lstrip(), parser)
    except etree.XMLSyntaxError as error:
        raise ReadError(SUBJECT, f"an XML spreadsheet that is no valid XML ({error.msg})", "fetch it again") from error
    formats = _formats(root)
    return [_read_sheet(element, formats) for element in root.iterchildren(f"{_SS}Worksheet")]


def _formats(root: etree._Element) -> dict[str, str]:
    """Number format by id of the style."""
    found: dict[str, str] = {}
    for style in root.iter(f"{_SS}Style"):
        form = style.find(f"{_SS}NumberFormat")
        if form is not None:
            code = str(form.get(f"{_SS}Format", "General"))
            found[str(style.get(f"{_SS}ID", ""))] = _NAMED_FORMATS.get(code, code)
    return found


def _read_sheet(element: etree._Element, formats: dict[str, str]) -> Sheet:
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
            _read_row(child, row, sheet, formats)
            row = last
            check_size(sheet)
    return sheet


def _read_row(element: etree._Element, row: int, sheet: Sheet, formats: dict[str, str]) -> None:
    column = -1
    for cell in element.iterchildren(f"{_SS}Cell"):
        column = _index(cell, column, _MOST_COLUMNS)
        slot = (row, column)
        right, down = _count(cell, "MergeAcross"), _count(cell, "MergeDown")
        if right or down:
            sheet.merges.append((row, column, min(row + down, _MOST_ROWS), min(column + right, _MOST_COLUMNS)))
        _read_cell(cell, slot, sheet, formats)
        column += right


def _read_cell(cell: etree._Element, slot: Slot, sheet: Sheet, formats: dict[str, str]) -> None:
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
    number = number_of(text) if kind == "Number" else None
    if number is None:
        sheet.texts[slot] = text
    else:
        sheet.put_number(slot, number, formats.get(str(cell.get(f"{_SS}StyleID", "")), "General"))


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

"""Workbook (XLSX, XLSM, XLS, ET, ODS, XML spreadsheet 2003) -> Document: the sheets in order, as they show.

Each format has its own way in (``sheet_xlsx``, ``sheet_xls``, ``sheet_ods``, ``sheet_xml``); what they find is laid out alike
(``sheet_blocks``). Places are ``sheet 表1 cell C7``. What a sheet hides is not read, and said.
"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from extractors.document import Document, Issue, Table, TextBlock
from extractors.readers import sheet_xlsx
from extractors.readers.ole import MAGIC as _OLE
from extractors.readers.sheet_blocks import blocks_of
from extractors.readers.sheet_model import MOST_CELLS, SUBJECT, Sheet, check_size, drop_covered, sheet_issues
from extractors.readers.sheet_ods import read_ods
from extractors.readers.sheet_xls import read_other, read_xls
from extractors.readers.sheet_xml import read_xml
from extractors.readers.sniff import is_open_spreadsheet
from nianbao.errors import EmptyFile, TooLarge

_XLSX_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_MOST_SHEETS = 500


def read(data: bytes) -> Document:
    """Read a workbook.

    Issues: ``hidden_sheet``, ``hidden_cells``, ``unread_formula``, ``rounded_display``, ``scaled_display``,
    ``invisible_cell``, ``covered_cell``, ``error_value``, ``formats_unknown`` (warning).

    Raises:
        EmptyFile: no sheet with content; TooLarge: more cells than a report can have; WrongType, TruncatedFile,
        EncryptedFile, ReadError: what is wrong with the file.
    """
    sheets = _sheets(data)
    if len(sheets) > _MOST_SHEETS or sum(len(sheet.texts) for sheet in sheets) > MOST_CELLS:
        raise TooLarge(SUBJECT, "a workbook with more sheets or cells than any report", "look at it by hand")
    if not any(sheet.texts for sheet in sheets):
        raise EmptyFile(SUBJECT, "a workbook without content", "look at what the address gives")
    blocks: list[TextBlock | Table] = []
    issues: list[Issue] = []
    for sheet in sheets:
        check_size(sheet)
        drop_covered(sheet)
        issues += sheet_issues(sheet)
        if not sheet.is_hidden:
            blocks += blocks_of(sheet, is_first=not blocks)
    return Document(kind="sheet", blocks=tuple(blocks), issues=tuple(issues))


def _sheets(data: bytes) -> list[Sheet]:
    if data.startswith(_OLE):
        return read_xls(data)
    if data.startswith(b"PK"):
        return _zipped(data)
    return read_ods(data) if is_open_spreadsheet(data) else read_xml(data)


def _zipped(data: bytes) -> list[Sheet]:
    """The sheets of a workbook in a zip: XLSX, ODS or XLSB. A damaged zip is for the reader of XLSX to name."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError):
        return sheet_xlsx.read_sheets(data)
    if any(_XLSX_SHEET.fullmatch(name.lstrip("/")) for name in names):
        return sheet_xlsx.read_sheets(data)
    if "content.xml" in names:
        return read_ods(data)
    return read_other(data) if "xl/workbook.bin" in names else sheet_xlsx.read_sheets(data)

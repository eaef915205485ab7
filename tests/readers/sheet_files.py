"""Workbooks for tests: a filled report as an organ types it into Excel or WPS, and where each figure stands."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

import xlwt
from openpyxl import Workbook

from extractors.layouts import load_layouts
from flows.demo_site import FilledReport
from tests.fixtures.forms import FormCell, draw_cells

SECTIONS = {
    "proactive": "二、主动公开政府信息情况",
    "applications": "三、收到和处理政府信息公开申请情况",
    "review_litigation": "四、政府信息公开行政复议、行政诉讼情况",
}
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell of a sheet, rows and columns from 0; numbers are stored as numbers."""

    row: int
    column: int
    value: str | float
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Filled:
    """The cells of one sheet, and the slot of each figure by (table, row, column)."""

    cells: list[SheetCell]
    slots: Mapping[Key, tuple[int, int]]


def lay_out(form: FilledReport, *, gap: int = 1, is_merged: bool = True, first_column: int = 0) -> Filled:
    """Title, then each table under its heading, ``gap`` blank rows between them."""
    cells = [SheetCell(0, first_column, form.title, 1, 8 if is_merged else 1)]
    slots: dict[Key, tuple[int, int]] = {}
    row = 1 + gap
    for layout in form.layouts():
        cells.append(SheetCell(row, first_column, SECTIONS[layout.table], 1, 10 if is_merged else 1))
        texts = {code: form.text(layout, *code) for code in layout.cells()}
        drawn = draw_cells(load_layouts()[layout.id], texts)
        for cell in drawn:
            cells.append(_moved(cell, row + 1, first_column, is_merged))
            if cell.code:
                figure_row, _, figure_column = cell.code.partition(".")
                slots[layout.table, figure_row, figure_column] = (cells[-1].row, cells[-1].column)
        row += 2 + max(cell.row for cell in drawn) + gap
    return Filled(cells, slots)


def _moved(cell: FormCell, row: int, column: int, is_merged: bool) -> SheetCell:
    spans = (cell.row_span, cell.column_span) if is_merged else (1, 1)
    value: str | float = cell.text
    if cell.code and cell.text.replace(".", "").isdecimal():
        value = float(cell.text)
    return SheetCell(cell.row + row, cell.column + column, value, *spans)


def to_xlsx(sheets: Mapping[str, Sequence[SheetCell]]) -> bytes:
    workbook = Workbook()
    del workbook["Sheet"]
    for name, cells in sheets.items():
        sheet = workbook.create_sheet(name)
        for cell in cells:
            sheet.cell(cell.row + 1, cell.column + 1).value = cell.value
            if cell.row_span > 1 or cell.column_span > 1:
                sheet.merge_cells(
                    start_row=cell.row + 1,
                    start_column=cell.column + 1,
                    end_row=cell.row + cell.row_span,
                    end_column=cell.column + cell.column_span,
                )
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def to_xls(sheets: Mapping[str, Sequence[SheetCell]]) -> bytes:
    workbook = xlwt.Workbook()
    for name, cells in sheets.items():
        sheet = workbook.add_sheet(name)
        for cell in cells:
            last = (cell.row + cell.row_span - 1, cell.column + cell.column_span - 1)
            if last == (cell.row, cell.column):
                sheet.write(cell.row, cell.column, cell.value)
            else:
                sheet.write_merge(cell.row, last[0], cell.column, last[1], cell.value)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def to_xml(sheets: Mapping[str, Sequence[SheetCell]]) -> bytes:
    """XML spreadsheet 2003, as site systems export it under the name .xls."""
    body = ""
    for name, cells in sheets.items():
        rows: dict[int, list[SheetCell]] = {}
        for cell in cells:
            rows.setdefault(cell.row, []).append(cell)
        lines = "".join(
            f'<Row ss:Index="{row + 1}">{"".join(_xml_cell(cell) for cell in sorted(found, key=lambda c: c.column))}</Row>'
            for row, found in sorted(rows.items())
        )
        body += f'<Worksheet ss:Name="{escape(name)}"><Table>{lines}</Table></Worksheet>'
    return (
        '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        f'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">{body}</Workbook>'
    ).encode()


def _xml_cell(cell: SheetCell) -> str:
    merge = f' ss:MergeAcross="{cell.column_span - 1}"' if cell.column_span > 1 else ""
    merge += f' ss:MergeDown="{cell.row_span - 1}"' if cell.row_span > 1 else ""
    kind = "Number" if isinstance(cell.value, float) else "String"
    data = f'<Data ss:Type="{kind}">{escape(str(cell.value))}</Data>' if cell.value != "" else ""
    return f'<Cell ss:Index="{cell.column + 1}"{merge}>{data}</Cell>'


def to_html_xls(cells: Sequence[SheetCell]) -> bytes:
    """A table in HTML with Excel's marks, as other site systems export it under the name .xls."""
    rows: dict[int, list[SheetCell]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell)
    lines = "".join(
        "<tr>"
        + "".join(
            f'<td rowspan="{c.row_span}" colspan="{c.column_span}">{escape(_shown(c.value))}</td>'
            for c in sorted(found, key=lambda c: c.column)
        )
        + "</tr>"
        for _, found in sorted(rows.items())
    )
    return (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">'
        f"<head><meta charset=gb2312></head><body><table>{lines}</table></body></html>"
    ).encode("gb18030")


def _shown(value: str | float) -> str:
    return f"{value:g}" if isinstance(value, float) else value

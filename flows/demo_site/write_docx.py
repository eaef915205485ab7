"""A filled report -> DOCX with real merged cells, as it is attached to a page. The same report gives the same
bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

from docx import Document as new_document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt
from docx.table import _Cell

from flows.demo_site.grid import Grid, GridCell, build_grid, column_shares
from flows.demo_site.model import FilledReport
from flows.demo_site.prose import TABLE_SECTIONS

_FONT = "宋体"
_TABLE_POINTS = 9
_TABLE_WIDTH = Cm(15.2)
_NARROW_TABLE_POINTS = 7
_MANY_COLUMNS = 12


def render_docx(form: FilledReport) -> bytes:
    """The whole report as a Word document."""
    document = new_document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(11)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    moment = datetime(form.published.year, form.published.month, form.published.day, 9)
    properties = document.core_properties
    properties.title, properties.author = form.title, form.organ
    properties.created = properties.modified = moment
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run(form.title)
    run.bold, run.font.size = True, Pt(16)
    grids = {TABLE_SECTIONS[layout.table]: build_grid(form, layout) for layout in form.layouts()}
    for section in form.sections:
        if section.title:
            document.add_paragraph().add_run(section.title).bold = True
        for line in filter(None, section.text.split("\n")):
            document.add_paragraph(line).paragraph_format.first_line_indent = Pt(22)
        if section.number in grids:
            _draw(document, grids[section.number])
    day = f"{form.published.year}年{form.published.month}月{form.published.day}日"
    for line in (form.organ, day):
        document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    buffer = io.BytesIO()
    document.save(buffer)
    return _with_fixed_times(buffer.getvalue())


def _draw(document: object, grid: Grid) -> None:
    """One table; a merge is a real gridSpan or vMerge, its text stands once."""
    table = document.add_table(rows=grid.row_count, cols=grid.column_count)  # type: ignore[attr-defined]
    table.style = "Table Grid"
    table.autofit = False
    widths = [Length(int(share * _TABLE_WIDTH)) for share in column_shares(grid)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    # table.cell() rebuilds this list on every call
    slots: list[_Cell] = table._cells
    points = Pt(_NARROW_TABLE_POINTS if grid.column_count >= _MANY_COLUMNS else _TABLE_POINTS)
    for cell in grid.cells:
        first = slots[cell.row * grid.column_count + cell.column]
        if cell.row_span > 1 or cell.column_span > 1:
            last_row, last_column = cell.row + cell.row_span - 1, cell.column + cell.column_span - 1
            first = first.merge(slots[last_row * grid.column_count + last_column])
        first.width = Length(sum(int(width) for width in widths[cell.column : cell.column + cell.column_span]))
        _write(first, cell, points)
    document.add_paragraph()  # type: ignore[attr-defined]


def _write(target: _Cell, cell: GridCell, points: Pt) -> None:
    target.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = target.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if cell.role == "label" else WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(cell.text).font.size = points


def _with_fixed_times(data: bytes) -> bytes:
    """The same archive with a fixed time on every member, so that one report is always one blob."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), source.read(name), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()

"""Papers as Word documents and workbooks, and LibreOffice for every format that only an office program writes."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from pathlib import Path
from random import Random

import docx
import xlwt
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Side

from tests.benchmarks.accuracy.corpus.model import Heading, Paper, Sheet

CONVERSION_SECONDS = 300
_THIN = Side(style="thin")


def soffice() -> str:
    """Path of LibreOffice. Raises FileNotFoundError where it is not installed."""
    for name in ("soffice", "libreoffice"):
        if path := shutil.which(name):
            return path
    raise FileNotFoundError("soffice is not installed (Debian: apt-get install libreoffice-writer libreoffice-calc)")


def convert(files: list[bytes], suffix: str, target: str, filter_name: str = "") -> list[bytes]:
    """All files through one call of LibreOffice. ``target`` is the new suffix, ``filter_name`` its export filter."""
    with tempfile.TemporaryDirectory(prefix="accuracy-soffice-") as name:
        folder = Path(name)
        for number, data in enumerate(files):
            (folder / f"{number:03d}.{suffix}").write_bytes(data)
        sources = sorted(str(path) for path in folder.glob(f"*.{suffix}"))
        wanted = f"{target}:{filter_name}" if filter_name else target
        reader = ["--infilter=HTML (StarWriter)"] if suffix == "html" else []
        command = [
            soffice(),
            f"-env:UserInstallation=file://{name}/profile",
            "--headless",
            *reader,
            "--convert-to",
            wanted,
        ]
        subprocess.run(
            [*command, "--outdir", f"{name}/out", *sources], check=True, capture_output=True, timeout=CONVERSION_SECONDS
        )
        return [(folder / "out" / f"{number:03d}.{target}").read_bytes() for number in range(len(files))]


def word_document(paper: Paper, *, is_landscape: bool = False) -> bytes:
    """DOCX by python-docx: merged cells, Song type, headings and body as styled paragraphs."""
    document = docx.Document()
    document.styles["Normal"].font.size = Pt(10.5)
    document.styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "Noto Serif CJK SC")
    document.core_properties.title = paper.title
    section = document.sections[0]
    section.page_width, section.page_height = (Cm(29.7), Cm(21)) if is_landscape else (Cm(21), Cm(29.7))
    section.orientation = WD_ORIENT.LANDSCAPE if is_landscape else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = Cm(2.2)
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.add_run(paper.title).font.size = Pt(18)
    for block in paper.blocks:
        if isinstance(block, Sheet):
            _word_table(document, block, 25.0 if is_landscape else 16.6)
            document.add_paragraph()
        else:
            document.add_paragraph().add_run(block.text).bold = isinstance(block, Heading)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _word_table(document: docx.document.Document, sheet: Sheet, width_cm: float) -> None:
    table = document.add_table(sheet.row_count, len(sheet.widths))
    table.style = "Table Grid"
    table.autofit = False
    grid = [list(row.cells) for row in table.rows]
    scale = width_cm / sum(sheet.widths)
    for column, share in zip(table.columns, sheet.widths, strict=True):
        column.width = Cm(share * scale)
    for row in grid:
        for cell, share in zip(row, sheet.widths, strict=True):
            cell.width = Cm(share * scale)
    for box in sheet.boxes:
        cell = grid[box.row][box.column]
        if box.row_span > 1 or box.column_span > 1:
            cell = cell.merge(grid[box.row + box.row_span - 1][box.column + box.column_span - 1])
        paragraph = cell.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(box.text).font.size = Pt(9)
        if box.note:
            paragraph.add_run(box.note).font.superscript = True
    for row_number in range(sheet.head_rows if sheet.row_count > 12 else 0):
        properties = table.rows[row_number]._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:tblHeader"))


def workbook(paper: Paper) -> bytes:
    """XLSX by openpyxl: all on one sheet, or one sheet a table; figures as numbers, or as text where they are not plain."""
    rng = Random(paper.seed)
    book = Workbook()
    page = book.worksheets[0]
    page.title = "年度报告"
    is_one_sheet, at = rng.random() < 0.5, 1
    page.cell(1, 1, paper.title)
    for block in paper.blocks:
        if not isinstance(block, Sheet):
            at += 1
            page.cell(at, 1, block.text)
            continue
        if not is_one_sheet:
            page, at = book.create_sheet(f"表{len(book.sheetnames)}"), 0
        at += 1
        for box in block.boxes:
            cell = page.cell(at + box.row, 1 + box.column, typed(box.text) if box.role == "value" else box.text)
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            cell.border = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
            if box.row_span > 1 or box.column_span > 1:
                end_row, end_column = at + box.row + box.row_span - 1, box.column + box.column_span
                page.merge_cells(
                    start_row=at + box.row, start_column=1 + box.column, end_row=end_row, end_column=end_column
                )
        at += block.row_count
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def old_workbook(paper: Paper) -> bytes:
    """XLS by xlwt, one sheet a table, the text on the first."""
    book = xlwt.Workbook(encoding="utf-8")
    page, at = book.add_sheet("年度报告"), 0
    page.write(0, 0, paper.title)
    number = 0
    for block in paper.blocks:
        if not isinstance(block, Sheet):
            at += 1
            page.write(at, 0, block.text)
            continue
        number += 1
        sheet = book.add_sheet(f"表{number}")
        for box in block.boxes:
            value = typed(box.text) if box.role == "value" else box.text
            rows, columns = box.row + box.row_span - 1, box.column + box.column_span - 1
            sheet.write_merge(box.row, rows, box.column, columns, value)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def typed(text: str) -> str | int | float | None:
    """What a clerk's spreadsheet holds: a number where the text is a plain one, nothing for an empty cell."""
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return int(text)
    whole, point, decimals = text.partition(".")
    is_decimal = bool(point) and whole.isascii() and whole.isdigit() and decimals.isdigit()
    return float(text) if is_decimal and not decimals.endswith("0") and len(text) < 15 else text

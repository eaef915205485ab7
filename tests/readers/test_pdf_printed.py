"""Forms printed by Chromium and by LibreOffice: what offices really use to make a PDF of a web page or a Word file."""

from __future__ import annotations

import subprocess
from html import escape
from pathlib import Path

import docx
import pytest
from docx.shared import Pt

from extractors.document import Document
from extractors.readers.pdf import read
from tests.conftest import require_tool
from tests.fixtures.forms import FORM_2021
from tests.readers.pdf_fixtures import figure_cells, form_shape, shape, squeeze
from tests.readers.pdf_forms import Form, make_form

TITLES = ("二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "四、政府信息公开行政复议、行政诉讼情况")
STYLES = {
    "collapsed": "table{border-collapse:collapse} td{border:1px solid #000;padding:3px}",
    "hairline grey": "table{border-collapse:collapse} td{border:0.5px solid #bbb;padding:3px}",
    "spaced": "table{border-collapse:separate;border-spacing:2px;border:1px solid #888} td{border:1px solid #888}",
    "dotted": "table{border-collapse:collapse} td{border:1px dotted #000;padding:3px}",
    "shaded": "table{border-collapse:collapse} td{border:1px solid #000;background:#dde8f5} tr:nth-child(2n) td{background:#fff}",
    "mixed colours": "td{border-style:solid;border-width:1px 2px 2px 1px;border-color:#999 #333 #333 #999} table{border-collapse:collapse}",
    "none": "td{padding:3px 6px}",
    "level only": "table{border-collapse:collapse} td{border-bottom:1px solid #000;padding:3px}",
}
RULED = [style for style in STYLES if style not in ("none", "level only")]


def html(forms: list[Form], style: str) -> str:
    parts = [
        "<!DOCTYPE html><html><head><meta charset='utf-8'><title>某县2023年政府信息公开工作年度报告</title><style>",
        "@page{size:A4;margin:18mm} body{font:12px 'Noto Sans CJK SC',sans-serif} table{width:100%;font-size:11px}",
        STYLES[style],
        "</style></head><body><h1 style='text-align:center'>某县2023年政府信息公开工作年度报告</h1>",
        "<p>一行二人，本机关人员一二三，依法办理行政许可二十件。</p>",
    ]
    for title, form in zip(TITLES, forms, strict=True):
        parts.append(f"<h3>{title}</h3><table>")
        for row in range(form.row_count):
            parts.append("<tr>")
            for cell in (cell for cell in form.cells if cell.row == row):
                align = " style='text-align:center'" if cell.code else ""
                parts.append(f"<td rowspan={cell.row_span} colspan={cell.column_span}{align}>{escape(cell.text)}</td>")
            parts.append("</tr>")
        parts.append("</table>")
    return "".join([*parts, "<p>五、其他需要报告的事项：无。</p></body></html>"])


def print_html(page: str, folder: Path) -> bytes:
    chromium = require_tool("chromium", "chromium-browser", "google-chrome")
    (folder / "page.html").write_text(page, encoding="utf-8")
    command = [
        *(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"),
        *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"),
        *(f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={folder / 'page.pdf'}", str(folder / "page.html")),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / "page.pdf").read_bytes()


def assert_all_figures(document: Document, forms: list[Form]) -> None:
    """Every figure of the three forms, in the order of the print, exact."""
    chains: list[list[object]] = []
    for table in document.tables():
        if table.continues:
            chains[-1].append(table)
        else:
            chains.append([table])
    assert len(chains) == len(forms)
    for form, chain in zip(forms, chains, strict=True):
        assert figure_cells(form, chain) == form.figures()  # type: ignore[arg-type]


@pytest.mark.parametrize("style", RULED)
def test_chromium_print_with_rules(style: str, tmp_path: Path) -> None:
    forms = [make_form(layout, seed=RULED.index(style)) for layout in FORM_2021]
    document = read(print_html(html(forms, style), tmp_path))
    assert_all_figures(document, forms)
    whole = next(table for table in document.tables() if table.column_count == 4)
    assert shape(whole) == form_shape(forms[0])
    assert "一行二人，本机关人员一二三，依法办理行政许可二十件。" in [squeeze(block.text) for block in document.texts()]


@pytest.mark.parametrize("style", ["none", "level only"])
def test_chromium_print_without_upright_rules(style: str, tmp_path: Path) -> None:
    forms = [make_form(layout, seed=20) for layout in FORM_2021]
    document = read(print_html(html(forms, style), tmp_path))
    assert_all_figures(document, forms)


def print_word(forms: list[Form], folder: Path) -> bytes:
    soffice = require_tool("soffice", "libreoffice")
    document = docx.Document()
    for title, form in zip(TITLES, forms, strict=True):
        document.add_paragraph(title)
        table = document.add_table(form.row_count, len(form.widths), style="Table Grid")
        table.autofit = False
        for index, width in enumerate(form.widths):
            for cell in table.columns[index].cells:
                cell.width = Pt(width * 432 / sum(form.widths))
        for spec in form.cells:
            first = table.cell(spec.row, spec.column)
            last = table.cell(spec.row + spec.row_span - 1, spec.column + spec.column_span - 1)
            run = first.merge(last).paragraphs[0].add_run(spec.text)
            run.font.size = Pt(8)
    path = folder / "report.docx"
    document.save(str(path))
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return (folder / "report.pdf").read_bytes()


def test_libreoffice_print(tmp_path: Path) -> None:
    forms = [make_form(layout, seed=30) for layout in FORM_2021]
    document = read(print_word(forms, tmp_path))
    assert_all_figures(document, forms)
    assert document.text().splitlines() == list(TITLES)

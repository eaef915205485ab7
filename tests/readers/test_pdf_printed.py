"""Forms printed by Chromium and by LibreOffice: what offices really use to make a PDF of a web page or a Word file."""

from __future__ import annotations

import re
import subprocess
from html import escape
from io import BytesIO
from pathlib import Path

import docx
import pypdfium2
import pytest
from docx.shared import Pt

from extractors.document import Document, Table
from extractors.readers.pdf import read
from tests.conftest import require_tool
from tests.fixtures.forms import FORM_2014, FORM_2021, by_row
from tests.readers.forms import add_to_word
from tests.readers.pdf_fixtures import figure_cells, form_shape, shape, squeeze
from tests.readers.pdf_forms import Form, make_form

# Started once for the whole file: the tests below go to one worker.
pytestmark = pytest.mark.xdist_group("printed")
FORMS = (*FORM_2021, *FORM_2014, "stats_fujian_2014")
TITLES = (
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "七、政府信息公开情况统计表",
    "八、福建省政府信息公开情况统计表",
)
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
UNRULED = ["none", "level only"]
RULED = [style for style in STYLES if style not in UNRULED]
TITLE = "某县2023年政府信息公开工作年度报告"
PROSE = "一行二人，本机关人员一二三，依法办理行政许可二十件。"


def forms_of(style: str) -> list[Form]:
    # Chromium paints each dot as a path of its own, thousands to a table: the three annual tables are enough.
    layouts = FORM_2021 if style == "dotted" else FORMS
    return [make_form(layout, seed=list(STYLES).index(style)) for layout in layouts]


def html(style: str) -> str:
    """One report as a section of a page, its tables in one style."""
    number = list(STYLES).index(style)
    rules = re.sub(r"([^{}]+)\{", rf"#report{number} \1{{", STYLES[style])
    parts = [f"<style>{rules}</style><section id=report{number}><h1>{TITLE}</h1><p>{PROSE}</p>"]
    for title, form in zip(TITLES, forms_of(style), strict=False):
        parts.append(f"<h3>{title}</h3><table>")
        for row in by_row(form.cells):
            parts.append("<tr>")
            for cell in row:
                align = " style='text-align:center'" if cell.code else ""
                parts.append(f"<td rowspan={cell.row_span} colspan={cell.column_span}{align}>{escape(cell.text)}</td>")
            parts.append("</tr>")
        parts.append("</table>")
    return "".join([*parts, "<p>五、其他需要报告的事项：无。</p></section>"])


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


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A PDF of one report for each style: printed by one start of Chromium, which costs more than all the printing."""
    css = (
        "@page{size:A4;margin:18mm} body{font:12px 'Noto Sans CJK SC',sans-serif} table{width:100%;font-size:11px}"
        "h1{text-align:center} section{break-after:page} section:last-child{break-after:auto}"
    )
    page = f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{TITLE}</title><style>{css}</style></head><body>"
    data = print_html(page + "".join(map(html, STYLES)) + "</body></html>", tmp_path_factory.mktemp("printed"))
    with pypdfium2.PdfDocument(data) as whole:
        starts = [number for number, sheet in enumerate(whole) if TITLE in sheet.get_textpage().get_text_range()]
        assert len(starts) == len(STYLES)
        ends = [*starts[1:], len(whole)]
        return {style: pages(whole, range(start, end)) for style, start, end in zip(STYLES, starts, ends, strict=True)}


def pages(whole: pypdfium2.PdfDocument, numbers: range) -> bytes:
    """A PDF of some pages, as they are."""
    buffer = BytesIO()
    with pypdfium2.PdfDocument.new() as part:
        part.import_pages(whole, list(numbers))
        part.save(buffer)
    return buffer.getvalue()


def chains_of(document: Document) -> list[list[Table]]:
    """Tables, the parts of one table together."""
    chains: list[list[Table]] = []
    for table in document.tables():
        if table.continues:
            chains[-1].append(table)
        else:
            chains.append([table])
    return chains


def figures_of(chains: list[list[Table]], forms: list[Form]) -> list[list[str]]:
    return [figure_cells(form, chain) for form, chain in zip(forms, chains, strict=True)]


def assert_all_figures(document: Document, forms: list[Form]) -> None:
    """Every figure of the forms, in the order of the print, exact."""
    assert figures_of(chains_of(document), forms) == [form.figures() for form in forms]


@pytest.mark.parametrize("style", RULED)
def test_chromium_print_with_rules(style: str, printed: dict[str, bytes]) -> None:
    forms = forms_of(style)
    document = read(printed[style])
    assert_all_figures(document, forms)
    whole = next(table for table in document.tables() if table.column_count == 4)
    assert shape(whole) == form_shape(forms[0])
    assert PROSE in [squeeze(block.text) for block in document.texts()]


@pytest.mark.parametrize("style", UNRULED)
def test_chromium_print_without_upright_rules(style: str, printed: dict[str, bytes]) -> None:
    forms = forms_of(style)
    *annual, _, provincial = forms
    chains = chains_of(read(printed[style]))
    whole = [*annual, provincial]
    assert figures_of([*chains[: len(annual)], chains[-1]], whole) == [form.figures() for form in whole]


@pytest.mark.parametrize("style", UNRULED)
def test_national_statistics_without_upright_rules_lose_and_mistake_nothing(
    style: str, printed: dict[str, bytes]
) -> None:
    """Headings and page breaks cut this long list into tables; what stands in too few rows for one stays text."""
    rows = [[squeeze(cell.text) for cell in row] for row in by_row(forms_of(style)[FORMS.index(*FORM_2014)].cells)]
    document = read(printed[style])
    parts = [table for chain in chains_of(document)[len(FORM_2021) : -1] for table in chain]
    found = [[squeeze(cell.text) for cell in row] for table in parts for row in table.rows()]
    in_tables = [row for row in found if len(row) == 3]
    remaining = iter(rows)
    assert all(row in remaining for row in in_tables)  # the same rows in the same order
    assert len(in_tables) > 40
    text = squeeze(document.text())
    assert [row for row in rows if row not in in_tables and [row[0]] not in found and "".join(row) not in text] == []


def print_word(forms: list[Form], folder: Path) -> bytes:
    soffice = require_tool("soffice", "libreoffice")
    document = docx.Document()
    document.styles["Normal"].font.size = Pt(8)
    for title, form in zip(TITLES, forms, strict=True):
        document.add_paragraph(title)
        table, cells = add_to_word(document, form.cells, style="Table Grid")
        table.autofit = False
        points = [width * 432 / sum(form.widths) for width in form.widths]
        for column, width in zip(table.columns, points, strict=True):
            column.width = Pt(width)
        for cell, spec in zip(cells, form.cells, strict=True):
            cell.width = Pt(sum(points[spec.column : spec.column + spec.column_span]))
    path = folder / "report.docx"
    document.save(str(path))
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return (folder / "report.pdf").read_bytes()


def test_libreoffice_print(tmp_path: Path) -> None:
    forms = [make_form(layout, seed=30) for layout in FORMS]
    document = read(print_word(forms, tmp_path))
    assert_all_figures(document, forms)
    assert document.text().splitlines() == list(TITLES)

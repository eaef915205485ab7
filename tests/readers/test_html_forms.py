"""Every cell of every official form, through the ways in which government pages print them."""

from __future__ import annotations

import html as escaping
from collections.abc import Callable
from pathlib import Path

import pytest

from extractors.document import Table
from extractors.readers import html, read_document
from tests.fixtures.forms import FORM_2019, LAYOUTS, FormCell, by_row
from tests.readers.forms import draw, drawn_tables
from tests.readers.truth import read_values, true_values

Content = Callable[[str], str]


def plain(text: str) -> str:
    return escaping.escape(text)


def as_word(text: str) -> str:
    """A paragraph with one span for each character, padded with a no-break space, as Word saves it."""
    spans = "".join(f'<span lang="EN-US" style="font-family:宋体">{escaping.escape(one)}</span>' for one in text)
    return f'<p class="MsoNormal" align="center">{spans}<o:p></o:p></p>' if text else '<p class="MsoNormal">&nbsp;</p>'


def as_editor(text: str) -> str:
    """Divs, ideographic and zero-width padding, and a source line broken inside Chinese."""
    middle = len(text) // 2
    is_chinese = len(text) > 3 and all("\u4e00" <= one <= "\u9fff" for one in text[middle - 1 : middle + 1])
    broken = f"{text[:middle]}\n    {text[middle:]}" if is_chinese else text
    return f"<div>\u3000{escaping.escape(broken)}\u200b<br></div>"


def as_form(text: str) -> str:
    """Figures in input fields; labels as text."""
    is_label = any(character >= "\u4e00" for character in text)
    return f"<b>{text}</b>" if is_label else f'<input type="text" value="{text}"><input type="hidden" value="999">'


def render(cells: list[FormCell], content: Content) -> str:
    rows = ""
    for row in by_row(cells):
        rows += "<tr>"
        for cell in row:
            spans = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
            spans += f" colspan={cell.column_span}" if cell.column_span > 1 else ""
            rows += f"<td{spans}>{content(cell.text)}</td>"
        rows += "</tr>\n"
    return f"<table border=1>{rows}</table>"


@pytest.mark.parametrize("content", [plain, as_word, as_editor, as_form])
@pytest.mark.parametrize("name", LAYOUTS)
def test_every_cell_of_the_form_stands_in_its_slot(name: str, content: Content) -> None:
    cells = draw(name)
    document = html.read(f"<html><body><p>二、情况</p>{render(cells, content)}</body></html>".encode())
    assert drawn_tables(document) == [cells]
    assert document.issues == ()


@pytest.mark.parametrize("claimed", ["gb2312", "utf-8", "iso-8859-1", ""])
def test_gb18030_page_with_any_declared_charset_reads_exactly(claimed: str) -> None:
    cells = draw("applications_2021")
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={claimed}">' if claimed else ""
    page = f"<html><head>{meta}<title>堃镕洺县㳇镇2021年政府信息公开工作年度报告</title></head><body>{render(cells, as_word)}"
    document = html.read(page.encode("gb18030"), charset=claimed or None)
    assert drawn_tables(document) == [cells]
    assert document.title == "堃镕洺县㳇镇2021年政府信息公开工作年度报告"
    assert document.issues == ()


def test_all_forms_on_one_page_in_a_layout_table_come_out_as_separate_tables_in_order() -> None:
    forms = [draw(name) for name in LAYOUTS]
    inner = "".join(f"<p>{name}</p>{render(cells, as_word)}" for name, cells in zip(LAYOUTS, forms, strict=True))
    page = f"<table width=1000><tr><td>首页</td><td><table><tr><td>{inner}</td></tr></table></td></tr></table>"
    document = read_document(page.encode(), hint="page.html")
    assert drawn_tables(document) == forms
    kinds = [type(block) is Table for block in document.blocks]
    assert kinds == [False, *([False, True] * len(forms))]


def test_rebuilt_page_with_real_values_gives_every_true_cell(shared_dir: Path) -> None:
    data = (shared_dir / "reports" / "shanghai_office_2019_rebuilt.html").read_bytes()
    document = read_document(data, hint="shanghai_office_2019_rebuilt.html")
    assert read_values(document, *FORM_2019) == true_values(shared_dir, "shanghai_office_2019", *FORM_2019)

"""A filled report -> HTML as government sites publish it: pasted from Word, spans and all, in a page with the
standard meta.

Three styles, because readers must survive all of them: ``word`` (mso paragraphs, a span per run), ``letters`` (a
span per character, as some editors leave it) and ``plain`` (a clean table of the site's own editor).
"""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import Literal

from jinja2 import Environment, PackageLoader, StrictUndefined

from extractors.report import Section
from flows.demo_site.grid import Grid, GridCell, build_grid
from flows.demo_site.model import FilledReport
from flows.demo_site.prose import TABLE_SECTIONS

HtmlStyle = Literal["word", "letters", "plain"]
Encoding = Literal["utf-8", "gb2312"]

_RUN = "font-family:仿宋_GB2312;mso-ascii-font-family:&quot;Times New Roman&quot;;font-size:10.5pt"
_CELL = "border:1.0pt solid windowtext;mso-border-alt:solid windowtext .5pt;padding:0cm 5.4pt 0cm 5.4pt"


def render_html(form: FilledReport, *, style: HtmlStyle = "word", encoding: Encoding = "utf-8") -> bytes:
    """The whole report as one page with meta tags. ``gb2312`` pages may hold characters of gb18030, as real ones do."""
    return detail_page(form, body_html(form, style), encoding=encoding)


def body_html(form: FilledReport, style: HtmlStyle) -> str:
    """Everything between title and footer: 编制说明, sections with their tables, signature."""
    grids = {TABLE_SECTIONS[layout.table]: build_grid(form, layout) for layout in form.layouts()}
    parts: list[str] = []
    for section in form.sections:
        parts += _section(section, style)
        if section.number in grids:
            parts.append(table_html(grids[section.number], style))
    parts.append(_signature(form, style))
    return "\n".join(parts)


def table_html(grid: Grid, style: HtmlStyle) -> str:
    rows: list[str] = []
    for line in grid.rows():
        cells = "".join(_cell(cell, style) for cell in line)
        rows.append(f"<tr style='mso-yfti-irow:{len(rows)}'>{cells}</tr>" if style != "plain" else f"<tr>{cells}</tr>")
    attributes = (
        'class="report-table"'
        if style == "plain"
        else 'class="MsoNormalTable" border="0" cellspacing="0" cellpadding="0" style="border-collapse:collapse;'
        'mso-yfti-tbllook:1184;mso-padding-alt:0cm 0cm 0cm 0cm"'
    )
    return f"<table {attributes}><tbody>{''.join(rows)}</tbody></table>"


def detail_page(
    form: FilledReport,
    body: str,
    *,
    encoding: Encoding = "utf-8",
    site: bool = False,
    files: tuple[tuple[str, str], ...] = (),
) -> bytes:
    """A page around a body: standard meta tags, title, date; with ``site`` the head and foot of the demonstration site."""
    html = render_template("detail.html.j2", form=form, body=body, charset=encoding, site=site, files=files)
    # browsers read gb2312 as its superset, and so must we write it
    return html.encode("gb18030" if encoding == "gb2312" else encoding)


def render_template(name: str, **values: object) -> str:
    """One template of this package; a value that is missing is an error."""
    return _templates().get_template(name).render(**values)


@lru_cache(maxsize=1)
def _templates() -> Environment:
    loader = PackageLoader("flows.demo_site", "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def _section(section: Section, style: HtmlStyle) -> list[str]:
    lines = [line for line in section.text.split("\n") if line]
    if style == "plain":
        heading = [f"<h3>{escape(section.title)}</h3>"] if section.title else []
        return heading + [f"<p>{escape(line)}</p>" for line in lines]
    heading = [_paragraph(f"<b>{_runs(section.title, style)}</b>")] if section.title else []
    return heading + [_paragraph(_runs(line, style)) for line in lines]


def _paragraph(inner: str) -> str:
    return (
        "<p class=\"MsoNormal\" style='text-indent:32.0pt;mso-char-indent-count:2.0;line-height:28.0pt'>"
        f'{inner}<span lang="EN-US"><o:p></o:p></span></p>'
    )


def _signature(form: FilledReport, style: HtmlStyle) -> str:
    day = f"{form.published.year}年{form.published.month}月{form.published.day}日"
    lines = [escape(form.organ), day]
    if style == "plain":
        return "".join(f'<p class="signature">{line}</p>' for line in lines)
    return "".join(
        f'<p class="MsoNormal" align="right" style=\'text-align:right\'>{_runs(line, style)}</p>' for line in lines
    )


def _cell(cell: GridCell, style: HtmlStyle) -> str:
    spans = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
    spans += f' colspan="{cell.column_span}"' if cell.column_span > 1 else ""
    if style == "plain":
        # the site's editor writes the vertical label with a break after each character
        inner = "<br>".join(cell.text) if cell.role == "vertical" else escape(cell.text)
        return f"<td{spans}>{inner}</td>"
    inner = _runs(cell.text, style) if cell.text else '<span lang="EN-US"><o:p>&nbsp;</o:p></span>'
    return (
        f"<td{spans} style='{_CELL}'><p class=\"MsoNormal\" align=\"center\" style='text-align:center'>"
        f'{inner}<span lang="EN-US"><o:p></o:p></span></p></td>'
    )


def _runs(text: str, style: HtmlStyle) -> str:
    """Text in spans: one a run of Word (Latin and Chinese apart), or one a character."""
    if style == "letters":
        return f'<span style="{_RUN}">' + "".join(f"<span>{escape(letter)}</span>" for letter in text) + "</span>"
    runs: list[str] = []
    for letter in text:
        if runs and runs[-1][-1].isascii() == letter.isascii():
            runs[-1] += letter
        else:
            runs.append(letter)
    return "".join(
        f'<span{" lang=EN-US" if run.isascii() else ""} style="{_RUN}"><span>{escape(run)}</span></span>'
        for run in runs
    )

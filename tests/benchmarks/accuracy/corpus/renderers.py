"""The renderers of the kinds: lists of papers -> lists of files, through the fewest starts of a browser or an office."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from tests.benchmarks.accuracy.corpus import html
from tests.benchmarks.accuracy.corpus.browser import A4, Options, browser
from tests.benchmarks.accuracy.corpus.model import Block, Box, Paper, Sheet
from tests.benchmarks.accuracy.corpus.office import convert, word_document
from tests.benchmarks.accuracy.corpus.scans import Damage, one_picture, pages_of, picture, scan, trimmed

_OTHER_MATTER = ("会议听取了有关部门的汇报，研究了下一阶段的安排。", "各单位应当按照职责分工抓好落实，并于月底前报送情况。",
                 "本办法自发布之日起施行，由主管部门负责解释。", "项目总投资{}万元，建设周期{}个月，已完成招标。")  # fmt: skip
Render = Callable[[Sequence[Paper]], list[bytes]]
_FONT = "body{font-family:'Noto Serif CJK SC',serif;font-size:10.5pt} table{border-collapse:collapse;width:100%;font-size:9pt}"
RULED = "td{border:1px solid #000;padding:2px;text-align:center}"
HAIRLINE = "td{border:0.1pt solid #000;padding:2px;text-align:center}"
GREY = "td{border:0.75pt solid #bbb;padding:2px;text-align:center}"
LEVEL = "td{border-bottom:0.5pt solid #000;padding:3px;text-align:center}"
BORDERLESS = "td{border:none;padding:4px;text-align:center}"
FRAMED = "table{border:2px solid #000} td{border-left:1px dotted #000;border-bottom:1px solid #777;padding:2px}"
UPRIGHT = RULED + " td.tall{writing-mode:vertical-rl;text-orientation:upright;width:1.6em}"
_RADICALS = str.maketrans(
    "一二人行民文止大小口工方日月水火土立见长门页", "⼀⼆⼈⾏⺠⽂⽌⼤⼩⼝⼯⽅⽇⽉⽔⽕⼟⽴⻅⻓⻔⻚"
)


def each(render: Callable[[Paper], bytes]) -> Render:
    """A renderer of one paper as a renderer of many."""
    return lambda papers: [render(paper) for paper in papers]


def styled(paper: Paper, css: str) -> bytes:
    """The page that is printed: boxes with the classes that the style sheets speak of."""

    def markup(sheet: Sheet) -> str:
        lines = ["<table>", "<thead>" if sheet.row_count > 12 else ""]
        for number, row in enumerate(sheet.rows()):
            if number == sheet.head_rows and sheet.row_count > 12:
                lines.append("</thead>")
            cells = (f"<td{html.spans(b)}{_tall(b)}>{html.text_of(b)}</td>" for b in row)
            lines.append("<tr>" + "".join(cells) + "</tr>")
        return "\n".join([*lines, "</table>"])

    head = f'<meta charset="utf-8"><style>{_FONT} {css}</style>'
    return html.page(paper, html.body(paper, markup), head).encode()


def _tall(box: Box) -> str:
    return ' class="tall"' if box.row_span > 3 else ""


def printed(css: str, options: Options = A4) -> Render:
    """PDF by Chromium."""

    def render(papers: Sequence[Paper]) -> list[bytes]:
        with browser() as chromium:
            return [chromium.print(styled(paper, css), options) for paper in papers]

    return render


def in_a_yearbook(page_count: int) -> Render:
    """The report somewhere in a print of other matter, with numbers and small tables of its own."""

    def render(papers: Sequence[Paper]) -> list[bytes]:
        with browser() as chromium:
            return [chromium.print(_yearbook(paper, page_count)) for paper in papers]

    return render


def _yearbook(paper: Paper, page_count: int) -> bytes:
    rng = Random(paper.seed)
    before = rng.randint(5, page_count - 20)
    own = styled(paper, RULED + " .leaf{break-after:page}").decode()
    head, rest = own.split("<body>", 1)
    article, tail = rest.rsplit("</body>", 1)
    leaves = [_leaf(rng) for _ in range(page_count)]
    parts = [*leaves[:before], f'<div class="leaf">{article}</div>', *leaves[before:]]
    return f"{head}<body>{''.join(parts)}</body>{tail}".encode()


def _leaf(rng: Random) -> str:
    """One page of a yearbook: half prose, half a table of amounts, sometimes neither."""
    prose = "".join(rng.choice(_OTHER_MATTER).format(rng.randint(100, 9000), rng.randint(3, 36)) for _ in range(30))
    rows = ("".join(f"<td>{rng.randint(1, 99_999)}</td>" for _ in range(4)) for _ in range(rng.choice((0, 0, 12))))
    table = "".join(f"<tr><td>项目{number}</td>{row}</tr>" for number, row in enumerate(rows, 1))
    return f'<div class="leaf"><p>{prose}</p><table>{table}</table></div>'


def with_radicals(papers: Sequence[Paper]) -> list[bytes]:
    """Labels in Kangxi radicals and figures in full-width digits, as some text layers have them."""
    return printed(RULED)([replace(paper, blocks=tuple(_in_radicals(b) for b in paper.blocks)) for paper in papers])


def _in_radicals(block: Block) -> Block:
    if not isinstance(block, Sheet):
        return replace(block, text=block.text.translate(_RADICALS))
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    return replace(
        block,
        boxes=tuple(replace(b, text=b.text.translate(wide if b.role == "value" else _RADICALS)) for b in block.boxes),
    )


def office(target: str, filter_name: str, *, source: str = "docx", is_landscape: bool = False) -> Render:
    """Any format of LibreOffice, from a document of python-docx or from a web page."""

    def render(papers: Sequence[Paper]) -> list[bytes]:
        if source == "html":
            return convert([html.plain(paper) for paper in papers], "html", target, filter_name)
        files = [word_document(paper, is_landscape=is_landscape) for paper in papers]
        return convert(files, "docx", target, filter_name)

    return render


def scanned(damage: Damage, css: str = RULED, *, by: str = "chromium") -> Render:
    """A print, scanned: image-only PDF."""
    prints = printed(css) if by == "chromium" else office("pdf", "writer_pdf_Export")

    def render(papers: Sequence[Paper]) -> list[bytes]:
        return [scan(pdf, damage, paper.seed) for pdf, paper in zip(prints(papers), papers, strict=True)]

    return render


def pasted(damage: Damage, media: str) -> Render:
    """The whole report as one picture."""

    def render(papers: Sequence[Paper]) -> list[bytes]:
        pdfs = printed(RULED)(papers)
        return [one_picture(pdf, damage, paper.seed, media) for pdf, paper in zip(pdfs, papers, strict=True)]

    return render


def table_pictures(papers: Sequence[Paper], dpi: int = 144) -> list[bytes]:
    """A page whose tables are pictures in data: addresses, PNG or JPEG."""
    made = []
    with browser() as chromium:
        for paper in papers:
            media = "png" if paper.seed % 2 else "jpeg"
            shots = []
            for sheet in paper.sheets():
                alone = replace(paper, title="", blocks=(sheet,))
                pixels = trimmed(pages_of(chromium.print(styled(alone, RULED), {**A4, "paperHeight": 23.0}), dpi)[0])
                shots.append((f"image/{media}", picture(pixels, media)))
            made.append(html.with_pictures(paper, shots))
    return made


def zipped(papers: Sequence[Paper]) -> list[bytes]:
    """A ZIP of the report and what was mailed with it; Chinese names in GBK or UTF-8."""
    made = []
    for paper in papers:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(_member("附件/年度报告.docx", paper), word_document(paper))
            archive.writestr(
                _member("附件/说明.txt", paper), "现将年度报告报送贵处，请查收。联系电话以公示为准。".encode()
            )
        made.append(out.getvalue())
    return made


def _member(name: str, paper: Paper) -> zipfile.ZipInfo:
    """A member whose name is UTF-8 with its flag, or the bytes of GBK that other programs write."""
    return zipfile.ZipInfo(name if paper.seed % 2 else name.encode("gbk").decode("cp437"))

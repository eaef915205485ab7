"""Pages of a strip as PDF by reportlab, and as OFD by a small writer of our own (GB/T 33190: ZIP, XML, millimetres)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.benchmarks.accuracy.corpus.model import Paper
from tests.benchmarks.accuracy.corpus.strip import Page, Setting, Text, advance, set_paper

FONT = "STSong-Light"
MM_PER_POINT = 25.4 / 72
pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def pdf(pages: Sequence[Page], *, line_width: float = 0.5, grey: float = 0.0, is_turned: bool = False) -> bytes:
    """The pages as PDF. ``is_turned``: drawn on their side and shown upright by /Rotate."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for page in pages:
        canvas.setPageSize((page.width, page.height))  # reportlab itself swaps the sides of a turned page
        if is_turned:
            canvas.setPageRotation(90)
            canvas.translate(page.height, 0)
            canvas.rotate(90)
        canvas.setLineWidth(line_width)
        canvas.setStrokeGray(grey)
        for rule in page.rules:
            canvas.line(rule.x0, page.height - rule.y0, rule.x1, page.height - rule.y1)
        for text in page.texts:
            canvas.setFont(FONT, text.size)
            canvas.drawString(text.x, page.height - text.y, text.text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def paper_pdf(paper: Paper, setting: Setting, *, line_width: float = 0.5, grey: float = 0.0) -> bytes:
    return pdf(set_paper(paper, setting), line_width=line_width, grey=grey)


def turned_pdf(paper: Paper, setting: Setting) -> bytes:
    return pdf(set_paper(paper, setting), is_turned=True)


def several_pdf(paper: Paper, setting: Setting) -> bytes:
    """One report after the other, each on a new page."""
    return pdf([page for one in (paper, *paper.others) for page in set_paper(one, setting)])


def side_by_side_pdf(paper: Paper, setting: Setting) -> bytes:
    """Two reports on double pages, one at the left and one at the right, the later year first in half of the files."""
    pair = [set_paper(one, setting) for one in (paper, *paper.others)]
    left, right = pair if paper.seed % 2 else reversed(pair)
    blank = Page(setting.width, setting.height, (), ())
    count = max(len(left), len(right))
    left, right = ([*pages, *[blank] * (count - len(pages))] for pages in (left, right))
    return pdf([_joined(a, b) for a, b in zip(left, right, strict=True)])


def _joined(left: Page, right: Page) -> Page:
    shift = left.width
    texts = [replace(text, x=text.x + shift) for text in right.texts]
    rules = [replace(rule, x0=rule.x0 + shift, x1=rule.x1 + shift) for rule in right.rules]
    return Page(left.width + right.width, left.height, (*left.texts, *texts), (*left.rules, *rules))


def ofd(paper: Paper, setting: Setting) -> bytes:
    """The paper as OFD; half of the files place a text character by character (DeltaX), the others by run."""
    pages = set_paper(paper, setting)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("OFD.xml", _entry(paper))
        archive.writestr("Doc_0/Document.xml", _document(pages))
        archive.writestr("Doc_0/PublicRes.xml", _FONTS)
        for number, page in enumerate(pages):
            archive.writestr(f"Doc_0/Pages/Page_{number}/Content.xml", _content(page, is_spaced=paper.seed % 2 == 0))
    return out.getvalue()


_NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_FONTS = (
    f'{_HEAD}<ofd:Res {_NAMESPACE} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="1" FontName="宋体" FamilyName="宋体"/>'
    "</ofd:Fonts></ofd:Res>"
)


def _entry(paper: Paper) -> str:
    return (
        f'{_HEAD}<ofd:OFD {_NAMESPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
        f"<ofd:DocID>{paper.seed:032d}</ofd:DocID><ofd:Title>{escape(paper.title)}</ofd:Title></ofd:DocInfo>"
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    )


def _document(pages: Sequence[Page]) -> str:
    width, height = (round(side * MM_PER_POINT, 3) for side in (pages[0].width, pages[0].height))
    listed = "".join(f'<ofd:Page ID="{100 + n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    return (
        f"{_HEAD}<ofd:Document {_NAMESPACE}><ofd:CommonData><ofd:MaxUnitID>99999</ofd:MaxUnitID><ofd:PageArea>"
        f"<ofd:PhysicalBox>0 0 {width} {height}</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>"
        f"</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
    )


def _content(page: Page, *, is_spaced: bool) -> str:
    objects, number = [], 1000
    for rule in page.rules:
        number += 1
        x0, y0, x1, y1 = (side * MM_PER_POINT for side in (rule.x0, rule.y0, rule.x1, rule.y1))
        width, height = x1 - x0, y1 - y0
        objects.append(
            f'<ofd:PathObject ID="{number}" Boundary="{x0:.3f} {y0:.3f} {width + 0.2:.3f} {height + 0.2:.3f}" LineWidth="0.18">'
            f"<ofd:AbbreviatedData>M 0 0 L {width:.3f} {height:.3f}</ofd:AbbreviatedData></ofd:PathObject>"
        )
    for text in page.texts:
        number += 1
        objects.append(_text_object(text, number, is_spaced=is_spaced))
    return (
        f'{_HEAD}<ofd:Page {_NAMESPACE}><ofd:Content><ofd:Layer ID="2" Type="Body">{"".join(objects)}</ofd:Layer>'
        "</ofd:Content></ofd:Page>"
    )


def _text_object(text: Text, number: int, *, is_spaced: bool) -> str:
    size = text.size * MM_PER_POINT
    x, top = text.x * MM_PER_POINT, (text.y - text.size) * MM_PER_POINT
    width = advance(text.text, text.size) * MM_PER_POINT
    steps = [f"{advance(char, text.size) * MM_PER_POINT:.3f}" for char in text.text[:-1]]
    delta = f' DeltaX="{_deltas(steps)}"' if steps and (is_spaced or len(set(steps)) > 1) else ""
    if steps and not delta:
        delta = f' DeltaX="g {len(steps)} {steps[0]}"'
    return (
        f'<ofd:TextObject ID="{number}" Font="1" Size="{size:.3f}" Boundary="{x:.3f} {top:.3f} {width:.3f} {size * 1.3:.3f}">'
        f'<ofd:TextCode X="0" Y="{size:.3f}"{delta}>{escape(text.text)}</ofd:TextCode></ofd:TextObject>'
    )


def _deltas(steps: list[str]) -> str:
    return " ".join(steps)

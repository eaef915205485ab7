"""OFD documents for tests, written part by part after GB/T 33190-2016, in the manners of different producers.

``render_ofd`` prints a filled report with the same page layout as the PDF writer, onto a canvas that writes OFD.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal
from unittest.mock import patch
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics

from extractors.document import Box
from flows.demo_site import FilledReport, write_pdf

MM = 25.4 / 72
HEIGHT = write_pdf._PAGE_HEIGHT
WIDTH = write_pdf._PAGE_WIDTH
NAMESPACE = "http://www.ofdspec.org/2016"


@dataclass(frozen=True, slots=True)
class Manner:
    """How a producer writes: prefix of the namespace, locations, texts and rules.

    ``text``: run (a step for each character), packed (``g n d``), glyphs (an object for each character), scaled (size 1
    and a CTM). ``rules``: rings (one closed path a cell), strokes (a path for each side), bars (filled, hair-thin areas).
    """

    prefix: str = "ofd:"
    is_absolute: bool = False
    text: Literal["run", "packed", "glyphs", "scaled"] = "run"
    rules: Literal["rings", "strokes", "bars"] = "rings"
    has_template: bool = False
    offset: tuple[float, float] = (0.0, 0.0)


MANNERS = (
    Manner(),
    Manner("", is_absolute=True, text="packed", rules="strokes"),
    Manner("x:", text="glyphs", rules="bars", has_template=True),
    Manner("", text="scaled", rules="rings", has_template=True, offset=(10.0, 5.0)),
)


@dataclass(slots=True)
class OfdCanvas:
    """The part of reportlab's canvas that the PDF writer uses; points from the bottom left, as there.

    ``boxes`` are the cells drawn: page from 1, box in points from the top left, and the text printed in it.
    """

    stream: io.BytesIO
    manner: Manner
    objects: list[str] = field(default_factory=list)
    pages: list[list[str]] = field(default_factory=list)
    boxes: list[tuple[int, Box, list[str]]] = field(default_factory=list)
    points: float = 11.0
    line_width: float = 0.6
    title: str = ""

    def setTitle(self, title: str) -> None:
        self.title = title

    def setAuthor(self, author: str) -> None:
        del author

    def setFont(self, name: str, points: float) -> None:
        del name
        self.points = points

    def setLineWidth(self, width: float) -> None:
        self.line_width = width

    def drawString(self, x: float, y: float, text: str) -> None:
        widths = [pdfmetrics.stringWidth(character, write_pdf.FONT, self.points) for character in text]
        for page, (left, top, right, bottom), texts in reversed(self.boxes):
            if page == len(self.pages) + 1 and left <= x < right and top < HEIGHT - y - 1 < bottom:
                texts.append(text)
                break
        if text:
            self.objects += text_objects(text, x * MM, (HEIGHT - y) * MM, self.points * MM, widths, self.manner)

    def drawCentredString(self, x: float, y: float, text: str) -> None:
        self.drawString(x - pdfmetrics.stringWidth(text, write_pdf.FONT, self.points) / 2, y, text)

    def drawRightString(self, x: float, y: float, text: str) -> None:
        self.drawString(x - pdfmetrics.stringWidth(text, write_pdf.FONT, self.points), y, text)

    def rect(self, x: float, y: float, width: float, height: float) -> None:
        top = HEIGHT - y - height
        self.boxes.append((len(self.pages) + 1, (x, top, x + width, top + height), []))
        self.objects += cell_paths(x * MM, top * MM, width * MM, height * MM, self.line_width * MM, self.manner)

    def showPage(self) -> None:
        self.pages.append(self.objects)
        self.objects = []

    def save(self) -> None:
        self.stream.write(package(self.pages, self.manner, title=self.title))


def render_ofd(form: FilledReport, manner: Manner) -> tuple[bytes, OfdCanvas]:
    """A report as an OFD, and the canvas that knows what stands in which box."""
    made: list[OfdCanvas] = []

    def canvas(stream: io.BytesIO, **options: object) -> OfdCanvas:
        del options
        made.append(OfdCanvas(stream, manner))
        return made[0]

    with patch.object(write_pdf, "Canvas", canvas):
        return write_pdf.render_pdf(form), made[0]


def text_objects(text: str, x: float, y: float, size: float, widths: Sequence[float], manner: Manner) -> list[str]:
    """TextObjects that print ``text`` with its baseline beginning at (x, y), in millimetres; ``widths`` in points."""
    x, y = x + manner.offset[0], y + manner.offset[1]
    if manner.text == "glyphs":
        found = []
        for character, width in zip(text, widths, strict=True):
            found.append(_text(character, x, y, size, ""))
            x += width * MM
        return found
    scale = size if manner.text == "scaled" else 1.0
    steps = [width * MM / scale for width in widths[:-1]]
    packed = _packed(steps) if manner.text == "packed" else " ".join(f"{step:.4f}" for step in steps)
    return [_text(text, x, y, size, packed, is_scaled=manner.text == "scaled")]


def _text(text: str, x: float, y: float, size: float, steps: str, *, is_scaled: bool = False) -> str:
    """The box begins one size above the baseline, so that Y of the code is the size."""
    delta = f' DeltaX="{steps}"' if steps else ""
    matrix, own, down = (f' CTM="{size:.4f} 0 0 {size:.4f} 0 0"', 1.0, 1.0) if is_scaled else ("", size, size)
    return (
        f'<:TextObject ID="@" Boundary="{x:.4f} {y - size:.4f} {200:.1f} {size * 1.3:.4f}" Font="3" Size="{own:.4f}"{matrix}>'
        f'<:FillColor Value="0 0 0"/><:TextCode X="0" Y="{down:.4f}"{delta}>{escape(text)}</:TextCode></:TextObject>'
    )


def _packed(steps: Sequence[float]) -> str:
    parts: list[str] = []
    at = 0
    while at < len(steps):
        run = next((i for i in range(at, len(steps)) if abs(steps[i] - steps[at]) > 1e-6), len(steps)) - at
        parts.append(f"g {run} {steps[at]:.4f}" if run > 2 else " ".join(f"{steps[at]:.4f}" for _ in range(run)))
        at += run
    return " ".join(parts)


def cell_paths(x: float, y: float, width: float, height: float, line: float, manner: Manner) -> list[str]:
    x, y = x + manner.offset[0], y + manner.offset[1]
    sides = [(x, y, width, 0.0), (x, y + height, width, 0.0), (x, y, 0.0, height), (x + width, y, 0.0, height)]
    if manner.rules == "rings":
        data = f"M 0 0 L {width:.4f} 0 L {width:.4f} {height:.4f} L 0 {height:.4f} C"
        return [path(f"{x:.4f} {y:.4f} {width:.4f} {height:.4f}", data, f'LineWidth="{line:.4f}"')]
    if manner.rules == "strokes":
        stroke = f'LineWidth="{line:.4f}" Stroke="true"'
        return [
            path("0 0 210 297", f"M {left:.4f} {top:.4f} L {left + along:.4f} {top + down:.4f}", stroke)
            for left, top, along, down in sides
        ]
    bars = []
    for left, top, along, down in sides:
        wide, high = max(along, line), max(down, line)
        data = f"M 0 0 L {wide:.4f} 0 L {wide:.4f} {high:.4f} L 0 {high:.4f} C"
        box = f"{left - (line / 2 if not along else 0):.4f} {top - (line / 2 if not down else 0):.4f} {wide:.4f} {high:.4f}"
        bars.append(path(box, data, 'Stroke="false" Fill="true"'))
    return bars


def path(boundary: str, data: str, attributes: str = "", inner: str = "") -> str:
    return (
        f'<:PathObject ID="@" Boundary="{boundary}" {attributes}>{inner}'
        f"<:AbbreviatedData>{data}</:AbbreviatedData></:PathObject>"
    )


def image(boundary: str) -> str:
    return f'<:ImageObject ID="@" Boundary="{boundary}" ResourceID="9"/>'


def package(
    pages: Sequence[Sequence[str]],
    manner: Manner,
    *,
    title: str = "",
    box: str = "0 0 210 297",
    parts: dict[str, str] | None = None,
) -> bytes:
    """The zip of a document with these objects on each page; ``parts`` are further files by path."""
    root = "/Doc_0/" if manner.is_absolute else ""
    box = f"{manner.offset[0]:g} {manner.offset[1]:g} 210 297" if manner.offset != (0.0, 0.0) else box
    template = f'<:TemplatePage ID="2" BaseLoc="{root}Tpls/Tpl_0/Content.xml"/>' if manner.has_template else ""
    listed = "".join(
        f'<:Page ID="{100 + number}" BaseLoc="{root}Pages/Page_{number}/Content.xml"/>' for number in range(len(pages))
    )
    files = {
        "OFD.xml": _wrap(
            "OFD",
            f"<:DocBody><:DocInfo><:DocID>1</:DocID><:Title>{escape(title)}</:Title></:DocInfo>"
            f"<:DocRoot>{'/' if manner.is_absolute else ''}Doc_0/Document.xml</:DocRoot></:DocBody>",
            ' Version="1.0" DocType="OFD"',
        ),
        "Doc_0/Document.xml": _wrap(
            "Document",
            f"<:CommonData><:MaxUnitID>9</:MaxUnitID><:PageArea><:PhysicalBox>{box}</:PhysicalBox></:PageArea>"
            f"<:PublicRes>{root}PublicRes.xml</:PublicRes>{template}</:CommonData><:Pages>{listed}</:Pages>"
            f"<:Annotations>{root}Annots/Annotations.xml</:Annotations>",
        ),
        "Doc_0/PublicRes.xml": _wrap("Res", '<:Fonts><:Font ID="3" FontName="宋体" FamilyName="宋体"/></:Fonts>'),
        # A stamp: lies in a file of its own and is no text of the page.
        "Doc_0/Annots/Page_0/Annotation.xml": _wrap(
            "PageAnnot", f'<:Annot ID="7" Type="Stamp"><:Appearance>{_text("999", 50, 50, 5, "")}</:Appearance></:Annot>'
        ),
        "Doc_0/Annots/Annotations.xml": _wrap(
            "Annotations", '<:Page PageID="100"><:FileLoc>Page_0/Annotation.xml</:FileLoc></:Page>'
        ),
    }  # fmt: skip
    if manner.has_template:
        header = "".join(text_objects("某县人民政府", 20, 12, 3, [8.5] * 6, manner))
        files["Doc_0/Tpls/Tpl_0/Content.xml"] = _wrap("Page", f'<:Content><:Layer ID="@">{header}</:Layer></:Content>')
    used = '<:Template TemplateID="2" ZOrder="Background"/>' if manner.has_template else ""
    for number, objects in enumerate(pages):
        content = f'{used}<:Content><:Layer ID="@" Type="Body">{"".join(objects)}</:Layer></:Content>'
        files[f"Doc_0/Pages/Page_{number}/Content.xml"] = _wrap("Page", content)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**files, **(parts or {})}.items():
            archive.writestr(name, _named(content, manner.prefix))
    return buffer.getvalue()


def _wrap(root: str, inner: str, attributes: str = "") -> str:
    return f"<?xml version='1.0' encoding='UTF-8'?><:{root} xmlns!=\"{NAMESPACE}\"{attributes}>{inner}</:{root}>"


def _named(content: str, prefix: str) -> str:
    """Elements are written as ``<:Name``, the declaration of their namespace as ``xmlns!``."""
    declared = f"xmlns:{prefix.rstrip(':')}" if prefix else "xmlns"
    return content.replace("</:", f"</{prefix}").replace("<:", f"<{prefix}").replace("xmlns!", declared)

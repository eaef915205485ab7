"""What a picture of a source is made of: the document with its report, sheets (rendered pages that know where each
figure stands), and the picture that comes out.

A sheet is the seam between formats and drawing. Whatever renders a format (pdfium, a browser, an office program, our own
redrawing) hands on an image and boxes in pixels; frames, captions, legends and crops know nothing of formats.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field

from PIL import Image

from extractors.report import Figure, IdentityResult, Report
from nianbao.errors import NianbaoError

_PAPER = 250  # from here up all of red, green and blue are paper
_COMPRESSION = 6  # the highest, 9, takes four times as long for a few per cent

PixelBox = tuple[float, float, float, float]
"""(x0, top, x1, bottom) in pixels from the top left of an image."""


class ToolMissing(NianbaoError):
    """A program or font that a picture needs is not installed; the line says what to install."""

    code = "tool_missing"


@dataclass(frozen=True, slots=True)
class Words:
    """The same text in Chinese and English; both empty when there is nothing to say."""

    zh: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)


NOTHING = Words()


@dataclass(frozen=True, slots=True)
class Subject:
    """What is shown: the bytes of one blob, and the report whose figures were read from these bytes.

    Attributes:
        source: address or file name the bytes came from; ``sha256``: their name in the archive.
        beside: bytes that stand beside them in the publication, by the name that figures call their ``member``: the
            pictures of a page. (The files inside an archive are taken from the archive.)
    """

    data: bytes
    report: Report
    source: str
    sha256: str
    beside: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Whose report of which year, for messages and captions; the address when the report does not say."""
        known = [self.report.organ, str(self.report.year or "")]
        return " ".join(part for part in known if part) or self.source


@dataclass(frozen=True, slots=True)
class Target:
    """What one picture is to show: a figure, or all figures of one equation."""

    name: str
    figures: tuple[Figure, ...]
    identity: IdentityResult | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One rendered page (of a document without pages: one table, or one stretch of lines).

    Attributes:
        image: RGB.
        name: what it is, for captions and file names: ``page 3``, ``table 2``, ``lines 40-95``.
        boxes: full code of a figure -> where it stands; several boxes where its text is broken over lines.
        tables: where whole tables stand, as far as that is known.
        lines_around: where rows are lines of text and not of a table, how many pixels to show above and below a figure.
        scale: pixels for one point (PDF) or one CSS pixel; frames are drawn in proportion.
        how: how it was rendered, for whoever asks why it looks otherwise than in a browser or an office program.
        note: what must be said of the rendering, because it shows less than the source (a tool is missing).
        doubts: full code of a figure -> what must be said of the place of this figure.
    """

    image: Image.Image
    name: str
    boxes: Mapping[str, tuple[PixelBox, ...]]
    tables: tuple[PixelBox, ...] = ()
    lines_around: tuple[float, float] | None = None
    scale: float = 1.0
    how: Words = Words()
    note: Words = Words()
    doubts: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished picture. ``name`` is fit for a file name; ``notes`` are lines for the person who asked for it."""

    image: Image.Image
    name: str
    notes: tuple[str, ...] = ()

    def png(self, colours: int | None = None) -> bytes:
        """The picture as PNG; with ``colours`` (2 to 256) reduced to that many, which makes it half as large and less."""
        image = self.image if colours is None else _reduced(self.image, colours)
        buffer = io.BytesIO()
        image.save(buffer, "PNG", compress_level=_COMPRESSION)
        return buffer.getvalue()


def _reduced(image: Image.Image, colours: int) -> Image.Image:
    """The image with a palette, which a ninth of its pixels is enough to choose; paper stays white."""
    size = max(image.width // 3, 1), max(image.height // 3, 1)
    sample = image.resize(size, Image.Resampling.NEAREST).quantize(colours, dither=Image.Dither.NONE)
    levels = sample.getpalette() or []
    entries = [levels[at : at + 3] for at in range(0, len(levels), 3)]
    white = [255, 255, 255]
    sample.putpalette([level for entry in entries for level in (white if min(entry) >= _PAPER else entry)])
    return image.quantize(palette=sample, dither=Image.Dither.NONE)


def full_name(figure: Figure) -> str:
    return f"{figure.table}.{figure.row}.{figure.column}"


def union(boxes: tuple[PixelBox, ...] | list[PixelBox]) -> PixelBox:
    """The smallest box around all (at least one)."""
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )

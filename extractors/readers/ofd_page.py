"""Objects of one OFD page -> characters and rules in the frame a person reads them in, as the PDF reader has them.

OFD measures in millimetres from the top left of the page; each object has a box (Boundary) with its own origin, and may
have a transformation (CTM) inside it. Producers write a cell's text as one run with the steps between its characters
(DeltaX, ``g 3 4.5`` for three times 4.5), or each character as an object of its own.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from extractors.readers.ink import BLACK, Colour, is_unlike, is_unseen
from extractors.readers.ofd_package import Numbers, OfdPage, Resources, local_name, named, numbers, require
from extractors.readers.ofd_paths import path_edges
from extractors.readers.pdf_chars import Char, Frame
from extractors.readers.pdf_lines import is_beside
from extractors.readers.pdf_objects import MAX_SEGMENTS, MAX_THICKNESS, WHITE, Affine, Point
from extractors.readers.pdf_rules import Rule, Rules, join_pieces, straight_pieces
from extractors.readers.text_inks import UNCLEAR

POINTS = 72 / 25.4  # in a millimetre
MAX_CHARS = 300_000  # of a page
MAX_DEPTH = 8  # of composite graphics and blocks inside one another
DEFAULT_SIZE = 3.5  # millimetres; where a text does not say its size
DEFAULT_LINE_WIDTH = 0.353
_IDENTITY: Affine = (1, 0, 0, 1, 0, 0)
_OBJECTS = frozenset(("TextObject", "PathObject", "ImageObject", "CompositeObject"))
_SKIPPED = frozenset("\r\n\t\x00\u200b\u200c\u200d\ufeff\u00ad")
_SPACES = frozenset(" \u00a0\u3000\u2002\u2003\u2009\u202f")


@dataclass(frozen=True, slots=True)
class PageInk:
    """What is on a page: ``font_of`` names the font of a character by its serial."""

    frame: Frame
    chars: list[Char]
    rules: Rules
    fonts: dict[int, str]


def read_ink(page: OfdPage) -> PageInk:
    """Characters and rules of a page. Raises ReadError for more characters than a page can have."""
    x, y, width, height = page.box
    base: Affine = (POINTS, 0, 0, POINTS, -x * POINTS, -y * POINTS)
    walk = _Walk(page.resources)
    for content in page.contents:
        walk.read(content, base, 0)
    width, height = width * POINTS, height * POINTS
    turn = walk.turn()
    frame = Frame((1, 0, 0, 1, 0, 0), turn, *((width, height) if turn % 2 == 0 else (height, width)))
    to_reading = _to_reading(turn, width, height)
    chars, fonts = walk.chars(frame, to_reading)
    return PageInk(frame, chars, walk.rules(frame, to_reading), fonts)


def _to_reading(turn: int, width: float, height: float) -> Affine:
    """From the page as displayed to the frame in which its text runs to the right (see ``Frame.turn``)."""
    return (
        _IDENTITY,
        (0, -1, 1, 0, 0, width),
        (-1, 0, 0, -1, width, height),
        (0, 1, -1, 0, height, 0),
    )[turn]


@dataclass(frozen=True, slots=True)
class _Glyph:
    """A character before the frame is known: its origin, the step to its right edge and the way up, in points."""

    text: str
    origin: Point
    along: Point
    up: Point
    font: str
    ink: Colour | None = BLACK


@dataclass(slots=True)
class _Walk:
    """Goes through the objects of a page in the order they are painted."""

    resources: Resources
    glyphs: list[_Glyph] = field(default_factory=list)
    paths: list[tuple[list[tuple[Point, Point]], bool]] = field(default_factory=list)
    grounds: list[tuple[Point, Point]] = field(default_factory=list)
    image_area: float = 0.0
    object_count: int = 0
    segments: int = 0

    def read(self, container: etree._Element, outer: Affine, depth: int) -> None:
        if depth > MAX_DEPTH:
            return
        for element in container:
            name = local_name(element)
            if name in ("Layer", "PageBlock", "Content"):
                self.read(element, outer, depth + 1)
            elif name in _OBJECTS and element.get("Visible", "true") != "false" and element.get("Alpha") != "0":
                self.object_count += 1
                self.read_object(name, element, outer, depth)

    def read_object(self, name: str, element: etree._Element, outer: Affine, depth: int) -> None:
        boundary = numbers(element.get("Boundary"))
        if len(boundary) != 4:
            return
        matrix = numbers(element.get("CTM"))
        inner = _times(_affine(matrix), (1, 0, 0, 1, boundary[0], boundary[1]))
        own = _times(inner, outer)
        if name == "TextObject":
            self.read_text(element, own)
        elif name == "PathObject":
            self.read_path(element, own)
        elif name == "ImageObject":
            self.read_image(boundary, outer)
        else:
            unit = self.resources.composites.get(str(element.get("ResourceID", "")))
            if unit is not None:
                self.read(unit, own, depth + 1)

    def read_text(self, element: etree._Element, own: Affine) -> None:
        if not _is_painted(element, "FillColor", self.resources, is_text=True):
            return
        size = (numbers(element.get("Size")) or (DEFAULT_SIZE,))[0]
        scale = (numbers(element.get("HScale")) or (1.0,))[0]
        font = self.resources.fonts.get(str(element.get("Font", "")), "")
        ink = _colour(element, "FillColor", self.resources)
        up = _apply_vector(own, 0, -size)
        pen = (0.0, 0.0)
        for code in named(element, "TextCode"):
            text = code.text or ""
            x, y = numbers(code.get("X")), numbers(code.get("Y"))
            pen = (x[0] if x else pen[0], y[0] if y else pen[1])
            for character, place, width in _run(text, pen, code, size * scale):
                require(len(self.glyphs) < MAX_CHARS, f"an OFD page of more than {MAX_CHARS:,} characters")
                along = _apply_vector(own, width, 0)
                origin = _apply(own, place)
                if ink is None or not is_unseen(ink) or self.is_on_colour(origin, up):
                    self.glyphs.append(_Glyph(character, origin, along, up, font, ink))

    def is_on_colour(self, origin: Point, up: Point) -> bool:
        """Whether an area that is not white, or a picture, was painted under a character."""
        x, y = origin[0] + up[0] / 3, origin[1] + up[1] / 3
        return any(low[0] <= x <= high[0] and low[1] <= y <= high[1] for low, high in self.grounds)

    def read_path(self, element: etree._Element, own: Affine) -> None:
        is_stroked = element.get("Stroke", "true") != "false" and _is_painted(element, "StrokeColor", self.resources)
        is_filled = element.get("Fill", "false") == "true" and _is_painted(element, "FillColor", self.resources)
        width = (numbers(element.get("LineWidth")) or (DEFAULT_LINE_WIDTH,))[0]
        scale = max(abs(own[0]) + abs(own[1]), abs(own[2]) + abs(own[3]))
        if is_stroked and width * scale > 2 * MAX_THICKNESS:
            is_stroked = False
        if not is_stroked and not is_filled:
            return
        for data in named(element, "AbbreviatedData"):
            edges = path_edges(data.text or "", MAX_SEGMENTS - self.segments)
            self.segments += len(edges)
            moved = [(_apply(own, one), _apply(own, other)) for one, other in edges]
            if moved:
                self.paths.append((moved, not is_stroked))
            if moved and is_filled:
                self.grounds.append(_extent([point for edge in moved for point in edge]))

    def read_image(self, boundary: Numbers, outer: Affine) -> None:
        x, y, width, height = boundary
        corners = [_apply(outer, p) for p in ((x, y), (x + width, y), (x + width, y + height), (x, y + height))]
        edges = list(zip(corners, [*corners[1:], corners[0]], strict=True))
        self.image_area += abs((corners[2][0] - corners[0][0]) * (corners[2][1] - corners[0][1]))
        self.paths.append((edges, True))
        self.grounds.append(_extent(corners))

    def turn(self) -> int:
        """Quarter turns of most of the text, as in ``pdf_chars.page_frame``."""
        turns: Counter[int] = Counter()
        for glyph in self.glyphs[:: max(1, len(self.glyphs) // 40)]:
            across, down = glyph.along
            turns[(0 if across >= 0 else 2) if abs(across) >= abs(down) else (1 if down > 0 else 3)] += 1
        if not turns:
            return 0
        turn, votes = turns.most_common(1)[0]
        return turn if votes > 0.6 * turns.total() else 0

    def chars(self, frame: Frame, to_reading: Affine) -> tuple[list[Char], dict[int, str]]:
        chars: list[Char] = []
        fonts: dict[int, str] = {}
        for serial, glyph in enumerate(self.glyphs):
            x, baseline = _apply(to_reading, glyph.origin)
            width = abs(_apply_vector(to_reading, *glyph.along)[0])
            up = _apply_vector(to_reading, *glyph.up)
            size = max(abs(up[0]), abs(up[1]), 0.1)
            if 0 <= x + width / 2 <= frame.width and 0 <= baseline - 0.36 * size <= frame.height:
                char = Char(glyph.text, x, x + max(width, 0.1 * size), baseline, size, serial)
                before = chars[-1] if chars else None
                if before is not None and self.is_odd(before, char, glyph):
                    char = char._replace(text=UNCLEAR)
                chars.append(char)
                fonts[serial] = glyph.font
        return chars, fonts

    def is_odd(self, before: Char, char: Char, glyph: _Glyph) -> bool:
        """Whether a digit stands beside one of quite another colour: a mark at a number, or a digit of it?"""
        ink = self.glyphs[before.serial].ink
        if ink == glyph.ink or ink is None or glyph.ink is None or not is_unlike(ink, glyph.ink):
            return False
        return before.text.isdigit() and char.text.isdigit() and is_beside(before, char)

    def rules(self, frame: Frame, to_reading: Affine) -> Rules:
        pieces: tuple[list[Rule], list[Rule]] = ([], [])
        for edges, is_area in self.paths:
            turned = [(_apply(to_reading, one), _apply(to_reading, other)) for one, other in edges]
            for piece, is_horizontal in straight_pieces(turned, is_area, frame):
                pieces[0 if is_horizontal else 1].append(piece)
        horizontal, vertical = (tuple(join_pieces(some)) for some in pieces)
        return Rules(horizontal, vertical, self.image_area, self.object_count)


def _run(text: str, pen: Point, code: etree._Element, em: float) -> Iterator[tuple[str, Point, float]]:
    """The characters of a run with their origin and width, in the object's own space."""
    steps_x, steps_y = deltas(code.get("DeltaX"), len(text)), deltas(code.get("DeltaY"), len(text))
    is_stepped = bool(steps_x or steps_y)
    x, y = pen
    for index, character in enumerate(text):
        natural = em * (0.5 if ord(character) < 0x2E80 and character not in _SPACES - {" "} else 1.0)
        step = steps_x[min(index, len(steps_x) - 1)] if steps_x else (0.0 if is_stepped else natural)
        printed = printed_form(character)
        if printed:
            yield printed, (x, y), min(natural, step) if steps_x and 0 < step < natural else natural
        x += step
        y += steps_y[min(index, len(steps_y) - 1)] if steps_y else 0.0


def deltas(text: str | None, count: int) -> list[float]:
    """Steps of a DeltaX or DeltaY: plain numbers, and ``g n d`` for n times d; at most ``count`` of them."""
    steps: list[float] = []
    words = (text or "").replace(",", " ").split()
    at = 0
    while at < len(words) and len(steps) < count:
        try:
            if words[at] == "g":
                steps += [float(words[at + 2])] * min(max(int(words[at + 1]), 0), count)
                at += 3
            else:
                steps.append(float(words[at]))
                at += 1
        except (ValueError, IndexError):
            break
    return steps[:count]


def printed_form(character: str) -> str:
    """What a character prints as: "" for what prints nothing, one form for each sort of space and radical."""
    if character in _SKIPPED:
        return ""
    if character in _SPACES:
        return " "
    if 0x2E80 <= ord(character) <= 0x2FDF or 0xF900 <= ord(character) <= 0xFAFF:
        return unicodedata.normalize("NFKC", character)
    return "\ufffd" if ord(character) < 0x20 else character


def _is_painted(element: etree._Element, name: str, resources: Resources, *, is_text: bool = False) -> bool:
    """False for white or fully transparent lines and areas, and for transparent text (white text shows on dark ground)."""
    color = next(iter(named(element, name)), None)
    parameter = resources.parameters.get(str(element.get("DrawParam", "")))
    if color is None and parameter is not None:
        color = next(iter(named(parameter, name)), None)
    if color is None:
        return True
    if color.get("Alpha") == "0":
        return False
    values = numbers(color.get("Value"))
    return is_text or not (len(values) in (1, 3) and min(values) >= WHITE)


def _colour(element: etree._Element, name: str, resources: Resources) -> Colour | None:
    """The colour of a text; black where none is named, None where it is not in red, green, blue or grey."""
    color = next(iter(named(element, name)), None)
    parameter = resources.parameters.get(str(element.get("DrawParam", "")))
    if color is None and parameter is not None:
        color = next(iter(named(parameter, name)), None)
    if color is None:
        return BLACK
    values = numbers(color.get("Value"))
    if len(values) == 1:
        return values[0], values[0], values[0]
    return (values[0], values[1], values[2]) if len(values) == 3 else None if values else BLACK


def _extent(points: Sequence[Point]) -> tuple[Point, Point]:
    """The lowest and the highest corner around some points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (min(xs), min(ys)), (max(xs), max(ys))


def _affine(matrix: Numbers) -> Affine:
    return (matrix[0], matrix[1], matrix[2], matrix[3], matrix[4], matrix[5]) if len(matrix) == 6 else _IDENTITY


def _times(first: Affine, then: Affine) -> Affine:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _apply(affine: Affine, point: Point) -> Point:
    a, b, c, d, e, f = affine
    x, y = point
    return (a * x + c * y + e, b * x + d * y + f)


def _apply_vector(affine: Affine, x: float, y: float) -> Point:
    return (affine[0] * x + affine[2] * y, affine[1] * x + affine[3] * y)

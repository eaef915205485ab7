"""Page objects of pdfium -> straight horizontal and vertical rules, as a person sees them.

No two producers draw a table alike: stroked lines (WPS), thin filled rectangles (Word, Chromium), rings, one piece per
cell edge (Chromium), mitred trapezoids, one-pixel images. Here all become rules: pieces on one line are joined, and
what nobody sees (white paint, fully transparent paint, curves, slanted lines) is left out. Form XObjects are entered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from extractors.document import Box
from extractors.readers.pdf_calls import has_transparency
from extractors.readers.pdf_chars import Frame
from extractors.readers.pdf_objects import MAX_THICKNESS, Edge, Shape, read_objects

MAX_SLANT = 0.7  # points between the ends of a line that is still called straight
LINE_TOLERANCE = 2.5  # points between pieces of one rule, across it: hairlines, double lines, borders of spaced cells
JOIN_GAP = 3.0  # points between pieces of one rule, along it
MIN_LENGTH = 4.0  # points
SQUARE = 0.95  # a piece of a rule is as long as it is thick, at least: the dots of a dotted border are squares


class Rule(NamedTuple):
    """A straight rule: ``position`` across it (y of a horizontal, x of a vertical one), ``start`` < ``end`` along it."""

    position: float
    start: float
    end: float


class Area(NamedTuple):
    """A painted surface, larger than a rule, in the reading frame. ``order``: how early it was painted."""

    order: int
    x0: float
    top: float
    x1: float
    bottom: float
    is_image: bool
    is_white: bool
    is_opaque: bool


@dataclass(frozen=True, slots=True)
class Rules:
    """What is drawn on one page, in the reading frame: the rules, each joined from its pieces and sorted by position.

    ``texts`` are the text objects with their order of painting, as pdfium's handles: good while the page is open.
    """

    horizontal: tuple[Rule, ...]
    vertical: tuple[Rule, ...]
    image_area: float  # square points that images cover
    object_count: int  # all that is drawn, text included
    areas: tuple[Area, ...] = ()
    texts: tuple[tuple[int, int], ...] = ()


def read_rules(page: Any, frame: Frame) -> Rules:
    """All rules of a page. Never raises for odd drawings: what is not a straight visible line is left out."""
    pieces: tuple[list[Rule], list[Rule]] = ([], [])
    drawn = read_objects(page, frame)
    image_area = 0.0
    areas: list[Area] = []
    for shape in drawn.shapes:
        if shape.is_image:
            (x0, y0), (x1, y1) = shape.edges[0][0], shape.edges[1][1]
            image_area += abs((x1 - x0) * (y1 - y0))
        if shape.is_area and (area := _area(shape)) is not None:
            areas.append(area)
        if not shape.is_white:
            found = _bars(shape.box, frame) if shape.box else straight_pieces(shape.edges, shape.is_area, frame)
            for piece, is_horizontal in found:
                pieces[0 if is_horizontal else 1].append(piece)
    level, upright = tuple(join_pieces(pieces[0])), tuple(join_pieces(pieces[1]))
    return Rules(level, upright, image_area, drawn.total, tuple(areas), drawn.texts)


def _area(shape: Shape) -> Area | None:
    """The surface of a filled path or an image by the extent of its edges, None where it is no larger than a rule."""
    if shape.box is not None:
        left, top, right, bottom = shape.box
    elif shape.edges:
        xs, ys = zip(*(point for edge in shape.edges for point in edge), strict=True)
        left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
    else:
        return None
    if right - left <= MAX_THICKNESS or bottom - top <= MAX_THICKNESS:
        return None
    is_opaque = not has_transparency(shape.handle)
    return Area(shape.order, left, top, right, bottom, shape.is_image, shape.is_white, is_opaque)


def straight_pieces(edges: list[Edge], is_area: bool, frame: Frame) -> Iterator[tuple[Rule, bool]]:
    """The straight rules that the edges of one path draw on the page, and whether each is horizontal.

    ``is_area``: the path is filled, so that only edges close together are a rule.
    """
    straight = [found for edge in edges if (found := _straight(edge)) is not None]
    for piece, is_horizontal in _thin_pairs(straight) if is_area else straight:
        inside = _within_page(piece, is_horizontal, frame)
        if inside is not None:
            yield inside, is_horizontal


def _bars(box: Box, frame: Frame) -> Iterator[tuple[Rule, bool]]:
    """The rules that an upright filled rectangle draws: as ``straight_pieces`` of its four edges, at a tenth of the cost."""
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    if height <= MAX_THICKNESS and width > 0 and width >= SQUARE * height:
        piece = _within_page(Rule((top + bottom) / 2, left, right), True, frame)
        if piece is not None:
            yield piece, True
    if width <= MAX_THICKNESS and height > 0 and height >= SQUARE * width:
        piece = _within_page(Rule((left + right) / 2, top, bottom), False, frame)
        if piece is not None:
            yield piece, False


def _within_page(piece: Rule, is_horizontal: bool, frame: Frame) -> Rule | None:
    along, across = (frame.width, frame.height) if is_horizontal else (frame.height, frame.width)
    position, start, end = piece
    if not -MAX_THICKNESS < position < across + MAX_THICKNESS:
        return None
    if start >= 0.0 and end <= along:
        return piece if end > start else None
    start, end = max(start, 0.0), min(end, along)
    return Rule(position, start, end) if end > start else None


def join_pieces(pieces: list[Rule]) -> list[Rule]:
    """Join pieces that lie on one line and touch; drop what stays shorter than MIN_LENGTH."""
    joined: list[Rule] = []
    cluster: list[Rule] = []
    for piece in [*sorted(pieces), None]:
        if cluster and (piece is None or piece.position - cluster[0].position > LINE_TOLERANCE):
            joined += _join_line(cluster)
            cluster = []
        if piece is not None:
            cluster.append(piece)
    return joined


def _join_line(cluster: list[Rule]) -> list[Rule]:
    """The rules of pieces at about the same position, each at the mean position of its own pieces."""
    runs: list[list[Rule]] = []
    reach = 0.0
    for piece in sorted(cluster, key=lambda one: one.start):
        if runs and piece.start - reach <= JOIN_GAP:
            runs[-1].append(piece)
            reach = max(reach, piece.end)
        else:
            runs.append([piece])
            reach = piece.end
    rules: list[Rule] = []
    for run in runs:
        start, end = run[0].start, max(piece.end for piece in run)
        if end - start >= MIN_LENGTH:
            weight = sum(piece.end - piece.start for piece in run)
            rules.append(Rule(sum(piece.position * (piece.end - piece.start) for piece in run) / weight, start, end))
    return rules


def _straight(edge: Edge) -> tuple[Rule, bool] | None:
    (x0, y0), (x1, y1) = edge
    width, height = abs(x1 - x0), abs(y1 - y0)
    if height <= MAX_SLANT and width > height:
        return Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1)), True
    if width <= MAX_SLANT and height > width:
        return Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1)), False
    return None


def _thin_pairs(edges: list[tuple[Rule, bool]]) -> Iterator[tuple[Rule, bool]]:
    """Rules that a filled area makes: where two of its edges run side by side, at most MAX_THICKNESS apart.

    One test for thin rectangles, rings (outer and inner edge), mitred trapezoids and whole frames in one path.
    """
    for is_horizontal in (True, False):
        lines = sorted(edge for edge, direction in edges if direction is is_horizontal)
        for index, one in enumerate(lines):
            for following in range(index + 1, len(lines)):
                other = lines[following]
                if other.position - one.position > MAX_THICKNESS:
                    break
                start, end = max(one.start, other.start), min(one.end, other.end)
                if end - start >= SQUARE * (other.position - one.position) and end > start:
                    yield Rule((one.position + other.position) / 2, start, end), is_horizontal

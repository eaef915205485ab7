"""Page objects of pdfium -> straight horizontal and vertical rules, as a person sees them.

No two producers draw a table alike: stroked lines (WPS), thin filled rectangles (Word, Chromium), rings, one piece per
cell edge (Chromium), mitred trapezoids, one-pixel images. Here all become rules: pieces on one line are joined, and
what nobody sees (white paint, fully transparent paint, curves, slanted lines) is left out. Form XObjects are entered.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from extractors.readers.pdf_chars import Frame

MAX_THICKNESS = 4.0  # points; above this a filled shape is an area, not a rule
MAX_SLANT = 0.7  # points between the ends of a line that is still called straight
LINE_TOLERANCE = 2.5  # points between pieces of one rule, across it: hairlines, double lines, borders of spaced cells
JOIN_GAP = 3.0  # points between pieces of one rule, along it
MIN_LENGTH = 4.0  # points
WHITE = 247  # all of red, green and blue from here up: not seen on paper
MAX_FORM_DEPTH = 6
MAX_SEGMENTS = 500_000  # of a page (a dotted form has 100,000); a drawing, not a table, beyond it


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
    texts: tuple[tuple[int, Any], ...] = ()


Affine = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
Edge = tuple[Point, Point]


def read_rules(page: Any, frame: Frame) -> Rules:
    """All rules of a page. Never raises for odd drawings: what is not a straight visible line is left out."""
    pieces: tuple[list[Rule], list[Rule]] = ([], [])
    count = pdfium.FPDFPage_CountObjects(page)
    budget = MAX_SEGMENTS
    image_area = 0.0
    areas: list[Area] = []
    texts: list[tuple[int, Any]] = []
    for order, (handle, affine, kind) in enumerate(_objects(page, frame, count)):
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            texts.append((order, handle))
            continue
        is_white = False
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            edges, is_area = _image_edges(handle, affine), True
            (x0, y0), (x1, y1) = edges[0][0], edges[1][1]
            image_area += abs((x1 - x0) * (y1 - y0))
        else:
            budget -= pdfium.FPDFPath_CountSegments(handle)
            if budget < 0:
                break
            edges, is_area, is_white = _path_edges(handle, affine)
        if is_area and (area := _area(handle, edges, order, kind, is_white)) is not None:
            areas.append(area)
        if is_white:
            continue
        for piece, is_horizontal in straight_pieces(edges, is_area, frame):
            pieces[0 if is_horizontal else 1].append(piece)
    level, upright = tuple(join_pieces(pieces[0])), tuple(join_pieces(pieces[1]))
    return Rules(level, upright, image_area, count, tuple(areas), tuple(texts))


def _area(handle: Any, edges: list[Edge], order: int, kind: int, is_white: bool) -> Area | None:
    """The surface of a filled path or an image by the extent of its edges, None where it is no larger than a rule."""
    xs, ys = [point[0] for edge in edges for point in edge], [point[1] for edge in edges for point in edge]
    if not xs or max(xs) - min(xs) <= MAX_THICKNESS or max(ys) - min(ys) <= MAX_THICKNESS:
        return None
    is_opaque = not pdfium.FPDFPageObj_HasTransparency(handle)
    is_image = kind == pdfium.FPDF_PAGEOBJ_IMAGE
    return Area(order, min(xs), min(ys), max(xs), max(ys), is_image, is_white, is_opaque)


def straight_pieces(edges: list[Edge], is_area: bool, frame: Frame) -> Iterator[tuple[Rule, bool]]:
    """The straight rules that the edges of one path draw on the page, and whether each is horizontal.

    ``is_area``: the path is filled, so that only edges close together are a rule.
    """
    straight = [found for edge in edges if (found := _straight(edge)) is not None]
    for piece, is_horizontal in _thin_pairs(straight) if is_area else straight:
        inside = _within_page(piece, is_horizontal, frame)
        if inside is not None:
            yield inside, is_horizontal


def _within_page(piece: Rule, is_horizontal: bool, frame: Frame) -> Rule | None:
    along, across = (frame.width, frame.height) if is_horizontal else (frame.height, frame.width)
    start, end = max(piece.start, 0.0), min(piece.end, along)
    is_on_page = -MAX_THICKNESS < piece.position < across + MAX_THICKNESS
    return Rule(piece.position, start, end) if end > start and is_on_page else None


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


def _objects(page: Any, frame: Frame, count: int) -> Iterator[tuple[Any, Affine, int]]:
    """Path, image and text objects of the page and of the forms in it: handle, transformation to the reading frame, type."""
    a, b, c, d, e, f = frame.matrix
    base: Affine = (a, c, b, d, e, f)  # in PDF's order: x' = a x + c y + e
    form = pdfium.FPDF_PAGEOBJ_FORM
    drawn = (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_TEXT)
    get_object, get_type = pdfium.FPDFPage_GetObject, pdfium.FPDFPageObj_GetType
    raw = page.raw
    stack: list[tuple[Any, Affine, int]] = []
    for index in range(count):
        stack.append((get_object(raw, index), base, 0))
        while stack:
            handle, outer, depth = stack.pop()
            kind = get_type(handle)
            if kind in drawn:
                yield handle, outer, kind
            elif kind == form and depth < MAX_FORM_DEPTH:
                inner = _times(_own_matrix(handle), outer)
                children = range(pdfium.FPDFFormObj_CountObjects(handle))
                stack += [
                    (pdfium.FPDFFormObj_GetObject(handle, child), inner, depth + 1) for child in reversed(children)
                ]


def _own_matrix(handle: Any) -> Affine:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(handle, matrix):
        return (1, 0, 0, 1, 0, 0)
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _times(first: Affine, then: Affine) -> Affine:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def _apply(affine: Affine, x: float, y: float) -> Point:
    a, b, c, d, e, f = affine
    return (a * x + c * y + e, b * x + d * y + f)


def _image_edges(handle: Any, affine: Affine) -> list[Edge]:
    corners = [_apply(_times(_own_matrix(handle), affine), x, y) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))]
    return list(zip(corners, [*corners[1:], corners[0]], strict=True))


def _path_edges(handle: Any, affine: Affine) -> tuple[list[Edge], bool, bool]:
    """The straight edges of a path, whether it is an area, of which only close pairs of edges are a rule, and whether
    that is white, so that no rule is seen at all.
    """
    fill_mode, is_stroked = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(handle, fill_mode, is_stroked)
    own = _times(_own_matrix(handle), affine)
    if is_stroked.value and _is_seen(handle, pdfium.FPDFPageObj_GetStrokeColor):
        width = ctypes.c_float()
        pdfium.FPDFPageObj_GetStrokeWidth(handle, width)
        scale = max(abs(own[0]) + abs(own[1]), abs(own[2]) + abs(own[3]))
        is_thin = width.value * scale <= 2 * MAX_THICKNESS
        return (_edges(handle, own) if is_thin else []), False, False
    paint = _paint(handle, pdfium.FPDFPageObj_GetFillColor) if fill_mode.value else "none"
    return ([], False, False) if paint == "none" else (_edges(handle, own), True, paint == "white")


def _is_seen(handle: Any, get_color: Any) -> bool:
    return _paint(handle, get_color) == "seen"


def _paint(handle: Any, get_color: Any) -> str:
    """What the paint of an object is to a person: "none" (transparent), "white", or "seen"."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not get_color(handle, red, green, blue, alpha):
        return "seen"
    if alpha.value < 10:
        return "none"
    return "white" if min(red.value, green.value, blue.value) >= WHITE else "seen"


def _edges(handle: Any, affine: Affine) -> list[Edge]:
    edges: list[Edge] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    start = last = (0.0, 0.0)
    for index in range(pdfium.FPDFPath_CountSegments(handle)):
        segment = pdfium.FPDFPath_GetPathSegment(handle, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        here = _apply(affine, x.value, y.value)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = here
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            edges.append((last, here))
        last = here
        if pdfium.FPDFPathSegment_GetClose(segment):
            edges.append((here, start))
            last = start
    return edges


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
            for other in lines[index + 1 :]:
                if other.position - one.position > MAX_THICKNESS:
                    break
                start, end = max(one.start, other.start), min(one.end, other.end)
                # As long as it is thick, at least: the dots of a dotted border are squares.
                if end - start >= 0.95 * (other.position - one.position) and end > start:
                    yield Rule((one.position + other.position) / 2, start, end), is_horizontal

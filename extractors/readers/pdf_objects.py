"""Page objects of pdfium -> what of them is drawn: texts, images, and paths with their edges and their paint.

Form XObjects are entered. Everything is asked for the whole page at once (``pdf_calls``); a path that nobody sees, or
that is too thick for a rule, has no edges.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from itertools import accumulate, repeat
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from extractors.document import Box
from extractors.readers import pdf_calls as calls
from extractors.readers.pdf_chars import Frame

Affine = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
Edge = tuple[Point, Point]
_LINE = [pdfium.FPDF_SEGMENT_MOVETO, pdfium.FPDF_SEGMENT_LINETO]
_RECTANGLE = [pdfium.FPDF_SEGMENT_MOVETO, *[pdfium.FPDF_SEGMENT_LINETO] * 4]
MAX_THICKNESS = 4.0  # points; above this a filled shape is an area, not a rule
WHITE = 247  # all of red, green and blue from here up: not seen on paper
CLEAR = 10  # alpha below which nothing is seen
MAX_FORM_DEPTH = 6
MAX_SEGMENTS = 500_000  # of a page (a dotted form has 100,000); a drawing, not a table, beyond it


class Shape(NamedTuple):
    """A path or an image: its order of painting, its pdfium handle, its straight edges in the reading frame.

    ``is_area``: it is filled, so that only pairs of edges close together are rules. ``is_white``: nobody sees it on
    paper. ``box``: (left, top, right, bottom) of an upright filled rectangle, which says all; ``edges`` is empty then.
    """

    order: int
    handle: int
    edges: list[Edge]
    is_area: bool
    is_white: bool
    is_image: bool
    box: Box | None = None


class Drawn(NamedTuple):
    """All objects of a page: how many there are in ``total``, the texts (order of painting, handle), and the shapes in order."""

    total: int
    texts: tuple[tuple[int, int], ...]
    shapes: list[Shape]


def read_objects(page: Any, frame: Frame) -> Drawn:
    """The objects of a page; those behind more than MAX_SEGMENTS segments of paths are left out."""
    count = pdfium.FPDFPage_CountObjects(page)
    handles, kinds, outers = _flat(page, frame, count)
    paths = [index for index, kind in enumerate(kinds) if kind == pdfium.FPDF_PAGEOBJ_PATH]
    segments = list(map(calls.count_segments, [handles[index] for index in paths]))
    end = len(handles)
    for index, total in zip(paths, accumulate(segments), strict=True):
        if total > MAX_SEGMENTS:
            end = index
            break
    paths = [index for index in paths if index < end]
    texts = [(index, handles[index]) for index in range(end) if kinds[index] == pdfium.FPDF_PAGEOBJ_TEXT]
    shapes = list(_paths(paths, handles, outers, segments[: len(paths)]))
    shapes += (
        Shape(index, handles[index], _image_edges(handles[index], outers[index]), True, False, True)
        for index in range(end)
        if kinds[index] == pdfium.FPDF_PAGEOBJ_IMAGE
    )
    return Drawn(count, tuple(texts), sorted(shapes, key=lambda shape: shape.order))


def _flat(page: Any, frame: Frame, count: int) -> tuple[list[int], list[int], list[Affine]]:
    """Handle, type and transformation to the reading frame of all objects in the order of painting, forms entered."""
    a, b, c, d, e, f = frame.matrix
    base: Affine = (a, c, b, d, e, f)  # in PDF's order: x' = a x + c y + e
    handles: list[int] = calls.each(calls.get_object, calls.address(page.raw), count)
    kinds: list[int] = list(map(calls.get_type, handles))
    outers: list[Affine] = [base] * count
    for _ in range(MAX_FORM_DEPTH):
        if pdfium.FPDF_PAGEOBJ_FORM not in kinds:
            break
        entered: list[tuple[int, int, Affine]] = []
        for handle, kind, outer in zip(handles, kinds, outers, strict=True):
            if kind != pdfium.FPDF_PAGEOBJ_FORM:
                entered.append((handle, kind, outer))
                continue
            inner = _times(calls.matrices([handle])[0], outer)
            children = calls.each(calls.get_form_object, handle, calls.count_form_objects(handle))
            entered += zip(children, map(calls.get_type, children), repeat(inner))
        handles, kinds, outers = ([one[k] for one in entered] for k in range(3))  # type: ignore[assignment]
    return handles, kinds, outers


def _paths(
    paths: Sequence[int], handles: Sequence[int], outers: Sequence[Affine], counts: Sequence[int]
) -> Iterator[Shape]:
    """The shapes of the paths with these indexes; ``counts``: their numbers of segments."""
    own = [handles[index] for index in paths]
    _, (fills, strokes) = calls.columns(calls.get_draw_mode, ctypes.c_int, 2, own, count=len(own))
    inner = calls.matrices(own)
    affines = [_times(one, outers[index]) for one, index in zip(inner, paths, strict=True)]
    stroke_paints = _paints(calls.get_stroke_colour, own, strokes)
    is_line = [bool(stroke) and paint == "seen" for stroke, paint in zip(strokes, stroke_paints, strict=True)]
    fill_paints = _paints(calls.get_fill_colour, own, [f and not line for f, line in zip(fills, is_line, strict=True)])
    lines = [handle for handle, line in zip(own, is_line, strict=True) if line]
    _, (widths,) = calls.columns(calls.get_stroke_width, ctypes.c_float, 1, lines, count=len(lines))
    width_of = dict(zip(lines, widths, strict=True))
    drawn = [
        width_of[handle] * _scale(affine) <= 2 * MAX_THICKNESS if line else paint != "none"
        for handle, affine, line, paint in zip(own, affines, is_line, fill_paints, strict=True)
    ]
    wanted = [k for k, is_drawn in enumerate(drawn) if is_drawn]
    outlines = _outlines([own[k] for k in wanted], [affines[k] for k in wanted], [counts[k] for k in wanted])
    for k, outline in zip(wanted, outlines, strict=True):
        box = None if is_line[k] else outline.box()
        edges = outline.edges() if box is None else []
        is_area = not is_line[k]
        yield tuple.__new__(
            Shape, (paths[k], own[k], edges, is_area, is_area and fill_paints[k] == "white", False, box)
        )


def _paints(get_colour: calls.Call, handles: Sequence[int], wanted: Sequence[object]) -> list[str]:
    """What the paint of each object is to a person: "none" (transparent or not wanted), "white", or "seen"."""
    asked = [handle for handle, is_wanted in zip(handles, wanted, strict=True) if is_wanted]
    known, (reds, greens, blues, alphas) = calls.columns(get_colour, ctypes.c_uint, 4, asked, count=len(asked))
    found = iter(
        _paint(red, green, blue, alpha) if is_known else "seen"
        for is_known, red, green, blue, alpha in zip(known, reds, greens, blues, alphas, strict=True)
    )
    return [next(found) if is_wanted else "none" for is_wanted in wanted]


def _paint(red: int, green: int, blue: int, alpha: int) -> str:
    if alpha < CLEAR:
        return "none"
    return "white" if red >= WHITE and green >= WHITE and blue >= WHITE else "seen"


def _scale(affine: Affine) -> float:
    return max(abs(affine[0]) + abs(affine[1]), abs(affine[2]) + abs(affine[3]))


def _times(first: Affine, then: Affine) -> Affine:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    if (a, b, c, d, e, f) == (1, 0, 0, 1, 0, 0):
        return then
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def _image_edges(handle: int, outer: Affine) -> list[Edge]:
    a, b, c, d, e, f = _times(calls.matrices([handle])[0], outer)
    corners = [(a * x + c * y + e, b * x + d * y + f) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))]
    return list(zip(corners, [*corners[1:], corners[0]], strict=True))


class _Outline(NamedTuple):
    """The segments of a path in its own space, with its transformation to the reading frame."""

    affine: Affine
    xs: list[float]
    ys: list[float]
    kinds: list[int]
    closes: list[int]

    def edges(self) -> list[Edge]:
        """Its straight edges in the reading frame."""
        a, b, c, d, e, f = self.affine
        if self.kinds == _LINE and not self.closes[1]:
            (x0, x1), (y0, y1) = self.xs, self.ys
            return [((a * x0 + c * y0 + e, b * x0 + d * y0 + f), (a * x1 + c * y1 + e, b * x1 + d * y1 + f))]
        edges: list[Edge] = []
        start = last = (0.0, 0.0)
        for x, y, kind, close in zip(self.xs, self.ys, self.kinds, self.closes, strict=True):
            here = (a * x + c * y + e, b * x + d * y + f)
            if kind == pdfium.FPDF_SEGMENT_LINETO:
                edges.append((last, here))
            elif kind == pdfium.FPDF_SEGMENT_MOVETO:
                start = here
            last = here
            if close:
                edges.append((here, start))
                last = start
        return edges

    def box(self) -> Box | None:
        """(left, top, right, bottom) in the reading frame of a path that is one upright rectangle, else None."""
        if self.kinds != _RECTANGLE:
            return None
        (x0, x1, x2, x3, x4), (y0, y1, y2, y3, y4) = self.xs, self.ys
        is_upright = (x0 == x3 and x1 == x2 and y0 == y1 and y2 == y3) or (
            x0 == x1 and x2 == x3 and y1 == y2 and y0 == y3
        )
        a, b, c, d, e, f = self.affine
        if not (is_upright and x4 == x0 and y4 == y0 and (b == c == 0 or a == d == 0)):
            return None
        u0, v0, u2, v2 = a * x0 + c * y0 + e, b * x0 + d * y0 + f, a * x2 + c * y2 + e, b * x2 + d * y2 + f
        return min(u0, u2), min(v0, v2), max(u0, u2), max(v0, v2)


def _outlines(handles: Sequence[int], affines: Sequence[Affine], counts: Sequence[int]) -> Iterator[_Outline]:
    """The outline of each path."""
    segments: list[int] = []
    for handle, count in zip(handles, counts, strict=True):
        segments += map(calls.get_segment, repeat(handle), range(count))
    _, (xs, ys) = calls.columns(calls.get_point, ctypes.c_float, 2, segments, count=len(segments))
    kinds = list(map(calls.get_segment_type, segments))
    closes = list(map(calls.get_close, segments))
    at = 0
    for affine, count in zip(affines, counts, strict=True):
        end = at + count
        yield tuple.__new__(_Outline, (affine, xs[at:end], ys[at:end], kinds[at:end], closes[at:end]))
        at = end

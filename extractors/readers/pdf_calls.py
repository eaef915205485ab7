"""pdfium asked one question about many things: the loop over characters, objects or segments runs in C, not in Python.

A page has thousands of each, and pdfium answers for one at a time. Here its functions take and give plain addresses and
write their answers side by side into one array, which ``map`` fills; that costs a third of a call by call in Python.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable, Sequence
from itertools import repeat
from typing import Any

import pypdfium2.raw as pdfium

Number = type[ctypes.c_double] | type[ctypes.c_float] | type[ctypes.c_int] | type[ctypes.c_uint]
Call = Callable[..., Any]
_POINTER, _INT = ctypes.c_void_p, ctypes.c_int


def _plain(function: Any, result: Any, *arguments: Any) -> Call:
    """A function of pdfium without the checks of types that ctypes makes at every call: addresses are numbers."""
    return ctypes.PYFUNCTYPE(result, *arguments)(ctypes.cast(function, _POINTER).value or 0)


get_origin = _plain(pdfium.FPDFText_GetCharOrigin, _INT, _POINTER, _INT, _POINTER, _POINTER)
get_loose_box = _plain(pdfium.FPDFText_GetLooseCharBox, _INT, _POINTER, _INT, _POINTER)
get_font_size = _plain(pdfium.FPDFText_GetFontSize, ctypes.c_double, _POINTER, _INT)
get_unicode = _plain(pdfium.FPDFText_GetUnicode, ctypes.c_uint, _POINTER, _INT)
get_text_object = _plain(pdfium.FPDFText_GetTextObject, _POINTER, _POINTER, _INT)
get_object = _plain(pdfium.FPDFPage_GetObject, _POINTER, _POINTER, _INT)
get_form_object = _plain(pdfium.FPDFFormObj_GetObject, _POINTER, _POINTER, ctypes.c_ulong)
count_form_objects = _plain(pdfium.FPDFFormObj_CountObjects, _INT, _POINTER)
get_type = _plain(pdfium.FPDFPageObj_GetType, _INT, _POINTER)
get_matrix = _plain(pdfium.FPDFPageObj_GetMatrix, _INT, _POINTER, _POINTER)
has_transparency = _plain(pdfium.FPDFPageObj_HasTransparency, _INT, _POINTER)
get_render_mode = _plain(pdfium.FPDFTextObj_GetTextRenderMode, _INT, _POINTER)
get_fill_colour = _plain(pdfium.FPDFPageObj_GetFillColor, _INT, *[_POINTER] * 5)
get_stroke_colour = _plain(pdfium.FPDFPageObj_GetStrokeColor, _INT, *[_POINTER] * 5)
get_stroke_width = _plain(pdfium.FPDFPageObj_GetStrokeWidth, _INT, _POINTER, _POINTER)
get_draw_mode = _plain(pdfium.FPDFPath_GetDrawMode, _INT, _POINTER, _POINTER, _POINTER)
count_segments = _plain(pdfium.FPDFPath_CountSegments, _INT, _POINTER)
get_segment = _plain(pdfium.FPDFPath_GetPathSegment, _POINTER, _POINTER, _INT)
get_point = _plain(pdfium.FPDFPathSegment_GetPoint, _INT, _POINTER, _POINTER, _POINTER)
get_segment_type = _plain(pdfium.FPDFPathSegment_GetType, _INT, _POINTER)
get_close = _plain(pdfium.FPDFPathSegment_GetClose, _INT, _POINTER)


def address(handle: Any) -> int:
    """The address that a handle of pypdfium2 (page, text page) points to."""
    return ctypes.cast(handle, _POINTER).value or 0


def each(function: Call, owner: int, count: int) -> list[Any]:
    """What a function says of each of the things of an owner, by their index."""
    return list(map(function, repeat(owner), range(count)))


def structs(
    function: Call, kind: Number, fields: int, *given: Iterable[Any], count: int
) -> tuple[list[int], list[Any]]:
    """Results of a function that writes one struct of equal fields, and the fields of all structs one after the other."""
    store = (kind * (fields * count))()
    start, step = ctypes.addressof(store), fields * ctypes.sizeof(kind)
    return list(map(function, *given, range(start, start + count * step, step))), store[:]


def columns(
    function: Call, kind: Number, fields: int, *given: Iterable[Any], count: int
) -> tuple[list[int], list[list[Any]]]:
    """Results of a function that writes each field to an address of its own, and the values of each field."""
    stores = [(kind * count)() for _ in range(fields)]
    step = ctypes.sizeof(kind)
    starts = [ctypes.addressof(store) for store in stores]
    results = list(map(function, *given, *(range(start, start + count * step, step) for start in starts)))
    return results, [store[:] for store in stores]


def matrices(handles: Sequence[int]) -> list[tuple[float, float, float, float, float, float]]:
    """The matrix (a, b, c, d, e, f) of each object; the identity where it has none."""
    found, flat = structs(get_matrix, ctypes.c_float, 6, handles, count=len(handles))
    rows = zip(flat[0::6], flat[1::6], flat[2::6], flat[3::6], flat[4::6], flat[5::6], strict=True)
    return [row if is_there else (1, 0, 0, 1, 0, 0) for is_there, row in zip(found, rows, strict=True)]

"""Frames on a rendered page: the cell of a figure in the colour of its verdict, its text still readable.

A frame must be found at a glance on a page of 200 cells and hide nothing: the cell is tinted as by a marker pen (what is
dark stays dark), and the line runs around the cell, not over it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from PIL import Image, ImageChops, ImageDraw

from extractors.picture.model import PixelBox
from extractors.picture.palette import PAPER, Colour, Style

_TINT = 0.16
_DASH = 9
_GAP = 5


Manner = Literal["alone", "among", "one_of_all", "around"]


def mark(image: Image.Image, box: PixelBox, style: Style, width: int, manner: Manner) -> None:
    """Frame ``box`` on ``image`` in place.

    Args:
        width: of the line, in pixels.
        manner: ``alone``: the one cell the picture is about, the line around it, with a white seam; ``among``: one of the
            few it is about, the line inside of the cell, so that neighbours do not run into each other; ``one_of_all``:
            the same with a thinner line; ``around``: a stretch of cells in which one is missing, only the line.
    """
    x0, top, x1, bottom = _whole(box, image.size)
    canvas = ImageDraw.Draw(image)
    if manner == "around":
        draw_outline(canvas, (x0 - width, top - width, x1 + width, bottom + width), style, width)
        return
    tint(image, (x0, top, x1, bottom), style.colour)
    if manner == "alone":
        seam = width + 2
        _outline(canvas, (x0 - seam, top - seam, x1 + seam, bottom + seam), PAPER, 2)
        draw_outline(canvas, (x0 - width, top - width, x1 + width, bottom + width), style, width)
    else:
        line = width if manner == "among" else max(width - 1, 1)
        draw_outline(canvas, (x0 + 1, top + 1, x1 - 1, bottom - 1), style, line)


def tint(image: Image.Image, box: tuple[int, int, int, int], colour: Colour) -> None:
    """Colour the paper of ``box``, as a marker pen does."""
    x0, top, x1, bottom = (max(box[0], 0), max(box[1], 0), min(box[2], image.width), min(box[3], image.height))
    if x1 <= x0 or bottom <= top:
        return
    light = (_lightened(colour[0]), _lightened(colour[1]), _lightened(colour[2]))
    patch = image.crop((x0, top, x1, bottom))
    image.paste(ImageChops.multiply(patch, Image.new("RGB", patch.size, light)), (x0, top))


def draw_outline(canvas: ImageDraw.ImageDraw, box: tuple[int, int, int, int], style: Style, width: int) -> None:
    """The line of a frame, ``width`` pixels inside of ``box``; dashed where the style says so."""
    if not style.is_dashed:
        _outline(canvas, box, style.colour, width)
        return
    x0, top, x1, bottom = box
    for start, end in _dashes(x0, x1):
        canvas.rectangle((start, top, end, top + width - 1), fill=style.colour)
        canvas.rectangle((start, bottom - width + 1, end, bottom), fill=style.colour)
    for start, end in _dashes(top, bottom):
        canvas.rectangle((x0, start, x0 + width - 1, end), fill=style.colour)
        canvas.rectangle((x1 - width + 1, start, x1, end), fill=style.colour)


def _outline(canvas: ImageDraw.ImageDraw, box: tuple[int, int, int, int], colour: Colour, width: int) -> None:
    if box[2] > box[0] and box[3] > box[1]:
        canvas.rectangle(box, outline=colour, width=width)


def _dashes(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Stretches of a dashed line; the last one ends with the line, so that all four corners are drawn."""
    at = start
    while at + _DASH + _GAP < end:
        yield at, at + _DASH
        at += _DASH + _GAP
    yield at, max(end, at)


def _lightened(channel: int) -> int:
    return round(255 - (255 - channel) * _TINT)


def _whole(box: PixelBox, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The box in whole pixels, at least two wide and high, within a margin of the image."""
    x0, top = round(box[0]), round(box[1])
    x1, bottom = max(round(box[2]), x0 + 2), max(round(box[3]), top + 2)
    return (min(x0, size[0] - 2), min(top, size[1] - 2), min(x1, size[0]), min(bottom, size[1]))

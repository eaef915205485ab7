"""Turns a rendered page, and boxes on it, until its text runs to the right: a reviewer reads it on a screen."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

from extractors.picture.model import PixelBox

_METHODS = {1: Image.Transpose.ROTATE_90, 2: Image.Transpose.ROTATE_180, 3: Image.Transpose.ROTATE_270}


@dataclass(frozen=True, slots=True)
class Turn:
    """``quarters``: as ``Frame.turn``: 1 text runs down, 2 upside down, 3 up; ``width``, ``height``: of the page, as displayed."""

    quarters: int
    width: float
    height: float

    def image(self, image: Image.Image) -> Image.Image:
        """Quarters of the text clockwise are undone by as many counter-clockwise."""
        return image.transpose(_METHODS[self.quarters]) if self.quarters else image

    def box(self, box: PixelBox) -> PixelBox:
        """A box of the page as displayed, on the turned one."""
        x0, top, x1, bottom = box
        if self.quarters == 1:
            return (top, self.width - x1, bottom, self.width - x0)
        if self.quarters == 2:
            return (self.width - x1, self.height - bottom, self.width - x0, self.height - top)
        if self.quarters == 3:
            return (self.height - bottom, x0, self.height - top, x1)
        return box

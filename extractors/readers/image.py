"""Picture file (PNG, JPEG, TIFF, GIF, BMP, WEBP) -> Document, by recognising what is printed on it.

Offices post scans as pictures, one a page, and pages carry screenshots of their tables. Boxes are in points at the
resolution that the file states; a file that states none, or none that can be, is taken at 72 dpi, so that its boxes are
in pixels.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from extractors.document import Document, Issue, Table, TextBlock
from extractors.readers.scan import read_page
from extractors.readers.scan_sheet import Raster
from nianbao.errors import TooLarge, TruncatedFile, UnsupportedType

MOST_PIXELS = 60_000_000  # of one page: A3 at 600 dpi is 70 million, at 400 dpi 31
MOST_PAGES = 60
LEAST_SIDE = 40  # pixels: a smaller picture is an icon
SOUND_DPI = (50.0, 1300.0)
PIXELS_DPI = 72.0


def read(data: bytes) -> Document:
    """Read a picture; of a TIFF all pages, of an animation the first frame.

    Returns:
        Document of kind "image". Issues: ``picture_blank`` (warning): nothing was recognised on a page.
    Raises:
        UnsupportedType, TruncatedFile, TooLarge: with subject "picture".
    """
    blocks: list[TextBlock | Table] = []
    issues: list[Issue] = []
    count = 0
    for count, (page, dpi) in enumerate(_pages(data), start=1):
        found = read_page(page, 72 / dpi, count)
        if not found:
            message = f"picture: nothing could be recognised on page {count}; look at it, or get the original"
            issues.append(Issue("picture_blank", "warning", message, f"page {count}"))
        blocks += found
    return Document("image", tuple(blocks), page_count=count, issues=tuple(issues))


def _pages(data: bytes) -> Iterator[tuple[Raster, float]]:
    """RGB rasters of the pages and their resolutions in dots per inch."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP")) as picture:
                frames = ImageSequence.Iterator(picture) if picture.format == "TIFF" else iter((picture,))
                for number, frame in enumerate(frames, start=1):
                    if number > MOST_PAGES:
                        raise TooLarge("picture", f"more than {MOST_PAGES} pages", "split it")
                    yield _raster(frame), _dpi(frame)
        except UnidentifiedImageError as error:
            raise UnsupportedType("picture", "bytes that are no picture known here", "convert it to PNG") from error
        except Image.DecompressionBombError as error:
            raise TooLarge("picture", f"more than {MOST_PIXELS:,} pixels", "scan it at 300 dpi") from error
        except (OSError, SyntaxError, ValueError, EOFError) as error:
            raise TruncatedFile("picture", f"damaged or cut off ({error})", "fetch it again") from error


def _raster(frame: Image.Image) -> Raster:
    """The frame as RGB on white paper, the way a viewer shows it."""
    if frame.width * frame.height > MOST_PIXELS:
        raise TooLarge("picture", f"{frame.width} x {frame.height} pixels", "scan it at 300 dpi")
    upright = ImageOps.exif_transpose(frame) or frame
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        paper = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(paper, upright.convert("RGBA"))
    if upright.mode.startswith("I;16"):
        upright = upright.point(lambda value: value / 256).convert("L")
    return np.ascontiguousarray(np.asarray(upright.convert("RGB"), np.uint8))


def _dpi(frame: Image.Image) -> float:
    stated = frame.info.get("dpi", (PIXELS_DPI, PIXELS_DPI))
    try:
        dpi = float(stated[0])
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        return PIXELS_DPI
    return dpi if SOUND_DPI[0] <= dpi <= SOUND_DPI[1] else PIXELS_DPI


def is_icon(width: int, height: int) -> bool:
    """Whether a picture is too small to hold a table."""
    return min(width, height) < LEAST_SIDE

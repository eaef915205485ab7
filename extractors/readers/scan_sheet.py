"""Picture of a page -> sheet: grey, upright, evenly lit, with the ink told from the paper.

A scanner gives pages that lie askew by a degree or on their side, on paper that is not white, under red seals. All that
reads the page further on works on the sheet; ``Sheet.box`` takes places back to the picture as it was given.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.document import Box
from extractors.readers.scan_seal import without_grey_seal

Raster = NDArray[np.uint8]

MAX_SKEW = 4.0  # degrees that are put right; more is no scan of a page
COARSE_DPI = 75.0  # skew is measured at
INK_SHARE = 0.42  # of the contrast of solid ink: what is darker than this against its paper is ink
FAINT_SHARE = 0.16  # the same for ruled lines, which may be light grey
LEAST_FAINT = 18  # grey levels: less is the paper's own unevenness
LEAST_CONTRAST = 40  # grey levels between paper and solid ink, below which nothing is printed
USUAL_POINTS = (5.5, 19.0)  # heights of characters that a stated resolution may give
MIDDLE_POINTS = 9.5  # taken for them when it does not
UNSTATED_POINTS = 0.8  # of a pixel: 90 dpi and less is a screen's, or not stated; nobody scans so coarsely
MOST_HEIGHT, FULL_HEIGHT = 38.0, 33.0  # pixels of a Chinese character: larger print is made smaller, it reads as well
LEAST_HEIGHT = 15.0  # pixels of a Chinese character; lower ones are drawn out
MOST_DRAWN_OUT = 8_000_000  # pixels of a picture that is drawn out
BILEVEL = 0.002  # share of greys, below which a picture has one bit a pixel
FAX_BLUR = 0.75  # pixels
BROAD = 6.0  # points: no stroke of a character and no rule is as broad
LEAST_RED = 60  # pixels, of every fourth one, from which red is printed at all
COARSE_POINTS = 1.44  # points of a pixel at which seals are looked for
LEAST_SEAL, MOST_OBLONG = 62.0, 1.8  # points a seal measures both ways; its longer side over the shorter
COLOURED = 30  # levels between red and the other channels from which a pixel is red ink; twice that is solid


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page made fit for reading.

    Attributes:
        grey: paper 255, solid ink near 0.
        ink: 1 where something is printed.
        faint: 1 where something is printed, light grey lines included; noisier than ``ink``.
        scale: points of a pixel.
        back: 2 x 3 matrix from pixels of the sheet to pixels of the picture as given.
        size: (width, height) of the picture as given, in pixels.
        skew: degrees that were put right.
        red: red print that is no seal (a letterhead), dark on 255; None without any. ``grey`` and ``ink`` are without it.
    """

    grey: Raster
    ink: Raster
    faint: Raster
    scale: float
    back: NDArray[np.float64]
    size: tuple[int, int]
    skew: float
    red: Raster | None = None

    def box(self, x0: float, top: float, x1: float, bottom: float) -> Box:
        """A box of the sheet (pixels) as the box around it in the picture, in points."""
        corners = np.array([[x0, top, 1], [x1, top, 1], [x1, bottom, 1], [x0, bottom, 1]]) @ self.back.T
        width, height = self.size
        xs, ys = np.clip(corners[:, 0], 0, width), np.clip(corners[:, 1], 0, height)
        edges = (xs.min(), ys.min(), xs.max(), ys.max())
        left, upper, right, lower = (round(float(edge) * self.scale, 2) for edge in edges)
        return left, upper, right, lower


def to_print_size(image: Raster, points_per_pixel: float) -> tuple[Raster, float]:
    """The picture large enough to be read, and the points of its pixels as if its characters were set in usual sizes.

    Screenshots have characters of 12 to 16 pixels and are drawn out; files state resolutions at which their text would
    be a hand high, so what the characters measure counts for more. Print of 300 dpi and more is made smaller: that costs
    no character and saves a third of the time.
    """
    height = character_height(image)
    if height is None:
        return image, points_per_pixel
    scale = points_per_pixel
    is_stated = points_per_pixel < UNSTATED_POINTS
    if not is_stated or not USUAL_POINTS[0] <= height * points_per_pixel <= USUAL_POINTS[1]:
        scale = MIDDLE_POINTS / height
    if height < LEAST_HEIGHT and image.shape[0] * image.shape[1] <= MOST_DRAWN_OUT:
        factor = 2 if height >= LEAST_HEIGHT / 2 else 3
        larger = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC)
        return np.asarray(larger, np.uint8), scale / factor
    if height > MOST_HEIGHT:
        share = FULL_HEIGHT / height
        return np.asarray(
            cv2.resize(image, None, fx=share, fy=share, interpolation=cv2.INTER_AREA), np.uint8
        ), scale / share
    return image, scale


def character_height(image: Raster) -> float | None:
    """Usual height of a Chinese character in pixels, None for a picture with hardly any."""
    grey = image if image.ndim == 2 else np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)
    _, ink = cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    _, _, stats, _ = cv2.connectedComponentsWithStats(np.asarray(ink, np.uint8), connectivity=8)
    heights = stats[1:, cv2.CC_STAT_HEIGHT].astype(np.float64)
    widths = stats[1:, cv2.CC_STAT_WIDTH]
    whole = heights[(heights >= 7) & (heights <= 150) & (widths > 0.75 * heights) & (widths < 1.4 * heights)]
    return float(np.percentile(whole, 60)) if whole.size >= 15 else None


def make_sheet(image: Raster, points_per_pixel: float, quarter_turns: int = 0) -> Sheet:
    """The sheet of a picture (grey or RGB), turned by so many quarters counter-clockwise and then set level."""
    grey = without_seal(image)
    height, width = grey.shape
    turned = softened(np.ascontiguousarray(np.rot90(grey, quarter_turns)))
    even = even_light(turned)
    skew = measure_skew(even, points_per_pixel)
    level, forward = _rotate(even, skew)
    level = _thin_only(level, points_per_pixel)
    solid = _solid(255 - level)
    level = without_grey_seal(level, solid, points_per_pixel)
    contrast = 255 - level
    ink = (contrast > INK_SHARE * solid).astype(np.uint8)
    faint = (contrast > max(LEAST_FAINT, FAINT_SHARE * solid)).astype(np.uint8)
    back = cv2.invertAffineTransform(forward)
    whole = np.vstack([_unturn(quarter_turns, width, height), [0, 0, 1]]) @ np.vstack([back, [0, 0, 1]])
    red = red_print(image, points_per_pixel)
    if red is not None:
        red = _levelled(np.ascontiguousarray(np.rot90(red, quarter_turns)), forward)
    return Sheet(level, ink, faint, points_per_pixel, whole[:2], (width, height), skew, red)


def without_seal(image: Raster) -> Raster:
    """Grey picture in which red ink is paper: the red channel sees black only, and the seal as a light shade.

    The shade is divided out where the picture is red, so that black print under the seal keeps its contrast.
    """
    if image.ndim == 2:
        return image
    red = np.ascontiguousarray(image[:, :, 0])
    redness = cv2.subtract(red, np.maximum(image[:, :, 1], image[:, :, 2]))
    seal = redness > COLOURED
    shades = red[::2, ::2][redness[::2, ::2] > 2 * COLOURED]
    if shades.size < 20:
        return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)
    shade = max(120.0, float(np.percentile(shades, 25)))
    near = cv2.dilate(seal.astype(np.uint8), np.ones((3, 3), np.uint8))
    lifted = cv2.convertScaleAbs(red, alpha=255 / shade)
    return np.asarray(np.where(near > 0, lifted, red), np.uint8)


def red_print(image: Raster, points_per_pixel: float) -> Raster | None:
    """The red ink of a picture that is no seal: letterheads and titles are printed in red. Dark on 255; None without any.

    A seal is one broad figure: its ring, joined over gaps, is large both ways; what lies within is of the seal.
    """
    if image.ndim == 2:
        return None
    others = np.maximum(image[:, :, 1], image[:, :, 2])
    red = (cv2.subtract(np.ascontiguousarray(image[:, :, 0]), others) > COLOURED).astype(np.uint8)
    if np.count_nonzero(red[::2, ::2]) < LEAST_RED:
        return None
    factor = points_per_pixel / COARSE_POINTS
    size = (max(1, round(red.shape[1] * factor)), max(1, round(red.shape[0] * factor)))
    coarse = (cv2.resize(red * np.uint8(255), size, interpolation=cv2.INTER_AREA) > 40).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(coarse, np.ones((5, 5), np.uint8)), connectivity=8)
    for x, y, width, height, _ in stats[1:].tolist():
        is_broad = min(width, height) * COARSE_POINTS >= LEAST_SEAL and max(width, height) < MOST_OBLONG * min(
            width, height
        )
        if is_broad:
            left, top, right, bottom = (round(edge / factor) for edge in (x - 2, y - 2, x + width + 2, y + height + 2))
            red[max(0, top) : max(0, bottom), max(0, left) : max(0, right)] = 0
    if np.count_nonzero(red[::2, ::2]) < LEAST_RED:
        return None
    near = cv2.dilate(red, np.ones((3, 3), np.uint8))
    return np.asarray(np.where(near > 0, others, np.uint8(255)), np.uint8)


def softened(grey: Raster) -> Raster:
    """A picture of one bit a pixel (fax) with its steps smoothed; others as they are."""
    sample = grey[::3, ::3]
    between = np.count_nonzero((sample > 40) & (sample < 215))
    if between > BILEVEL * sample.size:
        return grey
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), FAX_BLUR), np.uint8)


def even_light(grey: Raster) -> Raster:
    """The picture with its paper at 255 everywhere: shadows of the spine, grey or yellowed paper are divided out."""
    height, width = grey.shape
    small = cv2.resize(grey, (max(1, width // 8), max(1, height // 8)), interpolation=cv2.INTER_AREA)
    paper = cv2.blur(cv2.dilate(small, np.ones((9, 9), np.uint8)), (9, 9))
    paper = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(grey, np.maximum(paper, 60), scale=255), np.uint8)


def _thin_only(grey: Raster, points_per_pixel: float) -> Raster:
    """The picture without what is broader than any stroke: the star of a seal, shaded cells, borders of the scan."""
    side = max(5, round(BROAD / points_per_pixel)) | 1
    ground = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    return np.asarray(255 - cv2.subtract(ground, grey), np.uint8)


def _solid(contrast: Raster) -> float:
    """Contrast of solid ink: what the darkest part of all that is printed reaches."""
    dark = contrast[::2, ::2][contrast[::2, ::2] > LEAST_CONTRAST]
    return float(np.percentile(dark, 80)) if dark.size > 50 else 255.0


def measure_skew(grey: Raster, points_per_pixel: float) -> float:
    """Degrees by which the page is turned counter-clockwise, from its long level rules, else from its lines of text."""
    dpi = 72 / points_per_pixel
    factor = min(1.0, COARSE_DPI / dpi)
    size = (max(1, round(grey.shape[1] * factor)), max(1, round(grey.shape[0] * factor)))
    coarse = np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)
    contrast = 255 - coarse
    angle = _skew_of_rules(contrast)
    return angle if angle is not None else _skew_of_lines(contrast)


def _skew_of_rules(contrast: Raster) -> float | None:
    """Median slope of long level runs, None without enough of them."""
    dark = (contrast > 24).astype(np.uint8)
    runs = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, 13), np.uint8))
    runs = cv2.dilate(runs, np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(runs, connectivity=8)
    slopes: list[tuple[float, float]] = []
    for index in range(1, count):
        x, y, width, height, area = (int(value) for value in stats[index])
        if width < 0.2 * contrast.shape[1] or height > 0.1 * width + 6 or area > 6 * width:
            continue
        rows, columns = np.nonzero(labels[y : y + height, x : x + width] == index)
        slope = float(np.polyfit(columns, rows, 1)[0])
        slopes.append((slope, width))
    if sum(width for _, width in slopes) < 0.8 * contrast.shape[1]:
        return None
    slopes.sort()
    half, run = sum(length for _, length in slopes) / 2, 0.0
    for slope, length in slopes:
        run += length
        if run >= half:
            return -math.degrees(math.atan(slope)) if abs(math.degrees(math.atan(slope))) <= MAX_SKEW else 0.0
    return None


def _skew_of_lines(contrast: Raster) -> float:
    """The angle at which lines of text and the gaps between them stand out most."""
    dark = (contrast > 60).astype(np.float32)
    height, width = dark.shape
    block = 16
    blocks = [dark[:, left : left + block].sum(axis=1) for left in range(0, width, block)]
    best, best_score = 0.0, -1.0
    for step in range(-40, 41):
        slope = math.tan(math.radians(step / 40 * MAX_SKEW))
        profile = np.zeros(height + 2 * block + int(width * abs(slope)) + 3, np.float32)
        offset = int(width * abs(slope)) + 1 if slope < 0 else 0
        for index, column in enumerate(blocks):
            shift = offset + round(slope * index * block)
            profile[shift : shift + height] += column
        score = float(np.square(np.diff(profile)).sum())
        if score > best_score:
            best, best_score = step / 40 * MAX_SKEW, score
    return best if best_score > 0 and abs(best) < MAX_SKEW else 0.0


def _rotate(grey: Raster, skew: float) -> tuple[Raster, NDArray[np.float64]]:
    height, width = grey.shape
    forward = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), -skew, 1.0), np.float64)
    if abs(skew) < 0.03:
        return grey, np.array([[1.0, 0, 0], [0, 1.0, 0]])
    return _levelled(grey, forward), forward


def _levelled(grey: Raster, forward: NDArray[np.float64]) -> Raster:
    height, width = grey.shape
    level = cv2.warpAffine(
        grey, forward, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=255
    )
    return np.asarray(level, np.uint8)


def _unturn(quarter_turns: int, width: int, height: int) -> NDArray[np.float64]:
    """From pixels of the turned picture to those of the picture as given (``width`` x ``height``)."""
    matrices = {
        0: [[1, 0, 0], [0, 1, 0]],
        1: [[0, -1, width], [1, 0, 0]],
        2: [[-1, 0, width], [0, -1, height]],
        3: [[0, 1, 0], [-1, 0, height]],
    }
    return np.array(matrices[quarter_turns % 4], np.float64)

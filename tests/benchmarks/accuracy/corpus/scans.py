"""Printed pages -> what a scanner, a fax or a camera makes of them, with the damage that offices add.

Pages come from real printers (Chromium, LibreOffice), are rasterised by PDFium, and lose from there: resolution, angle,
contrast, and what a stamp covers.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

Pixels = NDArray[np.uint8]
Grain = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Damage:
    """One way of copying a page.

    Attributes:
        dpi: resolution of the copy.
        angle: largest skew in degrees.
        noise: standard deviation of the grain, 0 to 255.
        blur: radius of the lens in pixels.
        stamp: ``red``, ``grey`` or "": a round seal over part of the table.
        is_fax: pure black and white, halved upright resolution, dots and dropped lines.
        quality: of the JPEG.
        is_grey: no colour.
    """

    dpi: int = 200
    angle: float = 0.0
    noise: float = 3.0
    blur: float = 0.5
    stamp: str = ""
    is_fax: bool = False
    quality: int = 88
    is_grey: bool = False


def pages_of(pdf: bytes, dpi: int) -> list[Pixels]:
    """The pages as RGB pixels."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [np.asarray(page.render(scale=dpi / 72).to_pil().convert("RGB")) for page in document]
    finally:
        document.close()


def copy(page: Pixels, damage: Damage, rng: np.random.Generator) -> Pixels:
    """One page through the scanner."""
    image: Grain = page.astype(np.float32)
    if damage.stamp:
        image = _stamped(image, damage, rng)
    if damage.angle:
        image = _turned(image, float(rng.uniform(-damage.angle, damage.angle)))
    if damage.blur:
        image = cv2.GaussianBlur(image, (0, 0), damage.blur)
    if damage.is_grey or damage.is_fax:
        image = np.repeat(image.mean(axis=2, keepdims=True), 3, axis=2)
    if damage.noise:
        image = 248 - (255 - image) * 0.93 + rng.normal(0, damage.noise, image.shape[:2])[:, :, None]
    if damage.is_fax:
        image = _faxed(image, rng)
    return np.clip(image, 0, 255).astype(np.uint8)


def _turned(image: Grain, angle: float) -> Grain:
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    turned = cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))
    return np.asarray(turned, dtype=np.float32)


def _stamped(image: Grain, damage: Damage, rng: np.random.Generator) -> Grain:
    """A seal of 42 mm: ring, star and inscription strokes, transparent as ink on paper is."""
    height, width = image.shape[:2]
    radius = int(21 / 25.4 * damage.dpi)
    centre = (int(rng.uniform(0.3, 0.8) * width), int(rng.uniform(0.25, 0.75) * height))
    ink = np.zeros((height, width), np.uint8)
    cv2.circle(ink, centre, radius, 255, max(2, radius // 16), cv2.LINE_AA)
    star = [
        (centre[0] + radius * 0.35 * (1.0 if k % 2 == 0 else 0.4) * np.sin(k * np.pi / 5),
         centre[1] - radius * 0.35 * (1.0 if k % 2 == 0 else 0.4) * np.cos(k * np.pi / 5))
        for k in range(10)
    ]  # fmt: skip
    cv2.fillPoly(ink, [np.array(star, np.int32)], 255, cv2.LINE_AA)
    for k in range(14):
        turn = np.pi * (0.75 + 1.5 * k / 13)
        x, y = int(centre[0] + radius * 0.78 * np.cos(turn)), int(centre[1] + radius * 0.78 * np.sin(turn))
        cv2.rectangle(
            ink, (x - radius // 14, y - radius // 10), (x + radius // 14, y + radius // 10), 255, max(1, radius // 50)
        )
    colour = np.array((214, 40, 45) if damage.stamp == "red" else (150, 150, 150), np.float32)
    share = (ink.astype(np.float32) / 255 * 0.8)[:, :, None]
    return np.asarray(np.minimum(image, image * (1 - share) + colour * share), dtype=np.float32)


def _faxed(image: Grain, rng: np.random.Generator) -> Grain:
    grey = image.mean(axis=2)
    height, width = grey.shape
    low = cv2.resize(grey, (width, height * 3 // 4), interpolation=cv2.INTER_AREA)
    black = np.where(low + rng.normal(0, 14, low.shape) < 165, 0.0, 255.0)
    black[rng.random(black.shape) < 0.0008] = 0.0
    for line in rng.integers(0, black.shape[0], 2):
        black[line : line + 1] = 255.0
    back = cv2.resize(black.astype(np.float32), (width, height), interpolation=cv2.INTER_NEAREST)
    return np.repeat(back[:, :, None], 3, axis=2)


def picture(page: Pixels, media: str = "png", quality: int = 88) -> bytes:
    """Pixels as PNG or JPEG bytes."""
    out = io.BytesIO()
    Image.fromarray(page).save(
        out, "PNG" if media == "png" else "JPEG", **({} if media == "png" else {"quality": quality})
    )
    return out.getvalue()


def image_pdf(pages: list[Pixels], damage: Damage) -> bytes:
    """A PDF of nothing but pictures, one a page."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for page in pages:
        height, width = (side / damage.dpi * 72 for side in page.shape[:2])
        canvas.setPageSize((width, height))
        shot = io.BytesIO(picture(page, "jpeg", damage.quality))
        canvas.drawImage(ImageReader(shot), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def scan(pdf: bytes, damage: Damage, seed: int) -> bytes:
    """A printed PDF, scanned."""
    rng = np.random.default_rng(seed)
    return image_pdf([copy(page, damage, rng) for page in pages_of(pdf, damage.dpi)], damage)


def one_picture(pdf: bytes, damage: Damage, seed: int, media: str) -> bytes:
    """All pages below each other in one picture, as a page editor pastes them."""
    rng = np.random.default_rng(seed)
    pages = [trimmed(copy(page, damage, rng)) for page in pages_of(pdf, damage.dpi)]
    width = max(page.shape[1] for page in pages)
    padded = [np.pad(p, ((0, 20), (0, width - p.shape[1]), (0, 0)), constant_values=255) for p in pages]
    return picture(np.concatenate(padded), media, damage.quality)


def trimmed(page: Pixels, margin: int = 12) -> Pixels:
    """The page without the white around its content."""
    inked = page.min(axis=2) < 160
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    if not rows.size:
        return page
    top, bottom = max(0, rows[0] - margin), rows[-1] + margin
    left, right = max(0, columns[0] - margin), columns[-1] + margin
    return page[top:bottom, left:right]

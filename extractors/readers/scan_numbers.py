"""Readings of one number cell -> the text, and whether to trust it.

A number of a picture is read at least twice, the ink prepared in another way each time; where the readings differ it is
read again, and all that was read is kept. A decimal point is one speck of ink: where it may have been lost (a speck at
the foot of the line, digits further apart than they stand elsewhere on the page) the cell is not agreed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import cv2
import numpy as np

from extractors.document import Sight
from extractors.readers.scan_engine import ALIKE, Reading
from extractors.readers.scan_lines import DASH_HEIGHT, DASH_WIDTH, Span
from extractors.readers.scan_sheet import Raster
from extractors.values import parse_value

_CHINESE = re.compile("[\u3400-\u9fff]")
_PADDED = re.compile(r"0\d+")  # 01: nobody prints it, a stroke beside a 0 reads so
_ALIKE = str.maketrans(
    {other: mark for mark, others in ALIKE.items() for other in others} | {chr(0xFF10 + n): str(n) for n in range(10)}
)
_DASHES = frozenset("-—–―一_~～")
_STROKES = frozenset(
    ("/", "1", "I", "l", "|", "丿", "J", "i", "!", "7", "ノ", "/.", "f", "t")
)  # what a slash is read as
SURE_STROKE = 0.97  # score from which a reading of 1 stands against the slant of its ink
SLANT = (0.27, 0.9)  # width over height of a slash; an italic 1 leans by 0.21
STRAIGHT, BREADTH = 0.07, 0.42  # of its height: a slash strays no more from a line, its rows of ink are no broader
WHOLE = 0.75  # of its rows hold ink: a soft scan leaves gaps
LEAST_INK = 5  # pixels of a stroke
_SPACED = re.compile(r"(?<=[\d.,])\s+(?=[\d.,])")  # inside a number: the engine sets a space where digits stand wide
_DIRT = " .,、·'`‘’:：;；_"  # specks beside a number, read as marks
LEAST_NUMBER_SCORE = 0.001  # of the best digits where the best text is none
MOST_STRANGE = 3  # characters of a text without Chinese that may be a misread number
WIDE_PITCH = 1.32  # times the usual distance of digits, from which something may have stood between two
LEAST_PITCH = 1.08  # times the usual distance, below which no point stands between two digits
POINT_HEIGHT = 0.32  # of the height of the digits: a point is not higher
POINT_FOOT = 0.62  # of the height of the digits: a point stands below


@dataclass(frozen=True, slots=True)
class Digits:
    """What the ink of a number shows without reading it: distance of the digits over their height, specks like a point."""

    count: int
    pitches: tuple[float, ...]
    points: int


def is_numeric(reading: Reading) -> bool:
    """Whether a line as first read is a number, a dash or something that may be a misread number."""
    text = one_text(reading)
    if not text:
        return True
    if parse_value(text).kind != "text" or text in _DASHES:
        return True
    if len(text) == 1 and _CHINESE.match(text):
        return reading.score < 0.9 and reading.number_score > LEAST_NUMBER_SCORE
    return len(text) <= MOST_STRANGE and not _CHINESE.search(text)


def one_text(reading: Reading) -> str:
    """The text of a reading, a number in it without spaces: what stands far apart was parted before it was read."""
    return _SPACED.sub("", reading.text.strip())


def number_text(reading: Reading) -> tuple[str, float]:
    """Text and score of a number cell as one reading gives it: the text itself, or the digits nearest to it."""
    text = one_text(reading)
    if text in _DASHES:
        return "—", reading.score
    # The engine sets a space where digits stand wide: what it takes of the probability is the number's own.
    if reading.number and text.translate(_ALIKE) == reading.number and parse_value(reading.number).kind != "text":
        return reading.number, max(reading.score, reading.number_score)
    if text and parse_value(text).kind != "text":
        return text, reading.score
    if (bare := text.strip(_DIRT)) and bare.isdigit():
        return bare, min(reading.score, 0.5)
    if reading.number and reading.number_score > LEAST_NUMBER_SCORE:
        return reading.number, min(reading.number_score, 0.5)
    return text, min(reading.score, 0.5)


def settle(readings: Sequence[Reading], is_doubtful: bool, stroke: str = "") -> tuple[str, Sight]:
    """The text of a number cell and how surely it was read, from all readings of its ink, the first one first.

    ``stroke``: "/" or "—" where its ink is one such stroke (``single_stroke``), which the engine takes for a 1 or for any
    of five dashes, each half surely.
    """
    texts = [reading.text.strip() for reading in readings]
    if stroke == "/" and all(text in _STROKES for text in texts):
        # Its slant alone is one witness: a leaning 1 would become a silent 0. A reading must say so as well.
        sure = any(text != "/" and one.score >= SURE_STROKE for text, one in zip(texts, readings, strict=True))
        is_agreed = "/" in texts and not sure and not is_doubtful
        return "/", Sight(0.95 if is_agreed else 0.5, () if is_agreed else ("1",), is_agreed=is_agreed)
    if stroke == "—" and all(text in _DASHES for text in texts):
        return "—", Sight(0.95, (), is_agreed=not is_doubtful)
    is_doubtful = is_doubtful or "/" in texts
    votes: dict[str, list[float]] = {}
    for reading in readings:
        text, score = number_text(reading)
        votes.setdefault(text, []).append(score)
    ranked = sorted(votes, key=lambda text: (_is_value(text), len(votes[text]), sum(votes[text])), reverse=True)
    chosen = ranked[0]
    scores = votes[chosen]
    # What no other reading confirms is worth no more than the doubt about it.
    sight = Sight(
        score=round(min(scores) if len(scores) > 1 else scores[0] / 2, 4),
        others=tuple(text for text in ranked[1:] if text and not _PADDED.fullmatch(text)),
        is_agreed=len(scores) > 1 and len(scores) > len(readings) / 2 and not is_doubtful,
    )
    return chosen, sight


def _is_value(text: str) -> bool:
    return bool(text) and parse_value(text).kind != "text" and not _PADDED.fullmatch(text)


def agree(first: Reading, second: Reading, least: float) -> bool:
    """Whether two readings give the same number, both surely."""
    one, other = number_text(first), number_text(second)
    return one[0] == other[0] and min(one[1], other[1]) >= least


def look_at_digits(ink: Raster, line: Span) -> Digits:
    """Measure the ink of a number: ``ink`` of the cell before specks were taken out, ``line`` in its pixels."""
    height = line.height
    part = ink[line.top : line.bottom, line.x0 : line.x1]
    if part.size == 0 or height < 5:
        return Digits(0, (), 0)
    count, _, stats, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(part), connectivity=8)
    digits: list[list[float]] = []
    points: list[float] = []
    for x, y, width, tall, area in sorted(stats[1:count].tolist()):
        if tall >= 0.6 * height:
            if digits and x < digits[-1][1] - 1:
                digits[-1][1] = max(digits[-1][1], x + width)  # pieces of one digit, above each other
            else:
                digits.append([x, x + width])
        elif y >= POINT_FOOT * height and tall <= POINT_HEIGHT * height and width <= 0.5 * height and area >= 2:
            points.append(x + width / 2)
    centres = [(left + right) / 2 for left, right in digits]
    between = [
        p for p in points if centres and centres[0] < p < centres[-1] and not any(a <= p <= b for a, b in digits)
    ]
    pitches = tuple((b - a) / height for a, b in pairwise(centres))
    return Digits(len(digits), pitches, len(between))


def single_stroke(part: Raster, size: float) -> str:
    """ "/" where the ink of a line is one straight stroke that leans to the right, "—" where it is a level one, else "".

    Both stand for nothing in these tables. ``size``: usual height of a character, in pixels.
    """
    height, width = part.shape
    rows, columns = np.nonzero(part)
    if rows.size < LEAST_INK:
        return ""
    if height <= DASH_HEIGHT * size and 2 * height <= width <= DASH_WIDTH * size:
        return "—" if np.unique(columns).size >= WHOLE * width else ""
    if height < 0.6 * size or not SLANT[0] < width / height < SLANT[1]:
        return ""
    slope, offset = np.polyfit(rows, columns, 1)
    strays = np.abs(columns - (slope * rows + offset)).mean()
    is_whole = np.unique(rows).size >= WHOLE * height and part.sum(axis=1).max() <= BREADTH * height
    return "/" if is_whole and SLANT[0] < -slope < SLANT[1] and strays <= STRAIGHT * height else ""


def usual_pitch(measured: Sequence[Digits]) -> float | None:
    """The distance of digits (over their height) that is usual on the page."""
    pitches = [pitch for digits in measured for pitch in digits.pitches]
    return median(pitches) if len(pitches) >= 4 else None


def is_point_in_doubt(text: str, digits: Digits, usual: float | None) -> bool:
    """Whether the ink speaks against a number's point: read without one, but a speck stands where it would, or two digits
    stand too far apart; read with one, but the digits beside it stand no further apart than others.
    """
    bare = text.replace(".", "").replace(",", "")
    if len(bare) < 2 or not bare.isdigit():
        return False
    has_point = "." in text or "," in text
    if not has_point and digits.points:
        return True
    if digits.count != len(bare) or not digits.pitches:
        return has_point and not digits.points
    usual = usual if usual is not None else median(digits.pitches)
    widest = max(digits.pitches)
    return widest < LEAST_PITCH * usual and not digits.points if has_point else widest > WIDE_PITCH * usual

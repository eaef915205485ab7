"""The colours and names of verdicts, the same as in the quality report, for frames and legends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from extractors.picture.model import Words
from extractors.report import Verdict

Colour = tuple[int, int, int]

INK: Colour = (28, 35, 48)
SOFT: Colour = (102, 112, 133)
LINE: Colour = (208, 212, 219)
PAPER: Colour = (255, 255, 255)
BAND: Colour = (247, 246, 242)
MARK: Colour = (180, 35, 42)


@dataclass(frozen=True, slots=True)
class Style:
    """How figures of one verdict are framed; ``is_dashed`` tells them apart without colour."""

    colour: Colour
    name: Words
    words: Words
    is_dashed: bool = False


STYLES: Mapping[Verdict, Style] = {
    "proved": Style((30, 132, 86), Words("已证", "proved"), Words("已证", "proved by an equation that holds")),
    "read": Style((43, 108, 176), Words("已读", "read"), Words("已读", "read; no equation covers it")),
    "source_error": Style(
        (200, 30, 40), Words("原文有误", "source error"), Words("原文有误", "the printed arithmetic is wrong")
    ),
    "suspect": Style(
        (217, 119, 6),
        Words("存疑", "suspect"),
        Words("存疑", "suspect: readings differ or an equation fails"),
        is_dashed=True,
    ),
    "missing": Style(
        (139, 60, 170), Words("缺失", "missing"), Words("缺失", "the page gives no value"), is_dashed=True
    ),
}

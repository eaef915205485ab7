"""What stands between the figures and a file: a paper of headings, paragraphs and sheets, and what is true of it.

A sheet is a form as it is drawn, boxes with spans; every renderer draws the same boxes. The truth is taken while the
boxes are written, so that it is what is printed, also where a publisher's sum is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Key = tuple[str, str, str]
Values = tuple[Decimal | None, ...]
Role = Literal["head", "label", "value"]


@dataclass(frozen=True, slots=True)
class Box:
    """One drawn cell. ``key`` names the figure of a value box; ``note`` is a footnote mark set high behind the text."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1
    role: Role = "value"
    key: Key | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One official table as drawn: boxes in row-major order, and the share of the width that each column takes."""

    table: str
    boxes: tuple[Box, ...]
    row_count: int
    widths: tuple[float, ...]
    head_rows: int = 0

    def rows(self) -> list[list[Box]]:
        rows: list[list[Box]] = [[] for _ in range(self.row_count)]
        for box in self.boxes:
            rows[box.row].append(box)
        return [sorted(row, key=lambda box: box.column) for row in rows]


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


Block = Heading | Paragraph | Sheet


@dataclass(frozen=True, slots=True)
class Truth:
    """What a reading must give.

    ``cells`` holds for each figure the values that are right: one as a rule; no value or 0 for a zero that is printed
    as an empty cell; none for a total left empty beside filled cells. ``open_cells`` may be missing besides: the bytes
    leave more than one reading of them.
    """

    organ: str
    year: int
    cells: dict[Key, Values]
    open_cells: frozenset[Key] = frozenset()


@dataclass(frozen=True, slots=True)
class Paper:
    """One report before it takes the form of a file. ``others`` are further reports that the same file carries."""

    title: str
    organ: str
    year: int
    published: str
    blocks: tuple[Block, ...]
    truth: Truth
    seed: int
    others: tuple[Paper, ...] = field(default=())

    def sheets(self) -> Iterator[Sheet]:
        return (block for block in self.blocks if isinstance(block, Sheet))

    def truths(self) -> list[Truth]:
        return [self.truth, *(other.truth for other in self.others)]


@dataclass(frozen=True, slots=True)
class Made:
    """A rendered file and what is true of it: several truths where several reports are in it, any one may be read."""

    data: bytes
    suffix: str
    truths: tuple[Truth, ...]

"""Copies of one form below each other, one for each year: which is the report's own, by the year printed with each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.document import Document, Issue, Table, TextBlock
from extractors.recognize.year_labels import THIS_YEAR, opens, year_of
from extractors.titles import arabic_years

_LONGEST_CAPTION = 40


@dataclass(slots=True)
class Work:
    """What was found while going through the tables of a document."""

    own: int | None
    years: set[int] = field(default_factory=set)
    issues: list[Issue] = field(default_factory=list)
    last: tuple[Table, Sequence[int]] | None = None  # the table cut last and the columns kept of its last row
    is_open: bool = False  # the table before this one was cut or left aside, and this one may go on from it
    has_text: bool = False  # more than a page number or a piece of a heading stands between the two

    def chosen(self, years: set[int]) -> int | None:
        """The year to read of these: the report's own; the latest where nothing else names one."""
        if self.own is not None:
            return self.own if self.own in years else None
        if max(years) < THIS_YEAR - 1:
            self.own = max(years)
        return max(years)

    def note_text(self, block: TextBlock) -> None:
        self.has_text = self.has_text or len(block.text) > _LONGEST_CAPTION

    def unclear(self, table: Table, why: str) -> None:
        text = f"a table prints more than one year or form side by side, {why}; nothing was read from it"
        self.issues.append(Issue("years_beside_unclear", "error", text, place_of(table)))


def has_copies(document: Document) -> bool:
    """Whether two tables of the document open the same form."""
    seen: set[str] = set()
    for table in document.tables():
        forms = opens(table)
        if forms & seen:
            return True
        seen |= forms
    return False


def without_copies(blocks: Sequence[TextBlock | Table], work: Work) -> list[TextBlock | Table]:
    """Of copies of one form below each other the one whose caption names the year; the others are left aside."""
    copies: dict[str, list[int]] = {}
    for index, block in enumerate(blocks):
        for form in opens(block) if isinstance(block, Table) else ():
            copies.setdefault(form, []).append(index)
    gone: set[int] = set()
    for places in copies.values():
        if len(places) < 2 or gone & set(places):
            continue
        captions = [caption_year(blocks, index, work.own) for index in places]
        named = {year for year in captions if year is not None}
        if None not in captions and len(named) == len(places):
            chosen = work.chosen(named)
            work.years |= named if chosen is not None else set()
            gone |= {index for index, year in zip(places, captions, strict=True) if year != chosen}
        elif work.years:
            chosen = None
            gone |= set(places)
        else:
            continue
        if chosen is None:
            _note_unclear(blocks, places, work)
    return [block for index, block in enumerate(blocks) if index not in gone]


def _note_unclear(blocks: Sequence[TextBlock | Table], places: Sequence[int], work: Work) -> None:
    block = blocks[places[0]]
    if isinstance(block, Table):
        work.unclear(block, "below each other, and which of them is the report's year is not printed")


def caption_year(blocks: Sequence[TextBlock | Table], index: int, own: int | None) -> int | None:
    """The one year that a table's first rows, or the short lines above it, name."""
    table = blocks[index]
    if isinstance(table, Table):
        inside = {year_of(cell.text, own) for cell in table.cells if cell.row < 2} - {None}
        if len(inside) == 1:
            return inside.pop()
    years: set[int] = set()
    for block in reversed(blocks[max(0, index - 2) : index]):
        if not isinstance(block, TextBlock) or len(block.text) > _LONGEST_CAPTION:
            break
        years |= {int(year) for year in re.findall(r"(20[012]\d)年", arabic_years(block.text))}
    return years.pop() if len(years) == 1 else None


def place_of(table: Table) -> str:
    return table.place.describe() or next((p for cell in table.cells if (p := cell.place.describe())), "")

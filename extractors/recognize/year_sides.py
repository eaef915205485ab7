"""Pages that show two reports next to each other -> the one report: prints of a comparison, two years side by side.

Everything stands twice on such a page, lines run through both, and tables arrive in turns; read as they stand they mix two
years, and all identities may hold. Tables are told apart by their side of the page, the sides by the two titles over
them. Lines of text that run through both sides are left out, except for the title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from extractors.document import Document, Issue, Table, TextBlock
from extractors.normalize import squeeze
from extractors.recognize.witnesses import Hints
from extractors.recognize.year_copies import caption_year, place_of
from extractors.recognize.year_labels import hits, opens, year_lines, year_rows
from extractors.titles import arabic_years, parse_title

_LEAST_HITS = 3
_MARGIN = 2.0  # points by which a table may reach over the middle


@dataclass(frozen=True, slots=True)
class _Sides:
    """The x that parts the two sides; title and year of each, left first; empty where they are not printed."""

    middle: float
    titles: tuple[str, ...]
    years: tuple[int, ...]

    def of(self, block: Table | TextBlock) -> int | None:
        """0 left, 1 right, None for what runs through both or has no place."""
        if block.place.bbox is None:
            return None
        x0, _, x1, _ = block.place.bbox
        if x1 <= self.middle + _MARGIN:
            return 0
        return 1 if x0 >= self.middle - _MARGIN else None


def one_side(document: Document, hints: Hints) -> Document:
    """The report of one side: of the year that the list names, else the later one; other documents as they are.

    Where the two sides cannot be told apart or have no years, the document has no tables of a form left, and an issue.
    """
    gap = _gap(list(document.tables()))
    if gap is None:
        return document
    middle = sum(gap) / 2
    titles = _titles(document, middle)
    years = tuple(year for title in titles if (year := parse_title(title).year))
    if gap[0] > gap[1] or len(set(years)) != 2:
        return _unread(document)
    sides = _Sides(middle, titles, years)
    listed = parse_title(hints.list_title).year
    side = years.index(listed if listed in years else max(years))
    return _kept(document, sides, side)


def _gap(tables: Sequence[Table]) -> tuple[float, float] | None:
    """Right edge of what stands left and left edge of what stands right, where one page has one form twice abreast."""
    edges: list[tuple[float, float]] = []
    placed = [(table, table.place.bbox, forms) for table in tables if table.place.bbox and (forms := opens(table))]
    for (one, box, forms), (other, other_box, other_forms) in combinations(placed, 2):
        if one.place.page != other.place.page or not forms & other_forms:
            continue
        left, right = sorted((box, other_box))
        if left[2] <= right[0] + _MARGIN:
            edges.append((left[2], right[0]))
    return (max(left for left, _ in edges), min(right for _, right in edges)) if edges else None


def _titles(document: Document, middle: float) -> tuple[str, ...]:
    """The titles of the left and of the right report: two on one line, or one on either side."""
    found: dict[int, str] = {}
    for block in document.texts():
        pieces = [piece for piece in re.split(r"(?<=报告)|(?<=年报)", arabic_years(block.text)) if piece]
        if len(pieces) == 2 and all(_is_title(piece) for piece in pieces):
            return tuple(pieces)
        side = _Sides(middle, (), ()).of(block)
        if side is not None and _is_title(block.text):
            found.setdefault(side, block.text)
    return tuple(found[side] for side in sorted(found))


def _is_title(text: str) -> bool:
    reading = parse_title(text)
    return reading.is_report and not reading.is_sentence and reading.year is not None


def _kept(document: Document, sides: _Sides, side: int) -> Document:
    blocks: list[TextBlock | Table] = [TextBlock(sides.titles[side], "title")]
    issues: list[Issue] = []
    year = sides.years[side]
    for index, block in enumerate(document.blocks):
        where = sides.of(block)
        if where == side:
            blocks.append(block)
        elif where is not None:
            continue
        elif isinstance(block, TextBlock):
            if heading := _printed_twice(block.text):
                blocks.append(replace(block, text=heading))
        elif (
            hits(block) < _LEAST_HITS
            or year_rows(block, year)
            or year_lines(block, year)
            or (named := caption_year(document.blocks, index, year)) == year
        ):
            blocks.append(block)
        elif named is None:
            issues.append(_unclear(block, "a table of full width does not say which"))
    other = sides.years[1 - side]
    text = f"pages print the reports of {other} and {year} side by side; that of {other} was left aside"
    issues.append(Issue("other_year_beside", "info", text))
    return replace(document, blocks=tuple(blocks), issues=(*document.issues, *issues))


def _printed_twice(text: str) -> str:
    """A heading that runs through both sides, once; "" for other text."""
    squeezed = squeeze(text)
    half = len(squeezed) // 2
    return squeezed[:half] if squeezed and squeezed[:half] == squeezed[half:] else ""


def _unread(document: Document) -> Document:
    tables = [table for table in document.tables() if hits(table) >= _LEAST_HITS]
    gone = {id(table) for table in tables}
    blocks = tuple(block for block in document.blocks if id(block) not in gone)
    issue = _unclear(tables[0], "and nothing tells which side is which")
    return replace(document, blocks=blocks, issues=(*document.issues, issue))


def _unclear(table: Table, why: str) -> Issue:
    text = f"pages print two reports side by side, {why}; nothing was read from it"
    return Issue("years_beside_unclear", "error", text, place_of(table))

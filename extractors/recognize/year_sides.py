"""Pages that show two reports next to each other -> the one report: prints of a comparison, two years side by side.

Everything stands twice on such a page, lines run through both, and tables arrive in turns; read as they stand they mix two
years, and all identities may hold. Tables are told apart by their side of the page; the sides by what stands on each: its title,
the period its figures are of, its first section, its signature. Lines of text that run through both sides are left out,
except for the title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from extractors.document import Document, Issue, Table, TextBlock
from extractors.normalize import squeeze
from extractors.recognize.sections import split_sections
from extractors.recognize.witnesses import Hints, ReportIdentity, identify
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
    both = both_sides(document, hints, gap)
    return both[0] if both else _unread(document)


def both_sides(document: Document, hints: Hints, gap: tuple[float, float] | None = None) -> tuple[Document, ...]:
    """The reports of both sides: first that of the year that the list names, else the later one.

    Empty where a document does not print two reports side by side, or where nothing tells which side is which.
    """
    gap = gap or _gap(list(document.tables()))
    if gap is None or gap[0] > gap[1]:
        return ()
    sides = _by_titles(document, sum(gap) / 2) or _by_witnesses(document, sum(gap) / 2)
    if sides is None:
        return ()
    listed = parse_title(hints.list_title).year
    side = sides.years.index(listed if listed in sides.years else max(sides.years))
    return _kept(document, sides, side), replace(_kept(document, sides, 1 - side), title="", meta={})


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


def _by_titles(document: Document, middle: float) -> _Sides | None:
    """The sides by the titles of the left and of the right report: two on one line, or one on either side."""
    found: dict[int, str] = {}
    for block in document.texts():
        pieces = [piece for piece in re.split(r"(?<=报告)|(?<=年报)", arabic_years(block.text)) if piece]
        if len(pieces) == 2 and all(_is_title(piece) for piece in pieces):
            found = dict(enumerate(pieces))
            break
        side = _Sides(middle, (), ()).of(block)
        if side is not None and _is_title(block.text):
            found.setdefault(side, block.text)
    titles = tuple(found[side] for side in sorted(found))
    years = tuple(year for title in titles if (year := parse_title(title).year))
    return _Sides(middle, titles, years) if len(set(years)) == 2 else None


def _by_witnesses(document: Document, middle: float) -> _Sides | None:
    """The sides by all that each of them says of its year, where that is one year on each and not the same."""
    sides = _Sides(middle, (), ())
    heard: list[ReportIdentity] = []
    for side in (0, 1):
        blocks = tuple(block for block in document.blocks if sides.of(block) == side)
        half = replace(document, blocks=blocks, title="", meta={})
        heard.append(identify(half, split_sections(half.texts()), Hints()))
    if any(issue.code == "year_disagrees" and issue.level != "info" for one in heard for issue in one.issues):
        return None
    years = tuple(one.year for one in heard if one.year is not None)
    return _Sides(middle, tuple(one.title for one in heard), years) if len(set(years)) == 2 else None


def _is_title(text: str) -> bool:
    reading = parse_title(text)
    return reading.is_report and not reading.is_sentence and reading.year is not None


def _kept(document: Document, sides: _Sides, side: int) -> Document:
    title = sides.titles[side]
    blocks: list[TextBlock | Table] = [TextBlock(title, "title")] if title else []
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
    text = f"pages print the reports of {other} and {year} side by side; this is that of {year}"
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

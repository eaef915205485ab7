"""Lines of a page -> stretches: runs of lines that hold a table by their setting.

A stretch is rows with numbers set apart, the lines between them that wrap labels or head a part of the table, the
header above and the last wrapped line below. Prose, a heading of a section or a wide gap ends it, and so does the first
label of another official form. What is not plainly a table stays text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from extractors.readers.pdf_fragments import ITEM, WRAP, Fragment, SplitLine
from extractors.readers.pdf_known import KnownLabel, atoms_of, known_labels
from extractors.readers.pdf_tails import split_tails
from extractors.readers.pdf_words import form_words

MAX_BETWEEN = 14  # lines without a number that may stand between two rows with numbers (labels, header of a band)
MAX_HEADER = 12  # lines above the first row with numbers
CUT_LENGTH = 6  # characters: longer is not the rest of a header
MIN_NUMBERS = 4  # in a stretch without a label of the forms; fewer do not make a table
MAX_CELL_SIZE = 15.0  # points: larger text is a title
_SECTION = re.compile(r"[一二三四五六七八九十]{1,3}、.{4,}")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines of one table with the labels of the forms among them (their atoms count lines from the first one here).

    ``tails``: (upper, lower) pieces of numbers too long for their cell, which go on in its next line.
    """

    lines: tuple[SplitLine, ...]
    known: tuple[KnownLabel, ...]
    tails: tuple[tuple[Fragment, Fragment], ...] = ()

    @property
    def rows(self) -> list[SplitLine]:
        return [line for line in self.lines if line.is_row]


def find_stretches(lines: Sequence[SplitLine]) -> list[Stretch]:
    """The stretches of a page's lines, from top to bottom."""
    labels = known_labels(atoms_of([_without_prose(line) for line in lines]))
    marked = Counter(atom.line for label in labels for atom in label.atoms)
    runs = [
        part
        for run in _runs(lines, marked)
        for part in _parts(run, labels)
    ]  # fmt: skip
    return [stretch for run in runs if (stretch := _stretch(run, lines, labels)) is not None]


def _without_prose(line: SplitLine) -> SplitLine:
    return replace(line, fragments=()) if line.is_prose else line


def _runs(lines: Sequence[SplitLine], known: Counter[int]) -> list[range]:
    """Ranges of lines: rows with numbers, what stands between them, the header above."""
    runs: list[range] = []
    rows = [line.baseline for line in lines if line.is_row]
    pitch = median([low - high for high, low in pairwise(rows)] or [0.0])
    first: int | None = None
    last = floor = 0
    for index, line in enumerate(lines):
        if line.is_row:
            first = _header_start(lines, floor, index, known) if first is None else first
            last = index
        elif first is not None:
            following = lines[index + 1] if index + 1 < len(lines) else None
            is_end = _ends_table(line, lines[last], following, pitch, index in known)
            if is_end or index - last > MAX_BETWEEN:
                runs.append(range(first, last + 1))
                floor, first = last + 1, None
        if first is None and line.is_prose:
            floor = index + 1
    if first is not None:
        runs.append(range(first, last + 1))
    return runs


def _header_start(lines: Sequence[SplitLine], floor: int, row: int, known: Counter[int]) -> int:
    """The first of the lines just above a row of numbers that can be its header: the topmost known, if one is known."""
    start = row
    topmost = row
    for index in range(row - 1, max(floor, row - MAX_HEADER) - 1, -1):
        line, below = lines[index], lines[index + 1]
        gap = below.baseline - line.baseline
        is_known = index in known
        if line.is_prose or gap > (6 if is_known else 4) * line.source.line.size:
            break
        if not is_known and (line.source.line.size > MAX_CELL_SIZE or is_section_heading(line, below)):
            break
        start = index
        topmost = index if is_known else topmost
    # At the top of a page stand the last lines of headers that the page break cut.
    is_cut = start == 0 and all(len(f.text) <= CUT_LENGTH for line in lines[:topmost] for f in line.fragments)
    return start if is_cut or topmost == row else topmost


def is_section_heading(line: SplitLine, below: SplitLine | None) -> bool:
    """Whether a line is "四、…" on its own; not the first line of a label that wraps beside its numbers."""
    if len(line.fragments) > 1 or not _SECTION.match(line.fragments[0].text):
        return False
    return below is None or not below.is_row or below.baseline - line.baseline > 1.1 * line.source.line.size


def _ends_table(line: SplitLine, last: SplitLine, following: SplitLine | None, pitch: float, is_known: bool) -> bool:
    """Whether a line without numbers ends a table: prose, a section heading on a line of its own, a wide gap."""
    gap = line.baseline - last.baseline
    is_far = gap > 6 * max(line.source.line.size, pitch / 2)
    return line.is_prose or (not is_known and (is_far or is_section_heading(line, following)))


def _parts(run: range, labels: Sequence[KnownLabel]) -> list[range]:
    """A run cut where the labels of one official table end and those of another begin."""
    tables = form_words().tables
    owners: dict[int, str] = {}
    for label in labels:
        if label.key in tables:
            for atom in label.atoms:
                owners.setdefault(atom.line, tables[label.key])
    starts = [run.start]
    current = ""
    for index in run:
        owner = owners.get(index, current)
        if current and owner != current:
            starts.append(index)
        current = owner
    return [range(start, end) for start, end in pairwise([*starts, run.stop])]


def _stretch(run: range, lines: Sequence[SplitLine], labels: Sequence[KnownLabel]) -> Stretch | None:
    known = [label for label in labels if label.atoms[0].line in run]
    run = range(run.start, max([run.stop, *(label.atoms[-1].line + 1 for label in known)]))
    chosen = _with_tail(list(lines[run.start : run.stop]), lines[run.stop :])
    known = [label for label in known if all(atom.line in run for atom in label.atoms)]
    shifted = tuple(
        KnownLabel(label.key, tuple(replace(atom, line=atom.line - run.start) for atom in label.atoms))
        for label in known
    )
    lines_of_table, tails = split_tails(_with_lone_numbers(chosen, shifted), shifted)
    stretch = Stretch(tuple(lines_of_table), shifted, tuple(tails))
    return stretch if _is_table(stretch) else None


def _is_table(stretch: Stretch) -> bool:
    counts = [sum(1 for f in line.fragments if f.is_number) for line in stretch.rows]
    rows = form_words().rows
    if any(label.key in rows for label in stretch.known) and counts:
        return True
    return (len(counts) >= 2 and sum(counts) >= MIN_NUMBERS) or max(counts, default=0) >= 5


def _with_lone_numbers(lines: Sequence[SplitLine], known: Sequence[KnownLabel]) -> list[SplitLine]:
    """A number alone on its line is a row too where numbers of other rows stand above or below it, or a header above.

    The only figure of a row whose label wraps over an even number of lines stands between two of these.
    """
    columns = form_words().columns
    found = [f for line in lines if line.is_row for f in line.fragments if f.is_number]
    found += [f for label in known if label.key in columns for f in label.fragments()]
    result: list[SplitLine] = []
    for line in lines:
        is_lone = len(line.fragments) == 1 and line.fragments[0].is_number and not line.is_row
        if is_lone and any(f.x0 < line.fragments[0].x1 and f.x1 > line.fragments[0].x0 for f in found):
            result.append(replace(line, is_row=True))
        else:
            result.append(line)
    return result


def _with_tail(stretch: list[SplitLine], below: Sequence[SplitLine]) -> list[SplitLine]:
    """Add the lines below the last row of numbers that wrap one of its labels: close to it, and not wider."""
    for line in below:
        if not line.fragments:
            break
        (tail, *others), last = line.fragments, stretch[-1]
        above = [upper for near in stretch[-2:] for upper in near.fragments]
        is_label = not others and not tail.is_number and not ITEM.match(tail.text) and not line.is_prose
        is_close = line.baseline - last.baseline <= WRAP * tail.size
        if not (is_label and is_close and any(_is_wrapped(tail, upper) for upper in above)):
            break
        stretch.append(line)
    return stretch


def _is_wrapped(tail: Fragment, upper: Fragment) -> bool:
    is_aligned = abs(tail.x0 - upper.x0) < 0.5 * tail.size or abs(tail.x0 + tail.x1 - upper.x0 - upper.x1) < tail.size
    return is_aligned and tail.x1 - tail.x0 <= upper.x1 - upper.x0 + 0.5 * tail.size

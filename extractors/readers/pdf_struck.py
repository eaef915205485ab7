"""Characters of a page that a line strikes out: a rule through the middle of digits, as long as they are.

Offices correct a figure by striking the old one out and writing the new one beside it. The stroke is a thin filled
rectangle or a line of its own, and pdfium gives the old digits as text that stands before the new ones.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from extractors.readers.pdf_chars import Char
from extractors.readers.pdf_rules import Rule, Rules

LOWEST, HIGHEST = 0.13, 0.6  # em above the baseline between which a line goes through a digit and does not underline it
BEYOND = 1.2  # em by which a stroke may be longer than what it strikes out, on each side
BESIDE = 2.0  # em up to the text that stands beside
LARGEST = 80.0  # points: size of the largest text that is looked at


def struck_chars(chars: Sequence[Char], rules: Rules) -> tuple[frozenset[int], tuple[str, ...]]:
    """The serials of the characters that are struck out, and what a person should be told of each stroke."""
    found: set[int] = set()
    notes: list[str] = []
    by_baseline = sorted(chars, key=lambda char: char.baseline)
    baselines = [char.baseline for char in by_baseline]
    for rule in rules.horizontal:
        near = by_baseline[bisect_left(baselines, rule.position) : bisect_right(baselines, rule.position + LARGEST)]
        level = [c for c in near if LOWEST * c.size < c.baseline - rule.position < HIGHEST * c.size and c.text != " "]
        struck = [char for char in level if rule.start <= char.x_centre <= rule.end]
        if not struck or not _is_stroke(rule, struck, rules.vertical):
            continue
        own = {char.serial for char in struck}
        reach = BESIDE * max(char.size for char in struck)
        beside = [c for c in level if c.serial not in own and rule.start - reach < c.x_centre < rule.end + reach]
        old, new = (_text(some) for some in (struck, beside))
        notes.append(f"{old!r} beside {new!r}" if new else repr(old))
        found |= own
    return frozenset(found), tuple(notes)


def _is_stroke(rule: Rule, struck: Sequence[Char], uprights: Sequence[Rule]) -> bool:
    """Whether a rule belongs to the characters: no longer than they are, and no edge of a cell."""
    slack = BEYOND * max(char.size for char in struck)
    if min(char.x0 for char in struck) - rule.start > slack or rule.end - max(char.x1 for char in struck) > slack:
        return False
    edges = [one.position for one in uprights if one.start - 1 <= rule.position <= one.end + 1]
    return not all(any(abs(edge - end) < 1.5 for edge in edges) for end in (rule.start, rule.end))


def _text(chars: Sequence[Char]) -> str:
    return "".join(char.text for char in sorted(chars, key=lambda char: char.x0))

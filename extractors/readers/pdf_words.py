"""The words of the official forms, for tables that no rules part.

Where rules are lacking, a label that wraps over three lines and three labels of one line look alike. A person reads
them apart because the words make sense; here the words are the spellings of the layouts. They only join what stands
together: a text that no layout knows is read by its setting alone, and no text is changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache

from extractors.layouts import Layout, load_layouts
from extractors.normalize import label_key

WHOLE = 0.85  # of the labels of a form, some of which are misspelt or cut
_ANNUAL = frozenset(("proactive", "applications", "review_litigation"))


@dataclass(frozen=True, slots=True)
class Words:
    """Label keys of all layouts.

    Attributes:
        labels: every label; ``rows``: those that name a row; ``columns``: those that name a column of figures.
        units: units of figures, which stand between labels and numbers; a unit is never part of a label.
        prefixes: every beginning of a label, the whole label included.
        tables: label -> the one official table that has it; labels of several tables are not in it.
    """

    labels: frozenset[str]
    rows: frozenset[str]
    columns: frozenset[str]
    units: frozenset[str]
    prefixes: frozenset[str]
    tables: dict[str, str]


@cache
def form_words() -> Words:
    """The words of the layouts, made once for a process."""
    labels: set[str] = set()
    rows: set[str] = set()
    columns: set[str] = set()
    units: set[str] = set()
    owners: dict[str, set[str]] = {}
    for layout in load_layouts().values():
        own_rows = _keys(spelling for row in layout.rows for spelling in row.spellings())
        own_columns = _keys(spelling for column in layout.columns for spelling in column.spellings())
        own = own_rows | own_columns | _keys(_other_texts(layout))
        rows |= own_rows
        columns |= own_columns
        labels |= own
        units |= _keys(row.unit for row in layout.rows)
        for key in own:
            owners.setdefault(key, set()).add(layout.table)
    prefixes = frozenset(key[:end] for key in labels for end in range(1, len(key) + 1))
    tables = {key: next(iter(names)) for key, names in owners.items() if len(names) == 1}
    return Words(frozenset(labels), frozenset(rows), frozenset(columns), frozenset(units), prefixes, tables)


def missing_rows(texts: Collection[str]) -> bool:
    """Whether no form stands whole among some label keys: the three tables of a yearly report, or one of statistics.

    A table counts as whole when all but a few rows of one of its layouts are there, and the statistics stand alone.
    """
    whole = {layout.table for layout in load_layouts().values() if _is_whole(layout, texts)}
    return not (whole >= _ANNUAL or whole - _ANNUAL)


def _is_whole(layout: Layout, texts: Collection[str]) -> bool:
    labels = layout.rows if len(layout.rows) > len(layout.columns) else (*layout.rows, *layout.columns)
    met = sum(any(label_key(spelling) in texts for spelling in label.spellings()) for label in labels)
    return met >= WHOLE * len(labels)


def _other_texts(layout: Layout) -> Iterable[str]:
    yield from (spelling for group in layout.groups for spelling in group.spellings())
    yield from layout.ignore


def _keys(texts: Iterable[str]) -> set[str]:
    return {key for text in texts if (key := label_key(text))}

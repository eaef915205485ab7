"""Labels of the layouts as an index: which official table a printed label belongs to, and which row it names.

A label is known (equal to a spelling of the layout), nearly known (cut or misspelt, and the only row left at its
place), or unknown. Nearly known labels are always reported, and one that says something else (``likeness``) is none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache, lru_cache

from rapidfuzz import fuzz

from extractors.layouts import Label, Layout, load_layouts
from extractors.normalize import label_key, without_enumerator
from extractors.recognize.likeness import is_another
from extractors.records import record

# A cut label of the official form still shares this much with it (2.其他法律行政止公开: 0.88).
_NEAR_RATIO = 0.75
_SHORTEST_CUT = 4


def spelling_keys(labels: Iterable[Label]) -> dict[str, str]:
    """Label key -> code for all spellings of these labels; the first one where two labels are spelt alike."""
    keys: dict[str, str] = {}
    for label in labels:
        for spelling in label.spellings():
            keys.setdefault(label_key(spelling), label.code)
    return keys


@record(frozen=True, slots=True)
class LayoutLabels:
    """The label keys of one layout.

    ``units`` are not labels, but stand among them in forms with a column for the unit; ``every`` is all but these.
    """

    rows: Mapping[str, str]
    columns: Mapping[str, str]
    groups: Mapping[str, str]
    ignored: frozenset[str]
    units: frozenset[str]
    every: frozenset[str]


@cache
def labels_of(layout_id: str) -> LayoutLabels:
    layout = load_layouts()[layout_id]
    rows, columns, groups = (spelling_keys(labels) for labels in (layout.rows, layout.columns, layout.groups))
    ignored = frozenset(label_key(text) for text in layout.ignore)
    units = frozenset(label_key(row.unit) for row in layout.rows)
    return LayoutLabels(rows, columns, groups, ignored, units, frozenset((*rows, *columns, *groups)) | ignored)


@lru_cache(maxsize=1)
def table_keys() -> Mapping[str, frozenset[str]]:
    """Table code -> label keys that occur in no other table (总计 stands in two, so it tells nothing)."""
    by_table: dict[str, set[str]] = {}
    for layout in load_layouts().values():
        by_table.setdefault(layout.table, set()).update(labels_of(layout.id).every)
    return {
        table: frozenset(
            key for key in keys if not any(key in other for name, other in by_table.items() if name != table)
        )
        for table, keys in by_table.items()
    }


@lru_cache(maxsize=1)
def table_of_key() -> Mapping[str, str]:
    """The table of each key of ``table_keys``."""
    return {key: table for table, keys in table_keys().items() for key in keys}


@cache
def layouts_of(table: str) -> list[Layout]:
    return [layout for layout in load_layouts().values() if layout.table == table]


@record(frozen=True, slots=True)
class LabelMatch:
    """Row code for one printed label; ``how`` is exact | variant (number missing or other) | near | position."""

    code: str
    how: str


def match_rows(printed: Sequence[str], layout: Layout) -> list[LabelMatch | None]:
    """Name each printed row label (text, "" when the row has none) by a row of the layout.

    Exact spellings first; what is left is decided only between its exact neighbours, in the order of the form: a
    variant without its number, a near label, and last an unlabelled row where exactly as many rows are missing.
    """
    order = {row.code: position for position, row in enumerate(layout.rows)}
    keys = [label_key(text) for text in printed]
    headings = labels_of(layout.id).groups
    matches = _exact_matches(keys, layout, order)
    for index, key in enumerate(keys):
        if matches[index] is None and key and key not in headings:
            matches[index] = _match_between(key, _free_rows(matches, index, layout, order), layout)
    for index, key in enumerate(keys):
        if matches[index] is None and not key:
            matches[index] = _match_position(index, keys, matches, _free_rows(matches, index, layout, order))
    return matches


def _exact_matches(keys: Sequence[str], layout: Layout, order: Mapping[str, int]) -> list[LabelMatch | None]:
    """Exact spellings; where the form spells two rows alike (被依法纠错数), the next one behind the row before it."""
    candidates = _candidates(layout.id)
    matches: list[LabelMatch | None] = []
    last = -1
    for key in keys:
        codes = candidates.get(key)
        if not codes:
            matches.append(None)
            continue
        code = next((code for code in codes if order[code] > last), codes[0])
        matches.append(LabelMatch(code, "exact"))
        last = order[code]
    return matches


@cache
def _candidates(layout_id: str) -> Mapping[str, list[str]]:
    """Label key -> codes of the rows that are spelt so, in the order of the form."""
    candidates: dict[str, list[str]] = {}
    for row in load_layouts()[layout_id].rows:
        for key in {label_key(spelling) for spelling in row.spellings()}:
            candidates.setdefault(key, []).append(row.code)
    return candidates


def _free_rows(matches: Sequence[LabelMatch | None], index: int, layout: Layout, order: Mapping[str, int]) -> list[str]:
    """Codes not yet named that lie between the named neighbours of this printed row."""
    before = next((order[m.code] for m in reversed(matches[:index]) if m), -1)
    after = next((order[m.code] for m in matches[index + 1 :] if m), len(layout.rows))
    taken = {m.code for m in matches if m}
    return [row.code for row in layout.rows if before < order[row.code] < after and row.code not in taken]


def _match_between(key: str, free: Collection[str], layout: Layout) -> LabelMatch | None:
    bare = without_enumerator(key)
    spellings = {code: [label_key(s) for s in layout.row(code).spellings()] for code in free}
    for code, options in spellings.items():
        if any(bare == without_enumerator(option) for option in options):
            return LabelMatch(code, "variant")
    scored = sorted(
        ((max(_likeness(key, option) for option in options), code) for code, options in spellings.items()), reverse=True
    )
    if not scored or scored[0][0] < _NEAR_RATIO or (len(scored) > 1 and scored[1][0] > scored[0][0] - 0.1):
        return None
    nearest = max(spellings[scored[0][1]], key=lambda option: _likeness(key, option))
    if is_another(key, nearest):
        return None
    return LabelMatch(scored[0][1], "near")


def _likeness(printed: str, official: str) -> float:
    """0..1; a label cut at its end counts as like as one with the same share of characters in common."""
    bare, whole = without_enumerator(printed), without_enumerator(official)
    if len(bare) >= _SHORTEST_CUT and (whole.startswith(bare) or whole.endswith(bare)):
        return 0.9
    return fuzz.ratio(printed, official) / 100


def _match_position(
    index: int, keys: Sequence[str], matches: Sequence[LabelMatch | None], free: Sequence[str]
) -> LabelMatch | None:
    """The row an unlabelled line must be: as many unlabelled lines stand together as rows are missing there."""
    first = index
    while first > 0 and matches[first - 1] is None and not keys[first - 1]:
        first -= 1
    last = index
    while last + 1 < len(keys) and matches[last + 1] is None and not keys[last + 1]:
        last += 1
    if last - first + 1 != len(free):
        return None
    return LabelMatch(free[index - first], "position")

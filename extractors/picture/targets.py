"""What a person typed after ``--figure`` -> the figures it stands for.

A figure is named by its codes as everywhere in nianbao (``applications.new_received.total``); the table may be left out
where row and column say enough. An equation is named as findings print it (``APP-1 total``, ``RL-3.review``) and stands
for all its figures. What is not known is answered with the nearest names, because nobody knows 200 codes by heart.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

from extractors.picture.model import Target, full_name
from extractors.report import Figure, IdentityResult, Report
from nianbao.errors import NianbaoError

_MOST_SUGGESTED = 4
_LEAST_LIKE = 0.5
_PARTS = re.compile(r"[\s.:/,]+")


class UnknownFigure(NianbaoError):
    """No figure and no equation of the report has this name."""

    code = "unknown_figure"


def find_targets(report: Report, names: Sequence[str]) -> list[Target]:
    """The target of each name, in order.

    Raises UnknownFigure, with the nearest names, for a name the report does not have, or that stands for several.
    """
    return [find_target(report, name) for name in names]


def find_target(report: Report, name: str) -> Target:
    """The figure, or the equation with all its figures, that ``name`` stands for; see ``find_targets``."""
    if not report.figures:
        raise UnknownFigure(name, "the report has no figures", "'nianbao extract' says why")
    key = _key(name)
    figures = [figure for figure in report.figures if key in (_key(full_name(figure)), _key(_short(figure)))]
    if len(figures) == 1:
        return figure_target(figures[0])
    if figures:
        raise _several(name, [full_name(figure) for figure in figures])
    results = [result for result in report.identities if key in _spellings(result)]
    results = [result for result in results if result.status == "fail"] or results
    if len({_full(result) for result in results}) > 1:
        raise _several(name, sorted({_full(result) for result in results}))
    if results:
        return finding_target(report, results[0])
    raise UnknownFigure(name, "is no figure and no equation of this report", _near(report, key))


def figure_target(figure: Figure) -> Target:
    return Target(full_name(figure), (figure,))


def finding_target(report: Report, result: IdentityResult) -> Target:
    """The target of one equation: its figures in the order of the equation."""
    by_name = {full_name(figure): figure for figure in report.figures}
    return Target(_full(result), tuple(by_name[name] for name in result.figures if name in by_name), result)


def missing_figure(table: str, row: str, column: str, layout: str) -> Figure:
    """A figure that a report does not have at all, for pictures of findings about it."""
    return Figure(table, row, column, None, "missing", "", "", layout, verdict="missing")


def _short(figure: Figure) -> str:
    return f"{figure.row}.{figure.column}"


def _full(result: IdentityResult) -> str:
    return " ".join(part for part in (result.check, result.table, result.scope) if part)


def _spellings(result: IdentityResult) -> Iterable[str]:
    yield _key(_full(result))
    yield _key(f"{result.check} {result.scope}")
    yield _key(result.check)
    yield _key(f"{result.table} {result.check} {result.scope}")


def _key(name: str) -> str:
    return " ".join(_PARTS.split(name.strip().lower()))


def _several(name: str, names: Sequence[str]) -> UnknownFigure:
    shown = ", ".join(f"'{one}'" for one in names[:_MOST_SUGGESTED])
    more = f" and {len(names) - _MOST_SUGGESTED} more" if len(names) > _MOST_SUGGESTED else ""
    return UnknownFigure(name, f"stands for {len(names)} things", f"name one of {shown}{more}")


def _near(report: Report, key: str) -> str:
    """The names most like ``key``: compared whole, and by the row alone when only a row was given."""
    names: dict[str, str] = {}
    for figure in report.figures:
        full = full_name(figure)
        for spelling in (full, _short(figure), figure.row):
            names.setdefault(_key(spelling), full)
    for result in report.identities:
        for spelling in _spellings(result):
            names.setdefault(spelling, _full(result))
    near = difflib.get_close_matches(key, list(names), n=_MOST_SUGGESTED, cutoff=_LEAST_LIKE)
    found = list(dict.fromkeys(names[one] for one in near))
    if not found:
        return "'nianbao extract FILE --json' lists all codes"
    return "did you mean " + " or ".join(f"'{one}'" for one in found) + "?"

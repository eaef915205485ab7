"""What helps a person whose query is wrong or finds nothing: DuckDB's own help kept, and names that nothing bears.

DuckDB says in the lines after the first what it might have been and where the mistake stands. A measure or an organ that is
typed wrongly is no mistake to it: the answer has no rows, and that looks like a fact.
"""

from __future__ import annotations

import difflib
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator

from nianbao.errors import WarehouseError

_MOST_HELP = 400
_NAMED = (
    ("measure", re.compile(r"(?:measure_by_region\s*\(|\bmeasure_code\s*=)\s*'([^']+)'", re.IGNORECASE)),
    ("indicator", re.compile(r"\bindicator_code\s*=\s*'([^']+)'", re.IGNORECASE)),
    (
        "organ",
        re.compile(
            r"(?:\borgan_(?:panel|indicators)\s*\(\s*(?:organ\s*:?=\s*)?|\borgan_name\s*=\s*)'([^']+)'", re.IGNORECASE
        ),
    ),
)
_LISTS = {
    "measure": "`nianbao sql 'FROM core.measures'` lists all",
    "indicator": "`nianbao sql 'FROM core.indicators'` lists all",
    "organ": "`nianbao sql 'FROM mart.organs'` lists all",
}


class QueryError(WarehouseError):
    """A statement that DuckDB refuses; ``place`` is the line it stands on with a pointer below, "" when DuckDB does not say."""

    code = "query"
    place = ""


def query_error(message: str, remedy: str) -> QueryError:
    """DuckDB's message as one line, its candidates included; ``remedy`` only where DuckDB has none."""
    text, mark, place = message.strip().partition("\nLINE ")
    first, *helps = [line.strip() for line in text.strip().splitlines() if line.strip()]
    helped = textwrap.shorten(" ".join(helps), _MOST_HELP, placeholder=" …")
    error = QueryError(
        "query", f"{first} {helped}".strip(), "" if helped or (mark and "Parser Error" in first) else remedy
    )
    error.place = f"LINE {place}".rstrip() if mark else ""
    return error


def near_names(name: str, known: Iterable[str], most: int = 3) -> list[str]:
    """The known names most like this one: those that contain it, or are contained in it, first."""
    names = list(known)
    inside = [one for one in names if len(name) > 1 and (name in one or one in name)]
    return list(dict.fromkeys([*inside, *difflib.get_close_matches(name, names, most, 0.6)]))[:most]


def unknown_names(sql: str, known: Callable[[str], list[str]]) -> Iterator[str]:
    """A line for each measure, indicator or organ that the query names and the warehouse does not have."""
    for kind, pattern in _NAMED:
        for name in dict.fromkeys(pattern.findall(sql)):
            names = known(kind)
            if name not in names:
                near = ", ".join(near_names(name, names))
                yield f"no {kind} is called {name}; {'near: ' + near if near else _LISTS[kind]}"

"""The JSON of a stored reading (docs/contract.md) -> Report, so that a picture shows what the warehouse says.

Only what pictures need is brought back: identity, figures with their places, findings, issues. Equations that hold are
not in the JSON; they are evaluated again over the stored figures, so that a reviewer may ask for any of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from extractors.document import Issue, Place
from extractors.identities import evaluate
from extractors.layouts import load_layouts
from extractors.report import Figure, IdentityResult, Report


def report_of(stored: Mapping[str, Any]) -> Report:
    """The report of a reading's ``report`` object. Raises KeyError or TypeError when it is not of the contract."""
    figures = tuple(_figure(one) for one in stored["figures"])
    return Report(
        status=stored["status"],
        title=stored["title"],
        organ=stored["organ"],
        year=stored["year"],
        scope=stored["scope"],
        published=stored["published"] or "",
        witnesses=(),
        tables=(),
        figures=figures,
        sections=(),
        identities=_identities(figures, [_finding(one) for one in stored["findings"]]),
        issues=tuple(Issue(**one) for one in stored["issues"]),
    )


def _identities(figures: Sequence[Figure], findings: Sequence[IdentityResult]) -> tuple[IdentityResult, ...]:
    """The findings as stored, and the other equations of the layouts as the figures have it."""
    known = {(one.check, one.table, one.scope) for one in findings}
    found = list(findings)
    for name in dict.fromkeys(figure.layout for figure in figures):
        layout = load_layouts().get(name)
        values = {(figure.row, figure.column): figure.value for figure in figures if figure.layout == name}
        results = evaluate(layout, values) if layout is not None else []
        found += [one for one in results if (one.check, one.table, one.scope) not in known]
    return tuple(found)


def _figure(stored: Mapping[str, Any]) -> Figure:
    box = stored["bbox"]
    place = Place(
        stored["page"], (box[0], box[1], box[2], box[3]) if box else None, stored["path"], stored.get("member") or ""
    )
    return Figure(
        table=stored["table"],
        row=stored["row"],
        column=stored["column"],
        value=_decimal(stored["value"]),
        kind=stored["kind"],
        raw=stored["raw"],
        unit=stored["unit"],
        layout=stored["layout"],
        place=place,
        verdict=stored["verdict"],
        origin=stored.get("origin", "text"),
        corrected_from=stored.get("corrected_from") or "",
    )


def _finding(stored: Mapping[str, Any]) -> IdentityResult:
    return IdentityResult(
        check=stored["check"],
        scope=stored["scope"],
        table=stored["table"],
        layout=stored["layout"],
        severity=stored["severity"],
        relation=stored["relation"],
        formula=stored["formula"],
        figures=tuple(stored["figures"]),
        left=_decimal(stored["left"]),
        right=_decimal(stored["right"]),
        status=stored["status"],
    )


def _decimal(value: float | None) -> Decimal | None:
    """JSON numbers are floats of at most 15 digits, whose shortest text is the printed number."""
    return None if value is None else Decimal(str(value))

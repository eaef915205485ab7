"""Evaluates the identities (勾稽关系) of the layouts over the figures of one report.

The audit in the warehouse does the same in SQL and is the engine of record; this one tells a reader, at once, what
does not add up, decides what a blank cell means, and proves figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Literal

from extractors.layouts import CellCode, Identity, Layout
from extractors.report import IdentityResult

Values = Mapping[CellCode, Decimal | None]
Status = Literal["pass", "fail", "na"]
_ZERO = Decimal(0)


def evaluate(layout: Layout, values: Values) -> list[IdentityResult]:
    """All identities of the layout over these values; ``na`` where a term has no value."""
    return [evaluate_one(identity, values) for identity in layout.identities]


def evaluate_one(identity: Identity, values: Values) -> IdentityResult:
    relation = identity.relation
    left = _sum(identity.left, values) if identity.left else Decimal(identity.constant)
    right = _sum(identity.right, values) if identity.right else Decimal(identity.constant)
    return IdentityResult(
        identity.id,
        identity.scope,
        identity.table,
        identity.layout,
        identity.severity,
        relation,
        identity.formula,
        identity.figures,
        left,
        right,
        "na" if left is None or right is None else "pass" if holds(relation, left, right) else "fail",
    )


def status_of(identity: Identity, values: Values) -> Status:
    """Only whether the identity holds over these values."""
    left, right = side_sum(identity, "left", values), side_sum(identity, "right", values)
    if left is None or right is None:
        return "na"
    return "pass" if holds(identity.relation, left, right) else "fail"


def side_sum(identity: Identity, side: Literal["left", "right"], values: Values) -> Decimal | None:
    """Sum of one side, the constant where no term stands there, None where a term has no value."""
    terms = identity.left if side == "left" else identity.right
    return _sum(terms, values) if terms else Decimal(identity.constant)


def _sum(terms: Sequence[tuple[int, CellCode]], values: Values) -> Decimal | None:
    if len(terms) == 1 and terms[0][0] > 0:
        return values.get(terms[0][1])
    total = _ZERO
    for coefficient, code in terms:
        value = values.get(code)
        if value is None:
            return None
        total = total + value if coefficient > 0 else total - value
    return total


def holds(relation: str, left: Decimal, right: Decimal) -> bool:
    if relation == "=":
        return left == right
    if relation == "<=":
        return left <= right
    if relation == ">=":
        return left >= right
    if relation == "integer>=":
        return left >= right and left == left.to_integral_value()
    raise ValueError(f"unknown relation {relation!r}")


def equations(layout: Layout) -> Iterable[Identity]:
    """The identities that are true equations: only these can prove a figure."""
    return (identity for identity in layout.identities if identity.relation == "=")


def blank_values(
    layout: Layout, values: Values, blanks: Iterable[CellCode]
) -> tuple[dict[CellCode, Decimal | None], set[CellCode]]:
    """What each blank cell of a table may be read as (0 or no value), and the blanks that cannot be 0.

    A blank total beside parts that add up to more than 0 is missing, not 0 (FORMAT.md §5.3). Another blank is 0 when an
    equation through it holds with all blanks at 0. A table without a single printed figure shows nothing.
    """
    blank = set(blanks)
    if not blank:
        return {}, set()
    if all(value is None for value in values.values()):
        return dict.fromkeys(blank), set()
    trial: dict[CellCode, Decimal | None] = {**values, **dict.fromkeys(blank, Decimal(0))}
    rules = list(equations(layout))
    unknown = {_total(rule) for rule in rules if _is_contradicted_total(rule, trial, blank)}
    for code in unknown:
        trial[code] = None
    shown = {(term.row, term.column) for rule in rules if status_of(rule, trial) == "pass" for term in rule.terms}
    return {code: Decimal(0) if code in shown and code not in unknown else None for code in blank}, unknown


def _total(rule: Identity) -> CellCode:
    return rule.right[0][1]


def _is_contradicted_total(rule: Identity, trial: Values, blank: set[CellCode]) -> bool:
    """A rule whose single right-hand cell is blank while its left side adds up to something."""
    return len(rule.right) == 1 and _total(rule) in blank and bool(side_sum(rule, "left", trial))

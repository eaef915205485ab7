"""Claims and figures of one report -> for each claim whether the tables say the same.

A sentence may count what was carried in or leave it out: both readings are right, and the one that agrees is kept. A
claim that differs is information for a reviewer; it never touches a figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import lru_cache

from extractors.report import Claim, ClaimReason, ClaimStatus, Figure
from extractors.values import parse_value

Values = Mapping[tuple[str, str, str], Decimal | None]

_PARTIAL_LISTS = frozenset(("requests_by_channel", "requests_by_place"))
_APPLICANTS = ("natural_person", "business", "research", "social_welfare", "legal_service", "other_org")
_LARGE_SHARE = Decimal("0.1")
_CENT = Decimal("0.01")


def settle_claims(claims: Iterable[Claim], figures: Sequence[Figure]) -> tuple[Claim, ...]:
    """The claims with figures, expected value and status set from these figures; may be called again with other ones."""
    stated = tuple(claims)
    if not stated:
        return ()
    values: Values = {
        (f.table, f.row, f.column): f.value for f in figures if f.kind != "zero" or not _is_by_sentence(f)
    }
    known: dict[str, Decimal | None] = {}
    return tuple(_settle(claim, values, known) for claim in stated)


def _is_by_sentence(figure: Figure) -> bool:
    """A 0 whose raw is no number: it was taken from a sentence, which must not confirm itself."""
    return figure.kind == "zero" and parse_value(figure.raw).kind == "text"


def _settle(claim: Claim, values: Values, evaluated: dict[str, Decimal | None]) -> Claim:
    """The claim beside these values; ``evaluated`` holds the formulas that are worked out already."""
    if claim.reason == "needs_last_year" or not claim.readings:
        return claim
    for formula in claim.readings:
        if formula not in evaluated and _is_of_these_tables(formula, values):
            evaluated[formula] = evaluate(formula, values)
    known = [(formula, evaluated[formula]) for formula in claim.readings if formula in evaluated]
    if not known:
        reason: ClaimReason = "scope" if claim.reason == "scope" else "" if claim.is_fact else "no_table"
        return _with(claim, "" if values else claim.figures, None, "unchecked", reason)
    formula, expected = next(
        ((f, value) for f, value in known if value is not None and _compare(claim, value)[0] == "agree"), known[0]
    )
    if claim.reason == "scope":
        return _with(claim, formula, expected, claim.status, claim.reason)
    status: ClaimStatus
    why: ClaimReason
    status, why = ("unchecked", "no_value") if expected is None else _compare(claim, expected)
    if status == "differ" and any(value is None for _, value in known):
        status, why = "unchecked", "no_value"  # the reading that cannot be computed may be the right one
    return _with(claim, formula, _shown(expected, formula), status, why)


def _with(claim: Claim, figures: str, expected: Decimal | None, status: ClaimStatus, reason: ClaimReason) -> Claim:
    """The claim with these; itself where it says so already: claims are settled again when documents are put together."""
    if (claim.figures, claim.status, claim.reason) == (figures, status, reason) and _is_alike(claim.expected, expected):
        return claim
    return replace(claim, figures=figures, expected=expected, status=status, reason=reason)


def _is_alike(one: Decimal | None, other: Decimal | None) -> bool:
    """Whether two values are written with the same digits: 1 and 1.00 are not."""
    return one is other or (one is not None and other is not None and one == other and one.same_quantum(other))


def _compare(claim: Claim, expected: Decimal) -> tuple[ClaimStatus, ClaimReason]:
    gap = abs(expected - claim.value)
    if claim.unit == "%":
        return ("agree", "") if gap < claim.step else ("differ", "")
    if gap == 0 or (claim.is_approximate and gap < claim.step):
        return "agree", ""
    if claim.is_approximate and gap <= _LARGE_SHARE * max(expected, claim.value):
        return "unchecked", "approximate"
    if claim.code in _PARTIAL_LISTS and claim.value < expected:
        return "unchecked", "incomplete"
    return "differ", ""


def _shown(expected: Decimal | None, formula: str) -> Decimal | None:
    return expected.quantize(_CENT) if expected is not None and " / " in formula else expected


def evaluate(formula: str, values: Values) -> Decimal | None:
    """Value of ``a + b`` or, in per cent, of ``(a + b) / c``; None where a figure has no value or c is 0."""
    if " / " not in formula:
        return _sum(formula, values)
    above, below = (_sum(side, values) for side in formula.split(" / "))
    return None if above is None or not below else 100 * above / below


def _sum(terms: str, values: Values) -> Decimal | None:
    total = Decimal(0)
    for term in terms.strip("()").split(" + "):
        for code in _codes(term, values):
            value = values[code] if values[code] is not None else _sum_of_applicants(code, values)
            if value is None:
                return None
            total += value
    return total


def _sum_of_applicants(code: tuple[str, str, str], values: Values) -> Decimal | None:
    """A total of table 3 that the publisher left empty, from the six applicant columns of its row."""
    table, row, column = code
    if (table, column) != ("applications", "total"):
        return None
    parts = [values.get((table, row, applicant)) for applicant in _APPLICANTS]
    return (
        None if any(part is None for part in parts) else sum((part for part in parts if part is not None), Decimal(0))
    )


def _codes(term: str, values: Values) -> list[tuple[str, str, str]]:
    """The figures a term stands for, of this report; a row may end in ``*``."""
    code = _code(term)
    table, row, column = code
    if "*" not in row:
        return [code] if code in values else []
    return [code for code in values if code[0] == table and code[2] == column and fnmatchcase(code[1], row)]


@lru_cache(maxsize=1024)
def _code(term: str) -> tuple[str, str, str]:
    table, row, column = term.split(".")
    return table, row, column


def _is_of_these_tables(formula: str, values: Values) -> bool:
    return all(_codes(term, values) for term in _terms(formula))


@lru_cache(maxsize=1024)
def _terms(formula: str) -> list[str]:
    return formula.replace("(", "").replace(")", "").replace(" / ", " + ").split(" + ")

"""The catalogue of checks: ``checks/*.yaml`` into one list of what must hold, with severity, source, meaning and guard.

Equations inside one table are said once, in the layout files; they arrive here as the warehouse's ``quality.identities``
and get what they share (clause, meaning, guard) from ``arithmetic.yaml``. Equations over two years stand in the catalogue
as terms, because no form prints them; all other checks are a block of the same id in ``sql/audit/checks_*.sql``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from expectations.statements import SEVERITIES, structural_check_files
from nianbao.errors import WarehouseError

FAMILIES = (
    "arithmetic",
    "cross_year",
    "aggregation",
    "presence",
    "narrative",
    "timeliness",
    "plausibility",
    "revision",
    "structure",
    "audit",
)
VERDICTS = ("source_error", "extraction_suspect", "scope_difference", "revision", "coverage", "policy")
_BEFORE = "[-1]"


@dataclass(frozen=True, slots=True)
class Guard:
    """Of the reports a check applies to, the share that must be evaluable; judged from ``least_reports`` on."""

    least_share: float
    least_reports: int


@dataclass(frozen=True, slots=True)
class Check:
    """One rule of the catalogue.

    Attributes:
        basis: official (stated in the notice) | derived | observed | technical.
        formula: over codes; "" where the rule is no equation.
        form, clause: the notice or form it comes from, and the place in it.
        verdict: of its findings; "" where the evidence of each finding decides.
    """

    id: str
    family: str
    severity: str
    basis: str
    title_zh: str
    title_en: str
    formula: str
    form: str
    clause: str
    meaning_zh: str
    meaning_en: str
    guard: Guard
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class CrossTerm:
    """One term of an equation over two years; ``years_back`` 1 is the report of the year before."""

    check_id: str
    side: str
    coefficient: int
    years_back: int
    code: str


@dataclass(frozen=True, slots=True)
class CrossEquation:
    """An equation over two years of one table: ``each`` column of it (codes are rows) or row (codes are columns).

    ``short_verdict``: what it tells where the right side falls short of the left, "" when that is the publisher's mistake as well.
    """

    check_id: str
    table: str
    each: str
    rows: tuple[str, ...]
    terms: tuple[CrossTerm, ...]
    severity: str
    part_severity: str
    short_verdict: str


@lru_cache(maxsize=1)
def catalogue_files() -> Mapping[str, Mapping[str, Any]]:
    """The parsed files of ``expectations/checks`` by family."""
    folder = resources.files("expectations") / "checks"
    files = sorted((one for one in folder.iterdir() if one.name.endswith(".yaml")), key=lambda one: one.name)
    found: dict[str, Mapping[str, Any]] = {}
    for file in files:
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
        if data.get("family") not in FAMILIES:
            raise WarehouseError(f"expectations/checks/{file.name}", "names no known family", f"use one of {FAMILIES}")
        found[str(data["family"])] = data
    return found


@lru_cache(maxsize=1)
def source_checks() -> tuple[Check, ...]:
    """Checks of the source that the catalogue itself defines, by family; the identities of layouts are not among them.

    Raises WarehouseError naming the entry that is incomplete or stands there twice.
    """
    found = [
        _check(entry, family, data)
        for family, data in catalogue_files().items()
        for entry in [*data.get("checks", []), *data.get("equations", [])]
    ]
    twice = sorted({one.id for one in found if sum(other.id == one.id for other in found) > 1})
    if twice:
        raise WarehouseError("expectations/checks", f"{', '.join(twice)} stands there twice", "give each its own id")
    return tuple(sorted(found, key=lambda one: FAMILIES.index(one.family)))


@lru_cache(maxsize=1)
def cross_equations() -> tuple[CrossEquation, ...]:
    """The equations over two years."""
    return tuple(_equation(entry) for entry in catalogue_files()["cross_year"]["equations"])


def structural_catalogue() -> list[Check]:
    """The checks of ``sql/audit/structure_*.sql`` with the family and meaning the catalogue gives them."""
    data = catalogue_files()["structure"]
    meaning = data["from_sql"]["meaning"]
    checks = []
    for one in structural_check_files():
        special = data["families"].get(one.id, {})
        texts = ("", "", f"sql/audit, {one.core_table}", meaning["zh"], meaning["en"])
        family = str(special.get("family", "structure"))
        checks.append(Check(one.id, family, one.severity, "technical", one.zh, one.en, *texts, _guard(data, {})))
    return checks


def layout_catalogue(identities: Iterable[tuple[str, str, str, str, str, str, str]]) -> list[Check]:
    """The identities of the layouts: (check_id, severity, status, title_zh, title_en, form, formula) a check."""
    data = catalogue_files()["arithmetic"]
    shared: Sequence[Mapping[str, Any]] = data["from_layouts"]
    checks = []
    for check_id, severity, status, zh, en, form, formula in identities:
        of = next((one for one in shared if check_id.startswith(one["prefix"])), None)
        clause = of["clause"] if of else ""
        meaning_zh, meaning_en = (str(of["meaning"]["zh"]), str(of["meaning"]["en"])) if of else (zh, en)
        texts = (zh, en, formula, form, clause, meaning_zh, meaning_en)
        checks.append(Check(check_id, "arithmetic", severity, status, *texts, _guard(data, {})))
    for one in data["definitions"]:
        texts = (one["zh"], one["en"], one["formula"], "", "表四", one["zh"], one["en"])
        checks.append(Check(one["id"], "arithmetic", "info", "definition", *texts, Guard(0.0, 0)))
    return checks


def in_order(checks: Iterable[Check]) -> list[Check]:
    """By family, then as they stand in their file."""
    return sorted(checks, key=lambda one: FAMILIES.index(one.family))


def _check(entry: Mapping[str, Any], family: str, data: Mapping[str, Any]) -> Check:
    try:
        check = Check(
            id=entry["id"],
            family=family,
            severity=entry["severity"],
            basis=entry.get("basis", "derived"),
            title_zh=entry["zh"],
            title_en=entry["en"],
            formula=entry.get("formula", "") or _formula(entry),
            form=entry["form"],
            clause=entry["clause"],
            meaning_zh=entry["meaning"]["zh"],
            meaning_en=entry["meaning"]["en"],
            guard=_guard(data, entry),
            verdict=entry.get("verdict", ""),
        )
    except KeyError as error:
        where = f"expectations/checks/{family}.yaml, {entry.get('id', 'an entry without id')}"
        raise WarehouseError(where, f"lacks {error}", "compare with the entry before it") from None
    if check.severity not in SEVERITIES or not {check.verdict, entry.get("short_verdict", "")} <= {"", *VERDICTS}:
        where = f"expectations/checks/{family}.yaml, {check.id}"
        raise WarehouseError(where, "has an unknown severity or verdict", f"use {SEVERITIES}, {VERDICTS}")
    return check


def _guard(data: Mapping[str, Any], entry: Mapping[str, Any]) -> Guard:
    guard = entry.get("guard") or data["guard"]
    return Guard(float(guard["least_share"]), int(guard["least_reports"]))


def _formula(entry: Mapping[str, Any]) -> str:
    if "left" not in entry:
        return ""
    return " = ".join(" + ".join(entry[side]).replace("+ -", "- ") for side in ("left", "right"))


def _equation(entry: Mapping[str, Any]) -> CrossEquation:
    terms = [_term(entry["id"], side, text) for side in ("left", "right") for text in entry[side]]
    severity = entry["severity"]
    return CrossEquation(
        entry["id"],
        entry["table"],
        entry["each"],
        tuple(entry.get("rows", ())),
        tuple(terms),
        severity,
        entry.get("part_severity", severity),
        entry.get("short_verdict", ""),
    )


def _term(check_id: str, side: str, text: str) -> CrossTerm:
    code = text.removeprefix("-").removesuffix(_BEFORE)
    return CrossTerm(check_id, side, -1 if text.startswith("-") else 1, int(text.endswith(_BEFORE)), code)

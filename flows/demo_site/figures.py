"""Random figures that obey every identity of the forms, within a year and from one year to the next.

Nothing here knows a row of table 3 by its place: the rows that add up come from the layouts' own identities, so
that a form that gains a row gains figures too. What is plausible (that few requests touch a state secret) stands in
``WEIGHTS``.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from extractors.layouts import CellCode, Identity, Layout, load_layouts
from extractors.report import Scope
from flows.demo_site.model import CellKey, Failure, Figures, FilledReport
from flows.demo_site.prose import report_date, report_title, write_sections

WEIGHTS: Mapping[str, float] = {
    "granted": 40,
    "partially_granted": 8,
    "denied_state_secret": 0.3,
    "denied_law_prohibited": 0.6,
    "denied_security_stability": 0.2,
    "denied_third_party": 2,
    "denied_process_info": 2,
    "denied_enforcement_file": 2,
    "unavailable_not_held": 20,
    "unavailable_to_be_created": 3,
    "unavailable_unclear": 3,
    "rejected_petition": 3,
    "rejected_duplicate": 3,
    "other_not_corrected": 3,
    "other_misc": 4,
}
"""Relative frequency of the results of a request; a result not named has 0.5."""

SHARES: Mapping[str, float] = {
    "natural_person": 1.0,
    "business": 0.16,
    "research": 0.02,
    "social_welfare": 0.02,
    "legal_service": 0.08,
    "other_org": 0.04,
}
"""Requests by applicant, relative to natural persons."""

_TOTAL = "total"
_MOST_CARRIED = 0.08


@dataclass(frozen=True, slots=True)
class Profile:
    """How busy an organ is in a year: requests of natural persons, decisions, documents in force, fees in 万元."""

    requests: int
    licensing: int
    penalties: int
    coercions: int
    documents: int
    fees: int


@dataclass(frozen=True, slots=True)
class Before:
    """What a year takes over from the year before: requests carried by applicant, documents in force."""

    carried: Mapping[str, Decimal]
    documents: Decimal


def layouts_of_year(year: int) -> tuple[Layout, Layout, Layout]:
    """Tables 2, 3 and 4 as the form of that report year has them."""
    layouts = load_layouts()
    era = "2021" if year >= 2021 else "2019"
    return layouts[f"proactive_{era}"], layouts[f"applications_{era}"], layouts["review_litigation_2019"]


def fill_tables(rng: random.Random, year: int, profile: Profile, before: Before | None = None) -> dict[str, Figures]:
    """Figures of all three tables of one report, by layout id."""
    proactive, applications, review = layouts_of_year(year)
    fill_proactive = _proactive_2021 if year >= 2021 else _proactive_2019
    return {
        proactive.id: fill_proactive(rng, profile, before),
        applications.id: _applications(rng, applications, profile, before),
        review.id: _review_litigation(rng, review, profile),
    }


def add_up(layout: Layout, parts: list[Figures]) -> Figures:
    """Cell by cell sum, as a government adds up the reports below it (逐级汇总)."""
    return {cell: sum((part[cell] for part in parts), Decimal(0)) for cell in layout.cells()}


def broken_identities(layout: Layout, figures: Mapping[CellKey, Decimal]) -> list[Failure]:
    """Identities of a layout that printed figures break."""
    return [
        Failure(identity.id, identity.scope, layout.table)
        for identity in layout.identities
        if not _holds(identity, figures)
    ]


def fill_report(
    organ: str = "云溪县教育局",
    year: int = 2023,
    *,
    seed: int = 1,
    profile: Profile = Profile(60, 420, 35, 6, 12, 80),
    scope: Scope = "own",
) -> FilledReport:
    """One whole report with random figures: a fixture for tests of any format. The same arguments give the same report."""
    rng = random.Random(f"{seed}/{organ}/{year}")
    tables = fill_tables(rng, year, profile)
    return assemble(organ, year, scope, tables, rng)


def assemble(
    organ: str,
    year: int,
    scope: Scope,
    tables: dict[str, Figures],
    rng: random.Random,
    *,
    printed: Mapping[CellKey, str] | None = None,
) -> FilledReport:
    """A report around its figures: title, date and sections that agree with what is printed."""
    title, published = report_title(organ, year, rng), report_date(year, scope, rng)
    bare = FilledReport(organ, year, scope, title, published, tables, (), printed=printed or {})
    return replace(bare, sections=write_sections(bare, rng))


def _proactive_2021(rng: random.Random, profile: Profile, before: Before | None) -> Figures:
    issued = rng.randint(0, max(1, profile.documents // 4))
    repealed = rng.randint(0, max(1, profile.documents // 6))
    stock = before.documents if before else Decimal(profile.documents)
    repealed = min(repealed, int(stock))
    fees = Decimal(rng.randint(profile.fees * 60, profile.fees * 140)) / 100 if profile.fees else Decimal(0)
    return {
        **dict.fromkeys((("regulations", column) for column in ("issued", "repealed", "in_force")), Decimal(0)),
        ("normative_docs", "issued"): Decimal(issued),
        ("normative_docs", "repealed"): Decimal(repealed),
        ("normative_docs", "in_force"): stock + issued - repealed,
        ("licensing", "decisions"): _around(rng, profile.licensing),
        ("penalty", "decisions"): _around(rng, profile.penalties),
        ("coercion", "decisions"): _around(rng, profile.coercions),
        ("admin_fees", "amount_wan_yuan"): fees,
    }


def _proactive_2019(rng: random.Random, profile: Profile, before: Before | None) -> Figures:
    made = rng.randint(0, max(1, profile.documents // 3))
    disclosed = rng.randint(0, made)
    figures: dict[CellCode, Decimal] = {
        **dict.fromkeys((("regulations", column) for column in ("made", "disclosed", "disclosed_total")), Decimal(0)),
        ("normative_docs", "made"): Decimal(made),
        ("normative_docs", "disclosed"): Decimal(disclosed),
        ("normative_docs", "disclosed_total"): Decimal(profile.documents + disclosed),
        ("central_procurement", "projects"): Decimal(rng.randint(0, 12)),
    }
    decisions = {
        "licensing": profile.licensing,
        "external_services": profile.licensing // 3,
        "penalty": profile.penalties,
        "coercion": profile.coercions,
    }
    for row, volume in decisions.items():
        figures.update(_power_items(rng, row, has_any=volume > 0))
        figures[row, "decisions"] = _around(rng, volume)
    figures.update(_power_items(rng, "admin_fees", has_any=profile.fees > 0))
    projects = figures["central_procurement", "projects"]
    figures["central_procurement", "amount_yuan"] = projects * rng.randint(40_000, 900_000)
    return figures


def _power_items(rng: random.Random, row: str, *, has_any: bool) -> dict[CellCode, Decimal]:
    """Items of the power list in the year before and their change (may be negative, never below nothing)."""
    earlier = rng.randint(4, 160) if has_any else 0
    change = rng.choice((0, 0, rng.randint(-min(earlier, 9), 12))) if has_any else 0
    return {(row, "items_prev"): Decimal(earlier), (row, "items_change"): Decimal(change)}


def _applications(rng: random.Random, layout: Layout, profile: Profile, before: Before | None) -> Figures:
    """Per applicant: what came and was carried in is dealt out to the results and what is carried forward."""
    balance = _identity(layout, "APP-1")
    new, carried_in = (term.row for term in balance.terms if term.side == "left")
    processed, carried_forward = (term.row for term in balance.terms if term.side == "right")
    results = [term.row for term in _identity(layout, "APP-2").terms if term.side == "left"]
    weights = [WEIGHTS.get(row, 0.5) for row in results]
    figures: dict[CellCode, Decimal] = dict.fromkeys(layout.cells(), Decimal(0))
    for column in (c.code for c in layout.columns if c.code != _TOTAL):
        expected = profile.requests * SHARES[column]
        came = max(0, round(rng.gauss(expected, expected**0.5 / 2 + 0.3)))
        carried = int(before.carried[column]) if before else rng.randint(0, int(came * _MOST_CARRIED) + 1)
        left = min(came, rng.randint(0, int(came * _MOST_CARRIED) + 1)) if came else 0
        figures[new, column], figures[carried_in, column] = Decimal(came), Decimal(carried)
        figures[carried_forward, column] = Decimal(left)
        figures[processed, column] = Decimal(came + carried - left)
        for row in rng.choices(results, weights, k=came + carried - left):
            figures[row, column] += 1
    for spec in layout.rows:
        parts = (figures[spec.code, c.code] for c in layout.columns if c.code != _TOTAL)
        figures[spec.code, _TOTAL] = sum(parts, Decimal(0))
    return figures


def _review_litigation(rng: random.Random, layout: Layout, profile: Profile) -> Figures:
    figures: dict[CellCode, Decimal] = {}
    most = min(6, profile.requests // 20)
    for row in layout.rows:
        parts = [column.code for column in layout.columns if column.code != _TOTAL]
        for column in parts:
            figures[row.code, column] = Decimal(rng.choice((0, 0, rng.randint(0, most))))
        figures[row.code, _TOTAL] = sum((figures[row.code, column] for column in parts), Decimal(0))
    return figures


def _around(rng: random.Random, volume: int) -> Decimal:
    return Decimal(rng.randint(volume * 8 // 10, volume * 12 // 10)) if volume else Decimal(0)


def _identity(layout: Layout, check: str) -> Identity:
    return next(identity for identity in layout.identities if identity.id == check)


def _holds(identity: Identity, figures: Mapping[CellKey, Decimal]) -> bool:
    sides = {"left": Decimal(0), "right": Decimal(identity.constant)}
    for term in identity.terms:
        sides[term.side] += term.coefficient * figures[identity.table, term.row, term.column]
    left, right = sides["left"], sides["right"]
    if identity.relation == "=":
        return left == right
    if identity.relation == "<=":
        return left <= right
    return left >= right and (identity.relation == ">=" or left == left.to_integral_value())

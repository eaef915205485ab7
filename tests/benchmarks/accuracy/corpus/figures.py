"""Random figures that satisfy the identities of a layout, as an office of a given size could have them.

Each identity of the form "parts = one total" defines its total. What remains is the knowledge of the forms that their
equations do not carry: applicants and results are sparse, stock is larger than flow, a carry-over is small.
"""

from __future__ import annotations

from decimal import Decimal
from random import Random

from extractors.layouts import CellCode, Identity, Layout

Figures = dict[CellCode, Decimal]
SIZES = {"township": 3, "bureau": 40, "county": 400, "city": 4_000, "province": 60_000}
"""Typical largest number of requests of an office."""
_MONEY = ("amount_wan_yuan", "amount_yuan", "value.request_fees_wan_yuan", "value.budget_wan_yuan")


def fill(layout: Layout, rng: Random, size: int) -> Figures:
    """Figures for every cell of the layout; all its identities hold."""
    if layout.table == "applications":
        return _applications(layout, rng, size)
    if layout.table == "proactive":
        return _proactive(layout, rng, size)
    if layout.table == "review_litigation":
        return _totalled(layout, _sparse(layout, rng, max(2, size // 40), share=0.35))
    if layout.table == "stats_2014":
        return _national(layout, rng, size)
    return _provincial(layout, rng, size)


def zeros(layout: Layout) -> Figures:
    return dict.fromkeys(layout.cells(), Decimal(0))


def equations(layout: Layout) -> list[Identity]:
    """The equations that define one total each, smallest first."""
    rules = [rule for rule in layout.identities if rule.relation == "="]
    return [rule for rule in rules if sum(term.side == "right" for term in rule.terms) == 1]


def total_of(rule: Identity) -> CellCode:
    term = next(term for term in rule.terms if term.side == "right")
    return term.row, term.column


def parts_of(rule: Identity) -> list[CellCode]:
    return [(term.row, term.column) for term in rule.terms if term.side == "left"]


def _totalled(layout: Layout, figures: Figures) -> Figures:
    """Fill every total that an equation defines; equations whose parts are totals themselves come last."""
    totals = {total_of(rule) for rule in equations(layout)}
    for _ in range(3):
        for rule in equations(layout):
            figures[total_of(rule)] = sum((figures[part] for part in parts_of(rule)), Decimal(0))
    assert totals
    return figures


def _sparse(layout: Layout, rng: Random, size: int, share: float) -> Figures:
    figures = zeros(layout)
    for code in figures:
        if rng.random() < share:
            figures[code] = Decimal(_some(rng, size))
    return figures


def _some(rng: Random, size: int) -> int:
    """A small number mostly, a large one now and then."""
    return int(size ** rng.random()) if size > 1 else rng.randint(0, 1)


def _applications(layout: Layout, rng: Random, size: int) -> Figures:
    figures = zeros(layout)
    fixed = ("new_received", "carried_in", "processed_total", "carried_forward")
    results = [row.code for row in layout.rows if row.code not in fixed]
    people = [column.code for column in layout.columns if column.code != "total"]
    for rank, column in enumerate(people):
        count = _some(rng, size) if rank == 0 else _some(rng, max(1, size // 8)) * (rng.random() < 0.5)
        for _ in range(min(count, 12)):
            row = rng.choice(results[:2] * 8 + results)
            figures[row, column] += max(1, count // 12)
        forward = rng.randint(0, max(1, count // 10)) * (rng.random() < 0.6)
        processed = sum((figures[row, column] for row in results), Decimal(0))
        carried_in = min(rng.randint(0, max(1, count // 10)) * (rng.random() < 0.6), int(processed) + forward)
        figures["carried_forward", column] = Decimal(forward)
        figures["carried_in", column] = Decimal(carried_in)
        figures["new_received", column] = processed + forward - carried_in
    return _totalled(layout, figures)


def _proactive(layout: Layout, rng: Random, size: int) -> Figures:
    figures: Figures = {}
    for row, column in layout.cells():
        number = Decimal(_some(rng, size * 20) if rng.random() < 0.75 else 0)
        if column in _MONEY and number:
            number = number + Decimal(rng.randint(1, 10**6)) / 10 ** rng.choice((1, 2, 2, 4, 6))
        if column == "items_change" and rng.random() < 0.5:
            number = -(number % 60)
        figures[row, column] = number.normalize() if number % 1 else number.to_integral_value()
    for row_spec in layout.rows:
        at = row_spec.code
        if "in_force" in row_spec.columns:
            figures[at, "in_force"] += figures[at, "issued"]
        if "disclosed" in row_spec.columns:
            figures[at, "disclosed"] = Decimal(rng.randint(0, int(figures[at, "made"])))
            figures[at, "disclosed_total"] += figures[at, "disclosed"]
    return figures


def _national(layout: Layout, rng: Random, size: int) -> Figures:
    figures = _sparse(layout, rng, size, share=0.6)
    one = {row: (row, "value") for row in (row.code for row in layout.rows)}
    _totalled(layout, figures)
    for part, whole in (
        ("press_conferences_by_head", "press_conferences"),
        ("online_interviews_by_head", "online_interviews"),
    ):
        figures[one[part]] = Decimal(rng.randint(0, int(figures[one[whole]])))
    channels = [one[row.code] for row in layout.rows if row.code.startswith("via_")]
    figures[one["disclosed_info"]] = max(figures[channel] for channel in channels)
    figures[one["disclosed_normative"]] = Decimal(rng.randint(0, int(figures[one["disclosed_info"]])))
    replied = figures[one["req_replied"]]
    figures[one["req_closed"]] = replied
    figures[one["closed_extended"]] = Decimal(rng.randint(0, int(replied)))
    figures[one["closed_on_time"]] = replied - figures[one["closed_extended"]]
    short = replied - figures[one["req_received"]]
    if short > 0:
        figures[one["req_online"]] += short
        figures[one["req_received"]] += short
    for code in ("request_fees_wan_yuan", "budget_wan_yuan"):
        if figures[one[code]] and rng.random() < 0.7:
            figures[one[code]] += Decimal(rng.randint(1, 99)) / 100
    return figures


def _provincial(layout: Layout, rng: Random, size: int) -> Figures:
    figures = _totalled(layout, _sparse(layout, rng, size, share=0.6))
    for row in (row.code for row in layout.rows):
        if row in ("disclosed_web", "disclosed_gazette"):
            figures["disclosed_docs", "year"] = max(figures["disclosed_docs", "year"], figures[row, "year"])
    before = _totalled(layout, _sparse(layout, rng, size * 6, share=0.7))
    for row in (row.code for row in layout.rows):
        figures[row, "cumulative"] = figures[row, "year"] + before[row, "year"]
    for row in ("disclosed_web", "disclosed_gazette"):
        whole = figures["disclosed_docs", "cumulative"]
        figures["disclosed_docs", "cumulative"] = max(whole, figures[row, "cumulative"])
    return _totalled(layout, figures)

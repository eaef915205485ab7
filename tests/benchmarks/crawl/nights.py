"""Nights of the real flow over the local government, each held against what stands in it.

The crawl is what is looked at: the stages run as plain calls, and the audit and its report, which read no page and ask no
host, are left out. Their own tests and measurements stand elsewhere.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nianbao.settings import load_settings
from tests.local_government.government import CLOSED_FOLDER, NIGHTS, Government, Key
from tests.local_government.server import Host
from warehouse.query import run_query

if TYPE_CHECKING:
    from expectations.audit import AuditResult
    from flows.context import Run
    from flows.stages.finish import Loaded, RunResult

SETTINGS: dict[str, Any] = {
    "allow_loopback": True,
    "request_delay_seconds": 0.01,
    "request_timeout_seconds": 1.5,
    "hosts_at_once": 12,
    "batch_size": 50,
}


@dataclass(frozen=True)
class Night:
    """What one night did: requests the hosts counted, reports the warehouse holds, and the run's own account."""

    number: int
    result: RunResult
    requests: int
    reports: frozenset[Key]
    expected: frozenset[Key]
    side_by_side: int
    robots_violations: int
    seconds: float

    @property
    def missing(self) -> set[Key]:
        return set(self.expected - self.reports)

    @property
    def invented(self) -> set[Key]:
        return set(self.reports - self.expected)

    def count(self, name: str) -> int:
        return self.result.record.count("fetch", name)


def run_night(government: Government, number: int, data_dir: Path, registry: Path) -> Night:
    """One night; the hosts are up."""
    government.begin_night(number)
    overrides = {**SETTINGS, "data_dir": str(data_dir), "registry_dir": str(registry)}
    began = time.monotonic()
    result = crawl(overrides, NIGHTS[number - 1])
    seconds = time.monotonic() - began
    hosts = government.hosts
    return Night(
        number,
        result,
        sum(len(host.asked) for host in hosts),
        frozenset(stored_reports(result.published)),
        frozenset(government.expected(number)),
        sum(not one.was_alone for host in hosts for one in host.asked),
        robots_violations(government),
        seconds,
    )


def crawl(overrides: dict[str, Any], night: str | None = None) -> RunResult:
    """One run over all sites of the registry, without audit and report; ``night``: the day to take it for."""
    from flows.night import Calls, Plan, clock_of, run_night
    from flows.stages.discover import choose_sites
    from flows.stages.steps import Steps

    settings = load_settings(**overrides)
    now = clock_of(date.fromisoformat(night).isoformat()) if night is not None else None
    steps = Steps(audit=_no_audit, report=lambda run, source, outcome, reasons: source)
    return run_night(settings, Plan(tuple(choose_sites(settings, None)), now=now), Calls(steps=steps))


def _no_audit(run: Run, loaded: Loaded) -> AuditResult:
    """The marts, which an audit makes of what it found sound, and no audit."""
    from expectations.audit import AuditResult
    from warehouse.marts import build_marts

    build_marts(loaded.build)
    return AuditResult(run.run_id, True, (), 0, {}, {}, 0, 0, 0, 0, 0.0, loaded.build, 0)


def stored_reports(published: Path) -> set[Key]:
    """(organ, year) of all reports in the published warehouse."""
    rows = run_query(published, "SELECT organ_name, report_year FROM mart.reports")
    return {(str(organ), int(year)) for organ, year in rows.itertuples(index=False, name=None)}


def robots_violations(government: Government) -> int:
    """Requests for what robots.txt closes."""
    closed = [town.host for town in government.towns if town.kind == "closed"]
    trs = [town.host for town in government.towns if town.name == "trs"]
    asked_closed = sum(_asked(host) for host in closed)
    return asked_closed + sum(path.startswith(CLOSED_FOLDER) for host in trs for path in host.paths())


def _asked(host: Host) -> int:
    return len(host.paths())


def problems_of(nights: Sequence[Night], government: Government, share: float = 0.15) -> list[str]:
    """Targets that were missed, one line each; empty when all hold. Night two may cost ``share`` of night one."""
    lines: list[str] = []
    for night in nights:
        lines += [f"night {night.number}: not found: {organ} {year}" for organ, year in sorted(night.missing)]
        lines += [f"night {night.number}: invented: {organ} {year}" for organ, year in sorted(night.invented)]
        if night.robots_violations:
            lines.append(f"night {night.number}: {night.robots_violations} requests against robots.txt")
        if night.side_by_side:
            lines.append(f"night {night.number}: {night.side_by_side} requests beside another to the same host")
    first, second, third = nights
    if second.requests > share * first.requests:
        lines.append(f"night 2: {second.requests} requests are more than {share:.0%} of {first.requests}")
    fresh_walled = sum(
        len([one for one in town.documents if one.is_report]) for town in government.towns if town.kind == "walled"
    )
    changes = {
        "changed": (third.count("changed"), len(government.changed)),
        "new": (third.count("new"), len(government.fresh) + fresh_walled),
        "vanished": (third.count("vanished"), len(government.vanished)),
        "revisions": (third.result.record.count("load", "revisions_new"),
                      len(government.changed) + len(government.fresh) + fresh_walled),
    }  # fmt: skip
    for name, (found, planned) in changes.items():
        if found != planned:
            lines.append(f"night 3: {found} {name}, planned {planned}")
    if second.count("changed") or second.count("new"):
        lines.append(f"night 2: {second.count('changed')} changed and {second.count('new')} new, none planned")
    return lines

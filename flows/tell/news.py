"""News: what of a run needs a person, or ends what needed one, each as one line with its kind.

A refused host, a list that lost a third of its rows, a document that kills its reader: a night brings hundreds of lines,
and these are the few that somebody must see. What a site showed before is known from the crawl rows of earlier runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Literal

from flows.records import RunRecord

if TYPE_CHECKING:
    from flows.context import Run
    from warehouse.ops import CrawlRow

Kind = Literal[
    "failed", "held", "killed", "coverage_drop", "site_failing", "host_blocked", "host_recovered", "quarantined"
]
TROUBLE: frozenset[Kind] = frozenset(
    {"failed", "held", "killed", "coverage_drop", "site_failing", "host_blocked", "quarantined"}
)
FEWEST_ROWS = 5
"""A list with fewer rows than this says nothing when it loses one."""

RUNS_LOOKED_BACK = 400
"""Earlier runs whose crawl rows are looked at for what a site showed before: more than a year of nights."""

_ANSWERED = ("ok", "incomplete")
_FROM_ISSUES: Mapping[str, Kind] = {
    "host_blocked": "host_blocked",
    "host_recovered": "host_recovered",
    "worker_limit": "quarantined",
}


@dataclass(frozen=True, slots=True)
class News:
    """One line for a person."""

    kind: Kind
    text: str

    @property
    def is_trouble(self) -> bool:
        return self.kind in TROUBLE


def news_of(run: Run, killed: Sequence[RunRecord]) -> tuple[News, ...]:
    """The news of a run that has ended, the gravest first."""
    answered, last = _before(run, {row.site_id for row in run.crawls})
    return (
        *_of_outcome(run.record),
        *(News("killed", f"run {one.run_id} {one.message}; this one took it up") for one in killed),
        *_failing(run.crawls, last),
        *_dropped(run.crawls, answered, run.settings.coverage_drop_percent),
        *(News(_FROM_ISSUES[one.code], one.message) for one in run.problems if one.code in _FROM_ISSUES),
    )


def _of_outcome(record: RunRecord) -> Iterator[News]:
    if record.outcome == "failed":
        yield News("failed", record.message)
    elif record.outcome == "held":
        yield News("held", f"{record.message}; the published file is that of the last good night")


def _failing(now: Sequence[CrawlRow], last: Mapping[str, CrawlRow]) -> Iterator[News]:
    """Sites that have just stopped answering."""
    for row in now:
        if row.state == "failing" and (row.site_id not in last or last[row.site_id].state != "failing"):
            yield News("site_failing", f"{row.site_id}: {row.message or 'none of its lists was to be had'}")


def _dropped(now: Sequence[CrawlRow], answered: Mapping[str, CrawlRow], percent: float) -> Iterator[News]:
    """Sites that show fewer rows than when they last answered."""
    for row in now:
        earlier = answered.get(row.site_id)
        if row.state in _ANSWERED and earlier is not None and _has_dropped(row, earlier, percent):
            words = f"{row.items_found:,} rows, {earlier.items_found:,} on {earlier.visited_at[:10]}"
            yield News("coverage_drop", f"{row.site_id}: its lists show {words}")


def _has_dropped(row: CrawlRow, earlier: CrawlRow, percent: float) -> bool:
    if earlier.items_found < FEWEST_ROWS:
        return False
    return row.items_found < earlier.items_found * (1 - percent / 100)


def _before(run: Run, wanted: set[str]) -> tuple[dict[str, CrawlRow], dict[str, CrawlRow]]:
    """The row of each site from its last visit before this run on which it answered, and from its last visit at all."""
    answered: dict[str, CrawlRow] = {}
    last: dict[str, CrawlRow] = {}
    records = (record for record in reversed(run.run_log.all()) if record.run_id != run.run_id)
    for record in islice(records, RUNS_LOOKED_BACK):
        if wanted <= answered.keys():
            break
        for row in run.crawl_files.rows(record.run_id):
            last.setdefault(row.site_id, row)
            if row.state in _ANSWERED:
                answered.setdefault(row.site_id, row)
    return answered, last

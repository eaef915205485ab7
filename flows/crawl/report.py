"""The crawl report: what each site brought in a run, and how it stands, as rows for ``ops.crawls`` and for people.

A crawl that goes on for years fails quietly: a site moves, a firewall closes, a list loses its second page. So every
visit ends with a row that says what was found and asked for, and with a state that a person reads at a glance.
"""

from __future__ import annotations

import gzip
import json
import threading
import time
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from extractors.sites.refusals import BLOCKING_KINDS
from nianbao.log import get_logger
from warehouse.archive import FetchEntry
from warehouse.ops import CrawlRow, SiteState

if TYPE_CHECKING:
    from extractors.sites.model import Walk
    from flows.stages.discover import Discovery
    from flows.stages.fetch import FetchedItem

WORST_FIRST: tuple[SiteState, ...] = ("failing", "blocked", "robots", "incomplete", "ok")
MOST_ROWS = 200
_NOT_ASKED = ": not asked for"
_OWN_REASONS = ("robots", "budget")
"""Refusals that come from us: the host asked for it in robots.txt, or had its requests for this night."""

_MISSING = "missing"


@dataclass(slots=True)
class _Site:
    """What the fetch log says of one site in this run: the last word on each address, requests, bytes, seconds."""

    began: str = ""
    last: dict[str, FetchEntry] = field(default_factory=dict)
    requests: int = 0
    bytes: int = 0
    seconds: float = 0.0


class CrawlTally:
    """Counts what goes on at each site; shared by the threads of a run."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sites: dict[str, _Site] = {}

    def answered(self, entry: FetchEntry) -> None:
        """One line of the fetch log was written."""
        with self._lock:
            site = self._sites.setdefault(entry.site_id, _Site())
            site.began = site.began or entry.fetched_at
            site.requests += _was_asked(entry)
            site.bytes += entry.byte_count
            site.last[entry.url] = entry

    @contextmanager
    def timed(self, site_id: str) -> Iterator[None]:
        """The time of this block was spent on the site."""
        started = time.monotonic()
        try:
            yield
        finally:
            with self._lock:
                self._sites.setdefault(site_id, _Site()).seconds += time.monotonic() - started

    def rows(
        self, run_id: str, began: str, discoveries: Sequence[Discovery], fetched: Iterable[FetchedItem]
    ) -> list[CrawlRow]:
        """One row for each site that was walked; ``began``: time of its visit when it was asked for nothing (ISO)."""
        outcomes: dict[str, Counter[str]] = {}
        for one in fetched:
            outcomes.setdefault(one.item.site_id, Counter())[one.outcome] += 1
        return [
            _row(
                run_id,
                one,
                self._sites.get(one.site.site_id, _Site()),
                began,
                outcomes.get(one.site.site_id, Counter()),
            )
            for one in discoveries
        ]


def _row(run_id: str, found: Discovery, site: _Site, began: str, items: Counter[str]) -> CrawlRow:
    trouble = [
        entry for entry in site.last.values() if entry.outcome in ("refused", "failed") and entry.kind != _MISSING
    ]
    state, message = state_of(found.walks, trouble)
    return CrawlRow(
        run_id=run_id,
        site_id=found.site.site_id,
        visited_at=site.began or began,
        state=state,
        message=message,
        lists=len(found.walks),
        lists_incomplete=sum(not walk.is_complete for walk in found.walks),
        list_pages=sum(walk.pages_seen for walk in found.walks),
        items_found=len(found.items) + len(found.kept_out),
        items_kept_out=len(found.kept_out),
        items_new=items["new"],
        items_changed=items["changed"],
        items_unchanged=items["unchanged"],
        items_not_due=items["not_due"],
        items_vanished=items["vanished"],
        items_missing=items["missing"],
        refused=sum(entry.outcome == "refused" for entry in trouble),
        failed=sum(entry.outcome == "failed" for entry in trouble),
        requests=site.requests,
        seconds=round(site.seconds, 3),
        bytes=site.bytes,
    )


def state_of(walks: Sequence[Walk], trouble: Sequence[FetchEntry]) -> tuple[SiteState, str]:
    """The state of a site after a visit, and why it is not ok.

    ``trouble``: its addresses that were refused or failed in the end, without those that are just not there.
    """
    is_unread = bool(walks) and all(walk.stop_reason in ("entry_refused", "entry_failed") for walk in walks)
    refusals = [entry for entry in trouble if entry.outcome == "refused"]
    by_host = [entry for entry in refusals if entry.kind not in _OWN_REASONS]
    blocks = [entry for entry in by_host if is_unread or entry.kind in BLOCKING_KINDS]
    if blocks:
        return "blocked", blocks[0].message
    if is_unread:
        by_robots = [entry for entry in refusals if entry.kind == "robots"]
        if by_robots:
            return "robots", by_robots[0].message
        if not refusals:
            return "failing", trouble[0].message if trouble else _problem(walks)
    broken = [walk for walk in walks if not walk.is_complete]
    if broken:
        return "incomplete", _problem(broken)
    if trouble:
        more = f" (and {len(trouble) - 1} more)" if len(trouble) > 1 else ""
        return "incomplete", f"{trouble[0].message}{more}"
    return "ok", ""


def _problem(walks: Sequence[Walk]) -> str:
    lines = [line for walk in walks for line in walk.problems]
    return lines[0] if lines else f"the walk ended early ({walks[0].stop_reason})"


def _was_asked(entry: FetchEntry) -> bool:
    return not (entry.outcome == "refused" and (entry.kind in _OWN_REASONS or _NOT_ASKED in entry.message))


class CrawlFiles:
    """The crawl rows of each run, as one small file beside its record: a held or uneventful run publishes nothing."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / "runs" / "crawls"

    def save(self, run_id: str, rows: Sequence[CrawlRow]) -> None:
        """Write the rows of a run, whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self._path(run_id)
        lines = "".join(json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in rows)
        part = path.with_name(f".{path.name}.part")
        part.write_bytes(gzip.compress(lines.encode(), mtime=0))
        part.replace(path)

    def rows(self, run_id: str) -> list[CrawlRow]:
        """The rows of a run; none when it did not come so far, or, with a warning, when the file is damaged."""
        path = self._path(run_id)
        if not path.is_file():
            return []
        try:
            lines = gzip.decompress(path.read_bytes()).decode().splitlines()
            return [CrawlRow(**json.loads(line)) for line in lines]
        except (OSError, EOFError, zlib.error, ValueError, TypeError):
            get_logger("flows").warning("damaged crawl report", file=str(path))
            return []

    def _path(self, run_id: str) -> Path:
        return self.folder / f"{run_id}.jsonl.gz"


@dataclass(frozen=True, slots=True)
class SiteStatus:
    """How a site stands: its state after the last visit, since when, and when that was (UTC; None: never visited)."""

    site_id: str
    state: SiteState | None = None
    message: str = ""
    since: datetime | None = None
    visited_at: datetime | None = None

    @property
    def badge(self) -> str:
        """ok | incomplete | blocked | robots | failing since 2025-03-01 | never visited"""
        if self.state is None or self.since is None:
            return "never visited"
        return f"failing since {self.since:%Y-%m-%d}" if self.state == "failing" else self.state


def with_visits(known: Mapping[str, SiteStatus], rows: Iterable[CrawlRow]) -> dict[str, SiteStatus]:
    """How sites stand after further visits, oldest first."""
    found = dict(known)
    for row in rows:
        moment = datetime.fromisoformat(row.visited_at).astimezone(UTC).replace(tzinfo=None)
        before = found.get(row.site_id)
        if before is not None and before.visited_at is not None and before.visited_at > moment:
            continue
        since = before.since if before is not None and before.state == row.state else moment
        found[row.site_id] = SiteStatus(row.site_id, row.state, row.message, since, moment)
    return found


def crawl_markdown(rows: Sequence[CrawlRow]) -> str:
    """The crawl report as a Markdown table, top problems first."""
    states = Counter(row.state for row in rows)
    told = ", ".join(f"{states[state]:,} {state}" for state in WORST_FIRST if states[state]) or "no site visited"
    lines = [f"Sites: {told}.", ""]
    if not rows:
        return "\n".join(lines)
    columns = (
        "found",
        "new",
        "changed",
        "unchanged",
        "refused",
        "failed",
        "incomplete lists",
        "requests",
        "s",
        "bytes",
    )
    lines.append(f"| site | state | {' | '.join(columns)} | why |")
    lines.append(f"|---|---|{'---:|' * len(columns)}---|")
    for row in worst_first(rows)[:MOST_ROWS]:
        numbers = (
            row.items_found, row.items_new, row.items_changed, row.items_unchanged, row.refused, row.failed,
            row.lists_incomplete, row.requests, round(row.seconds), row.bytes,
        )  # fmt: skip
        why = " ".join(row.message.replace("|", "\\|").split())
        lines.append(f"| {row.site_id} | {row.state} | {' | '.join(f'{number:,}' for number in numbers)} | {why} |")
    if len(rows) > MOST_ROWS:
        lines += ["", f"… and {len(rows) - MOST_ROWS:,} more sites; all stand in `ops.crawls`."]
    return "\n".join(lines)


def worst_first(rows: Iterable[CrawlRow]) -> list[CrawlRow]:
    """By state, then those with most trouble."""
    return sorted(
        rows,
        key=lambda row: (
            WORST_FIRST.index(row.state), -(row.failed + row.refused + row.items_missing + row.lists_incomplete),
            row.site_id,
        ),
    )  # fmt: skip


def good_visits(files: CrawlFiles, run_ids: Iterable[str], now: datetime) -> dict[str, str]:
    """When each site was last seen well by these runs (ISO, UTC). A visit later than ``now`` is of a night on which the clock was ahead."""
    visits: dict[str, datetime] = {}
    for run_id in run_ids:
        for row in files.rows(run_id):
            moment = datetime.fromisoformat(row.visited_at).astimezone(UTC)
            if row.state == "ok" and moment <= now:
                visits[row.site_id] = max(moment, visits.get(row.site_id, moment))
    return {site_id: moment.isoformat() for site_id, moment in visits.items()}

"""One night in its order: discover → fetch → extract → load → audit → publish → report, with the calls as arguments.

The same night runs as Prefect tasks (``flows.nightly``) and as plain function calls, because the reports must be read
also on a night on which the orchestrator is away. What a failure may pass on is tried again: a list that broke off, the
addresses of a batch that gave no answer (only those). All state is on disk (archive, readings, marks), so a killed run is
taken up by the next one where it stopped.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from datetime import time as time_of_day
from typing import Any
from urllib.parse import urlsplit

from extractors.document import Issue
from extractors.sites.fetch import Fetcher, FetchLimits, HostManners
from extractors.sites.registry import TLS_MODES, Site
from extractors.sites.rhythm import SHANGHAI
from extractors.sites.urls import origin
from flows.console import Ticker
from flows.context import Run
from flows.crawl.hosts import HostLedger
from flows.crawl.report import crawl_markdown
from flows.crawl.visits import Clock, report_year
from flows.lanes import side_by_side
from flows.reading.items import Item
from flows.reading.recover import rebuild_readings
from flows.stages.discover import Discovery, discover_site, problems_of
from flows.stages.extract import Extracted, ReadJobs, extract_items, read_here, record_without_reading
from flows.stages.fetch import FetchedItem, fetch_items
from flows.stages.finish import RunResult
from flows.stages.steps import Steps, begin_run, finish_run
from flows.summary import markdown_summary
from nianbao.settings import Settings

RETRIES = 2
RETRY_DELAYS = 15
"""The first retry waits so many times the pause between two requests to one host (30 s by default)."""


class Batch:
    """Items of one task; ``fetched`` outlives a retry, so that only what failed is asked for again.

    Not a dataclass: Prefect copies the collections and dataclasses that tasks are given.
    """

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = list(items)
        self.fetched: dict[str, FetchedItem] = {}

    def unfinished(self) -> list[Item]:
        return [item for item in self.items if not self.is_finished(item)]

    def is_finished(self, item: Item) -> bool:
        found = self.fetched.get(item.item_id)
        return found is not None and not found.may_pass

    def fetch(self, run: Run, fetcher: Fetcher, tick: Ticker) -> list[Item]:
        """Ask for what is not finished; returns what still gave no answer."""
        for found in fetch_items(run, self.unfinished(), fetcher, tick):
            self.fetched[found.item.item_id] = found
        return self.unfinished()


@dataclass(frozen=True, slots=True)
class Plan:
    """What a night visits.

    Attributes:
        sites: sites to visit. is_list_forced: their lists are due whatever the season (the operator named them).
        is_everything: every page and report is asked for.
        years: only reports of these years are fetched and read; all when empty.
        now: the clock; that of the machine when left out.
    """

    sites: tuple[Site, ...]
    is_list_forced: bool = False
    is_everything: bool = False
    years: frozenset[int] = frozenset()
    now: Clock | None = None


def discover_plainly(run: Run, site: Site, fetcher: Fetcher) -> Discovery:
    """Walk the lists of one site, again when one broke off for a passing reason."""
    found = discover_site(run, site, fetcher)
    for _ in range(RETRIES):
        if not found.may_pass:
            break
        time.sleep(retry_delay(run))
        found = discover_site(run, site, fetcher)
    return found


def fetch_plainly(run: Run, batch: Batch, fetcher: Fetcher, tick: Ticker) -> None:
    """Fetch one batch; addresses that gave no answer are asked again."""
    for _ in range(RETRIES):
        if not batch.fetch(run, fetcher, tick):
            return
        time.sleep(retry_delay(run))
    batch.fetch(run, fetcher, tick)


def extract_plainly(run: Run, batch: Sequence[FetchedItem], tick: Ticker) -> list[Extracted]:
    return extract_items(run, [(found.item, found.blobs) for found in batch], tick)


def _keep_no_artifact(key: str, markdown: str, description: str) -> None:
    """Without Prefect there is nobody who keeps one; the run records and ``ops`` hold the same."""


def _readers_here(settings: Settings) -> ReadJobs:
    """Without Prefect there is no Dask task runner: documents are read on this machine."""
    return read_here


@dataclass(frozen=True, slots=True)
class Calls:
    """How the parts of a night are called: plain functions, or Prefect tasks around them."""

    discover: Callable[[Run, Site, Fetcher], Discovery] = discover_plainly
    fetch: Callable[[Run, Batch, Fetcher, Ticker], None] = fetch_plainly
    extract: Callable[[Run, Sequence[FetchedItem], Ticker], list[Extracted]] = extract_plainly
    steps: Steps = Steps()  # noqa: RUF009  frozen, and its defaults are functions
    keep_artifact: Callable[[str, str, str], None] = _keep_no_artifact
    readers: Callable[[Settings], ReadJobs] = _readers_here


def run_night(
    settings: Settings,
    plan: Plan,
    calls: Calls | None = None,
    kind: str = "nightly",
    at_begin: Callable[[], None] | None = None,
) -> RunResult:
    """Visit the sites of the plan, read what is new, audit, publish, report.

    ``at_begin`` is called once the write lock is held. Raises PublishHeld when the audit holds the build back.
    """
    calls = calls or Calls()
    with begin_run(settings, kind) as run:
        if at_begin is not None:
            at_begin()
        if plan.now is not None:
            run.now = plan.now
        rebuild_readings(run)
        run.plan_visits(is_everything=plan.is_everything, is_list_forced=plan.is_list_forced)
        ledger = HostLedger(settings.data_dir / "hosts.json", run.now)
        limits = FetchLimits.from_settings(settings)
        with Fetcher(limits, manners=manners_of(plan.sites), memory=ledger, now=run.now) as fetcher:
            discoveries = [_of_years(one, plan.years) for one in _discover_all(run, plan.sites, fetcher, calls)]
            fetched = _fetch_all(run, discoveries, fetcher, calls)
        for news in ledger.news:
            run.note(news)
        run.end_crawl(run.crawl.rows(run.run_id, run.now().isoformat(), discoveries, fetched))
        calls.keep_artifact("nianbao-crawl", crawl_markdown(run.crawls), "What each site brought")
        run.read_jobs = calls.readers(settings)
        _extract_all(run, discoveries, fetched, calls)
        result = finish_run(run, calls.steps)
    calls.keep_artifact("nianbao-nightly", markdown_summary(result), "What the night brought")
    return result


def _discover_all(run: Run, sites: Sequence[Site], fetcher: Fetcher, calls: Calls) -> list[Discovery]:
    def visit(site: Site) -> Discovery:
        with run.crawl.timed(site.site_id):
            one = calls.discover(run, site, fetcher)
        tick()
        return one

    with run.stage("discover", len(sites)) as (counts, tick):
        found = side_by_side(visit, sites, run.settings.hosts_at_once, fetcher.stop)
        for one in found:
            for issue in problems_of(one):
                run.note(issue)
            counts.add("list_pages", sum(walk.pages_seen for walk in one.walks))
            counts.add("found", len(one.items) + len(one.kept_out))
            counts.add("kept_out", len(one.kept_out))
        counts.add("requests", fetcher.requests)
    return found


def _of_years(found: Discovery, years: Collection[int]) -> Discovery:
    """The reports of these years; those whose year no list tells are left to the nightly run."""
    if not years:
        return found
    return replace(found, items=tuple(item for item in found.items if report_year(item) in years))


def _fetch_all(run: Run, discoveries: Sequence[Discovery], fetcher: Fetcher, calls: Calls) -> list[FetchedItem]:
    items = [item for one in discoveries for item in one.items]

    def visit(lane: Sequence[Item]) -> list[FetchedItem]:
        found: list[FetchedItem] = []
        for number, some in enumerate(batches(lane, run.settings.batch_size), start=1):
            batch = Batch(some)
            calls.fetch(run, batch, fetcher, tick)
            run.log.info("batch fetched", stage="fetch", batch=number, items=len(some), host=_host(some[0]))
            found += [batch.fetched[item.item_id] for item in some]
        return found

    with run.stage("fetch", len(items)) as (counts, tick):
        by_lane = side_by_side(visit, _lanes(run, items), run.settings.hosts_at_once, fetcher.stop)
        known = {found.item.item_id: found for lane in by_lane for found in lane}
        fetched = [known[item.item_id] for item in items]
        for found in fetched:
            counts.add(found.outcome)
            for issue in found.issues:
                run.note(issue)
        counts.add("requests", fetcher.requests)
    return fetched


def _lanes(run: Run, items: Sequence[Item]) -> list[list[Item]]:
    """Items by host, the host with most of them first: it takes longest.

    Of each host those come first that were never had. On a platform with more recent reports than requests of a night
    the visits of every night would else use them all up, and what stands behind would never be reached.
    """
    lanes: dict[str, list[Item]] = {}
    for item in sorted(items, key=lambda item: run.archive.latest(item.url) is not None):
        lanes.setdefault(_host(item), []).append(item)
    return sorted(lanes.values(), key=len, reverse=True)


def _host(item: Item) -> str:
    return urlsplit(item.url).hostname or ""


def manners_of(sites: Sequence[Site]) -> dict[str, HostManners]:
    """What the registry says of hosts, by origin; where two sites share one, the longer pause and the weaker TLS hold."""
    manners: dict[str, HostManners] = {}
    modes = list(TLS_MODES)
    for site in sites:
        for name in {origin(url) for url in site.entry_urls}:
            known = manners.get(name, HostManners())
            mode = max(known.tls, site.tls, key=modes.index)
            manners[name] = HostManners(max(known.delay_seconds, site.delay_seconds), mode)
    return manners


def clock_of(night: str) -> Clock:
    """A clock that stands at 02:30 of that day (YYYY-MM-DD) in Shanghai when it is made, and goes on."""
    began = datetime.now(UTC)
    start = datetime.combine(date.fromisoformat(night), time_of_day(2, 30), SHANGHAI).astimezone(UTC)
    return lambda: start + (datetime.now(UTC) - began)


def _extract_all(run: Run, discoveries: Sequence[Discovery], fetched: Sequence[FetchedItem], calls: Calls) -> None:
    kept_out = [pair for one in discoveries for pair in one.kept_out]
    readable = [found for found in fetched if found.blobs]
    with run.stage("extract", len(kept_out) + len(readable)) as (counts, tick):
        extracted = []
        for item, reason in kept_out:  # the stage discover counted them
            issue = Issue("kept_out", "info", f"{item.url}: 《{item.list_title}》 is no annual report: {reason}")
            record_without_reading(run, item, "not_a_report", issue)
            tick()
        for number, some in enumerate(batches(readable, run.settings.batch_size), start=1):
            extracted += calls.extract(run, some, tick)
            run.log.info("batch extracted", stage="extract", batch=number, items=len(some))
        for one in extracted:
            if one.made is None:
                counts.add("known")
                continue
            one.made.add_to(counts)
            if one.made.status != "not_a_report":  # kept out as it should be
                run.note_reading(one.made, one.item.url)


def batches(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def retry_delay(run: Run) -> float:
    """Seconds before what failed is asked for again."""
    return run.settings.request_delay_seconds * RETRY_DELAYS

"""The Prefect flow ``nightly``: discover → fetch → extract → load → audit → publish → report.

Tasks work on batches, because Prefect's cost of a task is far above that of a page. What a failure may pass on is tried
again: a list that broke off, the addresses of a batch that gave no answer (only those). All state is on disk (archive,
readings, marks), so a killed run is taken up by the next one where it stopped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time
from typing import Any
from urllib.parse import urlsplit

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.runtime import task_run

from extractors.document import Issue
from extractors.sites.fetch import Fetcher, FetchLimits, HostManners
from extractors.sites.registry import TLS_MODES, Site
from extractors.sites.rhythm import SHANGHAI
from extractors.sites.urls import origin
from flows.console import Ticker
from flows.context import Run
from flows.crawl import crawl_markdown
from flows.hosts import HostLedger
from flows.lanes import side_by_side
from flows.prefect_home import note_server
from flows.readings import Item
from flows.stages import finish as stage
from flows.stages.discover import Discovery, choose_sites, discover_site, problems_of
from flows.stages.extract import Extracted, extract_items, record_without_reading
from flows.stages.fetch import FetchedItem, fetch_items
from flows.stages.finish import RunResult
from flows.stages.steps import Steps, begin_run, finish_run
from flows.summary import markdown_summary
from flows.visits import Clock
from nianbao.errors import TransientFetchError
from nianbao.settings import load_settings

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


@flow(name="nightly", description=__doc__, log_prints=False, persist_result=False)
def nightly(
    sites: list[str] | None = None, overrides: dict[str, Any] | None = None, night: str | None = None
) -> RunResult:
    """Visit the sites, read what is new, audit, publish, report.

    Args:
        sites: site ids of the registry; all when left out. The lists of named sites are visited whatever the season.
        overrides: settings for this run by field name, over environment and ``nianbao.toml``.
        night: a day (YYYY-MM-DD) to take this night for, in rehearsals of the rhythm; today when left out.

    Raises:
        PublishHeld: a critical expectation failed; the published file stays as it was.
    """
    settings = load_settings(**(overrides or {}))
    with begin_run(settings, "nightly") as run:
        note_server(settings)  # under the lock: a run that is refused must not name its server in place of the other's
        chosen = choose_sites(settings, sites)
        if night is not None:
            run.now = _clock_of(night)
        run.plan_visits(is_everything=settings.visit_all, is_list_forced=sites is not None)
        ledger = HostLedger(settings.data_dir / "hosts.json", run.now)
        limits = FetchLimits.from_settings(settings)
        with Fetcher(limits, manners=manners_of(chosen), memory=ledger, now=run.now) as fetcher:
            discoveries = _discover_all(run, chosen, fetcher)
            fetched = _fetch_all(run, discoveries, fetcher)
        for news in ledger.news:
            run.note(news)
        run.end_crawl(run.crawl.rows(run.run_id, run.now().isoformat(), discoveries, fetched))
        create_markdown_artifact(
            key="nianbao-crawl", markdown=crawl_markdown(run.crawls), description="What each site brought"
        )
        _extract_all(run, discoveries, fetched)
        result = finish_run(run, Steps(load_task, audit_task, publish_task, report_task))
    create_markdown_artifact(
        key="nianbao-nightly", markdown=markdown_summary(result), description="What the night brought"
    )
    return result


@task(name="discover", cache_policy=NO_CACHE, persist_result=False, retries=RETRIES)
def discover_task(run: Run, site: Site, fetcher: Fetcher) -> Discovery:
    """Walk the lists of one site; a list that broke off for a passing reason is walked again, and then taken as it is."""
    found = discover_site(run, site, fetcher)
    if found.may_pass and may_try_again():
        raise TransientFetchError(site.site_id, "a list broke off", "it is walked again")
    return found


@task(name="fetch", cache_policy=NO_CACHE, persist_result=False, retries=RETRIES)
def fetch_task(run: Run, batch: Batch, fetcher: Fetcher, tick: Ticker) -> None:
    """Fetch one batch; addresses that gave no answer are asked once more."""
    for found in fetch_items(run, batch.unfinished(), fetcher, tick):
        batch.fetched[found.item.item_id] = found
    left = batch.unfinished()
    if left and may_try_again():
        raise TransientFetchError(
            left[0].url, f"{len(left)} items of this batch gave no answer", "they are asked again"
        )


@task(name="extract", cache_policy=NO_CACHE, persist_result=False)
def extract_task(run: Run, batch: Sequence[FetchedItem], tick: Ticker) -> list[Extracted]:
    """Read one batch in the pool of reading processes."""
    return extract_items(run, [(found.item, found.blobs) for found in batch], tick)


load_task = task(name="load", cache_policy=NO_CACHE, persist_result=False)(stage.load)
audit_task = task(name="audit", cache_policy=NO_CACHE, persist_result=False)(stage.audit)
publish_task = task(name="publish", cache_policy=NO_CACHE, persist_result=False)(stage.publish_build)
report_task = task(name="report", cache_policy=NO_CACHE, persist_result=False)(stage.report)


def may_try_again() -> bool:
    """Whether Prefect will run this task again if it fails now; False outside of a run."""
    return 0 < (task_run.run_count or 0) <= RETRIES


def _discover_all(run: Run, sites: Sequence[Site], fetcher: Fetcher) -> list[Discovery]:
    discover = discover_task.with_options(retry_delay_seconds=_retry_delay(run))

    def visit(site: Site) -> Discovery:
        with run.crawl.timed(site.site_id):
            one = discover(run, site, fetcher)
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


def _fetch_all(run: Run, discoveries: Sequence[Discovery], fetcher: Fetcher) -> list[FetchedItem]:
    items = [item for one in discoveries for item in one.items]
    fetch = fetch_task.with_options(retry_delay_seconds=_retry_delay(run))

    def visit(lane: Sequence[Item]) -> list[FetchedItem]:
        found: list[FetchedItem] = []
        for number, some in enumerate(_batches(lane, run.settings.batch_size), start=1):
            batch = Batch(some)
            fetch(run, batch, fetcher, tick)
            run.log.info("batch fetched", stage="fetch", batch=number, items=len(some), host=_host(some[0]))
            found += [batch.fetched[item.item_id] for item in some]
        return found

    with run.stage("fetch", len(items)) as (counts, tick):
        by_lane = side_by_side(visit, _lanes(items), run.settings.hosts_at_once, fetcher.stop)
        known = {found.item.item_id: found for lane in by_lane for found in lane}
        fetched = [known[item.item_id] for item in items]
        for found in fetched:
            counts.add(found.outcome)
            for issue in found.issues:
                run.note(issue)
        counts.add("requests", fetcher.requests)
    return fetched


def _lanes(items: Sequence[Item]) -> list[list[Item]]:
    """Items by host, the host with most of them first: it takes longest."""
    lanes: dict[str, list[Item]] = {}
    for item in items:
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


def _clock_of(night: str) -> Clock:
    """A clock that stands at 02:30 of that day in Shanghai when it is made, and goes on."""
    began = datetime.now(UTC)
    start = datetime.combine(datetime.fromisoformat(night).date(), time(2, 30), SHANGHAI).astimezone(UTC)
    return lambda: start + (datetime.now(UTC) - began)


def _extract_all(run: Run, discoveries: Sequence[Discovery], fetched: Sequence[FetchedItem]) -> None:
    kept_out = [pair for one in discoveries for pair in one.kept_out]
    readable = [found for found in fetched if found.blobs]
    with run.stage("extract", len(kept_out) + len(readable)) as (counts, tick):
        extracted = []
        for item, reason in kept_out:  # the stage discover counted them
            issue = Issue("kept_out", "info", f"{item.url}: 《{item.list_title}》 is no annual report: {reason}")
            record_without_reading(run, item, "not_a_report", issue)
            tick()
        for number, some in enumerate(_batches(readable, run.settings.batch_size), start=1):
            extracted += extract_task(run, some, tick)
            run.log.info("batch extracted", stage="extract", batch=number, items=len(some))
        for one in extracted:
            if one.made is None:
                counts.add("known")
                continue
            one.made.add_to(counts)
            if one.made.status != "not_a_report":  # kept out as it should be
                run.note_reading(one.made, one.item.url)


def _batches(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _retry_delay(run: Run) -> float:
    return run.settings.request_delay_seconds * RETRY_DELAYS

"""The Prefect flow ``nightly``: discover → fetch → extract → load → audit → publish → report.

Tasks work on batches, because Prefect's cost of a task is far above that of a page. The order itself is
``flows.night``; here its parts become tasks with retries, and what it brought becomes artifacts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.runtime import task_run
from prefect.task_runners import TaskRunner

from extractors.sites.fetch import Fetcher
from extractors.sites.registry import Site
from flows.console import Ticker
from flows.context import Run
from flows.night import RETRIES, Batch, Calls, Plan, clock_of, extract_plainly, manners_of, retry_delay, run_night
from flows.prefect_home import note_server
from flows.stages import finish as stage
from flows.stages.discover import Discovery, choose_sites, discover_site
from flows.stages.extract import Extracted, ReadJobs, read_here
from flows.stages.fetch import FetchedItem
from flows.stages.finish import RunResult
from flows.stages.steps import Steps
from nianbao.errors import TransientFetchError
from nianbao.settings import Settings, load_settings

__all__ = ["Batch", "discover_task", "fetch_task", "manners_of", "may_try_again", "nightly", "prefect_calls"]


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
    if settings.dask:
        from flows.reading.dask_readers import dask_runner, has_dask_runner

        if not has_dask_runner():  # the setting is known only now, and a flow keeps its task runner
            runner: TaskRunner[Any] = dask_runner(settings.dask)
            return nightly.with_options(task_runner=runner)(sites, overrides, night)
    plan = Plan(
        tuple(choose_sites(settings, sites)),
        is_list_forced=sites is not None,
        is_everything=settings.visit_all,
        now=clock_of(date.fromisoformat(night).isoformat()) if night is not None else None,
    )
    # under the lock: a run that is refused must not name its server in place of the other's
    return run_night(settings, plan, prefect_calls(), at_begin=lambda: note_server(settings))


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
    left = batch.fetch(run, fetcher, tick)
    if left and may_try_again():
        raise TransientFetchError(
            left[0].url, f"{len(left)} items of this batch gave no answer", "they are asked again"
        )


@task(name="extract", cache_policy=NO_CACHE, persist_result=False)
def extract_task(run: Run, batch: Sequence[FetchedItem], tick: Ticker) -> list[Extracted]:
    """Read one batch in the pool of reading processes."""
    return extract_plainly(run, batch, tick)


load_task = task(name="load", cache_policy=NO_CACHE, persist_result=False)(stage.load)
audit_task = task(name="audit", cache_policy=NO_CACHE, persist_result=False)(stage.audit)
publish_task = task(name="publish", cache_policy=NO_CACHE, persist_result=False)(stage.publish_build)
report_task = task(name="report", cache_policy=NO_CACHE, persist_result=False)(stage.report)


def prefect_calls() -> Calls:
    """The parts of a run as Prefect tasks."""
    return Calls(
        lambda run, site, fetcher: discover_task.with_options(retry_delay_seconds=retry_delay(run))(run, site, fetcher),
        lambda run, batch, fetcher, tick: fetch_task.with_options(retry_delay_seconds=retry_delay(run))(
            run, batch, fetcher, tick
        ),
        # With a cluster the pieces are the tasks: Prefect would send the arguments of a task around them along with each.
        lambda run, batch, tick: (extract_plainly if run.settings.dask else extract_task)(run, batch, tick),
        Steps(load_task, audit_task, publish_task, report_task),
        lambda key, markdown, description: _keep_artifact(key, markdown, description),
        _readers,
    )


def _readers(settings: Settings) -> ReadJobs:
    """On the cluster of the flow under way; here where there is none, as in a backfill."""
    if not settings.dask:
        return read_here
    from flows.reading.dask_readers import has_dask_runner, read_on_cluster

    return read_on_cluster if has_dask_runner() else read_here


def may_try_again() -> bool:
    """Whether Prefect will run this task again if it fails now; False outside of a run."""
    return 0 < (task_run.run_count or 0) <= RETRIES


def _keep_artifact(key: str, markdown: str, description: str) -> None:
    create_markdown_artifact(key=key, markdown=markdown, description=description)

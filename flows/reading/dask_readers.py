"""Reading on a Dask cluster: the jobs of a batch in pieces, each a task of Prefect's Dask task runner.

One machine reads a province in a night, not the country. The flow stays as it is; only where documents are read changes:
each Dask worker reads its piece in isolated processes, as the one machine does, with the same limits. Workers get the bytes
from the archive and write readings into the staging folder, so both must be where every worker finds them (the archive on
S3 or in a shared folder, the staging folder in a shared one).
"""

from __future__ import annotations

import math
import socket
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.context import FlowRunContext
from prefect_dask.task_runners import DaskTaskRunner

from flows.night import RETRIES
from flows.reading.make import ReadingJob, make_reading
from flows.reading.workers import Limits, run_jobs
from flows.stages.extract import PRELOAD, JobResult
from nianbao.errors import SettingsError

PIECES_PER_WORKER = 4
"""Pieces of a batch for each worker: one that got slow documents does not keep the others waiting long."""

CONNECT_SECONDS = 5.0


@task(name="read", cache_policy=NO_CACHE, persist_result=False, retries=RETRIES)
def read_task(jobs: Sequence[ReadingJob], limits: Limits, workers: int) -> list[tuple[ReadingJob, JobResult]]:
    """Read one piece on the worker that it was sent to; a worker that is lost costs its piece another try."""
    return list(run_jobs(make_reading, jobs, limits, workers, PRELOAD))


def dask_runner(scheduler: str) -> DaskTaskRunner:
    """The task runner for a flow that reads on the cluster of this scheduler (``tcp://host:8786``).

    Raises SettingsError when nothing answers there.
    """
    address = urlsplit(scheduler)
    try:
        with socket.create_connection((address.hostname or "", address.port or 0), CONNECT_SECONDS):
            return DaskTaskRunner(address=scheduler)
    except (OSError, ValueError) as error:
        mend = "start it, or unset NIANBAO_DASK"
        raise SettingsError("NIANBAO_DASK", f"no scheduler answers at {scheduler}", mend) from error


def has_dask_runner() -> bool:
    """Whether the flow under way hands its tasks to a Dask cluster."""
    return _runner() is not None


def _runner() -> DaskTaskRunner | None:
    context = FlowRunContext.get()
    return context.task_runner if context is not None and isinstance(context.task_runner, DaskTaskRunner) else None


def read_on_cluster(jobs: Sequence[ReadingJob], limits: Limits, workers: int) -> Iterable[tuple[ReadingJob, JobResult]]:
    """Read jobs on the cluster of the flow that is under way, each piece as a task run of its own."""
    runner = _runner()
    if runner is None:
        raise RuntimeError("read_on_cluster is called from a flow with a Dask task runner")
    cluster = max(1, len(runner.client.scheduler_info()["workers"]))
    size = max(1, math.ceil(len(jobs) / (cluster * PIECES_PER_WORKER)))
    futures = [read_task.submit(jobs[start : start + size], limits, workers) for start in range(0, len(jobs), size)]
    for future in futures:
        yield from future.result()

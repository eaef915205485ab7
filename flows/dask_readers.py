"""Reading on a Dask cluster: the jobs of a batch in pieces, each a task of Prefect's Dask task runner.

One machine reads a province in a night, not the country. The flow stays as it is; only where documents are read changes:
each Dask worker reads its piece in isolated processes, as the one machine does, with the same limits. Workers get the bytes
from the archive and write readings into the staging folder, so both must be where every worker finds them (the archive on
S3 or in a shared folder, the staging folder in a shared one).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect_dask.task_runners import DaskTaskRunner

from flows.night import RETRIES
from flows.readings import ReadingJob, make_reading
from flows.stages.extract import PRELOAD, JobResult, ReadJobs
from flows.workers import Limits, run_jobs
from nianbao.errors import SettingsError

PIECES_PER_WORKER = 4
"""Pieces of a batch for each worker: one that got slow documents does not keep the others waiting long."""


@task(name="read", cache_policy=NO_CACHE, persist_result=False, retries=RETRIES)
def read_task(jobs: Sequence[ReadingJob], limits: Limits, workers: int) -> list[tuple[ReadingJob, JobResult]]:
    """Read one piece on the worker that it was sent to; a worker that is lost costs its piece another try."""
    return list(run_jobs(make_reading, jobs, limits, workers, PRELOAD))


@contextmanager
def readers_of(scheduler: str) -> Iterator[ReadJobs]:
    """How a run reads its jobs on the cluster of this scheduler (``tcp://host:8786``).

    Raises SettingsError when the scheduler does not answer.
    """
    with ExitStack() as stack:
        try:
            runner = stack.enter_context(DaskTaskRunner(address=scheduler))
        except (OSError, ValueError) as error:
            mend = "start it, or unset NIANBAO_DASK"
            raise SettingsError("NIANBAO_DASK", f"no scheduler answers at {scheduler}", mend) from error
        yield lambda jobs, limits, workers: _read(runner, jobs, limits, workers)


def _read(
    runner: DaskTaskRunner, jobs: Sequence[ReadingJob], limits: Limits, workers: int
) -> Iterable[tuple[ReadingJob, JobResult]]:
    pieces = max(1, len(runner.client.scheduler_info()["workers"])) * PIECES_PER_WORKER
    size = math.ceil(len(jobs) / pieces) if jobs else 1
    futures = [
        runner.submit(read_task, {"jobs": jobs[start : start + size], "limits": limits, "workers": workers})
        for start in range(0, len(jobs), size)
    ]
    for future in futures:
        yield from future.result()

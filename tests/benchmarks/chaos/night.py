"""One simulated night in a process of its own, and what may be wrong with that process: disk, clock, memory."""

from __future__ import annotations

import os
import resource
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import time_machine

from extractors.sites.rhythm import SHANGHAI

PRELOAD = ("tests.benchmarks.chaos.night", "flows.night", "expectations.audit", "expectations.suites", "warehouse.load",
           "tests.flows.small")  # fmt: skip
FAILED = 3


@dataclass(frozen=True, slots=True)
class NightJob:
    """One run of the plain night.

    Attributes:
        day: YYYY-MM-DD; the clock of the whole process stands at 02:30 of it in Shanghai, plus ``clock_days``.
        largest_file: no file may grow beyond so many bytes (a full disk as a process sees it); None: no limit.
        tries: of a request whose failure may pass; one in a run that is struck, so that an outage is told at once.
        is_short: leave out Great Expectations, pages and pictures of the site; checks are measured and findings stored as ever.
    """

    data_dir: Path
    registry: Path
    day: str
    log: Path
    clock_days: float = 0.0
    largest_file: int | None = None
    minutes: float = 0.0
    is_short: bool = False
    tries: int = 1


def start(job: NightJob) -> BaseProcess:
    """Start the night in a process that was forked from a clean one."""
    context = get_context("forkserver")
    context.set_forkserver_preload(list(PRELOAD))
    process = context.Process(target=_run, args=(job,))
    process.start()
    return process


def settings_of(job: NightJob) -> dict[str, Any]:
    return {
        "data_dir": str(job.data_dir),
        "registry_dir": str(job.registry),
        "allow_loopback": True,
        "request_delay_seconds": 0.0,
        "request_timeout_seconds": 30.0,  # the hosts share the processors with the runs: on a busy machine they are slow
        "request_tries": job.tries,
        "hosts_at_once": 4,
        "batch_size": 5,
        "docs_keep": 2,
        "crops_per_run": 0 if job.is_short else 1,
        "log_level": "WARNING",
    }


def _run(job: NightJob) -> None:
    from flows.night import Plan, run_night
    from flows.stages.discover import choose_sites
    from nianbao.errors import NianbaoError
    from nianbao.log import configure_logs
    from nianbao.settings import load_settings
    from tests.flows.small import only_findings

    # The limit on the size of files holds for the log as well, which by then is larger.
    spoken = job.log if job.largest_file is None else Path(os.devnull)
    with spoken.open("a", encoding="utf-8") as log, ExitStack() as stack:
        os.dup2(log.fileno(), sys.stderr.fileno())
        os.dup2(log.fileno(), sys.stdout.fileno())
        if job.largest_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (job.largest_file, resource.RLIM_INFINITY))
        began = datetime.fromisoformat(f"{job.day}T02:30:00").replace(tzinfo=SHANGHAI)
        stack.enter_context(time_machine.travel(began + timedelta(days=job.clock_days, minutes=job.minutes), tick=True))
        settings = load_settings(**settings_of(job))
        configure_logs(settings)
        if job.is_short:
            stack.enter_context(only_findings())
        try:
            run_night(settings, Plan(tuple(choose_sites(settings, None))))
        except NianbaoError as error:
            print(f"ended: {error}", file=sys.stderr, flush=True)
            os._exit(FAILED)

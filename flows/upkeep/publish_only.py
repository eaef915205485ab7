"""Publish only: load what waits, audit, publish, report; no host is asked, and a document read only when all was lost.

For a publish that was held and whose cause is gone, and for marts and checks of newer code over the same figures.
"""

from __future__ import annotations

from dataclasses import replace

from flows.context import Run
from flows.reading.recover import rebuild_readings
from flows.stages.finish import Loaded, RunResult
from flows.stages.steps import Steps, begin_run, finish_run
from nianbao.settings import Settings


def publish_only(settings: Settings, *, is_forced: bool = False, steps: Steps | None = None) -> RunResult:
    """Bring what was read and not yet published into the published file.

    Where there is no published file, as after a restore without it, the readings that are missing are made from the archive.
    ``is_forced``: audit and publish although nothing new waits. Raises PublishHeld when the audit holds the build back.
    """
    steps = steps or Steps()

    def load(run: Run) -> Loaded:
        loaded = usual_load(run)
        return replace(loaded, is_changed=True) if is_forced else loaded

    usual_load = steps.load
    with begin_run(settings, "publish") as run:
        rebuild_readings(run)
        return finish_run(run, replace(steps, load=load))

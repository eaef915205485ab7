"""The second half of a run in its order, and how a run begins and ends whatever happens in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flows.console import Progresses
from flows.context import Run
from flows.reading.recover import set_damaged_aside
from flows.records import Outcome
from flows.stages import finish as stage
from flows.stages.finish import Loaded, RunResult
from flows.tell import tell
from nianbao.errors import AuditHeld
from nianbao.folders import usable_folder
from nianbao.log import get_logger
from nianbao.settings import Settings
from warehouse.publish import write_lock

if TYPE_CHECKING:
    from expectations.audit import AuditResult

ReportStep = Callable[[Run, Path, Outcome, Sequence[str]], Path]


@dataclass(frozen=True, slots=True)
class Steps:
    """The four stages as they are called: plain functions, or Prefect tasks around them."""

    load: Callable[[Run], Loaded] = stage.load
    audit: Callable[[Run, Loaded], AuditResult] = stage.audit
    publish: Callable[[Run, Loaded], Path] = stage.publish_build
    report: ReportStep = stage.report


@contextmanager
def begin_run(settings: Settings, kind: str) -> Iterator[Run]:
    """Hold the write lock, open the record, close those of killed runs; an error ends the record before it goes on."""
    folder = usable_folder(settings.data_dir)
    with write_lock(folder, settings.lock_wait_seconds, _tell_waiting), Progresses() as progress:
        run = Run(settings, kind, progress)
        killed = run.run_log.close_stale(run.run_id)
        for one in killed:
            run.log.warning("an earlier run was killed; its work is taken up", killed=one.run_id, why=one.message)
        try:
            set_damaged_aside(run)
            yield run
        except AuditHeld as error:
            run.run_log.finish(run.record, "held", str(error))
            raise
        except KeyboardInterrupt:
            run.run_log.finish(run.record, "failed", "stopped by the operator (Ctrl-C); the next run takes it up")
            raise
        except BaseException as error:
            run.run_log.finish(run.record, "failed", str(error) or type(error).__name__)
            raise
        finally:
            tell(run, killed)


def _tell_waiting(line: str) -> None:
    get_logger("flows").warning(line)


def finish_run(run: Run, steps: Steps) -> RunResult:
    """Load, audit, publish, report. Raises PublishHeld when the audit holds the build back."""
    settings = run.settings
    run.archive.flush()
    loaded = steps.load(run)
    if not loaded.is_changed:
        stage.leave_unchanged(run, loaded)
        if not stage.is_report_current(run):
            steps.report(run, settings.published_path, "unchanged", ())
        return _end(run, "unchanged", "nothing changed; the published file stays as it is", loaded, None)
    audit = steps.audit(run, loaded)
    if not audit.success:
        steps.report(run, loaded.build, "held", audit.held_reasons)
        raise stage.held(audit, settings.published_path)
    published = steps.publish(run, loaded)
    steps.report(run, published, "published", ())
    new, revised = loaded.result.reports_new, loaded.result.revisions_new - loaded.result.reports_new
    message = f"{new} new report{'' if new == 1 else 's'}, {revised} revision{'' if revised == 1 else 's'}"
    return _end(run, "published", message, loaded, audit)


def _end(run: Run, outcome: Outcome, message: str, loaded: Loaded, audit: AuditResult | None) -> RunResult:
    run.run_log.finish(run.record, outcome, message)
    page = run.settings.report_dir / "index.html"
    return RunResult(
        run.record, loaded.result, audit, run.settings.published_path, page, tuple(run.problems), run.crawls
    )

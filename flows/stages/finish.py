"""Load, audit, publish, report: the second half of every run, the same for a crawl and for files from disk.

All writing goes into a build copy; only a build that passed its audit takes the place of the published file.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from expectations.report import RunSummary, SiteInputs, StageSummary, build_site
from expectations.review import DecisionBook
from expectations.review.mirror import is_mirrored
from extractors.document import Issue
from flows.context import Run
from flows.crawl.report import good_visits
from flows.evidence.crops import archive_place, draw_crops
from flows.reading.recover import remake_reading
from flows.records import Outcome, RunRecord, write_atomically
from flows.seeds import seed_rows
from nianbao.errors import AuditHeld, WarehouseError
from warehouse.connection import kept_open
from warehouse.load import LoadResult, load_readings
from warehouse.ops import (
    CrawlRow,
    RunRow,
    is_expected_anew,
    mirror_fetches,
    note_visits,
    record_crawls,
    record_run,
    record_stage,
)
from warehouse.publish import discard_builds, publish, start_build
from warehouse.search_index import update_search_index
from warehouse.seeds import seed
from warehouse.snapshots import Retention, keep_snapshot

if TYPE_CHECKING:
    from expectations.audit import AuditResult

# Great Expectations takes seconds to import: only the stages that need it pay for it.

REPORT_MARK = ".made_from.json"


class PublishHeld(AuditHeld):
    """The audit found what must not be published; ``reasons`` has one line for each."""

    def __init__(self, subject: str, reason: str, mend: str = "", reasons: tuple[str, ...] = ()) -> None:
        super().__init__(subject, reason, mend)
        self.args = (subject, reason, mend, reasons)
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Loaded:
    """The build copy after the load. ``is_changed``: it holds something that the published file does not."""

    build: Path
    readings: tuple[Path, ...]
    result: LoadResult
    is_changed: bool


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a run ended: its record, what the load and the audit said, and what went wrong with single inputs.

    ``audit`` is None when the load changed nothing: the published file was audited when it was made.
    """

    record: RunRecord
    loaded: LoadResult
    audit: AuditResult | None
    published: Path
    report: Path
    problems: tuple[Issue, ...]
    crawls: tuple[CrawlRow, ...] = ()


def load(run: Run) -> Loaded:
    """Load all readings that no published warehouse has yet into a fresh build copy."""
    from expectations.suites import structural_checks

    settings = run.settings
    with run.stage("load") as (stage, tick):
        build = start_build(settings.published_path, settings.staging_dir / "builds", run.run_id)
        rows = seed_rows(settings.registry_dir)
        is_first = not settings.published_path.exists()
        readings = run.readings.all() if is_first else run.readings.to_load()
        is_seeded = seed(build, replace(rows, checks=[*rows.checks, *structural_checks()]))
        readings, result = _load_sound(run, build, readings)
        note_visits(build, _good_visits(run, is_first=is_first), run.now())
        for name in ("readings_new", "readings_replaced", "reports_new", "revisions_new", "figures_new", "issues_new"):
            stage.add(name, getattr(result, name))
        tick()
    is_told = is_mirrored(build, DecisionBook(settings.decisions_path), run.now().date())
    is_changed = is_seeded or is_first or not result.unchanged or not is_told or is_expected_anew(build)
    return Loaded(build, tuple(readings), result, is_changed)


def _good_visits(run: Run, *, is_first: bool) -> dict[str, str]:
    """When each site was last seen well, by the runs that the warehouse does not have, this one included, and by other machines.

    A backfill asks for some years only: that a report of another year is not there is nothing it could tell.
    """
    records = run.run_log.all()
    new = [one.run_id for one in records if one.kind != "backfill" and (is_first or not one.is_in_warehouse)]
    visits = good_visits(run.crawl_files, new, run.now())
    for site_id, seen_at in run.visits_elsewhere.items():
        visits[site_id] = max(seen_at, visits.get(site_id, seen_at))
    return visits


def _load_sound(run: Run, build: Path, readings: list[Path]) -> tuple[list[Path], LoadResult]:
    """Load; a reading whose file is damaged is made again from the archive, and named."""
    for _ in range(len(readings)):
        try:
            return readings, load_readings(build, readings)
        except WarehouseError as error:
            damaged = Path(error.subject)
            if damaged not in readings:
                raise
            run.note(
                Issue("reading_damaged", "warning", f"{damaged}: {error.reason}; it is made again from the archive")
            )
            run.readings.discard(damaged.stem)
            remake_reading(run, damaged.stem)
            if not run.readings.has(damaged.stem):  # its bytes are not shown any more by the log as it is
                readings = [path for path in readings if path != damaged]
    return readings, load_readings(build, readings)


def audit(run: Run, loaded: Loaded) -> AuditResult:
    """Audit the build copy; results and findings are stored in it, decisions mirrored, and the marts made."""
    from expectations.audit import run_audit

    settings = run.settings
    with run.stage("audit") as (stage, tick):
        book = DecisionBook(settings.decisions_path)
        result = run_audit(loaded.build, run.run_id, settings.report_dir, settings.docs_keep, book, run.now())
        stage.add("expectations", result.expectations)
        for severity, number in result.findings.items():
            stage.add(f"findings_{severity}", number)
        stage.add("findings_new", result.findings_new)
        for state in ("reopened", "expired"):
            stage.add(f"decisions_{state}", result.decisions.get(state, 0))
        tick()
    return result


def publish_build(run: Run, loaded: Loaded) -> Path:
    """Write what ran into ``ops``, and put the build in the place of the published file."""
    settings = run.settings
    with run.stage("publish") as (stage, tick):
        with kept_open(loaded.build):
            mirror_fetches(loaded.build, run.archive)
            told = _record_runs(run, loaded.build)
            stage.add("sections_indexed", update_search_index(loaded.build).added)
        publish(loaded.build, settings.published_path)
        _keep_snapshot(run)
        stage.add("bytes", settings.published_path.stat().st_size)
        tick()
    run.readings.loaded(loaded.readings)
    for record in told:
        record.is_in_warehouse = True
        run.run_log.save(record)
    return settings.published_path


def _keep_snapshot(run: Run) -> None:
    """Keep the file just published under its date. It is published already, so a full disk must not end the run."""
    settings = run.settings
    try:
        retention = Retention(settings.snapshots_keep_last, settings.snapshots_keep_months)
        keep_snapshot(settings.published_path, settings.snapshots_dir, retention)
    except WarehouseError as error:
        run.note(Issue("no_snapshot", "warning", f"no snapshot was kept: {error}"))


def leave_unchanged(run: Run, loaded: Loaded) -> None:
    """Throw the build away: the published file already says all of it."""
    discard_builds(loaded.build.parent)
    run.readings.loaded(loaded.readings)


def report(run: Run, source: Path, outcome: Outcome, held_reasons: Sequence[str] = ()) -> Path:
    """Write the quality report from ``source``: the published file, or the build that was held."""
    settings = run.settings
    with run.stage("report") as (counts, tick):
        stages = tuple(StageSummary(one.stage, one.seconds, dict(one.counts)) for one in run.record.stages)
        summary = RunSummary(
            run.run_id, outcome, run.record.started_at[:19], stages=stages, held_reasons=tuple(held_reasons)
        )
        pictures = draw_crops(settings, source, settings.crops_per_run)
        for line in pictures.failed:
            run.log.warning("a finding has no picture", reason=line)
        inputs = SiteInputs(summary, settings.decisions_path, pictures.crops, archive=archive_place(settings))
        built = build_site(source, settings.report_dir, inputs)
        write_atomically(settings.report_dir / REPORT_MARK, json.dumps(_fingerprint(source)))
        counts.add("pictures", pictures.drawn)
        counts.add("pages_written", built.written)
        counts.add("pages_unchanged", built.unchanged)
        tick()
    return built.index


def is_report_current(run: Run) -> bool:
    """Whether the quality report was made from the published file as it is now (a killed run may not have come to it)."""
    mark = run.settings.report_dir / REPORT_MARK
    if not mark.is_file() or not run.settings.published_path.is_file():
        return False
    return bool(json.loads(mark.read_text(encoding="utf-8")) == _fingerprint(run.settings.published_path))


def held(result: AuditResult, published: Path) -> PublishHeld:
    """The error that ends a run whose build must not be published."""
    state = "stays as it was" if published.is_file() else "does not exist yet"
    reason = f"held: {len(result.held_reasons)} critical findings; the published file {state}"
    return PublishHeld(str(published), reason, "see 'nianbao docs' for the rows", result.held_reasons)


def _fingerprint(path: Path) -> list[int | str]:
    found = path.stat()
    return [path.name, found.st_size, found.st_mtime_ns]


def _record_runs(run: Run, build: Path) -> list[RunRecord]:
    """Write this run and those that the warehouse does not know yet into ``ops``; returns the finished ones.

    A file that is made anew, because the one before was damaged, knows none.
    """
    is_first = not run.settings.published_path.exists()
    known = run.run_log.all()
    records = [one for one in known if (is_first or not one.is_in_warehouse) and one.run_id != run.run_id]
    for record in [*records, replace(run.record, outcome="published")]:
        row = RunRow(
            record.run_id, record.started_at, record.outcome, record.code_version, record.finished_at, record.message
        )
        record_run(build, row)
        for stage in record.stages:
            record_stage(build, record.run_id, stage.stage, stage.seconds, stage.counts)
        record_crawls(build, run.crawl_files.rows(record.run_id))
    return [record for record in records if record.finished_at is not None]

"""Metrics: the numbers of the last run and of the warehouse as a Prometheus text file (for node exporter's textfile collector).

A process that runs once a night cannot be scraped, so the file stands for it; it is written whole or not at all.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

from flows.crawl.report import WORST_FIRST
from flows.records import RunRecord
from nianbao.errors import NianbaoError
from nianbao.log import get_logger
from warehouse.query import table_counts

if TYPE_CHECKING:
    from flows.context import Run

OUTCOMES = ("published", "unchanged", "held", "failed")
_TABLES = ("core.organs", "core.reports", "core.revisions", "core.figures", "raw.issues", "quality.findings")


def write_metrics(run: Run) -> None:
    """Write ``NIANBAO_METRICS_FILE``, when it is set. A file that cannot be written is a warning in the log."""
    path = run.settings.metrics_file
    if path is None:
        return
    try:
        write_to_textfile(str(path), registry_of(run))
    except (OSError, NianbaoError) as error:
        get_logger("flows").warning("no metrics written", file=str(path), why=str(error))


def registry_of(run: Run) -> CollectorRegistry:
    """All metrics of a run that has ended, and of the warehouse as it is published now."""
    registry = CollectorRegistry()
    record = run.record
    outcome = _gauge(registry, "run_outcome", "1 for the outcome of the last run", "outcome")
    for name in OUTCOMES:
        outcome.labels(name).set(record.outcome == name)
    _gauge(registry, "run_start_seconds", "When the last run began (Unix time)").set(_unix(record.started_at))
    if record.finished_at is not None:
        _gauge(registry, "run_end_seconds", "When the last run ended (Unix time)").set(_unix(record.finished_at))
    good = _last_good(run)
    if good is not None:
        _gauge(registry, "last_good_run_end_seconds", "When a run last published or found nothing new (Unix time)").set(
            good
        )
    _stages(registry, record)
    _sites(registry, run)
    _gauge(registry, "quarantined", "Documents that killed their reader twice").set(len(run.quarantine.all()))
    _warehouse(registry, run)
    return registry


def _stages(registry: CollectorRegistry, record: RunRecord) -> None:
    seconds = _gauge(registry, "stage_seconds", "Wall seconds of a stage of the last run", "stage")
    counts = _gauge(registry, "stage_count", "What a stage of the last run counted", "stage", "name")
    for stage in record.stages:
        seconds.labels(stage.stage).set(stage.seconds)
        for name, number in stage.counts.items():
            counts.labels(stage.stage, name).set(number)


def _sites(registry: CollectorRegistry, run: Run) -> None:
    if not run.crawls:
        return
    sites = _gauge(registry, "sites", "Sites visited by the last run, by state", "state")
    states = Counter(row.state for row in run.crawls)
    for state in WORST_FIRST:
        sites.labels(state).set(states[state])


def _warehouse(registry: CollectorRegistry, run: Run) -> None:
    path = run.settings.published_path
    if not path.is_file():
        return
    rows = _gauge(registry, "warehouse_rows", "Rows of a table of the published warehouse", "table")
    counts = table_counts(path)
    for name in _TABLES:
        rows.labels(name).set(counts[name])
    _gauge(registry, "warehouse_bytes", "Size of the published warehouse").set(path.stat().st_size)


def _last_good(run: Run) -> float | None:
    ends = [
        record.finished_at
        for record in [*run.run_log.all(), run.record]
        if record.outcome in ("published", "unchanged") and record.finished_at is not None
    ]
    return max(map(_unix, ends), default=None)


def _unix(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


def _gauge(registry: CollectorRegistry, name: str, text: str, *labels: str) -> Gauge:
    return Gauge(f"nianbao_{name}", text, labels, registry=registry)

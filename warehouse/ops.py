"""Writes what ran into ``ops``: runs, stages with their counts, and a mirror of the archive's fetch log.

Prefect's own server loses records under load and a published file should tell its own story, so both travel with it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Literal

import duckdb
import pandas as pd

from warehouse.archive import Archive
from warehouse.connection import open_reading, sql_text, writing

_LINES_AT_ONCE = 50_000
_LOG_COLUMNS = ["fetch_id", "url", "site_id", "fetched_at", "status", "outcome", "sha256", "message", "log_byte"]

SiteState = Literal["ok", "incomplete", "blocked", "robots", "failing"]
RunOutcome = Literal["running", "published", "unchanged", "held", "failed"]


@dataclass(frozen=True, slots=True)
class RunRow:
    """One row of ``ops.runs``; times are UTC, ISO 8601; ``finished_at`` is None while the run goes on."""

    run_id: str
    started_at: str
    outcome: RunOutcome
    code_version: str
    finished_at: str | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class CrawlRow:
    """One row of ``ops.crawls``: what a run brought from one site; fields as its columns, ``visited_at`` ISO, UTC."""

    run_id: str
    site_id: str
    visited_at: str
    state: SiteState
    message: str
    lists: int
    lists_incomplete: int
    list_pages: int
    items_found: int
    items_kept_out: int
    items_new: int
    items_changed: int
    items_unchanged: int
    items_not_due: int
    items_vanished: int
    items_missing: int
    refused: int
    failed: int
    requests: int
    seconds: float
    bytes: int


def record_run(build: Path, run: RunRow) -> None:
    """Write the row of a run, or overwrite it with its end."""
    with writing(build) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(sql_text("ops/record_run.sql"), asdict(run))


def record_stage(build: Path, run_id: str, stage: str, seconds: float, counts: Mapping[str, int | float | str]) -> None:
    """Write what one stage of a run took and counted."""
    row = {"run_id": run_id, "stage": stage, "seconds": seconds, "counts": json.dumps(dict(counts), ensure_ascii=False)}
    with writing(build) as connection:
        connection.execute(sql_text("ops/record_stage.sql"), row)


def mirror_fetches(build: Path, archive: Archive) -> int:
    """Copy the lines of the fetch log that ``ops.fetches`` lacks; returns how many were new.

    Goes on where it ended the last time, so that a night costs what the night brought, not what the log has become.
    """
    with writing(build) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        before = connection.execute(sql_text("ops/count_fetches.sql")).fetchall()[0][0]
        start = _mirrored_up_to(connection, archive)
        connection.execute(sql_text("ops/forget_fetches.sql"), [start])
        lines = archive.log.lines(start)
        rows = ({**line.data, "log_byte": line.start} for line in lines if line.data is not None)
        while some := list(islice(rows, _LINES_AT_ONCE)):
            connection.register(
                "log_lines", pd.DataFrame(some, columns=_LOG_COLUMNS).astype(object).fillna({"message": ""})
            )
            connection.execute(sql_text("ops/mirror_fetches.sql"))
        after = connection.execute(sql_text("ops/count_fetches.sql")).fetchall()[0][0]
    return int(after - before)


def _mirrored_up_to(connection: duckdb.DuckDBPyConnection, archive: Archive) -> int:
    """Where the last line starts that the warehouse has; 0 when it is the mirror of another log, or of none."""
    rows = connection.execute(sql_text("ops/last_fetch.sql")).fetchall()
    if not rows or rows[0][1] >= archive.log.size():
        return 0
    fetch_id, position = rows[0]
    entry = archive.log.entry_at(position)
    return int(position) if entry is not None and entry.fetch_id == fetch_id else 0


def record_crawls(build: Path, crawls: Sequence[CrawlRow]) -> None:
    """Write what runs brought from sites."""
    if not crawls:
        return
    with writing(build) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.register("new_crawls", pd.DataFrame([asdict(crawl) for crawl in crawls]))
        connection.execute(sql_text("ops/record_crawls.sql"))


def note_visits(build: Path, visits: Mapping[str, str], now: datetime) -> None:
    """Write when each site was last seen well: by ``ops.crawls``, and by ``visits`` (site id to ISO time) that it lacks.

    ``now``: the clock of this run (UTC); later visits are of a night on which the clock was ahead.
    """
    with writing(build) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.register("new_visits", pd.DataFrame(list(visits.items()), columns=["site_id", "seen_at"], dtype=str))
        moment = {"now": now.astimezone(UTC).replace(tzinfo=None)}
        for one in connection.extract_statements(sql_text("ops/note_visits.sql")):
            connection.execute(one, {name: moment[name] for name in one.named_parameters})


def is_expected_anew(build: Path) -> bool:
    """Whether other reports are expected by now than ``mart.coverage`` of this build says (a deadline has passed)."""
    with writing(build) as connection:
        if not connection.execute(sql_text("ops/has_coverage.sql")).fetchall():
            return False  # of a program without marts; whatever loads next makes them
        return bool(connection.execute(sql_text("ops/expected_anew.sql")).fetchall()[0][0])


def site_states(published: Path) -> list[tuple[str, SiteState, str, datetime, datetime]]:
    """Site, state, message, last visit and since when the state holds (UTC), for each site that was ever visited."""
    connection = open_reading(published)
    try:
        if not connection.execute(sql_text("ops/has_crawls.sql")).fetchall():
            return []  # of an older program; the next run brings it up to date
        rows: list[tuple[str, SiteState, str, datetime, datetime]] = connection.execute(
            sql_text("ops/site_states.sql")
        ).fetchall()
    finally:
        connection.close()
    return rows


def schema_version(published: Path) -> int:
    """Schema version of a published file; 0 when it carries none."""
    with closing(open_reading(published)) as connection:
        if not connection.execute(sql_text("ops/has_schema_version.sql")).fetchall():
            return 0
        rows = connection.execute(sql_text("ops/get_schema_version.sql")).fetchall()
    return int(rows[0][0]) if rows else 0

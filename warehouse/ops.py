"""Writes what ran into ``ops``: runs, stages with their counts, and a mirror of the archive's fetch log.

Prefect's own server loses records under load and a published file should tell its own story, so both travel with it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

from warehouse.archive import Archive
from warehouse.connection import sql_text, writing

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
    """Copy entries of the fetch log that ``ops.fetches`` lacks; returns how many were new."""
    entries = [asdict(entry) for entry in archive.entries()]
    if not entries:
        return 0
    columns = ["fetch_id", "url", "site_id", "fetched_at", "status", "outcome", "sha256", "message"]
    with writing(build) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        before = connection.execute(sql_text("ops/count_fetches.sql")).fetchall()[0][0]
        connection.register("log_entries", pd.DataFrame(entries, columns=columns).astype(object))
        connection.execute(sql_text("ops/mirror_fetches.sql"))
        after = connection.execute(sql_text("ops/count_fetches.sql")).fetchall()[0][0]
    return int(after - before)

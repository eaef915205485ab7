"""Run records: what each run did, as one small JSON file a run beside the warehouse.

``ops.runs`` and ``ops.stages`` travel inside the published file, which a held, failed or uneventful run does not
replace. The files here are written at every step, so that a killed run leaves its trace too, and the next build takes
those that the warehouse does not have yet.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from nianbao.log import get_logger

Outcome = Literal["running", "published", "unchanged", "held", "failed"]
STAGES = ("discover", "fetch", "extract", "load", "audit", "publish", "report")


@dataclass(slots=True)
class StageRecord:
    """One stage of one run: wall seconds and its own counts (found, fetched, unchanged, failed …)."""

    stage: str
    seconds: float = 0.0
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, number: int = 1) -> None:
        self.counts[name] = self.counts.get(name, 0) + number


@dataclass(slots=True)
class RunRecord:
    """One run. Times are UTC in ISO form; ``finished_at`` is None while it runs.

    ``is_in_warehouse``: ``ops`` of the published file has it complete with its end.
    """

    run_id: str
    kind: str
    started_at: str
    code_version: str
    process_id: int
    finished_at: str | None = None
    outcome: Outcome = "running"
    message: str = ""
    stages: list[StageRecord] = field(default_factory=list)
    is_in_warehouse: bool = False

    def count(self, stage: str, name: str) -> int:
        """A count of a stage, 0 when the stage did not count it."""
        return sum(record.counts.get(name, 0) for record in self.stages if record.stage == stage)


class RunLog:
    """The folder of run records of one data folder."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / "runs"

    def begin(self, kind: str, code_version: str) -> RunRecord:
        """Write the record of a run that starts now; its id sorts by start."""
        now = datetime.now(UTC)
        run_id = f"{now:%Y%m%dT%H%M%S%f}-{os.getpid()}"
        record = RunRecord(run_id, kind, now.isoformat(), code_version, os.getpid())
        self.save(record)
        return record

    def save(self, record: RunRecord) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        write_atomically(
            self.folder / f"{record.run_id}.json", json.dumps(asdict(record), ensure_ascii=False, indent=1)
        )

    def finish(self, record: RunRecord, outcome: Outcome, message: str) -> None:
        record.outcome, record.message = outcome, message
        record.finished_at = datetime.now(UTC).isoformat()
        self.save(record)

    def all(self) -> list[RunRecord]:
        """All records, oldest first."""
        found = (_read(path) for path in sorted(self.folder.glob("*.json")))
        return [record for record in found if record is not None]

    def close_stale(self, current_run_id: str) -> list[RunRecord]:
        """Mark runs that never finished as failed. The caller holds the write lock, so none of them can be alive."""
        stale = [record for record in self.all() if record.outcome == "running" and record.run_id != current_run_id]
        for record in stale:
            last = record.stages[-1].stage if record.stages else "start"
            self.finish(record, "failed", f"ended without a word during {last} (killed, or the machine stopped)")
        return stale

    @contextmanager
    def stage(self, record: RunRecord, name: str) -> Iterator[StageRecord]:
        """Time one stage and keep its counts, also when it fails."""
        stage = StageRecord(name)
        record.stages.append(stage)
        self.save(record)
        started = time.monotonic()
        try:
            yield stage
        finally:
            stage.seconds = round(time.monotonic() - started, 3)
            self.save(record)


def write_atomically(path: Path, text: str) -> None:
    """Write a whole file or none of it: readers and later runs never meet half a file."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    with temporary.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)


def _read(path: Path) -> RunRecord | None:
    """One record; None, with a warning, for a damaged file: an old record must not stop tonight's run."""
    try:
        return _from_json(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError, KeyError):
        get_logger("flows").warning("damaged run record", file=str(path))
        return None


def _from_json(data: dict[str, Any]) -> RunRecord:
    return RunRecord(**{**data, "stages": [StageRecord(**stage) for stage in data["stages"]]})

"""What the report says of the run that made it: from the flow that is still under way, or from ``ops`` afterwards."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import duckdb

from expectations.statements import statement

STAGE_NAMES = {
    "discover": ("寻找", "discover"),
    "import": ("导入", "import"),
    "fetch": ("取回", "fetch"),
    "extract": ("读取", "extract"),
    "load": ("入库", "load"),
    "audit": ("审核", "audit"),
    "publish": ("发布", "publish"),
    "report": ("成文", "report"),
}
OUTCOMES = {
    "published": ("已发布", "published"),
    "unchanged": ("无变化", "unchanged"),
    "held": ("暂不发布", "held"),
    "failed": ("失败", "failed"),
    "running": ("进行中", "running"),
}


@dataclass(frozen=True, slots=True)
class StageSummary:
    """One stage: wall seconds and its own counts (found, fetched, unchanged, failed …)."""

    stage: str
    seconds: float
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, str]:
        return STAGE_NAMES.get(self.stage, (self.stage, ""))


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One run. ``started_at`` and ``finished_at`` are UTC as printed; ``held_reasons`` say why nothing was published."""

    run_id: str
    outcome: str
    started_at: str
    finished_at: str = ""
    message: str = ""
    stages: tuple[StageSummary, ...] = ()
    held_reasons: tuple[str, ...] = ()

    @property
    def outcome_names(self) -> tuple[str, str]:
        return OUTCOMES.get(self.outcome, (self.outcome, ""))


def last_run(connection: duckdb.DuckDBPyConnection) -> RunSummary | None:
    """The latest run recorded in the warehouse, None when there is none."""
    row = connection.execute(statement("report", "last_run")).fetchone()
    if row is None:
        return None
    run_id, started, finished, outcome, message = row
    stages = connection.execute(statement("report", "stages"), {"run_id": run_id}).fetchall()
    order = list(STAGE_NAMES)
    found = [StageSummary(stage, seconds, json.loads(counts)) for stage, seconds, counts in stages]
    found.sort(key=lambda stage: order.index(stage.stage) if stage.stage in order else len(order))
    return RunSummary(run_id, outcome, str(started)[:19], str(finished or "")[:19], message, tuple(found))

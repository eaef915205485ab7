"""Endings on disk, one line each: ten thousand inputs take an hour or two, and a run that was stopped goes on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from flows.reading.workers import Lost
from tests.benchmarks.robustness.inputs import Case, Ending


def note(path: Path, case: Case, ending: Ending | Lost) -> None:
    """Append one ending."""
    record = {"case": asdict(case), "lost" if isinstance(ending, Lost) else "ending": asdict(ending)}
    with path.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(record, ensure_ascii=False) + "\n")


def noted(path: Path) -> Iterator[tuple[Case, Ending | Lost]]:
    """The endings of an earlier run; a last line that was cut off does not count."""
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
        if line.endswith("\n"):
            record = json.loads(line)
            yield Case(**record["case"]), Lost(**record["lost"]) if "lost" in record else Ending(**record["ending"])

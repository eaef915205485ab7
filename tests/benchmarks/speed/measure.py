"""One kind of document read in a process of its own: CPU seconds of each, peak memory, and the figures that were read.

``python -m tests.benchmarks.speed.measure WARM FILE…`` prints one JSON object. The first WARM files are read to warm up
and not measured; each of the others is read once and is new to the process, as in a night's run, whose collector
setting holds here too.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from extractors.extract import extract_bytes
from extractors.readers import read_document
from extractors.recognize import recognize
from extractors.report import Report
from extractors.second_reading import SECOND_READERS, is_doubtful
from flows.reading.workers import spare_collector
from tests.benchmarks.speed.other_tools import pace, peak_mb


@dataclass(frozen=True, slots=True)
class PoolRead:
    """What a job of the reading pool gives: the figures with a value, and the CPU seconds of reading them."""

    figures: int
    seconds: float


def read_file(path: str) -> PoolRead:
    """Read one file (a job of the reading pool)."""
    data = Path(path).read_bytes()
    start = time.process_time()
    report = extract_bytes(data, hint=path)
    return PoolRead(sum(figure.value is not None for figure in report.figures), time.process_time() - start)


def is_read_twice(data: bytes, name: str, report: Report) -> bool:
    """Whether the first reading leaves a doubt, so that a second engine reads the file too (a picture has none)."""
    if any(figure.origin == "image" for figure in report.figures):
        return False
    document = read_document(data, hint=name)
    return document.kind in SECOND_READERS and is_doubtful(recognize(document))


def main(arguments: list[str]) -> int:
    warm, files = int(arguments[0]), arguments[1:]
    for file in files[:warm]:
        extract_bytes(Path(file).read_bytes(), hint=file)
    spare_collector()
    seconds, reports, paces = [], [], [pace()]
    for file in files[warm:]:
        data = Path(file).read_bytes()
        start = time.process_time()
        reports.append(extract_bytes(data, hint=file))
        seconds.append(time.process_time() - start)
        paces.append(pace())
    peak = peak_mb()
    record = {
        "seconds": seconds,
        "paces": paces,
        "peak_mb": peak,
        "figures": [
            {f"{f.table}.{f.row}.{f.column}": None if f.value is None else str(f.value) for f in report.figures}
            for report in reports
        ],
        "read_twice": [
            is_read_twice(Path(file).read_bytes(), file, report)
            for file, report in zip(files[warm:], reports, strict=True)
        ],
        "pages_left_out": [
            issue.message for report in reports for issue in report.issues if issue.code == "pages_not_read"
        ],
    }
    json.dump(record, sys.stdout)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

"""One kind of document read in a process of its own: CPU seconds, peak memory, and how many figures are exact.

``python -m tests.benchmarks.speed.measure FILE…`` prints one JSON object. Each document is read three times and its best
time counts: what another program took of the machine meanwhile is not the reader's.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from extractors.extract import extract_bytes

PASSES = 3


def read_file(path: str) -> int:
    """Figures with a value in the report of one file (a job of the reading pool)."""
    return sum(figure.value is not None for figure in extract_bytes(Path(path).read_bytes(), hint=path).figures)


def peak_mb() -> float:
    """Peak resident memory of this process. ``getrusage`` would count that of the process it was forked from."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return float(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


def main(files: list[str]) -> int:
    blobs = [(file, Path(file).read_bytes()) for file in files]
    if len(blobs) > 1:
        extract_bytes(blobs[0][1], hint=blobs[0][0])
    seconds = 0.0
    reports = []
    for file, data in blobs:
        times = []
        for _ in range(PASSES if len(blobs) > 1 else 1):
            start = time.process_time()
            report = extract_bytes(data, hint=file)
            times.append(time.process_time() - start)
        seconds += min(times)
        reports.append(
            {f"{f.table}.{f.row}.{f.column}": None if f.value is None else str(f.value) for f in report.figures}
        )
    peak = peak_mb()
    json.dump({"seconds": seconds, "peak_mb": peak, "figures": reports}, sys.stdout)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

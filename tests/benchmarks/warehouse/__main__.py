"""``make bench-warehouse``: load, room, a night of changed reports and the worked queries, at a tenth and at the whole."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tests.benchmarks.warehouse.measure import CHANGED, Measured, measure
from tests.benchmarks.warehouse.page import page
from tests.conftest import REPOSITORY

RESULTS = REPOSITORY / "tests" / "benchmarks" / "results" / "warehouse.md"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=100_000, help="size of the population, up to 1,000,000")
    parser.add_argument("--folder", type=Path, default=None, help="where to build it; a temporary folder by default")
    parser.add_argument("--results", type=Path, default=RESULTS, help="the page to write")
    asked = parser.parse_args()
    if not 2 * CHANGED <= asked.reports <= 1_000_000:
        parser.error(f"--reports must be {2 * CHANGED:,} to 1,000,000")
    sizes: list[Measured] = []
    for reports in (asked.reports // 10, asked.reports):
        with tempfile.TemporaryDirectory(prefix="nianbao-bench-", dir=asked.folder) as folder:
            sizes.append(measure(Path(folder), reports, lambda line: print(line, flush=True)))
    asked.results.parent.mkdir(parents=True, exist_ok=True)
    asked.results.write_text(page(sizes), encoding="utf-8")
    print(page(sizes))


if __name__ == "__main__":
    main()

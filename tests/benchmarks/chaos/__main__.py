"""``make chaos``: at least 200 random faults, 50 of them kill -9; exit 1 when anything was lost or differs."""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from nianbao import __version__
from tests.benchmarks.chaos.run import Tally, rehearse
from tests.conftest import REPOSITORY

RESULT = REPOSITORY / "tests" / "benchmarks" / "results" / "chaos.md"


def main() -> int:
    """Rehearse, print, write; 0 when nothing went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.chaos", description=__doc__)
    parser.add_argument("--faults", type=int, default=220)
    parser.add_argument("--kills", type=int, default=60, help="of these, kill -9")
    parser.add_argument("--per-night", type=int, default=5, help="faults a night, on average")
    parser.add_argument("--seed", type=int, default=20250110)
    parser.add_argument("--quiet", type=int, default=2, help="nights without faults at the start")
    parser.add_argument("--whole-every", type=int, default=4,
                        help="one night in so many with Great Expectations and all pages")  # fmt: skip
    parser.add_argument("--folder", type=Path, help="keep the data folders here; a temporary one when left out")
    parser.add_argument("--write", type=Path, default=None, metavar="FILE", nargs="?", const=RESULT,
                        help=f"write the figures there (default {RESULT.relative_to(REPOSITORY)})")  # fmt: skip
    chosen = parser.parse_args()
    console = Console(width=150)

    def tell(line: str) -> None:
        console.print(f"{datetime.now(UTC):%H:%M:%S} {line}", highlight=False)

    with tempfile.TemporaryDirectory(prefix="nianbao-chaos-") as temporary:
        folder = chosen.folder or Path(temporary)
        cpu = time.process_time()
        tally = rehearse(
            folder,
            chosen.faults,
            chosen.kills,
            chosen.per_night,
            chosen.seed,
            tell,
            chosen.quiet,
            whole_every=chosen.whole_every,
        )
        text = markdown(tally)
        console.print(text, markup=False)
        tell(f"processor time of the driver {time.process_time() - cpu:.0f} s")
    if chosen.write is not None:
        chosen.write.parent.mkdir(parents=True, exist_ok=True)
        chosen.write.write_text(text, encoding="utf-8")
    return 1 if tally.problems() else 0


def markdown(tally: Tally) -> str:
    """The figures as a page."""
    lines = [
        "# Chaos",
        "",
        f"Written by `python -m tests.benchmarks.chaos --write` with nianbao {__version__}, Python "
        f"{platform.python_version()}, seed {tally.seed}, on {datetime.now(UTC):%Y-%m-%d}.",
        "",
        f"{sum(tally.faults.values())} faults over {tally.nights} simulated nights ({tally.seconds / 60:.0f} minutes) "
        f"against a local government of three sites; after each night the warehouse was compared with that of a twin folder "
        f"that was left alone. Great Expectations and the pages of the site ran on {tally.nights_whole} of these nights; on "
        f"the others the checks were measured and the findings stored by themselves, to have more faults in the same time.",
        "",
        "| fault | times |",
        "|---|---:|",
        *(f"| {name} | {number} |" for name, number in sorted(tally.faults.items(), key=lambda pair: -pair[1])),
        "",
        "| seen | |",
        "|---|---:|",
        *(f"| struck runs that ended: {name} | {number} |" for name, number in sorted(tally.struck.items())),
        f"| runs left alone that failed | {len(tally.clean_failed)} |",
        f"| tables that differed from the twin's after a night | {len(tally.differing)} |",
        f"| nights not compared, because one of the two still left a host alone | {tally.nights_apart} |",
        f"| blobs or reports lost | {len(tally.lost)} |",
        f"| reports in the warehouse at the end | {tally.reports} |",
        f"| times a reader opened the published file and summed its figures | {tally.reads} |",
        f"| of these, it could not | {len(tally.unreadable)} |",
        "",
    ]
    problems = tally.problems()
    lines += [f"- {line}" for line in problems] or ["Nothing was lost, and nothing differed."]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    sys.exit(main())

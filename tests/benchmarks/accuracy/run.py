"""One process a kind, two and more at a time: what they print is gathered; who dies or overstays is known by name."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tests.benchmarks.accuracy.corpus.kinds import KINDS, Kind
from tests.benchmarks.accuracy.corpus.store import ensure, seeds_of
from tests.benchmarks.accuracy.score import Score, lost, score_of
from tests.conftest import REPOSITORY

SECONDS_TO_MAKE = 1_200
SECONDS_A_DOCUMENT = 90
_PROGRAMS = {"chromium": ("chromium", "chromium-browser", "google-chrome"), "soffice": ("soffice", "libreoffice")}


@dataclass(slots=True)
class KindResult:
    """The scores of one kind.

    ``absent`` names the program without which it could not be made; ``failure`` says why it was not made, or not to the
    end, although its programs are there.
    """

    kind: str
    says: str
    scores: list[Score] = field(default_factory=list)
    absent: str = ""
    failure: str = ""


def absent_program(kind: Kind) -> str:
    return next((need for need in kind.needs if not any(shutil.which(name) for name in _PROGRAMS[need])), "")


def run_kind(kind: Kind, count: int, base: int) -> KindResult:
    """Make and read the documents of a kind in a process of their own."""
    result = KindResult(kind.name, kind.says, absent=absent_program(kind))
    if result.absent:
        return result
    left = seeds_of(kind.name, count, base)
    while left:
        scores, culprit, reason = _attempt(kind.name, left)
        result.scores += scores
        done = {score.seed for score in scores}
        left = [seed for seed in left if seed not in done and seed != culprit]
        if culprit is None and left:
            result.failure = f"the documents could not be made: {reason}"
            break
        if culprit is not None:
            [(_, made)] = ensure(kind, [culprit])
            result.scores.append(lost(made.truths, culprit, "crashed", reason))
    return result


def _attempt(kind: str, seeds: Sequence[int]) -> tuple[list[Score], int | None, str]:
    """(scores, the seed that was being read when the process ended, why it ended)."""
    command = [sys.executable, "-m", "tests.benchmarks.accuracy.worker", kind, *(str(seed) for seed in seeds)]
    seconds = SECONDS_TO_MAKE + SECONDS_A_DOCUMENT * len(seeds)
    try:
        done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=seconds)
        printed, reason = done.stdout, (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
    except subprocess.TimeoutExpired as error:
        printed, reason = _text(error.stdout), f"more than {seconds} s"
    scores: list[Score] = []
    reading: int | None = None
    for line in printed.splitlines():
        record = json.loads(line)
        if "outcome" in record:
            scores.append(score_of(record))
            reading = None
        elif "seed" in record:
            reading = record["seed"]
    return scores, reading, reason


def _text(printed: str | bytes | None) -> str:
    return printed.decode() if isinstance(printed, bytes) else printed or ""


def run(names: Sequence[str], count: int, base: int, jobs: int, tell: Callable[[KindResult], None]) -> list[KindResult]:
    """All kinds, ``jobs`` at a time; ``tell`` is called with each as it ends."""

    def one(name: str) -> KindResult:
        result = run_kind(KINDS[name], count, base)
        tell(result)
        return result

    with ThreadPoolExecutor(max_workers=jobs) as pool:
        return list(pool.map(one, names))

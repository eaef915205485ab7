"""One input: its bytes from its kind and seed, and how reading them ended; the part that runs in a worker."""

from __future__ import annotations

import random
import resource
import time
from dataclasses import dataclass

from extractors.extract import extract_bytes
from tests.benchmarks.robustness.bases import base
from tests.benchmarks.robustness.hostile import MAKERS
from tests.benchmarks.robustness.mutate import damage

ARCHIVES = frozenset(("zip", "zip_bomb", "zip_many_members", "zip_names"))
"""Kinds that hold several files: each of them may have its own error."""


@dataclass(frozen=True, slots=True)
class Case:
    """One input: what it is made from (a whole document to damage, or a hostile maker), and its seed."""

    kind: str
    seed: int


@dataclass(frozen=True, slots=True)
class Ending:
    """How one input ended: status of its report, CPU seconds, peak memory of its process so far (MiB), and any broken rule."""

    status: str
    seconds: float
    peak_mb: float
    broken: str


def make(case: Case) -> bytes:
    rng = random.Random(f"{case.kind}/{case.seed}")
    return MAKERS[case.kind](rng) if case.kind in MAKERS else damage(base(case.kind), rng)


def read_one(case: Case) -> Ending:
    data = make(case)
    start = time.process_time()
    report = extract_bytes(data, hint=f"{case.kind}-{case.seed}")
    seconds = time.process_time() - start
    broken = ""
    errors = sum(issue.level == "error" for issue in report.issues)
    if report.status == "unreadable" and (not errors or (errors > 1 and case.kind not in ARCHIVES)):
        broken = f"unreadable with {errors} errors"
    elif any("\n" in issue.message for issue in report.issues):
        broken = "an issue of several lines"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Ending(report.status, seconds, peak, broken)

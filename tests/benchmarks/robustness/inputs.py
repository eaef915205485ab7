"""One input: its bytes from its kind and seed, and how reading them ended; the part that runs in a worker."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from pathlib import Path

from extractors.extract import extract_bytes
from tests.benchmarks.robustness.bases import base
from tests.benchmarks.robustness.hostile import MAKERS
from tests.benchmarks.robustness.mutate import damage

ARCHIVES = frozenset(("zip", "zip_bomb", "zip_many_members", "zip_names"))
"""Kinds that hold several files: each of them may have its own error."""
_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
_RESET_PEAK = "5"  # proc(5): the peak resident set size becomes the present one


@dataclass(frozen=True, slots=True)
class Case:
    """One input: what it is made from (a whole document to damage, or a hostile maker), and its seed."""

    kind: str
    seed: int


@dataclass(frozen=True, slots=True)
class Ending:
    """How one input ended.

    Attributes:
        status: of its report.
        seconds: CPU seconds of reading it.
        added_mb: MiB by which its process grew over what it held before, at the peak.
        broken: the rule that was broken, "" as a rule.
    """

    status: str
    seconds: float
    added_mb: float
    broken: str


def make(case: Case) -> bytes:
    rng = random.Random(f"{case.kind}/{case.seed}")
    return MAKERS[case.kind](rng) if case.kind in MAKERS else damage(base(case.kind), rng)


def read_one(case: Case) -> Ending:
    data = make(case)
    _CLEAR.write_text(_RESET_PEAK, encoding="ascii")
    before = _memory_mb("VmRSS")
    start = time.process_time()
    report = extract_bytes(data, hint=f"{case.kind}-{case.seed}")
    seconds = time.process_time() - start
    broken = ""
    errors = sum(issue.level == "error" for issue in report.issues)
    if report.status == "unreadable" and (not errors or (errors > 1 and case.kind not in ARCHIVES)):
        broken = f"unreadable with {errors} errors"
    elif any("\n" in issue.message for issue in report.issues):
        broken = "an issue of several lines"
    return Ending(report.status, seconds, _memory_mb("VmHWM") - before, broken)


def _memory_mb(name: str) -> float:
    """Resident memory of this process (``VmRSS``), or its peak since it was reset (``VmHWM``)."""
    lines = _STATUS.read_text(encoding="ascii").splitlines()
    return float(next(line for line in lines if line.startswith(name)).split()[1]) / 1024

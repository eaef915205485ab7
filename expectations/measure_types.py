"""What an audit counts: one measure for each expectation."""

from __future__ import annotations

from dataclasses import dataclass

from expectations.suites import SpecKind

MeasureKey = tuple[SpecKind, str, str]
"""Kind, check, layout or table."""


@dataclass(frozen=True, slots=True)
class Measure:
    """Counts of one expectation: rows, equations or reports looked at, and how many of them are wrong."""

    evaluated: int
    unexpected: int
    observed: str
    error: str = ""

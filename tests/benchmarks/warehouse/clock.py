"""Wall and CPU seconds of the parts of a benchmark, of this process and of those it started."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Clock:
    """Wall and CPU seconds of what ran under each name."""

    wall: dict[str, float] = field(default_factory=dict)
    cpu: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def time(self, name: str) -> Iterator[None]:
        wall, cpu = time.perf_counter(), cpu_seconds()
        yield
        self.wall[name] = self.wall.get(name, 0.0) + time.perf_counter() - wall
        self.cpu[name] = self.cpu.get(name, 0.0) + cpu_seconds() - cpu

    def take(self, whole: str, part: str) -> None:
        """Leave ``part``, which ran within ``whole``, out of it."""
        self.wall[whole] -= self.wall[part]
        self.cpu[whole] -= self.cpu[part]

    def line(self, name: str) -> str:
        return f"{self.wall[name]:.1f} s ({self.cpu[name]:.1f} s CPU)"


def cpu_seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system

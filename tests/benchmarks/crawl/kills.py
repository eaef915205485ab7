"""kill -9 in the middle of a crawl, at random moments; what the last run then finds, and what was asked for twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.crawl.nights import crawl, stored_reports
from tests.conftest import REPOSITORY
from tests.local_government.government import Government, Key
from warehouse.archive import Archive

NAMES = ("ucap", "webplus", "jpaas", "ucapjson", "openness", "easysite", "truecms", "byorgan")
"""Sites without passing faults: there every second request for the same bytes is ours."""

HOSTS_AT_ONCE = 4
SETTINGS: dict[str, Any] = {
    "allow_loopback": True,
    "request_delay_seconds": 0.01,
    "hosts_at_once": HOSTS_AT_ONCE,
    "batch_size": 10,
}
PATIENCE_SECONDS = 600


@dataclass(frozen=True)
class Kills:
    """What ten kills did: requests seen at each, addresses whose bytes were stored more than once, reports lost."""

    requests_at_kill: tuple[int, ...]
    stored_twice: Mapping[str, int]
    asked_again: int
    missing: frozenset[Key]
    invented: frozenset[Key]

    def problems(self) -> list[str]:
        lines = [f"stored {number} times: {url}" for url, number in self.stored_twice.items()]
        lines += [f"lost: {organ} {year}" for organ, year in sorted(self.missing)]
        lines += [f"invented: {organ} {year}" for organ, year in sorted(self.invented)]
        # what was under way when a run was killed was answered, and not yet stored
        most = len(self.requests_at_kill) * HOSTS_AT_ONCE
        if self.asked_again > most:
            lines.append(f"{self.asked_again} requests for what had been answered, {most} were under way at a kill")
        return lines


def kill_at_random(government: Government, folder: Path, kills: int, seed: int) -> Kills:
    """Start the crawl again and again, kill it after a random number of further requests; the last run, here, ends.

    The hosts are up.
    """
    government.begin_night(1)
    registry = government.write_registry(folder / "registry")
    planned = sum(len(town.documents) for town in government.towns)
    chance = random.Random(seed)
    moments: list[int] = []
    for _ in range(kills):
        process = _start(folder, registry)
        _kill_after(process, government, chance.randint(1, max(2, planned // (kills + 1))))
        moments.append(_asked(government))
    crawl({**SETTINGS, "data_dir": str(folder / "data"), "registry_dir": str(registry)})
    entries = [entry for entry in Archive(folder / "data" / "archive").entries() if entry.sha256 is not None]
    stored = Counter(entry.url for entry in entries if entry.outcome in ("stored", "unchanged"))
    answered = Counter((host.url, one.target) for host in government.hosts for one in host.asked if one.status == 200)
    found = stored_reports(folder / "data" / "nianbao.duckdb")
    expected = government.expected(1)
    return Kills(
        tuple(moments),
        {url: number for url, number in stored.items() if number > 1},
        sum(number - 1 for (_, target), number in answered.items() if target != "/robots.txt"),
        frozenset(expected - found),
        frozenset(found - expected),
    )


def _start(folder: Path, registry: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, **{f"NIANBAO_{name.upper()}": str(value) for name, value in SETTINGS.items()}}
    command = [
        sys.executable,
        "-m",
        "flows.cli",
        "--data-dir",
        str(folder / "data"),
        "run",
        "--plain",
        "--registry",
        str(registry),
    ]
    with (folder / "runs.log").open("ab") as log:
        return subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=REPOSITORY)


def _kill_after(process: subprocess.Popen[bytes], government: Government, further: int) -> None:
    """kill -9 once the hosts have answered so many more requests (or the run is over)."""
    before, began = _asked(government), time.monotonic()
    while process.poll() is None and _asked(government) < before + further:
        if time.monotonic() - began > PATIENCE_SECONDS:
            break
        time.sleep(0.002)
    if process.poll() is None:
        process.send_signal(signal.SIGKILL)
    process.wait(PATIENCE_SECONDS)


def _asked(government: Government) -> int:
    return sum(len(host.asked) for host in government.hosts)

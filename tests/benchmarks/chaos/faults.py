"""The faults: what is done to a data folder before a run, and to a run while it goes on. All drawn from one seed."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.process import BaseProcess
from pathlib import Path

from flows.reading.workers import MIB
from tests.benchmarks.chaos.night import NightJob
from tests.benchmarks.chaos.world import World

PATIENCE_SECONDS = 3600.0
YEAR = 365.0


@dataclass(frozen=True, slots=True)
class Blow:
    """A fault: ``before`` changes folder or job, ``during`` acts on the running process until it ended."""

    name: str
    before: Callable[[Strike], NightJob]
    during: Callable[[Strike, BaseProcess], None]
    damages_published: bool = False


@dataclass(slots=True)
class Strike:
    """One fault about to be done."""

    job: NightJob
    world: World
    chance: random.Random
    usual_seconds: float
    """How long a run takes that brings something, to place a blow somewhere in it."""

    @property
    def data_dir(self) -> Path:
        return self.job.data_dir


def _as_it_is(strike: Strike) -> NightJob:
    return strike.job


def let_it_end(strike: Strike, process: BaseProcess) -> None:
    process.join(PATIENCE_SECONDS)
    if process.is_alive():
        process.kill()
        process.join()
        raise TimeoutError(f"a run did not end within {PATIENCE_SECONDS:.0f} s")


def _at_random(strike: Strike, process: BaseProcess) -> None:
    """Wait for a random moment of the run, or its end."""
    process.join(strike.chance.uniform(0.02, strike.usual_seconds))


def _kill(strike: Strike, process: BaseProcess) -> None:
    _at_random(strike, process)
    if process.is_alive() and process.pid:
        os.kill(process.pid, signal.SIGKILL)
    process.join()


def _terminate(strike: Strike, process: BaseProcess) -> None:
    _at_random(strike, process)
    process.terminate()
    let_it_end(strike, process)


def _kill_reader(strike: Strike, process: BaseProcess) -> None:
    """One reading process dies, as the system ends one when memory is short."""
    began = time.monotonic()
    while process.is_alive() and time.monotonic() - began < strike.usual_seconds:
        below = _readers_below(process.pid or 0)
        if below:
            time.sleep(strike.chance.uniform(0, 0.05))
            _kill_quietly(strike.chance.choice(below))
            break
        time.sleep(0.01)
    let_it_end(strike, process)


def _kill_quietly(process_id: int) -> None:
    try:
        os.kill(process_id, signal.SIGKILL)
    except ProcessLookupError:
        return  # it was done


def _readers_below(process_id: int) -> list[int]:
    """Ids of the processes that a run's fork server made: grandchildren of the run."""
    children = _children(process_id)
    return [grandchild for child in children for grandchild in _children(child)]


def _children(process_id: int) -> list[int]:
    try:
        text = Path(f"/proc/{process_id}/task/{process_id}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(word) for word in text.split()]


def _damage_build(strike: Strike, process: BaseProcess) -> None:
    """Bytes of the build copy are overwritten while it is loaded, audited or published."""
    builds = strike.data_dir / "staging" / "builds"
    delay = strike.chance.uniform(0.0, strike.usual_seconds / 2)
    began: float | None = None
    while process.is_alive():
        found = list(builds.glob("build-*.duckdb"))
        if found and began is None:
            began = time.monotonic()
        if found and began is not None and time.monotonic() - began > delay:
            overwrite(found[0], strike.chance)
            break
        time.sleep(0.01)
    let_it_end(strike, process)


def overwrite(path: Path, chance: random.Random, size: int = 4096) -> None:
    """Random bytes somewhere in a file, of which nothing else changes."""
    try:
        with path.open("r+b") as file:
            length = file.seek(0, os.SEEK_END)
            file.seek(chance.randrange(max(1, length - size)))
            file.write(chance.randbytes(min(size, length)))
    except FileNotFoundError:
        return


def _cut(path: Path, chance: random.Random) -> None:
    os.truncate(path, chance.randrange(path.stat().st_size))


def _damage_published(strike: Strike) -> NightJob:
    published = strike.data_dir / "nianbao.duckdb"
    if published.is_file():
        if strike.chance.random() < 0.5:
            _cut(published, strike.chance)
        else:
            for _ in range(20):
                overwrite(published, strike.chance)
    return strike.job


def _damage_some(*patterns: str) -> Callable[[Strike], NightJob]:
    def damage(strike: Strike) -> NightJob:
        found = sorted(path for pattern in patterns for path in strike.data_dir.glob(pattern) if path.is_file())
        for path in strike.chance.sample(found, min(3, len(found))):
            if strike.chance.random() < 0.5:
                overwrite(path, strike.chance, 64)
            else:
                _cut(path, strike.chance)
        return strike.job

    return damage


def _tear_log(strike: Strike) -> NightJob:
    """The last line of the fetch log is half a line, as after a power cut."""
    log = strike.data_dir / "archive" / "fetch_log.jsonl"
    if log.is_file():
        with log.open("ab") as file:
            file.write(b'{"fetch_id":"torn","url":"http://127.0.0.1/half')
    return strike.job


def _lose_staging(strike: Strike) -> NightJob:
    shutil.rmtree(strike.data_dir / "staging", ignore_errors=True)
    return strike.job


def _lose_published_and_staging(strike: Strike) -> NightJob:
    _lose_staging(strike)
    (strike.data_dir / "nianbao.duckdb").unlink(missing_ok=True)
    return strike.job


def _foreign_lock(strike: Strike) -> NightJob:
    """A lock of a process that is gone and whose id another one has now."""
    import socket

    owner = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": "2025-01-01T00:00:00+00:00",
        "process_started": 1,
    }
    strike.data_dir.mkdir(parents=True, exist_ok=True)
    (strike.data_dir / "write.lock").write_text(json.dumps(owner), encoding="utf-8")
    return strike.job


def _small_disk(strike: Strike) -> NightJob:
    largest = int(2 ** strike.chance.uniform(10, 24))  # 1 KiB to 16 MiB: some run is stopped by every stage
    return replace(strike.job, largest_file=min(largest, 16 * MIB))


def _clock_ahead(strike: Strike) -> NightJob:
    return replace(strike.job, clock_days=strike.chance.uniform(2, 5 * YEAR))


def _clock_behind(strike: Strike) -> NightJob:
    return replace(strike.job, clock_days=-strike.chance.uniform(2, 5 * YEAR))


def _network_gone(strike: Strike) -> NightJob:
    strike.world.outage.left = strike.chance.randrange(0, 40)
    strike.world.outage.is_error = strike.chance.random() < 0.3
    return strike.job


def _second_run(strike: Strike, process: BaseProcess) -> None:
    """Another run is started beside the first."""
    from tests.benchmarks.chaos.night import start

    process.join(strike.chance.uniform(0.0, strike.usual_seconds / 2))
    let_it_end(strike, start(strike.job))
    let_it_end(strike, process)


BLOWS = (
    Blow("kill -9", _as_it_is, _kill),
    Blow("SIGTERM", _as_it_is, _terminate),
    Blow("disk full", _small_disk, let_it_end),
    Blow("network gone", _network_gone, let_it_end),
    Blow("clock ahead", _clock_ahead, let_it_end),
    Blow("clock behind", _clock_behind, let_it_end),
    Blow("reading process killed", _as_it_is, _kill_reader),
    Blow("build file damaged", _as_it_is, _damage_build),
    Blow("published file damaged", _damage_published, let_it_end, damages_published=True),
    Blow("readings damaged", _damage_some("staging/readings/*/*.json"), let_it_end),
    Blow("remembered state damaged", _damage_some("hosts.json", "runs/*.json", "crawls/*", "staging/links/*/*.json"),
         let_it_end),
    Blow("index of the log damaged", _damage_some("archive/fetch_index.sqlite"), let_it_end),
    Blow("log line torn", _tear_log, let_it_end),
    Blow("staging deleted", _lose_staging, let_it_end),
    Blow("warehouse and staging deleted", _lose_published_and_staging, let_it_end, damages_published=True),
    Blow("lock of a dead process", _foreign_lock, let_it_end),
    Blow("second run", _as_it_is, _second_run),
)  # fmt: skip


def plan_blows(faults: int, kills: int, chance: random.Random) -> list[Blow]:
    """``faults`` blows in random order, of which at least ``kills`` are kill -9 and every other kind has its share."""
    others = [blow for blow in BLOWS if blow.name != "kill -9"]
    rest = [others[number % len(others)] for number in range(faults - min(kills, faults))]
    found = [BLOWS[0]] * min(kills, faults) + rest
    chance.shuffle(found)
    return found

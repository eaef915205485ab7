"""The rehearsal: faults night after night in one folder, nothing of the kind in its twin; both must hold the same."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from flows.crawl.hosts import HostLedger
from nianbao.errors import WarehouseError
from tests.benchmarks.chaos.faults import Blow, Strike, let_it_end, plan_blows
from tests.benchmarks.chaos.night import FAILED, NightJob, start
from tests.benchmarks.chaos.world import NAMES, World
from tests.local_government.server import serve
from warehouse.archive import Archive
from warehouse.checksums import content_checksums
from warehouse.connection import open_reading

FOLDERS = ("struck", "twin")


@dataclass(slots=True)
class Tally:
    """What the faults did, and what was seen of it."""

    seed: int
    nights: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    struck: Counter[str] = field(default_factory=Counter)
    """How the struck runs ended: done, one clear line, killed, or another exit code."""

    clean_failed: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    reads: int = 0
    unreadable: list[str] = field(default_factory=list)
    seconds: float = 0.0
    reports: int = 0
    nights_apart: int = 0
    """Nights after which one folder left a host alone that the other asked: a struck run may have been refused when the twin
    was not asking. What they hold is compared again as soon as both ask the same hosts."""
    nights_whole: int = 0
    """Nights with Great Expectations and the pages of the site; the others leave both out."""

    def problems(self) -> list[str]:
        return [*self.clean_failed, *self.differing, *self.lost, *self.unreadable]


MOST_CALM = 30
"""Nights without faults at the end, until both folders ask the same hosts again."""
LOOK_EVERY = 0.2
"""Seconds between two looks: one after the other without a pause took more of the processor than the runs themselves."""


class Reader(threading.Thread):
    """An analyst who opens the published file again and again while the runs go on."""

    def __init__(self, published: Path, tally: Tally) -> None:
        super().__init__(daemon=True)
        self.published = published
        self.tally = tally
        self.is_over = threading.Event()
        self.looking = threading.Lock()
        self.is_expected = False
        """There is a sound published file; not between the moment we damage it and the run that mends it."""

    def run(self) -> None:
        while not self.is_over.wait(LOOK_EVERY):
            with self.looking:
                if self.is_expected:
                    self._look()

    def _look(self) -> None:
        self.tally.reads += 1
        try:
            connection = open_reading(self.published)
            try:
                connection.execute("SELECT count(*), sum(value) FROM core.figures").fetchall()
            finally:
                connection.close()
        except WarehouseError as error:
            self.tally.unreadable.append(f"night {self.tally.nights}: {error}")

    def expect(self, is_expected: bool) -> None:
        with self.looking:
            self.is_expected = is_expected


def rehearse(
    folder: Path,
    faults: int,
    kills: int,
    per_night: int,
    seed: int,
    tell: Callable[[str], None],
    quiet: int = 0,
    names: tuple[str, ...] = NAMES,
    whole_every: int = 1,
) -> Tally:
    """Strike ``faults`` runs, ``per_night`` a night on average; after each night compare with the twin.

    ``quiet``: nights without faults before the first, so that there is something to damage. ``names``: sites of the world.
    ``whole_every``: one night in so many has everything on; the others leave out Great Expectations and the pages.
    """
    chance = random.Random(seed)
    blows = plan_blows(faults, kills, chance)
    world = World(seed, names=names)
    tally = Tally(seed)
    began = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    with serve(*world.hosts):
        registry = world.write_registry(folder / "registry")
        reader = Reader(folder / "struck" / "nianbao.duckdb", tally)
        reader.start()
        usual = 10.0
        calm = 0
        while blows or quiet > 0 or (_are_apart(folder) and calm < MOST_CALM):
            calm += not blows and quiet <= 0
            told = world.next_night()
            before = tally.problems()
            is_short = tally.nights % whole_every != 0
            tally.nights += 1
            tally.nights_whole += not is_short
            tonight = (
                [blows.pop() for _ in range(min(len(blows), chance.randint(1, 2 * per_night - 1)))]
                if quiet <= 0
                else []
            )
            quiet -= 1
            jobs = {which: NightJob(folder / which, registry, world.day, folder / f"{which}.log", is_short=is_short)
                    for which in FOLDERS}  # fmt: skip
            _strike_all(jobs["struck"], world, tonight, chance, usual, tally, reader)
            usual = _end_night(jobs, world, tally, reader, usual)
            struck = ", ".join(blow.name for blow in tonight) or "none"
            tell(f"night {tally.nights} ({'; '.join(told) or 'nothing new'}): {struck}")
            for problem in tally.problems():
                if problem not in before:
                    tell(f"problem: {problem}")
        reader.is_over.set()
        reader.join()
    if _are_apart(folder):
        tally.differing.append(f"after {MOST_CALM} nights without faults the folders still ask other hosts")
    _look_for_losses(folder, world, tally)
    tally.seconds = time.monotonic() - began
    return tally


def _strike_all(
    job: NightJob,
    world: World,
    blows: list[Blow],
    chance: random.Random,
    usual: float,
    tally: Tally,
    reader: Reader,
) -> None:
    for number, blow in enumerate(blows):
        strike = Strike(replace(job, minutes=float(number)), world, chance, usual)
        if blow.damages_published:
            reader.expect(False)
        process = start(blow.before(strike))
        blow.during(strike, process)
        world.outage.left = None
        tally.faults[blow.name] += 1
        tally.struck[_ending(process.exitcode)] += 1


def _ending(exitcode: int | None) -> str:
    if exitcode is not None and exitcode < 0:
        return "killed"
    return {0: "done", FAILED: "one clear line"}.get(exitcode or 0, f"exit code {exitcode}")


def _end_night(jobs: dict[str, NightJob], world: World, tally: Tally, reader: Reader, usual: float) -> float:
    """The run that is left alone, the night of the twin, and the comparison; returns how long a run takes."""
    began = time.monotonic()
    for which, job in jobs.items():
        left_alone = replace(job, minutes=30.0, tries=3)
        process = start(left_alone)
        let_it_end(Strike(left_alone, world, random.Random(0), usual), process)
        if process.exitcode != 0:
            tally.clean_failed.append(f"night {tally.nights}: the run of {which} ended with {process.exitcode}")
        reader.expect((jobs["struck"].data_dir / "nianbao.duckdb").is_file())
    seconds = (time.monotonic() - began) / 2
    if _are_apart(jobs["struck"].data_dir.parent):
        tally.nights_apart += 1
    else:
        differing = differences(*(job.data_dir for job in jobs.values()))
        tally.differing += [f"night {tally.nights}: {line}" for line in differing]
    return max(3.0, 0.7 * usual + 0.3 * seconds)


def _are_apart(folder: Path) -> bool:
    """Whether one of the folders leaves a host alone that the other asks."""
    ledgers = [HostLedger(folder / which / "hosts.json", lambda: datetime.now(UTC)) for which in FOLDERS]
    struck, twin = ({entry.host for entry in ledger.blocked()} for ledger in ledgers)
    return struck != twin


def differences(struck: Path, twin: Path) -> list[str]:
    """Tables in which two data folders differ."""
    try:
        one, other = (content_checksums(folder / "nianbao.duckdb") for folder in (struck, twin))
    except WarehouseError as error:
        return [str(error)]
    tables = sorted(one.keys() | other.keys())
    return [f"{table} differs" for table in tables if one.get(table) != other.get(table)]


def _look_for_losses(folder: Path, world: World, tally: Tally) -> None:
    struck, twin = (Archive(folder / which / "archive") for which in ("struck", "twin"))
    missing = set(twin.blobs()) - set(struck.blobs())
    tally.lost += [f"blob {sha256} of the twin is not in the struck archive" for sha256 in sorted(missing)]
    connection = open_reading(folder / "struck" / "nianbao.duckdb")
    try:
        rows = connection.execute("SELECT organ_name, report_year FROM mart.reports").fetchall()
    finally:
        connection.close()
    held = {(str(organ), int(year)) for organ, year in rows}
    tally.reports = len(held)
    tally.lost += [f"report {organ} {year} is not in the warehouse" for organ, year in sorted(world.known - held)]

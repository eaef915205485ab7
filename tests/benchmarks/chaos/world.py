"""A small government that lives: reports appear, change and vanish, hosts block, all drawn from one seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from tests.local_government import faults
from tests.local_government.faults import Handler, Record, Wall
from tests.local_government.government import NEWEST, Government, Key, Town, build_government
from tests.local_government.model import Ask, Document, Reply
from tests.local_government.papers import report
from tests.local_government.server import Host

NAMES = ("ucap", "webplus", "byorgan")
YEARS = 6
FIRST_NIGHT = date(2025, 1, 10)


@dataclass(slots=True)
class Outage:
    """The network: hangs up on every visitor, or answers 500, from the request on that it is told of."""

    left: int | None = None
    """Requests that are still answered; None: the network is up."""

    is_error: bool = False

    def __call__(self, handler: Handler, ask: Ask, record: Record) -> bool:
        if self.left is None:
            return False
        if self.left > 0:
            self.left -= 1
            return False
        if self.is_error:
            handler.reply(Reply(b"<h1>503</h1>", status=503), record)
        else:
            faults.reset(handler, ask, record)
        return True


@dataclass(slots=True)
class Chances:
    """How often a night brings what, as shares of nights."""

    fresh: float = 0.5
    changed: float = 0.35
    vanished: float = 0.06
    walled: float = 0.04


@dataclass(slots=True)
class World:
    """The government on one night after the other; two worlds of one seed are the same on every night."""

    seed: int
    chances: Chances = field(default_factory=Chances)
    names: tuple[str, ...] = NAMES
    first: date = FIRST_NIGHT
    outage: Outage = field(default_factory=Outage)
    government: Government = field(init=False)
    night: int = 0
    known: set[Key] = field(default_factory=set)
    """(organ, year) of every report that stood on a list on some night so far, and could be had."""

    chance: random.Random = field(init=False)
    walls: dict[str, Wall] = field(default_factory=dict)
    walled_until: dict[str, int] = field(default_factory=dict)
    is_resting: set[str] = field(default_factory=set)
    """Sites whose wall fell tonight: a crawler that was refused leaves them alone for a day."""

    withheld: dict[str, list[Document]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.government = build_government(self.names, most_reports=YEARS)
        for town in self.government.towns:
            town.gone.clear()
            town.dropped.clear()
            town.fresh.clear()
            town.kind = "open"
            wall = Wall(faults.WAF_PAGE, 200, is_up=False)
            self.walls[town.name] = wall
            town.host.faults = [self.outage, *town.faults, wall]
            hidden = [one for one in town.documents if one.is_report and one.year <= NEWEST - 2]
            self.withheld[town.name] = hidden
            town.documents = [one for one in town.documents if one not in hidden]
        self._serve()
        self.known.clear()  # nobody has looked yet: what vanishes before the first night was never there

    @property
    def hosts(self) -> list[Host]:
        return self.government.hosts

    @property
    def day(self) -> str:
        return (self.first + timedelta(days=self.night)).isoformat()

    def write_registry(self, folder: Path) -> Path:
        return self.government.write_registry(folder)

    def next_night(self) -> list[str]:
        """Go on by a day; what happened, in words."""
        self.night += 1
        told: list[str] = []
        town = self.chance.choice(self.government.towns)
        if self._happens(self.chances.fresh) and self.withheld[town.name]:
            one = self.withheld[town.name].pop()
            town.documents.append(replace(one, date=self.day))
            told.append(f"new {one.organ} {one.year}")
        if self._happens(self.chances.changed):
            told += self._change(self.chance.choice(self.government.towns))
        if self._happens(self.chances.vanished):
            told += self._vanish(self.chance.choice(self.government.towns))
        self._move_walls(told)
        self._serve()
        return told

    def _happens(self, share: float) -> bool:
        return self.chance.random() < share

    def _change(self, town: Town) -> list[str]:
        """One recent report is re-published with other figures under its address."""
        recent = [one for one in town.documents if one.is_report and one.year >= NEWEST - 1 and len(one.body) > 6000]
        if not recent:
            return []
        one = self.chance.choice(recent)
        body = report(one.organ, one.year, one.number, seed=2 + self.night, encoding=town.encoding).body
        town.documents[town.documents.index(one)] = replace(one, body=body)
        return [f"changed {one.organ} {one.year}"]

    def _vanish(self, town: Town) -> list[str]:
        there = [one for one in town.documents if one.is_report and one.number not in town.gone]
        if len(there) < 3:
            return []
        one = self.chance.choice(there)
        if self.chance.random() < 0.5:
            town.gone.add(one.number)
        else:
            town.documents.remove(one)
        return [f"vanished {one.organ} {one.year}"]

    def _move_walls(self, told: list[str]) -> None:
        self.is_resting.clear()
        for name, until in list(self.walled_until.items()):
            if until <= self.night:
                self.walls[name].is_up = False
                del self.walled_until[name]
                self.is_resting.add(name)
                told.append(f"{name} answers again")
        if self._happens(self.chances.walled):
            name = self.chance.choice(self.government.towns).name
            self.walls[name].is_up = True
            self.walled_until[name] = self.night + self.chance.randint(1, 4)
            told.append(f"{name} blocks")

    def _serve(self) -> None:
        for town in self.government.towns:
            town.serve(town.documents, 2)
            if not self.walls[town.name].is_up and town.name not in self.is_resting:
                shown = (one for one in town.documents if one.is_report and one.number not in town.gone)
                self.known |= {(one.organ, one.year) for one in shown}

"""Plants each kind of mistake in reports of a sound population, audits it, and counts what was found and what was not."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from expectations.measures import measure
from expectations.storing import store_findings
from expectations.suites import specs
from tests.benchmarks.quality.forms import planned
from tests.benchmarks.quality.forms import write as write_forms
from tests.benchmarks.quality.mutations import MUTATIONS, Mutation, Planting
from tests.benchmarks.quality.population import organ_name, write
from tests.expectations.planted import Planted
from warehouse.connection import writing

YEAR = 2024


@dataclass(frozen=True, slots=True)
class Recall:
    """How many of the planted mistakes of one kind have a finding of one of its checks."""

    mutation: Mutation
    planted: int
    found: int

    @property
    def share(self) -> float:
        return self.found / self.planted


@dataclass(frozen=True, slots=True)
class FormRecall:
    """The same for one check of one form; ``found`` counts findings of that very check."""

    check: str
    form: str
    planted: int
    found: int


@dataclass(frozen=True, slots=True)
class Precision:
    """Reports in which nothing was planted, and how many of them have a finding."""

    reports: int
    with_finding: int
    checks: tuple[str, ...]

    @property
    def share(self) -> float:
        return 1 - self.with_finding / self.reports


def run(
    folder: Path, of_each: int, seed: int = 7, clean_organs: int = 100
) -> tuple[list[Recall], Precision, Precision]:
    """Recall of each kind over ``of_each`` plantings, precision over the organs left alone and over a wholly sound population."""
    organs = of_each * len(MUTATIONS) + clean_organs
    path = write(folder / "population.duckdb", organs)
    with writing(path) as connection:
        _evaluate(connection, "sound")
        sound = _precision(connection, None)
        planted = _plant(connection, of_each, seed)
        _evaluate(connection, "planted")
        spoilt = {organ for _, organ, _ in planted}
        beside = _precision(connection, spoilt)
        return [_recall(connection, mutation, planted) for mutation in MUTATIONS], beside, sound


def run_forms(folder: Path, of_each: int, seed: int = 7) -> tuple[list[FormRecall], Precision]:
    """Recall of every equation of every form, over two years and of aggregates; precision of the same reports unspoilt."""
    plans = planned(of_each)
    with writing(write_forms(folder / "forms.duckdb", plans)) as connection:
        _evaluate(connection, "sound")
        sound = _precision(connection, None)
    chance = random.Random(seed)
    for plan in plans:
        plan.spoil(chance)
    with writing(write_forms(folder / "forms-planted.duckdb", plans)) as connection:
        _evaluate(connection, "planted")
        said = set(connection.execute("SELECT report_id, check_id FROM quality.findings").fetchall())
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    for plan in plans:
        wanted, found = counts.get((plan.check, plan.form), (0, 0))
        counts[plan.check, plan.form] = wanted + 1, found + ((plan.report_id, plan.check) in said)
    return [FormRecall(check, form, *count) for (check, form), count in sorted(counts.items())], sound


def _evaluate(connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
    connection.execute("DELETE FROM quality.rules")  # plantings change figures behind the back of their revision
    measured = measure(connection, specs(connection))
    broken = {key: one.error for key, one in measured.measures.items() if one.error}
    if broken:
        raise RuntimeError(f"checks that could not run: {broken}")
    store_findings(connection, run_id)


def _plant(connection: duckdb.DuckDBPyConnection, of_each: int, seed: int) -> list[tuple[str, str, str]]:
    """(mutation, organ, report) of each planting; an organ has one at most."""
    planted = []
    for kind, mutation in enumerate(MUTATIONS):
        for nth in range(of_each):
            # kinds alternate over the organs, so that those that need a neighbour find a sound one
            number = nth * len(MUTATIONS) + kind
            name = organ_name(number)
            ids = {year: Planted(name, year, layouts=()).report_id for year in (YEAR - 1, YEAR, YEAR + 1)}
            other = Planted(organ_name(of_each * len(MUTATIONS) + nth), YEAR, layouts=()).report_id
            chance = random.Random(f"{seed}-{kind}-{nth}")
            mutation.plant(Planting(connection, chance, ids[YEAR], ids[YEAR - 1], ids[YEAR + 1], other))
            planted.append((mutation.name, name, ids[YEAR]))
    return planted


def _recall(
    connection: duckdb.DuckDBPyConnection, mutation: Mutation, planted: Sequence[tuple[str, str, str]]
) -> Recall:
    wanted = [(organ, report) for name, organ, report in planted if name == mutation.name]
    found = 0
    for organ, report in wanted:
        rows = connection.execute(
            "SELECT count(*) FROM quality.findings f LEFT JOIN core.organs o USING (organ_id) WHERE f.check_id IN (SELECT unnest(?)) "
            "AND (f.report_id = ? OR (f.report_id IS NULL AND o.name = ? AND f.report_year = ?))",
            [list(mutation.checks), report, organ, YEAR],
        ).fetchall()
        found += rows[0][0] > 0
    return Recall(mutation, len(wanted), found)


def _precision(connection: duckdb.DuckDBPyConnection, spoilt: set[str] | None) -> Precision:
    """Findings of organs in which nothing was planted; copied texts name the organ they were copied from, which is right."""
    rows = connection.execute(
        "SELECT r.report_id, o.name, list(f.check_id) FILTER (f.check_id IS NOT NULL AND ($sound OR f.check_id <> 'COPY-ORGAN')) "
        "FROM core.reports r JOIN core.organs o USING (organ_id) LEFT JOIN quality.findings f USING (report_id) GROUP BY ALL",
        {"sound": spoilt is None},
    ).fetchall()
    left = [(report, checks) for report, name, checks in rows if spoilt is None or name not in spoilt]
    wrong = [checks for _, checks in left if checks]
    return Precision(len(left), len(wrong), tuple(sorted({check for checks in wrong for check in checks})))

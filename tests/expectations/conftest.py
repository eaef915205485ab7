"""One audited demonstration warehouse for the tests that only look, and a builder for those that plant."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from expectations.audit import AuditResult, run_audit
from expectations.engine import Outcome
from expectations.measures import measure
from expectations.storing import store_findings, store_results
from expectations.suites import specs
from tests.expectations.planted import FORM_2019, Planted, build, planted_marts
from warehouse.connection import writing


@dataclass(frozen=True, slots=True)
class Audited:
    build: Path
    docs: Path
    result: AuditResult

    def query(self, sql: str) -> list[tuple[object, ...]]:
        with duckdb.connect(str(self.build), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def again(self, run_id: str = "run-again", keep: int = 3) -> Audited:
        return Audited(self.build, self.docs, audit(self.build, self.docs, run_id, keep))


def audit(path: Path, docs: Path, run_id: str = "run-1", keep: int = 3) -> AuditResult:
    return run_audit(path, run_id, docs, keep, make_marts=planted_marts)


AuditOf = Callable[..., Audited]


@dataclass(frozen=True, slots=True)
class Found:
    """What DuckDB found, before Great Expectations judges it: for the tests of what exactly a finding says."""

    findings: list[tuple[object, ...]]  # (check, scope, left, right, difference) in order of check and scope
    texts: list[tuple[object, ...]]  # (severity, figures, formula, message_zh, message_en) in the same order
    equations: int
    not_evaluable: int


FindingsOf = Callable[..., Found]


@pytest.fixture
def findings_of(tmp_path: Path) -> FindingsOf:
    """Build a warehouse of the given reports, let ``plant`` change it by SQL, and evaluate it without GX."""

    def run(reports: Sequence[Planted], *plant: str) -> Found:
        path = build(tmp_path / "build.duckdb", reports)
        with writing(path) as connection:
            for sql in plant:
                connection.execute(sql)
            measured = measure(connection, specs(connection))
            store_findings(connection, "run-1")
            rows = connection.execute("FROM quality.findings ORDER BY check_id, scope").fetchall()
        numbers: list[tuple[object, ...]] = [
            (row[1], row[6], *(None if v is None else float(v) for v in row[9:12])) for row in rows
        ]
        texts: list[tuple[object, ...]] = [(row[2], row[7], row[8], row[12], row[13]) for row in rows]
        return Found(numbers, texts, measured.equations, measured.not_evaluable)

    return run


@pytest.fixture
def audit_of(tmp_path: Path) -> AuditOf:
    """Build a warehouse of the given reports, let ``plant`` change it by SQL, and audit it."""

    def run(reports: Sequence[Planted], *plant: str, run_id: str = "run-1", with_keys: bool = True) -> Audited:
        path = build(tmp_path / "build.duckdb", reports, with_keys=with_keys)
        with duckdb.connect(str(path)) as connection:
            for sql in plant:
                connection.execute(sql)
        return Audited(path, tmp_path / "docs", audit(path, tmp_path / "docs", run_id))

    return run


@pytest.fixture(scope="session")
def clean_audit(tmp_path_factory: pytest.TempPathFactory) -> Audited:
    """Reports that obey everything, audited; for tests that only look."""
    folder = tmp_path_factory.mktemp("clean")
    path = build(folder / "build.duckdb", clean_reports())
    return Audited(path, folder / "docs", audit(path, folder / "docs"))


@pytest.fixture(scope="session")
def evaluated_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """A build with findings and results as an audit stores them, made without GX; one for all that ask for the same."""
    made: dict[str, Path] = {}

    def run(reports: Sequence[Planted], *plant: str) -> Path:
        asked = repr((list(reports), plant))
        if asked in made:
            return made[asked]
        path = build(tmp_path_factory.mktemp("evaluated") / "build.duckdb", reports)
        with writing(path) as connection:
            for sql in plant:
                connection.execute(sql)
            all_specs = [spec for spec in specs(connection) if not spec.is_of_marts]
            taken = measure(connection, all_specs).measures
            counted = [(spec, taken[spec.kind, spec.check_id, spec.subject]) for spec in all_specs]
            outcomes = [Outcome(s, m.unexpected == 0, m.evaluated, m.unexpected, "", ()) for s, m in counted]
            store_results(connection, "run-1", outcomes)
            store_findings(connection, "run-1")
        made[asked] = path
        return path

    return run


@pytest.fixture
def evaluated_of(evaluated_once: Callable[..., Path], tmp_path: Path) -> Callable[..., Path]:
    """A copy of such a build that the test may change: for the tests of the report."""

    def run(reports: Sequence[Planted], *plant: str) -> Path:
        return Path(shutil.copyfile(evaluated_once(reports, *plant), tmp_path / "build.duckdb"))

    return run


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any attempt to open a connection fails the test."""

    def refuse(*arguments: object, **_: object) -> None:
        raise AssertionError(f"a connection was opened: {arguments[1:]}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)


def clean_reports() -> list[Planted]:
    """Two reports in each form that obey every identity."""
    return [
        Planted("青禾县教育局", 2022, seed=1),
        Planted("青禾县民政局", 2023, seed=2),
        Planted("青禾县财政局", 2020, seed=3, layouts=FORM_2019),
        Planted("柳林镇人民政府", 2020, seed=4, layouts=FORM_2019, scope="aggregate"),
    ]

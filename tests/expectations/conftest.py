"""One audited demonstration warehouse for the tests that only look, and a builder for those that plant."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from expectations.audit import AuditResult, run_audit
from tests.expectations.planted import FORM_2019, Planted, build


@dataclass(frozen=True, slots=True)
class Audited:
    build: Path
    docs: Path
    result: AuditResult

    def query(self, sql: str) -> list[tuple[object, ...]]:
        with duckdb.connect(str(self.build), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def findings(self) -> list[tuple[object, ...]]:
        """(check, scope, left, right, difference) of every finding, in order of check and scope."""
        rows = self.query(
            "SELECT check_id, scope, left_value, right_value, difference FROM quality.findings ORDER BY 1, 2"
        )
        return [
            (check, scope, *(None if v is None else float(str(v)) for v in values)) for check, scope, *values in rows
        ]

    def again(self, run_id: str = "run-again", keep: int = 3) -> Audited:
        return Audited(self.build, self.docs, run_audit(self.build, run_id, self.docs, keep))


AuditOf = Callable[..., Audited]


@pytest.fixture
def audit_of(tmp_path: Path) -> AuditOf:
    """Build a warehouse of the given reports, let ``plant`` change it by SQL, and audit it."""

    def run(reports: Sequence[Planted], *plant: str, run_id: str = "run-1", with_keys: bool = True) -> Audited:
        path = build(tmp_path / "build.duckdb", reports, with_keys=with_keys)
        with duckdb.connect(str(path)) as connection:
            for sql in plant:
                connection.execute(sql)
        return Audited(path, tmp_path / "docs", run_audit(path, run_id, tmp_path / "docs", 3))

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
        Planted("青禾县教育局", 2023, seed=2),
        Planted("青禾县财政局", 2020, seed=3, layouts=FORM_2019),
        Planted("柳林镇人民政府", 2020, seed=4, layouts=FORM_2019, scope="aggregate"),
    ]

"""Writes what an audit found into the ``quality`` tables: results, findings with evidence, counts per report, history."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import UTC, datetime

import duckdb
import pandas as pd

from expectations.catalogue import (
    Check,
    catalogue_files,
    in_order,
    layout_catalogue,
    source_checks,
    structural_catalogue,
)
from expectations.engine import Outcome
from expectations.rules import rules_sha256
from expectations.statements import run, statement
from expectations.structures import whole_checks

_CATALOGUE = (
    "check_id",
    "family",
    "severity",
    "basis",
    "title_zh",
    "title_en",
    "formula",
    "form",
    "clause",
    "meaning_zh",
)


@dataclass(frozen=True, slots=True)
class Stored:
    """How the findings changed: against those that stood there before, by id."""

    reports: int
    reports_audited: int
    findings_new: int
    findings_gone: int


def store_results(connection: duckdb.DuckDBPyConnection, run_id: str, outcomes: Sequence[Outcome]) -> None:
    """Write what Great Expectations said of each expectation; results of earlier runs stay."""
    rows = [
        (o.spec.suite, o.spec.measure, o.spec.check_id, o.spec.severity, o.success, o.evaluated, o.unexpected)
        for o in outcomes
    ]
    columns = ["suite", "expectation", "check_id", "severity", "success", "evaluated", "unexpected"]
    connection.register("audit_results", pd.DataFrame(rows, columns=columns))
    connection.execute(statement("results", "clear"), {"run_id": run_id})
    connection.execute(statement("results", "store"), {"run_id": run_id})


def store_findings(connection: duckdb.DuckDBPyConnection, run_id: str, is_held: bool = False) -> Stored:
    """Write the findings that ``measures.measure`` left in the temporary tables, and that this audit was."""
    keep_findings(connection, run_id)
    return store_history(connection, run_id, is_held)


def keep_findings(connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Write the findings that ``measures.measure`` left in the temporary tables, and remember what was audited."""
    connection.execute(statement("stored", "before"))
    run(connection, "stored", "forget", {"whole": whole_checks()})
    run(connection, "stored", "store", _named(run_id))
    run(connection, "stored", "store_evaluations")
    run(connection, "subjects", "remember", {"rules": rules_sha256(connection)})
    _store_catalogue(connection)


def keep_mart_findings(connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Add what ``measures.measure_marts`` found; ``keep_findings`` has taken away what was found in them before."""
    run(connection, "stored", "store", _named(run_id))


def store_history(connection: duckdb.DuckDBPyConnection, run_id: str, is_held: bool) -> Stored:
    """Write that this audit was, with its counts, for the trend over loads."""
    new, gone = connection.execute(statement("stored", "changes")).fetchall()[0]
    reports, audited = connection.execute(statement("subjects", "counts")).fetchall()[0]
    history = {"run_id": run_id, "audited_at": datetime.now(UTC).replace(tzinfo=None), "is_held": is_held}
    counts = {"reports": reports, "reports_audited": audited, "findings_new": new, "findings_gone": gone}
    run(connection, "stored", "store_audit", history | counts)
    return Stored(reports, audited, new, gone)


def _named(run_id: str) -> dict[str, str]:
    return {"run_id": run_id, "verdicts": json.dumps(_structural_verdicts())}


def catalogue(connection: duckdb.DuckDBPyConnection) -> list[Check]:
    """Every check that an audit of this warehouse evaluates, by family."""
    identities = connection.execute(statement("equations", "catalogue")).fetchall()
    return in_order([*layout_catalogue(identities), *source_checks(), *structural_catalogue()])


def _store_catalogue(connection: duckdb.DuckDBPyConnection) -> None:
    rows = []
    for position, check in enumerate(catalogue(connection), start=1):
        *texts, guard, _ = (getattr(check, name) for name in Check.__slots__)
        rows.append((*texts, *astuple(guard), position))
    columns = [*_CATALOGUE, "meaning_en", "least_share", "least_reports", "position"]
    connection.register("audit_catalogue", pd.DataFrame(rows, columns=columns))
    run(connection, "stored", "store_catalogue")


def _structural_verdicts() -> dict[str, str]:
    families = catalogue_files()["structure"]["families"]
    return {check_id: str(entry["verdict"]) for check_id, entry in families.items() if "verdict" in entry}

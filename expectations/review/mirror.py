"""Reads findings with their fingerprints, and writes decisions and the history of findings into a build copy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from expectations.review.book import DecisionBook
from expectations.review.model import Decision, EarlierFigure, Finding
from expectations.review.state import CORRECTION, Printed, Standing, standing
from expectations.statements import statement
from warehouse.connection import open_reading, transaction, warehouse_errors, writing

_COLUMNS = (
    "decision_id", "decided_at", "decision", "reviewer", "reason", "fingerprint", "place_key", "finding_id", "check_id",
    "report_id", "organ_name", "report_year", "figure", "printed_value", "corrected_value", "until_date", "state",
)  # fmt: skip


def prepare_keys(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the table ``review_keys`` of this connection: fingerprint, verdict and place of every finding."""
    connection.execute(statement("review/keys", "make"))


def current_findings(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """All findings of the warehouse as decisions need them; ``prepare_keys`` must have run."""
    cursor = connection.execute(statement("review/site", "for_decision"))
    names = [column[0] for column in cursor.description or ()]
    return [_finding(dict(zip(names, values, strict=True))) for values in cursor.fetchall()]


def _finding(row: dict[str, Any]) -> Finding:
    table_code = row.pop("table_code")
    codes = (code.strip() for code in row.pop("figures").split(","))
    earlier = tuple(
        EarlierFigure(f"{one['table']}.{one['row']}.{one['column']}", one["report_id"], one["year"])
        for one in row.pop("earlier") or ()
    )
    return Finding(**row, figures=tuple(_full(code, table_code) for code in codes if code), earlier=earlier)


def standing_of(warehouse: Path, book: DecisionBook, today: date) -> tuple[list[Finding], Standing]:
    """The findings of a warehouse and how the decisions of ``book`` stand to them.

    Raises WarehouseError when there is no warehouse, WrongDecision when the file of decisions cannot be trusted.
    """
    decisions = book.all()
    with open_reading(warehouse) as connection, warehouse_errors(str(warehouse)):
        prepare_keys(connection)
        findings = current_findings(connection)
        printed = printed_values(connection, decisions)
    return findings, standing(decisions, findings, today, printed)


def printed_values(connection: duckdb.DuckDBPyConnection, decisions: Sequence[Decision]) -> Printed:
    """What is printed now where ``decisions`` correct a figure, by report_id and figure; no entry where there is no such figure."""
    places = {(one.report_id, one.figure) for one in decisions if one.decision == CORRECTION and one.figure}
    if not places:
        return {}
    asked = {"reports": sorted({report_id for report_id, _ in places if report_id})}
    found = connection.execute(statement("review/site", "printed_now"), asked).fetchall()
    return {(report_id, figure): value for report_id, figure, value in found if (report_id, figure) in places}


def is_mirrored(build: Path, book: DecisionBook, today: date) -> bool:
    """Whether ``quality.decisions`` of ``build`` says what the file of decisions says today."""
    decisions = book.all()
    with open_reading(build) as connection, warehouse_errors(str(build)):
        known = connection.execute(statement("review/tables", "states")).fetchall()
        if not decisions or {one.decision_id for one in decisions} != {name for name, _ in known}:
            return not decisions and not known
        prepare_keys(connection)
        found = standing(decisions, current_findings(connection), today, printed_values(connection, decisions))
    return dict(known) == {one.decision_id: state for one, state in zip(found.decisions, found.states, strict=True)}


def mirror(build: Path, book: DecisionBook, run_id: str, now: datetime) -> Standing:
    """Write ``quality.decisions`` anew and add this load's events to ``quality.finding_events``; all or nothing.

    ``now`` is UTC. Decisions that no finding answers to are kept: they are listed as orphaned.
    """
    with writing(build) as connection:
        prepare_keys(connection)
        decisions = book.all()
        printed = printed_values(connection, decisions)
        found = standing(decisions, current_findings(connection), now.date(), printed)
        with transaction(connection):
            connection.execute(statement("review/tables", "clear_decisions"))
            _store(connection, found)
            connection.execute(statement("review/tables", "forget_events"), {"run_id": run_id})
            noted = {"run_id": run_id, "noted_at": now.replace(tzinfo=None).isoformat(sep=" ")}
            connection.execute(statement("review/tables", "note_events"), noted)
        connection.execute("CHECKPOINT")
    return found


def _store(connection: duckdb.DuckDBPyConnection, found: Standing) -> None:
    rows: Sequence[tuple[object, ...]] = [
        (one.decision_id, one.decided_at.rstrip("Z"), one.decision, one.reviewer, one.reason, one.fingerprint, one.place_key,
         one.finding_id, one.check_id, one.report_id, one.organ_name, one.report_year, one.figure, _text(one.printed_value),
         _text(one.corrected_value), None if one.until is None else one.until.isoformat(), state)
        for one, state in zip(found.decisions, found.states, strict=True)
    ]  # fmt: skip
    if rows:
        frame = pd.DataFrame(rows, columns=list(_COLUMNS), dtype=object)
        connection.register("review_decisions", frame)
        connection.execute(statement("review/tables", "store_decisions"))
        connection.unregister("review_decisions")


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _full(code: str, table_code: str | None) -> str:
    return code if code.count(".") >= 2 or not table_code else f"{table_code}.{code}"

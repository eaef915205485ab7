"""Turns a build copy of the warehouse into measures (counts per expectation) and findings (every place that is wrong).

All counting happens in DuckDB over whole tables and exact decimals; only the counts, and the text of failing equations,
come to Python. A query that cannot run becomes a broken measure, which holds the publish, never an absent one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

import duckdb
import pandas as pd

from expectations.gx_types import is_covered
from expectations.sentences import Equation, TermValue, equation_sentences, row_sentences
from expectations.statements import StructuralCheck, statement, structural_check_files
from expectations.suites import CORE_TABLES, COVER, LEAST_SHARE, Spec, SpecKind
from warehouse.connection import sql_names, sql_text

EXAMPLES = 20  # failing rows shown in Data Docs; all of them are in quality.findings
_TEXT_LIMIT = 300  # characters of an example in Data Docs; a hostile name may be 10 KB

MeasureKey = tuple[SpecKind, str, str]  # kind, check, layout or core table


@dataclass(frozen=True, slots=True)
class Measure:
    """Counts of one expectation: rows, equations or reports looked at, and how many of them are wrong."""

    evaluated: int
    unexpected: int
    observed: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """All measures of an audit, the frame GX judges, and how many equations were or could not be evaluated."""

    measures: Mapping[MeasureKey, Measure]
    frame: pd.DataFrame
    equations: int
    not_evaluable: int
    has_findings: bool


def measure(connection: duckdb.DuckDBPyConnection, specs: Sequence[Spec]) -> Measured:
    """Evaluate everything ``specs`` ask for and leave the findings in the temporary table ``audit_findings``."""
    connection.execute(statement("findings", "prepare"))
    equations, not_evaluable = 0, 0
    measures: dict[MeasureKey, Measure] = {}
    try:
        identity_measures, equations, not_evaluable = _identities(connection, specs)
        measures |= identity_measures
    except duckdb.Error as error:
        broken = Measure(0, 0, "", _one_line(error))
        measures |= {_key(spec): broken for spec in specs if spec.kind != "rows"}
    measures |= _structures(connection, {spec.check_id for spec in specs if spec.kind == "rows"})
    has_findings = _write_findings(connection, specs) if not _is_broken(measures, "equations") else False
    examples = _examples(connection) if has_findings else {}
    return Measured(measures, _frame(specs, measures, examples), equations, not_evaluable, has_findings)


def _identities(
    connection: duckdb.DuckDBPyConnection, specs: Sequence[Spec]
) -> tuple[dict[MeasureKey, Measure], int, int]:
    for name in ("canary", "sources", "evaluate"):
        connection.execute(statement("equations", name))
    rows = connection.execute(statement("equations", "measure")).fetchall()
    measures: dict[MeasureKey, Measure] = {}
    limits = {(spec.check_id, spec.subject): spec.least_reports for spec in specs if spec.kind == "cover"}
    for check_id, layout_id, evaluated, unexpected, not_evaluable, reports, evaluable in rows:
        said = f"{evaluated} 个等式，{unexpected} 个不成立，{not_evaluable} 个缺值未核 / "
        said += f"{evaluated} equations, {unexpected} do not hold, {not_evaluable} not evaluable"
        measures["equations", check_id, layout_id] = Measure(evaluated, unexpected, said)
        said = f"{reports} 份报告中 {evaluable} 份可核对 / evaluable in {evaluable} of {reports} reports"
        measures["cover", check_id, layout_id] = Measure(reports, reports - evaluable, said)
        least = limits.get((check_id, layout_id))
        if least is not None and layout_id != "(canary)" and not is_covered(reports, evaluable, LEAST_SHARE, least):
            connection.execute(
                statement("findings", "uncovered"), [check_id, layout_id, COVER[1], reports, evaluable, LEAST_SHARE]
            )
    real = [row for row in rows if row[1] != "(canary)"]
    return measures, sum(row[2] for row in real), sum(row[4] for row in real)


def _structures(connection: duckdb.DuckDBPyConnection, wanted: set[str]) -> dict[MeasureKey, Measure]:
    checks = [check for check in structural_check_files() if check.id in wanted]
    connection.executemany(statement("findings", "expect_column"), list(_schema_columns()))
    errors = {check.id: _collect(connection, check) for check in checks}
    counts: dict[str, int] = {}
    try:
        counts = dict(connection.execute(statement("findings", "row_counts")).fetchall())
    except duckdb.Error as error:  # a table is gone: nothing can be said of any
        errors = {check_id: text or _one_line(error) for check_id, text in errors.items()}
    wrong = {
        (check_id, table): unexpected
        for check_id, table, unexpected in connection.execute(statement("findings", "wrong_rows")).fetchall()
    }
    measures: dict[MeasureKey, Measure] = {}
    for check in checks:
        for table in CORE_TABLES if check.core_table == "*" else (check.core_table,):
            unexpected = wrong.get((check.id, table if check.core_table == "*" else ""), 0)
            evaluated = max(counts.get(table, 0), unexpected)
            said = f"{evaluated} 行，{unexpected} 行不符 / {evaluated} rows, {unexpected} wrong"
            measures["rows", check.id, table] = Measure(evaluated, unexpected, said, errors[check.id])
    return measures


def _collect(connection: duckdb.DuckDBPyConnection, check: StructuralCheck) -> str:
    """Run one structural check into ``audit_wrong``; the error's text where it cannot run, else ""."""
    try:
        connection.register("audit_wrong_rows", connection.sql(check.sql))
        connection.execute(statement("findings", "collect"), {"check_id": check.id, "severity": check.severity})
    except duckdb.Error as error:
        return _one_line(error)
    return ""


def _schema_columns() -> Iterator[tuple[str, str, str]]:
    """(table, column, type) of the core tables as the schema files create them, from an empty database."""
    with duckdb.connect() as empty:
        for name in sql_names("schema"):
            empty.execute(sql_text(name))
        rows = empty.execute(statement("findings", "schema_columns")).fetchall()
    return ((table, column, kind) for table, column, kind in rows if table in CORE_TABLES)


def _write_findings(connection: duckdb.DuckDBPyConnection, specs: Sequence[Spec]) -> bool:
    connection.execute(statement("findings", "gather"))
    titles = {spec.check_id: (spec.title_zh, spec.title_en) for spec in specs} | {COVER[0]: (COVER[2], COVER[3])}
    rows = [*_equation_rows(connection), *_other_rows(connection, titles)]
    sentences = pd.DataFrame(rows, columns=["finding_id", "figures", "message_zh", "message_en"], dtype="str")
    connection.register("audit_sentences", sentences)
    return True


def _equation_rows(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str, str, str]]:
    terms = connection.execute(statement("findings", "terms")).fetchall()
    for finding_id, group in groupby(terms, key=lambda row: row[0]):
        rows = list(group)
        _, relation, left, right, *_ = rows[0]
        equation = Equation(relation, Decimal(left), Decimal(right), tuple(TermValue(*row[4:]) for row in rows))
        yield finding_id, equation.codes(), *equation_sentences(equation)


def _other_rows(
    connection: duckdb.DuckDBPyConnection, titles: Mapping[str, tuple[str, str]]
) -> Iterator[tuple[str, str, str, str]]:
    for finding_id, check_id, scope, found, wanted in connection.execute(statement("findings", "others")).fetchall():
        yield finding_id, "", *row_sentences(*titles[check_id], scope, found or "", wanted or "")


def _examples(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], list[str]]:
    """Up to EXAMPLES failing rows of each check and layout ("" for structural checks), as one line each."""
    rows = connection.execute(statement("findings", "examples"), {"examples": EXAMPLES}).fetchall()
    examples: dict[tuple[str, str], list[str]] = {}
    for check_id, layout_id, report, message in rows:
        line = f"{report or '—'}: {message}"
        examples.setdefault((check_id, layout_id), []).append(line[:_TEXT_LIMIT])
    return examples


def _frame(
    specs: Sequence[Spec],
    measures: Mapping[MeasureKey, Measure],
    examples: Mapping[tuple[str, str], list[str]],
) -> pd.DataFrame:
    """The batch GX judges: one row per measure that was taken. A spec without a measure has no row and fails."""
    records = []
    for spec in specs:
        taken = measures.get(_key(spec))
        if taken is not None:
            lines = examples.get((spec.check_id, spec.subject if spec.kind == "equations" else ""), [])
            records.append(
                {
                    "measure": spec.measure,
                    "evaluated": taken.evaluated,
                    "unexpected": taken.unexpected,
                    "observed": taken.observed,
                    "error": taken.error,
                    "examples": json.dumps(lines if taken.unexpected else [], ensure_ascii=False),
                }
            )
    return pd.DataFrame(records, columns=["measure", "evaluated", "unexpected", "observed", "error", "examples"])


def _key(spec: Spec) -> MeasureKey:
    return spec.kind, spec.check_id, spec.subject


def _is_broken(measures: Mapping[MeasureKey, Measure], kind: SpecKind) -> bool:
    return any(taken.error for (of_kind, *_), taken in measures.items() if of_kind == kind)


def _one_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]

"""Turns a build copy of the warehouse into measures (counts per expectation) and findings (every place that is wrong).

All counting happens in DuckDB over whole tables and exact decimals; only the counts, and the text of failing equations,
come to Python. A query that cannot run becomes a broken measure, which holds the publish, never an absent one. Reports
that are as they were at the last audit are not looked at again: their counts and findings stand in the warehouse.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

import duckdb
import pandas as pd

from expectations.measure_types import Measure, MeasureKey
from expectations.rules import rules_sha256
from expectations.sentences import Equation, TermValue, equation_sentences, row_sentences
from expectations.statements import run, statement
from expectations.structures import measure_core, measure_mart_tables, one_line
from expectations.suites import COVER, Spec, is_covered
from expectations.units import evaluate_catalogue

EXAMPLES = 20  # failing rows shown in Data Docs; all of them are in quality.findings
FEW_REPORTS = 10_000  # their figures are unpacked once and kept in memory for the checks of figures
_TEXT_LIMIT = 300  # characters of an example in Data Docs; a hostile name may be 10 KB


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
    equations, not_evaluable = 0, 0
    measures: dict[MeasureKey, Measure] = {}
    connection.execute(statement("findings", "prepare"))
    connection.execute(statement("equations", "canary"))
    try:
        _choose_subjects(connection)
        identity_measures, equations, not_evaluable = _identities(connection, specs)
        measures |= identity_measures
        measures |= _catalogue(connection, specs)
    except duckdb.Error as error:
        broken = Measure(0, 0, "", one_line(error))
        measures |= {_key(spec): broken for spec in specs if spec.kind != "rows" or spec.subject.startswith("checks.")}
        run(connection, "findings", "scope_all")
    measures |= measure_core(connection, {spec.check_id for spec in specs if spec.kind == "rows"})
    has_findings = _write_findings(connection, specs) if not _is_broken(measures) else False
    examples = _examples(connection) if has_findings else {}
    return Measured(measures, _frame(specs, measures, examples), equations, not_evaluable, has_findings)


def _choose_subjects(connection: duckdb.DuckDBPyConnection) -> None:
    known = connection.execute(statement("subjects", "known_rules")).fetchall()
    is_full = known != [(rules_sha256(connection),)]
    connection.execute(statement("subjects", "current"))
    run(connection, "subjects", "changed", {"is_full": is_full})
    connection.execute(statement("subjects", "texts"))
    connection.execute(statement("subjects", "subjects"))
    run(connection, "findings", "scope_all" if is_full else "scope_touched")
    audited = connection.execute(statement("subjects", "counts")).fetchall()[0][1]
    if audited <= FEW_REPORTS:
        run(connection, "findings", "scope_few")


def _identities(
    connection: duckdb.DuckDBPyConnection, specs: Sequence[Spec]
) -> tuple[dict[MeasureKey, Measure], int, int]:
    for name in ("sources", "evaluate", "evaluations"):
        connection.execute(statement("equations", name))
    rows = connection.execute(statement("equations", "measure")).fetchall()
    measures: dict[MeasureKey, Measure] = {}
    guards = _guards(specs)
    for check_id, layout_id, evaluated, unexpected, not_evaluable, reports, evaluable in rows:
        said = f"{evaluated} 个等式，{unexpected} 个不成立，{not_evaluable} 个缺值未核 / "
        said += f"{evaluated} equations, {unexpected} do not hold, {not_evaluable} not evaluable"
        measures["equations", check_id, layout_id] = Measure(evaluated, unexpected, said)
        measures["cover", check_id, layout_id] = _covered(reports, evaluable)
        if layout_id != "(canary)":
            _note_uncovered(connection, guards.get((check_id, layout_id)), layout_id, reports, evaluable)
    real = [row for row in rows if row[1] != "(canary)"]
    return measures, sum(row[2] for row in real), sum(row[4] for row in real)


def _catalogue(connection: duckdb.DuckDBPyConnection, specs: Sequence[Spec]) -> dict[MeasureKey, Measure]:
    """Measures of the checks that stand in the catalogue: cross-year equations and the queries of ``checks_*.sql``."""
    suites = {spec.check_id: spec.subject for spec in specs if spec.subject.startswith("checks.")}
    errors = evaluate_catalogue(connection, set(suites))
    counted = {row[0]: row[1:] for row in connection.execute(statement("counts", "check_counts")).fetchall()}
    guards = _guards(specs)
    measures: dict[MeasureKey, Measure] = {}
    for check_id, suite in suites.items():
        evaluated, unexpected, not_evaluable, reports, evaluable = counted.get(check_id, (0, 0, 0, 0, 0))
        said = f"{evaluated} 处，{unexpected} 处不符，{not_evaluable} 处无法核对 / "
        said += f"{evaluated} places, {unexpected} wrong, {not_evaluable} not evaluable"
        error = errors.get(check_id, "")
        measures["rows", check_id, suite] = Measure(evaluated, unexpected, said, error)
        measures["cover", check_id, suite] = _covered(reports, evaluable)
        _note_uncovered(connection, guards.get((check_id, suite)), "", reports, evaluable)
    return measures


def _guards(specs: Sequence[Spec]) -> dict[tuple[str, str], Spec]:
    return {(spec.check_id, spec.subject): spec for spec in specs if spec.kind == "cover"}


def _covered(reports: int, evaluable: int) -> Measure:
    said = f"{reports} 份报告中 {evaluable} 份可核对 / evaluable in {evaluable} of {reports} reports"
    return Measure(reports, reports - evaluable, said)


def _note_uncovered(
    connection: duckdb.DuckDBPyConnection, guard: Spec | None, layout_id: str, reports: int, evaluable: int
) -> None:
    if guard is not None and not is_covered(reports, evaluable, guard.least_share, guard.least_reports):
        values = [guard.check_id, layout_id, guard.severity, reports, evaluable, guard.least_share]
        connection.execute(statement("findings", "uncovered"), values)


def measure_marts(connection: duckdb.DuckDBPyConnection, specs: Sequence[Spec]) -> Measured:
    """The same for the marts, once they are made; ``audit_findings`` then holds what is wrong in them, and nothing else."""
    run(connection, "findings", "clear")
    measures = measure_mart_tables(connection, {spec.check_id for spec in specs if spec.is_of_marts})
    connection.execute(statement("findings", "gather_wrong"))
    _write_sentences(connection, specs)
    return Measured(measures, _frame(specs, measures, _examples(connection)), 0, 0, True)


def _write_findings(connection: duckdb.DuckDBPyConnection, specs: Sequence[Spec]) -> bool:
    for name in ("gather", "gather_wrong", "gather_uncovered"):
        connection.execute(statement("findings", name))
    _write_sentences(connection, specs)
    return True


def _write_sentences(connection: duckdb.DuckDBPyConnection, specs: Sequence[Spec]) -> None:
    connection.execute(statement("evidence", "term_values"))
    connection.execute(statement("evidence", "verdicts"))
    titles = {spec.check_id: (spec.title_zh, spec.title_en) for spec in specs} | {COVER[0]: (COVER[2], COVER[3])}
    rows = [*_equation_rows(connection), *_other_rows(connection, titles)]
    sentences = pd.DataFrame(rows, columns=["finding_id", "figures", "message_zh", "message_en"], dtype="str")
    connection.register("audit_sentences", sentences)


def _equation_rows(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str, str, str]]:
    terms = connection.execute(statement("evidence", "terms")).fetchall()
    for finding_id, group in groupby(terms, key=lambda row: row[0]):
        rows = list(group)
        _, relation, left, right, *_ = rows[0]
        equation = Equation(relation, Decimal(left), Decimal(right), tuple(TermValue(*row[4:]) for row in rows))
        yield finding_id, equation.codes(), *equation_sentences(equation)


def _other_rows(
    connection: duckdb.DuckDBPyConnection, titles: Mapping[str, tuple[str, str]]
) -> Iterator[tuple[str, str, str, str]]:
    rows = connection.execute(statement("evidence", "others")).fetchall()
    for finding_id, check_id, scope, found, wanted, zh, en in rows:
        said = (zh, en) if zh else row_sentences(*titles[check_id], scope, found or "", wanted or "")
        yield finding_id, "", *said


def _examples(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], list[str]]:
    """Up to EXAMPLES failing rows of each check and layout ("" where no layout brings it), as one line each."""
    rows = connection.execute(statement("evidence", "examples"), {"examples": EXAMPLES}).fetchall()
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


def _is_broken(measures: Mapping[MeasureKey, Measure]) -> bool:
    """Whether the equations could not be evaluated: then nothing can be said of findings either."""
    return any(taken.error for (kind, *_), taken in measures.items() if kind == "equations")

"""Evaluates the checks of the catalogue over the reports of this audit, each into counts per report and its findings.

A check looks at places (a cell, a section, a date); for each it says that it holds, that it does not, or that a value is
missing. The places of one check are forgotten before the next is looked at: a population of 100,000 reports has millions.
"""

from __future__ import annotations

import fnmatch

import duckdb
import pandas as pd

from expectations.catalogue import Check, CrossEquation, cross_equations, source_checks
from expectations.statements import catalogue_queries, run, statement

_PREPARED = (
    ("prepare_figures", "macros"),
    ("prepare_figures", "labels"),
    ("prepare_figures", "aggregates"),
    ("prepare_figures", "contents"),
    ("prepare_figures", "revised"),
    ("prepare_text", "macros"),
    ("prepare_text", "held_cells"),
)


def evaluate_catalogue(connection: duckdb.DuckDBPyConnection, wanted: set[str]) -> dict[str, str]:
    """Leave counts in ``audit_check_counts`` and findings in ``audit_findings``; returns the checks that could not run, and why."""
    connection.execute(statement("cross", "prepare"))
    connection.register("audit_cross_terms", _cross_terms(connection))
    for name in ("add_terms", "cells", "evaluate"):
        connection.execute(statement("cross", name))
    for file, name in _PREPARED:
        connection.execute(statement(file, name))
    equations = {one.check_id: one for one in cross_equations()}
    errors: dict[str, str] = {}
    for check in source_checks():
        if check.id in wanted:
            try:
                _evaluate(connection, check, is_equation=check.id in equations)
            except duckdb.Error as error:
                errors[check.id] = str(error).strip().splitlines()[0]
    connection.execute(statement("findings", "gather_cross_terms"))
    return errors


def _evaluate(connection: duckdb.DuckDBPyConnection, check: Check, is_equation: bool) -> None:
    if is_equation:
        run(connection, "findings", "take_cross", {"check_id": check.id})
    else:
        connection.register("audit_unit_rows", connection.sql(catalogue_queries()[check.id]))
        run(connection, "findings", "take_units", {"check_id": check.id})
    of_check = {"severity": check.severity, "verdict": check.verdict, "formula": check.formula}
    run(connection, "findings", "gather_units", of_check)


def _cross_terms(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The equations over two years, one row per term of each column or row they run over."""
    columns = ["check_id", "scope", "side", "coefficient", "years_back", "table_code", "row_code", "column_code"]
    rows = [row for one in cross_equations() for row in _expanded(connection, one)]
    return pd.DataFrame(rows, columns=[*columns, "severity", "terms", "formula", "short_verdict"])


def _expanded(connection: duckdb.DuckDBPyConnection, equation: CrossEquation) -> list[tuple[object, ...]]:
    cells = connection.execute(statement("cross", "cells_of_table"), {"table_code": equation.table}).fetchall()
    is_by_column = equation.each == "column"
    known = dict.fromkeys(column if is_by_column else row for row, column in cells)
    scopes = [one for one in known if not equation.rows or any(fnmatch.fnmatchcase(one, row) for row in equation.rows)]
    found: list[tuple[object, ...]] = []
    for scope in scopes:
        pairs = [(term.code, scope) if is_by_column else (scope, term.code) for term in equation.terms]
        if not set(pairs) <= set(cells):
            continue  # no form of this table has all the cells in this row or column
        severity = equation.part_severity if is_by_column and scope != "total" else equation.severity
        formula = _formula(equation)
        for term, (row, column) in zip(equation.terms, pairs, strict=True):
            key = (equation.check_id, scope, term.side, term.coefficient, term.years_back, equation.table)
            found.append((*key, row, column, severity, len(pairs), formula, equation.short_verdict))
    return found


def _formula(equation: CrossEquation) -> str:
    """``in_force[-1] + issued - repealed = in_force``"""
    sides = []
    for side in ("left", "right"):
        text = ""
        for term in (one for one in equation.terms if one.side == side):
            sign = " - " if term.coefficient < 0 else " + " if text else ""
            text += f"{sign}{term.code}{'[-1]' if term.years_back else ''}"
        sides.append(text)
    return " = ".join(sides)

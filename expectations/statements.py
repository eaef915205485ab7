"""Turns the ``.sql`` files of the audit into named statements and checks.

A block starts with ``-- name: x`` (a statement the audit runs) or ``-- check: ID`` (a query that returns the wrong rows),
followed by ``-- key: value`` lines. One file holds a table's checks, so that adding a check is adding a block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import duckdb

from nianbao.errors import WarehouseError
from warehouse.connection import sql_names, sql_text

_BLOCK = re.compile(r"^-- (name|check): *(\S+) *$", re.MULTILINE)
_FIELD = re.compile(r"^-- (\w+): *(.*?) *$")
_CHECK_FIELDS = frozenset({"table", "severity", "zh", "en"})
SEVERITIES = ("critical", "error", "warning", "info")


@dataclass(frozen=True, slots=True)
class StructuralCheck:
    """A structural rule: ``sql`` returns the rows of a table that break it.

    ``core_table`` names one table, several with blanks between them, or all of core ("*") or mart ("mart.*"); where there
    may be several, each row returned says in ``core_table`` which one it is of.
    """

    id: str
    core_table: str
    severity: str
    zh: str
    en: str
    sql: str

    @property
    def is_of_marts(self) -> bool:
        """Whether it looks at what is made only after the findings are stored."""
        return self.core_table.startswith("mart.")


def statement(file: str, name: str) -> str:
    """SQL of the block ``-- name: <name>`` of ``sql/audit/<file>.sql``, or of ``sql/<file>.sql`` for ``folder/file``."""
    return _statements(file)[name]


def run(
    connection: duckdb.DuckDBPyConnection, file: str, name: str, values: Mapping[str, object] | None = None
) -> None:
    """Execute a block of several statements, each with those of ``values`` it names (DuckDB binds only the last by itself)."""
    for one in connection.extract_statements(statement(file, name)):
        connection.execute(one, {key: value for key, value in (values or {}).items() if key in one.named_parameters})


@lru_cache(maxsize=1)
def structural_check_files() -> tuple[StructuralCheck, ...]:
    """All checks of ``sql/audit/structure_*.sql`` in file order. Raises WarehouseError naming a block that is incomplete."""
    names = [name for name in sql_names("audit") if name.startswith("audit/structure_")]
    checks = [check for name in names for check in _checks(name, sql_text(name))]
    twice = {check.id for check in checks if sum(other.id == check.id for other in checks) > 1}
    if twice:
        raise WarehouseError(
            "sql/audit", f"check {', '.join(sorted(twice))} stands there twice", "give each its own id"
        )
    return tuple(checks)


@lru_cache(maxsize=1)
def catalogue_queries() -> Mapping[str, str]:
    """The query of each check of the catalogue, by id, from ``sql/audit/checks_*.sql``; its titles stand in the catalogue."""
    names = [name for name in sql_names("audit") if name.startswith("audit/checks_")]
    found: dict[str, str] = {}
    for name in names:
        for kind, check_id, lines in _blocks(sql_text(name)):
            if kind != "check" or check_id in found:
                raise WarehouseError(f"sql/{name}, {check_id}", "is no check, or stands there twice", "mend the block")
            found[check_id] = "\n".join(lines).rstrip().rstrip(";")
    return found


@lru_cache(maxsize=32)
def _statements(file: str) -> Mapping[str, str]:
    blocks = _blocks(sql_text(f"{file}.sql" if "/" in file else f"audit/{file}.sql"))
    return {name: "\n".join(lines) for kind, name, lines in blocks if kind == "name"}


def _blocks(text: str) -> Iterator[tuple[str, str, list[str]]]:
    starts = list(_BLOCK.finditer(text))
    for match, following in zip(starts, [*starts[1:], None], strict=True):
        body = text[match.end() : following.start() if following else len(text)]
        yield match[1], match[2], body.strip().splitlines()


def _checks(file: str, text: str) -> Iterator[StructuralCheck]:
    for kind, name, lines in _blocks(text):
        if kind != "check":
            continue
        fields: dict[str, str] = {}
        while lines and (match := _FIELD.match(lines[0])):
            fields[match[1]] = match[2]
            lines.pop(0)
        if set(fields) != _CHECK_FIELDS or fields["severity"] not in SEVERITIES or not lines:
            raise WarehouseError(
                f"sql/{file}, check {name}",
                "its head is not table, severity (critical | error | warning | info), zh, en",
                "compare with the block before it",
            )
        sql = "\n".join(lines).rstrip().rstrip(";")
        yield StructuralCheck(name, fields["table"], fields["severity"], fields["zh"], fields["en"], sql)

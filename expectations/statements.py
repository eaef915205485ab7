"""Turns the ``.sql`` files of the audit into named statements and checks.

A block starts with ``-- name: x`` (a statement the audit runs) or ``-- check: ID`` (a query that returns the wrong rows),
followed by ``-- key: value`` lines. One file holds a table's checks, so that adding a check is adding a block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from nianbao.errors import WarehouseError
from warehouse.connection import sql_names, sql_text

_BLOCK = re.compile(r"^-- (name|check): *(\S+) *$", re.MULTILINE)
_FIELD = re.compile(r"^-- (\w+): *(.*?) *$")
_CHECK_FIELDS = frozenset({"table", "severity", "zh", "en"})
SEVERITIES = ("critical", "error", "warning", "info")


@dataclass(frozen=True, slots=True)
class StructuralCheck:
    """A structural rule: ``sql`` returns the rows of ``core_table`` that break it ("*": of any core table)."""

    id: str
    core_table: str
    severity: str
    zh: str
    en: str
    sql: str


def statement(file: str, name: str) -> str:
    """SQL of the block ``-- name: <name>`` of ``sql/audit/<file>.sql``."""
    return _statements(file)[name]


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


@lru_cache(maxsize=8)
def _statements(file: str) -> Mapping[str, str]:
    blocks = _blocks(sql_text(f"audit/{file}.sql"))
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

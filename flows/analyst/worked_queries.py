"""The worked queries of ``sql/queries`` by name, each with its question in Chinese and English (its first two lines)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nianbao.errors import WarehouseError
from warehouse.connection import sql_names, sql_text
from warehouse.hints import near_names


@dataclass(frozen=True, slots=True)
class WorkedQuery:
    """One query that answers a question people ask."""

    name: str
    question_zh: str
    question_en: str
    text: str


def worked_queries() -> dict[str, WorkedQuery]:
    """All worked queries by name, in the order of their numbers: ``01_requests_by_organ.sql`` is requests_by_organ."""
    found = {}
    for file in sql_names("queries"):
        name = re.sub(r"^queries/\d+_|\.sql$", "", file)
        text = sql_text(file)
        zh, en = (line.removeprefix("--").strip() for line in text.splitlines()[:2])
        found[name] = WorkedQuery(name, zh, en, text)
    return found


def worked_query(name: str, lists_all: str) -> WorkedQuery:
    """The worked query of this name; WarehouseError names those most like it, or says how to see all."""
    known = worked_queries()
    if name not in known:
        near = near_names(name, known)
        raise WarehouseError(name, "is no worked query", f"did you mean {', '.join(near)}?" if near else lists_all)
    return known[name]

"""One hash over everything that decides what a finding is: findings made by other rules are made anew."""

from __future__ import annotations

import hashlib
import inspect
import json
from functools import lru_cache

import duckdb

from expectations import sentences
from expectations.catalogue import catalogue_files
from expectations.statements import statement
from warehouse.connection import sql_names, sql_text


def rules_sha256(connection: duckdb.DuckDBPyConnection) -> str:
    """Hash of the catalogue, the SQL of the audit, the words of its sentences and the identities in this warehouse."""
    rows = connection.execute(statement("subjects", "rules_of_layouts")).fetchall()
    return hashlib.sha256(f"{_code_sha256()}{rows}".encode()).hexdigest()


@lru_cache(maxsize=1)
def _code_sha256() -> str:
    texts = [sql_text(name) for name in sql_names("audit") if not name.startswith("audit/report")]
    texts.append(sql_text("schema/42_expected.sql"))  # deadlines, and which reports are expected
    texts += [json.dumps(dict(catalogue_files()), ensure_ascii=False, sort_keys=True), inspect.getsource(sentences)]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()

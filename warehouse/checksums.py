"""Checksums of tables, to prove that two warehouses hold the same: after a kill, in another order, from the archive."""

from __future__ import annotations

from pathlib import Path

from warehouse.connection import open_reading, sql_text, warehouse_errors

HISTORIES = frozenset(
    {"quality.audits", "quality.expectation_results", "quality.finding_events", "quality.load_counts"}
)
"""Tables that tell of audits, not of reports: rows for each audit, and how findings came and went from one to the next.

A folder that was audited more often has more of them, and a warehouse made again from the archive begins them anew, for
the archive holds what was published and not when we looked. They are left out where two warehouses are compared that
took different ways to the same reports.
"""


def content_checksums(path: Path) -> dict[str, str]:
    """Checksums of all tables that follow from the archive alone: equal for the same reports, on whatever way they came."""
    return {table: checksum for table, checksum in table_checksums(path).items() if table not in HISTORIES}


def table_checksums(path: Path) -> dict[str, str]:
    """``schema.table`` -> checksum, for every table but those of ``ops`` (what ran when).

    Independent of the order of rows; columns ending in ``_at``, ``_key`` and ``run_id`` do not count.
    """
    return _asked_of_each(path, "ops/tables.sql", "ops/checksum.sql", without="ops")


def read_whole(path: Path) -> None:
    """Read every block of every stored table, so that DuckDB compares each with its checksum.

    Raises WarehouseError when a block was damaged since it was written.
    """
    _asked_of_each(path, "ops/stored_tables.sql", "ops/read_whole.sql")


def _asked_of_each(path: Path, tables: str, question: str, without: str = "") -> dict[str, str]:
    template = sql_text(question)
    with warehouse_errors(str(path)):
        connection = open_reading(path)
        try:
            return {
                f"{schema}.{table}": connection.execute(template.format(table=f'"{schema}"."{table}"')).fetchall()[0][0]
                for schema, table in connection.execute(sql_text(tables)).fetchall()
                if schema != without
            }
        finally:
            connection.close()

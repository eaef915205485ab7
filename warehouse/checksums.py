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
    template = sql_text("ops/checksum.sql")
    with warehouse_errors(str(path)):
        connection = open_reading(path)
        try:
            names = connection.execute(sql_text("ops/tables.sql")).fetchall()
            tables = [pair for pair in names if pair[0] != "ops"]
            return {
                f"{schema}.{table}": connection.execute(template.format(table=f'"{schema}"."{table}"')).fetchall()[0][0]
                for schema, table in tables
            }
        finally:
            connection.close()


def read_whole(path: Path) -> None:
    """Read every block of every stored table, so that DuckDB compares each with its checksum.

    Raises WarehouseError when a block was damaged since it was written.
    """
    template = sql_text("ops/read_whole.sql")
    with warehouse_errors(str(path)):
        connection = open_reading(path)
        try:
            for schema, table in connection.execute(sql_text("ops/stored_tables.sql")).fetchall():
                connection.execute(template.format(table=f'"{schema}"."{table}"')).fetchall()
        finally:
            connection.close()

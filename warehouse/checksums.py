"""Checksums of tables, to prove that two warehouses hold the same: after a kill, in another order, from the archive."""

from __future__ import annotations

from pathlib import Path

from warehouse.connection import open_reading, sql_text, warehouse_errors


def table_checksums(path: Path) -> dict[str, str]:
    """``schema.table`` -> checksum, for every table but those of ``ops`` (what ran when).

    Independent of the order of rows; columns ending in ``_at`` and ``run_id`` do not count.
    """
    template = sql_text("ops/checksum.sql")
    with warehouse_errors(str(path)):
        connection = open_reading(path)
        try:
            tables = [pair for pair in connection.execute(sql_text("ops/tables.sql")).fetchall() if pair[0] != "ops"]
            return {
                f"{schema}.{table}": connection.execute(template.format(table=f'"{schema}"."{table}"')).fetchall()[0][0]
                for schema, table in tables
            }
        finally:
            connection.close()

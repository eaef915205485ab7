"""Builds what analysts open: every file of ``sql/mart`` in the order of its number, after load and audit.

Marts show current revisions only and carry the counts of findings and suspect figures of each row; they are thrown away
and made anew, so they never hold state.
"""

from __future__ import annotations

from pathlib import Path

from warehouse.connection import sql_names, sql_text, transaction, writing
from warehouse.glossary import apply_glossary


def build_marts(build: Path) -> list[str]:
    """Make all marts anew in the build copy; returns the names of the SQL files applied."""
    names = sql_names("mart")
    with writing(build) as connection, transaction(connection):
        for name in names:
            connection.execute(sql_text(name))
        apply_glossary(connection)
    return names

"""The data dictionary page (docs/dictionary.md), written from the comments of an empty warehouse.

``python -m warehouse.dictionary docs/dictionary.md`` writes it anew; a test fails while the page says anything else.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from warehouse.catalog import Relation, catalog
from warehouse.connection import open_reading, sql_text
from warehouse.marts import build_marts
from warehouse.publish import start_build

_LAYERS = {
    "mart": "what is asked for: made anew after every load",
    "core": "entities, figures and dimensions",
    "quality": "what must hold, and where it does not",
    "raw": "what came in, as it came in",
    "ops": "what ran, when, how much",
}
_HEAD = """# Data dictionary

Written by `python -m warehouse.dictionary docs/dictionary.md` from the comments of the warehouse; do not edit it. The words stand
in `warehouse/reference/glossary.yml` (core, quality, mart) and `sql/schema/90_comments.sql` (raw, ops).
"""


def dictionary() -> str:
    """The page as Markdown."""
    with tempfile.TemporaryDirectory(prefix="nianbao-dictionary-") as folder:
        build = start_build(Path(folder) / "nianbao.duckdb", Path(folder) / "builds", "dictionary")
        build_marts(build)
        connection = open_reading(build)
        try:
            relations = catalog(connection)
            macros = connection.execute(sql_text("export/macros.sql")).fetchall()
        finally:
            connection.close()
    parts = [_HEAD]
    for schema, about in _LAYERS.items():
        parts.append(f"## {schema}: {about}\n")
        lines = [f"* `{name}({parameters})`" for name, parameters in macros if name.startswith(f"{schema}.")]
        if lines:
            parts.append("Table functions:\n\n" + "\n".join(lines) + "\n")
        parts += [_section(one) for one in relations if one.schema == schema]
    return "\n".join(parts)


def _section(relation: Relation) -> str:
    rows = [f"| `{one.name}` | {one.data_type} | {_cell(one.zh)} | {_cell(one.en)} |" for one in relation.columns]
    head = f"### {relation.full_name}\n\n{relation.zh} / {relation.en}\n"
    return "\n".join([head, "| column | type | 含义 | meaning |", "|---|---|---|---|", *rows, ""])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(dictionary(), encoding="utf-8")

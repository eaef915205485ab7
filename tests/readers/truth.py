"""Verified figures of real reports, in the order in which the official forms print them."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

from extractors.document import Document
from extractors.layouts import load_layouts

Values = list[list[Decimal | None]]


def true_values(shared_dir: Path, name: str, *layouts: str) -> list[Values]:
    """Rows of figures of each table; None for a cell that is printed empty."""
    truth = json.loads((shared_dir / "reports" / f"{name}.truth.json").read_text(encoding="utf-8"))
    blank = set(truth["blank_cells"])
    tables: list[Values] = []
    for layout in (load_layouts()[name] for name in layouts):
        rows: Values = []
        for row in layout.rows:
            figures = truth["tables"][layout.table][row.code]
            paths = {column: f"{layout.table}.{row.code}.{column}" for column in row.columns}
            rows.append(
                [None if paths[c] in blank or figures[c] is None else Decimal(str(figures[c])) for c in row.columns]
            )
        tables.append(rows)
    return tables


def read_values(document: Document, *layouts: str) -> list[Values]:
    """Rows of figures as read: the last cells of each row whose label is one of the layout's."""
    found: list[Values] = []
    for table, layout in zip(document.tables(), (load_layouts()[name] for name in layouts), strict=True):
        rows = [[cell.text.replace("\n", "") for cell in row] for row in table.rows()]
        if layout.shape == "header_path":
            figures = rows[-1]
            found.append([_values(figures[at : at + 5]) for at in (0, 5, 10)])
            continue
        data = rows[-len(layout.rows) :] if layout.shape == "matrix" else _band_rows(rows)
        widths = [len(row.columns) for row in layout.rows]
        found.append([_values(cells[-width:]) for cells, width in zip(data, widths, strict=True)])
    return found


def _band_rows(rows: list[list[str]]) -> list[list[str]]:
    """Rows of a banded form that are neither the name of a band nor the header below it."""
    return [row for row in rows if len(row) > 1 and row[0] != "信息内容"]


def _values(texts: list[str]) -> list[Decimal | None]:
    return [Decimal(text) if text else None for text in texts]

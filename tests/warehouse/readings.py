"""Small reading files for the tests of the warehouse, made from the layouts: what the extractors would have written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from extractors.layouts import load_layouts

LAYOUTS = ("proactive_2021", "applications_2021", "review_litigation_2019")
Values = Mapping[tuple[str, str, str], Any]


def figures(values: Values, layouts: Sequence[str] = LAYOUTS) -> list[dict[str, Any]]:
    """All figures of the tables (200 of the form of 2021); 0 where ``values`` says nothing. A value may be a whole figure."""
    rows = []
    for layout in (load_layouts()[name] for name in layouts):
        for row, column in layout.cells():
            value = values.get((layout.table, row, column), 0)
            figure = {
                "table": layout.table,
                "row": row,
                "column": column,
                "value": value,
                "kind": "zero" if value == 0 else "number",
                "raw": str(value),
                "unit": layout.unit(row, column),
                "layout": layout.id,
                "page": 2,
                "bbox": [10.5, 20.25, 30.0, 40.75],
                "path": None,
                "verdict": "read",
            }
            if isinstance(value, dict):
                figure |= value
            rows.append(figure)
    return rows


def report(
    values: Values,
    organ: str | None = "临江县教育局",
    year: int | None = 2023,
    layouts: Sequence[str] = LAYOUTS,
    **over: Any,
) -> dict[str, Any]:
    """A report in the shape of ``Report.to_json``."""
    content = {
        "contract": 1,
        "status": "read",
        "title": f"{organ}{year}年政府信息公开工作年度报告",
        "organ": organ,
        "year": year,
        "scope": "own",
        "published": "2024-01-20",
        "witnesses": [{"field": "year", "source": "title", "value": str(year), "text": f"{year}年"}],
        "tables": [
            {
                "table": load_layouts()[name].table,
                "layout": name,
                "era": load_layouts()[name].era,
                "rows_found": len(load_layouts()[name].rows),
                "rows_expected": len(load_layouts()[name].rows),
                "place": "page 2",
            }
            for name in layouts
        ],
        "figures": figures(values, layouts),
        "sections": [{"number": 1, "title": "一、总体情况", "text": "本单位按时公开。"}],
        "issues": [],
        "findings": [],
        "checks": {"pass": 0, "fail": 0, "na": 0},
    }
    return {**content, **over}


def write_reading(
    folder: Path,
    content: dict[str, Any],
    *,
    url: str = "http://gov.test/jyj/2023.html",
    data: bytes = b"page",
    seen: str = "2024-01-21T18:00:00+00:00",
    code: str = "0.1.0",
    **over: Any,
) -> Path:
    """Write one reading file: ``url`` showed the bytes ``data`` from ``seen`` on, and ``code`` read ``content`` in them."""
    item_id = hashlib.sha256(url.encode()).hexdigest()[:32]
    sha256 = hashlib.sha256(data).hexdigest()
    reading_id = hashlib.sha256(f"{item_id} {sha256} {code}".encode()).hexdigest()[:32]
    reading = {
        "contract": 1,
        "reading_id": reading_id,
        "code_version": code,
        "item": {
            "item_id": item_id,
            "site_id": "gov",
            "url": url,
            "list_title": content["title"],
            "list_date": "2024-01-20",
        },
        "blobs": [
            {
                "sha256": sha256,
                "url": url,
                "role": "page",
                "media": "html",
                "bytes": len(data),
                "has_figures": True,
                "fetched_at": seen,
            }
        ],
        "report": content,
        **over,
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{reading_id}-{hashlib.sha256(json.dumps(reading).encode()).hexdigest()[:8]}.json"
    path.write_text(json.dumps(reading, ensure_ascii=False), encoding="utf-8")
    return path

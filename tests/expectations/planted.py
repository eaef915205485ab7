"""A warehouse with known contents: forms that add up, filled from the layouts, and whatever a test plants in them."""

from __future__ import annotations

import atexit
import hashlib
import random
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from expectations.suites import structural_checks
from extractors.layouts import CellCode, Layout, load_layouts
from warehouse.connection import writing
from warehouse.marts import build_marts

REPOSITORY = Path(__file__).resolve().parents[2]
FORM_2021 = ("proactive_2021", "applications_2021", "review_litigation_2019")
FORM_2019 = ("proactive_2019", "applications_2019", "review_litigation_2019")
Values = dict[CellCode, Decimal | None]
SIX_SECTIONS = {
    1: ("一、总体情况", "全年依法公开政府信息，按时答复申请。"),
    2: ("二、主动公开政府信息情况", ""),
    3: ("三、收到和处理政府信息公开申请情况", ""),
    4: ("四、政府信息公开行政复议、行政诉讼情况", ""),
    5: ("五、存在的主要问题及改进情况", "公开内容还不够细，下一步将加强培训，细化公开目录。"),
    6: ("六、其他需要报告的事项", "本年度未收取信息处理费。"),
}


@dataclass(slots=True)
class Planted:
    """One report with its tables by layout; a value of None is a missing figure."""

    organ: str = "青禾县教育局"
    year: int = 2023
    scope: str = "own"
    layouts: Sequence[str] = FORM_2021
    seed: int = 1
    title: str = ""
    sections: Mapping[int, tuple[str, str]] = field(default_factory=lambda: dict(SIX_SECTIONS))
    tables: dict[str, Values] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.title = self.title or f"{self.organ}{self.year}年政府信息公开工作年度报告"
        chance = random.Random(self.seed)
        self.tables = {name: filled(load_layouts()[name], chance) for name in self.layouts}

    @property
    def report_id(self) -> str:
        return _hash(self.organ, self.year, self.scope)[:16]

    def put(self, layout: str, row: str, column: str, value: int | str | None) -> Planted:
        self.tables[layout][row, column] = None if value is None else Decimal(value)
        return self


def filled(layout: Layout, chance: random.Random) -> Values:
    """Values of a whole form that obey all of its identities."""
    if layout.table == "applications":
        return _applications(layout, chance)
    if layout.table == "review_litigation":
        return _review_litigation(layout, chance)
    values: Values = {cell: Decimal(chance.randint(0, 40)) for cell in layout.cells()}
    for row in ("regulations", "normative_docs"):
        if layout.era == "2021":
            values[row, "in_force"] = (values[row, "issued"] or Decimal(0)) + 3
        else:
            values[row, "made"] = (values[row, "disclosed"] or Decimal(0)) + 1
            values[row, "disclosed_total"] = (values[row, "disclosed"] or Decimal(0)) + 9
    return values


def _applications(layout: Layout, chance: random.Random) -> Values:
    values: Values = {}
    results = [row.code for row in layout.rows if row.group and row.code != "processed_total"]
    for column in (c.code for c in layout.columns if c.code != "total"):
        counts = {row: chance.choice([0, 0, 0, 1, 2, 11]) for row in results}
        processed, forward = sum(counts.values()), chance.choice([0, 0, 2])
        carried_in = chance.randint(0, processed + forward)
        counts |= {"processed_total": processed, "carried_forward": forward}
        counts |= {"carried_in": carried_in, "new_received": processed + forward - carried_in}
        values |= {(row, column): Decimal(count) for row, count in counts.items()}
    for row in layout.rows:
        parts = [values[row.code, c.code] or Decimal(0) for c in layout.columns if c.code != "total"]
        values[row.code, "total"] = sum(parts, Decimal(0))
    return values


def _review_litigation(layout: Layout, chance: random.Random) -> Values:
    values: Values = {}
    for row in layout.rows:
        parts = {c.code: Decimal(chance.choice([0, 0, 1, 4])) for c in layout.columns if c.code != "total"}
        values |= {(row.code, column): value for column, value in parts.items()}
        values[row.code, "total"] = sum(parts.values(), Decimal(0))
    return values


def build(path: Path, reports: Sequence[Planted], *, with_keys: bool = True) -> Path:
    """Write a warehouse of these reports; ``with_keys=False`` leaves out primary keys, so that duplicates can be planted."""
    shutil.copyfile(_template(with_keys), path)
    with duckdb.connect(str(path)) as connection:
        for table, rows in report_rows(reports).items():
            insert(connection, table, rows)
    return path


@cache
def _template(with_keys: bool) -> Path:
    """The schema and what the layouts bring, which every build here begins with (making them takes longer than the rest)."""
    folder = Path(tempfile.mkdtemp(prefix="nianbao-planted-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with duckdb.connect(str(folder / "template.duckdb")) as connection:
        for file in sorted((REPOSITORY / "sql" / "schema").glob("*.sql")):
            text = file.read_text(encoding="utf-8")
            if not with_keys:
                text = re.sub(r"\s+PRIMARY KEY(?! *\()", "", re.sub(r",\s*PRIMARY KEY \([^)]*\)", "", text))
            connection.execute(text)
        _make_tables(connection)
        for table, rows in seed_rows().items():
            insert(connection, table, rows)
    return folder / "template.duckdb"


def _make_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Put tables in the place of the views that unpack figures, so that any single cell can be spoiled."""
    for (name,) in connection.execute(
        "SELECT view_name FROM duckdb_views() WHERE schema_name = 'core' AND NOT internal"
    ).fetchall():
        connection.execute(f"CREATE TABLE core.{name}_rows AS FROM core.{name}")
        connection.execute(f"DROP VIEW core.{name}")
        connection.execute(f"ALTER TABLE core.{name}_rows RENAME TO {name}")
    connection.execute(_FIGURES_OF)


# What unpacks the figures of some readings finds those of all, as they were planted; who asks joins them with the readings wanted.
_FIGURES_OF = """
CREATE OR REPLACE MACRO raw.figures_of(packed) AS TABLE
SELECT v.reading_key, 1 AS cell_no, f.* EXCLUDE (report_id, revision)
FROM core.figures f JOIN core.revisions v USING (report_id, revision)
"""


def planted_marts(path: Path) -> None:
    """``build_marts`` over planted figures; all of them, because tests change core behind its back."""
    pack(path)
    build_marts(path, is_anew=True)


def pack(path: Path) -> None:
    """Pack the figures as they stand: marts of many reports read the packed rows."""
    with writing(path) as connection:
        connection.execute("DELETE FROM raw.packed_figures; DELETE FROM raw.cells; DELETE FROM raw.reading_tables")
        connection.execute(_PACK)


_PACK = """
INSERT INTO raw.cells
SELECT hash(layout_id)::HUGEINT % 1000000, row_number() OVER (PARTITION BY layout_id ORDER BY row_code, column_code),
       l.table_code, layout_id, row_code, column_code, unit, 1, 1, 0
FROM core.layout_cells JOIN core.layouts l USING (layout_id);
INSERT INTO raw.reading_tables BY NAME
SELECT v.reading_key, 1 AS position, t.* EXCLUDE (report_id, revision) FROM core.report_tables t JOIN core.revisions v USING (report_id, revision);
INSERT INTO raw.packed_figures BY NAME
SELECT v.reading_key, c.cells_key, list(NULL::BIGINT ORDER BY c.cell_no) AS whole, list(f.value ORDER BY c.cell_no) AS exact, 8 AS state
FROM core.figures f
JOIN core.revisions v USING (report_id, revision)
JOIN raw.cells c USING (layout_id, row_code, column_code)
GROUP BY v.reading_key, c.cells_key;
"""


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    frame = pd.DataFrame(list(rows))
    if len(frame):
        connection.register("planted_rows", frame)
        connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM planted_rows")  # noqa: S608  # names of this file


def seed_rows() -> dict[str, list[dict[str, Any]]]:
    """The dimensions and identities of all layouts, and the structural checks."""
    rows: dict[str, list[dict[str, Any]]] = {}
    checks: dict[str, dict[str, Any]] = {}
    for layout in load_layouts().values():
        _seed_layout(layout, rows)
        for identity in layout.identities:
            key = {"layout_id": layout.id, "check_id": identity.id, "scope": identity.scope}
            rows.setdefault("quality.identities", []).append(
                {**key, "relation": identity.relation, "constant": identity.constant, "formula": identity.formula}
            )
            for term in identity.terms:
                cell = {"row_code": term.row, "column_code": term.column}
                rows.setdefault("quality.identity_terms", []).append(
                    {**key, "side": term.side, "coefficient": term.coefficient, **cell}
                )
            checks[identity.id] = _check(
                (identity.id, identity.severity, identity.status, identity.zh, identity.en, identity.form)
            )
    rows["quality.checks"] = [*checks.values(), *map(_check, structural_checks())]
    return rows


def _check(row: tuple[str, str, str, str, str, str]) -> dict[str, Any]:
    return dict(zip(("check_id", "severity", "status", "title_zh", "title_en", "form"), row, strict=True))


def _seed_layout(layout: Layout, rows: dict[str, list[dict[str, Any]]]) -> None:
    def add(table: str, **values: Any) -> None:
        rows.setdefault(f"core.{table}", []).append({"layout_id": layout.id, **values})

    add("layouts", table_code=layout.table, era=layout.era, form=layout.form, title_zh=layout.zh, title_en=layout.en)
    for position, group in enumerate(layout.groups, 1):
        labels = {"label_zh": group.zh, "label_en": group.en}
        add("layout_groups", group_code=group.code, parent_code=group.parent, position=position, **labels)
    for position, row in enumerate(layout.rows, 1):
        labels = {"label_zh": row.zh, "label_en": row.en}
        add("layout_rows", row_code=row.code, group_code=row.group, position=position, **labels)
    for position, column in enumerate(layout.columns, 1):
        add("layout_columns", column_code=column.code, position=position, label_zh=column.zh, label_en=column.en)
    for row_code, column_code in layout.cells():
        unit, signed = layout.unit(row_code, column_code), layout.column(column_code).is_signed
        add("layout_cells", row_code=row_code, column_code=column_code, unit=unit, is_signed=signed)


def report_rows(reports: Sequence[Planted]) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = {}
    organs: dict[str, str] = {}
    for report in reports:
        organs[report.organ] = _hash(report.organ)[:16]
        _report_rows(report, organs[report.organ], rows)
    rows["core.organs"] = [{"organ_id": organ_id, "name": name} for name, organ_id in organs.items()]
    return rows


def _report_rows(report: Planted, organ_id: str, rows: dict[str, list[dict[str, Any]]]) -> None:
    def add(table: str, **values: Any) -> None:
        rows.setdefault(table, []).append(values)

    rid, blob = report.report_id, _hash("blob", report.report_id)
    url = f"https://www.example.gov.cn/zfxxgk/gknb/{rid}.html"
    add("raw.blobs", blob_sha256=blob, media="html", byte_count=4096)
    add("raw.items", item_id=rid, site_id="test", url=url, list_title=report.title, list_date=None)
    reading = {
        "reading_id": rid,
        "reading_key": len(rows.get("raw.readings", ())) + 1,
        "status": "read",
        "title": report.title,
        "published_date": f"{report.year + 1}-01-20",
        "content_sha256": _hash("content", rid),
        "source_url": url,
        "blob_sha256": blob,
    }
    add(
        "raw.readings",
        **reading,
        publication_id=rid,
        item_id=rid,
        report_id=rid,
        code_version="test",
        reading_hash=0,
        remainder="{}",
    )
    add("core.reports", report_id=rid, organ_id=organ_id, report_year=report.year, scope=report.scope)
    add("core.sources", report_id=rid, item_id=rid, revision=1)
    key = {"report_id": rid, "revision": 1}
    add("core.revisions", **key, **reading, is_current=True, first_seen_at=pd.Timestamp("2024-02-01 03:00:00"))
    add("core.witnesses", **key, position=1, field="year", source="title", value=str(report.year), text=report.title)
    for number, (title, text) in report.sections.items():
        add("core.sections", **key, section_no=number, title=title, text=text)
    claim = {"claim_code": "info_fee_yuan", "value": 0, "unit": "元", "status": "agree", "reason": "", "expected": 0}
    words = {"raw_text": "0元", "sentence": "收取信息处理费0元。", "section_no": 6, "figures": ""}
    add("core.claims", **key, **claim, **words, claim_no=1, is_fact=False, is_approximate=False, path="p[9]")
    for layout_id, values in report.tables.items():
        layout = load_layouts()[layout_id]
        found = {"rows_found": len(layout.rows), "rows_expected": len(layout.rows), "place": "table 1"}
        add("core.report_tables", **key, table_code=layout.table, layout_id=layout_id, **found)
        for (row, column), value in values.items():
            add("core.figures", **key, **_figure(layout, row, column, value))


def _figure(layout: Layout, row: str, column: str, value: Decimal | None) -> dict[str, Any]:
    kind = "missing" if value is None else "zero" if value == 0 else "number"
    return {
        "table_code": layout.table,
        "row_code": row,
        "column_code": column,
        "layout_id": layout.id,
        "value": None if value is None else str(value),  # as text: DuckDB guesses a DECIMAL's width from the first rows
        "kind": kind,
        "raw_text": "" if value is None else str(value),
        "unit": layout.unit(row, column),
        "verdict": "missing" if value is None else "read",
        "path": f"/html/body/table[1]/{row}/{column}",
        "origin": "text",
    }


def _hash(*parts: object) -> str:
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()

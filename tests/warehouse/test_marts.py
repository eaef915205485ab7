"""Marts and worked queries over a small warehouse, with values worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from nianbao.errors import WarehouseError
from tests.conftest import REPOSITORY
from tests.warehouse.conftest import new_build
from tests.warehouse.readings import Values, report, write_reading
from warehouse.checksums import table_checksums
from warehouse.connection import writing
from warehouse.load import load_readings
from warehouse.marts import build_marts
from warehouse.query import run_query, table_counts

QUERIES = REPOSITORY / "sql" / "queries"
EDUCATION, CIVIL = "临江县教育局", "临江县民政局"


def applications(**cells: int) -> dict[tuple[str, str, str], object]:
    return {("applications", *name.split("__")): value for name, value in cells.items()}  # type: ignore[misc]


EDUCATION_2023: Values = {
    **applications(
        new_received__natural_person=30,
        new_received__business=10,
        new_received__total=40,
        granted__total=24,
        partially_granted__total=6,
        processed_total__total=40,
    ),
    ("review_litigation", "review", "upheld"): 3,
    ("review_litigation", "review", "corrected"): 1,
    ("review_litigation", "review", "pending"): 2,
    ("review_litigation", "review", "total"): 6,
    ("proactive", "licensing", "decisions"): 120,
    ("proactive", "admin_fees", "amount_wan_yuan"): 24252.311082,
}
EDUCATION_2023_CORRECTED: Values = {
    **EDUCATION_2023,
    **applications(new_received__natural_person=32, new_received__total=42),
}
CIVIL_2023: Values = {
    ("applications", "carried_in", "business"): {"value": None, "kind": "blank", "raw": ""},
    ("applications", "carried_in", "total"): {"value": None, "kind": "missing", "raw": "", "verdict": "suspect"},
}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two organs: one re-published with a changed number and one finding, one that received nothing."""
    folder = tmp_path_factory.mktemp("marts")
    build = new_build(folder)
    readings = [
        write_reading(folder / "in", report(EDUCATION_2023), data=b"1", seen="2024-01-21T18:00:00Z"),
        write_reading(folder / "in", report(EDUCATION_2023_CORRECTED), data=b"2", seen="2024-02-21T18:00:00Z"),
        write_reading(folder / "in", report(CIVIL_2023, organ=CIVIL), data=b"3", url="http://gov.test/mzj.html"),
    ]
    load_readings(build, readings)
    with writing(build) as connection:  # as the audit would write it
        connection.execute(
            "INSERT INTO quality.findings (finding_id, check_id, severity, report_id, revision, table_code, scope, figures,"
            " formula, left_value, right_value, difference, message_zh, message_en) SELECT 'f' || v.revision, 'APP-1', 'error', v.report_id, v.revision, 'applications',"
            " 'total', 'new_received.total,carried_in.total,processed_total.total,carried_forward.total', 'a = b',"
            " 42, 40, 2, '不等', 'differs' FROM core.revisions v JOIN core.reports r USING (report_id)"
            " JOIN core.organs o USING (organ_id) WHERE o.name = ?",
            [EDUCATION],
        )
    build_marts(build)
    return build


def result(warehouse: Path, name: str) -> list[tuple[object, ...]]:
    frame = run_query(warehouse, (QUERIES / name).read_text(encoding="utf-8"))
    return [tuple(row) for row in frame.itertuples(index=False)]


def test_applications_has_one_line_per_row_of_the_form_and_only_the_current_revision(warehouse: Path) -> None:
    frame = run_query(
        warehouse,
        "SELECT label_zh, label_en, natural_person, business, research, total, finding_count, suspect_count"
        " FROM mart.applications WHERE organ_name = '临江县教育局' AND row_code = 'new_received'",
    )
    assert frame.values.tolist() == [
        [
            "一、本年新收政府信息公开申请数量",
            "new requests in the year",
            Decimal(32),
            Decimal(10),
            Decimal(0),
            Decimal(42),
            1,
            0,
        ]
    ]
    assert table_counts(warehouse)["mart.applications"] == 2 * 25
    order = run_query(
        warehouse, "SELECT row_code FROM mart.applications ORDER BY report_year, organ_name, row_position", limit=3
    )["row_code"].tolist()
    assert order == ["new_received", "carried_in", "granted"]


def test_a_blank_cell_is_null_in_the_mart_and_its_kind_is_told(warehouse: Path) -> None:
    frame = run_query(
        warehouse,
        "SELECT business, total, natural_person, suspect_count FROM mart.applications"
        " WHERE organ_name = '临江县民政局' AND row_code = 'carried_in'",
    )
    assert frame.values.tolist() == [[None, None, Decimal(0), 1]]
    kinds = run_query(
        warehouse,
        "SELECT column_code, kind FROM mart.figures WHERE organ_name = '临江县民政局' AND row_code = 'carried_in'"
        " AND column_code IN ('business', 'total') ORDER BY column_code",
    )
    assert kinds.values.tolist() == [["business", "blank"], ["total", "missing"]]


def test_long_marts_name_rows_columns_and_units(warehouse: Path) -> None:
    frame = run_query(
        warehouse,
        "SELECT row_label_zh, column_label_zh, value, unit, kind, verdict, finding_count FROM mart.proactive_disclosure"
        " WHERE organ_name = '临江县教育局' AND row_code = 'admin_fees'",
    )
    assert frame.values.tolist() == [
        ["行政事业性收费", "本年收费金额（单位：万元）", Decimal("24252.311082"), "万元", "number", "read", 0]
    ]
    counts = table_counts(warehouse)
    assert (counts["mart.proactive_disclosure"], counts["mart.review_litigation"]) == (2 * 10, 2 * 15)


def test_reports_tells_revision_source_tables_and_findings(warehouse: Path) -> None:
    frame = run_query(
        warehouse,
        "SELECT organ_name, report_year, scope, title, published_date, revision, revision_count, source_url, tables_found,"
        " figure_count, missing_count, suspect_count, findings_error, findings_warning, conflict_count"
        " FROM mart.reports ORDER BY organ_name",
    )
    tables = "applications, proactive, review_litigation"
    education = [EDUCATION, 2023, "own", f"{EDUCATION}2023年政府信息公开工作年度报告", "2024-01-20", 2, 2]
    civil = [CIVIL, 2023, "own", f"{CIVIL}2023年政府信息公开工作年度报告", "2024-01-20", 1, 1]
    assert frame.values.tolist() == [
        [*education, "http://gov.test/jyj/2023.html", tables, 200, 0, 0, 1, 0, 0],
        [*civil, "http://gov.test/mzj.html", tables, 200, 1, 1, 0, 0, 0],
    ]


def test_marts_built_twice_are_the_same(warehouse: Path) -> None:
    before = table_checksums(warehouse)
    build_marts(warehouse)
    assert table_checksums(warehouse) == before


def test_every_worked_query_asks_its_question_in_both_languages() -> None:
    files = sorted(QUERIES.glob("*.sql"))
    assert len(files) >= 25
    for path in files:
        chinese, english, *_ = path.read_text(encoding="utf-8").splitlines()
        assert chinese.startswith("-- "), path.name
        assert "？" in chinese, path.name
        assert english.startswith("-- "), path.name
        assert "?" in english, path.name


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        (
            "01_requests_by_organ.sql",
            [
                (EDUCATION, 2023, Decimal(42), Decimal(10), 23.8),
                (CIVIL, 2023, Decimal(0), Decimal(0), None),
            ],
        ),
        (
            "02_disclosure_rate.sql",
            [
                (EDUCATION, 2023, Decimal(40), Decimal(24), Decimal(6), 75.0),
                (CIVIL, 2023, Decimal(0), Decimal(0), Decimal(0), None),
            ],
        ),
        (
            "03_overturned_in_review.sql",
            [(EDUCATION, 2023, Decimal(4), Decimal(1), 25.0), (CIVIL, 2023, Decimal(0), Decimal(0), None)],
        ),
        (
            "04_reports_to_look_at.sql",
            [
                (EDUCATION, 2023, 1, 0, 0, 2, 0, "http://gov.test/jyj/2023.html"),
                (CIVIL, 2023, 0, 0, 1, 1, 0, "http://gov.test/mzj.html"),
            ],
        ),
        (
            "05_fees_and_licences.sql",
            [(EDUCATION, 2023, Decimal(120), Decimal("24252.311082")), (CIVIL, 2023, Decimal(0), Decimal(0))],
        ),
    ],
)
def test_worked_query_gives_the_values_worked_out_by_hand(
    warehouse: Path, name: str, wanted: list[tuple[object, ...]]
) -> None:
    assert result(warehouse, name) == wanted


def test_a_query_is_limited_read_only_and_wrong_ones_are_one_line(warehouse: Path) -> None:
    assert len(run_query(warehouse, "SELECT * FROM mart.figures", limit=7)) == 7
    for sql in ("SELECT * FROM mart.nothing", "DELETE FROM mart.figures", "SELEC"):
        with pytest.raises(WarehouseError) as caught:
            run_query(warehouse, sql)
        assert "\n" not in str(caught.value)
    assert table_counts(warehouse)["core.figures"] == 600


def test_a_query_reaches_nothing_outside_the_warehouse(warehouse: Path, tmp_path: Path) -> None:
    secret, target = tmp_path / "secret.csv", tmp_path / "out.csv"
    secret.write_text("a\n1\n", encoding="utf-8")
    for sql in (
        f"COPY (SELECT 1) TO '{target}'",
        f"EXPORT DATABASE '{tmp_path / 'export'}'",
        f"ATTACH '{tmp_path / 'other.duckdb'}'",
        f"FROM read_csv('{secret}')",
        "SET enable_external_access = true",
    ):
        with pytest.raises(WarehouseError) as caught:
            run_query(warehouse, sql)
        assert "\n" not in str(caught.value)
    assert sorted(tmp_path.glob("*.csv")) == [secret]
    assert not list(tmp_path.glob("*.duckdb")) + list(tmp_path.glob("export"))


@pytest.mark.parametrize("sql", ["", "  ;", "-- nothing but a remark"])
def test_a_query_without_a_statement_is_refused(warehouse: Path, sql: str) -> None:
    with pytest.raises(WarehouseError, match="query: holds no statement"):
        run_query(warehouse, sql)


def test_a_query_of_two_statements_is_refused(warehouse: Path) -> None:
    with pytest.raises(WarehouseError, match="query: holds 2 statements; ask one at a time"):
        run_query(warehouse, "SELECT 1; SELECT 2")
    with pytest.raises(WarehouseError, match="query: holds 2 statements"):
        run_query(warehouse, "PIVOT mart.applications ON row_code USING count(*); SELECT 2")
    assert run_query(warehouse, "SELECT 1 AS one;  -- the only one").to_dict("records") == [{"one": 1}]


def test_a_pivot_is_one_statement(warehouse: Path) -> None:
    sql = "PIVOT mart.applications ON row_code USING count(*) GROUP BY report_year"
    assert "new_received" in run_query(warehouse, sql).columns

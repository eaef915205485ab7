"""Claims and the newer fields of figures in the warehouse, and files and readings that were made before these existed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from nianbao.errors import WarehouseError
from tests.conftest import REPOSITORY
from tests.warehouse.conftest import Rows, new_build
from tests.warehouse.readings import report, write_reading
from warehouse.load import load_readings
from warehouse.marts import build_marts
from warehouse.query import run_query

NEW = ("applications", "new_received", "total")
CIVIL = "临江县民政局"


def claim(code: str, value: float, **over: Any) -> dict[str, Any]:
    """One claim in the shape of ``Claim.to_json``."""
    return {
        "code": code,
        "is_fact": False,
        "value": value,
        "unit": "件",
        "raw": f"{value}件",
        "is_approximate": False,
        "sentence": f"全年收到政府信息公开申请{value}件。",
        "section": 1,
        "page": 1,
        "bbox": [10.0, 20.0, 30.0, 40.0],
        "path": None,
        "member": None,
        "figures": "applications.new_received.total",
        "expected": value,
        "status": "agree",
        "reason": "",
        **over,
    }


def fact(code: str, value: float, unit: str, **over: Any) -> dict[str, Any]:
    return claim(code, value, is_fact=True, unit=unit, figures="", expected=None, status="unchecked", **over)


def test_a_claim_arrives_with_its_sentence_place_and_what_the_tables_say(
    build: Path, rows: Rows, tmp_path: Path
) -> None:
    share = claim("granted_share", 44.4, unit="%", expected=44.44, figures="a / b", page=None, bbox=None, path="p[7]")
    load_readings(build, [write_reading(tmp_path / "in", report({NEW: 7}, claims=[claim("received", 7), share]))])
    assert rows(
        "SELECT claim_no, claim_code, is_fact, value, unit, is_approximate, raw_text, section_no, figures, expected, status,"
        " reason, page, x0, top, x1, bottom, path, member FROM core.claims ORDER BY claim_no"
    ) == [
        (1, "received", False, Decimal(7), "件", False, "7件", 1, "applications.new_received.total", Decimal(7), "agree", "",
         1, 10.0, 20.0, 30.0, 40.0, None, None),
        (2, "granted_share", False, Decimal("44.4"), "%", False, "44.4件", 1, "a / b", Decimal("44.44"), "agree", "",
         None, None, None, None, None, "p[7]", None),
    ]  # fmt: skip
    assert rows("SELECT sentence FROM core.claims WHERE claim_no = 1") == [("全年收到政府信息公开申请7件。",)]


def test_claims_follow_their_revision(build: Path, rows: Rows, tmp_path: Path) -> None:
    first = report({NEW: 7}, claims=[claim("received", 7)])
    second = report({NEW: 9}, claims=[claim("received", 9)])
    load_readings(build, [write_reading(tmp_path / "in", first, data=b"1", seen="2024-01-21T00:00:00Z")])
    load_readings(build, [write_reading(tmp_path / "in", second, data=b"2", seen="2024-02-21T00:00:00Z")])
    assert rows("SELECT revision, value FROM core.claims ORDER BY revision") == [(1, Decimal(7)), (2, Decimal(9))]
    again = {**second, "claims": [claim("received", 9), claim("processed", 8)]}
    load_readings(build, [write_reading(tmp_path / "in", again, data=b"2", seen="2024-02-21T00:00:00Z", code="0.2.0")])
    assert rows("SELECT revision, claim_code FROM core.claims ORDER BY ALL") == [
        (1, "received"),
        (2, "processed"),
        (2, "received"),
    ]


def test_a_claim_that_breaks_the_contract_is_refused_by_name(build: Path, tmp_path: Path) -> None:
    content = report({}, claims=[claim("received", 7, status="perhaps")])
    with pytest.raises(WarehouseError, match=r"claim 1 \(received\) lacks a key of the contract"):
        load_readings(build, [write_reading(tmp_path / "in", content)])


def test_a_claim_too_large_to_store_is_left_out_with_an_issue(build: Path, rows: Rows, tmp_path: Path) -> None:
    content = report({}, claims=[claim("received", 7), claim("handled", 10**20)])
    load_readings(build, [write_reading(tmp_path / "in", content)])
    assert rows("SELECT claim_code FROM core.claims") == [("received",)]
    assert rows("SELECT code, level FROM raw.issues") == [("claim_out_of_range", "warning")]


def test_a_figure_read_from_a_picture_says_so_and_what_it_was_corrected_from(
    build: Path, rows: Rows, tmp_path: Path
) -> None:
    read = {"value": 8, "raw": "8", "kind": "number", "origin": "image", "corrected_from": "3", "member": "scan.png"}
    load_readings(build, [write_reading(tmp_path / "in", report({NEW: read}))])
    assert rows(
        "SELECT value, origin, corrected_from, member FROM core.figures WHERE row_code = 'new_received' AND column_code = 'total'"
    ) == [(Decimal(8), "image", "3", "scan.png")]
    build_marts(build)
    assert rows("SELECT origin, corrected_from, count(*) FROM mart.figures GROUP BY ALL ORDER BY ALL") == [
        ("image", "3", 1),
        ("text", None, 199),
    ]


def test_an_origin_nobody_knows_is_refused(build: Path, tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match=r"figure applications\.new_received\.total has origin guess"):
        load_readings(build, [write_reading(tmp_path / "in", report({NEW: {"value": 8, "origin": "guess"}}))])


def test_a_reading_made_before_claims_existed_loads_as_printed_text(build: Path, rows: Rows, tmp_path: Path) -> None:
    load_readings(build, [write_reading(tmp_path / "in", report({NEW: 7}))])  # has none of the newer keys
    assert rows("SELECT DISTINCT origin, corrected_from, member FROM core.figures") == [("text", None, None)]
    assert rows("SELECT count(*) FROM core.claims") == [(0,)]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two organs: one whose text and table differ, one that states its fee twice and differently."""
    folder = tmp_path_factory.mktemp("claims")
    build = new_build(folder)
    education = [
        claim("received", 7),
        claim("processed", 16, expected=50, status="differ", figures="applications.processed_total.total"),
        fact("info_fee_yuan", 3940, "元"),
        fact("disclosed_items", 5500, "条", is_approximate=True),
    ]
    civil = [fact("info_fee_yuan", 0, "元"), fact("info_fee_yuan", 30, "元")]
    load_readings(
        build,
        [
            write_reading(folder / "in", report({NEW: 7}, claims=education), data=b"1"),
            write_reading(
                folder / "in", report({}, organ=CIVIL, claims=civil), data=b"2", url="http://gov.test/mzj.html"
            ),
        ],
    )
    build_marts(build)
    return build


def worked(warehouse: Path, name: str) -> list[list[object]]:
    frame = run_query(warehouse, (REPOSITORY / "sql" / "queries" / name).read_text(encoding="utf-8"))
    rows: list[list[object]] = frame.values.tolist()
    return rows


def test_the_worked_query_lists_the_claims_that_differ(warehouse: Path) -> None:
    ((organ, year, code, stated, in_the_tables, figures, sentence),) = worked(warehouse, "06_claims_that_differ.sql")
    assert (organ, year, code, stated, in_the_tables) == ("临江县教育局", 2023, "processed", Decimal(16), Decimal(50))
    assert (figures, sentence) == ("applications.processed_total.total", "全年收到政府信息公开申请16件。")


def test_the_worked_query_on_facts_gives_none_where_the_text_gives_two(warehouse: Path) -> None:
    assert worked(warehouse, "07_information_fees.sql") == [
        ["临江县教育局", 2023, Decimal(3940), Decimal(5500), True],
        [CIVIL, 2023, None, None, None],
    ]
    counts = run_query(warehouse, "SELECT statement_count FROM mart.text_facts WHERE organ_name = '临江县民政局'")
    assert counts.values.tolist() == [[2]]

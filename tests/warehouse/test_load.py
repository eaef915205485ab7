"""The load: exact values, raw only where nothing can be known, one clear line for what is no reading."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from nianbao.errors import WarehouseError
from tests.warehouse.conftest import Rows
from tests.warehouse.readings import report, write_reading
from warehouse.load import load_readings

FEES = ("proactive", "admin_fees", "amount_wan_yuan")
NEW = ("applications", "new_received", "natural_person")
TOTAL = ("applications", "new_received", "total")


def test_all_figures_of_a_reading_arrive_with_value_place_and_layout(build: Path, rows: Rows, tmp_path: Path) -> None:
    result = load_readings(build, [write_reading(tmp_path / "in", report({NEW: 7, TOTAL: 7}))])
    assert (result.readings_new, result.reports_new, result.revisions_new, result.figures_new) == (1, 1, 1, 200)
    assert not result.unchanged
    assert rows("SELECT count(*), sum(value) FROM core.figures") == [(200, Decimal(14))]
    assert rows(
        "SELECT layout_id, value, kind, raw_text, unit, verdict, page, x0, top, x1, bottom, path FROM core.figures"
        " WHERE table_code = 'applications' AND row_code = 'new_received' AND column_code = 'natural_person'"
    ) == [("applications_2021", Decimal(7), "number", "7", "件", "read", 2, 10.5, 20.25, 30.0, 40.75, None)]
    assert rows("SELECT o.name, r.report_year, r.scope FROM core.reports r JOIN core.organs o USING (organ_id)") == [
        ("临江县教育局", 2023, "own")
    ]
    assert rows("SELECT table_code, rows_found, rows_expected FROM core.report_tables ORDER BY ALL") == [
        ("applications", 25, 25),
        ("proactive", 6, 6),
        ("review_litigation", 3, 3),
    ]
    assert rows("SELECT section_no, title, text FROM core.sections") == [(1, "一、总体情况", "本单位按时公开。")]
    assert rows("SELECT field, source, value FROM core.witnesses") == [("year", "title", "2023")]


@pytest.mark.parametrize(
    "printed",
    [
        "24252.311082",
        "0.1",
        "-3",
        "999999999999999",
        "123456789.123456",
        "0.000001",
        "12345678901234.5",
        "100000000000000.5",
    ],
)
def test_a_value_arrives_to_its_last_digit(build: Path, rows: Rows, tmp_path: Path, printed: str) -> None:
    value = int(printed) if "." not in printed else float(printed)
    load_readings(build, [write_reading(tmp_path / "in", report({FEES: value}))])
    found = rows("SELECT value FROM core.figures WHERE row_code = 'admin_fees'")
    assert found == [(Decimal(printed),)]


def test_a_value_that_would_be_rounded_is_kept_as_text_with_an_issue(build: Path, rows: Rows, tmp_path: Path) -> None:
    content = report({FEES: {"value": 0.1234567, "raw": "0.1234567", "kind": "number"}})
    assert load_readings(build, [write_reading(tmp_path / "in", content)]).issues_new == 1
    assert rows("SELECT value, kind, raw_text FROM core.figures WHERE row_code = 'admin_fees'") == [
        (None, "text", "0.1234567")
    ]
    assert rows("SELECT issue_no, code, level FROM raw.issues") == [(1, "value_out_of_range", "error")]


def test_blank_zero_dash_and_missing_stay_four_different_things(build: Path, rows: Rows, tmp_path: Path) -> None:
    kinds = {
        "natural_person": {"value": None, "kind": "blank", "raw": ""},
        "business": {"value": 0, "kind": "zero", "raw": "0"},
        "research": {"value": None, "kind": "dash", "raw": "—"},
        "social_welfare": {"value": None, "kind": "missing", "raw": "", "verdict": "missing"},
    }
    values = {("applications", "granted", column): figure for column, figure in kinds.items()}
    load_readings(build, [write_reading(tmp_path / "in", report(values))])
    assert rows(
        "SELECT column_code, value, kind, raw_text FROM core.figures"
        " WHERE row_code = 'granted' AND column_code IN ('natural_person', 'business', 'research', 'social_welfare')"
        " ORDER BY column_code"
    ) == [
        ("business", Decimal(0), "zero", "0"),
        ("natural_person", None, "blank", ""),
        ("research", None, "dash", "—"),
        ("social_welfare", None, "missing", ""),
    ]


def test_a_cell_read_twice_is_kept_once_with_an_issue(build: Path, rows: Rows, tmp_path: Path) -> None:
    content = report({NEW: 4})
    first = next(f for f in content["figures"] if (f["row"], f["column"]) == NEW[1:])
    content["figures"].append({**first, "value": 9, "raw": "9"})
    load_readings(build, [write_reading(tmp_path / "in", content)])
    assert rows(
        "SELECT value FROM core.figures WHERE row_code = 'new_received' AND column_code = 'natural_person'"
    ) == [(Decimal(4),)]
    assert rows("SELECT code, message FROM raw.issues") == [
        (
            "figure_repeated",
            "applications.new_received.natural_person: read 2 times; the first is kept, look at the printed table",
        )
    ]


@pytest.mark.parametrize(
    "over",
    [{"organ": None}, {"organ": ""}, {"year": None}, {"status": "unreadable"}, {"status": "not_a_report"}],
    ids=["no organ", "empty organ", "no year", "unreadable", "look-alike"],
)
def test_what_is_no_identified_report_stays_in_raw_with_its_issues(
    build: Path, rows: Rows, tmp_path: Path, over: dict[str, object]
) -> None:
    issue = {
        "code": "truncated_file",
        "level": "error",
        "message": "a.pdf: ends too early; fetch it again",
        "place": "",
    }
    result = load_readings(build, [write_reading(tmp_path / "in", {**report({}), "issues": [issue], **over})])
    assert (result.readings_new, result.reports_new, result.figures_new, result.issues_new) == (1, 0, 0, 1)
    assert rows("SELECT report_id FROM raw.readings") == [(None,)]
    assert rows("SELECT code, level, message FROM raw.issues") == [
        ("truncated_file", "error", "a.pdf: ends too early; fetch it again")
    ]
    for table in ("organs", "reports", "revisions", "figures", "sections", "sources"):
        assert rows(f"SELECT count(*) FROM core.{table}") == [(0,)]  # noqa: S608


def test_a_report_without_tables_is_a_report_without_figures(build: Path, rows: Rows, tmp_path: Path) -> None:
    content = report({}, status="no_tables", figures=[], tables=[])
    result = load_readings(build, [write_reading(tmp_path / "in", content)])
    assert (result.reports_new, result.revisions_new, result.figures_new) == (1, 1, 0)
    assert rows("SELECT status, is_current FROM core.revisions") == [("no_tables", True)]


def test_a_scope_that_is_not_known_is_not_guessed(build: Path, rows: Rows, tmp_path: Path) -> None:
    load_readings(build, [write_reading(tmp_path / "in", report({}, scope=None))])
    assert rows("SELECT scope FROM core.reports") == [("unknown",)]


def test_the_figures_come_from_the_blob_that_has_them(build: Path, rows: Rows, tmp_path: Path) -> None:
    def blob(name: str, has_figures: bool, fetched_at: str) -> dict[str, object]:
        return {
            "sha256": name * 64,
            "url": f"http://gov.test/{name}",
            "role": "page" if name == "a" else "attachment",
            "media": "html" if name == "a" else "pdf",
            "bytes": 10,
            "has_figures": has_figures,
            "fetched_at": fetched_at,
        }

    blobs = [blob("a", False, "2024-01-21T00:00:00Z"), blob("b", True, "2024-02-01T08:00:00+08:00")]
    load_readings(build, [write_reading(tmp_path / "in", report({}), blobs=blobs)])
    assert rows("SELECT source_url, blob_sha256, first_seen_at::VARCHAR FROM core.revisions") == [
        ("http://gov.test/b", "b" * 64, "2024-02-01 00:00:00")
    ]
    assert rows("SELECT position, role, has_figures FROM raw.reading_blobs ORDER BY position") == [
        (0, "page", False),
        (1, "attachment", True),
    ]


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        ('{"contract": 1, "reading', "is not a reading: no JSON"),
        ('{"contract": 2}', "is not a reading: contract 2 is not 1"),
        ("", "is not a reading: no JSON"),
    ],
    ids=["torn", "other contract", "empty"],
)
def test_one_file_that_is_no_reading_is_named_and_nothing_is_loaded(
    build: Path, rows: Rows, tmp_path: Path, spoil: str, reason: str
) -> None:
    good = write_reading(tmp_path / "in", report({}))
    bad = tmp_path / "in" / "zz.json"
    bad.write_text(spoil, encoding="utf-8")
    with pytest.raises(WarehouseError) as caught:
        load_readings(build, [good, bad])
    assert str(caught.value).startswith(f"{bad}: {reason}")
    assert rows("SELECT count(*) FROM raw.readings") == [(0,)]


def test_a_figure_without_a_key_of_the_contract_is_refused(build: Path, tmp_path: Path) -> None:
    content = report({})
    del content["figures"][0]["kind"]
    with pytest.raises(WarehouseError, match=r"figure proactive\.regulations\.issued lacks a key of the contract"):
        load_readings(build, [write_reading(tmp_path / "in", content)])


def test_a_folder_name_full_of_glob_signs_is_taken_literally(build: Path, tmp_path: Path) -> None:
    folder = tmp_path / "年报 [a-z]*? 'q'"
    assert load_readings(build, [write_reading(folder, report({}))]).readings_new == 1


def test_hostile_text_is_only_text(build: Path, rows: Rows, tmp_path: Path) -> None:
    organ = "'; DROP TABLE core.figures; -- {x} \\\" \u202e" + "长" * 10_000
    load_readings(build, [write_reading(tmp_path / "in", report({}, organ=organ))])
    assert rows("SELECT name FROM core.organs") == [(organ,)]

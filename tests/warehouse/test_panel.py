"""Measures over the forms, rates, sums over regions, coverage, text and revisions, with values worked out by hand.

The county 白水县 (渭南市, 陕西省) has two bureaus and a printed summary; the bureau of education has reports in all three forms.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from extractors.layouts import load_layouts
from flows.seeds import seed_rows
from nianbao.errors import WarehouseError
from tests.conftest import REPOSITORY
from tests.warehouse.conftest import new_build
from tests.warehouse.readings import Values, report, write_reading
from warehouse.load import load_readings
from warehouse.marts import build_marts
from warehouse.query import run_query
from warehouse.reference_rows import reference_rows, terms
from warehouse.seeds import SiteRow, seed

pytestmark = pytest.mark.xdist_group("panel")  # what they share is made once

EDUCATION, CIVIL, COUNTY = "白水县教育局", "白水县民政局", "白水县人民政府"
FORM_2019 = ("proactive_2019", "applications_2019", "review_litigation_2019")
QUERIES = sorted((REPOSITORY / "sql" / "queries").glob("*.sql"))


def cells(table: str, **values: int) -> dict[tuple[str, str, str], object]:
    return {(table, *name.split("__")): value for name, value in values.items()}  # type: ignore[misc]


STATISTICS_2018: Values = cells(
    "stats_2014",
    req_received__value=20,
    req_closed__value=18,
    reply_agree__value=7,
    reply_already_public__value=2,
    refuse_trade_secret__value=1,
    refuse_privacy__value=3,
    reply_refuse__value=6,
    reviews__value=4,
    suits__value=3,
)
FORM_2019_OF_2020: Values = {
    **cells(
        "applications",
        new_received__total=30,
        processed_total__total=28,
        granted__total=14,
        other_handling__total=5,
        denied_third_party__total=2,
        carried_forward__total=2,
    ),
    **cells("proactive", licensing__decisions=11, licensing__items_prev=6, licensing__items_change=-1),
    **cells("review_litigation", suit_direct__total=2, suit_after_review__total=1),
}
FORM_2021_OF_2021: Values = {
    **cells(
        "applications",
        new_received__total=45,
        new_received__business=9,
        carried_in__total=2,
        processed_total__total=40,
        granted__total=20,
        partially_granted__total=10,
        denied_third_party__total=3,
        denied_state_secret__total=1,
        other_not_corrected__total=1,
        other_misc__total=2,
        carried_forward__total=7,
    ),
    **cells("review_litigation", review__total=6, review__corrected=1, review__pending=2),
    ("applications", "rejected_petition", "total"): {"value": None, "kind": "missing", "raw": "", "verdict": "missing"},
}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("panel")
    build = new_build(folder)
    sites = [SiteRow("gov", COUNTY, "610527", "白水县", "county", True)]
    late = {"published": "2022-02-10"}
    text = [{"number": 1, "title": "一、总体情况", "text": "本局坚持依法公开政府信息。"}]
    almost = [{"number": 1, "title": "一、总体情况", "text": "本局坚持依法公开 政务信息。"}]
    seed(build, replace(seed_rows(), sites=sites))
    reports = [
        report(STATISTICS_2018, "县教育局", 2018, ("stats_2014",), sections=text),
        report(FORM_2019_OF_2020, EDUCATION, 2020, FORM_2019, sections=text),
        report(FORM_2021_OF_2021, "教育局", 2021, sections=almost, **late),
        report(cells("applications", new_received__total=5), CIVIL, 2021),
        report(cells("applications", new_received__total=49), COUNTY, 2021, scope="aggregate"),
    ]
    paths = [
        write_reading(folder / "in", one, url=f"http://gov.test/{at}", data=str(at).encode())
        for at, one in enumerate(reports)
    ]
    load_readings(build, paths)
    build_marts(build)
    return build


def rows(warehouse: Path, sql: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in run_query(warehouse, sql).itertuples(index=False)]


def values(warehouse: Path, measure: str) -> list[tuple[object, ...]]:
    where = f"measure_code = '{measure}' AND organ_name = '{EDUCATION}'"
    query = f"SELECT report_year, value::INTEGER, comparability FROM mart.panel WHERE {where} ORDER BY ALL"  # noqa: S608
    return rows(warehouse, query)


@pytest.mark.parametrize(
    ("measure", "wanted"),
    [
        ("requests_received", [(2018, 20, "approximate"), (2020, 30, "exact"), (2021, 45, "exact")]),
        ("requests_processed", [(2018, 18, "approximate"), (2020, 28, "exact"), (2021, 40, "exact")]),
        ("granted", [(2018, 7 + 2, "approximate"), (2020, 14, "exact"), (2021, 20, "exact")]),
        ("denied_third_party", [(2018, 1 + 3, "approximate"), (2020, 2, "exact"), (2021, 3, "exact")]),
        ("denied_total", [(2020, 2, "exact"), (2021, 3 + 1, "exact")]),
        ("denied_2014", [(2018, 6, "none")]),
        ("other_handling", [(2020, 5, "exact"), (2021, 1 + 0 + 2, "exact")]),
        ("licensing_decisions", [(2020, 11, "approximate"), (2021, 0, "exact")]),
        ("licensing_items_2019", [(2020, 6 - 1, "none")]),
        ("suits_total", [(2018, 3, "exact"), (2020, 2 + 1, "exact"), (2021, 0, "exact")]),
        ("reviews_total", [(2018, 4, "exact"), (2020, 0, "exact"), (2021, 6, "exact")]),
        ("rejected_total", [(2020, 0, "exact"), (2021, None, "exact")]),
    ],
)
def test_a_measure_follows_the_forms_as_far_as_they_allow(
    warehouse: Path, measure: str, wanted: list[tuple[object, ...]]
) -> None:
    found = values(warehouse, measure)
    assert found == wanted


def test_a_measure_with_a_missing_figure_has_no_value_and_says_so(warehouse: Path) -> None:
    where = f"organ_name = '{EDUCATION}' AND report_year = 2021 AND measure_code IN ('rejected_total', 'granted')"
    query = f"SELECT measure_code, value IS NULL, verdict, is_clean FROM mart.panel WHERE {where} ORDER BY 1"  # noqa: S608
    assert rows(warehouse, query) == [("granted", False, "read", True), ("rejected_total", True, "missing", False)]


def test_no_measure_joins_what_the_forms_keep_apart() -> None:
    """A measure that is not comparable in one form has that form alone; every reason that is not exact is given."""
    forms = reference_rows()["measure_forms"]
    alone = {one[0] for one in forms if one[2] == "none"}
    assert sorted(one[0] for one in forms if one[0] in alone) == sorted(alone)
    assert all(code.endswith(("_2014", "_2019")) for code in alone)
    assert [one for one in forms if (one[2] != "exact") != bool(one[3] and one[4])] == []


def test_every_term_of_every_measure_is_a_cell_of_its_form() -> None:
    layouts = load_layouts()
    wrong = [one for one in reference_rows()["measure_terms"] if (one[2], one[3]) not in set(layouts[one[1]].cells())]
    assert wrong == []
    codes = {one[0] for one in reference_rows()["measures"]}
    assert {one[2] for one in reference_rows()["indicator_terms"]} <= codes


def test_a_formula_is_a_sum_of_names() -> None:
    assert terms("a.b + c - d[-1]") == [("a.b", 1, 0), ("c", 1, 0), ("d", -1, -1)]
    with pytest.raises(WarehouseError, match="is no sum of names"):
        terms("a * b")


def test_rates_are_null_where_the_denominator_is_zero_or_a_count_is_missing(warehouse: Path) -> None:
    query = (
        "SELECT report_year, indicator_code, value, numerator::INTEGER, denominator::INTEGER, comparability"
        " FROM mart.indicators WHERE organ_name = '白水县教育局' AND indicator_code IN ('disclosure_rate',"
        " 'business_share', 'review_overturn_rate', 'carry_over_rate', 'requests_growth', 'denial_rate')"
        " AND report_year <> 2020 ORDER BY report_year, indicator_code"
    )
    assert rows(warehouse, query) == [
        (2018, "business_share", None, None, 20, "approximate"),
        (2018, "carry_over_rate", None, None, None, "approximate"),
        (2018, "denial_rate", None, None, 18, "approximate"),
        (2018, "disclosure_rate", 9 / 18, 9, 18, "approximate"),
        (2018, "requests_growth", None, None, None, "approximate"),
        (2018, "review_overturn_rate", None, 0, None, "approximate"),
        (2021, "business_share", 9 / 45, 9, 45, "exact"),
        (2021, "carry_over_rate", 7 / 47, 7, 47, "exact"),
        (2021, "denial_rate", 4 / 40, 4, 40, "exact"),
        (2021, "disclosure_rate", 30 / 40, 30, 40, "exact"),
        (2021, "requests_growth", 15 / 30, 15, 30, "exact"),
        (2021, "review_overturn_rate", 1 / 4, 1, 4, "exact"),
    ]
    zero = "SELECT value, denominator::INTEGER FROM mart.indicators WHERE indicator_code = 'disclosure_rate'"
    assert rows(warehouse, f"{zero} AND organ_name = '{CIVIL}'") == [(None, 0)]


def test_members_stand_beside_the_printed_sum_up_to_the_province(warehouse: Path) -> None:
    query = (
        "SELECT region_name, level, members_value::INTEGER, printed_value::INTEGER, difference::INTEGER, members,"
        " known_members, coverage, next_level_value::INTEGER, next_level_count FROM mart.rollup"
        " WHERE report_year = 2021 AND measure_code = 'requests_received' ORDER BY region_code"
    )
    assert rows(warehouse, query) == [
        ("陕西省", "province", 50, None, None, 2, 2, 1.0, None, 0),
        ("渭南市", "prefecture", 50, None, None, 2, 2, 1.0, 49, 1),
        ("白水县", "county", 50, 49, 1, 2, 2, 1.0, None, 0),
    ]
    partly = "SELECT members, known_members, coverage FROM mart.rollup WHERE report_year = 2020 AND level = 'county'"
    assert rows(warehouse, f"{partly} AND measure_code = 'granted'") == [(1, 2, 0.5)]


def test_coverage_names_the_year_between_and_the_days_late(warehouse: Path) -> None:
    query = (
        "SELECT report_year, has_report, basis, published_on::VARCHAR, due_on::VARCHAR, days_late FROM mart.coverage"
        " WHERE organ_name = '白水县教育局' ORDER BY report_year"
    )
    assert rows(warehouse, query) == [
        (2018, True, "between_reports", "2024-01-20", "2019-03-31", 1756),
        (2019, False, "between_reports", None, "2020-01-31", None),
        (2020, True, "between_reports", "2024-01-20", "2021-01-31", 1084),
        (2021, True, "between_reports", "2022-02-10", "2022-01-31", 10),
    ]


def test_years_that_the_registry_expects_are_missing_until_they_come(tmp_path: Path) -> None:
    build = new_build(tmp_path)
    seed(build, replace(seed_rows(), sites=[SiteRow("s", CIVIL, "610527", "白水县", "county", False, 2022, 2023)]))
    load_readings(build, [write_reading(tmp_path / "in", report({}, CIVIL, 2023))])
    build_marts(build)
    query = "SELECT organ_name, report_year, basis, has_report, days_late FROM mart.coverage ORDER BY report_year"
    assert rows(build, query) == [(CIVIL, 2022, "registry", False, None), (CIVIL, 2023, "registry", True, 0)]


def test_likeness_of_a_section_to_the_year_before(warehouse: Path) -> None:
    query = (
        "SELECT report_year, is_unchanged, similarity FROM mart.text"
        " WHERE organ_name = '白水县教育局' ORDER BY report_year"
    )
    # 13 characters have 11 runs of three; 政府信息 → 政务信息 changes the three runs that hold the character
    assert rows(warehouse, query) == [(2018, None, None), (2020, None, None), (2021, False, (11 - 3) / (11 + 3))]


def test_statistics_of_2014_have_a_mart_of_their_own(warehouse: Path) -> None:
    count = len(list(load_layouts()["stats_2014"].cells()))
    assert rows(warehouse, "SELECT count(*), sum(value)::INTEGER FROM mart.statistics_2014") == [(count, 64)]


def test_a_mart_of_every_grain_says_how_far_it_can_be_trusted(warehouse: Path) -> None:
    marts = "applications applications_long proactive_disclosure review_litigation statistics_2014 panel indicators rollup coverage text revisions reports figures"
    for mart in marts.split():
        names = rows(warehouse, f"DESCRIBE mart.{mart}")
        assert {"verdict", "finding_count", "is_clean"} <= {str(name[0]) for name in names}, mart


def test_names_an_organ_signed_with_and_when(warehouse: Path) -> None:
    query = f"SELECT printed_name, first_year, last_year, method FROM mart.organ_names WHERE organ_name = '{EDUCATION}'"  # noqa: S608
    assert rows(warehouse, f"{query} ORDER BY first_year") == [
        ("县教育局", 2018, 2018, "site"),
        (EDUCATION, 2020, 2020, "name"),
        ("教育局", 2021, 2021, "site"),
    ]
    assert rows(warehouse, "SELECT count(*) FROM mart.unresolved_organs") == [(0,)]


def test_macros_answer_for_one_organ_or_one_measure(warehouse: Path) -> None:
    one = "SELECT report_year, value::INTEGER FROM mart.organ_panel('白水县教育局') WHERE measure_code = 'granted'"
    assert rows(warehouse, one) == [(2018, 9), (2020, 14), (2021, 20)]
    rate = "SELECT value FROM mart.organ_indicators('白水县教育局') WHERE indicator_code = 'disclosure_rate' AND report_year = 2021"
    assert rows(warehouse, rate) == [(0.75,)]
    place = "SELECT prefecture_name, organ_name, scope, value::INTEGER FROM mart.measure_by_region('requests_received', 2021)"
    assert rows(warehouse, place) == [
        ("渭南市", COUNTY, "aggregate", 49),
        ("渭南市", EDUCATION, "own", 45),
        ("渭南市", CIVIL, "own", 5),
    ]


def test_a_number_of_the_panel_leads_to_the_cells_of_the_current_revision(warehouse: Path) -> None:
    query = (REPOSITORY / "sql" / "queries" / "35_figure_to_page.sql").read_text(encoding="utf-8").rstrip().rstrip(";")
    found = rows(
        warehouse,
        f"SELECT organ_name, measure_value::INTEGER, coefficient, figure, raw_text, page, x0, top, source_url FROM ({query})",  # noqa: S608
    )
    figure = "applications.new_received.total"
    assert found == [
        (EDUCATION, 45, 1, figure, "45", 2, 10.5, 20.3, "http://gov.test/2"),
        (CIVIL, 5, 1, figure, "5", 2, 10.5, 20.3, "http://gov.test/3"),
    ]


def test_a_form_that_lacks_a_measure_is_an_empty_cell(warehouse: Path) -> None:
    query = (REPOSITORY / "sql" / "queries" / "34_measures_over_forms.sql").read_text(encoding="utf-8")
    found = {row[0]: row[3:] for row in rows(warehouse, query)}
    assert found["requests_received"] == ("approximate", "exact", "exact")
    assert found["requests_carried_in"] == (None, "exact", "exact")
    assert found["admin_fees_wan_yuan"] == (None, None, "exact")
    assert found["licensing_items_2019"] == (None, "none", None)
    assert found["reviews_total"] == ("exact", "exact", "exact")
    assert len(found) == len(reference_rows()["measures"])


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_every_worked_query_runs(warehouse: Path, path: Path) -> None:
    frame = run_query(warehouse, path.read_text(encoding="utf-8"))
    assert len(frame.columns) >= 2


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        (
            "08_requests_by_county",
            [
                ("白水县", 2018, Decimal(20), None, None, 1, 50.0),
                ("白水县", 2020, Decimal(30), None, None, 1, 50.0),
                ("白水县", 2021, Decimal(50), Decimal(49), Decimal(1), 2, 100.0),
            ],
        ),
        (
            "09_denials_overturned",
            [
                (EDUCATION, 2020, Decimal(0), None, Decimal(3), 0.0),
                (EDUCATION, 2021, Decimal(4), 25.0, Decimal(0), None),
            ],
        ),
        ("10_who_answers_nobody", []),
        (
            "17_growth",
            [(EDUCATION, "own", 2021, Decimal(30), Decimal(45), 50.0, "exact")],
        ),
        ("19_missing_years", [(EDUCATION, "department", 2019, "between_reports", None)]),
        ("21_sums_that_differ", None),
    ],
)
def test_worked_queries_give_the_values_worked_out_by_hand(
    warehouse: Path, name: str, wanted: list[tuple[object, ...]] | None
) -> None:
    found = rows(warehouse, (REPOSITORY / "sql" / "queries" / f"{name}.sql").read_text(encoding="utf-8"))
    if name == "19_missing_years":
        found = [(*row[:4], None) for row in found]
    if wanted is None:
        first = next(row for row in found if row[3] == "requests_received")
        assert first[:7] == ("白水县", "county", 2021, "requests_received", Decimal(49), Decimal(50), Decimal(1))
    else:
        assert found == wanted

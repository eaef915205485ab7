"""Organ resolution: place, then unit; what the name leaves open the site may close; what neither tells stays unresolved."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from flows.seeds import seed_rows
from tests.warehouse.conftest import Rows
from tests.warehouse.readings import report, write_reading
from warehouse.checksums import table_checksums
from warehouse.load import load_readings
from warehouse.organs import SitePlace, resolver
from warehouse.regions import confirmed, gazetteer
from warehouse.seeds import SiteRow, seed

TACHENG = SitePlace("tacheng", "塔城地区教育局", "654200")
BAISHUI = SitePlace("baishui", "白水县人民政府", "610527")
NOWHERE = SitePlace("import")


def resolved(name: str, site: SitePlace = NOWHERE) -> tuple[str, str, str | None, str | None]:
    organ = resolver().resolve(name, site)
    assert organ.reason == ""
    return organ.name, organ.kind, organ.level, organ.region_code


@pytest.mark.parametrize(
    "name", ["塔城地区教育局", "新疆塔城地区教育局", "地区教育局", "教育局", "新疆维吾尔自治区塔城地区教育局"]
)
def test_one_bureau_under_all_of_its_names_is_one_organ(name: str) -> None:
    assert resolved(name, TACHENG) == ("塔城地区教育局", "department", "prefecture", "654200")


@pytest.mark.parametrize(
    ("name", "site", "wanted"),
    [
        ("县教育局", BAISHUI, ("白水县教育局", "department", "county", "610527")),
        ("市场监督管理局", BAISHUI, ("白水县市场监督管理局", "department", "county", "610527")),
        ("县政府办", BAISHUI, ("白水县人民政府办公室", "department", "county", "610527")),
        ("雷牙镇", BAISHUI, ("白水县雷牙镇人民政府", "township", "township", "610527")),
        ("税务局", BAISHUI, ("国家税务总局白水县税务局", "vertical_system", "county", "610527")),
        ("鼓楼区教育局", SitePlace("nj", "", "320100"), ("南京市鼓楼区教育局", "department", "county", "320106")),
        ("自治区人民政府办公厅", SitePlace("xj", "", "650000"), ("新疆维吾尔自治区人民政府办公厅", "department", "province", "650000")),
    ],
)  # fmt: skip
def test_a_name_without_its_place_takes_it_from_the_site(
    name: str, site: SitePlace, wanted: tuple[str, str, str, str]
) -> None:
    assert resolved(name, site) == wanted


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("北京市", ("北京市人民政府", "government", "province", "110000")),
        ("塔城地区", ("塔城地区行政公署", "government", "prefecture", "654200")),
        ("镇宁自治县政府", ("镇宁布依族苗族自治县人民政府", "government", "county", "520423")),
        ("江苏省南京市鼓楼区教育局", ("南京市鼓楼区教育局", "department", "county", "320106")),
        ("滁州市明光市苏巷镇", ("明光市苏巷镇人民政府", "township", "township", "341182")),
        ("甘州区东街街道", ("甘州区东街街道办事处", "township", "township", "620702")),
        ("绵阳市发改委", ("绵阳市发展和改革委员会", "department", "prefecture", "510700")),
        ("国家税务总局白水县税务局", ("国家税务总局白水县税务局", "vertical_system", "county", "610527")),
        ("退役军人事务部", ("退役军人事务部", "department", "national", "100000")),
        ("西咸新区管委会", ("西咸新区管理委员会", "zone", "prefecture", "610000")),
        ("襄樊市人民政府", ("襄阳市人民政府", "government", "prefecture", "420600")),
        ("淮安市人民政府（本级）", ("淮安市人民政府", "government", "prefecture", "320800")),
    ],
)  # fmt: skip
def test_a_name_that_says_its_place_needs_no_site(name: str, wanted: tuple[str, str, str, str]) -> None:
    assert resolved(name) == wanted


def test_a_county_that_became_a_district_goes_on_as_one_organ() -> None:
    assert resolved("密云县教育局") == resolved("密云区教育局") == ("密云区教育局", "department", "county", "110118")
    assert resolved("莱芜市教育局")[3] == "371200"  # merged into Jinan: another organ, its region says what followed it
    assert gazetteer().regions["371200"].successor_code == "370100"
    assert (
        gazetteer().regions["330103"].successor_code == "330105"
    )  # 下城区 went into the new 拱墅区, 江干区 into 上城区
    assert gazetteer().regions["330104"].successor_code == "330102"


@pytest.mark.parametrize(
    ("name", "site", "reason"),
    [
        ("鼓楼区教育局", NOWHERE, "4 regions are called so"),
        ("鼓楼区教育局", SitePlace("js", "", "320000"), "4 regions are called so"),
        ("县教育局", NOWHERE, "the region of the site is not known"),
        ("县教育局", SitePlace("p", "", "610500"), "speaks of a 县, the site is of 渭南市"),
        ("雷牙镇", SitePlace("p", "", "610500"), "the county of this township is not known"),
        ("临江县教育局", BAISHUI, "the place of its name is in no list of regions"),
        ("西藏路街道办事处", NOWHERE, "the region of the site is not known"),
        ("东区民政局", NOWHERE, "every city may call a part of it so"),
        ("武昌区司法局", BAISHUI, "the place lies in another province than the site"),
    ],
)
def test_what_neither_name_nor_site_tells_is_not_guessed(name: str, site: SitePlace, reason: str) -> None:
    organ = resolver().resolve(name, site)
    assert (organ.name, organ.region_code, organ.level, organ.method) == (name, None, None, "unresolved")
    assert reason in organ.reason


def test_parents_lead_from_the_township_to_the_state_council() -> None:
    one, site, found = resolver(), NOWHERE, ["明光市苏巷镇人民政府"]
    while (parent := one.resolve(found[-1], site).parent_name) not in (None, "国务院"):
        found.append(str(parent))
    assert found == ["明光市苏巷镇人民政府", "明光市人民政府", "滁州市人民政府", "安徽省人民政府"]
    assert one.resolve("国家税务总局白水县税务局", site).parent_name == "国家税务总局渭南市税务局"


def test_a_resolved_name_resolves_to_itself() -> None:
    for name in (
        "南京市鼓楼区教育局",
        "白水县雷牙镇人民政府",
        "国家税务总局白水县税务局",
        "塔城地区行政公署",
        "北京海关",
    ):
        assert resolved(name)[0] == name


def test_unique_names_of_regions_are_unique_and_parents_exist() -> None:
    regions = gazetteer().regions
    assert len({one.unique_name for one in regions.values()}) == len(regions)
    assert [one for one in regions.values() if one.parent_code and one.parent_code not in regions] == []


def test_a_former_region_that_is_not_confirmed_resolves_no_name() -> None:
    rows = [
        {"name": "甲县", "evidence": "announced"},
        {"name": "乙县", "evidence": "unconfirmed"},
        {"name": "丙县", "evidence": ""},
    ]
    assert [row["name"] for row in confirmed(rows)] == ["甲县"]


def test_every_former_region_has_a_successor_of_today_and_the_year_it_ended() -> None:
    regions = gazetteer().regions
    former = [one for one in regions.values() if one.last_year]
    assert len(former) == 26
    assert [one.name for one in former if regions[one.successor_code].last_year and one.name != "莱城区"] == []
    assert [one.name for one in former if not 2010 < one.last_year <= 2021] == []  # type: ignore[operator]
    assert resolved("溧水县教育局") == ("溧水区教育局", "department", "county", "320117")  # it goes on as one organ
    assert regions["320124"].successor_code == "320117"


def test_organs_of_real_titles_get_the_region_a_person_gives_them(shared_dir: Path) -> None:
    """Full names of the reference list; those whose place is no region (a zone, a university) stay unresolved."""
    rows = list(csv.DictReader((shared_dir / "data" / "titles.csv").read_text(encoding="utf-8").splitlines()))
    names = {row["organ"] for row in rows if row["is_report"] == "1" and "（" not in row["organ"]}
    found = {name: resolver().resolve(name, NOWHERE) for name in names}
    assert {name for name, organ in found.items() if organ.reason} == {"淄博高新区中埠镇人民政府"}
    wanted = {
        "白水县公安局": "610527",
        "水城区杨梅乡人民政府": "520204",
        "荣昌区河包镇人民政府": "500153",
        "昭通市人民政府": "530600",
    }
    assert {name: found[name].region_code for name in wanted} == wanted


def with_sites(build: Path, *sites: SiteRow) -> None:
    seed(build, replace(seed_rows(), sites=list(sites)))


def test_reports_met_under_two_names_of_an_organ_are_one_report(build: Path, rows: Rows, tmp_path: Path) -> None:
    with_sites(build, SiteRow("gov", "塔城地区教育局", "654200", "塔城地区", "prefecture", False))
    names = ["地区教育局", "新疆塔城地区教育局"]
    paths = [
        write_reading(tmp_path / "in", report({}, organ=name), url=f"http://gov.test/{at}")
        for at, name in enumerate(names)
    ]
    assert load_readings(build, paths).reports_new == 1
    assert rows("SELECT name, kind, level, region_code, parent_name, unresolved_reason FROM core.organs") == [
        ("塔城地区教育局", "department", "prefecture", "654200", "塔城地区行政公署", None)
    ]
    assert rows("SELECT count(*) FROM core.sources") == [(2,)]
    assert rows("SELECT printed_name, method FROM core.organ_names ORDER BY ALL") == [
        ("地区教育局", "site_organ"),
        ("新疆塔城地区教育局", "name"),
    ]


def test_a_site_that_gets_its_region_moves_its_reports_as_if_it_had_always_had_it(
    build: Path, rows: Rows, tmp_path: Path
) -> None:
    path = write_reading(tmp_path / "in", report({("applications", "new_received", "total"): 7}, organ="县教育局"))
    with_sites(build)
    load_readings(build, [path])
    assert rows("SELECT name, site_id, region_code FROM core.organs") == [("县教育局", "gov", None)]
    with_sites(build, SiteRow("gov", "白水县人民政府", "610527", "白水县", "county", True))
    assert load_readings(build, []).unchanged is False
    assert rows("SELECT name, site_id, region_code FROM core.organs") == [("白水县教育局", None, "610527")]
    assert rows("SELECT count(*), sum(value)::INTEGER FROM core.figures") == [(200, 7)]
    moved = table_checksums(build)
    assert load_readings(build, []).unchanged is True
    assert load_readings(build, [path]).unchanged is True
    assert table_checksums(build) == moved


def test_names_that_no_reading_gives_any_more_are_forgotten(build: Path, rows: Rows, tmp_path: Path) -> None:
    load_readings(build, [write_reading(tmp_path / "in", report({}, organ="白水县教育局"), code="0.1.0")])
    load_readings(build, [write_reading(tmp_path / "in", report({}, organ="白水县民政局"), code="0.2.0")])
    assert rows("SELECT printed_name FROM core.organ_names") == [("白水县民政局",)]


def test_a_district_named_on_a_site_of_another_province_is_not_the_one_of_its_name(
    build: Path, rows: Rows, tmp_path: Path
) -> None:
    with_sites(build, SiteRow("gov", "白水县人民政府", "610527", "白水县", "county", True))
    item = {"item_id": "i2", "site_id": "import", "url": "http://x", "list_title": "", "list_date": ""}
    content = report({}, organ="武昌区司法局")
    paths = [
        write_reading(tmp_path / "in", content),
        write_reading(tmp_path / "in", content, item=item, reading_id="r2"),
    ]
    assert load_readings(build, paths[:1]).reports_new == 1
    assert load_readings(build, paths[1:]).reports_new == 1
    assert rows("SELECT name, site_id, region_code FROM core.organs ORDER BY site_id NULLS FIRST") == [
        ("武昌区司法局", None, "420106"),
        ("武昌区司法局", "gov", None),
    ]


def test_two_sites_that_say_only_the_unit_are_two_organs(build: Path, rows: Rows, tmp_path: Path) -> None:
    with_sites(build)
    first = report({}, organ="教育局")
    item = {"item_id": "i2", "site_id": "other", "url": "http://x", "list_title": "", "list_date": ""}
    paths = [write_reading(tmp_path / "in", first), write_reading(tmp_path / "in", first, item=item, reading_id="r2")]
    assert load_readings(build, paths).reports_new == 2
    assert rows("SELECT name, site_id FROM core.organs ORDER BY ALL") == [("教育局", "gov"), ("教育局", "other")]

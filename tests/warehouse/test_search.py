"""A search finds exactly the sections that contain what was asked, whatever way Chinese could be cut, and keeps up with loads."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from nianbao.errors import WarehouseError
from tests.warehouse.conftest import new_build
from tests.warehouse.readings import report, write_reading
from warehouse.connection import open_reading, writing
from warehouse.filters import Filters
from warehouse.load import load_readings
from warehouse.marts import build_marts
from warehouse.search_index import IndexResult, search_text, update_search_index

TEXTS = {
    "白水县教育局": "本年度未收取信息处理费。全年开工作会议三次，学习《政府信息公开条例》。",
    "蒲城县教育局": "全年收到依申请公开 12 件，均按期\n答复；没有收取信息\u3000处理费的情况。",
    "渭南市教育局": "通过政务新媒体解读政策，上级部门信访举报渠道畅通，全年公开工作信息1204条。",
    "塔城地区教育局": "ＡＢＣ Open Data 平台上线，年内没有行政复议。",
}


def load(
    build: Path, folder: Path, organ: str, text: str, page: bytes, seen: str = "2024-01-21T18:00:00+00:00"
) -> None:
    sections = [{"number": 1, "title": "一、总体情况", "text": text}]
    content = report({}, organ, 2023, sections=sections)
    path = write_reading(folder, content, url=f"http://gov.test/{organ}", data=page, seen=seen)
    load_readings(build, [path])
    build_marts(build)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("search")
    build = new_build(folder)
    sections = [
        write_reading(
            folder / "in",
            report({}, organ, 2023, sections=[{"number": 1, "title": "一、总体情况", "text": text}]),
            url=f"http://gov.test/{organ}",
        )
        for organ, text in TEXTS.items()
    ]
    load_readings(build, sections)
    build_marts(build)
    update_search_index(build)
    return build


def organs(published: Path, words: str, filters: Filters = Filters()) -> list[str]:  # noqa: B008
    return sorted(hit.organ_name for hit in search_text(published, words, filters=filters))


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("信息处理费", ["白水县教育局", "蒲城县教育局"]),  # a page broke the line inside the word
        ("信息处理费 依申请公开", ["蒲城县教育局"]),
        ("信息处理费\u3000依申请公开", ["蒲城县教育局"]),
        ("按期答复", ["蒲城县教育局"]),
        ("开工", ["渭南市教育局", "白水县教育局"]),  # across the border of two words: 公开 工作
        ("公开工作", ["渭南市教育局"]),
        ("一", sorted(TEXTS)),  # in the title of each; a single character is in no index
        ("三次", ["白水县教育局"]),
        ("120", ["渭南市教育局"]),
        ("open data", ["塔城地区教育局"]),
        ("行政诉讼", []),
        ("%", []),
    ],
)
def test_what_is_found(published: Path, words: str, wanted: list[str]) -> None:
    assert organs(published, words) == wanted


def test_a_hit_says_where_it_stands_and_marks_it(published: Path) -> None:
    (hit,) = search_text(published, "依申请公开")
    assert (hit.organ_name, hit.report_year, hit.section_title) == ("蒲城县教育局", 2023, "一、总体情况")
    assert hit.snippet == "一、总体情况全年收到【依申请公开】12件，均按期答复；没有收取信息处理费的情况。"
    assert hit.source_url == "http://gov.test/蒲城县教育局"


def test_the_section_that_says_it_more_often_in_fewer_words_comes_first(tmp_path: Path) -> None:
    build = new_build(tmp_path)
    load(build, tmp_path / "in", "白水县教育局", "信息处理费。" + "全年平稳有序，制度健全。" * 20, b"1")
    load(build, tmp_path / "in", "蒲城县教育局", "信息处理费，未收信息处理费。", b"2")
    load(build, tmp_path / "in", "渭南市教育局", "全年平稳有序。", b"3")
    update_search_index(build)
    assert [hit.organ_name for hit in search_text(build, "信息处理费")] == ["蒲城县教育局", "白水县教育局"]


def test_filters_keep_years_regions_and_organs(published: Path) -> None:
    assert organs(published, "信息处理费", Filters(regions=("白水县",))) == ["白水县教育局"]
    assert organs(published, "信息处理费", Filters(years=(2022,))) == []
    assert organs(published, "年", Filters(organs=("塔城地区教育局",))) == ["塔城地区教育局"]


def test_the_macro_answers_in_plain_sql(published: Path) -> None:
    connection = open_reading(published)
    try:
        rows = connection.execute("SELECT organ_name FROM search_text('信息处理费') ORDER BY ALL").fetchall()
        one = connection.execute("SELECT count(*) FROM mart.search_text('信息处理费', most := 1)").fetchall()
    finally:
        connection.close()
    assert rows == [("白水县教育局",), ("蒲城县教育局",)]
    assert one == [(1,)]


def test_any_piece_of_any_text_is_found_just_where_it_stands(published: Path) -> None:
    chosen = random.Random(7)
    plain = {organ: "一、总体情况" + "".join(text.split()).lower() for organ, text in TEXTS.items()}
    for _ in range(40):
        text = chosen.choice(list(plain.values()))
        start = chosen.randrange(len(text))
        piece = text[start : start + chosen.randint(1, 8)]
        assert organs(published, piece) == sorted(organ for organ, one in plain.items() if piece in one), piece


def test_only_new_sections_are_cut_and_old_revisions_are_forgotten(tmp_path: Path) -> None:
    build = new_build(tmp_path)
    load(build, tmp_path / "in", "白水县教育局", "未收取信息处理费。", b"1")
    load(build, tmp_path / "in", "蒲城县教育局", "收到依申请公开十件。", b"2")
    assert update_search_index(build).added == 2
    again = update_search_index(build)
    assert (again.added, again.forgotten, again.sections) == (0, 0, 2)
    load(build, tmp_path / "in", "白水县教育局", "未收取检索费用。", b"3", seen="2024-02-21T18:00:00+00:00")
    done = update_search_index(build)
    assert (done.added, done.forgotten, done.sections) == (1, 1, 2)
    assert organs(build, "信息处理费") == []
    assert organs(build, "检索费用") == ["白水县教育局"]
    assert organs(build, "依申请公开") == ["蒲城县教育局"]


def test_an_index_made_night_by_night_is_the_index_made_at_once(tmp_path: Path) -> None:
    def postings(build: Path) -> list[tuple[object, ...]]:
        connection = open_reading(build)
        try:
            return connection.execute(
                "SELECT report_id, word, occurrences FROM search.postings JOIN search.words USING (word_id)"
                " JOIN search.sections USING (section_id) JOIN core.revisions USING (reading_key) ORDER BY ALL"
            ).fetchall()
        finally:
            connection.close()

    builds = [new_build(tmp_path / name) for name in ("nights", "once")]
    for organ, text in TEXTS.items():
        for build in builds:
            load(build, build.parent / "in", organ, text, organ.encode())
        update_search_index(builds[0])
    update_search_index(builds[1])
    assert postings(builds[0]) == postings(builds[1]) != []


def test_another_word_list_means_a_new_index(tmp_path: Path) -> None:
    build = new_build(tmp_path)
    load(build, tmp_path / "in", "白水县教育局", "未收取信息处理费。", b"1")
    first = update_search_index(build)
    with writing(build) as connection:
        connection.execute("UPDATE search.state SET segmenter = 'another'")
    assert update_search_index(build) == IndexResult(1, 0, 1, first.postings)


def test_a_file_without_index_says_so(tmp_path: Path) -> None:
    build = new_build(tmp_path)
    with pytest.raises(WarehouseError, match="has no text index yet; the next publish makes it"):
        search_text(build, "信息")
    with pytest.raises(WarehouseError, match="wants a word"):
        search_text(build, "  ")

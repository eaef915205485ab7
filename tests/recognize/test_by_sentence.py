"""A table replaced by one sentence is all zero only where that sentence denies all of it, alone and in its place."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from extractors.document import Cell, Document, Place, Table, TextBlock
from extractors.layouts import load_layouts
from extractors.recognize import recognize
from extractors.report import Report
from tests.recognize.forms import form_table, random_values

TABLE_3, TABLE_4 = "applications", "review_litigation"


def document(
    third: str,
    fourth: str = "本年度无因政府信息公开引起的行政复议、行政诉讼案件。",
    *,
    overview: str = "本局按时公开各类信息。",
    year: int = 2023,
    organ: str = "云溪县教育局",
    layout: str = "proactive_2021",
    grid: Table | None = None,
) -> Document:
    """A report with table 2 as a table and these words in the places of the other two."""
    blocks: list[TextBlock | Table] = [
        TextBlock(f"{organ}{year}年政府信息公开工作年度报告", "title"),
        TextBlock(f"统计期限自{year}年1月1日至{year}年12月31日。"),
        TextBlock("一、总体情况", "heading"),
        TextBlock(overview),
        TextBlock("二、主动公开政府信息情况", "heading"),
        form_table(load_layouts()[layout], random_values(load_layouts()[layout], 5)),
        TextBlock("三、收到和处理政府信息公开申请情况", "heading"),
        TextBlock(third, place=Place(path="p[7]")),
        *([grid] if grid else []),
        TextBlock("四、政府信息公开行政复议、行政诉讼情况", "heading"),
        TextBlock(fourth, place=Place(path="p[9]")),
        TextBlock("五、存在的主要问题及改进情况", "heading"),
        TextBlock("人手不够。"),
    ]
    return Document("html", tuple(blocks))


def report(third: str, *fourth: str, **over: Any) -> Report:
    return recognize(document(third, *fourth, **over))


def zero_tables(found: Report) -> set[str]:
    return {reading.table for reading in found.tables if reading.rows_found == 0}


NOTHING_AT_ALL = "本年度未收到政府信息公开申请，无上年结转申请。"


def test_a_sentence_that_denies_the_whole_table_gives_all_its_figures_as_zero() -> None:
    found = report(NOTHING_AT_ALL)
    assert zero_tables(found) == {TABLE_3, TABLE_4}
    assert found.status == "read"
    figures = [figure for figure in found.figures if figure.table == TABLE_3]
    assert len(figures) == 175
    assert {(f.value, f.kind, f.raw, f.verdict, f.place.path) for f in figures} == {
        (Decimal(0), "zero", NOTHING_AT_ALL, "read", "p[7]")
    }
    assert [(i.code, i.level, i.place) for i in found.issues] == [
        ("table_by_sentence", "info", "p[7]"),
        ("table_by_sentence", "info", "p[9]"),
    ]
    assert not [result for result in found.identities if result.table in (TABLE_3, TABLE_4)]  # zeros prove nothing


def test_a_sentence_on_what_was_received_leaves_the_rest_suspect() -> None:
    found = report("本年度未收到政府信息公开申请。")
    verdicts = {(f.row, f.verdict) for f in found.figures if f.table == TABLE_3}
    assert ("new_received", "read") in verdicts
    assert {verdict for row, verdict in verdicts if row != "new_received"} == {"suspect"}
    assert [i.level for i in found.issues if i.code == "table_by_sentence"] == ["warning", "info"]


def test_what_was_carried_in_may_be_denied_elsewhere() -> None:
    found = report("本年度未收到政府信息公开申请。", overview="政府信息公开申请方面，上年结转0件。")
    assert {f.verdict for f in found.figures if f.table == TABLE_3} == {"read"}


@pytest.mark.parametrize(
    "sentence",
    [
        "2023年度，我局未收到公众提出的政府信息公开申请，也无上年度结转的申请。",
        "本年度未收到和处理政府信息公开申请。",
        "2023年1月1日至12月31日，本局未收到政府信息公开申请，各项数据均为0。",
        "无。",
        "本年度无此类情况。",
    ],
)
def test_ways_to_deny_all_of_table_three(sentence: str) -> None:
    found = report(sentence)
    assert TABLE_3 in zero_tables(found)
    assert {f.verdict for f in found.figures if f.table == TABLE_3} == {"read"}


@pytest.mark.parametrize(
    "sentence",
    [
        "2022年未收到政府信息公开申请。",
        "本年度未收到法人提出的政府信息公开申请。",
        "本年度收到政府信息公开申请3件。",
        "本年度未收到政府信息公开申请，上年结转2件已办结。",
        "除部门转办外，本年度未收到政府信息公开申请。",
        "本年度未收到政府信息公开申请。详见下表。",
        "本年度不断畅通申请渠道。",
        "全县未收到政府信息公开申请。",
        "详见附件。",
    ],
)
def test_a_sentence_that_leaves_any_doubt_leaves_the_table_missing(sentence: str) -> None:
    found = report(sentence)
    assert TABLE_3 not in zero_tables(found)
    assert not [f for f in found.figures if f.table == TABLE_3]
    assert found.status == "partial"
    assert "table_missing" in [issue.code for issue in found.issues]


@pytest.mark.parametrize(
    "sentence",
    [
        "上年度未收到政府信息公开申请。",
        "上一年度未收到政府信息公开申请。",
        "往年未收到政府信息公开申请。",
        "第四季度未收到政府信息公开申请。",
        "下半年未收到政府信息公开申请。",
        "如未收到政府信息公开申请，则本表为零。",
        "并非未收到政府信息公开申请。",
        "本年度未收到有效的政府信息公开申请。",
        "本年度未收到公民政府信息公开申请。",
        "本年度未收到书面政府信息公开申请。",
        "本年度未收到政府信息公开申请，详见下图。",
    ],
)
def test_a_denial_of_something_narrower_is_no_table_of_zeros(sentence: str) -> None:
    found = report(sentence)
    assert TABLE_3 not in zero_tables(found)
    assert not [f for f in found.figures if f.table == TABLE_3]
    assert [i.level for i in found.issues if i.code == "denial_unclear"] == ["info"]
    assert "table_missing" in [issue.code for issue in found.issues]


@pytest.mark.parametrize(
    "sentence",
    [
        "截至目前，无尚未审结的行政复议、行政诉讼案件。",
        "无尚未审结的行政复议、行政诉讼案件。",
        "上年度未发生行政复议、行政诉讼。",
        "本年度无超期行政复议、行政诉讼案件。",
        "本年度未发生复议后起诉的行政复议、行政诉讼案件。",
        "无不服行政复议、行政诉讼情况。",
        "本年度无纠错的行政复议和行政诉讼案件。",
    ],
)
def test_nor_is_one_of_some_reviews_and_lawsuits_only(sentence: str) -> None:
    found = report(NOTHING_AT_ALL, sentence)
    assert zero_tables(found) == {TABLE_3}
    assert not [f for f in found.figures if f.table == TABLE_4]
    assert [i.level for i in found.issues if i.code == "denial_unclear"] == ["info"]


@pytest.mark.parametrize(
    "sentence",
    [
        "2023年，云溪县教育局未收到政府信息公开申请，无上年结转。",
        "县教育局2023年度未收到政府信息公开申请，也没有上年结转申请。",
        "本机关全年未收到公民、法人和其他组织提出的政府信息公开申请，上年无结转申请。",
        "收到政府信息公开申请0件，上年结转0件。",
    ],
)
def test_the_organ_may_be_named_in_any_way(sentence: str) -> None:
    assert {f.verdict for f in report(sentence).figures if f.table == TABLE_3} == {"read"}


@pytest.mark.parametrize(
    "sentence",
    [
        "2023年未发生因政府信息公开工作被申请行政复议、提起行政诉讼的情况。",
        "行政复议0件，行政诉讼0件。",
        "政府信息公开行政复议、行政诉讼案件均为零。",
        "没有因政府信息公开被提起的行政复议或行政诉讼。",
        "无",
    ],
)
def test_ways_to_deny_all_of_table_four(sentence: str) -> None:
    assert TABLE_4 in zero_tables(report(NOTHING_AT_ALL, sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "行政复议0件，行政诉讼10件。",
        "未发生行政复议案件。",
        "未发生行政诉讼败诉和行政复议被纠正的情况。",
        "本年度无行政复议，行政诉讼1件。",
    ],
)
def test_table_four_must_be_denied_for_reviews_and_for_lawsuits(sentence: str) -> None:
    found = report(NOTHING_AT_ALL, sentence)
    assert zero_tables(found) == {TABLE_3}


def test_a_number_anywhere_in_the_text_contradicts() -> None:
    found = report("本年度未收到政府信息公开申请。", overview="全年共收到政府信息公开申请2件。")
    assert TABLE_3 not in zero_tables(found)
    found = report(NOTHING_AT_ALL, overview="因政府信息公开引起的行政复议1件。")
    assert zero_tables(found) == {TABLE_3}


def test_a_sentence_beside_a_grid_replaces_nothing() -> None:
    grid = Table(tuple(Cell(0, column, text) for column, text in enumerate(("甲", "乙"))), 1, 2)
    assert TABLE_3 not in zero_tables(report(NOTHING_AT_ALL, grid=grid))


def test_a_sentence_read_from_a_picture_leaves_all_suspect() -> None:
    whole = document(NOTHING_AT_ALL)
    found = recognize(Document("image", whole.blocks))
    assert {(f.verdict, f.origin) for f in found.figures if f.table == TABLE_3} == {("suspect", "image")}
    assert {i.level for i in found.issues if i.code == "table_by_sentence"} == {"warning"}


def test_a_sentence_elsewhere_replaces_nothing() -> None:
    found = report(
        "详见附件。", "详见附件。", overview="本年度未收到政府信息公开申请，无上年结转申请，无行政复议、行政诉讼。"
    )
    assert zero_tables(found) == set()
    assert {(claim.code, claim.value) for claim in found.claims} >= {("received", 0), ("reviews", 0), ("suits", 0)}


def test_the_form_is_that_of_the_year() -> None:
    found = report(NOTHING_AT_ALL, year=2020, layout="proactive_2019")
    assert {reading.layout for reading in found.tables if reading.table == TABLE_3} == {"applications_2019"}
    assert "other_handling" in {f.row for f in found.figures}


def test_a_printed_table_is_never_touched_by_a_sentence() -> None:
    grid = form_table(load_layouts()["applications_2021"], random_values(load_layouts()["applications_2021"], 6))
    found = report(NOTHING_AT_ALL, grid=grid)
    assert TABLE_3 not in zero_tables(found)
    assert {f.verdict for f in found.figures if f.table == TABLE_3} == {"proved"}


def test_the_sentence_does_not_confirm_the_zeros_it_made() -> None:
    found = report(NOTHING_AT_ALL)
    assert {(claim.status, claim.reason) for claim in found.claims if claim.code == "received"} == {
        ("unchecked", "no_table")
    }

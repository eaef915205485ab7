"""A table that says it is of another year is not this report's, however well its sums hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractors.document import Cell, Document, Table, TextBlock
from extractors.recognize import recognize
from extractors.report import Report
from tests.fixtures.forms import FORM_2021
from tests.recognize.forms import expected, form_document, random_form

MINE, LAST = random_form(FORM_2021, 71), random_form(FORM_2021, 72)
TABLES = {"proactive": 0, "applications": 1, "review_litigation": 2}


def with_words(number: int, *words: str) -> Document:
    """The report of 2023 with these lines between the heading of a section and its table."""
    document = form_document(MINE)
    place = [i for i, block in enumerate(document.blocks) if isinstance(block, Table)][number]
    lines = tuple(map(TextBlock, words))
    return replace(document, blocks=(*document.blocks[:place], *lines, *document.blocks[place:]))


def without(table: str) -> dict[tuple[str, str, str], object]:
    return {code: value for code, value in expected(MINE).items() if code[0] != table}


def values_of(report: Report) -> dict[tuple[str, str, str], object]:
    return {(f.table, f.row, f.column): f.value for f in report.figures}


def levels(report: Report, code: str) -> list[str]:
    return [issue.level for issue in report.issues if issue.code == code]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "words",
    [
        "下表为2022年数据：",
        "2022年主动公开政府信息情况",
        "附表：2022年度",
        "（2022年1月1日—12月31日）",
        "上年度数据如下：",
        "附件：2022年度情况统计表",
        "去年情况：",
        "二〇二二年度",
    ],
)
def test_the_only_table_of_a_form_is_left_aside_where_its_caption_names_another_year(table: str, words: str) -> None:
    report = recognize(with_words(TABLES[table], words))
    assert values_of(report) == without(table)
    assert levels(report, "other_year_table") == ["warning"]
    assert "table_missing" in [issue.code for issue in report.issues]
    assert report.status == "partial"


@pytest.mark.parametrize("words", ["以上为2022年数据。", "注：上表数据为上年度统计数", "（本表系2022年度情况）"])
def test_a_note_below_the_table_counts_too(words: str) -> None:
    document = form_document(MINE)
    place, table = next((i, block) for i, block in enumerate(document.blocks) if isinstance(block, Table))
    after = (*document.blocks[: place + 1], TextBlock(words), *document.blocks[place + 1 :])
    last = Cell(table.row_count, 0, words, column_span=table.column_count)
    grown = replace(table, cells=(*table.cells, last), row_count=table.row_count + 1)
    inside = (*document.blocks[:place], grown, *document.blocks[place + 1 :])
    for blocks in (after, inside):
        report = recognize(replace(document, blocks=blocks))
        assert values_of(report) == without("proactive")
        assert levels(report, "other_year_table") == ["warning"]


@pytest.mark.parametrize("words", ["以上数据较上年有所增加。", "注：以上含上年结转2件", "以上为2023年数据。"])
def test_a_note_that_compares_leaves_the_table_alone(words: str) -> None:
    document = form_document(MINE)
    place = next(i for i, block in enumerate(document.blocks) if isinstance(block, Table)) + 1
    blocks = (*document.blocks[:place], TextBlock(words), *document.blocks[place:])
    assert values_of(recognize(replace(document, blocks=blocks))) == expected(MINE)


def test_a_line_with_the_unit_may_stand_between_caption_and_table() -> None:
    for between in ("单位：件", "（单位：件）", "具体情况见下表："):
        report = recognize(with_words(1, "2022年度", between))
        assert values_of(report) == without("applications")


@pytest.mark.parametrize(
    "words",
    [
        "截至2022年底本局共有规范性文件9件",
        "较2022年有所增长",
        "依照2022年修订的办法填报",
        "2023年度",
        "2023年与2022年情况",
        "上年结转情况见表",
        "2022年3月1日起施行",
        "本表统计口径与上年度相同",
    ],
)
def test_words_that_only_speak_of_another_year_leave_the_table_alone(words: str) -> None:
    report = recognize(with_words(0, words))
    assert values_of(report) == expected(MINE)
    assert not levels(report, "other_year_table")


def test_a_year_as_the_first_row_of_the_table_counts_as_its_caption() -> None:
    document = form_document(MINE)
    place, table = next((i, block) for i, block in enumerate(document.blocks) if isinstance(block, Table))
    moved = tuple(replace(cell, row=cell.row + 1) for cell in table.cells)
    for words, is_read in (("2022年度", False), ("2023年度", True)):
        top = Cell(0, 0, words, column_span=table.column_count)
        grown = replace(table, cells=(top, *moved), row_count=table.row_count + 1)
        report = recognize(replace(document, blocks=(*document.blocks[:place], grown, *document.blocks[place + 1 :])))
        assert values_of(report) == (expected(MINE) if is_read else without("proactive"))
        assert levels(report, "other_year_table") == ([] if is_read else ["warning"])


def test_an_annex_with_the_tables_of_last_year_changes_nothing() -> None:
    document = form_document(MINE)
    last = form_document(LAST).tables()
    report = recognize(replace(document, blocks=(*document.blocks, TextBlock("附：2022年数据"), *last)))
    assert values_of(report) == expected(MINE)
    assert levels(report, "other_year_beside") == ["info"] * 3
    assert report.status == "read"


def test_an_annex_of_last_year_does_not_fill_in_for_a_lost_table() -> None:
    document = form_document({name: cells for name, cells in MINE.items() if name != "proactive_2021"})
    old = next(iter(form_document(LAST).tables()))
    report = recognize(replace(document, blocks=(*document.blocks, TextBlock("附件：2022年度主动公开情况"), old)))
    assert values_of(report) == without("proactive")
    assert levels(report, "other_year_table") == ["warning"]


@pytest.mark.parametrize("captions", [("", ""), ("全县：", "其中县本级："), ("第一批", "第二批")])
def test_of_two_copies_that_stand_together_none_is_read_and_the_rest_stays(captions: tuple[str, str]) -> None:
    document = form_document(MINE)
    place = next(i for i, block in enumerate(document.blocks) if isinstance(block, Table))
    other = next(iter(form_document(LAST).tables()))
    first, second = (tuple(TextBlock(words) for words in (caption,) if words) for caption in captions)
    blocks: tuple[TextBlock | Table, ...] = (
        *document.blocks[:place],
        *first,
        document.blocks[place],
        *second,
        other,
        *document.blocks[place + 1 :],
    )
    report = recognize(replace(document, blocks=blocks))
    assert values_of(report) == without("proactive")
    assert levels(report, "second_table") == ["error"]
    assert "after_second_table" not in [issue.code for issue in report.issues]


def test_a_table_that_lost_its_borders_has_a_caption_too() -> None:
    document = form_document(MINE)
    place, table = next((i, block) for i, block in enumerate(document.blocks) if isinstance(block, Table))
    line = TextBlock("".join(cell.text for cell in table.cells))
    for words, is_read in (("2023年度", True), ("2022年度", False)):
        blocks = (*document.blocks[:place], TextBlock(words), line, *document.blocks[place + 1 :])
        report = recognize(replace(document, blocks=blocks))
        assert any(f.value is not None for f in report.figures if f.table == "proactive") is is_read
        assert levels(report, "other_year_table") == ([] if is_read else ["warning"])

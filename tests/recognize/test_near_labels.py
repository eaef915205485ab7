"""A label that is nearly one of the form's is read as it only where nothing in the difference changes what it says."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from extractors.document import Cell, Document, Sight, Table
from extractors.normalize import label_key
from extractors.recognize import recognize
from extractors.recognize.likeness import is_another
from extractors.report import Figure, Report
from tests.fixtures.forms import FORM_2021
from tests.recognize.damage import map_cells, replace_table
from tests.recognize.forms import expected, form_document, random_form

VALUES = random_form(FORM_2021, 81)
PARTIAL = "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"


def relabelled(old: str, new: str, *, sight: Sight | None = None) -> Report:
    def change(cell: Cell) -> Cell:
        return replace(cell, text=new if cell.text == old else cell.text, sight=sight or cell.sight)

    return recognize(map_cells(form_document(VALUES), change))


def row_of(report: Report, table: str, row: str) -> list[Figure]:
    return [figure for figure in report.figures if (figure.table, figure.row) == (table, row)]


def codes(report: Report) -> list[str]:
    return [issue.code for issue in report.issues]


@pytest.mark.parametrize(
    "label",
    ["非行政处罚", "上年行政处罚", "去年行政处罚", "其中：行政处罚", "未行政处罚", "拟行政处罚", "行政处罚额", "行政处分",
     "行政处罚上年", "行政处罚2022", "2022年行政处罚"],
)  # fmt: skip
def test_a_row_of_table_two_with_another_meaning_is_not_read(label: str) -> None:
    report = relabelled("行政处罚", label)
    assert [figure.value for figure in row_of(report, "proactive", "penalty")] == [None]
    assert "unknown_row" in codes(report)


@pytest.mark.parametrize(
    ("row", "old", "new"),
    [
        ("licensing", "行政许可", "非行政许可"),
        ("normative_docs", "行政规范性文件", "党内规范性文件"),
    ],
)
def test_neither_is_one_that_another_word_narrows(row: str, old: str, new: str) -> None:
    assert {figure.value for figure in row_of(relabelled(old, new), "proactive", row)} == {None}


@pytest.mark.parametrize(
    ("row", "old", "new"),
    [
        ("new_received", "一、本年新收政府信息公开申请数量", "一、上年新收政府信息公开申请数量"),
        ("new_received", "一、本年新收政府信息公开申请数量", "一、本年累计政府信息公开申请数量"),
        ("granted", "（一）予以公开", "（一）不予公开"),
        ("granted", "（一）予以公开", "（一）未予公开"),
        ("carried_in", "二、上年结转政府信息公开申请数量", "二、本年结转政府信息公开申请数量"),
        ("partially_granted", PARTIAL, "（二）部分不公开"),
    ],
)
def test_a_row_of_table_three_that_was_turned_around_is_not_read(row: str, old: str, new: str) -> None:
    assert {figure.value for figure in row_of(relabelled(old, new), "applications", row)} == {None}


def test_a_near_label_of_table_two_leaves_its_row_suspect() -> None:
    report = relabelled("行政事业性收费", "行政事业收费")
    (figure,) = row_of(report, "proactive", "admin_fees")
    assert figure.value == expected(VALUES)["proactive", "admin_fees", "amount_wan_yuan"]
    assert figure.verdict == "suspect"
    assert "label_near" in codes(report)


@pytest.mark.parametrize(
    ("column", "header"),
    [
        ("issued", "上年制发件数"),
        ("issued", "拟制发件数"),
        ("repealed", "上年废止件数"),
        ("in_force", "上年有效件数"),
        ("in_force", "现行失效件数"),
        ("in_force", "现行无效件数"),
    ],
)
def test_a_header_of_table_two_that_names_another_column_loses_it(column: str, header: str) -> None:
    official = {"issued": "本年制发件数", "repealed": "本年废止件数", "in_force": "现行有效件数"}[column]
    report = relabelled(official, header)
    lost = {("proactive", row, column) for row in ("regulations", "normative_docs")}
    assert {(f.table, f.row, f.column): f.value for f in report.figures} == {
        code: None if code in lost else value for code, value in expected(VALUES).items()
    }
    assert {f.verdict for f in row_of(report, "proactive", "regulations")} == {"suspect", "missing"}
    assert "other_column" in codes(report)


def test_a_misspelt_header_is_read_and_its_values_are_suspect() -> None:
    report = relabelled("本年制发件数", "本年制订件数")
    assert {(f.table, f.row, f.column): f.value for f in report.figures} == expected(VALUES)
    assert {f.verdict for f in row_of(report, "proactive", "regulations")} == {"suspect"}


def test_a_header_of_table_three_that_says_the_contrary_loses_its_column() -> None:
    report = relabelled("商业企业", "非商业企业")
    assert {f.value for f in report.figures if f.table == "applications" and f.column == "business"} == {None}
    assert "other_column" in codes(report)


def test_words_are_not_dropped_from_a_label_read_from_a_picture() -> None:
    report = relabelled("行政处罚", "上年行政处罚", sight=Sight(0.99, is_agreed=True))
    assert [figure.value for figure in row_of(report, "proactive", "penalty")] == [None]


@pytest.mark.parametrize(
    ("printed", "official"),
    [
        ("2.其他法律行政止公开", "2.其他法律行政法规禁止公开"),
        ("4.保护第三方法权益", "4.保护第三方合法权益"),
        ("3.补正后申请内容仍不明", "3.补正后申请内容仍不明确"),
        ("1.申请人无正当理由逾期不补正", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
        ("行政事业收费", "行政事业性收费"),
        ("8、属于行政询查事项", "8.属于行政查询事项"),
        ("3.危及“三安全一定稳”", "3.危及“三安全一稳定”"),
        # without its negation the rest of the label makes no sense
        (
            "2.申请人逾期未按收费通知要求缴纳费用、行政机关再处理其政府信息公开申请",
            "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        ),
    ],
)
def test_cut_and_misspelt_labels_are_still_known(printed: str, official: str) -> None:
    assert not is_another(label_key(printed), label_key(official))


def shifted(document: Document, row: int, value: str) -> Document:
    """Table 2 with an empty cell before the values of a row, as a page with one cell too many prints it."""
    table = next(iter(document.tables()))
    cells = []
    for cell in table.cells:
        if cell.row == row and cell.column > 0:
            cell = replace(cell, column=cell.column + 1)
        cells.append(cell)
    cells.append(Cell(row, 1, value))
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return replace_table(document, 0, Table(tuple(cells), table.row_count, table.column_count + 1))


@pytest.mark.parametrize("value", ["", "7"])
def test_a_number_beyond_the_columns_of_table_two_leaves_its_row_suspect(value: str) -> None:
    report = recognize(shifted(form_document(VALUES), 2, value))
    assert {f.verdict for f in row_of(report, "proactive", "regulations")} <= {"suspect", "missing"}
    assert "unread_value" in codes(report)
    assert {f.verdict for f in row_of(report, "proactive", "normative_docs")} == {"read"}


def test_a_row_that_stands_twice_is_not_proved_by_its_own_sum() -> None:
    report = relabelled("4.保护第三方合法权益", "5.属于三类内部事务信息")
    assert {f.verdict for f in row_of(report, "applications", "denied_internal_affairs")} == {"suspect"}
    assert {f.value for f in row_of(report, "applications", "denied_third_party")} == {None}
    assert "duplicate_row" in codes(report)


def test_two_numbers_in_one_cell_are_one_only_where_a_sum_says_so() -> None:
    table_two = {**VALUES["proactive_2021"], ("penalty", "decisions"): "77777"}
    document = form_document({**VALUES, "proactive_2021": table_two})
    plain = map_cells(document, lambda cell: replace(cell, text="12 301") if cell.text == "77777" else cell)
    (figure,) = row_of(recognize(plain), "proactive", "penalty")
    assert (figure.value, figure.verdict) == (Decimal(12301), "suspect")
    unbroken = map_cells(document, lambda cell: replace(cell, text="12\u00a0301") if cell.text == "77777" else cell)
    (figure,) = row_of(recognize(unbroken), "proactive", "penalty")
    assert (figure.value, figure.verdict) == (Decimal(12301), "read")


def test_a_lost_negation_elsewhere_is_another_label() -> None:
    printed, official = (f"1.专职人员数（{words}政府公报及政府网站工作人员数）" for words in ("包括", "不包括"))
    assert is_another(label_key(printed), label_key(official))

"""Table 4 in other shapes than one line of fifteen values: the same figures, or none at all and a warning."""

from __future__ import annotations

import time

import pytest

from extractors.extract import extract_bytes
from extractors.report import Report

RESULTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
CASES = {"行政复议": (1, 2, 3, 4, 10), "未经复议直接起诉": (5, 0, 1, 0, 6), "复议后起诉": (0, 7, 0, 1, 8)}
CODES = ("review", "suit_direct", "suit_after_review")
COLUMNS = ("upheld", "corrected", "other_result", "pending", "total")
PRINTED = {
    (code, column): value
    for code, values in zip(CODES, CASES.values(), strict=True)
    for column, value in zip(COLUMNS, values, strict=True)
}


def line(*cells: str) -> str:
    return "<tr>" + "".join(cell if cell.startswith("<") else f"<td>{cell}</td>" for cell in cells) + "</tr>"


def turned(unit: str = "") -> str:
    """A row for each value, the labels merged to its left."""
    rows = []
    for case, values in CASES.items():
        for number, (result, value) in enumerate(zip(RESULTS, values, strict=True)):
            heads = []
            if number == 0 and case == "行政复议":
                heads = ["<td colspan=2 rowspan=5>行政复议</td>"]
            elif number == 0:
                group = ["<td rowspan=10>行政诉讼</td>"] if case == "未经复议直接起诉" else []
                heads = [*group, f"<td rowspan=5>{case}</td>"]
            rows.append(line(*heads, result, *([unit] if unit else []), str(value)))
    return "".join(rows)


def three_rows() -> str:
    first, *suits = (list(map(str, values)) for values in CASES.values())
    return (
        line("<td colspan=2></td>", *RESULTS)
        + line("<td colspan=2>行政复议</td>", *first)
        + line("<td rowspan=2>行政诉讼</td>", "未经复议直接起诉", *suits[0])
        + line("复议后起诉", *suits[1])
    )


def five_rows() -> str:
    head = line("<td rowspan=2>项目</td>", "<td rowspan=2>行政复议</td>", "<td colspan=2>行政诉讼</td>")
    head += line("未经复议直接起诉", "复议后起诉")
    columns = zip(*CASES.values(), strict=True)
    return head + "".join(line(result, *map(str, values)) for result, values in zip(RESULTS, columns, strict=True))


def three_blocks() -> str:
    blocks = (line(f"<td colspan=5>{case}</td>") + line(*RESULTS) + line(*map(str, v)) for case, v in CASES.items())
    return "".join(blocks)


def read(rows: str) -> Report:
    title = "青禾县民政局2023年政府信息公开工作年度报告"
    table = f"<p>四、政府信息公开行政复议、行政诉讼情况</p><table>{rows}</table><p>五、存在的主要问题</p>"
    page = f"<!DOCTYPE html><meta charset=utf-8><title>{title}</title><h1>{title}</h1>{table}"
    return extract_bytes(page.encode(), hint="report.html")


def figures_of(report: Report) -> dict[tuple[str, str], int]:
    found = [figure for figure in report.figures if figure.table == "review_litigation" and figure.value is not None]
    return {(figure.row, figure.column): int(figure.value) for figure in found if figure.value is not None}


@pytest.mark.parametrize("rows", [turned(), turned("件"), three_rows(), five_rows(), three_blocks()])
def test_the_fifteen_values_are_read_in_every_shape_and_proved_by_their_sums(rows: str) -> None:
    report = read(rows)
    assert figures_of(report) == PRINTED
    assert {figure.verdict for figure in report.figures if figure.table == "review_litigation"} == {"proved"}
    assert not [issue for issue in report.issues if issue.code not in ("table_missing", "section_missing")]


@pytest.mark.parametrize(
    ("rows", "old", "new"),
    [
        (turned(), "尚未审结", "结果维持"),
        (three_rows(), "尚未审结", "结果维持"),
        (three_rows(), "未经复议直接起诉", "行政赔偿"),
        (five_rows(), "<td>其他结果</td>", "<td>备注</td>"),
        (three_blocks(), "<td>3</td>", ""),
        (three_rows(), "复议后起诉", "行政复议"),
    ],
)
def test_a_label_or_a_value_too_few_and_nothing_is_read(rows: str, old: str, new: str) -> None:
    assert old in rows
    report = read(rows.replace(old, new, 1))
    assert figures_of(report) == {}
    assert "row_cells" in {issue.code for issue in report.issues}


def test_the_years_side_by_side_are_not_taken_for_each_other() -> None:
    rows = turned().replace("</td></tr>", "</td><td>99</td></tr>")
    report = read(rows)
    assert figures_of(report) == {}
    assert "row_cells" in {issue.code for issue in report.issues}


def test_a_sum_that_does_not_hold_is_read_as_printed_and_told() -> None:
    report = read(three_rows().replace("<td>10</td>", "<td>11</td>", 1))
    assert figures_of(report)["review", "total"] == 11
    failed = [result.check for result in report.identities if result.status == "fail"]
    assert failed == ["RL-1"]


def test_a_table_of_thousands_of_cells_is_no_such_form_and_costs_little() -> None:
    began = time.process_time()
    report = read(three_rows() + line(*["0"] * 20) * 1500)
    assert figures_of(report) == {}
    assert time.process_time() - began < 10

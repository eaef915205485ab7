"""Tables in text dumps come back where the text tells their rows, and stay text where it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.document import Document, Table, TextBlock
from extractors.readers import read_document, text
from tests.fixtures.forms import FORM_2019, FORM_2021, LAYOUTS, FormCell, by_row
from tests.readers.forms import draw
from tests.readers.truth import read_values, true_values


def rows(document: Document) -> list[list[list[str]]]:
    return [[[cell.text for cell in row] for row in table.rows()] for table in document.tables()]


def shown(document: Document) -> list[str]:
    return [block.text if isinstance(block, TextBlock) else "TABLE" for block in document.blocks]


def texts_of(cells: list[FormCell]) -> list[list[str]]:
    return [[cell.text for cell in row] for row in by_row(cells)]


def tab_dump(cells: list[FormCell]) -> str:
    return "\n\n".join("\n".join(f"\t{cell}" for cell in row) for row in texts_of(cells)) + "\n\n"


def spaced_dump(cells: list[FormCell], between: int, row_end: int) -> str:
    """One cell per line, ``between`` empty lines after each and ``row_end`` more after each row."""
    return "".join("".join(f"{cell}\n" + "\n" * between for cell in row) + "\n" * row_end for row in texts_of(cells))


# --- real reports ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "forms"),
    [("tacheng_edu_2021", FORM_2021), ("hebei_edu_2021", FORM_2021), ("hebei_edu_2019", FORM_2019)],
)
def test_every_figure_of_a_real_dump_is_the_true_one(shared_dir: Path, name: str, forms: tuple[str, ...]) -> None:
    document = read_document((shared_dir / "reports" / f"{name}.txt").read_bytes(), hint=f"{name}.txt")
    assert read_values(document, *forms) == true_values(shared_dir, name, *forms)
    assert document.issues == ()
    headings = [block.text[:2] for block in document.texts() if block.role == "heading"]
    assert headings[:5] == ["一、", "二、", "三、", "四、", "五、"]


def test_statistics_form_with_cells_on_consecutive_lines_is_rebuilt(shared_dir: Path) -> None:
    document = read_document((shared_dir / "reports" / "hebei_edu_2018_table.txt").read_bytes())
    (table,) = rows(document)
    assert len(table) == 66
    assert {len(row) for row in table} == {3}
    assert table[:4] == [
        ["统计指标", "单位", "统计数"],
        ["一、主动公开情况", "", ""],
        ["（一）主动公开政府信息数\n（不同渠道和方式公开相同信息计1条)", "条", "1683"],
        ["其中：主动公开规范性文件数", "条", "4"],
    ]
    assert table[-1] == ["（三）接受培训人员数", "人次", "0"]


@pytest.mark.parametrize("name", ["hebei_gxt_2022", "pingtan_zone_2014", "pingtan_zone_2020"])
def test_table_run_together_into_one_line_is_reported_and_not_read(shared_dir: Path, name: str) -> None:
    document = read_document((shared_dir / "reports" / f"{name}.txt").read_bytes())
    assert list(document.tables()) == []
    assert [issue.code for issue in document.issues] == ["table_flattened"]


# --- TABs --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LAYOUTS)
def test_tab_dump_of_every_form_gives_every_cell_in_order(name: str) -> None:
    cells = draw(name)
    document = text.read(f"一、总体情况\n\n{tab_dump(cells)}\n五、存在的主要问题\n".encode())
    assert rows(document) == [texts_of(cells)]
    assert shown(document) == ["一、总体情况", "TABLE", "五、存在的主要问题"]
    (table,) = document.tables()
    assert not table.spans_known


def test_cell_runs_on_over_lines_and_lone_tab_is_an_empty_cell() -> None:
    document = text.read("\t商业\n企业\n\t\n\t3\n\n\t总计\n\t0\n\t3\n".encode())
    assert rows(document) == [[["商业\n企业", "", "3"], ["总计", "0", "3"]]]
    (table,) = document.tables()
    assert [cell.place.path for cell in table.cells[:3]] == ["line 1", "line 3", "line 4"]


def test_heading_right_after_the_last_cell_is_no_part_of_it() -> None:
    document = text.read("\t规章\n\t3\n\n\t收费\n\t106.29\n三、收到和处理申请情况\n".encode())
    assert rows(document) == [[["规章", "3"], ["收费", "106.29"]]]
    assert shown(document) == ["TABLE", "三、收到和处理申请情况"]


def test_paragraphs_indented_by_tabs_are_text() -> None:
    prose = (
        "\t本机关依法公开政府信息，接受社会监督，认真办理每一件申请，做到件件有答复，事事有回音，全年无一投诉。\n" * 6
    )
    assert list(text.read(prose.encode()).tables()) == []


def test_lines_copied_from_a_sheet_are_rows() -> None:
    document = text.read("二、情况\n信息内容\t制发\t废止\n规章\t3\t\n规范性文件\t1\t0\n说明".encode())
    assert rows(document) == [[["信息内容", "制发", "废止"], ["规章", "3", ""], ["规范性文件", "1", "0"]]]
    assert shown(document) == ["二、情况", "TABLE", "说明"]


def test_markdown_table() -> None:
    document = text.read("| 内容 | 数 |\n|:---|---:|\n| 规章 | 3 |\n| a\\|b |  |\n\n说明 | 注\n".encode())
    assert rows(document) == [[["内容", "数"], ["规章", "3"], ["a|b", ""]]]
    assert shown(document) == ["TABLE", "说明 | 注"]


# --- runs of empty lines -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("between", "row_end"), [(2, 2), (1, 1), (2, 1), (3, 2)])
@pytest.mark.parametrize("forms", [FORM_2019, FORM_2021])
def test_spaced_dump_gives_back_rows_and_empty_cells(forms: tuple[str, ...], between: int, row_end: int) -> None:
    drawn = [draw(name) for name in forms]
    headings = ["二、主动公开情况", "三、收到和处理申请情况", "四、行政复议、行政诉讼情况"]
    lead = "\n" * (2 * between + 1)
    dumps = [
        f"{head}\n{lead}{spaced_dump(cells, between, row_end)}" for head, cells in zip(headings, drawn, strict=True)
    ]
    ends = "\n" * row_end
    document = text.read(f"{'本机关依法公开政府信息。' * 9}\n{ends.join(dumps)}{ends}五、存在的主要问题\n".encode())
    assert rows(document) == [texts_of(cells) for cells in drawn]
    assert shown(document)[1:] == [
        headings[0],
        "TABLE",
        headings[1],
        "TABLE",
        headings[2],
        "TABLE",
        "五、存在的主要问题",
    ]
    assert document.issues == ()


def test_few_rows_alone_do_not_show_their_spacing_and_are_reported() -> None:
    document = text.read(spaced_dump(draw("review_litigation_2019"), 2, 2).encode())
    assert list(document.tables()) == []
    assert [issue.code for issue in document.issues] == ["table_rows_unknown"]


def test_row_without_label_may_start_with_empty_cells() -> None:
    cells = [FormCell(0, at, label) for at, label in enumerate(("维持", "纠正", "总计"))]
    for row, figures in enumerate((("", "0", "1"), ("3", "0", "3"), ("4", "0", "4"), ("5", "0", "5")), start=1):
        cells += [FormCell(row, at, figure) for at, figure in enumerate(figures)]
    assert rows(text.read(spaced_dump(cells, 2, 2).encode())) == [texts_of(cells)]


def test_one_empty_line_between_all_cells_tells_no_rows_and_is_reported() -> None:
    document = text.read("\n\n".join(["规章", "3", "0", "12", "规范性文件", "1", "0", "7"]).encode())
    assert list(document.tables()) == []
    assert [(issue.code, issue.level, issue.place) for issue in document.issues] == [
        ("table_rows_unknown", "warning", "line 1")
    ]


def test_run_of_empty_lines_that_fits_nothing_is_reported_and_no_row_is_guessed() -> None:
    cells = [FormCell(row, at, figure) for row in range(8) for at, figure in enumerate(("行", "1", "2", "3"))]
    dump = spaced_dump(cells, 3, 2).replace("1\n\n\n\n2", "1\n\n\n\n\n2", 5)
    document = text.read(dump.encode())
    assert list(document.tables()) == []
    assert [issue.code for issue in document.issues] == ["table_rows_unknown"]


# --- prose -------------------------------------------------------------------------------------------------------


def test_prose_gives_one_block_a_line_with_roles_and_places() -> None:
    document = text.read("某局年报\r\n\r\n\u3000\u3000一、总体情况\r\n本机关依法公开。\r\n".encode("gb18030"))
    assert [(block.text, block.role, block.place.path) for block in document.texts()] == [
        ("某局年报", "paragraph", "line 1"),
        ("一、总体情况", "heading", "line 3"),
        ("本机关依法公开。", "paragraph", "line 4"),
    ]
    assert document.kind == "text"
    assert document.issues == ()


def test_paragraphs_with_years_and_counts_are_no_table() -> None:
    prose = "\n\n".join(f"{number}.全年公开信息{number}条，办理申请{number}件，均已答复。" for number in range(30))
    document = text.read(prose.encode())
    assert not any(isinstance(block, Table) for block in document.blocks)
    assert document.issues == ()


@pytest.mark.parametrize(
    "data", [b"\t1\n\t2\n\n" * 20_000, ("\t" + "字" * 100 + "\n").encode() * 5_000, b"1\n\n" * 30_000]
)
def test_very_long_dumps_end_quickly(data: bytes) -> None:
    assert text.read(data).blocks


def test_heading_marks_of_markdown_are_no_part_of_the_title() -> None:
    blocks = list(
        text.read("# 云溪县教育局2023年政府信息公开工作年度报告\n\n## 一、总体情况\n\n#1 号文件".encode()).texts()
    )
    assert [(block.text, block.role) for block in blocks] == [
        ("云溪县教育局2023年政府信息公开工作年度报告", "heading"),
        ("一、总体情况", "heading"),
        ("#1 号文件", "paragraph"),
    ]

"""What Word prints of a document is what the reader gives: merges, list labels, tracked changes, text boxes."""

from __future__ import annotations

import io

import docx as python_docx
import pytest

from extractors.document import Document, TextBlock
from extractors.readers import docx, read_document
from tests.fixtures.forms import LAYOUTS, FormCell, cells_of
from tests.readers.forms import add_to_word, draw, drawn_tables
from tests.readers.words import W, cell, package, paragraph, row, run, table


def shown(document: Document) -> list[str]:
    return [block.text if isinstance(block, TextBlock) else "TABLE" for block in document.blocks]


def lines(*body: str, **parts: str) -> list[str]:
    return shown(docx.read(package("".join(body), **parts)))


def grid(*rows: str) -> list[FormCell]:
    (found,) = docx.read(package(table(*rows))).tables()
    return cells_of(found)


# --- official forms through python-docx --------------------------------------------------------------------------


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_cell_of_the_form_stands_in_its_slot(name: str) -> None:
    cells = draw(name)
    document = python_docx.Document()
    document.core_properties.title = "某县2021年政府信息公开工作年度报告"
    document.core_properties.author = "某县司法局"
    document.add_heading("某县报告", 0)
    document.add_heading("二、情况", 1)
    add_to_word(document, cells)
    document.add_paragraph("五、存在的主要问题及改进情况")
    buffer = io.BytesIO()
    document.save(buffer)
    read = read_document(buffer.getvalue(), hint="report.docx")
    assert drawn_tables(read) == [cells]
    assert shown(read) == ["某县报告", "二、情况", "TABLE", "五、存在的主要问题及改进情况"]
    assert [block.role for block in read.texts()] == ["title", "heading", "heading"]
    assert read.title == "某县2021年政府信息公开工作年度报告"
    assert read.meta["creator"] == "某县司法局"
    assert read.kind == "docx"


# --- tables ------------------------------------------------------------------------------------------------------

SPAN2 = '<w:gridSpan w:val="2"/>'
TOP = '<w:vMerge w:val="restart"/>'
BELOW = "<w:vMerge/>"


def test_vertical_merge_covers_and_text_under_it_is_not_printed() -> None:
    assert grid(row(cell("a", TOP), cell("b")), row(cell("x", BELOW), cell("c")), row(cell("d"), cell("e"))) == [
        FormCell(0, 0, "a", 2),
        FormCell(0, 1, "b"),
        FormCell(1, 1, "c"),
        FormCell(2, 0, "d"),
        FormCell(2, 1, "e"),
    ]


def test_merge_both_ways_and_two_merges_one_below_the_other() -> None:
    rows = [
        row(cell("a", SPAN2 + TOP), cell("b")),
        row(cell("", SPAN2 + BELOW), cell("c")),
        row(cell("d", SPAN2 + TOP), cell("e")),
        row(cell("", SPAN2 + BELOW), cell("")),
    ]
    assert grid(*rows) == [
        FormCell(0, 0, "a", 2, 2),
        FormCell(0, 2, "b"),
        FormCell(1, 2, "c"),
        FormCell(2, 0, "d", 2, 2),
        FormCell(2, 2, "e"),
        FormCell(3, 2, ""),
    ]


def test_continued_merge_without_a_cell_above_it_is_a_cell() -> None:
    assert grid(row(cell("a", SPAN2 + TOP)), row(cell("b", BELOW), cell("c", BELOW))) == [
        FormCell(0, 0, "a", 1, 2),
        FormCell(1, 0, "b"),
        FormCell(1, 1, "c"),
    ]


def test_old_horizontal_merge_and_left_out_columns() -> None:
    merged = cell("a", '<w:hMerge w:val="restart"/>') + cell("", "<w:hMerge/>")
    assert grid(row(merged, cell("b")), row(cell("c"), properties='<w:gridBefore w:val="2"/>')) == [
        FormCell(0, 0, "a", 1, 2),
        FormCell(0, 2, "b"),
        FormCell(1, 2, "c"),
    ]


def test_deleted_and_hidden_rows_and_deleted_cells_are_not_there() -> None:
    rows = [
        row(cell("a"), cell("b")),
        row(cell("x"), cell("y"), properties='<w:del w:id="1"/>'),
        row(cell("x"), cell("y"), properties="<w:hidden/>"),
        row(cell("c"), cell("x", '<w:cellDel w:id="2"/>'), cell("d")),
    ]
    assert [one.text for one in grid(*rows)] == ["a", "b", "c", "d"]


def test_cell_keeps_paragraphs_and_breaks_as_lines_and_inner_table_as_text() -> None:
    content = paragraph(run("商业"), "<w:r><w:br/></w:r>", run("企业")) + paragraph(
        run("a"), "<w:r><w:tab/></w:r>", run("b")
    )
    inner = table(row(cell("其中"), cell("5"))) + paragraph()
    figures = [row(cell("行"), cell(str(number))) for number in range(4)]
    texts = [one.text for one in grid(row(cell(content), cell(inner)), *figures)]
    assert texts[:2] == ["商业\n企业\na b", "其中\n5"]


def test_content_controls_around_rows_cells_and_text_are_transparent() -> None:
    def control(content: str) -> str:
        return f"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    rows = control(row(control(cell("规章")), cell(paragraph(control(run("13"))))))
    assert [one.text for one in grid(rows, row(cell("总计"), cell("13")))] == ["规章", "13", "总计", "13"]


def test_frame_of_one_cell_and_frame_around_tables_dissolve() -> None:
    inner = table(row(cell("规章"), cell("1"))) + paragraph(run("后"))
    framed = table(row(cell(paragraph(run("前")) + inner)))
    assert lines(framed) == ["前", "TABLE", "后"]


def test_places_count_tables_rows_and_cells_and_paragraphs() -> None:
    document = docx.read(
        package(
            paragraph(run("一"))
            + table(row(cell("a"), cell("b")))
            + paragraph()
            + paragraph(run("二"))
            + table(row(cell("c"), cell("d")), row(cell("e"), cell("f")))
        )
    )
    assert [block.place.path for block in document.blocks] == ["paragraph 1", "table 1", "paragraph 3", "table 2"]
    assert [one.place.path for one in list(document.tables())[1].cells][2:] == [
        "table 2 row 2 cell 1",
        "table 2 row 2 cell 2",
    ]


# --- text --------------------------------------------------------------------------------------------------------


def test_tracked_deletions_are_dropped_and_insertions_kept() -> None:
    deleted = '<w:del w:id="1"><w:r><w:delText>12</w:delText></w:r></w:del>'
    moved = f'<w:moveFrom w:id="2">{run("99")}</w:moveFrom><w:moveTo w:id="3">{run("4")}</w:moveTo>'
    assert lines(paragraph(deleted, f'<w:ins w:id="4">{run("13")}</w:ins>', moved)) == ["134"]


def test_hidden_text_is_dropped_by_run_and_by_style() -> None:
    styles = (
        f"<w:styles {W}><w:style w:type='character' w:styleId='H'><w:rPr><w:vanish/></w:rPr></w:style>"
        "<w:style w:type='character' w:styleId='I'><w:basedOn w:val='H'/></w:style></w:styles>"
    )
    runs = [run("1"), run("2", "<w:vanish/>"), run("3", "<w:vanish w:val='0'/>"), run("4", "<w:rStyle w:val='I'/>")]
    assert lines(paragraph(*runs), styles=styles) == ["13"]


def test_fields_give_their_result_and_hyperlinks_their_text() -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>SUM(ABOVE)</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("13")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    link = f"<w:hyperlink>{run('见附件')}</w:hyperlink>"
    special = "<w:r><w:noBreakHyphen/><w:softHyphen/><w:sym w:font='Wingdings' w:char='F0FC'/></w:r>"
    assert lines(paragraph(field, link, special, run("5"))) == ["13见附件-5"]


def test_text_box_is_read_once_and_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{paragraph(run('框中'))}{table(row(cell('规章'), cell('3')))}</w:txbxContent>"
    both = f"<mc:AlternateContent><mc:Choice Requires='wps'>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    assert lines(paragraph(f"<w:r>{both}</w:r>", run("正文"))) == ["正文", "框中", "TABLE"]


def test_heading_by_style_name_outline_level_and_words() -> None:
    styles = (
        f"<w:styles {W}><w:style w:type='paragraph' w:styleId='1'><w:name w:val='heading 1'/></w:style>"
        "<w:style w:type='paragraph' w:styleId='2'><w:name w:val='x'/><w:basedOn w:val='1'/></w:style></w:styles>"
    )
    document = docx.read(
        package(
            paragraph(run("甲"), properties="<w:pStyle w:val='2'/>")
            + paragraph(run("乙"), properties="<w:outlineLvl w:val='0'/>")
            + paragraph(run("丙"), properties="<w:outlineLvl w:val='9'/>")
            + paragraph(run("三、收到和处理申请情况")),
            styles=styles,
        )
    )
    assert [block.role for block in document.texts()] == ["heading", "heading", "paragraph", "heading"]

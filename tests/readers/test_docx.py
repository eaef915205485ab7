"""What Word prints of a document is what the reader gives: merges, list labels, tracked changes, text boxes."""

from __future__ import annotations

import io
import zipfile

import docx as python_docx
import pytest

from extractors.document import Document, TextBlock
from extractors.layouts import load_layouts
from extractors.readers import docx, read_document
from extractors.readers.docx_numbering import chinese_number, format_number
from nianbao.errors import EncryptedFile, ReadError, TooLarge, TruncatedFile, WrongType
from tests.readers.forms import Drawn, as_drawn, by_row, draw, drawn_tables
from tests.readers.words import W, cell, package, paragraph, row, run, table


def shown(document: Document) -> list[str]:
    return [block.text if isinstance(block, TextBlock) else "TABLE" for block in document.blocks]


def lines(*body: str, **parts: str) -> list[str]:
    return shown(docx.read(package("".join(body), **parts)))


def grid(*rows: str) -> list[Drawn]:
    (found,) = docx.read(package(table(*rows))).tables()
    return as_drawn(found)


# --- official forms through python-docx --------------------------------------------------------------------------


def write_form(document: python_docx.document.Document, cells: list[Drawn]) -> None:
    height, width = len(by_row(cells)), max(one.column + one.column_span for one in cells)
    grid = document.add_table(rows=height, cols=width)
    for one in cells:
        first = grid.cell(one.row, one.column)
        last = grid.cell(one.row + one.row_span - 1, one.column + one.column_span - 1)
        (first.merge(last) if first is not last else first).text = one.text


@pytest.mark.parametrize("name", sorted(load_layouts()))
def test_every_cell_of_the_form_stands_in_its_slot(name: str) -> None:
    cells = draw(load_layouts()[name])
    document = python_docx.Document()
    document.core_properties.title = "某县2021年政府信息公开工作年度报告"
    document.core_properties.author = "某县司法局"
    document.add_heading("某县报告", 0)
    document.add_heading("二、情况", 1)
    write_form(document, cells)
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
        Drawn(0, 0, "a", 2),
        Drawn(0, 1, "b"),
        Drawn(1, 1, "c"),
        Drawn(2, 0, "d"),
        Drawn(2, 1, "e"),
    ]


def test_merge_both_ways_and_two_merges_one_below_the_other() -> None:
    rows = [
        row(cell("a", SPAN2 + TOP), cell("b")),
        row(cell("", SPAN2 + BELOW), cell("c")),
        row(cell("d", SPAN2 + TOP), cell("e")),
        row(cell("", SPAN2 + BELOW), cell("")),
    ]
    assert grid(*rows) == [
        Drawn(0, 0, "a", 2, 2),
        Drawn(0, 2, "b"),
        Drawn(1, 2, "c"),
        Drawn(2, 0, "d", 2, 2),
        Drawn(2, 2, "e"),
        Drawn(3, 2, ""),
    ]


def test_continued_merge_without_a_cell_above_it_is_a_cell() -> None:
    assert grid(row(cell("a", SPAN2 + TOP)), row(cell("b", BELOW), cell("c", BELOW))) == [
        Drawn(0, 0, "a", 1, 2),
        Drawn(1, 0, "b"),
        Drawn(1, 1, "c"),
    ]


def test_old_horizontal_merge_and_left_out_columns() -> None:
    merged = cell("a", '<w:hMerge w:val="restart"/>') + cell("", "<w:hMerge/>")
    assert grid(row(merged, cell("b")), row(cell("c"), properties='<w:gridBefore w:val="2"/>')) == [
        Drawn(0, 0, "a", 1, 2),
        Drawn(0, 2, "b"),
        Drawn(1, 2, "c"),
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


# --- automatic lists ---------------------------------------------------------------------------------------------


def numbering(*levels: tuple[str, str], extra: str = "") -> str:
    listed = "".join(
        f"<w:lvl w:ilvl='{at}'><w:start w:val='1'/><w:numFmt w:val='{form}'/><w:lvlText w:val='{pattern}'/></w:lvl>"
        for at, (form, pattern) in enumerate(levels)
    )
    return (
        f"<w:numbering {W}><w:abstractNum w:abstractNumId='7'>{listed}</w:abstractNum>"
        f"<w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num>{extra}</w:numbering>"
    )


def item(text: str, level: int = 0, number_id: int = 1) -> str:
    listed = f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{number_id}'/></w:numPr>"
    return paragraph(run(text), properties=listed)


def test_list_labels_are_printed_level_by_level_and_start_anew_below_a_higher_one() -> None:
    body = [item("总体情况"), item("公开", 1), item("申请", 1), item("主动公开"), item("规章", 1), item("其他", 2)]
    levels = numbering(("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))
    assert lines(*body, numbering=levels) == [
        "一、总体情况",
        "（一）公开",
        "（二）申请",
        "二、主动公开",
        "（一）规章",
        "1.其他",
    ]


def test_label_of_several_levels_and_of_row_labels_in_cells() -> None:
    levels = numbering(("decimal", "%1."), ("decimal", "%1.%2"))
    rows = [row(cell(item(text)), cell("0")) for text in ("属于国家秘密", "其他法律行政法规禁止公开")]
    document = docx.read(package(item("a") + item("b", 1) + table(*rows), numbering=levels))
    assert shown(document)[:2] == ["1.a", "1.1b"]
    (found,) = document.tables()
    assert [one.text for one in found.cells] == ["2.属于国家秘密", "0", "3.其他法律行政法规禁止公开", "0"]


def test_list_that_starts_over_counts_from_its_own_start() -> None:
    extra = (
        "<w:num w:numId='2'><w:abstractNumId w:val='7'/>"
        "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='1'/></w:lvlOverride></w:num>"
    )
    body = [item("a"), item("b"), item("c", number_id=2), item("d", number_id=2)]
    assert lines(*body, numbering=numbering(("decimal", "%1."), extra=extra)) == ["1.a", "2.b", "1.c", "2.d"]


def test_numbering_of_a_style_and_its_removal() -> None:
    styles = (
        f"<w:styles {W}><w:style w:type='paragraph' w:styleId='L'>"
        "<w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style></w:styles>"
    )
    removed = "<w:pStyle w:val='L'/><w:numPr><w:numId w:val='0'/></w:numPr>"
    body = [paragraph(run("a"), properties="<w:pStyle w:val='L'/>"), paragraph(run("b"), properties=removed)]
    assert lines(*body, styles=styles, numbering=numbering(("decimal", "%1)"))) == ["1)a", "b"]


def test_bullets_and_unknown_lists_print_no_label() -> None:
    assert lines(item("a"), item("b", number_id=9), numbering=numbering(("bullet", "\uf0b7"))) == ["a", "b"]


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (1, "chineseCounting", "一"),
        (10, "chineseCountingThousand", "十"),
        (11, "japaneseCounting", "十一"),
        (20, "chineseCounting", "二十"),
        (105, "chineseCounting", "一百〇五"),
        (110, "chineseCounting", "一百一十"),
        (12, "ideographDigital", "一二"),
        (10, "chineseLegalSimplified", "壹拾"),
        (3, "ideographTraditional", "丙"),
        (3, "decimalEnclosedCircle", "③"),
        (3, "decimalEnclosedParen", "⑶"),
        (21, "decimalEnclosedCircle", "21"),
        (7, "decimalZero", "07"),
        (12, "decimalFullWidth", "１２"),
        (28, "lowerLetter", "bb"),
        (3, "upperLetter", "C"),
        (1994, "upperRoman", "MCMXCIV"),
        (4, "lowerRoman", "iv"),
        (5, "none", ""),
        (5, "someOtherFormat", "5"),
    ],
)
def test_number_formats(number: int, form: str, text: str) -> None:
    assert format_number(number, form) == text


def test_chinese_numbers_are_all_different() -> None:
    assert len({chinese_number(number) for number in range(1, 1000)}) == 999


# --- bad files ---------------------------------------------------------------------------------------------------


def test_no_zip_cut_off_zip_and_zip_without_document() -> None:
    with pytest.raises(WrongType, match=r"a \.docx is a zip"):
        docx.read(b"plain text")
    whole = package(paragraph(run("x" * 999)))
    with pytest.raises(TruncatedFile):
        docx.read(whole[:-30])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(WrongType):
        docx.read(buffer.getvalue())


def test_damaged_part_and_password() -> None:
    whole = bytearray(package(paragraph(run("规章" * 999))))
    middle = len(whole) // 2
    damaged = bytes(whole[: middle - 80]) + bytes(60) + bytes(whole[middle - 20 :])
    with pytest.raises(TruncatedFile, match="damaged"):
        docx.read(damaged)
    header, directory = whole.index(b"PK\x03\x04"), whole.index(b"PK\x01\x02")
    whole[header + 6] |= 1
    whole[directory + 8] |= 1
    with pytest.raises(EncryptedFile, match="password"):
        docx.read(bytes(whole))


def test_entity_bomb_is_refused_without_being_unpacked() -> None:
    entities = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
    for encoding in ("utf-8", "utf-16"):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            xml = f"<?xml version='1.0' encoding='{encoding}'?>{entities}<w:document {W}><w:body>&c;</w:body></w:document>"
            archive.writestr("word/document.xml", xml.encode(encoding))
        with pytest.raises(ReadError, match="declares a document type"):
            docx.read(buffer.getvalue())


def test_zip_bomb_is_too_large() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(70_000_000))
    with pytest.raises(TooLarge, match="unpacks to more than 64 MB"):
        docx.read(buffer.getvalue())


def test_deep_nesting_is_an_error_and_no_crash() -> None:
    with pytest.raises(ReadError, match="no valid XML"):
        docx.read(package("<w:tbl><w:tr><w:tc>" * 10_000))
    deep = 75
    document = docx.read(package("<w:tbl><w:tr><w:tc>" * deep + paragraph(run("底")) + "</w:tc></w:tr></w:tbl>" * deep))
    assert shown(document) == ["底"]


def test_hundred_thousand_cells_are_read() -> None:
    rows = [row(*[cell("1")] * 100)] * 1000
    (found,) = docx.read(package(table(*rows))).tables()
    assert (len(found.cells), found.row_count, found.column_count) == (100_000, 1000, 100)

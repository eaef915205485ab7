"""What a workbook shows is what is read: formats, hidden parts, formulas, and several things on one sheet."""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import Any

import pytest
import xlwt
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from extractors.document import Document, Table
from extractors.document import TextBlock as Text
from extractors.readers import read_document, sheet, sheet_model
from extractors.readers.sheet_model import address, slot_of
from nianbao.errors import EmptyFile, ReadError, TooLarge, TruncatedFile
from tests.readers.sheet_files import SheetCell, saved, to_xls, to_xlsx, to_xml

GRID: list[list[Any]] = [["事项", "本年", "上年"], ["新收", 12.0, 7.0], ["结转", "", 3.0]]


def workbook(rows: list[list[Any]]) -> tuple[Workbook, Any]:
    book = Workbook()
    tab: Any = book.active
    tab.title = "表1"
    for row in rows:
        tab.append([value if value != "" else None for value in row])
    return book, tab


def xls_book(rows: list[list[Any]]) -> tuple[xlwt.Workbook, Any]:
    book = xlwt.Workbook()
    tab = book.add_sheet("表1")
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if value != "":
                tab.write(row, column, value)
    return book, tab


def xls_bytes(book: xlwt.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows()]


def only_table(document: Document) -> Table:
    (table,) = document.tables()
    return table


def codes(document: Document) -> list[str]:
    return [issue.code for issue in document.issues]


def test_blank_cell_of_a_table_is_an_empty_cell_and_has_its_address() -> None:
    table = only_table(sheet.read(saved(workbook(GRID)[0])))
    assert texts(table) == [["事项", "本年", "上年"], ["新收", "12", "7"], ["结转", "", "3"]]
    (blank,) = [cell for cell in table.cells if cell.text == ""]
    assert blank.place.path == "sheet 表1 cell B3"
    assert table.place.path == "sheet 表1 cells A1:C3"


@pytest.mark.parametrize(
    ("value", "code", "printed"),
    [
        (12.0, "General", "12"),
        (96171.6, "0.00", "96171.6"),
        (96171.600000000006, "General", "96171.6"),
        (0.1 + 0.2, "General", "0.3"),
        (1234567.5, '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', "1234567.5"),
        (0.125, "0.0%", "12.5%"),
        (5, '0"件"', "5件"),
        (-18, "0_);[Red]\\(0\\)", "-18"),
        (7, "¥#,##0.00", "7"),
        (45306, "yyyy-mm-dd", "2024年1月15日"),
        (45306, 'yyyy"年"m"月"', "2024年1月"),
        (123456789012.0, "General", "123456789012"),
    ],
)
def test_number_is_printed_as_the_sheet_shows_it_and_exactly(value: float, code: str, printed: str) -> None:
    book, tab = workbook(GRID)
    tab["B2"], tab["B2"].number_format = value, code
    xlsx = only_table(sheet.read(saved(book)))
    old, old_tab = xls_book([GRID[0], ["新收", "", 7.0], GRID[2]])
    old_tab.write(1, 1, value, xlwt.easyxf(num_format_str=code))
    xls = only_table(sheet.read(xls_bytes(old)))
    assert (texts(xlsx)[1][1], texts(xls)[1][1]) == (printed, printed)


def test_date_typed_as_a_date() -> None:
    book, tab = workbook(GRID)
    tab["A5"] = datetime.date(2024, 1, 15)
    document = sheet.read(saved(book))
    assert (
        "2024年1月15日" in [cell.text for cell in document.tables().__next__().cells]
        or "2024年1月15日" in document.text()
    )


@pytest.mark.parametrize(
    ("value", "code", "printed", "issue"),
    [
        (12.64, "0", "12.64", "rounded_display"),
        (961716000, '0!.0,"万元"', '961716000 as 0!.0,"万元"', "scaled_display"),
        (1234567, "#,##0,", "1234567 as #,##0,", "scaled_display"),
        (5, ";;;", "", "invisible_cell"),
    ],
)
def test_format_that_shows_another_number_is_told(value: float, code: str, printed: str, issue: str) -> None:
    book, tab = workbook(GRID)
    tab["B2"], tab["B2"].number_format = value, code
    document = sheet.read(saved(book))
    assert texts(only_table(document))[1][1] == printed
    assert codes(document) == [issue]
    assert "B2" in document.issues[0].message


def test_formula_without_its_value_is_unread_and_no_zero() -> None:
    book, tab = workbook(GRID)
    tab["B3"] = "=SUM(B2:B2)"
    document = sheet.read(saved(book))
    assert texts(only_table(document))[2][1] == "=SUM(B2:B2)"
    assert codes(document) == ["unread_formula"]
    old, old_tab = xls_book(GRID)
    old_tab.write(2, 1, xlwt.Formula("SUM(B2:B2)"))
    document = sheet.read(xls_bytes(old))
    assert texts(only_table(document))[2][1] == ""
    assert codes(document) == ["unread_formula"]


def test_formula_with_its_value_is_its_value() -> None:
    data = saved(workbook(GRID)[0])
    changed = replace_part(data, "xl/worksheets/sheet1.xml", "<v>12</v>", "<f>5+7</f><v>12</v>")
    assert texts(only_table(sheet.read(changed)))[1][1] == "12"


def test_error_of_a_formula_is_kept_and_told() -> None:
    book, tab = workbook(GRID)
    tab["B2"] = "#REF!"
    document = sheet.read(saved(book))
    assert texts(only_table(document))[1][1] == "#REF!"
    assert codes(document) == ["error_value"]


def test_raised_digit_is_a_footnote_mark_and_no_digit_of_the_number() -> None:
    book, tab = workbook(GRID)
    tab["B2"] = CellRichText("12", TextBlock(InlineFont(vertAlign="superscript"), "1"))
    assert texts(only_table(sheet.read(saved(book))))[1][1] == "12¹"


@pytest.mark.parametrize("is_old", [False, True])
def test_hidden_rows_and_columns_are_not_read_and_told(is_old: bool) -> None:
    rows: list[list[Any]] = [["事项", "草稿", "本年"], ["新收", 1.0, 12.0], ["旧数", 2.0, 99.0], ["结转", 3.0, 4.0]]
    if is_old:
        old, old_tab = xls_book(rows)
        old_tab.row(2).hidden = True
        old_tab.col(1).hidden = True
        data = xls_bytes(old)
    else:
        book, tab = workbook(rows)
        tab.row_dimensions[3].hidden = True
        tab.column_dimensions["B"].hidden = True
        data = saved(book)
    document = sheet.read(data)
    table = only_table(document)
    assert texts(table) == [["事项", "本年"], ["新收", "12"], ["结转", "4"]]
    assert table.rows()[2][1].place.path == "sheet 表1 cell C4"
    assert codes(document) == ["hidden_cells"]
    assert "rows 3 and columns B are hidden" in document.issues[0].message


def test_row_of_no_height_is_hidden() -> None:
    data = replace_part(saved(workbook(GRID)[0]), "xl/worksheets/sheet1.xml", '<row r="2"', '<row ht="0" r="2"')
    document = sheet.read(data)
    assert texts(only_table(document)) == [GRID[0], ["结转", "", "3"]]
    assert codes(document) == ["hidden_cells"]


def with_shared_texts(number: int) -> bytes:
    """The label of row 2 as a shared text of this number, of two; the second has runs, and how it is pronounced."""
    inline, shared = '<c r="A2" t="inlineStr"><is><t>&#26032;&#25910;</t></is></c>', '<c r="A2" t="s"><v>{}</v></c>'
    table = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>结转</t></si>'
        "<si><r><t>新</t></r><r><rPr><b/></rPr><t>收_x000D_\n数</t></r><rPh><t>shu</t></rPh></si></sst>"
    )
    sheet_part = "xl/worksheets/sheet1.xml"
    data = replace_part(saved(workbook(GRID)[0]), sheet_part, inline, shared.format(number))
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", table)
    return buffer.getvalue()


def test_shared_text_is_its_runs_without_pronunciation() -> None:
    assert texts(only_table(sheet.read(with_shared_texts(0))))[1][0] == "结转"
    assert texts(only_table(sheet.read(with_shared_texts(1))))[1][0] == "新收\n数"


def test_shared_text_that_is_not_in_the_file_is_an_error_and_no_blank() -> None:
    with pytest.raises(ReadError, match="lacks the text of A2"):
        sheet.read(with_shared_texts(2))


def test_hidden_sheet_is_not_read_and_told() -> None:
    book, _ = workbook(GRID)
    draft = book.create_sheet("底稿")
    draft["A1"], draft["B1"] = "新收", 99
    draft.sheet_state = "veryHidden"
    document = sheet.read(saved(book))
    assert "99" not in [cell.text for table in document.tables() for cell in table.cells]
    assert codes(document) == ["hidden_sheet"]
    assert "sheet 底稿 is hidden" in document.issues[0].message


def test_title_prose_and_notes_are_text_and_tables_stand_between_them() -> None:
    prose = "本年度，本机关认真贯彻落实《政府信息公开条例》，主动公开政府信息三十条。"
    rows = [
        ["某局2023年政府信息公开工作年度报告"],
        [""],
        ["一、总体情况"],
        [prose],
        [""],
        ["二、情况"],
        *GRID,
        ["注：以上为全年数。"],
    ]
    document = sheet.read(saved(workbook(rows)[0]))
    shown = [(block.role, block.text) if isinstance(block, Text) else "table" for block in document.blocks]
    assert shown == [
        ("title", "某局2023年政府信息公开工作年度报告"),
        ("heading", "一、总体情况"),
        ("paragraph", prose),
        ("heading", "二、情况"),
        "table",
        ("paragraph", "注：以上为全年数。"),
    ]
    assert next(document.texts()).place.path == "sheet 表1 cell A1"


def test_last_label_with_blank_figures_stays_a_row_of_the_table() -> None:
    rows = [*GRID, ["四、结转下年度继续办理", "", ""]]
    assert texts(only_table(sheet.read(saved(workbook(rows)[0]))))[3] == ["四、结转下年度继续办理", "", ""]


def test_tables_side_by_side_are_two_and_a_spacer_column_is_none() -> None:
    beside = [[*row, "", *row] for row in [*GRID, ["合计", 1.0, 2.0]]]
    left, right = sheet.read(saved(workbook(beside)[0])).tables()
    assert texts(left) == texts(right)
    assert right.cells[0].place.path == "sheet 表1 cell E1"
    spaced = [[row[0], "", *row[1:]] for row in GRID]
    assert texts(only_table(sheet.read(saved(workbook(spaced)[0])))) == texts(
        only_table(sheet.read(saved(workbook(GRID)[0])))
    )


def test_line_breaks_of_a_cell_are_kept_and_its_padding_is_not() -> None:
    book, tab = workbook(GRID)
    tab["A2"] = "  新收\n申请　数 "
    assert texts(only_table(sheet.read(saved(book))))[1][0] == "新收\n申请 数"


def test_merge_keeps_its_text_once_and_covers_its_slots() -> None:
    cells = [SheetCell(0, 0, "申请人", 2, 1), SheetCell(0, 1, "合计", 1, 2), SheetCell(1, 1, 5.0), SheetCell(1, 2, 6.0)]
    for write in (to_xlsx, to_xls, to_xml):
        table = only_table(sheet.read(write({"表1": cells})))
        assert [(c.row, c.column, c.text, c.row_span, c.column_span) for c in table.cells] == [
            (0, 0, "申请人", 2, 1), (0, 1, "合计", 1, 2), (1, 1, "5", 1, 1), (1, 2, "6", 1, 1)
        ]  # fmt: skip


def test_addresses() -> None:
    for name, slot in {"A1": (0, 0), "C7": (6, 2), "AA10": (9, 26), "XFD1048576": (1_048_575, 16_383)}.items():
        assert (address(slot), slot_of(name)) == (name, slot)
    assert slot_of("$C$7") == (6, 2)
    assert [slot_of(odd) for odd in ("", "7", "C", "C0", "C7:D8", "表7")] == [None] * 6


def replace_part(data: bytes, path: str, old: str, new: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name).decode()
            assert name != path or old in content
            target.writestr(name, content.replace(old, new) if name == path else content)
    return buffer.getvalue()


def test_stray_cell_in_the_last_corner_costs_nothing() -> None:
    book, tab = workbook(GRID)
    tab["XFD1048576"] = "x"
    document = sheet.read(saved(book))
    assert texts(next(document.tables()))[1] == ["新收", "12", "7"]
    assert document.text() == "x"


def test_sheet_merged_over_everything_and_sheet_of_a_million_columns() -> None:
    data = saved(workbook(GRID)[0])
    merged = replace_part(
        data,
        "xl/worksheets/sheet1.xml",
        "</sheetData>",
        '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
    )
    document = sheet.read(merged)
    assert (document.text(), codes(document)) == ("事项", ["covered_cell"])
    cells = "".join(f"<c><v>{number}</v></c>" for number in range(100_000))
    wide = replace_part(data, "xl/worksheets/sheet1.xml", "<sheetData>", f"<sheetData><row>{cells}</row>")
    with pytest.raises(TooLarge, match="more columns than a sheet has"):
        sheet.read(wide)


def test_hostile_workbooks_end_as_one_error(monkeypatch: pytest.MonkeyPatch) -> None:
    data = saved(workbook(GRID)[0])
    part = "xl/worksheets/sheet1.xml"
    bomb = '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet'
    with pytest.raises(ReadError, match="declares a document type"):
        sheet.read(replace_part(data, part, "<worksheet", bomb))
    with pytest.raises(ReadError, match="no valid XML"):
        sheet.read(replace_part(data, part, "</sheetData>", ""))
    with pytest.raises(TooLarge):
        sheet.read(replace_part(data, part, "<sheetData>", "<sheetData>" + " " * 65_000_000))
    monkeypatch.setattr(sheet_model, "MOST_CELLS", 2000)
    many = "<row><c><v>1</v></c></row>" * 2001
    with pytest.raises(TooLarge, match="filled cells"):
        sheet.read(replace_part(data, part, "<sheetData>", f"<sheetData>{many}"))
    with pytest.raises(TruncatedFile):
        sheet.read(data[:-200])


def test_old_workbook_that_reaches_too_far_or_is_cut_off() -> None:
    old, tab = xls_book(GRID)
    tab.write(65_535, 255, "x")
    with pytest.raises(TooLarge, match="reaches to row 65,536 and column 256"):
        sheet.read(xls_bytes(old))
    whole = xls_bytes(xls_book(GRID)[0])
    for size in (520, 1500, 3000, len(whole) - 600):
        with pytest.raises(ReadError):
            read_document(whole[:size], hint="a.xls")


def test_workbook_without_content() -> None:
    with pytest.raises(EmptyFile, match="without content"):
        sheet.read(saved(workbook([])[0]))


def test_a_signature_below_the_text_is_text_and_no_table() -> None:
    rows = [["2023年政府信息公开工作年度报告"], [], ["云溪县教育局"], ["2024年1月22日"], [], *GRID]
    document = sheet.read(saved(workbook(rows)[0]))
    assert len(list(document.tables())) == 1
    assert [block.text for block in document.texts()][-2:] == ["云溪县教育局", "2024年1月22日"]

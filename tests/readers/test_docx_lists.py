"""Labels that Word's list function prints are part of the text."""

from __future__ import annotations

import pytest

from extractors.document import Document, TextBlock
from extractors.readers import docx
from extractors.readers.docx_numbering import chinese_number, format_number
from tests.readers.words import W, cell, package, paragraph, row, run, table


def shown(document: Document) -> list[str]:
    return [block.text if isinstance(block, TextBlock) else "TABLE" for block in document.blocks]


def lines(*body: str, **parts: str) -> list[str]:
    return shown(docx.read(package("".join(body), **parts)))


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

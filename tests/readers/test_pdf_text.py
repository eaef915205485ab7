"""Text outside tables: paragraphs joined, titles and headings told apart, page furniture left out, spaces only where they are."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from extractors.document import TextBlock
from extractors.readers.pdf import read
from extractors.readers.pdf_chars import Char
from extractors.readers.pdf_lines import chars_text, lines_of
from tests.readers.pdf_fixtures import FONT, PAGE, make_pdf, wrap

WIDTH = 475.0
STORY = (
    "本报告由某县人民政府办公室编制，统计期限自2023年1月1日起至2023年12月31日止。如有疑问，可与本办公室联系。",
    "一、总体情况",
    "全年受理申请119件，办结112件。各科室按照职责分工推进主动公开，做好政策解读，并定期抽查栏目更新的情况，对发现的问题逐项列出清单，限期整改。",
    "（一）主动公开。全县各单位对照目录公开信息，内容涵盖规划、财政、教育、医疗、住房等方面，群众可以在网站上按主题和单位查询，也可以到公共查阅点查阅。",
)


def typeset(canvas: Canvas, story: tuple[str, ...], top: float = 140, bottom: float = 760, size: float = 14) -> float:
    """Set paragraphs as a word processor does: first line indented by two characters, lines full, pages broken anywhere."""
    for text in story:
        for index, line in enumerate(wrap("　　" + text, WIDTH, size)):
            if top > bottom:
                canvas.showPage()
                top = 80
            canvas.setFont(FONT, size)
            shown = line.lstrip("　") if index == 0 else line
            canvas.drawString(60 + (2 * size if index == 0 else 0), PAGE[1] - top, shown)
            top += size * 1.7
    return top


def blocks(data: bytes) -> list[tuple[str, str]]:
    return [(block.role, block.text) for block in read(data).blocks if isinstance(block, TextBlock)]


def test_paragraphs_are_joined_and_headings_stand_alone() -> None:
    assert blocks(make_pdf(lambda canvas: typeset(canvas, STORY))) == [
        ("paragraph", STORY[0]),
        ("heading", STORY[1]),
        ("paragraph", STORY[2]),
        ("paragraph", STORY[3]),
    ]


@pytest.mark.parametrize("top", [690, 714, 738])
def test_paragraph_goes_on_over_a_page_break_with_its_page_number(top: int) -> None:
    def draw(canvas: Canvas) -> None:
        original = canvas.showPage

        def number_page() -> None:
            canvas.setFont("Helvetica", 9)
            canvas.drawCentredString(297, 30, f"- {canvas.getPageNumber()} -")
            original()

        canvas.showPage = number_page  # type: ignore[method-assign]
        typeset(canvas, STORY[2:], top=top)
        canvas.drawCentredString(297, 30, "- 2 -")

    document = read(make_pdf(draw))
    assert document.page_count == 2
    assert [block.text for block in document.texts()] == list(STORY[2:])
    assert next(document.texts()).place.page == 1


def test_large_centred_lines_are_one_title() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, 22)
        canvas.drawCentredString(297, PAGE[1] - 80, "某县人民政府")
        canvas.drawCentredString(297, PAGE[1] - 112, "2023年政府信息公开工作年度报告")
        typeset(canvas, STORY, top=160)

    assert blocks(make_pdf(draw))[0] == ("title", "某县人民政府2023年政府信息公开工作年度报告")


def test_running_header_and_footer_go_to_meta() -> None:
    def draw(canvas: Canvas) -> None:
        for number in (1, 2, 3):
            canvas.setFont(FONT, 9)
            canvas.drawString(60, PAGE[1] - 40, "某县政府信息公开")
            canvas.drawString(60, 30, f"第 {number} 页 共 3 页")
            canvas.drawString(300, 45, f"打印时间 2024/1/{number}")
            typeset(canvas, (STORY[2],), top=120)
            canvas.showPage()

    document = read(make_pdf(draw))
    assert [block.text for block in document.texts()] == [STORY[2]] * 3
    assert document.meta["page_header"] == "某县政府信息公开"
    assert document.meta["page_footer"] == "打印时间 2024/1/1"


def test_place_of_a_block_is_where_it_stands() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, 20)
        canvas.drawString(100, PAGE[1] - 200, "正文")

    (block,) = read(make_pdf(draw)).blocks
    assert block.place.bbox == pytest.approx((100, 200 - 0.86 * 20, 140, 200 + 0.14 * 20), abs=0.05)


def char(text: str, x0: float, x1: float, size: float = 10.0) -> Char:
    return Char(text, x0, x1, 100.0, size, int(x0))


@pytest.mark.parametrize(
    ("left", "right", "gap", "expected"),
    [
        ("1", "2", 4.9, "12"),
        ("1", "2", 5.1, "1 2"),
        ("总", "计", 9.0, "总计"),
        ("总", "计", 10.5, "总 计"),
        ("4", "年", 2.5, "4年"),
        ("4", "年", 7.5, "4 年"),
        ("a", "b", 2.0, "ab"),
        ("a", "b", 3.0, "a b"),
    ],
)
def test_gap_that_makes_a_space_depends_on_the_script(left: str, right: str, gap: float, expected: str) -> None:
    assert chars_text([char(left, 0, 5), char(right, 5 + gap, 10 + gap)]) == expected


@pytest.mark.parametrize(
    ("chars", "expected"),
    [
        ([("1", 0.0), ("1", 0.4), ("1", 5.5), ("1", 5.9)], "11"),  # each digit twice: bold
        ([("1", 0.0), ("1", 5.5), ("1", 0.4), ("1", 5.9)], "11"),  # the number twice: bold
        ([("1", 0.0), ("1", 2.2)], "1\ufffd"),  # one in bold, or eleven
        ([("1", 0.0), ("7", 0.8)], "1\ufffd"),  # a figure printed over another
        ([("总", 0.0), ("总", 1.2)], "总"),  # a shadow
        ([("1", 0.0), ("0", 4.4)], "10"),  # set close
    ],
)
def test_digits_printed_over_each_other_are_bold_or_not_read(chars: list[tuple[str, float]], expected: str) -> None:
    printed = [Char(text, x, x + 5.5, 100.0, 10.0, serial) for serial, (text, x) in enumerate(chars)]
    (line,) = lines_of(printed)
    assert line.text == expected


def test_narrow_digits_are_not_taken_for_bold() -> None:
    (line,) = lines_of([Char("1", 1.4 * place, 1.4 * (place + 1), 100.0, 10.0, place) for place in range(3)])
    assert line.text == "111"


def test_number_printed_twice_is_one_number() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for step, text in enumerate(("11", "1", "2211", "1000")):
            for shift in (0.0, 0.3, 0.5):
                canvas.drawString(60 + shift, 700 - 20 * step, text)

    assert "".join(read(make_pdf(draw)).text().split()) == "11122111000"


def test_printed_space_is_a_space() -> None:
    assert chars_text([char("总", 0, 10), char(" ", 10, 12), char(" ", 12, 15), char("计", 15, 25)]) == "总 计"


def test_baselines_that_differ_a_little_are_one_line() -> None:
    chars = [Char("规", 0, 10, 100.0, 10, 0), Char("1", 30, 35, 99.2, 12, 1), Char("章", 10, 20, 100.3, 10, 2)]
    assert [line.text for line in lines_of(chars)] == ["规章 1"]


def test_radicals_of_a_font_map_become_the_characters_they_print() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, 12)
        canvas.drawString(60, 700, "⼀⼆⼈⾏")

    data = make_pdf(draw)
    document = read(data)
    # The font may have no glyph for a radical; where it has, the ideograph must come out.
    assert not any("\u2f00" <= letter <= "\u2fdf" for letter in document.text())

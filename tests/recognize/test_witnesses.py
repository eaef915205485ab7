"""Organ, year, scope and date from several witnesses; what each of them said is kept."""

from __future__ import annotations

from extractors.document import Document, TextBlock
from extractors.recognize.sections import split_sections
from extractors.recognize.witnesses import Hints, ReportIdentity, identify


def ask(*blocks: str | TextBlock, meta: dict[str, str] | None = None, **hints: str) -> ReportIdentity:
    texts = tuple(block if isinstance(block, TextBlock) else TextBlock(block) for block in blocks)
    document = Document("html", texts, meta=meta or {})
    return identify(document, split_sections(texts), Hints(**hints))


def title(text: str) -> TextBlock:
    return TextBlock(text, "title")


def test_title_period_and_signature_agree() -> None:
    found = ask(
        title("云溪县教育局2023年政府信息公开工作年度报告"),
        "本报告数据统计期限自2023年1月1日起至2023年12月31日止。",
        "云溪县教育局",
        "2024年1月12日",
    )
    assert (found.organ, found.year, found.scope, found.published) == ("云溪县教育局", 2023, "own", "2024-01-12")
    assert found.issues == ()
    assert {(w.field, w.source, w.value) for w in found.witnesses} >= {
        ("organ", "title", "云溪县教育局"),
        ("organ", "signature", "云溪县教育局"),
        ("year", "title", "2023"),
        ("year", "period", "2023"),
        ("year", "signature", "2023"),
    }


def test_a_title_broken_over_two_lines_is_one_title() -> None:
    found = ask(
        "云溪县洪山区人民政府", "2023 年政府信息公开工作年度报告", "一、总体情况", "2023年，全区各部门公开工作平稳。"
    )
    assert (found.organ, found.year, found.scope) == ("云溪县洪山区人民政府", 2023, "aggregate")
    assert found.title == "云溪县洪山区人民政府2023年政府信息公开工作年度报告"


def test_a_title_without_year_takes_it_from_the_text() -> None:
    found = ask(title("云溪地区教育局信息公开工作年度报告"), "一、总体情况", "2021年度，云溪地区教育局认真公开信息。")
    assert (found.organ, found.year) == ("云溪地区教育局", 2021)


def test_a_title_that_kept_last_years_number_is_outvoted_and_reported() -> None:
    found = ask(
        title("云溪县教育局2022年政府信息公开工作年度报告"),
        "统计期限自2023年1月1日至2023年12月31日",
        "云溪县教育局",
        "2024年1月20日",
    )
    assert found.year == 2023
    assert [(i.code, i.level) for i in found.issues] == [("year_disagrees", "warning")]
    assert "2022 by title" in found.issues[0].message


def test_an_organ_that_no_title_names_is_taken_from_the_signature_not_from_the_site_office() -> None:
    found = ask(
        title("2015年政府信息公开工作年度报告"),
        "我局按时公开了信息。",
        "云溪县水务局",
        "2016年3月1日",
        meta={"contentsource": "云溪县政府信息公开办公室"},
    )
    assert found.organ == "云溪县水务局"


def test_without_any_witness_the_organ_stays_unknown_and_says_so() -> None:
    found = ask(title("2015年政府信息公开工作年度报告"), "我局按时公开了信息。")
    assert (found.organ, found.scope) == ("", None)
    assert [issue.code for issue in found.issues] == ["organ_unknown"]


def test_the_office_of_a_government_speaks_for_itself_a_government_for_all() -> None:
    assert ask(title("云溪市人民政府办公室2023年政府信息公开工作年度报告")).scope == "own"
    assert ask(title("云溪市人民政府2023年政府信息公开工作年度报告")).scope == "aggregate"
    assert ask(title("松岭镇人民政府2023年政府信息公开工作年度报告")).scope == "own"


def test_sections_are_known_by_their_words_not_by_their_number() -> None:
    blocks = [
        TextBlock("本报告依法编制。"),
        TextBlock("一、基本情况"),
        TextBlock("工作平稳。"),
        TextBlock("四、政府信息公开行政法复议、行政诉讼情况"),
        TextBlock("七、存在的主要问题及整改措施", "heading"),
        TextBlock("人手不够。\n- 7 -\n明年补上。"),
        TextBlock("六、其他需要报告的事项 无。"),
    ]
    assert [(s.number, s.text) for s in split_sections(blocks)] == [
        (0, "本报告依法编制。"),
        (1, "工作平稳。"),
        (4, ""),
        (5, "人手不够。\n明年补上。"),
        (6, "无。"),
    ]


def test_a_page_flattened_into_one_line_is_cut_before_its_headings() -> None:
    text = "依据条例编制。　　一、总体情况　　工作平稳。　　二、主动公开政府信息情况　　略。五、存在的主要问题及改进情况　　人手不够。"
    assert [(s.number, s.text) for s in split_sections([TextBlock(text)])] == [
        (0, "依据条例编制。"),
        (1, "工作平稳。"),
        (2, "略。"),
        (5, "人手不够。"),
    ]


def test_the_preamble_names_the_organ_where_title_and_signature_do_not() -> None:
    found = ask(
        title("2023年政府信息公开工作年度报告"),
        "根据《中华人民共和国政府信息公开条例》要求，云溪县司法局编制本报告。统计期限自2023年1月1日起至2023年12月31日止。",
        "一、总体情况",
        "2023年，编制公开指南，局办公室编制年度报告。",
    )
    assert (found.organ, found.issues) == ("云溪县司法局", ())


def test_words_before_a_verb_are_no_organ() -> None:
    for sentence in ("根据有关规定，我局编制本报告。", "本报告按照国务院办公厅要求编制。", "由本单位编制本报告。"):
        assert ask(title("2023年政府信息公开工作年度报告"), sentence).organ == ""

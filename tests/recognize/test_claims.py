"""What sentences state: the number, what it speaks of, and all the numbers near the right words that speak of else."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractors.document import Place, TextBlock
from extractors.recognize.claim_patterns import claim_names, claim_rules
from extractors.recognize.claims import read_claims
from extractors.recognize.passages import clean, sentences_of
from extractors.report import Claim, Scope

Stated = list[tuple[str, Decimal | int | str]]


def claims(*lines: str, year: int | None = 2023, scope: Scope | None = "own") -> tuple[Claim, ...]:
    blocks = [TextBlock(line, place=Place(path=f"line {number}")) for number, line in enumerate(lines, start=1)]
    return read_claims(sentences_of(blocks), year, scope)


def stated(*lines: str, year: int | None = 2023, scope: Scope | None = "own") -> list[tuple[str, Decimal]]:
    return [(claim.code, claim.value) for claim in claims(*lines, year=year, scope=scope)]


def wanted(*pairs: tuple[str, int | str]) -> list[tuple[str, Decimal]]:
    return [(code, Decimal(value)) for code, value in pairs]


Examples = list[tuple[str, list[tuple[str, int | str]]]]

STATEMENTS: Examples = [
    ("全年共收到政府信息公开申请35件。", [("received", 35)]),
    ("共接收各类政府信息公开申请 １２８ 宗。", [("received", 128)]),
    ("本年度受理公众提出的政府信息公开申请十二件。", []),
    ("本年度受理政府信息公开申请十二件。", [("received", 12)]),
    ("我局收到1,204件政府信息公开申请。", [("received", 1204)]),
    ("全年收办政府信息公开申请40件。", [("received_and_carried_in", 40)]),
    ("我局2023年未收到政府信息公开申请。", [("received", 0)]),
    ("本年度无依申请公开政府信息情况。", [("received", 0)]),
    ("未收到公民、法人和其他组织提出的政府信息公开申请。", [("received", 0)]),
    ("收到政府信息公开申请0件。", [("received", 0)]),
    ("办理依申请公开文件数24件。", [("handled", 24)]),
    (
        "受理信息公开申请300件，答复290件（含上年度结转申请4件，另有14件顺延到下年度答复）。",
        [("received", 300), ("processed", 290), ("carried_in", 4), ("carried_forward", 14)],
    ),
    (
        "收到信息公开申请9件，其中7件已按时答复，2件结转至2024年继续办理。",
        [("received", 9), ("processed", 7), ("carried_forward", 2)],
    ),
    (
        "政府信息公开申请中，予以公开10件、部分公开3件、不予公开2件、无法提供5件、不予处理1件、其他处理（含撤回）4件。",
        [
            ("granted", 10),
            ("partially_granted", 3),
            ("denied", 2),
            ("unavailable", 5),
            ("rejected", 1),
            ("other_handling", 4),
        ],
    ),
    (
        "办结的政府信息公开申请中，予以公开及部分公开12件，占48.0%。",
        [("granted_or_partially", 12), ("granted_or_partially_share", "48.0")],
    ),
    (
        "收到信息公开申请27件，其中自然人申请20件，法人或其他组织申请7件。",
        [("received", 27), ("from_natural_persons", 20), ("from_organisations", 7)],
    ),
    ("收到信息公开申请8件，同比下降20%。", [("received", 8), ("change_pct", -20)]),
    ("因政府信息公开引起的行政复议3件，行政诉讼1件。", [("reviews", 3), ("suits", 1)]),
    ("未发生因政府信息公开引起的行政复议和行政诉讼案件。", [("reviews", 0), ("suits", 0)]),
    ("因政府信息公开工作被申请行政复议、提起行政诉讼共5件。", [("reviews_and_suits", 5)]),
    (
        "政府信息公开行政复议9件，其中结果维持4件，结果纠正2件，其他结果2件，尚未审结1件。",
        [("reviews", 9), ("upheld", 4), ("corrected", 2), ("other_result", 2), ("pending", 1)],
    ),
    (
        "因信息公开被提起行政诉讼4起，其中未经复议直接起诉3起，复议后起诉1起。",
        [("suits", 4), ("suits_direct", 3), ("suits_after_review", 1)],
    ),
    (
        "制发行政规范性文件3件，废止1件，现行有效12件。",
        [("normative_docs_issued", 3), ("normative_docs_repealed", 1), ("normative_docs_in_force", 12)],
    ),
    ("出台规章2部。", [("regulations_issued", 2)]),
    (
        "作出行政许可决定1,234件、行政处罚决定56件、行政强制决定7件。",
        [("licensing_decisions", 1234), ("penalty_decisions", 56), ("coercion_decisions", 7)],
    ),
    ("行政事业性收费金额650.6万元。", [("admin_fees", "650.6")]),
    ("政府信息公开申请中，本机关不掌握相关信息8件。", [("unavailable_not_held", 8)]),
    ("政府信息公开申请中，商业企业申请4件。", [("from_businesses", 4)]),
    ("办结的政府信息公开申请中，予以公开10件，占37.0%。", [("granted", 10), ("granted_share", "37.0")]),
    (
        "新公开规范性文件6件，对外公开规范性文件总数88件。",
        [("normative_docs_disclosed", 6), ("normative_docs_disclosed_total", 88)],
    ),
]


@pytest.mark.parametrize(("sentence", "pairs"), STATEMENTS)
def test_a_sentence_states_these_numbers(sentence: str, pairs: list[tuple[str, int | str]]) -> None:
    assert stated(sentence) == wanted(*pairs)


FACTS: Examples = [
    ("全年收取政府信息公开信息处理费3,940元。", [("info_fee_yuan", 3940)]),
    ("收取信息处理费0.35万元。", [("info_fee_yuan", 3500)]),
    ("按照有关办法，本年度未收取信息处理费。", [("info_fee_yuan", 0)]),
    ("2023年没有产生信息处理费。", [("info_fee_yuan", 0)]),
    ("发出收费通知3件，实际收取信息处理费120元。", [("info_fee_notices", 3), ("info_fee_yuan", 120)]),
    ("主动公开政府信息2543条。", [("disclosed_items", 2543)]),
    ("通过网站、微信等渠道主动公开信息880条。", [("disclosed_items", 880)]),
    ("在政府网站主动公开政府信息1136条。", [("disclosed_on_website", 1136)]),
    ("政府信息公开申请中，传真申请1件。", [("requests_by_fax", 1)]),
    ("政府信息公开申请中，电子邮件申请3件。", [("requests_by_email", 3)]),
    ("政府信息公开申请中，网上申请3件。", [("requests_online", 3)]),
    ("政府信息公开申请中，邮寄申请3件。", [("requests_by_letter", 3)]),
    ("政府信息公开申请中，现场申请3件。", [("requests_in_person", 3)]),
]


@pytest.mark.parametrize(("sentence", "pairs"), FACTS)
def test_a_fact_that_no_table_holds(sentence: str, pairs: list[tuple[str, int | str]]) -> None:
    found = claims(sentence)
    assert [(claim.code, claim.value) for claim in found] == wanted(*pairs)
    assert all(claim.is_fact for claim in found)


@pytest.mark.parametrize(
    "sentence",
    [
        "2022年收到政府信息公开申请8件。",
        "去年收到政府信息公开申请8件。",
        "自2008年以来共受理政府信息公开申请300件。",
        "累计收到政府信息公开申请120件。",
        "2021年至2023年共收到政府信息公开申请52件。",
        "其中，收到政府信息公开申请3件。",
        "通过区政府门户网站收到政府信息公开申请3件。",
        "明年计划受理政府信息公开申请100件。",
        "受理网民留言12件，答复12件。",
        "收到群众来信12件。",
        "共受理投诉举报申请5件。",
        "全局办理行政复议35件，行政诉讼4件。",
        "共受理行政复议1起，行政诉讼5起，均与政府信息公开无关。",
        "报送行政规范性文件备案5件。",
        "门户网站访问量12万次。",
        "开展政务公开培训3次，培训人员120人次。",
        "未收到法人提出的政府信息公开申请。",
        "未发生因政府信息公开引起的行政复议被纠正案件。",
        "无逾期未答复的政府信息公开申请。",
        "对无依申请公开的单位进行通报。",
        "落实《政府信息公开信息处理费管理办法》第5条，每件收取100元。",
        "收到申请12,119件办结。",
        "依申请公开政府信息3条。",
        "答复政协提案办理情况12件。",
    ],
)
def test_a_number_that_speaks_of_something_else_is_no_claim(sentence: str) -> None:
    assert stated(sentence) == []


def test_a_comparison_with_last_year_holds_for_its_clause_only() -> None:
    text = "2023年收到政府信息公开申请12件，比2022年增加4件，办结11件。"
    assert stated(text) == wanted(("received", 12), ("processed", 11))
    text = "2022年收到政府信息公开申请8件，2023年收到政府信息公开申请12件。"
    assert stated(text) == wanted(("received", 12))


def test_the_year_in_words_makes_a_running_total_one_of_the_year() -> None:
    assert stated("2023年累计受理政府信息公开申请3件。") == wanted(("received", 3))
    assert stated("截至2023年12月31日，我街道共主动公开政府信息140余条。") == wanted(("disclosed_items", 140))


def test_the_heading_of_a_paragraph_says_what_a_bare_number_is_of() -> None:
    assert stated("（二）依申请公开情况。全年共收到申请14件，当年办结13件。") == wanted(
        ("received", 14), ("processed", 13)
    )
    assert stated("（二）依申请公开情况", "全年共收到申请14件，当年办结13件。") == wanted(
        ("received", 14), ("processed", 13)
    )
    assert stated("（二）建议提案办理情况。全年共收到申请14件，当年办结13件。") == []


def test_the_review_a_result_belongs_to_is_the_last_one_named() -> None:
    text = "政府信息公开行政复议5件，结果维持3件；政府信息公开行政诉讼4件，结果维持2件。"
    upheld = [claim for claim in claims(text) if claim.code == "upheld"]
    assert [(claim.value, claim.figures) for claim in upheld] == [
        (Decimal(3), "review_litigation.review.upheld"),
        (Decimal(2), "review_litigation.suit_direct.upheld + review_litigation.suit_after_review.upheld"),
    ]


def test_channels_of_one_sentence_are_facts_and_their_sum_a_claim() -> None:
    found = claims("收到信息公开申请27件，其中网络申请15件，信函申请10件，当面申请2件。")
    assert [(claim.code, claim.value, claim.is_fact) for claim in found] == [
        ("received", Decimal(27), False),
        ("requests_online", Decimal(15), True),
        ("requests_by_channel", Decimal(27), False),
        ("requests_by_letter", Decimal(10), True),
        ("requests_in_person", Decimal(2), True),
    ]


def test_a_list_of_places_adds_up_to_all() -> None:
    text = "全市共收到政府信息公开申请30件，其中青山县10件、白水区15件、黄石镇5件。"
    assert stated(text, scope="aggregate") == wanted(("received", 30), ("requests_by_place", 30))
    assert stated("全市共有政府信息公开申请点：青山县10个、白水区15个。", scope="aggregate") == []


def test_one_office_does_not_speak_for_the_area_nor_the_area_for_one_office() -> None:
    (office,) = claims("市政府办公室收到政府信息公开申请3件。", scope="aggregate")
    assert (office.value, office.reason) == (Decimal(3), "scope")
    (area,) = claims("全县共收到政府信息公开申请90件。", scope="own")
    assert (area.value, area.reason) == (Decimal(90), "scope")
    (own,) = claims("全县共收到政府信息公开申请90件。", scope="aggregate")
    assert own.reason == ""
    assert claims("各乡镇主动公开政府信息856条。", scope="aggregate") == ()


def test_a_rounded_number_says_so() -> None:
    (claim,) = claims("主动公开政府信息1.2万余条。")
    assert (claim.value, claim.is_approximate, claim.raw, claim.unit) == (Decimal(12000), True, "1.2万余条", "条")


def test_a_claim_has_its_sentence_section_and_place() -> None:
    found = claims(
        "一、总体情况", "工作有序。全年共收到政府信息公开", "申请７件。", "六、其他需要报告的事项", "未收取信息处理费。"
    )
    assert [(c.code, c.sentence, c.section, c.place.path) for c in found] == [
        ("received", "全年共收到政府信息公开申请７件。", 1, "line 2"),
        ("info_fee_yuan", "未收取信息处理费。", 6, "line 5"),
    ]


def test_a_comma_inside_a_number_is_told_from_one_between_clauses() -> None:
    assert clean("共1,234件，答复5件。") == "共1234件,答复5件。"
    assert clean("共12,234件,答复5件。") == "共12,234件,答复5件。"  # commas of both kinds in one sentence: left alone


def test_the_statistics_to_2018_have_their_own_claims() -> None:
    text = "召开新闻发布会2次，发布政策解读16条。"
    assert stated(text, year=2018) == wanted(("press_conferences", 2), ("policy_interpretations", 16))
    assert stated(text, year=2023) == []


def test_before_the_national_statistics_a_claim_names_no_figure() -> None:
    assert [claim.figures for claim in claims("2010年受理政府信息公开申请4件。", year=2010)] == [""]
    assert [claim.figures for claim in claims("2016年受理政府信息公开申请4件。", year=2016)] == [
        "stats_2014.req_received.value"
    ]


def test_every_code_has_a_name_in_both_languages() -> None:
    names = claim_names()
    assert {pattern.code for pattern in claim_rules().claims} <= set(names)
    assert {"requests_by_channel", "requests_by_place"} <= set(names)
    assert all(zh and en for zh, en in names.values())


def test_every_pattern_has_a_sentence_that_states_it() -> None:
    shown = {code for _, pairs in (*STATEMENTS, *FACTS) for code, _ in pairs}
    assert {pattern.code for pattern in claim_rules().claims if pattern.until is None} <= shown

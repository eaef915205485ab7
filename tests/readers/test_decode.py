"""Pages of any encoding, with any claim about it, give their characters or say how many were lost."""

from __future__ import annotations

import pytest

from extractors.extract import extract_bytes
from extractors.readers.text_decode import decode
from flows.demo_site import fill_report, render_html

FORM = fill_report("云溪县教育局", 2023, seed=4)
TEXT = "<p>云溪县教育局政府信息公开工作年度报告，本年新收政府信息公开申请数量为三件。</p>\n" * 4
TRADITIONAL = "<p>本署二零二三年政府資訊公開工作年度報告，本年新收的申請數量總計為三件，與上年相同。</p>\n" * 4


@pytest.mark.parametrize(
    "claim", ["gb2312", "utf-8", "big5", "iso-8859-1", "shift_jis", "euc-kr", "windows-1251", "no-such", None]
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_chinese_pages_are_read_whatever_they_claim(encoding: str, claim: str | None) -> None:
    decoded = decode(TEXT.encode(encoding), claim)
    assert (decoded.text, decoded.lost, decoded.issues()) == (TEXT, 0, ())


@pytest.mark.parametrize("claim", ["big5", "gb2312", "utf-8", None])
def test_big5_pages_are_read_whatever_they_claim(claim: str | None) -> None:
    assert decode(TRADITIONAL.encode("big5hkscs"), claim).text == TRADITIONAL


def test_a_gbk_include_in_a_utf8_page_is_read_in_its_own_encoding() -> None:
    page = TEXT * 5
    include = "<div>主办：云溪县人民政府办公室</div>\n"
    decoded = decode(page.encode() + include.encode("gb18030") + page.encode())
    assert decoded.text == page + include + page
    assert [(issue.code, issue.level) for issue in decoded.issues()] == [("mixed_encodings", "info")]


def test_a_utf8_include_in_a_gbk_page_is_read_in_its_own_encoding() -> None:
    page = TEXT * 5
    include = "<div>主办：云溪县人民政府办公室</div>\n"
    decoded = decode(page.encode("gb18030") + include.encode() + page.encode("gb18030"), "gbk")
    assert decoded.text == page + include + page
    assert [issue.code for issue in decoded.issues()] == ["mixed_encodings"]


def test_one_damaged_byte_costs_one_character_and_is_reported() -> None:
    data = TEXT.encode()
    at = data.index("局".encode())
    decoded = decode(data[:at] + b"\xff" + data[at + 3 :])
    assert decoded.text == TEXT.replace("局", "\ufffd", 1)
    assert [(issue.code, issue.level) for issue in decoded.issues()] == [("undecodable_bytes", "warning")]


def test_a_table_in_another_encoding_than_its_page_is_read_exactly() -> None:
    page = render_html(FORM, style="plain").decode()
    start, end = page.index("<table"), page.rindex("</table>")
    data = page[:start].encode() + page[start:end].encode("gb18030") + page[end:].encode()
    report = extract_bytes(data, hint="page.html")
    assert {(f.table, f.row, f.column): f.value for f in report.figures} == FORM.truth()

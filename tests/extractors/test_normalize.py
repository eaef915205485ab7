"""Folding gives the form of Unicode that labels are compared in, whatever punctuation stands in the text."""

from __future__ import annotations

import unicodedata

import pytest

from extractors.normalize import fold, label_key, squeeze


@pytest.mark.parametrize(
    "text",
    [
        "（一）予以公开，共１２件；其中：5％",
        "全角　空格！问号？",
        "，\u0301（\u0338：\u0338",  # a mark that joins the character before it
        "㈠①℃…ﾊﾟ",
        "plain ASCII, unchanged",
    ],
)
def test_folding_is_the_compatibility_form(text: str) -> None:
    assert fold(text) == unicodedata.normalize("NFKC", text)


def test_radicals_of_a_chromium_pdf_are_the_characters_they_were_printed_for() -> None:
    assert fold("⼀、总体情况（⾏政）") == "一、总体情况(行政)"
    assert fold("⻓江，⻔户") == "长江,门户"


def test_a_label_is_the_same_in_any_punctuation_and_spacing() -> None:
    assert label_key("（一）予以公开") == label_key("( 一 ) 予以 公开") == "一予以公开"
    assert squeeze("２０２３ 年，\n全年") == "2023年,全年"

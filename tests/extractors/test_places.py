"""Organs named without their place get that of their site; another place is reported."""

from __future__ import annotations

import pytest

from extractors.extract import Context, extract_bytes
from extractors.places import organ_with_place
from flows.demo_site import fill_report, render_html


@pytest.mark.parametrize(
    ("organ", "region", "whole"),
    [
        ("公安局", "白水县", "白水县公安局"),
        ("县教育局", "民和回族土族自治县", "民和回族土族自治县教育局"),
        ("市公安局", "贵阳市", "贵阳市公安局"),
        ("省财政厅", "陕西省", "陕西省财政厅"),
        ("自治区人民政府办公厅", "新疆维吾尔自治区", "新疆维吾尔自治区人民政府办公厅"),
        ("市场监督管理局", "白水县", "白水县市场监督管理局"),
        ("城市管理局", "贵阳市", "贵阳市城市管理局"),
        ("开发区管委会", "白水县", "白水县开发区管委会"),
        ("正阳街道办事处", "怀柔区", "怀柔区正阳街道办事处"),
        ("青石镇人民政府", "云溪县", "云溪县青石镇人民政府"),
        ("青石镇人民政府", "安顺市", "安顺市青石镇人民政府"),
        ("东城街街道办事处", "锡林郭勒盟", "锡林郭勒盟东城街街道办事处"),
    ],
)
def test_the_place_of_the_site_is_put_in_front(organ: str, region: str, whole: str) -> None:
    assert organ_with_place(organ, region) == (whole, "")


@pytest.mark.parametrize(
    ("organ", "region"),
    [
        ("白水县公安局", "白水县"),
        ("渭南市公安局", "白水县"),
        ("西秀区人民政府", "安顺市"),
        ("青石镇人民政府", "贵州省"),  # which of them, the site of a province does not say
        ("青石镇人民政府", "广西壮族自治区"),
        ("财政部", "全国"),
        ("国务院办公厅", "北京市"),
        ("国家税务总局白水县税务局", "白水县"),
        ("贵阳高新技术产业开发区管理委员会", "贵阳市"),
        ("公安局", ""),
        ("", "白水县"),
    ],
)
def test_a_name_with_a_place_or_a_site_without_one_is_left_as_it_is(organ: str, region: str) -> None:
    assert organ_with_place(organ, region) == (organ, "")


@pytest.mark.parametrize(
    ("organ", "region"), [("临渭区公安局", "白水县"), ("市公安局", "白水县"), ("渭南市公安局", "延安市")]
)
def test_another_place_is_reported_and_left(organ: str, region: str) -> None:
    name, disagreement = organ_with_place(organ, region)
    assert name == organ
    assert region in disagreement


def test_the_report_of_a_site_carries_the_whole_name_and_says_why() -> None:
    page = render_html(fill_report("公安局", 2023), style="plain")
    report = extract_bytes(page, context=Context("https://a.org/1.html", region_name="白水县"))
    assert report.organ == "白水县公安局"
    assert "organ_place_from_site" in {issue.code for issue in report.issues}
    elsewhere = extract_bytes(page, context=Context("https://a.org/1.html"))
    assert elsewhere.organ == "公安局"

"""Titles of list rows and pages -> organ, year, and whether the thing is an annual report at all.

Columns of annual reports also hold interpretations, notices, tables about web sites and reports on other subjects, and
titles come in every order (``2022年武义县教育局…``, ``武昌区司法局2022年度…``, organ or year missing, printed twice). See
CMS.md §9. Patterns here; words that mark look-alikes are in ``titles.yaml``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import yaml

from extractors.normalize import squeeze

_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九Oo", "000123456789" + "00")
_CHINESE_YEAR = re.compile(r"[二2][〇○零0Oo][〇○零一二三四五六七八九0-9Oo]{2}(?=年|度|-)")
_YEAR = re.compile(r"(?<!\d)(20[012]\d)(?!\d)")
_SUBJECT = re.compile(
    r"(?P<subject>(?:政府|政务)?信息(?:与政务)?公开(?:工作)?|政务公开(?:工作)?)"
    r"(?P<mid>(?:20[012]\d)?(?:年度?|度)?(?:工作|年度|情况|执行)*)(?P<noun>报告|年报|总结|情况统计表|统计表)"
)
_TRADITIONAL = re.compile("[報區縣鎮鄉務廳開動會國衛環農業體藥監產財發設學實無條處與導為當東灣廣雲貴陝寧遼蘇滬鐵]")
_VERBS = "关于|发布|公布|公开发布|报送|印发|编制|转发|现将|根据|按照"
# 报告 may be followed by a version or a page number, not by a clause.
_LONGEST_REST = 3
_REGION_END = re.compile(r"(?:省|市|自治区|特别行政区|自治州|州|盟|地区|县|区|旗|新区|开发区|实验区)$")


@dataclass(frozen=True, slots=True)
class TitleReading:
    """What a title says.

    Attributes:
        organ: name as printed without the year, "" when the title names none; a bare region becomes its government.
        year: report year, None when the title has none.
        is_report: whether this can be an annual report; the body decides in the end.
        reason: why not ("" when it can be), the word that told it.
        is_sentence: the words go on behind the title, or commas stand in it: it speaks of a report, it is no heading.
    """

    organ: str
    year: int | None
    is_report: bool
    reason: str
    is_sentence: bool = False


@lru_cache(maxsize=1)
def _lookalikes() -> tuple[tuple[re.Pattern[str], str], ...]:
    data = yaml.safe_load((resources.files(__package__) / "titles.yaml").read_text(encoding="utf-8"))
    return tuple((re.compile(entry["pattern"]), entry["reason"]) for entry in data["lookalikes"])


def arabic_years(text: str) -> str:
    """Squeezed text with years in Chinese numerals or with the letter O made digits (二〇二一年 -> 2021年)."""
    return _CHINESE_YEAR.sub(lambda match: match[0].translate(_CHINESE_DIGITS), squeeze(text))


@lru_cache(maxsize=4096)
def simplified(text: str) -> str:
    """Text in simplified characters: mirrors and some old pages print titles in traditional ones (蜀山區教育體育局)."""
    if text.isascii():
        return text
    import zhconv  # its tables take long to load

    return str(zhconv.convert(text, "zh-hans"))


def parse_title(title: str) -> TitleReading:
    """Read one title. Never raises; a title that says nothing gives an empty reading with a reason."""
    text = _once(arabic_years(_simplified_title(title)))
    years = [int(match) for match in _YEAR.findall(text)]
    if not text:
        return TitleReading("", None, False, "empty title")
    latin = sum(character.isascii() and character.isalpha() for character in text)
    if latin > 0.7 * len(text):
        return TitleReading("", years[0] if years else None, False, "English page")
    for pattern, reason in _lookalikes():
        if match := pattern.search(text):
            return TitleReading("", years[0] if years else None, False, f"{reason} ({match[0]})")
    match = _SUBJECT.search(text)
    if match is None:
        return TitleReading("", years[0] if years else None, False, "no annual report on government information")
    head = text[: match.start()]
    if match["subject"].startswith("政务公开") and match["noun"] not in ("报告", "年报"):
        return TitleReading(_organ(head), _year(head, match[0]), False, "政务公开 matter other than the annual report")
    rest = re.sub(r"[\(\[【〔][^\)\]】〕]*[\)\]】〕]", "", text[match.end() :])
    is_sentence = len(rest) > _LONGEST_REST or re.search(r"[,，。;；:：]", head) is not None
    return TitleReading(_organ(head), _year(head, match[0]), True, "", is_sentence)


def _simplified_title(title: str) -> str:
    """Only titles with characters that are traditional for sure are converted: 乾 and 著 are right in simplified names."""
    return simplified(title) if _TRADITIONAL.search(title) else title


def _once(text: str) -> str:
    """A title printed twice in a row, once."""
    half = len(text) // 2
    if len(text) % 2 == 0 and text[:half] == text[half:]:
        return text[:half]
    return text


def _year(head: str, subject: str) -> int | None:
    """The year nearest before the subject (``关于2021年…2022年政府信息公开…`` means 2022), else one inside it."""
    years = _YEAR.findall(head) or _YEAR.findall(subject)
    return int(years[-1]) if years else None


def _organ(head: str) -> str:
    """The organ in what stands before the subject: years, brackets, numbers and verbs around it taken away."""
    name = re.sub(r"(?<!\d)20[012]\d(?:年度|年|度)?(?:-20[012]\d(?:年度|年|度)?)?", "", head)
    name = re.sub(r"^(?:附件\d*[:：]?|[\(\[【〔][^\)\]】〕]*[\)\]】〕]|\d{1,3}[.、．])", "", name)
    name = re.sub(rf"^(?:{_VERBS})+", "", name)
    name = re.sub(rf"(?:{_VERBS})+$", "", name)
    name = re.sub(r"^[年度]+|年度$|年$|\(?本级\)?$|的$", "", name)
    name = name.strip('-—_:：·.,，。、《》<>"“”年')
    if not name or name in ("本", "我局", "本局", "本机关", "我单位") or re.search(r"[,，。;；:：《》]", name):
        return ""
    return complete_organ(name)


def complete_organ(name: str) -> str:
    """A bare region as the organ that reports for it: 上海市 -> 上海市人民政府, 苏巷镇 -> 苏巷镇人民政府, 东街街道 -> …办事处."""
    if name.endswith("街道"):
        return name + "办事处"
    if re.search(r"[^街](?:镇|乡)$", name) or _REGION_END.search(name):
        return name + "人民政府"
    if name.endswith("政府") and not name.endswith(("人民政府", "区政府办")):
        return name.removesuffix("政府") + "人民政府"
    return name

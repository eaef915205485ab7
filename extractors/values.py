"""Text of a value cell -> kind and value, exactly, or no value at all.

Cells hold more than digits: units, remarks in brackets, signs, separators, slashes for "none" (FORMAT.md §5.3). What
is not plainly a number stays text without a value; nothing is guessed.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from extractors.normalize import fold, one_line, squeeze
from extractors.records import record
from extractors.report import Kind

_DASHES = frozenset(("/", "\\", "-", "--", "—", "——", "–", "―", "─", "*", "无", "/无"))
_NUMBER = r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_PLAIN = re.compile(_NUMBER)
UNITS = ("亿元", "万元", "元", "件次", "人次", "件", "宗", "份", "条", "项", "个", "次", "人", "篇", "部", "起")
"""What is typed behind a number; the longer ones first."""
_WITH_UNIT = re.compile(rf"({_NUMBER})({'|'.join(UNITS)})")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?: \d{3})+(?:\.\d+)?")
_PLAIN_GAP = re.compile(r"\d +\d")
_FOOTNOTE = re.compile(r"(?<=\d)[\u00b9\u00b2\u00b3\u2070-\u2079\u2460-\u2487*＊※]+")
_MARK_BEFORE = re.compile(r"\s*[\u00b9\u00b2\u00b3\u2070-\u2079\u2460-\u2487]+\s*\d")
_UNIT_IN_BRACKETS = re.compile(rf"({_NUMBER})[\(\[【〔](?:单位[:：]?)?(亿元|万元|元|件)[\)\]】〕]")
_REMARK = r"[\(\[【〔].*[\)\]】〕]"
_WITH_REMARK = re.compile(rf"({_NUMBER})({_REMARK})")
_WITH_UNIT_AND_REMARK = re.compile(rf"{_WITH_UNIT.pattern}{_REMARK}")
_MONEY = {
    "元": Decimal(1),
    "百元": Decimal(100),
    "千元": Decimal(1_000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "亿元": Decimal(100_000_000),
}


@record(frozen=True, slots=True)
class CellValue:
    """What a value cell says.

    ``unit`` is the unit typed into the cell ("" when none). ``note`` names what was unusual about the cell: ``remark``
    (text in brackets or a footnote mark behind the number), ``broken`` (the number runs over a line break), ``grouped``
    (a plain space stands between its groups of three digits: it may as well be two numbers), "" otherwise.
    """

    kind: Kind
    value: Decimal | None
    raw: str
    unit: str = ""
    note: str = ""


@lru_cache(maxsize=16_384)
def parse_value(text: str) -> CellValue:
    """Read one value cell. A dash is 0 with kind ``dash``; an empty cell is ``blank`` with no value yet."""
    if text.isascii() and text.isdigit():
        return _number(text, text, "", "")
    raw = one_line(text)
    if _MARK_BEFORE.match(text):
        return CellValue("text", None, raw)  # ¹976: folded, the mark would become a digit
    plain = _FOOTNOTE.sub("", text)  # before folding, which would make ① or ² a digit of the number
    packed = squeeze(plain).replace("−", "-")
    if not packed:
        return CellValue("blank", None, raw)
    if packed in _DASHES:
        return CellValue("dash", Decimal(0), raw)
    if packed in ("零", "〇"):
        return CellValue("zero", Decimal(0), raw)
    lines = [one_line(fold(line)) for line in plain.splitlines() if line.strip()]
    if any(re.search(r"[\d.,] +[\d.,]", line) and not _GROUPED.fullmatch(line) for line in lines):
        return CellValue("text", None, raw)  # two numbers in one cell: which one is it?
    note = "remark" if plain != text else ""
    if len(lines) > 1 and any(re.search(r"[\d.,]$", a) and re.match(r"[\d.,]", b) for a, b in pairwise(lines)):
        note = "broken"
    elif _PLAIN_GAP.search(plain):  # a no-break or thin space is a thousands separator, and nothing else
        note = "grouped"
    if _PLAIN.fullmatch(packed):
        return _number(packed, raw, "", note)
    if match := _WITH_UNIT.fullmatch(packed) or _UNIT_IN_BRACKETS.fullmatch(packed):
        return _number(match[1], raw, match[2], note)
    if match := _WITH_UNIT_AND_REMARK.fullmatch(packed):
        return _number(match[1], raw, match[2], note or "remark")
    if match := _WITH_REMARK.fullmatch(packed):
        return _number(match[1], raw, "", note or "remark")
    return CellValue("text", None, raw)


@lru_cache(maxsize=16_384)
def looks_like_value(text: str) -> bool:
    """True for an empty cell and for anything ``parse_value`` gives a value for; labels are neither."""
    return parse_value(text).kind != "text"


def convert_money(value: Decimal, from_unit: str, to_unit: str) -> Decimal | None:
    """Exact conversion between units of 元 (百元, 千元, 万元 …); None when either is no unit of money."""
    if from_unit not in _MONEY or to_unit not in _MONEY:
        return None
    return value * _MONEY[from_unit] / _MONEY[to_unit]


def _number(digits: str, raw: str, unit: str, note: str) -> CellValue:
    value = Decimal(digits.replace(",", ""))
    return CellValue("zero" if value == 0 else "number", value, raw, unit, note)

"""numbering.xml -> the labels that Word prints before paragraphs of automatic lists.

Labels such as 一、 and 1. of the official forms are often typed by Word's list function: they are on paper and nowhere
in the text, and without them rows and sections lose the number they are known by.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from extractors.readers.docx_package import W
from extractors.readers.docx_styles import value_of

_DIGITS = "〇一二三四五六七八九"
_LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
_ROMAN_SMALL = ((9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: first number, number format, pattern such as ``%1、``, level that restarts it (0 = never)."""

    start: int = 1
    form: str = "decimal"
    pattern: str = ""
    restart: int | None = None
    is_legal: bool = False


@dataclass(slots=True)
class Numbering:
    """Lists of a document, and how far each has counted."""

    abstract_of: dict[str, str] = field(default_factory=dict)
    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    overrides: dict[tuple[str, int], Level | int] = field(default_factory=dict)
    counters: dict[str, dict[int, int]] = field(default_factory=dict)
    started: set[str] = field(default_factory=set)

    def label(self, number_id: str, level: int) -> str:
        """Count one paragraph of a list and give its label, "" for bullets and unknown lists."""
        abstract = self.abstract_of.get(number_id)
        if abstract is None:
            return ""
        counters = self.counters.setdefault(abstract, {})
        if number_id not in self.started:
            self.started.add(number_id)
            for (owner, at), override in self.overrides.items():
                if owner == number_id and isinstance(override, int):
                    counters[at] = override - 1
        own = self._level(number_id, abstract, level)
        counters[level] = counters.get(level, own.start - 1) + 1
        for deeper in [at for at in counters if at > level]:
            restart = self._level(number_id, abstract, deeper).restart
            if restart is None or level < restart:
                del counters[deeper]
        return self._format(number_id, abstract, own, counters)

    def _level(self, number_id: str, abstract: str, level: int) -> Level:
        override = self.overrides.get((number_id, level))
        return override if isinstance(override, Level) else self.levels.get(abstract, {}).get(level, Level())

    def _format(self, number_id: str, abstract: str, own: Level, counters: Mapping[int, int]) -> str:
        if own.form == "bullet":
            return ""

        def number(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            level = self._level(number_id, abstract, at)
            return format_number(counters.get(at, level.start), "decimal" if own.is_legal else level.form)

        return re.sub(r"%([1-9])", number, own.pattern)


def read_numbering_part(root: etree._Element | None) -> Numbering:
    """Index the numbering part."""
    numbering = Numbering()
    if root is None:
        return numbering
    for abstract in root.iterfind(f"{W}abstractNum"):
        name = str(abstract.get(f"{W}abstractNumId", ""))
        numbering.levels[name] = {_index(level): _read_level(level) for level in abstract.iterfind(f"{W}lvl")}
    for number in root.iterfind(f"{W}num"):
        name = str(number.get(f"{W}numId", ""))
        numbering.abstract_of[name] = value_of(number, "abstractNumId")
        for override in number.iterfind(f"{W}lvlOverride"):
            level, start = override.find(f"{W}lvl"), value_of(override, "startOverride")
            if level is not None:
                numbering.overrides[name, _index(override)] = _read_level(level)
            elif start.isdigit():
                numbering.overrides[name, _index(override)] = int(start)
    return numbering


def _index(element: etree._Element) -> int:
    text = str(element.get(f"{W}ilvl", "0"))
    return int(text) if text.isdigit() else 0


def _read_level(level: etree._Element) -> Level:
    start, restart = value_of(level, "start"), value_of(level, "lvlRestart")
    return Level(
        start=int(start) if start.isdigit() else 1,
        form=value_of(level, "numFmt") or "decimal",
        pattern=value_of(level, "lvlText"),
        restart=int(restart) if restart.isdigit() else None,
        is_legal=level.find(f"{W}isLgl") is not None,
    )


def format_number(number: int, form: str) -> str:
    """A number in one of Word's formats (ST_NumberFormat); formats not listed here are written as decimal."""
    formatter = _FORMATS.get(form)
    return formatter(number) if formatter is not None and number > 0 else str(number)


def chinese_number(number: int) -> str:
    """Chinese counting: 一 … 十, 十一, 二十, 一百〇五; numbers from 1000 digit by digit."""
    if number >= 1000:
        return _each_digit(number, _DIGITS)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "〇"
    return text + (_DIGITS[ones] if ones else "")


def _each_digit(number: int, digits: str) -> str:
    return "".join(digits[int(digit)] for digit in str(number))


def _legal(number: int) -> str:
    text = chinese_number(number)
    if text.startswith("十"):
        text = "一" + text
    return text.translate(str.maketrans(_DIGITS + "十百", _LEGAL_DIGITS + "拾佰"))


def _letters(number: int) -> str:
    """a … z, then aa, bb …, as Word counts."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    text = ""
    for value, letters in (*_ROMAN, *_ROMAN_SMALL):
        count, number = divmod(number, value)
        text += letters * count
    return text


def _enclosed(first: str, count: int) -> Callable[[int], str]:
    return lambda number: chr(ord(first) + number - 1) if number <= count else str(number)


_FORMATS: Mapping[str, Callable[[int], str]] = {
    "none": lambda number: "",
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": lambda number: _each_digit(number, "０１２３４５６７８９"),
    "decimalFullWidth2": lambda number: _each_digit(number, "０１２３４５６７８９"),
    "decimalEnclosedCircle": _enclosed("①", 20),
    "decimalEnclosedCircleChinese": _enclosed("①", 20),
    "decimalEnclosedParen": _enclosed("⑴", 20),
    "decimalEnclosedFullstop": _enclosed("⒈", 20),
    "chineseCounting": chinese_number,
    "chineseCountingThousand": chinese_number,
    "japaneseCounting": chinese_number,
    "taiwaneseCounting": chinese_number,
    "taiwaneseCountingThousand": chinese_number,
    "ideographDigital": lambda number: _each_digit(number, _DIGITS),
    "japaneseDigitalTenThousand": lambda number: _each_digit(number, _DIGITS),
    "taiwaneseDigital": lambda number: _each_digit(number, _DIGITS),
    "chineseLegalSimplified": _legal,
    "ideographLegalTraditional": _legal,
    "ideographTraditional": lambda number: _STEMS[number - 1] if number <= len(_STEMS) else str(number),
    "ideographZodiac": lambda number: _BRANCHES[number - 1] if number <= len(_BRANCHES) else str(number),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
}

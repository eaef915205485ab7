"""Value and number format of a spreadsheet cell -> its text as printed, exactly.

A sheet stores 0.125 and prints 12.5%, stores 45306 and prints a day, stores 96171.600000000006 and prints 96171.6. The
stored value is what counts, to the 15 digits a sheet shows; what a format rounds away or scales (万元 by ``0!.0,``) is told
to the reader of the issue, and never passed over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal

Note = Literal["", "rounded", "scaled", "invisible"]

BUILTIN_FORMATS = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm",
    19: "h:mm:ss",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: "yyyy年m月",
    28: "m月d日",
    29: "m月d日",
    30: "m-d-yy",
    31: "yyyy年m月d日",
    32: "h:mm",
    33: "h:mm:ss",
    36: "yyyy年m月",
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss",
    48: "0.0E+0",
    50: "yyyy年m月",
    57: "yyyy年m月",
    58: "m月d日",
}
"""Formats by number that files do not spell out (27 to 58 as in Chinese Excel)."""

_STORED = re.compile(r"[+-]?(?:\d{1,400}\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|!(.)|_.|\*.|\[[^\]]*\]')
_DATE_CODE = re.compile(r"[yd]|h|(?<![a-z])s|m", re.IGNORECASE)
_DIGITS = re.compile(r"[0#?]")
_SCALED = re.compile(r"[0#?],+(?![,0#?.]|\.?[0#?])")
_SPLIT_BY_LITERAL = re.compile(r"[0#?](?:!.|\\.|\"[^\"]*\")+[.,]?[0#?]")
_WHITE = re.compile(r"\[(?:white|白色|color\s?2)\]", re.IGNORECASE)
_CONDITION = re.compile(r"\[[<>=]")
_LARGEST_SERIAL = 2_958_465  # 31 December 9999
_EPOCH_1900, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
_CURRENCY = re.compile(r"[¥￥$€£\s+()（）-]+")


@dataclass(frozen=True, slots=True)
class Printed:
    """The text of a cell, and what its format does to the value that the text does not show."""

    text: str
    note: Note = ""


@dataclass(frozen=True, slots=True)
class _Format:
    kind: Literal["general", "number", "percent", "date", "scaled", "invisible"]
    decimals: int | None = None
    unit: str = ""
    pattern: str = ""


def print_number(value: float, code: str = "General", *, is_1904: bool = False) -> Printed:
    """Text of a number under a number format."""
    form = _format(code)
    number = plain(value)
    if form.kind == "date" and 0 <= value <= _LARGEST_SERIAL:
        return Printed(_date(value, form.pattern, _EPOCH_1904 if is_1904 else _EPOCH_1900))
    if form.kind == "scaled":
        return Printed(f"{number} as {code}", "scaled")  # no number to whoever reads the cell
    if form.kind == "invisible":
        return Printed("", "invisible")
    if form.kind == "percent":
        return Printed(f"{plain(float(Decimal(number) * 100))}%")
    is_rounded = form.decimals is not None and round(Decimal(number), form.decimals) != Decimal(number)
    return Printed(number + form.unit, "rounded" if is_rounded else "")


def number_of(text: str) -> float | None:
    """The number an XML file stores as text, None for what is none."""
    return float(text) if _STORED.fullmatch(text.strip()) else None


def plain(value: float) -> str:
    """A number as a sheet shows it in a cell wide enough: 12.0 as 12, no exponent, 15 significant digits."""
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    text = format(Decimal(format(value, ".15g")), "f")
    return text.rstrip("0").rstrip(".") if "." in text else "0" if text == "-0" else text


@lru_cache(maxsize=512)
def _format(code: str) -> _Format:
    if code in ("", "@") or code.lower() == "general":
        return _Format("general")
    section = code.split(";")[0]
    if not code.strip(";").strip() or _WHITE.search(code):
        return _Format("invisible")
    if _CONDITION.search(code) and not all(_DIGITS.search(_LITERAL.sub("", one)) for one in code.split(";")):
        return _Format("scaled")  # words instead of some numbers, and which ones only the condition tells
    if any(_SCALED.search(_unbracketed(p)) or _SPLIT_BY_LITERAL.search(p) or _adds_digits(p) for p in code.split(";")):
        return _Format("scaled")
    bare = _LITERAL.sub("", section)
    if re.search("general|standard|g/", bare, re.IGNORECASE):
        return _Format("number", unit=_CURRENCY.sub("", "".join(m[1] or "" for m in _LITERAL.finditer(section))))
    if not _DIGITS.search(bare):
        return _Format("date", pattern=bare.lower()) if _DATE_CODE.search(bare) else _Format("general")
    if "%" in bare:
        return _Format("percent")
    if "/" in bare or "e" in bare.lower():
        return _Format("number")
    return _Format("number", len(_DIGITS.findall(bare.partition(".")[2])), _unit(section))


def _adds_digits(section: str) -> bool:
    """Whether a format prints digits of its own (``\"1\"0``: 12 is shown as 112)."""
    said = ("".join(filter(None, match.groups())) for match in _LITERAL.finditer(section))
    return any(character.isdigit() for text in said for character in text)


def _unbracketed(section: str) -> str:
    return re.sub(r"\[[^\]]*\]|\"[^\"]*\"", "", section)


def _unit(section: str) -> str:
    """Words a format prints behind the number (``0"件"``); signs of currency are no unit here."""
    last = max(match.end() for match in _DIGITS.finditer(section))
    unit = "".join(match[1] or match[2] or match[3] or "" for match in _LITERAL.finditer(section[last:]))
    return "" if _CURRENCY.fullmatch(unit) else unit.strip()


def _date(serial: float, pattern: str, epoch: datetime) -> str:
    moment = epoch + timedelta(days=int(serial), seconds=round(serial % 1 * 86_400))
    day = []
    if "y" in pattern:
        day.append(f"{moment.year}年")
    if re.search(r"m", re.sub(r"h+:m+|m+:s+", "", pattern)):
        day.append(f"{moment.month}月")
    if "d" in pattern:
        day.append(f"{moment.day}日")
    clock = f"{moment:%H:%M:%S}" if "s" in pattern else f"{moment:%H:%M}" if "h" in pattern else ""
    return " ".join(filter(None, ("".join(day), clock)))

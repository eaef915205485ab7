"""Number words of a sentence -> exact decimals: ``3119``, ``三十五``, ``1.2万余``, ``近百``.

Sentences round where tables do not: 余, 多, 近, 约 and 万 say that the number is not the exact one. Whatever names no
number of its own (数十, 若干) is none.
"""

from __future__ import annotations

import re
from decimal import Decimal

from extractors.records import record

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_SCALES = {"": Decimal(1), "万": Decimal(10_000), "亿": Decimal(100_000_000)}

ABOUT = r"(?:大约|将近|接近|近|约|逾|超过|超|上)"
# A number never begins inside another one, and 第三 or 十几 are no counts.
NUMBER = (
    rf"(?P<about>{ABOUT})?(?<![\d.第])(?P<digits>\d+(?:\.\d+)?|(?<![数几])[〇零一二两三四五六七八九十百千]+)"
    r"(?P<more>[余多])?(?P<scale>[万亿])?(?P<rest>[余多])?"
)


@record(frozen=True, slots=True)
class Stated:
    """A number as a sentence states it.

    ``step`` is the unit of its last digit that is not a filled-up 0: 450余 is exact to 10, 1.2万 to 1000.
    """

    value: Decimal
    is_approximate: bool
    step: Decimal


def stated_number(match: re.Match[str], *, is_money: bool = False) -> Stated | None:
    """The number of a match of ``NUMBER``; None for characters that form none (``百十``).

    ``万`` rounds a count; an amount of money in 万元 is as exact as its digits.
    """
    digits, scale = match["digits"], match["scale"] or ""
    plain = Decimal(digits) if digits[0].isascii() else _chinese(digits)
    if plain is None:
        return None
    value = plain * _SCALES[scale]
    is_rounded = bool(match["about"] or match["more"] or match["rest"]) or (bool(scale) and not is_money)
    return Stated(value, is_rounded, _step(digits, plain) * _SCALES[scale])


def _step(digits: str, plain: Decimal) -> Decimal:
    if "." in digits:
        return Decimal(1).scaleb(-len(digits.partition(".")[2]))
    whole = str(int(plain))
    return Decimal(10) ** (len(whole) - len(whole.rstrip("0"))) if plain else Decimal(1)


def _chinese(text: str) -> Decimal | None:
    """Value of a Chinese numeral below 10 000; None when the characters stand in no order that is one."""
    if all(character in _DIGITS for character in text):
        return Decimal(int("".join(str(_DIGITS[character]) for character in text)))
    total, digit, smallest = 0, None, 10_000
    for character in text:
        if character in _SMALL:
            size = _SMALL[character]
            if size >= smallest or digit == 0 or (digit is None and total):
                return None
            total += (1 if digit is None else digit) * size
            digit, smallest = None, size
        elif digit not in (None, 0):
            return None
        else:
            digit = _DIGITS[character]
    return Decimal(total + (digit or 0))

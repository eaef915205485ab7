"""Two spellings of a label -> whether the one can be the other misprinted, or says something else.

A label that lost a character or gained a slip is still known by what it has in common with the form's. But one word more
or less may turn it around (不予公开 for 予以公开, 上年行政处罚 for 行政处罚), and then the likeness is large and means nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from extractors.normalize import without_enumerator

# What differs, on either side: negations, other times, and what is not yet or no longer.
_TURNS = re.compile(r"[非不未无没否勿莫拟已上去往历昨前下次明累失半季预]")
# What is added to a label and narrows or widens it.
_NARROWS = re.compile(r"其中|部分|除|以外|之外|[额率比]|均|党|草案|含|等|[\d〇一二三四五六七八九十]")
# The same, of what a recogniser of pictures never adds to a label by mistake.
_ADDED = re.compile(r"[非不未无拟]|上年|去年|往年|历年|其中|累计|上半|下半")
_SHORT_LABEL = 8
# Negations without which the rest of their label makes no sense: without them it is misprinted, and not another label.
_NEEDED = ("不再处理", "不补正")
_LEAST_LIKE_HEADER = 0.5


@lru_cache(maxsize=4096)
def is_another(printed: str, official: str) -> bool:
    """Whether the difference between two label keys may change what they mean.

    A label cut at its end is the same, and so is one with two characters in the wrong order. In a short label every word counts: it may have lost a character, but none is added to it or put for another.
    """
    bare, whole = without_enumerator(printed), without_enumerator(official)
    if whole.startswith(bare) or sorted(whole) == sorted(bare):
        return False
    if any(words in whole and bare == whole.replace(words, words[1:]) for words in _NEEDED):
        return False
    for tag, old, new in _differences(bare, whole):
        if _TURNS.search(old) or _TURNS.search(new) or _NARROWS.search(new):
            return True
        if tag != "delete" and len(whole) <= _SHORT_LABEL:
            return True
    return False


@lru_cache(maxsize=4096)
def adds_a_word(printed: str, official: str) -> bool:
    """Whether a printed label has a word that turns or narrows it and that the official one does not have there."""
    bare, whole = without_enumerator(printed), without_enumerator(official)
    return any(_ADDED.search(new) for _, _, new in _differences(bare, whole))


def is_other_header(printed: str, spellings: Iterable[str]) -> bool:
    """Whether a header of unknown words, at the place of a column spelt so (label keys), names another one: 上年有效件数."""
    options = list(spellings)
    nearest = max(options, key=lambda option: fuzz.ratio(printed, option))
    return any(_TURNS.search(old + new) for _, old, new in _differences(printed, nearest))


def is_near_header(printed: str, spellings: Iterable[str]) -> bool:
    """Whether it can be that column misspelt: it says nothing else and has half of its characters."""
    options = list(spellings)
    likeness = max(fuzz.ratio(printed, option) for option in options) / 100
    return likeness >= _LEAST_LIKE_HEADER and not is_other_header(printed, options)


def _differences(printed: str, official: str) -> list[tuple[str, str, str]]:
    """What was done to the official spelling: (replace | delete | insert, its characters, the printed ones)."""
    return [
        (step.tag, official[step.src_start : step.src_end], printed[step.dest_start : step.dest_end])
        for step in Levenshtein.opcodes(official, printed)
        if step.tag != "equal"
    ]

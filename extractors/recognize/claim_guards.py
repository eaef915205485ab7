"""What tells that a number near the right words speaks of something else: another year, one office, one channel.

A claim that is missed costs nothing; one that compares a county's sum with one office's number sends a reviewer the wrong
way. So every doubt refuses.
"""

from __future__ import annotations

import re

from extractors.recognize.claim_patterns import ClaimPattern, Guards
from extractors.report import Scope

_CLAUSE_END = re.compile(r"[,;。(]")
_COMPARED = frozenset(("较", "比", "与", "同", "含", "包括", "对比"))


def is_refused(guards: Guards, pattern: ClaimPattern, match: re.Match[str], words: str, year: int | None) -> bool:
    """Whether the match cannot be a claim on the report's year; ``words`` is all its paragraph lets it rely on."""
    text = match.string
    segment = text[_segment_start(text, match.start()) : match.start()]
    if pattern.needs is not None and not pattern.needs.search(words):
        return True
    if pattern.unless is not None and pattern.unless.search(segment + match[0]):
        return True
    if pattern.not_in is not None and pattern.not_in.search(text):
        return True
    if pattern.not_followed_by is not None and pattern.not_followed_by.match(text, match.end()):
        return True
    if _names_wrong_year(match, year) or _is_other_year(guards, text, match.start(), year):
        return True
    if guards.plans.search(segment):
        return True
    if not pattern.is_stock and guards.cumulative.search(segment) and not guards.of_the_year.search(segment + match[0]):
        return True
    return _is_part(guards, pattern, segment)


def is_out_of_scope(guards: Guards, text: str, start: int, scope: Scope | None) -> bool:
    """Whether the words before the number name a wider or a narrower circle of organs than the report's tables."""
    is_wide = guards.whole_area.search(text, _segment_start(text, start), start) is not None
    is_narrow = names_one_office(guards, text, start)
    if scope == "aggregate":
        return is_narrow
    if scope == "own":
        return is_wide
    return is_wide or is_narrow


def names_one_office(guards: Guards, text: str, start: int) -> bool:
    """Whether the words before the number name one office or one kind of organs, and not the whole area."""
    span = _segment_start(text, start), start
    return guards.one_office.search(text, *span) is not None and guards.whole_area.search(text, *span) is None


def _segment_start(text: str, position: int) -> int:
    return max(text.rfind(";", 0, position), text.rfind("。", 0, position)) + 1


def _is_part(guards: Guards, pattern: ClaimPattern, segment: str) -> bool:
    """A number behind 其中 or of one channel, where the pattern speaks of the whole."""
    if (pattern.whole or pattern.one_channel) and guards.part.search(segment):
        return True
    if not (pattern.no_channel or pattern.all_channels or pattern.one_channel):
        return False
    is_many = guards.many_channels.search(segment) is not None
    if pattern.one_channel or is_many:
        return pattern.one_channel and is_many
    return (guards.by_channel if pattern.all_channels else guards.channel).search(segment) is not None


def _names_wrong_year(match: re.Match[str], year: int | None) -> bool:
    """结转至YYYY年, YYYY年结转: the year must be the next or the last one."""
    if year is None or match.re.groupindex.keys().isdisjoint(("to", "from")):
        return False
    named = match.groupdict()
    return (bool(named.get("to")) and int(named["to"]) != year + 1) or (
        bool(named.get("from")) and int(named["from"]) != year - 1
    )


def _is_other_year(guards: Guards, text: str, start: int, year: int | None) -> bool:
    """Whether the last year named before the number is not the report's; 较上年 counts for its own clause only."""
    is_other = False
    for mention in guards.years.finditer(text, 0, start):
        if mention["than"] in _COMPARED and _CLAUSE_END.search(text, mention.end(), start):
            continue
        is_other = bool(mention["last"]) or (year is not None and int(mention["year"]) != year)
    return is_other

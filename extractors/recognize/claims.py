"""Sentences of a report -> claims: the numbers they state, with what each speaks of.

Writers of reports repeat the tables in words, and add what no table holds. A number in a sentence may just as well speak
of last year, of one office, of one channel, of all years together or of something else altogether: where that cannot be
told apart the sentence gives no claim. What the sentences can be checked against is ``claim_checks``' business.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from extractors.recognize.claim_guards import is_out_of_scope, is_refused, names_one_office
from extractors.recognize.claim_patterns import ClaimPattern, ClaimRules, claim_rules
from extractors.recognize.numerals import Stated, stated_number
from extractors.recognize.passages import Sentence
from extractors.records import record
from extractors.report import Claim, Scope

_RESULT_FORMULAS = {
    "review": ("review_litigation.review.{0}", "stats_2014.reviews_{1}.value"),
    "suit_direct": ("review_litigation.suit_direct.{0}",),
    "suit_after_review": ("review_litigation.suit_after_review.{0}",),
    "suit": (
        "review_litigation.suit_direct.{0} + review_litigation.suit_after_review.{0}",
        "stats_2014.suits_{1}.value",
    ),
}
_RECEIVED = (
    "applications.new_received.total",
    "applications.new_received.total + applications.carried_in.total",
    "stats_2014.req_received.value",
    "stats_provincial.requests.year",
)
_FIRST_NATIONAL_STATISTICS = 2014
_FIRST_ANNUAL_FORM = 2019
_ANNUAL_TABLES = ("applications", "proactive", "review_litigation", "(applications")
_WAN = Decimal(10_000)
_CHANGE_SPAN = 30
_LEAST_PLACES = 3
_LEAST_CHANNELS = 2


@record(frozen=True, slots=True)
class _Hit:
    """A claim with the span of its number in the sentence, for order and overlap."""

    start: int
    end: int
    claim: Claim
    is_channel: bool = False


@record(frozen=True, slots=True)
class _Context:
    """What surrounds a sentence: the topic its paragraph has reached, and the words it may rely on."""

    topic: str
    words: str


def read_claims(sentences: Sequence[Sentence], year: int | None, scope: Scope | None) -> tuple[Claim, ...]:
    """All claims on the report's own year in order of the text, not yet checked against any figure."""
    claims: list[Claim] = []
    rules = claim_rules()
    paragraph: list[Sentence] = []
    for sentence in sentences:
        if sentence.is_first:
            paragraph = []
        if rules.stating.search(sentence.text):
            claims += _claims_of(rules, sentence, _context(rules, sentence, paragraph), year, scope)
        paragraph.append(sentence)
    return tuple(claims)


def _context(rules: ClaimRules, sentence: Sentence, paragraph: Sequence[Sentence]) -> _Context:
    topic = _last_topic(rules, sentence.heading, _section_topic(sentence))
    for earlier in paragraph:
        topic = _last_topic(rules, earlier.text, topic)
    before = paragraph[-1].text if paragraph else ""
    return _Context(topic, sentence.title + sentence.heading + before + sentence.text)


def _section_topic(sentence: Sentence) -> str:
    return "applications" if sentence.section == 3 else ""


def _last_topic(rules: ClaimRules, text: str, default: str) -> str:
    topic = default
    for match in rules.topics.finditer(text):
        topic = match.lastgroup or topic
    return topic


def _claims_of(
    rules: ClaimRules, sentence: Sentence, context: _Context, year: int | None, scope: Scope | None
) -> list[Claim]:
    hits: list[_Hit] = []
    speaking = rules.speaking(sentence.text)
    for pattern in speaking:
        if pattern.change or (pattern.until is not None and (year is None or year > pattern.until)):
            continue
        for match in _matches(pattern, sentence.text):
            span = match.span("digits") if pattern.value is None else match.span()
            if pattern.value is None and any(hit.start < span[1] and span[0] < hit.end for hit in hits):
                continue
            if not is_refused(rules.guards, pattern, match, context.words, year):
                claim = _claim(rules, pattern, match, sentence, context.topic, scope)
                if claim is not None and not _is_known(hits, claim, span):
                    hits.append(_Hit(*span, claim, pattern.is_channel))
    hits += list(_sum_of_channels(hits))
    hits += list(_sum_of_places(rules, sentence, context.topic))
    hits += list(_changes(speaking, sentence, hits, year))
    ordered = [hit.claim for hit in sorted(hits, key=lambda hit: (hit.start, hit.end))]
    return [_likeliest(claim, year) if claim.readings else claim for claim in ordered]


def _likeliest(claim: Claim, year: int | None) -> Claim:
    figures = _likely(claim.readings, year)
    return claim if figures == claim.figures else replace(claim, figures=figures)


def _likely(readings: Sequence[str], year: int | None) -> str:
    """The formula a claim speaks of while no table tells: that of the form of its year; before 2014 there was none."""
    if year is None or year >= _FIRST_ANNUAL_FORM:
        return readings[0] if readings and readings[0].split(".")[0] in _ANNUAL_TABLES else ""
    if year < _FIRST_NATIONAL_STATISTICS:
        return ""
    return next((formula for formula in readings if formula.startswith("stats_2014.")), "")


def _matches(pattern: ClaimPattern, text: str) -> Iterator[re.Match[str]]:
    for expression in pattern.patterns:
        yield from expression.finditer(text)


def _is_known(hits: Iterable[_Hit], claim: Claim, span: tuple[int, int]) -> bool:
    """The same thing stated by the same words, as two patterns saw it."""
    return any(
        hit.claim.code == claim.code and hit.claim.value == claim.value and hit.start < span[1] and span[0] < hit.end
        for hit in hits
    )


def _claim(
    rules: ClaimRules, pattern: ClaimPattern, match: re.Match[str], sentence: Sentence, topic: str, scope: Scope | None
) -> Claim | None:
    topic = _last_topic(rules, sentence.text[: match.end()], topic)
    if pattern.topics and topic not in pattern.topics:
        return None
    stated = _stated(pattern, match)
    if stated is None:
        return None
    # A fact has no table to be compared with: one of another circle of organs would only mislead.
    is_elsewhere = is_out_of_scope(rules.guards, sentence.text, match.start(), scope)
    if (
        is_elsewhere
        and pattern.is_fact
        and (scope is not None or names_one_office(rules.guards, sentence.text, match.start()))
    ):
        return None
    readings = pattern.figures
    if pattern.by_topic:
        old = {"other_result": "other"}.get(pattern.by_topic, pattern.by_topic)
        readings = tuple(formula.format(pattern.by_topic, old) for formula in _RESULT_FORMULAS[topic])
    unit = pattern.money or pattern.unit or match["unit"]
    raw = (
        match[0]
        if pattern.value is not None
        else sentence.text[match.start("digits") - len(match["about"] or "") : match.end()]
    )
    return Claim(
        pattern.code, pattern.is_fact, stated.value, unit, raw, stated.is_approximate, sentence.printed, sentence.section,
        sentence.place, readings[0] if readings else "", reason="scope" if is_elsewhere else "", step=stated.step,
        readings=readings,
    )  # fmt: skip


def _stated(pattern: ClaimPattern, match: re.Match[str]) -> Stated | None:
    if pattern.value is not None:
        return Stated(Decimal(pattern.value), False, Decimal(1))
    is_money = bool(pattern.money) or match["unit"] == "元"
    stated = stated_number(match, is_money=is_money)
    if stated is not None and pattern.money == "万元":
        return Stated(stated.value / _WAN, stated.is_approximate, stated.step / _WAN)
    return stated


def _sum_of_channels(hits: Sequence[_Hit]) -> Iterator[_Hit]:
    """Two or more channels of one sentence: together they are the requests received."""
    channels = sorted((h for h in hits if h.is_channel and not h.claim.is_approximate), key=lambda hit: hit.start)
    if len(channels) >= _LEAST_CHANNELS and len({hit.claim.code for hit in channels}) == len(channels):
        first = channels[0].claim
        total = sum((hit.claim.value for hit in channels), Decimal(0))
        raw = "+".join(hit.claim.raw for hit in channels)
        yield _Hit(channels[0].start, channels[-1].end, _sum_claim("requests_by_channel", first, total, raw))


def _sum_claim(code: str, like: Claim, total: Decimal, raw: str) -> Claim:
    return replace(like, code=code, is_fact=False, value=total, raw=raw, figures=_RECEIVED[0], readings=_RECEIVED)


def _sum_of_places(rules: ClaimRules, sentence: Sentence, topic: str) -> Iterator[_Hit]:
    """A list of places with a number each (A县3件、B区5件、…), where the sentence is about requests."""
    runs: list[list[re.Match[str]]] = []
    for match in rules.places.finditer(sentence.text):
        if runs and sentence.text[runs[-1][-1].end() : match.start()] in ("、", ",", ";", "和", ""):
            runs[-1].append(match)
        else:
            runs.append([match])
    for run in runs:
        reached = _last_topic(rules, sentence.text[: run[0].start()], topic)
        if len(run) < _LEAST_PLACES or reached != "applications":
            continue
        total = sum((Decimal(match["number"]) for match in run), Decimal(0))
        raw = sentence.text[run[0].start() : run[-1].end()]
        blank = Claim("", False, total, "件", raw, False, sentence.printed, sentence.section, sentence.place)
        yield _Hit(run[0].start(), run[-1].end(), _sum_claim("requests_by_place", blank, total, raw))


def _changes(
    speaking: Sequence[ClaimPattern], sentence: Sentence, hits: Sequence[_Hit], year: int | None
) -> Iterator[_Hit]:
    """同比 … %: of the number stated right before it; only last year's report can tell whether it is right."""
    for pattern in speaking:
        for match in _matches(pattern, sentence.text) if pattern.change else ():
            before = [hit for hit in hits if hit.end <= match.start() <= hit.end + _CHANGE_SPAN]
            stated = stated_number(match)
            from_year = match.groupdict().get("from")
            if not before or stated is None or (from_year and year is not None and int(from_year) != year - 1):
                continue
            of = max(before, key=lambda hit: hit.end).claim
            if of.is_fact or not of.readings or of.reason == "scope":
                continue
            yield _Hit(
                match.start(), match.end(),
                Claim(
                    pattern.code, False, stated.value * pattern.change, "%", match[0], stated.is_approximate,
                    sentence.printed, sentence.section, sentence.place, _likely(of.readings, year), reason="needs_last_year",
                    step=stated.step,
                ),
            )  # fmt: skip

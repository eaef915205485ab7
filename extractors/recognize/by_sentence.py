"""Sections whose table is replaced by one sentence that denies it -> figures of value 0 with that sentence as their raw.

Organs that received nothing often leave the table out and write 本年度未收到政府信息公开申请. That is a statement of 0
for the whole table only where it stands in the table's place, alone, denies all of it and is nowhere contradicted; a
table that is merely missing must stay missing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractors.document import Document, Issue, Table, TextBlock
from extractors.layouts import Layout, load_layouts
from extractors.recognize.claim_guards import is_out_of_scope
from extractors.recognize.claim_patterns import ClaimRules, ZeroTable, claim_rules
from extractors.recognize.found import FoundTable
from extractors.recognize.passages import Sentence, clean
from extractors.recognize.sections import section_pieces
from extractors.report import Claim, Figure, Scope

_END = re.compile(r"(?<=[。!?])")
_YEAR = re.compile(r"(20\d\d)年")
_PERIOD = re.compile(r"20\d\d年度?(?:1月1日(?:起)?(?:至|到|-)(?:20\d\d年)?12月31日(?:止)?)?")
_SHORTEST_NAME = 3
_FIRST_FORM, _SECOND_FORM = 2019, 2021


@dataclass(frozen=True, slots=True)
class ReplacedTable:
    """A table that a sentence stands for: all its figures, and the issue that says so."""

    found: FoundTable
    figures: tuple[Figure, ...]
    issue: Issue


def tables_by_sentence(
    document: Document,
    sentences: Sequence[Sentence],
    found: Sequence[FoundTable],
    claims: Sequence[Claim],
    year: int | None,
    scope: Scope | None,
    organ: str = "",
) -> tuple[list[ReplacedTable], list[Issue]]:
    """The tables of the annual form that are not there and that a sentence in their place denies.

    The issues name the sentences that deny something, but not plainly the whole table. The caller makes sure that no
    table of the document was left without being understood.
    """
    rules = claim_rules()
    present = {table.layout.table for table in found}
    wanted = [rule for rule in rules.tables if rule.table not in present]
    if year is None or year < _FIRST_FORM or not wanted:
        return [], []
    replaced: list[ReplacedTable] = []
    unclear: list[Issue] = []
    for rule in wanted:
        layout = _layout(rule.table, found, year)
        own = [sentence for sentence in sentences if sentence.section == rule.section]
        text = _section_text(document, rule.section)
        if layout is None or not own or not text or _has_table(document, rule.section):
            continue
        is_sure = _denies(rules, rule, text, claims, year, scope)
        printed = " ".join(sentence.printed for sentence in own)
        if is_sure is not None and not all(_is_plain(rules, sentence, organ) for sentence in text):
            said = f"{printed!r} stands in the place of table {rule.table}, but it may deny only a part of it"
            unclear.append(Issue("denial_unclear", "info", f"{said}; no figure was taken", own[0].place.describe()))
        elif is_sure is not None:
            replaced.append(_replaced(layout, own[0], printed, is_sure, is_picture=_is_picture(document)))
    return replaced, unclear


def _layout(table: str, found: Sequence[FoundTable], year: int) -> Layout | None:
    """The form of table 2 beside it tells the form, else the year."""
    eras = {one.layout.era for one in found if one.layout.table == "proactive"}
    era = eras.pop() if len(eras) == 1 else str(_SECOND_FORM if year >= _SECOND_FORM else _FIRST_FORM)
    layouts = [layout for layout in load_layouts().values() if layout.table == table]
    return next((layout for layout in layouts if layout.era == era or len(layouts) == 1), None)


def _section_text(document: Document, number: int) -> list[str]:
    """All sentences of a section as patterns see them, whatever they are."""
    lines = [piece.text for piece in section_pieces(document.texts()) if piece.number == number and piece.text.strip()]
    return [part for line in lines for part in _END.split(clean(line)) if part]


def _has_table(document: Document, number: int) -> bool:
    """Whether any grid stands in the section: then the sentence is not all there is."""
    texts: list[TextBlock] = []
    for block in document.blocks:
        if isinstance(block, TextBlock):
            texts.append(block)
        elif isinstance(block, Table):
            at = 0
            for piece in section_pieces(texts):
                at = piece.number
            if at == number:
                return True
    return False


def _denies(
    rules: ClaimRules, rule: ZeroTable, text: Sequence[str], claims: Sequence[Claim], year: int, scope: Scope | None
) -> bool | None:
    """True: every figure of the table is denied; False: all but what was carried in; None: no such statement."""
    if any(claim.value != 0 and rule.contradicted_by.search(reading) for claim in claims for reading in claim.readings):
        return None
    if all(_is_nothing(rules, sentence, year) for sentence in text):
        return True
    if not all(_is_denial(rules, rule, sentence, year, scope) for sentence in text):
        return None
    whole = "".join(text)
    if not all(pattern.search(whole) for pattern in rule.required):
        return None
    has_none_carried_in = any(claim.code == "carried_in" for claim in claims)  # and none of them is other than 0
    return all(pattern.search(whole) for pattern in rule.desired) or (bool(rule.desired) and has_none_carried_in)


def _is_nothing(rules: ClaimRules, sentence: str, year: int) -> bool:
    match = rules.nothing.fullmatch(sentence)
    return match is not None and match["year"] in (None, str(year))


def _is_denial(rules: ClaimRules, rule: ZeroTable, sentence: str, year: int, scope: Scope | None) -> bool:
    found = [match for pattern in (*rule.required, *rule.desired) if (match := pattern.search(sentence))]
    if not found or any(int(named) != year for named in _YEAR.findall(sentence)):
        return False
    rest = _PERIOD.sub("", sentence)
    if rules.spoilers.search(rest) or re.search(r"[1-9]", rest):
        return False
    return not any(is_out_of_scope(rules.guards, sentence, match.start(), scope) for match in found)


def _is_plain(rules: ClaimRules, sentence: str, organ: str) -> bool:
    """Whether every clause of a sentence is, from end to end, one of those that deny the whole or add nothing to it."""
    if rules.nothing.fullmatch(sentence):
        return True
    clauses = [clause for clause in re.split(r"[,;:。.!]", _with_our_organ(sentence, organ)) if clause]
    return all(any(pattern.fullmatch(clause) for pattern in rules.clauses) for clause in clauses)


def _with_our_organ(sentence: str, organ: str) -> str:
    """The sentence with the report's organ, by its name or the end of it (县教育局), as 本机关."""
    for start in range(len(organ) - _SHORTEST_NAME + 1):
        if organ[start:] in sentence:
            return sentence.replace(organ[start:], "本机关", 1)
    return sentence


def _replaced(layout: Layout, first: Sentence, printed: str, is_sure: bool, *, is_picture: bool) -> ReplacedTable:
    sure_rows = {row.code for row in layout.rows} if is_sure else {"new_received"}
    figures = tuple(
        Figure(
            layout.table, row, column, Decimal(0), "zero", printed, layout.unit(row, column), layout.id, first.place,
            "read" if row in sure_rows and not is_picture else "suspect", "image" if is_picture else "text",
        )
        for row, column in layout.cells()
    )  # fmt: skip
    doubt = "" if is_sure else "; it does not say that nothing was carried in, so these zeros are suspect"
    doubt = "; it was read from a picture, so these zeros are suspect" if is_picture else doubt
    text = f"table {layout.table} ({layout.zh}) is replaced by the sentence {printed!r}: all its figures are 0{doubt}"
    issue = Issue("table_by_sentence", "warning" if doubt else "info", text, first.place.describe())
    return ReplacedTable(FoundTable(layout, place=first.place.describe()), figures, issue)


def _is_picture(document: Document) -> bool:
    """Whether the words of the document were read from pictures: then a lost character may have been a denial."""
    return document.kind == "image" or any(cell.sight for table in document.tables() for cell in table.cells)

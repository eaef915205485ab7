"""What a page hides, by the element: its own attributes, and simple rules of the page's own style sheets.

Pages keep a second copy of a table for phones or for printing, last year's figures behind a tab, a hint inside a cell;
a browser shows none of it, and it must not be read. Style sheets are followed as far as editors use them for that:
selectors of tags, classes and ids, the last rule of the highest rank wins. Rules of other files, of scripts, and of
media other than the screen are unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from selectolax.lexbor import LexborHTMLParser

from extractors.readers.html_sheets import style_sheets
from extractors.records import record

Hiding = Literal["dropped", "blank", "struck", "unseen", "raised", "added", "unlike"]
"""``dropped``: takes no place at all; ``blank``: takes its place without showing anything; ``struck`` out, or printed
``unseen``: not to be read, while a cell keeps its place; ``raised``: its digits are a mark; ``added``: the style sheet
prints further digits beside its own; ``unlike``: its digits look unlike those beside them."""

_DROPS = re.compile(
    r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*collapse)\b",
    re.IGNORECASE,
)
_BLANKS = re.compile(r"(?:^|[;\s])visibility\s*:\s*hidden\b", re.IGNORECASE)
# Attribute selectors are slow on pages that carry a style at every character; most pages hold few of these words.
_BY_ATTRIBUTE = (
    (b"", "[hidden]"),
    (b"display", '[style*="display" i]'),
    (b"visibility", '[style*="visibility" i]'),
)
_SHEET = re.compile(r"<style\b.*?</style", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_PIECE = re.compile(r"[^{}]+|[{}]")
_DECLARATION = re.compile(r"(?:^|;)\s*(display|visibility)\s*:\s*([a-z-]+)\s*(!\s*important)?")
_ON_SCREEN = re.compile(r"@media\s+(?:only\s+)?(?:screen|all)\s*(?:,\s*[\w\s,]+)?$", re.IGNORECASE)
_COMPOUND = r"(?:[a-zA-Z][\w-]*|\*)?(?:[.#][a-zA-Z_][\w-]*)*"
_SIMPLE = re.compile(rf"{_COMPOUND}(?:(?:\s*>\s*|\s+){_COMPOUND}){{0,3}}")
_NAME = re.compile(r"[.#]([\w-]+)")
_HIDES = frozenset({"none", "collapse", "hidden"})
_MOST_RULES = 1000

Rank = tuple[bool, int, int, int, int]


@record(frozen=True, slots=True)
class Rule:
    """One declaration of one selector; ``rank`` orders rules as a browser does: important, ids, classes, tags, place."""

    selector: str
    name: str
    value: str
    rank: Rank

    @property
    def hides(self) -> bool:
        return self.value in _HIDES


def hidden_nodes(parser: LexborHTMLParser, data: bytes, markup: str) -> dict[int, Hiding]:
    """How the page hides elements, by ``mem_id``. ``data`` is the markup in an encoding that holds ASCII as it is."""
    hidden: dict[int, Hiding] = {}
    own_display: set[int] = set()
    plain = data.lower()
    for node in parser.css(",".join(selector for word, selector in _BY_ATTRIBUTE if word in plain)):
        attributes = node.attributes
        style = attributes.get("style") or ""
        if "hidden" in attributes or _DROPS.search(style):
            hidden[node.mem_id] = "dropped"
        elif _BLANKS.search(style):
            hidden[node.mem_id] = "blank"
        elif "display" in style.lower():
            own_display.add(node.mem_id)
    sheets = style_sheets(parser) if b"<style" in plain else ""
    if "none" in sheets or "hidden" in sheets or "collapse" in sheets:
        for identity, (value, rank) in _by_sheet(parser, sheets, _SHEET.sub("", markup)).items():
            if identity not in hidden and not (identity in own_display and not rank[0] and value == "none"):
                hidden[identity] = "blank" if value == "hidden" else "dropped"
    return hidden


def _by_sheet(parser: LexborHTMLParser, sheets: str, body: str) -> dict[int, tuple[str, Rank]]:
    """The hiding value of each element that a rule hides and no rule of higher rank shows again, with the rule's rank."""
    present: dict[str, bool] = {}
    rules = [rule for rule in sheet_rules(sheets) if _may_match(rule.selector, body, present)]
    if not any(rule.hides for rule in rules):
        return {}
    settled: dict[tuple[int, str], tuple[str, Rank]] = {}
    for rule in sorted(rules, key=lambda rule: rule.rank)[-_MOST_RULES:]:
        for node in parser.css(rule.selector):
            settled[node.mem_id, rule.name] = (rule.value, rule.rank)
    hidden: dict[int, tuple[str, Rank]] = {}
    for (identity, _), (value, rank) in settled.items():
        if value in _HIDES and (identity not in hidden or value == "none"):
            hidden[identity] = (value, rank)
    return hidden


def _may_match(selector: str, body: str, present: dict[str, bool]) -> bool:
    """Whether the page says all classes and ids of the selector somewhere; ``present`` remembers those looked for."""
    for name in reversed(_NAME.findall(selector)):
        if name not in present:
            present[name] = name in body
        if not present[name]:
            return False
    return True


def sheet_rules(sheets: str) -> Iterator[Rule]:
    """The declarations of ``display`` and ``visibility`` under simple selectors that hold on every screen."""
    applies = [True]
    prelude = ""
    bare = _COMMENT.sub(" ", sheets) if "/*" in sheets or "--" in sheets else sheets
    for place, piece in enumerate(_PIECE.findall(bare)):
        if piece == "{":
            is_at_rule = prelude.startswith("@")
            applies.append(applies[-1] and (not is_at_rule or _ON_SCREEN.fullmatch(prelude) is not None))
            if is_at_rule:
                prelude = ""
        elif piece == "}":
            prelude = ""
            if len(applies) > 1:
                applies.pop()
        else:
            if prelude and applies[-1]:
                yield from _declared(prelude, piece, place)
            prelude = piece.rpartition(";")[2].strip()


def _declared(prelude: str, declarations: str, place: int) -> Iterator[Rule]:
    lowered = declarations.lower()
    if "display" not in lowered and "visibility" not in lowered:
        return
    for match in _DECLARATION.finditer(lowered):
        for selector in (part.strip() for part in prelude.split(",")):
            if selector and _SIMPLE.fullmatch(selector):
                tags = sum(bool(re.match(r"[a-zA-Z]", part)) for part in re.split(r"\s*>\s*|\s+", selector))
                rank = (bool(match[3]), selector.count("#"), selector.count("."), tags, place)
                yield Rule(selector, match[1], match[2], rank)

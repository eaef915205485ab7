"""Digits of one number that do not look alike -> the elements that set them: a mark beside a number, or its own digits?

``498<small>1</small>`` is 498 with a footnote mark as often as it is 4981 whose last digit was typed anew. lexbor gives
the same text for both, and only the size, the colour or a link to the foot of the page tells that something stands there.
A link to a place of its own page is a mark; of the others nobody knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extractors.readers.html_hidden import Hiding
from extractors.readers.html_sheets import select, style_sheets
from extractors.readers.html_styles import declared, rules_of
from extractors.readers.ink import BLACK, SMALLER, Colour, colour_of, is_unlike

_INLINE = "span|font|small|big|a|b|strong|em|i|u|ins|label|code|o:p"
_TAG = rf"(?:/(?:{_INLINE})|(?:{_INLINE})\b[^<>]*)>"
# It begins with the bracket and only then looks back for the digit: so the search leaps from bracket to bracket.
_SEAM = re.compile(rf"(<(?<=\d<){_TAG}(?:<{_TAG})*)\d".encode(), re.IGNORECASE)
_TURNED = re.compile(rb"(?:bidi|isolate)-override", re.IGNORECASE)
_OPENING = re.compile(rb"<[a-zA-Z][^<>]*>")
_PLAIN_TAG = re.compile(rb"</(?!small|big|font)[\w:]+>|<(?:b|strong|em|i|u|ins|o:p)>", re.IGNORECASE)
_BESIDE = frozenset(_INLINE.split("|"))
_NAMES = re.compile("font(?:-size)?|color|vertical-align|top|bottom|zoom|transform|unicode-bidi")
_MOVES = frozenset(("vertical-align", "top", "bottom", "zoom", "transform", "unicode-bidi"))
_NEUTRAL = re.compile(r"baseline|middle|inherit|initial|unset|auto|none|normal|1|100%|[+-]?0*\.?0+(?:[a-z]+|%)?")
_LENGTH = re.compile(r"(\d*\.?\d+)(px|pt|em|rem|%)")
_BASE = 16.0  # pixels: text that no rule sizes
_NAMED = {
    "xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0, "xx-large": 32.0,
}  # fmt: skip
_FONT_SIZES = {"1": 10.0, "2": 13.0, "3": 16.0, "4": 18.0, "5": 24.0, "6": 32.0, "7": 48.0}
_RELATIVE = {"smaller": 5 / 6, "larger": 1.2}
_COLOUR_NAMES: dict[str, Colour] = {
    "black": BLACK, "red": (255.0, 0.0, 0.0), "blue": (0.0, 0.0, 255.0), "green": (0.0, 128.0, 0.0),
    "gray": (128.0, 128.0, 128.0), "grey": (128.0, 128.0, 128.0),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Look:
    """Size in pixels, colour, the address of the link around a text ("" for none), and what moves it off its place."""

    size: float = _BASE
    colour: Colour = BLACK
    link: str = ""
    moves: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _Looks:
    """The looks of elements, by ``mem_id``; ``sheet`` holds what style sheets say of them."""

    sheet: dict[int, dict[str, str]]
    known: dict[int, _Look] = field(default_factory=dict)

    def of(self, node: LexborNode) -> _Look:
        climbed: list[LexborNode] = []
        at: LexborNode | None = node
        while at is not None and at.mem_id not in self.known:
            climbed.append(at)
            at = at.parent
        look = self.known[at.mem_id] if at is not None else _Look()
        for one in reversed(climbed):
            look = self.known[one.mem_id] = self._own(one, look)
        return look

    def _own(self, node: LexborNode, above: _Look) -> _Look:
        attributes = node.attributes
        style = dict(self.sheet.get(node.mem_id, {}))
        if node.tag in ("small", "big"):
            style.setdefault("font-size", "smaller" if node.tag == "small" else "larger")
        elif node.tag == "font":
            style.setdefault("color", attributes.get("color") or "")
            style.setdefault("font-size", f"{_FONT_SIZES.get(attributes.get('size') or '', 0)}px")
        style.update((name, value) for name, value, _ in declared(attributes.get("style") or "", _NAMES))
        link = (attributes.get("href") or "") if node.tag == "a" else above.link
        colour = _COLOUR_NAMES.get(style.get("color", "")) or colour_of(style.get("color", "")) or above.colour
        moves = tuple((name, v) for name, v in style.items() if name in _MOVES and not _NEUTRAL.fullmatch(v))
        shorthand = _LENGTH.search(style.get("font", ""))
        size = style.get("font-size") or (shorthand[0] if shorthand else "")
        return _Look(_size(size, above.size), colour, link, (*above.moves, *moves))


def unlike_digits(parser: LexborHTMLParser, data: bytes) -> dict[int, Hiding]:
    """The elements whose digits look unlike those beside them, by ``mem_id``. ``data``: the markup, ASCII as it is."""
    found = _turned_round(parser) if _TURNED.search(data) else {}
    if not any(_may_differ(data, match) for match in _SEAM.finditer(data)):
        return found
    looks = _Looks(_by_sheet(parser))
    for left, right in _neighbours(parser):
        one, other = looks.of(left), looks.of(right)
        if one == other:
            continue
        node = _apart(right, left) or _apart(left, right)
        if node is None:
            continue
        if one.link != other.link and (one.link + other.link).startswith("#"):
            found[node.mem_id] = "raised"
        elif one.link != other.link or _differ(one, other):
            found.setdefault(node.mem_id, "unlike")
    return found


def _turned_round(parser: LexborHTMLParser) -> dict[int, Hiding]:
    """Elements whose characters a browser sets in the order that their style says, and not in that of the markup."""
    nodes = [one for one in select(parser, "[style]") if "-override" in (one.attributes.get("style") or "").lower()]
    for selector, _, own in rules_of(style_sheets(parser), _NAMES):
        if any(name == "unicode-bidi" and "override" in value for name, value, _ in own):
            nodes += select(parser, selector)
    return {node.mem_id: "added" for node in nodes}  # as with a digit that a style sheet adds: nobody knows the number


def _may_differ(data: bytes, seam: re.Match[bytes]) -> bool:
    """Whether the tags between two digits may change the look: not where each digit of a page stands in an equal tag."""
    tags = seam[1]
    if not _PLAIN_TAG.sub(b"", tags):
        before = data.rfind(b"<", 0, seam.start())
        opened = _OPENING.match(data, before)
        return opened is not None and _PLAIN_TAG.fullmatch(opened[0]) is None and b"</" in tags
    opening = _OPENING.findall(tags)
    before = data.rfind(b"<", 0, seam.start())
    return not opening or not data.startswith(opening[-1], before)


def _by_sheet(parser: LexborHTMLParser) -> dict[int, dict[str, str]]:
    sheets = style_sheets(parser)
    found: dict[int, dict[str, str]] = {}
    for selector, _, own in sorted(rules_of(sheets, _NAMES), key=lambda rule: rule[1]):
        for node in select(parser, selector):
            found.setdefault(node.mem_id, {}).update((name, value) for name, value, _ in own)
    return found


def _neighbours(parser: LexborHTMLParser) -> Iterator[tuple[LexborNode, LexborNode]]:
    """The elements around each two texts, one ending and one beginning with a digit, between which nothing stands."""
    if parser.body is None:
        return
    last: LexborNode | None = None
    for node in parser.body.traverse(include_text=True):
        if node.tag != "-text":
            last = last if node.tag in _BESIDE else None
            continue
        text, parent = node.text_content or "", node.parent
        if not text or parent is None:
            continue
        if last is not None and text[0].isdigit() and _holds(_around(last), parent):
            yield last, parent
        last = parent if text[-1].isdigit() else None


def _around(node: LexborNode) -> LexborNode:
    """The cell or block that an inline element stands in."""
    at = node
    while at.tag in _BESIDE and at.parent is not None:
        at = at.parent
    return at


def _holds(block: LexborNode, node: LexborNode) -> bool:
    return _around(node).mem_id == block.mem_id


def _apart(node: LexborNode, other: LexborNode) -> LexborNode | None:
    """The outermost inline element around one text that does not hold the other."""
    above = set()
    at: LexborNode | None = other
    while at is not None:
        above.add(at.mem_id)
        at = at.parent
    found: LexborNode | None = None
    at = node
    while at is not None and at.mem_id not in above:
        found, at = at, at.parent
    return found


def _size(text: str, above: float) -> float:
    if text in _RELATIVE:
        return above * _RELATIVE[text]
    if match := _LENGTH.fullmatch(text):
        unit = {"px": 1.0, "pt": 4 / 3, "em": above, "rem": _BASE, "%": above / 100}[match[2]]
        return float(match[1]) * unit or above
    return _NAMED.get(text, above)


def _differ(one: _Look, other: _Look) -> bool:
    smaller, larger = sorted((one.size, other.size))
    return one.moves != other.moves or smaller < SMALLER * larger or is_unlike(one.colour, other.colour)

"""How style sheets and attributes make text look -> what of it is read: struck out, raised, printed unseen, or added.

``line-through`` by a class, a footnote mark raised by ``vertical-align``, white digits, digits of no size or beyond the
edge of the screen, digits that only the style sheet holds (``::before``): lexbor gives the markup, a browser the look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extractors.readers.html_hidden import Hiding
from extractors.readers.html_sheets import select, style_sheets
from extractors.readers.html_styles import Rank, declared, rules_of
from extractors.readers.ink import Colour, colour_of, is_unseen

_NAMES = re.compile(
    r"text-decoration(?:-line)?|vertical-align|opacity|font-size|color|left|right|text-indent|clip|content"
)
# What a page must say somewhere before its looks are worth following.
# One pattern for each word, in lower case: a search for several words at once, in any case, took longer than all the
# rest of reading a page that Word wrote.
_ODD = tuple(
    (word, re.compile(re.escape(word) + rest))
    for word, rest in (
        (b"line-through", b""),
        (b":before", b""),
        (b":after", b""),
        (b"vertical-align", rb"\s*:\s*(?:su[pb]|[1-9.+-])"),
        (b"opacity", rb"\s*:\s*0?\.?0*\s*[;\"'}!]"),
        (b"font-size", rb"\s*:\s*0?\.?[0-2]\D"),
        (b"left", rb"\s*:\s*-\d{3}"),
        (b"right", rb"\s*:\s*-\d{3}"),
        (b"text-indent", rb"\s*:\s*-\d{3}"),
        (b"clip", rb"\s*:"),
        (b"color", rb"(?<![-\w]color)\s*:\s*(?:#[ef]|white|transparent|rgb)"),
    )
)
_PIECE = re.compile(r"::?(?:before|after)\s*$", re.IGNORECASE)
_BACKGROUND = re.compile(r"background(?:-color|-image)?")
_LENGTH = re.compile(r"([+-]?\d*\.?\d+)(px|pt|em|rem|%)?")
_PIXELS = {"px": 1.0, "pt": 4 / 3, "em": 16.0, "rem": 16.0, "%": 0.16, None: 1.0}
_RGB = re.compile(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)\s*(?:[,/]\s*([\d.]+))?\s*\)")
_SPECK = 2.7  # pixels, 2 points: text of this size and less nobody sees
_OUTSIDE = -500.0  # pixels left of or above the page
_NUMBER = re.compile(r"[\d.,\s]*\d[\d.,\s]*")
_QUOTED = re.compile(r"[\"']([^\"']*)[\"']")
_ESCAPED = re.compile(r"\\[0-9a-f]{1,6}\s?", re.IGNORECASE)
_MARK = 6  # characters of a footnote mark
_LEAF = 40  # characters of a text that is hidden by its look; a whole part of a page that fades in is longer
_MOST_RULES = 1000


def looks(parser: LexborHTMLParser, data: bytes) -> dict[int, Hiding]:
    """How elements look that do not look plain, by ``mem_id``. ``data``: the markup, ASCII as it is."""
    plain = data.lower()
    if not any(word in plain and pattern.search(plain) for word, pattern in _ODD):
        return {}
    settled = _settled(parser)
    found: dict[int, Hiding] = {}
    grounds: set[int] | None = None
    for node, values in settled.values():
        for name, value in values.items():
            look = _look(name, value)
            if look is None:
                continue
            if look == "pale":
                if _NUMBER.fullmatch(node.text() or ""):
                    grounds = _grounds(parser) if grounds is None else grounds
                    if not _is_on_colour(node, grounds):
                        found.setdefault(node.mem_id, "unseen")
            elif _holds(node, look):
                found[node.mem_id] = look
    for node in _with_added_digits(parser):
        found.setdefault(node.mem_id, "added")
    return found


def _settled(parser: LexborHTMLParser) -> dict[int, tuple[LexborNode, dict[str, str]]]:
    """The declarations that hold, of the elements that any odd declaration reaches."""
    sheets = style_sheets(parser)
    rules = sorted(rules_of(sheets, _NAMES), key=lambda rule: rule[1])[-_MOST_RULES:]
    odd = {name for _, _, own in rules for name, value, _ in own if name != "content" and _look(name, value)}
    ranked: dict[int, tuple[LexborNode, dict[str, tuple[Rank, str]]]] = {}
    for selector, rank, own in rules:
        wanted = [one for one in own if one[0] in odd]
        for node in select(parser, selector) if wanted else ():
            for name, value, is_important in wanted:
                _put(ranked, node, name, (is_important, *rank), value)
    known: dict[str, list[tuple[str, str, bool]]] = {}  # Word repeats a few styles at every character
    for node in parser.css("[style]"):
        style = node.attributes.get("style") or ""
        if style not in known:
            known[style] = [one for one in declared(style, _NAMES) if one[0] in odd or _look(*one[:2])]
        for name, value, is_important in known[style]:
            _put(ranked, node, name, (is_important, True, 0, 0, 0, 0), value)
    return {
        identity: (node, {name: value for name, (_, value) in own.items()}) for identity, (node, own) in ranked.items()
    }


def _put(
    ranked: dict[int, tuple[LexborNode, dict[str, tuple[Rank, str]]]],
    node: LexborNode,
    name: str,
    rank: Rank,
    value: str,
) -> None:
    own = ranked.setdefault(node.mem_id, (node, {}))[1]
    if name not in own or own[name][0] <= rank:
        own[name] = (rank, value)


def _look(name: str, value: str) -> Hiding | Literal["pale"] | None:
    """What a declaration does to text: a kind of hiding, "pale" for a colour that only a ground shows."""
    if name.startswith("text-decoration"):
        return "struck" if "line-through" in value else None
    if name == "color":
        colour = _colour(value)
        return "pale" if colour is not None and is_unseen(colour) else None
    if name == "clip":
        return "unseen" if re.fullmatch(r"rect\((?:\s*[01](?:px)?\s*,?){4}\)", value) else None
    if name == "vertical-align" and value in ("super", "sub"):
        return "raised"
    match = _LENGTH.fullmatch(value)
    if match is None:
        return None
    length = float(match[1]) * _PIXELS[match[2]]
    if name == "vertical-align":
        return "raised" if abs(length) >= 1 else None
    if name == "opacity":
        return "unseen" if float(match[1]) < 0.05 else None
    if name == "font-size":
        return "unseen" if length <= _SPECK else None
    return "unseen" if name != "content" and length <= _OUTSIDE else None


def _colour(value: str) -> Colour | None:
    if value in ("white", "transparent", "snow", "ivory"):
        return 255.0, 255.0, 255.0
    match = _RGB.fullmatch(value)
    if match is None:
        return colour_of(value)
    alpha = float(match[4]) if match[4] else 1.0
    red, green, blue = (255 - alpha * (255 - float(part)) for part in match.groups()[:3])
    return red, green, blue


def _holds(node: LexborNode, look: str) -> bool:
    """Whether a look can be meant for the text of an element: a mark is short, and what is unseen is no part of a page."""
    if look == "struck":
        return True
    text = (node.text() or "").strip()
    if look == "raised":
        return len(text) <= _MARK and node.tag not in ("td", "th", "tr", "table", "img")
    own = [child for child in node.css("*") if child.mem_id != node.mem_id]
    return len(text) <= _LEAF and not any(child.attributes for child in own)


def _grounds(parser: LexborHTMLParser) -> set[int]:
    """The elements under which a rule of the page's sheets, or they themselves, lay a ground."""
    sheets = style_sheets(parser)
    found = {
        node.mem_id
        for selector, _, own in rules_of(sheets, _BACKGROUND)
        if any(_is_ground(value) for _, value, _ in own)
        for node in select(parser, selector)
    }
    for node in parser.css("[bgcolor],[background],[style*=background i]"):
        styled = declared(node.attributes.get("style") or "", _BACKGROUND)
        plain = (node.attributes.get("bgcolor") or "").strip().lower()
        is_painted = "background" in node.attributes or (bool(plain) and _is_ground(plain))
        if is_painted or any(_is_ground(value) for _, value, _ in styled):
            found.add(node.mem_id)
    return found


def _is_ground(value: str) -> bool:
    """Whether a background may let white text be seen; none, transparent and white do not."""
    colour = _colour(value)
    return not (value in ("none", "inherit", "initial") or (colour is not None and is_unseen(colour)))


def _is_on_colour(node: LexborNode, grounds: set[int]) -> bool:
    at: LexborNode | None = node
    while at is not None:
        if at.mem_id in grounds:
            return True
        at = at.parent
    return False


def _with_added_digits(parser: LexborHTMLParser) -> Iterator[LexborNode]:
    """Elements that are a number, or stand empty beside one, to which a style sheet adds digits by ``::before``."""
    sheets = style_sheets(parser)
    if "content" not in sheets:
        return
    for selector, _, own in rules_of(sheets, _NAMES, is_piece=True):
        if not any(name == "content" and _adds_digits(value) for name, value, _ in own):
            continue
        for node in select(parser, _PIECE.sub("", selector)):
            text = node.text() or ""
            around = node.parent.text() or "" if node.parent is not None and not text.strip() else text
            if _NUMBER.fullmatch(around):
                yield node


def _adds_digits(content: str) -> bool:
    """Whether a ``content`` prints digits: written out, counted, or taken from an attribute; ``\\f101`` is an icon."""
    said = "".join(_QUOTED.findall(content))
    return any(map(str.isdigit, _ESCAPED.sub("", said))) or re.search(r"\b(?:counters?|attr)\(", content) is not None

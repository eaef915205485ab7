"""How a page sets boxes: the declarations of layout that hold for an element, by its style sheets and by itself.

A form drawn without ``<table>`` stands in rows and columns only by CSS: without the style sheet, merged cells cannot be
told from lost ones. Only sheets of the page itself are known, only rules that hold on a wide screen, and only the
properties by which rows and columns are made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser

from extractors.readers.html_sheets import select, style_sheets
from extractors.readers.html_tree import Element

_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_PIECE = re.compile(r"[^{}]+|[{}]")
_WIDE_SCREEN = re.compile(r"@media\b(?!.*(?:print|max-width|max-device-width|speech)).*", re.IGNORECASE | re.DOTALL)
_NAMES = re.compile(
    r"display|width|order|float|position|direction|grid[\w-]*|flex[\w-]*|justify-content|left|right|top|bottom|inset"
    r"|margin(?:-(?:left|right))?|padding(?:-(?:left|right))?|transform|translate|rotate|scale|writing-mode"
)
_PARTS = {
    "flex": ("flex-grow", "flex-shrink", "flex-basis"),
    "flex-flow": ("flex-direction", "flex-wrap"),
    "grid-area": ("grid-row", "grid-column", "grid-row-start", "grid-column-start", "grid-row-end", "grid-column-end"),
    "grid-row": ("grid-row-start", "grid-row-end"),
    "grid-column": ("grid-column-start", "grid-column-end"),
    "margin": ("margin-left", "margin-right"),
    "padding": ("padding-left", "padding-right"),
    "inset": ("left", "right", "top", "bottom"),
}
"""What a shorthand sets anew."""
_IMPORTANT = re.compile(r"!\s*important\s*$")
# A state of the page that no print of it has (``:hover``), and pieces that are no elements (``::before``).
_UNSEEN = re.compile(r"::|:(?:hover|focus|active|visited|before|after|target|checked)", re.IGNORECASE)
_ADDED = re.compile(r"::?(?:before|after)$", re.IGNORECASE)
_SPECIFIC = re.compile(r"(#[\w-]+)|(\.[\w-]+|\[[^\]]*\]|:(?!:)[\w-]+)|([a-zA-Z][\w-]*)")
_MOST_RULES = 1000
_LAYS_OUT = re.compile(r"display\s*:\s*(?:inline-)?(?:grid|flex)", re.IGNORECASE)

Rank = tuple[bool, bool, int, int, int, int]
Declarations = Mapping[str, str]


@dataclass(slots=True)
class Styles:
    """The layout declarations of the elements of one page; ``sheet`` holds those of its style sheets by ``mem_id``."""

    sheet: dict[int, dict[str, tuple[Rank, str]]] = field(default_factory=dict)
    known: dict[int, Declarations] = field(default_factory=dict)

    def of(self, element: Element) -> Declarations:
        """What holds for an element: property -> value, both in lower case; the highest rank wins."""
        if element.node is None:
            return {}
        identity = element.node.mem_id
        if identity not in self.known:
            found = dict(self.sheet.get(identity, {}))
            for name, value, is_important in declared(element.get("style"), _NAMES):
                _put(found, name, ((is_important, True, 0, 0, 0, 0), value))
            self.known[identity] = {name: value for name, (_, value) in found.items()}
        return self.known[identity]


def layout_styles(parser: LexborHTMLParser) -> Styles | None:
    """The styles of a page, None where nothing on it is laid out by grid or flex."""
    sheets = style_sheets(parser)
    inline = parser.css('[style*="grid" i],[style*="flex" i]')
    if not _LAYS_OUT.search(sheets) and not any(
        _LAYS_OUT.search(node.attributes.get("style") or "") for node in inline
    ):
        return None
    styles = Styles()
    rules = sorted(rules_of(sheets, _NAMES), key=lambda rule: rule[1])[-_MOST_RULES:]
    for selector, rank, declarations in rules:
        for node in select(parser, selector):
            found = styles.sheet.setdefault(node.mem_id, {})
            for name, value, is_important in declarations:
                _put(found, name, ((is_important, *rank), value))
    return styles


def _put(found: dict[str, tuple[Rank, str]], name: str, ranked: tuple[Rank, str]) -> None:
    if name not in found or found[name][0] <= ranked[0]:
        found[name] = ranked
        for part in _PARTS.get(name, ()):
            if part in found and found[part][0] <= ranked[0]:
                del found[part]


def declared(text: str, names: re.Pattern[str]) -> Iterator[tuple[str, str, bool]]:
    """(property, value, is it important) of each declaration of a property of these names."""
    for part in text.split(";"):
        name, colon, value = part.partition(":")
        name, value = name.strip().lower(), value.strip().lower()
        if colon and value and names.fullmatch(name):
            bare = _IMPORTANT.sub("", value).strip()
            yield name, bare, bare != value


def rules_of(
    sheets: str, names: re.Pattern[str], *, is_piece: bool = False
) -> Iterator[tuple[str, tuple[bool, int, int, int, int], list[tuple[str, str, bool]]]]:
    """(selector, rank, declarations) of the rules that hold on a wide screen and set one of the properties.

    ``is_piece``: those of pieces that are no elements (``::before``, ``::after``) instead.
    """
    applies = [True]
    prelude = ""
    for place, piece in enumerate(_PIECE.findall(_COMMENT.sub(" ", sheets))):
        if piece == "{":
            is_at_rule = prelude.startswith("@")
            applies.append(applies[-1] and (not is_at_rule or _WIDE_SCREEN.fullmatch(prelude) is not None))
            prelude = "" if is_at_rule else prelude
        elif piece == "}":
            prelude = ""
            if len(applies) > 1:
                applies.pop()
        else:
            declarations = list(declared(piece, names)) if prelude and applies[-1] else []
            for selector in (part.strip() for part in prelude.split(",")) if declarations else ():
                if selector and bool((_ADDED if is_piece else _UNSEEN).search(selector)) is is_piece:
                    yield selector, (False, *_specificity(selector), place), declarations
            prelude = piece.rpartition(";")[2].strip()


def _specificity(selector: str) -> tuple[int, int, int]:
    """Ids, classes and tags of a selector."""
    found = _SPECIFIC.findall(selector)
    return sum(bool(one[0]) for one in found), sum(bool(one[1]) for one in found), sum(bool(one[2]) for one in found)

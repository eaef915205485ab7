"""HTML text -> a light tree of what a browser shows, with the position of every element in the original page.

lexbor builds the tree that a browser builds (implied ``tbody``, repaired nesting). This module copies it without what
is never seen (``display:none`` duplicates of whole tables, templates, scripts), because reading those gives wrong
figures (EXTRACTION.md, trap 9), and keeps the original sibling positions so that a path leads a browser to the same node. All
walks are loops, not recursion: pages nested ten thousand deep exist in the wild and in attacks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extractors.readers.html_hidden import Hiding
from extractors.readers.text_clean import BREAK, raise_digits
from extractors.readers.text_inks import UNCLEAR

_NEVER_SHOWN = frozenset({"script", "style", "template", "noscript", "head", "title", "meta", "link", "datalist"})
_BLOCKS = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol p "
    "pre section summary table tbody td tfoot th thead tr ul "
)
BLOCK_TAGS = frozenset(_BLOCKS.split())
# A number struck out beside its correction is not the number any more.
_STRUCK_OUT = frozenset({"del", "s", "strike"})
_STYLING = frozenset({"span", "font", "b", "strong", "i", "em", "u", "o:p"})
DEEPEST = 400
# Styling inside styling inside styling: beyond this it is read as elements.
_DEEPEST_STYLING = 6
_GONE = frozenset({"dropped", "blank", "struck", "unseen"})
_SEAM = "\x1f"
_SEAM_IN_NUMBER = re.compile(rf"(?<=\d){_SEAM}+(?=\d)")
_STACKED = frozenset({"msup", "msub", "msubsup", "mfrac", "bdo"})  # their digits stand in no line, or run backwards
# What stands inside is printed only where a browser cannot show the thing itself.
_REPLACED = frozenset({"iframe", "noframes", "canvas", "audio", "video", "meter", "progress"})
_SPECIAL = _NEVER_SHOWN | _STRUCK_OUT | _STYLING
_UNREAD_INPUTS = frozenset({"hidden", "checkbox", "radio", "submit", "button", "image", "reset", "file", "password"})


@dataclass(slots=True, eq=False)
class Element:
    """One visible element.

    Attributes:
        node: the element in lexbor's tree; None for the root of a page without content.
        position: from 1 among siblings of the same tag, hidden ones included, as XPath counts.
        depth: elements above it.
        start, end: the element and all below it are ``page.elements[start:end]``.
        known_path: the path, once one of an element below it was asked for.
        is_unlike: its digits look unlike those beside them, and nobody knows whether they are of one number.
        is_raised: its digits are a mark beside a number (``<sup>`` is one by its name).
    """

    tag: str
    node: LexborNode | None
    parent: Element | None
    position: int
    depth: int
    start: int
    end: int
    children: list[Element | str]
    known_path: str = ""
    is_raised: bool = False
    is_unlike: bool = False
    known_attributes: dict[str, str | None] | None = None

    @property
    def attributes(self) -> dict[str, str | None]:
        """Attributes by lower-case name; copied from the tree when first asked for, because few are."""
        if self.known_attributes is None:
            self.known_attributes = self.node.attributes if self.node is not None else {}
        return self.known_attributes

    def get(self, name: str) -> str:
        return self.attributes.get(name) or ""

    @property
    def step(self) -> str:
        """The last step of the path."""
        return self.tag if self.tag in ("html", "body") else f"{self.tag}[{self.position}]"

    @property
    def path(self) -> str:
        """XPath of the element in the page, ``/html/body/div[2]/table[1]/tbody[1]/tr[3]/td[1]``.

        Of an element nested deeper than 400 levels, the path of the ancestor there.
        """
        parent = self.parent
        if parent is not None and parent.known_path and self.depth < DEEPEST:
            return f"{parent.known_path}/{self.step}"
        element = parent if self.depth >= DEEPEST and parent is not None else self
        climbed = [element]
        while not climbed[-1].known_path and climbed[-1].parent is not None:
            climbed.append(climbed[-1].parent)
        path = climbed[-1].known_path or f"/{climbed[-1].step}"
        for upper, lower in pairwise(reversed(climbed)):
            upper.known_path = path
            path = f"{path}/{lower.step}"
        return path


@dataclass(frozen=True, slots=True)
class Page:
    """The visible tree: its elements in document order, what scripts say, and how many tables the page hides.

    ``left_out``: digits that are struck out or printed unseen, as words for a message, and the element around them.
    """

    root: Element
    elements: list[Element]
    scripts: list[str] = field(default_factory=list)
    hidden_tables: int = 0
    left_out: list[tuple[str, Element]] = field(default_factory=list)

    def below(self, element: Element) -> list[Element]:
        """The element and all elements below it, in document order."""
        return self.elements[element.start : element.end]


def parse(parser: LexborHTMLParser, hidden: Mapping[int, Hiding], *, keep_styling: bool = False) -> Page:
    """Copy the visible part of a parsed page.

    ``hidden`` says of nodes, by ``mem_id``, how the page hides them. Styling around nothing but text is taken for text;
    with ``keep_styling`` it stays elements.
    """
    root_node = parser.root
    parent = root = Element("html", root_node, None, 1, 0, 0, 1, [])
    page = Page(root, [root])
    elements, scripts = page.elements, page.scripts
    hidden_tables = 0
    open_frames: list[tuple[LexborNode | None, Element, dict[str, int]]] = []
    counts: dict[str, int] = {}
    node = root_node.child if root_node is not None else None
    while True:
        if node is None:
            parent.end = len(elements)
            if not open_frames:
                return replace(page, hidden_tables=hidden_tables)
            node, parent, counts = open_frames.pop()
            continue
        tag, following = node.tag or "", node.next
        if tag == "-text":
            parent.children.append(node.text_content or "")
            node = following
            continue
        if tag.startswith("-"):
            node = following
            continue
        position = counts[tag] = counts.get(tag, 0) + 1
        how = hidden.get(node.mem_id) if hidden else None
        if tag in _SPECIAL or how is not None:
            if tag == "script":
                scripts.append(node.text() or "")
            if tag in _STRUCK_OUT or how in ("struck", "unseen"):
                _note_left_out(page, node, parent, how)
            if (
                tag in _NEVER_SHOWN
                or tag in _STRUCK_OUT
                or (how in _GONE and (how == "dropped" or tag not in ("td", "th")))
            ):
                hidden_tables += 0 if tag in _NEVER_SHOWN else len(node.css("table"))
                node = following
                continue
            if how is None and not keep_styling and (texts := _styled_texts(node, hidden)) is not None:
                parent.children.extend(texts)
                node = following
                continue
        above = parent
        if parent.depth >= DEEPEST and parent.parent is not None:
            above = parent.parent  # siblings instead of children from here on, as browsers do (Chromium: from 512)
        start = len(elements)
        element = Element(tag, node, above, position, above.depth + 1, start, start + 1, [])
        elements.append(element)
        above.children.append(element)
        if how == "raised":
            element.is_raised = True
        elif how == "unlike":
            element.is_unlike = True
        elif how == "added":
            element.children.append(UNCLEAR)
        child = node.child if how not in _GONE else None  # an invisible cell still takes its place in the grid
        node = following
        if child is None:
            continue
        if child.next is None and child.tag == "-text":
            element.children.append(child.text_content or "")
            continue
        open_frames.append((following, parent, counts))
        node, parent, counts = child, element, {}


def _note_left_out(page: Page, node: LexborNode, around: Element, how: Hiding | None) -> None:
    text = (node.text() or "").strip()
    if any(character.isdigit() for character in text):
        page.left_out.append((f"{text[:40]!r} is {'printed unseen' if how == 'unseen' else 'struck out'}", around))


def _styled_texts(node: LexborNode, hidden: Mapping[int, Hiding]) -> list[str] | None:
    """The texts of a styling element that holds nothing but text and further styling; None when it holds more.

    Word writes one such element for every run of text, some editors one for every character.
    """
    at = node.child
    if at is not None and at.next is None and at.tag == "-text":
        return [at.text_content or ""]
    texts: list[str] = []
    resume: list[LexborNode | None] = []
    while True:
        if at is None:
            if not resume:
                return texts
            at = resume.pop()
            continue
        tag = at.tag or ""
        if tag == "-text":
            texts.append(at.text_content or "")
        elif tag in _STYLING:
            if len(resume) == _DEEPEST_STYLING or at.mem_id in hidden:
                return None
            resume.append(at.next)
            at = at.child
            continue
        elif not tag.startswith("-"):
            return None
        at = at.next


def gather(element: Element, *, without_tables: bool = False) -> str:
    """All text below an element as one raw run with ``BREAK`` marks; form fields give the value they show."""
    children = element.children
    if len(children) == 1:
        (only,) = children
        if isinstance(only, str):
            return only
        if only.tag == "p" and len(only.children) == 1 and isinstance(only.children[0], str):
            return f"{BREAK}{only.children[0]}{BREAK}"
    pieces: list[str] = []
    stack = children[::-1]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            pieces.append(item)
        elif item.tag in BLOCK_TAGS:
            if without_tables and item.tag == "table":
                continue
            pieces.append(BREAK)
            stack.append(BREAK)
            stack.extend(item.children[::-1])
        elif item.tag == "br":
            pieces.append(BREAK)
        elif (shown := field_text(item)) is not None:
            pieces.append(shown)
        elif item.tag in ("sup", "sub", "rt") or item.is_raised:
            pieces.append(raise_digits(gather(item)))
        elif item.tag in _REPLACED:
            continue
        elif item.tag in _STACKED:
            pieces.append(UNCLEAR)
        elif item.is_unlike:
            pieces.append(_SEAM)
            stack.append(_SEAM)
            stack.extend(item.children[::-1])
        else:
            stack.extend(item.children[::-1])
    text = "".join(pieces)
    return _SEAM_IN_NUMBER.sub(UNCLEAR, text).replace(_SEAM, "") if _SEAM in text else text


def field_text(element: Element) -> str | None:
    """What a form field shows; None for elements that are no field."""
    if element.tag == "input":
        kind = element.get("type").lower()
        return "" if kind in _UNREAD_INPUTS else element.get("value")
    if element.tag == "select":
        options = _options(element)
        chosen = [option for option in options if "selected" in option.attributes] or options[:1]
        return "".join(child for option in chosen for child in option.children if isinstance(child, str))
    if element.tag == "button":
        return ""
    return None


def _options(select: Element) -> list[Element]:
    options: list[Element] = []
    for child in select.children:
        if isinstance(child, Element):
            options.extend([child] if child.tag == "option" else _options(child))
    return options

"""HTML text -> a light tree of what a browser shows, with the position of every element in the original page.

lexbor builds the tree that a browser builds (implied ``tbody``, repaired nesting). This module copies it without what
is never seen (``display:none`` duplicates of whole tables, templates, scripts), because reading those gives wrong
figures (EXTRACTION.md, trap 9), and keeps the original sibling positions so that a path leads a browser to the same node. All
walks are loops, not recursion: pages nested ten thousand deep exist in the wild and in attacks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extractors.readers.text_clean import BREAK, raise_digits

_NEVER_SHOWN = frozenset({"script", "style", "template", "noscript", "head", "title", "meta", "link", "datalist"})
_STYLE_DROPS = re.compile(
    r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*collapse|text-decoration(?:-line)?\s*:\s*line-through)\b",
    re.IGNORECASE,
)
_STYLE_HIDES = re.compile(r"(?:^|[;\s])visibility\s*:\s*hidden\b", re.IGNORECASE)
BLOCK_TAGS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "frameset",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
# A number struck out beside its correction is not the number any more.
_STRUCK_OUT = frozenset({"del", "s", "strike"})
_STYLING = frozenset({"span", "font", "b", "strong", "i", "em", "u", "o:p"})
_DEEPEST = 400
_UNREAD_INPUTS = frozenset({"hidden", "checkbox", "radio", "submit", "button", "image", "reset", "file", "password"})


@dataclass(slots=True, eq=False)
class Element:
    """One visible element.

    Attributes:
        position: from 1 among siblings of the same tag, hidden ones included, as XPath counts.
        depth: elements above it.
        start, end: the element and all below it are ``page.elements[start:end]``.
        known_path: the path, once one of an element below it was asked for.
    """

    tag: str
    attributes: dict[str, str | None]
    parent: Element | None
    position: int
    depth: int
    start: int
    end: int
    children: list[Element | str] = field(default_factory=list)
    known_path: str = ""

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
        element = self.parent if self.depth >= _DEEPEST and self.parent is not None else self
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
    """The visible tree: its elements in document order, what scripts say, and how many tables the page hides."""

    root: Element
    elements: list[Element]
    scripts: list[str]
    hidden_tables: int

    def below(self, element: Element) -> list[Element]:
        """The element and all elements below it, in document order."""
        return self.elements[element.start : element.end]


@dataclass(slots=True)
class _Frame:
    element: Element
    next_node: LexborNode | None
    counts: dict[str, int] = field(default_factory=dict)


def parse(parser: LexborHTMLParser) -> Page:
    """Copy the visible part of a parsed page."""
    root_node = parser.root
    root = Element("html", {}, None, 1, 0, 0, 1)
    page = Page(root, [root], [], 0)
    if root_node is None:
        return page
    hidden_tables = 0
    stack = [_Frame(root, root_node.child)]
    while stack:
        frame = stack[-1]
        node = frame.next_node
        if node is None:
            stack.pop()
            frame.element.end = len(page.elements)
            continue
        frame.next_node = node.next
        tag = node.tag or ""
        if tag == "-text":
            frame.element.children.append(node.text_content or "")
            continue
        if tag.startswith("-"):
            continue
        position = frame.counts[tag] = frame.counts.get(tag, 0) + 1
        attributes = node.attributes
        if tag == "script":
            page.scripts.append(node.text() or "")
        elif _is_dropped(tag, attributes):
            hidden_tables += 0 if tag in _NEVER_SHOWN else len(node.css("table"))
        elif tag in _STYLING and (text := _only_text(node)) is not None:
            frame.element.children.append(text)
        elif (opened := _open(page, frame.element, node, tag, attributes, position)) is not None:
            stack.append(opened)
    return replace(page, hidden_tables=hidden_tables)


def _open(
    page: Page, parent: Element, node: LexborNode, tag: str, attributes: dict[str, str | None], position: int
) -> _Frame | None:
    """Add an element; the frame to read its children in, None when it has at most text."""
    if parent.depth >= _DEEPEST and parent.parent is not None:
        parent = parent.parent  # siblings instead of children from here on, as browsers do (Chromium: from 512)
    start = len(page.elements)
    element = Element(tag, attributes, parent, position, parent.depth + 1, start, start + 1)
    page.elements.append(element)
    parent.children.append(element)
    style = attributes.get("style")
    if style and _STYLE_HIDES.search(style):
        return None  # an invisible cell still takes its place in the grid
    text = _only_text(node)
    if text is None:
        return _Frame(element, node.child)
    element.children.append(text)
    return None


def _only_text(node: LexborNode) -> str | None:
    """The text of an element that holds nothing else; Word writes one such element per character."""
    child = node.child
    if child is None:
        return ""
    if child.next is None and child.tag == "-text":
        return child.text_content or ""
    return None


def _is_dropped(tag: str, attributes: dict[str, str | None]) -> bool:
    if tag in _NEVER_SHOWN or tag in _STRUCK_OUT or "hidden" in attributes:
        return True
    style = attributes.get("style")
    if not style:
        return False
    return bool(_STYLE_DROPS.search(style) or (tag not in ("td", "th") and _STYLE_HIDES.search(style)))


def gather(element: Element, *, without_tables: bool = False) -> str:
    """All text below an element as one raw run with ``BREAK`` marks; form fields give the value they show."""
    pieces: list[str] = []
    stack: list[Element | str] = [*reversed(element.children)]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            pieces.append(item)
        elif item.tag == "br":
            pieces.append(BREAK)
        elif item.tag == "table" and without_tables:
            continue
        elif (shown := field_text(item)) is not None:
            pieces.append(shown)
        elif item.tag == "sup":
            pieces.append(raise_digits(gather(item)))
        elif item.tag in BLOCK_TAGS:
            pieces.append(BREAK)
            stack.append(BREAK)
            stack.extend(reversed(item.children))
        else:
            stack.extend(reversed(item.children))
    return "".join(pieces)


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

"""Where the report stands in a page: the body container of the CMS, or the page without its navigation.

Government CMS families mark the article with a known id or class (CMS.md §3). Templates are copied between sites, so a
container that is present may be empty or hold a teaser; it is taken only when most of the page's text and figures are
in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from extractors.readers.html_tree import Element, Page

# In the order of trust.
_CONTAINERS = [
    "#UCAP-CONTENT",
    ".trs_editor_view",
    ".TRS_UEDITOR",
    ".TRS_Editor",
    ".view.TRS",
    "#zoom",
    "#Zoom",
    ".v_news_content",
    ".j-fontContent",
    ".wzcon",
    ".article-content",
    ".article-con",
    ".artile_zw",
    ".zc_article_con",
    ".Three_xilan_07",
    "#ivs_content",
    ".Article_content",
    ".xxgk-content",
    ".content-box",
    ".detail-content",
    ".pub-det",
    ".main-txt",
    ".news_cont_d_wrap",
    ".tyxxy_main",
    ".bt-content",
    ".details-main",
    ".zwxl-content",
    ".nrCon",
    ".m-txt-article",
    ".newscontnet",
    ".g-detailbox",
    ".activity",
    ".Custom_UnionStyle",
    ".art-con",
    ".tys-main-zt",
    ".zcwjk-xlcon",
    ".pages_content",
    ".cn4",
    ".wp_articlecontent",
    ".ewb-article-info",
    "ucapcontent",
]
_KNOWN = frozenset(_CONTAINERS)
_NAVIGATION_TAGS = frozenset({"nav", "footer"})
_NAVIGATION_NAME = re.compile(
    r"(?:^|[-_\s])(?:nav\w*|menu\w*|foot\w*|bread\w*|crumbs?|sidebar|share\w*|pagination|copyright|header|top|dqwz)"
    r"(?:$|[-_\s])",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d[\d.,]*")
_SHORTEST_ARTICLE = 40
_NAVIGATION_FIGURES = 6


class _Weight(NamedTuple):
    """Characters of text outside of links, characters in links, and text nodes that are plain numbers."""

    text: int
    link: int
    figures: int


@dataclass(slots=True)
class _Weights:
    """The weight of all elements before each place in ``page.elements``, so that any subtree is one subtraction.

    Worked out when first asked for: a page without containers and navigation is not weighed.
    """

    page: Page
    before: list[tuple[int, int, int]] | None = None

    def of(self, element: Element) -> _Weight:
        if self.before is None:
            self.before = _weigh(self.page)
        (text, link, figures), last = self.before[element.start], self.before[element.end]
        return _Weight(last[0] - text, last[1] - link, last[2] - figures)


def find_body(page: Page, named: Sequence[LexborNode]) -> list[Element]:
    """The elements that hold the report, in document order: known containers, else ``body`` with navigation cut out.

    ``named`` are the elements of the page that have a class or an id.
    """
    body = next((one for one in page.elements[:3] if one.tag == "body"), page.root)
    weights = _Weights(page)
    matches = _match_containers(page, body, named)
    for selector in _CONTAINERS if matches else ():
        chosen = _outermost(matches.get(selector, []))
        if chosen and _holds_report([weights.of(element) for element in chosen], weights.of(body)):
            return chosen
    _cut_navigation(page, body, weights)
    return [body]


def _match_containers(page: Page, body: Element, named: Sequence[LexborNode]) -> dict[str, list[Element]]:
    """The visible elements below the body that are known containers, by selector, in document order."""
    selectors: dict[int, list[str]] = {}
    for node in named:
        attributes = node.attributes
        keys = [key for key in _class_keys(attributes.get("class") or "") if key in _KNOWN]
        keys += [key for key in (f"#{attributes.get('id')}", node.tag) if key in _KNOWN]
        if keys:
            selectors[node.mem_id] = keys
    matches: dict[str, list[Element]] = {}
    if selectors:
        for element in page.below(body):
            if element.node is not None:
                for selector in selectors.get(element.node.mem_id, ()):
                    matches.setdefault(selector, []).append(element)
    return matches


@lru_cache(maxsize=4096)
def _class_keys(names: str) -> tuple[str, ...]:
    """Selectors that an element with these classes answers to."""
    classes = names.split()
    both = (".view.TRS",) if "view" in classes and "TRS" in classes else ()
    return (*both, *(f".{name}" for name in classes))


def _outermost(elements: list[Element]) -> list[Element]:
    """Elements that lie in no other of the list."""
    chosen: list[Element] = []
    for element in elements:
        if not chosen or element.start >= chosen[-1].end:
            chosen.append(element)
    return chosen


def _holds_report(parts: list[_Weight], whole: _Weight) -> bool:
    text, figures = sum(part.text for part in parts), sum(part.figures for part in parts)
    return text >= _SHORTEST_ARTICLE and text * 3 >= whole.text and figures * 2 >= whole.figures


def _weigh(page: Page) -> list[tuple[int, int, int]]:
    text = link = figures = link_end = 0
    before: list[tuple[int, int, int]] = []
    so_far = (0, 0, 0)
    for element in page.elements:
        before.append(so_far)
        if element.tag == "a" and element.end > link_end:
            link_end = element.end
        for child in element.children:
            if isinstance(child, str) and (words := child.strip()):
                if element.start < link_end:
                    link += len(words)
                else:
                    text += len(words)
                    figures += words[0].isdigit() and _NUMBER.fullmatch(words) is not None
                so_far = (text, link, figures)
    before.append(so_far)
    return before


def _cut_navigation(page: Page, body: Element, weights: _Weights) -> None:
    """Remove what is plainly navigation: named so, few figures, and mostly links or by its own tag."""
    end = 0
    for element in page.below(body):
        parent = element.parent
        if element.start < end or parent is None or element is body or not _is_named_navigation(element):
            continue
        weight = weights.of(element)
        is_navigation = element.tag in _NAVIGATION_TAGS or weight.link > weight.text
        if is_navigation and weight.figures < _NAVIGATION_FIGURES:
            parent.children.remove(element)
            end = element.end


def _is_named_navigation(element: Element) -> bool:
    if element.tag in _NAVIGATION_TAGS:
        return True
    attributes = element.attributes
    return any(name and _names_navigation(name) for name in (attributes.get("id"), attributes.get("class")))


@lru_cache(maxsize=4096)
def _names_navigation(name: str) -> bool:
    return _NAVIGATION_NAME.search(name) is not None

"""Where the report stands in a page: the body container of the CMS, or the page without its navigation.

Government CMS families mark the article with a known id or class (CMS.md §3). Templates are copied between sites, so a
container that is present may be empty or hold a teaser; it is taken only when most of the page's text and figures are
in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

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
_NUMBER = re.compile(r"\s*\d[\d.,]*\s*")
_SHORTEST_ARTICLE = 40
_NAVIGATION_FIGURES = 6


@dataclass(frozen=True, slots=True)
class _Weight:
    """Characters of text outside of links, characters in links, and text nodes that are plain numbers."""

    text: int
    link: int
    figures: int


def find_body(page: Page) -> list[Element]:
    """The elements that hold the report, in document order: known containers, else ``body`` with navigation cut out."""
    body = next((one for one in page.elements[:3] if one.tag == "body"), page.root)
    matches = _match_containers(page.below(body))
    if matches:
        whole = _weigh(page, body)
        for selector in _CONTAINERS:
            chosen = _outermost(matches.get(selector, []))
            if chosen and _holds_report([_weigh(page, element) for element in chosen], whole):
                return chosen
    _cut_navigation(page, body)
    return [body]


def _match_containers(elements: list[Element]) -> dict[str, list[Element]]:
    matches: dict[str, list[Element]] = {}
    for element in elements:
        attributes = element.attributes
        keys = [f"#{attributes['id']}"] if "id" in attributes else []
        if "class" in attributes:
            names = (attributes["class"] or "").split()
            keys.extend(f".{name}" for name in names)
            keys.extend([".view.TRS"] if "view" in names and "TRS" in names else [])
        keys.extend(["ucapcontent"] if element.tag == "ucapcontent" else [])
        for key in keys:
            if key in _KNOWN:
                matches.setdefault(key, []).append(element)
    return matches


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


def _weigh(page: Page, root: Element) -> _Weight:
    text = link = figures = link_end = 0
    for element in page.below(root):
        if element.tag == "a":
            link_end = max(link_end, element.end)
        for child in element.children:
            if isinstance(child, Element):
                continue
            if element.start < link_end:
                link += len(child.strip())
            else:
                text += len(child.strip())
                figures += bool(_NUMBER.fullmatch(child))
    return _Weight(text, link, figures)


def _cut_navigation(page: Page, body: Element) -> None:
    """Remove what is plainly navigation: named so, few figures, and mostly links or by its own tag."""
    for element in page.below(body):
        parent = element.parent
        if parent is None or element is body or not _is_named_navigation(element):
            continue
        weight = _weigh(page, element)
        is_navigation = element.tag in _NAVIGATION_TAGS or weight.link > weight.text
        if is_navigation and weight.figures < _NAVIGATION_FIGURES:
            parent.children.remove(element)


def _is_named_navigation(element: Element) -> bool:
    if element.tag in _NAVIGATION_TAGS:
        return True
    names = (element.attributes.get("id"), element.attributes.get("class"))
    return any(name and _NAVIGATION_NAME.search(name) for name in names)

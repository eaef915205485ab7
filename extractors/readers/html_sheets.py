"""The style sheets of a page itself, and the elements that a selector of theirs reaches."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError


def style_sheets(parser: LexborHTMLParser) -> str:
    """The text of all ``<style>`` elements, in their order."""
    return "\n".join(node.text() or "" for node in parser.css("style"))


def select(parser: LexborHTMLParser, selector: str) -> list[LexborNode]:
    """The elements of a selector; none for one of a newer standard than the parser's."""
    try:
        return parser.css(selector)
    except SelectolaxError:
        return []

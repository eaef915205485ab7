"""Report bodies that a page carries as data and shows only by script: strings of HTML, wherever they stand.

Newer government sites send the article as a string (``var content = "<p>…"``, JSON in a script, a CDATA section of a data
store), keep it in a text area or a hidden field for an editor, in ``srcdoc`` of a frame, or print it escaped by mistake.
They are looked for only when the page outside holds no form, and taken when they are HTML with tables or an article.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser

from extractors.document import Document, Issue, Place, Table, TextBlock

_STRING = re.compile(r"\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`", re.DOTALL)
_JOINED = re.compile(r"([\"'])\s*\+\s*\1")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r?\n|.)", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "", "f": "", "0": "", "\n": "", "\r\n": ""}
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_TAG = re.compile(r"<(?:p|div|table|tr|td|span|section|h[1-6]|br)\b[^<>]*>", re.IGNORECASE)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_WRITTEN = re.compile(r"document\.write(?:ln)?\s*\(|\.innerHTML\s*\+?=")
SHOWN = "/html/body"
"""The place of markup that the page prints as text."""
_SHORTEST = 60
_LARGEST = 5_000_000
_MOST = 40
# An article: a page outside of it that says less is only its frame.
_ARTICLE = 200
# A form has labels of several characters and many figures; a calendar has neither.
_FEWEST_LABELS, _FEWEST_FIGURES = 5, 10
_NUMBER = re.compile(r"\s*[+-]?[\d,.]{1,15}\s*")


@dataclass(frozen=True, slots=True)
class Embedded:
    """A string of HTML in a page: where it stands (as an XPath) and what it says.

    ``is_live``: the page shows it, by a script or in a frame; else it is a copy that an editor left behind.
    """

    path: str
    markup: str
    is_live: bool


def holds_form(blocks: Sequence[TextBlock | Table]) -> bool:
    """Whether a table with labels and figures stands among these blocks."""
    for table in (block for block in blocks if isinstance(block, Table)):
        figures = labels = 0
        for cell in table.cells:
            if _NUMBER.fullmatch(cell.text) is not None:
                figures += 1
            elif len(_CHINESE.findall(cell.text)) > 1:
                labels += 1
            if figures >= _FEWEST_FIGURES and labels >= _FEWEST_LABELS:
                return True
    return False


def is_article(blocks: Sequence[TextBlock | Table]) -> bool:
    """Whether these blocks hold a text of some length."""
    texts = [block.text for block in blocks if isinstance(block, TextBlock)]
    return len(_CHINESE.findall("".join(texts))) >= _ARTICLE


def find_embedded(parser: LexborHTMLParser, markup: str, shown: str) -> list[Embedded]:
    """Strings of HTML in the page, each once, in document order. ``shown`` is the text that the page shows."""
    found: dict[str, Embedded] = {}
    for path, text, is_live in _strings(parser, markup, shown):
        body = _as_markup(text)
        if body and body not in found and len(found) < _MOST:
            found[body] = Embedded(path, body, is_live)
    return list(found.values())


def choose(
    bodies: Sequence[tuple[Embedded, Document]], blocks: Sequence[TextBlock | Table]
) -> list[tuple[Embedded, Document]]:
    """The bodies to read beside what the page shows (``blocks``): those with the form, else the longest article.

    What the page shows by script comes before copies that it hides. All strings of one script belong together.
    """
    for is_live in (True, False):
        own = [(one, body) for one, body in bodies if one.is_live == is_live]
        places = {one.path for one, body in own if holds_form(body.blocks)}
        if places:
            taken = [(one, body) for one, body in own if one.path in places]
            return [(one, body) for one, body in taken if any(body.tables()) or is_article(body.blocks)]
        articles = [(one, body) for one, body in own if is_article(body.blocks)]
        if articles and not is_article(blocks):
            return [max(articles, key=lambda pair: len(pair[1].text()))]
    return []


def placed(one: Embedded, body: Document) -> tuple[TextBlock | Table, ...]:
    """The blocks of a body with places that lead to its string and on inside it: ``(//script)[2]!/html/body/p[1]``."""

    def inside(place: Place) -> Place:
        return replace(place, path=f"{one.path}!{place.path or ''}")

    return tuple(
        replace(block, place=inside(block.place), cells=tuple(replace(c, place=inside(c.place)) for c in block.cells))
        if isinstance(block, Table)
        else replace(block, place=inside(block.place))
        for block in body.blocks
    )


def note(taken: Sequence[Embedded]) -> Issue:
    """What to say of a body that was taken from data."""
    place = taken[0].path
    if all(one.is_live for one in taken):
        return Issue(
            "embedded_body", "info", "the page shows its report by script; it was read from the script's data", place
        )
    text = "the page shows no report; a copy that it hides was read, compare it with the page"
    return Issue("embedded_copy", "warning", text, place)


def _strings(parser: LexborHTMLParser, markup: str, shown: str) -> Iterator[tuple[str, str, bool]]:
    for number, node in enumerate(parser.css("script"), start=1):
        script = node.text() or ""
        if len(script) >= _SHORTEST:
            path = f"(//script)[{number}]"
            yield from ((path, text, True) for text in _of_script(script))
    for number, node in enumerate(parser.css("iframe[srcdoc]"), start=1):
        yield f"(//iframe[@srcdoc])[{number}]", node.attributes.get("srcdoc") or "", True
    for number, match in enumerate(_CDATA.finditer(markup), start=1):
        yield f"CDATA section {number}", match[1], True
    if len(_TAG.findall(shown)) > 3:
        yield SHOWN, shown, True
    for tag in ("textarea", "xmp", "noscript", "template"):
        for number, node in enumerate(parser.css(tag), start=1):
            inner = node.html if tag in ("noscript", "template") else node.text()
            yield f"(//{tag})[{number}]", re.sub(rf"^<{tag}[^>]*>|</{tag}>$", "", inner or ""), False
    for number, node in enumerate(parser.css("input[type=hidden][value]"), start=1):
        yield f"(//input[@type='hidden'][@value])[{number}]", node.attributes.get("value") or "", False


def _of_script(script: str) -> Iterator[str]:
    """Strings in a script: of JSON where it is that, else its literals; pieces that it writes one by one as one."""
    bare = script.strip().removesuffix(";")
    if bare[:1] in ("{", "["):
        try:
            yield from _of_json(json.loads(bare))
            return
        except (ValueError, RecursionError):
            pass  # a script that begins with a block is no JSON; its literals are read below
    if "<" not in script and "\\u003c" not in script.lower() and "&lt;" not in script and "%3c" not in script.lower():
        return
    literals = [_unescaped(next(filter(None, match.groups()), "")) for match in _STRING.finditer(_JOINED.sub("", bare))]
    if _WRITTEN.search(script):
        yield "".join(text for text in literals if "<" in text or _CHINESE.search(text))
    else:
        yield from literals


def _of_json(value: object) -> Iterator[str]:
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            stack.extend(reversed(item.values()))
        elif isinstance(item, list):
            stack.extend(reversed(item))


def _unescaped(literal: str) -> str:
    """The text that a JavaScript literal stands for."""
    if "\\" not in literal:
        return literal
    text = _ESCAPE.sub(lambda match: _character(match[1]), literal)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _character(escape: str) -> str:
    if len(escape) > 2 and escape[0] in "ux":
        return chr(int(escape[1:], 16))
    return _ESCAPES.get(escape, escape)


def _as_markup(text: str) -> str:
    """The string as HTML, its own escaping undone; "" for anything that is no piece of a page in Chinese."""
    if not _SHORTEST <= len(text) <= _LARGEST:
        return ""
    if "<" not in text and "%3c" in text[:2000].lower():
        text = unquote(text)
    for _ in range(2):
        if len(_TAG.findall(text)) > 1 or "&lt;" not in text:
            break
        text = html.unescape(text)
    if "\\u" in text or "\\/" in text or '\\"' in text:
        text = _unescaped(text)
    is_page = _TAG.search(text) is not None and _CHINESE.search(text) is not None
    return text if is_page else ""

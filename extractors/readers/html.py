"""HTML page -> Document: the report's text and tables as a browser shows them, its meta tags and its links.

Pages are pasted from Word into a CMS: one span per character, merged cells, a hidden second copy of a table, values in
form fields, a charset that is not the declared one, the article inside layout tables and a page full of navigation.
``read_markup`` is the seam for dialects whose body comes as a piece of HTML inside JSON: they decode their JSON and
hand the piece over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extractors.document import WINDOW_TITLE, Document, Issue, Place, Table, TextBlock
from extractors.readers.html_blocks import read_blocks
from extractors.readers.html_body import find_body
from extractors.readers.html_drawn import drawn_blocks
from extractors.readers.html_embedded import SHOWN, choose, find_embedded, holds_form, note, placed
from extractors.readers.html_hidden import Hiding, hidden_nodes
from extractors.readers.html_links import find_links
from extractors.readers.html_looks import looks
from extractors.readers.html_styles import layout_styles
from extractors.readers.html_table import data_tables
from extractors.readers.html_tree import Element, Page, gather, parse
from extractors.readers.html_unlike import unlike_digits
from extractors.readers.text_clean import BREAK, clean_line
from extractors.readers.text_decode import decode

_TITLE_WORDS = re.compile(r"报告|年报|公开")
_SHORTEST_TITLE = 8
_MOST_NOTES = 20


def read(data: bytes, *, charset: str | None = None) -> Document:
    """Read one HTML page.

    Args:
        data: bytes of the page, not compressed.
        charset: what the HTTP header claims; the bytes decide (see ``text_decode``).

    The address of ``<base href>``, where a page has one, is in ``meta["base"]``. Never fails: a page without content
    gives a document without blocks.
    """
    decoded = decode(data, charset)
    is_wide = decoded.encoding.startswith("utf-16")
    return _read(decoded.text, decoded.text.encode() if is_wide else data, decoded.issues())


def read_markup(markup: str, issues: tuple[Issue, ...] = ()) -> Document:
    """Read HTML text, a whole page or a piece of one. ``issues`` are put before those found here."""
    return _read(markup, markup.encode("utf-8", "replace"), issues)


def _read(markup: str, data: bytes, issues: tuple[Issue, ...]) -> Document:
    parser = LexborHTMLParser(markup)
    document = _read_shown(parser, markup, data)
    document = replace(document, issues=(*issues, *document.issues))
    return document if holds_form(document.blocks) else _with_embedded(document, parser, markup)


def _with_embedded(document: Document, parser: LexborHTMLParser, markup: str) -> Document:
    """The page with the report that it only carries as data, where it carries one."""
    bodies = []
    for one in find_embedded(parser, markup, document.text()):
        inner = LexborHTMLParser(one.markup)
        bodies.append((one, _read_shown(inner, one.markup, one.markup.encode("utf-8", "replace"))))
    taken = choose(bodies, document.blocks)
    if not taken:
        return document
    # A page that prints its own tags shows nothing else worth reading.
    is_printed = any(one.path == SHOWN for one, _ in taken)
    blocks = () if is_printed else document.blocks
    return replace(
        document,
        blocks=(*blocks, *(block for one, body in taken for block in placed(one, body))),
        links=(*document.links, *(link for _, body in taken for link in body.links)),
        issues=(
            *document.issues,
            *(issue for _, body in taken for issue in body.issues),
            note([one for one, _ in taken]),
        ),
    )


def _read_shown(parser: LexborHTMLParser, markup: str, data: bytes) -> Document:
    """What the page shows. ``data`` is its markup in an encoding that holds ASCII as it is."""
    hidden = {**unlike_digits(parser, data), **looks(parser, data), **hidden_nodes(parser, data, markup)}
    page = parse(parser, hidden)
    meta = _meta(parser)
    headline = _headline(page)
    links = find_links(page, {node.mem_id for node in parser.css("[pdfsrc]")} if b"pdfsrc" in data else ())
    named = parser.css("[id],[class]:not(p),ucapcontent")
    roots = find_body(page, named)
    tables, issues = data_tables(page, roots)
    blocks = read_blocks(roots, tables)
    if not holds_form(blocks):
        blocks = _drawn(parser, hidden, named) or blocks
    title, title_blocks = _title(parser, meta, headline, blocks)
    return Document(
        kind="html",
        blocks=(*title_blocks, *blocks),
        title=title,
        meta=meta,
        links=links,
        issues=(*issues, *_hidden(page)),
    )


def _drawn(
    parser: LexborHTMLParser, hidden: Mapping[int, Hiding], named: list[LexborNode]
) -> tuple[TextBlock | Table, ...]:
    """The blocks of a page that draws its form without tables; none when it draws none."""
    page = parse(parser, hidden, keep_styling=True)
    roots = find_body(page, named)
    drawn = drawn_blocks(page, roots, layout_styles(parser))
    return read_blocks(roots, data_tables(page, roots)[0], drawn) if drawn else ()


def _meta(parser: LexborHTMLParser) -> dict[str, str]:
    """Meta tags by lower-cased name; of several with one name the first that is not empty."""
    meta: dict[str, str] = {}
    for node in parser.css("meta,base[href]"):
        attributes = node.attributes
        if node.tag == "base":
            meta.setdefault("base", (attributes.get("href") or "").strip())
            continue
        name = (attributes.get("name") or attributes.get("property") or "").strip().lower()
        if name and not meta.get(name):
            meta[name] = clean_line(attributes.get("content") or "")
    title = parser.css_first("head > title") or parser.css_first("title")
    if title is not None:
        meta[WINDOW_TITLE] = clean_line(title.text() or "")
    return meta


def _headline(page: Page) -> tuple[str, Element] | None:
    """The first ``h1`` that speaks of a report, else the first with any text (some sites put their name in one)."""
    found: list[tuple[str, Element]] = []
    for element in page.elements:
        if element.tag in ("h1", "ucaptitle"):
            text = clean_line(gather(element).replace(BREAK, ""))
            if text:
                found.append((text, element))
    return next((one for one in found if _TITLE_WORDS.search(one[0])), found[0] if found else None)


def _title(
    parser: LexborHTMLParser,
    meta: dict[str, str],
    headline: tuple[str, Element] | None,
    blocks: tuple[TextBlock | Table, ...],
) -> tuple[str, tuple[TextBlock, ...]]:
    """Title of the page, and a title block where the headline stands outside of the blocks that were read."""
    extra: tuple[TextBlock, ...] = ()
    if headline is not None and not any(isinstance(block, TextBlock) and block.text == headline[0] for block in blocks):
        extra = (TextBlock(headline[0], "title", Place(path=headline[1].path)),)
    claimed = meta.get("articletitle", "")
    # Templates carry the column name or nothing in ArticleTitle (CMS.md §3).
    if len(claimed) >= _SHORTEST_TITLE and _TITLE_WORDS.search(claimed):
        return claimed, extra
    if headline is not None:
        return headline[0], extra
    return meta.get(WINDOW_TITLE, claimed), extra


def _hidden(page: Page) -> tuple[Issue, ...]:
    issues: list[Issue] = []
    if page.hidden_tables:
        message = f"{page.hidden_tables} tables that the page hides were left out; only what a browser shows is read"
        issues.append(Issue("hidden_tables", "info", message))
    for text, around in page.left_out[:_MOST_NOTES]:
        cell = around
        while cell.tag not in ("td", "th") and cell.parent is not None:
            cell = cell.parent
        where = (around if cell.parent is None else cell).path
        message = f"page: {text} at {where}; it was left out, what is read is {clean_line(gather(around))[:40]!r}"
        issues.append(Issue("text_left_out", "info", message, where))
    return tuple(issues)

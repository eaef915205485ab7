"""HTML page -> Document by a second engine, where the first reading leaves a doubt.

libxml2 instead of lexbor, and a walk of its own over rows, spans and text: two readings that agree were not led astray by
the same mistake. It reads tables and the text between them and nothing else of a page; only figures are compared. What
the page hides is left out here too, or a hidden copy of last year's table would pass for a second opinion.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import cast

import lxml.html
from lxml import etree

from extractors.document import Cell, Document, Place, Table, TextBlock
from extractors.readers import unwrapped
from extractors.readers.html_hidden import Rule, sheet_rules
from extractors.readers.sniff import decompress
from extractors.readers.text_clean import BREAK, clean_text, raise_digits
from extractors.readers.text_decode import decode
from nianbao.errors import ReadError, TooLarge

_UNSEEN = frozenset({"script", "style", "template", "noscript", "head", "datalist", "del", "s", "strike", "option"})
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
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
_HIDDEN_STYLE = re.compile(r"display:none|visibility:(?:hidden|collapse)|text-decoration(?:-line)?:line-through", re.I)
_UNREAD_INPUTS = frozenset({"hidden", "checkbox", "radio", "submit", "button", "image", "reset", "file", "password"})
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_LARGEST_TABLE = 200_000
_MOST_ROWS, _MOST_COLUMNS = 65_534, 1000


def read_second(data: bytes, pages: Collection[int] | None = None) -> Document:
    """Read the tables of a page with libxml2. ``pages`` is ignored: a web page has none.

    Raises:
        ReadError: libxml2 finds no table in it.
        TooLarge: a table of more than 200,000 slots.
    """
    markup = _DECLARATION.sub("", decode(unwrapped(decompress(data), "html")).text).replace("\x00", "")
    try:
        root = lxml.html.document_fromstring(markup, parser=lxml.html.HTMLParser(huge_tree=True))
    except (etree.ParserError, ValueError) as error:
        raise ReadError("document", f"libxml2 finds no page in it ({error})", "look at the page") from error
    reader = _Reader(_hidden_by_sheets(root))
    reader.read(root)
    if not any(isinstance(block, Table) for block in reader.blocks):
        # What a script puts into the page is read by the first engine alone.
        raise ReadError("document", "libxml2 finds no table in it", "look at the page in a browser")
    return Document("html", tuple(reader.blocks))


@dataclass(slots=True)
class _Reader:
    """Walks through a page once; text collects until the next block or table."""

    hidden: frozenset[etree._Element]
    blocks: list[TextBlock | Table] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    def read(self, root: etree._Element) -> None:
        todo: list[etree._Element | str] = [root]
        while todo:
            item = todo.pop()
            if isinstance(item, str):
                self.text.append(item)
            elif self.shows(item):
                if item.tag == "table" and self.is_data(item):
                    self.flush()
                    self.blocks.append(self.table(item))
                else:
                    todo += self.parts(item)[::-1]
        self.flush()

    def flush(self) -> None:
        lines = clean_text("".join(self.text)).split("\n")
        self.blocks += [TextBlock(line) for line in lines if line]
        self.text = []

    def shows(self, element: etree._Element) -> bool:
        if not isinstance(element.tag, str) or element.tag in _UNSEEN or element in self.hidden:
            return False
        return element.get("hidden") is None and not _HIDDEN_STYLE.search(re.sub(r"\s", "", element.get("style", "")))

    def parts(self, element: etree._Element) -> list[etree._Element | str]:
        """Text and elements inside one element, in order, with a mark at each end of a block."""
        mark = [BREAK] if element.tag in _BLOCKS or element.tag == "br" else []
        inner: list[etree._Element | str] = [element.text] if element.text else []
        for child in element:
            inner += [child, child.tail] if child.tail else [child]
        return [*mark, *inner, *mark]

    def is_data(self, table: etree._Element) -> bool:
        """Whether no other table of more than one row lies inside."""
        inner = [one for one in table.iter("table") if one is not table]
        return all(len(list(one.iter("tr"))) < 2 for one in inner) and len(list(_own_cells(table))) > 1

    def table(self, table: etree._Element) -> Table:
        taken: set[tuple[int, int]] = set()
        cells: list[Cell] = []
        index = 0
        for group in _groups(table):
            end = index + len(group)
            for row in group:
                column = 0
                for element in row.iterchildren("td", "th"):
                    if not self.shows(element) and "visibility" not in element.get("style", ""):
                        continue
                    while (index, column) in taken:
                        column += 1
                    down = _span(element, "rowspan", _MOST_ROWS) or end - index
                    across = max(_span(element, "colspan", _MOST_COLUMNS), 1)
                    height, width = min(down, end - index), 1
                    while width < across and (index, column + width) not in taken:
                        width += 1
                    if len(taken) + height * width > _LARGEST_TABLE:
                        raise TooLarge("document", "a table of more than 200,000 slots", "look at the page")
                    taken.update((index + r, column + c) for r in range(height) for c in range(width))
                    cells.append(
                        Cell(index, column, self.cell_text(element), height, width, Place(path=_path(element)))
                    )
                    column += width
                index += 1
        return Table(
            tuple(cells), index, max((c.column + c.column_span for c in cells), default=0), Place(path=_path(table))
        )

    def cell_text(self, cell: etree._Element) -> str:
        return clean_text(self.gathered(cell)) if self.shows(cell) else ""

    def gathered(self, root: etree._Element) -> str:
        pieces: list[str] = []
        todo = self.parts(root)[::-1]
        while todo:
            item = todo.pop()
            if isinstance(item, str):
                pieces.append(item)
            elif not self.shows(item):
                continue
            elif item.tag == "input":
                pieces.append("" if item.get("type", "").lower() in _UNREAD_INPUTS else item.get("value", ""))
            elif item.tag == "select":
                options = list(item.iter("option"))
                pieces += [o.text or "" for o in ([o for o in options if o.get("selected") is not None] or options[:1])]
            elif item.tag in ("sup", "sub", "rt"):
                pieces.append(raise_digits(self.gathered(item)))
            else:
                todo += self.parts(item)[::-1]
        return "".join(pieces)


def _groups(table: etree._Element) -> list[list[etree._Element]]:
    """Rows by row group in printed order: the head first, the foot last."""
    groups: list[tuple[int, list[etree._Element]]] = []
    seen: set[str] = set()
    for child in table:
        if child.tag == "tr":
            if groups and groups[-1][0] == 1 and groups[-1][1][-1].getparent() is table:
                groups[-1][1].append(child)
            else:
                groups.append((1, [child]))
        elif child.tag in ("thead", "tbody", "tfoot"):
            order = {"thead": 0, "tfoot": 2}.get(child.tag, 1) if child.tag not in seen else 1
            seen.add(child.tag)
            rows = list(child.iterchildren("tr"))
            if rows:
                groups.append((order, rows))
    return [rows for _, rows in sorted(groups, key=lambda group: group[0])]


def _own_cells(table: etree._Element) -> Iterator[etree._Element]:
    return (cell for group in _groups(table) for row in group for cell in row.iterchildren("td", "th"))


def _span(element: etree._Element, name: str, largest: int) -> int:
    match = re.match(r"\s*\+?(\d{1,6})", element.get(name) or "")
    return min(int(match[1]), largest) if match else 1


def _path(element: etree._Element) -> str:
    """The path as the first engine gives it: rows stand in a ``tbody`` there, whether the page wrote one or not."""
    steps: list[str] = []
    at: etree._Element | None = element
    while at is not None:
        place = 1 + sum(1 for other in at.itersiblings(preceding=True) if other.tag == at.tag)
        steps.append(at.tag if at.tag in ("html", "body") else f"{at.tag}[{place}]")
        parent = at.getparent()
        if at.tag == "tr" and parent is not None and parent.tag == "table":
            steps.append("tbody[1]")
        at = parent
    return "/" + "/".join(reversed(steps))


def _hidden_by_sheets(root: etree._Element) -> frozenset[etree._Element]:
    """Elements that rules of the page's own style sheets hide."""
    shown: dict[tuple[etree._Element, str], Rule] = {}
    for rule in sorted(
        sheet_rules("\n".join(style.text or "" for style in root.iter("style"))), key=lambda rule: rule.rank
    ):
        for element in cast("list[etree._Element]", root.xpath(_as_xpath(rule.selector))):
            shown[element, rule.name] = rule
    return frozenset(element for (element, _), rule in shown.items() if rule.hides)


def _as_xpath(selector: str) -> str:
    """A simple selector (tags, classes, ids, descendants, children) as XPath."""
    path = ""
    for combinator, compound in re.findall(r"(^|\s*>\s*|\s+)([^\s>]+)", selector.strip()):
        path += "/" if ">" in combinator else "//"
        tag = re.match(r"[a-zA-Z][\w-]*", compound)
        path += tag[0].lower() if tag else "*"
        for mark, name in re.findall(r"([.#])([\w-]+)", compound):
            path += (
                f"[@id='{name}']" if mark == "#" else f"[contains(concat(' ',normalize-space(@class),' '),' {name} ')]"
            )
    return path

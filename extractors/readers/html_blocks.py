"""Body elements -> paragraphs, headings and tables in reading order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from extractors.document import Place, Table, TextBlock, TextRole
from extractors.readers.html_tree import BLOCK_TAGS, Element, field_text, gather
from extractors.readers.text_clean import BREAK, clean_line, clean_text, looks_like_heading

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CLOSE = object()


@dataclass(slots=True)
class _Writer:
    """Collects runs of inline text under the innermost block element and writes them out as blocks."""

    blocks: list[TextBlock | Table] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    owners: list[Element] = field(default_factory=list)

    def flush(self) -> None:
        raw, self.pieces = "".join(self.pieces), []
        if not raw or raw.isspace():
            return
        owner = self.owners[-1]
        heading = next((one.tag for one in reversed(self.owners[-3:]) if one.tag in _HEADINGS), "")
        # A title is broken with <br> to fit the page; anywhere else <br> ends a paragraph.
        lines = [clean_line(raw.replace(BREAK, ""))] if heading else clean_text(raw).split("\n")
        for line in filter(None, lines):
            self.blocks.append(TextBlock(line, _role(line, heading), Place(path=owner.path)))


def read_blocks(
    roots: list[Element],
    tables: Mapping[Element, Table],
    drawn: Mapping[Element, Sequence[TextBlock | Table]] | None = None,
) -> tuple[TextBlock | Table, ...]:
    """Blocks of ``roots`` in document order.

    Elements in ``tables`` are written as tables, other tables dissolve; in the place of elements in ``drawn`` stand
    the blocks given there.
    """
    writer = _Writer()
    for root in roots:
        writer.owners.append(root)
        _read(root, tables, drawn or {}, writer)
        writer.flush()
        writer.owners.clear()
    return tuple(writer.blocks)


def _read(
    root: Element,
    tables: Mapping[Element, Table],
    drawn: Mapping[Element, Sequence[TextBlock | Table]],
    writer: _Writer,
) -> None:
    stack: list[Element | str | object] = [root]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            # Source line breaks are white space unless the page says otherwise.
            preformatted = writer.owners[-1].tag == "pre"
            writer.pieces.append(item.replace("\n", BREAK) if preformatted else item)
        elif item is _CLOSE:
            writer.flush()
            writer.owners.pop()
        elif isinstance(item, Element):
            if (table := tables.get(item)) is not None:
                writer.flush()
                writer.blocks.extend(_captions(item))
                writer.blocks.append(table)
            elif drawn and item in drawn:
                writer.flush()
                writer.blocks.extend(drawn[item])
            elif item.tag == "br":
                writer.pieces.append(BREAK)
            elif item is root or item.tag not in BLOCK_TAGS:
                stack.extend(reversed(item.children) if field_text(item) is None else ())
            else:
                writer.flush()
                writer.owners.append(item)
                stack.append(_CLOSE)
                stack.extend(reversed(item.children))


def _captions(table: Element) -> list[TextBlock]:
    captions = [child for child in table.children if isinstance(child, Element) and child.tag == "caption"]
    texts = [(clean_line(gather(caption).replace(BREAK, " ")), caption) for caption in captions]
    return [TextBlock(text, _role(text, ""), Place(path=caption.path)) for text, caption in texts if text]


def _role(text: str, heading_tag: str) -> TextRole:
    if heading_tag == "h1":
        return "title"
    return "heading" if heading_tag or looks_like_heading(text) else "paragraph"

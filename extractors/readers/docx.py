"""Word document (.docx) -> Document: paragraphs, headings and tables with their merges, as printed.

Read from the XML itself: python-docx hands out table cells as proxies whose identity cannot be compared (EXTRACTION.md,
trap 8), and knows no list labels, text boxes or tracked changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from extractors.document import Document, Issue, Place, Table, TextBlock
from extractors.readers.docx_numbering import read_numbering_part
from extractors.readers.docx_package import W, open_package
from extractors.readers.docx_styles import read_styles
from extractors.readers.docx_table import WordRow, build_table, content, read_rows
from extractors.readers.docx_text import TextReader
from extractors.readers.text_clean import looks_like_heading

_BLOCKS = (f"{W}p", f"{W}tbl")


def read(data: bytes) -> Document:
    """Read a .docx.

    ``meta`` holds the core properties; places are ``paragraph 12`` and ``table 2 row 5 cell 3``, counted from 1 in
    document order, cells as they stand in the row, merged ones included. Issues: ``text_left_out`` (info).

    Raises:
        WrongType, TruncatedFile, EncryptedFile, TooLarge, UnsupportedType, ReadError: see ``docx_package``.
    """
    package = open_package(data)
    walker = _Walker(TextReader(read_styles(package.styles), read_numbering_part(package.numbering)))
    walker.read(package.body)
    title = package.properties.get("title", "")
    return Document(
        kind="docx",
        blocks=tuple(walker.blocks),
        title=title,
        meta=package.properties,
        issues=tuple(walker.issues),
    )


@dataclass(slots=True)
class _Walker:
    """Goes through the body in document order and writes blocks."""

    text: TextReader
    blocks: list[TextBlock | Table] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    left_out: list[tuple[str, ...]] = field(default_factory=list)
    paragraph_count: int = 0
    table_count: int = 0

    def read(self, container: etree._Element) -> None:
        for element in content(container, *_BLOCKS):
            if element.tag == f"{W}p":
                self.paragraph_count += 1
                place = Place(path=f"paragraph {self.paragraph_count}")
                paragraph = self.text.read(element)
                for line in filter(None, paragraph.text.split("\n")):
                    is_heading = paragraph.role == "paragraph" and looks_like_heading(line)
                    self.blocks.append(TextBlock(line, "heading" if is_heading else paragraph.role, place))
                for box in paragraph.boxes:
                    self.read(box)
            else:
                self.read_table(element)

    def read_table(self, element: etree._Element) -> None:
        """Write a table. A frame around text or around other tables is no table and dissolves into its content."""
        rows = read_rows(element)
        if _is_frame(rows):
            for row in rows:
                for cell in row.cells:
                    self.read(cell.element)
            return
        self.left_out.clear()
        table = build_table(rows, f"table {self.table_count + 1}", self.cell_text)
        if any(cell.text for cell in table.cells):
            self.table_count += 1
            self.blocks.append(table)
            for printed, left_out in zip(table.cells, self.left_out, strict=True):
                for what in left_out:
                    where = printed.place.describe()
                    message = f"document: {where} holds {what}; it was left out, what is read is {printed.text!r}"
                    self.issues.append(Issue("text_left_out", "info", message, where))

    def cell_text(self, cell: etree._Element) -> str:
        self.text.left_out.clear()
        text = "\n".join(filter(None, self._cell_lines(cell)))
        self.left_out.append(tuple(self.text.left_out))
        return text

    def _cell_lines(self, container: etree._Element) -> Iterator[str]:
        for element in content(container, *_BLOCKS):
            if element.tag == f"{W}p":
                paragraph = self.text.read(element)
                yield paragraph.text
                for box in paragraph.boxes:
                    yield from self._cell_lines(box)
            else:
                for row in read_rows(element):
                    for cell in row.cells:
                        yield from self._cell_lines(cell.element)


def _is_frame(rows: list[WordRow]) -> bool:
    """True for a single cell, and where inner tables hold most of the cells."""
    cells = [cell.element for row in rows for cell in row.cells]
    if len(cells) <= 1:
        return True
    inner = [sum(len(row.cells) for row in read_rows(table)) for cell in cells for table in content(cell, f"{W}tbl")]
    return sum(count for count in inner if count > 1) * 2 > len(cells)

"""Word document -> Document by a second engine (python-docx), where the first reading leaves a doubt.

python-docx follows merges its own way: each slot of a grid gives the cell that covers it. The rectangles of slots with
one cell are the spans; nothing of the first reader's walk is shared. It knows no list labels and no tracked insertions,
which can make it differ from the first reading, never agree by mistake.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import docx
from docx.opc.exceptions import OpcError
from docx.table import Table as WordTable
from lxml import etree

from extractors.document import Cell, Document, Place, Table, TextBlock
from extractors.readers import unwrapped
from extractors.readers.sniff import decompress
from nianbao.errors import ReadError, TooLarge

_LARGEST_PACKAGE = 200_000_000
_DEEPEST = 20


def read_second(data: bytes, pages: Collection[int] | None = None) -> Document:
    """Read the tables of a .docx with python-docx. ``pages`` is ignored: places in Word have none.

    Raises:
        ReadError: python-docx cannot open it.
        TooLarge: it unpacks to more than 200 MB.
    """
    package = unwrapped(decompress(data), "docx")
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _LARGEST_PACKAGE:
                raise TooLarge("document", "unpacks to more than 200 MB", "look at it by hand")
        document = docx.Document(io.BytesIO(package))
        reader = _Reader()
        reader.read(document, 0)
    except (OpcError, zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError) as error:
        reason = f"python-docx cannot open it ({type(error).__name__}: {error})"
        raise ReadError("document", reason, "open it with Word and save it again") from error
    return Document("docx", tuple(reader.blocks))


@dataclass(slots=True)
class _Reader:
    blocks: list[TextBlock | Table] = field(default_factory=list)
    table_count: int = 0

    def read(self, container: Any, depth: int) -> None:
        """Paragraphs and tables of a document or a cell; a table that only holds other tables dissolves."""
        for item in container.iter_inner_content():
            if not isinstance(item, WordTable):
                if item.text.strip():
                    self.blocks.append(TextBlock(item.text.strip()))
                continue
            grid = _grid(item)
            inner = [cell for cell in grid.cells if cell.tables]
            if depth < _DEEPEST and (len(grid.cells) == 1 or len(inner) * 2 > len(grid.cells)):
                for cell in grid.cells:
                    self.read(cell, depth + 1)
            else:
                self.table_count += 1
                self.blocks.append(grid.table(f"table {self.table_count}"))


@dataclass(slots=True)
class _Grid:
    """Cells of one table, each once, with the slots it covers and its number in its row."""

    cells: list[Any] = field(default_factory=list)
    slots: list[list[tuple[int, int]]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    row_count: int = 0

    def table(self, name: str) -> Table:
        cells = []
        for cell, slots, number in zip(self.cells, self.slots, self.numbers, strict=True):
            rows, columns = [row for row, _ in slots], [column for _, column in slots]
            top, left = min(rows), min(columns)
            place = Place(path=f"{name} row {top + 1} cell {number}")
            height, width = max(rows) - top + 1, max(columns) - left + 1
            cells.append(Cell(top, left, cell.text.strip(), height, width, place))
        cells.sort(key=lambda cell: (cell.row, cell.column))
        width = max((cell.column + cell.column_span for cell in cells), default=0)
        return Table(tuple(cells), self.row_count, width, Place(path=name))


def _grid(table: WordTable) -> _Grid:
    grid = _Grid()
    known: dict[Any, int] = {}  # by the XML element itself, which lives as long as this: proxies of cells are recycled
    for index, row in enumerate(table.rows):
        number = 0
        column = row.grid_cols_before
        before: Any = None
        for cell in row.cells:
            number += cell._tc is not before
            before = cell._tc
            if cell._tc not in known:
                known[cell._tc] = len(grid.cells)
                grid.cells.append(cell)
                grid.slots.append([])
                grid.numbers.append(number)
            grid.slots[known[cell._tc]].append((index, column))
            column += 1
        grid.row_count = index + 1
    return grid

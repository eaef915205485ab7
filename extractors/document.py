"""Document: what every reader makes of the bytes of one blob, whatever the format.

Readers find text, tables and places; they know no form. Recognition reads only this model, so a new format is a new
reader and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from operator import attrgetter
from typing import Literal

from extractors.records import record

Level = Literal["error", "warning", "info"]
Box = tuple[float, float, float, float]


@record(frozen=True, slots=True)
class Issue:
    """Something a person should know about one input: one clear line, machine-readable.

    Attributes:
        code: stable snake_case name (``truncated_file``, ``unknown_table``, ``label_near`` …).
        level: error = no or lost figures; warning = figures need a look; info = noted.
        message: which thing, why, what to do.
        place: where in the document, as ``Place.describe`` prints it ("" when it is about the whole).
    """

    code: str
    level: Level
    message: str
    place: str = ""


@record(frozen=True, slots=True)
class Place:
    """Where something stands in the source.

    Attributes:
        page: page number from 1 (PDF), else None.
        bbox: (x0, top, x1, bottom) in points from the top left of the page, else None.
        path: address inside formats without pages: DOM path (``/html/body/table[2]/tr[3]/td[1]``), ``line 57``,
            ``table 2 row 5 cell 3``, ``sheet 表1 cell C7``; else None.
        member: name of the file inside an archive (ZIP), or address of the picture inside a page; "" for the blob itself.
    """

    page: int | None = None
    bbox: Box | None = None
    path: str | None = None
    member: str = ""

    def describe(self) -> str:
        parts = [self.member] if self.member else []
        parts += [f"page {self.page}"] if self.page is not None else []
        if self.path is not None:
            parts.append(self.path)
        return ", ".join(parts)


NOWHERE = Place()
_COLUMN = attrgetter("column")


@record(frozen=True, slots=True)
class Sight:
    """How a text was read from a picture. Printed (born-digital) text has none.

    Attributes:
        score: confidence of the engine in the chosen text, 0 to 1.
        others: the other texts that further readings of the same ink gave, best first; empty when all agreed.
        is_agreed: a second reading, of the ink prepared in another way, gave the chosen text too.
    """

    score: float
    others: tuple[str, ...] = ()
    is_agreed: bool = False


@record(frozen=True, slots=True)
class Cell:
    """One cell as drawn: its text (inner line breaks kept as newlines) and the grid slots it covers.

    A cell that a merge covers does not exist; an empty cell has ``text == ""``. The two must not be confused: an empty
    cell is a blank figure, a covered slot is none. ``sight`` is None for printed text.
    """

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1
    place: Place = NOWHERE
    sight: Sight | None = None


@record(frozen=True, slots=True)
class Table:
    """A grid of cells. ``cells`` are in row-major order of their top-left slot; slots do not overlap.

    ``continues`` is True when the reader has reason to believe that this grid goes on from the table before it (a page
    break between them and no text in between). ``spans_known`` is False for sources that lost their merges (a text dump
    with one cell per line): a short row then says nothing about which slots its cells filled.
    """

    cells: tuple[Cell, ...]
    row_count: int
    column_count: int
    place: Place = NOWHERE
    continues: bool = False
    spans_known: bool = True

    def rows(self) -> list[list[Cell]]:
        """The cells by the row of their top-left slot, each row from left to right."""
        rows: list[list[Cell]] = [[] for _ in range(self.row_count)]
        for cell in self.cells:
            rows[cell.row].append(cell)
        for row in rows:
            row.sort(key=_COLUMN)
        return rows


TextRole = Literal["title", "heading", "paragraph"]


@record(frozen=True, slots=True)
class TextBlock:
    """One paragraph or heading outside of tables, in reading order. ``role`` is what the markup or the size says."""

    text: str
    role: TextRole = "paragraph"
    place: Place = NOWHERE


WINDOW_TITLE = "windowtitle"
"""Name in ``Document.meta`` of what a browser writes over the window: the title of a page by its own ``<title>``."""

MediaKind = Literal["html", "pdf", "docx", "text", "sheet", "ofd", "office", "image", "zip"]
"""``sheet``: XLSX, XLS, ET; ``office``: what only an office program opens (DOC, WPS, RTF …); ``zip``: an archive of others."""


@record(frozen=True, slots=True)
class Document:
    """The content of one blob.

    Attributes:
        kind: the format it was read as, by its bytes.
        blocks: text and tables in reading order.
        title: title of the document by its own metadata (``<title>``, Word core properties), "" when none.
        meta: lower-cased name -> content of meta tags or document properties (``articletitle``, ``pubdate`` …).
        links: (absolute or relative address, anchor text) of links and embedded files, in order, HTML only.
        page_count: pages, for formats that have them.
        issues: what the reader noticed.
    """

    kind: MediaKind
    blocks: tuple[TextBlock | Table, ...]
    title: str = ""
    meta: dict[str, str] = field(default_factory=dict)
    links: tuple[tuple[str, str], ...] = ()
    page_count: int | None = None
    issues: tuple[Issue, ...] = ()

    def tables(self) -> Iterator[Table]:
        return (block for block in self.blocks if isinstance(block, Table))

    def texts(self) -> Iterator[TextBlock]:
        return (block for block in self.blocks if isinstance(block, TextBlock))

    def text(self) -> str:
        """All text outside of tables, one block a line."""
        return "\n".join(block.text for block in self.texts())

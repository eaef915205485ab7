"""Plain text -> Document: prose, and the tables of the text dumps in which old reports survive.

A report saved as text has lost its table borders. What is left of the rows is read where the text itself tells them:
TABs (``text_tabs``), runs of empty lines (``text_spacing``) or Markdown pipes. Where it does not, the lines stay text and
an issue says so; a row that was guessed would put a figure under a wrong name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.document import Cell, Document, Issue, Place, Table, TextBlock, TextRole
from extractors.readers.text_clean import clean_line, looks_like_heading
from extractors.readers.text_decode import decode
from extractors.readers.text_spacing import rebuild, split_chunks, stretches
from extractors.readers.text_tabs import TextTable, is_table, read_pipe_rows, read_sheet_rows, read_word_dump

# Figures one after the other in running text: a table whose cell borders are gone altogether.
_FIGURE = re.compile(r"\d[\d.,]*")
_RUN_TOGETHER = re.compile(r"\d{7,}")
_FEWEST_FIGURES = 8
_MARKDOWN_HEADING = re.compile(r"#{1,6} +(?=\S)")
_FEWEST_RUNS = 4


def read(data: bytes) -> Document:
    """Read a plain-text file. Never fails: text without any table gives blocks, one a line."""
    decoded = decode(data)
    text = decoded.text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n")
    lines = text.removesuffix("\n").split("\n")
    tables, issues = _find_tables(lines)
    blocks: list[TextBlock | Table] = []
    position = 0
    for table in tables:
        blocks.extend(_text_blocks(lines, position, table.start))
        blocks.append(_to_table(table))
        position = table.end
    blocks.extend(_text_blocks(lines, position, len(lines)))
    flat = [_flat_issue(block) for block in blocks if isinstance(block, TextBlock) and _is_flat_table(block.text)]
    return Document(kind="text", blocks=tuple(blocks), title="", issues=(*decoded.issues(), *issues, *flat))


def _find_tables(lines: list[str]) -> tuple[list[TextTable], list[Issue]]:
    """Tables in order, and issues of stretches whose rows cannot be told."""
    tables = list(_marked_tables(lines))
    rest = list(lines)
    for table in tables:
        # A mark no chunk can be part of: text on both sides of a table is not one stretch.
        rest[table.start : table.end] = ["\x00" * 1000] * (table.end - table.start)
    issues: list[Issue] = []
    for stretch in stretches(split_chunks(rest)):
        rebuilt = rebuild(stretch)
        if rebuilt is None:
            message = "lines that look like cells of a table, but nothing tells its rows; the lines are kept as text"
            issues.append(Issue("table_rows_unknown", "warning", message, f"line {stretch[0].start + 1}"))
        else:
            tables.extend(rebuilt)
    return sorted(tables, key=lambda table: table.start), issues


def _marked_tables(lines: list[str]) -> Iterator[TextTable]:
    """Tables whose cells are marked by TABs or pipes."""
    index = 0
    while index < len(lines):
        line = lines[index]
        table: TextTable | None = None
        if line.startswith("\t"):
            table = read_word_dump(lines, index)
        elif "\t" in line:
            table = read_sheet_rows(lines, index)
        elif "|" in line:
            table = read_pipe_rows(lines, index)
        if table is not None and is_table(table):
            yield table
        index = max(table.end if table is not None else 0, index + 1)


def _to_table(table: TextTable) -> Table:
    cells = tuple(
        Cell(row, column, cell.text, place=Place(path=f"line {cell.number}"))
        for row, cells in enumerate(table.rows)
        for column, cell in enumerate(cells)
    )
    width = max((len(row) for row in table.rows), default=0)
    place = Place(path=f"line {table.start + 1}")
    return Table(cells, len(table.rows), width, place, spans_known=False)


def _text_blocks(lines: list[str], start: int, end: int) -> Iterator[TextBlock]:
    for index in range(start, end):
        text = clean_line(lines[index])
        mark = _MARKDOWN_HEADING.match(text)
        text = text[mark.end() :] if mark else text
        if text:
            role: TextRole = "heading" if mark or looks_like_heading(text) else "paragraph"
            yield TextBlock(text, role, Place(path=f"line {index + 1}"))


def _is_flat_table(text: str) -> bool:
    spaced = sum(bool(_FIGURE.fullmatch(word)) for word in text.split())
    return spaced >= _FEWEST_FIGURES or len(_RUN_TOGETHER.findall(text)) >= _FEWEST_RUNS


def _flat_issue(block: TextBlock) -> Issue:
    message = "a table that was run together into one line; its figures cannot be told apart and are not read"
    return Issue("table_flattened", "warning", message, block.place.path or "")

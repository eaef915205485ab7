"""Text with TABs -> tables: what Word and browsers put on the clipboard.

Two shapes occur. In a dump of Word's text every cell starts with a TAB, a cell may run on over lines without one, an
empty cell (or one that a vertical merge covers) is a lone TAB, and an empty line ends the row. In text copied from a
sheet a line is a row and TABs stand between the cells. Merges are lost in both.
"""

from __future__ import annotations

from dataclasses import dataclass

from extractors.readers.text_clean import clean_line, looks_like_heading

# Paragraphs indented by TABs look like rows too; cells of a form are short.
_MEAN_CELL_LENGTH = 40


@dataclass(slots=True)
class TextCell:
    """A cell of a text dump: its lines, and the number of its first line from 1."""

    lines: list[str]
    number: int

    @property
    def text(self) -> str:
        return "\n".join(line for line in (clean_line(line) for line in self.lines) if line)


@dataclass(frozen=True, slots=True)
class TextTable:
    """Rows of cells that stand in ``lines[start:end]`` (from 0)."""

    rows: list[list[TextCell]]
    start: int
    end: int


def read_word_dump(lines: list[str], start: int) -> TextTable:
    """The cells led by TABs that begin at ``lines[start]``, a table or not (see ``is_table``)."""
    rows: list[list[TextCell]] = []
    row: list[TextCell] = []
    index = end = start
    while index < len(lines):
        line = lines[index]
        if line.startswith("\t"):
            row.extend(TextCell([part], index + 1) for part in line[1:].split("\t"))
        elif not line.strip():
            rows.extend([row] if row else [])
            row = []
        elif row and not looks_like_heading(line.strip()):
            row[-1].lines.append(line)
        else:
            break
        index += 1
        end = end if not line.strip() and not line.startswith("\t") else index
    rows.extend([row] if row else [])
    return TextTable(rows, start, end)


def read_sheet_rows(lines: list[str], start: int) -> TextTable:
    """The lines with TABs between cells that begin at ``lines[start]``, a table or not (see ``is_table``)."""
    end = start
    while end < len(lines) and "\t" in lines[end].lstrip():
        end += 1
    rows = [
        [TextCell([part], start + offset + 1) for part in line.split("\t")]
        for offset, line in enumerate(lines[start:end])
    ]
    return TextTable(rows, start, end)


def read_pipe_rows(lines: list[str], start: int) -> TextTable | None:
    """The Markdown table that begins at ``lines[start]``: lines of ``| a | b |``, the second one ``|---|---|``."""
    if start + 1 >= len(lines) or "|" not in lines[start] or not _is_rule(lines[start + 1]):
        return None
    end = start + 2
    while end < len(lines) and "|" in lines[end].strip():
        end += 1
    numbers = [start, *range(start + 2, end)]
    rows = [[TextCell([part], number + 1) for part in _split_pipes(lines[number])] for number in numbers]
    return TextTable(rows, start, end)


def is_table(table: TextTable) -> bool:
    """False for paragraphs that are only indented by TABs, and for a single line."""
    cells = [cell.text for row in table.rows for cell in row]
    is_grid = sum(len(row) > 1 for row in table.rows) >= 2 or (len(table.rows) == 1 and len(cells) > 4)
    return is_grid and sum(map(len, cells)) <= _MEAN_CELL_LENGTH * len(cells)


def _is_rule(line: str) -> bool:
    parts = _split_pipes(line)
    return "|" in line and all(part.strip() and not part.strip().strip(":-") and "-" in part for part in parts)


def _split_pipes(line: str) -> list[str]:
    inner = line.strip().replace("\\|", "\x00").removeprefix("|")
    return [part.replace("\x00", "|").replace("<br>", "\n") for part in inner.removesuffix("|").split("|")]

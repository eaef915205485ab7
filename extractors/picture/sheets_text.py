"""Text bytes -> sheets: the lines of a text dump with their numbers, the line or the piece of a line of each figure framed.

A dump has no pages and often no columns; what can be shown is the line. Where a line holds several cells, the piece of
it is found from the cells the reader made of that line, in order; where the borders are lost altogether, the whole line
is framed and the picture says so.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from PIL import Image, ImageDraw

from extractors.document import Document, Place
from extractors.layouts import load_layouts
from extractors.picture.fonts import font, require_chinese
from extractors.picture.lettering import drawable, text_width
from extractors.picture.model import PixelBox, Sheet, Words, full_name
from extractors.picture.palette import INK, LINE, PAPER, SOFT
from extractors.picture.sheets_grid import cells_of
from extractors.readers.text_decode import decode
from extractors.report import Figure

WHOLE_ROW = Words(
    "原文已无单元格边界，框出该行各数", "the source lost its cell borders; all figures of the row are framed"
)
WHOLE_LINE = Words("原文已无单元格边界，框出整行", "the source lost its cell borders; the whole line is framed")
_LINE = re.compile(r"line (\d+)$")
_SIZE = 18
_STEP = 27
_LEFT = 76
_WIDTH = 1150
_MARGIN = 16
_CONTEXT = 6  # lines shown before and after
_FEWEST_ABOVE, _MOST_ABOVE, _BELOW = 2, 45, 2  # lines of a crop
_GAP = 12  # lines without a figure that still belong to one sheet
_MOST_LINES = 90
_MOST_ROWS = 60  # of one line of the source
_SHORTEST_LABEL = 4
_MOST_OF_ROW = 40  # characters of figures behind the label of a row
_SCALE = 1.5  # of frames, which would be thin beside 18-pixel letters
_TAB = "    "


def text_sheets(data: bytes, document: Document, figures: Iterable[Figure]) -> list[Sheet]:
    """Sheets of at most 90 lines around the figures. Raises ToolMissing without a Chinese font."""
    require_chinese("the text")
    wanted = list(figures)
    lines = _source_lines(data)
    spans, doubts = _spans(lines, document, wanted)
    above = _lines_to_label(document, wanted)
    if not spans:
        return [_draw(lines, 1, min(len(lines), _MOST_LINES), above, {}, {})]
    sheets = []
    for first, last in _stretches({span.line for span in spans.values()}, len(lines)):
        here = {name: span for name, span in spans.items() if first <= span.line <= last}
        sheets.append(_draw(lines, first, last, above, here, {name: doubts[name] for name in here if name in doubts}))
    return sheets


@dataclass(frozen=True, slots=True)
class _Span:
    """Characters [start, end) of a line (from 1)."""

    line: int
    start: int
    end: int


def _source_lines(data: bytes) -> list[str]:
    """Lines as the reader of text counts them."""
    text = decode(data).text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n")
    return text.removesuffix("\n").split("\n")


def _spans(lines: list[str], document: Document, figures: list[Figure]) -> tuple[dict[str, _Span], dict[str, Words]]:
    """Where each figure stands, and which could be placed only by its line."""
    spans: dict[str, _Span] = {}
    doubts: dict[str, Words] = {}
    pieces = _pieces_of_cells(lines, document, figures)
    for figure in figures:
        match = _LINE.search(figure.place.path or "")
        if match is None or not 1 <= int(match[1]) <= len(lines):
            continue
        name, number = full_name(figure), int(match[1])
        text = lines[number - 1]
        if name in pieces:
            spans[name] = pieces[name]
        elif figure.raw and text.strip() == figure.raw:
            start = text.index(figure.raw)
            spans[name] = _Span(number, start, start + len(figure.raw))
        elif (row := _row_in(text, figure)) is not None:
            spans[name] = _Span(number, *row)
            doubts[name] = WHOLE_ROW
        else:
            spans[name] = _Span(number, 0, len(text))
            doubts[name] = WHOLE_LINE
    return spans, doubts


def _row_in(text: str, figure: Figure) -> tuple[int, int] | None:
    """The piece of a run-together table from the label of the figure's row to the next label, where it stands once."""
    layout = load_layouts().get(figure.layout)
    row = next((one for one in layout.rows if one.code == figure.row), None) if layout is not None else None
    if layout is None or row is None or layout.shape == "header_path":
        return None  # under a header path the figures stand behind all labels, not behind their own
    label = next((one for one in row.spellings() if len(one) >= _SHORTEST_LABEL and text.count(one) == 1), None)
    if label is None:
        return None
    start = text.index(label)
    others = [one for other in (*layout.rows, *layout.groups) for one in other.spellings() if one != label]
    ends = [text.find(one, start + len(label)) for one in others]
    end = min((at for at in ends if at >= 0), default=start + len(label) + _MOST_OF_ROW)
    return start, min(end, start + len(label) + _MOST_OF_ROW)


def _pieces_of_cells(lines: list[str], document: Document, figures: list[Figure]) -> dict[str, _Span]:
    """Figures whose cell is known: the cells of a line follow each other in it as they follow each other in the table."""
    found: dict[str, _Span] = {}
    for table in document.tables():
        cells = cells_of(table, figures)
        if not cells:
            continue
        by_line: dict[int, list[int]] = defaultdict(list)
        for index, cell in enumerate(table.cells):
            match = _LINE.search(cell.place.path or "")
            if match is not None and int(match[1]) <= len(lines):
                by_line[int(match[1])].append(index)
        spans: dict[int, _Span] = {}
        for number, indices in by_line.items():
            text, at = lines[number - 1], 0
            for index in indices:
                content = table.cells[index].text.split("\n")[0].strip()
                start = text.find(content, at)
                if start < 0:
                    break
                at = start + len(content)
                spans[index] = _Span(number, start, at)
        places = {id(cell): index for index, cell in enumerate(table.cells)}
        found.update({name: spans[places[id(cell)]] for name, cell in cells.items() if places[id(cell)] in spans})
    return found


def _lines_to_label(document: Document, figures: list[Figure]) -> int:
    """How many lines above a figure the first cell of its row stands, at most: a crop must reach up to the label."""
    most = 0
    for table in document.tables():
        starts = {row[0].row: _line_of(row[0].place) for row in table.rows() if row}
        for cell in cells_of(table, figures).values():
            most = max(most, _line_of(cell.place) - starts[cell.row])
    return min(max(most + 1, _FEWEST_ABOVE), _MOST_ABOVE)


def _line_of(place: Place) -> int:
    match = _LINE.search(place.path or "")
    return int(match[1]) if match is not None else 0


def _stretches(numbers: Iterable[int], count: int) -> list[tuple[int, int]]:
    """(first, last) line of each sheet, from 1."""
    found: list[tuple[int, int]] = []
    for number in sorted(numbers):
        first, last = max(number - _CONTEXT, 1), min(number + _CONTEXT, count)
        if found and first <= found[-1][1] + _GAP and last - found[-1][0] < _MOST_LINES:
            found[-1] = (found[-1][0], last)
        else:
            found.append((max(first, found[-1][1] + 1) if found else first, last))
    return found


def _draw(
    lines: list[str], first: int, last: int, above: int, spans: Mapping[str, _Span], doubts: Mapping[str, Words]
) -> Sheet:
    laid = {number: _Laid(lines[number - 1]) for number in range(first, last + 1)}
    height = sum(len(one.rows) for one in laid.values()) * _STEP + 2 * _MARGIN
    image = Image.new("RGB", (_WIDTH, height), PAPER)
    canvas = ImageDraw.Draw(image)
    canvas.line((_LEFT - 14, 0, _LEFT - 14, height), fill=LINE)
    tops: dict[int, int] = {}
    top = _MARGIN
    for number, one in laid.items():
        tops[number] = top
        label = str(number)
        canvas.text((_LEFT - 24 - text_width(label, 14), top + 3), label, fill=SOFT, font=font(14))
        for row in one.rows:
            x = float(_LEFT)
            for _, char in row:
                canvas.text((x, top), char, fill=INK, font=font(_SIZE))
                x += text_width(char, _SIZE)
            top += _STEP
    boxes = {name: laid[span.line].boxes(span.start, span.end, tops[span.line]) for name, span in spans.items()}
    return Sheet(
        image,
        f"lines {first}-{last}",
        {name: found for name, found in boxes.items() if found},
        ((0.0, 0.0, float(_WIDTH), float(height)),),
        scale=_SCALE,
        lines_around=(above * _STEP + _MARGIN, _BELOW * _STEP + 8.0),
        doubts=doubts,
    )


class _Laid:
    """One line of the source, laid out in rows of (position in the line, what is drawn for the character)."""

    def __init__(self, text: str) -> None:
        self.rows: list[list[tuple[int, str]]] = [[]]
        used = 0.0
        for position, char in enumerate(text):
            shown = _TAB if char == "\t" else (drawable(char) if not char.isspace() else char)
            step = text_width(shown, _SIZE)
            if used + step > _WIDTH - _LEFT - _MARGIN and self.rows[-1]:
                if len(self.rows) == _MOST_ROWS:
                    break
                self.rows.append([])
                used = 0.0
            self.rows[-1].append((position, shown))
            used += step

    def boxes(self, start: int, end: int, top: int) -> tuple[PixelBox, ...]:
        """Boxes of the characters [start, end), one for each row they stand in; of no characters, a slit."""
        found: list[PixelBox] = []
        for number, row in enumerate(self.rows):
            x0 = x = float(_LEFT)
            x1 = x0
            is_open = False
            for position, shown in row:
                if start <= position < end:
                    x0 = x0 if is_open else x
                    is_open = True
                x += text_width(shown, _SIZE)
                x1 = x if start <= position < end else x1
            if is_open:
                y = float(top + number * _STEP)
                found.append((x0 - 3, y - 1, x1 + 3, y + _STEP - 3))
        if found or start < end:  # without a box: beyond the rows that are drawn
            return tuple(found)
        return ((float(_LEFT) - 3, top - 1.0, _LEFT + 30.0, top + _STEP - 3.0),)

"""A filled report -> PDF with a text layer and ruled tables, broken over pages the way office programs break them.

A table that does not fit goes on at the top of the next page without its header; a cell over several rows is cut at
the break, its text stays in the upper part as far as it fits and goes on in the lower one (（四）无 / 法提供), the
rest of it is empty.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from flows.demo_site.grid import Grid, GridCell, build_grid, column_shares
from flows.demo_site.model import FilledReport
from flows.demo_site.prose import TABLE_SECTIONS

FONT = "STSong-Light"
_PAGE_WIDTH, _PAGE_HEIGHT = A4
_MARGIN = 56.0
_TEXT_WIDTH = _PAGE_WIDTH - 2 * _MARGIN
_BODY_POINTS, _LEADING = 11.0, 18.0
_CELL_POINTS, _CELL_LEADING, _PADDING = 8.5, 11.0, 3.0
_SMALL_CELL_POINTS = 7.0
_NO_LINE_START = "，。；：、）》”！？"


def render_pdf(form: FilledReport) -> bytes:
    """The whole report as a PDF. The same report gives the same bytes."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    buffer = io.BytesIO()
    pen = _Pen(Canvas(buffer, pagesize=A4, invariant=1), _MARGIN)
    pen.canvas.setTitle(form.title)
    pen.canvas.setAuthor(form.organ)
    pen.paragraph(form.title, points=16, align="center")
    grids = {TABLE_SECTIONS[layout.table]: build_grid(form, layout) for layout in form.layouts()}
    for section in form.sections:
        if section.title:
            pen.paragraph(section.title, points=13)
        for line in filter(None, section.text.split("\n")):
            pen.paragraph(line, indent=2)
        if section.number in grids:
            pen.table(grids[section.number])
    day = f"{form.published.year}年{form.published.month}月{form.published.day}日"
    pen.keep_together(2)
    for line in (form.organ, day):
        pen.paragraph(line, align="right")
    pen.end_page()
    pen.canvas.save()
    return buffer.getvalue()


@dataclass(slots=True)
class _Pen:
    """A canvas and how far down the page it has written (points from the top)."""

    canvas: Canvas
    top: float
    page: int = 1

    def end_page(self) -> None:
        self.canvas.setFont(FONT, 9)
        self.canvas.drawCentredString(_PAGE_WIDTH / 2, 30, f"— {self.page} —")
        self.canvas.showPage()
        self.top, self.page = _MARGIN, self.page + 1

    def paragraph(self, text: str, *, points: float = _BODY_POINTS, indent: int = 0, align: str = "left") -> None:
        lines = wrap("\u3000" * indent + text, _TEXT_WIDTH, points)
        for line in lines:
            self.keep_together(1)
            self.canvas.setFont(FONT, points)
            baseline = _PAGE_HEIGHT - self.top - points
            if align == "center":
                self.canvas.drawCentredString(_PAGE_WIDTH / 2, baseline, line)
            elif align == "right":
                self.canvas.drawRightString(_PAGE_WIDTH - _MARGIN, baseline, line)
            else:
                self.canvas.drawString(_MARGIN, baseline, line)
            self.top += max(_LEADING, points * 1.6)

    def keep_together(self, lines: int) -> None:
        """Begin a new page unless so many lines still fit on this one."""
        if self.top + lines * _LEADING > _PAGE_HEIGHT - _MARGIN:
            self.end_page()

    def table(self, grid: Grid) -> None:
        """Draw a table, as many rows a page as fit."""
        drawing = _Drawing(grid)
        first = 0
        while first < grid.row_count:
            room = _PAGE_HEIGHT - _MARGIN - self.top
            last = first
            while last < grid.row_count and sum(drawing.heights[first : last + 1]) <= room:
                last += 1
            if last == first:
                self.end_page()
                continue
            drawing.draw(self.canvas, first, last, self.top)
            self.top += sum(drawing.heights[first:last])
            first = last
            if first < grid.row_count:
                self.end_page()
        self.top += _LEADING / 2


class _Drawing:
    """Widths, heights and wrapped text of one table."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.points = _SMALL_CELL_POINTS if grid.column_count > 12 else _CELL_POINTS
        self.widths = [share * _TEXT_WIDTH for share in column_shares(grid)]
        self.lefts = [_MARGIN + sum(self.widths[:column]) for column in range(grid.column_count + 1)]
        self.lines: dict[GridCell, list[str]] = {cell: self._wrapped(cell) for cell in grid.cells}
        self.drawn: dict[GridCell, int] = dict.fromkeys(grid.cells, 0)
        self.heights = [_CELL_LEADING + 2 * _PADDING] * grid.row_count
        for cell in grid.cells:
            if cell.row_span == 1:
                needed = len(self.lines[cell]) * _CELL_LEADING + 2 * _PADDING
                self.heights[cell.row] = max(self.heights[cell.row], needed)

    def draw(self, canvas: Canvas, first: int, last: int, top: float) -> None:
        """Rows first … last-1 with their upper edge at ``top``; cells that stick out are cut."""
        canvas.setLineWidth(0.6)
        for cell in self.grid.cells:
            upper, lower = max(cell.row, first), min(cell.row + cell.row_span, last)
            if upper >= lower:
                continue
            y = top + sum(self.heights[first:upper])
            height = sum(self.heights[upper:lower])
            left, right = self.lefts[cell.column], self.lefts[cell.column + cell.column_span]
            canvas.rect(left, _PAGE_HEIGHT - y - height, right - left, height)
            is_whole_rest = cell.row + cell.row_span <= last
            self._text(canvas, cell, (left, y, right, y + height), is_whole_rest)

    def _text(self, canvas: Canvas, cell: GridCell, box: tuple[float, float, float, float], is_rest: bool) -> None:
        left, upper, right, lower = box
        waiting = self.lines[cell][self.drawn[cell] :]
        capacity = len(waiting) if is_rest else int((lower - upper - 2 * _PADDING) // _CELL_LEADING)
        lines = waiting[:capacity]
        self.drawn[cell] += len(lines)
        y = upper + max(_PADDING, (lower - upper - len(lines) * _CELL_LEADING) / 2)
        canvas.setFont(FONT, self.points)
        for line in lines:
            baseline = _PAGE_HEIGHT - y - self.points
            if cell.role == "label" and cell.row_span == 1:
                canvas.drawString(left + _PADDING, baseline, line)
            else:
                canvas.drawCentredString((left + right) / 2, baseline, line)
            y += _CELL_LEADING

    def _wrapped(self, cell: GridCell) -> list[str]:
        if cell.role == "vertical":
            return list(cell.text)
        width = self.lefts[cell.column + cell.column_span] - self.lefts[cell.column] - 2 * _PADDING
        return wrap(cell.text, width, self.points)


def wrap(text: str, width: float, points: float) -> list[str]:
    """Lines that fit; digits of one number are not torn apart, closing punctuation does not start a line."""
    lines = [""]
    for piece in _pieces(text):
        line = lines[-1] + piece
        if not lines[-1] or _text_width(line, points) <= width or piece in _NO_LINE_START:
            lines[-1] = line
        else:
            lines.append(piece)
    return lines if text else []


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for letter in text:
        if pieces and letter.isdigit() and pieces[-1].isdigit():
            pieces[-1] += letter
        else:
            pieces.append(letter)
    return pieces


def _text_width(text: str, points: float) -> float:
    return float(pdfmetrics.stringWidth(text, FONT, points))

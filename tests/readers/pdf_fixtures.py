"""Made PDFs of the official tables: the forms from the layout data, the figures from a seed, the drawing as bad as it gets.

A ``Form`` is a table as cells with spans; ``draw_form`` paints it with reportlab in one of the ways that producers draw
rules. So a test knows every cell that must come out, and nothing is taken from a real report.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from extractors.document import Document, Table
from tests.fixtures.forms import FormCell
from tests.readers.pdf_forms import Form

FONT = "STSong-Light"
PAGE = (595.0, 842.0)
LEFT = 60.0
pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def wrap(text: str, width: float, size: float) -> list[str]:
    """Lines of a text in a cell; Latin letters and digits are not parted."""
    lines, used = [""], 0.0
    for char in text:
        step = pdfmetrics.stringWidth(char, FONT, size)
        if used + step > width - 4 and lines[-1] and not (char.isascii() and lines[-1][-1].isascii()):
            lines.append("")
            used = 0.0
        lines[-1] += char
        used += step
    return lines


def row_heights(form: Form, size: float, minimum: float = 16.0) -> list[float]:
    """Height of each row, so that every cell's text fits."""
    heights = [minimum] * form.row_count
    for cell in sorted(form.cells, key=lambda one: one.row_span):
        width = sum(form.widths[cell.column : cell.column + cell.column_span])
        need = len(wrap(cell.text, width, size)) * size * 1.25 + 5
        have = sum(heights[cell.row : cell.row + cell.row_span])
        if need > have:
            heights[cell.row + cell.row_span - 1] += need - have
    return heights


Edge = tuple[float, float, float, float]
Painter = Callable[[Canvas, Edge], None]


def _stroke(canvas: Canvas, edge: Edge) -> None:
    canvas.setLineWidth(0.5)
    canvas.line(*edge)


def _hairline(canvas: Canvas, edge: Edge) -> None:
    canvas.setLineWidth(0)
    canvas.line(*edge)


def _grey(canvas: Canvas, edge: Edge) -> None:
    canvas.setStrokeGray(0.8)
    canvas.setLineWidth(0.75)
    canvas.line(*edge)
    canvas.setStrokeGray(0)


def _thin_rectangle(canvas: Canvas, edge: Edge) -> None:
    x0, y0, x1, y1 = edge
    canvas.rect(x0 - 0.12, y0 - 0.12, x1 - x0 + 0.24, y1 - y0 + 0.24, stroke=0, fill=1)


def _in_pieces(canvas: Canvas, edge: Edge) -> None:
    """The edge as dashes of its own, with the small gaps that Chromium leaves at corners."""
    x0, y0, x1, y1 = edge
    for part in range(4):
        a, b = part / 4, (part + 1) / 4
        piece = (x0 + (x1 - x0) * a, y0 + (y1 - y0) * a, x0 + (x1 - x0) * b, y0 + (y1 - y0) * b)
        _thin_rectangle(canvas, piece)


def _nothing(canvas: Canvas, edge: Edge) -> None:
    pass


def _level_only(canvas: Canvas, edge: Edge) -> None:
    if edge[1] == edge[3]:
        _stroke(canvas, edge)


def _upright_only(canvas: Canvas, edge: Edge) -> None:
    if edge[0] == edge[2]:
        _stroke(canvas, edge)


PAINTERS: dict[str, Painter] = {
    "stroked": _stroke,
    "hairline": _hairline,
    "grey": _grey,
    "thin rectangles": _thin_rectangle,
    "pieces": _in_pieces,
    "level only": _level_only,
    "upright only": _upright_only,
    "none": _nothing,
}


def draw_form(
    canvas: Canvas,
    form: Form,
    top: float,
    paint: Painter = _stroke,
    *,
    rows: range | None = None,
    open_sides: str = "",
    size: float = 9.0,
    centred: bool = True,
    left: float = LEFT,
    spacing: float = 0.0,
    page_height: float = PAGE[1],
    paint_of: Callable[[FormCell], Painter] | None = None,
) -> float:
    """Paint some rows of a form with its top edge at ``top`` (from the page's top); returns the bottom edge.

    ``open_sides``: of "t" (no rule above the first row), "b" (none under the last), "l" (none left of the first row).
    ``paint_of`` chooses the painter by the cell. A cell that the rows cut is painted in the part where its middle lies, its text only there.
    """
    heights = row_heights(form, size)
    rows = rows or range(form.row_count)
    ys = [top]
    for row in rows:
        ys.append(ys[-1] + heights[row])
    xs = [left]
    for width in form.widths:
        xs.append(xs[-1] + width)
    for cell in form.cells:
        first, last = max(cell.row, rows.start), min(cell.row + cell.row_span, rows.stop)
        if first >= last:
            continue
        x0, x1 = xs[cell.column] + spacing, xs[cell.column + cell.column_span] - spacing
        y0, y1 = ys[first - rows.start] + spacing, ys[last - rows.start] - spacing
        sides = {"t": (x0, y0, x1, y0), "b": (x0, y1, x1, y1), "l": (x0, y0, x0, y1), "r": (x1, y0, x1, y1)}
        is_open = {
            "t": "t" in open_sides and first == rows.start,
            "b": "b" in open_sides and last == rows.stop,
            "l": "l" in open_sides and first == rows.start and cell.column == 0,
        }
        painter = paint if paint_of is None else paint_of(cell)
        for side, (a, b, c, d) in sides.items():
            if not is_open.get(side, False):
                painter(canvas, (a, page_height - max(b, d), c, page_height - min(b, d)))
        middle = cell.row + cell.row_span // 2
        if first <= middle < last:
            _draw_text(canvas, cell, (x0, y0, x1, y1), size, centred, page_height)
    return ys[-1]


def _draw_text(canvas: Canvas, cell: FormCell, box: Edge, size: float, centred: bool, page_height: float) -> None:
    x0, y0, x1, y1 = box
    lines = wrap(cell.text, x1 - x0, size)
    canvas.setFont(FONT, size)
    baseline = (y0 + y1) / 2 - len(lines) * size * 0.625 + size
    for line in lines:
        if centred and (cell.code or (len(lines) == 1 and cell.column_span > 2)):
            canvas.drawCentredString((x0 + x1) / 2, page_height - baseline, line)
        else:
            canvas.drawString(x0 + 2, page_height - baseline, line)
        baseline += size * 1.25


def page_text(canvas: Canvas, lines: Iterable[str], top: float, size: float = 12.0, left: float = LEFT) -> float:
    """Set lines of text from ``top`` on; returns where the next would go."""
    canvas.setFont(FONT, size)
    for line in lines:
        canvas.drawString(left, PAGE[1] - top - size, line)
        top += size * 1.6
    return top


def make_pdf(
    draw: Callable[[Canvas], object], pagesize: tuple[float, float] = PAGE, encrypt: StandardEncryption | None = None
) -> bytes:
    """The bytes of a PDF that ``draw`` paints (it ends its own pages but the last)."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=pagesize, encrypt=encrypt)
    draw(canvas)
    canvas.save()
    return buffer.getvalue()


def squeeze(text: str) -> str:
    return "".join(text.split())


def shape(table: Table) -> list[tuple[int, int, int, int, str]]:
    """Every cell of a table: row, column, spans, text without line breaks."""
    return [(c.row, c.column, c.row_span, c.column_span, squeeze(c.text)) for c in table.cells]


def form_shape(form: Form) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.column, c.row_span, c.column_span, squeeze(c.text)) for c in form.cells]


def figure_cells(form: Form, tables: Sequence[Table]) -> list[str]:
    """What the tables hold where the form has figures: rows of all parts in order, the last cells of each.

    Only rows with as many cells at their right end as the form's row has figures count, so a label never passes.
    """
    wanted = {cell.row: 0 for cell in form.cells if cell.code}
    for cell in form.cells:
        if cell.code:
            wanted[cell.row] += 1
    rows = [row for table in tables for row in table.rows()]
    texts: list[str] = []
    position = 0
    for count in wanted.values():
        while position < len(rows) and not _ends_in_figures(rows[position], count):
            position += 1
        if position < len(rows):
            texts += [squeeze(cell.text) for cell in rows[position][-count:]]
        position += 1
    return texts


def _ends_in_figures(row: Sequence[object], count: int) -> bool:
    texts = [squeeze(getattr(cell, "text", "")) for cell in row[-count:]]
    return len(texts) == count and all(not text or text.replace(".", "", 1).isdigit() for text in texts) and any(texts)


def tables_of(document: Document) -> list[Table]:
    return list(document.tables())

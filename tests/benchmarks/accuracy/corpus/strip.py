"""A paper set on pages by our own hand: text lines and rules with coordinates, for PDF and OFD alike.

The whole paper is first set on one endless strip, then cut into pages. A cut at a row's edge is the polite one; a cut
anywhere splits the lines of a row, or the letters of a group, over two pages as bad producers do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tests.benchmarks.accuracy.corpus.model import Block, Heading, Paper, Sheet

LEADING = 1.3


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; x at its left end, y its base line from the top, in points."""

    x: float
    y: float
    size: float
    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One border segment."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Page:
    width: float
    height: float
    texts: tuple[Text, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """How a paper is set.

    Attributes:
        width, height, margin: of the page in points.
        size: of the type in tables.
        rules: ``all``, ``level`` (no upright ones), ``outer`` (frame and header only), ``none``.
        cut: ``row`` cuts at row edges, ``anywhere`` through rows.
        is_open: the table has no border at the cut.
        repeats_head: header rows are drawn again after a cut.
        boxes_text: body text stands in a frame that touches the tables.
        gap: points between blocks.
        start: points from the top of the first page at which the paper begins.
    """

    width: float = 595.0
    height: float = 842.0
    margin: float = 54.0
    size: float = 9.0
    rules: str = "all"
    cut: str = "row"
    is_open: bool = False
    repeats_head: bool = False
    boxes_text: bool = False
    gap: float = 8.0
    start: float = 0.0

    @property
    def inner(self) -> float:
        return self.width - 2 * self.margin


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block on the strip: its height, its lines and rules from its own top, and the heights at which it may be cut."""

    height: float
    texts: tuple[Text, ...]
    rules: tuple[Rule, ...]
    cuts: tuple[float, ...]
    head: float = 0.0
    is_sheet: bool = False
    left: float = 0.0
    right: float = 0.0


def advance(text: str, size: float) -> float:
    return sum(size * (0.5 if ord(char) < 0x2000 and char not in "“”" else 1.0) for char in text)


def wrap(text: str, width: float, size: float) -> list[str]:
    """Lines no wider than ``width``; numbers are not parted."""
    lines, used = [""], 0.0
    for char in text:
        step = advance(char, size)
        if used + step > width and lines[-1] and not (char in "0123456789.," and lines[-1][-1] in "0123456789.,"):
            lines.append("")
            used = 0.0
        lines[-1] += char
        used += step
    return lines


def set_paper(paper: Paper, setting: Setting) -> list[Page]:
    """The pages of a paper."""
    title = _text_piece(paper.title, setting, size=16.0, is_centred=True)
    pieces = [title, *(_piece(block, setting) for block in paper.blocks)]
    return list(_cut(pieces, setting))


def _piece(block: Block, setting: Setting) -> _Piece:
    if isinstance(block, Sheet):
        return _sheet_piece(block, setting)
    return _text_piece(block.text, setting, size=12.0 if isinstance(block, Heading) else 10.5)


def _text_piece(text: str, setting: Setting, size: float, *, is_centred: bool = False) -> _Piece:
    indent = 2 * size if size == 10.5 else 0.0
    inner = setting.inner - 12
    lines = wrap("　　" + text if indent else text, inner, size)
    texts = []
    for number, line in enumerate(lines):
        x = setting.margin + 6 + ((inner - advance(line, size)) / 2 if is_centred else 0)
        shown = line.lstrip("　")
        texts.append(Text(x + advance(line, size) - advance(shown, size), (number + 1) * size * LEADING, size, shown))
    height = len(lines) * size * LEADING + 3
    cuts = tuple((number + 1) * size * LEADING + 3 for number in range(len(lines)))
    return _Piece(height, tuple(texts), (), cuts, left=setting.margin, right=setting.margin + setting.inner)


def _sheet_piece(sheet: Sheet, setting: Setting) -> _Piece:
    scale = setting.inner / sum(sheet.widths)
    xs = [setting.margin]
    for share in sheet.widths:
        xs.append(xs[-1] + share * scale)
    size = setting.size if len(sheet.widths) < 12 else setting.size - 1
    wrapped = {
        (b.row, b.column): wrap(b.text, xs[b.column + b.column_span] - xs[b.column] - 4, size) for b in sheet.boxes
    }
    heights = [size * LEADING + 5] * sheet.row_count
    for box in sorted(sheet.boxes, key=lambda one: one.row_span):
        last = box.row + box.row_span - 1
        short = len(wrapped[box.row, box.column]) * size * LEADING + 5 - sum(heights[box.row : last + 1])
        if short > 0:
            heights[last] += short
    ys = [0.0]
    for height in heights:
        ys.append(ys[-1] + height)
    texts, rules = [], []
    for box in sheet.boxes:
        x0, x1 = xs[box.column], xs[box.column + box.column_span]
        y0, y1 = ys[box.row], ys[box.row + box.row_span]
        lines = wrapped[box.row, box.column]
        top = (y0 + y1 - len(lines) * size * LEADING) / 2
        for number, line in enumerate(lines):
            x = (x0 + x1 - advance(line, size)) / 2
            if line:
                texts.append(Text(x, top + number * size * LEADING + size, size, line))
        rules += _edges(setting, (x0, y0, x1, y1), (xs[0], xs[-1], ys[-1]), is_head=box.row < max(1, sheet.head_rows))
    return _Piece(ys[-1], tuple(texts), tuple(rules), tuple(ys[1:]), ys[sheet.head_rows], True, xs[0], xs[-1])


def _edges(
    setting: Setting, box: tuple[float, float, float, float], frame: tuple[float, float, float], *, is_head: bool
) -> list[Rule]:
    x0, y0, x1, y1 = box
    left, right, bottom = frame
    level = [Rule(x0, y0, x1, y0), Rule(x0, y1, x1, y1)]
    upright = [Rule(x0, y0, x0, y1), Rule(x1, y0, x1, y1)]
    if setting.rules == "all":
        return level + upright
    if setting.rules == "level":
        return level
    if setting.rules == "outer":
        outer = [r for r in level if r.y0 in (0, bottom) or is_head]
        return outer + [r for r in upright if r.x0 in (left, right) or is_head]
    return []


def _cut(pieces: list[_Piece], setting: Setting) -> Iterator[Page]:
    """Fill pages from the top; a piece that does not fit goes on overleaf from the last place where it may be cut."""
    texts: list[Text] = []
    rules: list[Rule] = []
    y, bottom = setting.margin + setting.start, setting.height - setting.margin
    for piece in pieces:
        done = 0.0
        while done < piece.height - 0.01:
            head = piece.head if done and setting.repeats_head and piece.is_sheet else 0.0
            end = _end(piece, done, bottom - y - head, setting)
            if end <= done and y > setting.margin:
                yield Page(setting.width, setting.height, tuple(texts), tuple(rules))
                texts, rules, y = [], [], setting.margin
                continue
            end = end if end > done else piece.height
            if head:
                _place(piece, 0.0, head, y, setting, texts, rules)
                y += head
            _place(piece, done, end, y, setting, texts, rules)
            y += end - done
            done = end
            if done < piece.height - 0.01:
                yield Page(setting.width, setting.height, tuple(texts), tuple(rules))
                texts, rules, y = [], [], setting.margin
        y += 0 if setting.boxes_text else setting.gap
    yield Page(setting.width, setting.height, tuple(texts), tuple(rules))


def _end(piece: _Piece, done: float, room: float, setting: Setting) -> float:
    """How far the piece goes on this page."""
    if piece.height - done <= room + 0.01:
        return piece.height
    if setting.cut == "anywhere" and piece.is_sheet:
        # Not through the middle of a line: a printer never does that.
        free = done + room
        for text in piece.texts:
            if text.y - text.size < free < text.y + 2:
                free = min(free, text.y - text.size - 1)
        return free if free > done + 4 else done
    return max((cut for cut in piece.cuts if done < cut <= done + room), default=done)


def _place(
    piece: _Piece, start: float, end: float, y: float, setting: Setting, texts: list[Text], rules: list[Rule]
) -> None:
    """Draw what of the piece stands between two heights, with a border at the cut unless it stays open."""
    shift = y - start
    texts += [replace(text, y=text.y + shift) for text in piece.texts if start < text.y <= end]
    for rule in piece.rules:
        y0, y1 = max(rule.y0, start), min(rule.y1, end)
        if rule.y0 == rule.y1 and start <= rule.y0 <= end:
            rules.append(replace(rule, y0=rule.y0 + shift, y1=rule.y1 + shift))
        elif y0 < y1:
            rules.append(replace(rule, y0=y0 + shift, y1=y1 + shift))
    is_closed = setting.rules in ("all", "level", "outer") and not setting.is_open
    if piece.is_sheet and is_closed:
        rules += [Rule(piece.left, at + shift, piece.right, at + shift) for at in (start, end)]
    if setting.boxes_text and not piece.is_sheet:
        rules += [Rule(x, start + shift, x, end + shift) for x in (piece.left, piece.right)]

"""Papers as text: a cell a line as crawlers dump Word files, and Markdown tables as converters write them."""

from __future__ import annotations

from tests.benchmarks.accuracy.corpus.model import Box, Heading, Paper, Sheet


def cell_a_line(paper: Paper) -> bytes:
    """Each cell on a line of its own behind a TAB, long header labels broken, blank lines between rows."""
    lines = ["", "", paper.title, ""]
    for block in paper.blocks:
        if not isinstance(block, Sheet):
            lines += [block.text, ""]
            continue
        for row in block.rows():
            for box in row:
                lines += _lines(box, is_broken=paper.seed % 2 == 0)
            lines.append("")
    return "\n".join(lines).encode()


def _lines(box: Box, *, is_broken: bool) -> list[str]:
    if is_broken and box.role == "head" and len(box.text) == 4:
        return [f"\t{box.text[:2]}", box.text[2:]]
    return [f"\t{box.text}"]


def markdown(paper: Paper) -> bytes:
    """Pipe tables: a merged cell has its text in the first slot, the slots it covers are empty."""
    lines = [f"# {paper.title}", ""]
    for block in paper.blocks:
        if isinstance(block, Sheet):
            lines += [*_pipes(block), ""]
        else:
            lines += [f"## {block.text}" if isinstance(block, Heading) else block.text, ""]
    return "\n".join(lines).encode()


def _pipes(sheet: Sheet) -> list[str]:
    slots = [[""] * len(sheet.widths) for _ in range(sheet.row_count)]
    for box in sheet.boxes:
        slots[box.row][box.column] = box.text
    lines = ["| " + " | ".join(row) + " |" for row in slots]
    return [lines[0], "|" + " --- |" * len(sheet.widths), *lines[1:]]

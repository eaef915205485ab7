"""Units that stand beside a table instead of in it (（单位：元）, 注：金额单位为千元) -> how its figures are to be read.

The form prints 万元 in its header. An office that writes the fees in 元 often takes the unit out of the header and puts
it over the table, where it is said for all columns at once. A money figure is then converted and doubted; counts said to
be in 万件 have no number at all, since nobody knows whether the caption or the cells were filled in by habit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractors.document import Document, Issue, Table, TextBlock
from extractors.layouts import CellCode
from extractors.normalize import squeeze
from extractors.recognize.found import FoundTable

_STATED = re.compile(r"单位(?:[:：]|均?[为是])?([^。;；:：()（）]{1,16})")
_PARTS = re.compile(r"[、,，/及和与|]|[:：]")
_MONEY = frozenset(("元", "百元", "千元", "万元", "百万元", "亿元"))
_MANY = re.compile(r"[百千万亿](?:件|条|个|次|宗|份|项|起)")
_LONGEST_NOTE = 60
_NEAR = 2  # blocks of text before and behind a table in which its unit may stand


def apply_stated_units(document: Document, found: Sequence[FoundTable]) -> list[Issue]:
    """Take the units stated beside the tables into account; the issues say which figures are doubted or were left out."""
    issues: list[Issue] = []
    for table in found:
        notes = [note for note in _notes(document, table) if "单位" in note]
        stated = {part for note in notes for match in _STATED.finditer(note) for part in _PARTS.split(match[1])}
        if many := sorted(part for part in stated if _MANY.fullmatch(part)):
            issues.append(_leave_out(table, many))
        if money := stated & _MONEY:
            issues += _in_money(table, money)
    return issues


def _in_money(table: FoundTable, stated: set[str]) -> Iterator[Issue]:
    """Doubt, and convert where one unit is stated, the money whose own header names none."""
    for code in table.cells:
        unit = table.layout.unit(*code)
        if unit not in _MONEY or code in table.units or stated == {unit}:
            continue
        table.doubted.add(code)
        if len(stated) == 1:
            table.units[code] = next(iter(stated))
        words = (
            f"{_name(table, code)}: beside the table stands the unit {'、'.join(sorted(stated))}, the form has {unit}"
        )
        yield Issue("unit_beside_table", "warning", words, table.cells[code].place.describe())


def _leave_out(table: FoundTable, many: Sequence[str]) -> Issue:
    counts = [code for code in table.cells if table.layout.unit(*code) not in _MONEY]
    for code in counts:
        del table.cells[code]
    table.unread += 1
    words = f"{table.layout.zh}: beside the table stands the unit {'、'.join(many)}; {len(counts)} counts were not read"
    return Issue("unit_beside_table", "error", words, table.place)


def _notes(document: Document, table: FoundTable) -> Iterator[str]:
    """Short texts right before and behind the tables of a form, and its cells that are notes."""
    own = {id(cell) for cell in table.cells.values()}
    blocks = document.blocks
    for index, block in enumerate(blocks):
        if not isinstance(block, Table) or not any(id(cell) in own for cell in block.cells):
            continue
        yield from _short(cell.text for cell in block.cells if "单位" in cell.text and "本年" not in cell.text)
        for way in (-1, 1):
            for at in range(index + way, index + way * (_NEAR + 1), way):
                near = blocks[at] if 0 <= at < len(blocks) else None
                if not isinstance(near, TextBlock) or near.role != "paragraph":
                    break
                yield from _short([near.text])


def _short(texts: Iterator[str] | Sequence[str]) -> Iterator[str]:
    return (squeezed for text in texts if len(squeezed := squeeze(text)) <= _LONGEST_NOTE)


def _name(table: FoundTable, code: CellCode) -> str:
    return f"{table.layout.table}.{code[0]}.{code[1]}"

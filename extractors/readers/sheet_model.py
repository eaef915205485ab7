"""What the readers of XLSX, XLS and XML spreadsheets agree on: one sheet as sparse texts, merges, and what is hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.document import Issue
from extractors.readers.sheet_values import print_number
from nianbao.errors import TooLarge

SUBJECT = "document"
Slot = tuple[int, int]
Merge = tuple[int, int, int, int]
"""First row and column, last row and column, from 0, all included."""

MOST_CELLS = 300_000
"""Cells with content in one workbook; the longest real report has some thousands."""
MOST_SLOTS = 3_000_000
"""Rows times columns of the filled part of one sheet."""
MOST_MERGES = 50_000


@dataclass(slots=True)
class Sheet:
    """One sheet. Rows and columns count from 0.

    Attributes:
        name: as on its tab.
        texts: printed text of each cell that has one; a merge keeps it in its first slot.
        merges: merged ranges of more than one slot.
        hidden_rows, hidden_columns: not shown; ``is_hidden``: the whole sheet is not.
        notes: (what is odd, addresses of the cells) for the issues.
    """

    name: str
    texts: dict[Slot, str] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    is_hidden: bool = False
    notes: dict[str, list[str]] = field(default_factory=dict)

    def note(self, what: str, slot: Slot) -> None:
        self.notes.setdefault(what, []).append(address(slot))

    def put_number(self, slot: Slot, value: float, code: str, *, is_1904: bool = False) -> None:
        """Write a number as its format prints it, and note what the format does to it."""
        printed = print_number(value, code, is_1904=is_1904)
        if printed.note:
            self.note(_NOTES[printed.note], slot)
        if printed.text:
            self.texts[slot] = printed.text


_NOTES = {"rounded": "rounded_display", "scaled": "scaled_display", "invisible": "invisible_cell"}
_MESSAGES = {
    "unread_formula": "hold a formula without its result; open the file, let it calculate, and save it",
    "rounded_display": "show fewer decimals than they hold; what is held was read",
    "scaled_display": "show another size of number than they hold (万 or 千), or further digits; they were not read as numbers",
    "invisible_cell": "hold a number that their format hides; it was not read",
    "struck_text": "hold struck-out text, which was left out; what stands beside it was read",
    "unseen_text": "hold text in the colour of their ground, which nobody sees; it was not read",
    "covered_cell": "lie under a merged cell, which hides them; they were not read",
    "error_value": "hold an error of a formula",
    "formats_unknown": "are read without their number formats, which this kind of workbook does not tell",
}


def sheet_issues(sheet: Sheet) -> list[Issue]:
    """What a person should know of a sheet: odd cells by kind, and what is hidden of it."""
    where = f"sheet {sheet.name}"
    if sheet.is_hidden:
        message = f"sheet {sheet.name} is hidden and was not read; it holds {len(sheet.texts)} cells with content"
        return [Issue("hidden_sheet", "warning", message, where)] if sheet.texts else []
    issues: list[Issue] = []
    for code, what in _MESSAGES.items():
        if cells := sheet.notes.get(code):
            message = f"sheet {sheet.name}: {_some(cells)} {what}"
            issues.append(Issue(code, "warning", message, where))
    rows = sorted({row for row, _ in sheet.texts if row in sheet.hidden_rows})
    columns = sorted({column for _, column in sheet.texts if column in sheet.hidden_columns})
    if rows or columns:
        parts = [f"rows {_some([str(row + 1) for row in rows])}"] if rows else []
        parts += [f"columns {_some([letters(column) for column in columns])}"] if columns else []
        message = (
            f"sheet {sheet.name}: {' and '.join(parts)} are hidden and were not read; show them if they belong to it"
        )
        issues.append(Issue("hidden_cells", "warning", message, where))
    return issues


def drop_covered(sheet: Sheet) -> None:
    """Take away texts that lie under a merge: it shows its first slot only. Each is noted.

    Raises:
        TooLarge: more merged slots than a report can have.
    """
    last_row = max((row for row, _ in sheet.texts), default=-1)
    last_column = max((column for _, column in sheet.texts), default=-1)
    covered: set[Slot] = set()
    slots = 0
    for row, column, end_row, end_column in sheet.merges:
        rows, columns = range(row, min(end_row, last_row) + 1), range(column, min(end_column, last_column) + 1)
        slots += len(rows) * len(columns)
        if slots > MOST_SLOTS:
            raise TooLarge(SUBJECT, f"a sheet of more than {MOST_SLOTS:,} merged slots", "look at it by hand")
        covered.update((one, other) for one in rows for other in columns if (one, other) != (row, column))
    for slot in sorted(covered & sheet.texts.keys()):
        sheet.note("covered_cell", slot)
        del sheet.texts[slot]


def check_size(sheet: Sheet) -> None:
    """Raise TooLarge for a sheet no report can be."""
    if len(sheet.texts) > MOST_CELLS:
        raise TooLarge(SUBJECT, f"a sheet of more than {MOST_CELLS:,} filled cells", "no report is that long")
    if len(sheet.merges) > MOST_MERGES:
        raise TooLarge(SUBJECT, f"a sheet of more than {MOST_MERGES:,} merged ranges", "no report has that many")


def address(slot: Slot) -> str:
    """``C7`` for (6, 2)."""
    return f"{letters(slot[1])}{slot[0] + 1}"


def letters(column: int) -> str:
    """``A`` for 0, ``AA`` for 26."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def slot_of(reference: str) -> Slot | None:
    """(6, 2) for ``C7`` or ``$C$7``; None for what is no address of one cell."""
    reference = reference.replace("$", "").upper()
    split = next((i for i, character in enumerate(reference) if character.isdigit()), 0)
    name, number = reference[:split], reference[split:]
    if not (0 < len(name) <= 3 and name.isascii() and name.isalpha() and number.isdecimal() and 0 < len(number) <= 7):
        return None
    column = 0
    for character in name:
        column = column * 26 + ord(character) - 64
    return (int(number) - 1, column - 1) if int(number) else None


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")

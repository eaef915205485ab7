"""Rows of a query as a person reads them: one table on the terminal, with a note where rows were left out."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

    from warehouse.query import Answer


def print_answer(console: Console, answer: Answer, how_to_get_all: str) -> None:
    """Print the rows; numbers stand on the right, NULL is written out, and a cut answer says how to get the rest."""
    from rich.table import Table
    from rich.text import Text

    if not answer.columns:
        console.print("done", style="dim")
        return
    table = Table()
    for at, name in enumerate(answer.columns):
        numeric = _is_numeric([row[at] for row in answer.rows])
        table.add_column(Text(name), overflow="fold", justify="right" if numeric else "left")
    for row in answer.rows:
        table.add_row(*(Text("NULL", style="dim") if value is None else Text(text_of(value)) for value in row))
    console.print(table)
    note = f"the first {len(answer.rows)} rows; {how_to_get_all}" if answer.is_cut else counted(len(answer.rows), "row")
    console.print(note, style="dim", highlight=False)


def counted(number: int, noun: str) -> str:
    """``1 row``, ``2 rows``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _is_numeric(values: Sequence[Any]) -> bool:
    present = [value for value in values if value is not None]
    return bool(present) and all(
        isinstance(value, int | float | Decimal) and not isinstance(value, bool) for value in present
    )


def text_of(value: object) -> str:
    """A value as a person writes it: decimals without the zeros that only their type adds."""
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    return text.rstrip("0").rstrip(".") if isinstance(value, Decimal) and "." in text else text


def plain(value: object) -> object:
    """A value as JSON has it; whole decimals as integers, dates as ISO text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)

"""The official forms filled with figures from a seed, with widths of their columns, to be set on a page."""

from __future__ import annotations

import random
from dataclasses import dataclass

from extractors.layouts import CellCode, Layout, load_layouts
from tests.fixtures.forms import FormCell, draw_cells

# Points, by table; together they fit between the margins of an A4 page.
WIDTHS = {
    "proactive": (150.0, 100.0, 100.0, 110.0),
    "applications": (24.0, 46.0, 160.0, *(35.0,) * 7),
    "review_litigation": (30.0,) * 15,
    "stats_2014": (330.0, 50.0, 80.0),
    "stats_provincial": (230.0, 70.0, 80.0, 80.0),
}


@dataclass(frozen=True, slots=True)
class Form:
    """A filled official table with the widths of its columns in points."""

    cells: tuple[FormCell, ...]
    widths: tuple[float, ...]

    @property
    def row_count(self) -> int:
        return max(cell.row + cell.row_span for cell in self.cells)

    def figures(self) -> list[str]:
        return [cell.text for cell in self.cells if cell.code]


def make_form(layout_id: str, seed: int, blank_share: float = 0.0) -> Form:
    """The form of a layout, filled."""
    layout = load_layouts()[layout_id]
    return Form(tuple(draw_cells(layout, _figures(layout, seed, blank_share))), WIDTHS[layout.table])


def _figures(layout: Layout, seed: int, blank_share: float) -> dict[CellCode, str]:
    """A printed value for each cell of a layout: zeros, small and large counts, decimals for money, some blank."""
    dice = random.Random(f"{layout.id} {seed}")
    texts: dict[CellCode, str] = {}
    for row, column in layout.cells():
        if dice.random() < blank_share:
            texts[row, column] = ""
        elif "amount" in column:
            texts[row, column] = f"{dice.uniform(0, 90000):.{dice.randint(1, 4)}f}"
        else:
            counts = 0, 0, dice.randint(1, 9), dice.randint(10, 99), dice.randint(100, 4999)
            texts[row, column] = str(dice.choice(counts))
    return texts

"""How a figure and a label are printed: the spellings of FORMAT.md 5, chosen by a seed.

What is printed and what is true are made together, in ``Printer.value``: nothing later in the chain changes a figure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from extractors.layouts import Column, Label
from tests.benchmarks.accuracy.corpus.model import Values

_FULL_WIDTH = str.maketrans("0123456789.,+-", "０１２３４５６７８９．，＋－")
_UNIT_IN_LABEL = re.compile(r"元）|元$")
_NUMBER = re.compile(r"^(\d)\.")
_YEAR = re.compile(r"^20\d\d年")
MINIMUM_FOR_A_TYPO = 9
_YUAN_PER_WAN = 10_000


@dataclass(frozen=True, slots=True)
class Style:
    """How one report prints.

    Attributes:
        zero: what stands for 0.
        is_grouped, is_full_width: thousands separators; full-width digits.
        aliases: share of labels printed in another known spelling.
        typos: how many row labels of a table lose or swap a character.
        numbering: what follows the number of a row label: one of ``. 、 ．`` or ``mixed``.
        spaced: two-character labels are spread (总 计).
        remarks: share of figures of table 2 with a remark behind them.
        notes: share of figures with a footnote mark set high behind them.
        units: counts carry their unit in the cell (3件).
        has_blank_totals: the total column stays empty in the rows of results, as one office does.
    """

    zero: str = "0"
    is_grouped: bool = False
    is_full_width: bool = False
    aliases: float = 0.0
    typos: int = 0
    numbering: str = "."
    spaced: bool = False
    remarks: float = 0.0
    notes: float = 0.0
    units: bool = False
    has_blank_totals: bool = False


class Printer:
    """Prints the labels and figures of one report in one style."""

    def __init__(self, style: Style, rng: Random) -> None:
        self.style = style
        self.rng = rng

    def label(self, label: Label) -> str:
        """One spelling of a label; spellings that change the unit of the figures are another form and left out."""
        text = label.zh
        choices = [a for a in label.aliases if not _UNIT_IN_LABEL.search(a) and not _YEAR.match(a)]
        if choices and self.rng.random() < self.style.aliases:
            text = self.rng.choice(choices)
        mark = self.rng.choice(".、．") if self.style.numbering == "mixed" else self.style.numbering
        text = _NUMBER.sub(rf"\g<1>{mark}", text)
        if "“" in text and self.style.aliases:
            text = self.rng.choice(
                (text, text.replace("“", '"').replace("”", '"'), text.replace("“", "「").replace("”", "」"))
            )
        return " ".join(text) if self.style.spaced and len(text) == 2 else text

    def misspelt(self, text: str) -> str:
        """The text without one of its inner characters, or with two of them swapped."""
        if len(text) < MINIMUM_FOR_A_TYPO:
            return text
        at = self.rng.randrange(4, len(text) - 2)
        if self.rng.random() < 0.5:
            return text[:at] + text[at + 1 :]
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]

    def value(self, value: Decimal, column: Column, unit: str) -> tuple[str, Values]:
        """(what is printed, the values that are right for it)."""
        if value == 0 and self.style.zero != "0":
            return (self.style.zero, (Decimal(0),)) if self.style.zero else ("", (Decimal(0), None))
        text = f"{value:,f}" if self.style.is_grouped else f"{value:f}"
        if column.is_signed and value > 0:
            text = f"+{text}"
        right = value
        if column.has_unit_in_cell and value:
            unit_in_cell = self.rng.choice(("", "元", "万元"))
            text += unit_in_cell
            right = value * _YUAN_PER_WAN if unit_in_cell == "万元" else value  # the figure is in yuan, FORMAT.md 5.3
        elif self.style.units and unit:
            text += unit
        if self.style.is_full_width:
            text = text.translate(_FULL_WIDTH)
        return text, (right,)

    def remark(self, value: Decimal) -> str:
        """A remark behind a figure of table 2, now and then."""
        if value < 2 or value % 1 or self.rng.random() >= self.style.remarks:
            return ""
        return self.rng.choice((f"（其中修订{int(value) // 2}件）", f"（含自然失效{int(value) // 2}件）"))

    def note(self, value: Decimal) -> str:
        is_noted = value > 0 and self.rng.random() < self.style.notes
        return self.rng.choice(("1", "2", "①", "*")) if is_noted else ""


def random_style(rng: Random) -> Style:
    """A report as it comes: official labels mostly, some of everything else."""
    return Style(
        zero=rng.choice(("0",) * 12 + ("", "", "-", "/", "—", "－", "无")),
        is_grouped=rng.random() < 0.12,
        is_full_width=rng.random() < 0.05,
        aliases=rng.choice((0.0, 0.0, 0.3, 0.6)),
        typos=rng.choice((0, 0, 0, 1)),
        numbering=rng.choice((".", ".", "、", "．", "mixed")),
        spaced=rng.random() < 0.2,
        remarks=rng.choice((0.0, 0.0, 0.0, 0.3)),
        units=rng.random() < 0.04,
    )

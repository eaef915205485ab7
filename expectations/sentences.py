"""Turns a finding into one Chinese and one English sentence a reviewer understands without knowing the codes.

``行政复议：10+1+0+0=11，打印总计0，差11`` says where, what was added, what is printed, and by how much they differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

LONGEST_SUM = 8  # terms printed in full; of longer sums (22 results of a table) the zeros are counted instead


@dataclass(frozen=True, slots=True)
class TermValue:
    """One figure of an equation with its labels; ``value`` is as printed."""

    side: str
    coefficient: int
    row: str
    column: str
    value: Decimal
    row_zh: str
    row_en: str
    column_zh: str
    column_en: str


@dataclass(frozen=True, slots=True)
class Equation:
    """An equation that does not hold, with the values of its terms in printed order."""

    relation: str
    left: Decimal
    right: Decimal
    terms: tuple[TermValue, ...]

    @property
    def difference(self) -> Decimal:
        return self.left - self.right

    def side(self, name: str) -> tuple[TermValue, ...]:
        return tuple(term for term in self.terms if term.side == name)

    def codes(self) -> str:
        """The figures of the equation as ``row.column``, comma separated, left side first."""
        return ",".join(f"{term.row}.{term.column}" for term in self.terms)


def number(value: Decimal) -> str:
    """A decimal as printed by a person: no exponent, no trailing zeros."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text


def equation_sentences(equation: Equation) -> tuple[str, str]:
    """The Chinese and the English sentence of an equation that does not hold."""
    zh, en = _where(equation)
    left, right = equation.side("left"), equation.side("right")
    difference = number(abs(equation.difference))
    if not right:
        if equation.relation == "integer>=":
            return (
                f"{zh}：打印{number(equation.left)}，应为不小于{number(equation.right)}的整数",
                f"{en}: printed {number(equation.left)}, must be a whole number not below {number(equation.right)}",
            )
        return (
            f"{zh}：打印{number(equation.left)}，应{_RELATIONS[equation.relation][0]}{number(equation.right)}",
            f"{en}: printed {number(equation.left)}, must be {_RELATIONS[equation.relation][1]} {number(equation.right)}",
        )
    left_text, left_en = _sum(left, equation.left, equation.terms)
    right_zh, right_en = _printed(equation, right)
    if equation.relation == "=":
        return f"{zh}：{left_text}，{right_zh}，差{difference}", f"{en}: {left_en}, {right_en}, difference {difference}"
    must_zh, must_en = _RELATIONS[equation.relation]
    return (
        f"{zh}：{left_text}，应{must_zh}{right_zh.removeprefix('打印')}，相差{difference}",
        f"{en}: {left_en}, must be {must_en} {right_en.removeprefix('printed ')}, off by {difference}",
    )


_RELATIONS = {"=": ("等于", "equal to"), "<=": ("不大于", "at most"), ">=": ("不小于", "at least")}


def row_sentences(title_zh: str, title_en: str, scope: str, found: str, wanted: str) -> tuple[str, str]:
    """The sentences of a structural finding: the rule, the row, what stands there, what must."""
    return (
        f"{title_zh}：{scope} 为「{found}」，应为「{wanted}」",
        f"{title_en}: {scope} is “{found}”, must be “{wanted}”",
    )


def _where(equation: Equation) -> tuple[str, str]:
    """What the terms have in common: the row of a sum along a row, the column of a sum down a column, or the cell."""
    terms = equation.terms
    one_row = len({term.row for term in terms}) == 1
    one_column = len({term.column for term in terms}) == 1
    first = terms[0]
    if one_row and one_column:
        return f"{first.row_zh}·{first.column_zh}", f"{first.row_en} · {first.column_en}"
    if one_row:
        return first.row_zh, first.row_en
    if one_column:
        return f"{first.column_zh}栏", f"column {first.column_en}"
    return "全表", "whole table"


def _sum(terms: Sequence[TermValue], total: Decimal, among: Sequence[TermValue]) -> tuple[str, str]:
    if len(terms) == 1:
        one = terms[0]
        zh, en = _label(one, among)
        return f"{zh}{number(total)}", f"{en} {number(total)}"
    shown = [term for term in terms if term.value != 0] if len(terms) > LONGEST_SUM else list(terms)
    zeros = len(terms) - len(shown)
    parts = ""
    for term in shown:
        sign = "-" if term.coefficient < 0 else "+"
        value = number(term.value) if term.value >= 0 else f"({number(term.value)})"
        parts += f"{sign if parts or sign == '-' else ''}{value}"
    text = f"{parts or '0'}={number(total)}"
    return (text + f"（另{zeros}项为0）", text + f" ({zeros} more are 0)") if zeros else (text, text)


def _printed(equation: Equation, terms: Sequence[TermValue]) -> tuple[str, str]:
    if len(terms) == 1:
        zh, en = _label(terms[0], equation.terms)
        return f"打印{zh}{number(equation.right)}", f"printed {en} {number(equation.right)}"
    zh, en = _sum(terms, equation.right, equation.terms)
    return f"打印{zh}", f"printed {en}"


def _label(term: TermValue, among: Sequence[TermValue]) -> tuple[str, str]:
    """The label that tells the term from the others: its column in a sum along a row, else its row."""
    if len({other.row for other in among}) == 1:
        return term.column_zh, term.column_en
    return term.row_zh, term.row_en

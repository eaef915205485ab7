"""Cells read from a picture -> which of their readings stand, and what each figure is worth.

A recogniser errs, and errs twice in the same way: a row with one request has the same digits in its cell and in its
total, so an equation that holds is not yet a proof. A figure of a picture is proved where equations hold and either two
readings of its own ink agree or the other cells of an equation, each agreed, leave it no other value. A reading is
corrected only to a value that another reading of the same cell gave, and only when one single choice of readings makes
every equation around it hold. Whatever else is in doubt is suspect, and says so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product
from math import prod

from extractors.document import Cell, Issue
from extractors.identities import Values, status_of
from extractors.layouts import CellCode, Identity, Layout
from extractors.report import Figure, Verdict
from extractors.values import CellValue, parse_value

SURE = 0.9  # score from which two agreeing readings are worth a figure that no equation covers
LEAST = 0.5  # score of agreeing readings that equations bear out
MOST_CHOICES = 20_000  # of readings, tried for one knot of broken equations
SHOWN = 6


@dataclass(slots=True)
class Sighted:
    """The cells of one table as far as pictures decide them.

    Attributes:
        cells: kind and value of each cell, corrections taken over.
        corrected: the first reading of each cell that was corrected.
        issues: corrections, and what stays in doubt.
    """

    cells: dict[CellCode, CellValue]
    corrected: dict[CellCode, str] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)


def is_picture(cells: Mapping[CellCode, Cell]) -> bool:
    """Whether any of the cells was read from a picture."""
    return any(cell.sight is not None for cell in cells.values())


def is_agreed(cell: Cell, least: float = LEAST) -> bool:
    """Printed text, or two readings of the same ink that agree."""
    sight = cell.sight
    return sight is None or (sight.is_agreed and sight.score >= least)


def choose_readings(layout: Layout, cells: Mapping[CellCode, Cell], printed: Mapping[CellCode, CellValue]) -> Sighted:
    """The readings that stand: the first ones, but for those that a knot of broken equations and a re-reading overturn."""
    result = Sighted(dict(printed))
    if not is_picture(cells):
        return result
    values: dict[CellCode, Decimal | None] = {code: cell.value for code, cell in printed.items()}
    options = {code: found for code, cell in cells.items() if (found := _other_values(cell, printed.get(code)))}
    for knot in _knots(layout.identities, values, options):
        choice = _single_choice(knot, layout.identities, values, options)
        if choice is None or not all(_is_borne_out(code, choice, layout.identities, cells) for code in choice):
            continue
        for code, value in choice.items():
            first = printed[code].raw
            result.cells[code] = value
            result.corrected[code] = first or "（空白）"
            values[code] = value.value
            name = f"{layout.table}.{code[0]}.{code[1]}"
            text = f"{name}: read as {first!r}, then as {value.raw!r}, with which alone the sums of its row and column hold"
            result.issues.append(Issue("reading_corrected", "info", text, cells[code].place.describe()))
    return result


def _other_values(cell: Cell, printed: CellValue | None) -> list[CellValue]:
    """What further readings of a cell give, in place of the first."""
    if cell.sight is None or printed is None:
        return []
    others = [parse_value(text) for text in cell.sight.others]
    seen = {printed.value}
    found: list[CellValue] = []
    for other in others:
        if other.value is not None and other.value not in seen:
            seen.add(other.value)
            found.append(other)
    return found


@dataclass(frozen=True, slots=True)
class _Knot:
    """Broken equations that share cells with other readings, and these cells."""

    rules: tuple[Identity, ...]
    codes: tuple[CellCode, ...]


def _knots(rules: Sequence[Identity], values: Values, options: Mapping[CellCode, object]) -> list[_Knot]:
    """Broken equations grouped by the uncertain cells they share."""
    knots: list[tuple[list[Identity], set[CellCode]]] = []
    for rule in rules:
        if rule.relation != "=" or status_of(rule, values) == "pass":
            continue
        codes = {code for code in _codes(rule) if code in options}
        if not codes:
            continue
        joined = [knot for knot in knots if knot[1] & codes]
        knots = [knot for knot in knots if not knot[1] & codes]
        knots.append(([rule, *(one for knot in joined for one in knot[0])], codes.union(*(knot[1] for knot in joined))))
    return [_Knot(tuple(found), tuple(sorted(codes))) for found, codes in knots]


def _single_choice(
    knot: _Knot, rules: Sequence[Identity], values: Values, options: Mapping[CellCode, list[CellValue]]
) -> dict[CellCode, CellValue] | None:
    """The only choice of readings with which every equation that touches a changed cell holds; None without just one."""
    if prod(1 + len(options[code]) for code in knot.codes) > MOST_CHOICES:
        return None
    touching = [rule for rule in rules if set(_codes(rule)) & set(knot.codes)]
    found: dict[CellCode, CellValue] | None = None
    for picks in product(*([None, *options[code]] for code in knot.codes)):
        changed = {code: pick for code, pick in zip(knot.codes, picks, strict=True) if pick is not None}
        if not changed:
            continue
        trial = {**values, **{code: pick.value for code, pick in changed.items()}}
        if any(status_of(rule, trial) != "pass" for rule in touching if set(_codes(rule)) & set(changed)):
            continue
        if any(status_of(rule, trial) != "pass" for rule in knot.rules):
            continue
        if found is not None:
            return None
        found = changed
    return found


def _is_borne_out(
    code: CellCode, choice: Mapping[CellCode, CellValue], rules: Sequence[Identity], cells: Mapping[CellCode, Cell]
) -> bool:
    """Whether more than the doubt of another cell speaks for a correction: two equations, or one of agreed cells."""
    touching = [_codes(rule) for rule in rules if rule.relation == "=" and code in _codes(rule)]
    others = [[other for other in codes if other not in choice] for codes in touching]
    return len(touching) > 1 or any(all(c in cells and is_agreed(cells[c]) for c in codes) for codes in others)


def _codes(rule: Identity) -> list[CellCode]:
    return [code for _, code in (*rule.left, *rule.right)]


def picture_verdict(
    code: CellCode, verdict: Verdict, layout: Layout, cells: Mapping[CellCode, Cell], values: Values
) -> Verdict:
    """What a figure read from a picture is worth, given what printed text in its place would be."""
    cell = cells.get(code)
    if cell is None or cell.sight is None or verdict == "missing":
        return verdict
    rules = [rule for rule in layout.identities if rule.relation == "=" and code in _codes(rule)]
    if verdict == "suspect":
        return "source_error" if _is_source_error(rules, cells, values) else "suspect"
    holding = [rule for rule in rules if status_of(rule, values) == "pass"]
    if verdict != "proved" or not holding:
        return "read" if is_agreed(cell, SURE) and not cell.sight.others else "suspect"
    # One equation alone may hold because the same misreading stands on both of its sides.
    if is_agreed(cell, LEAST if len(holding) > 1 else SURE):
        return "proved"
    return "proved" if _is_pinned(code, holding, cells, values) else "suspect"


def _is_pinned(code: CellCode, rules: Sequence[Identity], cells: Mapping[CellCode, Cell], values: Values) -> bool:
    """Whether the other cells of an equation, each of them agreed, leave the cell this value only."""
    return any(all(other == code or _is_sure(other, cells, values) for other in _codes(rule)) for rule in rules)


def _is_sure(code: CellCode, cells: Mapping[CellCode, Cell], values: Values) -> bool:
    return code in cells and is_agreed(cells[code]) and values.get(code) is not None


def _is_source_error(rules: Sequence[Identity], cells: Mapping[CellCode, Cell], values: Values) -> bool:
    """Whether every equation that fails is read twice alike and surely in all its cells: it was printed so."""
    failing = [rule for rule in rules if status_of(rule, values) == "fail"]
    return bool(failing) and all(
        code in cells and is_agreed(cells[code], SURE) and not _others(cells[code])
        for rule in failing
        for code in _codes(rule)
    )


def _others(cell: Cell) -> tuple[str, ...]:
    return cell.sight.others if cell.sight is not None else ()


def unseen_blanks(
    blanks: Mapping[CellCode, Decimal | None], layout: Layout, cells: Mapping[CellCode, Cell], values: Values
) -> set[CellCode]:
    """Blank cells of pictures whose 0 no printed number bears out: ink that was not seen leaves a blank too.

    An equation bears a 0 out when it holds, its total is a number that was read, and its other blanks were looked at twice.
    """
    unseen: set[CellCode] = set()
    for code, value in blanks.items():
        cell = cells.get(code)
        if cell is None or cell.sight is None or value is None:
            continue
        rules = [rule for rule in layout.identities if rule.relation == "=" and code in _codes(rule)]
        if not any(_bears_out(rule, code, blanks, cells, values) for rule in rules):
            unseen.add(code)
    return unseen


def _bears_out(
    rule: Identity, code: CellCode, blanks: Collection[CellCode], cells: Mapping[CellCode, Cell], values: Values
) -> bool:
    if status_of(rule, values) != "pass":
        return False
    others = [other for other in _codes(rule) if other != code]
    is_read = any(other not in blanks for _, other in rule.right)
    return is_read and all(other in cells and is_agreed(cells[other]) for other in others)


def unsure_issue(layout: Layout, figures: Sequence[Figure], cells: Mapping[CellCode, Cell]) -> list[Issue]:
    """One issue that names the figures of a picture that stay in doubt, with what was read."""
    unsure = [
        (figure, cells[figure.row, figure.column])
        for figure in figures
        if figure.verdict == "suspect" and figure.origin == "image" and (figure.row, figure.column) in cells
    ]
    if not unsure:
        return []
    shown = [
        f"{figure.row}.{figure.column} {' or '.join(repr(text) for text in (figure.raw, *_others(cell)))}"
        for figure, cell in unsure[:SHOWN]
    ]
    more = f" and {len(unsure) - SHOWN} more" if len(unsure) > SHOWN else ""
    text = f"{layout.table}: {len(unsure)} figures of the picture are not sure; compare with the source: {'、'.join(shown)}{more}"
    return [Issue("picture_unsure", "warning", text, unsure[0][1].place.describe())]

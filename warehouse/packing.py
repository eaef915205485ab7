"""Packs the figures of one reading: about 200 rows of 20 columns become one short record for each official table.

A report prints its figures in a fixed form, so nearly all that a row of ``core.figures`` says follows from its cell: codes
and unit from the form, kind and raw text from the number, page, box or path from the line and column of the printed table.
What follows is not stored; what does not (a blank cell with a space in it, a box that is off its column) is stored beside.
As rows, a report took 8 kB of the warehouse; packed it takes a few hundred bytes. ``core.figures`` is the view that unpacks.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from operator import itemgetter
from typing import Any

KINDS = ("number", "zero", "blank", "dash", "text", "missing")
FOLLOWS = len(KINDS)
"""Code of a kind that follows from the value: ``zero`` of 0, else ``number``."""
VERDICTS = ("proved", "read", "source_error", "suspect", "missing")
ORIGINS = ("text", "image")
VERDICT_STEP, ORIGIN_STEP = 8, 64

_LARGEST = 10**18
_STEP = Decimal("0.000001")
_NUMBERED = re.compile(r"(.*\D)(\d{1,6})(\D+)(\d{1,6})(\D*)", re.DOTALL)
_WANTED = itemgetter("table", "row", "column", "layout", "raw", "unit", "verdict", "kind")
_US, _RS = "\x1f", "\x1e"

Place = tuple[int | None, tuple[float, float, float, float] | None, str | None, str | None]
"""page, box, path, member"""


class ContractFault(ValueError):
    """A figure that breaks the contract of ``Report.to_json``; the message says which and how."""


@dataclass(frozen=True, slots=True)
class Packed:
    """The figures of a reading: one record a table, the lists of cells these refer to, what was noticed, and the content.

    ``body`` is the text over which the hash of the content runs: every figure as printed, sorted.
    """

    tables: list[dict[str, Any]]
    cells: dict[int, dict[str, Any]]
    issues: list[tuple[str, str, str]]
    body: str
    count: int


@dataclass(frozen=True, slots=True)
class _Figure:
    cell: tuple[str, str, str]
    whole: int | None
    exact: str | None
    state: int
    raw: str | None
    corrected: str | None
    place: Place


def pack_figures(figures: Sequence[Mapping[str, Any]]) -> Packed:
    """Pack the figures of ``Report.to_json``.

    Raises ContractFault when one lacks a key or has a kind, verdict or origin that the contract does not know.
    """
    tables: dict[tuple[str, str], list[_Figure]] = {}
    times: dict[tuple[str, str, str], int] = {}
    issues: list[tuple[str, str, str]] = []
    bodies: list[str] = []
    for one in figures:
        code = _code(one)
        figure, body = _read(one, code, issues)
        times[code] = times.get(code, 0) + 1
        if times[code] == 1:
            tables.setdefault((code[0], one["layout"]), []).append(figure)
            bodies.append(body)
    for code, count in times.items():
        if count > 1:
            message = f"{'.'.join(code)}: read {count} times; the first is kept, look at the printed table"
            issues.append(("figure_repeated", message, ""))
    cells: dict[int, dict[str, Any]] = {}
    packed = [_pack_table(table, layout, rows, cells) for (table, layout), rows in tables.items()]
    return Packed(packed, cells, issues, _RS.join(sorted(bodies)), len(bodies))


def _code(one: Mapping[str, Any]) -> tuple[str, str, str]:
    """Table, row and column of a figure that has all keys of the contract."""
    try:
        wanted = _WANTED(one)
    except KeyError:
        wanted = (None,)
    if None in wanted or one["kind"] not in KINDS:
        name = ".".join(str(one.get(key) or "") for key in ("table", "row", "column"))
        raise ContractFault(f"figure {name} lacks a key of the contract")
    code: tuple[str, str, str] = wanted[:3]
    if one["verdict"] not in VERDICTS:
        raise ContractFault(f"figure {'.'.join(code)} has verdict {one['verdict']}")
    if (one.get("origin") or "text") not in ORIGINS:
        raise ContractFault(f"figure {'.'.join(code)} has origin {one['origin']}")
    return code


def _read(
    one: Mapping[str, Any], code: tuple[str, str, str], issues: list[tuple[str, str, str]]
) -> tuple[_Figure, str]:
    """One figure, and its line of the content."""
    value, kind, raw = one.get("value"), one["kind"], one["raw"]
    whole: int | None = None
    exact: str | None = None
    printed = ""
    if type(value) is int and -_LARGEST < value < _LARGEST:
        whole, printed = value, f"{value}.000000"
    elif value is not None:
        whole, exact = _decimal(value)
        printed = exact if exact is not None else f"{whole}.000000" if whole is not None else ""
        if not printed:
            kind = "text"
            shown = value if isinstance(value, str) else json.dumps(value)
            about = "is no number of at most 18 digits and 6 decimals; kept as text, look at the printed cell"
            where = one.get("path") or (f"page {one['page']}" if one.get("page") is not None else "page ")
            issues.append(("value_out_of_range", f"{'.'.join(code)}: {shown} {about}", where))
    follows = whole is not None and kind == ("number" if whole else "zero")
    state = FOLLOWS if follows else KINDS.index(kind)
    state += VERDICT_STEP * VERDICTS.index(one["verdict"]) + ORIGIN_STEP * ORIGINS.index(one.get("origin") or "text")
    usual = str(whole) if follows else ""
    box = one.get("bbox")
    place = one.get("page"), tuple(box) if box else None, one.get("path"), one.get("member")
    cell = code[1], code[2], one["unit"]
    figure = _Figure(cell, whole, exact, state, None if raw == usual else raw, one.get("corrected_from"), place)
    return figure, _US.join((*code, kind, raw, printed))


def _decimal(value: object) -> tuple[int | None, str | None]:
    """A number as a whole one, or as the text of an exact decimal; neither where it would not fit without rounding."""
    if isinstance(value, bool):
        return None, None
    try:
        number = Decimal(repr(value) if isinstance(value, float) else str(value))
        if not number.is_finite() or abs(number) >= _LARGEST or number != number.quantize(_STEP):
            return None, None
    except InvalidOperation:
        return None, None
    return (int(number), None) if number == number.to_integral_value() else (None, f"{number:.6f}")


def _pack_table(table: str, layout: str, rows: list[_Figure], cells: dict[int, dict[str, Any]]) -> dict[str, Any]:
    key, listed = _cell_list(table, layout, tuple(one.cell for one in rows))
    cells[key] = listed
    states = [one.state for one in rows]
    state = max(set(states), key=states.count)
    packed = {
        "cells": key,
        "whole": [one.whole for one in rows],
        "exact": _unless_empty([one.exact for one in rows]),
        "state": state,
        "states": None if len(set(states)) == 1 else states,
        "raws": _unless_empty([one.raw for one in rows]),
        "corrected": _unless_empty([one.corrected for one in rows]),
    }
    return packed | pack_places([one.place for one in rows], listed["lines"], listed["columns"])


def _unless_empty(values: list[str | None]) -> list[str | None] | None:
    return values if any(value is not None for value in values) else None


@lru_cache(maxsize=256)  # nearly all reports give the cells of a form in one order
def _cell_list(table: str, layout: str, codes: tuple[tuple[str, str, str], ...]) -> tuple[int, dict[str, Any]]:
    """The cells in the order in which the reading gives them, each with the number of its line, column and place in the
    line, and a key of all this."""
    text = _RS.join([table, layout, *(_US.join(code) for code in codes)])
    key = int.from_bytes(hashlib.sha256(text.encode()).digest()[:7], "big")
    line_of: dict[str, int] = {}
    column_of: dict[str, int] = {}
    in_line: dict[str, int] = {}
    listed: dict[str, Any] = {"table": table, "layout": layout, "lines": [], "columns": [], "steps": []}
    for row, column, _ in codes:
        listed["lines"].append(line_of.setdefault(row, len(line_of) + 1))
        listed["columns"].append(column_of.setdefault(column, len(column_of) + 1))
        listed["steps"].append(in_line.get(row, 0))
        in_line[row] = in_line.get(row, 0) + 1
    names = ("rows", "column_codes", "units")
    return key, listed | {name: [code[part] for code in codes] for part, name in enumerate(names)}


def pack_places(places: Sequence[Place], lines: Sequence[int], columns: Sequence[int]) -> dict[str, Any]:
    """Where the cells stand: what the first cell of each line and column says holds for all, ``odd_places`` has the others."""
    split = [None if place[2] is None else _NUMBERED.fullmatch(place[2]) for place in places]
    first = next((match for match in split if match), None)
    member = next((place[3] for place in places if place[3] is not None), None)
    grid: dict[str, Any] = {"member": member}
    grid["path_parts"] = None if first is None else [first[1], first[3], first[5]]
    line_count, column_count = max(lines, default=0), max(columns, default=0)
    tops: list[tuple[float, float] | None] = [None] * line_count
    sides: list[tuple[float, float] | None] = [None] * column_count
    numbers: list[tuple[int, int] | None] = [None] * line_count
    pages: list[int | None] = [None] * line_count
    steps = [0] * line_count
    odd: list[str | None] = []
    for place, match, line, column in zip(places, split, lines, columns, strict=True):
        step, box = steps[line - 1], place[1]
        steps[line - 1] += 1
        pages[line - 1] = pages[line - 1] or place[0]
        if box is not None:
            tops[line - 1] = tops[line - 1] or (box[1], box[3])
            sides[column - 1] = sides[column - 1] or (box[0], box[2])
        if match and grid["path_parts"] == [match[1], match[3], match[5]]:
            numbers[line - 1] = numbers[line - 1] or (int(match[2]), int(match[4]) - step)
        known = (pages[line - 1], tops[line - 1], sides[column - 1], numbers[line - 1])
        odd.append(None if _follows(place, match, grid, known, step) else _odd(place))
    return grid | {
        "page": pages[0] if pages else None,
        "pages": None if len(set(pages)) < 2 else pages,
        "tops": _pairs(tops),
        "sides": _pairs(sides),
        "path_numbers": _pairs(numbers),
        "odd_places": _unless_empty(odd),
    }


def _follows(
    place: Place, match: re.Match[str] | None, grid: Mapping[str, Any], known: tuple[Any, Any, Any, Any], step: int
) -> bool:
    """Whether the grid gives back this place, to the last digit."""
    page, tops, sides, numbers = known
    if place[0] != page or place[3] != grid["member"]:
        return False
    if (None if tops is None or sides is None else (sides[0], tops[0], sides[1], tops[1])) != place[1]:
        return False
    if match is None or numbers is None:
        return place[2] is None and numbers is None
    head, middle, tail = grid["path_parts"]
    return bool(f"{head}{numbers[0]}{middle}{numbers[1] + step}{tail}" == place[2])


def _pairs(known: Sequence[tuple[Any, Any] | None]) -> list[Any] | None:
    """The pairs one after the other, None where no line or column has one."""
    if not any(known):
        return None
    return [part for pair in known for part in (pair or (None, None))]


def _odd(place: Place) -> str:
    return json.dumps([place[0], *(place[1] or (None,) * 4), place[2], place[3]], ensure_ascii=False)

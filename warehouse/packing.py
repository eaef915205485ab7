"""Packs the figures of one reading: about 200 rows of 20 columns become one short record for each official table.

A report prints its figures in a fixed form, so nearly all that a row of ``core.figures`` says follows from its cell: codes
and unit from the form, kind and raw text from the number, page, box or path from the line and column of the printed table.
What follows is not stored; what does not (a blank cell with a space in it, a box that is off its column) is stored beside.
As rows, a report took 8 kB of the warehouse; packed it takes a few hundred bytes. ``core.figures`` is the view that unpacks.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from operator import itemgetter
from typing import Any

from warehouse.packing_places import pack_places

KINDS = ("number", "zero", "blank", "dash", "text", "missing")
FOLLOWS = len(KINDS)
"""Code of a kind that follows from the value: ``zero`` of 0, else ``number``."""
VERDICTS = ("proved", "read", "source_error", "suspect", "missing")
ORIGINS = ("text", "image")
VERDICT_STEP, ORIGIN_STEP = 8, 64

_LARGEST = 10**18
_STEP = Decimal("0.000001")
_MUST = ("table", "row", "column", "layout", "raw", "unit", "verdict", "kind")
_MAY = ("value", "origin", "page", "bbox", "path", "member", "corrected_from")
_ALL = itemgetter(*_MUST, *_MAY)
_US, _RS = "\x1f", "\x1e"
_WHOLE = {int, type(None)}

# What ``state`` says of a cell, and of one whose kind follows from its value.
_STATES = {
    (kind, verdict, origin): KINDS.index(kind) + VERDICT_STEP * at + ORIGIN_STEP * (origin == "image")
    for kind in KINDS
    for at, verdict in enumerate(VERDICTS)
    for origin in (*ORIGINS, "", None)
}
_FOLLOWING = {
    (verdict, origin): state - KINDS.index("number") + FOLLOWS
    for (kind, verdict, origin), state in _STATES.items()
    if kind == "number"
}


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


def pack_figures(figures: Sequence[Mapping[str, Any]]) -> Packed:
    """Pack the figures of ``Report.to_json``.

    Column by column, not figure by figure: a load packs 150,000 figures a second, and a call for each would be half of it.
    Raises ContractFault when one lacks a key or has a kind, verdict or origin that the contract does not know.
    """
    if not figures:
        return Packed([], {}, [], "", 0)
    columns = _columns(figures)
    values, codes = columns["value"], list(zip(columns["table"], columns["row"], columns["column"], strict=True))
    whole, exact = _numbers(values)
    issues = []
    lost = [at for at, value in enumerate(values) if value is not None and whole[at] is None and exact[at] is None]
    for at in lost:
        columns["kind"][at] = "text"
        issues.append(("value_out_of_range", _out_of_range(codes[at], values[at]), _where(columns, at)))
    states, raws, bodies = _as_printed(columns, whole, exact)
    columns |= {"whole": whole, "exact": exact, "state": states, "raw": raws}
    first = {code: at for at, code in reversed([*enumerate(codes)])}
    if len(first) < len(codes):
        for code, count in Counter(codes).items():
            if count > 1:
                message = f"{'.'.join(code)}: read {count} times; the first is kept, look at the printed table"
                issues.append(("figure_repeated", message, ""))
    tables: dict[tuple[str, str], list[int]] = {}
    for at in sorted(first.values()):
        tables.setdefault((codes[at][0], columns["layout"][at]), []).append(at)
    cells: dict[int, dict[str, Any]] = {}
    packed = [_pack_table(table, layout, places, columns, cells) for (table, layout), places in tables.items()]
    return Packed(packed, cells, issues, _RS.join(sorted(bodies[at] for at in first.values())), len(first))


def _columns(figures: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """The figures as lists of one key each, once all keep the contract; what a figure may lack is None there."""
    try:
        rows = list(map(_ALL, figures))
    except KeyError:
        rows = [tuple(one.get(key) for key in (*_MUST, *_MAY)) for one in figures]
    columns = dict(zip((*_MUST, *_MAY), map(list, zip(*rows, strict=True)), strict=True))
    is_whole = not any(None in columns[key] for key in _MUST)
    if not is_whole or not _STATES.keys() >= set(
        zip(columns["kind"], columns["verdict"], columns["origin"], strict=True)
    ):
        raise ContractFault(next(fault for fault in map(_fault, figures) if fault))
    return columns


def _fault(one: Mapping[str, Any]) -> str:
    """How one figure breaks the contract; "" when it does not."""
    name = ".".join(str(one.get(key) or "") for key in ("table", "row", "column"))
    if any(one.get(key) is None for key in _MUST) or one["kind"] not in KINDS:
        return f"figure {name} lacks a key of the contract"
    if one["verdict"] not in VERDICTS:
        return f"figure {name} has verdict {one['verdict']}"
    return "" if (one.get("origin") or "text") in ORIGINS else f"figure {name} has origin {one['origin']}"


def _numbers(values: Sequence[Any]) -> tuple[list[int | None], list[str | None]]:
    """Each value as a whole number, or as the text of an exact decimal; neither where there is none or it does not fit."""
    if _WHOLE.issuperset(map(type, values)):
        numbers = [value for value in values if value is not None]
        if not numbers or (min(numbers) > -_LARGEST and max(numbers) < _LARGEST):
            return list(values), [None] * len(values)
    pairs = [(None, None) if value is None else _decimal(value) for value in values]
    return [whole for whole, _ in pairs], [exact for _, exact in pairs]


def _out_of_range(code: tuple[str, str, str], value: object) -> str:
    shown = value if isinstance(value, str) else json.dumps(value)
    about = "is no number of at most 18 digits and 6 decimals; kept as text, look at the printed cell"
    return f"{'.'.join(code)}: {shown} {about}"


def _where(columns: Mapping[str, Sequence[Any]], at: int) -> str:
    path, page = columns["path"][at], columns["page"][at]
    return str(path) if path else f"page {'' if page is None else page}"


def _as_printed(
    columns: Mapping[str, Sequence[Any]], whole: Sequence[int | None], exact: Sequence[str | None]
) -> tuple[list[int], list[str | None], list[str]]:
    """Of each figure its state, its raw text where that is not the digits of the number, and its line of the content."""
    states: list[int] = []
    raws: list[str | None] = []
    bodies: list[str] = []
    names = ("table", "row", "column", "kind", "verdict", "origin", "raw")
    lists = (columns[name] for name in names)
    for table, row, column, kind, verdict, origin, raw, number, decimal in zip(*lists, whole, exact, strict=True):
        usual = printed = ""
        if number is not None and kind == ("number" if number else "zero"):
            states.append(_FOLLOWING[verdict, origin])
            usual = f"{number}"
        else:
            states.append(_STATES[kind, verdict, origin])
        if decimal is not None:
            printed = decimal
        elif number is not None:
            printed = f"{number}.000000"
        raws.append(None if raw == usual else raw)
        bodies.append(f"{table}\x1f{row}\x1f{column}\x1f{kind}\x1f{raw}\x1f{printed}")
    return states, raws, bodies


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


def _pack_table(
    table: str, layout: str, at: Sequence[int], columns: Mapping[str, Sequence[Any]], cells: dict[int, dict[str, Any]]
) -> dict[str, Any]:
    """The record of one table, whose figures stand at these places of the columns."""

    pick = itemgetter(*at, at[0])  # one more than wanted, because of one place it gives no tuple

    def of(name: str) -> list[Any]:
        return list(pick(columns[name])[:-1])

    key, listed = _cell_list(table, layout, tuple(zip(of("row"), of("column"), of("unit"), strict=True)))
    cells[key] = listed
    states = of("state")
    state = max(set(states), key=states.count)
    packed = {
        "cells": key,
        "whole": of("whole"),
        "exact": _unless_empty(of("exact")),
        "state": state,
        "states": None if len(set(states)) == 1 else states,
        "raws": _unless_empty(of("raw")),
        "corrected": _unless_empty(of("corrected_from")),
    }
    return packed | pack_places(of("page"), of("bbox"), of("path"), of("member"), listed)


def _unless_empty(values: list[str | None]) -> list[str | None] | None:
    return None if values.count(None) == len(values) else values


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

"""Where the cells of one table stand, as the lines and columns of its printed grid instead of cell by cell.

A cell's box is where its line and its column cross, and its path differs from that of its neighbour in one number; so a
few edges and numbers a table give back nearly every place, and the cells that stand elsewhere keep theirs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

_NUMBERED = re.compile(r"(.*\D)(\d{1,6})(\D+)(\d{1,6})(\D*)", re.DOTALL)


def pack_places(
    pages: list[int | None],
    boxes: list[Any],
    paths: list[str | None],
    members: list[str | None],
    listed: Mapping[str, Sequence[int]],
) -> dict[str, Any]:
    """Where the cells stand: what the first cell of each line and column says holds for all, ``odd_places`` has the others."""
    lines, columns, steps = listed["lines"], listed["columns"], listed["steps"]
    boxes = [tuple(box) if box else None for box in boxes]
    line_pages = _first_of_each(pages, lines)
    tops = _first_of_each([box and (box[1], box[3]) for box in boxes], lines)
    sides = _first_of_each([box and (box[0], box[2]) for box in boxes], columns)
    parts, numbers = _grid_of_paths(paths, lines, steps)
    member = next((one for one in members if one is not None), None)
    # The grid must give back every place to the last digit; where it does not, the cell keeps its own.
    given = (
        [line_pages[line] for line in lines],
        [_box(tops[line], sides[column]) for line, column in zip(lines, columns, strict=True)] if any(boxes) else boxes,
        _paths(parts, numbers, lines, steps) if parts else [None] * len(lines),
        [member] * len(lines),
    )
    odd = None
    if (pages, boxes, paths, members) != given:
        told, known = (zip(*one, strict=True) for one in ((pages, boxes, paths, members), given))
        odd = [None if place == by_grid else _odd(place) for place, by_grid in zip(told, known, strict=True)]
    of_lines = [line_pages[line] for line in range(1, max(lines) + 1)]
    return {
        "member": member,
        "path_parts": parts,
        "page": of_lines[0],
        "pages": None if len(set(of_lines)) < 2 else of_lines,
        "tops": _pairs(tops, lines),
        "sides": _pairs(sides, columns),
        "path_numbers": _pairs(numbers, lines),
        "odd_places": odd,
    }


def _first_of_each(values: Sequence[Any], numbers: Sequence[int]) -> dict[int, Any]:
    """The first value of each line (or column) that is one; None where there is none."""
    first: dict[int, Any] = dict.fromkeys(numbers)
    if values.count(None) < len(values):
        for value, number in zip(values, numbers, strict=True):
            if first[number] is None:
                first[number] = value
    return first


def _box(tops: tuple[float, float] | None, sides: tuple[float, float] | None) -> tuple[float, ...] | None:
    return None if tops is None or sides is None else (sides[0], tops[0], sides[1], tops[1])


def _paths(
    parts: Sequence[str], numbers: Mapping[int, tuple[int, int] | None], lines: Sequence[int], steps: Sequence[int]
) -> list[str | None]:
    """The paths that the grid gives back."""
    head, middle, tail = parts
    starts = {line: pair and (f"{head}{pair[0]}{middle}", pair[1]) for line, pair in numbers.items()}
    return [
        (start := starts[line]) and f"{start[0]}{start[1] + step}{tail}"
        for line, step in zip(lines, steps, strict=True)
    ]


def _grid_of_paths(
    paths: Sequence[str | None], lines: Sequence[int], steps: Sequence[int]
) -> tuple[Any, dict[int, Any]]:
    """What the paths have in common but their last two numbers, and these two of the first cell of each line."""
    numbers: dict[int, Any] = dict.fromkeys(lines)
    parts: list[str] | None = None
    if paths.count(None) == len(paths):
        return parts, numbers
    for path, line, step in zip(paths, lines, steps, strict=True):
        if path is None or numbers[line] is not None:
            continue
        match = _NUMBERED.fullmatch(path)
        if match is None:
            continue
        parts = parts or [match[1], match[3], match[5]]
        if parts == [match[1], match[3], match[5]]:
            numbers[line] = (int(match[2]), int(match[4]) - step)
    return parts, numbers


def _pairs(known: Mapping[int, tuple[Any, Any] | None], numbers: Sequence[int]) -> list[Any] | None:
    """The pairs of the lines (or columns) one after the other, None where one has none; None when all have none."""
    if not any(known.values()):
        return None
    return [part for number in range(1, max(numbers) + 1) for part in (known[number] or (None, None))]


def _odd(place: tuple[Any, Any, Any, Any]) -> str:
    return json.dumps([place[0], *(place[1] or (None,) * 4), place[2], place[3]], ensure_ascii=False)

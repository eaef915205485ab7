"""AbbreviatedData of an OFD path ("M 0 0 L 10 0 C") -> its straight edges."""

from __future__ import annotations

from extractors.readers.pdf_objects import Edge, Point

# Numbers that follow each operator: start, move, line, quadratic and cubic curve, arc, close.
_OPERANDS = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}


def path_edges(data: str, most: int) -> list[Edge]:
    """The straight edges of a path in its own space, at most so many; curves are passed over, the pen moves on.

    A path that breaks the grammar ends where it does: what was drawn before stands.
    """
    edges: list[Edge] = []
    words = data.replace(",", " ").split()
    start: Point = (0.0, 0.0)
    last: Point = start
    at = 0
    while at < len(words) and len(edges) < most:
        operator = words[at]
        count = _OPERANDS.get(operator)
        if count is None:
            break
        try:
            values = [float(word) for word in words[at + 1 : at + 1 + count]]
        except ValueError:
            break
        if len(values) < count:
            break
        at += 1 + count
        if operator == "C":
            edges.append((last, start))
            last = start
            continue
        here = (values[-2], values[-1])
        if operator in "SM":
            start = here
        elif operator == "L":
            edges.append((last, here))
        last = here
    return edges

"""Where on its pages a report stands, so that it can be found again in another reading of the same file.

A file of many reports is read a second time for one of them: what the other engine gives has other titles and lines, but
stands in the same places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extractors.document import Table, TextBlock

_SAME_EDGE = 8.0  # points between the edges of one thing in two readings


@dataclass(frozen=True, slots=True)
class Region:
    """Where a report stands: first and last place as (page, y), and its left and right edge on each page."""

    first: tuple[int, float]
    last: tuple[int, float]
    edges: Mapping[int, tuple[float, float]]

    @staticmethod
    def of(blocks: Sequence[TextBlock | Table]) -> Region | None:
        """The region of some blocks, None where they have no places on pages."""
        boxes = [(block.place.page, block.place.bbox) for block in blocks]
        known = [(page, box) for page, box in boxes if page is not None and box is not None]
        if not known:
            return None
        edges: dict[int, tuple[float, float]] = {}
        for page, (x0, _, x1, _) in known:
            left, right = edges.get(page, (x0, x1))
            edges[page] = min(left, x0), max(right, x1)
        first = min((page, box[1]) for page, box in known)
        return Region(first, max((page, box[3]) for page, box in known), edges)

    def holds(self, block: TextBlock | Table) -> bool:
        """Whether a block of another reading stands here: a table with most of its width, a line with all of it."""
        page, box = block.place.page, block.place.bbox
        if page is None or box is None:
            return False
        x0, top, x1, bottom = box
        if not self.first < (page, (top + bottom) / 2) < self.last:
            return False
        left, right = self.edges.get(page, (x0, x1))
        inside = min(x1, right + _SAME_EDGE) - max(x0, left - _SAME_EDGE)
        return inside >= (x1 - x0) * (0.5 if isinstance(block, Table) else 1.0)

"""Walk all lists of a site: its entry addresses, and the columns for years and organs that they lead to."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from extractors.sites.branches import Branch
from extractors.sites.list_walk import ListWalker, always_due, walk_list
from extractors.sites.model import Fetched, Fetches, IsDue, ListingRow, Recalls, Walk
from extractors.sites.registry import Site
from extractors.sites.urls import canonical_url

__all__ = ["walk", "walk_list"]

DEEPEST = 3
MOST_COLUMNS = 400


def walk(
    site: Site,
    fetcher: Fetches,
    *,
    max_pages: int = 200,
    recall: Recalls | None = None,
    is_due: IsDue = always_due,
    keep: Callable[[Fetched], object] | None = None,
) -> list[Walk]:
    """Walk every entry address of a site and the columns below it; one statement for each list, entries first.

    ``keep`` gets every answer as it comes, so that a walk that is killed half-way has not asked in vain.

    Columns for years and organs are followed ``DEEPEST`` levels down on the same host, aggregating pages one hop to other
    hosts. Rows of a column that belongs to one organ carry its name.
    """
    walks: list[Walk] = []
    entries = deque(_Column(Branch(url, "class", ""), 0) for url in site.entry_urls)
    known = {canonical_url(url) for url in site.entry_urls}
    while entries and len(walks) < MOST_COLUMNS:
        column = entries.popleft()
        walker = ListWalker(fetcher, max_pages, recall, is_due, keep, column.branch.organ, column.branch.year)
        walked = walker.run(column.branch.url, site.dialect if column.depth == 0 else "auto")
        below = walker.columns_below() if column.depth < DEEPEST else []
        walks.append(walked if walked.rows or below else _without_rows(walked, column))
        for branch in below:
            address = canonical_url(branch.url)
            is_second_hop = branch.kind == "host" and column.has_left_host
            if address not in known and not is_second_hop:
                known.add(address)
                organ = branch.organ or column.branch.organ
                whole = replace(branch, organ=organ, year=branch.year or column.branch.year)
                entries.append(_Column(whole, column.depth + 1, column.has_left_host or branch.kind == "host"))
    if entries:
        line = f"{site.site_id}: more than {MOST_COLUMNS} columns; {len(entries)} were not walked"
        walks[0] = replace(walks[0], stop_reason="page_limit", problems=(*walks[0].problems, line))
    return walks


def _without_rows(walked: Walk, column: _Column) -> Walk:
    """A list that gave nothing: an entry of the registry should; a document called 2023年 is the report of that year."""
    branch = column.branch
    if walked.stop_reason in ("entry_failed", "entry_refused"):
        return walked
    if branch.is_leaf:
        row = ListingRow(canonical_url(branch.url), branch.name, organ=branch.organ, is_report=True)
        return replace(walked, rows=(row,), stop_reason="is_report")
    if column.depth > 0 or not walked.is_complete:
        return walked
    line = f"{walked.entry_url}: shows no row and leads to no column below it; look at it in a browser"
    return replace(walked, stop_reason="no_rows", problems=(*walked.problems, line))


@dataclass(frozen=True, slots=True)
class _Column:
    branch: Branch
    depth: int
    has_left_host: bool = False

"""The other reports of one publication: each is an item and a reading of its own, with the same bytes as evidence.

A file with the reports of twenty departments is one row of a list. The warehouse knows one report a reading, so each
further report gets an item derived from that row and from organ and year, the same every night. Newer code may find
other reports in the same bytes: what it no longer finds is said to be no report, so that core forgets it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from extractors.document import Issue
from extractors.report import Report
from flows.reading.items import Item
from flows.records import write_atomically

GONE = "part_gone"


@dataclass(frozen=True, slots=True)
class Further:
    """One further report as an item of its own, and the blob its figures came from; ``report`` None: no longer found."""

    item: Item
    report: Report | None
    report_blob: str = ""

    def issue(self) -> Issue:
        """Why there is no report, for one that is no longer found."""
        text = f"{self.item.list_title}: this version of the reading code finds no such report in the file"
        return Issue(GONE, "info", text)


def further_items(item: Item, reports: Sequence[tuple[Report, str]]) -> list[Further]:
    """Items of the further reports (with their blobs): row of the list, organ, year and scope make their id."""
    found: list[Further] = []
    taken: set[str] = set()
    for report, blob in reports:
        key = f"{item.item_id}\n{report.organ}\n{report.year}\n{report.scope}"
        number = 1
        while (item_id := _hash(f"{key}\n{number}" if number > 1 else key)) in taken:
            number += 1
        taken.add(item_id)
        found.append(Further(replace(item, item_id=item_id, list_title=report.title or item.list_title), report, blob))
    return found


def with_gone(folder: Path, publication: str, item: Item, found: Sequence[Further]) -> list[Further]:
    """The further reports, and those that earlier code found in the same bytes (``publication``) and this code does not.

    ``folder`` remembers them, one small file for each publication with several reports.
    """
    file = folder / publication[:2] / f"{publication}.json"
    known: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    now = {one.item.item_id: one.item.list_title for one in found}
    if now.keys() - known.keys():
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(file, json.dumps({**known, **now}, ensure_ascii=False, sort_keys=True))
    gone = [replace(item, item_id=item_id, list_title=title) for item_id, title in known.items() if item_id not in now]
    return [*found, *(Further(one, None) for one in gone)]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]

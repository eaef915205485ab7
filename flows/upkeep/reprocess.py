"""Reprocess: read the archive again with the code as it is now, and say what came out otherwise, figure by figure.

A better reader changes numbers that were published. Nobody should have to trust that: the readings of the new code are
held against those in the published file before anything is loaded, and a dry run stops there.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.context import Run
from flows.night import batches
from flows.reading.items import CODE_VERSION, Item, reading_id_of
from flows.reading.recover import all_publications
from flows.reading.store import ReadingStore
from flows.stages.extract import extract_items
from flows.stages.finish import RunResult
from flows.stages.steps import Steps, begin_run, finish_run
from nianbao.settings import Settings
from warehouse.connection import open_reading, sql_text

FigureKey = tuple[str, str, str, str]
"""scope of the report, table, row, column"""


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure (or the status, under the key "status") that the new code reads otherwise; "" where it reads none."""

    url: str
    title: str
    place: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.title or self.url}, {self.place}: {self.before or '(none)'} → {self.after or '(none)'}"


@dataclass(frozen=True, slots=True)
class Reprocessed:
    """How many publications were read, how many of them otherwise, and where; ``result`` is None after a dry run."""

    publications: int
    differing: int
    differences: tuple[Difference, ...]
    result: RunResult | None


def reprocess(settings: Settings, *, is_dry_run: bool = False, steps: Steps | None = None) -> Reprocessed:
    """Read every publication of the archive with this code; compare; load, audit and publish unless it is a dry run.

    A dry run leaves no trace but its run record. Raises PublishHeld when the audit holds the build back.
    """
    with begin_run(settings, "reprocess") as run, _readings(run, is_dry_run) as store:
        before = _stored(settings.published_path)
        run.readings = store
        found: list[Difference] = []
        publications = differing = 0
        with run.stage("extract") as (counts, tick):
            for some in batches(list(all_publications(run)), settings.batch_size):
                publications += len(some)
                for one in extract_items(run, [(entry.item, entry.blobs) for entry in some], tick):
                    counts.add("known" if one.made is None else one.made.status)
                for entry in some:
                    shas = [blob.sha256 for blob in entry.blobs]
                    after = _read(run.readings.path(reading_id_of(entry.item.item_id, shas)))
                    changes = _differences(entry.item, before.get(reading_id_of(entry.item.item_id, shas, "")), after)
                    found += changes
                    differing += bool(changes)
        if is_dry_run:
            run.run_log.finish(run.record, "unchanged", f"dry run: {differing} of {publications} read otherwise")
            return Reprocessed(publications, differing, tuple(found), None)
        return Reprocessed(publications, differing, tuple(found), finish_run(run, steps or Steps()))


class _readings:
    """The store that takes the readings: that of the data folder, or, for a dry run, one that is gone afterwards."""

    def __init__(self, run: Run, is_dry_run: bool) -> None:
        self._usual = run.readings
        self._temporary = Path(tempfile.mkdtemp(prefix="nianbao-dry-run-")) if is_dry_run else None

    def __enter__(self) -> ReadingStore:
        return ReadingStore(self._temporary) if self._temporary is not None else self._usual

    def __exit__(self, *error: object) -> None:
        if self._temporary is not None:
            shutil.rmtree(self._temporary)


def _stored(published: Path) -> dict[str, Mapping[str, Any]]:
    """Publication key -> report as the published file has it; none where there is no file."""
    if not published.is_file():
        return {}
    connection = open_reading(published)
    try:
        rows = connection.execute(sql_text("recover/readings.sql")).fetchall()
    finally:
        connection.close()
    by_item: dict[str, tuple[str, list[str]]] = {}
    payloads: dict[str, str] = {}
    for reading_id, item_id, sha256, payload in rows:
        by_item.setdefault(reading_id, (item_id, []))[1].append(sha256)
        payloads[reading_id] = payload
    return {
        reading_id_of(item_id, shas, ""): json.loads(payloads[reading_id])
        for reading_id, (item_id, shas) in by_item.items()
    }


def _read(path: Path) -> Mapping[str, Any] | None:
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def _differences(item: Item, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[Difference]:
    """Figures of one publication that differ, in the order of the form; nothing where the warehouse has none of it yet."""
    if before is None or after is None:
        return []
    old, new = before.get("report", before), after["report"]
    found = []
    if old["status"] != new["status"]:
        found.append(Difference(item.url, item.list_title, "status", old["status"], new["status"]))
    old_figures, new_figures = _figures(old), _figures(new)
    for key in [*new_figures, *(key for key in old_figures if key not in new_figures)]:
        was, is_now = old_figures.get(key, ""), new_figures.get(key, "")
        if was != is_now:
            found.append(Difference(item.url, item.list_title, ".".join(filter(None, key)), was, is_now))
    return found


def _figures(report: Mapping[str, Any]) -> dict[FigureKey, str]:
    """What is printed in each cell, and of what kind it is."""
    return {
        (one.get("scope") or "", one["table"], one["row"], one["column"]): _printed(one) for one in report["figures"]
    }


def _printed(figure: Mapping[str, Any]) -> str:
    value = figure.get("value")
    return f"{value}" if value is not None else f"({figure.get('kind', '')})"


def code_version() -> str:
    """The code that reads now, as readings name it."""
    return CODE_VERSION


def told(done: Reprocessed, most: int) -> Iterator[str]:
    """Lines for a person."""
    shown: Sequence[Difference] = done.differences[:most]
    yield from (str(one) for one in shown)
    if len(done.differences) > most:
        yield f"… and {len(done.differences) - most:,} more; --most shows them"
    yield (
        f"{done.publications:,} publications read with {code_version()}; {done.differing:,} of them otherwise, "
        f"{len(done.differences):,} differences"
    )

"""Files from disk -> items with archived bytes, as if they had been fetched. A file over the size limit is not read in."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from extractors.document import Issue
from extractors.titles import parse_title
from flows.console import Ticker
from flows.context import Run
from flows.files import too_large_reason
from flows.reading.items import Item, ItemBlob, item_id_of
from flows.stages.fetch_log import blob_of
from warehouse.archive import FetchEntry, Outcome

SITE_ID = "import"


@dataclass(frozen=True, slots=True)
class TakenFile:
    """One file: its bytes in the archive, or the issue that says why not. ``known``: these bytes were there before."""

    item: Item
    blobs: tuple[ItemBlob, ...]
    issue: Issue | None
    outcome: Literal["new", "known", "refused"]


def take_files(run: Run, files: Sequence[Path], tick: Ticker) -> list[TakenFile]:
    """Bring files into the archive; one result per file, in order."""
    taken = []
    for file in files:
        taken.append(_take(run, file))
        tick()
    return taken


def _take(run: Run, file: Path) -> TakenFile:
    item = item_of(file)
    try:
        size = file.stat().st_size
        if size > run.settings.max_bytes:
            return _refused(
                run, item, Issue("too_large", "error", f"{file}: {too_large_reason(size, run.settings.max_bytes)}")
            )
        data = file.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        return _refused(run, item, Issue("unreadable", "error", f"{file}: {reason}; make it a file you may read"))
    sha256 = run.archive.put(data)
    known = run.archive.latest(item.url)
    is_known = known is not None and known.sha256 == sha256
    _record(run, item, "unchanged" if is_known else "stored", sha256, "")
    return TakenFile(item, (blob_of(run, sha256, item.url, "file"),), None, "known" if is_known else "new")


def item_of(file: Path) -> Item:
    """A file as an item. Its name stands for a list title only when it reads like a report's title."""
    title = file.stem if parse_title(file.stem).is_report else ""
    url = file.as_uri()
    return Item(item_id_of(SITE_ID, url), SITE_ID, url, title, "")


def _refused(run: Run, item: Item, issue: Issue) -> TakenFile:
    _record(run, item, "failed", None, issue.message)
    return TakenFile(item, (), issue, "refused")


def _record(run: Run, item: Item, outcome: Outcome, sha256: str | None, message: str) -> None:
    run.record_fetch(
        FetchEntry(
            fetch_id=uuid.uuid4().hex,
            url=item.url,
            site_id=SITE_ID,
            fetched_at=datetime.now(UTC).isoformat(),
            status=0,
            outcome=outcome,
            sha256=sha256,
            message=message,
            list_title=item.list_title,
            item_id=item.item_id,
            role="file",
        )
    )

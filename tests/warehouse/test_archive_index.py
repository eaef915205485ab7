"""The index of the fetch log: the same answers as the log itself, whoever wrote, and never the truth."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.warehouse.test_archive import entry
from warehouse.archive import INDEX_NAME, Archive
from warehouse.archive_log import LogLine

URL = "http://gov.test/a.html"
SHA = {name: hashlib.sha256(name.encode()).hexdigest() for name in "abc"}


def record(archive: Archive, day: int, outcome: str, sha256: str | None = None, **over: object) -> None:
    archive.record(entry(day, outcome, sha256=sha256, **over))  # type: ignore[arg-type]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    archive = Archive(tmp_path / "archive")
    record(archive, 1, "stored", SHA["a"], etag='"1"')
    record(archive, 2, "unchanged", SHA["a"], etag='"2"')
    return archive


def latest_id(archive: Archive, url: str = URL) -> str | None:
    latest = archive.latest(url)
    return latest.fetch_id if latest is not None else None


def test_an_address_shows_its_last_bytes_since_the_fetch_that_brought_them(archive: Archive) -> None:
    known = archive.address(URL)
    assert known is not None
    assert known.latest is not None
    assert (known.latest.etag, known.since, known.missing) == ('"2"', "2024-01-01T18:00:00+00:00", ())
    record(archive, 3, "stored", SHA["b"])
    record(archive, 4, "stored", SHA["a"])
    again = archive.address(URL)
    assert again is not None
    assert again.since == "2024-01-04T18:00:00+00:00"  # it had shown other bytes in between


def test_answers_that_there_is_no_such_page_are_counted_until_it_is_back(archive: Archive) -> None:
    for day in (3, 4):
        record(archive, day, "failed", kind="missing", status=404)
    record(archive, 5, "failed", status=0)
    gone = archive.address(URL)
    assert gone is not None
    assert gone.missing == ("2024-01-03T18:00:00+00:00", "2024-01-04T18:00:00+00:00")
    assert latest_id(archive) == "f2"
    record(archive, 6, "unchanged", SHA["a"])
    back = archive.address(URL)
    assert back is not None
    assert back.missing == ()


def test_an_address_that_never_showed_anything_has_no_latest_fetch(archive: Archive) -> None:
    record(archive, 1, "failed", kind="missing", status=404, url="http://gov.test/never.html")
    never = archive.address("http://gov.test/never.html")
    assert never is not None
    assert never.latest is None
    assert archive.address("http://gov.test/unheard-of.html") is None


def test_pages_of_a_site_are_the_last_good_fetch_of_each_item(archive: Archive) -> None:
    page = {"role": "page", "site_id": "city"}
    record(archive, 1, "stored", SHA["a"], item_id="i1", url="http://c/1", **page)
    record(archive, 2, "stored", SHA["b"], item_id="i2", url="http://c/2", **page)
    record(archive, 3, "unchanged", SHA["a"], item_id="i1", url="http://c/1", **page)
    record(archive, 4, "failed", item_id="i2", url="http://c/2", **page)
    record(archive, 5, "stored", SHA["c"], item_id="i3", url="http://c/3.pdf", role="attachment", site_id="city")
    assert [(one.item_id, one.fetch_id) for one in archive.pages("city")] == [("i2", "f2"), ("i1", "f3")]
    assert archive.pages("gov") == []


def test_lines_of_another_process_are_seen_at_the_next_look(archive: Archive) -> None:
    assert latest_id(archive) == "f2"
    record(Archive(archive.root), 3, "unchanged", SHA["a"])
    assert latest_id(archive) == "f3"
    assert latest_id(Archive(archive.root)) == "f3"


def test_a_new_start_reads_only_the_lines_that_came_since(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    assert latest_id(archive) == "f2"
    archive.close()
    record(archive, 3, "unchanged", SHA["a"])
    starts = []
    later = Archive(archive.root)
    lines = later.log.lines

    def watched(start: int = 0) -> Iterator[LogLine]:
        starts.append(start)
        return lines(start)

    monkeypatch.setattr(later.log, "lines", watched)
    size = archive.log_path.stat().st_size
    assert latest_id(later) == "f3"
    assert len(starts) == 1
    assert size / 2 < starts[0] < size


@pytest.mark.parametrize("spoil", ["absent", "damaged", "of_another_log", "of_a_longer_log", "of_an_older_program"])
def test_an_index_that_is_no_good_is_made_again(archive: Archive, tmp_path: Path, spoil: str) -> None:
    assert latest_id(archive) == "f2"
    archive.close()
    index = archive.root / INDEX_NAME
    if spoil == "absent":
        index.unlink()
    elif spoil == "damaged":
        index.write_bytes(b"SQLite format 3\0" + os.urandom(8000))
    elif spoil == "of_an_older_program":
        with sqlite3.connect(index) as connection:
            connection.execute("UPDATE state SET version = 0")
            connection.execute("DELETE FROM addresses")
    else:
        other = Archive(tmp_path / "other")
        record(other, 7, "stored", SHA["b"])
        if spoil == "of_a_longer_log":
            record(other, 8, "stored", SHA["c"])
            record(other, 9, "stored", SHA["c"], list_title="年报" * 200)
        assert latest_id(other) is not None
        other.close()
        index.write_bytes((other.root / INDEX_NAME).read_bytes())
    assert latest_id(Archive(archive.root)) == "f2"


def test_where_the_folder_must_not_be_written_the_index_is_made_in_memory(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = sqlite3.connect

    def read_only(database: str, **options: object) -> sqlite3.Connection:
        if database != ":memory:":
            raise sqlite3.OperationalError("unable to open database file")
        return connect(database, **options)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr("warehouse.archive_index.sqlite3.connect", read_only)
    assert latest_id(archive) == "f2"
    assert not (archive.root / INDEX_NAME).exists()


def test_a_half_line_at_the_end_waits_for_its_other_half(archive: Archive) -> None:
    archive.log_path.write_bytes(archive.log_path.read_bytes() + b'{"fetch_id": "f9", "url"')
    assert latest_id(archive) == "f2"
    record(archive, 3, "unchanged", SHA["a"])
    assert latest_id(archive) == "f3"

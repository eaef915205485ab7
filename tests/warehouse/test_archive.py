"""The archive: bytes by their hash, never silently wrong, and a fetch log that survives kill -9."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from nianbao.errors import WarehouseError
from warehouse.archive import Archive, FetchEntry, Outcome

PAGE = "<html>二〇二三年度报告</html>".encode() * 100
NOISE = os.urandom(5000)  # stands for a zipped DOCX: nothing to compress


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def entry(number: int, outcome: Outcome = "stored", **over: object) -> FetchEntry:
    values: dict[str, object] = {
        "fetch_id": f"f{number}",
        "url": "http://gov.test/a.html",
        "site_id": "gov",
        "fetched_at": f"2024-01-{number:02}T18:00:00+00:00",
        "status": 200,
        "outcome": outcome,
        "sha256": hashlib.sha256(PAGE).hexdigest(),
        **over,
    }
    return FetchEntry(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize("data", [PAGE, NOISE, b""], ids=["text", "zip", "empty"])
def test_bytes_come_back_by_their_sha256(archive: Archive, data: bytes) -> None:
    sha256 = archive.put(data)
    assert sha256 == hashlib.sha256(data).hexdigest()
    assert archive.has(sha256)
    assert archive.get(sha256) == data
    assert list(archive.blobs()) == [sha256]


def stored(archive: Archive, sha256: str, suffix: str = ".zst") -> Path:
    return archive.root / sha256[:2] / sha256[2:4] / f"{sha256}{suffix}"


def test_text_is_compressed_and_a_zip_hardly_grows_and_both_stand_in_fan_out_folders(archive: Archive) -> None:
    page, noise = archive.put(PAGE), archive.put(NOISE)
    assert stored(archive, page).stat().st_size < len(PAGE) / 10
    assert stored(archive, noise).stat().st_size < len(NOISE) + 30
    assert Archive(archive.root.parent / "again").put(PAGE) == page
    assert stored(Archive(archive.root.parent / "again"), page).read_bytes() == stored(archive, page).read_bytes()


@pytest.mark.parametrize("suffix", ["", ".gz"], ids=["plain", "gzip"])
def test_blobs_of_older_archives_are_read_and_not_stored_twice(archive: Archive, suffix: str) -> None:
    sha256 = hashlib.sha256(PAGE).hexdigest()
    path = stored(archive, sha256, suffix)
    path.parent.mkdir(parents=True)
    path.write_bytes(gzip.compress(PAGE) if suffix else PAGE)
    assert archive.has(sha256)
    assert archive.get(sha256) == PAGE
    assert archive.put(PAGE) == sha256
    assert [found.name for found in path.parent.iterdir()] == [path.name]
    assert list(archive.blobs()) == [sha256]


def test_a_damaged_blob_of_an_older_archive_is_healed(archive: Archive) -> None:
    sha256 = hashlib.sha256(PAGE).hexdigest()
    path = stored(archive, sha256, ".gz")
    path.parent.mkdir(parents=True)
    path.write_bytes(gzip.compress(PAGE)[:50])
    archive.put(PAGE)
    assert archive.get(sha256) == PAGE
    assert gzip.decompress(path.read_bytes()) == PAGE


def test_any_changed_byte_of_a_stored_blob_is_noticed(archive: Archive) -> None:
    sha256 = archive.put(PAGE)
    path = stored(archive, sha256)
    good = path.read_bytes()
    for place in range(len(good)):
        path.write_bytes(good[:place] + bytes([good[place] ^ 0x20]) + good[place + 1 :])
        with suppress(WarehouseError):  # or the bit means nothing, and the bytes are the same
            assert archive.get(sha256) == PAGE
    for length in range(len(good)):
        path.write_bytes(good[:length])
        with pytest.raises(WarehouseError, match=sha256):
            archive.get(sha256)


def test_a_notice_is_given_back_but_is_no_answer_of_a_publisher(archive: Archive) -> None:
    notice, page = archive.put_notice(b'{"reason": "a look-alike"}'), archive.put(PAGE)
    assert archive.get(notice) == b'{"reason": "a look-alike"}'
    assert archive.has(notice)
    assert list(archive.blobs()) == [page]


def test_putting_the_same_bytes_again_leaves_one_untouched_file(archive: Archive) -> None:
    sha256 = archive.put(PAGE)
    (path,) = [found for found in archive.root.rglob("*") if found.is_file()]
    before = path.stat().st_mtime_ns
    assert archive.put(PAGE) == sha256
    assert [found for found in archive.root.rglob("*") if found.is_file()] == [path]
    assert path.stat().st_mtime_ns == before


@pytest.mark.parametrize("spoiled", [b"", b"not gzip", b"\x1f\x8b\x08\x00"], ids=["emptied", "overwritten", "cut"])
def test_a_damaged_blob_is_refused_and_healed_by_the_next_put(archive: Archive, spoiled: bytes) -> None:
    sha256 = archive.put(PAGE)
    (path,) = [found for found in archive.root.rglob("*") if found.is_file()]
    path.write_bytes(spoiled)
    with pytest.raises(WarehouseError, match=sha256):
        archive.get(sha256)
    assert archive.put(PAGE) == sha256
    assert archive.get(sha256) == PAGE


def test_a_blob_that_is_not_there_is_one_clear_line(archive: Archive) -> None:
    with pytest.raises(WarehouseError, match="is not in the archive; restore"):
        archive.get("0" * 64)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "ab/cd", "", "A" * 64, "0" * 63, "0" * 64 + "/x", "0" * 64 + "\n"]
)
def test_no_name_leads_out_of_the_archive(archive: Archive, name: str) -> None:
    for call in (archive.get, archive.has):
        with pytest.raises(WarehouseError, match="is not a sha256"):
            call(name)
    with pytest.raises(WarehouseError, match="is not a sha256"):
        archive.record(entry(1, sha256=name))


def test_the_log_gives_back_what_was_recorded_in_order(archive: Archive) -> None:
    wanted = [
        entry(1, etag='"x"', list_title="2023年年报"),
        entry(2, "failed", sha256=None, status=0, message="time-out"),
    ]
    for one in wanted:
        archive.record(one)
    assert list(Archive(archive.root).entries()) == wanted


def test_fields_that_say_nothing_take_no_room_in_the_log(archive: Archive) -> None:
    archive.record(entry(1))
    kept = json.loads(archive.log_path.read_text(encoding="utf-8"))
    assert set(kept) == {"fetch_id", "url", "site_id", "fetched_at", "status", "outcome", "sha256"}


def test_threads_and_processes_write_whole_lines_and_whole_blobs_side_by_side(archive: Archive) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.warehouse.test_archive import write_many\n"
        "write_many(Path(sys.argv[1]), sys.argv[2])"
    )
    others = [subprocess.Popen([sys.executable, "-c", code, str(archive.root), name]) for name in ("a", "b")]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write_many, [archive.root] * 4, "cdef"))
    assert [other.wait(60) for other in others] == [0, 0]
    names = [one.fetch_id for one in archive.entries()]
    assert sorted(names) == sorted(f"{writer}{number}" for writer in "abcdef" for number in range(WRITES))
    assert len(list(archive.blobs())) == WRITES
    for sha256 in archive.blobs():
        archive.get(sha256)
    latest = {name: archive.latest(f"http://gov.test/{name}") for name in "abcdef"}
    assert {name: one.fetch_id for name, one in latest.items() if one} == {
        name: f"{name}{WRITES - 1}" for name in "abcdef"
    }


WRITES = 12


def write_many(root: Path, writer: str) -> None:
    """Store the same bytes as the other writers, and record them under an address of one's own."""
    archive = Archive(root)
    for number in range(WRITES):
        sha256 = archive.put(f"page {number} ".encode() * 2000)
        archive.record(entry(1, fetch_id=f"{writer}{number}", url=f"http://gov.test/{writer}", sha256=sha256))
        latest = archive.latest(f"http://gov.test/{writer}")
        assert latest is not None
        assert latest.sha256 == sha256


def test_a_line_torn_by_a_kill_costs_only_itself(archive: Archive) -> None:
    archive.record(entry(1))
    with archive.log_path.open("ab") as log:
        log.write(b'{"fetch_id": "f2", "url": "http://gov.te\xe4\xb8')
    assert [one.fetch_id for one in archive.entries()] == ["f1"]
    Archive(archive.root).record(entry(3))
    assert [one.fetch_id for one in archive.entries()] == ["f1", "f3"]


def test_a_whole_line_that_only_lost_its_line_end_is_kept(archive: Archive) -> None:
    archive.record(entry(1))
    archive.log_path.write_bytes(archive.log_path.read_bytes().rstrip(b"\n"))
    archive.record(entry(2))
    assert [one.fetch_id for one in archive.entries()] == ["f1", "f2"]


def test_fields_of_a_later_version_in_the_log_do_no_harm(archive: Archive) -> None:
    archive.record(entry(1))
    line = json.loads(archive.log_path.read_text(encoding="utf-8"))
    archive.log_path.write_text(json.dumps({**line, "colour": "red"}) + "\n", encoding="utf-8")
    assert list(archive.entries()) == [entry(1)]


def test_latest_is_the_last_fetch_with_known_bytes_whatever_failed_since(archive: Archive) -> None:
    archive.record(entry(1, etag='"1"'))
    archive.record(entry(2, "unchanged", status=304, etag='"2"'))
    archive.record(entry(3, "failed", sha256=None, status=0))
    archive.record(entry(4, "refused", sha256=None, status=403))
    archive.record(entry(5, url="http://gov.test/b.html", etag='"b"'))
    for reader in (archive, Archive(archive.root)):
        latest = reader.latest("http://gov.test/a.html")
        assert latest is not None
        assert latest.etag == '"2"'
        assert reader.latest("http://gov.test/none.html") is None

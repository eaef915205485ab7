"""``nianbao archive verify`` and ``stats``: what is wrong is named, what a kill leaves is not taken for it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app
from tests.warehouse.test_archive import entry
from warehouse.archive import Archive
from warehouse.archive_verify import Fault, Verified, verify

PAGES = [f"第{number}页 ".encode() * 300 for number in range(6)]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Six pages of two sites, each with its line; one notice; one failed fetch."""
    archive = Archive(tmp_path / "archive")
    for number, page in enumerate(PAGES, start=1):
        site = "city" if number <= 4 else "county"
        sha256 = archive.put(page)
        archive.record(entry(number, url=f"http://{site}/{number}", site_id=site, sha256=sha256, byte_count=len(page)))
    archive.record(entry(7, "unchanged", url="http://city/1", site_id="city", sha256=archive.put(PAGES[0]), status=304))
    archive.record(entry(8, "failed", url="http://city/8", site_id="city", sha256=None, status=500))
    archive.put_notice(b'{"reason": "a look-alike"}')
    return archive


def verified(archive: Archive) -> tuple[Verified, list[Fault]]:
    faults: list[Fault] = []
    ticks: list[int] = []
    found = verify(archive, faults.append, ticks.append)
    assert sum(ticks) == found.blobs + found.notices
    return found, faults


def stored(archive: Archive, data: bytes) -> Path:
    sha256 = archive.put(data)
    return archive.root / sha256[:2] / sha256[2:4] / f"{sha256}.zst"


def test_a_sound_archive_is_counted(archive: Archive) -> None:
    found, faults = verified(archive)
    assert faults == []
    assert found.is_sound
    assert (found.blobs, found.notices, found.lines) == (6, 1, 8)
    assert found.plain_bytes == sum(len(page) for page in PAGES)
    assert found.stored_bytes == sum(stored(archive, page).stat().st_size for page in PAGES)


def test_an_empty_archive_is_sound(tmp_path: Path) -> None:
    assert verified(Archive(tmp_path / "none")) == (Verified(), [])


def test_damaged_and_absent_blobs_are_named_with_their_address(archive: Archive) -> None:
    stored(archive, PAGES[0]).write_bytes(b"rotten")
    stored(archive, PAGES[1]).write_bytes(stored(archive, PAGES[2]).read_bytes())
    gone = stored(archive, PAGES[4])
    gone.unlink()
    found, faults = verified(archive)
    assert not found.is_sound
    assert found.faults == Counter({"damaged": 2, "absent": 1})
    by_kind = {(fault.kind, fault.subject): fault.reason for fault in faults}
    assert by_kind["damaged", stored_name(0)].startswith("cannot be read")
    assert "have changed" in by_kind["damaged", stored_name(1)]
    assert by_kind["absent", gone.stem] == (
        "the log names it (http://county/5, fetched 2024-01-05T18:00:00), but it is not there; restore it from a backup"
    )


def stored_name(number: int) -> str:
    sha256 = hashlib.sha256(PAGES[number]).hexdigest()
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}.zst"


def test_a_rotten_notice_is_named(archive: Archive) -> None:
    (path,) = (archive.root / "notices").rglob("*.zst")
    path.write_bytes(path.read_bytes()[:-1])
    found, faults = verified(archive)
    assert [(fault.kind, fault.subject) for fault in faults] == [("damaged", str(path.relative_to(archive.root)))]
    assert not found.is_sound


def test_what_a_kill_leaves_is_named_and_not_wrong(archive: Archive) -> None:
    orphan = archive.put(b"its line was never written")
    with archive.log_path.open("ab") as log:
        log.write(b'{"fetch_id": "f9", "url": "http://ci')
    archive.record(entry(10, url="http://city/10", site_id="city", sha256=archive.put(PAGES[3])))
    (archive.root / "ab").mkdir(exist_ok=True)
    (archive.root / "ab" / ".half.tmp").write_bytes(b"half a blob")
    found, faults = verified(archive)
    assert found.is_sound
    assert found.faults == Counter({"orphan": 1, "torn_line": 1})
    assert orphan in "".join(fault.subject for fault in faults)


def test_a_line_that_rotted_is_wrong(archive: Archive) -> None:
    lines = archive.log_path.read_bytes().splitlines(keepends=True)
    lines[2] = lines[2].replace(b'"url"', b'"u\0l"')
    archive.log_path.write_bytes(b"".join(lines))
    found, faults = verified(archive)
    assert not found.is_sound
    place = len(lines[0]) + len(lines[1])
    assert [fault.subject for fault in faults if fault.kind == "damaged_line"] == [f"fetch_log.jsonl, byte {place}"]


def nianbao(archive: Archive, *words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["--data-dir", str(archive.root.parent), "archive", *words])
    return result.exit_code, result.output


def test_the_command_says_sound_with_zero_and_wrong_with_four(archive: Archive) -> None:
    code, told = nianbao(archive, "verify")
    assert code == 0
    assert "6 blobs" in told
    assert told.rstrip().endswith("1 notices, 8 fetches: sound")
    path = stored(archive, PAGES[0])
    path.write_bytes(b"rotten")
    code, told = nianbao(archive, "verify", "--threads", "2")
    assert code == 4
    assert f"damaged: {path.relative_to(archive.root)}: cannot be read" in told
    assert "something is wrong; 1 damaged" in told


def test_stats_count_blobs_fetches_and_sites(archive: Archive) -> None:
    code, told = nianbao(archive, "stats", "--json")
    assert code == 0
    found = json.loads(told)
    assert (found["blobs"], found["notices"], found["lines"], found["addresses"]) == (6, 1, 8, 6)
    assert found["outcomes"] == {"stored": 6, "unchanged": 1, "failed": 1}
    assert found["sites"]["city"] == {
        "stored": 4,
        "unchanged": 1,
        "refused": 0,
        "failed": 1,
        "received_bytes": sum(len(page) for page in PAGES[:4]),
        "last_at": "2024-01-07T18:00:00+00:00",
    }
    assert (found["first_at"], found["last_at"]) == ("2024-01-01T18:00:00+00:00", "2024-01-08T18:00:00+00:00")
    code, told = nianbao(archive, "stats")
    assert code == 0
    assert "6 in" in told
    assert "county" in told


def test_stats_of_an_empty_archive_say_so(tmp_path: Path) -> None:
    code, told = nianbao(Archive(tmp_path / "archive"), "stats")
    assert code == 0
    assert "no fetch yet" in told

"""The archive on S3: the same archive, against a real S3 server on the loopback address."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from typer.testing import CliRunner

from flows.cli import app
from nianbao.errors import NianbaoError, SettingsError, WarehouseError
from tests.warehouse.object_storage import BUCKET, KEY, SECRET, empty_bucket, object_storage
from tests.warehouse.test_archive import NOISE, PAGE, entry
from tests.warehouse.test_archive_verify import verified
from warehouse.archive import Archive
from warehouse.archive_blobs import open_blobs
from warehouse.archive_mirror import PUSH_BYTES, LogMirror

pytestmark = pytest.mark.xdist_group("s3")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch, object_storage(patch) as address:
        yield address


@pytest.fixture
def url(server: str) -> str:
    empty_bucket()
    return server


@pytest.fixture
def archive(url: str, tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive", url)


def keys() -> list[str]:
    return [found["Key"] for found in boto3.client("s3").list_objects_v2(Bucket=BUCKET).get("Contents", [])]


def machine(url: str, tmp_path: Path, name: str) -> Archive:
    """The archive as another machine sees it: the same bucket, a folder of its own."""
    return Archive(tmp_path / name, url)


def test_bytes_come_back_and_have_the_names_they_have_in_a_folder(archive: Archive, tmp_path: Path) -> None:
    page, noise, notice = archive.put(PAGE), archive.put(NOISE), archive.put_notice(b"{}")
    assert (archive.get(page), archive.get(noise), archive.get(notice)) == (PAGE, NOISE, b"{}")
    assert archive.has(page)
    assert not archive.has("0" * 64)
    assert list(archive.blobs()) == sorted([page, noise])
    folder = Archive(tmp_path / "local")
    for put, data in ((folder.put, PAGE), (folder.put, NOISE), (folder.put_notice, b"{}")):
        put(data)
    assert keys() == [f"archive/{stored.name}" for stored in folder.store.store.objects()]


def test_putting_the_same_bytes_again_writes_nothing_and_a_damaged_copy_is_replaced(archive: Archive) -> None:
    sha256 = archive.put(PAGE)
    client = boto3.client("s3")
    key = f"archive/{sha256[:2]}/{sha256[2:4]}/{sha256}.zst"
    before = client.head_object(Bucket=BUCKET, Key=key)["LastModified"]
    archive.put(PAGE)
    assert client.head_object(Bucket=BUCKET, Key=key)["LastModified"] == before
    client.put_object(Bucket=BUCKET, Key=key, Body=b"rotten")
    with pytest.raises(WarehouseError, match="cannot be read"):
        archive.get(sha256)
    archive.put(PAGE)
    assert archive.get(sha256) == PAGE


def test_another_process_reads_the_blobs_with_keys_from_its_environment(archive: Archive) -> None:
    sha256 = archive.put(PAGE)
    code = "import sys; from warehouse.archive_blobs import open_blobs; print(len(open_blobs(sys.argv[1]).get(sys.argv[2])))"
    ended = subprocess.run(
        [sys.executable, "-c", code, archive.location, sha256], capture_output=True, text=True, timeout=60
    )
    assert ended.stdout == f"{len(PAGE)}\n", ended.stderr


def test_a_new_machine_gets_the_log_back_from_the_pieces(archive: Archive, url: str, tmp_path: Path) -> None:
    archive.record(entry(1, etag='"1"'))
    archive.flush()
    archive.record(entry(2, "unchanged"))
    archive.record(entry(3, url="http://gov.test/b.html"))
    archive.flush()
    archive.flush()
    assert len([key for key in keys() if "/fetch_log/" in key]) == 2
    new = machine(url, tmp_path, "new")
    assert list(new.entries()) == list(archive.entries())
    assert new.log_path.read_bytes() == archive.log_path.read_bytes()
    latest = new.latest("http://gov.test/a.html")
    assert latest is not None
    assert latest.fetch_id == "f2"


def test_the_last_lines_of_a_killed_run_go_up_with_the_next(archive: Archive, url: str, tmp_path: Path) -> None:
    archive.record(entry(1))
    archive.flush()
    archive.record(entry(2))
    with archive.log_path.open("ab") as log:
        log.write(b'{"fetch_id": "torn')  # kill -9, and no flush
    again = Archive(archive.root, url)
    again.record(entry(3))
    again.flush()
    assert [one.fetch_id for one in machine(url, tmp_path, "new").entries()] == ["f1", "f2", "f3"]


def test_a_long_run_sends_pieces_on_the_way(archive: Archive) -> None:
    long = "年报" * 40_000
    for day in range(1, 11):
        archive.record(entry(day, list_title=long))
    sent = LogMirror(archive.log, archive.store.store).pieces()
    assert len(sent) == 2
    assert PUSH_BYTES <= sent[0].end < PUSH_BYTES + len(long.encode()) + 1000


def test_a_machine_with_a_part_of_the_log_gets_the_rest(archive: Archive, url: str, tmp_path: Path) -> None:
    archive.record(entry(1))
    archive.record(entry(2))
    archive.flush()
    part = machine(url, tmp_path, "part")
    part.root.mkdir()
    part.log_path.write_bytes(archive.log_path.read_bytes()[:70])
    assert [one.fetch_id for one in part.entries()] == ["f1", "f2"]


@pytest.mark.parametrize("held", ["before", "instead"])
def test_the_log_of_another_archive_is_refused_and_left_as_it_is(
    archive: Archive, url: str, tmp_path: Path, held: str
) -> None:
    archive.record(entry(1))
    archive.flush()
    other = machine(url, tmp_path, "other")
    other.root.mkdir()
    foreign = b'{"other": 1}\n' if held == "before" else b'{"other": 1}\n' * 100
    other.log_path.write_bytes(foreign)
    with pytest.raises(WarehouseError, match="is not the log of s3://nianbao/archive"):
        other.record(entry(2))
    assert other.log_path.read_bytes() == foreign


def test_two_machines_that_write_to_one_archive_are_noticed_and_nothing_is_lost(
    archive: Archive, url: str, tmp_path: Path
) -> None:
    other = machine(url, tmp_path, "other")
    archive.record(entry(1))
    other.record(entry(2))
    archive.flush()
    with pytest.raises(WarehouseError, match="is not the log of"):
        other.flush()
    assert [one.fetch_id for one in machine(url, tmp_path, "new").entries()] == ["f1"]
    assert [json.loads(line)["fetch_id"] for line in other.log_path.read_text(encoding="utf-8").splitlines()] == ["f2"]


def test_verify_reads_blobs_and_the_copy_of_the_log(archive: Archive) -> None:
    for number, data in enumerate((PAGE, NOISE), start=1):
        archive.record(entry(number, sha256=archive.put(data), url=f"http://gov.test/{number}"))
    archive.flush()
    found, faults = verified(archive)
    assert found.is_sound
    assert (found.blobs, found.lines, faults) == (2, 2, [])
    client = boto3.client("s3")
    noise = hashlib.sha256(NOISE).hexdigest()
    client.delete_object(Bucket=BUCKET, Key=f"archive/{noise[:2]}/{noise[2:4]}/{noise}.zst")
    (piece,) = [key for key in keys() if "/fetch_log/" in key]
    client.put_object(Bucket=BUCKET, Key=piece, Body=b"rotten")
    found, faults = verified(archive)
    assert {fault.kind: fault.subject for fault in faults} == {"absent": noise, "log_copy": f"s3://{BUCKET}/{piece}"}


def test_the_command_takes_the_address_from_the_environment(
    archive: Archive, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.record(entry(1, sha256=archive.put(PAGE)))
    monkeypatch.setenv("NIANBAO_ARCHIVE_URL", url)
    told = CliRunner().invoke(app, ["--data-dir", str(archive.root.parent), "archive", "verify"])
    assert told.exit_code == 0
    assert "1 blobs" in told.stdout
    shown = CliRunner().invoke(app, ["--data-dir", str(archive.root.parent), "archive", "stats", "--json"])
    assert json.loads(shown.stdout)["place"] == "s3://nianbao/archive"


def test_no_bucket_no_server_and_no_keys_are_one_line_without_a_key(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []

    def told_by(address: str) -> str:
        open_blobs.cache_clear()
        with pytest.raises(NianbaoError) as error:
            Archive(tmp_path / "a", address).put(PAGE)
        told.append(str(error.value))
        return told[-1]

    assert "s3://nowhere/x: the bucket does not exist; make it" in told_by("s3://nowhere/x")
    monkeypatch.setattr("warehouse.archive_s3._TRIES", 1)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    assert "the object storage does not answer (EndpointConnectionError)" in told_by(url)
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    assert "no keys for the object storage; see AWS_ACCESS_KEY_ID" in told_by(url)
    assert "is no address s3://bucket/prefix" in told_by(f"s3://{KEY}:{SECRET}@nianbao/x")
    assert "is no address s3://bucket/prefix" in told_by("https://nianbao.example/x")
    assert not any(SECRET in line or KEY in line for line in told)


def test_without_boto3_one_line_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    with pytest.raises(
        SettingsError, match=r"an archive on S3 needs boto3; install it with: pip install 'nianbao\[s3\]'"
    ):
        Archive(tmp_path, "s3://unheard-of/x").get("0" * 64)

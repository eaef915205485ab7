"""``nianbao archive export --warc``: what warcio's own checker accepts and its reader gives back."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner
from warcio.archiveiterator import ArchiveIterator
from warcio.cli import main as warcio

from flows.cli import app
from warehouse.archive import Archive, FetchEntry

PAGE = "<html><meta charset=utf-8>某市2023年政府信息公开工作年度报告</html>".encode()
PDF = b"%PDF-1.4 a report of another site"
TITLE = "某市2023年政府信息公开工作年度报告"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    archive = Archive(tmp_path / "archive")
    page, pdf, file = archive.put(PAGE), archive.put(PDF), archive.put(b"a file from disk")
    html: dict[str, Any] = {
        "content_type": "text/html; charset=utf-8",
        "etag": '"1"',
        "role": "page",
        "list_title": TITLE,
    }
    kept = {"server": "nginx", "content-type": "text/html; charset=utf-8", "content-encoding": "gzip"}
    city = "http://city.test/年报 1.html"
    for entry in (
        FetchEntry("f1", city, "city", "2024-01-31T02:30:00.5+08:00", 200, "stored", page, headers=kept, **html),
        FetchEntry("f2", city, "city", "2024-02-01T18:30:00+00:00", 304, "unchanged", page, **html),
        FetchEntry("f3", "http://city.test/x", "city", "2024-02-01T18:31:00+00:00", 403, "refused", kind="forbidden"),
        FetchEntry(
            "f4", "http://copy.test/a", "copy", "2024-02-02T18:30:00+00:00", 200, "stored", page,
            final_url="http://copy.test/b.html",
        ),
        FetchEntry("f5", "http://copy.test/r.pdf", "copy", "2024-02-02T18:31:00+00:00", 200, "stored", pdf),
        FetchEntry("f6", "file:///inbox/r.txt", "import", "2024-02-03T08:00:00+00:00", 0, "stored", file),
    ):  # fmt: skip
        archive.record(entry)
    archive.put_notice(b'{"reason": "a look-alike"}')
    return archive


def export(archive: Archive, name: str, *words: str) -> tuple[int, str, Path]:
    path = archive.root.parent / name
    command = ["--data-dir", str(archive.root.parent), "archive", "export", "--warc", str(path), *words]
    result = CliRunner().invoke(app, command)
    return result.exit_code, result.output, path


def records(path: Path) -> list[tuple[str, dict[str, str], Any, bytes]]:
    """Type, WARC headers, HTTP status line and headers, and body of every record."""
    found = []
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream):
            headers = dict(record.rec_headers.headers)
            assert len(headers) == len(record.rec_headers.headers)  # none twice
            found.append((record.rec_type, headers, record.http_headers, record.content_stream().read()))
    return found


def test_warcio_finds_every_digest_right(archive: Archive, capsys: pytest.CaptureFixture[str]) -> None:
    code, told, path = export(archive, "all.warc.gz")
    assert code == 0
    assert "1 fetches brought no bytes" in told
    with pytest.raises(SystemExit) as ended:
        warcio(["check", "-v", str(path)])
    assert ended.value.code == 0
    checked = capsys.readouterr().out
    assert checked.count("digest pass") == 8
    assert checked.count("(revisit)") == 2
    assert "fail" not in checked


def test_answers_revisits_files_and_what_the_list_said_of_them(archive: Archive) -> None:
    found = records(export(archive, "all.warc.gz")[2])
    assert [kind for kind, *_ in found] == [
        "warcinfo", "response", "metadata", "revisit", "revisit", "metadata", "response", "metadata", "resource",
        "metadata",
    ]  # fmt: skip
    _, headers, http, body = found[1]
    assert body == PAGE
    assert headers["WARC-Date"] == "2024-01-30T18:30:00.500000Z"
    assert headers["WARC-Target-URI"] == "http://city.test/%E5%B9%B4%E6%8A%A5%201.html"
    assert http.statusline == "200 OK"
    assert http.headers == [
        ("Server", "nginx"), ("Content-Type", "text/html; charset=utf-8"), ("Etag", '"1"'),
        ("Content-Length", str(len(PAGE))),
    ]  # fmt: skip
    assert found[2][1]["WARC-Concurrent-To"] == headers["WARC-Record-ID"]
    assert found[2][3].decode() == f"site_id: city\r\nrole: page\r\nlist_title: {TITLE}\r\n"
    assert (found[8][1]["WARC-Target-URI"], found[8][3]) == ("file:///inbox/r.txt", b"a file from disk")


def test_unchanged_and_equal_bytes_refer_to_the_first_answer(archive: Archive) -> None:
    found = records(export(archive, "all.warc.gz")[2])
    first, not_modified, same = found[1][1], found[3][1], found[4][1]
    for revisit in (not_modified, same):
        assert revisit["WARC-Refers-To"] == first["WARC-Record-ID"]
        assert revisit["WARC-Refers-To-Target-URI"] == first["WARC-Target-URI"]
        assert revisit["WARC-Refers-To-Date"] == first["WARC-Date"]
        assert revisit["WARC-Payload-Digest"] == first["WARC-Payload-Digest"]
    assert not_modified["WARC-Profile"].endswith("/server-not-modified")
    assert same["WARC-Profile"].endswith("/identical-payload-digest")
    assert same["WARC-Target-URI"] == "http://copy.test/b.html"


def test_one_site_alone_has_its_own_first_answers(archive: Archive) -> None:
    found = records(export(archive, "copy.warc.gz", "--site", "copy")[2])
    assert [(kind, body) for kind, _, _, body in found if kind == "response"] == [("response", PAGE), ("response", PDF)]
    assert "asked_for: http://copy.test/a\r\n" in found[2][3].decode()


def test_two_exports_name_the_same_record_alike(archive: Archive) -> None:
    one, two = (records(export(archive, name)[2])[1][1]["WARC-Record-ID"] for name in ("1.warc.gz", "2.warc.gz"))
    assert one == two


def test_a_notice_is_in_no_export(archive: Archive) -> None:
    assert all(b"look-alike" not in body for *_, body in records(export(archive, "all.warc.gz")[2]))


def test_an_export_never_writes_over_a_file_and_leaves_none_behind_for_a_site_unheard_of(archive: Archive) -> None:
    (archive.root.parent / "mine.warc.gz").write_bytes(b"years of work")
    code, told, path = export(archive, "mine.warc.gz")
    assert code == 1
    assert "exists; name another file" in told
    assert path.read_bytes() == b"years of work"
    code, told, path = export(archive, "other.warc.gz", "--site", "nowhere")
    assert code == 1
    assert "nowhere: is in no line of the fetch log" in told
    assert [found.name for found in archive.root.parent.glob("*warc*")] == ["mine.warc.gz"]


def test_a_blob_that_is_gone_costs_its_record_and_exit_code_four(archive: Archive) -> None:
    sha256 = hashlib.sha256(PDF).hexdigest()
    (archive.root / sha256[:2] / sha256[2:4] / f"{sha256}.zst").unlink()
    code, told, path = export(archive, "all.warc.gz")
    assert code == 4
    assert f"http://copy.test/r.pdf: blob {sha256}: is not in the archive" in told.replace("\n", "")
    assert [kind for kind, *_ in records(path)].count("response") == 1

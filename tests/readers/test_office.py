"""Documents that only an office program opens: converted by LibreOffice, many at once, and one bad one costs only itself."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from extractors.extract import extract_bytes
from extractors.readers import office_convert, read_document
from extractors.readers.office import convert_deferred, deferring
from extractors.readers.office_convert import convert_many
from flows.demo_site import fill_report, render_docx
from nianbao.errors import NoConverter, ReadError
from tests.readers.office_files import made_by_libreoffice, stand_in, starts

pytestmark = pytest.mark.xdist_group("office")  # what they share is made once

FORM = fill_report("云溪县教育局", 2023, seed=4)


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return made_by_libreoffice(render_docx(FORM), tmp_path_factory.mktemp("office"), "doc", "rtf", "odt")


def test_report_in_each_format_is_read_exactly(documents: dict[str, bytes], tmp_path: Path) -> None:
    """DOC and WPS, RTF, ODT: converted in one process, read from its results; places are those of the Word document."""
    printed = {
        cell.place.path: cell.text for table in read_document(render_docx(FORM)).tables() for cell in table.cells
    }
    with deferring(tmp_path) as first:
        for data in documents.values():
            with pytest.raises(ReadError, match="waits to be converted"):
                read_document(data)
    convert_deferred(tmp_path, first.waiting)
    with deferring(tmp_path, is_deferring=False) as second:
        for name, data in documents.items():
            report = extract_bytes(data, hint=f"年报.{name}")
            assert {(f.table, f.row, f.column): f.value for f in report.figures} == FORM.truth()
            assert (report.title, report.organ, report.year, report.status) == (FORM.title, FORM.organ, 2023, "read")
            for figure in report.figures:
                assert printed[figure.place.path] == figure.raw
    assert not second.waiting


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which temporary folders are made."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_document_alone_is_converted_at_once_and_leaves_nothing(documents: dict[str, bytes], temporary: Path) -> None:
    document = read_document(documents["doc"], hint="年报.wps")
    assert document.kind == "office"
    assert FORM.title in document.text()
    assert not list(temporary.iterdir())


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a program that stands in for LibreOffice."""
    folder = tmp_path / "bin"
    path = stand_in(folder)
    monkeypatch.setattr(office_convert, "PROGRAMS", (str(path),))
    office_convert._starts.cache_clear()
    monkeypatch.setattr(office_convert, "START_SECONDS", 2.0)
    return folder


def files(*words: str) -> list[tuple[str, bytes]]:
    return [(f"{number}.doc", b"\xd0\xcf" + word.encode()) for number, word in enumerate(words)]


def outcomes(results: list[bytes | ReadError]) -> list[str]:
    return ["ok" if isinstance(result, bytes) else type(result).__name__ for result in results]


def test_good_documents_take_one_start(program: Path) -> None:
    assert outcomes(convert_many(files("a", "b", "c"))) == ["ok", "ok", "ok"]
    assert starts(program) == [3]


def test_batches_are_of_the_size_asked_for(program: Path) -> None:
    assert outcomes(convert_many(files(*"abcde"), batch=2)) == ["ok"] * 5
    assert starts(program) == [2, 2, 1]


def test_document_it_cannot_open_costs_nothing_more(program: Path) -> None:
    results = convert_many(files("a", "BAD", "c"))
    assert outcomes(results) == ["ok", "ReadError", "ok"]
    assert str(results[1]).startswith("1.doc: LibreOffice cannot open this document")
    assert starts(program) == [3]


def test_document_that_crashes_it_is_tried_alone_and_the_others_go_on(program: Path) -> None:
    results = convert_many(files("a", "CRASH", "c", "HALF", "e"))
    assert outcomes(results) == ["ok", "WorkerLimit", "ok", "WorkerLimit", "ok"]
    assert "1.doc: converting it crashed LibreOffice" in str(results[1])
    assert starts(program) == [5, 1, 3, 1, 1]


def test_document_that_hangs_it_is_stopped_and_the_others_go_on(program: Path, temporary: Path) -> None:
    results = convert_many(files("a", "HANG", "c"), file_seconds=0.5)
    assert outcomes(results) == ["ok", "WorkerLimit", "ok"]
    assert "took more than 0.5 s" in str(results[1])
    assert not list(temporary.iterdir())


def test_nothing_outlives_a_reading_process_that_is_killed(program: Path, temporary: Path) -> None:
    """A worker over its time limit dies without a word; the office program it started must not stay."""
    code = (
        f"from extractors.readers import office_convert as o; o.PROGRAMS = ({str(program / 'soffice')!r},); "
        "o.convert_many([('a.doc', b'HANG')])"
    )
    asker = subprocess.Popen([sys.executable, "-c", code], env={**os.environ, "TMPDIR": str(temporary)})
    wait_for(lambda: bool(starts(program)))
    asker.kill()
    asker.wait()
    guard = int((program / "log").read_text().split()[0])
    wait_for(lambda: not list(temporary.iterdir()) and not Path(f"/proc/{guard}").exists())


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_document_that_eats_memory_ends_at_the_limit(program: Path) -> None:
    assert outcomes(convert_many(files("GREEDY", "b"))) == ["WorkerLimit", "ok"]


def test_program_that_never_starts_is_no_fault_of_the_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "soffice"
    broken.write_text("#!/bin/sh\necho 'cannot open display' >&2\nexit 77\n")
    broken.chmod(0o755)
    monkeypatch.setattr(office_convert, "PROGRAMS", (str(broken),))
    office_convert._starts.cache_clear()
    results = convert_many(files("a", "b"))
    assert [type(result) for result in results] == [NoConverter, NoConverter]
    assert "does not start (cannot open display)" in str(results[0])


def test_without_libreoffice_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(office_convert, "PROGRAMS", ("no-such-program",))
    report = extract_bytes(b"{\\rtf1\\ansi x}", hint="年报.rtf")
    assert report.status == "unreadable"
    (issue,) = report.issues
    assert (issue.code, issue.level) == ("no_converter", "error")
    assert issue.message.startswith(
        "年报.rtf: only LibreOffice can read this document, and it is not installed here; install "
    )
    with deferring(tmp_path) as conversions, pytest.raises(NoConverter):
        read_document(b"{\\rtf1\\ansi x}")
    assert not conversions.waiting


def test_document_is_converted_once_for_many_that_wait(program: Path, tmp_path: Path) -> None:
    folder = tmp_path / "converted"
    data = b"{\\rtf1 one}"
    for _ in range(2):
        with deferring(folder) as conversions, pytest.raises(ReadError):
            read_document(data)
    convert_deferred(folder, conversions.waiting * 2, processes=2)
    assert starts(program) == [1]
    assert [path.suffix for path in folder.iterdir()] == [".docx"]


def test_failure_is_kept_for_the_reading_and_tried_again_for_the_next(program: Path, tmp_path: Path) -> None:
    folder = tmp_path / "converted"
    data = b"{\\rtf1 BAD}"
    with deferring(folder) as conversions, pytest.raises(ReadError):
        read_document(data)
    convert_deferred(folder, conversions.waiting)
    with deferring(folder, is_deferring=False), pytest.raises(ReadError, match="cannot open"):
        read_document(data)
    assert starts(program) == [1]
    with deferring(folder) as again, pytest.raises(ReadError, match="waits"):
        read_document(data)
    assert again.waiting == conversions.waiting


def test_macros_and_links_are_off_in_the_profile(tmp_path: Path) -> None:
    office_convert._write_profile(tmp_path)
    profile = (tmp_path / "user" / "registrymodifications.xcu").read_text(encoding="utf-8")
    for name in ("DisableMacrosExecution", "BlockUntrustedRefererLinks", "DisableActiveContent"):
        assert f'oor:name="{name}" oor:op="fuse"><value>true</value>' in profile


def test_reader_is_found_by_the_bytes_of_the_file() -> None:
    assert office_convert._suffix(b"{\\rtf1") == ".rtf"
    assert office_convert._suffix(b"PK\x03\x04") == ".odt"
    assert office_convert._suffix(b"\xd0\xcf\x11\xe0") == ".doc"

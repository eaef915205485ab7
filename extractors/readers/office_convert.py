"""Documents that only an office program opens -> DOCX, by LibreOffice, many in one process.

DOC, WPS, RTF, ODT and Word 2003 XML have no second honest reader: readers of the binary format lose blank cells, and a
blank is a figure here. Starting LibreOffice costs ten times what a document costs, so it gets them by the dozen; it works
through them in order, so when it dies or stands still, the first without a result is to blame, and the others go on
without it.
"""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from extractors.readers import office_guard
from nianbao.errors import NoConverter, ReadError, WorkerLimit

PROGRAMS = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
BATCH = 50  # documents for one process: its start is then a fortieth of the cost
MEMORY_MB = 2048
START_SECONDS = 15.0
FILE_SECONDS = 40.0  # without a new result; with the start still below the 60 s that reading one document may take
_CPU_SECONDS_PER_FILE = 30
_LARGEST_RESULT = 100_000_000
_POLL_SECONDS = 0.05
_TARGET = "docx:MS Word 2007 XML"
_TRIAL = b"{\\rtf1\\ansi trial}"
_INSTALL = "install LibreOffice (Debian: apt install libreoffice-writer) and run again"

# No macros, no links to other files or hosts, no updates on opening.
_SAFE = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Common/Misc", "FirstRun", "false"),
    ("Common/Save/URL", "FileSystem", "true"),
    ("Writer/Content/Update", "Link", "2"),
)


def find_converter() -> str | None:
    """Path of LibreOffice on this machine, None where it is not installed."""
    return next((path for name in PROGRAMS if (path := shutil.which(name)) is not None), None)


def convert_many(
    files: Sequence[tuple[str, bytes]], *, file_seconds: float = FILE_SECONDS, batch: int = BATCH
) -> list[bytes | ReadError]:
    """Convert documents to DOCX.

    Args:
        files: (name for messages, bytes) of each; the format is told by the bytes.
        file_seconds: wall seconds LibreOffice may spend on one document.
        batch: documents given to one process.

    Returns:
        For each file, in order, the DOCX or the error: NoConverter (not installed, or does not start), WorkerLimit (it
        died or hung on this one), ReadError (it could not open it).
    """
    program = find_converter()
    if program is None:
        reason = "only LibreOffice can read this document, and it is not installed here"
        return [NoConverter(name, reason, _INSTALL) for name, _ in files]
    results: list[bytes | ReadError] = []
    for start in range(0, len(files), batch):
        results += _Batch(program, files[start : start + batch], file_seconds).convert()
    return results


@dataclass(slots=True)
class _Outcome:
    """What one process made: results by index, and the index it died or hung on."""

    results: dict[int, bytes]
    culprit: int | None
    has_hung: bool
    log: str


class _Batch:
    """One batch, in one process if all goes well, else in as many as it has bad documents, and one more for each."""

    def __init__(self, program: str, files: Sequence[tuple[str, bytes]], file_seconds: float) -> None:
        self._program = program
        self._files = files
        self._seconds = file_seconds
        self._results: dict[int, bytes | ReadError] = {}

    def convert(self) -> list[bytes | ReadError]:
        pending = list(range(len(self._files)))
        while pending:
            outcome = self._run(pending)
            self._results.update(outcome.results)
            if outcome.culprit is None:
                # LibreOffice went through all of them: what is missing it could not open.
                for index in pending:
                    if index not in outcome.results:
                        self._results[index] = self._cannot_open(index)
                break
            if not outcome.results and not _starts(self._program):
                reason = f"LibreOffice is installed but does not start ({outcome.log or 'no message'})"
                for index in pending:
                    self._results[index] = NoConverter(self._files[index][0], reason, "mend or reinstall it")
                break
            self._results[outcome.culprit] = self._judge(outcome, len(pending) == 1)
            pending = [i for i in pending if i not in self._results]
        return [self._results[index] for index in range(len(self._files))]

    def _judge(self, outcome: _Outcome, was_alone: bool) -> bytes | ReadError:
        """A document on which a whole batch died may be innocent (memory of those before it): once more, alone."""
        assert outcome.culprit is not None
        index = outcome.culprit
        if not was_alone:
            outcome = self._run([index])
            if index in outcome.results:
                return outcome.results[index]
            if outcome.culprit is None:
                return self._cannot_open(index)
        what = f"took more than {self._seconds:g} s" if outcome.has_hung else "crashed LibreOffice"
        return WorkerLimit(self._files[index][0], f"converting it {what}", "save it as DOCX or PDF and import that")

    def _cannot_open(self, index: int) -> ReadError:
        reason = "LibreOffice cannot open this document; it is damaged or of another kind than it seems"
        return ReadError(self._files[index][0], reason, "fetch it again, or save it as DOCX or PDF and import that")

    def _run(self, indices: Sequence[int]) -> _Outcome:
        with tempfile.TemporaryDirectory(prefix="nianbao-office-", ignore_cleanup_errors=True) as name:
            folder = Path(name)
            (folder / "out").mkdir()
            _write_profile(folder / "profile")
            sources = {index: f"{index:05}{_suffix(self._files[index][1])}" for index in indices}
            for index, source in sources.items():
                (folder / source).write_bytes(self._files[index][1])
            is_whole, has_hung = _convert_in(folder, self._program, list(sources.values()), self._seconds)
            results = {
                index: data for index in indices if (data := _result(folder / "out" / f"{index:05}.docx")) is not None
            }
            culprit = None if is_whole else next((i for i in indices if i not in results), None)
            return _Outcome(results, culprit, has_hung, _last_line(folder / "log"))


def _convert_in(folder: Path, program: str, sources: Sequence[str], file_seconds: float) -> tuple[bool, bool]:
    """Run LibreOffice on files of a folder: whether it ended by itself without an error, whether it stood still."""
    command = [
        *(sys.executable, "-I", office_guard.__file__, str(folder), str(MEMORY_MB)),
        str(int(START_SECONDS) + _CPU_SECONDS_PER_FILE * len(sources)),
        *(program, f"-env:UserInstallation={(folder / 'profile').as_uri()}"),
        *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard"),
        *("--convert-to", _TARGET, "--outdir", "out", *sources),
    ]
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",
    }
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    ) as guard:
        has_hung = _watch(guard, folder / "out", file_seconds)
    return guard.returncode == 0 and not has_hung, has_hung


def _watch(guard: subprocess.Popen[bytes], results: Path, file_seconds: float) -> bool:
    """Wait for the end; kill LibreOffice, and say so, when no result is added for too long."""
    done, deadline = 0, time.monotonic() + START_SECONDS + file_seconds
    while guard.poll() is None:
        time.sleep(_POLL_SECONDS)
        count = sum(1 for _ in results.iterdir())
        if count > done:
            done, deadline = count, time.monotonic() + file_seconds
        elif time.monotonic() > deadline:
            assert guard.stdin is not None
            with contextlib.suppress(BrokenPipeError):
                guard.stdin.write(b"k")
                guard.stdin.flush()
            guard.wait()
            return True
    return False


def _write_profile(folder: Path) -> None:
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value>'
        f"</prop></item>"
        for path, name, value in _SAFE
    )
    (folder / "user").mkdir(parents=True)
    (folder / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{items}</oor:items>",
        encoding="utf-8",
    )


def _suffix(data: bytes) -> str:
    """A name LibreOffice goes by, from the bytes: whatever the file was called, it gets the name of what it is."""
    start = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    marks = ((b"{\\rtf", ".rtf"), (b"PK", ".odt"), (b"<", ".xml"))
    return next((suffix for mark, suffix in marks if start.startswith(mark)), ".doc")


def _result(path: Path) -> bytes | None:
    """A finished result, None for one that is absent or was cut off."""
    if not path.is_file() or path.stat().st_size > _LARGEST_RESULT:
        return None
    data = path.read_bytes()
    return data if zipfile.is_zipfile(BytesIO(data)) else None


def _last_line(log: Path) -> str:
    if not log.is_file():
        return ""
    lines = [line.strip() for line in log.read_bytes()[-4000:].decode("utf-8", errors="replace").splitlines()]
    told = [line for line in lines if line and "javaldx" not in line and not line.startswith("convert ")]
    return told[-1][:200] if told else ""


@functools.lru_cache(maxsize=4)
def _starts(program: str) -> bool:
    """Whether LibreOffice can convert anything at all: asked only when a batch brought nothing."""
    with tempfile.TemporaryDirectory(prefix="nianbao-office-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "out").mkdir()
        _write_profile(folder / "profile")
        (folder / "trial.rtf").write_bytes(_TRIAL)
        _convert_in(folder, program, ["trial.rtf"], FILE_SECONDS)
        return _result(folder / "out" / "trial.docx") is not None

"""Word documents -> PDF, by LibreOffice, for looking at: the nearest there is to what was printed.

The reading of such documents goes another way (``readers.docx``, where no cell is lost); this print is only for the eye,
and what it shows is compared with the reading.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from extractors.readers import office_guard
from extractors.readers.office_convert import MEMORY_MB, find_converter
from nianbao.errors import NoConverter, ReadError, WorkerLimit

SECONDS = 90.0
SUBJECT = "document"
_INSTALL = "install LibreOffice (Debian: apt install libreoffice-writer) and run again"
_MEND = "open it in an office program"
# No macros, no links to other files or hosts.
_SAFE = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Writer/Content/Update", "Link", "2"),
)


def print_to_pdf(documents: Sequence[bytes], seconds: float = SECONDS) -> list[bytes]:
    """The PDF of each DOCX, in order, printed by one run of LibreOffice.

    Raises NoConverter (LibreOffice is not installed), WorkerLimit (it took too long), ReadError (it gave nothing).
    """
    program = find_converter()
    if program is None:
        raise NoConverter(SUBJECT, "LibreOffice is not installed, so the document cannot be shown as printed", _INSTALL)
    with tempfile.TemporaryDirectory(prefix="nianbao-print-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        _write_profile(folder / "profile")
        names = [f"document{number}" for number in range(len(documents))]
        for stem, data in zip(names, documents, strict=True):
            (folder / f"{stem}.docx").write_bytes(data)
        _run(program, folder, [f"{stem}.docx" for stem in names], seconds)
        printed = [folder / "out" / f"{stem}.pdf" for stem in names]
        if not all(path.is_file() for path in printed):
            raise ReadError(SUBJECT, "LibreOffice cannot print this document", _MEND)
        return [path.read_bytes() for path in printed]


def _write_profile(folder: Path) -> None:
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value>'
        "</prop></item>"
        for path, name, value in _SAFE
    )
    (folder / "user").mkdir(parents=True)
    (folder / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        f"{items}</oor:items>",
        encoding="utf-8",
    )


def _run(program: str, folder: Path, sources: Sequence[str], seconds: float) -> None:
    """Run LibreOffice under the guard that also watches over conversions (memory, time, no network, no orphans)."""
    command = [
        *(sys.executable, "-I", office_guard.__file__, str(folder), str(MEMORY_MB), str(int(seconds))),
        *(program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"),
        *("--nolockcheck", "--nodefault", "--nofirststartwizard", "--convert-to", "pdf:writer_pdf_Export"),
        *("--outdir", "out", *sources),
    ]
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",
    }
    guard = subprocess.Popen(
        command, env=environment, start_new_session=True,
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert guard.stdin is not None
    try:
        guard.wait(seconds)
    except subprocess.TimeoutExpired as error:
        with suppress(BrokenPipeError):
            guard.stdin.write(b"k")
            guard.stdin.flush()
        guard.wait()
        raise WorkerLimit(SUBJECT, f"printing it took more than {seconds:g} s", _MEND) from error
    finally:
        with suppress(BrokenPipeError):
            guard.stdin.close()

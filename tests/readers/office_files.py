"""Office documents for tests, made by LibreOffice, and a stand-in for it that fails in every way there is."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

from tests.conftest import require_tool

FILTERS = {"doc": "doc:MS Word 97", "rtf": "rtf:Rich Text Format", "odt": "odt:writer8"}

# Works through the files in order, as LibreOffice does: each holds what is to become of it.
STAND_IN = """#!{python} -I
import os, sys, time, zipfile
arguments = sys.argv[1:]
with open({log!r}, "a") as log:
    log.write(f"{{os.getppid()}} {{len([a for a in arguments if a[0].isdigit() or a.startswith('trial')])}}\\n")
for name in arguments[arguments.index("--outdir") + 2:]:
    word = open(name, "rb").read()
    if b"CRASH" in word:
        os.abort()
    if b"HANG" in word:
        time.sleep(600)
    if b"GREEDY" in word:
        bytearray(8 << 30)
    if b"BAD" in word or (b"TRIAL-FAILS" in word):
        continue
    with zipfile.ZipFile(os.path.join("out", name.rpartition(".")[0] + ".docx"), "w") as archive:
        archive.writestr("word/document.xml", word)
        if b"HALF" in word:
            archive.fp.flush(); os.abort()
"""


def made_by_libreoffice(docx: bytes, folder: Path, *formats: str) -> dict[str, bytes]:
    """A Word document saved in other formats by LibreOffice; the test is skipped where there is none."""
    program = require_tool("soffice", "libreoffice")
    (folder / "report.docx").write_bytes(docx)
    for name in formats:
        command = [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"]
        subprocess.run(
            [*command, "--convert-to", FILTERS[name], "--outdir", str(folder), str(folder / "report.docx")],
            check=True,
            capture_output=True,
            timeout=180,
        )
    return {name: (folder / f"report.{name}").read_bytes() for name in formats}


def stand_in(folder: Path) -> Path:
    """A program ``soffice`` in a folder; the file ``log`` beside it gets one line for each start."""
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "soffice"
    program.write_text(STAND_IN.format(python=os.path.realpath(sys.executable), log=str(folder / "log")))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program


def starts(folder: Path) -> list[int]:
    """How many files each start of the stand-in was given."""
    log = folder / "log"
    return [int(line.split()[1]) for line in log.read_text().splitlines()] if log.exists() else []

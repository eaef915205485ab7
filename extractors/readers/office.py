"""Word processor documents of other formats (DOC, WPS, DOT, RTF, ODT, Word 2003 XML) -> Document, by way of DOCX.

LibreOffice converts them (``office_convert``), the reader of DOCX reads the result; places are those of the converted
document, which keeps paragraphs, tables, rows and cells in their order. A night has many such documents and LibreOffice is
slow to start, so a caller may give a folder of conversions: what is there is read from it, and what is not is put aside
for it (``deferring``) until the caller converts all of them at once (``convert_deferred``).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from pathlib import Path

from extractors.document import Document
from extractors.readers import docx
from extractors.readers.office_convert import BATCH, convert_many, find_converter
from nianbao import errors
from nianbao.errors import NoConverter, ReadError

__all__ = ["convert_deferred", "convert_many", "deferring", "find_converter", "read"]

SUBJECT = "document"
_ERRORS = {error.code: error for error in (errors.ReadError, errors.WorkerLimit)}


def read(data: bytes) -> Document:
    """Read a document that only an office program opens.

    Raises:
        NoConverter: LibreOffice is not installed; WorkerLimit: it died or hung on this document; ReadError: it could not
        open it, or the document waits to be converted with others.
    """
    conversions = _CONVERSIONS.get()
    converted = conversions.find(data) if conversions is not None else _convert(data)
    return replace(docx.read(converted), kind="office")


@dataclass(slots=True)
class Conversions:
    """A folder of converted documents by the sha256 of the original, and the originals that wait to be converted.

    Attributes:
        folder: where they lie; made when needed.
        is_deferring: put aside what is not there instead of converting it at once.
        waiting: sha256 of the documents that were put aside, in order.
    """

    folder: Path
    is_deferring: bool
    waiting: list[str] = field(default_factory=list)

    def find(self, data: bytes) -> bytes:
        sha256 = hashlib.sha256(data).hexdigest()
        known = _load(self.folder, sha256)
        if isinstance(known, bytes):
            return known
        # A failure is tried again whenever the document is to be read anew: a newer LibreOffice may do better.
        if self.is_deferring and find_converter() is not None:
            _write(self.folder / f"{sha256}.original", data)
            self.waiting.append(sha256)
            raise ReadError(SUBJECT, "waits to be converted with others")
        if known is not None:
            raise known
        return _convert(data)


_CONVERSIONS: ContextVar[Conversions | None] = ContextVar("conversions", default=None)


@contextmanager
def deferring(folder: Path, *, is_deferring: bool = True) -> Iterator[Conversions]:
    """Within this block documents are read from the conversions in ``folder``; see ``Conversions``.

    What was read in a block whose ``waiting`` is not empty at its end says nothing: convert, then read again.
    """
    conversions = Conversions(folder, is_deferring)
    token = _CONVERSIONS.set(conversions)
    try:
        yield conversions
    finally:
        _CONVERSIONS.reset(token)


def convert_deferred(folder: Path, sha256s: Iterable[str], processes: int = 1) -> None:
    """Convert the documents that were put aside, each once, in batches; keep what came of each, and drop the originals.

    A document whose conversion failed keeps its error; one that met no working converter keeps nothing.
    """
    names = [sha256 for sha256 in dict.fromkeys(sha256s) if (folder / f"{sha256}.original").is_file()]
    batches = _batches(names, processes)
    with ThreadPoolExecutor(max_workers=max(1, processes)) as pool:
        for _ in pool.map(lambda batch: _convert_batch(folder, batch), batches):
            pass


def _batches(names: list[str], processes: int) -> list[list[str]]:
    """Even batches, no fewer than there are processes where that is worth a start of its own."""
    count = max(-(-len(names) // BATCH), min(processes, len(names) // 8), 1)
    return [batch for start in range(count) if (batch := names[start::count])]


def _convert_batch(folder: Path, sha256s: list[str]) -> None:
    files = [(SUBJECT, (folder / f"{sha256}.original").read_bytes()) for sha256 in sha256s]
    for sha256, result in zip(sha256s, convert_many(files), strict=True):
        if isinstance(result, bytes):
            _write(folder / f"{sha256}.docx", result)
        elif not isinstance(result, NoConverter):
            error = {"code": result.code, "reason": result.reason, "mend": result.mend}
            _write(folder / f"{sha256}.error", json.dumps(error, ensure_ascii=False).encode())
        (folder / f"{sha256}.original").unlink()


def _convert(data: bytes) -> bytes:
    (result,) = convert_many([(SUBJECT, data)])
    if isinstance(result, ReadError):
        raise result
    return result


def _load(folder: Path, sha256: str) -> bytes | ReadError | None:
    """What came of a conversion, None when there was none."""
    for suffix in (".docx", ".error"):
        path = folder / f"{sha256}{suffix}"
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            continue
        if suffix == ".docx":
            return content
        error = json.loads(content)
        return _ERRORS.get(error["code"], ReadError)(SUBJECT, error["reason"], error["mend"])
    return None


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all; two workers may write the same file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    temporary.write_bytes(content)
    temporary.replace(path)

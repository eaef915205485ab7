"""Readers: the bytes of one blob -> Document, whatever the format.

A reader is a module with ``read(data: bytes) -> Document`` and an entry in ``READERS``; nothing else knows it. Readers
are imported when first used, because a batch of pages needs no PDF engine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import cast

from extractors.document import Document, MediaKind
from extractors.readers.sniff import decompress, sniff
from nianbao.errors import ReadError, TooLarge

__all__ = ["READERS", "check_size", "read_document"]

Reader = Callable[[bytes], Document]
DEFAULT_MAX_BYTES = 100_000_000

READERS: Mapping[MediaKind, str] = {
    "html": "extractors.readers.html",
    "pdf": "extractors.readers.pdf",
    "docx": "extractors.readers.docx",
    "text": "extractors.readers.text",
}
"""Module that reads each format."""


def read_document(data: bytes, *, hint: str = "", max_bytes: int = DEFAULT_MAX_BYTES) -> Document:
    """Read one blob.

    Args:
        data: bytes as fetched or as on disk; gzip is unpacked.
        hint: file name or address, the subject of error messages.
        max_bytes: size limit, before and after unpacking.

    Raises:
        ReadError: one line with the hint as its subject; its subclasses say why.
    """
    subject = hint or "document"
    _check(len(data), max_bytes, subject)
    try:
        unpacked = decompress(data, max_bytes, subject)
        return _reader(sniff(unpacked, subject))(unpacked)
    except ReadError as error:
        raise type(error)(subject, error.reason, error.mend) from error


def check_size(path: Path, max_bytes: int = DEFAULT_MAX_BYTES) -> None:
    """Raise TooLarge for a file over the limit, without opening it."""
    _check(path.stat().st_size, max_bytes, str(path))


def _check(size: int, max_bytes: int, subject: str) -> None:
    if size > max_bytes:
        reason = f"{_human(size)}, over the limit of {_human(max_bytes)}"
        raise TooLarge(subject, reason, "raise NIANBAO_MAX_BYTES if it is genuine")


def _human(size: int) -> str:
    return f"{size / 1e6:,.1f} MB" if size >= 1_000_000 else f"{size:,} bytes"


def _reader(kind: MediaKind) -> Reader:
    return cast(Reader, import_module(READERS[kind]).read)

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
from extractors.readers.sniff import decompress, is_web_archive, is_word_xml, sniff
from nianbao.errors import ReadError, TooLarge, UnsupportedType

__all__ = ["READERS", "check_size", "kind_of", "read_document", "unwrapped"]

Reader = Callable[[bytes], Document]
DEFAULT_MAX_BYTES = 100_000_000

READERS: Mapping[MediaKind, str] = {
    "html": "extractors.readers.html",
    "pdf": "extractors.readers.pdf",
    "docx": "extractors.readers.docx",
    "text": "extractors.readers.text",
    "sheet": "extractors.readers.sheet",
    "ofd": "extractors.readers.ofd",
    "office": "extractors.readers.office",
    "image": "extractors.readers.image",
}
"""Module that reads each format."""


def read_document(data: bytes, *, hint: str = "", max_bytes: int = DEFAULT_MAX_BYTES) -> Document:
    """Read one blob.

    Args:
        data: bytes as fetched or as on disk; gzip and web archives (MHT) are unpacked, a ZIP of files is not: its
            members are documents of their own (``archive.members``).
        hint: file name or address, the subject of error messages.
        max_bytes: size limit, before and after unpacking.

    Raises:
        ReadError: one line with the hint as its subject; its subclasses say why.
    """
    subject = hint or "document"
    _check(len(data), max_bytes, subject)
    try:
        unpacked = decompress(data, max_bytes, subject)
        kind = sniff(unpacked, subject)
        return _reader(kind)(unwrapped(unpacked, kind))
    except ReadError as error:
        raise type(error)(subject, error.reason, error.mend) from error


def kind_of(data: bytes, *, hint: str = "", max_bytes: int = DEFAULT_MAX_BYTES) -> MediaKind:
    """Which reader the bytes of a blob are for, without reading them. Raises ReadError as ``read_document`` does."""
    return sniff(decompress(data, max_bytes, hint or "document"), hint or "document")


def unwrapped(data: bytes, kind: MediaKind) -> bytes:
    """The page in a web archive, the .docx in a Word XML file; all else as it is."""
    if kind == "html" and is_web_archive(data):
        from extractors.readers.web_archive import page_of

        return page_of(data)
    if kind == "docx" and not data.startswith(b"PK") and is_word_xml(data):
        from extractors.readers.word_xml import package_of

        return package_of(data)
    return data


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
    if kind not in READERS:
        raise UnsupportedType("document", "a ZIP archive of files", "unpack it and import the files in it")
    return cast(Reader, import_module(READERS[kind]).read)

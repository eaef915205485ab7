"""Bytes of a container (zip, OLE) -> the format of the document in it.

Half of all office formats are a zip and the other half an OLE file; what they hold is told by the parts inside, and a
password shows only there.
"""

from __future__ import annotations

import re
import struct
import zipfile
from io import BytesIO

from extractors.document import MediaKind
from extractors.readers.ole import CompoundFile
from nianbao.errors import EncryptedFile, TruncatedFile, UnsupportedType

_ASK = "ask the publisher for an open copy"
_WORD_PART = re.compile(r"word/document\d*\.xml")
_SHEET_PART = re.compile(r"xl/(?:workbook\d*\.(?:xml|bin)|worksheets/.+)")
_OPEN_TYPES: tuple[tuple[bytes, MediaKind], ...] = (
    (b"opendocument.text", "office"),
    (b"opendocument.spreadsheet", "sheet"),
)
_MIMETYPE_LIMIT = 200
# Of the FIB that a Word file begins with, and of the records that a workbook begins with.
_FIB_FLAGS, _FIB_ENCRYPTED = 0x0A, 0x0100
_FILEPASS, _BOUNDSHEET = 0x002F, 0x0085
_BOOK_HEAD = 4096


def unsupported(subject: str, name: str, mend: str = "convert it to PDF or DOCX and import that") -> UnsupportedType:
    return UnsupportedType(subject, f"{name}, which has no reader", mend)


def sniff_zip(data: bytes, subject: str) -> MediaKind:
    """What lies in a zip: docx, sheet, ofd, office (ODT), or zip for an archive of files.

    Raises:
        TruncatedFile: no directory at its end; UnsupportedType: a presentation, a drawing; EncryptedFile: an
        OpenDocument with a password.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = {name.lower().replace("\\", "/"): name for name in archive.namelist()}
            if "content.xml" in names:
                return _open_document(archive, names, subject)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError) as error:
        raise TruncatedFile(subject, "a zip file (Word, OFD …) that is cut off or damaged", "fetch it again") from error
    if any(_WORD_PART.fullmatch(name) for name in names):
        return "docx"
    if "ofd.xml" in names:
        return "ofd"
    if any(_SHEET_PART.fullmatch(name) for name in names):
        return "sheet"
    if any(name.startswith("ppt/") for name in names):
        raise unsupported(subject, "a PowerPoint presentation (.pptx)")
    return "zip"


def _open_document(archive: zipfile.ZipFile, names: dict[str, str], subject: str) -> MediaKind:
    manifest = names.get("meta-inf/manifest.xml")
    if manifest is not None and b"encryption-data" in _head(archive, manifest, 100_000):
        raise EncryptedFile(subject, "an OpenDocument file with a password", _ASK)
    kind = _head(archive, names["mimetype"], _MIMETYPE_LIMIT) if "mimetype" in names else b""
    for mark, media in _OPEN_TYPES:
        if mark in kind:
            return media
    raise unsupported(subject, "an OpenDocument presentation or drawing")


def _head(archive: zipfile.ZipFile, name: str, size: int) -> bytes:
    try:
        with archive.open(name) as stream:
            return stream.read(size)
    except (RuntimeError, EOFError, OSError) as error:
        raise zipfile.BadZipFile(str(error)) from error


def sniff_ole(data: bytes, subject: str) -> MediaKind:
    """What lies in an OLE file: office (DOC, WPS, DOT) or sheet (XLS, ET).

    Raises:
        EncryptedFile: it wants a password; UnsupportedType: another program's file; TruncatedFile: damaged.
    """
    file = CompoundFile(data, subject)
    if "EncryptedPackage" in file.streams:
        raise EncryptedFile(subject, "an Office document with a password", _ASK)
    if "WordDocument" in file.streams:
        head = file.head("WordDocument", 32)
        if len(head) < _FIB_FLAGS + 2:
            raise TruncatedFile(subject, "a Word 97-2003 document without text", "fetch it again")
        if struct.unpack_from("<H", head, _FIB_FLAGS)[0] & _FIB_ENCRYPTED:
            raise EncryptedFile(subject, "a Word document with a password", _ASK)
        return "office"
    for name in ("Workbook", "Book"):
        if name in file.streams:
            if _wants_password(file.head(name, _BOOK_HEAD)):
                raise EncryptedFile(subject, "an Excel workbook with a password", _ASK)
            return "sheet"
    if "PowerPoint Document" in file.streams:
        raise unsupported(subject, "a PowerPoint 97-2003 presentation (.ppt)")
    raise unsupported(subject, "a file of an old Office program (OLE)")


def _wants_password(book: bytes) -> bool:
    """Whether a FILEPASS record stands among the first records of a workbook; all after it is encrypted."""
    position = 0
    while position + 4 <= len(book):
        record, size = struct.unpack_from("<HH", book, position)
        if record == _FILEPASS:
            return True
        if record == _BOUNDSHEET:
            return False
        position += 4 + size
    return False

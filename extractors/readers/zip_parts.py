"""The zip around a workbook or an OFD document -> its XML parts, with limits.

As with Word files (``docx_package``): a part may unpack to gigabytes or hold entity bombs, so sizes are counted while
unpacking, all parts together, and XML is parsed without entities, without DTD and without network.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from nianbao.errors import EncryptedFile, ReadError, TooLarge, TruncatedFile, UnsupportedType

SUBJECT = "document"
_LARGEST_PART = 64_000_000
_LARGEST_SUM = 200_000_000
_MOST_ENTRIES = 20_000
_ENCRYPTED_FLAG = 0x1
_DOCTYPE = re.compile(rb"<\0?!\0?D\0?O\0?C\0?T\0?Y\0?P\0?E", re.IGNORECASE)
_REFETCH = "fetch it again"


@contextmanager
def open_parts(data: bytes, what: str) -> Iterator[Parts]:
    """Open the zip of a document; ``what`` names it in messages ("Excel workbook").

    Raises:
        TruncatedFile, EncryptedFile, TooLarge, UnsupportedType, ReadError: here or while parts are read.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if len(archive.filelist) > _MOST_ENTRIES:
                raise TooLarge(SUBJECT, f"a zip of {len(archive.filelist):,} files", "look at it by hand")
            yield Parts(archive, what, {_key(name): name for name in archive.namelist()})
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OverflowError) as error:
        raise TruncatedFile(SUBJECT, f"{what} that is cut off or damaged ({error})", _REFETCH) from error
    except NotImplementedError as error:
        raise UnsupportedType(SUBJECT, f"{what} that cannot be unpacked here ({error})", "save it again") from error


@dataclass(slots=True)
class Parts:
    """The parts of one open document by path, whatever the case of their letters."""

    archive: zipfile.ZipFile
    what: str
    names: dict[str, str]
    unpacked: int = 0

    def __contains__(self, path: str) -> bool:
        return _key(path) in self.names

    def size(self, path: str) -> int:
        """Bytes of a part as its zip says; 0 for one that is absent."""
        name = self.names.get(_key(path))
        return self.archive.getinfo(name).file_size if name is not None else 0

    def read(self, path: str) -> bytes | None:
        """The bytes of a part, None when it is absent."""
        name = self.names.get(_key(path))
        if name is None:
            return None
        if self.archive.getinfo(name).flag_bits & _ENCRYPTED_FLAG:
            raise EncryptedFile(SUBJECT, f"{self.what} with a password", "ask the publisher for an open copy")
        with self.archive.open(name) as stream:
            data = stream.read(_LARGEST_PART + 1)
        self.unpacked += len(data)
        if len(data) > _LARGEST_PART or self.unpacked > _LARGEST_SUM:
            reason = f"{self.what}: {path} unpacks to more than {_LARGEST_PART // 1_000_000} MB"
            raise TooLarge(SUBJECT, reason, "no report is that long; look at it by hand")
        return data

    def xml_bytes(self, path: str) -> bytes | None:
        """As ``read``, for XML that declares no document type."""
        data = self.read(path)
        if data is not None and _DOCTYPE.search(data[:4096]):
            raise ReadError(SUBJECT, f"{self.what}: {path} declares a document type", "do not trust this file")
        return data

    def xml(self, path: str) -> etree._Element | None:
        """The root element of a part, None when it is absent."""
        data = self.xml_bytes(path)
        if data is None:
            return None
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
        )
        try:
            return etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            raise bad_xml(self.what, path, error) from error


def bad_xml(what: str, path: str, error: etree.XMLSyntaxError) -> ReadError:
    return ReadError(SUBJECT, f"{what}: {path} is no valid XML ({error.msg})", "open it and save it again")


def resolve(base: str, target: str) -> str:
    """Path of a part that another names: absolute with a leading slash, else relative to the folder of ``base``."""
    target = target.strip().replace("\\", "/")
    joined = target if target.startswith("/") else posixpath.join(posixpath.dirname(base), target)
    return posixpath.normpath(joined).lstrip("/")


def _key(path: str) -> str:
    return path.replace("\\", "/").lstrip("/").lower()

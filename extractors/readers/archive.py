"""A ZIP of documents -> its members, by name and content, with nothing written to a disk.

Organs attach a folder as a ZIP made by whatever was at hand: names in GBK without saying so, a shadow file for each file
(``__MACOSX``), a ZIP inside the ZIP, a password on one member. And the bytes come from any server: a few kilobytes may
unpack to gigabytes, a name may point out of the folder. So sizes are counted while unpacking and never believed from the
directory, and a name is only ever a name.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

from extractors.document import Issue
from extractors.readers.sniff import sniff
from nianbao.errors import EmptyFile, EncryptedFile, ReadError, TooLarge, TruncatedFile

_ENCRYPTED_FLAG = 0x1
_UTF8_FLAG = 0x800
_SHADOWS = re.compile(r"(^|/)(__MACOSX|\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*|~\$[^/]*)(/|$)", re.IGNORECASE)
_ZIP = b"PK\x03\x04"
_RATIO_FROM = 20_000_000  # bytes; below this a high ratio harms nobody (a scan of blank pages has one)
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """What an archive may hold: files and bytes in all, bytes out for each byte in, archives inside one another."""

    files: int = 1000
    total_bytes: int = 300_000_000
    ratio: float = 200.0
    depth: int = 2


DEFAULT_LIMITS = ArchiveLimits()


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The members of an archive in its own order, and what could not be unpacked (one issue each)."""

    members: tuple[tuple[str, bytes], ...]
    issues: tuple[Issue, ...] = ()


def members(data: bytes, subject: str = "archive", limits: ArchiveLimits = DEFAULT_LIMITS) -> list[tuple[str, bytes]]:
    """The members alone; see ``unpack``, which also says what is missing from them."""
    return list(unpack(data, subject, limits).members)


def unpack(data: bytes, subject: str = "archive", limits: ArchiveLimits = DEFAULT_LIMITS) -> Unpacked:
    """All files in a ZIP, those of a ZIP inside it under ``inner.zip/name``.

    Left out without a word: folders, empty files, and the shadow files of macOS, Windows and Office. A member that is
    encrypted or damaged, and an archive nested too deep, is an issue (``encrypted_member``, ``damaged_member``,
    ``nested_archive``) while the others are given. Names are relative, with ``/``, and unlike each other.

    Raises:
        TooLarge: over one of the limits; EncryptedFile: all members have a password; EmptyFile: it holds no file;
        TruncatedFile: damaged as a whole.
    """
    walk = _Walk(subject, limits, len(data))
    walk.read(data, "", 1)
    if not walk.members:
        if any(issue.code == "encrypted_member" for issue in walk.issues):
            raise EncryptedFile(subject, "a ZIP archive with a password", "ask the publisher for an open copy")
        if walk.issues:
            raise TruncatedFile(subject, f"a ZIP archive of which nothing can be unpacked ({walk.issues[0].message})")
        raise EmptyFile(subject, "a ZIP archive without files", "look at what the address gives")
    return Unpacked(tuple(walk.members), tuple(walk.issues))


@dataclass(slots=True)
class _Walk:
    """Goes through archives in archives and counts what they unpack to."""

    subject: str
    limits: ArchiveLimits
    packed_bytes: int
    members: list[tuple[str, bytes]] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    unpacked_bytes: int = 0
    file_count: int = 0
    names: set[str] = field(default_factory=set)

    def read(self, data: bytes, prefix: str, depth: int) -> None:
        try:
            with zipfile.ZipFile(BytesIO(data)) as archive:
                for info in _files(archive):
                    self.read_member(archive, info, prefix, depth)
        except (zipfile.BadZipFile, ValueError, OverflowError, zlib.error) as error:
            if not prefix:
                reason = f"a ZIP archive that is cut off or damaged ({error})"
                raise TruncatedFile(self.subject, reason, "fetch it again") from error
            self.note("damaged_member", prefix.rstrip("/"), f"cannot be unpacked ({error}); fetch it again")

    def read_member(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, prefix: str, depth: int) -> None:
        name = self.unique(prefix + member_name(info))
        if _SHADOWS.search(name):
            return
        self.file_count += 1
        if self.file_count > self.limits.files:
            raise self.too_large(f"more than {self.limits.files:,} files")
        if info.flag_bits & _ENCRYPTED_FLAG:
            self.note("encrypted_member", name, "has a password; ask the publisher for an open copy")
            return
        try:
            content = self.unpack(archive, info)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
            self.note("damaged_member", name, f"cannot be unpacked ({error}); fetch it again")
            return
        if not content:
            return
        if not _is_archive(content):
            self.members.append((name, content))
        elif depth >= self.limits.depth:
            self.note("nested_archive", name, f"is an archive {depth} levels deep; unpack it by hand")
        else:
            self.read(content, f"{name}/", depth + 1)

    def unpack(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
        parts: list[bytes] = []
        with archive.open(info) as stream:
            while part := stream.read(_CHUNK):
                parts.append(part)
                self.unpacked_bytes += len(part)
                self.check()
        return b"".join(parts)

    def check(self) -> None:
        if self.unpacked_bytes > self.limits.total_bytes:
            raise self.too_large(f"more than {self.limits.total_bytes // 1_000_000} MB")
        if self.unpacked_bytes > max(_RATIO_FROM, self.limits.ratio * self.packed_bytes):
            raise self.too_large(f"more than {self.limits.ratio:g} times its size")

    def too_large(self, what: str) -> TooLarge:
        return TooLarge(self.subject, f"a ZIP archive that unpacks to {what}", "look at it by hand; import its report")

    def unique(self, name: str) -> str:
        found, number = name, 1
        while found in self.names:
            number += 1
            found = f"{name} ({number})"
        self.names.add(found)
        return found

    def note(self, code: str, name: str, what: str) -> None:
        self.issues.append(Issue(code, "warning", f"{name} in the archive {what}", name))


def _files(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    return (info for info in archive.infolist() if not info.is_dir() and not member_name(info).endswith("/"))


def member_name(info: zipfile.ZipInfo) -> str:
    """Name of a member as its maker meant it: GBK or UTF-8 where the archive does not say, never out of the folder."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8_FLAG:
        name = _decoded(name)
    name = name.split("\x00", 1)[0].replace("\\", "/")
    parts = [part for part in name.split("/") if part not in ("", ".", "..") and not re.fullmatch(r"[A-Za-z]:", part)]
    return "/".join(parts) + ("/" if name.endswith("/") else "") or "unnamed"


def _decoded(name: str) -> str:
    """zipfile reads unmarked names as cp437; Windows here writes GBK, and many tools UTF-8 without the mark."""
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


def _is_archive(data: bytes) -> bool:
    """True for a ZIP of files; Word, Excel and OFD files are zips too and no archives."""
    if not data.startswith(_ZIP):
        return False
    try:
        return sniff(data) == "zip"
    except ReadError:
        return False

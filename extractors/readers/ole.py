"""OLE compound file (what Office wrote until 2003, and WPS still does) -> names of its streams, and how one begins.

Word, Excel and PowerPoint files share one container and often one wrong name; what they are is which stream lies in the
root of its directory. Searching the bytes for that name finds embedded objects too: a Word file with an Excel table in
it holds both names. Only the directory, and the first bytes of one stream, are ever needed here.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nianbao.errors import TruncatedFile

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = 512
_ENTRY = 128
_NO_ENTRY = 0xFFFFFFFF
_LAST_SECTOR = 0xFFFFFFFA  # from here up a number is a mark, not a sector
_STREAM = 2
_MOST_ENTRIES = 100_000


@dataclass(frozen=True, slots=True)
class _Stream:
    start: int
    size: int


class CompoundFile:
    """The root directory of an OLE file.

    Raises:
        TruncatedFile: the file ends before its directory, or its tables run in circles.
    """

    def __init__(self, data: bytes, subject: str = "document") -> None:
        self._data = data
        self._subject = subject
        if len(data) < _HEADER or not data.startswith(MAGIC):
            raise self._damaged()
        sector_shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if sector_shift not in (9, 12) or mini_shift > sector_shift:
            raise self._damaged()
        self._sector, self._mini = 1 << sector_shift, 1 << mini_shift
        first_directory, _, self._cutoff, first_mini_table = struct.unpack_from("<IIII", data, 48)
        self._first_mini_table = first_mini_table
        self._table_sectors = self._find_table()
        directory = b"".join(self._sectors(first_directory))
        self._root, self.streams = self._read_directory(directory)

    def head(self, name: str, size: int) -> bytes:
        """The first ``size`` bytes of a stream of the root, fewer when it is shorter. KeyError: no such stream."""
        stream = self.streams[name]
        size = min(size, stream.size)
        if stream.size >= self._cutoff:
            return self._join(self._sectors(stream.start), size)
        table = b"".join(self._sectors(self._first_mini_table))
        container = b"".join(self._sectors(self._root.start))
        parts: list[bytes] = []
        number, most = stream.start, len(table) // 4
        while number < _LAST_SECTOR and len(parts) * self._mini < size:
            if number >= most or len(parts) > most:
                raise self._damaged()
            parts.append(container[number * self._mini : (number + 1) * self._mini])
            (number,) = struct.unpack_from("<I", table, 4 * number)
        return b"".join(parts)[:size]

    def _join(self, parts: Iterator[bytes], size: int) -> bytes:
        found = bytearray()
        for part in parts:
            found += part
            if len(found) >= size:
                break
        return bytes(found[:size])

    def _sector_at(self, number: int) -> bytes:
        start = (number + 1) * self._sector
        sector = self._data[start : start + self._sector]
        if not sector:
            raise self._damaged()
        return sector

    def _find_table(self) -> list[int]:
        """Numbers of the sectors that hold the allocation table: 109 in the header, more in a chain."""
        count, first_extra, extra_count = struct.unpack_from("<I20xII", self._data, 44)
        numbers = list(struct.unpack_from("<109I", self._data, 76))
        per_sector = self._sector // 4
        for _ in range(min(extra_count, len(self._data) // self._sector + 1)):
            if first_extra >= _LAST_SECTOR:
                break
            sector = self._sector_at(first_extra).ljust(self._sector, b"\xff")
            *more, first_extra = struct.unpack(f"<{per_sector}I", sector)
            numbers += more
        return [number for number in numbers if number < _LAST_SECTOR][: count or None]

    def _next(self, number: int) -> int:
        row, position = divmod(number, self._sector // 4)
        if row >= len(self._table_sectors):
            raise self._damaged()
        start = (self._table_sectors[row] + 1) * self._sector + 4 * position
        if start + 4 > len(self._data):
            raise self._damaged()
        return int(struct.unpack_from("<I", self._data, start)[0])

    def _sectors(self, number: int) -> Iterator[bytes]:
        seen = 0
        while number < _LAST_SECTOR:
            seen += 1
            if seen > len(self._data) // self._sector + 1:
                raise self._damaged()
            yield self._sector_at(number)
            number = self._next(number)

    def _read_directory(self, directory: bytes) -> tuple[_Stream, Mapping[str, _Stream]]:
        """The root entry and the streams right below it; those of embedded objects lie deeper."""
        if len(directory) < _ENTRY:
            raise self._damaged()
        streams: dict[str, _Stream] = {}
        waiting, seen = [struct.unpack_from("<I", directory, 76)[0]], set[int]()
        while waiting:
            number = waiting.pop()
            if number == _NO_ENTRY or number in seen or len(seen) > _MOST_ENTRIES:
                continue
            seen.add(number)
            entry = directory[number * _ENTRY : (number + 1) * _ENTRY]
            if len(entry) < _ENTRY:
                raise self._damaged()
            name_length, kind = struct.unpack_from("<HB", entry, 64)
            left, right = struct.unpack_from("<II", entry, 68)
            waiting += [left, right]
            if kind == _STREAM:
                name = entry[: max(0, min(name_length, 64) - 2)].decode("utf-16-le", errors="replace")
                streams[name] = _Stream(*struct.unpack_from("<II", entry, 116))
        return _Stream(*struct.unpack_from("<II", directory, 116)), streams

    def _damaged(self) -> TruncatedFile:
        return TruncatedFile(self._subject, "an Office 97-2003 file that is cut off or damaged", "fetch it again")

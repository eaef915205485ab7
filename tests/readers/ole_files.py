"""Small OLE compound files with any streams, for tests of what lies in them."""

from __future__ import annotations

import struct

SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def ole_file(streams: dict[str, bytes], *, inner: dict[str, bytes] | None = None) -> bytes:
    """An OLE file with these streams in its root; ``inner`` lie in a storage below it, as embedded objects do.

    Streams are padded to 4096 bytes, so that none needs the table of small streams.
    """
    nested = inner or {}
    contents = [content.ljust(4096, b"\0") for content in (*streams.values(), *nested.values())]
    names = ["Root Entry", *streams, *(["ObjectPool"] if nested else []), *nested]
    directory_sectors = -(-len(names) * 128 // SECTOR)
    starts, at = [], 1 + directory_sectors
    table = [_FAT, *_chain(1, directory_sectors)]
    for content in contents:
        count = len(content) // SECTOR + (len(content) % SECTOR > 0)
        starts.append(at)
        table += _chain(at, count)
        at += count
    directory = _directory(list(streams), list(nested), starts, [len(content) for content in contents])
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header = header.ljust(44, b"\0") + struct.pack("<IIIIIIII", 1, 1, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    fat = struct.pack(f"<{len(table)}I", *table).ljust(SECTOR, b"\xff")
    assert len(fat) == SECTOR, "the table of this writer has one sector"
    body = b"".join(content.ljust(-(-len(content) // SECTOR) * SECTOR, b"\0") for content in contents)
    return header + fat + directory.ljust(directory_sectors * SECTOR, b"\0") + body


def _chain(start: int, count: int) -> list[int]:
    return [*range(start + 1, start + count), _END]


def _directory(streams: list[str], nested: list[str], starts: list[int], sizes: list[int]) -> bytes:
    """Entries: the root, its children as a chain of right siblings, then those of the inner storage."""
    storage = len(streams) + 1 if nested else _FREE
    entries = [_entry("Root Entry", 5, child=1, start=_END)]
    for number, name in enumerate(streams, start=1):
        right = number + 1 if number < len(streams) or nested else _FREE
        entries.append(_entry(name, 2, right=right, start=starts[number - 1], size=sizes[number - 1]))
    if nested:
        entries.append(_entry("ObjectPool", 1, child=storage + 1))
        for index, name in enumerate(nested):
            at = len(streams) + index
            right = storage + 2 + index if index + 1 < len(nested) else _FREE
            entries.append(_entry(name, 2, right=right, start=starts[at], size=sizes[at]))
    return b"".join(entries)


def _entry(name: str, kind: int, *, right: int = _FREE, child: int = _FREE, start: int = 0, size: int = 0) -> bytes:
    wide = name.encode("utf-16-le")
    head = wide.ljust(64, b"\0") + struct.pack("<HBBIII", len(wide) + 2, kind, 1, _FREE, right, child)
    return head.ljust(116, b"\0") + struct.pack("<IQ", start, size)

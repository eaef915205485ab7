"""Whole documents -> damaged ones: cuts, overwritten and doubled stretches, flipped bits, also inside of zipped members.

A random byte of a zip or a compressed PDF stream rarely gets past the checksum, so containers are opened, one member is
damaged, and the whole is packed again: only then the damage meets the code behind the container.
"""

from __future__ import annotations

import io
import random
import zipfile


def damage(data: bytes, rng: random.Random) -> bytes:
    """One to four wounds at random places; for a zip half of the time inside of one member."""
    if data.startswith(b"PK") and rng.random() < 0.6:
        return _damage_member(data, rng)
    content = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        _WOUNDS[rng.randrange(len(_WOUNDS))](content, rng)
        if not content:
            return b" "
    return bytes(content)


def _cut(content: bytearray, rng: random.Random) -> None:
    start = rng.randrange(len(content))
    del content[start : start + _length(content, rng)]


def _end_early(content: bytearray, rng: random.Random) -> None:
    del content[rng.randrange(len(content)) :]


def _overwrite(content: bytearray, rng: random.Random) -> None:
    start = rng.randrange(len(content))
    junk = rng.randbytes(rng.randint(1, 64))
    content[start : start + len(junk)] = junk


def _insert(content: bytearray, rng: random.Random) -> None:
    start = rng.randrange(len(content) + 1)
    content[start:start] = rng.choice(_JUNK) * rng.randint(1, 200)


def _double(content: bytearray, rng: random.Random) -> None:
    start = rng.randrange(len(content))
    piece = bytes(content[start : start + _length(content, rng)])
    content[start:start] = piece * rng.randint(1, 5)


def _flip(content: bytearray, rng: random.Random) -> None:
    for _ in range(rng.randint(1, 30)):
        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)


def _swap(content: bytearray, rng: random.Random) -> None:
    first, second = sorted((rng.randrange(len(content)), rng.randrange(len(content))))
    size = min(_length(content, rng), second - first, len(content) - second)
    a, b = bytes(content[first : first + size]), bytes(content[second : second + size])
    content[first : first + size], content[second : second + size] = b, a


def _number(content: bytearray, rng: random.Random) -> None:
    """Replace a run of digits (a length, an offset, a span, a coordinate) by an extreme one."""
    places = [i for i, byte in enumerate(content) if 48 <= byte <= 57]
    if places:
        start = end = rng.choice(places)
        while end < len(content) and 48 <= content[end] <= 57:
            end += 1
        content[start:end] = rng.choice((b"0", b"-1", b"65535", b"4294967296", b"99999999999999999999", b"1e308"))


_JUNK = (
    b"\x00",
    b"\xff",
    b"<",
    b"<table>",
    b"<td rowspan=9999>",
    b"]]>",
    b"&#x10FFFF;",
    b"endobj\n",
    b"(",
    b"{\\",
    b"\xf0\x9f",
)
_WOUNDS = (_cut, _end_early, _overwrite, _insert, _double, _flip, _swap, _number)


def _length(content: bytearray, rng: random.Random) -> int:
    return rng.randint(1, max(1, len(content) // rng.choice((2, 10, 100, 1000))))


def _damage_member(data: bytes, rng: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    victim = rng.choice(sorted(members))
    if rng.random() < 0.1:
        del members[victim]
    elif members[victim]:
        members[victim] = damage(members[victim], rng) if not members[victim].startswith(b"PK") else b"PK"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()

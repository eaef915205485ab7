"""The blobs of a publication -> its documents: an archive is the documents in it, the pictures of a page are one document.

Every cell keeps where it came from: the name of the file inside the archive, the address of the picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Protocol

from extractors.document import Document, Issue, Place, Table, TextBlock
from extractors.readers import read_document
from extractors.readers.archive import ArchiveLimits, unpack
from extractors.readers.html_pictures import embedded_pictures
from extractors.readers.sniff import decompress, sniff
from extractors.recognize.witnesses import Hints
from extractors.titles import parse_title
from extractors.values import parse_value
from nianbao.errors import ReadError

_ZIP = (b"PK", b"\x1f\x8b")
_PICTURE_NAME = re.compile(r"\.(?:png|jpe?g|gif|bmp|tiff?|webp)$", re.IGNORECASE)
_DIGITS = re.compile(r"(\d+)")
_FIGURES = 150  # numbers in the tables of a page: more than any two of the three tables have
_UNPACKED = 3  # an archive may unpack to so many times the limit of one file


class Blob(Protocol):
    """What is needed of a blob (``extract.BlobInput``)."""

    @property
    def url(self) -> str: ...

    @property
    def role(self) -> str: ...

    @property
    def data(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Source:
    """One document of a publication.

    Attributes:
        blobs: indexes of the blobs it came from (several for the pictures of a page).
        media: what these were read as.
        content: the document, or why there is none.
        data: its bytes, for a second reading.
        member: its name inside an archive of several documents.
        is_beside_page: it is of the pictures that stand in a page.
        issues: what unpacking could not give.
    """

    blobs: tuple[int, ...]
    media: str
    content: Document | ReadError
    data: bytes = b""
    member: str = ""
    is_beside_page: bool = False
    issues: tuple[Issue, ...] = ()

    def hints(self, outside: Hints) -> Hints:
        """What is known from outside. One of several files in an archive is named by its own name, not by the list."""
        if not self.member:
            return outside
        name = PurePosixPath(self.member).stem
        return Hints(name if parse_title(name).is_report else "", outside.list_date, "")


def sources(blobs: Sequence[Blob], max_bytes: int, with_pictures: bool = True) -> Iterator[Source]:
    """The documents of the blobs in order; the pictures of a page as one document, after the others, if they are wanted."""
    pictures: list[tuple[str, bytes]] = []
    places: list[int] = []
    for index, blob in enumerate(blobs):
        if blob.role == "picture":
            pictures.append((blob.url, blob.data))
            places.append(index)
        elif _is_archive(blob.data, max_bytes):
            yield from _members(index, blob, max_bytes)
        else:
            source = _source(index, blob.data, blob.url, max_bytes)
            yield source
            if with_pictures and source.media == "html" and not _has_tables(source.content):
                inside = embedded_pictures(blob.data)
                pictures += inside
                places += [index] * len(inside)
    if pictures and with_pictures:
        content = read_pictures(pictures, max_bytes)
        media = content.kind if isinstance(content, Document) else "unknown"
        yield Source(tuple(dict.fromkeys(places)), media, content, is_beside_page=True)


def _has_tables(content: Document | ReadError) -> bool:
    """Whether a page shows tables with numbers itself, so that its pictures are not asked for any."""
    if not isinstance(content, Document):
        return False
    cells = [cell for table in content.tables() for cell in table.cells]
    return sum(parse_value(cell.text).kind in ("number", "zero", "dash") for cell in cells) >= _FIGURES


def read_pictures(pictures: Sequence[tuple[str, bytes]], max_bytes: int) -> Document | ReadError:
    """The pictures of one page, by address or name, as one document in their order; an error when none can be read."""
    documents: list[Document] = []
    errors: list[ReadError] = []
    for name, data in pictures:
        try:
            documents.append(within(read_document(data, hint=name, max_bytes=max_bytes), name))
        except ReadError as error:
            errors.append(error)
    if not documents:
        return errors[0]
    issues = [issue for document in documents for issue in document.issues]
    issues += [Issue(error.code, "warning", str(error), error.subject) for error in errors]
    blocks = tuple(block for document in documents for block in document.blocks)
    return replace(documents[0], blocks=blocks, issues=tuple(issues), page_count=len(documents))


def within(document: Document, member: str) -> Document:
    """The document with every place in it inside this member."""
    blocks = tuple(_block_within(block, member) for block in document.blocks)
    issues = tuple(replace(issue, place=", ".join(filter(None, (member, issue.place)))) for issue in document.issues)
    return replace(document, blocks=blocks, issues=issues)


def _block_within(block: TextBlock | Table, member: str) -> TextBlock | Table:
    place = _place_within(block.place, member)
    if isinstance(block, TextBlock):
        return replace(block, place=place)
    cells = tuple(replace(cell, place=_place_within(cell.place, member)) for cell in block.cells)
    return replace(block, place=place, cells=cells)


def _place_within(place: Place, member: str) -> Place:
    return replace(place, member=f"{member}/{place.member}" if place.member else member)


def _source(index: int, data: bytes, name: str, max_bytes: int) -> Source:
    try:
        document = read_document(data, hint=name, max_bytes=max_bytes)
    except ReadError as error:
        return Source((index,), "unknown", error)
    return Source((index,), document.kind, document, data)


def _is_archive(data: bytes, max_bytes: int) -> bool:
    if not data.startswith(_ZIP):
        return False
    try:
        return sniff(decompress(data, max_bytes)) == "zip"
    except ReadError:
        return False  # the reader of the blob says what is wrong with it


def _members(index: int, blob: Blob, max_bytes: int) -> Iterator[Source]:
    """The documents in an archive by name; the pictures of a folder, which are the pages of one scan, as one."""
    try:
        limits = ArchiveLimits(total_bytes=_UNPACKED * max_bytes)
        unpacked = unpack(decompress(blob.data, max_bytes, blob.url), blob.url, limits)
    except ReadError as error:
        yield Source((index,), "zip", error)
        return
    files = sorted(unpacked.members, key=lambda one: _in_order(one[0]))
    documents = [(name, data) for name, data in files if not _PICTURE_NAME.search(name)]
    scans: dict[str, list[tuple[str, bytes]]] = {}
    for name, data in files:
        if _PICTURE_NAME.search(name):
            scans.setdefault(str(PurePosixPath(name).parent), []).append((name, data))
    is_one = len(documents) + len(scans) == 1
    issues = unpacked.issues
    for name, data in documents:
        source = _source(index, data, f"{blob.url}/{name}", max_bytes)
        if isinstance(source.content, Document):
            source = replace(source, content=within(source.content, name))
        yield replace(source, media="zip", member="" if is_one else name, issues=issues)
        issues = ()
    for folder, pictures in scans.items():
        content = read_pictures(pictures, max_bytes)
        yield Source((index,), "zip", content, member="" if is_one else f"{folder}/", issues=issues)
        issues = ()


def _in_order(name: str) -> list[tuple[int, str]]:
    """Sort key by which page 10 comes after page 9."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in _DIGITS.split(name)]

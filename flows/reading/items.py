"""Items: what a list or a folder names, the archived bytes that belong to it, and the ids that follow from both.

An id is a hash of what it stands for, so that the same item and the same bytes have the same id on every night and on
every machine; that of a reading also names the code that read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from extractors.extract import reader_version
from nianbao import __version__

CODE_VERSION = f"{__version__}+{reader_version()}"


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a list, or one file from disk (site_id ``import``), with what its site tells of the organ."""

    item_id: str
    site_id: str
    url: str
    list_title: str
    list_date: str
    site_organ: str = ""
    region_name: str = ""


@dataclass(frozen=True, slots=True)
class ItemBlob:
    """Archived bytes that belong to an item.

    ``role`` is page | attachment | picture | file; ``shown_since`` (ISO, UTC) the fetch from which on the address shows them.
    """

    sha256: str
    url: str
    role: str
    shown_since: str


@dataclass(frozen=True, slots=True)
class BlobFacts:
    """What reading a blob found out: its format by its bytes (``unknown`` when no reader took it), and its size."""

    media: str
    byte_count: int


def item_id_of(site_id: str, url: str) -> str:
    return hashlib.sha256(f"{site_id}\n{url}".encode()).hexdigest()[:32]


def reading_id_of(item_id: str, sha256s: Sequence[str], code_version: str = CODE_VERSION) -> str:
    return hashlib.sha256("\n".join([item_id, *sha256s, code_version]).encode()).hexdigest()[:32]


def shown_address(url: str) -> str:
    """An address as messages name it: a file by its path, without the percent signs of a file address."""
    return unquote(urlsplit(url).path) if url.startswith("file:") else url

"""The archive as WARC (ISO 28500), for web archives and for whoever must read it in thirty years without this program.

The library warcio writes the records. An answer that was kept becomes a ``response`` with those of its headers that the
log keeps; the body is the decoded one, so headers of its transfer are left out. The same bytes again, from the same
address or another, become a ``revisit`` of the first, and so does a 304. A file from disk is a ``resource``. What the
list said of an answer stands beside it as ``metadata``. Refused and failed fetches brought no bytes and are counted only;
our own notices about rows that were never asked for are no answers and never in a WARC.
"""

from __future__ import annotations

import base64
import io
import os
import uuid
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from nianbao import __version__
from nianbao.errors import SettingsError, WarehouseError
from warehouse.archive import Archive
from warehouse.archive_log import KEPT_HEADERS, FetchEntry

_SAME_BYTES = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
_NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
_OF_THE_LIST = ("site_id", "role", "item_id", "list_title", "list_date")
_OCTETS = "application/octet-stream"
_CONFORMS = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"


@dataclass(slots=True)
class Exported:
    """What one export wrote: records by type, fetches without bytes, blobs that could not be read (one line each)."""

    path: Path
    records: Counter[str] = field(default_factory=Counter)
    without_bytes: int = 0
    lost: list[str] = field(default_factory=list)


def export_warc(archive: Archive, path: Path, sites: Collection[str], tick: Callable[[int], None]) -> Exported:
    """Write the fetches of these sites (all, when none are named) into one gzipped WARC file, which must not exist.

    ``tick`` gets the bytes of the fetch log read since the last call. The file appears when it is whole.

    Raises:
        SettingsError: the file exists, cannot be written, or the log knows none of the sites.
    """
    if path.exists():
        raise SettingsError(str(path), "exists", "name another file: an export never writes over one")
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    exported = Exported(path)
    try:
        with temporary.open("wb") as stream:
            _Export(archive, WARCWriter(stream, gzip=True, warc_version="1.1"), path.name, exported).run(sites, tick)
            stream.flush()
            os.fsync(stream.fileno())
        if sites and not exported.records.total() - 1 and not exported.without_bytes:
            raise SettingsError(
                ", ".join(sorted(sites)), "is in no line of the fetch log", "see 'nianbao archive stats'"
            )
        os.replace(temporary, path)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise SettingsError(
            str(path), f"cannot be written: {reason}", "name a file in a folder you may write"
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
    return exported


class _Export:
    """One export under way: the writer, and which record holds which bytes."""

    def __init__(self, archive: Archive, writer: Any, name: str, exported: Exported) -> None:
        self.archive = archive
        self.writer = writer
        self.exported = exported
        self.firsts: dict[bytes, int] = {}
        """By sha256: where the line starts whose record holds these bytes; later ones refer to it."""

        info = {"software": f"nianbao/{__version__}", "format": "WARC File Format 1.1", "conformsTo": _CONFORMS}
        self._write("warcinfo", writer.create_warcinfo_record(name, info))

    def run(self, sites: Collection[str], tick: Callable[[int], None]) -> None:
        for line in self.archive.log.lines():
            tick(line.end - line.start)
            entry = line.entry()
            if entry is None or (sites and entry.site_id not in sites):
                continue
            if not entry.is_shown or entry.sha256 is None:
                self.exported.without_bytes += 1
                continue
            try:
                self._export(entry, entry.sha256, line.start)
            except WarehouseError as error:
                self.exported.lost.append(f"{entry.url}: {error}")

    def _export(self, entry: FetchEntry, sha256: str, position: int) -> None:
        first = self.firsts.get(bytes.fromhex(sha256))
        known = None if first is None else self.archive.log.entry_at(first)
        if known is not None:
            self._write("revisit", self._revisit(entry, sha256, known))
        else:
            data = self.archive.get(sha256)
            kind = "response" if entry.status else "resource"
            self._write(kind, self._answer(entry, kind, sha256, data))
            self.firsts[bytes.fromhex(sha256)] = position
        if entry.outcome == "stored":
            self._write("metadata", self._metadata(entry))

    def _answer(self, entry: FetchEntry, kind: str, sha256: str, data: bytes) -> Any:
        """The bytes under the address that gave them; of a file from disk they are the whole block."""
        headers = {**_record_headers(entry), "WARC-Payload-Digest": _digest(sha256)}
        is_file = kind == "resource"
        return self.writer.create_warc_record(
            _uri(entry),
            kind,
            payload=io.BytesIO(data),
            length=len(data),
            http_headers=None if is_file else _http_headers(entry, len(data)),
            warc_headers_dict={**headers, "WARC-Block-Digest": _digest(sha256)} if is_file else headers,
            warc_content_type=(entry.content_type or _OCTETS) if is_file else "",
        )

    def _revisit(self, entry: FetchEntry, sha256: str, first: FetchEntry) -> Any:
        record = self.writer.create_revisit_record(
            _uri(entry),
            _digest(sha256),
            _uri(first),
            _date(first),
            http_headers=_http_headers(entry, None) if entry.status else None,
            warc_headers_dict={**_record_headers(entry), "WARC-Refers-To": _record_headers(first)["WARC-Record-ID"]},
        )
        profile = _NOT_MODIFIED if entry.status == HTTPStatus.NOT_MODIFIED else _SAME_BYTES
        record.rec_headers.replace_header("WARC-Profile", profile)
        return record

    def _metadata(self, entry: FetchEntry) -> Any:
        fields = {name: getattr(entry, name) for name in _OF_THE_LIST if getattr(entry, name)}
        if entry.final_url:
            fields["asked_for"] = entry.url
        text = "".join(f"{name}: {' '.join(str(value).split())}\r\n" for name, value in fields.items()).encode()
        return self.writer.create_warc_record(
            _uri(entry),
            "metadata",
            payload=io.BytesIO(text),
            length=len(text),
            warc_content_type="application/warc-fields",
            warc_headers_dict={
                "WARC-Date": _date(entry),
                "WARC-Concurrent-To": _record_headers(entry)["WARC-Record-ID"],
            },
        )

    def _write(self, kind: str, record: Any) -> None:
        self.writer.write_record(record)
        self.exported.records[kind] += 1


def _record_headers(entry: FetchEntry) -> dict[str, str]:
    """The id of a record comes from that of the fetch, so that two exports of one archive name it alike."""
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"nianbao:{entry.fetch_id}")
    return {"WARC-Record-ID": f"<urn:uuid:{name}>", "WARC-Date": _date(entry)}


def _uri(entry: FetchEntry) -> str:
    """The address that answered, in the characters that an address may have (a blank would end the line's field)."""
    return quote(entry.final_url or entry.url, safe="!#$%&'()*+,/:;=?@[]~")


def _date(entry: FetchEntry) -> str:
    moment = datetime.fromisoformat(entry.fetched_at)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _http_headers(entry: FetchEntry, length: int | None) -> StatusAndHeaders:
    """The status line and headers as far as kept; of the length only ours is true, because the body is the decoded one."""
    kept = {name: value for name, value in entry.headers.items() if name in KEPT_HEADERS}
    told = {"content-type": entry.content_type, "etag": entry.etag, "last-modified": entry.last_modified}
    kept |= {name: value for name, value in told.items() if value}
    if length is not None:
        kept["content-length"] = str(length)
    try:
        phrase = HTTPStatus(entry.status).phrase
    except ValueError:
        phrase = "Unknown"
    pairs = [("-".join(part.capitalize() for part in name.split("-")), _line(value)) for name, value in kept.items()]
    return StatusAndHeaders(f"{entry.status} {phrase}", pairs, protocol="HTTP/1.1")


def _line(value: str) -> str:
    """A header's value on one line: a server's line break must not become a header of ours."""
    return " ".join(value.split())


def _digest(sha256: str) -> str:
    return "sha256:" + base64.b32encode(bytes.fromhex(sha256)).decode()

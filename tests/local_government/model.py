"""What a site of the local government is made of: documents in columns, and routes that answer for them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True, slots=True)
class Document:
    """One row of a column: ``number`` is unique on its site; ``body`` the page or file it leads to."""

    number: int
    title: str
    date: str
    body: bytes
    is_report: bool
    organ: str = ""
    year: int = 0
    media: str = "text/html; charset=utf-8"

    @property
    def compact_date(self) -> str:
        return self.date.replace("-", "")

    @property
    def hex_id(self) -> str:
        return hashlib.md5(f"document {self.number}".encode(), usedforsecurity=False).hexdigest()

    @property
    def uuid(self) -> str:
        digits = self.hex_id
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


@dataclass(frozen=True, slots=True)
class Ask:
    """One request as a route sees it."""

    method: str
    path: str
    query: Mapping[str, str]
    form: Mapping[str, str]
    body: bytes
    headers: Mapping[str, str]

    @classmethod
    def of(cls, method: str, target: str, body: bytes, headers: Mapping[str, str]) -> Ask:
        parts = urlsplit(target)
        is_form = "urlencoded" in headers.get("content-type", "")
        form = dict(parse_qsl(body.decode(), keep_blank_values=True)) if is_form else {}
        return cls(method, parts.path, dict(parse_qsl(parts.query, keep_blank_values=True)), form, body, headers)

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer; ``Content-Length`` and validators are the server's to add."""

    data: bytes
    media: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Route = Callable[[Ask], Reply]
Routes = dict[str, Route]


def page(body: str, head: str = "", status: int = 200) -> Reply:
    return Reply(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode(), status=status)


def fixed(reply: Reply) -> Route:
    return lambda ask: reply


def as_json(value: Any) -> Reply:
    return Reply(json.dumps(value, ensure_ascii=False).encode(), "application/json; charset=utf-8")


def chunks(documents: Sequence[Document], size: int) -> list[list[Document]]:
    return [list(documents[start : start + size]) for start in range(0, len(documents), size)] or [[]]


def items(documents: Sequence[Document], address: Callable[[Document], str]) -> str:
    """Rows as most lists print them, long titles cut with the whole one in the attribute."""
    rows = []
    for one in documents:
        shown = one.title if len(one.title) < 30 else f"{one.title[:26]}…"
        rows.append(
            f'<li><a href="{address(one)}" title="{one.title}" target="_blank">{shown}</a><span>{one.date}</span></li>'
        )
    return f'<ul class="list">{"".join(rows)}</ul>'


@dataclass(frozen=True, slots=True)
class DocumentRoute:
    """Answers with one document, and says which."""

    document: Document

    def __call__(self, ask: Ask) -> Reply:
        return Reply(self.document.body, self.document.media)


def details(documents: Sequence[Document], address: Callable[[Document], str]) -> Routes:
    """Routes of the documents themselves, by absolute path."""
    return {address(one): DocumentRoute(one) for one in documents}

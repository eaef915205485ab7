"""Serve the generated site on 127.0.0.1 for two nights, with validators, and count what was asked for.

The second night differs from the first only where the folder ``night2`` holds a file: the report that was replaced
in place.
"""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from email.utils import formatdate, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import unquote, urlsplit

from flows.demo_site.build import NIGHT_TWO_FOLDER, SITE_FOLDER
from flows.demo_site.place import COLUMN_PATH

Night = Literal[1, 2]

_CONTENT_TYPES = {
    # no charset: some pages are GBK, the meta tag of each says so
    ".html": "text/html",
    ".css": "text/css; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_NOT_FOUND = (
    "<!DOCTYPE html><html lang='zh-CN'><meta charset='utf-8'><title>页面不存在</title><h1>页面不存在</h1>".encode()
)


class DemoServer:
    """Context manager: serves ``<folder>/site`` on a free port of 127.0.0.1, and nowhere else.

    Attributes:
        url: root address without a slash at its end.
        requests: requests by path since the start or the last ``reset_counts``.
        statuses: answers by HTTP status, likewise.
    """

    def __init__(self, folder: Path, *, port: int = 0) -> None:
        self.folder = folder
        self.night: Night = 1
        self.requests: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self._lock = threading.Lock()
        self._port = port
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        if self._server is None:
            raise RuntimeError("the demonstration server is not running; use it as a context manager")
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def entry_url(self) -> str:
        """First page of the column of annual reports."""
        return self.url + COLUMN_PATH

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), _handler_for(self))
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="demo-site", daemon=True
        )
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
        self._server = self._thread = None

    def set_night(self, night: Night) -> None:
        """Night 1 shows the first version of the re-published report, night 2 the second."""
        self.night = night

    def reset_counts(self) -> None:
        with self._lock:
            self.requests.clear()
            self.statuses.clear()

    def find(self, path: str) -> Path | None:
        """File that answers a path tonight; None when there is none or it leads out of the site."""
        relative = unquote(urlsplit(path).path).lstrip("/")
        if relative == "" or relative.endswith("/"):
            relative += "index.html"
        nights = (NIGHT_TWO_FOLDER, SITE_FOLDER) if self.night == 2 else (SITE_FOLDER,)
        for root in (self.folder / name for name in nights):
            target = (root / relative).resolve()
            if target.is_relative_to(root.resolve()) and target.is_file():
                return target
        return None

    def count(self, path: str, status: int) -> None:
        with self._lock:
            self.requests[urlsplit(path).path] += 1
            self.statuses[status] += 1


def _handler_for(demo: DemoServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        server_version = "YunxiWeb/1.0"

        def do_GET(self) -> None:
            self._answer(with_body=True)

        def do_HEAD(self) -> None:
            self._answer(with_body=False)

        def _answer(self, *, with_body: bool) -> None:
            file = demo.find(self.path)
            if file is None:
                self._send(HTTPStatus.NOT_FOUND, _NOT_FOUND, {"Content-Type": "text/html; charset=utf-8"}, with_body)
                return
            data = file.read_bytes()
            modified = int(file.stat().st_mtime)
            headers = {
                "Content-Type": _CONTENT_TYPES.get(file.suffix, "application/octet-stream"),
                "ETag": f'"{hashlib.sha256(data).hexdigest()[:16]}"',
                "Last-Modified": formatdate(modified, usegmt=True),
            }
            if self._is_unchanged(headers["ETag"], modified):
                self._send(HTTPStatus.NOT_MODIFIED, b"", headers, with_body=False)
            else:
                self._send(HTTPStatus.OK, data, headers, with_body)

        def _is_unchanged(self, etag: str, modified: int) -> bool:
            """If-None-Match decides when it is there; If-Modified-Since only without it (RFC 9110)."""
            known = self.headers.get("If-None-Match")
            if known is not None:
                return etag in (value.strip().removeprefix("W/") for value in known.split(","))
            since = self.headers.get("If-Modified-Since", "")
            try:
                return bool(since) and modified <= int(parsedate_to_datetime(since).timestamp())
            except ValueError:
                return False

        def _send(self, status: HTTPStatus, data: bytes, headers: dict[str, str], with_body: bool) -> None:
            demo.count(self.path, status)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status != HTTPStatus.NOT_MODIFIED:
                self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if with_body:
                self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            """Requests are counted, not printed."""

    return Handler

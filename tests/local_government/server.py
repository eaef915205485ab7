"""Serve routes on a loopback address of their own, with validators, and keep account of what was asked and when."""

from __future__ import annotations

import hashlib
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.local_government.model import Ask, Reply, Routes, page


@dataclass(slots=True)
class Asked:
    """One request as the host saw it: path with query, status sent, monotonic seconds, whether another ran beside it."""

    target: str
    status: int
    at: float
    was_alone: bool


@dataclass(slots=True)
class Host:
    """One host of the local government: its routes, and its account."""

    address: str
    routes: Routes
    robots: str | None = None
    faults: Sequence[Any] = ()
    asked: list[Asked] = field(default_factory=list)
    port: int = 0
    running: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://{self.address}:{self.port}"

    def paths(self) -> list[str]:
        return [one.target for one in self.asked if one.target != "/robots.txt"]

    def reset(self) -> None:
        self.asked.clear()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A visitor that was killed hangs up in the middle; anything else is shown."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


NOT_FOUND = page("<h1>您访问的页面不存在</h1>", status=404)


@contextmanager
def serve(*hosts: Host) -> Iterator[None]:
    """Serve all hosts until the context ends; each gets a free port of its own address."""
    servers = []
    try:
        for host in hosts:
            server = _Server((host.address, 0), _handler(host))
            host.port = server.server_address[1]
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
            servers.append(server)
        yield
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


def _handler(host: Host) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._answer("GET")

        def do_POST(self) -> None:
            self._answer("POST")

        def _answer(self, method: str) -> None:
            with host.lock:
                host.running += 1
                record = Asked(self.path, 0, time.monotonic(), host.running == 1)
                host.asked.append(record)
            try:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                ask = Ask.of(method, self.path, body, headers)
                for fault in host.faults:
                    if fault(self, ask, record):
                        return
                self.send(_reply(host, ask), headers, record)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True
            finally:
                with host.lock:
                    host.running -= 1

        def reply(self, reply: Reply, record: Asked) -> None:
            record.status = reply.status
            self.send_response(reply.status)
            names = {"Content-Type": reply.media, "Content-Length": str(len(reply.data)), **reply.headers}
            for name, value in names.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.data)

        def raw(self) -> BaseHTTPRequestHandler:
            return self

        def send(self, reply: Reply, headers: dict[str, str], record: Asked) -> None:
            tag = f'"{hashlib.md5(reply.data, usedforsecurity=False).hexdigest()[:16]}"'
            is_known = reply.status == 200 and headers.get("if-none-match") == tag
            status, data = (304, b"") if is_known else (reply.status, reply.data)
            record.status = status
            self.send_response(status)
            names = {"Content-Type": reply.media, "ETag": tag, "Content-Length": str(len(data)), **reply.headers}
            for name, value in names.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            """The account is kept in ``asked``."""

    return Handler


def _reply(host: Host, ask: Ask) -> Reply:
    if ask.path == "/robots.txt":
        return Reply(host.robots.encode(), "text/plain") if host.robots is not None else NOT_FOUND
    route = host.routes.get(ask.path)
    return route(ask) if route is not None else NOT_FOUND

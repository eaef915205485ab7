"""A small server on 127.0.0.1 whose paths behave badly on purpose, and that counts what it was asked."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[BaseHTTPRequestHandler, int], None]


class FaultyServer:
    """Paths -> answers; ``asked`` holds the paths in order, ``most_at_once`` how many requests ran side by side."""

    def __init__(self, routes: dict[str, Answer]) -> None:
        self.routes = routes
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.most_at_once = 0
        self.url = ""
        self._running = 0
        self._lock = threading.Lock()

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        with self._lock:
            self._running += 1
            self.most_at_once = max(self.most_at_once, self._running)
            self.asked.append(handler.path)
            self.headers.append({name.lower(): value for name, value in handler.headers.items()})
            count = self.asked.count(handler.path)
        try:
            self.routes.get(handler.path, status(404))(handler, count)
        except (BrokenPipeError, ConnectionResetError):
            pass
        finally:
            with self._lock:
                self._running -= 1


def page(body: str | bytes, code: int = 200, **headers: str) -> Answer:
    """A complete answer; header names with ``_`` for ``-``."""
    data = body.encode() if isinstance(body, str) else body

    def answer(handler: BaseHTTPRequestHandler, count: int) -> None:
        handler.send_response(code)
        names = {"Content-Type": "text/html; charset=utf-8"} | {k.replace("_", "-"): v for k, v in headers.items()}
        for name, value in names.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    return answer


def status(code: int, **headers: str) -> Answer:
    return page("", code, **headers)


def redirect(target: str) -> Answer:
    return status(302, Location=target)


def in_turn(*answers: Answer) -> Answer:
    """First answer to the first request, and so on; the last one for all further requests."""
    return lambda handler, count: answers[min(count, len(answers)) - 1](handler, count)


def cut_short(body: bytes, promised: int) -> Answer:
    """A body that ends before the Content-Length it promised."""

    def answer(handler: BaseHTTPRequestHandler, count: int) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "application/pdf")
        handler.send_header("Content-Length", str(promised))
        handler.end_headers()
        handler.wfile.write(body)
        handler.close_connection = True

    return answer


def slow(seconds: float) -> Answer:
    """Waits before it answers."""

    def answer(handler: BaseHTTPRequestHandler, count: int) -> None:
        time.sleep(seconds)
        page("late")(handler, count)

    return answer


def dripping(chunks: int, seconds: float) -> Answer:
    """Sends a body byte by byte: no single read is late, the whole is."""

    def answer(handler: BaseHTTPRequestHandler, count: int) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(chunks))
        handler.end_headers()
        for _ in range(chunks):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(seconds)

    return answer


def dripping_headers(lines: int, seconds: float) -> Answer:
    """Sends header after header: the time-out of a single read never runs out."""

    def answer(handler: BaseHTTPRequestHandler, count: int) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n")
        for number in range(lines):
            handler.wfile.write(f"X-Late-{number}: 1\r\n".encode())
            handler.wfile.flush()
            time.sleep(seconds)
        handler.wfile.write(b"\r\nx")

    return answer


def reset(handler: BaseHTTPRequestHandler, count: int) -> None:
    """Closes the connection without an answer."""
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def serve(routes: dict[str, Answer]) -> Iterator[FaultyServer]:
    """Serve the routes on a free port of 127.0.0.1; a path without a route answers 404."""
    faulty = FaultyServer(routes)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            faulty.handle(self)

        def log_message(self, format: str, *args: Any) -> None:
            """Tests read ``asked`` instead."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    faulty.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield faulty
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""Hosts that misbehave: each fault looks at one request and either deals with it (True) or leaves it to the routes."""

from __future__ import annotations

import hashlib
import select
import socket
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Protocol

from tests.local_government.model import Ask, Reply, Route


class Record(Protocol):
    """What a fault may say of a request (``server.Asked``)."""

    status: int
    at: float
    was_alone: bool


class Handler(Protocol):
    """What a fault needs of a request handler (``server``)."""

    def reply(self, reply: Reply, record: Record) -> None:
        """Send one answer, without validators."""
        ...

    def raw(self) -> BaseHTTPRequestHandler: ...


Fault = Callable[[Handler, Ask, Record], bool]
WAF_PAGE = (
    "<html><head><title>访问拦截</title></head><body><h1>您的访问疑似攻击行为，请求被拦截</h1>"
    "<p>事件编号：20250211-0007</p></body></html>"
)
RUISHU_PAGE = (
    "<html><head><meta content='q8Zr' r='m'><script>$_ts=window['$_ts'];$_ts.nsd=81253;</script></head></html>"
)
NOT_HERE = "<html><head><title>提示</title></head><body><p>您访问的页面不存在或已被删除！</p><a href='/'>返回首页</a></body></html>"


def is_chosen(path: str, share: int) -> bool:
    """About one path in ``share``, always the same ones."""
    return hashlib.sha256(path.encode()).digest()[0] % share == 0


@dataclass(slots=True)
class FirstTime:
    """A fault that strikes some detail pages the first time they are asked for, and then no more."""

    strike: Callable[[Handler, Ask, Record], None]
    share: int = 4
    seen: Counter[str] = field(default_factory=Counter)

    def __call__(self, handler: Handler, ask: Ask, record: Record) -> bool:
        if ask.path == "/robots.txt" or not is_chosen(ask.path, self.share):
            return False
        self.seen[ask.path] += 1
        if self.seen[ask.path] > 1:
            return False
        self.strike(handler, ask, record)
        return True


def _linger(handler: Handler, seconds: float) -> bool:
    """Wait; False as soon as the visitor has gone away, whose next request must not count as a second one at once."""
    raw = handler.raw()
    readable, _, _ = select.select([raw.connection], [], [], seconds)
    if readable:
        raw.close_connection = True
    return not readable


def server_error(handler: Handler, ask: Ask, record: Record) -> None:
    handler.reply(Reply(b"<h1>500</h1>", status=500), record)


def hang(handler: Handler, ask: Ask, record: Record) -> None:
    """No answer at all for longer than anyone waits."""
    _linger(handler, 4)
    handler.raw().close_connection = True


def reset(handler: Handler, ask: Ask, record: Record) -> None:
    handler.raw().close_connection = True
    handler.raw().connection.shutdown(socket.SHUT_RDWR)


def cut_short(handler: Handler, ask: Ask, record: Record) -> None:
    """Half a page under the length of a whole one."""
    raw = handler.raw()
    raw.send_response(200)
    raw.send_header("Content-Type", "text/html; charset=utf-8")
    raw.send_header("Content-Length", "9000")
    raw.end_headers()
    raw.wfile.write("<html><body><p>总体情况".encode())
    raw.wfile.flush()
    raw.close_connection = True


def drip_headers(handler: Handler, ask: Ask, record: Record) -> None:
    """One header line after the other: no single read is late, the whole is."""
    raw = handler.raw()
    raw.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n")
    for number in range(20):
        raw.wfile.write(f"X-Line-{number}: 1\r\n".encode())
        raw.wfile.flush()
        if not _linger(handler, 0.2):
            return
    raw.wfile.write(b"\r\nx")
    raw.close_connection = True


def drip_body(handler: Handler, ask: Ask, record: Record) -> None:
    raw = handler.raw()
    raw.send_response(200)
    raw.send_header("Content-Length", "20")
    raw.end_headers()
    for _ in range(20):
        raw.wfile.write(b"x")
        raw.wfile.flush()
        if not _linger(handler, 0.2):
            return


@dataclass(slots=True)
class RateTrap:
    """Whoever asks faster than the crawl delay, or twice at once, gets 429 from then on."""

    seconds: float
    last: float = -1e9
    is_banned: bool = False

    def __call__(self, handler: Handler, ask: Ask, record: Record) -> bool:
        is_too_fast = record.at - self.last < self.seconds
        self.last = record.at
        self.is_banned = self.is_banned or is_too_fast or not record.was_alone
        if self.is_banned:
            handler.reply(Reply(b"<h1>Too Many Requests</h1>", status=429), record)
        return self.is_banned


@dataclass(slots=True)
class Wall:
    """Every page is a refusal while the wall stands; robots.txt is not."""

    page: str
    status: int
    is_up: bool = True

    def __call__(self, handler: Handler, ask: Ask, record: Record) -> bool:
        if not self.is_up or ask.path == "/robots.txt":
            return False
        handler.reply(Reply(self.page.encode(), status=self.status), record)
        return True


@dataclass(slots=True)
class Gone:
    """Paths that are not there any more."""

    paths: Collection[str] = ()

    def __call__(self, handler: Handler, ask: Ask, record: Record) -> bool:
        if ask.path not in self.paths:
            return False
        handler.reply(Reply(b"<h1>404 Not Found</h1>", status=404), record)
        return True


def redirect(target: str) -> Route:
    return lambda ask: Reply(b"", status=302, headers={"Location": target})


def endless_calendar(ask: Ask) -> Reply:
    """Every month leads to the next one, for ever, and none of them lists a report."""
    month = int(ask.query.get("month", "0")) + 1
    days = "".join(f"<td>{day}</td>" for day in range(1, 29))
    body = f"<table><tr>{days}</tr></table><a href='/xxgk/nb/rili?month={month}'>下一页</a><i>{month}</i>"
    return Reply(f"<html><body>{body}</body></html>".encode())

"""A time limit for a whole exchange, down to the single read: connections that know when the request must be over.

A time-out of a read begins anew with every byte, so a host that sends its headers drop by drop keeps a crawler for
hours. Here every read waits at most for what is left of the request's time.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

import httpcore
import httpx

_DEADLINE = threading.local()


def begin(seconds: float) -> None:
    """The exchange of this thread that begins now must be over in so many seconds."""
    _DEADLINE.at = time.monotonic() + seconds


def _remaining(timeout: float | None) -> float | None:
    at: float | None = getattr(_DEADLINE, "at", None)
    if at is None:
        return timeout
    left = at - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time of the request is over")
    return left if timeout is None else min(left, timeout)


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _remaining(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _remaining(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._inner.start_tls(ssl_context, server_hostname, _remaining(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.SyncBackend):
    def __init__(self, check_peer: Callable[[str, str], None]) -> None:
        super().__init__()
        self._check_peer = check_peer

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        stream = super().connect_tcp(host, port, _remaining(timeout), local_address, socket_options)
        try:
            self._check_peer(host, str(stream.get_extra_info("server_addr")[0]))
        except BaseException:
            stream.close()
            raise
        return _Stream(stream)


def transport(context: ssl.SSLContext, check_peer: Callable[[str, str], None]) -> httpx.HTTPTransport:
    """A transport of httpx over connections with a deadline.

    ``check_peer`` gets the name and the address really reached of each new connection, before anything is sent, and
    raises where nothing may be.
    """
    made = httpx.HTTPTransport(verify=context, trust_env=False)
    made._pool = httpcore.ConnectionPool(
        ssl_context=context, max_connections=100, max_keepalive_connections=20, network_backend=_Backend(check_peer)
    )
    return made

"""One HTTP request and its body, within limits of bytes and time: the plain exchange below the manners of
``fetch``."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Protocol

import httpx

from nianbao.errors import FetchError, TooLarge, TransientFetchError

_GZIP = b"\x1f\x8b"


class Limits(Protocol):
    """What an exchange needs of ``FetchLimits``."""

    @property
    def timeout_seconds(self) -> float: ...
    @property
    def max_bytes(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it came: address, status, headers (names in lower case), decoded body."""

    url: str
    status: int
    headers: Mapping[str, str]
    data: bytes

    def retry_after(self) -> float | None:
        """Seconds the host asks to wait (a number or a date in Retry-After), None when it asks for nothing sound."""
        value = self.headers.get("retry-after", "").strip()
        if value.isdigit():
            return float(value)
        try:
            moment = parsedate_to_datetime(value)
        except (TypeError, ValueError):
            return None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0.0, (moment - datetime.now(UTC)).total_seconds())


class Truncated(TransientFetchError):
    """The body ended before the promised length; ``answer`` holds what came."""

    code = "truncated_file"

    def __init__(self, subject: str, reason: str, mend: str = "", answer: Answer | None = None) -> None:
        super().__init__(subject, reason, mend)
        self.answer = answer


class RedirectLoop(FetchError):
    """An address whose redirects lead nowhere: as good as not there."""

    code = "redirect_loop"


class Busy(TransientFetchError):
    """A status that may pass (429, 5xx), with the seconds the host asks to wait (None when it says nothing)."""

    code = "fetch_busy"

    def __init__(
        self, subject: str, reason: str, mend: str = "", status: int = 0, retry_after: float | None = None
    ) -> None:
        super().__init__(subject, reason, mend)
        self.status = status
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Body:
    """What a POST sends."""

    content: bytes
    content_type: str


def exchange(
    client: httpx.Client,
    url: str,
    headers: Mapping[str, str],
    limits: Limits,
    clock: Callable[[], float],
    body: Body | None = None,
) -> Answer:
    """GET one address (or POST a body to it) without following redirects.

    Raises TransientFetchError (time-out, reset, no connection), Truncated, TooLarge, or FetchError for what another try
    cannot mend.
    """
    deadline = clock() + limits.timeout_seconds
    method, content = ("GET", None) if body is None else ("POST", body.content)
    sent = dict(headers) if body is None else {**headers, "Content-Type": body.content_type}
    try:
        with client.stream(method, url, headers=sent, content=content) as response:
            names = {name.lower(): value for name, value in response.headers.items()}
            data, problem = _read_body(response, url, limits, deadline, clock)
            answer = Answer(url, response.status_code, names, data)
    except httpx.TimeoutException as error:
        reason = f"no answer within {limits.timeout_seconds:g} s"
        raise TransientFetchError(url, reason, "the next run asks again") from error
    except httpx.TransportError as error:
        raise TransientFetchError(url, _plain(error), "the next run asks again") from error
    except (httpx.InvalidURL, httpx.DecodingError, UnicodeError) as error:
        raise FetchError(url, _plain(error)) from error
    if problem:
        raise Truncated(url, problem, "kept as it came; the next run asks again", answer)
    return answer


def _read_body(
    response: httpx.Response, url: str, limits: Limits, deadline: float, clock: Callable[[], float]
) -> tuple[bytes, str]:
    """Body and, when it ended too early, a clause that says so."""
    promised = response.headers.get("content-length", "")
    is_plain = not response.headers.get("content-encoding")
    if promised.isdigit() and int(promised) > limits.max_bytes:
        raise _too_large(url, limits)
    chunks: list[bytes] = []
    size = 0
    problem = ""
    try:
        for chunk in response.iter_bytes():
            size += len(chunk)
            if size > limits.max_bytes:
                raise _too_large(url, limits)
            if clock() > deadline:
                raise TransientFetchError(
                    url, f"not finished within {limits.timeout_seconds:g} s", "the next run asks again"
                )
            chunks.append(chunk)
    except httpx.RemoteProtocolError:
        problem = f"body ended after {size} bytes" + (f" of {promised}" if promised else "")
    body = b"".join(chunks)
    if is_plain and body.startswith(_GZIP) and "html" in response.headers.get("content-type", ""):
        body = _gunzip(body, url, limits)
    return body, problem


def _gunzip(body: bytes, url: str, limits: Limits) -> bytes:
    """Some hosts compress without saying so; unpack within the size limit, leave what is no gzip after all."""
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        unpacked = unpacker.decompress(body, limits.max_bytes)
    except zlib.error:
        return body
    if unpacker.unconsumed_tail:
        raise _too_large(url, limits)
    return unpacked


def _too_large(url: str, limits: Limits) -> TooLarge:
    return TooLarge(url, f"larger than {limits.max_bytes:,} bytes", "raise NIANBAO_MAX_BYTES if it is wanted")


def _plain(error: Exception) -> str:
    text = str(error).strip().splitlines()
    return f"no usable answer ({text[0] if text else type(error).__name__})"

"""Ask for one address, politely, and say how it went: an address -> ``Fetched``.

Government hosts time out, reset, cut bodies short, answer 429 with a waiting time, send block pages with 200 and
redirect to anywhere. One bad address must never end a run, so nothing of this raises; and no haste may harm a host,
so robots.txt is obeyed, one request at a time goes to one host with a pause between, and a host that refuses is
left alone (``polite``).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from urllib.parse import urlencode, urljoin

from extractors.sites.exchange import Answer, Body, Busy, RedirectLoop, Truncated
from extractors.sites.manners import FetchLimits, HostManners, HostMemory
from extractors.sites.model import Fetched, Outcome, Request
from extractors.sites.pages import decode_page
from extractors.sites.polite import REDIRECTS, LeftAlone, PoliteHosts
from extractors.sites.refusals import BLOCKING_KINDS, is_missing_page, refusal_kind
from nianbao.errors import FetchError, Refused, TooLarge, TransientFetchError

_REPEATING_REDIRECTS = frozenset({307, 308})
_PAGE_BYTES = 60_000

__all__ = ["FetchLimits", "Fetcher", "HostManners"]


class Fetcher:
    """Fetches for one run: follows redirects, judges answers; keeps connections, cookies and the hosts that refused.

    Use as a context manager; threads may share it. Proxies of the environment are not used, because the address check
    would then check the wrong host.
    """

    def __init__(
        self,
        limits: FetchLimits,
        *,
        manners: Mapping[str, HostManners] | None = None,
        memory: HostMemory | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.limits = limits
        self._now = now
        self._hosts = PoliteHosts(limits, manners, memory, sleep, clock)

    @property
    def requests(self) -> int:
        """Requests made so far, robots.txt included."""
        return self._hosts.requests

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._hosts.close()

    def stop(self) -> None:
        """Ask for nothing more: the next request of any thread raises Stopped."""
        self._hosts.stop()

    def blocked_hosts(self) -> dict[str, str]:
        """Host names left alone since a refusal, in this run or before -> kind."""
        return self._hosts.blocked()

    def fetch(self, url: str | Request, *, etag: str = "", last_modified: str = "") -> Fetched:
        """Ask for one address; conditionally when the caller knows its ETag or Last-Modified (then 304 = unchanged).

        Never raises for an address that fails: ``outcome`` and ``message`` say what happened.
        """
        request = url if isinstance(url, Request) else Request(url)
        headers = {"If-None-Match": etag, "If-Modified-Since": last_modified, "Referer": request.referer}
        headers = {name: value for name, value in headers.items() if value}
        address = request.address
        try:
            return self._judge(address, self._hosts.with_retries(lambda: self._follow(request, headers)))
        except Truncated as error:
            return self._failed(address, "truncated", error, answer=error.answer)
        except LeftAlone as error:
            return replace(self._failed(address, "refused", error, kind=error.mend), is_asked=False)
        except Refused as error:
            return self._failed(address, "refused", error, kind=error.mend)
        except Busy as error:
            if error.status != 429:
                return self._failed(address, "failed", error)
            self._hosts.block(error.subject, "rate_limit")
            return self._failed(address, "refused", error, kind="rate_limit")
        except TransientFetchError as error:
            return self._failed(address, "failed", error)
        except RedirectLoop as error:
            return self._failed(address, "failed", error, kind="missing")
        except (FetchError, TooLarge) as error:
            return self._failed(address, "failed", error, kind="final")

    def _follow(self, request: Request, headers: dict[str, str]) -> Answer:
        """One try: the request and its redirects, every hop checked; only 307 and 308 repeat the body of a POST."""
        url = address = request.url
        body = _body_of(request)
        for _ in range(self.limits.max_redirects + 1):
            answer = self._hosts.hop(address, headers, body)
            target = answer.headers.get("location", "")
            if answer.status not in REDIRECTS or not target:
                return answer
            body = body if answer.status in _REPEATING_REDIRECTS else None
            try:
                address = urljoin(address, target)
            except ValueError as error:
                raise FetchError(url, f"redirects to {target!r}, which is no address") from error
        raise RedirectLoop(
            url, f"more than {self.limits.max_redirects} redirects, the last to {address}", "look at it by hand"
        )

    def _judge(self, url: str, answer: Answer) -> Fetched:
        """Outcome of a complete answer."""
        if answer.status == 304:
            self._hosts.answered(answer.url)
            return self._fetched(url, answer, "unchanged")
        content_type = answer.headers.get("content-type", "").lower()
        text = decode_page(answer.data[:_PAGE_BYTES], content_type) if len(answer.data) < _PAGE_BYTES else ""
        kind = refusal_kind(answer.status, content_type, text)
        if kind:
            if kind in BLOCKING_KINDS:
                self._hosts.block(answer.url, kind)
            message = f"{url}: HTTP {answer.status}, the host refuses us ({kind}); left alone, a later run asks again"
            return self._fetched(url, answer, "refused", message, kind)
        self._hosts.answered(answer.url)
        if answer.status in (404, 410):
            return self._fetched(url, answer, "failed", f"{url}: HTTP {answer.status}", "missing")
        if answer.status != 200:
            return self._fetched(url, answer, "failed", f"{url}: HTTP {answer.status}")
        if is_missing_page(content_type, text):
            return self._fetched(
                url, answer, "failed", f"{url}: HTTP 200, but the page says it is not there", "missing"
            )
        return self._fetched(url, answer, "fetched")

    def _fetched(self, url: str, answer: Answer, outcome: Outcome, message: str = "", kind: str = "") -> Fetched:
        data = b"" if outcome in ("unchanged", "failed") else answer.data
        now = self._now()
        mode = self._hosts.manners_of(answer.url).tls if answer.status else "strict"
        note = "" if mode == "strict" else f"fetched with TLS {mode}, as the registry allows for this host"
        return Fetched(url, answer.url, answer.status, answer.headers, data, now, outcome, message, kind, note)

    def _failed(
        self, url: str, outcome: Outcome, error: FetchError | TooLarge, *, kind: str = "", answer: Answer | None = None
    ) -> Fetched:
        status = error.status if isinstance(error, Busy) else 0
        answer = answer or Answer(url, status, {}, b"")
        message = f"{url}: {error.reason}" if error.subject == url else f"{url}: {error.subject} {error.reason}"
        if error.mend and outcome == "failed":
            message = f"{message}; {error.mend}"
        return self._fetched(url, answer, outcome, message, kind)


def _body_of(request: Request) -> Body | None:
    if request.form is not None:
        return Body(urlencode(request.form).encode(), "application/x-www-form-urlencoded")
    if request.json is not None:
        return Body(request.json.encode(), "application/json")
    return None

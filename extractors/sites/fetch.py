"""Ask for one address, politely, and say how it went: an address -> ``Fetched``.

Government hosts time out, reset, cut bodies short, answer 429 with a waiting time, send block pages with 200 and
redirect to anywhere. One bad address must never end a run, so nothing of this raises; and no haste may harm a host,
so robots.txt is obeyed, one request at a time goes to one host with a pause between, and a host that refuses is
left alone.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from urllib.parse import urlencode, urljoin, urlsplit

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from extractors.sites import deadline
from extractors.sites.addresses import forbidden_reason
from extractors.sites.exchange import Answer, Body, Busy, RedirectLoop, Truncated, exchange
from extractors.sites.manners import FetchLimits, Host, HostManners, HostMemory, NoMemory
from extractors.sites.model import Fetched, Outcome, Request
from extractors.sites.pages import decode_page
from extractors.sites.refusals import BLOCKING_KINDS, is_missing_page, refusal_kind
from extractors.sites.robots import Robots, robots_from_answer
from extractors.sites.tls import TlsMode, tls_context
from extractors.sites.urls import origin
from nianbao.errors import FetchError, Refused, Stopped, TooLarge, TransientFetchError

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_REPEATING_REDIRECTS = frozenset({307, 308})
_PAGE_BYTES = 60_000

__all__ = ["FetchLimits", "Fetcher", "HostManners"]


class Fetcher:
    """Fetches for one run: keeps connections, cookies, robots rules and the hosts that refused.

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
        self.requests = 0
        self._sleep, self._clock, self._now = sleep, clock, now
        self._memory: HostMemory = memory or NoMemory()
        self._hosts: dict[str, Host] = {}
        self._guard = threading.Lock()
        self._manners = dict(manners or {})
        self._is_stopping = False
        self._clients: dict[TlsMode, httpx.Client] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        for client in self._clients.values():
            client.close()

    def stop(self) -> None:
        """Ask for nothing more: the next request of any thread raises Stopped."""
        self._is_stopping = True

    def blocked_hosts(self) -> dict[str, str]:
        """Host names left alone since a refusal, in this run or before -> kind."""
        return {name: host.blocked for name, host in self._hosts.items() if host.blocked}

    def fetch(self, url: str | Request, *, etag: str = "", last_modified: str = "") -> Fetched:
        """Ask for one address; conditionally when the caller knows its ETag or Last-Modified (then 304 = unchanged).

        Never raises for an address that fails: ``outcome`` and ``message`` say what happened.
        """
        request = url if isinstance(url, Request) else Request(url)
        headers = {"If-None-Match": etag, "If-Modified-Since": last_modified, "Referer": request.referer}
        headers = {name: value for name, value in headers.items() if value}
        address = request.address
        try:
            return self._judge(address, self._with_retries(lambda: self._follow(request, headers)))
        except Truncated as error:
            return self._failed(address, "truncated", error, answer=error.answer)
        except Refused as error:
            return self._failed(address, "refused", error, kind=error.mend)
        except Busy as error:
            if error.status != 429:
                return self._failed(address, "failed", error)
            self._block(self._host(error.subject), "rate_limit")
            return self._failed(address, "refused", error, kind="rate_limit")
        except TransientFetchError as error:
            return self._failed(address, "failed", error)
        except RedirectLoop as error:
            return self._failed(address, "failed", error, kind="missing")
        except (FetchError, TooLarge) as error:
            return self._failed(address, "failed", error, kind="final")

    def _with_retries(self, ask: Callable[[], Answer]) -> Answer:
        """Try again after failures that may pass, waiting as the host asks or twice as long; once after a cut body."""

        def wait(state: RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            if isinstance(error, Busy) and error.retry_after is not None:
                return 0.0  # the pause of the host, kept for all threads, is as long as it asked for
            return float(self.limits.backoff_seconds * 2 ** (state.attempt_number - 1))

        def stop(state: RetryCallState) -> bool:
            error = state.outcome.exception() if state.outcome else None
            limit = min(2, self.limits.tries) if isinstance(error, Truncated) else self.limits.tries
            return stop_after_attempt(limit)(state)

        def sleep(seconds: float) -> None:
            if seconds > 0:
                self._sleep(seconds)

        retrying = Retrying(
            stop=stop, wait=wait, retry=retry_if_exception_type(TransientFetchError), sleep=sleep, reraise=True
        )
        return retrying(ask)

    def _follow(self, request: Request, headers: dict[str, str]) -> Answer:
        """One try: the request and its redirects, every hop checked; only 307 and 308 repeat the body of a POST."""
        url = address = request.url
        body = _body_of(request)
        for _ in range(self.limits.max_redirects + 1):
            answer = self._hop(address, headers, body)
            target = answer.headers.get("location", "")
            if answer.status not in _REDIRECTS or not target:
                return answer
            body = body if answer.status in _REPEATING_REDIRECTS else None
            try:
                address = urljoin(address, target)
            except ValueError as error:
                raise FetchError(url, f"redirects to {target!r}, which is no address") from error
        raise RedirectLoop(
            url, f"more than {self.limits.max_redirects} redirects, the last to {address}", "look at it by hand"
        )

    def _hop(self, url: str, headers: dict[str, str], body: Body | None) -> Answer:
        """One request with all manners: address check, robots, pause, one at a time per host."""
        self._check_address(url)
        host = self._host(url)
        with host.lock:
            self._leave_alone(url, host)
            robots = self._robots(url, host)
            if robots.problem:
                raise FetchError(url, robots.problem, "the host is left alone until the next run")
            if not robots.allows(url):
                raise Refused(url, "robots.txt asks us not to fetch it", "robots")
            return self._exchange(url, headers, host, robots.delay_seconds(), body)

    def _leave_alone(self, url: str, host: Host) -> None:
        """Raises Refused for a host that refused us, in this run or in one before."""
        if host.blocked:
            raise Refused(url, f"not asked for: the host refused earlier in this run ({host.blocked})", host.blocked)
        kind, until = self._memory.left_alone(host.name)
        if kind and not host.has_answered:
            host.blocked = kind
            raise Refused(
                url, f"not asked for: the host refused us before ({kind}) and is left alone until {until}", kind
            )

    def _block(self, host: Host, kind: str) -> None:
        host.blocked = kind
        self._memory.refused(host.name, kind)

    def _exchange(
        self, url: str, headers: dict[str, str], host: Host, delay: float, body: Body | None = None
    ) -> Answer:
        """Wait for the pause, ask, and turn statuses that may pass into a transient error."""
        if host.requests >= self.limits.host_requests:
            reason = f"not asked for: {host.requests} requests went to this host in this run; the next run goes on"
            raise Refused(url, reason, "budget")
        self._sleep_until(host.free_at)
        if self._is_stopping:
            raise Stopped(url, "not asked for: the run ends")
        manners = self._manners.get(origin(url), HostManners())
        try:
            with self._guard:
                self.requests += 1
            host.requests += 1
            deadline.begin(self.limits.timeout_seconds)
            answer = exchange(self._client(manners.tls), url, headers, self.limits, self._clock, body)
        finally:
            pause = max(self.limits.delay_seconds, delay, manners.delay_seconds)
            host.free_at = self._clock() + pause * (1 + random.random() * self.limits.jitter)
        if answer.status == 429 or answer.status in (500, 502, 503, 504):
            self._raise_transient(url, answer, host)
        return answer

    def _raise_transient(self, url: str, answer: Answer, host: Host) -> None:
        wait = answer.retry_after()
        is_limit = answer.status == 429
        if wait is not None and wait > self.limits.most_wait_seconds:
            reason = f"HTTP {answer.status}, asks to wait {wait:.0f} s"
        elif is_limit and wait is None:
            reason = "HTTP 429, too many requests"
        else:
            host.free_at = max(host.free_at, self._clock() + (wait or 0))  # for other threads too
            raise Busy(url, f"HTTP {answer.status}", "the next run asks again", answer.status, wait)
        if is_limit:
            self._block(host, "rate_limit")
            raise Refused(url, reason, "rate_limit")
        raise FetchError(url, reason, "the next run asks again")

    def _judge(self, url: str, answer: Answer) -> Fetched:
        """Outcome of a complete answer."""
        host = self._host(answer.url)
        if answer.status == 304:
            self._answered(host)
            return self._fetched(url, answer, "unchanged")
        content_type = answer.headers.get("content-type", "").lower()
        text = decode_page(answer.data[:_PAGE_BYTES], content_type) if len(answer.data) < _PAGE_BYTES else ""
        kind = refusal_kind(answer.status, content_type, text)
        if kind:
            if kind in BLOCKING_KINDS:
                self._block(host, kind)
            message = f"{url}: HTTP {answer.status}, the host refuses us ({kind}); left alone, a later run asks again"
            return self._fetched(url, answer, "refused", message, kind)
        self._answered(host)
        if answer.status in (404, 410):
            return self._fetched(url, answer, "failed", f"{url}: HTTP {answer.status}", "missing")
        if answer.status != 200:
            return self._fetched(url, answer, "failed", f"{url}: HTTP {answer.status}")
        if is_missing_page(content_type, text):
            return self._fetched(
                url, answer, "failed", f"{url}: HTTP 200, but the page says it is not there", "missing"
            )
        return self._fetched(url, answer, "fetched")

    def _answered(self, host: Host) -> None:
        if not host.has_answered:
            host.has_answered = True
            self._memory.answered(host.name)

    def _fetched(self, url: str, answer: Answer, outcome: Outcome, message: str = "", kind: str = "") -> Fetched:
        data = b"" if outcome in ("unchanged", "failed") else answer.data
        now = self._now()
        mode = self._manners.get(origin(answer.url), HostManners()).tls if answer.status else "strict"
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

    def _robots(self, url: str, host: Host) -> Robots:
        """Rules of the origin of this address, asked for once a run; the caller holds the host's lock."""
        name = origin(url)
        if name not in host.robots:
            agent = self.limits.user_agent.split("/")[0].split(" ")[0]
            try:
                status, data = self._robots_answer(urljoin(url, "/robots.txt"), host)
                host.robots[name] = robots_from_answer(status, data, agent)
                # the delay it asks for holds from this very request on
                host.free_at = max(host.free_at, self._clock() + host.robots[name].delay_seconds())
            except (FetchError, TooLarge) as error:
                host.robots[name] = Robots(None, agent, f"robots.txt is not to be had: {error.reason}")
        return host.robots[name]

    def _robots_answer(self, url: str, host: Host) -> tuple[int, bytes]:
        for _ in range(self.limits.max_redirects + 1):
            self._check_address(url)
            address = url
            answer = self._with_retries(lambda: self._exchange(address, {}, host, 0))  # noqa: B023
            target = answer.headers.get("location", "")
            if answer.status not in _REDIRECTS or not target:
                return answer.status, answer.data
            url = urljoin(url, target)
            if urlsplit(url).netloc != urlsplit(address).netloc:
                # rules of another host bind that host; ours published none
                return 404, b""
        return 404, b""

    def _check_address(self, url: str) -> None:
        try:
            reason = forbidden_reason(url, self.limits.allow_loopback)
        except OSError as error:
            raise TransientFetchError(url, "its host name has no address", "check the name, or the network") from error
        if reason:
            raise FetchError(url, reason, "never asked for; NIANBAO_ALLOW_LOOPBACK=1 allows local tests")

    def _client(self, mode: TlsMode) -> httpx.Client:
        """The connections of one TLS mode, made when first needed."""
        with self._guard:
            if mode not in self._clients:
                agent = self.limits.user_agent
                headers = {"User-Agent": agent, "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5", "Accept": "*/*"}
                self._clients[mode] = httpx.Client(
                    headers=headers,
                    timeout=httpx.Timeout(self.limits.timeout_seconds),
                    follow_redirects=False,
                    trust_env=False,
                    transport=deadline.transport(tls_context(mode)),
                )
            return self._clients[mode]

    def _host(self, url: str) -> Host:
        name = urlsplit(url).hostname or ""
        with self._guard:
            return self._hosts.setdefault(name, Host(name))

    def _sleep_until(self, moment: float) -> None:
        remaining = moment - self._clock()
        if remaining > 0:
            self._sleep(remaining)


def _body_of(request: Request) -> Body | None:
    if request.form is not None:
        return Body(urlencode(request.form).encode(), "application/x-www-form-urlencoded")
    if request.json is not None:
        return Body(request.json.encode(), "application/json")
    return None

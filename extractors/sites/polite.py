"""One request with all manners: address check, robots.txt, the pause of the host, one at a time, its budget.

No haste may harm a host, so all threads of a run share this: what a host asked for (a pause, a crawl delay, to be left
alone) holds for every request to it, robots.txt itself included.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Mapping
from urllib.parse import urljoin, urlsplit

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from extractors.sites import addresses, deadline
from extractors.sites.cookies import host_cookies
from extractors.sites.exchange import Answer, Body, Busy, Truncated, exchange
from extractors.sites.manners import FetchLimits, Host, HostManners, HostMemory, NoMemory
from extractors.sites.robots import Robots, robots_from_answer
from extractors.sites.tls import TlsMode, tls_context
from extractors.sites.urls import is_web_address, origin
from nianbao.errors import FetchError, Refused, Stopped, TooLarge, TransientFetchError

REDIRECTS = frozenset({301, 302, 303, 307, 308})


class LeftAlone(Refused):
    """Nothing was asked: the host refused before, or had its requests for this night."""


class PoliteHosts:
    """The hosts of one run: connections, cookies, robots rules, pauses, budgets and refusals; threads may share it."""

    def __init__(
        self,
        limits: FetchLimits,
        manners: Mapping[str, HostManners] | None = None,
        memory: HostMemory | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.limits = limits
        self.requests = 0
        self._sleep, self._clock = sleep, clock
        self._memory: HostMemory = memory or NoMemory()
        self._hosts: dict[str, Host] = {}
        self._guard = threading.Lock()
        self._manners = dict(manners or {})
        self._is_stopping = False
        self._clients: dict[TlsMode, httpx.Client] = {}

    def close(self) -> None:
        for client in self._clients.values():
            client.close()

    def stop(self) -> None:
        """Ask for nothing more: the next request of any thread raises Stopped."""
        self._is_stopping = True

    def blocked(self) -> dict[str, str]:
        """Host names left alone since a refusal, in this run or before -> kind."""
        return {name: host.blocked for name, host in self._hosts.items() if host.blocked}

    def manners_of(self, url: str) -> HostManners:
        """What the registry says of the host of an address."""
        return self._manners.get(origin(url), HostManners())

    def block(self, url: str, kind: str) -> None:
        """The host of an address refused us: it is asked no more in this run."""
        host = self._host(url)
        host.blocked = kind
        self._memory.refused(host.name, kind)

    def answered(self, url: str) -> None:
        """The host of an address gave an answer that is no refusal."""
        host = self._host(url)
        if not host.has_answered:
            host.has_answered = True
            self._memory.answered(host.name)

    def with_retries(self, ask: Callable[[], Answer]) -> Answer:
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

    def hop(self, url: str, headers: dict[str, str], body: Body | None) -> Answer:
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
            raise LeftAlone(url, f"not asked for: the host refused earlier in this run ({host.blocked})", host.blocked)
        kind, until = self._memory.left_alone(host.name)
        if kind and not host.has_answered:
            host.blocked = kind
            raise LeftAlone(
                url, f"not asked for: the host refused us before ({kind}) and is left alone until {until}", kind
            )

    def _exchange(
        self, url: str, headers: dict[str, str], host: Host, delay: float, body: Body | None = None
    ) -> Answer:
        """Wait for the pause, ask, and turn statuses that may pass into a transient error."""
        if host.requests >= self.limits.host_requests:
            reason = f"not asked for: {host.requests} requests went to this host in this run; the next run goes on"
            raise LeftAlone(url, reason, "budget")
        self._sleep_until(host.free_at)
        if self._is_stopping:
            raise Stopped(url, "not asked for: the run ends")
        manners = self.manners_of(url)
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
            self.block(url, "rate_limit")
            raise Refused(url, reason, "rate_limit")
        raise FetchError(url, reason, "the next run asks again")

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
            answer = self.with_retries(lambda: self._exchange(address, {}, host, 0))  # noqa: B023
            target = answer.headers.get("location", "")
            if answer.status not in REDIRECTS or not target:
                return answer.status, answer.data
            url = urljoin(url, target)
            if urlsplit(url).netloc != urlsplit(address).netloc:
                # rules of another host bind that host; ours published none
                return 404, b""
        return 404, b""

    def _check_address(self, url: str) -> None:
        try:
            reason = addresses.forbidden_reason(url, self.limits.allow_loopback)
        except OSError as error:
            raise TransientFetchError(url, "its host name has no address", "check the name, or the network") from error
        if reason:
            mend = "never asked for"
            if is_web_address(url):
                mend = f"{mend}; NIANBAO_ALLOW_LOOPBACK=1 allows local tests"
            raise FetchError(url, reason, mend)

    def _check_peer(self, host: str, peer: str) -> None:
        """Before anything is sent: a DNS answer may change between the check of the name and the connection."""
        if not self.limits.allow_loopback and not addresses.is_public(peer):
            raise FetchError(host, f"reached {peer}, which is no public address", "nothing was sent to it")

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
                    transport=deadline.transport(tls_context(mode), self._check_peer),
                    cookies=host_cookies(),
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

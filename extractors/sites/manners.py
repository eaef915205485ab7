"""How a fetcher behaves towards hosts: its limits, what the registry says of a host, and what is remembered of it.

One machine often answers under several addresses (http and https, two ports); pauses, budgets and refusals belong to
the machine, so they are kept by host name. robots.txt belongs to the origin.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Protocol

from extractors.sites.robots import Robots
from extractors.sites.tls import TlsMode
from nianbao.settings import Settings


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Manners and limits of a fetcher; seconds and bytes.

    Attributes:
        user_agent: sent with every request, contact included; its first word is the name robots.txt knows us by.
        most_wait_seconds: longest Retry-After that is waited for; a host that asks for more is left for the next run.
        timeout_seconds: of one request, from the first byte sent to the last received.
        jitter: share by which a pause may be longer than it must be, at random.
        host_requests: most requests to one host in one run; the next run goes on.
    """

    user_agent: str
    allow_loopback: bool = False
    delay_seconds: float = 2.0
    timeout_seconds: float = 30.0
    tries: int = 3
    max_bytes: int = 100_000_000
    max_redirects: int = 5
    most_wait_seconds: float = 60.0
    backoff_seconds: float = 1.0
    jitter: float = 0.25
    host_requests: int = 5_000

    @classmethod
    def from_settings(cls, settings: Settings) -> FetchLimits:
        agent = f"{settings.user_agent} contact: {settings.contact}" if settings.contact else settings.user_agent
        return cls(
            user_agent=agent,
            allow_loopback=settings.allow_loopback,
            delay_seconds=settings.request_delay_seconds,
            timeout_seconds=settings.request_timeout_seconds,
            tries=settings.request_tries,
            max_bytes=settings.max_bytes,
            host_requests=settings.host_requests,
        )


@dataclass(frozen=True, slots=True)
class HostManners:
    """What the registry says of one host: a longer pause, and a weaker TLS where it cannot do better."""

    delay_seconds: float = 0.0
    tls: TlsMode = "strict"


class HostMemory(Protocol):
    """What is remembered of hosts from one run to the next; called by several threads."""

    def left_alone(self, host: str) -> tuple[str, str]:
        """(kind of the refusal, until when in words) of a host that is not to be asked now; ("", "") when it may be."""
        ...

    def refused(self, host: str, kind: str) -> None:
        """The host refused us; it is asked no more in this run."""
        ...

    def answered(self, host: str) -> None:
        """The host gave an answer that is no refusal."""
        ...


class NoMemory:
    """For a look at one column: every host may be asked, nothing is kept."""

    def left_alone(self, host: str) -> tuple[str, str]:
        return "", ""

    def refused(self, host: str, kind: str) -> None:
        """Nothing is kept."""

    def answered(self, host: str) -> None:
        """Nothing is kept."""


@dataclass(slots=True)
class Host:
    """What a run knows of one host: its lock (one request at a time), its robots rules, why it is left alone."""

    name: str
    lock: threading.RLock = field(default_factory=threading.RLock)
    free_at: float = 0.0
    robots: dict[str, Robots] = field(default_factory=dict)
    blocked: str = ""
    requests: int = 0
    has_answered: bool = False

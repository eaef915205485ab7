"""robots.txt of each host, read once a run and obeyed (RFC 9309).

Missing (4xx) or an HTML page sent with 200: everything is allowed. Not to be had (5xx, no answer): nothing is,
until the next run. A host that says ``Disallow: /`` is left alone, even though its reports are public.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from protego import Protego

ROBOTS_BYTES = 500 * 1024


class RobotRules(Protocol):
    """What we use of protego."""

    def can_fetch(self, url: str, user_agent: str) -> bool: ...
    def crawl_delay(self, user_agent: str) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Robots:
    """Rules of one host for one agent; ``problem`` says why the rules could not be read ("" when they could)."""

    rules: RobotRules | None
    agent: str
    problem: str = ""

    def allows(self, url: str) -> bool:
        return not self.problem and (self.rules is None or self.rules.can_fetch(url, self.agent))

    def delay_seconds(self) -> float:
        delay = self.rules.crawl_delay(self.agent) if self.rules is not None else None
        return float(delay or 0)


def robots_from_answer(status: int, data: bytes, agent: str) -> Robots:
    """Rules from the answer to ``/robots.txt``."""
    if status == 429 or status >= 500:
        return Robots(None, agent, f"robots.txt is not to be had: HTTP {status}")
    text = data[:ROBOTS_BYTES].decode("utf-8-sig", errors="replace")
    if status != 200 or text.lstrip()[:1] == "<":
        return Robots(None, agent)
    return Robots(Protego.parse(text), agent)

"""Hosts that refused: left alone for hours, then for days, across runs; their recovery is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from extractors.sites.fetch import Fetcher, FetchLimits
from flows.crawl.hosts import LONGEST_PAUSE, HostLedger
from flows.lanes import side_by_side
from tests.local_government import faults
from tests.local_government.model import fixed, page
from tests.local_government.server import Host, serve

BEGIN = datetime(2025, 2, 10, 18, 30, tzinfo=UTC)
LIMITS = FetchLimits("nianbao/test", allow_loopback=True, delay_seconds=0, backoff_seconds=0)


class Nights:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = BEGIN

    def __call__(self) -> datetime:
        return self.now


def test_pauses_grow_from_hours_to_days_and_no_further(tmp_path: Path) -> None:
    clock = Nights()
    pauses = []
    for _ in range(9):
        ledger = HostLedger(tmp_path / "hosts.json", clock)  # a new run reads what the last one wrote
        ledger.refused("a.gov.cn", "waf")
        ledger.refused("a.gov.cn", "waf")  # once a run
        (known,) = ledger.blocked()
        pauses.append(datetime.fromisoformat(known.retry_at) - clock.now)
        assert ledger.left_alone("a.gov.cn")[0] == "waf"
        clock.now = datetime.fromisoformat(known.retry_at)
        assert ledger.left_alone("a.gov.cn") == ("", "")
    assert pauses[:4] == [timedelta(hours=6), timedelta(hours=12), timedelta(days=1), timedelta(days=2)]
    assert pauses[-1] == LONGEST_PAUSE
    assert known.first_seen == BEGIN.isoformat()
    assert known.times == 9


def test_a_refusing_host_is_asked_once_and_left_alone_by_the_next_run_until_its_time(tmp_path: Path) -> None:
    clock = Nights()
    wall = faults.Wall(faults.WAF_PAGE, 200)
    host = Host("127.0.0.1", {"/a": fixed(page("报告")), "/b": fixed(page("报告"))}, faults=[wall])
    told = []
    with serve(host):
        for hours in (0, 3, 7, 40):
            clock.now = BEGIN + timedelta(hours=hours)
            wall.is_up = hours < 40
            ledger = HostLedger(tmp_path / "hosts.json", clock)
            host.reset()
            with Fetcher(LIMITS, memory=ledger, now=clock) as fetcher:
                kinds = [fetcher.fetch(f"{host.url}{path}").kind for path in ("/a", "/b")]
            told.append((kinds, host.paths(), [issue.code for issue in ledger.news]))
    assert told == [
        (["waf", "waf"], ["/a"], ["host_blocked"]),
        (["waf", "waf"], [], []),
        (["waf", "waf"], ["/a"], ["host_blocked"]),
        (["", ""], ["/a", "/b"], ["host_recovered"]),
    ]
    assert ledger.blocked() == []


def test_lanes_keep_their_order_and_an_error_stops_the_others() -> None:
    assert side_by_side(lambda number: number * 2, [3, 1, 2], 2, lambda: None) == [6, 2, 4]
    stopped = []
    with pytest.raises(ZeroDivisionError):
        side_by_side(lambda number: 1 / number, [0, 1, 2], 3, lambda: stopped.append(True))
    assert stopped == [True]

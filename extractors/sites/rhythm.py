"""When an address is due: (now, report year, last visit) -> whether tonight asks for it.

The reports of a year appear from January to March, stragglers and corrections until June, and after that hardly
anything moves; a page of 2012 moves when its site is rebuilt. Asking for everything every night would cost a host a
hundred times what it is good for (CMS.md §8: timing). So recent reports and the heads of lists follow the season, and
old reports and the tails of lists are swept slowly, each on a night of its own that the hash of its address names: no
night does the work of many. The calendar is that of the sites, Asia/Shanghai.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Kind = Literal["list", "tail", "report"]
"""list: entry pages and first rows of lists; tail: their further pages; report: a report, or a file of one."""

SHANGHAI = ZoneInfo("Asia/Shanghai")
RECENT_YEARS = 2
"""Reports of so many years are recent: in 2025 those of 2024 and 2023."""

_LAST_DAILY_MONTH = 3
_LAST_WEEKLY_MONTH = 6
_LATENESS = timedelta(hours=4)
"""A night visits an address sometimes earlier and sometimes later; so much less than a day still counts as one."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Days between two visits.

    Attributes:
        busy_days: January to March; quiet_days: April to June; idle_days: July to December.
        tail_factor: further pages of a list are asked for so many times less often than its first.
        old_days: between two visits of a report older than ``RECENT_YEARS`` report years.
    """

    busy_days: int = 1
    quiet_days: int = 7
    idle_days: int = 30
    tail_factor: int = 7
    old_days: int = 180

    def season_days(self, now: datetime) -> int:
        """Days between two visits of what is recent, by the month in Shanghai."""
        month = now.astimezone(SHANGHAI).month
        if month <= _LAST_DAILY_MONTH:
            return self.busy_days
        return self.quiet_days if month <= _LAST_WEEKLY_MONTH else self.idle_days

    def interval_days(self, now: datetime, kind: Kind, year: int | None) -> int:
        """Days between two visits of one address. A report, or a column, of no known year is taken for recent."""
        season = self.season_days(now) * (self.tail_factor if kind == "tail" else 1)
        newest = now.astimezone(SHANGHAI).year - 1
        is_old = year is not None and year <= newest - RECENT_YEARS
        return max(self.old_days, season) if is_old else season


def is_due(
    rhythm: Rhythm, now: datetime, address: str, kind: Kind, year: int | None, last_visit: datetime | None
) -> bool:
    """Whether an address is to be asked for tonight.

    Args:
        now: with time zone. last_visit: None when it never showed bytes; then it is due.
        year: of the report, or of the column; None when it is not known.

    An address that was visited less than a day ago never is: a run that takes up a killed one asks for nothing twice.
    """
    if last_visit is None:
        return True
    days = (now - last_visit + _LATENESS).days
    if days < 1:
        return False
    interval = rhythm.interval_days(now, kind, year)
    is_own_night = (now.astimezone(SHANGHAI).date().toordinal() + _slot(address)) % interval == 0
    return is_own_night or days >= 2 * interval


def _slot(address: str) -> int:
    return int.from_bytes(hashlib.sha256(address.encode()).digest()[:4], "big")

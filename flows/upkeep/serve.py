"""The schedule of one machine: wait for the next night by the cron line, run it in a process of its own, and so on.

A service that is to stay up for years must not grow, and a night that crashes must not take the schedule with it: each
night is a process that ends. Prefect's own ``serve`` needs a server that stays up beside it and keeps every state it
ever saw; here the server of a night is started and ended with it, and our own run records tell the story.
"""

from __future__ import annotations

import signal
import subprocess
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from types import FrameType
from typing import Any

from croniter import croniter

from extractors.sites.rhythm import SHANGHAI
from nianbao.errors import SettingsError

STOP_SECONDS = 60.0
"""So long a night has to end by itself when the service is stopped; what it leaves undone the next one takes up."""

LONGEST_WAIT = 60.0
"""Seconds of one sleep: a clock that is set, or a machine that slept, is noticed by then."""

Now = Callable[[], datetime]


class Schedule:
    """A cron line in Asia/Shanghai; a sixth field is seconds. Raises SettingsError when it is none."""

    def __init__(self, cron: str) -> None:
        if not croniter.is_valid(cron):
            raise SettingsError(f"schedule {cron!r}", "is no cron line", "e.g. '30 2 * * *' for 02:30 every night")
        self.cron = cron

    def after(self, moment: datetime) -> datetime:
        """The first time after ``moment``, with time zone."""
        found: datetime = self._asked(moment).get_next(datetime)
        return found

    def before(self, moment: datetime) -> datetime:
        """The last time at or before ``moment``."""
        found: datetime = self._asked(moment + timedelta(microseconds=1)).get_prev(datetime)
        return found

    def _asked(self, moment: datetime) -> Any:
        return croniter(self.cron, moment.astimezone(SHANGHAI))


class Service:
    """Runs nights until it is told to stop.

    Args:
        command: starts one night; its exit code is told, whatever it is, and the next night comes.
        tell: gets one line for each thing that happens.
        last_began: when the last night began, as far as is known; one that was due since then is made up for at once.
    """

    def __init__(
        self,
        schedule: Schedule,
        command: Sequence[str],
        tell: Callable[[str], None],
        last_began: datetime | None = None,
        now: Now = lambda: datetime.now(UTC),
    ) -> None:
        self.schedule = schedule
        self.command = list(command)
        self.tell = tell
        self.now = now
        self._last_began = last_began
        self._stop = threading.Event()
        self._night: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        """Until ``stop`` is called or a signal comes."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        missed = self.schedule.before(self.now())
        if self._last_began is not None and self._last_began < missed:
            self.tell(f"the night of {_words(missed)} was missed; it runs now")
            self._run_night()
        while not self._stop.is_set():
            due = self.schedule.after(self.now())
            self.tell(f"next run {_words(due)}")
            if self._sleep_until(due):
                self._run_night()
        self.tell("stopped")

    def stop(self) -> None:
        """End the night that is under way and the service."""
        self._stop.set()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._stop.set()

    def _sleep_until(self, due: datetime) -> bool:
        """Wait; False when the service is stopped before. A clock that is set back far means a new plan."""
        while not self._stop.is_set():
            left = (due - self.now()).total_seconds()
            if left <= 0:
                return True
            if self.schedule.after(self.now()) < due:
                due = self.schedule.after(self.now())
                self.tell(f"the clock was set; next run {_words(due)}")
                continue
            self._stop.wait(min(left, LONGEST_WAIT))
        return False

    def _run_night(self) -> None:
        began = self.now()
        self.tell("a night begins")
        # a group of its own: Ctrl-C in a terminal reaches the service, which then ends the night in order
        self._night = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, start_new_session=True)
        while self._night.poll() is None:
            if self._stop.wait(0.2):
                self._end_night(self._night)
        seconds = (self.now() - began).total_seconds()
        code = self._night.returncode
        self.tell(
            f"the night ended after {seconds:.0f} s with exit code {code}" + ("" if code == 0 else "; see its lines")
        )
        self._night = None

    def _end_night(self, night: subprocess.Popen[bytes]) -> None:
        night.send_signal(signal.SIGINT)  # as Ctrl-C: the run writes down that it was stopped
        try:
            night.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.tell(f"the night did not end within {STOP_SECONDS:.0f} s and is ended; the next one takes it up")
            night.kill()
            night.wait()


def _words(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S} Asia/Shanghai"

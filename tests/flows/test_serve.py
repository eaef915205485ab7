"""The schedule of one machine: nights by the clock, each a process of its own, and a clean end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from extractors.sites.rhythm import SHANGHAI
from flows.records import RunLog
from flows.upkeep.serve import Schedule, Service
from nianbao.errors import SettingsError
from tests.local_government.government import build_government
from tests.local_government.server import serve

PATIENCE_SECONDS = 400


def test_next_night_is_at_half_past_two_in_china() -> None:
    schedule = Schedule("30 2 * * *")
    moment = datetime(2025, 1, 31, 12, 0, tzinfo=UTC)
    assert schedule.after(moment) == datetime(2025, 2, 1, 2, 30, tzinfo=SHANGHAI)
    assert schedule.before(moment) == datetime(2025, 1, 31, 2, 30, tzinfo=SHANGHAI)


def test_line_that_is_no_cron_line_is_refused() -> None:
    with pytest.raises(SettingsError, match="is no cron line"):
        Schedule("every night")


def start_service(data_dir: Path, registry: Path, cron: str) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "NIANBAO_ALLOW_LOOPBACK": "1",
        "NIANBAO_REQUEST_DELAY_SECONDS": "0",
        "NIANBAO_LOG_LEVEL": "WARNING",
        "NIANBAO_CROPS_PER_RUN": "0",
    }
    command = [sys.executable, "-m", "flows.cli", "--data-dir", str(data_dir), "serve", "--plain", "--cron", cron]
    command += ["--registry", str(registry)]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8"
    )


def lines_until(process: subprocess.Popen[str], words: str, times: int) -> list[str]:
    assert process.stdout is not None
    guard = threading.Timer(PATIENCE_SECONDS, process.kill)
    guard.start()
    said: list[str] = []
    for line in process.stdout:
        said.append(line.strip())
        if sum(words in one for one in said) == times:
            break
    guard.cancel()
    return said


@pytest.mark.xdist_group("demo")
def test_two_nights_run_by_the_clock_and_the_service_stops_cleanly(prefect_api: str, tmp_path: Path) -> None:
    government = build_government(("byorgan",), most_reports=1)
    with serve(*government.hosts):
        government.begin_night(1)
        registry = government.write_registry(tmp_path / "registry")
        process = start_service(tmp_path / "data", registry, "* * * * * */2")
        said = lines_until(process, "the night ended", 2)
        process.send_signal(signal.SIGTERM)
        rest = process.communicate(timeout=PATIENCE_SECONDS)[0]
    assert process.returncode == 0
    assert rest.splitlines()[-1] == "stopped"
    assert said[0] == f"sites of {registry}: 1; data in {tmp_path / 'data'}"
    assert said[1].startswith("next run ")
    assert said[1].endswith(" Asia/Shanghai")
    assert next(line for line in said if "exit code" in line).endswith("exit code 0")
    records = [record for record in RunLog(tmp_path / "data").all() if record.finished_at is not None]
    assert [record.outcome for record in records[:2]] == ["published", "unchanged"]
    assert {record.kind for record in records} == {"nightly"}


class Told(list[str]):
    """Lines of a service, and a stop after so many nights."""

    def __init__(self, nights: int) -> None:
        super().__init__()
        self.nights = nights
        self.service: Service | None = None

    def __call__(self, line: str) -> None:
        self.append(line)
        if sum("the night ended" in one for one in self) >= self.nights and self.service is not None:
            self.service.stop()


def run_service(command: list[str], nights: int, last_began: datetime | None = None, cron: str = "* * * * * *") -> Told:
    told = Told(nights)
    told.service = Service(Schedule(cron), command, told, last_began)
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        told.service.run()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return told


def test_night_that_fails_is_told_and_the_next_one_comes() -> None:
    told = run_service([sys.executable, "-c", "raise SystemExit(3)"], nights=2)
    ended = [line for line in told if "the night ended" in line]
    assert len(ended) == 2
    assert all(line.endswith("with exit code 3; see its lines") for line in ended)


def test_missed_night_is_made_up_for_once() -> None:
    long_ago = datetime.now(UTC) - timedelta(days=3)
    told = run_service([sys.executable, "-c", "pass"], nights=1, last_began=long_ago, cron="30 2 * * *")
    assert "was missed; it runs now" in told[0]
    assert told[1:] == ["a night begins", told[2], "stopped"]


def test_service_that_is_stopped_ends_the_night_under_way_in_order(tmp_path: Path) -> None:
    mark = tmp_path / "ended"
    code = f"""
import pathlib, time
try:
    pathlib.Path({str(tmp_path / "began")!r}).touch(); time.sleep(60)
except KeyboardInterrupt:
    pathlib.Path({str(mark)!r}).touch()
"""
    told = Told(nights=99)
    service = told.service = Service(Schedule("* * * * * *"), [sys.executable, "-c", code], told)

    def stop_when_it_runs() -> None:
        while not (tmp_path / "began").exists():
            time.sleep(0.05)
        service.stop()

    threading.Thread(target=stop_when_it_runs, daemon=True).start()
    began = time.monotonic()
    service.run()
    assert mark.exists()
    assert time.monotonic() - began < 30
    assert told[-1] == "stopped"

"""kill -9 in every stage, one after the other; the run that is then left alone ends with the undisturbed warehouse."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows.prefect_home import SERVER_MODULE, end_orphaned_server
from flows.records import RunLog
from nianbao.settings import load_settings
from tests.conftest import REPOSITORY
from tests.flows.small import Small
from warehouse.checksums import content_checksums
from warehouse.query import run_query

pytestmark = pytest.mark.xdist_group("survive")

PATIENCE_SECONDS = 180
# (words of a log line, seconds from that line to the kill): in the middle of each stage, not only at its start.
KILL_POINTS = [
    ("stage=discover", 0.05),
    ("batch fetched", 0.0),
    ("batch extracted", 0.0),
    ("stage=load", 0.3),
    ("stage=audit", 0.7),
    ("stage=publish", 0.3),
    ("stage=report", 0.1),
]

NURSERY = textwrap.dedent("""
    import json, os, sys

    def night():
        from flows.night import Plan, run_night
        from flows.stages.discover import choose_sites
        from nianbao.log import configure_logs
        from nianbao.settings import load_settings

        settings = load_settings(**json.loads(sys.argv[1]))
        configure_logs(settings)
        run_night(settings, Plan(tuple(choose_sites(settings, None)), is_everything=True))

    if __name__ == "__main__":  # the reading processes import this file as well
        import expectations.audit, expectations.suites, flows.night, warehouse.load  # once, not in every night

        for line in sys.stdin:
            process_id = os.fork()
            if process_id == 0:
                try:
                    night()
                except BaseException:
                    import traceback

                    traceback.print_exc()
                    sys.stderr.flush()
                    os._exit(1)
                os._exit(0)
            print("begins", process_id, flush=True)
            print("ends", os.waitstatus_to_exitcode(os.waitpid(process_id, 0)[1]), flush=True)
""")


@dataclass(frozen=True)
class Nursery:
    """A process that imported all a night needs and forks one night after the other into ``data_dir``."""

    process: subprocess.Popen[str]
    data_dir: Path
    said: list[str]

    def begin(self) -> int:
        """Start a night; returns its process id."""
        assert self.process.stdin is not None
        self.process.stdin.write("night\n")
        self.process.stdin.flush()
        self.said.clear()
        return int(self.wait_for("begins ").split()[1])

    def wait_for(self, words: str) -> str:
        """The next line with these words."""
        assert self.process.stdout is not None
        guard = threading.Timer(PATIENCE_SECONDS, self.process.kill)
        guard.start()
        try:
            for line in self.process.stdout:
                self.said.append(line)
                if words in line:
                    return line
        finally:
            guard.cancel()
        raise AssertionError(f"the run never said {words!r}:\n{''.join(self.said)}")

    def end(self) -> int:
        """Wait until the night is over; returns its exit code, negative when it was killed."""
        return int(self.wait_for("ends ").rpartition("ends ")[2])


@pytest.fixture
def nursery(small: Small, tmp_path: Path) -> Iterator[Nursery]:
    data_dir = tmp_path / "data"
    settings = small.settings(data_dir, batch_size=1, log_level="INFO")
    script = tmp_path / "nursery.py"
    script.write_text(NURSERY, encoding="utf-8")
    command = [sys.executable, str(script), settings.model_dump_json(exclude_unset=True)]
    with subprocess.Popen(
        command,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    ) as process:
        yield Nursery(process, data_dir, [])
        process.kill()


def children_of(process_id: int) -> set[int]:
    """Process ids below a process (Linux)."""
    found: set[int] = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == process_id:
            child = int(stat.parent.name)
            found |= {child} | children_of(child)
    return found


def is_running(process_id: int) -> bool:
    try:
        stat = Path(f"/proc/{process_id}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def test_run_killed_in_every_stage_ends_with_the_warehouse_of_an_undisturbed_run(
    small: Small, undisturbed: Path, nursery: Nursery
) -> None:
    for host in small.government.hosts:
        host.reset()
    for words, delay in KILL_POINTS:
        night = nursery.begin()
        nursery.wait_for(words)
        time.sleep(delay)
        os.kill(night, signal.SIGKILL)
        assert nursery.end() == -signal.SIGKILL, f"killed too late at {words}"
    nursery.begin()
    assert nursery.end() == 0, "".join(nursery.said)

    data_dir = nursery.data_dir
    assert content_checksums(data_dir / "nianbao.duckdb") == content_checksums(undisturbed / "nianbao.duckdb")
    records = RunLog(data_dir).all()
    assert len(records) == len(KILL_POINTS) + 1
    assert {record.outcome for record in records[:-1]} == {"failed"}
    assert records[-1].outcome in ("published", "unchanged")
    wrong = "SELECT organ_name FROM quality.findings JOIN mart.reports USING (report_id) WHERE severity = 'error'"
    found = run_query(data_dir / "nianbao.duckdb", wrong)
    page = (data_dir / "quality" / "index.html").read_text(encoding="utf-8")
    assert found["organ_name"][0] in page
    assert not list((data_dir / "staging" / "builds").glob("build-*"))
    asked = [path for host in small.government.hosts for path in host.paths()]
    assert asked
    for path in set(asked):
        assert asked.count(path) <= len(KILL_POINTS) + 1, f"{path} was asked for {asked.count(path)} times"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
def test_reading_processes_of_a_killed_run_end_by_themselves(nursery: Nursery) -> None:
    night = nursery.begin()
    nursery.wait_for("batch fetched")
    below = children_of(night)
    os.kill(night, signal.SIGKILL)
    assert nursery.end() == -signal.SIGKILL
    assert below, "no reading process was seen"
    deadline = time.monotonic() + 30
    while any(is_running(child) for child in below) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not [child for child in below if is_running(child)]


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="processes are looked up in /proc")
def test_server_of_a_killed_run_is_ended_and_no_other_process_is(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path)
    note = tmp_path / "prefect" / "server.pid"
    note.parent.mkdir()
    gone = subprocess.Popen([sys.executable, "-c", "pass"])
    gone.wait()
    idle = [sys.executable, "-c", "import time; time.sleep(60)"]
    orphan, stranger = subprocess.Popen([*idle, SERVER_MODULE]), subprocess.Popen(idle)
    try:
        time.sleep(0.2)
        note.write_text(f"{stranger.pid} {gone.pid}", encoding="ascii")
        assert end_orphaned_server(settings) is None
        note.write_text(f"{orphan.pid} {os.getpid()}", encoding="ascii")
        assert end_orphaned_server(settings) is None  # its owner is alive
        note.write_text(f"{orphan.pid} {gone.pid}", encoding="ascii")
        assert end_orphaned_server(settings) == orphan.pid
        assert orphan.wait(10) == -signal.SIGTERM
        assert stranger.poll() is None
    finally:
        orphan.kill()
        stranger.kill()
        orphan.wait()
        stranger.wait()
    assert end_orphaned_server(settings) is None

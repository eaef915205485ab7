"""kill -9 in every stage, one after the other; the run that is then left alone ends with the undisturbed warehouse."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from flows.prefect_home import SERVER_MODULE, end_orphaned_server
from flows.records import RunLog
from nianbao.settings import load_settings
from tests.flows.conftest import Demo
from warehouse.checksums import table_checksums

pytestmark = pytest.mark.xdist_group("demo")

PATIENCE_SECONDS = 180
# (words of a log line, seconds from that line to the kill): in the middle of each stage, not only at its start.
KILL_POINTS = [
    ("stage=discover", 0.05),
    ("batch fetched", 0.0),
    ("batch extracted", 0.0),
    ("stage=load", 0.5),
    ("stage=audit", 1.0),
    ("stage=publish", 0.3),
    ("stage=report", 0.1),
]


def start_run(demo: Demo, data_dir: Path) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "NIANBAO_ALLOW_LOOPBACK": "1",
        "NIANBAO_REQUEST_DELAY_SECONDS": "0",
        "NIANBAO_BATCH_SIZE": "7",
    }
    command = [sys.executable, "-m", "flows.cli", "--data-dir", str(data_dir), "run", "--registry", str(demo.registry)]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    )


def kill_at(process: subprocess.Popen[str], words: str, delay: float) -> list[str]:
    """Read the run's output up to the words, wait, kill -9; returns what it had said."""
    assert process.stdout is not None
    said: list[str] = []
    guard = threading.Timer(PATIENCE_SECONDS, process.kill)
    guard.start()
    for line in process.stdout:
        said.append(line)
        if words in line:
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
            break
    else:
        pytest.fail(f"the run never said {words!r}:\n{''.join(said)}")
    process.wait(PATIENCE_SECONDS)
    guard.cancel()
    process.stdout.close()
    return said


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


def test_run_killed_in_every_stage_ends_with_the_warehouse_of_an_undisturbed_run(demo: Demo, tmp_path: Path) -> None:
    demo.server.set_night(1)
    demo.server.reset_counts()
    data_dir = tmp_path / "data"
    for words, delay in KILL_POINTS:
        kill_at(start_run(demo, data_dir), words, delay)
    last = start_run(demo, data_dir)
    said, _ = last.communicate(timeout=PATIENCE_SECONDS)
    assert last.returncode == 0, said

    undisturbed = table_checksums(demo.nights[0].published)
    assert undisturbed
    assert table_checksums(data_dir / "nianbao.duckdb") == undisturbed

    records = RunLog(data_dir).all()
    assert len(records) == len(KILL_POINTS) + 1
    assert {record.outcome for record in records[:-1]} == {"failed"}
    assert records[-1].outcome in ("published", "unchanged")
    page = data_dir / "quality" / "index.html"
    assert demo.plan.with_fault("wrong_total").organ in page.read_text(encoding="utf-8")
    assert not list((data_dir / "staging" / "builds").glob("build-*"))
    for path, number in demo.server.requests.items():
        assert number <= len(KILL_POINTS) + 1, f"{path} was asked for {number} times"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
def test_reading_processes_of_a_killed_run_end_by_themselves(demo: Demo, tmp_path: Path) -> None:
    demo.server.set_night(1)
    process = start_run(demo, tmp_path / "data")
    assert process.stdout is not None
    below: set[int] = set()
    for line in process.stdout:
        if "batch fetched" in line:
            below = children_of(process.pid)
            break
    process.kill()
    process.wait(PATIENCE_SECONDS)
    process.stdout.close()
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

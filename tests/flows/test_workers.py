"""The pool of reading processes: one document that hangs, crashes or eats memory costs itself and nothing else."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from extractors.readers.office_guard import leave_network
from flows.reading.workers import LARGEST_FILE, Limits, Lost, run_jobs

LIMITS = Limits(seconds=1.0, memory_mb=300)


def act(job: str) -> str:
    """What a reader might do to us, by name."""
    if job == "hang":
        time.sleep(60)
    if job == "who":
        return str(os.getpid())
    if job == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if job == "memory":
        bytearray(600 * 1024 * 1024)
    if job == "defect":
        raise ValueError("a rule of ours was wrong")
    return job.upper()


def outcomes(jobs: list[str], workers: int = 2) -> dict[str, str | Lost]:
    return dict(run_jobs(act, jobs, LIMITS, workers))


def test_every_job_has_one_result() -> None:
    jobs = [f"job {number}" for number in range(20)]
    assert outcomes(jobs) == {job: job.upper() for job in jobs}


def test_no_jobs_start_no_process() -> None:
    assert outcomes([]) == {}


def test_bad_documents_cost_themselves_and_name_the_reason() -> None:
    found = outcomes(["a", "crash", "b", "hang", "c", "memory", "d", "defect", "e"])
    assert {job: found[job] for job in "abcde"} == {"a": "A", "b": "B", "c": "C", "d": "D", "e": "E"}
    assert found["hang"] == Lost("worker_limit", "reading it took more than 1 s")
    assert found["crash"] == Lost("worker_limit", "reading it crashed its process (SIGSEGV)")
    assert found["memory"] == Lost("worker_limit", "reading it took more than 300 MiB of memory")
    defect = found["defect"]
    assert isinstance(defect, Lost)
    assert defect.code == "reader_error"
    assert "ValueError: a rule of ours was wrong (test_workers.py:" in defect.reason


def test_only_crashing_jobs_still_end() -> None:
    found = outcomes(["crash", "crash", "fine"], workers=1)
    assert found["fine"] == "FINE"


def killed_once(mark: Path) -> Callable[[str], str]:
    """``act``; the first process that unpickles it is killed, as the system does when memory is short."""
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return act


class KilledOnce:
    """Pickles as a call of ``killed_once``."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Callable[[Path], Callable[[str], str]], tuple[Path]]:
        return killed_once, (self.mark,)

    def __call__(self, job: str) -> str:
        raise AssertionError("runs only where it was unpickled")


def test_worker_that_is_killed_while_it_starts_is_replaced(tmp_path: Path) -> None:
    assert dict(run_jobs(KilledOnce(tmp_path / "mark"), ["a", "b"], LIMITS, 1)) == {"a": "A", "b": "B"}
    assert (tmp_path / "mark").exists()


def test_worker_that_is_killed_while_it_waits_costs_no_document() -> None:
    found = run_jobs(act, ["who", "b"], LIMITS, 1)
    _, process_id = next(found)
    os.kill(int(str(process_id)), signal.SIGKILL)
    time.sleep(0.2)
    assert list(found) == [("b", "B")]


def test_closing_early_ends_the_workers() -> None:
    results = run_jobs(act, ["a", "hang", "hang"], Limits(seconds=30, memory_mb=300), 2)
    started = time.monotonic()
    assert next(results) == ("a", "A")
    results.close()  # type: ignore[attr-defined]
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("workers", [1, 3])
def test_number_of_workers_does_not_change_the_results(workers: int) -> None:
    assert outcomes(["x", "crash", "y"], workers)["y"] == "Y"


def reach(port: int) -> str:
    """What a document that took its process over might try first."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5):
            return "reached"
    except OSError as error:
        return type(error).__name__


def may_leave(_: int) -> bool:
    return leave_network()


def fill(path: str) -> str:
    """Write more than a reading process may."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with open(path, "wb") as file:
        try:
            file.truncate(LARGEST_FILE + 1)
        except OSError as error:
            return type(error).__name__
    return "written"


def test_reading_process_has_no_network_unless_the_archive_is_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        ((_, is_possible),) = run_jobs(may_leave, [port], replace(LIMITS, has_network=True), 1)
        expected = "OSError" if is_possible else "reached"  # a container may forbid it; the doctor says so
        assert dict(run_jobs(reach, [port], LIMITS, 1)) == {port: expected}
        assert dict(run_jobs(reach, [port], replace(LIMITS, has_network=True), 1)) == {port: "reached"}


def test_reading_process_cannot_fill_the_disk(tmp_path: Path) -> None:
    path = str(tmp_path / "large")
    assert dict(run_jobs(fill, [path], LIMITS, 1)) == {path: "OSError"}

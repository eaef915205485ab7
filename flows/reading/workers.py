"""A pool of reading processes: jobs in, results out, and no document can harm another.

Government files hang parsers, eat memory and crash C libraries. Python's ProcessPoolExecutor breaks as a whole when
one worker dies and cannot say which job killed it, so each worker here holds exactly one job at a time: a worker that
dies or overstays names its document by that, is replaced, and the other jobs go on untouched.

The time limit is a kernel timer in the worker (its signal ends the process even inside C code, and even when the
parent is gone); the parent checks the clock as well. The memory limit is the process's own resource limit. A document
that takes a process over finds no network in it, and can write no large file.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import multiprocessing.connection
import resource
import signal
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Generic, Literal, TypeVar

from extractors.readers.office_guard import leave_network
from nianbao.settings import Settings

JobT = TypeVar("JobT")
ResultT = TypeVar("ResultT")

GRACE_SECONDS = 5.0
START_SECONDS = 120.0
START_TRIES = 3
JOBS_PER_WORKER = 500
COLLECT_AFTER = 30_000
"""Containers more than were freed, after which the collector looks for cycles: some 5 MB."""
MIB = 1024 * 1024
LARGEST_FILE = 512 * MIB


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost: wall seconds, and MiB of private memory of the process that reads it.

    ``has_network``: the process keeps the network, because it gets the bytes from there (an archive on S3).
    """

    seconds: float
    memory_mb: int
    has_network: bool = False


def limits_of(settings: Settings, more_seconds: float = 0.0) -> Limits:
    """The limits of the settings; a process that gets its bytes from S3 keeps the network."""
    seconds = settings.document_seconds + more_seconds
    return Limits(seconds, settings.document_memory_mb, has_network=bool(settings.archive_url))


@dataclass(frozen=True, slots=True)
class Lost:
    """A job without a result. ``code``: worker_limit (time, memory or crash) or reader_error (a defect of ours)."""

    code: Literal["worker_limit", "reader_error"]
    reason: str


def run_jobs(
    function: Callable[[JobT], ResultT],
    jobs: Sequence[JobT],
    limits: Limits,
    workers: int,
    preload: Sequence[str] = (),
) -> Iterator[tuple[JobT, ResultT | Lost]]:
    """Run ``function`` on each job in up to ``workers`` processes; yield (job, result or Lost) as they finish.

    Args:
        function: importable by name; its argument and result can be pickled.
        preload: modules imported once, before the workers are forked from that state.

    Raises:
        RuntimeError: a worker could not start at all (its imports fail).
    """
    pool = _Pool(function, limits, preload)
    pending = list(reversed(jobs))
    try:
        while pending or pool.busy:
            while pending and len(pool.busy) < workers:
                pool.give(pending.pop())
            yield from pool.wait()
    finally:
        pool.close()


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    channel: Connection
    jobs_done: int = 0
    deadline: float = 0.0


class _Pool(Generic[JobT, ResultT]):
    """The workers of one ``run_jobs`` call: some idle, some busy with one job each."""

    def __init__(self, function: Callable[[JobT], ResultT], limits: Limits, preload: Sequence[str]) -> None:
        self._function = function
        self._limits = limits
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(list(preload))
        self._idle: list[_Worker] = []
        self._ended_with: int | None = None
        self.busy: list[tuple[_Worker, JobT]] = []

    def give(self, job: JobT) -> None:
        worker = self._ready()
        worker.deadline = time.monotonic() + self._limits.seconds + GRACE_SECONDS
        worker.channel.send(job)
        self.busy.append((worker, job))

    def _ready(self) -> _Worker:
        """An idle worker that is still alive, else a new one."""
        while self._idle:
            worker = self._idle.pop()
            if worker.process.is_alive():
                return worker
            _end(worker)
        return self._start()

    def wait(self) -> list[tuple[JobT, ResultT | Lost]]:
        """The jobs that ended, one way or the other, by the next event."""
        now = time.monotonic()
        patience = max(0.0, min(worker.deadline for worker, _ in self.busy) - now)
        ready = set(multiprocessing.connection.wait([worker.channel for worker, _ in self.busy], patience))
        ended: list[tuple[JobT, ResultT | Lost]] = []
        still_busy = []
        for worker, job in self.busy:
            if worker.channel in ready:
                ended.append((job, self._receive(worker)))
            elif worker.deadline <= time.monotonic():
                ended.append((job, self._too_slow(worker)))
            else:
                still_busy.append((worker, job))
        self.busy = still_busy
        return ended

    def close(self) -> None:
        for worker in [*self._idle, *(worker for worker, _ in self.busy)]:
            _end(worker)
        self._idle, self.busy = [], []

    def _start(self) -> _Worker:
        """A new worker. One that is killed from outside while it starts (memory was short) is replaced, a few times."""
        for _ in range(START_TRIES):
            worker = self._started()
            if worker is not None:
                return worker
            if (self._ended_with or 0) >= 0:  # by itself: its imports fail, and would again
                break
        raise RuntimeError(f"a reading process ended while starting (exit code {self._ended_with})")

    def _started(self) -> _Worker | None:
        """A worker that is ready; None when it ended before it was."""
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs, self._function, self._limits), daemon=True)
        process.start()
        theirs.close()
        worker = _Worker(process, ours)
        if not ours.poll(START_SECONDS):
            _end(worker)
            raise RuntimeError(f"a reading process did not start within {START_SECONDS:.0f} s")
        try:
            ours.recv()
        except (EOFError, ConnectionResetError):
            _end(worker)
            self._ended_with = process.exitcode
            return None
        return worker

    def _receive(self, worker: _Worker) -> ResultT | Lost:
        try:
            outcome, value = worker.channel.recv()
        except (EOFError, ConnectionResetError):
            return self._died(worker)
        worker.jobs_done += 1
        if outcome == "result":
            if worker.jobs_done >= JOBS_PER_WORKER:
                _end(worker)
            else:
                self._idle.append(worker)
            result: ResultT = value
            return result
        # After running out of memory a process may hold on to it: it is replaced.
        _end(worker)
        if outcome == "memory":
            return Lost("worker_limit", self._memory_reason())
        return Lost("reader_error", str(value))

    def _died(self, worker: _Worker) -> Lost:
        worker.process.join(GRACE_SECONDS)
        code = worker.process.exitcode
        _end(worker)
        if code == -signal.SIGALRM:
            return Lost("worker_limit", self._time_reason())
        name = signal.Signals(-code).name if code is not None and code < 0 else f"exit code {code}"
        return Lost("worker_limit", f"reading it crashed its process ({name})")

    def _too_slow(self, worker: _Worker) -> Lost:
        _end(worker)
        return Lost("worker_limit", self._time_reason())

    def _time_reason(self) -> str:
        return f"reading it took more than {self._limits.seconds:g} s"

    def _memory_reason(self) -> str:
        return f"reading it took more than {self._limits.memory_mb} MiB of memory"


def _end(worker: _Worker) -> None:
    """End one worker process of this pool and wait for it."""
    worker.channel.close()
    if worker.process.is_alive():
        worker.process.kill()
    worker.process.join()


def _serve(channel: Connection, function: Callable[[JobT], ResultT], limits: Limits) -> None:
    """The worker: answer jobs until the parent closes the channel (or dies, which closes it too)."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    _limit(resource.RLIMIT_DATA, limits.memory_mb * MIB)
    _limit(resource.RLIMIT_FSIZE, LARGEST_FILE)
    _limit(resource.RLIMIT_CORE, 0)
    if not limits.has_network:
        leave_network()
    spare_collector()
    channel.send("ready")
    while True:
        try:
            job: JobT = channel.recv()
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_REAL, limits.seconds)
        answer = _answer(function, job)
        signal.setitimer(signal.ITIMER_REAL, 0)
        with contextlib.suppress(BrokenPipeError):
            channel.send(answer)


def spare_collector() -> None:
    """Keep the garbage collector from what stays for ever, and let it come every few documents, not many times in each.

    A document is some ten thousand small objects, nearly all freed as soon as nothing points to them; the layouts and
    rules that a worker keeps were walked through again and again: together a fifteenth of its time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)


def _answer(function: Callable[[JobT], ResultT], job: JobT) -> tuple[str, ResultT | str]:
    try:
        return "result", function(job)
    except MemoryError:
        return "memory", ""
    except Exception as error:  # noqa: BLE001  a defect of ours on one document must not cost the others; it is reported
        where = traceback.extract_tb(error.__traceback__)[-1]
        return "error", f"{type(error).__name__}: {error} ({where.filename.rsplit('/', 1)[-1]}:{where.lineno})"


def _limit(kind: int, value: int) -> None:
    """Set a limit of the process. RLIMIT_DATA is private memory; address space would count mapped files as well."""
    _, hard = resource.getrlimit(kind)
    limit = value if hard == resource.RLIM_INFINITY else min(value, hard)
    with contextlib.suppress(ValueError, OSError):  # a system without this limit still has the time limit
        resource.setrlimit(kind, (limit, hard))

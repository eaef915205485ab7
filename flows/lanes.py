"""Lanes: work on many hosts side by side, each host in one thread, results in the order of the lanes."""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from typing import TypeVar

LaneT = TypeVar("LaneT")
ResultT = TypeVar("ResultT")


def side_by_side(
    work: Callable[[LaneT], ResultT], lanes: Sequence[LaneT], most: int, stop: Callable[[], None]
) -> list[ResultT]:
    """Do ``work`` on each lane in up to ``most`` threads.

    The first error, or Ctrl-C, calls ``stop`` (which makes the other lanes end soon), waits for them and goes on. Each
    thread has a copy of the caller's context, so that Prefect knows of which flow a task is.
    """
    with ThreadPoolExecutor(max_workers=most, thread_name_prefix="lane") as pool:
        futures = [pool.submit(contextvars.copy_context().run, work, lane) for lane in lanes]
        try:
            wait(futures, return_when=FIRST_EXCEPTION)
            failed = next((one for one in futures if one.done() and one.exception() is not None), None)
            if failed is not None:
                failed.result()
            return [one.result() for one in futures]
        except BaseException:
            stop()
            pool.shutdown(wait=True, cancel_futures=True)
            raise

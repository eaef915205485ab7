"""What a person sees of a run: bars on a terminal, log lines anywhere else; errors as one red line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from rich.console import Console

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


def stdout_console() -> Console:
    """Standard output; as wide as the terminal, or 120 columns where there is none, so that tables do not wrap."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=120)


def stderr_console() -> Console:
    return Console(stderr=True, highlight=False, soft_wrap=True)


class CurrentStderr:
    """The standard error of the moment: a live bar takes its place and prints log lines above itself."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


class Ticker(Protocol):
    """What a stage tells of its progress."""

    def __call__(self, done: int = 1) -> None: ...


class Progresses:
    """Bars of the stages of one run, one below the other; silent where standard error is no terminal."""

    def __init__(self, is_shown: bool | None = None) -> None:
        self._is_shown = sys.stderr.isatty() if is_shown is None else is_shown
        self._bars: Progress | None = None

    def __enter__(self) -> Progresses:
        if self._is_shown:
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

            self._bars = Progress(
                TextColumn("{task.description:<9}"),
                BarColumn(bar_width=30),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                console=Console(stderr=True),
            )
            self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bars is not None:
            self._bars.stop()
            self._bars = None

    @property
    def is_shown(self) -> bool:
        return self._is_shown

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Ticker]:
        """A bar for one stage; ``total`` None when it is not known how many steps there are."""
        bars = self._bars
        if bars is None:
            yield _silent
            return
        task: TaskID = bars.add_task(name, total=total)

        def tick(done: int = 1) -> None:
            bars.advance(task, done)

        yield tick
        completed = bars.tasks[bars.task_ids.index(task)].completed
        bars.update(task, total=completed or 1, completed=completed or 1)


def _silent(done: int = 1) -> None:
    """Nobody watches."""

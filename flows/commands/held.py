"""Why a build was not published, on one screen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

MOST_REASONS = 15


@contextmanager
def held_on_one_screen() -> Iterator[None]:
    """Print the reasons of a held publish to standard error; the error goes on and ends the command with code 3."""
    from rich.text import Text

    from flows.console import stderr_console
    from flows.stages.finish import PublishHeld

    try:
        yield
    except PublishHeld as held:
        console = stderr_console()
        console.print(Text("The build was not published. What must not be there:", style="bold red"))
        for reason in held.reasons[:MOST_REASONS]:
            console.print(Text(f"  - {reason}"))
        if len(held.reasons) > MOST_REASONS:
            console.print(f"  … and {len(held.reasons) - MOST_REASONS} more")
        raise

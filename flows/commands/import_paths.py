"""``nianbao import PATH...``: reports from disk, through the same stages as those from the web."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.common import ExitCode, command_line
from flows.commands.held import held_on_one_screen
from nianbao.errors import NianbaoError


def import_paths(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Report files, or folders of them.")],
) -> None:
    """Read report files from disk, load them, audit, and publish the warehouse.

    A file that cannot be read costs one line and one row of [cyan]raw.issues[/cyan]; the others go on, and the exit code
    is 4 (1 when none could be read). Importing the same files again changes nothing.

    Example: [cyan]nianbao import ~/reports/2023 extra.pdf[/cyan]
    """
    settings = command_line(context).settings()

    from flows.files import files_of

    files = files_of(paths)
    if not files:
        raise NianbaoError(", ".join(str(path) for path in paths), "holds no files", "give files or folders of reports")

    from flows.console import stdout_console
    from flows.summary import show_findings, show_places, show_summary
    from flows.upkeep.import_run import import_files

    with held_on_one_screen():
        result = import_files(settings, files)
    console = stdout_console()
    show_summary(result, console)
    show_findings(result, console)
    show_places(result, console)
    unread = {issue.place for issue in result.problems}
    if unread:
        raise typer.Exit(ExitCode.USER_ERROR if len(unread) == len(files) else ExitCode.PARTIAL)

"""``nianbao docs``: where the quality report is."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.commands.common import command_line
from nianbao.errors import WarehouseError


def docs(
    context: typer.Context,
    is_opened: Annotated[bool, typer.Option("--open", help="Open it in the browser as well.")] = False,
) -> None:
    """Print where the quality report of the last load is.

    Example: [cyan]nianbao docs --open[/cyan]
    """
    settings = command_line(context).settings()
    page = settings.report_dir / "index.html"
    if not page.is_file():
        raise WarehouseError(
            str(page),
            "there is no quality report yet",
            "run 'nianbao run' first, or name the demonstration's folder with --data-dir demo-out",
        )
    typer.echo(str(page.resolve()))
    if is_opened:
        typer.launch(page.resolve().as_uri())

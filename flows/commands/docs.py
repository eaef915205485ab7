"""``nianbao docs``: where the review site is, with the decisions as they stand today."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.commands.common import command_line
from nianbao.errors import WarehouseError


def docs(
    context: typer.Context,
    is_opened: Annotated[bool, typer.Option("--open", help="Open it in the browser as well.")] = False,
) -> None:
    """Print where the review site of the last load is; decisions taken since are shown on it.

    Example: [cyan]nianbao docs --open[/cyan]
    """
    from expectations.review import DecisionBook
    from expectations.review.desk import ReviewDesk

    settings = command_line(context).settings()
    page = settings.report_dir / "index.html"
    if not page.is_file():
        raise WarehouseError(
            str(page),
            "there is no quality report yet",
            "run 'nianbao run' first, or name the demonstration's folder with --data-dir demo-out",
        )
    if settings.published_path.is_file():  # decisions may have come by version control, and days may have passed
        ReviewDesk(settings.published_path, DecisionBook(settings.decisions_path), settings.report_dir).refresh()
    typer.echo(str(page.resolve()))
    if is_opened:
        typer.launch(page.resolve().as_uri())

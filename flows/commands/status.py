"""``nianbao status``: what ran lately, and what the warehouse holds."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.common import command_line

if TYPE_CHECKING:
    from rich.console import Console

    from nianbao.settings import Settings


def status(
    context: typer.Context,
    most: Annotated[int, typer.Option("--runs", min=1, help="How many runs to show.")] = 5,
) -> None:
    """Show the last runs, whether one is under way, and what the published warehouse holds.

    Example: [cyan]nianbao status --runs 20[/cyan]
    """
    from flows.console import stdout_console

    settings = command_line(context).settings()
    console = stdout_console()
    _show_runs(settings, most, console)
    _show_warehouse(settings, console)


def _show_runs(settings: Settings, most: int, console: Console) -> None:
    from rich.table import Table

    from flows.records import RunLog
    from warehouse.lock import lock_owner

    owner = lock_owner(settings.data_dir)
    if owner is not None:
        console.print(f"a run is under way: process {owner.pid} on {owner.host} since {owner.since}", style="bold")
    records = RunLog(settings.data_dir).all()
    if not records:
        console.print("no run yet; start with 'nianbao run', 'nianbao import' or 'nianbao demo'")
        return
    table = Table("started (UTC)", "kind", "outcome", "seconds", "what")
    for record in reversed(records[-most:]):
        is_dead = record.outcome == "running" and (owner is None or owner.pid != record.process_id)
        outcome = "killed" if is_dead else record.outcome
        table.add_row(
            record.started_at[:19].replace("T", " "),
            record.kind,
            outcome,
            _seconds(record.started_at, record.finished_at),
            record.message,
        )
    console.print(table)


def _show_warehouse(settings: Settings, console: Console) -> None:
    from warehouse.query import table_counts

    path = settings.published_path
    if not path.is_file():
        console.print(f"no warehouse at {path} yet")
        return
    counts = table_counts(path)
    names = ("core.organs", "core.reports", "core.revisions", "core.figures", "raw.issues", "quality.findings")
    console.print(f"warehouse {path}: " + ", ".join(f"{counts[name]:,} {name.partition('.')[2]}" for name in names))
    page = settings.report_dir / "index.html"
    console.print(f"quality report {page}" if page.is_file() else "no quality report yet")


def _seconds(started: str, finished: str | None) -> str:
    if finished is None:
        return ""
    return f"{(datetime.fromisoformat(finished) - datetime.fromisoformat(started)).total_seconds():.0f}"

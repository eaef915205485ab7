"""``nianbao status``: what ran lately, and what the warehouse holds."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.common import command_line
from flows.wording import counted

if TYPE_CHECKING:
    from rich.console import Console

    from nianbao.settings import Settings


STATE_STYLE = {
    "failing": "bold red",
    "blocked": "red",
    "robots": "magenta",
    "incomplete": "yellow",
    "ok": "green",
    "": "dim",
}


def status(
    context: typer.Context,
    most: Annotated[int, typer.Option("--runs", min=1, help="How many runs to show.")] = 5,
    is_by_site: Annotated[
        bool, typer.Option("--sites", help="Show how each site of the registry stands, the worst first.")
    ] = False,
    registry: Annotated[
        Path | None,
        typer.Option("--registry", help="With --sites: folder of site files; that of the package when left out."),
    ] = None,
) -> None:
    """Show the last runs, whether one is under way, and what the published warehouse holds; or how each site stands.

    A site is ok, incomplete (a list broke off, or some addresses failed), blocked (the host refuses us), robots (its
    robots.txt asks us not to), failing since a day, or never visited.

    Example: [cyan]nianbao status --runs 20[/cyan], [cyan]nianbao status --sites[/cyan]
    """
    from flows.console import stdout_console

    overrides = {} if registry is None else {"registry_dir": registry}
    settings = command_line(context).settings(**overrides)
    console = stdout_console()
    if is_by_site:
        _show_sites(settings, console)
        return
    _show_runs(settings, most, console)
    _show_warehouse(settings, console)


def _show_runs(settings: Settings, most: int, console: Console) -> None:
    from rich.table import Table

    from flows.reading.quarantine import Quarantine
    from flows.records import RunLog
    from warehouse.lock import lock_owner

    owner = lock_owner(settings.data_dir)
    if owner is not None:
        console.print(f"a run is under way: process {owner.pid} on {owner.host} since {owner.since}", style="bold")
    held_back = len(Quarantine(settings.data_dir).all())
    if held_back:
        console.print(f"{held_back} documents in quarantine; 'nianbao quarantine list' names them", style="yellow")
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


def _show_sites(settings: Settings, console: Console) -> None:
    from rich.table import Table
    from rich.text import Text

    from flows.crawl.site_status import site_statuses

    statuses = site_statuses(settings)
    table = Table("site", "state", "last visit (UTC)", "why")
    table.columns[3].overflow = "fold"
    for status in statuses:
        visited = f"{status.visited_at:%Y-%m-%d %H:%M}" if status.visited_at is not None else ""
        badge = Text(status.badge, style=STATE_STYLE[status.state or ""])
        table.add_row(Text(status.site_id), badge, visited, Text(status.message))
    console.print(table)
    counts: dict[str, int] = {}
    for status in statuses:
        name = status.state or "never visited"
        counts[name] = counts.get(name, 0) + 1
    console.print(
        f"{counted(len(statuses), 'site')}: " + ", ".join(f"{number:,} {name}" for name, number in counts.items())
    )


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
    _show_snapshots(settings, console)


def _show_snapshots(settings: Settings, console: Console) -> None:
    from warehouse.snapshots import snapshots

    held = snapshots(settings.snapshots_dir)
    if held:
        latest, previous = held[-1], f", before it {held[-2].date}" if len(held) > 1 else ""
        console.print(f"{counted(len(held), 'snapshot')} since {held[0].date}, the latest of {latest.date}{previous}")


def _seconds(started: str, finished: str | None) -> str:
    if finished is None:
        return ""
    return f"{(datetime.fromisoformat(finished) - datetime.fromisoformat(started)).total_seconds():.0f}"

"""``nianbao snapshots``: the dated snapshots of the published file, and which of them stay."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.common import command_line

if TYPE_CHECKING:
    from nianbao.settings import Settings
    from warehouse.snapshots import Retention

snapshots = typer.Typer(
    no_args_is_help=True,
    help="Dated snapshots of the published file: list them, prune them. 'nianbao sql --snapshot DATE' opens one.",
)


def asked_file(settings: Settings, snapshot: str | None) -> Path:
    """The published file, or the snapshot of a date."""
    if snapshot is None:
        return settings.published_path
    from warehouse.snapshots import find_snapshot

    return find_snapshot(settings.snapshots_dir, snapshot).path


def retention(settings: Settings) -> Retention:
    """The retention rule as the settings have it."""
    from warehouse.snapshots import Retention

    return Retention(settings.snapshots_keep_last, settings.snapshots_keep_months)


@snapshots.command("list")
def list_(context: typer.Context) -> None:
    """List the snapshots, the newest first.

    Example: [cyan]nianbao snapshots list[/cyan]
    """
    from flows.analyst.answers import counted
    from warehouse.snapshots import snapshots as held_snapshots

    settings = command_line(context).settings()
    held = held_snapshots(settings.snapshots_dir)
    for one in reversed(held):
        typer.echo(f"{one.published_at:%Y-%m-%d %H:%M:%S}Z\t{one.byte_count:,} bytes\t{one.path}")
    rule = retention(settings)
    typer.echo(
        f"{counted(len(held), 'snapshot')}; kept are the last {rule.last}, and the last of each of {rule.months} months"
    )


@snapshots.command("prune")
def prune_(
    context: typer.Context,
    is_dry: Annotated[bool, typer.Option("--dry-run", help="Name them, remove nothing.")] = False,
) -> None:
    """Remove the snapshots that the settings no longer keep (each publish does so, too).

    Example: [cyan]nianbao snapshots prune --dry-run[/cyan]
    """
    from flows.analyst.answers import counted
    from warehouse.snapshots import prune, superfluous
    from warehouse.snapshots import snapshots as held_snapshots

    settings = command_line(context).settings()
    rule = retention(settings)
    folder = settings.snapshots_dir
    gone = superfluous(held_snapshots(folder), rule) if is_dry else prune(folder, rule)
    for one in gone:
        typer.echo(str(one.path))
    typer.echo(f"{counted(len(gone), 'snapshot')} {'would be ' if is_dry else ''}removed")

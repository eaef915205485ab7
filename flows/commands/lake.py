"""``nianbao lake``: several machines that read reports, one that publishes, many that ask (DuckLake)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from flows.commands.common import command_line

if TYPE_CHECKING:
    from nianbao.settings import Settings
    from warehouse.query import Session

lake = typer.Typer(
    no_args_is_help=True,
    help="The warehouse on DuckLake: 'push' from every machine that reads reports, 'publish' on one, 'nianbao sql --lake' anywhere.",
)


def lake_session(settings: Settings) -> Session:
    """A session over the lake of the settings."""
    from warehouse.lake import LakeSession, lake_address

    return LakeSession(lake_address(settings))


@lake.command("push")
def push_(context: typer.Context) -> None:
    """Append this machine's readings to the lake; other machines may push at the same time.

    Example: [cyan]nianbao run && nianbao lake push[/cyan]
    """
    from flows.upkeep.lake_run import push

    typer.echo(f"{push(command_line(context).settings())} readings pushed")


@lake.command("publish")
def publish_(context: typer.Context) -> None:
    """Take everybody's readings, load, audit and publish the single file, then bring the lake's tables to what it says.

    Example: [cyan]nianbao lake publish[/cyan]
    """
    from flows.upkeep.lake_run import merge_and_publish

    done = merge_and_publish(command_line(context).settings())
    typer.echo(f"{done.taken} readings taken; {done.result.record.outcome}: {done.result.record.message}")
    typer.echo(f"{len(done.tables)} tables of the lake changed; the single file is {done.result.published}")


@lake.command("status")
def status_(context: typer.Context) -> None:
    """Say what the lake holds.

    Example: [cyan]nianbao lake status[/cyan]
    """
    from warehouse.lake import lake_address, lake_status

    found = lake_status(lake_address(command_line(context).settings()))
    typer.echo(f"{found.readings} readings of {found.writers} writers, the last pushed {found.pushed_at} UTC")
    typer.echo(f"snapshot {found.snapshot} of DuckLake")

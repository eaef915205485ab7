"""``nianbao backfill``, ``reprocess``, ``publish`` and ``quarantine``: the runs beside the nightly one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from flows.commands.common import ErrorLineGroup, command_line
from flows.commands.held import held_on_one_screen
from flows.commands.run import WaitOption, apply_line, show_result

quarantine = typer.Typer(
    cls=ErrorLineGroup, no_args_is_help=True, help="Documents that killed their reading process twice."
)


def backfill(
    context: typer.Context,
    years: Annotated[str, typer.Option("--years", help="2019, 2019-2023, or several with commas.")],
    region: Annotated[
        list[str] | None,
        typer.Option("--region", help="Name or code; a code stands for all below it. May be given again; all if none."),
    ] = None,
    site: Annotated[list[str] | None, typer.Option("--site", help="Only this site; may be given again.")] = None,
    registry: Annotated[
        Path | None, typer.Option("--registry", help="Folder of site files; that of the package when left out.")
    ] = None,
    is_waiting: WaitOption = False,
) -> None:
    """Ask for every report of some years, whatever the season; other years are left to the nightly run.

    Example: [cyan]nianbao backfill --years 2019-2023 --region 520000[/cyan]
    """
    overrides: dict[str, Any] = {} if registry is None else {"registry_dir": str(registry)}
    apply_line(context, overrides, is_waiting)
    from flows.upkeep.backfill import backfill as run_backfill
    from nianbao.settings import load_settings

    with held_on_one_screen():
        result = run_backfill(load_settings(**overrides), years, region or (), site)
    show_result(result)


def reprocess(
    context: typer.Context,
    is_dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would change, figure by figure; nothing is loaded.")
    ] = False,
    most: Annotated[int, typer.Option("--most", min=0, help="Most differences to print.")] = 200,
    is_waiting: WaitOption = False,
) -> None:
    """Read the whole archive again with the installed code, say what came out otherwise, audit and publish it.

    No host is asked. The old readings stay in the staging folder until they are replaced in the warehouse.

    Example: [cyan]nianbao reprocess --dry-run[/cyan]
    """
    overrides: dict[str, Any] = {}
    apply_line(context, overrides, is_waiting)
    from flows.console import stdout_console
    from flows.upkeep.reprocess import reprocess as run_reprocess
    from flows.upkeep.reprocess import told
    from nianbao.settings import load_settings

    with held_on_one_screen():
        done = run_reprocess(load_settings(**overrides), is_dry_run=is_dry_run)
    for line in told(done, most):
        stdout_console().print(line, markup=False, highlight=False, soft_wrap=True)
    if done.result is not None:
        show_result(done.result)


def publish(
    context: typer.Context,
    is_forced: Annotated[bool, typer.Option("--force", help="Audit and publish although nothing new waits.")] = False,
    is_waiting: WaitOption = False,
) -> None:
    """Load what was read and not yet published, audit it, publish it; no host is asked and no document read.

    Example: [cyan]nianbao publish[/cyan] after a held night whose cause is gone
    """
    overrides: dict[str, Any] = {}
    apply_line(context, overrides, is_waiting)
    from flows.upkeep.publish_only import publish_only
    from nianbao.settings import load_settings

    with held_on_one_screen():
        result = publish_only(load_settings(**overrides), is_forced=is_forced)
    show_result(result)


@quarantine.command("list")
def list_quarantine(context: typer.Context) -> None:
    """The documents, since when, and why. Newer code reads them again by itself.

    Example: [cyan]nianbao quarantine list[/cyan]
    """
    from flows.console import stdout_console
    from flows.reading.quarantine import Quarantine

    console = stdout_console()
    entries = Quarantine(command_line(context).settings().data_dir).all()
    for one in entries:
        console.print(f"{one.since[:10]} {one.item.url}: {one.reason}", markup=False, highlight=False, soft_wrap=True)
    console.print(f"{len(entries)} documents in quarantine")


@quarantine.command("retry")
def retry_quarantine(context: typer.Context, is_waiting: WaitOption = False) -> None:
    """Read all of them again now, then load, audit and publish.

    Example: [cyan]NIANBAO_DOCUMENT_MEMORY_MB=8192 nianbao quarantine retry[/cyan]
    """
    overrides: dict[str, Any] = {}
    apply_line(context, overrides, is_waiting)
    from flows.retry import retry_quarantined
    from nianbao.settings import load_settings

    with held_on_one_screen():
        result = retry_quarantined(load_settings(**overrides))
    show_result(result)

"""``nianbao serve``: the nightly run by the clock, on one machine, without a server."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.common import command_line

if TYPE_CHECKING:
    from nianbao.settings import Settings


def serve(
    context: typer.Context,
    cron: Annotated[
        str | None, typer.Option("--cron", help="When, in Asia/Shanghai; NIANBAO_NIGHTLY_CRON when left out.")
    ] = None,
    registry: Annotated[
        Path | None, typer.Option("--registry", help="Folder of site files; that of the package when left out.")
    ] = None,
    is_plain: Annotated[bool, typer.Option("--plain", help="Run the nights without Prefect.")] = False,
) -> None:
    """Run every night at 02:30 in Asia/Shanghai until stopped (SIGTERM or Ctrl-C).

    Each night is a process of its own: one that fails is told, and the next one comes. A night that was due while the
    service was down is made up for at the start. Another run under way is waited for.

    Example: [cyan]nianbao serve[/cyan], [cyan]nianbao serve --cron "0 1 * * *"[/cyan]
    """
    from extractors.sites.registry import load_registry
    from flows.upkeep.serve import Schedule, Service

    line = command_line(context)
    settings = line.settings()
    schedule = Schedule(cron or settings.nightly_cron)
    command = [sys.executable, "-m", "flows.cli"]
    if line.data_dir is not None:
        command += ["--data-dir", str(line.data_dir)]
    command += ["run", "--wait"]
    if registry is not None:
        command += ["--registry", str(registry)]
    if is_plain:
        command.append("--plain")
    folder = settings.registry_dir if registry is None else registry
    _tell(f"sites of {folder or 'the packaged registry'}: {len(load_registry(folder))}; data in {settings.data_dir}")
    Service(schedule, command, _tell, _last_night(settings)).run()


def _tell(line: str) -> None:
    from nianbao.log import get_logger

    typer.echo(line)
    sys.stdout.flush()
    get_logger("flows").debug(line)


def _last_night(settings: Settings) -> datetime | None:
    from flows.records import RunLog

    nights = [record for record in RunLog(settings.data_dir).all() if record.kind == "nightly"]
    return datetime.fromisoformat(nights[-1].started_at) if nights else None

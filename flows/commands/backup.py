"""``nianbao backup`` and ``nianbao restore``: everything that cannot be made again, to another disk and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.common import ExitCode, command_line

MIB = 1024 * 1024


def backup(
    context: typer.Context,
    target: Annotated[Path, typer.Argument(metavar="DEST", help="Folder of the backup, best on another disk.")],
    is_verifying: Annotated[
        bool, typer.Option("--verify", help="Copy nothing; read every file of the backup and compare it.")
    ] = False,
) -> None:
    """Copy archive, decisions, registry, published file and run records to a folder; the next time only what is new.

    A run may be under way. With NIANBAO_ARCHIVE_URL the blobs are on S3 and not in the backup; the log is.

    Example: [cyan]nianbao backup /mnt/backup/nianbao[/cyan], then [cyan]nianbao backup --verify /mnt/backup/nianbao[/cyan]
    """
    from extractors.sites.registry import PACKAGED_REGISTRY
    from flows.console import Progresses, stdout_console
    from warehouse.backup import back_up, file_count, verify_backup

    settings = command_line(context).settings()
    console = stdout_console()
    if is_verifying:
        with Progresses() as progress, progress.stage("verify", file_count(target)) as tick:
            faults = list(verify_backup(target, tick))
        for fault in faults:
            console.print(f"{fault.name}: {fault.reason}", style="red", markup=False)
        console.print(
            f"{target}: {len(faults)} files are wrong" if faults else f"{target}: every file is as it was copied"
        )
        if faults:
            raise typer.Exit(ExitCode.PARTIAL)
        return
    with Progresses() as progress, progress.stage("backup", None) as tick:
        done = back_up(settings.data_dir, settings.registry_dir or PACKAGED_REGISTRY, target, tick)
    console.print(
        f"{target}: {done.files:,} files, {done.copied:,} copied now ({done.bytes_copied / MIB:,.1f} MiB)", markup=False
    )


def restore(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(metavar="SRC", help="Folder of a backup.")],
    registry: Annotated[
        Path | None, typer.Option("--registry", help="Bring its registry back into this (empty) folder as well.")
    ] = None,
) -> None:
    """Bring a backup into an empty data folder, comparing every file; then 'nianbao run' goes on where it stopped.

    Example: [cyan]nianbao --data-dir /srv/nianbao restore /mnt/backup/nianbao[/cyan]
    """
    from flows.console import Progresses, stdout_console
    from warehouse.backup import file_count
    from warehouse.backup import restore as restore_backup

    settings = command_line(context).settings()
    with Progresses() as progress, progress.stage("restore", file_count(source)) as tick:
        done = restore_backup(source, settings.data_dir, registry, tick)
    words = f"{settings.data_dir}: {done.files:,} files restored ({done.bytes_copied / MIB:,.1f} MiB)"
    stdout_console().print(words, markup=False)

"""``nianbao archive``: is the archive sound, what does it hold, and give it to others."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.common import ErrorLineGroup, ExitCode, command_line

if TYPE_CHECKING:
    from warehouse.archive_stats import ArchiveStats
    from warehouse.archive_verify import Fault, Verified

archive = typer.Typer(cls=ErrorLineGroup, no_args_is_help=True, help="Verify, count and export what was ever fetched.")

MOST_SITES_SHOWN = 20


@archive.command()
def verify(
    context: typer.Context,
    threads: Annotated[int, typer.Option("--threads", min=1, help="Blobs read side by side; more for S3.")] = 4,
) -> None:
    """Read every blob and compare it with its sha256; look for the blob of every line of the fetch log.

    Each fault is one line. Exit code 4 when something is wrong; traces of a kill (orphans, torn lines) are named and are
    not wrong. A run may be under way.

    Example: [cyan]nianbao archive verify --threads 16[/cyan]
    """
    from rich.text import Text

    from flows.console import Progresses, stdout_console
    from warehouse.archive import open_archive
    from warehouse.archive_verify import verify as verify_archive

    opened = open_archive(command_line(context).settings())
    console = stdout_console()

    def tell(fault: Fault) -> None:
        style = "red" if fault.is_wrong else "dim"
        console.print(
            Text(f"{fault.kind.replace('_', ' ')}: {fault.subject}: {fault.reason}", style=style), soft_wrap=True
        )

    with Progresses() as progress, progress.stage("verify", opened.index.counts()[1]) as tick:
        found = verify_archive(opened, tell, tick, threads)
    console.print(_verdict(found))
    if not found.is_sound:
        raise typer.Exit(ExitCode.PARTIAL)


@archive.command()
def export(
    context: typer.Context,
    warc: Annotated[Path, typer.Option("--warc", help="The file to write, e.g. guiyang.warc.gz; it must not exist.")],
    site: Annotated[list[str] | None, typer.Option("--site", help="Only this site; may be given again.")] = None,
) -> None:
    """Write the archive as one gzipped WARC file, with headers as far as kept and revisit records for what was unchanged.

    Example: [cyan]nianbao archive export --warc guiyang.warc.gz --site guiyang[/cyan]
    """
    from flows.console import Progresses, stderr_console, stdout_console
    from warehouse.archive import open_archive
    from warehouse.archive_warc import export_warc

    opened = open_archive(command_line(context).settings())
    with Progresses() as progress, progress.stage("export", opened.log.size()) as tick:
        exported = export_warc(opened, warc, frozenset(site or ()), tick)
    kinds = ", ".join(f"{number:,} {kind}" for kind, number in exported.records.most_common())
    stdout_console().print(f"{warc}: {warc.stat().st_size:,} bytes; records: {kinds}", soft_wrap=True)
    stdout_console().print(f"{exported.without_bytes:,} fetches brought no bytes (refused or failed) and are not in it")
    for line in exported.lost:
        stderr_console().print(line, style="red", markup=False)
    if exported.lost:
        raise typer.Exit(ExitCode.PARTIAL)


@archive.command()
def stats(
    context: typer.Context,
    is_json: Annotated[bool, typer.Option("--json", help="Everything as one JSON object.")] = False,
) -> None:
    """Count what the archive holds: blobs, bytes, fetches, sites.

    Example: [cyan]nianbao archive stats --json[/cyan]
    """
    from flows.console import Progresses
    from warehouse.archive import open_archive
    from warehouse.archive_stats import archive_stats

    opened = open_archive(command_line(context).settings())
    with Progresses() as progress, progress.stage("stats", opened.log.size()) as tick:
        found = archive_stats(opened, tick)
    if is_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False, indent=1))
    else:
        _show(found)


def _verdict(found: Verified) -> str:
    share = f" ({found.stored_bytes / found.plain_bytes:.0%})" if found.plain_bytes else ""
    held = (
        f"{found.blobs:,} blobs, {found.plain_bytes:,} bytes stored in {found.stored_bytes:,}{share}, "
        f"{found.notices:,} notices, {found.lines:,} fetches"
    )
    faults = ", ".join(f"{number:,} {kind.replace('_', ' ')}" for kind, number in found.faults.most_common())
    return f"{held}: {'sound' if found.is_sound else 'something is wrong'}{f'; {faults}' if faults else ''}"


def _show(found: ArchiveStats) -> None:
    from rich.table import Table

    from flows.console import stdout_console

    console = stdout_console()
    outcomes = ", ".join(f"{number:,} {name}" for name, number in sorted(found.outcomes.items())) or "none"
    overview = Table.grid(padding=(0, 2))
    overview.add_row("archive", found.place)
    overview.add_row("blobs", f"{found.blobs:,} in {found.blob_bytes:,} bytes, {found.notices:,} notices")
    overview.add_row("fetches", f"{found.lines:,} in {found.log_bytes:,} bytes of log: {outcomes}")
    overview.add_row("addresses", f"{found.addresses:,} that showed bytes")
    overview.add_row("from, to", f"{found.first_at[:19]}, {found.last_at[:19]}" if found.lines else "no fetch yet")
    console.print(overview)
    if not found.sites:
        return
    table = Table("site", *("stored", "unchanged", "refused", "failed", "bytes received"), "last good fetch (UTC)")
    for column in table.columns[1:6]:
        column.justify = "right"
    by_size = sorted(found.sites.items(), key=lambda pair: (-pair[1].stored, pair[0]))
    for name, one in by_size[:MOST_SITES_SHOWN]:
        numbers = (one.stored, one.unchanged, one.refused, one.failed, one.received_bytes)
        table.add_row(name, *(f"{number:,}" for number in numbers), one.last_at[:19].replace("T", " "))
    console.print(table)
    if len(by_size) > MOST_SITES_SHOWN:
        console.print(f"… and {len(by_size) - MOST_SITES_SHOWN:,} more sites; --json has all", style="dim")

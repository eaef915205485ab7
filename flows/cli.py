"""The command ``nianbao``: each command's file says what it does; this one puts them under one name.

Only light modules are imported here: ``nianbao version`` and every help text answer at once.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.archive import archive
from flows.commands.backup import backup, restore
from flows.commands.common import EXIT_CODES_HELP, CommandLine, ErrorLineGroup
from flows.commands.demo import demo
from flows.commands.diff import diff
from flows.commands.docs import docs
from flows.commands.doctor import doctor, notify
from flows.commands.export import export
from flows.commands.extract import extract
from flows.commands.import_paths import import_paths
from flows.commands.lake import lake
from flows.commands.letter import letter
from flows.commands.review import review
from flows.commands.run import run
from flows.commands.search import search
from flows.commands.serve import serve
from flows.commands.show import show
from flows.commands.sites import sites
from flows.commands.snapshots import snapshots
from flows.commands.sql import sql
from flows.commands.status import status
from flows.commands.upkeep import backfill, publish, quarantine, reprocess
from flows.commands.version import version

app = typer.Typer(
    name="nianbao",
    cls=ErrorLineGroup,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    epilog=EXIT_CODES_HELP,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def main_options(
    context: typer.Context,
    debug: Annotated[bool, typer.Option("--debug", help="Show the trace of an error.")] = False,
    data_dir: Annotated[
        Path | None,
        typer.Option(
            "--data-dir", help="Folder of archive, warehouse and quality report; warehouse/data when left out."
        ),
    ] = None,
) -> None:
    """Annual open-government-information reports (政府信息公开工作年度报告), read exactly, as one DuckDB warehouse.

    Start with [cyan]nianbao demo[/cyan]: it serves a small government site on this machine, runs the nightly flow
    against it twice, and leaves a warehouse and a quality report to look at.

    All settings are environment variables [cyan]NIANBAO_*[/cyan] or lines of [cyan]nianbao.toml[/cyan].
    """
    context.obj = CommandLine(debug=debug, data_dir=data_dir)


app.command()(demo)
app.command()(run)
app.command()(serve)
app.command()(backfill)
app.command()(reprocess)
app.command()(publish)
app.add_typer(quarantine, name="quarantine")
app.command()(backup)
app.command()(restore)
app.command("import")(import_paths)
app.command()(extract)
app.command()(show)
app.add_typer(sites, name="sites")
app.add_typer(archive, name="archive")
app.command()(sql)
app.command()(search)
app.command()(export)
app.add_typer(snapshots, name="snapshots")
app.command()(diff)
app.add_typer(lake, name="lake")
app.command()(status)
app.command()(docs)
app.add_typer(review, name="review")
app.command()(letter)
app.command()(doctor)
app.command()(notify)
app.command()(version)


def main() -> None:
    """Entry point of the installed program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a character must not end the program
    app()


if __name__ == "__main__":
    main()

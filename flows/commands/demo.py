"""``nianbao demo``: two nights against a small government site on this machine, from the first page to the warehouse."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.common import command_line


def demo(
    context: typer.Context,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="Folder for archive, warehouse and quality report, made anew; that of --data-dir, else demo-out.",
        ),
    ] = None,
    is_kept_serving: Annotated[
        bool, typer.Option("--keep-serving", help="Serve the site until Ctrl-C afterwards, to look at it.")
    ] = False,
) -> None:
    """Serve a small government site on 127.0.0.1 and run the nightly flow against it twice.

    On the second night one report has been re-published with a changed number: the run finds that and nothing else.
    Nothing leaves this machine.

    Example: [cyan]nianbao demo --out demo-out[/cyan]
    """
    from flows.demo_run import prepare_folder, run_demo

    asked = command_line(context).data_dir
    if out is not None and asked is not None and out.resolve() != asked.resolve():
        raise typer.BadParameter(f"--data-dir says {asked}: give one of the two", param_hint="--out")
    overrides = prepare_folder(out or asked or Path("demo-out"))
    settings = command_line(context).settings(**overrides)
    run_demo(settings, overrides, is_kept_serving=is_kept_serving)

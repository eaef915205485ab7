"""``nianbao run``: the nightly flow, now."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.common import ExitCode, command_line
from flows.commands.held import held_on_one_screen

if TYPE_CHECKING:
    from flows.stages.finish import RunResult


def run(
    context: typer.Context,
    site: Annotated[list[str] | None, typer.Option("--site", help="Visit only this site; may be given again.")] = None,
    registry: Annotated[
        Path | None, typer.Option("--registry", help="Folder of site files; that of the package when left out.")
    ] = None,
    is_everything: Annotated[
        bool, typer.Option("--all", help="Ask for every page and report, whatever the season (a deep sweep).")
    ] = False,
) -> None:
    """Visit the sites, read what is new, audit it, and publish the warehouse.

    The stages are discover → fetch → extract → load → audit → publish → report. A run that was killed is taken up by
    the next one; a night on which nothing changed publishes nothing. Prefect's own temporary server is used unless
    PREFECT_API_URL names another.

    Example: [cyan]nianbao run --site guiyang[/cyan]
    """
    line = command_line(context)
    overrides: dict[str, Any] = {}
    if registry is not None:
        overrides["registry_dir"] = str(registry)
    if is_everything:
        overrides["visit_all"] = True
    if line.data_dir is not None:
        overrides["data_dir"] = str(line.data_dir)
    line.settings(**overrides)
    result = run_nightly(site, overrides)

    from flows.console import stdout_console
    from flows.summary import changes_since, show_changes, show_findings, show_places, show_summary

    console = stdout_console()
    show_summary(result, console)
    if result.audit is not None:
        show_changes(changes_since(result.published, result.record.started_at), console)
        show_findings(result, console)
    show_places(result, console)
    if any(issue.level == "error" for issue in result.problems):
        raise typer.Exit(ExitCode.PARTIAL)


def run_nightly(sites: list[str] | None, overrides: dict[str, Any]) -> RunResult:
    """Run the Prefect flow in this process; a held publish is shown on one screen before its error goes on."""
    from flows.console import stderr_console
    from flows.prefect_home import end_orphaned_server, prepare_prefect
    from flows.stages.discover import choose_sites
    from nianbao.folders import usable_folder
    from nianbao.settings import load_settings
    from warehouse.lock import require_free

    settings = load_settings(**overrides)
    choose_sites(settings, sites)  # a wrong name is told before Prefect's server is started for it
    require_free(usable_folder(settings.data_dir))  # so is another run under way
    prepare_prefect(settings)
    end_orphaned_server(settings)
    if sys.stderr.isatty() and "PREFECT_API_URL" not in os.environ:
        stderr_console().print("starting Prefect's temporary server (10 to 30 s) …", style="dim")

    from flows.nightly import nightly

    with held_on_one_screen():
        return nightly(sites=sites, overrides=overrides)

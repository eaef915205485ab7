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

LONGEST_WAIT_SECONDS = 24 * 3600.0
HEALTH_SECONDS = 10.0

WaitOption = Annotated[bool, typer.Option("--wait", help="Wait for another run that writes here, up to a day.")]


def run(
    context: typer.Context,
    site: Annotated[list[str] | None, typer.Option("--site", help="Visit only this site; may be given again.")] = None,
    registry: Annotated[
        Path | None, typer.Option("--registry", help="Folder of site files; that of the package when left out.")
    ] = None,
    is_everything: Annotated[
        bool, typer.Option("--all", help="Ask for every page and report, whatever the season (a deep sweep).")
    ] = False,
    is_waiting: WaitOption = False,
    is_plain: Annotated[
        bool, typer.Option("--plain", help="Without Prefect: the same stages as plain function calls.")
    ] = False,
) -> None:
    """Visit the sites, read what is new, audit it, and publish the warehouse.

    The stages are discover → fetch → extract → load → audit → publish → report. A run that was killed is taken up by
    the next one; a night on which nothing changed publishes nothing. Prefect's own temporary server is used unless
    PREFECT_API_URL names another; where that one does not answer, the run goes on without it.

    Example: [cyan]nianbao run --site guiyang[/cyan]
    """
    overrides: dict[str, Any] = {}
    if registry is not None:
        overrides["registry_dir"] = str(registry)
    if is_everything:
        overrides["visit_all"] = True
    apply_line(context, overrides, is_waiting)
    result = run_nightly(site, overrides, is_plain=is_plain)
    show_result(result)


def apply_line(context: typer.Context, overrides: dict[str, Any], is_waiting: bool) -> None:
    """Bring the options of the command line into ``overrides``, and set up the logs."""
    line = command_line(context)
    if line.data_dir is not None:
        overrides["data_dir"] = str(line.data_dir)
    if is_waiting:
        overrides["lock_wait_seconds"] = LONGEST_WAIT_SECONDS
    line.settings(**overrides)


def show_result(result: RunResult) -> None:
    """What a run did; exit code 4 when some inputs could not be read."""
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


def run_nightly(sites: list[str] | None, overrides: dict[str, Any], *, is_plain: bool = False) -> RunResult:
    """Run the night in this process; a held publish is shown on one screen before its error goes on."""
    from flows.console import stderr_console
    from flows.night import Plan, run_night
    from flows.prefect_home import away_reason, end_orphaned_server, gone_errors, prepare_prefect
    from flows.stages.discover import choose_sites
    from nianbao.folders import usable_folder
    from nianbao.settings import load_settings
    from warehouse.lock import require_free

    settings = load_settings(**overrides)
    chosen = choose_sites(settings, sites)  # a wrong name is told before Prefect's server is started for it
    if settings.lock_wait_seconds == 0:
        require_free(usable_folder(settings.data_dir))  # so is another run under way
    plan = Plan(tuple(chosen), is_list_forced=sites is not None, is_everything=settings.visit_all)
    with held_on_one_screen():
        if is_plain:
            return run_night(settings, plan)
        prepare_prefect(settings)
        end_orphaned_server(settings)
        reason = away_reason(HEALTH_SECONDS)
        if not reason:
            if sys.stderr.isatty() and "PREFECT_API_URL" not in os.environ:
                stderr_console().print("starting Prefect's temporary server (10 to 30 s) …", style="dim")
            from flows.nightly import nightly

            try:
                return nightly(sites=sites, overrides=overrides)
            except gone_errors() as error:
                reason = f"Prefect's server went away during the run ({type(error).__name__})"
        stderr_console().print(f"{reason}; the run goes on without it", style="yellow")
        return run_night(settings, plan)

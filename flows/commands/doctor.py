"""``nianbao doctor``: what this installation lacks; ``nianbao notify``: a message to the operator's channels, as a test."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from flows.commands.common import ExitCode, command_line

MARKS = {"good": ("✓", "green"), "note": ("!", "yellow"), "bad": ("✗", "bold red")}


def doctor(
    context: typer.Context,
    is_json: Annotated[bool, typer.Option("--json", help="Print a JSON list instead of lines.")] = False,
) -> None:
    """Look whether everything that a night needs is here, and say what to do where it is not.

    ✓ as it should be · ! works with less · ✗ a night would fail (then the exit code is 1).

    Example: [cyan]nianbao doctor[/cyan]
    """
    from dataclasses import asdict

    from rich.text import Text

    from flows.console import stdout_console
    from flows.upkeep.doctor import Diagnosis, examine

    settings = command_line(context).settings()
    console = stdout_console()
    found: list[Diagnosis] = []
    for one in examine(settings):
        found.append(one)
        if is_json:
            continue
        mark, style = MARKS[one.health]
        console.print(Text.assemble((f"{mark} ", style), (f"{one.subject}: ", "bold"), one.what), soft_wrap=True)
        if one.mend:
            console.print(Text(f"    → {one.mend}", style=style), soft_wrap=True)
    if is_json:
        typer.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
    if any(one.health == "bad" for one in found):
        raise typer.Exit(ExitCode.USER_ERROR)


def notify(context: typer.Context) -> None:
    """Send a short message to every channel of NIANBAO_NOTIFY_URLS, to see that it comes.

    Example: [cyan]NIANBAO_NOTIFY_URLS='mailto://… wecombot://…' nianbao notify[/cyan]
    """
    from flows.tell.send import send, services
    from nianbao.errors import SettingsError

    settings = command_line(context).settings()
    names, unknown = services(settings)
    if not names or unknown:
        wrong = f"address {', '.join(map(str, unknown))} is none that Apprise knows" if unknown else "is not set"
        raise SettingsError("NIANBAO_NOTIFY_URLS", wrong, "see the operator's page, 'Who is told'")
    text = "This is a test: the messages of the nightly run will come here."
    sent = send(settings, "年报 nianbao: test", text, is_trouble=False)
    typer.echo(f"{sent} of {len(names)} channels took it: {', '.join(names)}")
    if sent < len(names):
        raise typer.Exit(ExitCode.PARTIAL)

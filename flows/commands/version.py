"""``nianbao version``: which program this is."""

from __future__ import annotations

import platform

import typer

from nianbao import __version__


def version() -> None:
    """Print the version of nianbao and of Python.

    Example: [cyan]nianbao version[/cyan]
    """
    typer.echo(f"nianbao {__version__} (Python {platform.python_version()})")

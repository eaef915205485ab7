"""What all commands share: exit codes, the settings a command works with, and errors as one line."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

from nianbao.errors import AuditHeld, NianbaoError

if TYPE_CHECKING:
    from nianbao.settings import Settings


class ExitCode(IntEnum):
    """What the command's exit code tells a script."""

    OK = 0
    USER_ERROR = 1
    USAGE = 2
    HELD = 3
    PARTIAL = 4
    INTERNAL = 70


EXIT_CODES_HELP = (
    "[bold]Exit codes:[/bold] 0 done · 1 the input or a setting is wrong · 2 wrong usage · 3 publish held by a critical "
    "finding (the published file is yesterday's) · 4 done, but some inputs could not be read · 70 an error of nianbao"
)


_OPTIONS_OF_ALL = {"--data-dir": "--data-dir DIR", "--debug": "--debug"}


@dataclass(slots=True)
class CommandLine:
    """The options given before the command's name."""

    debug: bool = False
    data_dir: Path | None = None

    def settings(self, **overrides: Any) -> Settings:
        """The settings of this call (options win over environment and file); sets up the logs."""
        from nianbao.settings import load_settings

        if self.data_dir is not None:
            overrides.setdefault("data_dir", self.data_dir)
        loaded = load_settings(**overrides)
        configure_command_logs(loaded)
        return loaded


def command_line(context: typer.Context) -> CommandLine:
    found = context.find_object(CommandLine)
    return found if found is not None else CommandLine()


def configure_command_logs(settings: Settings) -> None:
    """Logs as the settings ask; on a terminal only warnings, unless a level is asked for: the bars say the rest."""
    import structlog

    from flows.console import CurrentStderr
    from nianbao.log import configure_logs

    if sys.stderr.isatty() and "NIANBAO_LOG_LEVEL" not in os.environ and settings.log_level == "INFO":
        settings = settings.model_copy(update={"log_level": "WARNING"})
    configure_logs(settings)
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(file=CurrentStderr()))  # type: ignore[arg-type]


class ErrorLineGroup(TyperGroup):
    """A command group that turns errors into one line on standard error and an exit code; ``--debug`` shows the trace."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except NianbaoError as error:
            print_error(ctx, str(error), place=getattr(error, "place", ""))
            code = ExitCode.HELD if isinstance(error, AuditHeld) else ExitCode.USER_ERROR
            raise typer.Exit(code) from error
        except (typer.Exit, typer.Abort):
            raise
        except Exception as error:
            if _is_usage_error(error) or isinstance(error, BrokenPipeError):
                _tell_where_it_stands(error)
                raise
            print_error(ctx, f"an error of nianbao itself: {type(error).__name__}: {error}")
            _print_hint("run the command again as 'nianbao --debug …' for the trace, and report it")
            raise typer.Exit(ExitCode.INTERNAL) from error


def _is_usage_error(error: Exception) -> bool:
    """Errors of the option parser carry an exit code and print themselves."""
    return hasattr(error, "exit_code") and hasattr(error, "format_message")


def _tell_where_it_stands(error: Any) -> None:
    """An option of all commands that was given behind one: say where it stands."""
    option = getattr(error, "option_name", None)
    if option in _OPTIONS_OF_ALL and error.ctx is not None and error.ctx.parent is not None:
        command = error.ctx.command_path.removeprefix(error.ctx.find_root().command_path).strip()
        error.message = f"{option} stands before the command: nianbao {_OPTIONS_OF_ALL[option]} {command} …"
        error.possibilities = None


def print_error(context: Any, line: str, *, place: str = "") -> None:
    """One line on standard error; ``place`` below it, as it stands: the line of a query with a pointer."""
    from rich.text import Text

    from flows.console import stderr_console

    console = stderr_console()
    if isinstance(context.obj, CommandLine) and context.obj.debug:
        console.print_exception()
    console.print(Text(f"error: {' '.join(line.split())}", style="bold red"))
    if place:
        console.print(Text(place, style="dim"), soft_wrap=True)


def _print_hint(line: str) -> None:
    from rich.text import Text

    from flows.console import stderr_console

    stderr_console().print(Text(line, style="dim"))

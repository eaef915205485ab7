"""``nianbao extract FILE``: read one file and show, or print as JSON, all that is in it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.common import ExitCode, command_line

if TYPE_CHECKING:
    from extractors.report import Report
    from nianbao.settings import Settings


def extract(
    context: typer.Context,
    file: Annotated[
        Path, typer.Argument(help="A report: HTML, PDF, scan or picture, Word, workbook, OFD, text, or a ZIP of these.")
    ],
    is_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object (see docs/contract.md) and nothing else.")
    ] = False,
) -> None:
    """Read one report file: its tables by their official form, its findings, and what could not be understood.

    Of a file with several reports (an archive, a volume of all offices) all are shown; the JSON object is that of the main
    one, and its issue [cyan]several_reports[/cyan] names the others. Nothing is stored. The exit code is 1 when the file gave no report; the JSON object then says why in [cyan]issues[/cyan].

    Example: [cyan]nianbao extract report.pdf --json | jq '.figures[] | select(.row == "new_received")'[/cyan]
    """
    settings = command_line(context).settings()
    report, *others = read_file(file, settings)
    if is_json:
        text = json.dumps(report.to_json(), ensure_ascii=False, indent=1)
        sys.stdout.buffer.write(text.encode("utf-8") + b"\n")
        sys.stdout.buffer.flush()
    else:
        from flows.console import stdout_console
        from flows.evidence.show_report import show_report

        for one in (report, *others):
            show_report(one, stdout_console())
    if report.status == "unreadable":
        raise typer.Exit(ExitCode.USER_ERROR)


def read_file(file: Path, settings: Settings) -> tuple[Report, ...]:
    """The reports of one file, the main one first; a file that is absent or too large is a report of status unreadable with one issue."""
    from extractors.document import Issue
    from extractors.extract import extract_reports
    from extractors.report import Report
    from flows.files import too_large_reason

    def unreadable(code: str, reason: str) -> Report:
        issue = Issue(code, "error", f"{file}: {reason}")
        return Report("unreadable", "", "", None, None, "", (), (), (), (), (), (issue,))

    try:
        size = file.stat().st_size
        if size > settings.max_bytes:
            return (unreadable("too_large", too_large_reason(size, settings.max_bytes)),)
        data = file.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        return (unreadable("unreadable", f"{reason}; give the path of a file you may read"),)
    return extract_reports(data, hint=str(file))

"""``nianbao sql``: one query against the published warehouse, or a session of many; read-only."""

from __future__ import annotations

import json
import re
import sys
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.common import command_line

if TYPE_CHECKING:
    from warehouse.query import Session

MOST_ROWS_SHOWN = 200
_BARE_NAME = re.compile(r"[a-zA-Z_][\w-]*")
"""One word is no SQL that answers anything: the name of a worked query."""


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def sql(
    context: typer.Context,
    query: Annotated[
        str | None,
        typer.Argument(
            metavar="QUERY",
            help="SQL in quotes, or the name of a worked query. None: SQL from standard input; a prompt on a terminal.",
        ),
    ] = None,
    output: Annotated[
        Format, typer.Option("--format", help="A table for people; CSV or JSON, all rows, for programs.")
    ] = Format.TABLE,
    snapshot: Annotated[
        str | None,
        typer.Option("--snapshot", help="Ask the snapshot of this date (2026-01-31, latest, previous) instead."),
    ] = None,
    is_lake: Annotated[bool, typer.Option("--lake", help="Ask the lake of the settings instead (DuckLake).")] = False,
) -> None:
    """Ask the published warehouse, read-only; a run that is under way does not disturb it.

    Tables to start from: [cyan]mart.reports[/cyan], [cyan]mart.panel[/cyan], [cyan]mart.indicators[/cyan],
    [cyan]mart.applications[/cyan], [cyan]quality.findings[/cyan]. At the prompt, [cyan].help[/cyan] tells the commands.

    Example: [cyan]nianbao sql "SELECT organ_name, report_year, findings_error FROM mart.reports ORDER BY 3 DESC"[/cyan]
    """
    from flows.analyst.worked_queries import worked_queries, worked_query
    from flows.commands.snapshots import asked_file
    from warehouse.query import Session

    settings = command_line(context).settings()
    if query is None and not sys.stdin.isatty():
        query = sys.stdin.read().strip() or None
    if query is not None and _BARE_NAME.fullmatch(query):
        query = worked_query(query, "`.queries` at the prompt of `nianbao sql` lists them").text
    if query is None and not (sys.stdin.isatty() and sys.stdout.isatty()):
        for one in worked_queries().values():
            typer.echo(f"{one.name}\n  {one.question_zh}\n  {one.question_en}")
        return
    if is_lake:
        from flows.commands.lake import lake_session

        opened: Session = lake_session(settings)
    else:
        opened = Session(asked_file(settings, snapshot))
    with opened as session:
        if query is None:
            from flows.analyst.shell import prompt_loop

            prompt_loop(session)
            return
        _answer(session, query, output)


def _answer(session: Session, text: str, output: Format) -> None:
    from flows.analyst.answers import plain, print_answer, text_of
    from flows.console import stderr_console, stdout_console

    if output is Format.TABLE:
        answer = session.ask(text, MOST_ROWS_SHOWN)
        print_answer(stdout_console(), answer, "--format csv prints all")
    else:
        answer = session.ask(text)
    for note in session.notes(text, answer):
        stderr_console().print(f"note: {note}", style="yellow", markup=False)
    if output is Format.TABLE:
        return
    if output is Format.CSV:
        import pandas as pd

        rows = [[text_of(value) if isinstance(value, Decimal) else value for value in row] for row in answer.rows]
        _write(pd.DataFrame(rows, columns=list(answer.columns), dtype=object).to_csv(index=False))
        return
    records = [dict(zip(answer.columns, map(plain, row), strict=True)) for row in answer.rows]
    _write(json.dumps(records, ensure_ascii=False, indent=1) + "\n")


def _write(text: str) -> None:
    """Write UTF-8 to standard output, whatever the locale says."""
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()

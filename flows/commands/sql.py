"""``nianbao sql``: one query against the published warehouse, read-only."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.commands.common import command_line

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS_SHOWN = 200


class Format(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def sql(
    context: typer.Context,
    query: Annotated[
        str | None,
        typer.Argument(metavar="QUERY", help="SQL in quotes, or the name of a worked query; none lists those."),
    ] = None,
    output: Annotated[
        Format, typer.Option("--format", help="A table for people; CSV or JSON, all rows, for programs.")
    ] = Format.TABLE,
) -> None:
    """Ask the published warehouse, read-only; a run that is under way does not disturb it.

    Tables to start from: [cyan]mart.reports[/cyan], [cyan]mart.applications[/cyan], [cyan]mart.proactive_disclosure[/cyan],
    [cyan]mart.review_litigation[/cyan], [cyan]quality.findings[/cyan].

    Example: [cyan]nianbao sql "SELECT organ_name, report_year, findings_error FROM mart.reports ORDER BY 3 DESC"[/cyan]
    """
    from flows.worked_queries import worked_queries
    from warehouse.query import run_query

    settings = command_line(context).settings()
    worked = worked_queries()
    if query is None:
        for one in worked.values():
            typer.echo(f"{one.name}\n  {one.question_zh}\n  {one.question_en}")
        return
    text = worked[query].text if query in worked else query
    frame = run_query(settings.published_path, text, MOST_ROWS_SHOWN + 1 if output is Format.TABLE else None)
    if output is Format.TABLE:
        _print_table(frame)
    elif output is Format.CSV:
        _write(frame.to_csv(index=False))
    else:
        records = [{str(name): _plain(value) for name, value in row.items()} for row in frame.to_dict("records")]
        _write(json.dumps(records, ensure_ascii=False, indent=1) + "\n")


def _print_table(frame: pd.DataFrame) -> None:
    from rich.table import Table
    from rich.text import Text

    from flows.console import stdout_console

    table = Table()
    for name in frame.columns:
        table.add_column(Text(str(name)), overflow="fold", justify="right" if _is_numeric(frame[name]) else "left")
    for row in frame.head(MOST_ROWS_SHOWN).itertuples(index=False):
        table.add_row(*(Text("NULL" if value is None else _text(value)) for value in row))
    console = stdout_console()
    console.print(table)
    if len(frame) > MOST_ROWS_SHOWN:
        console.print(f"the first {MOST_ROWS_SHOWN} rows; --format csv prints all", style="dim")
    else:
        console.print(f"{len(frame)} rows", style="dim")


def _is_numeric(column: pd.Series[Any]) -> bool:
    from decimal import Decimal

    values = [value for value in column if value is not None]
    return bool(values) and all(
        isinstance(value, int | float | Decimal) and not isinstance(value, bool) for value in values
    )


def _text(value: object) -> str:
    """A value as a person writes it: decimals without the zeros that only their type adds."""
    from decimal import Decimal

    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    return text.rstrip("0").rstrip(".") if isinstance(value, Decimal) and "." in text else text


def _plain(value: object) -> object:
    """A value as JSON has it; whole decimals as integers, dates as ISO text."""
    from decimal import Decimal

    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _write(text: str) -> None:
    """Write UTF-8 to standard output, whatever the locale says."""
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()

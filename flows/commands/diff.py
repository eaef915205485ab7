"""``nianbao diff``: what differs between two published files; the exit code is that of ``diff``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.common import command_line, print_error
from nianbao.errors import NianbaoError

if TYPE_CHECKING:
    from rich.console import Console

    from nianbao.settings import Settings
    from warehouse.diff import Differences, FigureChange

SAME, DIFFERENT, TROUBLE = 0, 1, 2
MOST_SHOWN = 50


def diff(
    context: typer.Context,
    old: Annotated[str, typer.Argument(metavar="OLD", help="Date of a snapshot, latest, previous, or a DuckDB file.")],
    new: Annotated[
        str, typer.Argument(metavar="NEW", help="The same; the published file when left out.")
    ] = "published",
    is_json: Annotated[bool, typer.Option("--json", help="All of it as JSON, for programs.")] = False,
    most: Annotated[int, typer.Option("--most", min=0, help="Figures and reports shown; 0 shows all.")] = MOST_SHOWN,
    are_marts_compared: Annotated[bool, typer.Option("--marts", help="Compare the rows of the marts, too.")] = False,
) -> None:
    """Compare two published files: schema, rows by table, reports, and figures with their old and new value.

    Exit code: 0 nothing differs, 1 something does, 2 they cannot be compared.

    Example: [cyan]nianbao diff previous[/cyan], [cyan]nianbao diff 2026-01-31 2026-02-01 --json[/cyan]
    """
    from flows.console import stdout_console
    from warehouse.diff import SCHEMAS, compare

    try:
        settings = command_line(context).settings()
        schemas = (*SCHEMAS, "mart") if are_marts_compared else SCHEMAS
        found = compare(_file(settings, old), _file(settings, new), schemas)
    except NianbaoError as error:
        print_error(context, str(error))
        raise typer.Exit(TROUBLE) from error
    if is_json:
        text = json.dumps(found.to_json(), ensure_ascii=False, indent=1) + "\n"
        sys.stdout.buffer.write(text.encode("utf-8"))
        sys.stdout.buffer.flush()
    else:
        _print(stdout_console(), found, most)
    raise typer.Exit(SAME if found.is_same else DIFFERENT)


def _file(settings: Settings, asked: str) -> Path:
    """A file where there is one of that name, else the published file or a snapshot."""
    from warehouse.snapshots import find_snapshot

    if asked == "published":
        return settings.published_path
    path = Path(asked)
    return path if path.suffix == ".duckdb" or path.is_file() else find_snapshot(settings.snapshots_dir, asked).path


def _print(console: Console, found: Differences, most: int) -> None:
    from rich.text import Text

    from flows.analyst.answers import counted

    console.print(Text(f"old {found.old}\nnew {found.new}", style="dim"))
    if found.is_same:
        console.print("nothing differs")
        return
    for change in found.schema:
        name = f"{change.relation}.{change.column}" if change.column else change.relation
        console.print(Text(f"schema  {name}: {change.old_type or 'absent'} → {change.new_type or 'absent'}"))
    _print_tables(console, found)
    for word in ("new", "vanished"):
        reports = [one for one in found.reports if one.change == word]
        if reports:
            console.print(Text(f"\n{counted(len(reports), 'report')} {word}", style="bold"))
        for one in reports[: most or None]:
            sign = "+" if word == "new" else "-"
            console.print(Text(f"{sign} {one.organ_name} {one.report_year} {one.scope} ({one.report_id})"))
        _tell_left_out(console, len(reports), most)
    if found.figures:
        console.print(Text(f"\n{counted(len(found.figures), 'figure')} changed", style="bold"))
    for figure in found.figures[: most or None]:
        console.print(Text(_line(figure)))
    _tell_left_out(console, len(found.figures), most)


def _print_tables(console: Console, found: Differences) -> None:
    from rich.table import Table

    table = Table("table", "rows old", "rows new", "added", "removed", "changed")
    for column in table.columns[1:]:
        column.justify = "right"
    for one in found.tables:
        if not one.is_same:
            numbers = (one.old_rows, one.new_rows, one.added, one.removed, one.changed)
            table.add_row(one.relation, *(f"{number:,}" for number in numbers))
    if table.row_count:
        console.print(table)


def _line(one: FigureChange) -> str:
    where = f"{one.organ_name} {one.report_year} {one.scope}  {one.table_code}/{one.row_code}/{one.column_code}"
    labels = f"{one.row_label_zh} · {one.column_label_zh}"
    return f"{where}  {labels}: {_shown(one.old_value, one.old_kind)} → {_shown(one.new_value, one.new_kind)}  ({one.cause})"


def _shown(value: object, kind: str | None) -> str:
    from flows.analyst.answers import text_of

    return text_of(value) if value is not None else (kind or "absent")


def _tell_left_out(console: Console, number: int, most: int) -> None:
    if most and number > most:
        console.print(f"… and {number - most} more; --most 0 shows all", style="dim")

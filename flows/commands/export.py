"""``nianbao export``: the published warehouse as Parquet, CSV and a data package."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from flows.commands.common import command_line


class Format(StrEnum):
    """What is written."""

    ALL = "all"
    PARQUET = "parquet"
    CSV = "csv"


def export(
    context: typer.Context,
    out: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Folder to write; an earlier export in it is replaced.")
    ],
    table: Annotated[
        list[str] | None,
        typer.Option("--table", help="A mart (panel) or any table (core.figures); all marts without it."),
    ] = None,
    year: Annotated[
        list[int] | None, typer.Option("--year", help="Keep this report year only; may be repeated.")
    ] = None,
    output: Annotated[Format, typer.Option("--format", help="Parquet by report year, CSV, or both.")] = Format.ALL,
) -> None:
    """Write the marts as Parquet (one file a report year) and CSV, with a Frictionless datapackage.json that explains them.

    Example: [cyan]nianbao export panel-2023 --table panel --table indicators --year 2023[/cyan]
    """
    from warehouse.export import ExportFormat
    from warehouse.export import export as export_tables

    settings = command_line(context).settings()
    chosen: dict[Format, tuple[ExportFormat, ...]] = {
        Format.ALL: ("parquet", "csv"),
        Format.PARQUET: ("parquet",),
        Format.CSV: ("csv",),
    }
    done = export_tables(settings.published_path, out, tables=table or (), years=year or (), formats=chosen[output])
    for name, rows in done.rows.items():
        typer.echo(f"{name}\t{rows} rows")
    typer.echo(f"written: {done.folder}")

"""``nianbao export``: the published warehouse as Parquet, CSV, an Excel workbook and a data package."""

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
    XLSX = "xlsx"


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
    region: Annotated[
        list[str] | None,
        typer.Option("--region", help="Keep this region and all below it, by code or name; may be repeated."),
    ] = None,
    organ: Annotated[
        list[str] | None,
        typer.Option("--organ", help="Keep this organ only, by any name it signed with; may be repeated."),
    ] = None,
    where: Annotated[
        str, typer.Option("--where", help="Keep rows for which this condition over their columns holds.")
    ] = "",
    output: Annotated[
        Format,
        typer.Option("--format", help="Parquet by report year, CSV, both (all), or one Excel workbook with a readme."),
    ] = Format.ALL,
    snapshot: Annotated[
        str | None, typer.Option("--snapshot", help="Export the snapshot of this date instead of the newest file.")
    ] = None,
) -> None:
    """Write the marts as Parquet (one file a report year), CSV or Excel, with a datapackage.json that explains them.

    Example: [cyan]nianbao export panel-2023 --table panel --year 2023 --region 白水县 --where is_clean --format xlsx[/cyan]
    """
    from flows.commands.snapshots import asked_file
    from warehouse.export import ExportFormat
    from warehouse.export import export as export_tables
    from warehouse.filters import Filters

    settings = command_line(context).settings()
    chosen: dict[Format, tuple[ExportFormat, ...]] = {
        Format.ALL: ("parquet", "csv"),
        Format.PARQUET: ("parquet",),
        Format.CSV: ("csv",),
        Format.XLSX: ("xlsx",),
    }
    filters = Filters(tuple(year or ()), tuple(region or ()), tuple(organ or ()), where.strip())
    done = export_tables(
        asked_file(settings, snapshot), out, tables=table or (), filters=filters, formats=chosen[output]
    )
    for name, rows in done.rows.items():
        whole = f"\twhole: it has no {', '.join(done.unfiltered[name])}" if name in done.unfiltered else ""
        typer.echo(f"{name}\t{rows} rows{whole}")
    typer.echo(f"written: {done.folder}")

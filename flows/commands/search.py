"""``nianbao search``: what the reports say in words."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.common import command_line

if TYPE_CHECKING:
    from rich.text import Text


def search(
    context: typer.Context,
    words: Annotated[
        list[str], typer.Argument(metavar="WORDS…", help="Words; a section must contain each of them as it stands.")
    ],
    year: Annotated[list[int] | None, typer.Option("--year", help="Of this report year; may be repeated.")] = None,
    region: Annotated[
        list[str] | None, typer.Option("--region", help="Of this region and all below it, by code or name.")
    ] = None,
    organ: Annotated[list[str] | None, typer.Option("--organ", help="Of this organ.")] = None,
    most: Annotated[int, typer.Option("--most", min=1, help="Sections shown.")] = 20,
    is_json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
    snapshot: Annotated[str | None, typer.Option("--snapshot", help="In the snapshot of this date.")] = None,
) -> None:
    """Find sections of the reports by words of their text, the best first; works for Chinese.

    Example: [cyan]nianbao search 信息处理费 --year 2023[/cyan], [cyan]nianbao search 依申请公开 律师[/cyan]
    """
    from flows.analyst.answers import counted
    from flows.commands.snapshots import asked_file
    from flows.console import stdout_console
    from warehouse.filters import Filters
    from warehouse.search_index import search_text

    settings = command_line(context).settings()
    filters = Filters(tuple(year or ()), tuple(region or ()), tuple(organ or ()))
    hits = search_text(asked_file(settings, snapshot), " ".join(words), filters=filters, most=most)
    if is_json:
        text = json.dumps([asdict(hit) for hit in hits], ensure_ascii=False, indent=1) + "\n"
        sys.stdout.buffer.write(text.encode("utf-8"))
        sys.stdout.buffer.flush()
        return
    console = stdout_console()
    for hit in hits:
        console.print(
            f"{hit.organ_name} {hit.report_year} {hit.scope}  {hit.section_title}", style="bold", markup=False
        )
        console.print(_marked(hit.snippet))
        console.print(hit.source_url, style="dim", markup=False)
    more = "; --most shows more" if len(hits) == most else ""
    if not hits:
        more = ": none holds every word as it is typed"
    console.print(f"{counted(len(hits), 'section')}{more}", style="dim")


def _marked(snippet: str) -> Text:
    """The snippet with its hits in colour; the marks stay, for terminals without colour."""
    from rich.text import Text

    text = Text(f"  …{snippet}…")
    text.highlight_regex(r"【[^】]*】", "bold yellow")
    return text

"""``nianbao sites``: the registry of watched columns, and a look at any column before it is entered."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.common import ErrorLineGroup, ExitCode, command_line
from flows.wording import counted

if TYPE_CHECKING:
    from extractors.sites.model import Fetched, Fetches, Request
    from extractors.sites.probe import Probe
    from extractors.sites.registry import Site
    from flows.console import Ticker
    from nianbao.settings import Settings

sites = typer.Typer(cls=ErrorLineGroup, no_args_is_help=True, help="The registry of watched columns.")

RegistryOption = Annotated[
    Path | None, typer.Option("--registry", help="Folder of site files; that of the package when left out.")
]


@sites.command("list")
def list_sites(
    context: typer.Context,
    registry: RegistryOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Show the sites of the registry.

    Example: [cyan]nianbao sites list[/cyan]
    """
    from rich.table import Table

    from flows.console import stdout_console

    found = _registry(context, registry)
    if as_json:
        for site in found:
            typer.echo(json.dumps(_as_json(site), ensure_ascii=False))
        return
    table = Table("site", "organ", "level", "dialect", "visited", "entries", "notes")
    for site in found:
        visited = "yes" if site.watch else "no"
        table.add_row(
            site.site_id, site.organ, site.level, site.dialect, visited, str(len(site.entry_urls)), site.notes
        )
    stdout_console().print(table)
    typer.echo(f"{counted(len(found), 'site')}, {sum(site.watch for site in found)} of them visited")


@sites.command()
def probe(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="Address of a column; it need not be in the registry.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object: walks and rows.")] = False,
    dialect: Annotated[str, typer.Option(help="CMS family; auto detects it.")] = "auto",
) -> None:
    """Walk a column and print each report that would be fetched, and how the walk went. Nothing is stored.

    Example: [cyan]nianbao sites probe https://www.example.gov.cn/zwgk/zfxxgknb/[/cyan]
    """
    found = _probed(url, command_line(context).settings(), dialect)
    if as_json:
        typer.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=2))
    else:
        show_probe(found)
    if not found.is_complete:
        raise typer.Exit(ExitCode.PARTIAL)


@sites.command()
def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="Address of the column.")],
    site_id: Annotated[str, typer.Option("--id", help="Name of the site and its file: a-z, 0-9 and _.")],
    organ: Annotated[str, typer.Option(help="The publishing organ, or the government whose organs the column lists.")],
    region_name: Annotated[str, typer.Option("--region", help="Name of the region, such as 贵阳市.")],
    level: Annotated[str, typer.Option(help="national, province, prefecture, county or township.")],
    region_code: Annotated[str, typer.Option(help="GB/T 2260, six digits.")] = "",
    many_organs: Annotated[bool, typer.Option("--many-organs", help="The column lists many organs.")] = False,
    registry: RegistryOption = None,
) -> None:
    """Enter a column: probe it, and write its file when the probe finds reports.

    Example: [cyan]nianbao sites add https://… --id guiyang --organ 贵阳市人民政府 --region 贵阳市 --level prefecture[/cyan]
    """
    from extractors.sites.registry import PACKAGED_REGISTRY, Site, load_registry, write_site
    from nianbao.errors import SettingsError

    settings = command_line(context).settings(**({"registry_dir": registry} if registry else {}))
    folder = settings.registry_dir or PACKAGED_REGISTRY
    site = Site(site_id, organ, region_name, level, (url,), region_code, many_organs=many_organs)
    if folder.exists() and any(url in known.entry_urls for known in load_registry(folder)):  # the first site makes it
        raise SettingsError(url, "is in the registry already", f"to change it edit its file in {folder}")
    found = _probed(url, settings)
    show_probe(found)
    if not found.reports:
        raise SettingsError(url, "shows no annual report", "nothing was written; look at the lines above")
    typer.echo(f"written: {write_site(folder, site)}")
    organs = {row.organ for row in found.reports if row.organ}
    if len(organs) > 1 and not many_organs:
        typer.echo(
            f"the titles name {len(organs)} organs: if the column is of all of them, write many_organs: true in the file"
        )


@sites.command()
def check(
    context: typer.Context,
    registry: RegistryOption = None,
    is_asking: Annotated[
        bool, typer.Option("--ask", help="Also ask every entry address once, and say what it is.")
    ] = False,
) -> None:
    """Check every site file; with --ask also that each entry address answers, and of which family it is.

    Example: [cyan]nianbao sites check[/cyan]
    """
    from extractors.sites.fetch import Fetcher, FetchLimits
    from extractors.sites.probe import describe_entry

    found = _registry(context, registry)
    typer.echo(f"{counted(len(found), 'site file')} read, all sound")
    if not is_asking:
        return
    settings = command_line(context).settings()
    failures = 0
    with Fetcher(FetchLimits.from_settings(settings)) as fetcher:
        for site in found:
            for url in site.entry_urls if site.watch else ():
                is_sound, line = describe_entry(url, fetcher, site.dialect)
                failures += not is_sound
                typer.echo(f"{site.site_id}: {line}")
    if failures:
        typer.echo(f"{failures} of the entry addresses gave no list")
        raise typer.Exit(ExitCode.PARTIAL)


def _registry(context: typer.Context, folder: Path | None) -> list[Site]:
    from extractors.sites.registry import load_registry

    settings = command_line(context).settings(**({"registry_dir": folder} if folder else {}))
    return load_registry(settings.registry_dir)


def _probed(url: str, settings: Settings, dialect: str = "auto") -> Probe:
    """The column as it is walked, with a bar that counts the addresses asked for: a long one takes minutes."""
    from extractors.sites.fetch import Fetcher, FetchLimits
    from extractors.sites.probe import probe_column
    from flows.console import Progresses

    limits = FetchLimits.from_settings(settings)
    with Fetcher(limits) as fetcher, Progresses() as progress, progress.stage("requests") as tick:
        return probe_column(url, _Counted(fetcher, tick), dialect=dialect, max_pages=settings.max_list_pages)


@dataclass(frozen=True, slots=True)
class _Counted:
    """A fetcher that tells of each address that it was asked for."""

    fetcher: Fetches
    tick: Ticker

    def fetch(self, url: str | Request, *, etag: str = "", last_modified: str = "") -> Fetched:
        answer = self.fetcher.fetch(url, etag=etag, last_modified=last_modified)
        self.tick()
        return answer


def _as_json(site: Site) -> dict[str, object]:
    from dataclasses import asdict

    return {**asdict(site), "entry_urls": list(site.entry_urls)}


def show_probe(found: Probe) -> None:
    """Two lines a row, the address on its own: it is there to be copied, whatever the width of the terminal."""
    from rich.text import Text

    from flows.console import stdout_console

    console = stdout_console()
    for row in found.rows:
        year = str(row.year) if row.year is not None else "no year"
        mark = ("report", "green") if row.kind == "report" else (f"kept out: {row.why}", "yellow")
        said = Text.assemble(mark, f"  {year}  {row.organ or 'no organ'}  {row.date or 'no date'}  {row.title}")
        console.print(said, soft_wrap=True)
        console.print(Text(f"  {row.url}", style="dim"), soft_wrap=True)
    for walk in found.walks:
        typer.echo(found.statement(walk))
        for problem in walk.problems:
            typer.echo(f"  {problem}")
    kept_out = len(found.rows) - len(found.reports)
    typer.echo(f"{counted(len(found.reports), 'report')}, {counted(kept_out, 'row')} kept out")

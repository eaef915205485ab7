"""``nianbao show REPORT``: the page a number came from, as a picture with its cell framed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.common import command_line

if TYPE_CHECKING:
    from extractors.picture import Picture, Subject


def show(
    context: typer.Context,
    report: Annotated[
        list[str],
        typer.Argument(
            metavar="REPORT...",
            help="A report file (of several in it, the organ's name and year); or, in the warehouse, an id, an address, "
            "a sha256, or the organ's name and year.",
        ),
    ],
    figure: Annotated[
        list[str] | None,
        typer.Option(
            "--figure",
            metavar="TABLE.ROW.COLUMN",
            help="Frame this figure, or all of an equation or a finding ('RL-1 review'); may be given again.",
        ),
    ] = None,
    is_cropped: Annotated[
        bool, typer.Option("--crop", help="Only the rows around each figure, one picture a figure.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="PNG file (several pictures: FILE-1.png …) or folder to write to.")
    ] = None,
) -> None:
    """Show the source of a report as PNG, whatever its format, with the cell of a figure framed.

    Without [cyan]--figure[/cyan] every page that holds figures is drawn, all of them framed in the colour of their verdict.
    Web pages are drawn by Chromium, Word documents by LibreOffice; without Chromium the tables are redrawn as they were
    read, and the picture says so.

    Example: [cyan]nianbao show report.pdf --figure applications.new_received.total --crop --out cell.png[/cyan]
    """
    if is_cropped and not figure:
        raise typer.BadParameter("--crop cuts around figures: name them with --figure", param_hint="--crop")
    settings = command_line(context).settings()

    from extractors.picture import Studio
    from flows.evidence.show_source import find_shown, find_subject

    subject = find_subject(report, settings)
    targets = find_shown(subject, figure or [], settings)
    with Studio(seconds=settings.document_seconds, max_bytes=settings.max_bytes) as studio:
        if not targets:
            drawn = studio.pages(subject)
        elif is_cropped:
            drawn = studio.crops(subject, targets)
        else:
            drawn = studio.pages_of(subject, targets)
        _write(list(drawn), subject, out)


def _write(pictures: list[Picture], subject: Subject, out: Path | None) -> None:
    """Write each picture, print its path; what must be known of them goes to standard error, once."""
    from flows.console import stderr_console
    from nianbao.errors import SettingsError

    for picture, path in zip(pictures, _paths(pictures, subject, out), strict=True):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(picture.png())
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise SettingsError(str(path), f"cannot be written: {reason}", "name another file with --out") from error
        typer.echo(str(path))
    for note in dict.fromkeys(note for picture in pictures for note in picture.notes):
        stderr_console().print(f"note: {note}", style="yellow", markup=False)


def _paths(pictures: list[Picture], subject: Subject, out: Path | None) -> list[Path]:
    """A file for each picture: as ``--out`` says, else named by the report and what the picture shows."""
    if out is None or out.is_dir():
        from extractors.picture import file_name

        folder = out or Path()
        stem = file_name(subject.title if subject.report.organ else Path(subject.source or subject.sha256[:12]).name)
        names = [f"{stem}-{picture.name}" for picture in pictures]
        numbered = [name if names.count(name) == 1 else f"{name}-{n}" for n, name in enumerate(names, start=1)]
        return [folder / f"{name}.png" for name in numbered]
    if len(pictures) == 1:
        return [out]
    return [out.with_name(f"{out.stem}-{number}{out.suffix or '.png'}") for number in range(1, len(pictures) + 1)]

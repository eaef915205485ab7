"""``nianbao letter``: a short note to a publisher about the arithmetic of its report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.common import command_line


def letter(
    context: typer.Context,
    organ: Annotated[str, typer.Argument(help="Name of the organ, or a part that no other one has.")],
    year: Annotated[int, typer.Argument(help="Report year.")],
    out: Annotated[Path, typer.Option("--out", help="Folder to write to.")] = Path(),
    sender: Annotated[str, typer.Option("--from", help="Who signs it.")] = "",
) -> None:
    """Write a polite note (Chinese; DOCX and Markdown) that lists what in a report does not add up, with page and equation.

    Only mistakes that are certain: independent readings agree on them, or a reviewer confirmed them.

    Example: [cyan]nianbao letter 云溪县农业农村局 2022 --out letters[/cyan]
    """
    from expectations.letter import docx, letters, markdown
    from expectations.review import DecisionBook
    from nianbao.folders import usable_folder

    settings = command_line(context).settings()
    made = letters(settings.published_path, DecisionBook(settings.decisions_path), organ, year, sender)
    folder = usable_folder(out, "give another folder with --out")
    for number, one in enumerate(made, start=1):
        stem = one.name if len(made) == 1 else f"{one.name}-{number}"
        for path, content in (
            (folder / f"{stem}.docx", docx(one)),
            (folder / f"{stem}.md", markdown(one).encode()),
        ):
            path.write_bytes(content)
            typer.echo(str(path))

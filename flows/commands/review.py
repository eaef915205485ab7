"""``nianbao review``: findings and what was decided about them; decisions taken, listed, and recorded on the pages."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.common import command_line

if TYPE_CHECKING:
    from expectations.review import Decision, Finding
    from expectations.review.desk import ReviewDesk

review = typer.Typer(no_args_is_help=True, rich_markup_mode="rich", help="Look at findings and decide about them.")
_FINDING = typer.Argument(metavar="FINDING...", help="Fingerprint or id of a finding, or its first characters.")
_REASON = typer.Option("--reason", help="Why, in a sentence.")
_BY = typer.Option("--by", help="Who decides; the name of this login when left out.")

Findings = Annotated[list[str], _FINDING]
Reason = Annotated[str, _REASON]
By = Annotated[str, _BY]


@review.command("list")
def list_findings(
    context: typer.Context,
    decision: Annotated[
        str, typer.Option("--decision", help="open, reopened, or a kind of decision; open and reopened when left out.")
    ] = "open,reopened",
    severity: Annotated[str, typer.Option("--severity", help="critical, error, warning, info.")] = "",
    verdict: Annotated[str, typer.Option("--verdict", help="source_error, extraction_suspect, …")] = "",
    words: Annotated[str, typer.Option("--find", help="Part of the organ's name, the sentence or the check.")] = "",
    limit: Annotated[int, typer.Option("--limit", help="Most lines.", min=1)] = 50,
) -> None:
    """List findings, the gravest first; those nobody decided about when not told otherwise.

    Example: [cyan]nianbao review list --severity error --find 教育局[/cyan]
    """
    from expectations.statements import SEVERITIES

    desk = _desk(context)
    found = desk.standing()
    wanted = set(decision.split(","))
    shown = [
        one
        for one in desk.findings()
        if (decision == "all" or found.label(one.fingerprint) in wanted)
        and (not severity or one.severity in severity.split(","))
        and (not verdict or one.verdict in verdict.split(","))
        and (
            not words or words in f"{one.organ_name} {one.report_year} {one.message_zh} {one.message_en} {one.check_id}"
        )
    ]
    shown.sort(key=lambda one: SEVERITIES.index(one.severity))
    for one in shown[:limit]:
        typer.echo(_line(one, found.label(one.fingerprint)))
    rest = f"; {len(shown) - limit} more, see --limit" if len(shown) > limit else ""
    typer.echo(f"{len(shown)} of {len(desk.findings())} findings{rest}", err=True)


@review.command()
def show(context: typer.Context, finding: Annotated[str, _FINDING]) -> None:
    """Show one finding with all decisions about it.

    Example: [cyan]nianbao review show 2ac263e2a375[/cyan]
    """
    desk = _desk(context)
    one, found = desk.find(finding), desk.standing()
    typer.echo(_line(one, found.label(one.fingerprint)))
    typer.echo(f"  {one.message_en}\n  {one.formula}")
    for name in one.names():
        typer.echo(f"    {name}")
    for decision, state in zip(found.decisions, found.states, strict=True):
        if one.place_key == decision.place_key or one.fingerprint == decision.fingerprint:
            typer.echo(f"  {_decision_line(decision, state)}")


@review.command()
def decide(
    context: typer.Context,
    finding: Findings,
    kind: Annotated[
        str,
        typer.Option("--as", help="confirm-source-error, our-mistake, accept, correct-value, ignore-until, withdraw."),
    ],
    reason: Reason,
    by: By = "",
    until: Annotated[str, typer.Option("--until", help="With ignore-until: the last day, 2025-06-30.")] = "",
    figure: Annotated[
        str, typer.Option("--figure", help="With correct-value: a figure as 'review show' names it.")
    ] = "",
    value: Annotated[str, typer.Option("--value", help="With correct-value: what it should be.")] = "",
) -> None:
    """Record a decision about one or several findings.

    Example: [cyan]nianbao review decide 2ac263e2 --as confirm-source-error --reason 与原件一致[/cyan]
    """
    _decide(context, finding, kind, reason, by, until=until, figure=figure, value=value)


@review.command("confirm-source-error")
def confirm_source_error(context: typer.Context, finding: Findings, reason: Reason, by: By = "") -> None:
    """The publisher printed it wrong, confirmed on the page."""
    _decide(context, finding, "confirm-source-error", reason, by)


@review.command("our-mistake")
def our_mistake(context: typer.Context, finding: Findings, reason: Reason, by: By = "") -> None:
    """We read it wrong."""
    _decide(context, finding, "our-mistake", reason, by)


@review.command()
def accept(context: typer.Context, finding: Findings, reason: Reason, by: By = "") -> None:
    """It is as it is, and fine."""
    _decide(context, finding, "accept", reason, by)


@review.command()
def withdraw(context: typer.Context, finding: Findings, reason: Reason, by: By = "") -> None:
    """Take the decision back: the finding is open again."""
    _decide(context, finding, "withdraw", reason, by)


@review.command("correct-value")
def correct_value(
    context: typer.Context,
    finding: Findings,
    figure: Annotated[
        str,
        typer.Option(
            "--figure", help="row.column or table.row.column of this finding; of the year before with @2022 behind."
        ),
    ],
    value: Annotated[str, typer.Option("--value", help="What it should be; the printed value stays.")],
    reason: Reason,
    by: By = "",
) -> None:
    """Give the value a figure should have; it stands beside the printed one.

    Example: [cyan]nianbao review correct-value 2ac263e2 --figure processed_total.total --value 33 --reason 各分项之和[/cyan]
    """
    _decide(context, finding, "correct-value", reason, by, figure=figure, value=value)


@review.command("ignore-until")
def ignore_until(
    context: typer.Context,
    finding: Findings,
    until: Annotated[str, typer.Option("--until", help="The last day, 2025-06-30.")],
    reason: Reason,
    by: By = "",
) -> None:
    """Put a finding aside until a day."""
    _decide(context, finding, "ignore-until", reason, by, until=until)


@review.command()
def expired(context: typer.Context) -> None:
    """List decisions whose day has passed."""
    _list_state(context, "expired")


@review.command()
def orphaned(context: typer.Context) -> None:
    """List decisions about findings that are no more."""
    _list_state(context, "orphaned")


@review.command()
def invalid(context: typer.Context) -> None:
    """List corrections that name another printed value than the figure has: they correct nothing."""
    _list_state(context, "invalid")


@review.command()
def reopened(context: typer.Context) -> None:
    """List decisions whose findings have other values now."""
    _list_state(context, "reopened")


@review.command()
def serve(
    context: typer.Context,
    port: Annotated[
        int, typer.Option("--port", help="Port on 127.0.0.1; 0 takes a free one.", min=0, max=65535)
    ] = 8765,
    is_opened: Annotated[bool, typer.Option("--open", help="Open it in the browser as well.")] = False,
) -> None:
    """Serve the review site on this machine only, so that decisions can be recorded on its pages. Ctrl-C ends it.

    Example: [cyan]nianbao review serve --open[/cyan]
    """
    from flows.review.server import serve_review

    settings = command_line(context).settings()
    desk = _desk(context)
    desk.findings()  # a warehouse that is not there is told before a port is opened
    serve_review(desk, settings, port, is_opened=is_opened)


def _desk(context: typer.Context) -> ReviewDesk:
    from expectations.review import DecisionBook
    from expectations.review.desk import ReviewDesk

    settings = command_line(context).settings()
    return ReviewDesk(settings.published_path, DecisionBook(settings.decisions_path), settings.report_dir)


def _decide(
    context: typer.Context,
    finding: list[str],
    kind: str,
    reason: str,
    by: str,
    *,
    until: str = "",
    figure: str = "",
    value: str = "",
) -> None:
    desk = _desk(context)
    in_force = desk.standing().of_state("active")
    made = desk.decide(finding, kind, by or getpass.getuser(), reason, until=until, figure=figure, value=value)
    found = desk.standing()
    for one, state in zip(found.decisions, found.states, strict=True):
        if one in made:
            typer.echo(_decision_line(one, state))
        elif one in in_force and state == "superseded":
            typer.echo(f"replaces: {_decision_line(one, state)}")
    typer.echo(f"recorded in {desk.book.path}", err=True)


def _list_state(context: typer.Context, state: str) -> None:
    found = _desk(context).standing().of_state(state)
    for one in found:
        typer.echo(_decision_line(one, state))
    typer.echo(f"{len(found)} {state}", err=True)


def _line(one: Finding, label: str) -> str:
    where = f"{one.organ_name or ''} {one.report_year or ''}".strip()
    text = " ".join(one.message_zh.split())[:160]
    return f"{one.fingerprint[:12]}  {one.severity:<8} {one.verdict:<18} {label:<20} {one.check_id:<8} {where}  {text}"


def _decision_line(one: Decision, state: str) -> str:
    more = f" until {one.until}" if one.until else ""
    if one.corrected_value is not None:
        printed = "—" if one.printed_value is None else f"{one.printed_value.normalize():f}"
        more += f" {one.figure}: {printed} → {one.corrected_value.normalize():f}"
    where = f"{one.organ_name or ''} {one.report_year or ''} {one.check_id}".strip()
    return f"{one.fingerprint[:12]}  {one.decided_at[:10]} {one.decision}{more}  {state}  {where}  {one.reviewer}: {one.reason}"

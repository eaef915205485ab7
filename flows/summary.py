"""What a run brought, as a person enjoys reading it: on the terminal, and as Markdown for Prefect's artifact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from expectations.statements import SEVERITIES
from flows.crawl.report import WORST_FIRST, crawl_markdown
from flows.records import RunRecord
from flows.stages.finish import RunResult
from flows.wording import counted
from warehouse.connection import sql_text
from warehouse.ops import CrawlRow
from warehouse.query import run_query, table_counts

SEVERITY_STYLE = {"critical": "bold red", "error": "red", "warning": "yellow", "info": "dim"}
OUTCOME_STYLE = {"published": "bold green", "unchanged": "green", "held": "bold red", "failed": "bold red"}
MOST_SENTENCES = 10
MOST_PROBLEMS = 20
MOST_SITES = 5


@dataclass(frozen=True, slots=True)
class Sentence:
    """One finding as it is told: where, and what does not agree, in both languages."""

    severity: str
    where: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class ChangedFigure:
    """One figure that a re-publication changed, as printed before and after ("" where it was not printed)."""

    where: str
    label: str
    before: str
    after: str


def findings_of(published: Path) -> list[Sentence]:
    """All findings of current revisions, the gravest first."""
    rows = _rows(published, "summary/findings.sql")
    return [Sentence(row["severity"], _where(row), row["message_zh"], row["message_en"]) for row in rows]


def changes_since(published: Path, started_at: str) -> list[ChangedFigure]:
    """Figures changed by revisions that arrived since a run began (UTC, ISO)."""
    since = datetime.fromisoformat(started_at).astimezone(UTC).replace(tzinfo=None)
    return [
        ChangedFigure(
            _where(row),
            f"{row['row_label_zh']}, {row['column_label_zh']}",
            row["raw_before"] or "",
            row["raw_after"] or "",
        )
        for row in _rows(published, "summary/changes.sql")
        if row["first_seen_at"] >= since
    ]


def told_counts(record: RunRecord) -> list[tuple[str, str]]:
    """What each stage did, in words: (stage, sentence)."""
    count = record.count
    lines = [
        ("found", f"{count('discover', 'found')} rows on {count('discover', 'list_pages')} list pages"
                  f"{_but(count('discover', 'kept_out'), 'kept out as no annual report')}"),
        ("fetched", f"{_listed(record, 'fetch', ('new', 'changed', 'unchanged', 'not_due', 'vanished', 'missing', 'waiting'))}"
                    f" with {count('fetch', 'requests')} requests"),
    ]  # fmt: skip
    if record.kind == "import":
        lines = [("taken", _listed(record, "import", ("new", "known", "refused")))]
    statuses = ("read", "partial", "no_tables", "unknown_layout", "not_a_report", "unreadable", "known")
    lines.append(("read", f"{_listed(record, 'extract', statuses)}{_figures(count('extract', 'figures'))}"))
    new, revised = count("load", "reports_new"), count("load", "revisions_new") - count("load", "reports_new")
    loaded = [
        counted(new, "new report"),
        counted(revised, "new revision"),
        counted(count("load", "figures_new"), "figure"),
        counted(count("load", "readings_replaced"), "reading") + " replaced by newer code",
        counted(count("load", "issues_new"), "issue"),
    ]
    lines.append(("loaded", ", ".join(words for words in loaded if not words.startswith("0 ")) or "nothing new"))
    return lines


def told_sites(crawls: Sequence[CrawlRow]) -> str:
    """``13 ok, 2 blocked (a, b)``: the states of the sites visited, with the names of some that are not ok."""
    words = []
    for state in WORST_FIRST[::-1]:
        names = [row.site_id for row in crawls if row.state == state]
        some = ", ".join(names[:MOST_SITES]) + (" …" if len(names) > MOST_SITES else "")
        if names:
            words.append(f"{len(names):,} {state}" + (f" ({some})" if state != "ok" else ""))
    return ", ".join(words)


def show_summary(result: RunResult, console: Console) -> None:
    """Print what a run did, what is wrong in the printed figures, what changed, and where everything is."""
    record = result.record
    table = Table.grid(padding=(0, 2))
    for name, words in told_counts(record):
        table.add_row(Text(name, style="bold"), words)
    if result.crawls:
        table.add_row(Text("sites", style="bold"), told_sites(result.crawls))
    if result.audit is not None:
        by_severity = ", ".join(f"{number} {name}" for name, number in _found(result.audit.findings).items()) or "none"
        table.add_row(Text("audited", style="bold"), f"{result.audit.equations:,} equations; findings: {by_severity}")
    table.add_row(
        Text("outcome", style="bold"), Text(f"{record.outcome}: {record.message}", style=OUTCOME_STYLE[record.outcome])
    )
    console.print(table)
    if result.problems:
        console.print(
            Text(f"{counted(len(result.problems), 'input')} made trouble; each is one line above", style="yellow")
        )


def show_findings(result: RunResult, console: Console) -> None:
    """Findings of current revisions by severity, with the sentences of the gravest; nothing for a run without an audit.

    That there are none is said only when the audit counted none at all, in no revision, and had something to check.
    """
    if result.audit is None:
        return
    findings = findings_of(result.published)
    by_severity = Counter(finding.severity for finding in findings)
    others = result.audit.findings_total - len(findings)
    if result.audit.findings_total == 0:
        is_checked = result.audit.equations > 0
        words = (
            "every printed figure agrees with those around it" if is_checked else "no printed figure could be checked"
        )
        console.print(Text(f"No findings: {words}.", style="green" if is_checked else "yellow"))
    for severity in SEVERITIES:
        if not by_severity[severity]:
            continue
        console.print(
            Text(f"{counted(by_severity[severity], 'finding')} of severity {severity}", style=SEVERITY_STYLE[severity])
        )
        if severity in ("critical", "error"):
            for finding in [one for one in findings if one.severity == severity][:MOST_SENTENCES]:
                console.print(Text(f"  {finding.where}: {finding.zh}"))
                console.print(Text(f"  {finding.en}", style="dim"))
    if others > 0:
        console.print(Text(f"{counted(others, 'finding')} of revisions that are not current", style="yellow"))


def show_changes(changes: list[ChangedFigure], console: Console) -> None:
    """What re-publications changed, old → new."""
    for change in changes[:MOST_SENTENCES]:
        arrow = Text.assemble(
            (change.before or "(not printed)", "red"), " → ", (change.after or "(not printed)", "green")
        )
        console.print(Text.assemble(f"  {change.where}, {change.label}: ", arrow))
    if len(changes) > MOST_SENTENCES:
        console.print(f"  … and {len(changes) - MOST_SENTENCES} more figures", style="dim")


def show_places(result: RunResult, console: Console) -> None:
    """Where the warehouse and the quality report are."""
    table = Table.grid(padding=(0, 2))
    counts = table_counts(result.published)
    size = result.published.stat().st_size / 1e6
    held = f"{counts['core.reports']} reports, {counts['core.figures']:,} figures, {size:.1f} MB"
    table.add_row(Text("warehouse", style="bold"), f"{result.published}  ({held})")
    table.add_row(Text("quality report", style="bold"), str(result.report))
    console.print(table)


def markdown_summary(result: RunResult) -> str:
    """The summary as Markdown."""
    record = result.record
    lines = [f"# nianbao {record.kind} {record.run_id}: {record.outcome}", "", record.message, ""]
    lines += ["| stage | seconds | counts |", "|---|---:|---|"]
    for stage in record.stages:
        counts = ", ".join(f"{name} {number}" for name, number in stage.counts.items())
        lines.append(f"| {stage.stage} | {stage.seconds:.1f} | {counts} |")
    if result.audit is not None:
        findings = ", ".join(f"{number} {name}" for name, number in _found(result.audit.findings).items()) or "none"
        lines += ["", f"Findings: {findings}."]
    if result.crawls:
        lines += ["", crawl_markdown(result.crawls)]
    lines += ["", *(f"- {issue.level}: {issue.message}" for issue in result.problems[:MOST_PROBLEMS])]
    lines += ["", f"Warehouse: `{result.published}`", "", f"Quality report: `{result.report}`"]
    return "\n".join(lines)


def _rows(published: Path, name: str) -> list[dict[str, Any]]:
    return [
        {str(key): value for key, value in row.items()}
        for row in run_query(published, sql_text(name)).to_dict("records")
    ]


def _where(row: Mapping[str, Any]) -> str:
    return f"{row['organ_name']} {row['report_year']}" if row["organ_name"] else "the warehouse"


def _found(findings: Mapping[str, int]) -> dict[str, int]:
    return {severity: number for severity, number in findings.items() if number}


def _listed(record: RunRecord, stage: str, names: tuple[str, ...]) -> str:
    """``38 new, 4 unchanged``: the counts that are not zero, in words."""
    parts = [f"{record.count(stage, name):,} {name.replace('_', ' ')}" for name in names if record.count(stage, name)]
    return ", ".join(parts) or "nothing"


def _but(number: int, words: str) -> str:
    return f", {number} of them {words}" if number else ""


def _figures(number: int) -> str:
    return f", {counted(number, 'figure')}" if number else ""

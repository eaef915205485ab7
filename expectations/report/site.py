"""Writes the review site: tonight, all findings, a page for each finding, report, organ and check, the map of coverage.

Plain files that open from disk. Pages of reports whose content did not change since they were written are not even
rendered; everything else is rendered and written only where its bytes differ.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from expectations.report.archive import ArchivePlace
from expectations.report.data import decisions_script, query, write_details, write_list
from expectations.report.organs import coverage, organ_pages
from expectations.report.pages import ReportPage, Row, report_pages, rows
from expectations.report.run import RunSummary, last_run
from expectations.report.words import DECISION_STATES
from expectations.report.writer import SiteWriter, file_name
from expectations.review.book import DecisionBook
from expectations.review.mirror import current_findings, prepare_keys, printed_values
from expectations.review.state import CORRECTION, Standing, standing
from expectations.statements import SEVERITIES, statement
from warehouse.connection import open_reading, warehouse_errors

FINDINGS_ON_INDEX = 12
FINDINGS_ON_PAGE = 100  # on the page of a check or an organ; the list of findings has all
ISSUES_ON_INDEX = 100


@dataclass(frozen=True, slots=True)
class SiteInputs:
    """What a site is made from besides the warehouse.

    Attributes:
        run: the run under way; None takes the last one recorded in the warehouse.
        decisions: the file of decisions; None: nobody decided anything.
        crops: for findings that have a picture of their cell, its path below the folder of the site, by finding id.
        archive: where the archived bytes are.
        today: the day by which decisions expire; None: today, UTC.
    """

    run: RunSummary | None = None
    decisions: Path | None = None
    crops: Mapping[str, str] = field(default_factory=dict)
    archive: ArchivePlace = ArchivePlace()  # noqa: RUF009  frozen
    today: date | None = None


@dataclass(frozen=True, slots=True)
class BuiltSite:
    """What was written: the first page, and how many files are new or changed, and how many stayed as they were."""

    index: Path
    written: int
    unchanged: int


def build_report(build: Path, out_dir: Path, run: RunSummary | None) -> Path:
    """Write the site of the warehouse at ``build`` and return its ``index.html``; see ``build_site``."""
    return build_site(build, out_dir, SiteInputs(run)).index


def build_site(build: Path, out_dir: Path, inputs: SiteInputs) -> BuiltSite:
    """Write the review site of the warehouse at ``build`` into ``out_dir``.

    The file is opened read-only. Pages that are no longer part of the site are removed. Raises WarehouseError when there is
    no warehouse at ``build``, WrongDecision when the file of decisions cannot be trusted.
    """
    with open_reading(build) as connection, warehouse_errors(str(build)):
        prepare_keys(connection)
        decided = _standing(connection, inputs)
        run = inputs.run or last_run(connection)
        out_dir.mkdir(parents=True, exist_ok=True)
        has_docs = (out_dir / "data_docs" / "index.html").is_file()
        site = SiteWriter(out_dir, has_data_docs=has_docs, archive=inputs.archive)
        checks = rows(connection, "checks")
        newest = _newest_audit(connection)
        listed = write_list(site, connection, checks, newest.get("run_id", ""))
        site.put("data/decisions.js", decisions_script(decided))
        write_details(site, connection, inputs.crops, inputs.archive)
        _write_reports(site, connection, decided)
        summaries = rows(connection, "summaries")
        _write_checks(site, connection, checks, listed)
        _write_organs(site, connection, listed, summaries)
        _write_overviews(site, connection, run, newest, checks, listed, decided)
    site.copy_assets()
    site.remove_stale()
    return BuiltSite(out_dir / "index.html", site.written, site.unchanged)


def _standing(connection: duckdb.DuckDBPyConnection, inputs: SiteInputs) -> Standing:
    """How the decisions stand, and the corrections among them as a table of this connection."""
    decisions = DecisionBook(inputs.decisions).all() if inputs.decisions else []
    today = inputs.today or datetime.now(UTC).date()
    printed = printed_values(connection, decisions)
    found = standing(decisions, current_findings(connection) if decisions else [], today, printed)
    connection.execute(statement("review/site", "corrections"))
    for one in found.of_state("active"):
        if one.decision == CORRECTION:
            said = {"report_id": one.report_id, "figure": one.figure, "corrected_value": one.corrected_value}
            connection.execute(statement("review/site", "correct"), said)
    return found


def _newest_audit(connection: duckdb.DuckDBPyConnection) -> Row:
    return next(iter(query(connection, "latest_audit")), {})


def _write_reports(site: SiteWriter, connection: duckdb.DuckDBPyConnection, decided: Standing) -> None:
    """Write the pages of reports whose content is not that of the page already there."""
    known = site.manifest()
    layouts = str(connection.execute(statement("report", "layouts_hash")).fetchone())
    wanted = {row["report_id"]: f"{layouts}{row['content']}" for row in query(connection, "report_keys")}
    changed = []
    for report_id, content in wanted.items():
        name = f"reports/{file_name(report_id)}.html"
        if known.get(report_id) == content and (site.out_dir / name).is_file():
            site.keep(name)
        else:
            changed.append(report_id)
    for page in report_pages(connection, changed):
        name = f"reports/{file_name(page.current['report_id'])}.html"
        site.page(name, "report.html.j2", page=page, counts=_cell_counts(page))
    site.save_manifest(wanted)


def _cell_counts(page: ReportPage) -> Counter[str]:
    return Counter(cell.verdict for table in page.tables for line in table.lines for cell in line if cell.verdict)


def _write_checks(
    site: SiteWriter, connection: duckdb.DuckDBPyConnection, checks: Sequence[Row], listed: Sequence[Row]
) -> None:
    equations, by_check, rates = defaultdict(list), defaultdict(list), defaultdict(list)
    for equation in rows(connection, "equations_of_checks"):
        equations[equation["check_id"]].append(equation)
    for finding in listed:
        by_check[finding["check_id"]].append(finding)
    for rate in query(connection, "pass_rates"):
        rates[rate["check_id"]].append(rate)
    organs = {row["organ_id"]: row["name"] for row in query(connection, "organs")}
    for check in checks:
        found = by_check[check["check_id"]]
        site.page(
            f"checks/{file_name(check['check_id'])}.html",
            "check.html.j2",
            check=check,
            findings=[{**one, "organ": organs.get(one["organ_id"], "")} for one in found[:FINDINGS_ON_PAGE]],
            hidden=max(0, len(found) - FINDINGS_ON_PAGE),
            equations=equations[check["check_id"]],
            rates=rates[check["check_id"]],
        )


def _write_organs(
    site: SiteWriter, connection: duckdb.DuckDBPyConnection, listed: Sequence[Row], summaries: Sequence[Row]
) -> None:
    by_report = {row["report_id"]: {"worst": row["worst"], "findings": row["findings"]} for row in summaries}
    for page in organ_pages(connection, listed, by_report):
        values = {"page": page, "findings": page.findings[:FINDINGS_ON_PAGE]}
        site.page(
            f"organs/{file_name(page.organ['organ_id'])}.html",
            "organ.html.j2",
            hidden=max(0, len(page.findings) - FINDINGS_ON_PAGE),
            **values,
        )
    years = sorted({row["report_year"] for row in summaries})
    site.page("reports.html", "reports.html.j2", years=years, total=len(summaries), grid=_grid(summaries))


def _write_overviews(
    site: SiteWriter,
    connection: duckdb.DuckDBPyConnection,
    run: RunSummary | None,
    newest: Row,
    checks: Sequence[Row],
    listed: Sequence[Row],
    decided: Standing,
) -> None:
    organs = {row["organ_id"]: row["name"] for row in query(connection, "organs")}
    fresh = [one for one in listed if newest and one["first_run_id"] == newest["run_id"]]
    issues = rows(connection, "issues")
    years, provinces = coverage(connection)

    def named(some: Sequence[Row]) -> list[Row]:
        return [{**one, "organ": organs.get(one["organ_id"], "")} for one in some]

    waiting = [one for one in listed if one["fingerprint"] not in decided.by_fingerprint]
    others = [one for one in waiting if not newest or one["first_run_id"] != newest["run_id"]]
    site.page("coverage.html", "coverage.html.j2", years=years, provinces=provinces)
    site.page("checks.html", "checks.html.j2", families=_by_family(checks))
    site.page("findings.html", "findings.html.j2")
    site.page("finding.html", "finding.html.j2")
    site.page("decisions.html", "decisions.html.j2")
    site.page(
        "index.html",
        "index.html.j2",
        run=run,
        newest=newest,
        totals=rows(connection, "totals")[0],
        verdicts=rows(connection, "verdicts"),
        by_severity=Counter(one["severity"] for one in listed),
        by_verdict=Counter(one["verdict"] for one in listed),
        decided=Counter(decided.states),
        waiting=len(waiting),
        listed=len(listed),
        decision_states=DECISION_STATES,
        trend=_trend(query(connection, "trend")),
        new=named(fresh[:FINDINGS_ON_INDEX]),
        findings=named(others[: FINDINGS_ON_INDEX // 2 if fresh else FINDINGS_ON_INDEX]),
        fresh=len(fresh),
        issues=issues[:ISSUES_ON_INDEX],
        issue_counts=Counter(issue["level"] for issue in issues),
        fetches=rows(connection, "failed_fetches")[:ISSUES_ON_INDEX],
        failing=sorted((one for one in checks if one["findings"]), key=lambda one: -one["findings"])[:12],
    )


def _trend(found: Sequence[Row]) -> Row:
    """Findings by severity after each load, as the chart takes them: seconds since 1970, and one series a severity."""
    loads = sorted({(row["loaded_at"], row["run_id"]) for row in found})
    values = {(row["run_id"], row["severity"]): row["findings"] for row in found}
    series = {name: [values.get((run_id, name), 0) for _, run_id in loads] for name in SEVERITIES}
    return {"at": [at for at, _ in loads], "series": series}


def _by_family(checks: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    families: dict[str, list[Row]] = {}
    for check in checks:
        families.setdefault(check["family"], []).append(check)
    return list(families.items())


def _grid(summaries: Sequence[Row]) -> list[tuple[str, str, str, dict[int, Row]]]:
    """Reports by organ and scope, then by year: organ id, name, scope, reports."""
    lines: dict[tuple[str, str, str], dict[int, Row]] = {}
    for summary in summaries:
        href = f"reports/{file_name(summary['report_id'])}.html"
        key = (summary["organ"], summary["scope"], summary["organ_id"])
        lines.setdefault(key, {})[summary["report_year"]] = {**summary, "href": href}
    return [(organ_id, organ, scope, by_year) for (organ, scope, organ_id), by_year in sorted(lines.items())]

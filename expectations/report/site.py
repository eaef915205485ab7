"""Writes the quality report: an index, all findings, a page for each report and each check, as files that open from disk."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from expectations.report.pages import (
    CLAIM_NAMES,
    REASON_NAMES,
    SCOPE_NAMES,
    SEVERITY_NAMES,
    VERDICT_NAMES,
    ReportPage,
    Row,
    plain,
    report_pages,
    rows,
)
from expectations.report.run import RunSummary, last_run
from expectations.statements import SEVERITIES, statement
from warehouse.connection import open_reading

FINDINGS_PER_PAGE = 500
FINDINGS_ON_INDEX = 25
ISSUES_ON_INDEX = 200
GRID_ORGANS = 80  # organs in the grid of the index; all of them are on the page of reports
_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]")


def build_report(build: Path, out_dir: Path, run: RunSummary | None) -> Path:
    """Write the report of the warehouse at ``build`` into ``out_dir`` and return its ``index.html``.

    ``run`` is the run under way; None takes the last one recorded in the warehouse. The file is opened read-only. Pages of
    reports and checks that no longer exist are removed. Raises WarehouseError when there is no warehouse at ``build``.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    with open_reading(build) as connection:
        site = _Site(out_dir, has_data_docs=(out_dir / "data_docs" / "index.html").is_file())
        findings = rows(connection, "findings")
        summaries = _write_reports(site, connection, findings)
        checks = _checks(connection)
        _write_checks(site, connection, checks, findings)
        _write_findings(site, findings)
        _write_index(site, connection, run or last_run(connection), findings, checks, summaries)
    site.copy_style()
    site.remove_stale()
    return out_dir / "index.html"


class _Site:
    """The folder being written: renders templates and remembers what was written, so that what is stale can go."""

    def __init__(self, out_dir: Path, *, has_data_docs: bool) -> None:
        self.out_dir = out_dir
        self._written: set[Path] = set()
        self._environment = Environment(
            loader=PackageLoader("expectations.report", "templates"),
            autoescape=select_autoescape(default=True, default_for_string=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {"plain": plain, "file": file_name, "thousands": thousands, "linkable": linkable}
        self._environment.globals |= {
            "severity_names": SEVERITY_NAMES,
            "severities": SEVERITIES,
            "verdict_names": VERDICT_NAMES,
            "scope_names": SCOPE_NAMES,
            "claim_names": CLAIM_NAMES,
            "reason_names": REASON_NAMES,
            "has_data_docs": has_data_docs,
        }

    def write(self, name: str, template: str, **values: Any) -> None:
        path = self.out_dir / name
        path.parent.mkdir(parents=True, exist_ok=True)
        up = "../" * name.count("/")
        path.write_text(self._environment.get_template(template).render(up=up, **values), encoding="utf-8")
        self._written.add(path)

    def copy_style(self) -> None:
        source = resources.files("expectations.report") / "templates" / "report.css"
        (self.out_dir / "report.css").write_text(source.read_text(encoding="utf-8"), encoding="utf-8")

    def remove_stale(self) -> None:
        ours = [
            *self.out_dir.glob("findings*.html"),
            *self.out_dir.glob("reports/*.html"),
            *self.out_dir.glob("checks/*.html"),
        ]
        for path in ours:
            if path not in self._written:
                path.unlink()


def file_name(name: str) -> str:
    """A name that is safe as a file of the site."""
    return _UNSAFE.sub("_", name)


def thousands(value: float | None) -> str:
    """A count with thin spaces between thousands; an em dash where there is none."""
    return "—" if value is None else f"{value:,}".replace(",", "\u202f")


def linkable(url: str) -> bool:
    """Whether an address may become a link: hostile ones (``javascript:``) stay text."""
    return url.startswith(("http://", "https://", "file:///"))


def _write_reports(site: _Site, connection: duckdb.DuckDBPyConnection, findings: Sequence[Row]) -> list[Row]:
    """Write the page of every report; what the grid needs of each."""
    summaries: list[Row] = []
    for page in report_pages(connection, findings):
        name = f"reports/{file_name(page.current['report_id'])}.html"
        site.write(name, "report.html.j2", page=page, counts=_cell_counts(page))
        summaries.append(
            {
                **page.current,
                "href": name,
                "worst": page.worst,
                "findings": len(page.findings),
                "tables": len(page.tables),
            }
        )
    return summaries


def _cell_counts(page: ReportPage) -> Counter[str]:
    return Counter(
        css.removeprefix("verdict-")
        for table in page.tables
        for line in table.lines
        for cell in line
        for css in cell.css.split()
        if css.startswith("verdict-")
    )


def _checks(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    audited = connection.execute(statement("report", "audited_run")).fetchone()
    found = rows(connection, "checks", {"run_id": audited[0] if audited else ""})
    return [check for check in found if not check["check_id"].startswith("CANARY")]


def _write_checks(
    site: _Site, connection: duckdb.DuckDBPyConnection, checks: Sequence[Row], findings: Sequence[Row]
) -> None:
    equations = rows(connection, "equations_of_checks")
    for check in checks:
        of_check = [finding for finding in findings if finding["check_id"] == check["check_id"]]
        site.write(
            f"checks/{file_name(check['check_id'])}.html",
            "check.html.j2",
            check=check,
            findings=of_check[:FINDINGS_PER_PAGE],
            hidden=max(0, len(of_check) - FINDINGS_PER_PAGE),
            equations=[equation for equation in equations if equation["check_id"] == check["check_id"]],
        )


def _write_findings(site: _Site, findings: Sequence[Row]) -> None:
    pages = max(1, -(-len(findings) // FINDINGS_PER_PAGE))
    for number in range(1, pages + 1):
        site.write(
            findings_page(number),
            "findings.html.j2",
            findings=findings[(number - 1) * FINDINGS_PER_PAGE : number * FINDINGS_PER_PAGE],
            total=len(findings),
            number=number,
            pages=[(one, findings_page(one)) for one in range(1, pages + 1)],
        )


def findings_page(number: int) -> str:
    return "findings.html" if number == 1 else f"findings-{number}.html"


def _write_index(
    site: _Site,
    connection: duckdb.DuckDBPyConnection,
    run: RunSummary | None,
    findings: Sequence[Row],
    checks: Sequence[Row],
    summaries: Sequence[Row],
) -> None:
    issues = rows(connection, "issues")
    years = sorted({summary["report_year"] for summary in summaries})
    grid = _grid(summaries)
    common = {"years": years, "grid": grid, "grid_organs": len({summary["organ"] for summary in summaries})}
    site.write("reports.html", "reports.html.j2", **common)
    site.write(
        "index.html",
        "index.html.j2",
        **{**common, "grid": grid[:GRID_ORGANS]},
        run=run,
        totals=rows(connection, "totals")[0],
        verdicts=rows(connection, "verdicts"),
        by_severity=Counter(finding["severity"] for finding in findings),
        findings=findings[:FINDINGS_ON_INDEX],
        issues=issues[:ISSUES_ON_INDEX],
        issue_counts=Counter(issue["level"] for issue in issues),
        fetches=rows(connection, "failed_fetches")[:ISSUES_ON_INDEX],
        checks=checks,
    )


def _grid(summaries: Sequence[Row]) -> list[tuple[str, str, dict[int, Row]]]:
    """Reports by organ and scope, then by year."""
    lines: dict[tuple[str, str], dict[int, Row]] = {}
    for summary in summaries:
        lines.setdefault((summary["organ"], summary["scope"]), {})[summary["report_year"]] = summary
    return [(organ, scope, by_year) for (organ, scope), by_year in sorted(lines.items())]

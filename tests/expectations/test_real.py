"""The real reports of ../shared/reports, audited: exactly the failures of the truth files, each with the right verdict.

What a truth file says of the year before (``cross_year``) is loaded as a report of that year with the cells it gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations.measures import measure
from expectations.storing import store_findings
from expectations.suites import specs
from extractors.extract import BlobInput, Context, extract_item
from extractors.layouts import load_layouts
from tests.fixtures.real_reports import FILES, TABLES_ONLY, title_of, truth_of
from tests.warehouse.conftest import new_build
from tests.warehouse.readings import report, write_reading
from warehouse.connection import writing
from warehouse.load import load_readings

# The rebuilt page of Shanghai has the tables only; the numbers its text states, from the truth file, in words of our own.
SHANGHAI_TEXT = (
    "<h3>一、总体情况</h3><p>2019年，本机关受理政府信息公开申请859件，答复805件（含上年度结转申请18件，另有72件顺延到下年度答复）。"
    "其中，予以公开及部分公开258件，无法提供265件。</p>"
)
MISSING = {"value": None, "kind": "missing", "raw": "", "verdict": "missing"}
ARITHMETIC = ("APP-", "RL-", "PRO-", "S14-", "FJ-", "XY-")


@dataclass(frozen=True, slots=True)
class Line:
    """One finding of a report, by the name of its truth file."""

    name: str
    check: str
    scope: str
    left: float | None
    right: float | None
    severity: str
    verdict: str


def before(truth: dict[str, Any]) -> dict[tuple[str, str, str], Decimal]:
    """Cells of the year before as the sums of ``cross_year`` demand them."""
    tables, cells = truth["tables"], {}
    for one in truth["cross_year"]:
        left, scope = Decimal(str(one["lhs"])), one["scope"]
        if one["id"] == "XY-1":
            cells["applications", "carried_forward", scope] = left
        elif one["id"] == "XY-2":
            row = tables["proactive"][scope]
            cells["proactive", scope, "in_force"] = left - row["issued"] + row["repealed"]
        elif one["id"] == "XY-3":
            cells["proactive", scope, "items_prev"], cells["proactive", scope, "items_change"] = left, Decimal(0)
        elif one["id"] == "XY-4":
            cells["proactive", scope, "disclosed_total"] = left - tables["proactive"][scope]["disclosed"]
        elif one["id"] == "XY-5":
            cells["stats_provincial", scope, "cumulative"] = left - tables["stats_provincial"][scope]["year"]
    return cells


@pytest.fixture(scope="module")
def audited(shared_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The build with findings, and the report ids by the names of the truth files."""
    folder = tmp_path_factory.mktemp("real")
    build = new_build(folder)
    files, names = [], {}
    for name in FILES:
        truth = truth_of(shared_dir, name)
        organ, year = truth["organ"]["name"], truth["report_year"]
        blobs = [BlobInput(one, one, "page", data(shared_dir, one), "") for one in FILES[name]]
        found = extract_item(blobs, Context(list_title=title_of(truth), site_organ=organ)).report
        content = {**found.to_json(), "organ": organ, "year": year, "scope": truth["scope"]}
        url = f"http://{name}.test/now"
        files.append(write_reading(folder / "in", content, url=url, data=blobs[0].data))
        names[url] = name
        cells = before(truth)
        if cells:
            files.append(write_reading(folder / "in", year_before(content, cells), url=f"{url}-1", data=url.encode()))
    load_readings(build, files)
    with writing(build) as connection:
        measure(connection, specs(connection))
        store_findings(connection, "run")
    with duckdb.connect(str(build), read_only=True) as connection:
        rows = connection.execute("SELECT report_id, source_url FROM core.revisions").fetchall()
    return build, {report_id: names[url] for report_id, url in rows if url in names}


def data(shared_dir: Path, file: str) -> bytes:
    text = (shared_dir / "reports" / file).read_bytes()
    if file in FILES[TABLES_ONLY]:
        return text.replace(b"<h3>", SHANGHAI_TEXT.encode() + b"<h3>", 1)
    return text


def year_before(content: dict[str, Any], cells: dict[tuple[str, str, str], Decimal]) -> dict[str, Any]:
    """A report of the year before of the same organ: the forms of this one, with these cells and no other value."""
    of_table = {one["table"]: one["layout"] for one in content["figures"]}
    layouts = [of_table[table] for table in dict.fromkeys(code[0] for code in cells)]
    values: dict[tuple[str, str, str], object] = {
        (load_layouts()[layout].table, row, column): MISSING
        for layout in layouts
        for row, column in load_layouts()[layout].cells()
    }
    values.update({code: int(value) for code, value in cells.items()})
    made = report(values, layouts=layouts)
    title = f"{content['organ']}{content['year'] - 1}年政府信息公开工作年度报告"
    return {**made, "organ": content["organ"], "year": content["year"] - 1, "scope": content["scope"], "title": title}


def number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def lines(audited: tuple[Path, dict[str, str]]) -> list[Line]:
    build, names = audited
    with duckdb.connect(str(build), read_only=True) as connection:
        rows = connection.execute(
            "SELECT report_id, check_id, scope, left_value, right_value, severity, verdict FROM quality.findings ORDER BY ALL"
        ).fetchall()
    return [
        Line(names[row[0]], row[1], row[2], number(row[3]), number(row[4]), row[5], row[6])
        for row in rows
        if row[0] in names
    ]


def test_exactly_the_sums_of_the_truth_files_fail(audited: tuple[Path, dict[str, str]], shared_dir: Path) -> None:
    expected = set()
    for name in FILES:
        truth = truth_of(shared_dir, name)
        failures = [*truth["identity_results"]["failures"], *truth["cross_year"]]
        expected |= {
            (name, one["id"], "value" if one["id"] == "S14-8" else one["scope"], float(one["lhs"]), float(one["rhs"]))
            for one in failures
            if one["status"] == "fail"
        }
    found = {
        (one.name, one.check, one.scope, one.left, one.right)
        for one in lines(audited)
        if one.check.startswith(ARITHMETIC)
    }
    assert found == expected
    assert len(expected) == 6


def test_every_wrong_sum_is_the_publishers(audited: tuple[Path, dict[str, str]]) -> None:
    verdicts = {
        (one.name, one.check, one.scope): one.verdict for one in lines(audited) if one.check.startswith(ARITHMETIC)
    }
    assert set(verdicts.values()) == {"source_error"}


def test_exactly_the_claims_of_the_truth_files_differ(audited: tuple[Path, dict[str, str]]) -> None:
    found = {
        (one.name, one.scope.split()[0], one.left, one.right, one.verdict)
        for one in lines(audited)
        if one.check == "CLAIM"
    }
    assert found == {
        ("hebei_edu_2018", "policy_interpretations", 16, 50, "source_error"),
        # told in the text that none was about information, and entered in the table all the same
        ("hebei_edu_2018", "reviews", 0, 1, "source_error"),
        ("hebei_edu_2018", "suits", 0, 5, "source_error"),
        ("shanghai_office_2019", "granted_or_partially", 258, 275, "source_error"),
        ("shanghai_office_2019", "unavailable", 265, 337, "source_error"),
    }

"""The nightly flow against the demonstration site, compared with what stands in the site, cell by cell."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from rich.console import Console
from typer.testing import CliRunner

from flows.cli import app
from flows.demo_run import QUERIES_TO_TRY, show_demo
from flows.demo_site import DemoReport
from flows.records import STAGES, RunLog
from flows.summary import ChangedFigure, changes_since, findings_of, told_counts
from nianbao.settings import load_settings
from tests.conftest import require_tool
from tests.flows.conftest import Demo
from warehouse.query import run_query

pytestmark = pytest.mark.xdist_group("demo")

Cell = tuple[str, int, str, str, str, str]


def rows(published: Path, sql: str) -> list[tuple[Any, ...]]:
    return list(run_query(published, sql).itertuples(index=False, name=None))


def stored_figures(published: Path) -> dict[Cell, Decimal]:
    found = rows(
        published,
        "SELECT organ_name, report_year, scope, table_code, row_code, column_code, value FROM mart.figures",
    )
    assert len({row[:6] for row in found}) == len(found)
    return {row[:6]: row[6] for row in found}


def printed_figures(reports: tuple[DemoReport, ...], night: int) -> dict[Cell, Decimal]:
    return {
        (report.organ, report.year, report.scope, *key): value
        for report in reports
        for key, value in report.figures_of_night(night).items()
    }


def test_first_night_stores_every_cell_of_every_report_as_printed(demo: Demo) -> None:
    printed = printed_figures(demo.plan.reports, 1)
    assert len(demo.plan.reports) >= 36
    assert len(printed) > 7000
    assert stored_figures(demo.nights[0].published) == printed


def test_each_table_is_read_by_the_layout_of_its_era(demo: Demo) -> None:
    found = rows(
        demo.nights[0].published,
        "SELECT organ_name, report_year, scope, table_code, any_value(layout_id), count(DISTINCT layout_id) "
        "FROM mart.figures GROUP BY ALL",
    )
    planned = {
        (report.organ, report.year, report.scope, table, layout, 1)
        for report in demo.plan.reports
        for table, layout in report.layouts.items()
    }
    assert set(found) == planned


def test_findings_are_the_planted_ones_and_no_others(demo: Demo) -> None:
    found = rows(
        demo.nights[0].published,
        "SELECT r.organ_name, r.report_year, f.check_id, f.scope, f.table_code, f.severity "
        "FROM quality.findings f JOIN mart.reports r USING (report_id)",
    )
    planned = {
        (report.organ, report.year, failure.check, failure.scope, failure.table, failure.severity)
        for report in demo.plan.reports
        for failure in report.failures
    }
    assert planned
    assert set(found) == planned
    assert len(found) == len(planned)


def test_each_sum_that_differs_has_a_picture_of_its_cells(demo: Demo) -> None:
    require_tool("chromium")
    pictures = [Image.open(path) for path in (demo.data_dir / "quality" / "crops").rglob("*.png")]
    assert len(pictures) == demo.nights[0].result.record.count("report", "pictures")
    assert len(pictures) == len([one for one in findings_of(demo.nights[0].published) if one.severity == "error"])
    assert all(picture.width >= 900 for picture in pictures)


def test_finding_sentences_name_the_organ_and_the_printed_numbers(demo: Demo) -> None:
    report = demo.plan.with_fault("wrong_total")
    sentences = findings_of(demo.nights[0].published)
    assert {one.where for one in sentences if one.severity == "error"} == {f"{report.organ} {report.year}"}
    planned = [f"{one.organ} {one.year}" for one in demo.plan.reports for _ in one.failures]
    planned += [f"{organ} {year}" for organ, year in demo.plan.absent]
    planned += ["the warehouse"] * 2  # LATE and RULES-POWER: no level is known of the organs of an invented county
    assert sorted(one.where for one in sentences) == sorted(planned)
    printed = report.figures["applications", "processed_total", "natural_person"]
    assert any(f"打印（七）总计{printed:f}" in sentence.zh for sentence in sentences)


def test_only_the_years_without_a_report_are_missed(demo: Demo) -> None:
    found = rows(
        demo.nights[0].published,
        "SELECT o.name, f.report_year, f.check_id, f.severity FROM quality.findings f JOIN core.organs o USING (organ_id) "
        "WHERE f.report_id IS NULL",
    )
    assert demo.plan.absent
    assert sorted(found) == sorted((organ, year, "MISSING-YEAR", "warning") for organ, year in demo.plan.absent)


def test_a_copied_text_a_cut_label_or_a_year_without_a_report_leaves_the_figures_clean(demo: Demo) -> None:
    found = rows(
        demo.nights[0].published,
        "SELECT organ_name, report_year, findings_policy FROM mart.reports WHERE is_clean ORDER BY ALL",
    )
    copied = {"copied", "copied_from"}
    of_figures = {"wrong_total"}
    assert sorted(found) == sorted(
        (one.organ, one.year, int(one.fault in copied)) for one in demo.plan.reports if one.fault not in of_figures
    )


def test_look_alikes_are_kept_out_with_a_reason_and_never_asked_for(demo: Demo) -> None:
    night = demo.nights[0]
    found = rows(
        night.published,
        "SELECT i.list_title, n.code, n.message FROM raw.readings r JOIN raw.items i USING (item_id) "
        "JOIN raw.issues n USING (reading_id) WHERE r.status = 'not_a_report'",
    )
    assert {title for title, _, _ in found} == {page.title for page in demo.plan.look_alikes}
    assert {code for _, code, _ in found} == {"kept_out"}
    assert all("is no annual report: " in message for _, _, message in found)
    assert not {page.path for page in demo.plan.look_alikes} & set(night.requests)


def test_each_page_and_each_attachment_is_fetched_once_on_the_first_night(demo: Demo) -> None:
    requests = demo.nights[0].requests
    for report in demo.plan.reports:
        assert requests[report.path] == 1
        if report.attachment:
            assert requests[report.attachment] == 1
    wanted = len(demo.plan.reports) + sum(bool(report.attachment) for report in demo.plan.reports)
    assert sum(requests.values()) == wanted + demo.plan.list_pages + 1  # robots.txt


def test_second_night_finds_the_republication_and_nothing_else(demo: Demo) -> None:
    record = demo.nights[1].result.record
    report = demo.plan.with_fault("republished")
    assert record.outcome == "published"
    assert record.count("fetch", "changed") == 1
    assert record.count("fetch", "new") == 0
    assert record.count("fetch", "unchanged") == len(demo.plan.reports) - 1
    assert record.count("load", "reports_new") == 0
    assert record.count("load", "revisions_new") == 1
    revised = rows(
        demo.nights[1].published, "SELECT organ_name, report_year FROM mart.reports WHERE revision_count > 1"
    )
    assert revised == [(report.organ, report.year)]


def test_second_night_shows_the_new_numbers_and_keeps_the_old_revision(demo: Demo) -> None:
    report = demo.plan.with_fault("republished")
    assert stored_figures(demo.nights[1].published) == printed_figures(demo.plan.reports, 2)
    kept = rows(
        demo.nights[1].published,
        "SELECT r.organ_name, r.report_year, f.table_code, f.row_code, f.column_code, f.revision, f.value "
        "FROM core.figures f JOIN mart.reports r USING (report_id) WHERE r.revision_count > 1",
    )
    for change in report.changes:
        cell = (report.organ, report.year, change.table, change.row, change.column)
        assert sorted(row[5:] for row in kept if row[:5] == cell) == [(1, change.night_one), (2, change.night_two)]


def test_summary_tells_what_the_republication_changed(demo: Demo) -> None:
    report = demo.plan.with_fault("republished")
    (change,) = report.changes
    told = changes_since(demo.nights[1].published, demo.nights[1].result.record.started_at)
    label = "行政许可, 本年处理决定数量"
    assert told == [
        ChangedFigure(f"{report.organ} {report.year}", label, f"{change.night_one:f}", f"{change.night_two:f}")
    ]
    assert changes_since(demo.nights[0].published, demo.nights[0].result.record.started_at) == []


def test_third_night_asks_conditionally_reads_nothing_and_publishes_nothing(demo: Demo) -> None:
    second, third = demo.nights[1], demo.nights[2]
    record = third.result.record
    assert record.outcome == "unchanged"
    assert set(third.statuses) == {200, 304}
    assert third.statuses[200] == 1  # robots.txt
    assert record.count("fetch", "unchanged") == len(demo.plan.reports)
    assert record.count("discover", "kept_out") == len(demo.plan.look_alikes)
    assert record.count("extract", "known") == len(demo.plan.reports)  # those kept out are counted once
    assert record.count("extract", "read") == 0
    assert [stage.stage for stage in record.stages] == ["discover", "fetch", "extract", "load"]
    assert third.published.read_bytes() == second.published.read_bytes()


def test_runs_and_their_stages_stand_in_ops(demo: Demo) -> None:
    first, second = demo.nights[0].result.record, demo.nights[1].result.record
    published = demo.nights[1].published
    runs = rows(published, "SELECT run_id, outcome FROM ops.runs ORDER BY run_id")
    assert runs == [(first.run_id, "published"), (second.run_id, "published")]
    stages = {
        stage: counts
        for run_id, stage, counts in rows(published, "SELECT run_id, stage, counts FROM ops.stages")
        if run_id == first.run_id
    }
    assert set(stages) == set(STAGES)
    assert json.loads(stages["extract"])["read"] == len(demo.plan.reports)
    (fetches,) = rows(published, "SELECT count(*) FROM ops.fetches WHERE outcome = 'stored'")[0]
    assert fetches >= len(demo.plan.reports)


def test_run_records_beside_the_warehouse_tell_all_three_nights(demo: Demo) -> None:
    records = RunLog(demo.data_dir).all()[:3]
    assert [record.outcome for record in records] == ["published", "published", "unchanged"]
    assert all(record.finished_at is not None for record in records)
    assert dict(told_counts(records[0]))["found"] == (
        f"{len(demo.plan.reports) + len(demo.plan.look_alikes)} rows on {demo.plan.list_pages} list pages, "
        f"{len(demo.plan.look_alikes)} of them kept out as no annual report"
    )
    assert dict(told_counts(records[0]))["read"].startswith(f"{len(demo.plan.reports)} read, ")
    assert "not a report" not in dict(told_counts(records[0]))["read"]


def test_quality_report_and_data_docs_are_there(demo: Demo) -> None:
    page = demo.nights[0].result.report
    assert page == demo.data_dir / "quality" / "index.html"
    assert demo.plan.with_fault("wrong_total").organ in page.read_text(encoding="utf-8")
    assert (demo.data_dir / "quality" / "data_docs" / "index.html").is_file()


def test_flow_leaves_a_markdown_artifact_with_its_summary(demo: Demo) -> None:
    from prefect.artifacts import Artifact

    artifact = Artifact.get("nianbao-nightly")
    assert not isinstance(artifact, type(None))
    assert f"# nianbao nightly {demo.nights[2].result.record.run_id}: unchanged" in str(artifact.data)  # type: ignore[union-attr]
    assert "| discover |" in str(artifact.data)  # type: ignore[union-attr]


def test_summary_of_the_demonstration_tells_the_story_and_its_queries_work(
    demo: Demo, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = load_settings(**demo.overrides(demo.data_dir))
    show_demo([demo.nights[0].result, demo.nights[1].result], 61.0, settings, Console(width=160))
    told = capsys.readouterr().out
    wrong, again = demo.plan.with_fault("wrong_total"), demo.plan.with_fault("republished")
    (change,) = again.changes
    for words in (
        f"{len(demo.plan.reports)} new reports, {len(printed_figures(demo.plan.reports, 1)):,} figures",
        f"1 changed, {len(demo.plan.reports) - 1} unchanged",
        f"{again.organ} {again.year}, 行政许可, 本年处理决定数量: {change.night_one:f} → {change.night_two:f}",
        f"{len(wrong.failures)} findings of severity error",
        f"{wrong.organ} {wrong.year}: ",
        "Done in 61 s",
        str(demo.data_dir / "nianbao.duckdb"),
        str(demo.data_dir / "quality" / "index.html"),
    ):
        assert words in told
    for name in QUERIES_TO_TRY:
        assert f"nianbao --data-dir {demo.data_dir} sql {name}" in told
        answered = CliRunner().invoke(app, ["--data-dir", str(demo.data_dir), "sql", name, "--format", "csv"])
        assert answered.exit_code == 0
        assert len(answered.stdout.splitlines()) > 1


def test_query_results_come_as_table_csv_and_json(demo: Demo) -> None:
    query = "SELECT organ_name, report_year, total FROM mart.applications WHERE row_code = 'new_received' ORDER BY 1, 2"
    report = min(demo.plan.reports, key=lambda report: (report.organ.encode(), report.year))
    total = report.figures["applications", "new_received", "total"]
    asked = ["--data-dir", str(demo.data_dir), "sql", query, "--format"]
    answered = {form: CliRunner().invoke(app, [*asked, form]).stdout for form in ("table", "csv", "json")}
    assert report.organ in answered["table"]
    assert f"{len(demo.plan.reports)} rows" in answered["table"]
    assert answered["csv"].splitlines()[0] == "organ_name,report_year,total"
    found = json.loads(answered["json"])
    assert len(found) == len(demo.plan.reports)
    assert {"organ_name": report.organ, "report_year": report.year, "total": int(total)} in found


def test_query_that_would_write_is_refused(demo: Demo) -> None:
    before = (demo.data_dir / "nianbao.duckdb").stat().st_mtime_ns
    answered = CliRunner().invoke(app, ["--data-dir", str(demo.data_dir), "sql", "DELETE FROM core.figures"])
    assert answered.exit_code == 1
    assert "read-only" in answered.stderr
    assert (demo.data_dir / "nianbao.duckdb").stat().st_mtime_ns == before


def test_status_shows_the_nights_and_what_the_warehouse_holds(demo: Demo) -> None:
    answered = CliRunner().invoke(app, ["--data-dir", str(demo.data_dir), "status"])
    assert answered.exit_code == 0
    assert f"{len(demo.plan.reports)} reports, {len(demo.plan.reports) + 1} revisions" in answered.stdout
    assert "published" in answered.stdout
    assert "unchanged" in answered.stdout

"""The crawl report of the demonstration: rows, artifact, summary and badge say what the site showed."""

from __future__ import annotations

import io

import pytest
from rich.console import Console
from typer.testing import CliRunner

from flows.cli import app
from flows.demo_run import SITE_ID
from flows.summary import show_summary
from tests.flows.conftest import Demo
from tests.flows.test_nightly import rows
from warehouse.archive import Archive

pytestmark = pytest.mark.xdist_group("demo")


def test_ops_have_one_row_a_night_with_what_it_brought(demo: Demo) -> None:
    reports, look_alikes = len(demo.plan.reports), len(demo.plan.look_alikes)
    files = sum(bool(report.attachment) for report in demo.plan.reports)
    stored = rows(
        demo.nights[1].published,
        "SELECT run_id, site_id, state, items_found, items_kept_out, items_new, items_changed, items_unchanged, refused, "
        "failed, lists, lists_incomplete, list_pages, requests FROM ops.crawls ORDER BY run_id",
    )
    first, second = demo.nights[0].result.record.run_id, demo.nights[1].result.record.run_id
    pages = demo.plan.list_pages
    asked = reports + files + pages
    found = reports + look_alikes
    assert stored[0] == (first, SITE_ID, "ok", found, look_alikes, reports, 0, 0, 0, 0, 1, 0, pages, asked)
    assert stored[1] == (second, SITE_ID, "ok", found, look_alikes, 0, 1, reports - 1, 0, 0, 1, 0, pages, asked)


def test_bytes_and_seconds_of_the_night_are_those_of_its_answers(demo: Demo) -> None:
    run = demo.nights[0].result
    entries = list(Archive(demo.data_dir / "archive").entries())
    nights = [entry for entry in entries if entry.fetched_at <= (run.record.finished_at or "")]
    (stored,) = rows(demo.nights[0].published, "SELECT bytes, seconds FROM ops.crawls")
    assert stored[0] == sum(entry.byte_count for entry in nights) > 100_000
    assert 0 < stored[1] < sum(stage.seconds for stage in run.record.stages)
    (quiet,) = demo.nights[2].result.crawls
    assert quiet.bytes == 0


def test_headers_of_stored_answers_are_kept_without_cookies(demo: Demo) -> None:
    entries = [entry for entry in Archive(demo.data_dir / "archive").entries() if entry.outcome == "stored"]
    assert entries
    assert all("date" in entry.headers and "set-cookie" not in entry.headers for entry in entries)


def test_the_artifact_of_the_crawl_is_a_table(demo: Demo) -> None:
    from prefect.artifacts import Artifact

    artifact = Artifact.get("nianbao-crawl")
    data = str(artifact.data)  # type: ignore[union-attr]
    assert data.startswith("Sites: 1 ok.")
    assert f"| {SITE_ID} | ok | {len(demo.plan.reports) + len(demo.plan.look_alikes)} |" in data


def test_the_summary_and_status_name_the_state_of_the_site(demo: Demo) -> None:
    told = io.StringIO()
    show_summary(demo.nights[0].result, Console(file=told, width=160))
    assert "sites 1 ok" in " ".join(told.getvalue().split())
    shown = CliRunner().invoke(
        app, ["--data-dir", str(demo.data_dir), "status", "--sites", "--registry", str(demo.registry)]
    )
    assert shown.exit_code == 0
    assert shown.stdout.splitlines()[-1] == "1 site: 1 ok"

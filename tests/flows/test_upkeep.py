"""Backfill, reprocess, publish only, quarantine, and a second run: each with plain nights over a small government."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from extractors.sites.registry import Site
from flows.cli import app
from flows.reading.items import CODE_VERSION
from flows.reading.quarantine import Quarantine
from flows.records import RunLog
from flows.stages.steps import Steps, begin_run, finish_run
from flows.upkeep.backfill import backfill, of_regions, years_of
from flows.upkeep.publish_only import publish_only
from flows.upkeep.reprocess import reprocess
from nianbao.errors import SettingsError, WarehouseError
from tests.flows.small import Small
from warehouse.checksums import content_checksums, table_checksums
from warehouse.lock import write_lock
from warehouse.query import run_query

pytestmark = pytest.mark.xdist_group("upkeep")


def years_stored(data_dir: Path) -> list[int]:
    rows = run_query(data_dir / "nianbao.duckdb", "SELECT DISTINCT report_year FROM mart.reports ORDER BY 1")
    return [int(year) for year in rows["report_year"]]


@pytest.mark.usefixtures("quick_nights")
def test_backfill_brings_the_years_asked_for_and_the_next_night_the_others(
    small: Small, undisturbed: Path, tmp_path: Path
) -> None:
    result = backfill(small.settings(tmp_path), "2023", [small.government.towns[0].region])
    assert (result.record.kind, result.record.outcome) == ("backfill", "published")
    assert years_stored(tmp_path) == [2023]
    small.night(tmp_path)
    assert years_stored(tmp_path) == [2023, 2024]
    assert content_checksums(tmp_path / "nianbao.duckdb") == content_checksums(undisturbed / "nianbao.duckdb")


@pytest.mark.parametrize(
    ("text", "years"), [("2019", {2019}), ("2019-2021,2023", {2019, 2020, 2021, 2023}), ("2020, 2008", {2008, 2020})]
)
def test_years_are_read(text: str, years: set[int]) -> None:
    assert years_of(text) == years


@pytest.mark.parametrize("text", ["", "2021-2019", "19", "2003", "abc"])
def test_years_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(SettingsError):
        years_of(text)


def test_region_code_stands_for_all_below_it() -> None:
    sites = [
        Site(
            site_id=code,
            organ="机关",
            region_name=name,
            region_code=code,
            level="prefecture",
            entry_urls=("http://a/",),
        )
        for code, name in (("520000", "贵州省"), ("520100", "贵阳市"), ("530100", "昆明市"))
    ]
    assert [site.site_id for site in of_regions(sites, ["520000"])] == ["520000", "520100"]
    assert [site.site_id for site in of_regions(sites, ["贵阳市"])] == ["520100"]
    assert [site.site_id for site in of_regions(sites, ["昆明"])] == ["530100"]
    with pytest.raises(SettingsError, match="region 110000: has no site in the registry"):
        of_regions(sites, ["110000"])


def test_reprocess_with_the_same_code_changes_nothing(small: Small, folder: Path) -> None:
    before = (folder / "nianbao.duckdb").read_bytes()
    done = reprocess(small.settings(folder))
    assert (done.publications, done.differing, done.differences) == (len(small.reports), 0, ())
    assert (folder / "nianbao.duckdb").read_bytes() == before


@pytest.mark.usefixtures("quick_nights")
def test_dry_run_tells_what_newer_code_reads_otherwise_and_leaves_everything_as_it_is(
    small: Small, folder: Path
) -> None:
    """The stored readings are those of an older reader that took one cell for another number."""
    right = table_checksums(folder / "nianbao.duckdb")
    changed = make_readings_of_older_code(folder)
    (folder / "nianbao.duckdb").unlink()
    with begin_run(small.settings(folder), "publish") as run:
        finish_run(run, Steps())  # as it was published then; publish_only would make what is missing from the archive
    assert table_checksums(folder / "nianbao.duckdb") != right
    before = (folder / "nianbao.duckdb").read_bytes()
    done = reprocess(small.settings(folder), is_dry_run=True)
    assert (done.publications, done.differing, done.result) == (len(small.reports), 1, None)
    assert [(one.place, one.before, one.after) for one in done.differences] == [changed]
    assert (folder / "nianbao.duckdb").read_bytes() == before
    told = CliRunner().invoke(app, ["--data-dir", str(folder), "reprocess"])
    assert told.exit_code == 0, told.output
    assert f"{changed[0]}: {changed[1]} → {changed[2]}" in told.stdout
    rows = run_query(folder / "nianbao.duckdb", "SELECT DISTINCT code_version FROM raw.readings")
    assert list(rows["code_version"]) == [CODE_VERSION]
    after = table_checksums(folder / "nianbao.duckdb")
    assert after["core.figures"] == right["core.figures"]
    assert after["core.revisions"] == right["core.revisions"]


def make_readings_of_older_code(data_dir: Path) -> tuple[str, str, str]:
    """Give every reading to an older version, and one figure of one of them another value; returns place, was, is."""
    changed = ("", "", "")
    readings = sorted((data_dir / "staging" / "readings").glob("*/*.json"))
    for path in readings:
        reading = json.loads(path.read_text(encoding="utf-8"))
        old_id = reading["reading_id"][:-4] + "0000"
        reading["reading_id"], reading["code_version"] = old_id, "0.0.1+older"
        figures = reading["report"]["figures"]
        if figures and not changed[0]:
            one = next(figure for figure in figures if figure["value"] not in (None, 0))
            place = ".".join((one["table"], one["row"], one["column"]))
            changed = (place, str(one["value"] + 1000), str(one["value"]))
            one["value"] += 1000
        (path.parent / f"{old_id}.json").write_text(json.dumps(reading, ensure_ascii=False), encoding="utf-8")
        path.unlink()
    return changed


@pytest.mark.usefixtures("quick_nights")
def test_publish_alone_takes_what_waits_and_asks_no_host(small: Small, undisturbed: Path, folder: Path) -> None:
    (folder / "nianbao.duckdb").unlink()
    for host in small.government.hosts:
        host.reset()
    assert publish_only(small.settings(folder)).record.outcome == "published"
    assert publish_only(small.settings(folder)).record.outcome == "unchanged"
    assert publish_only(small.settings(folder), is_forced=True).record.outcome == "published"
    assert not [path for host in small.government.hosts for path in host.paths()]
    assert content_checksums(folder / "nianbao.duckdb") == content_checksums(undisturbed / "nianbao.duckdb")


@pytest.mark.usefixtures("quick_nights")
def test_document_that_kills_its_process_is_quarantined_after_two_tries_and_retried_by_command(
    small: Small, undisturbed: Path, tmp_path: Path
) -> None:
    """No page can be read within a millisecond: every document kills its process both times."""
    result = small.night(tmp_path, document_seconds=0.001)
    entries = Quarantine(tmp_path).all()
    assert len(entries) == len(small.reports) == 3
    assert {one.tries for one in entries} == {2}
    assert {one.reason for one in entries} == {"reading it took more than 0.001 s"}
    assert {issue.code for issue in result.problems if "took more than" in issue.message} == {"worker_limit"}
    shown = CliRunner().invoke(app, ["--data-dir", str(tmp_path), "status"])
    assert "3 documents in quarantine; 'nianbao quarantine list' names them" in shown.stdout
    small.night(tmp_path)
    assert len(Quarantine(tmp_path).all()) == 3  # the same code does not try them again by itself
    retried = CliRunner().invoke(app, ["--data-dir", str(tmp_path), "quarantine", "retry"])
    assert retried.exit_code == 0, retried.output
    assert Quarantine(tmp_path).all() == []
    assert (
        content_checksums(tmp_path / "nianbao.duckdb")["core.figures"]
        == (content_checksums(undisturbed / "nianbao.duckdb")["core.figures"])
    )


@pytest.mark.usefixtures("quick_nights")
def test_newer_code_reads_what_is_in_quarantine(small: Small, tmp_path: Path) -> None:
    small.night(tmp_path, document_seconds=0.001)
    make_readings_of_older_code(tmp_path)  # the tries were those of older code
    small.night(tmp_path)
    assert Quarantine(tmp_path).all() == []
    assert years_stored(tmp_path) == [2023, 2024]


@pytest.mark.usefixtures("quick_nights")
def test_second_run_leaves_with_the_owner_and_age_or_waits_for_its_turn(small: Small, tmp_path: Path) -> None:
    def hold() -> None:
        with write_lock(tmp_path):
            is_held.set()
            time.sleep(2)

    is_held = threading.Event()
    holder = threading.Thread(target=hold)
    holder.start()
    is_held.wait(10)
    with pytest.raises(WarehouseError, match=rf"another run writes here \(process {os.getpid()} on .*, for 0 min\)"):
        small.night(tmp_path)
    began = time.monotonic()
    assert small.night(tmp_path, lock_wait_seconds=30).record.outcome == "published"
    assert time.monotonic() - began > 1
    holder.join()
    assert len(RunLog(tmp_path).all()) == 1  # the run that left wrote nothing


def test_server_of_prefect_that_is_away_costs_no_night(small: Small, undisturbed: Path, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "PREFECT_API_URL": "http://127.0.0.1:9/api",
        "NIANBAO_ALLOW_LOOPBACK": "1",
        "NIANBAO_REQUEST_DELAY_SECONDS": "0",
    }
    command = [sys.executable, "-m", "flows.cli", "--data-dir", str(tmp_path), "run", "--registry", str(small.registry)]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=300)
    assert ended.returncode == 0, ended.stderr
    assert "Prefect's server at http://127.0.0.1:9/api does not answer" in ended.stderr
    assert content_checksums(tmp_path / "nianbao.duckdb") == content_checksums(undisturbed / "nianbao.duckdb")

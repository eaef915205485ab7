"""What a machine does to a nightly run: after each fault the next run ends with the warehouse of an undisturbed one."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from flows.context import Run
from flows.records import RunLog
from flows.stages import finish as stage
from flows.stages.finish import Loaded
from flows.stages.steps import Steps, begin_run, finish_run
from nianbao.errors import WarehouseError
from tests.benchmarks.chaos.faults import overwrite
from tests.benchmarks.chaos.world import Outage
from tests.conftest import REPOSITORY, require_tool
from tests.flows.small import Small
from warehouse.checksums import content_checksums
from warehouse.query import run_query

pytestmark = [pytest.mark.xdist_group("survive"), pytest.mark.usefixtures("quick_nights")]


def contents(data_dir: Path) -> dict[str, str]:
    return content_checksums(data_dir / "nianbao.duckdb")


def test_damaged_published_file_is_told_put_aside_and_built_again(
    small: Small,
    folder: Path,
) -> None:
    right = contents(folder)
    chance = random.Random(1)
    for _ in range(20):
        overwrite(folder / "nianbao.duckdb", chance)
    result = small.night(folder)
    assert [issue.code for issue in result.problems if issue.code == "published_damaged"] == ["published_damaged"]
    assert (folder / "nianbao.duckdb.damaged").is_file()
    assert contents(folder) == right
    assert small.night(folder).problems == ()


def test_published_file_that_a_person_repaired_is_taken_as_it_is(small: Small, folder: Path) -> None:
    from warehouse.publish import open_published

    connection = open_published(folder / "nianbao.duckdb", read_only=False)
    connection.execute("CREATE TABLE raw.note (line VARCHAR)")
    connection.close()
    assert small.night(folder).problems == ()
    assert not (folder / "nianbao.duckdb.damaged").exists()


def test_lost_warehouse_and_staging_are_made_again_from_the_archive_alone(
    small: Small,
    folder: Path,
) -> None:
    right = contents(folder)
    shutil.rmtree(folder / "staging")
    (folder / "nianbao.duckdb").unlink()
    for host in small.government.hosts:
        host.reset()
    result = small.night(folder)
    assert result.record.count("rebuild", "read") == len(small.reports)
    assert contents(folder) == right


def test_build_that_is_damaged_after_its_audit_is_not_published(
    small: Small,
    folder: Path,
) -> None:
    before = (folder / "nianbao.duckdb").read_bytes()

    def publish(run: Run, loaded: Loaded) -> Path:
        chance = random.Random(2)
        for _ in range(40):
            overwrite(loaded.build, chance)
        return stage.publish_build(run, loaded)

    def run_it() -> None:
        with begin_run(small.settings(folder), "publish") as run:
            finish_run(run, Steps(load=lambda run: _changed(stage.load(run)), publish=publish))

    with pytest.raises(WarehouseError, match="build-"):
        run_it()
    assert (folder / "nianbao.duckdb").read_bytes() == before
    assert RunLog(folder).all()[-1].outcome == "failed"
    assert small.night(folder).record.outcome == "unchanged"


def _changed(loaded: Loaded) -> Loaded:
    return Loaded(loaded.build, loaded.readings, loaded.result, True)


def test_damaged_reading_is_made_again_from_the_archive(small: Small, folder: Path) -> None:
    right = contents(folder)
    reading = next(path for path in sorted((folder / "staging" / "readings").glob("*/*.json")))
    reading.write_text('{"contract": 1, "reading', encoding="utf-8")
    (folder / "nianbao.duckdb").unlink()
    result = small.night(folder)
    assert "reading_damaged" in {issue.code for issue in result.problems}
    assert contents(folder) == right


def test_damaged_reading_of_an_address_that_went_back_to_old_bytes_is_made_again(small: Small, folder: Path) -> None:
    """A reading older than the fetch from which its address shows its bytes is looked into, though it is published."""
    right = contents(folder)
    for reading in (folder / "staging" / "readings").glob("*/*.json"):
        reading.write_bytes(reading.read_bytes().replace(b'"contract":', b'"contr\xd0\x0f":'))
        os.utime(reading, (0, 0))
    result = small.night(folder)
    assert "reading_damaged" in {issue.code for issue in result.problems}
    assert contents(folder) == right


@pytest.mark.parametrize("name", ["hosts.json", "runs/20240101T000000000000-1.json", "nianbao.duckdb.seal"])
def test_damaged_memory_of_earlier_runs_stops_no_night(small: Small, folder: Path, name: str) -> None:
    (folder / name).write_text('[{"host": "a', encoding="utf-8")
    assert small.night(folder).record.outcome == "unchanged"


@pytest.fixture
def outage(small: Small) -> Iterator[Outage]:
    found = Outage()
    hosts = [(host, host.faults) for host in small.government.hosts]
    for host, faults in hosts:
        host.faults = [found, *faults]
    yield found
    for host, faults in hosts:
        host.faults = faults


def test_network_that_goes_in_the_middle_costs_one_night(
    small: Small,
    undisturbed: Path,
    tmp_path: Path,
    outage: Outage,
) -> None:
    outage.left = 5
    result = small.night(tmp_path, request_tries=1)
    assert any(issue.level == "error" for issue in result.problems)
    outage.left = None
    small.night(tmp_path)
    assert contents(tmp_path) == contents(undisturbed)


@pytest.mark.parametrize("jump", [timedelta(days=2000), timedelta(days=-2000)], ids=["ahead", "behind"])
def test_clock_that_jumped_for_a_night_neither_loses_nor_reorders_what_comes_after(
    small: Small,
    tmp_path: Path,
    jump: timedelta,
) -> None:
    """The wrong night stores a report; the right one finds it re-published: the later content is the current one."""
    with time_machine.travel(datetime.now(UTC) + jump, tick=True):
        small.night(tmp_path, visit_all=True)
    before = current_total(tmp_path)
    town = small.government.towns[0]
    first = next(one for one in town.documents if one.is_report and one.year == 2023)
    from tests.local_government.papers import republished

    try:
        town.serve([republished(first) if one is first else one for one in town.documents], 1)
        small.night(tmp_path)
    finally:
        small.government.begin_night(1)
    revisions = run_query(tmp_path / "nianbao.duckdb", "SELECT max(revision_count) AS n FROM mart.reports")
    assert int(revisions["n"][0]) == 2
    assert current_total(tmp_path) != before
    small.night(tmp_path, visit_all=True)
    small.night(tmp_path, visit_all=True)
    assert current_total(tmp_path) == before  # taken back by the publisher: the first content counts again


def current_total(data_dir: Path) -> str:
    rows = run_query(
        data_dir / "nianbao.duckdb", "SELECT sum(value) AS total FROM mart.figures WHERE report_year = 2023"
    )
    return str(rows["total"][0])


NIGHT = textwrap.dedent("""
    import json, sys

    if __name__ == "__main__":  # the reading processes import this file as well, and need none of it
        from flows.night import Plan, run_night
        from flows.stages.discover import choose_sites
        from nianbao.errors import NianbaoError
        from nianbao.settings import load_settings
        from tests.flows.small import only_findings
        from warehouse.checksums import content_checksums

        settings = load_settings(**json.loads(sys.argv[1]))
        try:
            with only_findings():
                run_night(settings, Plan(tuple(choose_sites(settings, None))))
        except NianbaoError as error:
            print("ended:", error, file=sys.stderr)
            sys.exit(3)
        print(json.dumps(content_checksums(settings.published_path)))
""")

DISK = """
set -e
mount -t tmpfs -o size=1500k tmpfs "$1"
{night} && exit 10 || test $? = 3
mount -o remount,size=300m "$1"
mount -o remount,ro "$1"
{night} && exit 11 || test $? = 3
mount -o remount,rw "$1"
{night}
"""


def test_full_disk_then_read_only_disk_end_with_one_line_each_and_the_third_run_has_it_all(
    small: Small,
    undisturbed: Path,
    tmp_path: Path,
) -> None:
    """A real file system of 1.5 MB in a mount namespace of its own, then one that is mounted read-only."""
    require_tool("unshare")
    probe = subprocess.run(["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", str(tmp_path)], capture_output=True)
    if probe.returncode != 0:
        pytest.skip("no mount namespaces here")
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    settings = json.loads(small.settings(data_dir).model_dump_json(exclude_unset=True))
    (tmp_path / "night.py").write_text(NIGHT, encoding="utf-8")
    (tmp_path / "settings.json").write_text(json.dumps(settings), encoding="utf-8")
    night = f'"{sys.executable}" "{tmp_path}/night.py" "$(cat "{tmp_path}/settings.json")"'
    command = ["unshare", "-rm", "sh", "-c", DISK.format(night=night), "sh", str(data_dir)]
    environment = {
        "PYTHONPATH": str(REPOSITORY),
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    }
    ended = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", cwd=tmp_path, env=environment, timeout=600
    )
    assert ended.returncode == 0, ended.stderr
    lines = [line for line in ended.stderr.splitlines() if line.startswith("ended: ")]
    assert len(lines) == 2, ended.stderr
    assert "no space left" in lines[0].lower() or "full" in lines[0].lower() or "not enough" in lines[0].lower()
    assert "read-only file system" in lines[1].lower()
    assert "Traceback" not in ended.stderr
    assert json.loads(ended.stdout.splitlines()[-1]) == contents(undisturbed)

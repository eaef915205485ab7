"""A report that was never published is seen on the first night after its deadline, and only where the site was seen well.

The government is small: of one organ the newest report is that of 2023, of the other that of 2024. Its invented county is in no
list of regions, so the last day of all, 31 March, is waited for. What the finding says is shown in ``tests/expectations``.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from expectations.audit import AuditResult
from flows.context import Run
from flows.night import clock_of
from flows.stages import finish as stage
from flows.stages.finish import Loaded
from flows.stages.steps import Steps, begin_run, finish_run
from tests.flows.small import SITES, Small
from warehouse.connection import open_reading
from warehouse.marts import build_marts
from warehouse.ops import CrawlRow, SiteState

pytestmark = [pytest.mark.xdist_group("survive"), pytest.mark.usefixtures("quick_nights")]

COUNTS = {name: 0 for name in CrawlRow.__slots__ if name not in ("run_id", "site_id", "visited_at", "state", "message")}
AFTER_LAST = "SELECT report_year FROM {} WHERE basis = 'due_after_last' ORDER BY ALL"


def marts_alone(run: Run, loaded: Loaded) -> AuditResult:
    """The audit without its checks, which are not the matter here: only the marts are made."""
    with run.stage("audit"):
        build_marts(loaded.build)
    page = run.settings.report_dir / "index.html"
    return AuditResult(run.run_id, True, (), 0, {}, {}, 0, 0, 0, 0, 0.0, page, 0)


def years(file: Path, sql: str) -> list[int]:
    connection = open_reading(file)
    try:
        return [int(year) for (year,) in connection.execute(sql).fetchall()]
    finally:
        connection.close()


def visit(run: Run, day: str, state: SiteState) -> None:
    """The site was visited on that day and showed nothing new."""
    run.now = clock_of(day)
    message = "" if state == "ok" else "the host answered with its wall"
    run.end_crawl([CrawlRow(run.run_id, SITES[0], run.now().isoformat(), state, message, **COUNTS)])


def quiet_night(small: Small, folder: Path, day: str, state: SiteState = "ok") -> tuple[str, list[int]]:
    """How a night ends on which nothing new came, and what the published file then misses after the last reports."""
    with begin_run(small.settings(folder), "nightly") as run:
        visit(run, day, state)
        result = finish_run(run, Steps(audit=marts_alone))
    return result.record.outcome, years(folder / "nianbao.duckdb", AFTER_LAST.format("mart.coverage"))


def loaded_night(
    small: Small, folder: Path, day: str, state: SiteState = "ok", kind: str = "nightly"
) -> tuple[bool, list[int]]:
    """The same as far as the load: whether the audit is to look at it, and what is expected in vain by then."""
    with begin_run(small.settings(folder), kind) as run:
        visit(run, day, state)
        loaded = stage.load(run)
        expected = years(loaded.build, AFTER_LAST.format("core.expected_reports()"))
        stage.leave_unchanged(run, loaded)
    return loaded.is_changed, expected


@pytest.fixture(scope="module")
def in_january(small: Small, undisturbed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as it was published in January 2025; nobody writes into it."""
    folder = Path(shutil.copytree(undisturbed, tmp_path_factory.mktemp("january") / "data"))
    assert quiet_night(small, folder, "2025-01-20") == ("published", [])  # by that day it was not yet visited later on
    return folder


@pytest.fixture
def january(in_january: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(in_january, tmp_path / "data"))


def test_the_first_quiet_night_after_the_deadline_publishes_what_is_missing_and_the_next_audits_nothing(
    small: Small, january: Path
) -> None:
    assert quiet_night(small, january, "2025-03-31") == ("unchanged", [])
    assert quiet_night(small, january, "2025-04-01") == ("published", [2024])
    assert quiet_night(small, january, "2025-04-02") == ("unchanged", [2024])


def test_a_site_not_seen_well_since_the_deadline_tells_nothing_until_it_answers(small: Small, january: Path) -> None:
    states: tuple[SiteState, ...] = ("blocked", "failing", "incomplete")
    for day, state in zip(("2025-04-01", "2025-04-02", "2025-04-03"), states, strict=True):
        assert loaded_night(small, january, day, state) == (False, [])
    assert loaded_night(small, january, "2025-04-04") == (True, [2024])
    assert loaded_night(small, january, "2025-04-05", "blocked") == (True, [2024])  # seen well the day before


def test_a_backfill_of_other_years_is_no_visit_that_tells_what_is_missing(small: Small, january: Path) -> None:
    assert loaded_night(small, january, "2025-04-01", kind="backfill") == (False, [])
    assert loaded_night(small, january, "2025-04-02") == (True, [2024])


@pytest.mark.parametrize("damage", [b"", b"no gzip", None], ids=["emptied", "overwritten", "cut"])
def test_a_damaged_crawl_report_of_an_earlier_run_tells_nothing_and_stops_no_night(
    small: Small, january: Path, damage: bytes | None
) -> None:
    with begin_run(small.settings(january), "nightly") as run:
        visit(run, "2025-04-01", "ok")
    (file,) = (january / "runs" / "crawls").glob(f"{run.run_id}.*")
    file.write_bytes(file.read_bytes()[:-10] if damage is None else damage)
    assert loaded_night(small, january, "2025-04-02", "blocked") == (False, [])


def test_each_organ_is_missed_for_the_year_after_its_last_report_and_for_no_later_one(
    small: Small, january: Path
) -> None:
    assert loaded_night(small, january, "2028-04-01") == (True, [2024, 2025])


def test_a_night_on_which_the_clock_was_ahead_is_made_good_by_the_next(small: Small, january: Path) -> None:
    assert quiet_night(small, january, "2026-09-01") == ("published", [2024, 2025])
    assert quiet_night(small, january, "2025-01-22", "blocked") == ("published", [])
    # the visit of September 2026 has not been yet, by the clock of this night
    assert loaded_night(small, january, "2025-04-01", "blocked") == (False, [])
    assert loaded_night(small, january, "2025-04-02") == (True, [2024])


def test_a_file_made_again_after_damage_remembers_when_its_sites_were_seen(small: Small, january: Path) -> None:
    (january / "nianbao.duckdb").write_bytes(b"damaged")
    with begin_run(small.settings(january), "nightly") as run:
        visit(run, "2025-02-02", "blocked")
        finish_run(run, Steps(audit=marts_alone))
    seen = "SELECT day(seen_at + INTERVAL 8 HOURS) FROM {} WHERE month(seen_at) = 1"
    assert years(january / "nianbao.duckdb", seen.format("ops.last_visits")) == [20]
    kept = seen.format("(SELECT visited_at AS seen_at FROM ops.crawls WHERE state = 'ok')")
    assert years(january / "nianbao.duckdb", kept) == [20]

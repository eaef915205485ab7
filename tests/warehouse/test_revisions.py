"""Revisions: what counts as new content, which content is current, and that no order of loading changes either."""

from __future__ import annotations

import itertools
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.conftest import REPOSITORY
from tests.warehouse.conftest import Rows, new_build
from tests.warehouse.readings import report, write_reading
from warehouse.checksums import table_checksums
from warehouse.load import load_readings
from warehouse.marts import build_marts

NEW = ("applications", "new_received", "total")
REVISIONS = (
    "SELECT v.revision, f.value::INTEGER, v.is_current, v.first_seen_at::DATE::VARCHAR FROM core.revisions v"
    " JOIN core.figures f USING (report_id, revision)"
    " WHERE f.row_code = 'new_received' AND f.column_code = 'total' ORDER BY v.report_id, v.revision"
)
JANUARY, FEBRUARY, MARCH = (f"2024-0{month}-21T18:00:00+00:00" for month in (1, 2, 3))
OTHER = "http://copy.test/2023.html"


def test_the_same_input_twice_changes_nothing_and_says_so(build: Path, tmp_path: Path) -> None:
    path = write_reading(tmp_path / "in", report({NEW: 5}))
    load_readings(build, [path])
    before = table_checksums(build)
    again = load_readings(build, [path])
    assert again.unchanged
    assert (again.readings_new, again.readings_known, again.figures_new, again.revisions_new) == (0, 1, 0, 0)
    assert table_checksums(build) == before


def test_no_input_changes_nothing(build: Path) -> None:
    assert load_readings(build, []).unchanged


def test_the_same_content_in_other_bytes_is_the_same_revision(build: Path, rows: Rows, tmp_path: Path) -> None:
    load_readings(build, [write_reading(tmp_path / "in", report({NEW: 5}), data=b"one", seen=JANUARY)])
    result = load_readings(build, [write_reading(tmp_path / "in", report({NEW: 5}), data=b"two", seen=FEBRUARY)])
    assert (result.readings_new, result.revisions_new, result.figures_new) == (1, 0, 0)
    assert rows(REVISIONS) == [(1, 5, True, "2024-01-21")]


def test_a_changed_number_is_a_new_revision_and_the_old_one_stays(build: Path, rows: Rows, tmp_path: Path) -> None:
    load_readings(build, [write_reading(tmp_path / "in", report({NEW: 5}), data=b"a", seen=JANUARY)])
    load_readings(build, [write_reading(tmp_path / "in", report({NEW: 5}), data=b"a", seen=JANUARY)])
    result = load_readings(build, [write_reading(tmp_path / "in", report({NEW: 6}), data=b"b", seen=FEBRUARY)])
    assert (result.reports_new, result.revisions_new, result.figures_new, result.conflicts) == (0, 1, 200, 0)
    assert rows(REVISIONS) == [(1, 5, False, "2024-01-21"), (2, 6, True, "2024-02-21")]


def test_a_changed_sentence_is_a_new_revision_too(build: Path, rows: Rows, tmp_path: Path) -> None:
    other = report({NEW: 5}, sections=[{"number": 1, "title": "一、总体情况", "text": "本单位逾期公开。"}])
    load_readings(build, [write_reading(tmp_path / "in", report({NEW: 5}), data=b"a", seen=JANUARY)])
    load_readings(build, [write_reading(tmp_path / "in", other, data=b"b", seen=FEBRUARY)])
    assert rows("SELECT revision, text FROM core.sections ORDER BY revision") == [
        (1, "本单位按时公开。"),
        (2, "本单位逾期公开。"),
    ]


def test_content_that_returns_is_its_old_revision_made_current_again(build: Path, rows: Rows, tmp_path: Path) -> None:
    load_readings(build, [write_reading(tmp_path / "in", report({NEW: 5}), data=b"a", seen=JANUARY)])
    load_readings(build, [write_reading(tmp_path / "in", report({NEW: 6}), data=b"b", seen=FEBRUARY)])
    result = load_readings(build, [write_reading(tmp_path / "in", report({NEW: 5}), data=b"a", seen=MARCH)])
    assert not result.unchanged
    assert (result.readings_known, result.revisions_new, result.figures_new) == (1, 0, 0)
    assert rows(REVISIONS) == [(1, 5, True, "2024-01-21"), (2, 6, False, "2024-02-21")]


def test_a_later_visit_that_finds_the_same_is_no_change(build: Path, tmp_path: Path) -> None:
    load_readings(build, [write_reading(tmp_path / "in", report({NEW: 5}), seen=JANUARY)])
    before = table_checksums(build)
    assert load_readings(build, [write_reading(tmp_path / "in", report({NEW: 5}), seen=FEBRUARY)]).unchanged
    assert table_checksums(build) == before


def test_two_addresses_that_disagree_are_both_kept_the_later_counts_and_a_conflict_says_so(
    build: Path, rows: Rows, tmp_path: Path
) -> None:
    first = write_reading(tmp_path / "in", report({NEW: 5}), data=b"a", seen="2024-01-21T18:00:00+00:00")
    second = write_reading(tmp_path / "in", report({NEW: 6}), data=b"b", seen="2024-01-21T18:05:00+00:00", url=OTHER)
    assert load_readings(build, [first, second]).conflicts == 1
    assert rows(REVISIONS) == [(1, 5, False, "2024-01-21"), (2, 6, True, "2024-01-21")]
    assert rows("SELECT revision, current_revision, message_en FROM core.conflicts") == [
        (
            1,
            2,
            "临江县教育局 2023: http://gov.test/jyj/2023.html shows revision 1, but revision 2 "
            "(http://copy.test/2023.html) is current",
        )
    ]


def test_a_copy_whose_page_changes_without_its_content_does_not_become_current(
    build: Path, rows: Rows, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    load_readings(
        build,
        [
            write_reading(folder, report({NEW: 5}), data=b"a", seen=JANUARY),
            write_reading(folder, report({NEW: 5}), data=b"copy, 10 visitors", seen=JANUARY, url=OTHER),
            write_reading(folder, report({NEW: 6}), data=b"b", seen=FEBRUARY),
            write_reading(folder, report({NEW: 5}), data=b"copy, 11 visitors", seen=MARCH, url=OTHER),
        ],
    )
    assert rows(REVISIONS) == [(1, 5, False, "2024-01-21"), (2, 6, True, "2024-02-21")]


def test_newer_code_on_the_same_bytes_replaces_the_reading_and_makes_no_revision(
    build: Path, rows: Rows, tmp_path: Path
) -> None:
    load_readings(build, [write_reading(tmp_path / "in", report({NEW: 5}), code="0.9.0")])
    result = load_readings(build, [write_reading(tmp_path / "in", report({NEW: 8}), code="0.10.0")])
    assert (result.readings_new, result.readings_replaced) == (0, 1)
    assert rows(REVISIONS) == [(1, 8, True, "2024-01-21")]
    assert rows("SELECT code_version FROM raw.readings") == [("0.10.0",)]
    late = load_readings(build, [write_reading(tmp_path / "in", report({NEW: 5}), code="0.9.0")])
    assert late.unchanged
    assert late.readings_known == 1
    assert rows(REVISIONS) == [(1, 8, True, "2024-01-21")]


def test_of_two_builds_of_one_release_the_later_to_arrive_counts(build: Path, rows: Rows, tmp_path: Path) -> None:
    load_readings(build, [write_reading(tmp_path / "in", report({NEW: 5}), code="0.1.0+ffff")])
    load_readings(build, [write_reading(tmp_path / "in", report({NEW: 8}), code="0.1.0+0000")])
    assert rows(REVISIONS) == [(1, 8, True, "2024-01-21")]


def test_a_reader_that_ran_out_of_time_is_replaced_when_it_succeeds(build: Path, rows: Rows, tmp_path: Path) -> None:
    good, slow = report({NEW: 5}), report({}, organ="", year=None, status="unreadable", figures=[], sections=[])
    load_readings(build, [write_reading(tmp_path / "in", slow)])
    assert load_readings(build, [write_reading(tmp_path / "in", good)]).readings_replaced == 1
    assert rows(REVISIONS) == [(1, 5, True, "2024-01-21")]
    assert load_readings(build, [write_reading(tmp_path / "in", slow)]).unchanged


def test_newer_code_that_finds_another_organ_leaves_nothing_of_the_wrong_one(
    build: Path, rows: Rows, tmp_path: Path
) -> None:
    load_readings(build, [write_reading(tmp_path / "in", report({NEW: 5}, organ="教育局"), code="0.1.0")])
    load_readings(build, [write_reading(tmp_path / "in", report({NEW: 5}, organ="临江县教育局"), code="0.2.0")])
    assert rows("SELECT name FROM core.organs") == [("临江县教育局",)]
    assert rows("SELECT count(*) FROM core.reports") == [(1,)]
    assert rows(REVISIONS) == [(1, 5, True, "2024-01-21")]


def test_an_earlier_content_that_comes_late_is_numbered_before_the_others(
    build: Path, rows: Rows, tmp_path: Path
) -> None:
    load_readings(build, [write_reading(tmp_path / "in", report({NEW: 6}), data=b"b", seen=FEBRUARY)])
    load_readings(build, [write_reading(tmp_path / "in", report({NEW: 5}), data=b"a", seen=JANUARY)])
    assert rows(REVISIONS) == [(1, 5, False, "2024-01-21"), (2, 6, True, "2024-02-21")]


def history(folder: Path) -> list[Path]:
    """Everything that can happen to two reports: re-publication, return, copies, conflicts, newer code, look-alikes."""
    lost = report({}, organ="", year=None, status="unreadable", figures=[], sections=[], tables=[])
    third = "http://gov.test/third.html"
    return [
        write_reading(folder, report({NEW: 5}), data=b"a", seen=JANUARY),
        write_reading(folder, report({NEW: 6}), data=b"b", seen=FEBRUARY),
        write_reading(folder, report({NEW: 5}), data=b"a", seen=MARCH),
        write_reading(folder, report({NEW: 7}), data=b"b", seen=FEBRUARY, code="0.2.0"),
        write_reading(folder, report({NEW: 9}), data=b"c", seen=FEBRUARY, url=OTHER),
        write_reading(folder, report({NEW: 1}, organ="临江县民政局"), data=b"d", seen=JANUARY, url=third),
        write_reading(folder, report({NEW: 1}, organ="民政局"), data=b"d", seen=JANUARY, url=third, code="0.0.9"),
        write_reading(folder, lost, data=b"e", seen=JANUARY, url="http://gov.test/broken.pdf"),
        write_reading(folder, lost, data=b"a", seen=JANUARY),
    ]


def loaded(folder: Path, batches: list[list[Path]]) -> dict[str, str]:
    build = new_build(folder)
    for batch in batches:
        load_readings(build, batch)
    build_marts(build)
    return table_checksums(build)


def test_every_order_and_cut_into_batches_gives_the_same_warehouse(tmp_path: Path) -> None:
    paths = history(tmp_path / "in")
    wanted = loaded(tmp_path / "one", [paths])
    assert wanted["core.revisions"].startswith("4-")  # 教育局: 5, 7 and 9; 民政局: 1
    chance = random.Random(7)
    for number in range(4):
        order = paths * (1 + number % 2)
        chance.shuffle(order)
        cuts = sorted(chance.sample(range(1, len(order)), 3)) if number else list(range(1, len(order)))
        batches = [order[start:end] for start, end in itertools.pairwise([0, *cuts, len(order)])]
        assert loaded(tmp_path / f"shuffled{number}", batches) == wanted


LOAD = """
import sys
from pathlib import Path
from warehouse.load import load_readings
print("loading", flush=True)
load_readings(Path(sys.argv[1]), sorted(Path(sys.argv[2]).glob("*.json")))
print("loaded", flush=True)
"""


def test_a_load_killed_at_any_point_and_repeated_gives_the_same_warehouse(tmp_path: Path) -> None:
    paths = history(tmp_path / "in")
    for number in range(100):
        url = f"http://gov.test/{number}.html"
        paths.append(write_reading(tmp_path / "in", report({NEW: number}, organ=f"第{number}镇"), data=b"x", url=url))
    started = time.monotonic()
    wanted = loaded(tmp_path / "undisturbed", [paths])
    seconds = time.monotonic() - started

    build = new_build(tmp_path / "killed")
    killed = 0
    for share in (0.1, 0.3, 0.5, 0.7):
        with subprocess.Popen(
            [sys.executable, "-c", LOAD, str(build), str(tmp_path / "in")],
            stdout=subprocess.PIPE,
            text=True,
            cwd=REPOSITORY,
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "loading\n"
            time.sleep(share * seconds)
            process.send_signal(signal.SIGKILL)
            killed += "loaded" not in process.stdout.read()
    assert killed > 0
    load_readings(build, paths)
    build_marts(build)
    assert table_checksums(build) == wanted


def test_a_page_with_fewer_tables_never_takes_the_place_of_a_whole_report(
    build: Path, rows: Rows, tmp_path: Path
) -> None:
    empty = report({}, status="no_tables", figures=[], tables=[])
    folder = tmp_path / "in"
    paths = [
        write_reading(folder, report({NEW: 5}), data=b"whole", seen=JANUARY),
        write_reading(folder, empty, url=OTHER, data=b"notice", seen=FEBRUARY),
    ]
    result = load_readings(build, paths)
    assert rows(REVISIONS) == [(1, 5, True, "2024-01-21")]
    assert rows("SELECT revision, status, is_current FROM core.revisions ORDER BY revision") == [
        (1, "read", True),
        (2, "no_tables", False),
    ]
    assert result.conflicts == 1
    assert rows("SELECT revision, current_revision FROM core.conflicts") == [(2, 1)]

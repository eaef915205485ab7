"""Publishing: readers never meet half a load, an old file behind a new name, or a stray .wal; one writer at a time."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from nianbao.errors import WarehouseError
from tests.conftest import REPOSITORY
from tests.warehouse.readings import report, write_reading
from warehouse.checksums import table_checksums
from warehouse.connection import writing
from warehouse.load import load_readings
from warehouse.lock import LOCK_NAME, lock_owner, require_free
from warehouse.ops import RunRow, record_run
from warehouse.publish import open_published, publish, start_build, write_lock


@pytest.fixture
def published(tmp_path: Path) -> Path:
    return tmp_path / "nianbao.duckdb"


def count_runs(published: Path) -> int:
    connection = open_published(published)
    try:
        return int(connection.execute("SELECT count(*) FROM ops.runs").fetchall()[0][0])
    finally:
        connection.close()


def publish_with_run(published: Path, number: int) -> None:
    build = start_build(published, published.parent / "builds", f"r{number}")
    record_run(build, RunRow(f"r{number}", "2024-01-21T18:00:00+00:00", "published", "0.1.0"))
    publish(build, published)


def test_a_first_build_is_empty_and_the_next_starts_from_the_published_file(published: Path) -> None:
    publish_with_run(published, 1)
    assert count_runs(published) == 1
    publish_with_run(published, 2)
    assert count_runs(published) == 2
    assert sorted(path.name for path in published.parent.rglob("*") if path.is_file()) == [
        "nianbao.duckdb",
        "nianbao.duckdb.seal",
    ]


def test_what_a_build_does_is_not_seen_before_it_is_published(published: Path, tmp_path: Path) -> None:
    publish_with_run(published, 1)
    before = table_checksums(published)
    build = start_build(published, tmp_path / "builds", "r2")
    load_readings(build, [write_reading(tmp_path / "in", report({}))])
    assert table_checksums(published) == before
    publish(build, published)
    assert table_checksums(published)["core.figures"].startswith("200-")


def test_the_leftover_of_a_killed_run_is_thrown_away(published: Path, tmp_path: Path) -> None:
    builds = tmp_path / "builds"
    old = start_build(published, builds, "old")
    old.with_name(old.name + ".wal").write_bytes(b"half a write")
    (builds / (old.name + ".tmp")).mkdir()
    (builds / "notes.txt").write_text("not ours", encoding="utf-8")
    build = start_build(published, builds, "new")
    assert sorted(path.name for path in builds.iterdir()) == ["build-new.duckdb", "notes.txt"]
    publish(build, published)


def test_a_run_id_cannot_lead_out_of_the_build_folder(published: Path, tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="is no name for a build file"):
        start_build(published, tmp_path / "builds", "../nianbao")


def test_a_build_that_is_still_open_elsewhere_is_not_published(published: Path, tmp_path: Path) -> None:
    build = start_build(published, tmp_path / "builds", "r1")
    code = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(build)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        with pytest.raises(WarehouseError, match="Could not set lock"):
            publish(build, published)
        other.communicate("")
    assert not published.exists()
    publish(build, published)
    assert published.exists()


def test_what_a_killed_writer_left_in_the_wal_is_published_with_the_file(published: Path, tmp_path: Path) -> None:
    build = start_build(published, tmp_path / "builds", "r1")
    code = (
        "import duckdb, os, sys; c = duckdb.connect(sys.argv[1]); c.execute(\"INSERT INTO core.organs (organ_id, name) VALUES ('1', 'a')\");"
        "os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, str(build)], check=False)
    assert build.with_name(build.name + ".wal").exists()
    publish(build, published)
    assert table_checksums(published)["core.organs"].startswith("1-")
    assert not published.with_name("nianbao.duckdb.wal").exists()
    assert list((tmp_path / "builds").iterdir()) == []


def test_a_wal_that_is_left_after_the_checkpoint_stops_the_publish(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = start_build(published, tmp_path / "builds", "r1")

    @contextmanager
    def writing_with_a_late_commit(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
        with writing(path) as connection:
            yield connection
        path.with_name(path.name + ".wal").write_bytes(b"committed by somebody else after our checkpoint")

    monkeypatch.setattr("warehouse.publish.writing", writing_with_a_late_commit)
    with pytest.raises(WarehouseError, match="another connection still has the build open"):
        publish(build, published)
    assert not published.exists()


def test_a_stray_wal_beside_the_published_file_is_refused_in_one_line(published: Path, tmp_path: Path) -> None:
    publish_with_run(published, 1)
    build = start_build(published, tmp_path / "builds", "r2")
    wal = published.with_name("nianbao.duckdb.wal")
    wal.write_bytes(b"of a program that wrote to the published file")
    with pytest.raises(WarehouseError, match=r"nianbao\.duckdb\.wal: an unfinished write lies beside"):
        publish(build, published)
    with pytest.raises(WarehouseError, match=r"nianbao\.duckdb\.wal: an unfinished write lies beside"):
        start_build(published, tmp_path / "builds", "r3")
    wal.unlink()
    assert count_runs(published) == 1


def test_an_open_reader_keeps_yesterday_and_a_new_one_sees_today(published: Path) -> None:
    publish_with_run(published, 1)
    yesterday = open_published(published)
    publish_with_run(published, 2)
    assert count_runs(published) == 2
    assert yesterday.execute("SELECT count(*) FROM ops.runs").fetchall() == [(1,)]
    yesterday.close()


def test_a_reader_cannot_write(published: Path) -> None:
    publish_with_run(published, 1)
    reader = open_published(published)
    with pytest.raises(duckdb.Error, match="read-only"):
        reader.execute("DELETE FROM ops.runs")
    reader.close()


def test_no_warehouse_yet_is_one_clear_line(published: Path) -> None:
    with pytest.raises(WarehouseError, match="there is no warehouse yet; run 'nianbao run' first, or name"):
        open_published(published)


def test_a_file_that_is_no_database_is_one_clear_line(published: Path) -> None:
    published.write_bytes(b"not a database at all" * 1000)
    with pytest.raises(WarehouseError) as caught:
        open_published(published)
    assert "\n" not in str(caught.value)


READER = """
import sys
from pathlib import Path
from warehouse.publish import open_published
published, stop, loops = Path(sys.argv[1]), Path(sys.argv[2]), 0
while not stop.exists() or loops == 0:
    connection = open_published(published)
    runs, stages = connection.execute(
        "SELECT (SELECT count(*) FROM ops.runs), (SELECT max(version) FROM ops.schema_version WHERE version < 1000)"
    ).fetchall()[0]
    numbers = connection.execute("SELECT count(*), count(DISTINCT message), max(message) FROM ops.runs").fetchall()[0]
    connection.close()
    assert numbers[0] == runs and numbers[1] == 1, numbers   # every row of one file speaks of one generation
    loops += 1
    print(numbers[2], flush=True)
"""


def test_fifty_publishes_under_a_looping_reader_without_an_error_or_a_mixed_read(
    published: Path, tmp_path: Path
) -> None:
    def publish_generation(number: int) -> None:
        build = start_build(published, tmp_path / "builds", f"g{number}")
        with writing(build) as connection:
            connection.execute("DELETE FROM ops.runs")
            connection.execute(
                "INSERT INTO ops.runs SELECT 'r' || i, now()::TIMESTAMP, NULL, 'published', '0.1.0', ? FROM range(500) t(i)",
                [f"{number:03}"],
            )
        publish(build, published)

    publish_generation(0)
    stop = tmp_path / "stop"
    with subprocess.Popen(
        [sys.executable, "-c", READER, str(published), str(stop)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
    ) as reader:
        for number in range(1, 51):
            publish_generation(number)
        stop.touch()
        output, errors = reader.communicate(timeout=60)
    assert reader.returncode == 0, errors
    seen = output.split()
    assert seen == sorted(seen)  # never back to an older file
    assert len(set(seen)) > 1  # it did read while files were swapped


HOLD = """
import sys
from pathlib import Path
from warehouse.publish import write_lock
with write_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_writer_gets_one_clear_line_and_a_killed_ones_lock_is_taken_over(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=REPOSITORY,
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        owner = lock_owner(tmp_path)
        assert owner is not None
        assert (owner.pid, owner.host) == (first.pid, socket.gethostname())
        with pytest.raises(WarehouseError) as caught, write_lock(tmp_path):
            pass
        line = f"another run writes here (process {first.pid} on {socket.gethostname()}, for 0 min); wait until it ends"
        assert str(caught.value) == f"{tmp_path}: {line}"
        first.send_signal(signal.SIGKILL)
    assert lock_owner(tmp_path) is None
    with write_lock(tmp_path) as owner:
        assert owner.pid == os.getpid()
    assert lock_owner(tmp_path) is None


def test_the_lock_is_held_once_even_within_one_process_and_freed_after_an_error(tmp_path: Path) -> None:
    with write_lock(tmp_path), pytest.raises(WarehouseError, match="another run writes here"), write_lock(tmp_path):
        pass
    with pytest.raises(RuntimeError), write_lock(tmp_path):
        raise RuntimeError
    with write_lock(tmp_path):
        pass


def test_a_pid_that_was_used_again_does_not_hold_the_lock(tmp_path: Path) -> None:
    stale = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": "2024-01-21T18:00:00+00:00",
        "process_started": 1,
    }
    (tmp_path / LOCK_NAME).write_text(json.dumps(stale), encoding="utf-8")
    with write_lock(tmp_path) as owner:
        assert owner.process_started != 1


def test_a_lock_of_another_machine_is_left_to_a_person(tmp_path: Path) -> None:
    far = {"pid": 1, "host": "far.test", "since": "2024-01-21T18:00:00+00:00", "process_started": None}
    (tmp_path / LOCK_NAME).write_text(json.dumps(far), encoding="utf-8")
    with pytest.raises(WarehouseError, match=r"process 1 on far\.test.*remove .* when that machine is gone"):  # noqa: SIM117
        with write_lock(tmp_path):
            pass


def test_a_lock_file_torn_by_a_kill_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / LOCK_NAME).write_text('{"pid": 1', encoding="utf-8")
    with write_lock(tmp_path):
        pass


def test_asking_whether_the_lock_is_free_takes_nothing(tmp_path: Path) -> None:
    require_free(tmp_path)
    assert list(tmp_path.iterdir()) == []
    with (
        write_lock(tmp_path),
        pytest.raises(WarehouseError, match=f"another run writes here \\(process {os.getpid()} on"),
    ):
        require_free(tmp_path)
    require_free(tmp_path)

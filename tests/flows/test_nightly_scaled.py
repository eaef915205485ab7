"""The same night on a Dask cluster of two workers, with its archive on S3 and the lake's catalog in PostgreSQL, all on loopback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from distributed import Client
from typer.testing import CliRunner

from extractors.sites.fetch import Fetcher, FetchLimits
from flows.cli import app
from flows.stages.discover import choose_sites, discover_site
from flows.stages.steps import begin_run
from flows.upkeep.lake_run import merge_and_publish, push
from nianbao.settings import Settings, load_settings
from tests.flows.small import Small
from tests.flows.test_nightly import rows
from tests.warehouse.object_storage import BUCKET, KEY, SECRET, object_storage
from tests.warehouse.postgres import postgres
from warehouse.archive import Archive
from warehouse.checksums import table_checksums

pytestmark = pytest.mark.xdist_group("upkeep")

START_SECONDS = 120


@contextmanager
def program(*arguments: str, log: Path) -> Iterator[None]:
    """A Python module run beside us, ended when the block ends."""
    with log.open("wb") as stream:
        started = subprocess.Popen([sys.executable, "-m", *arguments], stdout=stream, stderr=stream)
        try:
            yield
        finally:
            started.terminate()
            started.wait(30)


@contextmanager
def dask_cluster(workers: int, folder: Path) -> Iterator[str]:
    """A scheduler and its workers as an operator starts them; gives the scheduler's address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    with ExitStack() as stack:
        scheduler = ("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
        stack.enter_context(program(*scheduler, log=folder / "scheduler.log"))
        for number in range(workers):
            worker = ("distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard")
            local = ("--host", "127.0.0.1", "--local-directory", str(folder / f"worker{number}"))
            stack.enter_context(program(*worker, *local, log=folder / f"worker{number}.log"))
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                with Client(address, timeout=5) as client:
                    client.wait_for_workers(workers, timeout=START_SECONDS)
                break
            except OSError:
                if time.monotonic() > until:
                    raise
        yield address


@dataclass(frozen=True)
class Scaled:
    """The night on the cluster: its settings, how its process ended, tasks by worker; and a one-process night's checksums."""

    settings: Settings
    ended: subprocess.CompletedProcess[str]
    pieces: Counter[str]
    plain: dict[str, str]


@pytest.fixture(scope="module")
def scaled(
    prefect_api: str, small: Small, undisturbed: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scaled]:
    folder = tmp_path_factory.mktemp("scaled")
    with pytest.MonkeyPatch.context() as patch, postgres("lake") as catalog, object_storage(patch) as url:
        with dask_cluster(2, folder) as scheduler:
            settings = small.settings(
                folder / "data", archive_url=url, dask=scheduler, lake_catalog=catalog, lake_data=f"s3://{BUCKET}/lake"
            )
            with Client(scheduler) as client:
                client.get_task_stream()  # from here on the scheduler keeps what it gave to whom
                ended = run_as_operator(settings)
                pieces = Counter(task["worker"] for task in client.get_task_stream())
        yield Scaled(settings, ended, pieces, table_checksums(undisturbed / "nianbao.duckdb"))


def archive_of(scaled: Scaled) -> Archive:
    return Archive(scaled.settings.data_dir / "archive", scaled.settings.archive_url)


def run_as_operator(settings: Settings) -> subprocess.CompletedProcess[str]:
    """``nianbao run`` in a process of its own, with these settings as variables."""
    given = settings.model_dump(mode="json", include=settings.model_fields_set)
    variables = {f"NIANBAO_{name.upper()}": str(value) for name, value in given.items()}
    command = [sys.executable, "-m", "flows.cli", "run"]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, **variables}, timeout=300)


def test_the_night_ends_well_and_both_workers_read(scaled: Scaled) -> None:
    assert scaled.ended.returncode == 0, scaled.ended.stderr
    assert len(scaled.pieces) == 2


def test_every_table_equals_that_of_the_one_process_night(scaled: Scaled) -> None:
    assert table_checksums(scaled.settings.published_path) == scaled.plain


def test_the_lake_publishes_the_same_single_file(scaled: Scaled, tmp_path: Path) -> None:
    """Another machine with an empty data folder merges what this one pushed."""
    pushed = push(scaled.settings)
    merger = load_settings(**{**scaled.settings.model_dump(), "data_dir": tmp_path})
    merged = merge_and_publish(merger)
    assert merged.taken == pushed > 0
    assert table_checksums(merger.published_path) == scaled.plain


def test_the_bytes_are_on_s3_and_only_the_log_is_here(small: Small, scaled: Scaled) -> None:
    data_dir = scaled.settings.data_dir
    assert {path.name for path in (data_dir / "archive").iterdir()} >= {"fetch_log.jsonl", "fetch_index.sqlite"}
    assert not [path for path in (data_dir / "archive").iterdir() if path.is_dir()]
    archive = archive_of(scaled)
    named = {entry.sha256 for entry in archive.entries() if entry.sha256}
    assert len(named) >= len(small.reports)
    assert set(archive.blobs()) == named
    published = rows(data_dir / "nianbao.duckdb", "SELECT blob_sha256 FROM raw.blobs")
    assert len(published) >= len(small.reports)
    assert all(archive.has(sha256) for (sha256,) in published)


def test_no_key_stands_in_the_output_or_in_any_file(scaled: Scaled) -> None:
    ended = scaled.ended
    written = [path.read_bytes() for path in scaled.settings.data_dir.rglob("*") if path.is_file()]
    assert len(written) > 50
    for secret in (SECRET, KEY):
        assert secret not in ended.stdout + ended.stderr
        assert not any(secret.encode() in data for data in written)


def test_a_new_machine_gets_the_log_back_and_asks_conditionally(small: Small, scaled: Scaled, tmp_path: Path) -> None:
    settings = small.settings(tmp_path / "new", archive_url=scaled.settings.archive_url)
    for host in small.government.hosts:
        host.reset()
    (site,) = choose_sites(settings, None)
    with begin_run(settings, "nightly") as run, Fetcher(FetchLimits.from_settings(settings)) as fetcher:
        run.plan_visits(is_everything=True, is_list_forced=True)
        found = discover_site(run, site, fetcher)
    assert len(found.items) == len(small.reports)
    statuses = Counter(one.status for host in small.government.hosts for one in host.asked)
    assert set(statuses) == {200, 304}
    assert statuses[200] == 1  # robots.txt; the lists are read from S3
    before = list(archive_of(scaled).entries())
    assert list(run.archive.entries())[: len(before)] == before


def test_verify_works_from_s3(scaled: Scaled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_ARCHIVE_URL", scaled.settings.archive_url)
    archive_of(scaled).put_notice(b'{"reason": "a look-alike"}')
    told = CliRunner().invoke(app, ["--data-dir", str(scaled.settings.data_dir), "archive", "verify"])
    assert told.exit_code == 0, told.output
    assert told.stdout.rstrip().endswith(": sound")
    assert "1 notices" in told.stdout


def test_scheduler_that_is_not_there_is_one_line(prefect_api: str, small: Small, tmp_path: Path) -> None:
    ended = run_as_operator(small.settings(tmp_path, dask="tcp://127.0.0.1:9"))
    assert ended.returncode == 1
    assert "NIANBAO_DASK: no scheduler answers at tcp://127.0.0.1:9; start it, or unset NIANBAO_DASK" in ended.stderr

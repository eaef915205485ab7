"""The nightly flow with its archive on S3: the same figures, and a machine that starts with nothing goes on from there."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from extractors.sites.fetch import Fetcher, FetchLimits
from flows.cli import app
from flows.stages.discover import choose_sites, discover_site
from flows.stages.steps import begin_run
from nianbao.settings import load_settings
from tests.flows.conftest import Demo
from tests.flows.test_nightly import printed_figures, rows, stored_figures
from tests.warehouse.object_storage import KEY, SECRET, object_storage
from warehouse.archive import Archive

pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch, object_storage(patch) as address:
        yield address


def run_night(demo: Demo, data_dir: Path, url: str) -> subprocess.CompletedProcess[str]:
    """A run in a process of its own, as an operator starts it: everything it needs comes from the environment."""
    demo.server.reset_counts()
    settings = {
        "NIANBAO_ARCHIVE_URL": url,
        "NIANBAO_ALLOW_LOOPBACK": "1",
        "NIANBAO_REQUEST_DELAY_SECONDS": "0",
        "NIANBAO_BATCH_SIZE": "20",
    }
    command = [sys.executable, "-m", "flows.cli", "--data-dir", str(data_dir), "run", "--registry", str(demo.registry)]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, **settings}, timeout=300)


@pytest.fixture(scope="module")
def first(
    demo: Demo, url: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, subprocess.CompletedProcess[str]]:
    data_dir = tmp_path_factory.mktemp("s3")
    return data_dir, run_night(demo, data_dir, url)


def test_every_figure_is_stored_as_printed(demo: Demo, first: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    data_dir, ended = first
    assert ended.returncode == 0, ended.stderr
    assert stored_figures(data_dir / "nianbao.duckdb") == printed_figures(demo.plan.reports, 2)


def test_the_bytes_are_on_s3_and_only_the_log_is_here(
    demo: Demo, url: str, first: tuple[Path, subprocess.CompletedProcess[str]]
) -> None:
    data_dir, _ = first
    assert {path.name for path in (data_dir / "archive").iterdir()} >= {"fetch_log.jsonl", "fetch_index.sqlite"}
    assert not [path for path in (data_dir / "archive").iterdir() if path.is_dir()]
    archive = Archive(data_dir / "archive", url)
    named = {entry.sha256 for entry in archive.entries() if entry.sha256}
    assert len(named) >= len(demo.plan.reports)
    assert set(archive.blobs()) == named
    published = rows(data_dir / "nianbao.duckdb", "SELECT blob_sha256 FROM raw.blobs")
    assert all(archive.has(sha256) for (sha256,) in published)


def test_no_key_stands_in_the_output_or_in_any_file(first: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    data_dir, ended = first
    written = [path.read_bytes() for path in data_dir.rglob("*") if path.is_file()]
    assert len(written) > 50
    for secret in (SECRET, KEY):
        assert secret not in ended.stdout + ended.stderr
        assert not any(secret.encode() in data for data in written)


def test_a_new_machine_gets_the_log_back_and_asks_conditionally(
    demo: Demo, url: str, first: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    settings = load_settings(**demo.overrides(tmp_path / "new"), archive_url=url)
    demo.server.reset_counts()
    (site,) = choose_sites(settings, None)
    with begin_run(settings, "nightly") as run, Fetcher(FetchLimits.from_settings(settings)) as fetcher:
        run.plan_visits(is_everything=True, is_list_forced=True)
        found = discover_site(run, site, fetcher)
    assert len(found.items) == len(demo.plan.reports)
    assert dict(demo.server.statuses) == {200: 1, 304: demo.plan.list_pages}  # robots.txt, and lists read from S3
    before = list(Archive(first[0] / "archive", url).entries())
    assert list(run.archive.entries())[: len(before)] == before


def test_verify_works_from_s3(
    demo: Demo, url: str, first: tuple[Path, subprocess.CompletedProcess[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIANBAO_ARCHIVE_URL", url)
    told = CliRunner().invoke(app, ["--data-dir", str(first[0]), "archive", "verify"])
    assert told.exit_code == 0, told.output
    assert told.stdout.rstrip().endswith(": sound")
    assert f"{len(demo.plan.look_alikes)} notices" in told.stdout

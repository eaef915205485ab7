"""The nightly flow with its archive on S3: the same tables, and a machine that starts with nothing goes on from there."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from extractors.sites.fetch import Fetcher, FetchLimits
from flows.cli import app
from flows.stages.discover import choose_sites, discover_site
from flows.stages.steps import begin_run
from tests.flows.small import Small
from tests.flows.test_nightly import rows
from tests.flows.test_nightly_scaled import run_as_operator
from tests.warehouse.object_storage import KEY, SECRET, object_storage
from warehouse.archive import Archive
from warehouse.checksums import table_checksums

pytestmark = pytest.mark.xdist_group("upkeep")
First = tuple[Path, subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch, object_storage(patch) as address:
        yield address


@pytest.fixture(scope="module")
def first(prefect_api: str, small: Small, url: str, tmp_path_factory: pytest.TempPathFactory) -> First:
    """The data folder of a night in a process of its own, and how it ended: all it needs comes from the environment."""
    data_dir = tmp_path_factory.mktemp("s3")
    return data_dir, run_as_operator(small.settings(data_dir, archive_url=url))


def test_every_table_is_that_of_a_night_with_its_archive_on_this_machine(first: First, undisturbed: Path) -> None:
    data_dir, ended = first
    assert ended.returncode == 0, ended.stderr
    assert table_checksums(data_dir / "nianbao.duckdb") == table_checksums(undisturbed / "nianbao.duckdb")


def test_the_bytes_are_on_s3_and_only_the_log_is_here(small: Small, url: str, first: First) -> None:
    data_dir, _ = first
    assert {path.name for path in (data_dir / "archive").iterdir()} >= {"fetch_log.jsonl", "fetch_index.sqlite"}
    assert not [path for path in (data_dir / "archive").iterdir() if path.is_dir()]
    archive = Archive(data_dir / "archive", url)
    named = {entry.sha256 for entry in archive.entries() if entry.sha256}
    assert len(named) >= len(small.reports)
    assert set(archive.blobs()) == named
    published = rows(data_dir / "nianbao.duckdb", "SELECT blob_sha256 FROM raw.blobs")
    assert len(published) >= len(small.reports)
    assert all(archive.has(sha256) for (sha256,) in published)


def test_no_key_stands_in_the_output_or_in_any_file(first: First) -> None:
    data_dir, ended = first
    written = [path.read_bytes() for path in data_dir.rglob("*") if path.is_file()]
    assert len(written) > 50
    for secret in (SECRET, KEY):
        assert secret not in ended.stdout + ended.stderr
        assert not any(secret.encode() in data for data in written)


def test_a_new_machine_gets_the_log_back_and_asks_conditionally(
    small: Small, url: str, first: First, tmp_path: Path
) -> None:
    settings = small.settings(tmp_path / "new", archive_url=url)
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
    before = list(Archive(first[0] / "archive", url).entries())
    assert list(run.archive.entries())[: len(before)] == before


def test_verify_works_from_s3(url: str, first: First, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIANBAO_ARCHIVE_URL", url)
    Archive(first[0] / "archive", url).put_notice(b'{"reason": "a look-alike"}')
    told = CliRunner().invoke(app, ["--data-dir", str(first[0]), "archive", "verify"])
    assert told.exit_code == 0, told.output
    assert told.stdout.rstrip().endswith(": sound")
    assert "1 notices" in told.stdout

"""A backup, restored on another machine, is where the nights go on: the same warehouse as if nothing had happened."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.demo_site import fill_report, render_html
from flows.upkeep.import_run import import_files
from flows.upkeep.publish_only import publish_only
from tests.flows.small import Small
from tests.local_government.papers import republished
from warehouse.checksums import content_checksums
from warehouse.query import run_query

pytestmark = [pytest.mark.xdist_group("survive"), pytest.mark.usefixtures("quick_nights")]


def command(*words: str | Path) -> str:
    ended = CliRunner().invoke(app, [str(word) for word in words])
    assert ended.exit_code == 0, ended.output
    return ended.output


def revisions(data_dir: Path) -> list[tuple[int, int]]:
    """Report year and number of contents, for each report."""
    rows = run_query(data_dir / "nianbao.duckdb", "SELECT report_year, revision_count FROM mart.reports ORDER BY ALL")
    return [(int(year), int(number)) for year, number in zip(rows["report_year"], rows["revision_count"], strict=True)]


def asked(small: Small) -> int:
    return sum(len(host.paths()) for host in small.government.hosts)


def test_night_after_a_restore_asks_for_nothing_twice_and_ends_like_an_undisturbed_one(
    small: Small, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is lost after a night and a backup; a report is published anew before the next night."""
    backup, restored, registry = tmp_path / "backup", tmp_path / "restored", tmp_path / "registry"
    monkeypatch.setenv("NIANBAO_REGISTRY_DIR", str(small.registry))
    command("--data-dir", folder, "backup", backup)
    command("backup", "--verify", backup)
    monkeypatch.delenv("NIANBAO_REGISTRY_DIR")
    command("--data-dir", restored, "restore", backup, "--registry", registry)
    assert sorted(path.name for path in registry.iterdir()) == sorted(path.name for path in small.registry.iterdir())
    assert not (restored / "staging").exists()  # it is left out, and made again
    town = small.government.towns[0]
    first = next(one for one in town.documents if one.is_report and one.year == 2023)
    try:
        town.serve([republished(first) if one is first else one for one in town.documents], 1)
        for host in small.government.hosts:
            host.reset()
        small.night(folder, visit_all=True)
        undisturbed = asked(small)
        for host in small.government.hosts:
            host.reset()
        result = small.night(restored, visit_all=True)
        assert asked(small) == undisturbed
    finally:
        small.government.begin_night(1)
    assert result.record.outcome == "published"
    assert (2023, 2) in revisions(restored)
    assert revisions(restored) == revisions(folder)
    assert content_checksums(restored / "nianbao.duckdb") == content_checksums(folder / "nianbao.duckdb")


def test_restored_archive_alone_is_enough_for_the_same_warehouse(small: Small, folder: Path, tmp_path: Path) -> None:
    """Of the backup the published file is lost as well: it is built from the archive, and no host is asked."""
    before = content_checksums(folder / "nianbao.duckdb")
    backup, restored = tmp_path / "backup", tmp_path / "restored"
    command("--data-dir", folder, "backup", backup)
    command("--data-dir", restored, "restore", backup)
    (restored / "nianbao.duckdb").unlink()
    shutil.rmtree(restored / "snapshots", ignore_errors=True)
    for host in small.government.hosts:
        host.reset()
    assert publish_only(small.settings(restored)).record.outcome == "published"
    assert asked(small) == 0
    assert content_checksums(restored / "nianbao.duckdb") == before


def test_import_into_a_folder_that_lost_its_warehouse_brings_back_what_the_archive_has(
    small: Small, folder: Path, tmp_path: Path
) -> None:
    """A first load takes all readings there are: without those of the archive it would publish the one file alone."""
    before = revisions(folder)
    (folder / "nianbao.duckdb").unlink()
    shutil.rmtree(folder / "staging")
    file = tmp_path / "青河县统计局2022年政府信息公开工作年度报告.html"
    file.write_bytes(render_html(fill_report("青河县统计局", 2022), style="plain"))
    import_files(small.settings(folder), [file])
    assert revisions(folder) == sorted([*before, (2022, 1)])

"""One file with the reports of several offices: each arrives in the warehouse, once, and nothing changes the next night."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from extractors.report import Report
from flows.cli import app
from flows.demo_site import FilledReport, fill_report, render_docx, render_html
from flows.reading.further import further_items, with_gone
from flows.reading.items import BlobFacts, Item, ItemBlob, reading_id_of
from flows.reading.store import ReadingStore
from tests.fixtures.collections import joined_docx, zipped
from tests.flows.small import only_findings
from warehouse.load import load_readings
from warehouse.publish import start_build
from warehouse.query import run_query

OFFICES = tuple(
    fill_report(organ, 2023, seed=seed)
    for seed, organ in enumerate(("云溪县教育局", "云溪县水利局", "云溪县民政局"), start=1)
)
PACKED = tuple(fill_report(organ, 2022, seed=7) for organ in ("云溪县司法局", "云溪县文旅局"))
FIGURES = "SELECT organ_name, report_year, table_code, row_code, column_code, value FROM mart.figures"
runner = CliRunner()


pytestmark = [pytest.mark.xdist_group("further"), pytest.mark.usefixtures("quick_nights")]


def rows(published: Path, sql: str) -> list[tuple[Any, ...]]:
    return list(run_query(published, sql).itertuples(index=False, name=None))


def truth(forms: tuple[FilledReport, ...]) -> dict[tuple[str, int, str, str, str], Decimal]:
    return {(form.organ, form.year, *key): value for form in forms for key, value in form.truth().items()}


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """(inbox, data folder) after one import of a DOCX with three reports and a ZIP with two."""
    folder = tmp_path_factory.mktemp("further")
    inbox, data = folder / "inbox", folder / "data"
    inbox.mkdir()
    (inbox / "汇编.docx").write_bytes(joined_docx(OFFICES))
    members = [(f"{PACKED[0].organ}.docx", render_docx(PACKED[0])), (f"{PACKED[1].organ}.html", render_html(PACKED[1]))]
    (inbox / "全部.zip").write_bytes(zipped(members))
    with only_findings():
        ended = runner.invoke(app, ["--data-dir", str(data), "import", str(inbox)])
    assert ended.exit_code == 0, ended.output
    return inbox, data


def test_the_figures_of_every_office_are_in_the_published_file(imported: tuple[Path, Path]) -> None:
    found = rows(imported[1] / "nianbao.duckdb", FIGURES)
    assert len(found) == 5 * 200
    assert {tuple(row[:5]): row[5] for row in found} == truth((*OFFICES, *PACKED))


def test_each_report_has_the_file_as_its_evidence(imported: tuple[Path, Path]) -> None:
    sql = (
        "SELECT o.name, count(*), any_value(v.source_url) FROM core.revisions v JOIN core.reports r USING (report_id) "
        "JOIN core.organs o USING (organ_id) WHERE v.is_current GROUP BY o.name ORDER BY o.name"
    )
    found = {name: (count, Path(url).suffix) for name, count, url in rows(imported[1] / "nianbao.duckdb", sql)}
    assert found == {
        **{form.organ: (1, ".docx") for form in OFFICES},
        **{form.organ: (1, ".zip") for form in PACKED},
    }


def test_importing_the_same_files_again_changes_nothing(imported: tuple[Path, Path]) -> None:
    inbox, data = imported
    published = data / "nianbao.duckdb"
    before = published.stat().st_mtime_ns
    again = runner.invoke(app, ["--data-dir", str(data), "import", str(inbox)])
    assert again.exit_code == 0, again.output
    assert "unchanged: nothing changed; the published file stays as it is" in again.stdout
    assert published.stat().st_mtime_ns == before


def test_the_run_counts_the_further_reports(imported: tuple[Path, Path]) -> None:
    first = min((imported[1] / "runs").glob("*.json"))
    stage = next(s for s in json.loads(first.read_text(encoding="utf-8"))["stages"] if s["stage"] == "extract")
    assert stage["counts"] == {"read": 2, "figures": 1000, "further_reports": 3}


def test_a_file_that_changes_revises_only_the_report_that_changed(imported: tuple[Path, Path], tmp_path: Path) -> None:
    inbox, data = tmp_path / "inbox", tmp_path / "data"
    inbox.mkdir()
    file = inbox / "汇编.docx"
    published = data / "nianbao.duckdb"
    for forms in (OFFICES, (OFFICES[0], fill_report("云溪县水利局", 2023, seed=99))):
        file.write_bytes(joined_docx(forms))
        assert runner.invoke(app, ["--data-dir", str(data), "import", str(inbox)]).exit_code == 0
    sql = (
        "SELECT o.name, max(v.revision) FROM core.revisions v JOIN core.reports r USING (report_id) "
        "JOIN core.organs o USING (organ_id) GROUP BY o.name"
    )
    assert dict(rows(published, sql)) == {"云溪县教育局": 1, "云溪县水利局": 2, "云溪县民政局": 1}
    current = {tuple(row[:5]): row[5] for row in rows(published, FIGURES)}
    assert current == truth((OFFICES[0], fill_report("云溪县水利局", 2023, seed=99), OFFICES[2]))


ITEM = Item("item", "s", "http://site.example/1.zip", "全部年报", "2024-01-20")
BLOB = ItemBlob("a" * 64, ITEM.url, "page", "2024-02-01T00:00:00+00:00")
FACTS = [BlobFacts("zip", 10)]


def named(organ: str, year: int = 2023) -> Report:
    return Report("partial", f"{organ}{year}年报告", organ, year, "own", "", (), (), (), (), (), ())


def test_the_item_of_a_further_report_is_the_same_every_night_and_another_for_each_report() -> None:
    reports = [(named("甲局"), "a"), (named("乙局"), "a"), (named("乙局", 2022), "a"), (named("乙局"), "a")]
    first, second = further_items(ITEM, reports), further_items(ITEM, reports)
    ids = [one.item.item_id for one in first]
    assert ids == [one.item.item_id for one in second]
    assert len(set(ids)) == 4
    assert [one.item.url for one in first] == [ITEM.url] * 4
    assert ids[:2] == [one.item.item_id for one in further_items(ITEM, reports[:2])]


def write(store: ReadingStore, main: str, others: tuple[str, ...]) -> str:
    """What a worker writes for the publication of ``BLOB`` when it finds these reports in it."""
    reading_id = reading_id_of(ITEM.item_id, [BLOB.sha256])
    publication = reading_id_of(ITEM.item_id, [BLOB.sha256], "")
    parts = with_gone(
        store.parts, publication, ITEM, further_items(ITEM, [(named(organ), BLOB.sha256) for organ in others])
    )
    store.write(ITEM, [BLOB], FACTS, reading_id, named(main), BLOB.sha256, parts)
    return reading_id


def test_a_summary_has_those_of_the_further_reports(tmp_path: Path) -> None:
    store = ReadingStore(tmp_path)
    reading_id = write(store, "甲局", ("乙局", "丙局"))
    summary = store.summary(store.path(reading_id))
    assert [one.status for one in summary.further] == ["partial", "partial"]
    assert len(store.to_load()) == 3


def test_newer_code_that_finds_fewer_reports_in_the_same_bytes_makes_core_forget_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = ReadingStore(tmp_path / "staging")
    build = start_build(tmp_path / "nianbao.duckdb", tmp_path / "builds", "one")

    def organs(code: str, others: tuple[str, ...]) -> set[str]:
        monkeypatch.setattr("flows.reading.store.CODE_VERSION", code)
        monkeypatch.setattr(reading_id_of, "__defaults__", (code,))
        write(store, "甲局", others)
        load_readings(build, store.to_load())
        store.loaded(store.to_load())
        return {name for (name,) in rows(build, "SELECT name FROM core.organs")}

    assert organs("1.0+a", ("乙局", "丙局")) == {"甲局", "乙局", "丙局"}
    assert organs("1.1+b", ("丙局",)) == {"甲局", "丙局"}
    assert organs("1.2+c", ("乙局",)) == {"甲局", "乙局"}
    fresh = start_build(tmp_path / "other.duckdb", tmp_path / "builds", "two")
    load_readings(fresh, store.all())
    assert {name for (name,) in rows(fresh, "SELECT name FROM core.organs")} == {"甲局", "乙局"}


def test_bytes_that_come_back_bring_all_their_reports_again(tmp_path: Path) -> None:
    store = ReadingStore(tmp_path)
    reading_id = write(store, "甲局", ("乙局",))
    store.loaded(store.to_load())
    later = ItemBlob(BLOB.sha256, BLOB.url, BLOB.role, "2999-01-01T00:00:00+00:00")
    assert store.refresh_times(reading_id, [later]) is True
    assert len(store.to_load()) == 2
    for path in store.to_load():
        assert json.loads(path.read_text(encoding="utf-8"))["blobs"][0]["fetched_at"] == later.shown_since

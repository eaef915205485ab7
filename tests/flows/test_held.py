"""A load that fails a critical expectation leaves yesterday's file in place, says why on one screen, and exits with 3."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.demo_site import FilledReport, fill_report, render_html
from flows.records import RunLog
from tests.flows.small import only_findings
from warehouse.load import LoadResult, load_readings
from warehouse.query import run_query

runner = CliRunner()


@contextmanager
def loads_that_lose_the_organs(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Loads whose reports refer to organs that do not exist: critical for the audit."""

    def load(build: Path, readings: list[Path]) -> LoadResult:
        result = load_readings(build, readings)
        with duckdb.connect(str(build)) as connection:
            connection.execute("DELETE FROM core.organs")
        return result

    with monkeypatch.context() as patched:
        patched.setattr("flows.stages.finish.load_readings", load)
        yield


def organs(published: Path) -> set[str]:
    return set(run_query(published, "SELECT organ_name FROM mart.reports")["organ_name"])


def test_held_publish_leaves_yesterdays_file_and_the_next_good_run_recovers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    data_dir, published = tmp_path / "data", tmp_path / "data" / "nianbao.duckdb"
    first, second = (fill_report(organ, 2023, seed=seed) for seed, organ in enumerate(("云岭县教育局", "云岭县水利局")))

    def bring(report: FilledReport) -> tuple[int, str, str]:
        file = tmp_path / "in" / f"{report.organ}.html"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(render_html(report))
        result = runner.invoke(app, ["--data-dir", str(data_dir), "import", str(file)])
        return result.exit_code, result.stdout, result.stderr

    with only_findings():
        assert bring(first)[0] == 0
    before = published.read_bytes()

    with loads_that_lose_the_organs(monkeypatch):
        code, _, told = bring(second)
    assert code == 3
    assert "The build was not published. What must not be there:" in told
    assert "REP-ORGAN" in told
    assert "Traceback" not in told
    assert len(told.splitlines()) <= 24
    assert f"error: {published}: held: " in told.splitlines()[-1]
    assert published.read_bytes() == before
    assert organs(published) == {first.organ}
    page = (data_dir / "quality" / "index.html").read_text(encoding="utf-8")
    assert "REP-ORGAN" in page

    held = RunLog(data_dir).all()[-1]
    assert held.outcome == "held"
    assert [stage.stage for stage in held.stages] == ["import", "extract", "load", "audit", "report"]

    # The reading of the held run is still to be loaded, though no file brings it again.
    with only_findings():
        assert bring(first)[0] == 0
    assert organs(published) == {first.organ, second.organ}
    outcomes = run_query(published, "SELECT outcome FROM ops.runs ORDER BY run_id")["outcome"].tolist()
    assert outcomes == ["published", "held", "published"]

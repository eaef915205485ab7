"""The speed benchmark reads what it times exactly, and compares tables of other tools without favour."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractors.extract import extract_bytes
from flows.demo_site import fill_report, render_html
from tests.benchmarks.speed import measure
from tests.benchmarks.speed.__main__ import _as_table
from tests.benchmarks.speed.corpus import page_of_a_site


def test_covered_slots_become_the_spans_of_the_cell_beside_or_above_them() -> None:
    table = _as_table([["a", None, "b"], [None, None, "c"], ["d", "", None]])
    assert [(c.row, c.column, c.text, c.row_span, c.column_span) for c in table.cells] == [
        (0, 0, "a", 2, 2),
        (0, 2, "b", 1, 1),
        (1, 2, "c", 2, 1),
        (2, 0, "d", 1, 1),
        (2, 1, "", 1, 1),
    ]


def test_a_report_in_a_portals_page_of_some_300_kb_is_read_exactly() -> None:
    form = fill_report("云溪县教育局", 2023, seed=7001)
    page = page_of_a_site(form)
    report = extract_bytes(page, hint="page.html")
    assert 250_000 < len(page) < 400_000
    assert {(f.table, f.row, f.column): f.value for f in report.figures} == form.truth()


def test_a_measurement_is_seconds_memory_and_the_figures_that_were_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form = fill_report("云溪县教育局", 2023, seed=7002)
    path = tmp_path / "page.html"
    path.write_bytes(render_html(form, style="plain"))
    assert measure.main([str(path)]) == 0
    out = json.loads(capsys.readouterr().out)
    assert out["seconds"] > 0
    assert 10 < out["peak_mb"] < 2000
    assert out["figures"] == [{".".join(key): str(value) for key, value in form.truth().items()}]

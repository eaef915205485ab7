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
from tests.benchmarks.speed.page import Beside, Measured, PoolRate, markdown, targets


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
    assert measure.main(["1", str(path), str(path)]) == 0
    out = json.loads(capsys.readouterr().out)
    assert len(out["seconds"]) == 1
    assert out["seconds"][0] > 0
    assert out["read_twice"] == [False]
    assert 10 < out["peak_mb"] < 2000
    assert out["figures"] == [{".".join(key): str(value) for key, value in form.truth().items()}]


def test_ratios_are_given_for_all_documents_and_for_those_that_one_engine_read() -> None:
    ours = Measured("PDF", (0.1, 0.9), (False, True), 90.0, [1.0, 1.0], paces=(0.01, 0.02))
    other = Measured("pdfplumber", (0.8, 0.7), (False, False), 80.0, [0.5, 0.5], paces=(0.01, 0.01))
    left_out = ("PDF: 490 of 500 pages have no word of a report",)
    long = Measured("500 pages", (1.0,), (False,), 80.0, [1.0], left_out, (0.02,))
    text = markdown(
        [ours], [Beside("PDF", ours, (other,))], long, [PoolRate(1, 10.0, 90.0), PoolRate(2, 19.0, 92.0)], 3
    )
    assert "| PDF | 2 | 1 | 2.0 | 500.0 | 275.0 | 90 | 100.00 |" in text
    assert "| pdfplumber | 750.0 | 800.0 | 1.5 | 8.0 | 80 | 50.00 |" in text
    assert "1000 CPU ms, peak 80 MB, 100.00 % of the figures exact. PDF: 490 of 500 pages" in text
    assert "Two workers read 1.90 times as many documents as one." in text
    assert "| PDF: 8 x plain pdfplumber | 2.7, 8.0 of those read once | no |" in text
    assert "| 200 MB at most, of any kind | 90 (PDF) | yes |" in text
    assert "| 500 pages: no tables read on the others | yes | yes |" in text


def test_cpu_seconds_are_held_against_targets_at_the_pace_of_the_quietest_moment() -> None:
    """A machine that other work slows to half its pace takes twice the CPU seconds, for a fixed loop too."""
    quick = Measured("HTML, plain", (0.006, 0.012), (False, False), 60.0, [1.0, 1.0], paces=(0.01, 0.02))
    slow = Measured("Scan, 200 dpi", (7.0,), (False,), 210.0, [1.0], paces=(0.01,))
    long = Measured("500 pages", (1.0,), (False,), 80.0, [1.0], paces=(0.01,))
    held = targets([quick, slow], [], long, [PoolRate(1, 10.0, 90.0), PoolRate(2, 15.0, 90.0)], 0.01)
    assert [(one.measured, one.is_met) for one in held] == [
        ("167", True),
        ("7.0", False),
        ("210 (Scan, 200 dpi)", False),
        ("no", False),
        ("1.50", False),
    ]

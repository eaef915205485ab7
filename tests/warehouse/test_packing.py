"""Packing: what is stored is short, and what comes out of the view is what went in, to the last digit and letter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.warehouse.conftest import Rows
from tests.warehouse.readings import report, write_reading
from warehouse.load import load_readings
from warehouse.packing import ContractFault, pack_figures

QUERY = (
    "SELECT table_code, row_code, column_code, kind, raw_text, unit, layout_id, page, x0, top, x1, bottom, path, member, verdict,"
    " origin, corrected_from, value::VARCHAR FROM core.figures"
)


def cells(content: dict[str, Any]) -> list[dict[str, Any]]:
    figures: list[dict[str, Any]] = content["figures"]
    return figures


def as_row(figure: dict[str, Any]) -> tuple[Any, ...]:
    keys = ("table", "row", "column", "kind", "raw", "unit", "layout", "page")
    rest = ("path", "member", "verdict", "origin", "corrected_from")
    value = None if figure["value"] is None else f"{figure['value']:.6f}"
    box = figure["bbox"] or (None,) * 4
    return (*(figure[key] for key in keys), *box, *(figure.get(key) for key in rest), value)


def varied() -> dict[str, Any]:
    """A report whose cells stand on a grid over two pages, with odd ones among them of every kind."""
    content = report({})
    for number, figure in enumerate(cells(content)):
        line, column = divmod(number, 7)
        figure |= {"origin": "text", "member": None, "corrected_from": None, "page": 2 + (line > 10)}
        figure |= {"bbox": [72.1 + column * 50, 80.55 + line, 120.1 + column * 50, 95.5 + line], "value": number % 5}
        figure |= {"raw": str(number % 5), "kind": "number" if number % 5 else "zero"}
        if figure["table"] == "applications":
            place = f"/html/body/div[1]/table[2]/tr[{line}]/td[{column + 2}]"
            figure |= {"page": None, "bbox": None, "path": place}
    odd = cells(content)
    odd[3] |= {"value": None, "kind": "blank", "raw": "", "verdict": "missing"}
    odd[4] |= {"value": 0, "kind": "dash", "raw": "—", "origin": "image", "corrected_from": "3", "member": "a.png"}
    odd[5] |= {"value": 1234.5, "kind": "number", "raw": "1,234.5", "verdict": "suspect"}
    odd[40] |= {"path": "no numbers here"}
    odd[41] |= {"path": None}
    odd[60] |= {"value": None, "kind": "missing", "raw": "", "page": None, "path": None, "verdict": "missing"}
    odd[190] |= {"bbox": [0.13, 0.25, 0.5, 0.75], "value": -12, "kind": "number", "raw": "－12"}
    return content


def test_every_figure_comes_out_as_it_went_in(build: Path, rows: Rows, tmp_path: Path) -> None:
    content = varied()
    load_readings(build, [write_reading(tmp_path / "in", content)])
    assert sorted(map(repr, rows(QUERY))) == sorted(repr(as_row(figure)) for figure in cells(content))


def test_a_form_printed_as_it_should_be_stores_no_text_of_its_cells(build: Path, rows: Rows, tmp_path: Path) -> None:
    load_readings(build, [write_reading(tmp_path / "in", report({}))])
    assert rows("SELECT DISTINCT raws, exact, states, corrected FROM raw.packed_figures") == [(None, None, None, None)]
    assert rows("SELECT count(*) FROM raw.packed_figures") == [(3,)]
    assert rows("SELECT count(*), count(DISTINCT cells_key) FROM raw.cells") == [(200, 3)]


def test_a_second_report_of_the_same_forms_needs_no_new_cells(build: Path, rows: Rows, tmp_path: Path) -> None:
    load_readings(build, [write_reading(tmp_path / "in", report({}))])
    other = report({}, organ="临江县民政局")
    load_readings(build, [write_reading(tmp_path / "in", other, url="http://gov.test/mzj.html", data=b"2")])
    assert rows("SELECT count(*) FROM raw.cells") == [(200,)]
    assert rows("SELECT count(*) FROM core.figures") == [(400,)]


def test_figures_of_a_list_of_reports_are_their_rows_of_core(build: Path, rows: Rows, tmp_path: Path) -> None:
    load_readings(build, [write_reading(tmp_path / "in", varied())])
    other = report({}, organ="临江县民政局")
    load_readings(build, [write_reading(tmp_path / "in", other, url="http://gov.test/mzj.html", data=b"2")])
    first, second = (report_id for (report_id,) in rows("SELECT report_id FROM core.reports ORDER BY report_id"))
    for asked in ([first], [second], [first, second]):
        listed = ", ".join(f"'{report_id}'" for report_id in asked)
        their = rows(f"FROM core.figures WHERE report_id IN ({listed}) ORDER BY ALL")
        assert len(their) == 200 * len(asked)
        assert rows(f"FROM core.figures_of([{listed}]) ORDER BY ALL") == their
    assert rows("FROM core.figures_of([])") == rows("FROM core.figures_of((SELECT list('') WHERE false))") == []


def test_a_verdict_nobody_knows_is_refused() -> None:
    figure = {**cells(report({}))[0], "verdict": "sure"}
    with pytest.raises(ContractFault, match=r"figure proactive\.regulations\.issued has verdict sure"):
        pack_figures([figure])


def test_what_many_processes_pack_is_what_one_packs(
    build: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: Rows
) -> None:
    monkeypatch.setattr("warehouse.staging.BATCH_FILES", 2)
    paths = [
        write_reading(
            tmp_path / "in", report({("applications", "granted", "total"): year}, year=year), data=bytes([year - 2000])
        )
        for year in range(2020, 2025)
    ]
    assert load_readings(build, paths).figures_new == 1000
    found = rows(
        "SELECT value::INTEGER FROM core.figures WHERE row_code = 'granted' AND column_code = 'total' ORDER BY 1"
    )
    assert found == [(2020,), (2021,), (2022,), (2023,), (2024,)]

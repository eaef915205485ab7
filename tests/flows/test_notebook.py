"""The ready notebook says what its source says, and draws its five charts from a warehouse."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from flows.analyst.notebook import notebook_text
from nianbao.settings import load_settings
from tests.conftest import REPOSITORY
from tests.warehouse.conftest import new_build
from tests.warehouse.readings import report, write_reading
from warehouse.load import load_readings
from warehouse.marts import build_marts

NOTEBOOK = REPOSITORY / "docs" / "notebooks" / "five_charts.ipynb"


def test_the_notebook_is_made_from_its_source() -> None:
    source = NOTEBOOK.with_suffix(".py").read_text(encoding="utf-8")
    assert NOTEBOOK.read_text(encoding="utf-8") == notebook_text(source), (
        "run: python -m flows.analyst.notebook docs/notebooks/five_charts.py"
    )


def test_the_notebook_draws_five_charts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build = new_build(tmp_path)
    values = {
        ("applications", "new_received", "total"): 10,
        ("applications", "processed_total", "total"): 10,
        ("applications", "granted", "total"): 6,
        ("review_litigation", "review", "total"): 4,
        ("review_litigation", "review", "corrected"): 1,
    }
    readings = [
        write_reading(tmp_path / "in", report(values, organ, year), url=f"http://gov.test/{organ}/{year}")
        for organ in ("白水县教育局", "蒲城县教育局")
        for year in (2021, 2023)
    ]
    load_readings(build, readings)
    build_marts(build)
    build.rename(tmp_path / load_settings(data_dir=tmp_path).published_path.name)
    monkeypatch.setenv("NIANBAO_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))
    nbformat.validate(json.loads(NOTEBOOK.read_text(encoding="utf-8")))
    notebook = nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert [output.get("text", "") for output in outputs if output.get("name") == "stderr"] == []
    drawings = [output.data["image/png"] for output in outputs if "image/png" in output.get("data", {})]
    assert len(drawings) == len(set(drawings)) == 5

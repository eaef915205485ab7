"""Forms whose cell borders were lost: parted only where the identities leave one way, never wrongly."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from extractors.document import Document, Table, TextBlock
from extractors.extract import extract_bytes
from extractors.layouts import CellCode
from extractors.recognize import recognize
from tests.fixtures.forms import FORM_2019, FORM_2021
from tests.recognize.forms import expected, form_document, random_form


def flattened(values: Mapping[str, Mapping[CellCode, str]]) -> Document:
    """The form as a site prints it that strips all tags: one run of text."""
    parts = (
        "".join(cell.text for cell in block.cells) if isinstance(block, Table) else block.text + "　　"
        for block in form_document(values).blocks
    )
    return Document("html", (TextBlock("".join(parts)),))


def test_no_value_of_a_flattened_form_is_wrong_and_most_are_found() -> None:
    found = total = 0
    for seed in range(6):
        for form in (FORM_2021, FORM_2019):
            values = random_form(form, seed)
            true = expected(values)
            report = recognize(flattened(values))
            for figure in report.figures:
                if figure.table == "proactive":
                    continue
                total += 1
                if figure.value is not None:
                    found += 1
                    assert figure.value == true[figure.table, figure.row, figure.column], (seed, figure)
            if any(figure.value is None for figure in report.figures):
                assert report.status == "partial"
                assert "split_ambiguous" in [issue.code for issue in report.issues]
    assert found / total > 0.5


def test_a_flattened_form_of_small_numbers_is_read_whole() -> None:
    values = random_form(FORM_2021, 1)
    for name in ("applications_2021", "review_litigation_2019"):
        values[name] = dict.fromkeys(values[name], "0")
    cells = values["applications_2021"]
    for row in ("new_received", "granted", "processed_total"):
        cells[row, "natural_person"] = cells[row, "total"] = "6"
    true = expected(values)
    report = recognize(flattened(values))
    got = {(f.table, f.row, f.column): f.value for f in report.figures if f.table != "proactive"}
    assert got == {code: value for code, value in true.items() if code[0] != "proactive"}


def test_three_columns_that_no_equation_ties_stay_missing() -> None:
    values = random_form(FORM_2021, 2)
    values["proactive_2021"].update(
        {("normative_docs", "issued"): "8", ("normative_docs", "repealed"): "11", ("normative_docs", "in_force"): "53"}
    )
    report = recognize(flattened(values))
    row = [f for f in report.figures if f.row == "normative_docs"]
    assert [(f.value, f.kind) for f in row] == [(None, "missing")] * 3
    assert any("'81153' can be parted in several ways" in issue.message for issue in report.issues)


def test_a_real_flattened_report_gives_up_nothing_that_can_be_known(shared_dir: Path) -> None:
    """平潭 2020: both tables with sums exact, the publisher's own wrong sums found, nothing invented for table 2."""
    report = extract_bytes(
        (shared_dir / "reports" / "pingtan_zone_2020.txt").read_bytes(), hint="pingtan_zone_2020.txt"
    )
    assert all(f.value is not None for f in report.figures if f.table != "proactive")
    assert [(f.check, f.scope, f.left, f.right) for f in report.findings()] == [
        ("APP-2", "natural_person", Decimal(26), Decimal(20)),
        ("APP-2", "total", Decimal(27), Decimal(21)),
    ]


def test_a_real_flattened_provincial_form_is_exact(shared_dir: Path) -> None:
    path = shared_dir / "reports"
    truth = json.loads((path / "pingtan_zone_2014.truth.json").read_text(encoding="utf-8"))["tables"][
        "stats_provincial"
    ]
    report = extract_bytes((path / "pingtan_zone_2014.txt").read_bytes(), hint="pingtan_zone_2014.txt")
    assert {(f.row, f.column): f.value for f in report.figures} == {
        (row, column): Decimal(value) for row, columns in truth.items() for column, value in columns.items()
    }


@pytest.mark.parametrize(("name", "open_cells"), [("hebei_gxt_2022", 3), ("pingtan_zone_2020", 17)])
def test_of_a_real_flattened_report_no_value_is_wrong(shared_dir: Path, name: str, open_cells: int) -> None:
    path = shared_dir / "reports"
    truth = json.loads((path / f"{name}.truth.json").read_text(encoding="utf-8"))["tables"]
    report = extract_bytes((path / f"{name}.txt").read_bytes(), hint=f"{name}.txt")
    missing = [f for f in report.figures if f.value is None]
    assert {f.table for f in missing} == {"proactive"}
    assert len(missing) == open_cells
    for figure in report.figures:
        if figure.value is not None:
            assert figure.value == Decimal(str(truth[figure.table][figure.row][figure.column])), figure

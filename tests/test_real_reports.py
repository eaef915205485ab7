"""Real reports of ../shared/reports: every cell as printed, the publisher's own errors found, nothing else claimed."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from extractors.extract import extract_bytes
from extractors.report import Report

Cells = dict[tuple[str, str, str], Decimal | None]


def read(shared_dir: Path, file: str) -> tuple[Report, dict[str, Any]]:
    path = shared_dir / "reports" / file
    truth = json.loads((path.parent / f"{path.stem.removesuffix('_rebuilt')}.truth.json").read_text(encoding="utf-8"))
    return extract_bytes(path.read_bytes(), hint=path.name), truth


def true_cells(truth: dict[str, Any]) -> Cells:
    """Values of the truth file; a cell printed empty that is listed as read as 0 counts as 0."""
    blank = set(truth["blank_cells"])
    return {
        (table, row, column): (
            Decimal(str(value)) if value is not None else Decimal(0) if f"{table}.{row}.{column}" in blank else None
        )
        for table, rows in truth["tables"].items()
        for row, columns in rows.items()
        for column, value in columns.items()
    }


def cells(report: Report) -> Cells:
    return {(f.table, f.row, f.column): f.value for f in report.figures}


@pytest.mark.parametrize(
    ("file", "count"),
    [
        ("tacheng_edu_2021.txt", 200),
        ("huaian_2024.pdf", 200),
        ("hongze_2023.pdf", 186),
        ("shanghai_office_2019_rebuilt.html", 198),
        ("hebei_edu_2019.txt", 198),
    ],
)
def test_every_cell_is_exact(shared_dir: Path, file: str, count: int) -> None:
    report, truth = read(shared_dir, file)
    assert cells(report) == true_cells(truth)
    assert len(report.figures) == count


def test_the_statistics_of_2018_are_exact_and_their_one_odd_sum_found(shared_dir: Path) -> None:
    path = shared_dir / "reports"
    truth = json.loads((path / "hebei_edu_2018.truth.json").read_text(encoding="utf-8"))["tables"]["stats_2014"]
    report = extract_bytes((path / "hebei_edu_2018_table.txt").read_bytes(), hint="hebei_edu_2018_table.txt")
    assert {f.row: f.value for f in report.figures} == {code: Decimal(str(value)) for code, value in truth.items()}
    assert [(f.check, f.left, f.right) for f in report.findings()] == [("S14-8", Decimal(0), Decimal(1))]


@pytest.mark.parametrize("file", ["tacheng_edu_2021.txt", "huaian_2024.pdf"])
def test_a_sound_report_has_no_finding_and_no_warning(shared_dir: Path, file: str) -> None:
    report, truth = read(shared_dir, file)
    assert report.findings() == []
    assert [issue for issue in report.issues if issue.level != "info"] == []
    assert report.status == "read"
    assert (report.year, report.scope) == (truth["report_year"], truth["scope"])
    assert truth["organ"]["name"].endswith(report.organ)


def test_two_wrong_totals_are_stored_as_printed_and_found(shared_dir: Path) -> None:
    report, _ = read(shared_dir, "hongze_2023.pdf")
    found = [(f.check, f.scope, f.left, f.right, f.difference) for f in report.findings()]
    assert found == [
        ("RL-1", "review", Decimal(11), Decimal(0), Decimal(11)),
        ("RL-3", "suit_after_review", Decimal(5), Decimal(0), Decimal(5)),
    ]
    assert cells(report)["review_litigation", "review", "total"] == 0
    assert cells(report)["review_litigation", "suit_after_review", "total"] == 0


def test_a_second_engine_that_reads_the_same_puts_the_mistake_on_the_publisher(shared_dir: Path) -> None:
    report, _ = read(shared_dir, "hongze_2023.pdf")
    blamed = {(f.table, f.row) for f in report.figures if f.verdict == "source_error"}
    assert blamed == {("review_litigation", "review"), ("review_litigation", "suit_after_review")}
    assert [f for f in report.figures if f.verdict == "suspect"] == []


def test_the_label_cut_in_print_is_recognised_and_sub_rows_are_not_invented(shared_dir: Path) -> None:
    report, _ = read(shared_dir, "hongze_2023.pdf")
    near = [issue.message for issue in report.issues if issue.code == "label_near"]
    assert near == ["label '2.其他法律行政止公开' read as '2.其他法律行政法规禁止公开'"]
    rows = {figure.row for figure in report.figures}
    assert "other_handling" in rows
    assert not rows & {"other_not_corrected", "other_fee_unpaid", "other_misc"}
    assert [table.layout for table in report.tables] == [
        "proactive_2021",
        "applications_2019",
        "review_litigation_2019",
    ]


@pytest.mark.parametrize("file", ["huaian_2024.pdf", "hongze_2023.pdf"])
def test_every_figure_of_a_pdf_has_its_page_and_box(shared_dir: Path, file: str) -> None:
    report, _ = read(shared_dir, file)
    for figure in report.figures:
        box = figure.place.bbox
        assert figure.place.page is not None
        assert box is not None
        assert 0 <= box[0] < box[2] <= 900
        assert 0 <= box[1] < box[3] <= 900


@pytest.mark.parametrize("file", ["tacheng_edu_2021.txt", "huaian_2024.pdf", "hongze_2023.pdf"])
def test_the_six_sections_are_told_apart(shared_dir: Path, file: str) -> None:
    report, _ = read(shared_dir, file)
    assert [section.number for section in report.sections if section.number] == [1, 2, 3, 4, 5, 6]

"""Two real reports, printed by WPS: every figure of their truth files stands in the cell where the print has it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from extractors.document import Document, Table
from extractors.readers import pdf, pdf_plumber

REPORTS = ("huaian_2024", "hongze_2023")
READERS = {"pdfium": pdf.read, "pdfplumber": pdf_plumber.read_second}


def load(shared_dir: Path, name: str, reader: str) -> tuple[Document, dict[str, Any]]:
    reports = shared_dir / "reports"
    truth: dict[str, Any] = json.loads((reports / f"{name}.truth.json").read_text(encoding="utf-8"))
    return READERS[reader]((reports / f"{name}.pdf").read_bytes()), truth


def chains(document: Document) -> list[list[Table]]:
    """Tables, the parts of one table together."""
    found: list[list[Table]] = []
    for table in document.tables():
        if table.continues:
            found[-1].append(table)
        else:
            found.append([table])
    return found


def number_rows(parts: list[Table], least: int) -> list[list[float]]:
    """The numbers of each row that ends in at least ``least`` of them."""
    rows: list[list[float]] = []
    for part in parts:
        for row in part.rows():
            values = [float(cell.text) for cell in row if cell.text.replace(".", "", 1).isdigit()]
            if len(values) >= least:
                rows.append(values)
    return rows


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", REPORTS)
def test_every_figure_of_a_real_report_is_exact(shared_dir: Path, name: str, reader: str) -> None:
    document, truth = load(shared_dir, name, reader)
    proactive, applications, review = chains(document)
    tables = truth["tables"]
    assert number_rows(proactive, 1) == [list(row.values()) for row in tables["proactive"].values()]
    assert number_rows(applications, 7) == [list(row.values()) for row in tables["applications"].values()]
    assert number_rows(review, 15) == [
        [value for row in tables["review_litigation"].values() for value in row.values()]
    ]


@pytest.mark.parametrize("name", REPORTS)
def test_parts_of_a_table_that_a_page_break_cuts_share_their_columns(shared_dir: Path, name: str) -> None:
    document, _ = load(shared_dir, name, "pdfium")
    proactive, applications, review = chains(document)
    assert [part.column_count for part in proactive] == [4, 4]
    assert [part.column_count for part in applications] == [10, 10]
    assert [part.column_count for part in review] == [15]
    assert proactive[1].rows()[0][1].column_span == 3


def test_title_headings_and_paragraph_over_a_page_break(shared_dir: Path) -> None:
    document, truth = load(shared_dir, "huaian_2024", "pdfium")
    assert [block.text for block in document.texts() if block.role == "title"] == [truth["title"]]
    headings = [block.text for block in document.texts() if block.role == "heading"]
    assert [heading[:2] for heading in headings] == ["一、", "二、", "三、", "四、", "五、", "六、"]
    text = document.text()
    claims = [c["text"] for c in truth["narrative_claims"] if c["field"].startswith("applications")]
    assert len(claims) == 4
    assert [claim for claim in claims if claim not in text] == []
    # Four paragraphs run over a page break; cut there they would end in the middle of a sentence.
    assert [
        block.text[-10:] for block in document.texts() if block.role == "paragraph" and block.text[-1] != "。"
    ] == []
    assert not any(block.text.startswith("- ") for block in document.texts())
    assert document.page_count == 6


def test_places_are_on_the_page_as_displayed(shared_dir: Path) -> None:
    document, _ = load(shared_dir, "huaian_2024", "pdfium")
    fees = next(cell for table in document.tables() for cell in table.cells if cell.text == "96171.6")
    assert fees.place.page == 4
    assert fees.place.bbox == pytest.approx((243.8, 257.3, 519.4, 293.5), abs=0.5)


def test_label_cut_in_print_and_stray_empty_cells_stay_as_printed(shared_dir: Path) -> None:
    document, _ = load(shared_dir, "hongze_2023", "pdfium")
    cells = [cell for table in document.tables() for cell in table.cells]
    assert any(cell.text == "2.其他法律行政止公开" for cell in cells)
    continued = chains(document)[1][1]
    assert [(cell.column, cell.text) for cell in continued.rows()[0]][:3] == [
        (0, ""),
        (1, ""),
        (2, "3.补正后申请内容仍不明确"),
    ]

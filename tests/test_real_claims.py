"""Claims of the real reports of ../shared/reports against their truth files."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from extractors.extract import BlobInput, Context, extract_item
from extractors.report import Claim, Report
from tests.fixtures.real_reports import FILES, TABLES_ONLY, title_of, truth_of

NAMES = [name for name in FILES if name != TABLES_ONLY]
# The one that is read under another name: letters are a channel of the requests.
AS_CHANNEL = {("pingtan_zone_2014", "stats_provincial.requests.year")}


def read(shared_dir: Path, name: str) -> tuple[Report, dict[str, Any]]:
    folder = shared_dir / "reports"
    truth = truth_of(shared_dir, name)
    blobs = [BlobInput(file, file, "page", (folder / file).read_bytes(), "") for file in FILES[name]]
    context = Context(list_title=title_of(truth), site_organ=truth["organ"]["name"])
    return extract_item(blobs, context).report, truth


def states(claim: Claim, entry: dict[str, Any]) -> bool:
    """The same number of the same figures; truth files write sums without spaces and 2014 codes without a column."""
    formulas = {formula.replace(" ", "").replace(".value", "") for formula in (claim.figures, *claim.readings)}
    return claim.value == Decimal(str(entry["value"])) and entry["field"] in formulas


@pytest.mark.parametrize("name", NAMES)
def test_every_number_of_the_truth_is_found_in_the_text(shared_dir: Path, name: str) -> None:
    report, truth = read(shared_dir, name)
    missed = [
        entry["field"]
        for entry in truth["narrative_claims"]
        if not any(states(claim, entry) for claim in report.claims)
    ]
    assert missed == [field for of, field in AS_CHANNEL if of == name]


def test_the_only_claims_that_differ_are_the_publishers_own_mistakes(shared_dir: Path) -> None:
    differing = {
        (name, claim.code, claim.value, claim.expected)
        for name in NAMES
        for claim in read(shared_dir, name)[0].claims
        if claim.status == "differ"
    }
    # 16 interpretations against 50; reviews and lawsuits that are not about information were entered in the table
    assert differing == {
        ("hebei_edu_2018", "policy_interpretations", Decimal(16), Decimal(50)),
        ("hebei_edu_2018", "reviews", Decimal(0), Decimal(1)),
        ("hebei_edu_2018", "suits", Decimal(0), Decimal(5)),
    }


def test_information_fees_stand_in_section_six(shared_dir: Path) -> None:
    fees = {
        name: [
            (claim.value, claim.section) for claim in read(shared_dir, name)[0].claims if claim.code == "info_fee_yuan"
        ]
        for name in ("hongze_2023", "huaian_2024", "hebei_gxt_2022", "hebei_rst_2023", "hebei_edu_2019")
    }
    assert fees == {
        "hongze_2023": [(Decimal(0), 6)],
        "huaian_2024": [(Decimal(3940), 6)],
        "hebei_gxt_2022": [(Decimal(0), 6)],
        "hebei_rst_2023": [(Decimal(0), 6)],
        "hebei_edu_2019": [],
    }


def test_a_report_without_tables_keeps_its_claims_and_its_status(shared_dir: Path) -> None:
    report, _ = read(shared_dir, "hebei_rst_2023")
    assert (report.status, report.figures) == ("no_tables", ())
    assert [(claim.code, claim.value, claim.reason) for claim in report.claims] == [
        ("handled", Decimal(224), "no_table"),
        ("info_fee_yuan", Decimal(0), ""),
    ]

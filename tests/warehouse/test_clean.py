"""What makes a row of the marts clean: no finding that casts doubt on its values; what is only told leaves it clean."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.warehouse.conftest import warehouse_of
from tests.warehouse.readings import report
from warehouse.connection import open_reading, writing
from warehouse.marts import build_marts

NEW = ("applications", "new_received", "total")
FINDING = """
    INSERT INTO quality.findings (finding_id, check_id, severity, report_id, revision, table_code, scope, figures, formula,
                                  message_zh, message_en, verdict)
    SELECT 'f', 'T', $severity, report_id, revision, 'applications', 'c', 'new_received.total', '', '', '', $verdict
    FROM core.revisions WHERE is_current
"""
CLEAN = """
    SELECT bool_and(is_clean) FROM mart.reports
    UNION ALL SELECT bool_and(is_clean) FROM mart.panel WHERE measure_code = 'requests_received'
    UNION ALL SELECT bool_and(is_clean) FROM mart.indicators WHERE indicator_code = 'business_share'
    UNION ALL SELECT bool_and(is_clean) FROM mart.applications WHERE row_code = 'new_received'
    UNION ALL SELECT bool_and(is_clean) FROM mart.figures WHERE row_code = 'new_received' AND column_code = 'total'
"""


@pytest.mark.parametrize(
    ("severity", "verdict", "is_clean"),
    [
        ("info", "revision", True),  # a figure that a re-publication corrected
        ("info", "source_error", True),  # a label that differs from the form's
        ("warning", "policy", True),  # a copied section
        ("warning", "coverage", True),
        ("warning", "source_error", False),
        ("error", "extraction_suspect", False),
        ("warning", "revision", False),  # two addresses that disagree
    ],
)
def test_only_a_finding_that_casts_doubt_makes_a_value_unclean(
    tmp_path: Path, severity: str, verdict: str, is_clean: bool
) -> None:
    build = warehouse_of(tmp_path, [report({NEW: 10})])
    with writing(build) as connection:
        connection.execute(FINDING, {"severity": severity, "verdict": verdict})
    build_marts(build)
    connection = open_reading(build)
    try:
        found = [row[0] for row in connection.execute(CLEAN).fetchall()]
        counts = connection.execute("SELECT finding_count, findings_info, findings_policy FROM mart.reports").fetchall()
    finally:
        connection.close()
    assert found == [is_clean] * 5
    assert counts == [(int(severity != "info"), int(severity == "info"), int(verdict in ("policy", "coverage")))]

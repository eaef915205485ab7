"""A decision taken between two nights is in the warehouse after the next one, also when nothing else changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from expectations.review import DecisionBook
from expectations.review.desk import ReviewDesk
from tests.flows.small import Small
from warehouse.query import run_query

pytestmark = [pytest.mark.usefixtures("quick_nights"), pytest.mark.xdist_group("upkeep")]


def decided(published: Path) -> list[tuple[str, str, str]]:
    rows = run_query(published, "SELECT decision, reviewer, state FROM quality.decisions ORDER BY decided_at")
    return [(str(row.decision), str(row.reviewer), str(row.state)) for row in rows.itertuples()]


def test_a_decision_is_mirrored_by_the_next_night_and_the_night_after_changes_nothing(
    small: Small, folder: Path
) -> None:
    settings = small.settings(folder)
    desk = ReviewDesk(settings.published_path, DecisionBook(settings.decisions_path), settings.report_dir)
    desk.decide([desk.findings()[0].fingerprint], "accept", "王小明", "看过原件")
    assert decided(settings.published_path) == []
    assert small.night(folder).record.outcome == "published"
    assert decided(settings.published_path) == [("accept", "王小明", "active")]
    assert small.night(folder).record.outcome == "unchanged"

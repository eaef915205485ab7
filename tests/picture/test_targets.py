"""What stands after --figure: codes, equations, and helpful answers to what is neither."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from extractors.picture import UnknownFigure, find_target, find_targets, report_of
from extractors.report import Report
from tests.picture.sources import form_of, html_of, subject_of


@pytest.fixture(scope="module")
def report() -> Report:
    return subject_of(html_of(form_of(), "review.total")).report


def test_figure_by_its_codes(report: Report) -> None:
    names = ["review_litigation.review.total", "review.total", "Review_Litigation review total"]
    assert [target.name for target in find_targets(report, names)] == ["review_litigation.review.total"] * 3


def test_equation_stands_for_all_its_figures(report: Report) -> None:
    result = next(one for one in report.identities if (one.check, one.scope) == ("RL-1", "review"))
    for name in ("RL-1 review", "rl-1.review", "RL-1 review_litigation review", "review_litigation.RL-1.review"):
        target = find_target(report, name)
        assert target.identity == result
        assert [f"{f.table}.{f.row}.{f.column}" for f in target.figures] == list(result.figures)


def test_unknown_figure_is_answered_with_the_nearest_names(report: Report) -> None:
    with pytest.raises(UnknownFigure, match=r"did you mean 'review_litigation\.review\.upheld'"):
        find_target(report, "review_litigation.review.upheldd")
    with pytest.raises(UnknownFigure, match="lists all codes"):
        find_target(report, "%%%%")


def test_name_of_several_equations_lists_them(report: Report) -> None:
    assert find_target(report, "RL-1").name == "RL-1 review_litigation review"  # the only one that does not hold
    held = replace(report, identities=tuple(replace(one, status="pass") for one in report.identities))
    with pytest.raises(UnknownFigure, match="RL-0: stands for 15 things; name one of 'RL-0 review_litigation "):
        find_target(held, "RL-0")


def test_stored_report_shows_what_the_reading_said(report: Report) -> None:
    stored = json.loads(json.dumps(report.to_json()))
    again = report_of(stored)
    assert again.figures == report.figures
    assert [one.to_json() for one in again.findings()] == stored["findings"]
    assert set(again.identities) == set(report.identities)
    assert (again.organ, again.year, again.issues) == (report.organ, report.year, report.issues)

"""Every equation of every form, over two years and of an aggregate: quiet where it holds, heard where one figure is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from expectations.catalogue import cross_equations
from extractors.layouts import load_layouts
from tests.benchmarks.quality.recall import FormRecall, Precision, run_forms

pytestmark = pytest.mark.xdist_group("equations")  # what they share is made once


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[FormRecall], Precision]:
    folder: Path = tmp_path_factory.mktemp("forms")
    return run_forms(folder, 1)


def test_no_equation_of_the_catalogue_stays_unplanted(counted: tuple[list[FormRecall], Precision]) -> None:
    planted = {(one.check, one.form) for one in counted[0]}
    wanted = {(one.id, layout.id) for layout in load_layouts().values() for one in layout.identities}
    assert wanted <= planted
    assert {check for check, _ in planted} >= {one.check_id for one in cross_equations()} | {"AGG-1"}


def test_each_planted_figure_is_found_by_the_check_it_breaks(counted: tuple[list[FormRecall], Precision]) -> None:
    assert [(one.check, one.form) for one in counted[0] if one.found < one.planted] == []


def test_the_same_reports_without_it_have_no_finding(counted: tuple[list[FormRecall], Precision]) -> None:
    assert counted[1].with_finding == 0
    assert counted[1].reports == len({*counted[0]}) + 6 + 3  # two years of six, three members of one aggregate

"""The layout files hold the official forms as FORMAT.md gives them."""

from __future__ import annotations

import pytest

from extractors.layouts import load_layouts


@pytest.mark.parametrize(
    ("layout", "cells"),
    [
        ("proactive_2021", 10),
        ("proactive_2019", 22),
        ("applications_2021", 175),
        ("applications_2019", 161),
        ("review_litigation_2019", 15),
        ("stats_2014", 58),
    ],
)
def test_a_layout_has_exactly_the_cells_of_the_form(layout: str, cells: int) -> None:
    assert len(list(load_layouts()[layout].cells())) == cells


def test_the_equations_are_those_of_the_form() -> None:
    """42 equations for the new form, 40 for the old: 7 + 7 + 25 (23) + 3 (EXTRACTION.md §4)."""
    layouts = load_layouts()
    equations = {name: sum(i.relation == "=" for i in layout.identities) for name, layout in layouts.items()}
    assert equations["applications_2021"] + equations["review_litigation_2019"] == 42
    assert equations["applications_2019"] + equations["review_litigation_2019"] == 40


def test_results_add_up_over_all_groups_of_the_form() -> None:
    layouts = load_layouts()
    rule = next(i for i in layouts["applications_2021"].identities if (i.id, i.scope) == ("APP-2", "business"))
    assert len([t for t in rule.terms if t.side == "left"]) == 21
    old = next(i for i in layouts["applications_2019"].identities if (i.id, i.scope) == ("APP-2", "business"))
    assert [t.row for t in old.terms][-2:] == ["other_handling", "processed_total"]
    assert len([t for t in old.terms if t.side == "left"]) == 19


def test_no_equation_of_a_layout_stands_twice() -> None:
    for layout in load_layouts().values():
        keys = [(identity.id, identity.scope) for identity in layout.identities]
        assert len(keys) == len(set(keys)), layout.id


def test_every_label_has_a_chinese_and_an_english_name() -> None:
    for layout in load_layouts().values():
        for label in (*layout.rows, *layout.columns, *layout.groups):
            assert label.zh, (layout.id, label.code)
            assert label.en.isascii(), (layout.id, label.code)


def test_no_spelling_names_two_rows_but_those_the_form_itself_spells_alike() -> None:
    for layout in load_layouts().values():
        spellings = [spelling for row in layout.rows for spelling in row.spellings()]
        twice = {spelling for spelling in spellings if spellings.count(spelling) > 1}
        assert twice == ({"（二）被依法纠错数", "（三）其他情形数"} if layout.id == "stats_2014" else set())

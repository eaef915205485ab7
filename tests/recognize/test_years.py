"""Two years in one table: the figures of the report's own year, or none; never those of both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from extractors.document import Document, Table, TextBlock
from extractors.layouts import load_layouts
from extractors.recognize import Hints, recognize
from extractors.report import Report
from tests.fixtures.forms import FORM_2019, FORM_2021
from tests.recognize.beside import copies, grid, halves, lines, pairs, report
from tests.recognize.forms import Values, expected, form_table, random_form

YEARS = ("2023年", "2024年")
FORMS = {2023: random_form(FORM_2021, 41), 2024: random_form(FORM_2021, 42)}
Draw = Callable[[str, Sequence[Values], Sequence[str]], Table]


def values_of(read: Report) -> dict[tuple[str, str, str], object]:
    return {(f.table, f.row, f.column): f.value for f in read.figures}


def codes(read: Report) -> list[str]:
    return [issue.code for issue in read.issues]


def drawn(
    draw: Draw, years: Sequence[str] = YEARS, form: tuple[str, ...] = FORM_2021
) -> dict[str, list[Table | TextBlock]]:
    both = [random_form(form, 41), random_form(form, 42)]
    return {name: [draw(name, [values[name] for values in both], years)] for name in form}


@pytest.mark.parametrize("draw", [copies, halves, pairs])
@pytest.mark.parametrize("year", [2023, 2024])
@pytest.mark.parametrize("form", [FORM_2021, FORM_2019])
def test_the_reports_own_year_is_read_in_every_arrangement(draw: Draw, year: int, form: tuple[str, ...]) -> None:
    read = recognize(report(drawn(draw, form=form), year))
    assert values_of(read) == expected(random_form(form, 41 if year == 2023 else 42))
    assert {f.verdict for f in read.figures} <= {"proved", "read"}
    assert (read.status, read.year) == ("read", year)
    (note,) = [issue for issue in read.issues if issue.code == "other_year_beside"]
    assert str(4047 - year) in note.message


@pytest.mark.parametrize(
    "labels", [("上年", "本年"), ("上年度", "本年度"), ("2023年度（件）", "2024年度（件）"), ("去年", "今年")]
)
def test_words_for_the_years_are_understood(labels: tuple[str, str]) -> None:
    read = recognize(report(drawn(pairs, labels), 2024))
    assert values_of(read) == expected(FORMS[2024])


def test_each_figure_keeps_the_place_of_its_own_cell() -> None:
    read = recognize(
        report(
            {
                "review_litigation_2019": [
                    halves(
                        "review_litigation_2019",
                        [FORMS[2023]["review_litigation_2019"], FORMS[2024]["review_litigation_2019"]],
                        YEARS,
                    )
                ]
            }
        )
    )
    place = next(f.place.path for f in read.figures if (f.row, f.column) == ("review", "upheld"))
    assert place == "r4c15"


def test_a_line_for_each_year_under_one_header() -> None:
    name = "review_litigation_2019"
    for year in (2023, 2024):
        table = lines(name, [FORMS[2023][name], FORMS[2024][name]], YEARS)
        read = recognize(report({name: [table]}, year))
        assert values_of(read) == expected({name: FORMS[year][name]})


def test_a_year_that_is_not_the_reports_is_never_read_for_it() -> None:
    read = recognize(report(drawn(halves, ("2021年", "2022年")), 2024))
    assert read.figures == ()
    assert codes(read).count("years_beside_unclear") == 3
    assert {i.level for i in read.issues if i.code == "years_beside_unclear"} == {"error"}


@pytest.mark.parametrize("draw", [copies, halves])
@pytest.mark.parametrize("labels", [("区本级", "全区"), ("一", "二")])
def test_copies_that_no_year_tells_apart_are_not_read(draw: Draw, labels: tuple[str, str]) -> None:
    tables = drawn(draw, labels)
    tables.pop("review_litigation_2019")
    read = recognize(report(tables, 2024))
    assert [f for f in read.figures if f.value is not None] == []
    assert "years_beside_unclear" in codes(read)


def test_copies_under_two_titles_on_one_line() -> None:
    title = "云溪县教育局2023年政府信息公开工作年度报告 云溪县教育局2024年政府信息公开工作年度报告"
    tables: dict[str, list[Table | TextBlock]] = {}
    for name in FORM_2021:
        tables[name] = [copies(name, [FORMS[2023][name], FORMS[2024][name]], ())]
    document = report(tables, title=title)
    assert values_of(recognize(document, Hints(list_title="云溪县教育局2023年政府信息公开工作年度报告"))) == expected(
        FORMS[2023]
    )
    latest = recognize(document)
    assert values_of(latest) == expected(FORMS[2024])
    assert latest.year == 2024


def cut_at(table: Table | TextBlock, row: int) -> tuple[Table, Table]:
    """The table over two pages; cells of several rows are cut, their text stays above."""
    assert isinstance(table, Table)
    upper = [c for c in table.cells if c.row < row]
    lower = [c for c in table.cells if c.row >= row]
    rest = [
        type(c)(0, c.column, "", c.row + c.row_span - row, c.column_span) for c in upper if c.row + c.row_span > row
    ]
    upper = [type(c)(c.row, c.column, c.text, min(c.row_span, row - c.row), c.column_span) for c in upper]
    lower = [type(c)(c.row - row, c.column, c.text, c.row_span, c.column_span) for c in lower]
    whole = grid([*rest, *lower])
    return grid(upper), Table(whole.cells, whole.row_count, whole.column_count, continues=True)


@pytest.mark.parametrize("draw", [copies, halves, pairs])
def test_a_table_that_goes_on_without_its_header_keeps_its_columns(draw: Draw) -> None:
    tables = drawn(draw)
    tables["applications_2021"] = [*cut_at(tables["applications_2021"][0], 12)]
    assert values_of(recognize(report(tables, 2023))) == expected(FORMS[2023])


def test_a_table_that_goes_on_in_another_grid_is_not_read() -> None:
    tables = drawn(halves)
    upper, lower = cut_at(tables["applications_2021"][0], 12)
    wider = [type(c)(c.row, c.column + (c.column > 5), c.text, c.row_span, c.column_span) for c in lower.cells]
    tables["applications_2021"] = [upper, Table(grid(wider).cells, lower.row_count, 19, continues=True)]
    read = recognize(report(tables, 2023))
    true = expected(FORMS[2023])
    assert all(f.value in (None, true.get((f.table, f.row, f.column))) for f in read.figures)
    assert "years_beside_unclear" in codes(read)
    assert read.status == "partial"


def captioned(captions: Sequence[str], years: Sequence[int]) -> Document:
    name = "review_litigation_2019"
    tables: dict[str, list[Table | TextBlock]] = {**drawn(copies)}
    tables[name] = []
    for caption, year in zip(captions, years, strict=True):
        tables[name] += [TextBlock(caption), form_table(load_layouts()[name], FORMS[year][name])]
    return report(tables, 2023)


def test_of_two_copies_below_each_other_the_caption_tells_the_year() -> None:
    read = recognize(captioned(("2024年行政复议、行政诉讼情况", "2023年行政复议、行政诉讼情况"), (2024, 2023)))
    assert values_of(read) == expected(FORMS[2023])


def test_copies_below_each_other_beside_split_tables_are_not_read_without_a_year() -> None:
    read = recognize(captioned(("甲", "乙"), (2024, 2023)))
    assert {f.table for f in read.figures} == {"proactive", "applications"}
    assert "years_beside_unclear" in codes(read)


def test_a_form_with_one_year_is_left_as_it_is() -> None:
    layout = load_layouts()["applications_2021"]
    table = form_table(layout, FORMS[2024]["applications_2021"])
    over = grid(
        [
            *(type(c)(c.row + 1, c.column, c.text, c.row_span, c.column_span) for c in table.cells),
            type(table.cells[0])(0, 0, "2024年度", 1, 10),
        ]
    )
    read = recognize(report({"applications_2021": [over]}))
    assert values_of(read) == expected({"applications_2021": FORMS[2024]["applications_2021"]})
    assert "other_year_beside" not in codes(read)


def test_copies_that_cannot_be_told_apart_cost_no_form_that_stands_below_them_in_the_same_grid() -> None:
    both = drawn(copies, years=())
    (above,) = (block for block in both["proactive_2021"] if isinstance(block, Table))
    below = form_table(load_layouts()["applications_2021"], FORMS[2023]["applications_2021"])
    width = max(above.column_count, below.column_count)
    moved = tuple(replace(cell, row=cell.row + above.row_count) for cell in below.cells)
    one = Table((*above.cells, *moved), above.row_count + below.row_count, width)
    read = recognize(Document("html", (TextBlock("云溪县教育局2023年政府信息公开工作年度报告", "title"), one)))
    true = expected({"applications_2021": FORMS[2023]["applications_2021"]})
    assert {code: value for code, value in values_of(read).items() if code[0] == "applications"} == true
    assert not [f for f in read.figures if f.table == "proactive" and f.value is not None]
    assert "years_beside_unclear" in codes(read)

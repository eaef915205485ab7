"""What a figure read from a picture is worth: agreement of readings, equations, and no correction that no reading gave."""

from __future__ import annotations

from decimal import Decimal

from extractors.document import Cell, Document, Sight, Table
from extractors.layouts import CellCode, load_layouts
from extractors.recognize import recognize
from extractors.recognize.figures import figures_of
from extractors.recognize.found import FoundTable
from extractors.report import Figure

REVIEW = load_layouts()["review_litigation_2019"]
PROACTIVE = load_layouts()["proactive_2021"]
AGREED = Sight(0.99, (), True)
ROW = ("upheld", "corrected", "other_result", "pending", "total")


def seen(text: str, score: float = 0.99, *others: str, agreed: bool | None = None) -> Cell:
    return Cell(0, 0, text, sight=Sight(score, others, not others if agreed is None else agreed))


def review(**cells: Cell) -> dict[str, Figure]:
    """The figures of one line of table 4, the other two lines zero and agreed; by column."""
    found = FoundTable(REVIEW)
    found.cells = dict.fromkeys(REVIEW.cells(), Cell(0, 0, "0", sight=AGREED))
    found.cells.update({("review", column): cell for column, cell in cells.items()})
    figures, _, found.issues = figures_of(found)
    return {figure.column: figure for figure in figures if figure.row == "review"}


def verdicts(figures: dict[str, Figure]) -> list[str]:
    return [figures[column].verdict for column in ROW]


def test_agreed_readings_in_an_equation_that_holds_are_proved() -> None:
    figures = review(upheld=seen("3"), total=seen("3"))
    assert verdicts(figures) == ["proved"] * 5
    assert {figure.origin for figure in figures.values()} == {"image"}


def test_the_same_doubtful_misreading_on_both_sides_of_an_equation_proves_nothing() -> None:
    figures = review(upheld=seen("8", 0.6, "3", agreed=False), total=seen("8", 0.6, "3", agreed=False))
    assert figures["upheld"].verdict == figures["total"].verdict == "suspect"


def test_a_doubtful_cell_is_proved_where_agreed_cells_leave_it_one_value() -> None:
    figures = review(upheld=seen("3", 0.5, "8", agreed=False), total=seen("3"))
    assert (figures["upheld"].value, figures["upheld"].verdict) == (Decimal(3), "proved")


def test_a_reading_is_corrected_to_what_a_re_reading_gave_when_only_that_makes_the_sums_hold() -> None:
    figures = review(upheld=seen("1", 0.6, "4", agreed=False), pending=seen("2"), total=seen("6"))
    assert (figures["upheld"].value, figures["upheld"].corrected_from, figures["upheld"].raw) == (Decimal(4), "1", "4")
    assert figures["upheld"].verdict == "proved"
    assert figures["total"].corrected_from == ""


def test_no_value_is_taken_that_no_reading_gave() -> None:
    figures = review(upheld=seen("1", 0.6, "7", agreed=False), total=seen("4"))
    assert (figures["upheld"].value, figures["upheld"].corrected_from) == (Decimal(1), "")
    assert verdicts(figures) == ["suspect"] * 5


def test_two_ways_to_make_the_sums_hold_correct_nothing() -> None:
    figures = review(
        upheld=seen("1", 0.6, "4", agreed=False), pending=seen("1", 0.6, "4", agreed=False), total=seen("5", agreed=True),
        corrected=seen("0"), other_result=seen("0"),
    )  # fmt: skip
    assert [figures[column].value for column in ("upheld", "pending")] == [Decimal(1), Decimal(1)]
    assert figures["upheld"].verdict == figures["pending"].verdict == "suspect"


def test_a_misprint_read_twice_alike_and_surely_is_the_publishers() -> None:
    figures = review(upheld=seen("10"), corrected=seen("1"), total=seen("0"))
    assert figures["total"].value == Decimal(0)
    assert verdicts(figures) == ["source_error"] * 5


def test_a_misprint_with_one_unsure_cell_stays_suspect() -> None:
    figures = review(upheld=seen("10"), corrected=seen("1", 0.7), total=seen("0"))
    assert verdicts(figures) == ["suspect"] * 5


def proactive(cell: Cell, code: CellCode) -> Figure:
    found = FoundTable(PROACTIVE)
    found.cells = {code: cell}
    figures, _, _ = figures_of(found)
    return next(figure for figure in figures if (figure.row, figure.column) == code)


def test_a_figure_without_equations_needs_two_agreeing_sure_readings() -> None:
    code = ("admin_fees", "amount_wan_yuan")
    assert proactive(seen("96171.6"), code).verdict == "read"
    assert proactive(seen("96171.6", 0.99, "961716", agreed=False), code).verdict == "suspect"
    assert proactive(seen("96171.6", 0.8), code).verdict == "suspect"
    assert proactive(seen("961716", 0.99, agreed=False), code).verdict == "suspect"


def test_a_blank_of_a_picture_is_no_zero_by_itself() -> None:
    figure = proactive(seen("", 1.0), ("licensing", "decisions"))
    assert (figure.value, figure.kind) == (None, "blank")


def test_a_blank_beside_blanks_is_no_zero_though_nothing_adds_up_to_nothing() -> None:
    figures = review(**{column: seen("", 1.0) for column in ROW})
    assert [figures[column].value for column in ROW] == [None] * 5


def test_a_blank_is_zero_where_agreed_numbers_show_it() -> None:
    figures = review(upheld=seen("3"), corrected=seen("", 1.0), total=seen("3"))
    assert (figures["corrected"].value, figures["corrected"].kind) == (Decimal(0), "blank")


def test_a_blank_that_may_hold_unseen_ink_takes_no_part_in_that() -> None:
    figures = review(upheld=seen("3"), corrected=seen("", 0.3, agreed=False), pending=seen("", 1.0), total=seen("3"))
    assert figures["pending"].value is None


def test_a_misread_header_of_a_picture_is_put_right_and_reported() -> None:
    labels = [column.zh for column in REVIEW.columns] * 3
    labels[4], labels[6] = "总il", "结果剂d"
    tops = ["行政v议", "未经复议成按起诉", "复议后起诉"]
    cells = [Cell(0, 5 * i, text, column_span=5, sight=Sight(0.4)) for i, text in enumerate(tops)]
    cells += [Cell(1, i, text, sight=Sight(0.4)) for i, text in enumerate(labels)]
    cells += [Cell(2, i, "0", sight=AGREED) for i in range(15)]
    report = recognize(Document("image", (Table(tuple(cells), 3, 15),)))
    assert sum(figure.value == 0 for figure in report.figures) == 15
    assert [issue.code for issue in report.issues if "总il" in issue.message] == ["label_misread"]


def test_the_labels_of_printed_text_are_never_put_right_by_likeness() -> None:
    cells = [Cell(0, 0, "结果剂d"), Cell(0, 1, "0")]
    report = recognize(Document("html", (Table(tuple(cells), 1, 2),)))
    assert not [issue for issue in report.issues if issue.code == "label_misread"]

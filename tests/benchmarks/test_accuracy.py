"""The measurement itself is measured: the corpus says what it prints, and the score can fail."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from html import unescape
from itertools import product
from pathlib import Path
from random import Random

import openpyxl
import pypdfium2
import pytest

from extractors.document import Issue
from extractors.identities import evaluate, evaluate_one
from extractors.layouts import load_layouts
from extractors.report import Figure, Report, Verdict
from tests.benchmarks.accuracy.corpus.borders import cuts_by_sum, open_cells
from tests.benchmarks.accuracy.corpus.figures import SIZES, fill
from tests.benchmarks.accuracy.corpus.kinds import ANY, BORN_DIGITAL, HARD_SCAN, KINDS
from tests.benchmarks.accuracy.corpus.model import Box, Key, Made, Paper, Truth
from tests.benchmarks.accuracy.corpus.papers import FORMS, Recipe, make_paper
from tests.benchmarks.accuracy.corpus.printing import Style
from tests.benchmarks.accuracy.corpus.store import ensure, seeds_of, truth_from_json, truth_json
from tests.benchmarks.accuracy.score import compare, lost, score_of
from tests.benchmarks.accuracy.tables import Row, percent

PRINTED = Recipe(style=Style(), mistake=0.0)
CHEAP = ("html_plain", "html_word", "html_nested", "html_gbk", "html_inputs", "html_divs", "html_2014", "html_fujian", "md",
         "txt", "pdf_ruled", "pdf_split_rows", "pdf_rotated", "xlsx", "ofd", "docx_2014")  # fmt: skip
NEW_TOTAL: Key = ("applications", "new_received", "total")


def text_in(made: Made) -> str:
    """The characters that stand in a file, by means that the readers do not use."""
    if made.suffix in ("html", "md", "txt"):
        text = made.data.decode("gb18030" if b"\xc4\xea" in made.data else "utf-8")
        return unescape(re.sub(r'<[^>]*?value="([^"]*)"[^>]*>', r" \1 ", text).replace(">", "> "))
    if made.suffix == "pdf":
        return " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made.data))
    if made.suffix == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(made.data))
        return " ".join(str(c.value) for s in book.worksheets for r in s.iter_rows() for c in r if c.value is not None)
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        return " ".join(archive.read(n).decode() for n in archive.namelist() if n.endswith(".xml")).replace("<", " <")


def printed_values(paper: Paper) -> list[Box]:
    return [box for sheet in paper.sheets() for box in sheet.boxes if box.role == "value"]


def report_of(truth: Truth, *, verdict: Verdict = "proved", issues: tuple[Issue, ...] = ()) -> Report:
    """A reading that gives every figure as it is printed."""
    figures = tuple(
        Figure(*key, values[0], "number", str(values[0]), "件", "", verdict=verdict)
        for key, values in truth.cells.items()
    )
    return Report(
        status="read", title="", organ=truth.organ, year=truth.year, scope=None, published="", witnesses=(), tables=(),
        figures=figures, sections=(), identities=(), issues=issues,
    )  # fmt: skip


def with_figure(report: Report, key: Key, **changes: object) -> Report:
    figures = tuple(
        replace(f, **changes) if (f.table, f.row, f.column) == key else f  # type: ignore[arg-type]
        for f in report.figures
    )
    return replace(report, figures=figures)


@pytest.fixture(scope="module")
def truth() -> Truth:
    return make_paper(PRINTED, 1, form="2021").truth


@pytest.mark.parametrize("name", sorted(load_layouts()))
def test_generated_figures_satisfy_every_identity_of_their_layout(name: str) -> None:
    layout = load_layouts()[name]
    for seed, size in product(range(10), SIZES.values()):
        figures = fill(layout, Random(seed), size)
        assert set(figures) == set(layout.cells())
        assert {result.status for result in evaluate(layout, figures)} == {"pass"}


@pytest.mark.parametrize("form", sorted(FORMS))
def test_the_truth_is_what_stands_in_the_boxes(form: str) -> None:
    paper = make_paper(Recipe(style=Style(), mistake=1.0), 7, form=form)
    boxes = {box.key: box for box in printed_values(paper)}
    assert set(boxes) == set(paper.truth.cells)
    for key, values in paper.truth.cells.items():
        box = boxes[key]
        number = box.text.removesuffix("元").removesuffix("万")
        factor = 10_000 if box.text.endswith("万元") else 1
        assert values == (Decimal(number) * factor,), key


def test_a_publishers_mistake_is_printed_and_true_as_printed() -> None:
    layout = load_layouts()["applications_2021"]
    broken = 0
    for seed in range(20):
        cells = make_paper(Recipe(style=Style(), mistake=1.0), seed, form="2021").truth.cells
        values = {(row, column): cells["applications", row, column][0] for row, column in layout.cells()}
        broken += any(evaluate_one(rule, values).status == "fail" for rule in layout.identities)
    assert broken == 20


def test_a_blank_zero_may_be_read_as_nothing_or_zero_but_a_blank_total_beside_figures_only_as_nothing() -> None:
    cells = make_paper(Recipe(style=Style(zero="", has_blank_totals=True), mistake=0.0), 3, form="2021").truth.cells
    totals = {cells["applications", row.code, "total"] for row in load_layouts()["applications_2021"].rows if row.group}
    assert totals == {(None,), (Decimal(0), None)}


@pytest.mark.parametrize("name", CHEAP)
def test_the_printed_values_stand_in_the_bytes(name: str) -> None:
    kind = replace(KINDS[name], recipe=replace(KINDS[name].recipe, style=Style()))
    seed = 11
    [made] = kind.make([seed])
    paper = kind.paper(kind.recipe, seed)
    wanted = Counter(f"{Decimal(v.text):f}" for v in printed_values(paper) if not v.text.endswith("元"))
    found = Counter(re.findall(r"(?<![\d.])[+-]?\d+(?:\.\d+)?(?![\d.])", text_in(made)))
    merged = Counter({f"{Decimal(text):f}": 0 for text in found})
    for text, count in found.items():
        merged[f"{Decimal(text):f}"] += count
    assert wanted
    assert wanted - merged == Counter()


def test_every_kind_has_a_recipe_that_prints_a_report() -> None:
    assert len(KINDS) >= 40
    assert 8 * len(KINDS) >= 400
    for kind in KINDS.values():
        paper = kind.paper(kind.recipe, seeds_of(kind.name, 1)[0])
        assert kind.truth(paper)[0].cells or not kind.recipe.has_tables
        assert paper.organ == paper.truth.organ


def test_the_same_seed_makes_the_same_paper() -> None:
    assert make_paper(ANY, 5) == make_paper(ANY, 5)
    assert make_paper(ANY, 5) != make_paper(ANY, 6)


def test_documents_are_made_once_and_kept_with_their_truth(tmp_path: Path) -> None:
    kind, seeds = KINDS["html_lost"], [1, 2]
    first = ensure(kind, seeds, tmp_path)
    changed = replace(kind, render=lambda papers: [b"" for _ in papers])
    assert ensure(changed, seeds, tmp_path) == first
    assert all(truth_from_json(truth_json(t)) == t for _, made in first for t in made.truths)


def test_digits_run_together_are_cut_only_by_their_sum() -> None:
    assert list(cuts_by_sum("230000023", 7)) == [(23, 0, 0, 0, 0, 0, 23)]
    assert len(list(cuts_by_sum("121010014", 7))) == 3
    assert list(cuts_by_sum("1234", 2)) == []


def test_cells_that_lost_borders_leave_open_are_those_with_two_readings() -> None:
    paper = make_paper(replace(KINDS["html_lost"].recipe, forms=("2021",)), 12)
    rows = {key[1] for key in open_cells(paper) if key[0] == "applications"}
    for row in rows:
        digits = "".join(b.text for b in printed_values(paper) if b.key and b.key[:2] == ("applications", row))
        assert len(list(cuts_by_sum(digits, 7))) != 1
    assert ("proactive", "licensing", "decisions") not in open_cells(paper)


def test_a_true_reading_is_right(truth: Truth) -> None:
    score = compare(report_of(truth), [truth])
    assert (score.exact, score.cells, score.missing, score.flagged, score.silent) == (200, 200, 0, 0, 0)
    assert score.is_right
    assert score.is_organ_right
    assert Row("k", "", BORN_DIGITAL, [score]).is_met


@pytest.mark.parametrize("verdict", ["proved", "read"])
def test_a_wrong_value_with_a_good_verdict_is_silent(truth: Truth, verdict: Verdict) -> None:
    report = with_figure(report_of(truth), NEW_TOTAL, value=Decimal(123_456_789), verdict=verdict)
    score = compare(report, [truth])
    assert (score.exact, score.silent, score.flagged) == (199, 1, 0)
    assert not Row("k", "", HARD_SCAN, [score]).is_met


def test_a_vague_warning_is_no_flag_but_one_that_names_the_cell_is(truth: Truth) -> None:
    wrong = with_figure(report_of(truth), NEW_TOTAL, value=Decimal(9_999_999))
    vague = replace(wrong, issues=(Issue("x", "warning", "the applications table may be damaged"),))
    named = replace(wrong, issues=(Issue("x", "warning", "applications.new_received.total: 9999999 by one engine"),))
    quiet = replace(wrong, issues=(Issue("x", "info", "applications.new_received.total: 9999999 by one engine"),))
    longer = replace(wrong, issues=(Issue("x", "warning", "applications.new_received.total_2 differs"),))
    assert [compare(r, [truth]).silent for r in (vague, named, quiet, longer)] == [1, 0, 1, 1]


def test_a_failing_sum_flags_its_figures(truth: Truth) -> None:
    wrong = with_figure(report_of(truth), NEW_TOTAL, value=Decimal(9_999_999))
    layout = load_layouts()["applications_2021"]
    values = {(f.row, f.column): f.value for f in wrong.figures if f.table == "applications"}
    score = compare(replace(wrong, identities=tuple(evaluate(layout, values))), [truth])
    assert (score.silent, score.flagged) == (0, 1)
    assert not Row("k", "", BORN_DIGITAL, [score]).is_met, "born-digital text is never wrong, flagged or not"


def test_a_figure_that_the_document_does_not_print_is_wrong(truth: Truth) -> None:
    extra = Figure("applications", "other_handling", "total", Decimal(4), "number", "4", "件", "applications_2019")
    report = report_of(truth)
    assert compare(replace(report, figures=(*report.figures, extra)), [truth]).silent == 1


def test_no_value_is_missing_and_zero_for_a_missing_value_is_wrong(truth: Truth) -> None:
    assert compare(with_figure(report_of(truth), NEW_TOTAL, value=None, verdict="missing"), [truth]).missing == 1
    blank = Truth(truth.organ, truth.year, {**truth.cells, NEW_TOTAL: (None,)})
    assert compare(with_figure(report_of(truth), NEW_TOTAL, value=Decimal(0)), [blank]).silent == 1


def test_a_report_without_the_figure_has_not_read_its_empty_cell(truth: Truth) -> None:
    blank = Truth(truth.organ, truth.year, dict.fromkeys(truth.cells, (Decimal(0), None)))
    nothing = replace(report_of(truth), figures=())
    assert compare(nothing, [blank]).missing == 200
    read = replace(nothing, figures=tuple(replace(f, value=None, kind="blank") for f in report_of(truth).figures))
    assert compare(read, [blank]).is_right


def test_an_open_cell_may_be_missing_but_not_guessed(truth: Truth) -> None:
    open_truth = replace(truth, open_cells=frozenset((NEW_TOTAL,)))
    assert compare(with_figure(report_of(truth), NEW_TOTAL, value=None), [open_truth]).missing == 0
    assert compare(with_figure(report_of(truth), NEW_TOTAL, value=Decimal(8_888_888)), [open_truth]).silent == 1


def test_of_two_reports_in_a_file_the_one_is_meant_whose_organ_and_year_are_given(truth: Truth) -> None:
    before = make_paper(PRINTED, 99, form="2021", organ=truth.organ, year=truth.year - 1).truth
    assert compare(report_of(before), [truth, before]).is_right
    assert not compare(replace(report_of(before), year=truth.year), [truth, before]).is_right


def test_a_crash_is_a_missed_target_and_not_a_missing_row(truth: Truth) -> None:
    score = lost([truth], 1, "crashed", "exit code -9")
    assert (score.missing, score.cells) == (200, 200)
    assert not Row("k", "", HARD_SCAN, [score]).is_met
    assert score_of(score.to_json()) == score


def test_a_share_is_never_rounded_up_to_all() -> None:
    assert percent(1.0) == "100"
    assert percent(0.999999) == "99.99"

"""A second, independent reading of a document where the first leaves a doubt: whose mistake is it?

Doubt is a broken equation, a cell that was not read, or a label that was only nearly known. Where both engines read the
same figures, the printed arithmetic is wrong (``source_error``). Where they differ the identities decide: a reading that
makes the equations of a figure hold is taken, and the figure is proved by them. Where no identity can decide, nobody
knows, and the figure is ``suspect``. Printed text is never corrected: a value is always one that an engine read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from importlib import import_module
from typing import cast

from extractors.document import Document, Issue, MediaKind
from extractors.identities import evaluate
from extractors.layouts import CellCode, load_layouts
from extractors.recognize import Hints, recognize
from extractors.recognize.parts import Part
from extractors.report import Figure, IdentityResult, Report, Verdict
from nianbao.errors import ReadError

SECOND_READERS: dict[MediaKind, str] = {
    "pdf": "extractors.readers.pdf_plumber",
    "html": "extractors.readers.html_second",
    "docx": "extractors.readers.docx_second",
}
"""Module with ``read_second(data, pages) -> Document`` of each format that has a second engine. ``pages`` are the numbers
of the pages that matter, None for all; formats without pages ignore it."""

DOUBTFUL_ISSUES = frozenset(("label_near", "label_missing", "columns_disagree", "row_cells", "unknown_row"))
SecondReader = Callable[[bytes, Collection[int] | None], Document]
Key = tuple[str, str, str]
Readings = Mapping[Key, Figure]


@dataclass(frozen=True, slots=True)
class Settled:
    """One figure after both readings, and what is to be said of it (None: nothing)."""

    figure: Figure
    issue: Issue | None = None


def confirm(
    report: Report,
    data: bytes,
    hints: Hints,
    part: Part | None = None,
    kind: MediaKind = "pdf",
) -> Report:
    """The report with its doubtful figures settled by a second engine, where the format has one.

    Args:
        part: the report in a file that holds several: only its own pages are read again.
        kind: the format of ``data``.

    Reports without a doubt come back as they are, without the cost of a second reading.
    """
    if kind not in SECOND_READERS or not is_doubtful(report):
        return report
    try:
        document = _second_reader(kind)(data, _pages(report, part))
    except ReadError as error:
        issue = Issue("no_second_reading", "info", f"the second engine could not read the file: {error.reason}")
        return replace(report, issues=(*report.issues, issue))
    second = recognize(document if part is None else part.again(document), hints)
    layouts = {table.table: table.layout for table in second.tables}
    other = {_key(f): f for f in second.figures if f.value is not None and layouts.get(f.table) == f.layout}
    return settle(report, other)


def is_doubtful(report: Report) -> bool:
    """Whether a second reading could tell more: printed text with a broken equation, a lost cell or a doubtful label."""
    # What was read from a picture has no text layer that a second engine could read.
    printed = {_name(figure) for figure in report.figures if figure.origin == "text"}
    if any(r.relation == "=" and printed.intersection(r.figures) for r in report.findings()):
        return True
    if not printed or not report.tables:
        return False
    return any(map(_is_lost, report.figures)) or any(issue.code in DOUBTFUL_ISSUES for issue in report.issues)


def _is_lost(figure: Figure) -> bool:
    """Whether a value was not read; a cell that was printed empty is not lost."""
    return figure.value is None and (figure.kind == "text" or not (figure.raw or figure.place.describe()))


def _second_reader(kind: MediaKind) -> SecondReader:
    return cast(SecondReader, import_module(SECOND_READERS[kind]).read_second)


def _pages(report: Report, part: Part | None) -> Collection[int] | None:
    """The pages of the report's tables and those beside them, as far as they are its own; None where there are none."""
    pages = {figure.place.page for figure in report.figures if figure.place.page is not None}
    own = part.pages() if part is not None else None
    if not pages:
        return own
    first, end = min(pages) - 1, max(pages) + 2
    return range(first, end) if own is None else range(max(first, own.start), min(end, own.stop))


def settle(report: Report, other: Readings) -> Report:
    """The report with each figure settled between the first reading and another one (figures by their codes)."""
    figures: list[Figure] = []
    identities: list[IdentityResult] = []
    issues: list[Issue] = []
    for layout_id in dict.fromkeys(figure.layout for figure in report.figures):
        own = [figure for figure in report.figures if figure.layout == layout_id]
        chosen, results = _choose(own, [one for one in report.identities if one.layout == layout_id], other)
        doubted = _differing(own, other, results)
        settled = [_settled(first, second, other, results, doubted) for first, second in zip(own, chosen, strict=True)]
        figures += [one.figure for one in settled]
        issues += [one.issue for one in settled if one.issue is not None]
        identities += results
    return replace(report, figures=tuple(figures), identities=tuple(identities), issues=(*report.issues, *issues))


def _choose(
    own: list[Figure], results: list[IdentityResult], other: Readings
) -> tuple[list[Figure], list[IdentityResult]]:
    """The figures of one table with the other reading wherever it makes the equations of a figure hold."""
    for wanted in (_is_lost, _is_printed):
        taken = [
            _taken(figure, other) if wanted(figure) and not _is_held(figure, results) else figure for figure in own
        ]
        while taken != own:
            trial = _evaluate(taken)
            kept = [
                new if new is old or _is_held(new, trial) else old for old, new in zip(own, taken, strict=True)
            ]  # fmt: skip
            if kept == taken:
                own, results = taken, trial
            taken = kept
    return own, results


def _is_printed(figure: Figure) -> bool:
    return figure.value is not None and figure.origin == "text"


def _taken(figure: Figure, other: Readings) -> Figure:
    """The figure as the other engine read it, where that gives another value."""
    second = other.get(_key(figure))
    if second is None or second.value == figure.value:
        return figure
    return replace(second, verdict=figure.verdict)


def _evaluate(figures: Collection[Figure]) -> list[IdentityResult]:
    values: dict[CellCode, Decimal | None] = {(figure.row, figure.column): figure.value for figure in figures}
    layout = next(figure.layout for figure in figures)
    return evaluate(load_layouts()[layout], values)


def _is_held(figure: Figure, results: Collection[IdentityResult]) -> bool:
    """Whether an equation over the figure holds and none fails."""
    own = [result for result in results if result.relation == "=" and _name(figure) in result.figures]
    return any(r.status == "pass" for r in own) and not any(r.status == "fail" for r in own)


def _differing(own: Collection[Figure], other: Readings, results: Collection[IdentityResult]) -> set[str]:
    """Figures of broken equations in which the readings do not agree on every term: nobody knows whose mistake those are."""
    agreed = {_name(f) for f in own if (second := other.get(_key(f))) is not None and second.value == f.value}
    broken = [result for result in results if result.status == "fail" and result.relation == "="]
    return {name for result in broken if not agreed.issuperset(result.figures) for name in result.figures}


def _settled(
    first: Figure, chosen: Figure, other: Readings, results: Collection[IdentityResult], doubted: Collection[str]
) -> Settled:
    second = other.get(_key(first))
    place = first.place.describe()
    if chosen is not first:
        text = f"{_name(first)}: {_shown(first)} by the first engine; {chosen.value} by the second makes its equations hold"
        return Settled(replace(chosen, verdict="proved"), Issue("second_engine", "info", text, place))
    if first.origin == "image" or first.value is None:
        return Settled(first)
    is_broken = any(r.status == "fail" and r.relation == "=" and _name(first) in r.figures for r in results)
    if second is not None and second.value == first.value:
        is_publishers = is_broken and first.verdict == "suspect" and _name(first) not in doubted
        return Settled(replace(first, verdict="source_error") if is_publishers else first)
    if _is_held(first, results):
        return Settled(replace(first, verdict=_better(first.verdict)))
    if not is_broken and second is None:
        return Settled(first)
    text = f"{_name(first)}: {_shown(first)} by one engine, {'no value' if second is None else second.value} by another"
    return Settled(replace(first, verdict="suspect"), Issue("readings_differ", "warning", text, place))


def _better(verdict: Verdict) -> Verdict:
    """A figure that was in a broken equation is proved once a figure beside it was settled."""
    return "proved" if verdict == "suspect" else verdict


def _shown(figure: Figure) -> str:
    return "no value" if figure.value is None else repr(figure.raw)


def _key(figure: Figure) -> Key:
    return figure.table, figure.row, figure.column


def _name(figure: Figure) -> str:
    return f"{figure.table}.{figure.row}.{figure.column}"

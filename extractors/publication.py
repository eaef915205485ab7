"""Readings of the documents of one publication -> the reports in it, each from all its documents.

A page carries title and date and its attachment the tables; a page and its attachment print the same tables, one as
text and one as a picture; an archive holds the reports of many organs. Documents are put together by the organ and the
year they name themselves. Values are never mixed: each table comes from one document, the others are its witnesses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extractors.document import Issue
from extractors.recognize.claim_checks import settle_claims
from extractors.recognize.witnesses import is_same_organ
from extractors.report import Figure, ReadingStatus, Report
from extractors.titles import TitleReading, parse_title

_RANK: dict[ReadingStatus, int] = {
    "read": 5, "partial": 4, "unknown_layout": 3, "no_tables": 2, "not_a_report": 1, "unreadable": 0
}  # fmt: skip
_WITH_FIGURES = _RANK["partial"]
# The document itself does not say whose it is.
_WEAK_ORGAN = {"organ_unknown", "organ_from_hint"}
_MOST_NAMED = 3
_LEAST_COMMON = 5

Values = Mapping[tuple[str, str, str], Decimal | None]


@dataclass(frozen=True, slots=True)
class Reading:
    """One report as one document has it.

    Attributes:
        blob: index of the blob. ``document``: number of the document among all of the publication; the reports of one
            document are never put together.
        is_beside_page: the document is of the pictures that stand in a page.
        is_member: it is one of several files in an archive.
    """

    report: Report
    blob: int
    document: int
    is_beside_page: bool = False
    is_member: bool = False

    def has_figures(self) -> bool:
        return _RANK[self.report.status] >= _WITH_FIGURES

    def is_named(self) -> bool:
        """Whether the document itself says whose report it is, and of which year."""
        report = self.report
        return bool(report.organ) and report.year is not None and not {i.code for i in report.issues} & _WEAK_ORGAN

    def is_picture(self) -> bool:
        return any(figure.origin == "image" for figure in self.report.figures)


@dataclass(frozen=True, slots=True)
class Combined:
    """One report of a publication, and the index of the blob its figures came from."""

    report: Report
    blob: int


def combine(readings: Sequence[Reading], list_title: str = "", page_title: str = "") -> tuple[Combined, ...]:
    """The reports of a publication, the main one first: that of the organ and year the list names, else the page's title.

    Where neither names one, the latest of one organ's reports (last year's may be printed first), else the first one.
    The first reading is that of the page. Readings without figures complete the only report.
    """
    groups = _groups(readings)
    if len(groups) == 1:
        return (_combined(groups[0], readings[0].report),)
    named_by = [parse_title(title) for title in (list_title, page_title) if title]
    wanted = next((one for one in named_by if one.organ or one.year is not None), parse_title(list_title))
    is_one_organ = _is_one_organ(groups)
    main = min(groups, key=lambda group: _distance(_leader(group), wanted, is_one_organ))
    groups = [main, *(group for group in groups if group is not main)]
    combined = [_combined(group if is_one_organ else _with_own_name(group), None) for group in groups]
    page = readings[0].report
    named = "、".join(f"{one.report.organ or '?'} {one.report.year or '?'}" for one in combined[1:])
    issue = Issue("several_reports", "info", f"this publication holds {len(combined) - 1} more: {named}")
    first = replace(combined[0].report, issues=(*combined[0].report.issues, *_unreadable(readings), issue))
    return tuple(
        replace(one, report=_dated(report, page))
        for one, report in zip(combined, [first, *(one.report for one in combined[1:])], strict=True)
    )


def _groups(readings: Sequence[Reading]) -> list[list[Reading]]:
    """Readings by report. One that names no organ or year of its own joins the only report, or one of the same figures."""
    groups: list[list[Reading]] = []
    later: list[Reading] = []
    for reading in readings:
        if not reading.has_figures() or not reading.is_named():
            later.append(reading)
            continue
        home = next((group for group in groups if _is_same_report(group, reading)), None)
        if home is None:
            groups.append([reading])
        else:
            home.append(reading)
    unnamed = [reading for reading in later if reading.has_figures()]
    for reading in unnamed:
        is_sure = len(groups) == 1 and not reading.is_member
        home = groups[0] if is_sure and all(one.document != reading.document for one in groups[0]) else None
        home = home or next((g for g in groups if _prints_the_same(g[0].report, reading.report)), None)
        if home is None:
            groups.append([reading])
        else:
            home.append(reading)
    rest = [reading for reading in later if not reading.has_figures()]
    if not groups:
        return [rest]
    if len(groups) == 1:
        groups[0] += rest
    return groups


def _is_same_report(group: Sequence[Reading], reading: Reading) -> bool:
    one, other = group[0].report, reading.report
    if any(member.document == reading.document for member in group):
        return False
    if one.year == other.year:
        short, long = sorted((one.organ, other.organ), key=len)
        if long.endswith(short):
            return True
    elif not is_same_organ(one.organ, other.organ):
        return False
    # 县人民政府 and 县人民政府办公室, or a misprinted year: the figures tell
    return is_same_organ(one.organ, other.organ) and _prints_the_same(one, other)


def _leader(group: Sequence[Reading]) -> Reading:
    """The reading with the figures to keep: text before pictures, the more complete before the others."""
    return min(
        group,
        key=lambda reading: (
            not reading.has_figures(), reading.is_picture(), -_RANK[reading.report.status], -len(reading.report.figures),
            not reading.is_named(), reading.document,
        ),
    )  # fmt: skip


def _combined(group: Sequence[Reading], page: Report | None) -> Combined:
    leader = _leader(group)
    others = [reading for reading in group if reading is not leader]
    best = leader.report
    report = _complete(best, page) if page is not None and page is not best else best
    for other in others:
        if other.is_beside_page and other.has_figures():
            report = _with_tables_of(report, other.report)
        if other.document != leader.document and other.has_figures():
            report = _settled_by(report, other.report)
    issues = report.issues + _issues_of_others(best, [other.report for other in others])
    return Combined(replace(report, issues=issues, claims=settle_claims(report.claims, report.figures)), leader.blob)


def _complete(best: Report, page: Report) -> Report:
    """What the page knows and the attachment does not: title, organ, year, date; the attachment's own words win."""
    codes = {issue.code for issue in best.issues}
    names_no_organ = bool(codes & _WEAK_ORGAN) and bool(page.organ) and not {i.code for i in page.issues} & _WEAK_ORGAN
    settled = (_WEAK_ORGAN if names_no_organ else set()) | ({"year_unknown"} if page.year is not None else set())
    return replace(
        best,
        title=best.title or page.title,
        organ=page.organ if names_no_organ else best.organ or page.organ,
        year=best.year if best.year is not None else page.year,
        scope=page.scope if names_no_organ else best.scope or page.scope,
        published=page.published or best.published,
        witnesses=(*best.witnesses, *(w for w in page.witnesses if w not in best.witnesses)),
        sections=best.sections if len(best.sections) > 1 else page.sections,
        claims=best.claims if len(best.sections) > 1 or best.claims else page.claims,
        issues=tuple(issue for issue in best.issues if issue.code not in settled),
    )


def _dated(report: Report, page: Report) -> Report:
    """One of several reports with the date of the page, the one thing that a page says of all its documents."""
    return replace(report, published=report.published or page.published)


def _distance(reading: Reading, wanted: TitleReading, is_one_organ: bool) -> tuple[bool, bool, bool, int]:
    """Sort key: the report of the wanted organ and year first, then those that name themselves, then the latest."""
    report = reading.report
    is_wanted = bool(wanted.organ) and report.organ == wanted.organ
    is_of_year = wanted.year in (None, report.year)
    later = -(report.year or 0) if is_one_organ else 0
    return not is_wanted, (is_wanted or is_one_organ) and not is_of_year, not reading.is_named(), later


def _is_one_organ(groups: Sequence[Sequence[Reading]]) -> bool:
    """Reports of one organ over the years: the site may say which organ that is."""
    first, *others = (_leader(group).report for group in groups)
    years = {first.year, *(report.year for report in others)}
    return len(years) == len(groups) and all(is_same_organ(first.organ, report.organ) for report in others)


def _with_own_name(group: Sequence[Reading]) -> list[Reading]:
    """Of several reports none may be called after the site: whose it is must stand in it."""
    named: list[Reading] = []
    for reading in group:
        report = reading.report
        if "organ_from_hint" in {issue.code for issue in report.issues}:
            text = "one of several reports of this publication, and it does not name its organ"
            issues = (
                Issue("organ_unknown", "warning", text),
                *(i for i in report.issues if i.code != "organ_from_hint"),
            )
            report = replace(report, organ="", scope=None, issues=issues)
        named.append(replace(reading, report=report))
    return named


def _with_tables_of(report: Report, pictures: Report) -> Report:
    """The report with the tables that its page shows only as pictures."""
    present = {reading.table for reading in report.tables}
    added = [reading for reading in pictures.tables if reading.table not in present]
    if not added:
        return report
    names = {reading.table for reading in added}
    missing = tuple(f"table {name} " for name in names)
    return replace(
        report,
        tables=(*report.tables, *added),
        figures=(*report.figures, *(figure for figure in pictures.figures if figure.table in names)),
        identities=(*report.identities, *(result for result in pictures.identities if result.table in names)),
        issues=tuple(i for i in report.issues if i.code != "table_missing" or not i.message.startswith(missing)),
    )


def _settled_by(report: Report, other: Report) -> Report:
    """Broken equations whose every figure another document prints alike: the printed arithmetic is wrong."""
    values = _values(other)
    by_name = {f"{figure.table}.{figure.row}.{figure.column}": figure for figure in report.figures}
    settled: set[str] = set()
    for finding in report.findings():
        figures = [by_name[name] for name in finding.figures if name in by_name]
        if (
            finding.relation == "="
            and len(figures) == len(finding.figures)
            and all(_agrees(f, values) for f in figures)
        ):
            settled.update(finding.figures)
    return replace(
        report,
        figures=tuple(
            replace(figure, verdict="source_error")
            if figure.verdict == "suspect" and f"{figure.table}.{figure.row}.{figure.column}" in settled
            else figure
            for figure in report.figures
        ),
    )


def _agrees(figure: Figure, values: Values) -> bool:
    return figure.value is not None and values.get((figure.table, figure.row, figure.column)) == figure.value


def _issues_of_others(best: Report, others: Sequence[Report]) -> tuple[Issue, ...]:
    """What the other documents of the report could not give, or say otherwise than the one with the figures."""
    issues = [issue for other in others if other.status == "unreadable" for issue in other.issues]
    years = [other.year for other in others if other.year is not None and other.year != best.year]
    organs = [other.organ for other in others if other.organ and not is_same_organ(other.organ, best.organ)]
    if best.year is not None and years:
        text = f"the document with the figures is of {best.year}, another one of this publication of {years[0]}"
        issues.append(Issue("documents_differ_year", "warning", text))
    if best.organ and organs:
        text = f"the document with the figures is of {best.organ}, another one of this publication of {organs[0]}"
        issues.append(Issue("documents_differ_organ", "warning", text))
    for other in others:
        if differing := _difference(best, other):
            text = f"two documents of this publication print different figures: {differing}"
            issues.append(Issue("documents_differ", "warning", text))
    return tuple(issues)


def _prints_the_same(one: Report, other: Report) -> bool:
    """Whether two readings are of one report by their figures alone; those of two idle offices are all zero."""
    values, others = _values(one), _values(other)
    common = [value for key, value in values.items() if value and others.get(key) == value]
    return len(common) >= _LEAST_COMMON and not _difference(one, other)


def _difference(one: Report, other: Report) -> str:
    """The first figures that both reports give and give differently, "" where there are none."""
    values, others = _values(one), _values(other)
    differing = [
        f"{'.'.join(key)} {value} / {others[key]}"
        for key, value in values.items()
        if value is not None and others.get(key) not in (None, value)
    ]
    more = f" and {len(differing) - _MOST_NAMED} more" if len(differing) > _MOST_NAMED else ""
    return ", ".join(differing[:_MOST_NAMED]) + more


def _values(report: Report) -> Values:
    return {(figure.table, figure.row, figure.column): figure.value for figure in report.figures}


def _unreadable(readings: Sequence[Reading]) -> list[Issue]:
    return [issue for reading in readings if reading.report.status == "unreadable" for issue in reading.report.issues]

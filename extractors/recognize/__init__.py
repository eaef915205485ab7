"""Document -> Report: find the official tables by their labels, name every cell, split the text, ask who and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.document import Document, Issue, Table
from extractors.layouts import Layout
from extractors.normalize import one_line
from extractors.recognize.bands import read_bands
from extractors.recognize.by_sentence import tables_by_sentence
from extractors.recognize.claim_checks import settle_claims
from extractors.recognize.claims import read_claims
from extractors.recognize.counters import without_counters
from extractors.recognize.figures import figures_of
from extractors.recognize.flat import read_flat, running_texts
from extractors.recognize.found import FoundTable
from extractors.recognize.grid import GridRow, grid_rows
from extractors.recognize.header_path import read_header_path
from extractors.recognize.labels import labels_of, layouts_of
from extractors.recognize.matrix import read_matrix
from extractors.recognize.misread import with_known_labels
from extractors.recognize.passages import sentences_of
from extractors.recognize.sections import split_sections
from extractors.recognize.segments import Segment, is_whole_form, label_hits, segment_rows, stand_together
from extractors.recognize.stated_units import apply_stated_units
from extractors.recognize.witnesses import Hints, ReportIdentity, identify
from extractors.recognize.year_sides import one_side
from extractors.recognize.years import of_own_year
from extractors.report import Figure, IdentityResult, ReadingStatus, Report, TableReading
from extractors.values import looks_like_value, parse_value

__all__ = ["Hints", "recognize"]

ANNUAL_TABLES = ("proactive", "applications", "review_litigation")
OFFICIAL_TABLES = (*ANNUAL_TABLES, "stats_2014", "stats_provincial")
_SHAPES = {"matrix": read_matrix, "bands": read_bands, "header_path": read_header_path}


def recognize(document: Document, hints: Hints | None = None) -> Report:
    """Read a document as an annual report. Never raises for odd content: what was not understood is an issue."""
    hints = hints or Hints()
    document = one_side(document, hints)
    sections = split_sections(document.texts())
    document, identity = of_own_year(document, identify(document, sections, hints))
    document = with_known_labels(document)
    rows = grid_rows(document)
    segmentation = segment_rows(rows)
    issues: list[Issue] = []
    in_grids, second_at = _read_tables(document, segmentation.segments, issues)
    if second_at is not None:
        identity = _identity_before(document, second_at, hints)
    found = _with_flat_tables(document, in_grids)
    # A reader that knows no form can only say that a table was run together; here it was parted again.
    is_parted = len(found) > len(in_grids)
    issues = [i for i in document.issues if not (is_parted and i.code == "table_flattened")] + issues
    issues += apply_stated_units(document, found)
    figures: list[Figure] = []
    identities: list[IdentityResult] = []
    for table in found:
        table_figures, results, table_issues = figures_of(table)
        figures += table_figures
        identities += results
        issues += table.issues + table_issues
    issues += _unknown_tables(segmentation.unknown)
    sentences = sentences_of(document.texts())
    claims = read_claims(sentences, identity.year, identity.scope)
    is_left_aside = any(issue.code == "other_year_table" for issue in identity.issues)
    if not is_left_aside and not _unknown_tables(segmentation.unknown):
        by_sentence, unclear = tables_by_sentence(
            document, sentences, found, claims, identity.year, identity.scope, identity.organ
        )
        issues += unclear
        for replaced in by_sentence:
            found.append(replaced.found)
            figures += replaced.figures
            issues.append(replaced.issue)
    issues += _missing_tables(found)
    return Report(
        status=_status(found, figures, segmentation.unknown),
        title=identity.title,
        organ=identity.organ,
        year=identity.year,
        scope=identity.scope,
        published=identity.published,
        witnesses=identity.witnesses,
        tables=tuple(_table_reading(table) for table in found),
        figures=tuple(figures),
        sections=tuple(sections),
        identities=tuple(identities),
        issues=(*identity.issues, *issues),
        claims=settle_claims(claims, figures),
    )


def _identity_before(document: Document, table_no: int, hints: Hints) -> ReportIdentity:
    """Who and when, by what stands before a second copy of a form: what follows it may be another organ's report."""
    tables = [index for index, block in enumerate(document.blocks) if isinstance(block, Table)]
    own = replace(document, blocks=document.blocks[: tables[table_no]])
    return identify(own, split_sections(own.texts()), hints)


def _read_tables(
    document: Document, segments: Sequence[Segment], issues: list[Issue]
) -> tuple[list[FoundTable], int | None]:
    """The best reading of each official table, in the order of the form; a second copy is reported, not mixed in.

    Of two copies that stand together none is read: they are of one report, and what each is of is not told. The second
    value is the number of the table in which the first second copy of another report begins, None without one.
    """
    second_at: list[int] = []
    best: dict[str, FoundTable] = {}
    last_of: dict[str, int] = {}  # number of the table in which each of the best ends
    paired: set[str] = set()
    unreadable: list[tuple[Segment, FoundTable]] = []
    for segment in segments:
        candidate = _best_layout(layouts_of(segment.table), segment)
        if not candidate.cells:
            unreadable.append((segment, candidate))
            continue
        place = segment.rows[0].place()
        if segment.table not in best and second_at:
            text = f"{candidate.layout.zh} stands behind a second copy of another table and may be of another report; it was left aside"
            issues.append(Issue("after_second_table", "error", text, place))
            continue
        earlier = best.setdefault(segment.table, candidate)
        end = last_of.setdefault(segment.table, segment.rows[-1].table_no)
        if earlier is candidate or _is_same(earlier, candidate):
            continue
        if _completes(earlier, candidate) and stand_together(document, end, segment.rows[0].table_no):
            earlier.take(candidate)
            last_of[segment.table] = segment.rows[-1].table_no
            continue
        if is_whole_form(segment) and stand_together(document, end, segment.rows[0].table_no):
            paired.add(segment.table)
            last_of[segment.table] = segment.rows[-1].table_no
            text = (
                f"two {candidate.layout.zh} with other values stand together, and nothing tells which is the report's"
            )
            issues.append(Issue("second_table", "error", f"{text}; none was read", place))
        else:
            second_at.append(segment.rows[0].table_no)
            issues.append(
                Issue(
                    "second_table", "warning", f"a second {candidate.layout.zh} with other values was left aside", place
                )
            )
    for segment, candidate in unreadable:
        if segment.table not in best:
            issues += candidate.issues
        elif is_whole_form(segment):
            text = (
                f"another {candidate.layout.zh} could not be read; the figures may be another year's or another organ's"
            )
            second_at.append(segment.rows[0].table_no)
            issues.append(Issue("second_table", "warning", text, segment.rows[0].place()))
    read = [best[table] for table in OFFICIAL_TABLES if table in best and table not in paired]
    return read, min(second_at, default=None)


def _with_flat_tables(document: Document, found: Sequence[FoundTable]) -> list[FoundTable]:
    """The tables found in grids, and those that only running text still holds."""
    by_table = {table.layout.table: table for table in found}
    absent = {table: layouts_of(table) for table in OFFICIAL_TABLES if table not in by_table}
    texts = running_texts(document, [layout for layouts in absent.values() for layout in layouts])
    for table, layouts in absent.items():
        readings = [reading for layout in layouts if (reading := read_flat(layout, texts))]
        if readings:
            by_table[table] = max(readings, key=lambda reading: reading.score())
    return [by_table[table] for table in OFFICIAL_TABLES if table in by_table]


def _best_layout(layouts: Sequence[Layout], segment: Segment) -> FoundTable:
    """The reading of most figures by labels, of the first layout where two read as many.

    A layout that could not do better if it read its every cell is not tried.
    """
    columns = frozenset().union(*(labels_of(layout.id).columns for layout in layouts))
    rows, counters = without_counters(segment.rows, columns)
    readings: dict[str, FoundTable] = {}
    for layout in sorted(layouts, key=lambda layout: -label_hits(layout, rows)):
        if all(len(layout.codes) >= reading.score()[0] for reading in readings.values()):
            readings[layout.id] = _SHAPES[layout.shape](layout, rows)
    best = max((readings[layout.id] for layout in layouts if layout.id in readings), key=lambda one: one.score())
    if counters:
        text = f"{best.layout.zh}: a column that counts the lines ({counters}) was left out"
        best.issues.append(Issue("counter_column", "info", text, rows[0].place()))
    return best


def _is_same(first: FoundTable, second: FoundTable) -> bool:
    return first.layout.id == second.layout.id and all(
        code in first.cells and parse_value(first.cells[code].text).value == parse_value(cell.text).value
        for code, cell in second.cells.items()
    )


def _completes(first: FoundTable, second: FoundTable) -> bool:
    """Whether a second table holds other columns of the same form: a form too wide for its page is set in two."""
    if first.layout.id != second.layout.id or first.layout.shape != "matrix":
        return False
    return {column for _, column in first.cells}.isdisjoint(column for _, column in second.cells)


def _table_reading(found: FoundTable) -> TableReading:
    layout = found.layout
    return TableReading(layout.table, layout.id, layout.era, found.rows_found, len(layout.rows), found.place)


def _unknown_tables(rows: Sequence[GridRow]) -> list[Issue]:
    """One issue for each grid with numbers that belongs to no known form, with the labels that were not understood."""
    issues = []
    for table_no in sorted({row.table_no for row in rows}):
        cells = [cell for row in rows if row.table_no == table_no for _, cell in row.starting]
        numbers = [cell for cell in cells if parse_value(cell.text).kind in ("number", "zero")]
        if len(numbers) < 2:
            continue
        labels = [one_line(cell.text)[:30] for cell in cells if not looks_like_value(cell.text)]
        first = next(row for row in rows if row.table_no == table_no)
        shown = "、".join(labels[:8]) or "none"
        issues.append(
            Issue(
                "unknown_table", "warning", f"a table of no known form; labels not understood: {shown}", first.place()
            )
        )
    return issues


def _missing_tables(found: Sequence[FoundTable]) -> list[Issue]:
    """The official tables that should stand beside those that were found; the statistics to 2018 stand alone."""
    present = {table.layout.table for table in found}
    if not present & set(ANNUAL_TABLES):
        return []
    names = {table: layouts_of(table)[0].zh for table in ANNUAL_TABLES}
    return [
        Issue("table_missing", "warning", f"table {table} ({names[table]}) was not found")
        for table in ANNUAL_TABLES
        if table not in present
    ]


def _status(found: Sequence[FoundTable], figures: Sequence[Figure], unknown: Sequence[GridRow]) -> ReadingStatus:
    if not found:
        return "unknown_layout" if _unknown_tables(unknown) else "no_tables"
    is_whole = not _missing_tables(found) and all(
        figure.value is not None
        or (figure.kind in ("blank", "missing") and figure.raw == "" and figure.place.describe())
        for figure in figures
    )
    return "read" if is_whole and not any(table.unread for table in found) else "partial"

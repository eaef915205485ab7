"""Tables of two years, or of another year -> tables of the report's own year alone.

Some organs print last year's figures beside this year's: two copies of the form in one frame, one form with two halves
of columns, or two columns (or lines) for each measure. Read as they stand such tables mix the years, and all identities
may hold. The columns are told apart by the years printed over them. Where no printed year tells, nothing is read from
the table, and an issue says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from extractors.document import Cell, Document, Issue, Table, TextBlock
from extractors.normalize import label_key, squeeze
from extractors.recognize.halves import column_edges, take
from extractors.recognize.next_form import parted_forms
from extractors.recognize.other_year import without_other_years
from extractors.recognize.witnesses import ReportIdentity
from extractors.recognize.year_copies import Work, has_copies, without_copies
from extractors.recognize.year_labels import (
    THIS_YEAR,
    column_labels,
    doubled,
    hits,
    opens,
    without_years,
    year_lines,
    year_rows,
)
from extractors.report import Witness
from extractors.titles import arabic_years, parse_title
from extractors.values import looks_like_value

_CHANGE = re.compile(r"增减|同比|环比|变化|变动|增幅|增长|差额|比上年|较上年")
_LEAST_HITS = 3

Columns = dict[int, list[int]]


def of_own_year(document: Document, identity: ReportIdentity) -> tuple[Document, ReportIdentity]:
    """Leave in each table with several years the columns of the report's own; of two copies of a form, the own one.

    A table that says it is of another year is left aside first.

    The identity gains the issues, and the year where only the tables print one.
    """
    if identity.year is not None:
        left, issues = without_other_years(document.blocks, identity.year)
        if issues:
            document = replace(document, blocks=tuple(left))
            identity = replace(identity, issues=(*identity.issues, *issues))
    if not any(_may_be_beside(table) for table in document.tables()) and not has_copies(document):
        return document, identity
    work = Work(identity.year)
    blocks: list[TextBlock | Table] = []
    for block in parted_forms(document):
        if isinstance(block, TextBlock):
            blocks.append(block)
            work.note_text(block)
        elif (read := _read(block, blocks, work)) is not None:
            blocks.append(read)
    blocks = without_copies(blocks, work)
    return replace(document, blocks=tuple(blocks)), _settled(identity, work)


def _settled(identity: ReportIdentity, work: Work) -> ReportIdentity:
    issues = [*identity.issues, *work.issues]
    witnesses = identity.witnesses
    if work.years:
        own = work.chosen(work.years)
        others = "、".join(_name(year) for year in sorted(work.years - {own}))
        text = f"tables print {others} beside {_name(own or THIS_YEAR)}; the figures of the other year were left aside"
        issues.append(Issue("other_year_beside", "info", text))
    if identity.year is None and work.own is not None:
        issues = [issue for issue in issues if issue.code != "year_unknown"]
        witnesses = (*witnesses, Witness("year", "table header", str(work.own), "the later of the years in the tables"))
    return replace(identity, year=work.own, witnesses=witnesses, issues=tuple(issues))


def _name(year: int) -> str:
    return {THIS_YEAR: "本年", THIS_YEAR - 1: "上年"}.get(year, str(year))


def _may_be_beside(table: Table) -> bool:
    """A cheap look: labels of a year, or a label of a form twice in one row."""
    return bool(year_rows(table, None)) or bool(year_lines(table, None)) or bool(doubled(table))


def _read(table: Table, above: Sequence[TextBlock | Table], work: Work) -> Table | None:
    """The table of the own year, the table as it is where it has one year, None where nothing can be read from it."""
    is_form = hits(table) >= _LEAST_HITS
    goes_on = work.is_open and not opens(table) and (is_form or table.continues or not work.has_text)
    work.has_text = False
    if is_form and (marks := year_rows(table, work.own)):
        return _cut_columns(table, marks, work)
    if is_form and (lines := year_lines(table, work.own)):
        return _cut_lines(table, lines, work)
    if is_form and (pairs := doubled(table)):
        return _cut_copies(table, pairs, above, work)
    if goes_on:
        return _cut_like_last(table, work)
    work.is_open = False
    return table


def _cut_columns(table: Table, marks: Mapping[int, Mapping[int, int]], work: Work) -> Table | None:
    """Keep the columns under the chosen year; bands repeat their header, so each header counts for the rows below it."""
    years = {year for by_column in marks.values() for year in by_column.values()}
    chosen = work.chosen(years)
    work.is_open, work.last = True, None
    if chosen is None:
        work.unclear(table, f"of {'、'.join(map(_name, sorted(years)))} none of which is the report's year")
        return None
    kept: list[list[int]] = [list(range(table.column_count)) for _ in range(table.row_count)]
    starts = _block_starts(table, sorted(marks))
    for (start, end), row in zip(pairwise([*starts, table.row_count]), sorted(marks), strict=True):
        columns = _columns_by_year(table, range(start, end), marks[row])
        if columns is None or chosen not in columns:
            work.unclear(table, "and its columns cannot be told apart by the years over them")
            return None
        for number in range(start, end):
            kept[number] = columns[chosen]
    work.years |= years
    work.last = (table, kept[-1])
    return take(without_years(table, work.own), kept)


def _block_starts(table: Table, year_rows: Sequence[int]) -> list[int]:
    """First row of each block: the rows of labels above its row of years belong to it."""
    rows = table.rows()
    starts = []
    floor = 0
    for row in year_rows:
        start = row
        while start > floor and not any(cell.text.strip() and looks_like_value(cell.text) for cell in rows[start - 1]):
            start -= 1
        starts.append(start)
        floor = row + 1
    return starts


def _columns_by_year(table: Table, rows: range, marks: Mapping[int, int]) -> Columns | None:
    """The columns of each year's form with the labels that belong to it; None where they cannot be told apart."""
    first, last = min(marks), max(marks)
    texts = _column_texts(table, rows)
    between = [column for column in range(first, last) if column not in marks and texts.get(column)]
    behind = [column for column in range(last + 1, table.column_count) if texts.get(column)]
    shared = [column for column in behind if not any(_CHANGE.search(text) for text in texts[column])]
    if any(not any(label_key(text) in column_labels() for text in texts[column]) for column in shared):
        return None
    columns: Columns = {}
    for column, year in sorted(marks.items()):
        columns.setdefault(year, []).append(column)
    if len({len(own) for own in columns.values()}) > 1 or _has_shared_value(table, rows, marks):
        return None
    leading = list(range(first))
    if not between:
        return {year: sorted([*leading, *own, *shared]) for year, own in columns.items()}
    order = sorted(columns, key=lambda year: columns[year][0])
    if any(columns[left][-1] > columns[right][0] for left, right in pairwise(order)):
        return None
    edges = [-1, *(columns[year][-1] for year in order)]
    return {
        year: [*range(edge + 1, columns[year][0]), *columns[year], *(shared if year == order[-1] else [])]
        for edge, year in zip(edges, order, strict=False)
    }


def _column_texts(table: Table, rows: range) -> dict[int, set[str]]:
    """Squeezed texts of the cells that stand in one column alone."""
    texts: dict[int, set[str]] = {}
    for cell in table.cells:
        if cell.row in rows and cell.column_span == 1 and cell.text.strip():
            texts.setdefault(cell.column, set()).add(squeeze(cell.text))
    return texts


def _has_shared_value(table: Table, rows: range, marks: Mapping[int, int]) -> bool:
    """Whether one printed value stands under two years."""
    return any(
        cell.row in rows and looks_like_value(cell.text) and cell.text.strip()
        and len({marks[c] for c in range(cell.column, cell.column + cell.column_span) if c in marks}) > 1
        for cell in table.cells
    )  # fmt: skip


def _cut_lines(table: Table, lines: Mapping[int, int], work: Work) -> Table | None:
    """Keep the lines of the chosen year where each measure, or the whole form, has a line for each year."""
    chosen = work.chosen(set(lines.values()))
    crossing = any(
        looks_like_value(cell.text) and cell.text.strip()
        and len({lines.get(r) for r in range(cell.row, cell.row + cell.row_span)}) > 1
        for cell in table.cells
    )  # fmt: skip
    work.is_open, work.last = True, None
    if chosen is None or crossing:
        work.unclear(table, "and its lines cannot be told apart by the years beside them")
        return None
    work.years |= set(lines.values())
    every = list(range(table.column_count))
    kept = [every if lines.get(row, chosen) == chosen else [] for row in range(table.row_count)]
    return take(without_years(table, work.own), kept)


def _cut_copies(
    table: Table, pairs: Sequence[Sequence[Cell]], above: Sequence[TextBlock | Table], work: Work
) -> Table | None:
    """Two copies of the form in one frame without a year over them: the titles above tell which is which."""
    work.is_open = True
    earlier, work.last = work.last, None
    start = min(cells[1].column for cells in pairs)
    halves = [list(range(start)), list(range(start, table.column_count))]
    is_cut = all(c.column + c.column_span <= start or c.column >= start for c in table.cells if c.text.strip())
    if not is_cut or any(len(cells) != 2 or cells[0].column >= start for cells in pairs):
        work.unclear(table, "and its copies of the form cannot be told apart")
        return None
    years = _years_above(above)
    if len(years) != 2 and earlier is not None:
        work.last = earlier
        return _cut_like_last(table, work)
    chosen = work.chosen(set(years)) if len(years) == 2 else None
    if chosen is None:
        work.unclear(table, "and no year stands over either")
        return None
    work.years |= set(years)
    columns = halves[years.index(chosen)]
    work.last = (table, columns)
    return take(table, [columns] * table.row_count)


def _years_above(above: Sequence[TextBlock | Table]) -> list[int]:
    """The years of two titles on one line above the table, from left to right; empty where there are none."""
    for block in reversed(above):
        if isinstance(block, TextBlock):
            pieces = [piece for piece in re.split(r"(?<=报告)|(?<=年报)", arabic_years(block.text)) if piece]
            titles = [parse_title(piece) for piece in pieces]
            if len(pieces) == 2 and all(title.is_report and not title.is_sentence for title in titles):
                years = [title.year for title in titles if title.year]
                return years if len(set(years)) == 2 else []
    return []


def _cut_like_last(table: Table, work: Work) -> Table | None:
    """A table that goes on from one that was cut: the same columns, by their place on the page or by their number."""
    columns = None
    if work.last is not None:
        before, kept = work.last
        columns = _same_columns(before, kept, table)
    if columns is None:
        work.last = None
        work.unclear(table, "and does not line up with the part before it")
        return None
    return take(table, [columns] * table.row_count)


def _same_columns(before: Table, kept: Sequence[int], table: Table) -> list[int] | None:
    edges, known = column_edges(table), column_edges(before)
    if len(edges) < table.column_count or len(known) < before.column_count:
        return list(kept) if table.column_count == before.column_count else None
    columns = []
    for column, (left, right) in sorted(edges.items()):
        middle = (left + right) / 2
        under = [number for number, (x0, x1) in known.items() if x0 <= middle <= x1]
        if len(under) != 1:
            return None
        if under[0] in kept:
            columns.append(column)
    return columns or None

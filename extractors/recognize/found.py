"""What the readers of the three table shapes hand on: cells by code, with what was doubtful about each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from extractors.document import Cell, Issue
from extractors.layouts import CellCode, Layout
from extractors.normalize import label_key, one_line
from extractors.recognize.grid import GridRow
from extractors.recognize.labels import LabelMatch, labels_of
from extractors.values import parse_value


@dataclass(slots=True)
class FoundTable:
    """One official table as far as it was found.

    ``cells`` maps (row, column) codes to the source cell; codes in ``doubted`` were assigned by less than labels;
    ``units`` holds units that a header states and the form does not (采购总金额（万元）).
    ``other_columns`` are those in whose place a header stands that says something else (非自然人).
    ``lone_numbers`` are rows that hold a number in place of a label: it belongs to a row beside it.
    ``lacking``: columns that the header does not name.
    ``unread`` counts labels and values that no code took: the strictness of the reading, and its score.
    """

    layout: Layout
    cells: dict[CellCode, Cell] = field(default_factory=dict)
    doubted: set[CellCode] = field(default_factory=set)
    units: dict[CellCode, str] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    rows_found: int = 0
    other_columns: set[str] = field(default_factory=set)
    lone_numbers: list[GridRow] = field(default_factory=list)
    unread: int = 0
    lacking: int = 0
    place: str = ""

    def score(self) -> tuple[int, int, int]:
        """Larger is the better reading of the same rows: values placed by labels less what was left over comes first."""
        missing = len(self.layout.codes) - sum(map(self.cells.__contains__, self.layout.codes))
        return len(self.cells) - len(self.doubted) - 7 * self.unread, len(self.cells), -missing

    def note(self, code: str, level: str, message: str, row: GridRow) -> None:
        assert level in ("error", "warning", "info")
        self.issues.append(Issue(code, level, message, row.place()))  # type: ignore[arg-type]

    def put(self, row_code: str, values: Mapping[str, Cell], row: GridRow, is_doubted: bool) -> None:
        """Store the values of one row; a row that is already there is a conflict unless it says the same."""
        allowed = self.layout.row(row_code).columns
        if any((row_code, column) in self.cells for column in values):
            same = all(
                (row_code, column) in self.cells
                and label_key(self.cells[row_code, column].text) == label_key(cell.text)
                for column, cell in values.items()
            )
            if not same:
                self.unread += 1
                self.doubted.update((row_code, column) for column in values)
                self.note(
                    "duplicate_row", "error", f"row {self.layout.row(row_code).zh} stands twice, with other values", row
                )
            return
        self.rows_found += 1
        for column, cell in values.items():
            if column in allowed:
                self.cells[row_code, column] = cell
                if is_doubted or (cell.row_span > 1 and self._is_shared_number(cell)):
                    self.doubted.add((row_code, column))
            elif cell.text.strip():
                self.unread += 1
                self.note(
                    "unexpected_value",
                    "warning",
                    f"value {one_line(cell.text)!r} under a column that row {self.layout.row(row_code).zh} does not have",
                    row,
                )

    @staticmethod
    def _is_shared_number(cell: Cell) -> bool:
        """A number merged over several rows belongs to one of them; a merged 0 to all."""
        return cell.row_span > 1 and parse_value(cell.text).kind == "number"

    def take(self, other: FoundTable) -> None:
        """Add what a second piece of the same form holds; a header that lacked its columns lacks nothing any more."""
        self.cells |= other.cells
        self.doubted |= other.doubted
        self.units |= other.units
        self.lone_numbers += other.lone_numbers
        names = {column for _, column in self.cells}
        is_whole = all(column.code in names for column in self.layout.columns)
        for table in (self, other):
            incomplete = [issue for issue in table.issues if issue.code == "header_incomplete"]
            if is_whole and incomplete:
                table.unread = max(0, table.unread - table.lacking)
                table.issues = [issue for issue in table.issues if issue not in incomplete]
        self.issues += other.issues
        self.unread += other.unread

    def note_match(self, match: LabelMatch, printed: str, row: GridRow) -> bool:
        """Report a label that was not exact; True when the figures of the row must be doubted."""
        official = self.layout.row(match.code).zh
        if match.how == "near":
            self.note("label_near", "info", f"label {one_line(printed)!r} read as {official!r}", row)
        elif match.how == "variant":
            self.note("label_variant", "info", f"label {one_line(printed)!r} read as {official!r}", row)
        elif match.how == "position":
            self.note("label_missing", "warning", f"a row without a label, by its place {official!r}", row)
        return match.how in ("near", "position")

    def leftover(self, printed: str, row: GridRow, values: Iterable[Cell]) -> None:
        """A row that no code took: an issue when it holds values, or a label that is no part of the form."""
        filled = [one_line(cell.text) for cell in values if cell.text.strip()]
        numbers = [text for text in filled if parse_value(text).kind in ("number", "zero")]
        if numbers:
            self.unread += 1
            self.note(
                "unknown_row",
                "warning",
                f"row {one_line(printed)!r} with values {' '.join(filled)} was not understood",
                row,
            )
        elif parse_value(printed).kind in ("number", "zero"):
            self.unread += 1
            self.lone_numbers.append(row)
            text = f"number {one_line(printed)!r} stands where a label should; the rows beside it are in doubt"
            self.note("unread_label", "warning", text, row)
        elif label_key(printed) and not self.is_part_of_a_heading(printed):
            self.note("unread_label", "info", f"label {one_line(printed)!r} is not part of the form", row)

    def beside_lone_numbers(self) -> set[CellCode]:
        """The figures of rows above and below a number without a row: it may be theirs, and what was read a mark at it."""
        near = {
            id(cell) for row in self.lone_numbers for cell in row.table.cells if abs(cell.row - row.index) <= 1
        }  # fmt: skip
        return {code for code, cell in self.cells.items() if id(cell) in near}

    def check_headings(self, cells: Sequence[Cell], row: GridRow) -> None:
        """Every other label of a data row must be a heading of the form, or a piece of one cut by a page break."""
        for cell in cells:
            if cell.text.strip() and row.starts_here(cell) and not self.is_part_of_a_heading(cell.text):
                self.unread += 1
                if parse_value(cell.text).kind in ("number", "zero"):
                    self.lone_numbers.append(row)
                self.note(
                    "unread_label",
                    "warning",
                    f"label {one_line(cell.text)!r} beside a row is not part of the form",
                    row,
                )

    def note_missing_headings(self, rows: Sequence[GridRow]) -> None:
        """Report group labels of the form that are not printed, though the first row of the group and other group labels are."""
        if not rows or not rows[0].table.spans_known:
            return
        keys = {label_key(cell.text) for row in rows for cell in row.cells}
        printed = {key for key in keys if key and not key.isdigit()}
        named = {code for code, _ in self.cells}
        begun = {row.group: row.code for row in reversed(self.layout.rows)}
        here = [group for group in self.layout.groups if begun.get(group.code) in named]
        absent = [
            group
            for group in here
            if not any(key in whole or whole in key for whole in map(label_key, group.spellings()) for key in printed)
        ]
        if len(absent) < len(here):
            for group in absent:
                self.note("heading_missing", "info", f"group label {group.zh!r} is not printed", rows[0])

    def is_part_of_a_heading(self, text: str) -> bool:
        key = label_key(text)
        labels = labels_of(self.layout.id)
        if key in labels.every:
            return True
        whole = (*labels.groups, *labels.ignored, label_key(self.layout.zh))
        return any(key in official for official in whole)

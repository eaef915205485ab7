"""Report: what one organ says of one year, read from one or more documents of the same publication.

``Report.to_json`` is a public contract (``nianbao extract --json``, the readings in the staging folder, and what the
warehouse loads); it is described in docs/contract.md and held by tests/test_contract.py.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from extractors.document import NOWHERE, Box, Issue, Place
from extractors.records import record

CONTRACT_VERSION = 1

Kind = Literal["number", "zero", "blank", "dash", "text", "missing"]
Verdict = Literal["proved", "read", "source_error", "suspect", "missing"]
Scope = Literal["own", "aggregate"]
Origin = Literal["text", "image"]
ClaimStatus = Literal["agree", "differ", "unchecked"]
ClaimReason = Literal["", "no_table", "no_value", "scope", "approximate", "incomplete", "needs_last_year"]
ReadingStatus = Literal["read", "partial", "no_tables", "unknown_layout", "not_a_report", "unreadable"]


@record(frozen=True, slots=True)
class Figure:
    """One number in one official form.

    Attributes:
        table, row, column: codes of FORMAT.md, e.g. ``applications``, ``new_received``, ``total``.
        value: as printed; exact decimal; None when the page gives no value.
        kind: number | zero | blank (printed empty; value 0 only where identities show it) | dash (``/ - — 无``) |
            text (a cell that is not a number; value None) | missing (no such cell, or blank where it cannot be 0).
        raw: the cell's text as printed, without the line breaks of the cell.
        unit: 件, 万元 …: of the layout, or of the cell where the layout leaves it open.
        layout: id of the layout that named the cell.
        place: page and box, or path.
        verdict: proved (in an identity that holds) | read (no identity covers it) | source_error | suspect | missing.
        origin: text = printed as characters; image = read from a picture.
        corrected_from: the first reading, where a reading from a picture was corrected; "" otherwise. Printed text never is.
    """

    table: str
    row: str
    column: str
    value: Decimal | None
    kind: Kind
    raw: str
    unit: str
    layout: str
    place: Place = NOWHERE
    verdict: Verdict = "read"
    origin: Origin = "text"
    corrected_from: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "table": self.table,
            "row": self.row,
            "column": self.column,
            "value": json_number(self.value),
            "kind": self.kind,
            "raw": self.raw,
            "unit": self.unit,
            "layout": self.layout,
            "page": self.place.page,
            "bbox": box_json(self.place.bbox),
            "path": self.place.path,
            "member": self.place.member or None,
            "verdict": self.verdict,
            "origin": self.origin,
            "corrected_from": self.corrected_from or None,
        }


@record(frozen=True, slots=True)
class Claim:
    """A number that a sentence of the report states. It never changes a figure.

    Attributes:
        code: what is stated (``received``, ``info_fee_yuan`` …), an id of ``extractors/recognize/claims.yaml``.
        is_fact: a fact that the tables of the annual form do not hold (信息处理费, 主动公开信息条数).
        value, unit: the number; money in the unit the code names. ``raw``: the words it was read from.
        is_approximate: the sentence rounds (余, 近, 约, 1.2万).
        sentence: as printed. ``section``: its number, 0 before the first heading. ``place``: where the sentence begins.
        figures: formula over figure codes it speaks of, the one that agrees where two readings are possible; "" for none.
        expected: value of the formula in the tables of the report, None where they do not give one.
        status: agree | differ | unchecked. ``reason``: why it is unchecked: ``no_table``, ``no_value`` (a figure is
            missing), ``scope`` (the sentence speaks of another circle of organs), ``approximate`` (too round to tell),
            ``incomplete`` (a list that adds up to less), ``needs_last_year``.
        step: the unit of its last meaningful digit. ``readings``: all formulas it may speak of, the likeliest first.
    """

    code: str
    is_fact: bool
    value: Decimal
    unit: str
    raw: str
    is_approximate: bool
    sentence: str
    section: int
    place: Place = NOWHERE
    figures: str = ""
    expected: Decimal | None = None
    status: ClaimStatus = "unchecked"
    reason: ClaimReason = ""
    step: Decimal = Decimal(1)
    readings: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "is_fact": self.is_fact,
            "value": json_number(self.value),
            "unit": self.unit,
            "raw": self.raw,
            "is_approximate": self.is_approximate,
            "sentence": self.sentence,
            "section": self.section,
            "page": self.place.page,
            "bbox": box_json(self.place.bbox),
            "path": self.place.path,
            "member": self.place.member or None,
            "figures": self.figures,
            "expected": json_number(self.expected),
            "status": self.status,
            "reason": self.reason,
        }


@record(frozen=True, slots=True)
class Witness:
    """What one source said of the report's identity, kept even when it lost: field organ | year | scope | published."""

    field: str
    source: str
    value: str
    text: str


@record(frozen=True, slots=True)
class Section:
    """One of the six sections of text (number 0 = what stands before the first heading)."""

    number: int
    title: str
    text: str


@record(frozen=True, slots=True)
class TableReading:
    """One official table found in the document: which layout, how surely, where."""

    table: str
    layout: str
    era: str
    rows_found: int
    rows_expected: int
    place: str


@record(frozen=True, slots=True)
class IdentityResult:
    """One identity evaluated over the figures of one report.

    ``scope`` is the column or row it ran over ("" for a single equation); values are None and ``status`` is ``na`` when
    a term is missing.
    """

    check: str
    scope: str
    table: str
    layout: str
    severity: str
    relation: str
    formula: str
    figures: tuple[str, ...]
    left: Decimal | None
    right: Decimal | None
    status: Literal["pass", "fail", "na"]

    @property
    def difference(self) -> Decimal | None:
        return None if self.left is None or self.right is None else self.left - self.right

    def to_json(self) -> dict[str, Any]:
        return {
            "check": self.check,
            "scope": self.scope,
            "table": self.table,
            "layout": self.layout,
            "severity": self.severity,
            "relation": self.relation,
            "formula": self.formula,
            "figures": list(self.figures),
            "left": json_number(self.left),
            "right": json_number(self.right),
            "difference": json_number(self.difference),
            "status": self.status,
        }


@record(frozen=True, slots=True)
class Report:
    """What was read of one publication; see the module docstring for the contract."""

    status: ReadingStatus
    title: str
    organ: str
    year: int | None
    scope: Scope | None
    published: str
    witnesses: tuple[Witness, ...]
    tables: tuple[TableReading, ...]
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]
    identities: tuple[IdentityResult, ...]
    issues: tuple[Issue, ...]
    claims: tuple[Claim, ...] = ()

    def findings(self) -> list[IdentityResult]:
        return [result for result in self.identities if result.status == "fail"]

    def to_json(self) -> dict[str, Any]:
        return {
            "contract": CONTRACT_VERSION,
            "status": self.status,
            "title": self.title,
            "organ": self.organ,
            "year": self.year,
            "scope": self.scope,
            "published": self.published or None,
            "witnesses": [
                {"field": w.field, "source": w.source, "value": w.value, "text": w.text} for w in self.witnesses
            ],
            "tables": [
                {
                    "table": t.table,
                    "layout": t.layout,
                    "era": t.era,
                    "rows_found": t.rows_found,
                    "rows_expected": t.rows_expected,
                    "place": t.place,
                }
                for t in self.tables
            ],
            "figures": [figure.to_json() for figure in self.figures],
            "sections": [{"number": s.number, "title": s.title, "text": s.text} for s in self.sections],
            "claims": [claim.to_json() for claim in self.claims],
            "issues": [issue_json(issue) for issue in self.issues],
            "findings": [result.to_json() for result in self.findings()],
            "checks": {
                status: sum(result.status == status for result in self.identities) for status in ("pass", "fail", "na")
            },
        }


def issue_json(issue: Issue) -> dict[str, Any]:
    return {"code": issue.code, "level": issue.level, "message": issue.message, "place": issue.place}


def box_json(box: Box | None) -> list[float] | None:
    return None if box is None else [round(edge, 2) for edge in box]


def json_number(value: Decimal | None) -> int | float | None:
    """Whole numbers as int; others as float, which is exact to the 15 digits no printed figure exceeds."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)

"""The reviewer's desk: finds a finding by what a person pasted, takes a decision on it, and shows it on the pages at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from expectations.report.data import write_decisions
from expectations.review.book import DecisionBook
from expectations.review.mirror import printed_values, standing_of
from expectations.review.model import Decision, Finding, WrongDecision, decide
from expectations.review.state import CORRECTION, Standing, standing
from warehouse.connection import open_reading, warehouse_errors

_SHORTEST = 6  # characters of an id that may stand for it
_MOST_NAMED = 3


class ReviewDesk:
    """Findings of one warehouse and the decisions on them. The warehouse is read again when its file was replaced."""

    def __init__(self, warehouse: Path, book: DecisionBook, site_dir: Path) -> None:
        self.warehouse = warehouse
        self.book = book
        self.site_dir = site_dir
        self._findings: list[Finding] = []
        self._read_at: tuple[int, int] | None = None

    def findings(self) -> list[Finding]:
        """All findings. Raises WarehouseError when there is no warehouse."""
        stat = self.warehouse.stat() if self.warehouse.is_file() else None
        made = (stat.st_mtime_ns, stat.st_size) if stat else None
        if made is None or made != self._read_at:
            self._findings, _ = standing_of(self.warehouse, self.book, self.today())
            self._read_at = made
        return self._findings

    def standing(self) -> Standing:
        """How the decisions stand to the findings today."""
        findings, decisions = self.findings(), self.book.all()
        if not any(one.decision == CORRECTION for one in decisions):
            return standing(decisions, findings, self.today())
        with open_reading(self.warehouse) as connection, warehouse_errors(str(self.warehouse)):
            printed = printed_values(connection, decisions)
        return standing(decisions, findings, self.today(), printed)

    def find(self, asked: str) -> Finding:
        """The finding whose fingerprint or id begins with ``asked``. Raises WrongDecision when none or several do."""
        text = asked.strip().lower()
        found = [one for one in self.findings() if one.fingerprint.startswith(text) or one.finding_id.startswith(text)]
        if len(text) < _SHORTEST or not found:
            raise WrongDecision(asked, "is no finding", "'nianbao review list' names them; six characters are enough")
        if len({one.fingerprint for one in found}) > 1:
            named = ", ".join(one.fingerprint[:12] for one in found[:_MOST_NAMED])
            raise WrongDecision(asked, f"stands for {len(found)} findings: {named} …", "give more of it")
        return found[0]

    def decide(
        self,
        asked: Sequence[str],
        kind: str,
        reviewer: str,
        reason: str,
        *,
        until: str = "",
        figure: str = "",
        value: str = "",
    ) -> list[Decision]:
        """Take one decision on each of ``asked``: all of them or none. Raises WrongDecision with what is missing or wrong."""
        findings = [self.find(one) for one in asked]
        day, number = _day(until), _number(value)
        made = [
            decide(finding, kind, reviewer, reason, until=day, figure=figure or None, corrected_value=number)
            for finding in findings
        ]
        if kind == CORRECTION:
            with open_reading(self.warehouse) as connection, warehouse_errors(str(self.warehouse)):
                printed = printed_values(connection, made)
            made = [replace(one, printed_value=printed.get((one.report_id, one.figure))) for one in made]
        self.book.append(made)
        self.refresh()
        return made

    def refresh(self) -> Standing:
        """Show the decisions as they stand now on the pages of the site."""
        found = self.standing()
        write_decisions(self.site_dir, found)
        return found

    @staticmethod
    def today() -> date:
        return datetime.now(UTC).date()


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongDecision(text, "is no day", "write it as 2025-06-30") from error


def _number(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        return Decimal(text.replace(",", "").replace("，", ""))
    except InvalidOperation as error:
        raise WrongDecision(text, "is no number", "give the corrected value as a number") from error

"""Decision: one line of the file of decisions; Finding: what it is about. A line that cannot be trusted is refused whole.

The file is written by people's tools and merged by git, so every line is checked on reading: an unknown kind or a date that
is none must not pass as "no decision".
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from nianbao.errors import NianbaoError

KINDS: Mapping[str, tuple[str, str]] = {
    "confirm-source-error": ("确认原文有误", "the publisher's mistake, confirmed"),
    "our-mistake": ("我方误读", "our mistake in reading"),
    "accept": ("认可", "accepted as it is"),
    "correct-value": ("更正数值", "value corrected"),
    "ignore-until": ("暂缓", "put aside until a day"),
    "withdraw": ("撤回决定", "decision withdrawn"),
}
_FIELDS = (
    "decided_at", "decision", "reviewer", "reason", "check_id", "organ_name", "report_year", "message", "figure",
    "printed_value", "corrected_value", "until", "fingerprint", "place_key", "finding_id", "report_id",
)  # fmt: skip
_NEEDED = ("decided_at", "decision", "reviewer", "reason", "fingerprint", "place_key", "finding_id", "check_id")
LONGEST = 2_000  # characters of a reviewer's name or reason


class WrongDecision(NianbaoError):
    """A decision that does not say what it must: by whom, why, until when, which value."""

    code = "wrong_decision"


@dataclass(frozen=True, slots=True)
class EarlierFigure:
    """A figure of the year before in an equation over two years: ``code`` is ``table.row.column``, of the report named."""

    code: str
    report_id: str
    report_year: int

    @property
    def name(self) -> str:
        """What a reviewer calls it, beside the figures of the finding's own report: ``table.row.column@2022``."""
        return f"{self.code}@{self.report_year}"


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding as decisions need it.

    ``figures`` are codes ``table.row.column`` in the order of the equation, of its own report; ``earlier`` those of the year before.
    """

    finding_id: str
    fingerprint: str
    place_key: str
    verdict: str
    check_id: str
    severity: str
    report_id: str | None
    organ_name: str | None
    report_year: int | None
    figures: tuple[str, ...]
    formula: str
    left_value: Decimal | None
    right_value: Decimal | None
    message_zh: str
    message_en: str
    earlier: tuple[EarlierFigure, ...] = ()

    def names(self) -> tuple[str, ...]:
        """What its figures are called, its own first."""
        return (*self.figures, *(one.name for one in self.earlier))


@dataclass(frozen=True, slots=True)
class Decision:
    """What one reviewer said of one finding. ``decided_at`` is UTC, ISO 8601, to the second; ``message`` the finding then."""

    decided_at: str
    decision: str
    reviewer: str
    reason: str
    fingerprint: str
    place_key: str
    finding_id: str
    check_id: str
    report_id: str | None = None
    organ_name: str | None = None
    report_year: int | None = None
    message: str = ""
    figure: str | None = None
    printed_value: Decimal | None = None
    corrected_value: Decimal | None = None
    until: date | None = None

    @property
    def decision_id(self) -> str:
        return hashlib.sha256(self.line().encode()).hexdigest()[:32]

    def line(self) -> str:
        """One line of JSON, fields in reading order, empty ones left out."""
        values = {name: getattr(self, name) for name in _FIELDS}
        shown = {name: _plain(value) for name, value in values.items() if value not in (None, "")}
        return json.dumps(shown, ensure_ascii=False)


def decide(
    finding: Finding,
    kind: str,
    reviewer: str,
    reason: str,
    *,
    now: datetime | None = None,
    until: date | None = None,
    figure: str | None = None,
    printed_value: Decimal | None = None,
    corrected_value: Decimal | None = None,
) -> Decision:
    """A checked decision on a finding, taken now. Raises WrongDecision when it does not say what its kind must say.

    ``figure`` is one of ``finding.names()``, with or without the table; of a figure of the year before the decision names that report.
    """
    name = {one.split(".", 1)[-1]: one for one in finding.names()}.get(figure or "", figure)
    earlier = {one.name: one for one in finding.earlier}.get(name or "")
    made = Decision(
        (now or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        kind,
        " ".join(reviewer.split()),
        reason.strip(),
        finding.fingerprint,
        finding.place_key,
        finding.finding_id,
        finding.check_id,
        earlier.report_id if earlier else finding.report_id,
        finding.organ_name,
        earlier.report_year if earlier else finding.report_year,
        finding.message_zh,
        earlier.code if earlier else name,
        printed_value,
        corrected_value,
        until,
    )
    _check(made, finding.finding_id)
    if until is not None and until.isoformat() < made.decided_at[:10]:
        raise WrongDecision(until.isoformat(), "has passed already", "name a day to come")
    if kind == "correct-value" and name not in finding.names():
        raise WrongDecision(name or "", "is no figure of this finding", "name one of " + ", ".join(finding.names()[:6]))
    return made


def parse(line: str, where: str) -> Decision:
    """The decision of one line of the file. Raises WrongDecision naming ``where`` and what is wrong with it."""
    try:
        stored = json.loads(line)
        if not isinstance(stored, dict):
            raise ValueError("it is no JSON object")  # one kind of error for a line that is no decision
        unknown, missing = set(stored) - set(_FIELDS), [name for name in _NEEDED if not stored.get(name)]
        if unknown or missing:
            raise ValueError(f"unknown field {min(unknown)}" if unknown else f"{missing[0]} is missing")
        values: dict[str, Any] = dict(stored)
        values["until"] = date.fromisoformat(values["until"]) if "until" in values else None
        for name in ("printed_value", "corrected_value"):
            values[name] = Decimal(str(values[name])) if name in values else None
        made = Decision(**values)
        datetime.fromisoformat(made.decided_at)
    except (ValueError, InvalidOperation, TypeError) as error:
        raise WrongDecision(where, f"is no decision: {error}", "mend or remove that line") from error
    _check(made, where)
    return made


def _check(made: Decision, where: str) -> None:
    if made.decision not in KINDS:
        raise WrongDecision(where, f"'{made.decision}' is no decision", "one of " + ", ".join(KINDS))
    if not made.reviewer or not made.reason:
        raise WrongDecision(where, "a decision needs a reviewer and a reason", "give --by and --reason")
    if max(len(made.reviewer), len(made.reason)) > LONGEST:
        raise WrongDecision(where, f"reviewer or reason is longer than {LONGEST} characters", "say it shorter")
    if (made.decision == "ignore-until") != (made.until is not None):
        raise WrongDecision(where, "a day belongs to ignore-until, and to nothing else", "give --until 2025-06-30")
    if (made.decision == "correct-value") != (made.corrected_value is not None and made.figure is not None):
        raise WrongDecision(
            where, "figure and value belong to correct-value, and to nothing else", "give --figure and --value"
        )
    if made.corrected_value is not None and not made.corrected_value.is_finite():
        raise WrongDecision(where, f"{made.corrected_value} is no number", "give a number")


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value

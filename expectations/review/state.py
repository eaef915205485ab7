"""Which decisions hold for the findings as they stand now: nothing is stored, so nothing can go stale.

A decision holds while a finding has its fingerprint, no later decision took its place, and its day has not passed. When the
values change, the finding has a new fingerprint: it is open again by itself, and the old decision is told beside it until
somebody decides anew. Corrections of several figures of one finding hold side by side; one that says another printed value
than the figure has is invalid, whoever wrote its line, and corrects nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from expectations.review.model import Decision, Finding

OPEN = "open"
REOPENED = "reopened"
CORRECTION = "correct-value"
Printed = Mapping[tuple[str | None, str | None], Decimal | None]


@dataclass(frozen=True, slots=True)
class Standing:
    """How decisions and findings stand to each other.

    Attributes:
        states: of each decision, in order: active | superseded | expired | reopened | orphaned | invalid.
        by_fingerprint: the decision that holds, for each finding that has one; of several corrections the last.
        reopened: the former decision of findings whose values changed since, by the new fingerprint.
        finding_ids: the finding at each place as it is called now.
    """

    decisions: tuple[Decision, ...]
    states: tuple[str, ...]
    by_fingerprint: Mapping[str, Decision]
    reopened: Mapping[str, Decision]
    finding_ids: Mapping[str, str]

    def label(self, fingerprint: str) -> str:
        """The kind of decision that holds for a finding, "reopened", or "open"."""
        held = self.by_fingerprint.get(fingerprint)
        if held is not None:
            return held.decision
        return REOPENED if fingerprint in self.reopened else OPEN

    def of_state(self, state: str) -> list[Decision]:
        return [one for one, known in zip(self.decisions, self.states, strict=True) if known == state]


def standing(
    decisions: Sequence[Decision], findings: Iterable[Finding], today: date, printed: Printed | None = None
) -> Standing:
    """How ``decisions`` (in order of time) stand to the ``findings`` of the warehouse on ``today``.

    ``printed`` has, by report_id and figure, what is printed where corrections speak of; None: corrections are not compared.
    """
    by_place: dict[str, set[str]] = {}
    finding_ids: dict[str, str] = {}
    for finding in findings:
        finding_ids[finding.place_key] = finding.finding_id
        by_place.setdefault(finding.place_key, set()).add(finding.fingerprint)
    standing_now = {fingerprint for fingerprints in by_place.values() for fingerprint in fingerprints}
    decided = {one.fingerprint for one in decisions}
    replaced = _replaced(decisions)
    states = tuple(
        "superseded"
        if number in replaced
        else "invalid"
        if _is_invalid(one, standing_now, printed)
        else _state(one, decided, by_place, standing_now, today)
        for number, one in enumerate(decisions)
    )
    held = {
        one.fingerprint: one
        for one, state in zip(decisions, states, strict=True)
        if state == "active" and one.decision != "withdraw"
    }
    former: dict[str, Decision] = {}
    for one, state in zip(decisions, states, strict=True):
        if state == "reopened" and one.decision != "withdraw":
            former |= dict.fromkeys(by_place[one.place_key] - decided, one)
    return Standing(tuple(decisions), states, held, former, finding_ids)


def _replaced(decisions: Sequence[Decision]) -> set[int]:
    """The numbers of decisions that a later one on the same finding took the place of."""
    found: set[int] = set()
    standing_on: dict[str, list[int]] = {}
    for number, one in enumerate(decisions):
        before = standing_on.setdefault(one.fingerprint, [])
        kept = [known for known in before if _stay_together(decisions[known], one)]
        found.update(set(before) - set(kept))
        standing_on[one.fingerprint] = [*kept, number]
    return found


def _stay_together(first: Decision, second: Decision) -> bool:
    places = {(one.report_id, one.figure) for one in (first, second)}
    return first.decision == second.decision == CORRECTION and len(places) == 2


def _is_invalid(one: Decision, standing_now: set[str], printed: Printed | None) -> bool:
    if printed is None or one.decision != CORRECTION or one.fingerprint not in standing_now:
        return False
    place = (one.report_id, one.figure)
    return place not in printed or printed[place] != one.printed_value


def _state(
    one: Decision, decided: set[str], by_place: Mapping[str, set[str]], standing_now: set[str], today: date
) -> str:
    if one.fingerprint not in standing_now:
        if one.place_key not in by_place:
            return "orphaned"
        return "reopened" if by_place[one.place_key] - decided else "superseded"
    if one.until is not None and one.until < today:
        return "expired"
    return "active"

"""Which decisions hold for the findings as they stand now: nothing is stored, so nothing can go stale.

A decision holds while a finding has its fingerprint, no later decision took its place, and its day has not passed. When the
values change, the finding has a new fingerprint: it is open again by itself, and the old decision is told beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from expectations.review.model import Decision, Finding

OPEN = "open"
REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class Standing:
    """How decisions and findings stand to each other.

    Attributes:
        states: of each decision, in order: active | superseded | expired | reopened | orphaned.
        by_fingerprint: the decision that holds, for each finding that has one.
        reopened: the former decision of findings whose values changed since, by the new fingerprint.
    """

    decisions: tuple[Decision, ...]
    states: tuple[str, ...]
    by_fingerprint: Mapping[str, Decision]
    reopened: Mapping[str, Decision]

    def label(self, fingerprint: str) -> str:
        """The kind of decision that holds for a finding, "reopened", or "open"."""
        held = self.by_fingerprint.get(fingerprint)
        if held is not None:
            return held.decision
        return REOPENED if fingerprint in self.reopened else OPEN

    def of_state(self, state: str) -> list[Decision]:
        return [one for one, known in zip(self.decisions, self.states, strict=True) if known == state]


def standing(decisions: Sequence[Decision], findings: Iterable[Finding], today: date) -> Standing:
    """How ``decisions`` (in order of time) stand to the ``findings`` of the warehouse on ``today``."""
    by_place: dict[str, set[str]] = {}
    for finding in findings:
        by_place.setdefault(finding.place_key, set()).add(finding.fingerprint)
    standing_now = {fingerprint for fingerprints in by_place.values() for fingerprint in fingerprints}
    last = {one.fingerprint: number for number, one in enumerate(decisions)}
    states = tuple(
        _state(one, last[one.fingerprint] == number, by_place, standing_now, today)
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
            former |= dict.fromkeys(by_place[one.place_key] - held.keys(), one)
    decided = {one.fingerprint for one in decisions}
    return Standing(tuple(decisions), states, held, {key: one for key, one in former.items() if key not in decided})


def _state(one: Decision, is_last: bool, by_place: Mapping[str, set[str]], standing_now: set[str], today: date) -> str:
    if not is_last:
        return "superseded"
    if one.fingerprint not in standing_now:
        return "reopened" if one.place_key in by_place else "orphaned"
    if one.until is not None and one.until < today:
        return "expired"
    return "active"

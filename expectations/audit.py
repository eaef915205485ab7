"""The audit of a load: a build copy goes in, a verdict comes out (publish or hold), with every result and finding stored.

The order is given by what needs what: findings need core, decisions need findings, marts need both, and Great
Expectations judges all of it in one checkpoint. Marts are not made of a core that must not be published.

Great Expectations decides; DuckDB counts. A canary that must fail runs in every audit, because a check that cannot fail
checks nothing (GX's own SQL engine over DuckDB passes falsely, see ``gx_types``).
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from expectations.data_docs import finish_data_docs, run_site_dir
from expectations.engine import Outcome, run_checkpoint
from expectations.measures import Measured, measure, measure_marts
from expectations.review.book import DecisionBook
from expectations.review.mirror import mirror
from expectations.statements import SEVERITIES, statement
from expectations.storing import keep_findings, keep_mart_findings, store_history, store_results
from expectations.suites import Spec, specs
from nianbao.errors import WarehouseError
from warehouse.connection import transaction, writing
from warehouse.marts import build_marts


@dataclass(frozen=True, slots=True)
class AuditResult:
    """What the audit of one load found.

    Attributes:
        success: publish may go on: no critical expectation failed, none was broken, and the canary failed as it must.
        held_reasons: one line each, empty when ``success``.
        expectations, failed: expectations run, and by severity how many did not hold (the canary not counted).
        findings: by severity, how many rows ``quality.findings`` has now.
        findings_new, findings_gone: against the findings that stood there before this audit.
        equations, not_evaluable: identities evaluated over current reports, and those with a value missing.
        seconds: wall time of the audit, Data Docs included.
        docs_index: first page of the Data Docs.
        reports_audited: reports that were looked at; findings of the others stand as they were.
        decisions: of reviewers, by how they stand to the findings now (active, reopened, expired …).
    """

    run_id: str
    success: bool
    held_reasons: tuple[str, ...]
    expectations: int
    failed: Mapping[str, int]
    findings: Mapping[str, int]
    findings_new: int
    findings_gone: int
    equations: int
    not_evaluable: int
    seconds: float
    docs_index: Path
    reports_audited: int
    decisions: Mapping[str, int] = field(default_factory=dict)

    @property
    def findings_total(self) -> int:
        return sum(self.findings.values())


def run_audit(
    build: Path,
    run_id: str,
    docs_dir: Path,
    keep: int,
    book: DecisionBook | None = None,
    now: datetime | None = None,
    make_marts: Callable[[Path], object] = build_marts,
) -> AuditResult:
    """Audit the warehouse at ``build``, store results and findings in it, write Data Docs under ``docs_dir/data_docs``.

    ``keep`` is the number of runs whose Data Docs stay, ``book`` what reviewers decided (mirrored as of ``now``, UTC). A build
    that must not be published is a result, not an error; WarehouseError is raised only when there is no warehouse at
    ``build``, WrongDecision when ``book`` cannot be trusted. The file is checkpointed and closed on return.
    """
    if not build.is_file():
        raise WarehouseError(str(build), "there is no build copy to audit", "load before auditing")
    started = time.monotonic()
    with writing(build) as connection:
        all_specs = specs(connection)
        measured = measure(connection, all_specs)
        if measured.has_findings:
            with transaction(connection):
                keep_findings(connection, run_id)
        decided = mirror(build, book, run_id, now or datetime.now(UTC)) if book else None
        judged = [spec for spec in all_specs if not spec.is_of_marts]
        frame = measured.frame
        if _is_sound(judged, measured):
            make_marts(build)
            judged, frame = all_specs, pd.concat([frame, measure_marts(connection, all_specs).frame])
        outcomes = run_checkpoint(judged, frame, run_id, run_site_dir(docs_dir, run_id).resolve())
        reasons = _held_reasons(outcomes, frame)
        with transaction(connection):
            if len(judged) == len(all_specs):
                keep_mart_findings(connection, run_id)
            store_results(connection, run_id, outcomes)
            stored = store_history(connection, run_id, bool(reasons)) if measured.has_findings else None
        by_severity = dict(connection.execute(statement("stored", "by_severity")).fetchall())
        connection.execute("CHECKPOINT")
    index = finish_data_docs(docs_dir, run_id, outcomes, reasons, keep)
    real = [outcome for outcome in outcomes if not outcome.spec.is_canary]
    failed = Counter(outcome.spec.severity for outcome in real if not outcome.success)
    return AuditResult(
        run_id=run_id,
        success=not reasons,
        held_reasons=tuple(reasons),
        expectations=len(real),
        failed={severity: failed[severity] for severity in SEVERITIES},
        findings={severity: by_severity.get(severity, 0) for severity in SEVERITIES},
        findings_new=stored.findings_new if stored else 0,
        findings_gone=stored.findings_gone if stored else 0,
        reports_audited=stored.reports_audited if stored else 0,
        equations=measured.equations,
        not_evaluable=measured.not_evaluable,
        seconds=round(time.monotonic() - started, 3),
        docs_index=index,
        decisions=Counter(decided.states) if decided else Counter(),
    )


def _is_sound(of_core: Sequence[Spec], measured: Measured) -> bool:
    """Whether marts can be made: the findings were found, and nothing critical is wrong in core."""
    critical = [spec for spec in of_core if spec.severity == "critical" and not spec.is_canary]
    taken = [measured.measures.get((spec.kind, spec.check_id, spec.subject)) for spec in critical]
    return measured.has_findings and not any(one is None or one.error or one.unexpected for one in taken)


def _held_reasons(outcomes: Sequence[Outcome], frame: pd.DataFrame) -> list[str]:
    """Why this build must not be published, one line each; empty when it may."""
    counted = dict(zip(frame["measure"], frame["unexpected"], strict=True))
    reasons = [reason for outcome in outcomes if (reason := _held_reason(outcome, counted))]
    if not any(outcome.spec.is_canary for outcome in outcomes):
        reasons.append("no canary ran: an audit that cannot be seen to fail proves nothing")
    return reasons


def _held_reason(outcome: Outcome, counted: Mapping[str, int]) -> str:
    spec = outcome.spec
    name = f"{spec.check_id} ({spec.subject})"
    if outcome.broken:
        return f"{name} could not be evaluated: {outcome.broken}"
    if spec.is_canary:
        return f"{name} passed although it must fail: this audit cannot be trusted" if outcome.success else ""
    if outcome.success and spec.kind != "cover" and counted.get(spec.measure, 1) != 0:
        return f"{name} passed in Great Expectations although DuckDB counts {counted.get(spec.measure)} wrong rows"
    if spec.severity == "critical" and not outcome.success:
        example = f", e.g. {outcome.examples[0]}" if outcome.examples else ""
        return f"{name} {spec.title_en}: {outcome.unexpected} of {outcome.evaluated} wrong{example}"
    return ""

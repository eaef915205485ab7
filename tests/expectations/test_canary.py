"""A check that cannot fail checks nothing: the canary must fail in every audit, or nothing is published."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from expectations import audit, measures
from expectations.engine import run_checkpoint
from expectations.gx_types import (
    ExpectEquationsToBeEvaluable,
    ExpectEquationsToHold,
    ExpectNoWrongRows,
    MeasureExpectation,
)
from expectations.statements import statement
from expectations.suites import Spec, SpecKind
from tests.expectations.conftest import Audited, AuditOf, FindingsOf, clean_reports
from tests.expectations.planted import Planted

pytestmark = pytest.mark.xdist_group("audit")  # what they share is made once


def test_the_canary_fails_in_every_audit_and_is_no_finding(clean_audit: Audited) -> None:
    canaries = clean_audit.query(
        "SELECT check_id, success FROM quality.expectation_results WHERE suite = 'canary' ORDER BY 1"
    )
    assert canaries == [("CANARY-COVER", False), ("CANARY-EQUATION", False), ("CANARY-ROWS", False)]
    assert clean_audit.result.success
    assert clean_audit.query("SELECT count(*) FROM quality.findings") == [(0,)]


def test_a_canary_that_passes_holds_the_audit(audit_of: AuditOf, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the planted report were right: its total says 11."""

    def harmless(file: str, name: str) -> str:
        return statement(file, name).replace("0::DECIMAL(24, 6)),     -- 10 + 1", "11::DECIMAL(24, 6)),    -- 10 + 1")

    assert harmless("equations", "canary") != statement("equations", "canary")
    monkeypatch.setattr(measures, "statement", harmless)
    audited = audit_of(clean_reports())
    assert not audited.result.success
    assert [reason for reason in audited.result.held_reasons if "CANARY-EQUATION" in reason] == [
        "CANARY-EQUATION ((canary)) passed although it must fail: this audit cannot be trusted"
    ]


def test_an_engine_that_lets_everything_pass_is_found_out(audit_of: AuditOf, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault that was met in GX's SQL engine over DuckDB: success without an error, whatever the data."""
    honest = MeasureExpectation._validate

    def blind(self: MeasureExpectation, *arguments: Any, **named: Any) -> dict[str, Any]:
        return {**honest(self, *arguments, **named), "success": True}

    monkeypatch.setattr(MeasureExpectation, "_validate", blind)
    report = Planted().put("review_litigation_2019", "review", "total", 99)
    audited = audit_of([report])
    assert not audited.result.success
    held = " ".join(audited.result.held_reasons)
    assert all(name in held for name in ("CANARY-ROWS", "CANARY-EQUATION", "CANARY-COVER"))
    assert "RL-1 (review_litigation_2019) passed in Great Expectations although DuckDB counts 1 wrong rows" in held


def test_an_engine_that_says_nothing_of_an_expectation_holds(
    audit_of: AuditOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forgetful(specs: list[Spec], *arguments: Any) -> Any:
        return run_checkpoint([spec for spec in specs if not spec.is_canary], *arguments)

    monkeypatch.setattr(audit, "run_checkpoint", forgetful)
    audited = audit_of(clean_reports())
    assert audited.result.held_reasons == ("no canary ran: an audit that cannot be seen to fail proves nothing",)


def frame(evaluated: int, unexpected: int, spec: Spec, error: str = "") -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "measure": spec.measure,
                "evaluated": evaluated,
                "unexpected": unexpected,
                "observed": "",
                "error": error,
                "examples": "[]",
            }
        ]
    )


def spec_of(kind: SpecKind) -> Spec:
    return Spec("core.figures", kind, "APP-1", "applications_2021", "error", "勾稽", "identity")


@pytest.mark.parametrize(
    ("kind", "evaluated", "unexpected", "success"),
    [
        ("equations", 100, 0, True),
        ("equations", 100, 1, False),
        ("rows", 100, 0, True),
        ("rows", 100, 1, False),
        ("cover", 100, 50, True),
        ("cover", 100, 51, False),
        ("cover", 4, 4, True),  # of four reports a share says nothing
        ("cover", 5, 3, False),
    ],
)
def test_every_expectation_type_passes_and_fails_as_it_must(
    kind: SpecKind, evaluated: int, unexpected: int, success: bool
) -> None:
    spec = spec_of(kind)
    outcome = run_checkpoint([spec], frame(evaluated, unexpected, spec), "run", None)[0]
    assert (outcome.success, outcome.evaluated, outcome.unexpected, outcome.broken) == (
        success,
        evaluated,
        unexpected,
        "",
    )


@pytest.mark.parametrize("kind", ["equations", "rows", "cover"])
def test_a_measure_that_is_absent_twice_or_broken_never_passes(kind: SpecKind) -> None:
    spec = spec_of(kind)
    good = frame(10, 0, spec)
    for measures_frame in (good.iloc[:0], pd.concat([good, good]), frame(10, 0, spec, "no such column")):
        outcome = run_checkpoint([spec], measures_frame, "run", None)[0]
        assert not outcome.success
        assert outcome.broken


def test_each_kind_of_spec_is_its_own_expectation_type() -> None:
    types = [type(spec_of(kind).expectation()) for kind in ("equations", "rows", "cover")]
    assert types == [ExpectEquationsToHold, ExpectNoWrongRows, ExpectEquationsToBeEvaluable]


def test_an_identity_that_too_few_reports_can_evaluate_is_a_finding(findings_of: FindingsOf) -> None:
    """As after a renamed code: nothing is wrong, because nothing is looked at."""
    reports = [Planted(f"第{n}乡人民政府", seed=n) for n in range(6)]
    for report in reports[:4]:
        report.put("review_litigation_2019", "review", "pending", None)
    found = findings_of(reports)
    assert [finding[:2] for finding in found.findings] == [("COVER", "RL-1 review_litigation_2019")]
    severity, _, _, sentence, _ = found.texts[0]
    assert severity == "error"
    assert sentence == "勾稽关系在足够多的报告中可核对：RL-1 review_litigation_2019 为「2 / 6」，应为「≥ 50 %」"

"""Suites: one per core and mart table, generated from the warehouse's own tables and the checks in ``sql/audit``.

A new form is a new layout file: its identities arrive in ``quality.identities`` and become expectations here, one per
check and layout, each with a cover guard. A structural check is a block in ``sql/audit/structure_*.sql``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import duckdb

from expectations.catalogue import FAMILIES, source_checks
from expectations.statements import StructuralCheck, statement, structural_check_files

if TYPE_CHECKING:
    import great_expectations as gx

    from expectations.gx_types import MeasureExpectation

SpecKind = Literal["equations", "cover", "rows"]

CORE_TABLES = (
    "core.layouts",
    "core.organs",
    "core.reports",
    "core.revisions",
    "core.sources",
    "core.conflicts",
    "core.report_tables",
    "core.figures",
    "core.sections",
    "core.claims",
    "core.witnesses",
)
MART_TABLES = (
    "mart.organs",
    "mart.organ_names",
    "mart.unresolved_organs",
    "mart.finding_figures",
    "mart.figures",
    "mart.applications",
    "mart.applications_long",
    "mart.proactive_disclosure",
    "mart.review_litigation",
    "mart.statistics_2014",
    "mart.reports",
    "mart.claims",
    "mart.text_facts",
    "mart.panel",
    "mart.indicators",
    "mart.rollup",
    "mart.coverage",
    "mart.text",
    "mart.revisions",
)
CANARY_SUITE = "canary"
CHECK_SUITES = tuple(f"checks.{family}" for family in FAMILIES if family not in ("arithmetic", "structure", "audit"))
LEAST_SHARE = 0.5  # an identity that fewer than half of the reports can evaluate is not being looked at
LEAST_REPORTS = 5  # below this many reports a share says nothing

# GX knows three severities of its own; ours stands in the meta and in quality.checks.
_GX_SEVERITY = {"critical": "critical", "error": "warning", "warning": "warning", "info": "info"}
_TYPE_NAMES = {
    "equations": "expect_equations_to_hold",
    "cover": "expect_equations_to_be_evaluable",
    "rows": "expect_no_wrong_rows",
}
COVER = ("COVER", "error", "勾稽关系在足够多的报告中可核对", "an identity can be evaluated in enough of the reports")
CANARIES = (
    ("CANARY-EQUATION", "金丝雀：10+1 与 0 不等，必须被查出", "canary: 10 + 1 is not 0, must be found"),
    (
        "CANARY-COVER",
        "金丝雀：无法核对的等式，必须被查出",
        "canary: an equation that cannot be evaluated, must be found",
    ),
)


@dataclass(frozen=True, slots=True)
class Spec:
    """One expectation: what kind, of which check, over which layout or core table.

    ``severity``: critical (holds the publish) | error | warning | info.
    """

    suite: str
    kind: SpecKind
    check_id: str
    subject: str
    severity: str
    title_zh: str
    title_en: str
    least_reports: int = LEAST_REPORTS
    least_share: float = LEAST_SHARE

    @property
    def measure(self) -> str:
        """Name of the expectation, unique within an audit, and of the measure it judges."""
        return f"{_TYPE_NAMES[self.kind]} {self.check_id} {self.subject}"

    @property
    def is_of_marts(self) -> bool:
        return self.suite in MART_TABLES

    @property
    def is_canary(self) -> bool:
        return self.suite == CANARY_SUITE

    def expectation(self) -> MeasureExpectation:
        from expectations.gx_types import ExpectEquationsToBeEvaluable, ExpectEquationsToHold, ExpectNoWrongRows

        common: dict[str, Any] = {
            "measure": self.measure,
            "title": f"{self.title_zh} / {self.title_en}"
            + (f" ({self.subject})" if self.subject != self.suite else ""),
            "severity": _GX_SEVERITY[self.severity],
            "meta": {"check_id": self.check_id, "severity": self.severity, "subject": self.subject},
        }
        if self.kind == "equations":
            return ExpectEquationsToHold(check_id=self.check_id, layout_id=self.subject, **common)
        if self.kind == "cover":
            return ExpectEquationsToBeEvaluable(
                check_id=self.check_id,
                layout_id=self.subject,
                least_share=self.least_share,
                least_reports=self.least_reports,
                **common,
            )
        return ExpectNoWrongRows(check_id=self.check_id, core_table=self.subject, **common)


def is_covered(reports: int, evaluable: int, least_share: float, least_reports: int) -> bool:
    """The rule of the cover guard, also used to write its findings."""
    return reports < least_reports or evaluable >= reports * least_share


def structural_checks() -> list[tuple[str, str, str, str, str, str]]:
    """Rows for ``quality.checks`` that no layout brings, those of the catalogue included: (check_id, severity, status, title_zh, title_en, form)."""
    rows = [(check.id, check.severity, "structural", check.zh, check.en, "") for check in structural_check_files()]
    rows += [(one.id, one.severity, one.basis, one.title_zh, one.title_en, one.form) for one in source_checks()]
    canaries = [(check_id, "critical", "structural", zh, en, "") for check_id, zh, en in CANARIES]
    return [*rows, (COVER[0], COVER[1], "structural", COVER[2], COVER[3], ""), *canaries]


def specs(connection: duckdb.DuckDBPyConnection) -> list[Spec]:
    """Every expectation of an audit of this warehouse, suites in the order of CORE_TABLES and MART_TABLES, then the families of the catalogue, the canary last."""
    found = [*_structural_specs(), *_identity_specs(connection), *_catalogue_specs(), *_canary_specs()]
    order = {name: position for position, name in enumerate((*CORE_TABLES, *MART_TABLES, *CHECK_SUITES, CANARY_SUITE))}
    return sorted(found, key=lambda spec: order[spec.suite])


def suites(all_specs: list[Spec]) -> list[gx.ExpectationSuite]:
    """One GX suite per core and mart table, per family of the catalogue, and the canary's, holding the expectations of ``all_specs``."""
    import great_expectations as gx

    names = list(dict.fromkeys(spec.suite for spec in all_specs))
    return [
        gx.ExpectationSuite(name=name, expectations=[spec.expectation() for spec in all_specs if spec.suite == name])
        for name in names
    ]


def _structural_specs() -> list[Spec]:
    return [
        Spec(table, "rows", check.id, table, check.severity, check.zh, check.en)
        for check in structural_check_files()
        for table in tables_of(check)
    ]


def tables_of(check: StructuralCheck) -> tuple[str, ...]:
    """The tables a structural check speaks of."""
    every = {"*": CORE_TABLES, "mart.*": MART_TABLES}
    return every.get(check.core_table) or tuple(check.core_table.split())


def _identity_specs(connection: duckdb.DuckDBPyConnection) -> list[Spec]:
    rows = connection.execute(statement("equations", "identity_checks")).fetchall()
    found: list[Spec] = []
    for layout_id, check_id, severity, _, title_zh, title_en, *_ in rows:
        zh, en = title_zh or check_id, title_en or check_id
        found.append(Spec("core.figures", "equations", check_id, layout_id, severity or "error", zh, en))
        found.append(
            Spec("core.figures", "cover", check_id, layout_id, COVER[1], f"可核对：{zh}", f"can be evaluated: {en}")
        )
    return found


def _catalogue_specs() -> list[Spec]:
    """Per check of the catalogue that it holds, and, where it has a guard, that enough reports could be looked at."""
    found: list[Spec] = []
    for check in source_checks():
        suite = f"checks.{check.family}"
        found.append(Spec(suite, "rows", check.id, suite, check.severity, check.title_zh, check.title_en))
        if check.guard.least_share > 0:
            titles = (f"可核对：{check.title_zh}", f"can be evaluated: {check.title_en}")
            guard = {"least_reports": check.guard.least_reports, "least_share": check.guard.least_share}
            # of a check that only warns, not to be able to look is no more than a warning either
            severity = COVER[1] if check.severity in ("critical", COVER[1]) else "warning"
            found.append(Spec(suite, "cover", check.id, suite, severity, *titles, **guard))  # type: ignore[arg-type]
    return found


def _canary_specs() -> list[Spec]:
    equation, cover = CANARIES
    return [
        Spec(CANARY_SUITE, "equations", equation[0], "(canary)", "critical", equation[1], equation[2]),
        Spec(CANARY_SUITE, "cover", cover[0], "(canary)", "critical", cover[1], cover[2], least_reports=1),
    ]

"""The Great Expectations types of the audit, evaluated on the measures that DuckDB computed.

GX's own SQL engine over DuckDB fetches after its connection was closed and then sees an empty list, so that a failing
query passes. Here DuckDB counts, over whole tables and in exact decimals, and GX judges the counts: its batch is a frame
of one row per measure. A measure that is not in the frame, or could not be computed, fails: silence is not success.
"""

from __future__ import annotations

import json
from typing import Any, ClassVar

from great_expectations.core.freshness_diagnostics import ValidationDefinitionFreshnessDiagnostics
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.core.validation_definition import ValidationDefinition
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider
from great_expectations.render.components import (
    LegacyDiagnosticRendererType,
    LegacyRendererType,
    RenderedStringTemplateContent,
    RenderedTableContent,
)
from great_expectations.render.renderer.renderer import renderer

from expectations.suites import is_covered

METRIC = "nianbao.measure"


class NianbaoMeasure(TableMetricProvider):
    """The row of the measures frame that an expectation speaks of, as a list of records (one, or none)."""

    metric_name = METRIC
    value_keys = ("measure",)

    @metric_value(engine=PandasExecutionEngine)
    def _pandas(
        cls,  # GX turns it into a class method
        execution_engine: PandasExecutionEngine,
        metric_domain_kwargs: dict[str, Any],
        metric_value_kwargs: dict[str, Any],
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any],
    ) -> list[dict[str, Any]]:
        frame, _, _ = execution_engine.get_compute_domain(metric_domain_kwargs, domain_type=MetricDomainTypes.TABLE)
        (rows,) = (frame["measure"].array == metric_value_kwargs["measure"]).nonzero()
        return [{name: frame[name].iat[row] for name in frame.columns} for row in rows]


class JustAdded(ValidationDefinition):
    """A validation definition that is run where it was added.

    GX asks five times in a run whether a definition and its suite are still what its store holds, reading and comparing
    the whole suite each time: half of a checkpoint. Between adding and running there is nobody here who could change it.
    """

    def is_fresh(self) -> ValidationDefinitionFreshnessDiagnostics:
        return ValidationDefinitionFreshnessDiagnostics(errors=[])


class MeasureExpectation(BatchExpectation):
    """Base of the types below: finds its measure, refuses an absent or broken one, and renders itself for Data Docs."""

    measure: str
    title: str
    metric_dependencies: ClassVar[tuple[str, ...]] = (METRIC,)
    success_keys: ClassVar[tuple[str, ...]] = ("measure", "title")
    args_keys: ClassVar[tuple[str, ...]] = ("measure", "title")

    @classmethod
    def is_success(cls, evaluated: int, unexpected: int, settings: dict[str, Any]) -> bool:
        return evaluated >= unexpected == 0

    def _get_success_kwargs(self) -> dict[str, Any]:
        """As GX has it, with one copy of the configuration and not one for each key: that was a fifth of a checkpoint."""
        given = self.configuration.kwargs
        return {key: given.get(key, self._get_default_value(key)) for key in (*self.success_keys, *self.domain_keys)}

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: Any = None,
    ) -> dict[str, Any]:
        rows = metrics[METRIC]
        if len(rows) != 1:
            return _broken(f"{len(rows)} measures named {self.measure}, expected one")
        row = rows[0]
        if row["error"]:
            return _broken(row["error"])
        evaluated, unexpected = int(row["evaluated"]), int(row["unexpected"])
        return {
            "success": self.is_success(evaluated, unexpected, self._get_success_kwargs()),
            "result": {
                "observed_value": row["observed"],
                "element_count": evaluated,
                "unexpected_count": unexpected,
                "unexpected_percent": 100 * unexpected / evaluated if evaluated else 0.0,
                "partial_unexpected_list": json.loads(row["examples"]),
            },
        }

    @classmethod
    @renderer(renderer_type=LegacyRendererType.PRESCRIPTIVE)
    def _prescriptive_renderer(
        cls, configuration: Any = None, result: Any = None, runtime_configuration: Any = None
    ) -> list[Any]:
        config = configuration or result.expectation_config
        meta = config.meta or {}
        return [
            _text(
                "$severity $check $title",
                severity=(meta.get("severity", ""), ["badge", f"badge-{meta.get('severity', '')}"]),
                check=(meta.get("check_id", ""), ["check"]),
                title=(config.kwargs["title"], []),
            )
        ]

    @classmethod
    @renderer(renderer_type=LegacyDiagnosticRendererType.UNEXPECTED_STATEMENT)
    def _diagnostic_unexpected_statement_renderer(
        cls, configuration: Any = None, result: Any = None, runtime_configuration: Any = None
    ) -> list[Any]:
        return []  # the observed value says it already

    @classmethod
    @renderer(renderer_type=LegacyDiagnosticRendererType.UNEXPECTED_TABLE)
    def _diagnostic_unexpected_table_renderer(
        cls, configuration: Any = None, result: Any = None, runtime_configuration: Any = None
    ) -> list[Any] | None:
        examples = result.result.get("partial_unexpected_list") or []
        if result.success or not examples:
            return None
        # each line as a parameter, never as a template: a `$` or a brace in a government's text is text
        lines = [[_text("$line", line=(line, []))] for line in examples]
        header = [f"{len(examples)} 例 / of {result.result['unexpected_count']}"]
        styling = {"body": {"classes": ["table-bordered", "table-sm", "mt-3"]}}
        return [
            RenderedTableContent(content_block_type="table", table=lines, header_row=header, styling=styling),
        ]


class ExpectEquationsToHold(MeasureExpectation):
    """An identity (勾稽关系) of one layout holds in every current report in which it can be evaluated."""

    check_id: str
    layout_id: str
    success_keys: ClassVar[tuple[str, ...]] = ("measure", "title", "check_id", "layout_id")


class ExpectNoWrongRows(MeasureExpectation):
    """The query of a structural check returns no row of its table."""

    check_id: str
    core_table: str
    success_keys: ClassVar[tuple[str, ...]] = ("measure", "title", "check_id", "core_table")


class ExpectEquationsToBeEvaluable(MeasureExpectation):
    """Cover guard: the share of reports in which an identity could be evaluated is not below ``least_share``.

    Judged from ``least_reports`` reports on; of fewer a share says nothing.

    Without it a renamed code would let an identity pass by never being looked at.
    """

    check_id: str
    layout_id: str
    least_share: float
    least_reports: int
    success_keys: ClassVar[tuple[str, ...]] = (
        "measure",
        "title",
        "check_id",
        "layout_id",
        "least_share",
        "least_reports",
    )

    @classmethod
    def is_success(cls, evaluated: int, unexpected: int, settings: dict[str, Any]) -> bool:
        return is_covered(evaluated, evaluated - unexpected, settings["least_share"], settings["least_reports"])


def _broken(reason: str) -> dict[str, Any]:
    return {
        "success": False,
        "result": {
            "observed_value": reason,
            "broken": reason,
            "element_count": 0,
            "unexpected_count": 0,
            "unexpected_percent": 0.0,
            "partial_unexpected_list": [],
        },
    }


def _text(template: str, **params: tuple[str, list[str]]) -> Any:
    """A line of Data Docs: named parameters with the style classes of each."""
    return RenderedStringTemplateContent(
        content_block_type="string_template",
        string_template={
            "template": template,
            "params": {name: text for name, (text, _) in params.items()},
            "styling": {"params": {name: {"classes": classes} for name, (_, classes) in params.items() if classes}},
        },
    )

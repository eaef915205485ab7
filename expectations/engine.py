"""Runs the suites as one Great Expectations checkpoint over the measures frame and says what GX decided.

The context is ephemeral: our own tables keep the results, and Data Docs of a run are built once, from that run only, so
that their cost does not grow with history. Importing GX takes seconds, so only what runs a checkpoint does: a night on
which nothing changed has no audit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from expectations.suites import Spec, suites

SITE = "audit"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What GX said of one expectation; ``broken`` is why it could not be evaluated, "" when it could."""

    spec: Spec
    success: bool
    evaluated: int
    unexpected: int
    broken: str
    examples: tuple[str, ...]


def run_checkpoint(specs: Sequence[Spec], frame: pd.DataFrame, run_id: str, site_dir: Path | None) -> list[Outcome]:
    """Validate ``frame`` against the suites of ``specs`` and build GX's Data Docs of the run in ``site_dir`` (None: none).

    One outcome per spec, in order; a spec GX returned nothing for is broken.
    """
    import great_expectations as gx
    from great_expectations.core.run_identifier import RunIdentifier

    from expectations.gx_types import JustAdded

    context = _context(site_dir)
    # one batch for all suites: with each asset GX writes its whole configuration again
    measures = context.data_sources.add_pandas("duckdb").add_dataframe_asset("measures")
    batch = measures.add_batch_definition_whole_dataframe("measures")
    definitions: list[gx.ValidationDefinition] = []
    for suite in suites(list(specs)):
        definition = JustAdded(name=suite.name, data=batch, suite=context.suites.add(suite))
        context.validation_definitions.add(definition)
        definitions.append(definition)
    checkpoint = gx.Checkpoint(name="audit", validation_definitions=definitions, result_format="COMPLETE")
    result = checkpoint.run(batch_parameters={"dataframe": frame}, run_id=RunIdentifier(run_name=run_id))
    if site_dir is not None:
        context.build_data_docs(site_names=[SITE])
    said = {
        one.expectation_config.kwargs["measure"]: one
        for suite in result.run_results.values()
        for one in suite.results
        if one.expectation_config is not None
    }
    return [_outcome(spec, said.get(spec.measure)) for spec in specs]


def _context(site_dir: Path | None) -> Any:
    import great_expectations as gx
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    site = {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        # the page of a result says what was expected as well
        "site_section_builders": {"expectations": "None", "profiling": "None"},
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(site_dir)},
    }
    config = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
        data_docs_sites={} if site_dir is None else {SITE: site},
        progress_bars=ProgressBarsConfig(globally=False),
        analytics_enabled=False,
    )
    return gx.get_context(mode="ephemeral", project_config=config)


def _outcome(spec: Spec, said: Any) -> Outcome:
    if said is None:
        return Outcome(spec, False, 0, 0, "Great Expectations returned no result for it", ())
    raised = _exception_text(said.exception_info)
    result = said.result or {}
    return Outcome(
        spec,
        bool(said.success),
        int(result.get("element_count", 0)),
        int(result.get("unexpected_count", 0)),
        raised or str(result.get("broken", "")),
        tuple(result.get("partial_unexpected_list", ())),
    )


def _exception_text(info: dict[str, Any] | None) -> str:
    """The message of an exception GX caught: flat for the expectation itself, nested by metric otherwise."""
    for part in [info or {}, *[value for value in (info or {}).values() if isinstance(value, dict)]]:
        if part.get("raised_exception"):
            return str(part.get("exception_message") or "an exception without a message")
    return ""

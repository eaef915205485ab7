"""Prefect flows beside the nightly one, for the deployments of ``prefect.yaml``: backfill, reprocess, publish only."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.artifacts import create_markdown_artifact

from flows.nightly import prefect_calls
from flows.stages.finish import RunResult
from flows.upkeep.backfill import backfill
from flows.upkeep.publish_only import publish_only
from flows.upkeep.reprocess import reprocess, told
from nianbao.settings import load_settings

MOST_LINES = 500


@flow(name="backfill", log_prints=False, persist_result=False)
def backfill_flow(
    years: str,
    regions: list[str] | None = None,
    sites: list[str] | None = None,
    overrides: dict[str, Any] | None = None,
) -> RunResult:
    """Reports of some years (``2019-2023``) of some regions (names or codes), whatever the season."""
    return backfill(load_settings(**(overrides or {})), years, regions or (), sites, prefect_calls())


@flow(name="reprocess", log_prints=False, persist_result=False)
def reprocess_flow(is_dry_run: bool = False, overrides: dict[str, Any] | None = None) -> int:
    """Read the archive with the code as it is now; an artifact says what came out otherwise. Returns how many did."""
    settings = load_settings(**(overrides or {}))
    done = reprocess(settings, is_dry_run=is_dry_run, steps=prefect_calls().steps)
    lines = "\n".join(f"- {line}" for line in told(done, MOST_LINES))
    create_markdown_artifact(key="nianbao-reprocess", markdown=lines, description="What newer code reads otherwise")
    return done.differing


@flow(name="publish-only", log_prints=False, persist_result=False)
def publish_flow(is_forced: bool = False, overrides: dict[str, Any] | None = None) -> RunResult:
    """Load what waits, audit, publish, report; no host is asked."""
    return publish_only(load_settings(**(overrides or {})), is_forced=is_forced, steps=prefect_calls().steps)

"""A government of one site with three reports, and nights over it that leave out what the faults of a machine cannot touch.

A night costs seconds, most of them for Great Expectations and for writing the same pages again. ``only_findings`` takes
both out: the checks are measured and the findings stored as ever, so that every table that follows from the reports can
still be compared with those of a whole night.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from expectations.audit import AuditResult
from expectations.report import SiteInputs
from expectations.report.site import BuiltSite
from expectations.review import DecisionBook
from flows.night import Plan, run_night
from flows.stages.discover import choose_sites
from flows.stages.finish import RunResult
from nianbao.settings import Settings, load_settings
from tests.local_government.government import Government
from tests.local_government.model import Document

SITES = ("byorgan",)
REPORTS_OF_AN_ORGAN = 2


@dataclass(frozen=True)
class Small:
    """The government, and its registry."""

    government: Government
    registry: Path

    @property
    def reports(self) -> list[Document]:
        """What stands on its lists: two years of one organ, one of the other."""
        return [one for town in self.government.towns for one in town.documents if one.is_report]

    def settings(self, data_dir: Path, **more: Any) -> Settings:
        values: dict[str, Any] = {
            "data_dir": data_dir,
            "registry_dir": self.registry,
            "allow_loopback": True,
            "request_delay_seconds": 0.0,
            "log_level": "ERROR",
            "crops_per_run": 0,
            **more,
        }
        return load_settings(**values)

    def night(self, data_dir: Path, **more: Any) -> RunResult:
        settings = self.settings(data_dir, **more)
        return run_night(settings, Plan(tuple(choose_sites(settings, None)), is_everything=settings.visit_all))


def measured_audit(
    build: Path, run_id: str, docs_dir: Path, keep: int, book: DecisionBook, now: datetime
) -> AuditResult:
    """``run_audit`` without its second opinion: the same findings and marts, no Great Expectations, no Data Docs."""
    from expectations.measures import measure
    from expectations.review.mirror import mirror
    from expectations.storing import store_findings
    from expectations.suites import specs
    from warehouse.connection import transaction, writing
    from warehouse.marts import build_marts

    began = time.monotonic()
    with writing(build) as connection:
        measured = measure(connection, specs(connection))
        assert measured.has_findings
        with transaction(connection):
            stored = store_findings(connection, run_id, False)
        connection.execute("CHECKPOINT")
    mirror(build, book, run_id, now)
    build_marts(build)
    return AuditResult(
        run_id=run_id,
        success=True,
        held_reasons=(),
        expectations=0,
        failed={},
        findings={},
        findings_new=stored.findings_new,
        findings_gone=stored.findings_gone,
        equations=measured.equations,
        not_evaluable=measured.not_evaluable,
        seconds=time.monotonic() - began,
        docs_index=docs_dir / "data_docs" / "index.html",
        reports_audited=stored.reports_audited,
    )


def no_site(build: Path, out_dir: Path, inputs: SiteInputs) -> BuiltSite:
    """``build_site`` that writes no page."""
    out_dir.mkdir(parents=True, exist_ok=True)
    return BuiltSite(out_dir / "index.html", 0, 0)


@contextmanager
def only_findings() -> Iterator[None]:
    """Nights of this process leave out Great Expectations and the pages of the site."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("expectations.audit.run_audit", measured_audit)
        patch.setattr("flows.stages.finish.build_site", no_site)
        yield

"""The static quality report: what a reviewer opens in the morning. Plain HTML files, no network, no script."""

from expectations.report.run import RunSummary, StageSummary
from expectations.report.site import build_report

__all__ = ["RunSummary", "StageSummary", "build_report"]

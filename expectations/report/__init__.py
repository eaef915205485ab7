"""The review site: what a reviewer opens in the morning. Plain HTML files and small scripts, no network."""

from expectations.report.archive import ArchivePlace
from expectations.report.run import RunSummary, StageSummary
from expectations.report.site import BuiltSite, SiteInputs, build_report, build_site

__all__ = ["ArchivePlace", "BuiltSite", "RunSummary", "SiteInputs", "StageSummary", "build_report", "build_site"]

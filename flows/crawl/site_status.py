"""How each site of the registry stands: from ``ops.crawls`` of the published file and the runs that it lacks."""

from __future__ import annotations

from extractors.sites.registry import load_registry
from flows.crawl.report import WORST_FIRST, CrawlFiles, SiteStatus, with_visits
from flows.records import RunLog
from nianbao.settings import Settings
from warehouse.ops import site_states


def site_statuses(settings: Settings) -> list[SiteStatus]:
    """The status of every site that is watched or was once visited, the worst first; those never visited stand before the sound ones."""
    known: dict[str, SiteStatus] = {}
    runs = RunLog(settings.data_dir).all()
    if settings.published_path.is_file():
        for site_id, state, message, visited_at, since in site_states(settings.published_path):
            known[site_id] = SiteStatus(site_id, state, message, since, visited_at)
        runs = [run for run in runs if not run.is_in_warehouse]
    files = CrawlFiles(settings.data_dir)
    for run in runs:
        known = with_visits(known, files.rows(run.run_id))
    found = [
        known.get(site.site_id, SiteStatus(site.site_id))
        for site in load_registry(settings.registry_dir)
        if site.watch or site.site_id in known
    ]
    return sorted(found, key=_rank)


def _rank(status: SiteStatus) -> tuple[float, str]:
    place = WORST_FIRST.index("ok") - 0.5 if status.state is None else WORST_FIRST.index(status.state)
    return place, status.site_id

"""Discover: a site of the registry -> the items of its lists, each either to be fetched or kept out with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.document import Issue
from extractors.sites.candidates import reason_kept_out
from extractors.sites.fetch import Fetcher
from extractors.sites.model import Walk
from extractors.sites.registry import Site, load_registry
from extractors.sites.walk import walk
from flows.context import Run
from flows.reading.items import Item, item_id_of
from flows.stages.fetch_log import keep, may_pass
from nianbao.errors import SettingsError
from nianbao.settings import Settings


@dataclass(frozen=True, slots=True)
class Discovery:
    """What the lists of one site hold. ``kept_out`` pairs an item with the reason why it is no report."""

    site: Site
    items: tuple[Item, ...]
    kept_out: tuple[tuple[Item, str], ...]
    walks: tuple[Walk, ...]

    @property
    def may_pass(self) -> bool:
        """A list broke off for a reason that another try may mend."""
        return any(
            walk.stop_reason in ("entry_failed", "page_failed")
            and any(may_pass(page.outcome, page.status, page.kind) for page in walk.pages)
            for walk in self.walks
        )


def choose_sites(settings: Settings, wanted: Sequence[str] | None) -> list[Site]:
    """The sites to visit, all of the registry when none are named.

    Raises SettingsError for a registry that cannot be read, is empty, or does not have a named site.
    """
    registry = load_registry(settings.registry_dir)
    if not registry:
        raise SettingsError(str(settings.registry_dir), "holds no site file", "add one, see extractors/sites/registry")
    if not wanted:
        return [site for site in registry if site.watch]
    known = {site.site_id: site for site in registry}
    for site_id in wanted:
        if site_id not in known:
            some = ", ".join(sorted(known)[:8])
            raise SettingsError(f"site {site_id}", "is not in the registry", f"known are {some or 'none'}")
    return [known[site_id] for site_id in dict.fromkeys(wanted)]


def discover_site(run: Run, site: Site, fetcher: Fetcher) -> Discovery:
    """Walk all lists of a site; list pages go into the archive, a list that broke off is a problem of the run."""
    visits = run.visits
    list_item = Item("", site.site_id, "", "", "")
    walks = walk(
        site,
        fetcher,
        max_pages=run.settings.max_list_pages,
        recall=visits.recall,
        is_due=visits.is_list_due,
        keep=lambda page: keep(run, page, list_item, "list"),
    )
    items: dict[str, Item] = {}
    kept_out: dict[str, tuple[Item, str]] = {}
    for one in walks:
        for row in one.rows:
            item = Item(
                item_id_of(site.site_id, row.url),
                site.site_id,
                row.url,
                row.title,
                row.date,
                row.organ or ("" if site.many_organs else site.organ),
                site.region_name,
            )
            reason = reason_kept_out(row)
            if reason:
                kept_out.setdefault(item.item_id, (item, reason))
            else:
                items.setdefault(item.item_id, item)
    out = tuple(pair for item_id, pair in kept_out.items() if item_id not in items)
    found = tuple(items.values())
    if all(one.is_complete for one in walks):
        shown = [*found, *(item for item, _ in out)]
        organ = "" if site.many_organs else site.organ
        found += tuple(visits.dropped(site.site_id, shown, organ, site.region_name))
    return Discovery(site, found, out, tuple(walks))


def problems_of(discovery: Discovery) -> list[Issue]:
    """Lists that broke off: one line each, with what was promised and seen."""
    return [
        Issue("list_incomplete", "error", f"{discovery.site.site_id}: {problem}")
        for one in discovery.walks
        if not one.is_complete
        for problem in (one.problems or (f"the walk ended early ({one.stop_reason})",))
    ]

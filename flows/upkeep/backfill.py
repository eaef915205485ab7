"""Backfill: some years of some regions, now: a new region, or years that were not watched before.

The lists of the sites are walked whole and every report of these years is asked for, whatever the season; reports of
other years are left to the nightly run.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.sites.registry import Site
from flows.night import Calls, Plan, run_night
from flows.stages.discover import choose_sites
from flows.stages.finish import RunResult
from nianbao.errors import SettingsError
from nianbao.settings import Settings

_YEARS = re.compile(r"(\d{4})(?:-(\d{4}))?")
OLDEST = 2008
"""The regulation came into force in that year; there are no reports of earlier ones."""


def backfill(
    settings: Settings,
    years: str,
    regions: Sequence[str] = (),
    sites: Sequence[str] | None = None,
    calls: Calls | None = None,
) -> RunResult:
    """Visit the sites of the regions for the reports of these years; audit and publish as every night.

    Args:
        years: ``2019``, ``2019-2023``, or several with commas.
        regions: names or codes; a code stands for all below it (52 or 520000: all of the province). All when empty.

    Raises SettingsError for years that are none and regions that no site has; PublishHeld as a nightly run does.
    """
    wanted = years_of(years)
    chosen = of_regions(choose_sites(settings, sites), regions)
    plan = Plan(tuple(chosen), is_list_forced=True, is_everything=True, years=wanted)
    return run_night(settings, plan, calls, kind="backfill")


def years_of(text: str) -> frozenset[int]:
    """``2019-2021,2023`` -> those years."""
    found: set[int] = set()
    for part in filter(None, (part.strip() for part in text.split(","))):
        match = _YEARS.fullmatch(part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not OLDEST <= first <= last:
            raise SettingsError(f"years {part!r}", f"are no years from {OLDEST} on", "e.g. 2019 or 2019-2023")
        found |= set(range(first, last + 1))
    if not found:
        raise SettingsError("years", "none are named", "e.g. --years 2019-2023")
    return frozenset(found)


def of_regions(sites: Sequence[Site], regions: Sequence[str]) -> list[Site]:
    """The sites of these regions, each region with at least one."""
    if not regions:
        return list(sites)
    found: dict[str, Site] = {}
    for region in regions:
        some = [site for site in sites if _is_in(site, region)]
        if not some:
            raise SettingsError(f"region {region}", "has no site in the registry", "'nianbao sites list' shows them")
        found |= {site.site_id: site for site in some}
    return list(found.values())


def _is_in(site: Site, region: str) -> bool:
    if not region.isdigit():
        return region in (site.region_name, site.region_name.rstrip("省市区县"))
    prefix = region
    while len(prefix) > 2 and prefix.endswith("00"):
        prefix = prefix[:-2]
    return bool(site.region_code) and str(site.region_code).startswith(prefix)

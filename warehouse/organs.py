"""Organ resolution: the name a report gives its publisher, and the site it was met on, become one organ with its region.

The same bureau signs as 塔城地区教育局, 新疆塔城地区教育局 and 地区教育局; a county's list says 县教育局 or only 教育局; a place called 鼓楼区 there is
four times. The name is read from the left: place, then unit. What the name leaves open the site may close, because the
registry says which region a site belongs to; what neither tells stays unresolved with the reason, and two unresolved
names that name no place are one organ only on one site. A pure function of name, site and the files in ``reference``.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from warehouse.organ_units import OrganKind, UnitNames, unit_names
from warehouse.regions import Gazetteer, PlaceIn, Region, gazetteer

OrganLevel = Literal["national", "province", "prefecture", "county", "township"]
Method = Literal["name", "name_and_site", "site", "site_organ", "national", "unresolved"]

_SEPARATOR = "\x1f"
_OWN_PLACE = re.compile(
    r"^[\u4e00-\u9fff]{2,12}?(?:省|市|自治州|州|地区|盟|自治县|县|自治旗|旗|(?<![社园校小辖特灾林])区)(?=[\u4e00-\u9fff]{2})"
)
_BARE = re.compile(r"^(?:本|我|全)?(自治区|自治州|自治县|自治旗|地区|行署|省|市|州|盟|县|旗|区)(.+)$")
_REMARK = re.compile(r"\((?:本级|机关|汇总|本机关)\)$")
_WORD_FITS = {
    "地区": "地区",
    "行署": "地区",
    "自治区": "自治区",
    "州": "州",
    "自治州": "州",
    "县": "县",
    "自治县": "自治县",
}


@dataclass(frozen=True, slots=True)
class SitePlace:
    """What the registry says of a site: its organ and region ("" and "" for files from disk)."""

    site_id: str = ""
    organ: str = ""
    region_code: str = ""


@dataclass(frozen=True, slots=True)
class Organ:
    """One organ as a name and a site tell it.

    ``name`` is unique among organs of known place; ``organ_id`` its hash. ``site_id``: the only site on which an unresolved
    name without a place means this organ. ``reason``: why it is unresolved.
    """

    organ_id: str
    name: str
    kind: OrganKind
    method: Method
    level: OrganLevel | None = None
    region_code: str | None = None
    parent_name: str | None = None
    site_id: str | None = None
    reason: str = ""

    @property
    def parent_organ_id(self) -> str | None:
        return None if self.parent_name is None else organ_id_of(self.parent_name)


def organ_id_of(name: str, site_id: str | None = None) -> str:
    """Id of the organ of that name (and of that site alone, for a name that says no place)."""
    text = name if site_id is None else f"{name}{_SEPARATOR}{site_id}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Resolver:
    """Resolves names against regions, names of units and aliases; made once a load."""

    def __init__(self, regions: Gazetteer, units: UnitNames) -> None:
        self.regions = regions
        self.units = units

    def resolve(self, name: str, site: SitePlace) -> Organ:
        """The organ that ``name`` means on ``site``. Never raises; what cannot be told is an unresolved organ."""
        printed = _tidy(name)
        text = self.units.organs.get(printed, printed)
        organ = self._national(text) or self._by_name(text, site)
        if organ is None and len(text) > 2 and site.organ and _tidy(site.organ).endswith(text):
            own = _tidy(site.organ)
            organ = self._national(own) or self._by_name(own, replace(site, organ=""))
            organ = organ and replace(organ, method="site_organ")
        if organ is None:
            organ = self._by_site(text, site)
        if organ.reason:
            return replace(organ, name=name, organ_id=organ_id_of(name, organ.site_id))
        known = self.units.organs.get(organ.name)
        return organ if known is None or known == organ.name else self.resolve(known, site)

    def _national(self, text: str) -> Organ | None:
        if text.startswith(self.units.national) or text in self.units.national_lines:
            return Organ(organ_id_of(text), text, "department", "national", "national", "100000")
        for line in self.units.national_lines:
            places = self.regions.read(text.removeprefix(line)) if text.startswith(line) else []
            if len(places) == 1:
                return self._vertical(line, places[0])
        return None

    def _vertical(self, line: str, place: PlaceIn, method: Method = "name") -> Organ:
        region = self.regions.current(place.region)
        where = region.unique_name
        if place.rest == "海关":
            where = where.removesuffix("市").removesuffix("省")
        name = f"{line}{where}{place.rest}"
        above = self.regions.regions.get(region.parent_code)
        parent = None
        if line and above is not None:
            parent = line if above.level == "national" else f"{line}{above.unique_name}{place.rest}"
        level: OrganLevel = region.level
        return Organ(organ_id_of(name), name, "vertical_system", method, level, region.region_code, parent)

    def _by_name(self, text: str, site: SitePlace) -> Organ | None:
        """The organ whose name begins with its place; None when it begins with none."""
        for place, (code, level) in self.units.places.items():
            if text.startswith(place):
                return self._at(PlaceIn(self.regions.regions[code], text[len(place) :]), "name", place, level)
        places = self.regions.read(text)
        if not places:
            return None
        fitting = [one for one in places if self._is_near(one.region, site)]
        used = len(text) - len(places[0].rest)
        if len(places) == 1:
            reason = "" if fitting else self._doubt(places[0].region, text[:used], site)
            return _unresolved(reason, site) if reason else self._at(places[0], "name")
        exact = [one for one in fitting if one.region.region_code == site.region_code]
        if len(exact or fitting) == 1:
            return self._at((exact or fitting)[0], "name_and_site")
        return _unresolved(f"地名有 {len(places)} 处同名 / {len(places)} regions are called so", site)

    def _doubt(self, region: Region, read: str, site: SitePlace) -> str:
        """Why a county that the name alone says, and that is not of the site, may be another place; "" when it is not."""
        if read != region.name or region.level != "county":
            return ""
        if len(read) == 2 and read.endswith("区"):
            return "地名过于笼统 / every city may call a part of it so"
        if site.region_code and not self._same_province(region, site):
            return "地名与站点所在省份不同 / the place lies in another province than the site"
        return ""

    def _is_near(self, region: Region, site: SitePlace) -> bool:
        code = region.region_code
        return bool(site.region_code) and (
            self.regions.is_within(code, site.region_code) or self.regions.is_within(site.region_code, code)
        )

    def _same_province(self, region: Region, site: SitePlace) -> bool:
        return self.regions.lineage(region.region_code)[-2:] == self.regions.lineage(site.region_code)[-2:]

    def _by_site(self, text: str, site: SitePlace) -> Organ:
        """The organ of a name that begins with no known place: 县教育局, 教育局, 大街乡人民政府 on the site of their region."""
        is_unit = text.startswith(self.units.stems)
        bare = None if is_unit else _BARE.match(text)
        word = bare[1] if bare and bare[2].startswith(self.units.stems) else ""
        if not is_unit and not word and _OWN_PLACE.match(text):
            return _unresolved("地名不在区划代码中 / the place of its name is in no list of regions")
        region = self.regions.regions.get(site.region_code)
        if region is None or region.level == "national":
            return _unresolved(
                "名称无地名，站点所在地区不明 / its name says no place and the region of the site is not known", site
            )
        if word and not _fits(word, region):
            return _unresolved(
                f"名称称“{word}”，站点属{region.name} / its name speaks of a {word}, the site is of {region.name}", site
            )
        rest = bare[2] if bare and word else text
        kind = self.units.kind(rest)
        if kind == "township" and region.level != "county":
            return _unresolved("乡镇街道所在县不明 / the county of this township is not known", site)
        if kind == "other":
            return _unresolved("名称不是机关 / its name is that of no organ we know", site)
        return self._at(PlaceIn(region, rest), "site")

    def _at(self, place: PlaceIn, method: Method, place_name: str = "", level: str = "") -> Organ:
        """The organ of a unit at a place."""
        region = self.regions.current(place.region)
        unit = self.units.unit(place.rest, region.name, region.level)
        kind = self.units.kind(unit)
        if kind == "vertical_system":
            return self._vertical(self.units.national_line.get(unit, ""), PlaceIn(region, unit), method)
        where = place_name or region.unique_name
        name = where + unit
        found: OrganLevel = "township" if kind == "township" else (level or region.level)  # type: ignore[assignment]
        parent: str | None = where + self.units.government(place_name or region.name)
        if kind == "government" or name == parent:
            is_part = place_name and region.level != "county"
            above = self.regions.regions.get(region.region_code if is_part else region.parent_code)
            is_under = above is not None and above.level != "national"
            parent = above.unique_name + self.units.government(above.name) if above and is_under else "国务院"
        return Organ(organ_id_of(name), name, kind, method, found, region.region_code, parent)


def _fits(word: str, region: Region) -> bool:
    if word == "省":
        return region.level == "province" and region.name.endswith("省")
    return region.name.endswith(_WORD_FITS.get(word, word)) and (word != "区" or region.level == "county")


def _unresolved(reason: str, site: SitePlace | None = None) -> Organ:
    return Organ("", "", "unknown", "unresolved", site_id=site.site_id if site else None, reason=reason)


def _tidy(name: str) -> str:
    return _REMARK.sub("", "".join(unicodedata.normalize("NFKC", name).split()))


@cache
def resolver() -> Resolver:
    """The resolver over the files in ``reference``."""
    return Resolver(gazetteer(), unit_names())


def resolve_all(pairs: Sequence[tuple[str, str]], sites: dict[str, SitePlace]) -> list[Organ]:
    """One organ for each (printed name, site id); a site that is not in the registry tells nothing."""
    one = resolver()
    return [one.resolve(name, sites.get(site_id, SitePlace(site_id))) for name, site_id in pairs]

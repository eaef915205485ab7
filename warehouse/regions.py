"""The regions of GB/T 2260 and the places that names of organs begin with.

A name says its place in full (江苏省南京市鼓楼区教育局), in part (鼓楼区教育局, of which there are four), shortly (新疆塔城地区教育局,
镇宁自治县政府) or not at all. A ``Gazetteer`` tells which regions a name may mean and what is left of the name; which of several it
means is decided elsewhere, from the site, or not at all. A county that became a district goes on as the same region.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Literal

RegionLevel = Literal["national", "province", "prefecture", "county"]
NATION = "100000"
_PLACEHOLDER = re.compile(r"^(?:市辖区|县|(?:省|自治区)直辖县级行政区划)$")
_PROVINCE_TAIL = re.compile(r"(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区)$")
_PEOPLES = [
    "蒙古族",
    "回族",
    "藏族",
    "维吾尔",
    "苗族",
    "彝族",
    "壮族",
    "布依族",
    "朝鲜族",
    "满族",
    "侗族",
    "瑶族",
    "白族",
    "土家族",
    "哈尼族",
    "哈萨克族",
    "哈萨克",
    "傣族",
    "黎族",
    "傈僳族",
    "佤族",
    "畲族",
    "拉祜族",
    "水族",
    "东乡族",
    "纳西族",
    "景颇族",
    "柯尔克孜",
    "土族",
    "达斡尔族",
    "仫佬族",
    "羌族",
    "布朗族",
    "撒拉族",
    "毛南族",
    "仡佬族",
    "锡伯",
    "阿昌族",
    "普米族",
    "塔吉克",
    "怒族",
    "鄂温克族",
    "德昂族",
    "保安族",
    "裕固族",
    "独龙族",
    "蒙古",
    "各族",
]
_AUTONOMOUS = re.compile(r"^(.+?)(?:" + "|".join(sorted(_PEOPLES, key=len, reverse=True)) + r")+自治([州县旗])$")
# What follows a place is a unit; a lone township word shows that the place was none (城区街道办事处), and so does a road after
# the short name of a province (西藏路街道办事处).
_NO_UNIT = re.compile(r"^(?:街道|镇|乡|村|社区|道办)(?:$|办|人民|政府)")
_ROAD = re.compile(r"^(?:[东西南北中]?(?:路|街|大道|巷)|镇|乡|村|社区)")


@dataclass(frozen=True, slots=True)
class Region:
    """One region. ``parent_code`` skips the rows that only hold a place in the standard (市辖区).

    ``unique_name`` is the shortest name that no other region has: 南京市鼓楼区, but 塔城地区. ``last_year`` and ``successor_code``
    are those of a region that is no more; ``relation`` then says whether it was ``renamed`` or ``merged``.
    """

    region_code: str
    name: str
    level: RegionLevel
    parent_code: str
    unique_name: str
    last_year: int | None = None
    successor_code: str = ""
    relation: str = ""


@dataclass(frozen=True, slots=True)
class PlaceIn:
    """A reading of the beginning of a name: the region, and what is left."""

    region: Region
    rest: str


@dataclass(slots=True)
class Gazetteer:
    """Regions by code and by every name they go by."""

    regions: dict[str, Region]
    names: dict[str, list[Region]] = field(default_factory=dict)
    longest: int = 0

    def __post_init__(self) -> None:
        for region in self.regions.values():
            for name in _names(region):
                self.names.setdefault(name, []).append(region)
        self.longest = max(map(len, self.names))

    def lineage(self, code: str) -> tuple[str, ...]:
        """The region and all above it, from below; () for a code that is unknown."""
        found: list[str] = []
        while code in self.regions and code not in found:
            found.append(code)
            code = self.regions[code].parent_code
        return tuple(found)

    def is_within(self, code: str, above: str) -> bool:
        """Whether a region is ``above`` or lies in it."""
        return above in self.lineage(code)

    def current(self, region: Region) -> Region:
        """The region itself, or the one that goes on under another name."""
        while region.relation == "renamed":
            region = self.regions[region.successor_code]
        return region

    def read(self, name: str) -> list[PlaceIn]:
        """What the name may begin with: of all readings those that use most of it; [] when it begins with no place."""
        found = self._read(name, "")
        least = min((len(one.rest) for one in found), default=0)
        return [one for one in found if len(one.rest) == least]

    def _read(self, name: str, above: str) -> list[PlaceIn]:
        found: list[PlaceIn] = []
        for length in range(min(self.longest, len(name)), 1, -1):
            rest = name[length:]
            if _NO_UNIT.match(rest):
                continue
            for region in self.names.get(name[:length], ()):
                if length < len(region.name) and _ROAD.match(rest):
                    continue
                if not above or (region.region_code != above and self.is_within(region.region_code, above)):
                    found += self._read(rest, region.region_code) or [PlaceIn(region, rest)]
        return found


def _names(region: Region) -> Iterable[str]:
    if region.level == "national":
        return
    yield region.name
    if region.level == "province":
        yield _PROVINCE_TAIL.sub("", region.name)
    autonomous = _AUTONOMOUS.match(region.name)
    if autonomous:
        yield autonomous[1] + autonomous[2]
        yield f"{autonomous[1]}自治{autonomous[2]}"


@cache
def gazetteer() -> Gazetteer:
    """All regions of ``warehouse/reference``, those of today and those that went up in others."""
    rows = [*_rows("regions.csv"), *confirmed(_rows("regions_former.csv"))]
    parents = {row["region_code"]: row["parent_code"] for row in rows}
    names = {row["region_code"]: row["name"] for row in rows}

    def parent(code: str) -> str:
        above = parents[code]
        while above and _PLACEHOLDER.match(names[above]):
            above = parents[above]
        return above or NATION

    used = [row for row in rows if not _PLACEHOLDER.match(row["name"])]
    unique = _unique_names([(row["region_code"], row["name"], parent(row["region_code"])) for row in used], names)
    regions = {NATION: Region(NATION, "中华人民共和国", "national", "", "中华人民共和国")}
    for row in used:
        code = row["region_code"]
        regions[code] = Region(
            code, row["name"], row["level"], parent(code), unique[code],  # type: ignore[arg-type]
            int(row["last_year"]) if row.get("last_year") else None, row.get("successor_code", ""), row.get("relation", ""),
        )  # fmt: skip
    return Gazetteer(regions)


def confirmed(rows: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Of the former regions those whose end and successor were announced: no name is resolved by a guess."""
    return [row for row in rows if row["evidence"] == "announced"]


def _unique_names(rows: Sequence[tuple[str, str, str]], names: dict[str, str]) -> dict[str, str]:
    """The name, with that of the region above where several are called so."""
    count = Counter(name for _, name, _ in rows)
    return {code: name if count[name] == 1 else names.get(parent, "") + name for code, name, parent in rows}


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("warehouse").joinpath("reference", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))

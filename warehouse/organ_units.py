"""What the rest of an organ's name says once its place is taken off: which unit, of which kind, under which other names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

import yaml

OrganKind = Literal[
    "government", "department", "township", "zone", "vertical_system", "institution", "other", "unknown"
]

_TOWNSHIP = re.compile(r"^([\u4e00-\u9fff·]{1,12}?(?:民族乡|乡|镇|苏木|街道))(?:人民政府|政府|办事处|办)?$")
_GOVERNMENT = re.compile(r"^(?:人民政府|行政公署|行署)?$")
_GOVERNMENT_UNIT = re.compile(r"^(?:人民)?政府(?!$|办公[厅室])")
_OF_PREFECTURES_WITHOUT_ASSEMBLY = ("地区", "盟")
_ZONE_PLACE = re.compile(r"(?:(?<!浦东)(?<!滨海)新区|(?:开发|试验|实验|示范|度假|管理|产业|保税|风景|景|园)区|新城)$")


@dataclass(frozen=True, slots=True)
class UnitNames:
    """The lists of ``reference/units.yml`` and ``aliases.yml``, ready for look-ups."""

    stems: tuple[str, ...]
    vertical: re.Pattern[str]
    institution: re.Pattern[str]
    zone: re.Pattern[str]
    department: re.Pattern[str]
    national: tuple[str, ...]
    national_lines: tuple[str, ...]
    national_line: dict[str, str]
    places: dict[str, tuple[str, str]]
    """name of a place without a code of its own -> region it lies in, level"""
    organs: dict[str, str]
    """another name of an organ -> the name it goes by here"""
    units: dict[str, str]
    """short name of a unit -> its full name"""

    def unit(self, text: str, region_name: str, level: str) -> str:
        """The unit in the form it goes by here: 政府办 of a county is 人民政府办公室; a place alone is its government."""
        if text in ("政府办", "政府办公室", "人民政府办") and level == "county":
            text = "人民政府办公室"
        text = re.sub(r"^政府(?=$|办公[厅室]$)", "人民政府", text)
        text = _GOVERNMENT_UNIT.sub("", text)
        if _GOVERNMENT.match(text):
            return "行政公署" if text == "行署" else text or self.government(region_name)
        township = _TOWNSHIP.match(text)
        if township:
            return township[1] + ("办事处" if township[1].endswith("街道") else "人民政府")
        text = re.sub(r"管委会$", "管理委员会", text)
        return self.units.get(text, text)

    def government(self, region_name: str) -> str:
        """What governs a place: that of a 地区 or 盟 is an agency of the province's, that of a zone a committee."""
        if _ZONE_PLACE.search(region_name):
            return "管理委员会"
        return "行政公署" if region_name.endswith(_OF_PREFECTURES_WITHOUT_ASSEMBLY) else "人民政府"

    def kind(self, unit: str) -> OrganKind:
        """Kind of the unit; ``other`` when its name is that of no organ."""
        if unit in ("", "人民政府", "政府", "行政公署", "行署"):
            return "government"
        if _TOWNSHIP.match(unit):
            return "township"
        if self.vertical.search(unit):
            return "vertical_system"
        if self.zone.search(unit):
            return "zone"
        if self.institution.search(unit):
            return "institution"
        return "department" if self.department.search(unit) else "other"


@cache
def reference(name: str) -> Any:
    """One YAML file of ``warehouse/reference``."""
    text = resources.files("warehouse").joinpath("reference", name).read_text(encoding="utf-8")
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@cache
def unit_names() -> UnitNames:
    """The names of units and the aliases, as shipped."""
    units, aliases = reference("units.yml"), reference("aliases.yml")
    organs = {one["name"]: entry["organ"] for entry in aliases["organs"] for one in entry["names"]}
    return UnitNames(
        stems=tuple(units["stems"]),
        vertical=re.compile("|".join(units["vertical"])),
        institution=re.compile(units["institution"]),
        zone=re.compile(units["zone"]),
        department=re.compile(units["department"]),
        national=tuple(units["national"]),
        national_lines=tuple(units["national_lines"]),
        national_line=units["national_line"],
        places={one["name"]: (one["region"], one["level"]) for one in aliases["places"]},
        organs=organs,
        units=aliases["units"],
    )

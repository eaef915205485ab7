"""Hosts of an invented country: how many organs answer from each, and how many of their reports are online.

What matters for a calendar is who shares a host, because only one request at a time goes to it: portals of counties that
moved onto the platform of their prefecture or province stand in one queue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

Counts = NDArray[np.int64]
FIGURES = Path(__file__).with_name("figures.yaml")


@dataclass(frozen=True, slots=True)
class Country:
    """``organs``: of each host, the largest first. ``online``: by host and report year (from ``first_year``), reports."""

    organs: Counts
    online: Counts
    first_year: int

    @property
    def reports(self) -> int:
        return int(self.online.sum())


def read_figures(path: Path = FIGURES) -> dict[str, Any]:
    """The file of figures."""
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def value(figures: Mapping[str, Any], part: str, name: str) -> float:
    return float(figures[part][name]["value"])


def build_country(figures: Mapping[str, Any], chance: np.random.Generator) -> Country:
    """Draw the hosts; organs that are on no portal have a host of their own."""
    portals = _portals(figures, chance)
    rest = int(value(figures, "country", "organs")) - int(portals.sum())
    if rest < 0:
        raise ValueError(f"the portals hold {-rest} organs more than the country has")
    organs = np.sort(np.concatenate([portals, np.ones(rest, dtype=np.int64)]))[::-1].copy()
    first, last = (int(value(figures, "country", name)) for name in ("first_year", "last_year"))
    share = np.linspace(value(figures, "country", "present_first"), value(figures, "country", "present_last"),
                        last - first + 1)  # fmt: skip
    online = chance.binomial(organs[:, None], share[None, :])
    return Country(organs, online.astype(np.int64), first)


def _portals(figures: Mapping[str, Any], chance: np.random.Generator) -> Counts:
    """Organs of each portal, those that answer from one host taken together."""
    of = figures["hosts"]
    provinces, prefectures, counties = (int(of[name]["value"]) for name in ("provinces", "prefectures", "counties"))
    spread = float(of["size_spread"]["value"])
    by_province = _sizes(chance, provinces, float(of["province_organs"]["value"]), spread)
    by_prefecture = _sizes(chance, prefectures, float(of["prefecture_organs"]["value"]), spread)
    by_county = _sizes(chance, counties, float(of["county_organs"]["value"]), spread)
    province_of = np.arange(prefectures) % provinces
    prefecture_of = np.arange(counties) % prefectures
    is_joined = chance.random(prefectures) < float(of["prefecture_platforms"]["value"])
    # each portal names the host that answers for it: its own, that of its prefecture, or that of its province
    home = np.arange(provinces + prefectures + counties)
    at_prefecture = provinces + prefecture_of
    home[provinces + prefectures :] = np.where(is_joined[prefecture_of], at_prefecture, home[provinces + prefectures :])
    on_platform = np.arange(provinces) < int(of["province_platforms"]["value"])
    home[provinces : provinces + prefectures] = np.where(
        on_platform[province_of], province_of, home[provinces : provinces + prefectures]
    )
    province_of_county = province_of[prefecture_of]
    home[provinces + prefectures :] = np.where(
        on_platform[province_of_county], province_of_county, home[provinces + prefectures :]
    )
    organs = np.bincount(home, weights=np.concatenate([by_province, by_prefecture, by_county])).astype(np.int64)
    return np.asarray(organs[organs > 0], dtype=np.int64)


def _sizes(chance: np.random.Generator, number: int, mean: float, spread: float) -> Counts:
    """Sizes around a mean, each at least 1, that sum up to number × mean."""
    drawn = chance.lognormal(0.0, spread, number)
    sizes = np.maximum(1, np.floor(drawn * mean / drawn.mean())).astype(np.int64)
    sizes[: max(0, int(number * mean) - int(sizes.sum()))] += 1
    return np.asarray(sizes, dtype=np.int64)

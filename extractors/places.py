"""An organ named without its place -> with it: 公安局 on the site of 白水县 is 白水县公安局.

Titles of a county's own column leave the county out (公安局2019年…, 县教育局2023年…, 正阳街道办事处2023年…): on that site
everyone knows it, in a national warehouse there are three thousand 公安局. The site's region is put in front where the
name has no place at all, or only the bare word for one; a name of another place of the same rank is reported, and left.
"""

from __future__ import annotations

import re

_RANKS = ("自治区", "自治州", "自治县", "自治旗", "地区", "省", "市", "州", "盟", "县", "区", "旗")
_RANK = re.compile("|".join(_RANKS))
# Words that begin or hold one of these characters and are no place.
_NO_PLACE = re.compile(
    r"市场|市政|市容|市民|市域|城市|都市|县域|区域|区块|社区|园区|城区|景区|灾区|省级|市级|县级|区级|专区|州际|旗舰|校区|库区|林区|片区|新区|开发区|保护区"
)
_BARE = re.compile(r"^(?:自治区|自治州|自治县|自治旗|地区|省|市|州|盟|县|区|旗)(?=.{2,})")
_TOWNSHIP = re.compile(r"^.{1,8}?(?:镇|乡|街道)(?:人民政府|政府|办事处|党工委)?$|街道办事处$|(?:镇|乡)人民政府$")
_ORGAN_END = re.compile(
    r"(?:局|委|委员会|办|办公室|办公厅|厅|部|院|署|会|中心|政府|办事处|支队|大队|总队|所|站|馆|社|队)(?:\(.*\)|（.*）)?$"
)
_NATIONAL = re.compile(r"国务院|国家|中华人民共和国|中国|全国|最高人民")
_COUNTY_RANKS = ("县", "区", "旗")
_PROVINCE_RANKS = ("省", "自治区")


def organ_with_place(organ: str, region_name: str) -> tuple[str, str]:
    """The organ with the place of its site in front where its name lacks one, and a line when its place is another.

    Returns (name, disagreement); the name is unchanged when it has its place, when nothing is known of the region, or
    when the region is too large to tell which (a township on the site of a province). A township on the site of a
    prefecture gets the prefecture, though its county is not known: 青石镇 alone is a name of a hundred places.
    """
    rank = _rank(region_name)
    stem = region_name.removesuffix(rank)
    if not organ or not rank or organ.startswith(stem if len(stem) > 1 else region_name) or _NATIONAL.match(organ):
        return organ, ""
    bare = _BARE.match(organ)
    if bare and not _NO_PLACE.match(organ):
        if _rank(region_name).endswith(bare[0][-1]):
            return region_name + organ[bare.end() :], ""
        return organ, f"{organ!r} has the rank of another place than {region_name}, whose site it is on"
    if _RANK.search(_NO_PLACE.sub("", organ)):
        return organ, _other_place(organ, region_name)
    if _TOWNSHIP.search(organ):
        return (organ if rank in _PROVINCE_RANKS else region_name + organ), ""
    return (region_name + organ if _ORGAN_END.search(organ) else organ), ""


def _rank(region_name: str) -> str:
    """The word at the end of a region that says what it is, "" for none (全国)."""
    return next((rank for rank in _RANKS if region_name.endswith(rank)), "")


def _other_place(organ: str, region_name: str) -> str:
    """A line when an organ begins with another place of the same rank: 临渭区公安局 on the site of 白水县."""
    rank = _rank(region_name)[-1]
    same = _COUNTY_RANKS if rank in _COUNTY_RANKS else (rank,)
    first = _RANK.search(_NO_PLACE.sub(lambda match: "　" * len(match[0]), organ))
    if first is None or first.start() < 2 or first[0][-1] not in same:
        return ""
    name = organ[: first.end()]
    is_part = name in region_name or region_name in name or name.removesuffix(rank) in region_name
    return "" if is_part else f"{organ!r} names {name}, but stands on the site of {region_name}"

"""Makes readings of any number of reports: every county, thirty departments, six years, as the extractors would write them.

Four of five cells are 0, a few large; half the reports come from web pages (paths), half from PDFs (boxes on two pages); one
table in fifty has a cell that is off by one, one in thirty a cell left blank. What one year carries forward the next carries in,
so that there are about as many findings as with real reports. Every text names its organ and numbers of its own.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from extractors.layouts import Layout, load_layouts
from tests.expectations.planted import filled
from warehouse.regions import gazetteer

FORMS = ("proactive_2021", "applications_2021", "review_litigation_2019")
PATTERNS = 70
"""Organs with different figures and places; more would take longer to make and neither longer to load nor more room."""
YEARS = tuple(range(2021, 2027))
BUSY = (3, 4, 5, 4, 6, 5)
"""By how much the work of an organ grows or shrinks over these years."""
UNITS = (
    *(
        [
            "教育局",
            "民政局",
            "财政局",
            "公安局",
            "司法局",
            "审计局",
            "水利局",
            "商务局",
            "统计局",
            "交通运输局",
            "农业农村局",
            "应急管理局",
            "卫生健康局",
            "文化和旅游局",
        ]
    ),
    *(
        [
            "自然资源局",
            "生态环境局",
            "住房和城乡建设局",
            "市场监督管理局",
            "医疗保障局",
            "退役军人事务局",
            "发展和改革局",
            "科学技术局",
            "林业局",
        ]
    ),
    *(["人力资源和社会保障局", "城市管理局", "信访局", "体育局", "粮食局", "乡村振兴局", "行政审批局"]),
)
_WORDS = (
    *(["本机关认真贯彻落实《中华人民共和国政府信息公开条例》", "进一步健全工作机制", "明确责任分工", "加强队伍建设"]),
    *(["依托门户网站和政务新媒体及时发布信息", "规范依申请公开办理流程", "严格保密审查", "主动回应社会关切"]),
    *(["组织开展业务培训", "定期自查", "整改存在的问题", "下一步将继续完善制度", "提高公开质量", "接受社会监督"]),
)


def write_readings(folder: Path, numbers: range, code: str = "1.0.0", changed: int = 0) -> list[Path]:
    """Reading files of the reports of these numbers; with ``changed`` as the publishers changed them that many times."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in numbers:
        content = json.dumps(reading(number, code, changed), ensure_ascii=False, separators=(",", ":"))
        place, year = divmod(number, len(YEARS))
        content = content.replace('"figures":[]', f'"figures":{_printed(place % PATTERNS, year, changed)}', 1)
        paths.append(folder / f"{number:09}-{changed}.json")
        paths[-1].write_text(content, encoding="utf-8")
    return paths


@cache
def _printed(pattern: int, year: int, changed: int) -> str:
    layouts = [load_layouts()[name] for name in FORMS]
    figures: list[dict[str, Any]] = []
    for number, layout in enumerate(layouts, 1):
        values = _steady(layout, random.Random(f"pattern {pattern} {layout.id}"), BUSY[year] + changed)
        chance = random.Random(f"printed {pattern} {year} {changed} {layout.id}")
        figures += _figures(layout, values, number, pattern % 2 == 0, chance)
    return json.dumps(figures, ensure_ascii=False, separators=(",", ":"))


def _steady(layout: Layout, chance: random.Random, scale: int) -> dict[tuple[str, str], int]:
    """A form with so much work that obeys its own sums and those across the years: stocks do not depend on ``scale``."""
    values = {cell: int(value or Decimal(0)) for cell, value in filled(layout, chance).items()}
    found = {cell: value * scale for cell, value in values.items()}
    for row, column in values:
        if row in ("carried_in", "carried_forward"):
            found[row, column] = values["carried_forward", column]
        elif row == "new_received":
            found[row, column] = values["processed_total", column] * scale
        elif row == "regulations":
            found[row, column] = 0
        elif row == "normative_docs":
            found[row, column] = values[row, "issued"] + (3 if column == "in_force" else 0)
    return found


def organ_of(number: int) -> tuple[str, int]:
    counties = _counties()
    place, year = divmod(number, len(YEARS))
    unit, county = divmod(place, len(counties))
    round_, unit = divmod(unit, len(UNITS))
    return f"{counties[county]}{'' if not round_ else f'第{round_}'}{UNITS[unit]}", YEARS[year]


@cache
def _counties() -> list[str]:
    return sorted(
        {one.unique_name for one in gazetteer().regions.values() if one.level == "county" and not one.last_year}
    )


def reading(number: int, code: str, changed: int) -> dict[str, Any]:
    """One reading in the shape that ``flows.reading.store`` writes, without its figures."""
    organ, year = organ_of(number)
    chance = random.Random(f"{number} {changed}")
    url = f"http://www.gov.test/{number % 900}/zfxxgk/{year}/t{number}.html"
    item_id = _hash(url)[:32]
    blob = _hash(f"{number} {changed}")
    title = f"{organ}{year}年政府信息公开工作年度报告"
    seen = f"{year + 1}-02-{1 + changed % 27:02}T03:00:00+00:00"
    blob_row = {"sha256": blob, "url": url, "role": "page", "media": "html", "bytes": 40_000, "has_figures": True}
    return {
        "contract": 1,
        "reading_id": _hash(f"{item_id} {blob} {code}")[:32],
        "code_version": code,
        "item": {
            "item_id": item_id,
            "site_id": f"s{number % 900}",
            "url": url,
            "list_title": title,
            "list_date": f"{year + 1}-01-20",
        },
        "blobs": [{**blob_row, "fetched_at": seen}],
        "report": _report(organ, year, title, chance),
    }


def _report(organ: str, year: int, title: str, chance: random.Random) -> dict[str, Any]:
    layouts = [load_layouts()[name] for name in FORMS]
    witnesses = [
        ("organ", "title", organ),
        ("year", "title", str(year)),
        ("scope", "title", "own"),
        ("published", "list", ""),
    ]
    return {
        "contract": 1,
        "status": "read",
        "title": title,
        "organ": organ,
        "year": year,
        "scope": "own",
        "published": f"{year + 1}-01-{chance.randint(10, 28)}",
        "witnesses": [{"field": a, "source": b, "value": c, "text": title} for a, b, c in witnesses],
        "tables": [
            {
                "table": one.table,
                "layout": one.id,
                "era": one.era,
                "place": f"table {number}",
                "rows_found": len(one.rows),
                "rows_expected": len(one.rows),
            }
            for number, one in enumerate(layouts, 1)
        ],
        "figures": [],  # put in as text by write_readings
        "sections": [
            {"number": number, "title": f"第{number}部分", "text": _text(organ, year, number, chance)}
            for number in range(1, 7)
        ],
        "claims": [],
        "issues": [],
        "findings": [],
        "checks": {"pass": 90, "fail": 0, "na": 0},
    }


def _figures(
    layout: Layout, values: Mapping[tuple[str, str], int], number: int, is_pdf: bool, chance: random.Random
) -> Iterator[dict[str, Any]]:
    off = chance.randrange(len(values)) if chance.random() < 1 / 50 else -1
    blank = chance.randrange(len(values)) if chance.random() < 1 / 30 else -1
    lines = sorted({row: None for row, _ in layout.cells()}, key=[row.code for row in layout.rows].index)
    left, top = chance.uniform(60, 90), chance.uniform(80, 400)
    width, height = chance.uniform(40, 60), chance.uniform(14, 20)
    wrapper = chance.choice(("/html/body/div[2]/div[1]", "/html/body/div[4]", "/html/body/main[1]/article[1]/div[1]"))
    steps: dict[str, int] = {}
    for position, (row, column) in enumerate(layout.cells()):
        value = values[row, column] + (position == off)
        step = steps[row] = steps.get(row, -1) + 1
        line, at = lines.index(row), [one.code for one in layout.columns].index(column)
        down = top + line * height
        box = [left + at * width, down % 700, left + at * width + width, down % 700 + height]
        yield {
            "table": layout.table,
            "row": row,
            "column": column,
            "value": None if position == blank else value,
            "kind": "blank" if position == blank else "number" if value else "zero",
            "raw": "" if position == blank else str(value),
            "unit": layout.unit(row, column),
            "layout": layout.id,
            "page": 2 + int(down // 700) if is_pdf else None,
            "bbox": [round(edge, 2) for edge in box] if is_pdf else None,
            "path": None
            if is_pdf
            else f"{wrapper}/table[{number}]/tbody[1]/tr[{line + 4}]/td[{step + 2 + (line % 3 == 0)}]",
            "member": None,
            "verdict": "read" if layout.table == "proactive" else "proved",
            "origin": "text",
            "corrected_from": None,
        }


def _text(organ: str, year: int, number: int, chance: random.Random) -> str:
    count = {1: 24, 5: 16}.get(number, 2)
    words = [
        f"{chance.choice(_WORDS)}{chance.choice(('', f'{chance.randint(1, 400)}件', f'{chance.randint(1, 60)}次'))}"
        for _ in range(count)
    ]
    return f"{year}年，{organ}" + "，".join(words) + "。"


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()

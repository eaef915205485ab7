"""A population of reports without a mistake: sums hold within a year, stocks and carry-overs over the years, texts differ."""

from __future__ import annotations

import hashlib
import random
from decimal import Decimal
from pathlib import Path

from extractors.layouts import load_layouts
from tests.expectations.planted import Planted, Values, build
from warehouse.connection import writing

YEARS = (2021, 2022, 2023, 2024, 2025)
APPLICATIONS, PROACTIVE, REVIEW = "applications_2021", "proactive_2021", "review_litigation_2019"
DEPARTMENTS_OF_A_COUNTY = 20
_SYLLABLES = "云溪青柳沙河松竹梅岭桥湖江山林石泉南北东西安平宁和新永长兴"
_TOPICS = (
    "政务服务", "义务教育", "公共卫生", "养老保障", "生态环境", "交通运输", "农业农村", "住房建设", "安全生产", "财政预算",
    "市场监管", "文化旅游", "就业创业", "社会救助", "水利工程", "应急管理", "规划许可", "招标采购", "食品药品", "民族宗教",
)  # fmt: skip
_VERBS = ("梳理", "公开", "更新", "解读", "归集", "细化", "完善", "核对", "推送", "发布")


def organ_name(number: int) -> str:
    """``青柳县第三局``: names without digits, so that a text without its numbers still differs."""
    base = len(_SYLLABLES)
    county = number // DEPARTMENTS_OF_A_COUNTY
    name = _SYLLABLES[county % base] + _SYLLABLES[(county // base) % base] + _SYLLABLES[(county * 7 + 3) % base]
    return f"{name}县{_SYLLABLES[number % DEPARTMENTS_OF_A_COUNTY]}局"


def sentences(chance: random.Random, organ: str, year: int, count: int) -> str:
    made = []
    for _ in range(count):
        topic, verb = chance.choice(_TOPICS), chance.choice(_VERBS)
        word = "".join(chance.choice(_SYLLABLES) for _ in range(6))
        made.append(
            f"围绕{topic}领域，{verb}{word}事项{chance.randint(3, 400)}条，由专人负责，按时{chance.choice(_VERBS)}"
        )
    return f"{organ}{year}年" + "。".join(made) + "。"


def reports(organs: int, seed: int = 1) -> list[Planted]:
    """``organs`` × five years of reports that obey every check."""
    found = []
    for number in range(organs):
        chance = random.Random(f"{seed}-{number}")
        before: Planted | None = None
        for year in YEARS:
            report = Planted(organ_name(number), year, layouts=(), sections=_sections(chance, organ_name(number), year))
            report.tables = {
                APPLICATIONS: _applications(chance, before),
                PROACTIVE: _proactive(chance, before),
                REVIEW: _review(chance),
            }
            found.append(report)
            before = report
    return found


def _sections(chance: random.Random, organ: str, year: int) -> dict[int, tuple[str, str]]:
    period = f"本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。"
    return {
        0: ("", period),
        1: ("一、总体情况", sentences(chance, organ, year, 6)),
        2: ("二、主动公开政府信息情况", ""),
        3: ("三、收到和处理政府信息公开申请情况", ""),
        4: ("四、政府信息公开行政复议、行政诉讼情况", ""),
        5: ("五、存在的主要问题及改进情况", sentences(chance, organ, year, 4)),
        6: ("六、其他需要报告的事项", "本年度未收取信息处理费。"),
    }


def _applications(chance: random.Random, before: Planted | None) -> Values:
    layout = load_layouts()[APPLICATIONS]
    results = [row.code for row in layout.rows if row.group and row.code != "processed_total"]
    values: Values = {}
    for column in (one.code for one in layout.columns if one.code != "total"):
        carried_in = int((before.tables[APPLICATIONS]["carried_forward", column] if before else 0) or 0)
        counts = {row: chance.choice([0, 0, 1, 2, 5]) for row in results}
        counts["granted"] = chance.randint(carried_in + 2, carried_in + 14)
        processed, forward = sum(counts.values()), chance.choice([0, 1, 3])
        counts |= {"processed_total": processed, "carried_forward": forward, "carried_in": carried_in}
        counts["new_received"] = processed + forward - carried_in
        values |= {(row, column): Decimal(count) for row, count in counts.items()}
    for row in layout.rows:
        parts = [values[row.code, one.code] or Decimal(0) for one in layout.columns if one.code != "total"]
        values[row.code, "total"] = sum(parts, Decimal(0))
    return values


def _proactive(chance: random.Random, before: Planted | None) -> Values:
    values: Values = {cell: Decimal(0) for cell in load_layouts()[PROACTIVE].cells()}
    stock = before.tables[PROACTIVE]["normative_docs", "in_force"] if before else Decimal(chance.randint(40, 80))
    issued, repealed = Decimal(chance.randint(2, 9)), Decimal(chance.randint(0, 3))
    values["normative_docs", "issued"], values["normative_docs", "repealed"] = issued, repealed
    values["normative_docs", "in_force"] = (stock or Decimal(0)) + issued - repealed if before else stock
    for row in ("licensing", "penalty", "coercion"):
        values[row, "decisions"] = Decimal(chance.randint(60, 190))
    values["admin_fees", "amount_wan_yuan"] = Decimal(chance.randint(2000, 9000)) / 100
    return values


def _review(chance: random.Random) -> Values:
    values: Values = {}
    layout = load_layouts()[REVIEW]
    for row in layout.rows:
        parts = {one.code: Decimal(chance.choice([0, 1, 2, 4])) for one in layout.columns if one.code != "total"}
        values |= {(row.code, column): value for column, value in parts.items()}
        values[row.code, "total"] = sum(parts.values(), Decimal(0))
    return values


def write(path: Path, organs: int) -> Path:
    """A warehouse of this population: county departments that are resolved, one figure-by-figure second reading each."""
    build(path, reports(organs))
    with writing(path) as connection:
        rows = [(_id(organ_name(n)), f"{100000 + n // DEPARTMENTS_OF_A_COUNTY}") for n in range(organs)]
        connection.execute("CREATE TEMP TABLE places (organ_id VARCHAR, region_code VARCHAR)")
        connection.executemany("INSERT INTO places VALUES (?, ?)", rows)
        connection.execute(
            "UPDATE core.organs SET kind = 'department', level = 'county', region_code = p.region_code "
            "FROM places p WHERE p.organ_id = core.organs.organ_id"
        )
        connection.execute(
            "INSERT INTO core.regions (region_code, name, unique_name, level) "
            "SELECT DISTINCT region_code, region_code || '县', region_code || '县', 'county' FROM places"
        )
    return path


def _id(*parts: object) -> str:
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:16]

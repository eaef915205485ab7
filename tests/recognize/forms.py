"""Whole reports over the official grids, as a reader hands them to recognition, without a renderer.

Values are random but obey every identity of their layout; tests then damage them.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal

from extractors.document import Cell, Document, Place, Table, TextBlock
from extractors.layouts import CellCode, Layout, load_layouts
from tests.fixtures.forms import draw_cells

Values = dict[CellCode, str]
SECTIONS = {
    "proactive": "二",
    "applications": "三",
    "review_litigation": "四",
    "stats_2014": "七",
    "stats_provincial": "七",
}


def random_values(layout: Layout, seed: int) -> Values:
    """A figure for every cell such that all identities hold: parts random, totals added up."""
    chance = random.Random(f"{layout.id}-{seed}")
    values = {code: chance.choice((0, 0, 0, chance.randint(1, 9), chance.randint(10, 400))) for code in layout.cells()}
    if layout.table == "applications":
        _balance_applications(layout, values)
    elif layout.table == "stats_2014":
        _balance_statistics(layout, values)
    elif layout.table == "stats_provincial":
        _balance_provincial(layout, values)
    elif layout.table == "review_litigation":
        for row in layout.rows:
            values[row.code, "total"] = sum(values[row.code, c.code] for c in layout.columns if c.code != "total")
    else:
        for code in ("regulations", "normative_docs"):
            *parts, last = layout.row(code).columns
            values[code, last] = sum(values[code, column] for column in parts)
            if layout.era == "2019":
                values[code, "made"] = values[code, "disclosed"]
    texts = {code: str(value) for code, value in values.items()}
    if ("admin_fees", "amount_wan_yuan") in texts:
        texts["admin_fees", "amount_wan_yuan"] = f"{values['admin_fees', 'amount_wan_yuan']}.{chance.randint(10, 99)}"
    return texts


def _balance_applications(layout: Layout, values: dict[CellCode, int]) -> None:
    results = [row.code for row in layout.rows if row.group and row.code != "processed_total"]
    for column in (c.code for c in layout.columns if c.code != "total"):
        processed = sum(values[row, column] for row in results)
        values["processed_total", column] = processed
        carried = values["new_received", column] + values["carried_in", column]
        values["carried_forward", column] = max(carried - processed, 0)
        values["new_received", column] = processed + values["carried_forward", column] - values["carried_in", column]
        if values["new_received", column] < 0:
            values["carried_in", column] += values["new_received", column]
            values["new_received", column] = 0
    for row in layout.rows:
        values[row.code, "total"] = sum(values[row.code, c.code] for c in layout.columns if c.code != "total")


def _balance_statistics(layout: Layout, values: dict[CellCode, int]) -> None:
    """Totals from parts, in the order in which one total is part of the next; 其中 rows and channels kept below."""
    for check in ("S14-1", "S14-2", "S14-4", "S14-5", "S14-6", "S14-7"):
        rule = next(identity for identity in layout.identities if identity.id == check)
        *parts, total = [(term.row, term.column) for term in rule.terms]
        values[total] = sum(values[part] for part in parts)
    channels = [values[f"via_{name}", "value"] for name in ("gazette", "website", "weibo", "wechat", "other")]
    values["disclosed_info", "value"] = max(channels)
    values["disclosed_normative", "value"] = min(values["disclosed_normative", "value"], max(channels))
    for whole in ("press_conferences", "online_interviews"):
        values[f"{whole}_by_head", "value"] = min(values[f"{whole}_by_head", "value"], values[whole, "value"])
    values["req_in_person", "value"] += values["req_closed", "value"]
    values["req_received", "value"] += values["req_closed", "value"]
    replies = next(identity for identity in layout.identities if identity.id == "S14-3")
    others = sum(values[t.row, t.column] for t in replies.terms if t.side == "left" and t.row != "reply_agree")
    values["closed_on_time", "value"] += others
    values["req_closed", "value"] += others
    values["req_received", "value"] += others
    values["req_in_person", "value"] += others
    values["reply_agree", "value"] = values["req_closed", "value"] - others
    values["req_replied", "value"] = values["req_closed", "value"]


def _balance_provincial(layout: Layout, values: dict[CellCode, int]) -> None:
    for rule in layout.identities:
        if rule.relation == "=":
            *parts, total = [(term.row, term.column) for term in rule.terms]
            values[total] = sum(values[part] for part in parts)
    for rule in layout.identities:
        if rule.relation == "<=" and len(rule.terms) == 2:
            part, whole = ((term.row, term.column) for term in rule.terms)
            values[whole] = max(values[whole], values[part])


def form_table(layout: Layout, values: Mapping[CellCode, str]) -> Table:
    """The grid of a layout as a table that a reader hands on; each cell's place names its slot."""
    cells = draw_cells(layout, values)
    return Table(
        tuple(
            Cell(c.row, c.column, c.text, c.row_span, c.column_span, Place(path=f"r{c.row}c{c.column}")) for c in cells
        ),
        max(c.row + c.row_span for c in cells),
        max(c.column + c.column_span for c in cells),
    )


def form_document(
    values: Mapping[str, Mapping[CellCode, str]], organ: str = "云溪县教育局", year: int = 2023
) -> Document:
    """A whole report over the layouts that ``values`` names, with title, period and section headings."""
    layouts = load_layouts()
    blocks: list[TextBlock | Table] = [
        TextBlock(f"{organ}{year}年政府信息公开工作年度报告", "title"),
        TextBlock(f"本报告数据的统计期限自{year}年1月1日至{year}年12月31日。"),
        TextBlock("一、总体情况", "heading"),
        TextBlock(f"{year}年，本单位按时完成了各项公开工作。"),
    ]
    for name, cells in values.items():
        layout = layouts[name]
        blocks.append(TextBlock(f"{SECTIONS[layout.table]}、{layout.zh}", "heading"))
        blocks.append(form_table(layout, cells))
    blocks += [
        TextBlock("五、存在的主要问题及改进情况", "heading"),
        TextBlock("人手不够，明年增加培训。"),
        TextBlock("六、其他需要报告的事项", "heading"),
        TextBlock("本年度未收取信息处理费。"),
    ]
    return Document("html", tuple(blocks))


def random_form(form: tuple[str, ...], seed: int) -> dict[str, Values]:
    return {name: random_values(load_layouts()[name], seed) for name in form}


def expected(values: Mapping[str, Mapping[CellCode, str]]) -> dict[tuple[str, str, str], Decimal]:
    """(table, row, column) -> true value, of a form without blanks."""
    layouts = load_layouts()
    return {
        (layouts[name].table, row, column): Decimal(text)
        for name, cells in values.items()
        for (row, column), text in cells.items()
    }

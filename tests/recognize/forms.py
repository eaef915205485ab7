"""Official forms as grids, drawn from the layout data alone: what a reader hands to recognition, without a renderer.

The grids follow FORMAT.md §1.1-1.3 and §2. Values are random but obey every identity; tests then damage them.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal

from extractors.document import Cell, Document, Place, Table, TextBlock
from extractors.layouts import CellCode, Layout, load_layouts

Values = dict[CellCode, str]
FORM_2021 = ("proactive_2021", "applications_2021", "review_litigation_2019")
STATISTICS = ("stats_2014",)
FUJIAN = tuple(name for name in load_layouts() if name.startswith("stats_fujian"))
FORM_2019 = ("proactive_2019", "applications_2019", "review_litigation_2019")


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
    for column in (c.code for c in layout.columns):
        channels = values["disclosed_web", column], values["disclosed_gazette", column]
        values["disclosed_docs", column] = max(channels)


class Grid:
    """Cells put row by row, from left to right, around what earlier merges cover."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self.cells: list[Cell] = []
        self.taken: set[tuple[int, int]] = set()
        self.height = 0

    def row(self, *specs: str | tuple[str, int] | tuple[str, int, int]) -> None:
        """One row; a spec is text, (text, column span) or (text, column span, row span)."""
        row, column = self.height, 0
        self.height += 1
        for spec in specs:
            text, width, height = (spec, 1, 1) if isinstance(spec, str) else (*spec, 1)[:3]
            while (row, column) in self.taken:
                column += 1
            self.cells.append(Cell(row, column, text, height, width, Place(path=f"r{row}c{column}")))
            self.taken.update((row + r, column + c) for r in range(height) for c in range(width))
            column += width

    def table(self) -> Table:
        return Table(tuple(self.cells), self.height, self.columns)


def applications_table(
    layout: Layout, values: Mapping[CellCode, str], labels: Mapping[str, str] | None = None
) -> Table:
    """Table 3 with three label columns and seven value columns; ``labels`` replaces printed row labels by code."""
    printed = {row.code: row.zh for row in layout.rows} | dict(labels or {})
    numbers = {row.code: [values[row.code, column.code] for column in layout.columns] for row in layout.rows}
    grid = Grid(10)
    names = [column.zh for column in layout.columns]
    grid.row((layout.ignore[0], 3, 3), ("申请人情况", 7))
    grid.row((names[0], 1, 2), ("法人或其他组织", 5), (names[6], 1, 2))
    grid.row(*names[1:6])
    results = [row for row in layout.rows if row.group]
    grouped = {group.code: [row for row in results if row.group == group.code] for group in layout.groups}
    headings = {group.code: group.zh for group in layout.groups}
    first = True
    for row in layout.rows:
        lead: list[tuple[str, int, int]] = []
        if row.group and first:
            lead.append((headings["results"], 1, len(results)))
            first = False
        if row.group and row.group != "results":
            if row is grouped[row.group][0]:
                lead.append((headings[row.group], 1, len(grouped[row.group])))
            label = (printed[row.code], 1, 1)
        else:
            label = (printed[row.code], 2 if row.group else 3, 1)
        grid.row(*lead, label, *numbers[row.code])
    return grid.table()


def proactive_table(layout: Layout, values: Mapping[CellCode, str]) -> Table:
    """Table 2: a band, a header and data rows for each clause, values merged where the clause has fewer columns."""
    grid = Grid(4)
    columns = {column.code: column.zh for column in layout.columns}
    for group in layout.groups:
        rows = [row for row in layout.rows if row.group == group.code]
        widths = {1: (3,), 2: (1, 2), 3: (1, 1, 1)}[len(rows[0].columns)]
        grid.row((group.zh, 4))
        grid.row("信息内容", *((columns[code], width) for code, width in zip(rows[0].columns, widths, strict=True)))
        for row in rows:
            cells = zip(row.columns, widths, strict=True)
            grid.row(row.zh, *((values[row.code, code], width) for code, width in cells))
    return grid.table()


def review_table(layout: Layout, values: Mapping[CellCode, str]) -> Table:
    """Table 4: three header rows over one line of fifteen values."""
    grid = Grid(15)
    names = [column.zh for column in layout.columns]
    review, *suits = [row.zh for row in layout.rows]
    grid.row((review, 5), (layout.groups[0].zh, 10))
    grid.row(*((name, 1, 2) for name in names), *((suit, 5) for suit in suits))
    grid.row(*names, *names)
    grid.row(*(values[code] for code in layout.cells()))
    return grid.table()


def statistics_table(layout: Layout, values: Mapping[CellCode, str]) -> Table:
    """The statistics to 2018: label, unit, figures; headings stand where their first row does."""
    provincial = layout.table == "stats_provincial"
    names = ["2014年度", "历年累计"] if provincial else [column.zh for column in layout.columns]
    grid = Grid(2 + len(names))
    grid.row(*(("指标名称", "计量单位") if provincial else ("统计指标", "单位")), *names)
    groups = {group.code: group for group in layout.groups}
    printed: set[str] = set()
    for row in layout.rows:
        chain: list[str] = []
        code = row.group
        while code:
            chain.append(code)
            code = groups[code].parent
        for heading in reversed(chain):
            if heading not in printed:
                printed.add(heading)
                grid.row(groups[heading].zh, *[""] * (1 + len(names)))
        grid.row(row.zh, row.unit, *(values[row.code, column] for column in row.columns))
    return grid.table()


DRAW = {
    "proactive": proactive_table,
    "applications": applications_table,
    "review_litigation": review_table,
    "stats_2014": statistics_table,
    "stats_provincial": statistics_table,
}


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
    headings = dict(
        zip(
            ("proactive", "applications", "review_litigation", "stats_2014", "stats_provincial"),
            "二三四七七",
            strict=True,
        )
    )
    for name, cells in values.items():
        layout = layouts[name]
        blocks.append(TextBlock(f"{headings[layout.table]}、{layout.zh}", "heading"))
        blocks.append(DRAW[layout.table](layout, cells))
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

"""The words of the site in Chinese and English: names of severities, verdicts, decisions, kinds of claims."""

from __future__ import annotations

import re
from typing import Any

from expectations.review.model import KINDS
from expectations.statements import SEVERITIES

SEVERITY_NAMES = {
    "critical": ("严重", "critical"),
    "error": ("错误", "error"),
    "warning": ("警告", "warning"),
    "info": ("提示", "info"),
}
CELL_VERDICTS = {
    "proved": ("已证", "proved"),
    "read": ("已读", "read"),
    "source_error": ("原文有误", "printed wrong"),
    "suspect": ("存疑", "in doubt"),
    "missing": ("缺失", "missing"),
}
KIND_NAMES = {"number": "数", "zero": "零", "blank": "空白", "dash": "横线", "text": "文字", "missing": "缺失"}
FINDING_VERDICTS = {
    "source_error": ("原文有误", "publisher's mistake"),
    "extraction_suspect": ("读数存疑", "our reading in doubt"),
    "scope_difference": ("口径不同", "other scope"),
    "revision": ("重新发布", "re-published"),
    "coverage": ("缺报告", "coverage"),
    "policy": ("不合规定", "policy"),
}
VERDICT_MEANINGS = {
    "source_error": (
        "独立的两次读数一致，等式仍不成立：原文印错了。",
        "Independent readings agree and the equation still fails: it was printed wrong.",
    ),
    "extraction_suspect": (
        "读数不一致，或无从比较：请先看原件截图。",
        "Readings differ or could not be compared: look at the page first.",
    ),
    "scope_difference": (
        "所比的数可能口径不同（范围、单位、归类），或属实：不能由此断定谁有误。",
        "The numbers compared may count different things (organs, units, kinds), or be true: it does not follow who erred.",
    ),
    "revision": ("重新发布时数值有变。", "Figures changed when the report was published again."),
    "coverage": ("应有的报告没有找到。", "A report that should be there was not found."),
    "policy": ("发布迟缓、缺项或照抄。", "Late, incomplete or copied."),
}
DECISION_STATES = (
    ("active", ("有效", "in force")),
    ("reopened", ("数值已变", "re-opened")),
    ("expired", ("已到期", "expired")),
    ("invalid", ("无效", "invalid")),
    ("orphaned", ("已无对应", "orphaned")),
)
DECISION_NAMES = {"open": ("待审", "open"), "reopened": ("数值已变，待重审", "re-opened: values changed"), **KINDS}
CLAIM_NAMES = {
    "agree": ("一致", "agrees with the tables"),
    "differ": ("不一致", "differs from the tables"),
    "unchecked": ("未核对", "not checked"),
}
REASON_NAMES = {
    "": ("仅见于正文", "stands in the text only"),
    "no_table": ("没有对应的表格", "no table holds it"),
    "no_value": ("表格缺值", "the table gives no value"),
    "scope": ("口径不同", "another circle of organs"),
    "approximate": ("约数", "too round to tell"),
    "incomplete": ("未列全", "the list is not complete"),
    "needs_last_year": ("需上年数据", "needs the year before"),
}
SCOPE_NAMES = {"own": ("本机关", "own"), "aggregate": ("汇总", "aggregate"), "unknown": ("口径未知", "scope unknown")}
FAMILY_NAMES = {
    "arithmetic": ("表内勾稽", "arithmetic"),
    "cross_year": ("跨年勾稽", "year on year"),
    "aggregation": ("汇总勾稽", "aggregates"),
    "presence": ("完整性", "presence"),
    "narrative": ("文字与表格", "text against tables"),
    "timeliness": ("及时性", "timeliness"),
    "plausibility": ("合理性", "plausibility"),
    "revision": ("重新发布", "re-publication"),
    "structure": ("数据结构", "structure"),
    "audit": ("审核自身", "the audit itself"),
}
BASIS_NAMES = {
    "official": ("文件明定", "stated in the notice"),
    "derived": ("由表推出", "derived from the form"),
    "observed": ("由实例得出", "observed"),
    "technical": ("技术性", "technical"),
    "structural": ("技术性", "technical"),
}
COUNT_NAMES = {
    "found": ("找到", "found"), "kept_out": ("排除", "kept out"), "list_pages": ("列表页", "list pages"),
    "requests": ("请求", "requests"), "new": ("新", "new"), "changed": ("有变", "changed"), "unchanged": ("未变", "unchanged"),
    "not_due": ("未到访问时间", "not due"), "vanished": ("已消失", "vanished"), "missing": ("从未取得", "missing"),
    "refused": ("被拒绝", "refused"), "failed": ("失败", "failed"), "figures": ("数值", "figures"), "known": ("已读过", "known"),
    "further_reports": ("同页其他报告", "further reports"), "read": ("读出", "read"), "partial": ("部分读出", "partly read"),
    "no_tables": ("无表格", "no tables"), "unknown_layout": ("表样不明", "form not known"), "unreadable": ("无法读取", "unreadable"),
    "not_a_report": ("不是年度报告", "no annual report"), "readings": ("读取结果", "readings"),
    "readings_new": ("新读取", "readings new"), "readings_replaced": ("重读", "readings replaced"), "reports_new": ("新报告", "reports new"),
    "revisions_new": ("新版本", "revisions new"), "figures_new": ("新数值", "figures new"), "issues_new": ("新问题", "issues new"),
    "expectations": ("期望", "expectations"), "findings_critical": ("严重发现", "findings critical"),
    "findings_error": ("错误发现", "findings error"), "findings_warning": ("警告发现", "findings warning"),
    "findings_info": ("提示发现", "findings info"), "findings_new": ("新发现", "findings new"),
    "decisions_reopened": ("重新待审的决定", "decisions reopened"), "decisions_expired": ("到期的决定", "decisions expired"),
    "sections_indexed": ("编入检索的部分", "sections indexed"), "bytes": ("字节", "bytes"), "pictures": ("截图", "pictures"),
    "pages_written": ("写出的页", "pages written"), "pages_unchanged": ("未变的页", "pages unchanged"), "publications": ("公开内容", "publications"),
}  # fmt: skip
"""What the stages of a run count."""

_PLACE = re.compile(r"(?:page (?P<page>\d+)|table (?P<table>\d+)(?: row (?P<row>\d+))?(?: cell (?P<cell>\d+))?)")


def place_names(place: str) -> tuple[str, str]:
    """A place in a document as a reader of files writes it (``table 1 row 4 cell 2``, ``page 2``, a path), in both languages."""
    found = _PLACE.fullmatch(place)
    if found is None:
        return place, place
    if found["page"]:
        return f"第{found['page']}页", place
    zh = f"表{found['table']}" + (f"第{found['row']}行" if found["row"] else "")
    return zh + (f"第{found['cell']}格" if found["cell"] else ""), place


WORDS: dict[str, Any] = {
    "severities": SEVERITIES,
    "severity_names": SEVERITY_NAMES,
    "verdict_names": CELL_VERDICTS,
    "finding_verdicts": FINDING_VERDICTS,
    "verdict_meanings": VERDICT_MEANINGS,
    "decision_names": DECISION_NAMES,
    "claim_names": CLAIM_NAMES,
    "reason_names": REASON_NAMES,
    "scope_names": SCOPE_NAMES,
    "family_names": FAMILY_NAMES,
    "basis_names": BASIS_NAMES,
    "count_names": COUNT_NAMES,
    "place_names": place_names,
}
"""What every template may say."""

"""The text of a report: title, date, 编制说明 and the six sections, in sentences whose numbers agree with the tables.

Readers of such reports check the text against the tables, so a generated report must be one that passes: every number
in a sentence is taken from the figures it speaks of.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from extractors.layouts import CellCode
from extractors.report import Scope, Section
from flows.demo_site.model import FilledReport

HEADINGS = {
    1: "一、总体情况",
    2: "二、主动公开政府信息情况",
    3: "三、收到和处理政府信息公开申请情况",
    4: "四、政府信息公开行政复议、行政诉讼情况",
    5: "五、存在的主要问题及改进情况",
    6: "六、其他需要报告的事项",
}
TABLE_SECTIONS = {"proactive": 2, "applications": 3, "review_litigation": 4}
"""Section that holds each table."""

_TITLES = (
    "{organ}{year}年政府信息公开工作年度报告",
    "{organ}{year}年政府信息公开工作年度报告",
    "{year}年{organ}政府信息公开工作年度报告",
    "{organ}{year}年度政府信息公开工作年度报告",
)
_WORK = (
    "在办公楼一层设置{subject}信息查阅点，配备专人接待来访群众",
    "修订政府信息公开指南，把{subject}的办理流程画成一张图放在网站首页",
    "对历年公开的{subject}信息逐条核对，更新失效链接，补齐缺少的附件",
    "组织各股室负责人学习条例，用{subject}的真实案例讲解答复书的写法",
    "邀请村居代表走进机关，当面听取对{subject}信息的意见",
    "把群众常问的{subject}信息集中到一个栏目",
)
_PROBLEMS = (
    ("个别股室对{subject}信息的公开时限把握不准，发布偶有延迟", "建立每月提醒和季度抽查制度，把时限写进岗位职责"),
    ("{subject}政策的解读以文字为主，群众不易看懂", "与业务股室一起编写问答，重要文件同步配发示意图"),
    ("{subject}方面申请的答复说理还不够充分", "编印答复参考文本，疑难申请由法制机构会商后答复"),
    ("查阅点里的{subject}信息利用率不高", "调整开放时间，在赶集日安排工作人员到场讲解"),
    ("历年{subject}信息的分类不够统一", "按照栏目规范重新归类，并逐步补充检索关键词"),
)
_SUBJECTS = {
    "人民政府办公室": "县政府文件",
    "发展和改革局": "项目审批",
    "教育局": "招生入学",
    "公安局": "户籍办理",
    "民政局": "社会救助",
    "财政局": "预算决算",
    "人力资源和社会保障局": "就业创业",
    "自然资源局": "征地补偿",
    "农业农村局": "惠农补贴",
    "卫生健康局": "疫苗接种",
    "市场监督管理局": "食品抽检",
    "青石镇人民政府": "石材矿区",
    "堃山镇人民政府": "林地承包",
}
"""What each organ deals with: what it says of its year is its own, as no two organs have the same work."""


def report_title(organ: str, year: int, rng: random.Random) -> str:
    return rng.choice(_TITLES).format(organ=organ, year=year)


def report_date(year: int, scope: Scope, rng: random.Random) -> date:
    """Organs publish by 31 January of the following year, county governments by the end of March."""
    first = date(year + 1, 1, 9) if scope == "own" else date(year + 1, 2, 10)
    day = first + timedelta(days=rng.randint(0, 18))
    # offices do not publish on weekends
    return day + timedelta(days=max(0, 8 - day.isoweekday()) if day.isoweekday() > 5 else 0)


def write_sections(form: FilledReport, rng: random.Random) -> tuple[Section, ...]:
    """编制说明 (section 0) and the six sections of one report."""
    writers: dict[int, Callable[[FilledReport, random.Random], str]] = {
        1: _overview,
        2: _no_text,
        3: _no_text,
        4: _no_text,
        5: _problems,
        6: _other_matters,
    }
    preface = Section(0, "", _preface(form, rng))
    return (preface, *(Section(number, HEADINGS[number], write(form, rng)) for number, write in writers.items()))


def _preface(form: FilledReport, rng: random.Random) -> str:
    scope = (
        f"本报告由{form.organ}办公室汇总全县各部门、各乡镇的情况编制"
        if form.scope == "aggregate"
        else f"本报告由{form.organ}编制"
    )
    phone = f"0990-{rng.randint(2000000, 8999999)}"
    return (
        f"根据《中华人民共和国政府信息公开条例》（国务院令第711号）第五十条规定，{scope}。"
        f"本报告中所列数据的统计期限自{form.year}年1月1日至{form.year}年12月31日止。"
        f"如对本报告有疑问，请与我们联系，电话：{phone}。"
    )


def _overview(form: FilledReport, rng: random.Random) -> str:
    paragraphs = [
        f"{form.year}年，{_self(form)}以方便群众获取信息为目标，规范公开内容，畅通申请渠道，各项工作平稳有序。",
        f"（一）主动公开。{_proactive_sentence(form)}",
        f"（二）依申请公开。{_application_sentence(form)}",
        f"（三）复议诉讼。{_review_sentence(form)}",
        f"（四）管理和平台建设。一年来，{'；'.join(rng.sample(_WORK, 2)).format(subject=_subject(form))}。",
        f"（五）监督保障。全年召开专题会议{rng.randint(1, 6)}次，开展业务培训{rng.randint(1, 5)}次。",
    ]
    return "\n".join(paragraphs)


def _proactive_sentence(form: FilledReport) -> str:
    figures = form.truth()

    def of(row: str, column: str) -> str:
        return f"{figures['proactive', row, column]:f}"

    if ("proactive", "normative_docs", "issued") in figures:
        documents = (
            f"制发行政规范性文件{of('normative_docs', 'issued')}件，废止{of('normative_docs', 'repealed')}件，"
            f"现行有效{of('normative_docs', 'in_force')}件"
        )
    else:
        documents = f"制发规范性文件{of('normative_docs', 'made')}件，对外公开规范性文件总数{of('normative_docs', 'disclosed_total')}件"
    return (
        f"全年{documents}；作出行政许可处理决定{of('licensing', 'decisions')}件、"
        f"行政处罚处理决定{of('penalty', 'decisions')}件、行政强制处理决定{of('coercion', 'decisions')}件。"
    )


def _application_sentence(form: FilledReport) -> str:
    requests = _requests(form)

    def total(row: str) -> Decimal:
        return sum((value for (r, _), value in requests.items() if r == row), Decimal(0))

    if not total("new_received"):
        return "本年度未收到政府信息公开申请。" if not total("carried_in") else "本年度未新收政府信息公开申请。"
    persons = requests["new_received", "natural_person"]
    return (
        f"全年共收到政府信息公开申请{total('new_received')}件，其中自然人申请{persons}件，"
        f"法人或其他组织申请{total('new_received') - persons}件；上年结转{total('carried_in')}件。"
        f"结转下年度继续办理{total('carried_forward')}件，其余均已在法定期限内办结，"
        f"其中予以公开{total('granted')}件，部分公开{total('partially_granted')}件。"
    )


def _requests(form: FilledReport) -> dict[CellCode, Decimal]:
    """Figures of table 3 by applicant, without the totals (so that a wrong printed total does not reach the text)."""
    layout = next(layout for layout in form.layouts() if layout.table == "applications")
    return {(row, column): value for (row, column), value in form.tables[layout.id].items() if column != "total"}


def _review_sentence(form: FilledReport) -> str:
    figures = form.truth()
    reviews = figures["review_litigation", "review", "total"]
    suits = sum(figures["review_litigation", row, "total"] for row in ("suit_direct", "suit_after_review"))
    if not reviews and not suits:
        return "本年度未发生因政府信息公开引起的行政复议、行政诉讼案件。"
    return f"本年度因政府信息公开被申请行政复议{reviews}件，被提起行政诉讼{suits}件。"


def _problems(form: FilledReport, rng: random.Random) -> str:
    """Two problems; those of one year are not those of the next, as each organ goes through them in an order of its own."""
    order = list(_PROBLEMS)
    random.Random(form.organ).shuffle(order)
    (first, mend), (second, other_mend) = (order[(2 * form.year + nth) % len(order)] for nth in (0, 1))
    return (
        f"存在的主要问题：一是{first}；二是{second}。\n改进措施：针对第一个问题，{mend}；针对第二个问题，{other_mend}。"
    ).format(subject=_subject(form))


def _subject(form: FilledReport) -> str:
    return next((subject for ending, subject in _SUBJECTS.items() if form.organ.endswith(ending)), "机关业务")


def _other_matters(form: FilledReport, rng: random.Random) -> str:
    if form.year >= 2021:
        return "按照《政府信息公开信息处理费管理办法》的规定，本年度未收取信息处理费。没有其他需要报告的事项。"
    return "没有其他需要报告的事项。"


def _no_text(form: FilledReport, rng: random.Random) -> str:
    """Sections 2 to 4 hold their table and nothing else."""
    return ""


def _self(form: FilledReport) -> str:
    if form.scope == "aggregate":
        return "全县各级行政机关"
    for ending, name in (("局", "我局"), ("镇人民政府", "我镇"), ("乡人民政府", "我乡"), ("办公室", "县政府办公室")):
        if form.organ.endswith(ending):
            return name
    return form.organ

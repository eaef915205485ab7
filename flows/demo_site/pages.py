"""The pages around the reports: the paged list, the home page, look-alikes that are no reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources

from flows.demo_site.model import FilledReport
from flows.demo_site.place import COLUMN_PATH
from flows.demo_site.write_html import render_template

ROWS_A_PAGE = 15
_LONGEST_TITLE = 24
_ROWS_AT_HOME = 8
_ROBOTS = "User-agent: *\nDisallow: /admin/\nDisallow: /search/\n"


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row of the list; long titles are shown cut, as lists of fixed width do, and whole in the title attribute."""

    path: str
    title: str
    published: date

    @property
    def address(self) -> str:
        return "./" + self.path.removeprefix(COLUMN_PATH)

    @property
    def shown(self) -> str:
        return self.title if len(self.title) <= _LONGEST_TITLE else self.title[: _LONGEST_TITLE - 1] + "…"

    @property
    def date(self) -> str:
        return self.published.isoformat()


@dataclass(frozen=True, slots=True)
class TextPage:
    """A page of text in the column that is not a report."""

    title: str
    path: str
    published: date
    html: bytes


def newest_first(rows: Sequence[ListRow]) -> list[ListRow]:
    return sorted(rows, key=lambda row: (row.published, row.path), reverse=True)


def list_pages(rows: Sequence[ListRow]) -> dict[str, bytes]:
    """Files of the paged column by path: ``index.html``, ``index_1.html`` …"""
    ordered = newest_first(rows)
    count = -(-len(ordered) // ROWS_A_PAGE)
    files = {}
    for number in range(count):
        part = ordered[number * ROWS_A_PAGE : (number + 1) * ROWS_A_PAGE]
        html = render_template("list.html.j2", rows=part, pages=count, current=number, charset="utf-8", site=True)
        files[f"{COLUMN_PATH}index{f'_{number}' if number else ''}.html"] = html.encode()
    return files


def other_pages(rows: Sequence[ListRow], report_count: int) -> dict[str, bytes]:
    """Home page, guide, rules, style sheet and robots.txt by path."""
    newest = newest_first(rows)[:_ROWS_AT_HOME]
    home = render_template("home.html.j2", rows=newest, reports=report_count, charset="utf-8", site=True)
    office, day = "云溪县人民政府办公室", date(2022, 6, 15)
    guide = _text_page(
        "云溪县政府信息公开指南",
        office,
        day,
        "政府信息公开指南",
        [
            "公民、法人和其他组织可以当面、以信函方式或通过本网站提出政府信息公开申请。",
            "申请应当写明申请人的姓名或名称、身份证明和联系方式，所需信息的名称、文号或便于查询的特征，以及获取信息的方式。",
            "受理机构：云溪县人民政府办公室，办公时间为工作日上午九时至十二时、下午二时至五时三十分。",
        ],
    )
    rules = _text_page(
        "云溪县政府信息公开审查规定",
        office,
        day,
        "政府信息公开制度",
        [
            "公开政府信息前，由拟稿股室提出意见，分管负责人审查，涉及个人隐私的作技术处理。",
            "信息公开后发现差错的，应当当日更正，并保留修改记录。",
        ],
    )
    css = (resources.files("flows.demo_site") / "templates" / "site.css").read_bytes()
    return {
        "/index.html": home.encode(),
        "/zwgk/zfxxgk/zfxxgkzn/index.html": guide,
        "/zwgk/zfxxgk/zfxxgkzd/index.html": rules,
        "/assets/site.css": css,
        "/robots.txt": _ROBOTS.encode(),
    }


def cover_body(form: FilledReport) -> str:
    """What a page says whose report is an attachment."""
    return f"<p>根据政府信息公开有关规定，现将《{form.title}》予以公布，全文见附件。</p>"


def look_alikes(county: FilledReport) -> list[TextPage]:
    """Pages of the same column that a title search would take for reports."""
    year, organ = county.year, county.organ
    office, law = f"{organ}办公室", "云溪县司法局"
    return [
        _look_alike(
            f"《{county.title}》解读",
            organ,
            date(year + 1, 3, 6),
            [
                f"近日，{county.title}已在本网站公布。为便于了解，现就编制情况说明如下。",
                "一、编制背景。条例要求各级行政机关每年公布上一年度政府信息公开工作的情况。",
                "二、编制依据。报告按照国务院办公厅规定的统一格式编制，由总体情况、主动公开、依申请公开、复议诉讼、问题改进和其他事项六部分组成。",
                "三、主要特点。今年的报告语言更平实，并逐项核对了统计数据。",
            ],
        ),
        _look_alike(
            f"云溪县政府网站工作年度报表（{year}年度）",
            office,
            date(year + 1, 1, 26),
            ["按照政府网站管理的有关要求，现公布本网站年度工作报表。"],
            [
                ("网站名称", "云溪县人民政府网"),
                ("主办单位", office),
                ("独立用户访问总量（单位：个）", "186420"),
                ("网站总访问量（单位：次）", "742913"),
                ("信息发布总数（单位：条）", "5318"),
                ("收到留言数量（单位：条）", "274"),
            ],
        ),
        _look_alike(
            f"{law}{year}年法治政府建设情况报告",
            law,
            date(year + 1, 2, 28),
            [
                f"{year}年，全县共办理行政复议案件96件，开展执法监督检查14次。",
                "下一步，将加强乡镇执法人员培训，推广说理式执法文书。",
            ],
        ),
        _look_alike(
            f"关于做好{year}年政府信息公开工作年度报告编制和发布工作的通知",
            office,
            date(year, 12, 20),
            [
                "各乡镇人民政府，县政府各部门：",
                f"请各单位于{year + 1}年1月31日前在本网站公布本机关年度报告，统计期限自{year}年1月1日至12月31日。",
                "报告所列表格应当填写完整，没有发生的事项填0，并核对各列的勾稽关系。",
            ],
        ),
    ]


def _look_alike(
    title: str, organ: str, day: date, paragraphs: list[str], table: Sequence[tuple[str, str]] = ()
) -> TextPage:
    path = f"{COLUMN_PATH}{day:%Y%m}/t{day:%Y%m%d}_{2_000_000 + day.month * 1000 + day.day}.html"
    return TextPage(title, path, day, _text_page(title, organ, day, "政府信息公开年报", paragraphs, table))


def _text_page(
    heading: str,
    organ: str,
    published: date,
    column: str,
    paragraphs: list[str],
    table: Sequence[tuple[str, str]] = (),
) -> bytes:
    html = render_template(
        "text.html.j2",
        heading=heading,
        organ=organ,
        published=published,
        column=column,
        paragraphs=paragraphs,
        table=table,
        charset="utf-8",
        site=True,
    )
    return html.encode()

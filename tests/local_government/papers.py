"""The papers of a local government: reports, look-alikes, rows that lead nowhere, the same report as a picture."""

from __future__ import annotations

from dataclasses import replace

from flows.demo_site import fill_report, render_html
from flows.demo_site.write_html import HtmlStyle
from tests.local_government import faults
from tests.local_government.files import blank_picture
from tests.local_government.model import Document, Reply, Routes, fixed

OLDEST = 2008
STYLES: tuple[HtmlStyle, ...] = ("plain", "word", "letters")


def report(organ: str, year: int, number: int, *, seed: int = 1, encoding: str = "utf-8") -> Document:
    form = fill_report(organ, year, seed=seed)
    style = STYLES[number % 3] if number % 9 == 0 else "plain"
    body = render_html(form, style=style, encoding="gb2312" if encoding == "gb2312" else "utf-8")
    day = f"{year + 1}-{1 + number % 2:02d}-{1 + number % 28:02d}"
    media = "text/html" if encoding == "gb2312" else "text/html; charset=utf-8"
    return Document(number, form.title, day, body, True, organ, year, media)


def republished(one: Document) -> Document:
    """The same report with other figures under the same address."""
    return replace(one, body=report(one.organ, one.year, one.number, seed=2).body)


def look_alikes(region: str, start: int) -> list[Document]:
    """Rows of the same column that are no annual report; their pages say what would be wrong to believe."""
    organ = f"{region}人民政府"
    titles = [
        f"《{organ}2023年政府信息公开工作年度报告》解读",
        f"一图读懂{region}2023年政府信息公开工作年度报告",
        f"{organ}2023年政府信息公开工作年度报告编制说明",
        f"{region}政府网站工作年度报表（2023年度）",
        f"{region}2023年法治政府建设情况报告",
        f"关于做好{region}2023年政府信息公开工作年度报告编制和发布工作的通知",
        f"{region} 2023 Annual Report on Government Information Disclosure of the County",
        f"{region}2023年政府工作报告",
    ]
    body = render_html(fill_report(f"{region}虚构局", 2023), style="plain")
    return [
        Document(start + number, title, f"2024-02-{10 + number}", body, False) for number, title in enumerate(titles)
    ]


def unreachable(region: str, start: int) -> list[Document]:
    """Rows titled like reports that lead nowhere: a loop, a page that says with 200 that it is not there."""
    loop = Document(start, f"{region}物价局2007年政府信息公开年度报告", "2008-03-02", b"", False)
    soft = Document(
        start + 1, f"{region}粮食局2007年政府信息公开年度报告", "2008-03-03", faults.NOT_HERE.encode(), False
    )
    return [loop, soft]


def picture_twin(one: Document, number: int) -> tuple[Document, Routes]:
    """The same report once more as a scan: one picture in the page and no text; and the route of the picture."""
    path = f"/images/scan{number}.png"
    body = f'<html><body><h1>{one.title}</h1><div id="zoom"><img src="{path}" width="620"></div></body></html>'
    twin = replace(one, number=number, title=f"{one.title}（图片版）", body=body.encode(), is_report=False)
    return twin, {path: fixed(Reply(blank_picture(), "image/png"))}

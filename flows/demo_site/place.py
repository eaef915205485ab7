"""The invented county: its organs, how busy each is, in which format each publishes, and where faults are planted."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.report import Scope
from flows.demo_site.figures import Profile
from flows.demo_site.model import Format
from flows.demo_site.write_html import Encoding, HtmlStyle

PLACE = "云溪县"
YEARS = (2020, 2022, 2023)
"""2020 has the trial form of 2019; 2022 and 2023 follow one another, so that carried-over requests must agree."""

COLUMN_PATH = "/zwgk/zfxxgk/zfxxgknb/"


@dataclass(frozen=True, slots=True)
class Organ:
    """One organ: name, scope, how busy it is (None: it adds up the others), its formats by year, how its pages look."""

    name: str
    profile: Profile | None
    formats: tuple[Format, Format, Format] = ("html", "html", "html")
    style: HtmlStyle = "word"
    encoding: Encoding = "utf-8"
    scope: Scope = "own"


ORGANS = (
    Organ("云溪县人民政府", None, ("html", "docx", "pdf"), "word", scope="aggregate"),
    Organ("云溪县人民政府办公室", Profile(48, 0, 0, 0, 64, 0), ("html", "html", "html"), "letters"),
    Organ("云溪县发展和改革局", Profile(14, 210, 4, 0, 9, 0), ("html", "pdf", "html"), "plain"),
    Organ("云溪县教育局", Profile(22, 46, 3, 0, 12, 310), ("docx", "html", "html"), "word"),
    Organ("云溪县公安局", Profile(64, 5200, 1840, 260, 6, 88), ("html", "html", "docx"), "word", "gb2312"),
    Organ("云溪县民政局", Profile(9, 74, 2, 0, 8, 0), ("html", "html", "html"), "plain"),
    Organ("云溪县财政局", Profile(12, 18, 6, 0, 15, 0), ("pdf", "docx", "html"), "word"),
    Organ("云溪县人力资源和社会保障局", Profile(31, 160, 22, 4, 11, 0), ("html", "html", "docx"), "letters", "gb2312"),
    Organ("云溪县自然资源局", Profile(135, 930, 41, 9, 18, 2650), ("html", "html", "pdf"), "word"),
    Organ("云溪县农业农村局", Profile(26, 340, 57, 5, 14, 12), ("pdf", "html", "docx"), "word"),
    Organ("云溪县卫生健康局", Profile(18, 620, 83, 7, 10, 45), ("html", "html", "html"), "plain"),
    Organ("云溪县市场监督管理局", Profile(42, 8400, 310, 36, 7, 26), ("docx", "pdf", "html"), "word"),
    Organ("云溪县青石镇人民政府", Profile(7, 55, 1, 0, 3, 0), ("html", "html", "pdf"), "plain", "gb2312"),
    Organ("云溪县堃山镇人民政府", Profile(5, 38, 0, 0, 2, 0), ("html", "docx", "html"), "word", "gb2312"),
)

WRONG_TOTAL = ("云溪县农业农村局", 2022)
"""Prints （七）总计 of natural persons too small."""

CUT_LABEL = ("云溪县自然资源局", 2023)
"""Prints the second reason for a refusal with two characters lost, as 洪泽区 did two years running."""
CUT_LABEL_ROW, CUT_LABEL_TEXT = "denied_law_prohibited", "2.其他法律行政止公开"

REPUBLISHED = ("云溪县市场监督管理局", 2023)
"""Replaced in place on the second night: the number of licensing decisions was wrong, in table and text."""

COPIED = ("云溪县青石镇人民政府", 2023)
COPIED_FROM = ("云溪县堃山镇人民政府", 2023)
"""Takes over section five of its neighbour."""
COPIED_SECTION = 5

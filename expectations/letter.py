"""A short polite note to a publisher: what in its report does not add up, on which page, by which equation.

Only what is certain goes out: equations between the figures of one report that independent readings agree are printed wrong,
or that a reviewer confirmed; and nothing a reviewer called our mistake or accepted. Where two years do not agree either may be
the wrong one, so such an equation goes out only when a reviewer found that this report is. What is merely unlikely (a jump,
a slip of the unit) never does.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from expectations.review.book import DecisionBook
from expectations.review.mirror import current_findings, prepare_keys, printed_values
from expectations.review.state import CORRECTION, Standing, standing
from expectations.statements import statement
from nianbao.errors import WarehouseError
from warehouse.connection import open_reading, warehouse_errors

SENDER = "政府信息公开年度报告数据整理者"
_LONGEST = 300
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|])")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One equation that fails as printed: the table it stands in, the sentence with its figures, the rule.

    ``pages`` are those its figures stand on, none where the file has no pages (HTML).
    """

    table: str
    pages: tuple[int, ...]
    sentence: str
    rule: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A note about one report. ``day`` is the day it is dated."""

    organ: str
    year: int
    title: str
    address: str
    mistakes: tuple[Mistake, ...]
    sender: str
    day: date

    @property
    def name(self) -> str:
        """A file name without its ending."""
        return re.sub(r"[^\w-]", "_", f"{self.organ}{self.year}年度报告数字核对")[:120]

    def opening(self) -> str:
        title = f"《{self.title.strip('《》')}》" if self.title else f"{self.year}年政府信息公开工作年度报告"
        count = len(self.mistakes)
        return (
            f"您好！我们在整理各机关依法公开的政府信息公开工作年度报告时，学习了贵单位的{title}。"
            f"其中有{count}处数字按表内关系对不上，可能是填报或排版时的笔误，谨列于下，供核实："
        )

    def closing(self) -> str:
        return (
            "以上按网上公布的版本逐格核对，所引数字均照原文。如贵单位已有更正，或者是我们理解有误，烦请告知，我们会随即更新记录。"
            "感谢贵单位的工作。"
        )


def letters(
    warehouse: Path, book: DecisionBook, organ: str, year: int, sender: str = "", today: date | None = None
) -> list[Letter]:
    """The notes to an organ about a year: one for each of its reports (own, aggregate) that has certain mistakes.

    Raises WarehouseError when no organ, or several, have this name, and when there is nothing certain to write about.
    """
    day = today or datetime.now(UTC).date()
    with open_reading(warehouse) as connection, warehouse_errors(str(warehouse)):
        prepare_keys(connection)
        decisions = book.all()
        printed = printed_values(connection, decisions)
        decided = standing(decisions, current_findings(connection), day, printed)
        cursor = connection.execute(statement("review/site", "letter"), {"year": year})
        names = [column[0] for column in cursor.description or ()]
        rows = [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
    chosen = _of_organ(rows, organ, year)
    certain = [row for row in chosen if _is_certain(row, decided)]
    if not certain:
        left = f"{len(chosen)} findings are open or not the publisher's: decide about them with 'nianbao review'"
        raise WarehouseError(f"{organ} {year}", "has no certain arithmetic mistake to write about", left)
    by_report: dict[str, list[dict[str, Any]]] = {}
    for row in certain:
        by_report.setdefault(row["report_scope"], []).append(row)
    return [_letter(group, sender or SENDER, day) for group in by_report.values()]


def markdown(letter: Letter) -> str:
    """The note as Markdown; text of the publisher is escaped."""
    lines = [f"{_plain(letter.organ)}：", "", _plain(letter.opening()), ""]
    for number, one in enumerate(letter.mistakes, start=1):
        lines.append(f"{number}. {_plain(_place(one))}{_plain(one.sentence)}。（应当：{_plain(one.rule)}）")
    address = [f"报告网址：<{letter.address}>", ""] if _is_web(letter.address) else []
    lines += [
        "",
        *address,
        _plain(letter.closing()),
        "",
        "此致",
        "",
        "敬礼！",
        "",
        _plain(letter.sender),
        "",
        _date(letter.day),
    ]
    return "\n".join(lines) + "\n"


def docx(letter: Letter) -> bytes:
    """The note as a Word document."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "FangSong", Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
    style.paragraph_format.line_spacing = 1.5
    for section in document.sections:
        section.left_margin = section.right_margin = Cm(2.8)
    document.core_properties.title = f"{letter.organ}{letter.year}年度报告数字核对"
    document.core_properties.author = letter.sender
    document.add_paragraph(_clean(f"{letter.organ}："))
    _indented(document, letter.opening())
    for number, one in enumerate(letter.mistakes, start=1):
        _indented(document, f"{number}. {_place(one)}{one.sentence}。（应当：{one.rule}）")
    if _is_web(letter.address):
        _indented(document, f"报告网址：{letter.address}")
    for line in (letter.closing(), "此致"):
        _indented(document, line)
    document.add_paragraph("敬礼！")
    for line in (letter.sender, _date(letter.day)):
        document.add_paragraph(_clean(line)).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _of_organ(rows: Sequence[dict[str, Any]], organ: str, year: int) -> list[dict[str, Any]]:
    """The rows of the organ of this name, or of the only one whose name holds it."""
    exact = [row for row in rows if row["organ"] == organ]
    near = exact or [row for row in rows if organ in row["organ"]]
    names = sorted({row["organ"] for row in near})
    if len(names) != 1:
        reason = f"stands for {len(names)} organs: {', '.join(names[:4])}" if names else "has no arithmetic finding"
        raise WarehouseError(f"{organ} {year}", reason, "give the organ's whole name, and a year of its reports")
    return near


def _is_certain(row: dict[str, Any], decided: Standing) -> bool:
    decision = decided.by_fingerprint.get(row["fingerprint"])
    if decision is not None and decision.decision == CORRECTION:  # of the year before: not this report is the wrong one
        held = (one for one in decided.of_state("active") if one.fingerprint == row["fingerprint"])
        return any(one.report_id == row["report_id"] for one in held)
    if decision is not None:
        return decision.decision == "confirm-source-error"
    is_proof = row["family"] == "arithmetic" and row["severity"] in ("critical", "error")  # others say what is likely
    return bool(is_proof and row["verdict"] == "source_error")


def _letter(rows: Sequence[dict[str, Any]], sender: str, day: date) -> Letter:
    first = rows[0]
    mistakes = tuple(Mistake(row["table_zh"], tuple(row["pages"]), row["message_zh"], row["check_zh"]) for row in rows)
    return Letter(first["organ"], first["report_year"], first["title"], first["source_url"], mistakes, sender, day)


def _place(one: Mistake) -> str:
    page = f"（第{'、'.join(map(str, one.pages))}页）" if one.pages else ""
    return f"{one.table}{page}，" if one.table else page


def _indented(document: Any, text: str) -> None:
    from docx.shared import Pt

    document.add_paragraph(_clean(text)).paragraph_format.first_line_indent = Pt(28)


def _clean(text: str) -> str:
    """Text without the control characters that no Word document may hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)


def _plain(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def _is_web(url: str) -> bool:
    return bool(re.fullmatch(r"https?://[^\s<>]+", url)) and len(url) <= _LONGEST


def _date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"

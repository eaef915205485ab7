"""Tables that say they are of another year than the report -> left aside, with an issue that names the year.

Some organs repeat last year's table before or behind their own, or leave the old one standing; its sums hold, so nothing
but the words printed directly over it (2022年度, 上年度数据如下) tells. Words that only speak of another year (较2022年,
截至2022年底, a law of 2022) do not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.document import Issue, Table, TextBlock
from extractors.normalize import label_key, one_line, squeeze
from extractors.recognize.labels import table_keys
from extractors.recognize.year_copies import place_of
from extractors.recognize.year_labels import opens, year_of, year_rows
from extractors.titles import arabic_years

_LONGEST_CAPTION = 48
_LONGEST_BETWEEN = 14  # 单位：件 or a page number between a caption and its table
_MOST_LINES = 2
_LEAST_FLAT = 60  # characters of the shortest form in one line
_NOTHING_BETWEEN = re.compile(
    r"[^\u4e00-\u9fff]*|.{0,3}单位[:：].{1,6}|[（(].{0,3}单位[:：].{1,6}[)）]"
    r"|(?:具体|详细|有关|相关)?(?:情况|数据|内容)?详?[见如]下表?(?:所示)?[:：。]?"
)
_DOUBTFUL = re.compile(
    r"截至|截止|较|比|相同|同期|对照|自20|从20|以来|起施行|印发|发布|公布|修订|通过|实施|办法|条例|规定|〔|《|号"
    r"|本年|今年|当年|本期|第[\d一二三四五六七八九十百]+[条届次]|20\d\d年(?!1月1日|12月31日)\d{1,2}月|结转|转入|遗留|年[底末初]|前年|至今|延续"
)
_YEAR = re.compile(r"(20[012]\d)年")
_PERIOD = re.compile(r"20[012]\d年1月1日.{1,3}(?:20[012]\d年)?12月31日")
_NAMED = re.compile(
    r"[（(]?(?:[（(]?[一二三四五六七八九十\d]{1,2}[)）、.．])?(?:附[件表录]?[一二三四五六七八九十\d]{0,2}|表[一二三四五六七八九十\d]{1,2}|下表|以下)?"
    r"[:：、.]?(?:为|是|系|列|所列)?[^,，。;；]{0,20}?20[012]\d年度?[^,，。;；]{0,28}[)）]?[:：。]?"
)
_LAST_YEAR = re.compile(
    r"[（(]?(?:[（(]?[一二三四五六七八九十\d]{1,2}[)）、.．])?(?:附[件表录]?[一二三四五六七八九十\d]{0,2}|下表|以下)?[:：、.]?(?:为|是|系|列|所列)?"
    r"(?:我|本|全)?[县市区州局镇乡厅委]?(?:上一?年度?|去年度?)(?:的)?"
    r"(?:[^,，。;；]{0,20}(?:数据|情况|统计|报表|表|报告|数字|数量|公开|公开申请|诉讼))?(?:如下)?[)）]?[:：。]?"
)
_NOTE = re.compile(
    r"[（(]?(?:(?:备?注|说明)[:：]?)?(?:上表|以上|上述|本表|此表|表中|表内)[^,，。;；]{0,8}?(?:为|是|系)?[^,，。;；]{0,4}?"
    r"(?:20[012]\d年度?|上一?年度?|去年度?)[^,，。;；]{0,16}[)）]?。?"
)


def without_other_years(
    blocks: Sequence[TextBlock | Table], own: int
) -> tuple[list[TextBlock | Table], tuple[Issue, ...]]:
    """The blocks without the official tables whose own words give them to another year, and an issue for each."""
    kept: list[TextBlock | Table] = []
    left: list[tuple[TextBlock | Table, str]] = []
    words = ""  # of the table left aside last, while what follows may go on from it
    for index, block in enumerate(blocks):
        if said := stated_otherwise(blocks, index, own):
            words = said
            left.append((block, said))
            continue
        if isinstance(block, TextBlock):
            words = words if _is_between(block) else ""
        elif words:
            left.append((block, words))
            continue
        kept.append(block)
    still = {form for block in kept if left for form in _forms(block)}
    return kept, tuple(_issue(table, said, own, still) for table, said in left)


def stated_otherwise(blocks: Sequence[TextBlock | Table], index: int, own: int) -> str:
    """The words in or directly over a table of a form that say it is of another year; "" where nothing says so.

    A table whose borders were lost, so that it is one line of text, has its caption over it just as well.
    """
    table = blocks[index]
    if not _forms(table):
        return ""
    if isinstance(table, Table) and (said := _in_its_first_rows(table, own)):
        return said
    if said := _note_below(blocks, index, own):
        return said
    for block in reversed(blocks[max(0, index - _MOST_LINES) : index]):
        if not isinstance(block, TextBlock):
            return ""
        text = squeeze(arabic_years(block.text))
        if _names(text, own):
            return one_line(block.text)
        if not _is_between(block) or _YEAR.search(text):
            return ""
    return ""


def _forms(block: TextBlock | Table) -> set[str]:
    """The official forms that begin in a table, or in a line of text that is all that is left of one."""
    if isinstance(block, Table):
        return opens(block)
    if len(block.text) < _LEAST_FLAT or not any(character.isdigit() for character in block.text):
        return set()
    key = label_key(block.text)
    return {name for name, known in table_keys().items() if sum(label in key for label in known) > len(known) / 3}


def _in_its_first_rows(table: Table, own: int) -> str:
    """A row at the top that holds a year, or a title with a year, and nothing else."""
    for row in table.rows()[:2]:
        filled = [cell for cell in row if cell.text.strip()]
        if len(filled) != 1:
            continue
        text = squeeze(arabic_years(filled[0].text))
        if year_of(text, own) not in (None, own) or _names(text, own):
            return "" if year_rows(table, own) else one_line(filled[0].text)
    return ""


def _note_below(blocks: Sequence[TextBlock | Table], index: int, own: int) -> str:
    """A note in the last row of the table, or in the line below it, that speaks of the whole table (以上为上年数据)."""
    table = blocks[index]
    last = [cell for cell in table.rows()[-1] if cell.text.strip()] if isinstance(table, Table) else []
    below = next(iter(blocks[index + 1 : index + 2]), None)
    texts = [last[0].text] if len(last) == 1 else []
    texts += [below.text] if isinstance(below, TextBlock) else []
    return next((one_line(text) for text in texts if _is_note(squeeze(arabic_years(text)), own)), "")


def _is_note(text: str, own: int) -> bool:
    if len(text) > _LONGEST_CAPTION or _DOUBTFUL.search(text):
        return False
    return str(own) not in text and _NOTE.fullmatch(text) is not None


def _is_between(block: TextBlock) -> bool:
    text = squeeze(block.text)
    return len(text) <= _LONGEST_BETWEEN and _NOTHING_BETWEEN.fullmatch(text) is not None


def _names(text: str, own: int) -> bool:
    """Whether a line is the caption of another year's table."""
    if len(text) > _LONGEST_CAPTION or _DOUBTFUL.search(text):
        return False
    years = {int(year) for year in _YEAR.findall(text)}
    if own in years or len(years) > 1:
        return False
    if years:
        return _NAMED.fullmatch(_PERIOD.sub(lambda found: found[0][:5], text)) is not None
    return _LAST_YEAR.fullmatch(text) is not None


def _issue(table: TextBlock | Table, said: str, own: int, still: set[str]) -> Issue:
    place = place_of(table) if isinstance(table, Table) else table.place.describe()
    if _forms(table) and _forms(table) <= still:
        text = f"a table of another year ({said!r}) stands beside that of {own}; its figures were left aside"
        return Issue("other_year_beside", "info", text, place)
    text = f"the table is said to be of another year than {own} ({said!r}); nothing was read from it"
    return Issue("other_year_table", "warning", text, place)

"""One document -> the reports in it, each as a document of its own.

A district puts the reports of all its departments into one file, an office those of several years, a yearbook one report
among hundreds of pages of other matter. Each report begins with its title. A table of contents and a running head print
titles too, so a title counts as a start only where the form behind it begins again and it names another organ or
another year. Where that is not certain nothing is split: recognition then keeps the first of two tables and says so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from extractors.document import Document, Issue, Table, TextBlock
from extractors.normalize import squeeze
from extractors.recognize.regions import Region
from extractors.recognize.sections import split_sections
from extractors.recognize.witnesses import Hints, is_same_organ
from extractors.recognize.year_labels import hits, opens
from extractors.recognize.year_sides import both_sides
from extractors.titles import TitleReading, parse_title

_TITLE_NOUN = re.compile(r"报告|年报|总结|统计表")
_COLLECTION = re.compile(r"汇编|合集|合订|选编|目录|各(?:部门|单位|镇|乡|街道|级|科室|县|区|局)")
_LISTED = re.compile(r"(?:[.·…‥。_\-—]{2,}|\s)\s*\d{1,3}\s*$|[.·…‥]{3,}\s*$|(?:报告|年报|总结|表)\d{1,3}$")
_ORGAN_LINE = re.compile(
    r"^[^\d,，。;；:：、()（）]{2,28}(?:政府|局|厅|委员会|委|办公室|办事处|中心|院|署|部|处|所|大队|支队|社|会|公司)$"
)
_SENTENCE = re.compile(r"[,，。;；:：]")
_SIGNED = re.compile(r"^[^,，。;；]{0,16}20[012]\d年\d{1,2}月\d{1,2}日$")
_PAGE = re.compile(r"page (\d+)")
_LONGEST_TITLE = 60
_MOST_LINES = 3
_HEAD_BLOCKS = 20
_MOST_RUNS = 2  # in a list and over its report; a title that comes back more often is that of the pages
_LEAST_TEXT = 100
_BODY_SECTIONS = frozenset((1, 2, 3, 4))


@dataclass(frozen=True, slots=True)
class Part:
    """One report of a document, what is known from outside that holds for it, and organ and year of its title."""

    document: Document
    hints: Hints
    name: tuple[str, int | None] = ("", None)

    def again(self, document: Document) -> Document:
        """The same report in another reading of the same bytes; without any block where it is not found there.

        Where both readings have places on pages, what stands in the same places; else the report of the same title.
        """
        region = Region.of(self.document.blocks)
        if region is not None:
            titles = [block for block in self.document.texts() if block.role == "title"][:1]
            return replace(document, blocks=(*titles, *filter(region.holds, document.blocks)), title="", meta={})
        for part in split_reports(document, self.hints):
            if part.name == self.name:
                return part.document
        return replace(document, blocks=())

    def pages(self) -> range | None:
        """The numbers of its pages; None for a format without."""
        region = Region.of(self.document.blocks)
        return range(region.first[0], region.last[0] + 1) if region is not None else None


@dataclass(frozen=True, slots=True)
class _Title:
    """A title as printed over blocks ``start`` to ``end`` (exclusive)."""

    start: int
    end: int
    organ: str
    year: int | None

    @property
    def name(self) -> tuple[str, int | None]:
        return self.organ, self.year


@dataclass(slots=True)
class _Stretch:
    """Blocks from one title to the next, and what of a report stands in them."""

    title: _Title | None
    start: int
    end: int
    forms: set[str] = field(default_factory=set)
    sections: set[int] = field(default_factory=set)
    text_length: int = 0

    def has_body(self) -> bool:
        """A form, or sections with text in them: a list of contents names sections too."""
        return bool(self.forms or (len(self.sections & _BODY_SECTIONS) > 1 and self.text_length >= _LEAST_TEXT))

    def begins_again(self, other: _Stretch) -> bool:
        return bool(self.forms & other.forms or self.sections & other.sections & _BODY_SECTIONS)


def split_reports(document: Document, hints: Hints | None = None) -> tuple[Part, ...]:
    """The reports of a document in order; the document itself, untouched, where it holds one or the split is not sure."""
    hints = hints or Hints()
    if sides := both_sides(document, hints):
        other = Hints(site_organ=parse_title(hints.list_title).organ or hints.site_organ)
        return tuple(Part(side, known) for side, known in zip(sides, (hints, other), strict=True))
    whole = (Part(document, hints),)
    titles = _titles(document.blocks)
    is_in_head = bool(titles) and titles[0].start < _head_length(document.blocks)
    if not titles or (is_in_head and not any(_may_be_other(titles[0], title) for title in titles[1:])):
        return whole
    stretches = _stretches(document.blocks, titles)
    reports = _reports(stretches)
    if len(reports) > 1:
        return _parts(document, reports, hints)
    (report,) = reports or (None,)
    if report is None or report.title is None or is_in_head or report.start == 0:
        return whole
    return (Part(_cut(document, report, is_alone=True), hints, report.title.name),)


def _titles(blocks: Sequence[TextBlock | Table]) -> list[_Title]:
    """Lines that read as the title of a report, broken titles put together, listed ones left out."""
    found: list[_Title] = []
    for index, block in enumerate(blocks):
        if not isinstance(block, TextBlock) or len(block.text) > 4 * _LONGEST_TITLE:
            continue
        if not _TITLE_NOUN.search(squeeze(block.text[-_LONGEST_TITLE:])) or _is_listed(block):
            continue
        title = _title_ending_at(blocks, index, found[-1].end if found else 0)
        if title is not None:
            found.append(title)
    return _without_running_heads(found)


def _without_running_heads(titles: Sequence[_Title]) -> list[_Title]:
    """Titles that are printed again and again: those of one report count once, those between other titles not at all."""
    runs = [
        title
        for before, title in zip([None, *titles], titles, strict=False)
        if before is None or before.name != title.name or not title.organ
    ]
    often = {name for name, count in Counter(title.name for title in runs).items() if name[0] and count > _MOST_RUNS}
    return [title for title in runs if title.name not in often]


def _title_ending_at(blocks: Sequence[TextBlock | Table], index: int, first: int) -> _Title | None:
    """The title whose last line is this block: by itself, with its organ's line above, or broken over lines."""
    text = ""
    title: tuple[int, TitleReading] | None = None
    for start in range(index, max(first - 1, index - _MOST_LINES), -1):
        block = blocks[start]
        if not isinstance(block, TextBlock) or (start < index and not _may_join(block, title)):
            break
        text = squeeze(block.text) + text
        if len(text) > _LONGEST_TITLE:
            break
        reading = parse_title(text)
        if reading.is_report and not reading.is_sentence and (title is None or reading.organ):
            title = (start, reading)
            if reading.organ and _ORGAN_LINE.match(reading.organ):
                break
    if title is None or _COLLECTION.search(text):
        return None
    return _Title(title[0], index + 1, title[1].organ, title[1].year)


def _may_join(block: TextBlock, title: tuple[int, TitleReading] | None) -> bool:
    """Whether a line above may be the beginning of the title: an organ's name, or words without a stop."""
    text = squeeze(block.text)
    if title is not None:
        return not title[1].organ and _ORGAN_LINE.match(text) is not None
    return len(text) <= _LONGEST_TITLE / 2 and not _SENTENCE.search(text) and not _is_listed(block)


def _is_listed(block: TextBlock) -> bool:
    """A line of a table of contents: dots or a page number behind it."""
    return _LISTED.search(block.text.strip()) is not None


def _head_length(blocks: Sequence[TextBlock | Table]) -> int:
    """How many blocks stand above the first table or section, where a document's own title is looked for."""
    for index, block in enumerate(blocks):
        if (
            index == _HEAD_BLOCKS
            or isinstance(block, Table)
            or re.match(r"\s*[一二三四五六七八九十]{1,2}\s*[、.．]", block.text)
        ):
            return index
    return len(blocks)


def _is_other(one: _Title, other: _Title) -> bool:
    """Whether two titles cannot be of one report: another year, or an organ that is not the same by another name."""
    differs = bool(one.organ and other.organ and not is_same_organ(one.organ, other.organ))
    return differs or (one.year is not None and other.year is not None and one.year != other.year)


def _may_be_other(one: _Title, other: _Title) -> bool:
    """Whether two titles may be of two reports: also where one names no organ, if then all forms begin again."""
    return _is_other(one, other) or not (one.organ and other.organ)


def _stretches(blocks: Sequence[TextBlock | Table], titles: Sequence[_Title]) -> list[_Stretch]:
    edges = [title.start for title in titles] + [len(blocks)]
    found = [_Stretch(None, 0, edges[0])]
    found += [_Stretch(title, title.start, end) for title, end in zip(titles, edges[1:], strict=True)]
    for stretch in found:
        for block in blocks[stretch.start : stretch.end]:
            if isinstance(block, Table):
                stretch.forms |= opens(block)
            elif not _is_listed(block):
                sections = split_sections([block])
                stretch.sections |= {section.number for section in sections if section.number}
                stretch.text_length += sum(len(section.text) for section in sections)
    return found


def _reports(stretches: Sequence[_Stretch]) -> list[_Stretch]:
    """Stretches put together to whole reports; what stands before the first one belongs to none."""
    reports: list[_Stretch] = []
    waiting: list[_Stretch] = []  # titles without a body: a cover, a list, or the first print of the next title
    for stretch in stretches:
        if not stretch.has_body():
            waiting.append(stretch)
            continue
        if reports and not _is_start(reports[-1], stretch):
            _extend(reports[-1], stretch)
        else:
            start = stretch.start
            for before in reversed(waiting):
                if before.title is None or stretch.title is None or _is_other(before.title, stretch.title):
                    break
                start = before.start
            if reports:
                reports[-1].end = start
            reports.append(replace(stretch, start=start, title=stretch.title))
        waiting = []
    if reports and waiting:
        reports[-1].end = waiting[-1].end
    return reports


def _is_start(report: _Stretch, stretch: _Stretch) -> bool:
    """Whether a stretch with a body is another report than the one before it."""
    title, before = stretch.title, report.title
    if title is None:
        return False
    begins_again = report.begins_again(stretch)
    if before is None:  # the report before it lost its title: that this one has one tells them apart
        return begins_again and bool(title.organ)
    if not _is_other(before, title):
        # 县人民政府 and 县人民政府办公室 report each for themselves, with all their tables; so may organs that only sign
        is_named = title.organ != before.organ and bool(title.organ and before.organ)
        is_nameless = not (title.organ and before.organ)
        return (is_named or is_nameless) and len(report.forms & stretch.forms) > 1
    return begins_again


def _extend(report: _Stretch, stretch: _Stretch) -> None:
    report.end = stretch.end
    report.forms |= stretch.forms
    report.sections |= stretch.sections
    report.text_length += stretch.text_length


def _parts(document: Document, reports: Sequence[_Stretch], hints: Hints) -> tuple[Part, ...]:
    """Documents of the single reports. What is said of the whole file is no witness for one of several organs or years."""
    organs = {report.title.organ for report in reports if report.title and report.title.organ}
    years = {report.title.year for report in reports if report.title}
    is_one_organ = len(organs) <= 1
    outside = Hints(
        list_date=hints.list_date if len(years) == 1 else "",
        site_organ=(parse_title(hints.list_title).organ or hints.site_organ) if is_one_organ else "",
    )
    meta = {} if len(years) > 1 else {key: value for key, value in document.meta.items() if key == "pubdate"}
    plain = replace(document, title="", meta=meta)
    return tuple(
        Part(_cut(plain, one, is_alone=False), outside, one.title.name if one.title else ("", None)) for one in reports
    )


def _cut(document: Document, report: _Stretch, *, is_alone: bool) -> Document:
    """The blocks of one report, its title in one piece; the issues of its pages."""
    blocks = list(document.blocks[report.start : _end(document.blocks, report)])
    kept = {id(block) for block in blocks}
    left_out = [block for block in document.blocks if id(block) not in kept] if is_alone else []
    if report.title is not None:
        start, end = report.title.start - report.start, report.title.end - report.start
        lines = [block for block in blocks[start:end] if isinstance(block, TextBlock)]
        blocks[start:end] = [replace(lines[0], text="\n".join(line.text for line in lines), role="title")]
    issues = [issue for issue in document.issues if _concerns(issue, blocks)]
    if tables := sum(isinstance(block, Table) for block in left_out):
        text = (
            f"the report is one part of the document; {tables} tables outside of it are other matter and were not read"
        )
        issues.append(Issue("other_matter", "info", text))
    return replace(document, blocks=tuple(blocks), title="", issues=tuple(issues))


def _end(blocks: Sequence[TextBlock | Table], report: _Stretch) -> int:
    """Behind the signature, where other matter follows it; never before the last table of the form."""
    last_form = max(
        (i for i in range(report.start, report.end) if isinstance(b := blocks[i], Table) and hits(b)), default=None
    )
    if last_form is None:
        return report.end
    for index in range(last_form + 1, report.end):
        block = blocks[index]
        if isinstance(block, TextBlock) and _SIGNED.match(squeeze(block.text)):
            return index + 1
    return report.end


def _concerns(issue: Issue, blocks: Sequence[TextBlock | Table]) -> bool:
    """Whether an issue is about one of the pages of these blocks, or about the whole file."""
    match = _PAGE.match(issue.place)
    pages = {block.place.page for block in blocks if block.place.page is not None}
    return match is None or not pages or min(pages) <= int(match[1]) <= max(pages)

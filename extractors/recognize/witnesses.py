"""Who published this report, for which year, in which scope, and when: asked of several witnesses.

Titles miss the organ or carry last year's number, meta tags lie, list titles are cut. Every witness is kept with its
words; where they differ the report says so. Rules: CMS.md §9, FORMAT.md §8.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.document import Document, Issue, TextBlock
from extractors.normalize import one_line, squeeze
from extractors.report import Scope, Section, Witness
from extractors.titles import TitleReading, arabic_years, complete_organ, parse_title

_PERIOD = re.compile(
    r"(?:统计)?(?:数据)?(?:统计)?(?:的)?(?:期限|时限|时间|起止|周期)?[^。;；]{0,30}?自?(20[012]\d)年1月1日(?:起|零时)?(?:至|到|-|—|~)(?:(20[012]\d)年)?12月31日"
)
_DATE = re.compile(r"(20[012]\d)[年\-/.](\d{1,2})[月\-/.](\d{1,2})")
_OPENING_YEAR = re.compile(r"(20[012]\d)年(?:度)?[,，]?")
_ORGAN_WORD = re.compile(r"(?:政府|局|厅|委员会|委|办公室|办事处|管委会|中心|院|署|部|处|所|大队|支队|社|会|公司)$")
_SITE_OFFICE = re.compile(r"信息公开|政务公开|网站|政务服务|编辑|管理员|信息中心")
_AGGREGATE = re.compile(r"全(?:省|市|县|区|州|盟|旗|自治区)|各(?:县|区|市|乡镇|级|部门)|本行政区域|本级各")
_UPPER_GOVERNMENT = re.compile(r"(?:省|市|县|区|州|盟|旗|地区)人民政府$|行政公署$")
_ZONE = re.compile(r"(?:开发区|实验区|新区|高新区|示范区|园区|度假区|保税区)管(?:理)?委(?:员)?会$")
_NUMBERED = re.compile(r"[一二三四五六七八九十]{1,2}\s*[、.．]")
_EDITOR = re.compile(
    r"(?:^|[,，。;；:：]|由)(?:现|特|由)*(?P<organ>[^,，。;；:：、《》“”()（）\d]{3,30}?)(?:负责)?(?:组织)?(?:编制|编写|撰写)"
    r"(?:完成|而成)?(?:了|的)?(?:本|此|《|20[012]\d|年度|[,，。;；]|$)"
)
_PRONOUN = re.compile(r"^(?:本|我|要求|规定|有关|全面|认真|现将|结合)")
_OPENING_LINES = 8
_HEAD_BLOCKS = 20
_YEAR_WEIGHTS = {"period": 3, "title": 3, "opening": 1, "signature": 1, "published": 1}


@dataclass(frozen=True, slots=True)
class ReportIdentity:
    """The conclusion, with all witnesses and the issues about their disagreement."""

    title: str
    organ: str
    year: int | None
    scope: Scope | None
    published: str
    witnesses: tuple[Witness, ...]
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known from outside the document, empty where nothing is: list title and date, organ of the site."""

    list_title: str = ""
    list_date: str = ""
    site_organ: str = ""


def identify(document: Document, sections: Sequence[Section], hints: Hints) -> ReportIdentity:
    """Conclude organ, year, scope, publication date of a document from its witnesses."""
    titles = _titles(document, hints)
    blocks = list(document.texts())
    signature_organ, signature_date = _signature(blocks)
    published = _published(document, hints, signature_date)
    witnesses: list[Witness] = []
    for source, text, reading in titles:
        if reading.organ:
            witnesses.append(Witness("organ", source, reading.organ, one_line(text)))
        if reading.year:
            witnesses.append(Witness("year", source, str(reading.year), one_line(text)))
    witnesses += _organ_witnesses(document, hints, signature_organ)
    witnesses += _year_witnesses(blocks, sections, signature_date, published)
    if published:
        witnesses.append(Witness("published", "meta or list or signature", published, published))
    organ, organ_issues = _decide_organ(witnesses)
    year, year_issues = _decide_year(witnesses)
    scope, scope_witness = _scope(organ, [text for _, text, _ in titles], document)
    if scope_witness:
        witnesses.append(scope_witness)
    title = titles[0][1] if titles else ""
    return ReportIdentity(
        squeeze(title), organ, year, scope, published, tuple(witnesses), (*year_issues, *organ_issues)
    )


def _titles(document: Document, hints: Hints) -> list[tuple[str, str, TitleReading]]:
    """Candidate titles that read as an annual report, best witness first.

    Only what stands above the first section can be the report's own title; headings below it are of other articles.
    """
    head = _head(document)
    candidates = [("title", block.text) for block in head if block.role in ("title", "heading")]
    candidates += _opening_lines(head)
    candidates.append(("meta title", document.meta.get("articletitle", "")))
    candidates.append(("list title", hints.list_title))
    candidates.append(("document title", document.title))
    seen: set[str] = set()
    titles = []
    for source, text in candidates:
        key = squeeze(text)
        if not key or key in seen or len(key) > 80:
            continue
        seen.add(key)
        reading = parse_title(text)
        if reading.is_report and not reading.is_sentence:
            titles.append((source, text, reading))
    titles.sort(key=lambda item: (not item[2].organ, not item[2].year))
    return titles


def _head(document: Document) -> list[TextBlock]:
    """The text above the first section heading or table, at most so many blocks."""
    head: list[TextBlock] = []
    for block in document.blocks:
        if not isinstance(block, TextBlock) or _NUMBERED.match(block.text.strip()) or len(head) == _HEAD_BLOCKS:
            break
        head.append(block)
    return head


def _opening_lines(head: Sequence[TextBlock]) -> list[tuple[str, str]]:
    """The first short lines of the text; two together where a title was broken over lines and neither is one."""
    lines = [line.strip() for block in head for line in block.text.splitlines() if line.strip()]
    short = [line for line in lines[:_OPENING_LINES] if len(line) <= 60]
    pairs = [upper + lower for upper, lower in pairwise(short) if not _is_title(upper) and not _names_organ(lower)]
    return [("opening", line) for line in (*short, *pairs)]


def _is_title(line: str) -> bool:
    return parse_title(line).is_report


def _names_organ(line: str) -> bool:
    reading = parse_title(line)
    return reading.is_report and bool(reading.organ)


def _organ_witnesses(document: Document, hints: Hints, signature_organ: str) -> Iterable[Witness]:
    if signature_organ:
        yield Witness("organ", "signature", complete_organ(signature_organ), signature_organ)
    for block in _head(document):
        for match in _EDITOR.finditer(squeeze(block.text)):
            name = match["organ"]
            if _ORGAN_WORD.search(name) and not _PRONOUN.match(name) and not re.search(r"条例|公开|报告", name):
                yield Witness("organ", "preamble", complete_organ(name), match[0])
    source = one_line(document.meta.get("contentsource", ""))
    if _ORGAN_WORD.search(source):
        yield Witness("organ", "content source", complete_organ(source), source)
    if hints.site_organ:
        yield Witness("organ", "site", hints.site_organ, hints.site_organ)


def _year_witnesses(
    blocks: Sequence[TextBlock], sections: Sequence[Section], signature_date: str, published: str
) -> Iterable[Witness]:
    for block in blocks:
        text = arabic_years(block.text)
        match = _PERIOD.search(text)
        if match and match[2] in (None, match[1]):
            yield Witness("year", "period", match[1], match[0])
            break
    opening = next((section.text for section in sections if section.number == 1), "")
    if match := _OPENING_YEAR.search(arabic_years(opening[:120])):
        yield Witness("year", "opening", match[1], one_line(opening[:60]))
    for source, date in (("signature", signature_date), ("published", published)):
        if date and int(date[5:7]) <= 6:
            yield Witness("year", source, str(int(date[:4]) - 1), date)


def _signature(blocks: Sequence[TextBlock]) -> tuple[str, str]:
    """Organ and date of the last lines, where the letter is signed."""
    lines = [squeeze(line) for block in blocks[-6:] for line in block.text.splitlines()][-8:]
    organ = date = ""
    for line in lines:
        text = arabic_years(line)
        match = _DATE.search(text)
        if match and len(text) <= 24:
            date = _iso(match)
        name = text[: match.start()] if match else text
        if 4 <= len(name) <= 30 and _ORGAN_WORD.search(name) and not re.search(r"[,，。;；:：]|公开", name):
            organ = name
    return organ, date


def _published(document: Document, hints: Hints, signature_date: str) -> str:
    for text in (document.meta.get("pubdate", ""), hints.list_date, signature_date):
        if match := _DATE.search(squeeze(text)[:10] if text else ""):
            return _iso(match)
    return ""


def _iso(match: re.Match[str]) -> str:
    return f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}"


def _decide_organ(witnesses: Sequence[Witness]) -> tuple[str, list[Issue]]:
    """The title's organ; where titles differ only by a place in front, the fullest; without any, the next witness.

    Titles and signature that name different organs are reported, and so is an organ that only a hint names.
    """
    named = [w for w in witnesses if w.field == "organ"]
    from_titles = [w.value for w in named if "title" in w.source or w.source == "opening"]
    own_words = [w for w in named if w.source == "signature" or w.value in from_titles]
    if from_titles:
        organ = max((name for name in from_titles if is_same_organ(name, from_titles[0])), key=len)
    else:
        offices = [w for w in named if not _SITE_OFFICE.search(w.value)]
        if not offices:
            return "", [Issue("organ_unknown", "warning", "no witness names the organ; give it with the site")]
        organ = offices[0].value
        if offices[0].source not in ("signature", "preamble"):
            text = f"the document does not name its organ; {organ} is taken from the {offices[0].source}"
            return organ, [Issue("organ_from_hint", "warning", text)]
    others = {w.source: w.value for w in own_words if not is_same_organ(w.value, organ)}
    if not others:
        return organ, []
    heard = "; ".join(f"{value} by {source}" for source, value in others.items())
    return organ, [Issue("organ_disagrees", "warning", f"witnesses differ on the organ: {organ} by title; {heard}")]


def is_same_organ(one: str, other: str) -> bool:
    """Equal but for a place in front (教育局 / 云溪县教育局) or an office behind (教育局办公室 / 教育局)."""
    short, long = sorted((one, other), key=len)
    return long.endswith(short) or long.startswith(short)


def _decide_year(witnesses: Sequence[Witness]) -> tuple[int | None, list[Issue]]:
    """The year with most weight; a full statistics period and the title count most, each kind of witness once."""
    votes: Counter[int] = Counter()
    said: dict[int, list[str]] = {}
    counted: set[tuple[str, int]] = set()
    for witness in (w for w in witnesses if w.field == "year"):
        kind = witness.source if witness.source in _YEAR_WEIGHTS else "title"
        kind = "title" if witness.source == "opening" and parse_title(witness.text).is_report else kind
        year = int(witness.value)
        if (kind, year) not in counted:
            counted.add((kind, year))
            votes[year] += _YEAR_WEIGHTS[kind]
            said.setdefault(year, []).append(witness.source)
    if not votes:
        return None, [Issue("year_unknown", "warning", "no witness gives the report year")]
    ranked = votes.most_common()
    if len(ranked) == 1:
        return ranked[0][0], []
    heard = "; ".join(f"{year} by {', '.join(said[year])}" for year, _ in ranked)
    strong = [year for year, weight in ranked if weight >= 3]
    level = "warning" if len(strong) > 1 or ranked[0][1] == ranked[1][1] else "info"
    return ranked[0][0], [Issue("year_disagrees", level, f"witnesses differ on the year: {heard}")]  # type: ignore[arg-type]


def _scope(organ: str, titles: Sequence[str], document: Document) -> tuple[Scope | None, Witness | None]:
    """own, unless a government at county level or above speaks for all organs under it (逐级汇总).

    A zone's committee acts as a government or as an office: only its words tell.
    """
    if not organ:
        return None, None
    for title in titles:
        if "本级" in title:
            return "own", Witness("scope", "title", "own", one_line(title))
    match = _AGGREGATE.search(squeeze(document.text()))
    if match and (_UPPER_GOVERNMENT.search(organ) or _ZONE.search(organ)):
        return "aggregate", Witness("scope", "text", "aggregate", match[0])
    scope: Scope = "aggregate" if _UPPER_GOVERNMENT.search(organ) else "own"
    return scope, Witness("scope", "organ name", scope, organ)

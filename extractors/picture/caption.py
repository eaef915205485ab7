"""What stands around a picture: whose report, which figure, what was printed, how sure it is, and where it comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from extractors.layouts import load_layouts
from extractors.picture.fonts import has_chinese
from extractors.picture.lettering import Line, Run, both
from extractors.picture.model import NOTHING, Sheet, Subject, Target, Words, full_name
from extractors.picture.palette import MARK, SOFT, STYLES
from extractors.report import Figure, Verdict

_MOST_FIGURES = 8
_SMALL = 16
_TERM = 18
_SHA = 12
_SCOPES = {"own": Words("本机关", "own figures"), "aggregate": Words("汇总", "aggregate")}
NO_FONT = "no font with Chinese characters is installed: Chinese text is left out (Debian: apt install fonts-noto-cjk)"
_RAW = Words("原文", "raw")
_RELATIONS = {"=": "≠", "<=": ">", ">=": "<", "integer>=": "<"}
NOT_FOUND = Words("未找到", "not found")
NOT_LOCATED = Words("此格未能在画面中定位", "its cell could not be located in this rendering")
NOT_FOUND_HERE = Words("未找到：此处应有该数值", "not found: it should stand here")
NOT_FOUND_BESIDE = Words("未找到：该表的其他数值在此", "not found: the other figures of its table stand here")
NO_TABLE = Words("未找到：此文件中没有读到该表", "not found: its table was not read in this document")


def heading(subject: Subject) -> Line:
    """Organ, year and scope."""
    report = subject.report
    year = Words(f"{report.year} 年", str(report.year)) if report.year else Words("年度不明", "year unknown")
    parts = [report.organ or both(Words("机关不明", "organ unknown")), year.zh if report.organ else both(year)]
    if report.scope in _SCOPES:
        parts.append(both(_SCOPES[report.scope]))
    return Line((Run(" · ".join(parts)),), size=22)


def origin(subject: Subject, sheets: Sequence[Sheet]) -> list[Line]:
    """Address, sha256 and page; below it what must be said of the rendering."""
    pages = ", ".join(dict.fromkeys(sheet.name for sheet in sheets if sheet.name))
    parts = [subject.source, f"sha256 {subject.sha256[:_SHA]}…", pages]
    lines = [Line((Run(" · ".join(part for part in parts if part), SOFT),), size=_SMALL)]
    notes = dict.fromkeys(both(sheet.note) for sheet in sheets if sheet.note)
    notes |= {} if has_chinese() else {NO_FONT: None}
    ways = dict.fromkeys(both(sheet.how) for sheet in sheets if sheet.how)
    return [
        *(Line((Run(note, MARK),), size=_SMALL) for note in notes),
        *lines,
        *(Line((Run(way, SOFT),), size=_SMALL - 2) for way in ways),
    ]


def of_target(target: Target, sheets: Sequence[Sheet], absence: Mapping[str, Words]) -> list[Line]:
    """The lines of one figure, or of one equation and its figures; ``absence``: why a figure has no frame."""
    lines = _equation(target) if target.identity is not None else []
    shown = _worth_telling(target)
    for figure in shown:
        why = absence.get(full_name(figure), NOTHING)
        lines.append(_term(figure, why) if target.identity is not None else _figure(figure, why))
    rest = len(target.figures) - len(shown)
    if rest:
        lines.append(Line((Run(both(Words(f"另有 {rest} 个数值", f"and {rest} more figures")), SOFT),), size=_SMALL))
    names = [full_name(figure) for figure in target.figures]
    doubts = dict.fromkeys(sheet.doubts[name] for name in names for sheet in sheets if name in sheet.doubts)
    return lines + [Line((Run(both(doubt), MARK),), size=_SMALL) for doubt in doubts]


def _worth_telling(target: Target) -> list[Figure]:
    """The figures of a long equation that say something: those that are not 0, and the last, which is often the total."""
    if len(target.figures) <= _MOST_FIGURES:
        return list(target.figures)
    *others, last = target.figures
    return [*[figure for figure in others if figure.value != 0][: _MOST_FIGURES - 1], last]


def legend(figures: Iterable[Figure]) -> list[Line]:
    """What each colour means, with how many figures of the picture have it."""
    counts: Counter[Verdict] = Counter(figure.verdict for figure in figures)
    return [
        Line((Run(both(style.words)), Run(f"  {counts[verdict]}", SOFT)), size=_SMALL, swatch=style)
        for verdict, style in STYLES.items()
        if counts[verdict]
    ]


def label_of(figure: Figure) -> tuple[Words, Words]:
    """The table of a figure, and its headings, row and column, by their official labels; codes where there are none."""
    layout = load_layouts().get(figure.layout)
    try:
        if layout is None:
            raise LookupError(figure.layout)
        row, column = layout.row(figure.row), layout.column(figure.column)
    except (LookupError, StopIteration):
        return Words(), Words("", full_name(figure))
    groups = {group.code: group for group in layout.groups}
    path, code = [row.zh, column.zh], row.group
    while code in groups:
        path.insert(0, groups[code].zh)
        code = groups[code].parent
    return Words(layout.zh, layout.en), Words(" › ".join(path), f"{row.en} · {column.en}")


def _figure(figure: Figure, absence: Words) -> Line:
    """All that is known of one figure."""
    table, label = label_of(figure)
    style = STYLES[figure.verdict]
    above = f"{table.zh} › " if table.zh and has_chinese() else ""
    runs = [Run(f"{above}{both(label)}  "), Run(f"{_value(figure)}  ", style.colour)]
    runs += [_raw(figure), Run(both(style.words), style.colour)]
    return Line((*runs, *_remarks(figure, absence)), swatch=style)


def _term(figure: Figure, absence: Words) -> Line:
    """One figure of an equation, in short."""
    style = STYLES[figure.verdict]
    runs = [Run(f"{both(label_of(figure)[1])}  "), Run(f"{_value(figure)}  ", style.colour)]
    if figure.value is None or figure.raw != plain(figure.value):
        runs.append(_raw(figure))
    runs.append(Run(both(style.name), style.colour))
    return Line((*runs, *_remarks(figure, absence)), size=_TERM, swatch=style)


def _raw(figure: Figure) -> Run:
    printed = f"“{figure.raw}”" if figure.raw else both(Words("空白", "blank"))
    return Run(f"{both(_RAW)} {printed}  " if figure.raw or figure.place.describe() else "", SOFT)


def _remarks(figure: Figure, absence: Words) -> Iterator[Run]:
    if figure.corrected_from:
        yield Run(f"  {both(Words('更正自', 'corrected from'))} “{figure.corrected_from}”", MARK)
    if absence:
        yield Run(f"  {both(absence)}", MARK)


def _value(figure: Figure) -> str:
    return both(Words("无值", "no value")) if figure.value is None else f"{plain(figure.value)}{figure.unit}"


def _equation(target: Target) -> list[Line]:
    """The equation in words and in numbers, ``11 ≠ 15, difference -4``, and the table it is of."""
    result = target.identity
    if result is None:
        return []
    layout = load_layouts().get(result.layout)
    rules = layout.identities if layout is not None else ()
    rule = next((one for one in rules if one.id == result.check and one.scope == result.scope), None)
    words = both(Words(rule.zh, rule.en)) if rule is not None else result.formula
    colour = MARK if result.status == "fail" else SOFT
    runs = [Run(f"{result.check} {result.scope}  ", colour), Run(f"{words}  ")]
    if result.left is not None and result.right is not None:
        holds = result.relation.removeprefix("integer")
        sign = _RELATIONS.get(result.relation, "≠") if result.status == "fail" else holds
        runs.append(Run(f"{plain(result.left)} {sign} {plain(result.right)}", colour))
    if result.status == "fail" and result.difference is not None:
        runs.append(Run(f"  {both(Words('差', 'difference'))} {plain(result.difference)}", SOFT))
    title = [Line((Run(both(Words(layout.zh, layout.en)), SOFT),), size=_SMALL)] if layout is not None else []
    return [Line(tuple(runs)), *title]


def plain(value: Decimal) -> str:
    """A number as a person writes it."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

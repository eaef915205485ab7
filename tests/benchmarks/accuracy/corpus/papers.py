"""A recipe and a seed -> a paper: who reports on which year, in which form, with which words around the tables.

Sentences are our own, in the manner of such reports. Organ and year are always printed, but not always at the same place:
the title may lack either, and then the preamble or the signature has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random

from extractors.layouts import CellCode, Layout, load_layouts
from tests.benchmarks.accuracy.corpus.figures import SIZES, equations, fill, total_of, zeros
from tests.benchmarks.accuracy.corpus.model import Block, Heading, Key, Paper, Paragraph, Truth, Values
from tests.benchmarks.accuracy.corpus.printing import Printer, Style, random_style
from tests.benchmarks.accuracy.corpus.sheets import draw

FORMS: Mapping[str, tuple[tuple[str, ...], tuple[int, ...]]] = {
    "2021": (("proactive_2021", "applications_2021", "review_litigation_2019"), (2021, 2022, 2023, 2024)),
    "2019": (("proactive_2019", "applications_2019", "review_litigation_2019"), (2019, 2020)),
    "mixed": (("proactive_2021", "applications_2019", "review_litigation_2019"), (2021, 2022, 2023, 2024)),
    "2014": (("stats_2014",), (2014, 2015, 2016, 2017, 2018)),
    "fujian_2011": (("stats_fujian_2011",), (2011, 2012, 2013)),
    "fujian_2011_county": (("stats_fujian_2011_county",), (2011, 2012, 2013)),
    "fujian_2014": (("stats_fujian_2014",), (2014, 2015, 2016)),
    "fujian_2017": (("stats_fujian_2017",), (2017, 2018)),
}
ANNUAL = ("2021", "2021", "2021", "2019", "mixed")
FUJIAN = tuple(form for form in FORMS if form.startswith("fujian"))
_FIRST = "青岚云松白鹭石桥柳河双溪金塘梅岭平川临湖望江永泉"
_SECOND = "山川湖州城阳江坪原浦林泉"
_OFFICES = (
    "教育局",
    "财政局",
    "水利局",
    "自然资源局",
    "卫生健康局",
    "市场监督管理局",
    "交通运输局",
    "司法局",
    "农业农村局",
)
_PLAIN = (
    "加强制度建设，明确专人负责，严格审核程序。", "通过门户网站和公示栏及时发布各类信息。",
    "按时答复群众关心的问题，做好政策解读。", "开展业务培训，提高工作人员的业务水平。",
    "依托政务服务中心设置查阅点，方便群众查询。", "对照清单逐项检查栏目更新情况，发现问题立即整改。",
)  # fmt: skip
_PROBLEMS = ("一是公开的深度还不够，二是解读的形式还比较单一。下一步将加强学习，丰富解读形式。",
             "部分栏目更新不够及时，下一步将明确时限，定期检查。")  # fmt: skip
_HEADINGS = {
    "proactive": ("主动公开政府信息情况",),
    "applications": ("收到和处理政府信息公开申请情况",),
    "review_litigation": ("政府信息公开行政复议、行政诉讼情况", "因政府信息公开工作被申请行政复议、提起行政诉讼情况"),
    "stats_2014": ("政府信息公开情况统计表",),
    "stats_provincial": ("政府信息公开情况统计表",),
}
_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Recipe:
    """What the papers of a kind have in common; everything else is chosen by the seed.

    Attributes:
        forms: names of ``FORMS`` to choose from.
        style: fixed style, None for a random one.
        mistake: chance that one printed figure breaks a sum (the truth is what is printed).
        claims: the narrative states figures of the tables.
        zero_sentence: tables that are replaced by one sentence that says there was nothing.
        has_tables: False leaves nothing but the narrative.
        renumbered: further sections stand between the official ones.
        places: where organ and year stand, to choose from: ``title``, ``no_year`` or ``no_organ`` in the title.
        sizes: sizes of offices to choose from.
    """

    forms: tuple[str, ...] = ANNUAL
    style: Style | None = None
    mistake: float = 0.1
    claims: bool = True
    zero_sentence: tuple[str, ...] = ()
    has_tables: bool = True
    renumbered: float = 0.15
    places: tuple[str, ...] = ("title", "title", "title", "no_year", "no_organ")
    sizes: tuple[str, ...] = field(default=tuple(SIZES))


PLAIN = Recipe(style=Style(), mistake=0.0, renumbered=0.0, places=("title",))


def make_paper(recipe: Recipe, seed: int, *, organ: str = "", year: int = 0, form: str = "") -> Paper:
    """The paper of this seed; ``organ``, ``year`` and ``form`` fix what the seed would choose."""
    rng = Random(seed)
    form = form or rng.choice(recipe.forms)
    layouts, years = FORMS[form]
    year, organ = year or rng.choice(years), organ or _organ(rng)
    size = SIZES[rng.choice(recipe.sizes)]
    printer = Printer(recipe.style or random_style(rng), rng)
    tables: list[tuple[str, list[Block]]] = []
    truths: dict[Key, Values] = {}
    figures: dict[str, Mapping[CellCode, Decimal]] = {}
    for name in layouts if recipe.has_tables else ():
        layout = load_layouts()[name]
        is_empty = layout.table in recipe.zero_sentence
        filled = zeros(layout) if is_empty else _with_mistake(layout, fill(layout, rng, size), recipe.mistake, rng)
        sheet, cells = draw(layout, filled, printer, year)
        if is_empty:
            cells = {key: (Decimal(0),) for key in cells}
        truths.update(cells)
        figures[layout.table] = filled
        tables.append((layout.table, [Paragraph(_nothing(layout.table, year))] if is_empty else [sheet]))
    place, published = rng.choice(recipe.places), f"{year + 1}-01-{rng.randint(5, 30):02d}"
    title = _title(organ, year, place, rng)
    blocks = _frame(recipe, rng, organ, year, tables, _claims(figures, year, rng) if recipe.claims else "")
    blocks += _signature(organ, published, place, rng)
    return Paper(title, organ, year, published, tuple(blocks), Truth(organ, year, truths), seed)


def beside(recipe: Recipe, seed: int, *, same_organ: bool) -> Paper:
    """A paper with another one in the same file: of the year before, or of another organ in the same year."""
    first = make_paper(recipe, seed)
    if same_organ:
        other = make_paper(recipe, seed + 500_000, organ=first.organ, year=first.year - 1, form=_form_of(first))
    else:
        other = make_paper(recipe, seed + 500_000, year=first.year, form=_form_of(first))
    return replace(first, others=(other,))


def _form_of(paper: Paper) -> str:
    return "2021" if paper.year >= 2021 else "2019"


def _organ(rng: Random) -> str:
    place = rng.choice(_FIRST) + rng.choice(_SECOND)
    kind = rng.choice(("县", "市", "区"))
    if rng.random() < 0.25:
        return f"{place}{kind}人民政府"
    return f"{place}{kind}{rng.choice(_OFFICES)}"


def _title(organ: str, year: int, place: str, rng: Random) -> str:
    words = rng.choice(("政府信息公开工作年度报告", "政府信息公开工作年度报告", "政府信息公开年度报告"))
    if place == "no_year":
        return f"{organ}{words}"
    if place == "no_organ":
        return f"{year}年{words}"
    return f"{organ}{year}年{rng.choice(('', '度'))}{words}"


def _signature(organ: str, published: str, place: str, rng: Random) -> list[Block]:
    year, month, day = published.split("-")
    if place != "no_organ" and rng.random() < 0.5:
        return []
    return [Paragraph(organ), Paragraph(f"{year}年{int(month)}月{int(day)}日")]


def _with_mistake(
    layout: Layout, figures: dict[CellCode, Decimal], chance: float, rng: Random
) -> dict[CellCode, Decimal]:
    """A publisher's slip in one total: a digit off, two digits swapped, or the sum forgotten."""
    if rng.random() >= chance or not equations(layout):
        return figures
    code = rng.choice([total_of(rule) for rule in equations(layout)])
    true = figures[code]
    digits = str(int(true))
    slips = [true + 1, true + 10, Decimal(0), Decimal(digits[::-1])]
    figures[code] = rng.choice([slip for slip in slips if slip != true])
    return figures


def _frame(
    recipe: Recipe, rng: Random, organ: str, year: int, tables: list[tuple[str, list[Block]]], claims: str
) -> list[Block]:
    """Preamble, the sections of the report with the tables in their place, numbered as one publisher would."""
    blocks: list[Block] = [Paragraph(
        f"根据《中华人民共和国政府信息公开条例》要求，{organ}编制本报告。报告中所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。"
    )]  # fmt: skip
    sections: list[tuple[str, list[Block]]] = [
        ("总体情况", [Paragraph(f"{year}年，{rng.choice(_PLAIN)}{rng.choice(_PLAIN)}{claims}")])
    ]
    if rng.random() < recipe.renumbered:
        sections.append(("工作机制建设情况", [Paragraph(rng.choice(_PLAIN))]))
        sections.append(("平台建设情况", [Paragraph(rng.choice(_PLAIN))]))
    for table, content in tables:
        heading = rng.choice(_HEADINGS[table])
        sections.append((heading, content))
    sections.append(("存在的主要问题及改进情况", [Paragraph(rng.choice(_PROBLEMS))]))
    sections.append(
        ("其他需要报告的事项", [Paragraph(rng.choice(("无其他需要报告的事项。", "本年度未收取信息处理费。")))])
    )
    for number, (heading, content) in enumerate(sections):
        blocks += [Heading(f"{_NUMERALS[number]}、{heading}"), *content]
    return blocks


def _nothing(table: str, year: int) -> str:
    return {
        "applications": f"{year}年未收到政府信息公开申请。",
        "review_litigation": f"{year}年未发生因政府信息公开工作被申请行政复议、提起行政诉讼的情况。",
        "proactive": f"{year}年未制发规章和规范性文件，未作出行政许可、行政处罚和行政强制决定，未收取行政事业性收费。",
    }[table]


def _claims(figures: Mapping[str, Mapping[CellCode, Decimal]], year: int, rng: Random) -> str:
    """Sentences that repeat figures of the tables, as most narratives do."""
    said: list[str] = []
    asked = figures.get("applications")
    if asked:
        new, done = asked["new_received", "total"], asked["processed_total", "total"]
        said.append(f"全年共收到政府信息公开申请{new}件，办结{done}件，其中予以公开{asked['granted', 'total']}件。")
    cases = figures.get("review_litigation")
    if cases and rng.random() < 0.5:
        said.append(f"发生政府信息公开行政复议{cases['review', 'total']}件。")
    said.append(f"主动公开政府信息{rng.randint(40, 4000)}条。" if rng.random() < 0.7 else f"{year}年更新信息500余条。")
    return "".join(said)

"""The kinds of documents that are measured, each with what goes into it, how it is made, and what a reading must reach.

Targets are the project's promise: documents with printed characters are exact and never wrong; of a scan most is read;
and no reading of any kind is wrong without a flag.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from tests.benchmarks.accuracy.corpus import drawn, html, office, plaintext
from tests.benchmarks.accuracy.corpus import renderers as r
from tests.benchmarks.accuracy.corpus.borders import open_cells
from tests.benchmarks.accuracy.corpus.browser import A4
from tests.benchmarks.accuracy.corpus.model import Made, Paper, Truth
from tests.benchmarks.accuracy.corpus.papers import FUJIAN, Recipe, beside, make_paper
from tests.benchmarks.accuracy.corpus.printing import Style
from tests.benchmarks.accuracy.corpus.scans import Damage
from tests.benchmarks.accuracy.corpus.strip import Setting


@dataclass(frozen=True, slots=True)
class Target:
    """What a kind must reach: share of cells exact, and how many may be wrong (flagged) and wrong without a flag."""

    name: str
    exact: float
    may_be_wrong: bool
    silent: int = 0


BORN_DIGITAL = Target("born-digital", 0.9995, may_be_wrong=False)
CLEAN_SCAN = Target("ruled scan, 200 dpi and above", 0.995, may_be_wrong=True)
HARD_SCAN = Target("stamp, fax, 150 dpi", 0.98, may_be_wrong=True)
BORDERLESS_SCAN = Target("borderless noisy scan", 0.90, may_be_wrong=True)
Needs = tuple[str, ...]
ANY = Recipe()


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of document.

    Attributes:
        name: as in the tables, ``html_word``.
        says: what is special about it, one line.
        suffix: of the files.
        render: papers -> bytes of each.
        target: what a reading must reach.
        recipe: what the papers of the kind have in common.
        needs: programs without which it cannot be made.
        paper: how a paper is made from recipe and seed.
        truth: what is true of a rendered paper; several where several reports are in the file.
    """

    name: str
    says: str
    suffix: str
    render: r.Render
    target: Target = BORN_DIGITAL
    recipe: Recipe = ANY
    needs: Needs = ()
    paper: Callable[[Recipe, int], Paper] = make_paper
    truth: Callable[[Paper], list[Truth]] = Paper.truths

    def make(self, seeds: Sequence[int]) -> list[Made]:
        """The documents of these seeds."""
        papers = [self.paper(self.recipe, seed) for seed in seeds]
        files = self.render(papers)
        return [Made(d, self.suffix, tuple(self.truth(p))) for d, p in zip(files, papers, strict=True)]


_CHROMIUM: Needs = ("chromium",)
_OFFICE: Needs = ("soffice",)
_WITHOUT_MARKS = Recipe(style=Style(), mistake=0.0)
_TEXT = Recipe(style=Style(aliases=0.3, numbering="mixed"))
_LONG = ("county", "city", "province")


def _lost_truth(paper: Paper) -> list[Truth]:
    return [replace(paper.truth, open_cells=open_cells(paper))]


def _html(name: str, says: str, render: Callable[[Paper], bytes], recipe: Recipe = ANY) -> Kind:
    return Kind(f"html_{name}", says, "html", r.each(render), recipe=recipe)


HTML = (
    _html("plain", "a table with rowspan and colspan", html.plain),
    _html("word", "exported by Word", html.word),
    _html("letters", "one span per character", html.letters),
    _html("nested", "layout tables around, small tables inside", html.nested),
    _html("br", "labels parted by <br>, one character a line", html.broken_labels),
    _html("inputs", "figures in form controls", html.inputs),
    _html("gbk", "GB18030 under a wrong or no charset", html.wrong_charset),
    _html("template", "a portal's template around the article", html.template),
    _html("hidden", "an invisible copy with other figures", html.hidden),
    _html("hidden_class", "the same, hidden by a style sheet", html.hidden_by_class),
    _html("script", "the body in a string of a script", html.in_script),
    _html("divs", "div elements placed by CSS", html.grid_of_divs),
    _html("split", "one table in two elements", html.split_tables),
    _html("footnotes", "footnote marks set high", html.superscripts, Recipe(style=Style(notes=0.15))),
    _html("labels", "aliases, typos, mixed numbering, spread labels", html.plain, Recipe(
        style=Style(aliases=0.8, typos=3, numbering="mixed", spaced=True), renumbered=1.0)),
    _html("blanks", "zeros left empty", html.plain, Recipe(style=Style(zero=""))),
    _html("blank_totals", "totals of results left empty", html.word, Recipe(style=Style(zero="", has_blank_totals=True))),
    _html("dashes", "a dash or 无 for zero", html.plain, Recipe(style=Style(zero="无", spaced=True))),
    _html("units", "figures with units and remarks, thousands separators", html.plain, Recipe(
        style=Style(units=True, remarks=1.0, is_grouped=True), sizes=_LONG)),
    _html("2019", "the trial form", html.plain, Recipe(forms=("2019",))),
    _html("mixed", "table 2 of 2021 beside table 3 of 2019", html.plain, Recipe(forms=("mixed",))),
    _html("2014", "the national statistics", html.plain, Recipe(forms=("2014",))),
    _html("fujian", "the provincial statistics of Fujian", html.plain, Recipe(forms=FUJIAN)),
    _html("mistakes", "a publisher's own sum is wrong", html.plain, Recipe(mistake=1.0)),
    _html("zero_sentence", "a sentence in place of a table", html.plain, Recipe(
        forms=("2021", "2019"), zero_sentence=("applications", "review_litigation"), claims=False)),
    _html("narrative", "no tables at all", html.plain, Recipe(has_tables=False)),
    Kind("html_lost", "cell borders lost, figures run together", "html", r.each(html.run_together),
         recipe=replace(_WITHOUT_MARKS, sizes=("township", "bureau", "county")), truth=_lost_truth),
    Kind("html_pictures", "tables as pictures in data: addresses", "html", r.table_pictures, HARD_SCAN, Recipe(), _CHROMIUM),
)  # fmt: skip


def _drawn(name: str, says: str, setting: Setting, recipe: Recipe = ANY, line_width: float = 0.5) -> Kind:
    return Kind(
        f"pdf_{name}",
        says,
        "pdf",
        r.each(partial(drawn.paper_pdf, setting=setting, line_width=line_width)),
        recipe=recipe,
    )


def _print(name: str, says: str, css: str, recipe: Recipe = ANY) -> Kind:
    return Kind(f"pdf_{name}", says, "pdf", r.printed(css), recipe=recipe, needs=_CHROMIUM)


_LANDSCAPE = Setting(width=842, height=595)
_PDF_OFFICE = "writer_pdf_Export"
PDF = (
    _print("chromium", "printed by Chromium, ruled", r.RULED),
    _print("hairline", "printed by Chromium, hairlines", r.HAIRLINE),
    _print("grey", "printed by Chromium, light grey rules", r.GREY),
    _print("level", "printed by Chromium, level rules only", r.LEVEL),
    _print("bare", "printed by Chromium, no rules", r.BORDERLESS),
    _print("framed", "printed by Chromium, dotted and half-grey borders, flush left", r.FRAMED),
    _print("upright", "printed by Chromium, upright group labels", r.UPRIGHT),
    Kind("pdf_landscape", "printed by Chromium, landscape", "pdf", r.printed(r.RULED + "@page{size:A4 landscape}"),
         needs=_CHROMIUM),
    Kind("pdf_scaled", "printed by Chromium at 60 %", "pdf", r.printed(r.RULED, {**A4, "scale": 0.6}), needs=_CHROMIUM),
    Kind("pdf_radicals", "Kangxi radicals and full-width digits in the text", "pdf", r.with_radicals, needs=_CHROMIUM),
    Kind("pdf_lo_docx", "Word document printed by LibreOffice", "pdf", r.office("pdf", _PDF_OFFICE), needs=_OFFICE),
    Kind("pdf_lo_landscape", "the same, landscape", "pdf", r.office("pdf", _PDF_OFFICE, is_landscape=True), needs=_OFFICE),
    Kind("pdf_lo_html", "web page printed by LibreOffice", "pdf", r.office("pdf", _PDF_OFFICE, source="html"),
         needs=_OFFICE),
    _drawn("ruled", "drawn, all rules", Setting()),
    _drawn("level_drawn", "drawn, level rules only", Setting(rules="level")),
    _drawn("outer", "drawn, frame and header ruled only", Setting(rules="outer")),
    _drawn("borderless", "drawn, no rules", Setting(rules="none")),
    _drawn("split_rows", "rows and groups cut through by page ends", Setting(cut="anywhere", height=560)),
    _drawn("split_open", "cut through, table open at the page end", Setting(cut="anywhere", is_open=True, height=600)),
    _drawn("split_header", "a table's header at the foot of a page", Setting(start=250, height=640)),
    _drawn("repeated_head", "header rows again after each page end", Setting(repeats_head=True, height=480)),
    _drawn("boxed", "body text in a frame that touches the tables", Setting(boxes_text=True)),
    Kind("pdf_rotated", "drawn on its side, /Rotate 90", "pdf", r.each(partial(drawn.turned_pdf, setting=_LANDSCAPE))),
    Kind("pdf_several", "two organs' reports in one file", "pdf", r.each(partial(drawn.several_pdf, setting=Setting())),
         recipe=Recipe(forms=("2021", "2019")), paper=partial(beside, same_organ=False)),
    Kind("pdf_two_years", "two years side by side", "pdf", r.each(partial(drawn.side_by_side_pdf, setting=Setting())),
         recipe=Recipe(forms=("2021",)), paper=partial(beside, same_organ=True)),
    Kind("pdf_long", "300 pages of other matter around", "pdf", r.in_a_yearbook(300), needs=_CHROMIUM),
    _drawn("2014", "the national statistics, drawn", Setting(), Recipe(forms=("2014",))),
    _drawn("fujian", "the statistics of Fujian, hairlines", Setting(), Recipe(forms=FUJIAN), line_width=0.05),
    _drawn("mistakes", "a publisher's own sum is wrong", Setting(), Recipe(mistake=1.0)),
    _print("blanks", "printed by Chromium, zeros left empty", r.RULED, Recipe(style=Style(zero=""))),
)  # fmt: skip


def _scan(name: str, says: str, damage: Damage, target: Target, css: str = r.RULED, by: str = "chromium") -> Kind:
    needs = _CHROMIUM if by == "chromium" else _OFFICE
    return Kind(f"scan_{name}", says, "pdf", r.scanned(damage, css, by=by), target, needs=needs)


SCANS = (
    _scan("300", "clean, 300 dpi", Damage(dpi=300), CLEAN_SCAN),
    _scan("200", "clean, 200 dpi", Damage(dpi=200), CLEAN_SCAN, by="soffice"),
    _scan("200_grey", "clean, 200 dpi, no colour", Damage(dpi=200, is_grey=True), CLEAN_SCAN),
    _scan("skew", "200 dpi, up to 1.5 degrees askew", Damage(angle=1.5), CLEAN_SCAN),
    _scan("noise", "200 dpi, grain and blur", Damage(angle=0.4, noise=14, blur=0.9, quality=70), CLEAN_SCAN),
    _scan("jpeg", "200 dpi, JPEG of quality 35", Damage(quality=35), CLEAN_SCAN),
    _scan("150", "150 dpi", Damage(dpi=150), HARD_SCAN),
    _scan("red_stamp", "200 dpi, a red seal over a table", Damage(stamp="red", angle=0.3), HARD_SCAN),
    _scan("grey_stamp", "200 dpi, a grey seal over a table", Damage(stamp="grey", is_grey=True, angle=0.3), HARD_SCAN),
    _scan("fax", "black and white at fax resolution", Damage(dpi=200, is_fax=True, noise=0, angle=0.3), HARD_SCAN),
    _scan("bare_noise", "no rules, skew and grain", Damage(angle=0.7, noise=10, blur=0.7), BORDERLESS_SCAN, r.BORDERLESS),
    Kind("picture_png", "the report as one PNG, 144 dpi", "png", r.pasted(Damage(dpi=144, noise=0, blur=0), "png"),
         HARD_SCAN, needs=_CHROMIUM),
    Kind("picture_jpeg", "the report as one JPEG, 150 dpi", "jpg", r.pasted(Damage(dpi=150, quality=75), "jpeg"),
         HARD_SCAN, needs=_CHROMIUM),
)  # fmt: skip


OFFICE = (
    Kind("docx", "written by python-docx", "docx", r.each(office.word_document)),
    Kind("docx_footnotes", "footnote marks set high", "docx", r.each(office.word_document),
         recipe=Recipe(style=Style(notes=0.15))),
    Kind("docx_2014", "the national statistics", "docx", r.each(office.word_document), recipe=Recipe(forms=("2014",))),
    Kind("docx_lo", "written by LibreOffice from a web page", "docx",
         r.office("docx", "MS Word 2007 XML", source="html"), needs=_OFFICE),
    Kind("doc", "Word 97-2003", "doc", r.office("doc", "MS Word 97"), needs=_OFFICE),
    Kind("wps", "Word 97-2003 under the name of WPS", "wps", r.office("doc", "MS Word 97"), needs=_OFFICE),
    Kind("rtf", "Rich Text", "rtf", r.office("rtf", "Rich Text Format"), needs=_OFFICE),
    Kind("odt", "OpenDocument text", "odt", r.office("odt", "writer8"), needs=_OFFICE),
    Kind("xlsx", "written by openpyxl", "xlsx", r.each(office.workbook)),
    Kind("xls", "Excel 97-2003, by xlwt", "xls", r.each(office.old_workbook)),
    Kind("et", "Excel 97-2003 under the name of ET", "et", r.each(office.old_workbook)),
    Kind("ofd", "the national fixed-layout format", "ofd", r.each(partial(drawn.ofd, setting=Setting()))),
    Kind("ofd_split", "the same, rows cut through by page ends", "ofd",
         r.each(partial(drawn.ofd, setting=Setting(cut="anywhere", height=600)))),
    Kind("zip", "an archive with the report and a note", "zip", r.zipped),
    Kind("txt", "a cell a line", "txt", r.each(plaintext.cell_a_line), recipe=_TEXT),
    Kind("md", "Markdown tables", "md", r.each(plaintext.markdown), recipe=_TEXT),
)  # fmt: skip

KINDS: dict[str, Kind] = {kind.name: kind for kind in (*HTML, *PDF, *SCANS, *OFFICE)}

"""One file with several reports: each with its own organ, year and figures, or one report and a doubt that is said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest

from extractors.document import Document, TextBlock
from extractors.extract import Context, extract_bytes, extract_reports
from extractors.recognize import Hints, recognize
from extractors.recognize.parts import split_reports
from extractors.report import Report
from flows.demo_site import FilledReport, fill_report, render_html, render_pdf
from flows.demo_site.write_html import body_html
from tests.fixtures.collections import joined_docx, joined_html, joined_pdf, side_by_side_pdf, zipped
from tests.fixtures.forms import FORM_2021
from tests.recognize.forms import expected, form_document, random_form

OFFICES = tuple(
    fill_report(organ, 2023, seed=seed)
    for seed, organ in enumerate(("云溪县教育局", "云溪县水利局", "云溪县人民政府", "云溪县人民政府办公室"), start=1)
)
YEARS = tuple(fill_report("云溪县教育局", year, seed=year) for year in (2020, 2022, 2023))
CONTEXT = Context(
    list_title="云溪县各部门2023年政府信息公开工作年度报告汇编", list_date="2024-02-01", site_organ="云溪县人民政府"
)
CONTENTS = (
    "云溪县各部门2023年政府信息公开工作年度报告汇编",
    "目录",
    *(f"{form.title}……{n}" for n, form in enumerate(OFFICES)),
)
LISTED = ("云溪县各部门2023年政府信息公开工作年度报告汇编", *(form.title for form in OFFICES))


def told(reports: Sequence[Report]) -> list[tuple[str, int | None, str]]:
    return [(report.organ, report.year, report.status) for report in reports]


def values(report: Report) -> dict[tuple[str, str, str], object]:
    return {(f.table, f.row, f.column): f.value for f in report.figures}


def check(reports: Sequence[Report], forms: Sequence[FilledReport]) -> None:
    """Every report is there, whole, once, with its own figures."""
    assert told(reports) == [(form.organ, form.year, "read") for form in forms]
    for report, form in zip(reports, forms, strict=True):
        assert values(report) == form.truth()
        assert not {i.code for i in report.issues} & {
            "second_table",
            "organ_disagrees",
            "year_disagrees",
            "unknown_table",
        }
        assert report.title == form.title


@pytest.mark.parametrize("front", [(), CONTENTS, LISTED])
@pytest.mark.parametrize("join", [joined_html, joined_docx])
def test_the_reports_of_all_offices_in_one_file(
    join: Callable[[Sequence[FilledReport], Sequence[str]], bytes], front: Sequence[str]
) -> None:
    check(extract_reports(join(OFFICES, front), context=CONTEXT), OFFICES)


def test_the_reports_of_all_offices_in_one_pdf() -> None:
    reports = extract_reports(joined_pdf([render_pdf(form) for form in OFFICES]), context=CONTEXT)
    check(reports, OFFICES)
    pages = [{figure.place.page for figure in report.figures} for report in reports]
    assert all(not one & other for one, other in pairwise(pages))


def test_the_reports_of_one_office_over_the_years_the_latest_first() -> None:
    latest = max(YEARS, key=lambda form: form.year)
    others = [form for form in YEARS if form is not latest]
    check(extract_reports(joined_docx(YEARS), context=CONTEXT), [latest, *others])


def test_last_years_report_printed_first_is_not_the_main_one_of_a_page_that_is_named_after_this_year() -> None:
    first, second = YEARS[0], YEARS[-1]
    data = joined_html([first, second])
    assert extract_bytes(data).year == second.year
    named = data.replace(b"<body>", f"<head><title>{first.title}</title></head><body>".encode(), 1)
    assert extract_bytes(named).year == first.year
    context = Context(list_title=second.title)
    assert extract_bytes(named, context=context).year == second.year


def test_the_main_report_is_that_of_the_organ_in_the_list() -> None:
    context = Context(list_title="云溪县水利局2023年政府信息公开工作年度报告")
    data = joined_html(OFFICES[:2])
    assert extract_bytes(data, context=context).organ == "云溪县水利局"
    assert [report.organ for report in extract_reports(data, context=context)] == ["云溪县水利局", "云溪县教育局"]


def test_the_main_report_names_the_others() -> None:
    (note,) = [i for i in extract_bytes(joined_html(OFFICES[:2])).issues if i.code == "several_reports"]
    assert note.level == "info"
    assert "云溪县水利局 2023" in note.message


def test_years_without_the_organ_in_their_titles_are_of_the_sites_organ() -> None:
    bodies = [
        f"<h2>{form.year}年政府信息公开工作年度报告</h2>" + body_html(form, "plain").replace(form.organ, "")
        for form in YEARS[:2]
    ]
    reports = extract_reports(
        f"<html><body><div>{''.join(bodies)}</div></body></html>".encode(), context=Context(site_organ="云溪县教育局")
    )
    assert [(r.organ, r.year) for r in reports] == [("云溪县教育局", 2022), ("云溪县教育局", 2020)]


@pytest.mark.parametrize("nameless", [(0,), (1,), (0, 1)])
def test_titles_without_an_organ_are_told_apart_by_their_signatures(nameless: tuple[int, ...]) -> None:
    page = joined_html(OFFICES[:2], ()).decode()
    for index in nameless:
        page = page.replace(OFFICES[index].title, "2023年政府信息公开工作年度报告")
    reports = extract_reports(page.encode())
    assert told(reports) == [(form.organ, 2023, "read") for form in OFFICES[:2]]
    assert [values(report) for report in reports] == [form.truth() for form in OFFICES[:2]]


def test_a_broken_sum_in_one_of_the_reports_is_looked_at_again_in_that_report() -> None:
    wrong = fill_report("云溪县民政局", 2023, seed=9)
    cell = ("applications", "granted", "total")
    wrong = FilledReport(**{**{name: getattr(wrong, name) for name in wrong.__slots__}, "printed": {cell: "9999"}})
    reports = extract_reports(joined_pdf([render_pdf(OFFICES[0]), render_pdf(wrong)]))
    figure = next(f for f in reports[1].figures if (f.table, f.row, f.column) == cell)
    assert figure.value == 9999
    assert figure.verdict == "source_error"
    assert not reports[0].findings()


def copies(count: int) -> list[tuple[dict[str, dict[tuple[str, str], str]], Document]]:
    forms = [random_form(FORM_2021, seed) for seed in range(60, 60 + count)]
    return [(form, form_document(form, organ=f"云溪县第{n}局")) for n, form in enumerate(forms, start=1)]


def test_a_second_report_without_a_title_is_left_aside_with_a_doubt_and_never_mixed() -> None:
    (first, one), (_, other) = copies(2)
    document = Document("html", (*one.blocks, *other.blocks[2:]))
    assert len(split_reports(document)) == 1
    report = recognize(document)
    assert values(report) == expected(first)
    assert [issue.code for issue in report.issues].count("second_table") == 3


def test_a_table_that_only_the_second_report_has_is_not_read_for_the_first() -> None:
    (first, one), (_, other) = copies(2)
    kept = [block for block in one.blocks if block is not list(one.tables())[2]]
    report = recognize(Document("html", (*kept, *other.blocks[2:])))
    true = {key: value for key, value in expected(first).items() if key[0] != "review_litigation"}
    assert {key: value for key, value in values(report).items() if value is not None} == true
    assert report.status == "partial"
    assert {"after_second_table", "table_missing"} <= {issue.code for issue in report.issues}


@pytest.mark.parametrize(
    "line",
    [
        "云溪县第二局2023年政府信息公开工作年度报告",
        "云溪县第1局2022年政府信息公开工作年度报告",
        "《云溪县第二局2022年政府信息公开工作年度报告》",
    ],
)
def test_the_title_of_another_report_between_two_tables_is_no_start(line: str) -> None:
    ((form, document),) = copies(1)
    for place in range(4, len(document.blocks)):
        blocks = (*document.blocks[:place], TextBlock(line), *document.blocks[place:])
        report = recognize(split_reports(Document("html", blocks), Hints())[0].document)
        assert values(report) == expected(form) or report.status == "partial"


def test_a_title_over_three_lines_is_one_title() -> None:
    (first, one), (second, other) = copies(2)
    lines = (TextBlock("云溪县第二局"), TextBlock("2023年政府信息公开"), TextBlock("工作年度报告"))
    parts = split_reports(Document("html", (*one.blocks, *lines, *other.blocks[1:])))
    reports = [recognize(part.document, part.hints) for part in parts]
    assert [report.organ for report in reports] == ["云溪县第1局", "云溪县第二局"]
    assert [values(report) for report in reports] == [expected(first), expected(second)]


def test_a_running_head_is_no_start() -> None:
    (first, one), (second, other) = copies(2)

    def with_head(document: Document, head: str) -> list[object]:
        return [piece for block in document.blocks for piece in (TextBlock(head), block)]

    for head in ("云溪县各部门2023年政府信息公开工作年度报告汇编", "云溪县办公室2023年政府信息公开工作年度报告"):
        blocks = [*with_head(one, head), *with_head(other, head)]
        parts = split_reports(Document("html", tuple(blocks)))  # type: ignore[arg-type]
        reports = [recognize(part.document, part.hints) for part in parts]
        assert [values(report) for report in reports] == [expected(first), expected(second)]


def test_a_report_inside_a_yearbook_is_read_with_its_own_name() -> None:
    ((form, document),) = copies(1)
    noise = [TextBlock(f"{n}年，全县粮食播种面积稳中有增，各项事业取得新的进展。") for n in range(1990, 2040)]
    signed = [TextBlock("云溪县第1局"), TextBlock("2024年1月20日")]
    chapters = [TextBlock("云溪年鉴（2024）", "title"), *noise]
    (part,) = split_reports(Document("pdf", (*chapters, *document.blocks, *signed, *noise)))
    assert len(part.document.blocks) == len(document.blocks) + len(signed)
    report = recognize(part.document, part.hints)
    assert (report.organ, report.year, report.published) == ("云溪县第1局", 2023, "2024-01-20")
    assert values(report) == expected(form)


def test_a_single_report_is_left_untouched() -> None:
    ((_, document),) = copies(1)
    hints = Hints("云溪县第1局2023年年报", "2024-01-01", "云溪县第1局")
    (part,) = split_reports(document, hints)
    assert part.document is document
    assert part.hints is hints


def test_two_years_printed_side_by_side_on_every_page() -> None:
    """A real layout: read as it stands it mixes 2023 and 2024, and the sums hold."""
    forms = {year: fill_report("宿和市人民政府", year, seed=year, scope="aggregate") for year in (2023, 2024)}
    data = side_by_side_pdf(forms[2023], forms[2024])
    latest = extract_bytes(data)
    assert (latest.organ, latest.year, latest.status) == ("宿和市人民政府", 2024, "read")
    assert values(latest) == forms[2024].truth()
    assert "other_year_beside" in [issue.code for issue in latest.issues]
    listed = extract_bytes(data, context=Context(list_title="宿和市人民政府2023年政府信息公开工作年度报告"))
    assert (listed.year, values(listed)) == (2023, forms[2023].truth())


def test_an_archive_of_the_reports_of_several_offices() -> None:
    files = [
        ("报告/1 教育局.pdf", render_pdf(OFFICES[0])),
        ("报告/2 水利局.docx", joined_docx(OFFICES[1:2])),
        ("报告/3 县政府.html", render_html(OFFICES[2])),
        ("说明.txt", "各单位报告见压缩包内的文件。".encode()),
    ]
    reports = extract_reports(zipped(files), hint="reports.zip", context=CONTEXT)
    check(reports, OFFICES[:3])
    for report, (name, _) in zip(reports, files, strict=False):
        assert {figure.place.member for figure in report.figures} == {name}


def test_an_archive_with_one_report_is_named_by_the_list_and_its_file() -> None:
    bare = render_html(OFFICES[0], style="plain").decode()
    bare = bare[: bare.index("<h1")] + bare[bare.index("</h1>") :].replace(OFFICES[0].organ, "本单位")
    bare = bare.replace(OFFICES[0].title, "").replace(OFFICES[0].organ, "")
    other = ("说明.txt", "报告见压缩包内的另一个文件。".encode())
    context = Context(site_organ="云溪县教育局")
    (report,) = extract_reports(zipped([("报告.html", bare.encode()), other]), hint="a.zip", context=context)
    assert (report.organ, report.year) == ("云溪县教育局", 2023)
    (report,) = extract_reports(
        zipped([("云溪县文旅局2023年政府信息公开工作年度报告.html", bare.encode()), other]),
        hint="a.zip",
        context=context,
    )
    assert report.organ == "云溪县文旅局"


def test_a_report_without_a_name_among_others_in_an_archive_is_not_given_the_sites_name() -> None:
    bare = render_html(OFFICES[0], style="plain").decode().replace(OFFICES[0].organ, "")
    files = [("1.html", bare.encode()), ("2.html", render_html(OFFICES[1]))]
    reports = extract_reports(zipped(files), hint="a.zip", context=CONTEXT)
    assert [report.organ for report in reports] == ["云溪县水利局", ""]
    assert "organ_unknown" in [issue.code for issue in reports[1].issues]


def test_a_damaged_member_costs_an_issue_not_the_others() -> None:
    files = [("a.pdf", b"%PDF-1.4\n%cut"), ("b.html", render_html(OFFICES[1]))]
    (report,) = extract_reports(zipped(files), hint="a.zip")
    assert values(report) == OFFICES[1].truth()
    assert any("a.zip/a.pdf" in issue.message for issue in report.issues)


def test_an_archive_of_nothing_readable_is_one_clear_line() -> None:
    report = extract_bytes(zipped([("a.rar", b"Rar!\x1a\x07\x00 and more")]), hint="a.zip")
    assert report.status == "unreadable"
    assert report.issues[0].message.startswith("a.zip/a.rar: ")

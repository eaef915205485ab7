"""The documents that are read for time: generated reports in several formats, real ones, and their true figures.

PDFs come from four makers, because no two draw alike: the demonstration's own (reportlab, with a font that is not in the
file), Chromium and LibreOffice as in the accuracy benchmark, and the real reports where they are.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path

import pypdfium2
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

from flows.demo_site import FilledReport, fill_report, render_docx, render_html, render_pdf
from tests.benchmarks.accuracy.corpus.kinds import KINDS as ACCURACY_KINDS
from tests.benchmarks.accuracy.corpus.store import ensure, folder_of, seeds_of
from tests.benchmarks.accuracy.real import real_truths
from tests.benchmarks.accuracy.run import absent_program

Key = tuple[str, str, str]
Truth = Mapping[Key, Collection[Decimal | None]]
REPORTS = 30
WARM = 3  # documents of each kind read before the clock runs
PRINTED = 6
SCANNED = ("scan_200", "scan_grey_stamp")
SCANS = 2  # of each kind
PAGES_AROUND = 494
_LINKS_OF_A_SITE = 900


def page_of_a_site(form: FilledReport) -> bytes:
    """A report in the page of a portal: some 300 kB of menus, lists, scripts and styles around it."""
    entries = "".join(
        f'<li class="item i{n % 7}"><a href="/col/col{n}/index.html" target="_blank" title="栏目{n}公开事项">'
        f"<span>栏目{n}公开事项</span></a></li>"
        for n in range(_LINKS_OF_A_SITE)
    )
    news = "".join(
        f'<li><a href="/art/{n}.html">县政府召开第{n}次会议</a><em>2023-01-{n:02}</em></li>' for n in range(1, 29)
    )
    menu = f'<div class="header"><ul class="nav">{entries}</ul></div><ul class="news">{news}</ul>'
    styles = "".join(f".c{n} .i{n}{{margin:{n}px;color:#{n:06x}}}" for n in range(300)) + ".popup{display:none}"
    script = "".join(f'var a{n} = function () {{ return "栏目{n}"; }};\n' for n in range(600))
    html = render_html(form, style="word").decode()
    html = html.replace("</head>", f"<style>{styles}</style><script>{script}</script></head>", 1)
    at = html.index(">", html.index("<body")) + 1
    return (html[:at] + menu + html[at:]).encode()


KINDS: Mapping[str, tuple[str, Callable[[FilledReport], bytes]]] = {
    "HTML, plain": (".html", partial(render_html, style="plain")),
    "HTML, pasted from Word": (".html", partial(render_html, style="word")),
    "HTML, one span per character": (".html", partial(render_html, style="letters")),
    "HTML, in a portal's page": (".html", page_of_a_site),
    "DOCX": (".docx", render_docx),
    "PDF, by reportlab": (".pdf", render_pdf),
}
_PRINTED = {"PDF, by Chromium": "pdf_chromium", "PDF, by LibreOffice": "pdf_lo_docx"}


@dataclass(frozen=True, slots=True)
class Sample:
    """One document: its file and, for each figure, the values that are right."""

    path: Path
    truth: Truth


def forms() -> list[FilledReport]:
    return [fill_report("云溪县教育局", 2019 + seed % 5, seed=7000 + seed) for seed in range(REPORTS)]


def samples(folder: Path) -> dict[str, list[Sample]]:
    """The documents of every kind, written where they are not there yet; the first WARM of each are to warm up."""
    found: dict[str, list[Sample]] = {}
    for number, (kind, (suffix, render)) in enumerate(KINDS.items()):
        place = folder / f"kind{number}"
        place.mkdir(parents=True, exist_ok=True)
        for index, form in enumerate(forms()):
            path = place / f"{index:03}{suffix}"
            path.write_bytes(render(form))
            found.setdefault(kind, []).append(Sample(path, _truth(form)))
    for name, kind_name in _PRINTED.items():
        printed = ACCURACY_KINDS[kind_name]
        if not absent_program(printed):
            found[name] = [
                Sample(folder_of(printed) / f"{seed}.{made.suffix}", made.truths[0].cells)
                for seed, made in ensure(printed, seeds_of(kind_name, WARM + PRINTED))
            ]
    if real := _real_pdfs():
        found["PDF, real reports"] = [*([real[0]] * WARM), *real]
    return found


def scans() -> dict[str, list[Sample]]:
    """Scanned reports: few, for each takes seconds, and the first one is to warm up."""
    kinds = {f"Scan, {ACCURACY_KINDS[name].says}": name for name in SCANNED}
    return {
        says: [
            Sample(folder_of(ACCURACY_KINDS[name]) / f"{seed}.{made.suffix}", made.truths[0].cells)
            for seed, made in ensure(ACCURACY_KINDS[name], seeds_of(name, 1 + SCANS))
        ]
        for says, name in kinds.items()
        if not absent_program(ACCURACY_KINDS[name])
    }


def _real_pdfs() -> list[Sample]:
    return [
        Sample(path.with_name(f"{path.name.removesuffix('.truth.json')}.pdf"), truth)
        for path, truth in real_truths()
        if path.with_name(f"{path.name.removesuffix('.truth.json')}.pdf").is_file()
    ]


def _truth(form: FilledReport) -> Truth:
    return {key: (value,) for key, value in form.truth().items()}


def write_long_pdf(path: Path) -> Sample:
    """One report of some pages in the middle of 494 pages of other matter."""
    form = fill_report("云溪县人民政府", 2023, seed=7100)
    whole = pypdfium2.PdfDocument.new()
    others = pypdfium2.PdfDocument(_other_pages(PAGES_AROUND))
    report = pypdfium2.PdfDocument(render_pdf(form))
    half = PAGES_AROUND // 2
    whole.import_pages(others, list(range(half)))
    whole.import_pages(report)
    whole.import_pages(others, list(range(half, PAGES_AROUND)))
    whole.save(str(path))
    return Sample(path, _truth(form))


def _other_pages(count: int) -> bytes:
    """Pages of a yearbook: running text and a ruled table of places and numbers on each."""
    stream = io.BytesIO()
    page = canvas.Canvas(stream, pagesize=A4)
    for number in range(count):
        for line in range(24):
            page.drawString(
                60, 780 - 16 * line, f"Yearbook of the county, page {number + 1}, line {line + 1} of other matter"
            )
        for row in range(12):
            for column in range(6):
                page.rect(60 + 75 * column, 360 - 20 * row, 75, 20)
                page.drawString(64 + 75 * column, 366 - 20 * row, str(number * 7 + row * column))
        page.showPage()
    page.save()
    return stream.getvalue()

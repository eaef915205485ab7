"""Write the demonstration site into a folder and say what stands in it: seed -> files and ``DemoPlan``.

The same seed gives the same bytes. ``<folder>/site`` is the site of the first night, ``<folder>/night2`` the pages
that are different on the second.
"""

from __future__ import annotations

import os
import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from flows.demo_site import pages, place
from flows.demo_site.figures import Before, add_up, assemble, broken_identities, fill_tables, layouts_of_year
from flows.demo_site.model import (
    CellKey,
    Change,
    DemoPlan,
    DemoReport,
    Failure,
    Figures,
    FilledReport,
    Format,
    LookAlike,
)
from flows.demo_site.place import ORGANS, Organ
from flows.demo_site.write_docx import render_docx
from flows.demo_site.write_html import body_html, detail_page
from flows.demo_site.write_pdf import render_pdf

DEFAULT_SEED = 20240131
SITE_FOLDER, NIGHT_TWO_FOLDER = "site", "night2"
_FIRST_PAGE_ID = 1_000_100
_WRONG_BY = 2
_REPUBLISHED_CELL: CellKey = ("proactive", "licensing", "decisions")
_REPUBLISHED_BY = 18
_CORRECTED_AFTER = timedelta(days=47)

Tables = Mapping[str, Figures]


@dataclass(frozen=True, slots=True)
class _Entry:
    """One report on its way into the site: what it prints, on which night, where."""

    organ: Organ
    format: Format
    form: FilledReport
    fault: str
    path: str
    attachment: str
    second: FilledReport | None = None


def build_demo(folder: Path, seed: int = DEFAULT_SEED) -> DemoPlan:
    """Generate the site. ``folder`` is made when it is missing; files of an earlier build are overwritten."""
    tables = _all_tables(seed)
    entries = [
        _entry(organ, year, number, tables[organ.name, year], seed)
        for number, (organ, year) in enumerate((organ, year) for organ in ORGANS for year in place.YEARS)
    ]
    _copy_text(entries)
    site = folder / SITE_FOLDER
    for entry in entries:
        _write_report(site, entry, entry.form, entry.form.published)
        if entry.second is not None:
            corrected = entry.second.published + _CORRECTED_AFTER
            _write_report(folder / NIGHT_TWO_FOLDER, entry, entry.second, corrected)
    look_alikes = pages.look_alikes(entries[2].form)
    for page in look_alikes:
        write_file(site, page.path, page.html, page.published)
    rows = [pages.ListRow(entry.path, entry.form.title, entry.form.published) for entry in entries]
    rows += [pages.ListRow(page.path, page.title, page.published) for page in look_alikes]
    list_pages = pages.list_pages(rows)
    latest = max(row.published for row in rows)
    for path, data in {**list_pages, **pages.other_pages(rows, len(entries))}.items():
        write_file(site, path, data, latest)
    return DemoPlan(
        folder,
        seed,
        place.PLACE,
        place.COLUMN_PATH,
        len(list_pages),
        tuple(_planned(entry) for entry in entries),
        tuple(LookAlike(page.title, page.path, page.published) for page in look_alikes),
    )


def write_file(root: Path, path: str, data: bytes, day: date) -> None:
    """One file of the site, dated by its publication, so that Last-Modified tells the same story every time."""
    target = root / path.lstrip("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    moment = datetime.combine(day, time(9, 30), UTC).timestamp()
    os.utime(target, (moment, moment))


def _all_tables(seed: int) -> dict[tuple[str, int], Tables]:
    """True figures of every report: organs first, year after year, then the county as their sum."""
    tables: dict[tuple[str, int], Tables] = {}
    for organ in ORGANS:
        for year in place.YEARS if organ.profile else ():
            rng = random.Random(f"{seed}/{organ.name}/{year}/figures")
            before = _before(tables.get((organ.name, year - 1)))
            tables[organ.name, year] = fill_tables(rng, year, organ.profile, before) if organ.profile else {}
    for organ in ORGANS:
        for year in place.YEARS if organ.profile is None else ():
            parts = [tables[other.name, year] for other in ORGANS if other.profile]
            tables[organ.name, year] = {
                layout.id: add_up(layout, [part[layout.id] for part in parts]) for layout in layouts_of_year(year)
            }
    return tables


def _before(tables: Tables | None) -> Before | None:
    if tables is None:
        return None
    applications = next(figures for name, figures in tables.items() if name.startswith("applications"))
    carried = {column: value for (row, column), value in applications.items() if row == "carried_forward"}
    documents = tables["proactive_2021"]["normative_docs", "in_force"]
    return Before(carried, documents)


def _entry(organ: Organ, year: int, number: int, tables: Tables, seed: int) -> _Entry:
    """The report of one organ and year with the fault planted in it, if any."""
    where = (organ.name, year)
    text_seed = f"{seed}/{organ.name}/{year}/text"
    plain = assemble(organ.name, year, organ.scope, dict(tables), random.Random(text_seed))
    day = plain.published
    page_id = _FIRST_PAGE_ID + number * 7
    folder = f"{place.COLUMN_PATH}{day:%Y%m}/"
    form_format = organ.formats[place.YEARS.index(year)]
    attachment = ""
    if form_format != "html":
        letter, extension = ("P", "pdf") if form_format == "pdf" else ("W", "docx")
        attachment = f"{folder}{letter}0{day:%Y%m%d}{page_id:012d}.{extension}"
    form, fault, second = plain, "", None
    if where == place.WRONG_TOTAL:
        form, fault = replace(plain, printed=_wrong_total(plain)), "wrong_total"
    elif where == place.CUT_LABEL:
        labels = {("applications", place.CUT_LABEL_ROW): place.CUT_LABEL_TEXT}
        form, fault = replace(plain, labels=labels), "cut_label"
    elif where == place.REPUBLISHED:
        printed = {_REPUBLISHED_CELL: f"{plain.truth()[_REPUBLISHED_CELL] + _REPUBLISHED_BY:f}"}
        form = assemble(organ.name, year, organ.scope, dict(tables), random.Random(text_seed), printed=printed)
        fault, second = "republished", plain
    return _Entry(organ, form_format, form, fault, f"{folder}t{day:%Y%m%d}_{page_id}.html", attachment, second)


def _wrong_total(form: FilledReport) -> dict[CellKey, str]:
    key: CellKey = ("applications", "processed_total", "natural_person")
    return {key: f"{form.truth()[key] - _WRONG_BY:f}"}


def _copy_text(entries: list[_Entry]) -> None:
    """Let one organ take over a section of another; both reports then have a text that is not theirs alone."""
    where = {(entry.form.organ, entry.form.year): at for at, entry in enumerate(entries)}
    copy, source = where[place.COPIED], where[place.COPIED_FROM]
    number = place.COPIED_SECTION
    taken = next(section for section in entries[source].form.sections if section.number == number)
    form = entries[copy].form
    sections = tuple(taken if section.number == number else section for section in form.sections)
    entries[copy] = replace(entries[copy], form=replace(form, sections=sections), fault="copied")
    entries[source] = replace(entries[source], fault="copied_from")


def _write_report(root: Path, entry: _Entry, form: FilledReport, modified: date) -> None:
    files: tuple[tuple[str, str], ...] = ()
    if entry.format == "html":
        body = body_html(form, entry.organ.style)
    else:
        name = Path(entry.attachment).name
        files = ((f"./{name}", f"{form.title}{Path(name).suffix}"),)
        body = pages.cover_body(form)
        data = render_pdf(form) if entry.format == "pdf" else render_docx(form)
        write_file(root, entry.attachment, data, modified)
    page = detail_page(form, body, encoding=entry.organ.encoding, site=True, files=files)
    write_file(root, entry.path, page, modified)


def _other_failures(entry: _Entry) -> list[Failure]:
    """What the audit is to say of a report whose figures are as they should be."""
    if entry.fault in ("copied", "copied_from"):
        return [Failure("COPY-ORGAN", f"section {place.COPIED_SECTION}", None, "warning")]
    layouts = {layout.table: layout for layout in entry.form.layouts()}
    return [
        Failure("LABEL", f"label label '{printed}' read as '{layouts[table].row(row).zh}'", None, "info")
        for (table, row), printed in entry.form.labels.items()
    ]


def _planned(entry: _Entry) -> DemoReport:
    form = entry.form
    truth = form.truth()
    failures: list[Failure] = []
    for layout in form.layouts():
        failures += broken_identities(layout, truth)
    failures += _other_failures(entry)
    changes: list[Change] = []
    if entry.second is not None:
        later = entry.second.truth()
        changes = [Change(*key, value, later[key]) for key, value in truth.items() if later[key] != value]
    return DemoReport(
        form.organ,
        form.year,
        form.scope,
        entry.format,
        form.title,
        form.published,
        entry.path,
        entry.attachment,
        truth,
        {layout.table: layout.id for layout in form.layouts()},
        entry.fault,
        tuple(failures),
        tuple(changes),
    )

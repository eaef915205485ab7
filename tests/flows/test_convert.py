"""A night with documents for LibreOffice: put aside, converted together, read; and read again where it was missing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from extractors.readers import office_convert
from flows.console import Progresses
from flows.context import Run
from flows.demo_site import fill_report, render_docx, render_html
from flows.reading.items import Item, ItemBlob, reading_id_of
from flows.reading.make import ReadingJob, conversions_dir, make_reading
from flows.reading.store import ReadingSummary
from flows.stages.extract import Extracted, extract_items
from nianbao.settings import load_settings
from tests.readers.office_files import made_by_libreoffice

pytestmark = pytest.mark.xdist_group("convert")  # what they share is made once

NIGHT = "2024-02-01T00:00:00+00:00"
FORMS = [fill_report(organ, 2023, seed=seed) for seed, organ in enumerate(("云溪县教育局", "云溪县民政局"), start=1)]


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """Two reports as DOC."""
    folders = [tmp_path_factory.mktemp("office") for _ in FORMS]
    return [
        made_by_libreoffice(render_docx(form), folder, "doc")["doc"]
        for form, folder in zip(FORMS, folders, strict=True)
    ]


def zipped(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def run_in(folder: Path) -> Run:
    return Run(load_settings(data_dir=folder, workers=1), "nightly", Progresses(is_shown=False))


def put(run: Run, number: int, data: bytes, name: str) -> tuple[Item, tuple[ItemBlob, ...]]:
    url = f"http://site.example/{number}/{name}"
    item = Item(f"item{number}", "s", url, FORMS[number % 2].title, "2024-01-20")
    return item, (ItemBlob(run.archive.put(data), url, "file", NIGHT),)


def extract(run: Run, items: Sequence[tuple[Item, tuple[ItemBlob, ...]]]) -> tuple[list[Extracted], int]:
    ticks: list[int] = []
    return extract_items(run, items, lambda count=1: ticks.append(count)), sum(ticks)


def test_documents_of_a_batch_are_converted_together_each_once(tmp_path: Path, documents: list[bytes]) -> None:
    run = run_in(tmp_path)
    batch = [
        put(run, 0, documents[0], "a.doc"),
        put(run, 1, documents[1], "b.wps"),
        put(run, 2, render_html(FORMS[0]), "c.html"),
        put(run, 3, zipped("年报.doc", documents[1]), "d.zip"),
    ]
    found, ticks = extract(run, batch)
    assert ticks == 4
    assert [one.made.status for one in found if one.made is not None] == ["read"] * 4
    assert [one.made.figures for one in found if one.made is not None] == [200] * 4
    converted = conversions_dir(run.settings.staging_dir)
    assert sorted(path.suffix for path in converted.iterdir()) == [".docx", ".docx"]
    again, _ = extract(run, batch)
    assert [one.made for one in again] == [None] * 4


def test_reading_made_without_libreoffice_is_made_again_once_it_is_there(
    tmp_path: Path, documents: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = run_in(tmp_path)
    item, blobs = put(run, 0, documents[0], "a.doc")
    reading_id = reading_id_of(item.item_id, [blobs[0].sha256])
    folders = str(run.settings.staging_dir), run.settings.archive_location
    with monkeypatch.context() as without:
        without.setattr(office_convert, "PROGRAMS", ("no-such-program",))
        summary = make_reading(ReadingJob(item, blobs, reading_id, *folders, 100_000_000, is_deferring=True))
        assert isinstance(summary, ReadingSummary)
        assert [issue.code for issue in summary.issues] == ["no_converter"]
        assert run.readings.waits_for_converter(reading_id)
        (kept,), _ = extract(run, [(item, blobs)])
        assert kept.made is None
    (made,), _ = extract(run, [(item, blobs)])
    assert made.made is not None
    assert (made.made.reading_id, made.made.status, made.made.figures) == (reading_id, "read", 200)
    assert not run.readings.waits_for_converter(reading_id)
    assert run.readings.to_load() == [run.readings.path(reading_id)]

"""What a run finds damaged, and how it is made good: the published file, readings, the whole staging folder.

Disks flip bits and people delete folders. The archive is the truth: what is lost is read from it again. Nothing
damaged is deleted without a word; the published file is put aside under another name, so that a person can look.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import islice

from extractors.document import Issue
from extractors.sites.registry import load_registry
from flows.context import Run
from flows.reading.history import Publication, publications
from flows.reading.items import reading_id_of
from flows.stages.extract import extract_items
from nianbao.errors import SettingsError
from nianbao.settings import Settings
from warehouse.seal import damage_of

DAMAGED_SUFFIX = ".damaged"
"""The last damaged file only: on a failing disk a new one every night would fill it."""


def set_damaged_aside(run: Run) -> None:
    """Put a published file that cannot be read out of the way, so that this run builds a new one from the archive."""
    published = run.settings.published_path
    damage = damage_of(published)
    if not damage:
        return
    aside = published.with_name(published.name + DAMAGED_SUFFIX)
    os.replace(published, aside)
    words = f"{published}: damaged ({damage}); put aside as {aside.name}, a new one is built from the archive"
    run.note(Issue("published_damaged", "error", words))


def rebuild_readings(run: Run) -> None:
    """Where there is no published file although the archive has a log: make every reading that is missing.

    A first load takes all readings, so those of pages that no list shows any more must be there as well.
    """
    if run.settings.published_path.is_file() or run.archive.log.size() == 0:
        return
    with run.stage("rebuild") as (counts, tick):
        for some in _batches(all_publications(run), run.settings.batch_size):
            for one in extract_items(run, [(entry.item, entry.blobs) for entry in some], tick):
                counts.add("known" if one.made is None else one.made.status)


def remake_reading(run: Run, reading_id: str) -> None:
    """Make one reading again from the archive, when the log still knows what it was made from."""
    for one in all_publications(run):
        if reading_id_of(one.item.item_id, [blob.sha256 for blob in one.blobs]) == reading_id:
            extract_items(run, [(one.item, one.blobs)], lambda done=1: None)
            return


def all_publications(run: Run) -> Iterator[Publication]:
    """Every publication of the archive, with what the registry says of its site."""
    return publications(run, organs_of(run.settings))


def organs_of(settings: Settings) -> dict[str, tuple[str, str]]:
    """Site id -> (organ, region) of the registry; nothing where it cannot be read, as the archive does not need it."""
    try:
        sites = load_registry(settings.registry_dir)
    except SettingsError:
        return {}
    return {site.site_id: ("" if site.many_organs else site.organ, site.region_name) for site in sites}


def _batches(found: Iterable[Publication], size: int) -> Iterator[list[Publication]]:
    iterator = iter(found)
    while some := list(islice(iterator, size)):
        yield some

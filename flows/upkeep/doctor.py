"""The doctor: what this installation lacks for a good night, one line each, with what to do.

A nightly run meets a missing LibreOffice, a full disk or a wrong clock in the middle of the night, document by document.
Here each is looked for at once, by doing the thing itself in small (a number is drawn and read, a file is written).
"""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.request import urlopen
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from extractors.readers.office_guard import leave_network
from flows.reading.workers import Limits, run_jobs
from flows.wording import counted
from nianbao.errors import NianbaoError
from nianbao.folders import usable_folder
from nianbao.settings import Settings

Health = Literal["good", "note", "bad"]
LEAST_FREE_BYTES = 2_000_000_000
CONVERTER_SECONDS = 60
API_SECONDS = 5
CLOCK_AHEAD = timedelta(minutes=5)
PINNED = ("prefect", "duckdb", "pandas", "pdfplumber", "great-expectations", "rapidocr", "onnxruntime", "pypdfium2")
"""Libraries whose measured versions the project depends on."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing looked at. ``good``: as it should be; ``note``: nianbao works with less; ``bad``: a night would fail."""

    subject: str
    health: Health
    what: str
    mend: str = ""


def examine(settings: Settings, subjects: Collection[str] = ()) -> Iterator[Diagnosis]:
    """Look at everything (or the ``subjects``), in the order in which a night needs it; a run notices nothing of it."""
    for look in _LOOKS:
        subject = look.__name__.strip("_").replace("_", " ")
        if subjects and subject not in subjects:
            continue
        try:
            yield look(settings)
        except (NianbaoError, OSError) as error:
            yield Diagnosis(subject, "bad", str(error))


def _python(_: Settings) -> Diagnosis:
    found = f"{sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"
    if (3, 11) <= sys.version_info[:2] < (3, 13):
        return Diagnosis("python", "good", found)
    return Diagnosis("python", "bad", found, "make a virtual environment with Python 3.11 or 3.12")


def _libraries(_: Settings) -> Diagnosis:
    versions: list[str] = []
    for name in PINNED:
        try:
            versions.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            return Diagnosis("libraries", "bad", f"{name} is not installed", "pip install -r requirements.lock")
    return Diagnosis("libraries", "good", ", ".join(versions))


def _data_folder(settings: Settings) -> Diagnosis:
    folder = usable_folder(settings.data_dir)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor.") as file:
        file.write(b"\0" * 65_536)
        file.flush()
        os.fsync(file.fileno())
    free = shutil.disk_usage(folder).free
    published = settings.published_path.stat().st_size if settings.published_path.is_file() else 0
    needed = LEAST_FREE_BYTES + 2 * published  # a build copy, and the snapshot of what it replaces
    what = f"{folder}: {free / 1e9:.1f} GB free"
    if free >= needed:
        return Diagnosis("data folder", "good", what)
    return Diagnosis(
        "data folder", "bad", what, f"a run needs {needed / 1e9:.1f} GB: make room, or move NIANBAO_DATA_DIR"
    )


def _lock(settings: Settings) -> Diagnosis:
    from warehouse.lock import lock_owner

    owner = lock_owner(settings.data_dir)
    if owner is None:
        return Diagnosis("lock", "good", "no run is under way")
    return Diagnosis("lock", "note", f"process {owner.pid} on {owner.host} has written here since {owner.since}")


def _archive(settings: Settings) -> Diagnosis:
    from warehouse.archive_blobs import open_blobs

    open_blobs(settings.archive_location).has("0" * 64)
    return Diagnosis("archive", "good", settings.archive_location)


def _warehouse(settings: Settings) -> Diagnosis:
    from warehouse.ops import schema_version
    from warehouse.query import table_counts
    from warehouse.schema import SCHEMA_VERSION

    path = settings.published_path
    if not path.is_file():
        return Diagnosis("warehouse", "note", f"no {path} yet", "nianbao run, or nianbao demo to see one")
    counts = table_counts(path)
    version = schema_version(path)
    what = f"{counts['core.reports']:,} reports, schema version {version}"
    if version == SCHEMA_VERSION:
        return Diagnosis("warehouse", "good", what)
    if version < SCHEMA_VERSION:
        return Diagnosis("warehouse", "note", what, f"the next run brings it to version {SCHEMA_VERSION}")
    return Diagnosis("warehouse", "bad", what, f"this nianbao knows version {SCHEMA_VERSION}: install the newer one")


def _registry(settings: Settings) -> Diagnosis:
    from extractors.sites.registry import load_registry

    sites = load_registry(settings.registry_dir)
    watched = sum(site.watch for site in sites)
    if watched:
        return Diagnosis("registry", "good", f"{counted(len(sites), 'site')}, {watched:,} of them watched")
    return Diagnosis("registry", "bad", "no site is watched", "nianbao sites add URL …")


def _contact(settings: Settings) -> Diagnosis:
    if settings.contact:
        return Diagnosis("contact", "good", settings.contact)
    return Diagnosis("contact", "note", "a webmaster cannot reach you", "set NIANBAO_CONTACT to a mail or web address")


def _ocr(_: Settings) -> Diagnosis:
    import numpy as np
    from PIL import Image, ImageDraw, ImageFont

    from extractors.readers.scan_engine import engine

    drawn = Image.new("L", (200, 48), 255)
    ImageDraw.Draw(drawn).text((20, 4), "2024", fill=0, font=ImageFont.load_default(36))
    text = engine().read([np.asarray(drawn)])[0].text
    if text == "2024":
        return Diagnosis("ocr", "good", "a drawn 2024 was read as 2024")
    return Diagnosis("ocr", "bad", f"a drawn 2024 was read as {text!r}", "reinstall rapidocr and onnxruntime as pinned")


def _libreoffice(_: Settings) -> Diagnosis:
    from extractors.readers.office_convert import find_converter

    program = find_converter()
    mend = "DOC, WPS, RTF and ODT wait until it is there: apt install libreoffice-writer libreoffice-calc"
    if program is None:
        return Diagnosis("libreoffice", "note", "not found", mend)
    try:
        asked = subprocess.run(
            [program, "--version"], capture_output=True, text=True, timeout=CONVERTER_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return Diagnosis("libreoffice", "note", f"{program} does not answer", "start it by hand and see what it says")
    return Diagnosis("libreoffice", "good", asked.stdout.strip() or program)


def _chromium(_: Settings) -> Diagnosis:
    from extractors.picture.chromium import find_chromium

    try:
        return Diagnosis("chromium", "good", find_chromium())
    except NianbaoError:
        mend = "'nianbao show' redraws web pages as plain tables without it: apt install chromium"
        return Diagnosis("chromium", "note", "not found", mend)


def _chinese_font(_: Settings) -> Diagnosis:
    from extractors.picture.fonts import has_chinese

    if has_chinese():
        return Diagnosis("chinese font", "good", "found")
    return Diagnosis("chinese font", "note", "none", "pictures of cells want one: apt install fonts-noto-cjk")


def _isolation(_: Settings) -> Diagnosis:
    """Whether reading processes can be kept from the network: asked of one of them."""
    ((_job, answer),) = run_jobs(_leaves_network, [None], Limits(API_SECONDS, 256, has_network=True), 1)
    if answer is True:
        return Diagnosis("isolation", "good", "reading processes have no network")
    mend = "allow user namespaces (sysctl kernel.unprivileged_userns_clone=1), or run as root in a container that may make them"
    return Diagnosis("isolation", "note", "this system does not let a process leave the network", mend)


def _leaves_network(_: None) -> bool:
    return leave_network()


def _clock(settings: Settings) -> Diagnosis:
    """The time zone of the calendar is known, and the machine is not behind what it wrote itself."""
    from flows.records import RunLog

    now = datetime.now(UTC)
    try:
        there = now.astimezone(ZoneInfo("Asia/Shanghai"))
    except ZoneInfoNotFoundError:
        return Diagnosis("clock", "bad", "Asia/Shanghai is not known here", "apt install tzdata")
    records = RunLog(settings.data_dir).all()
    latest = max((datetime.fromisoformat(record.started_at) for record in records), default=None)
    if latest is not None and latest - now > CLOCK_AHEAD:
        what = f"{now:%Y-%m-%d %H:%M} UTC, and a run is recorded for {latest:%Y-%m-%d %H:%M}"
        return Diagnosis("clock", "bad", what, "set the clock (timedatectl set-ntp true)")
    return Diagnosis("clock", "good", f"{there:%Y-%m-%d %H:%M} in Shanghai")


def _prefect(_: Settings) -> Diagnosis:
    url = os.environ.get("PREFECT_API_URL", "")
    if not url:
        return Diagnosis("prefect", "good", "no server is set: each run starts its own")
    try:
        with urlopen(f"{url.rstrip('/')}/health", timeout=API_SECONDS):
            return Diagnosis("prefect", "good", f"{url} answers")
    except (OSError, ValueError) as error:
        mend = "start it (prefect server start), or take PREFECT_API_URL away"
        return Diagnosis("prefect", "bad", f"{url} does not answer: {error}", mend)


def _quarantine(settings: Settings) -> Diagnosis:
    from flows.reading.quarantine import Quarantine

    entries = Quarantine(settings.data_dir).all()
    if not entries:
        return Diagnosis("quarantine", "good", "empty")
    what = f"{len(entries):,} documents killed their reader twice, the last {entries[-1].item.url}"
    return Diagnosis("quarantine", "note", what, "see 'nianbao status'; newer code reads them again")


def _channels(settings: Settings) -> Diagnosis:
    if not settings.notify_urls:
        return Diagnosis("channels", "note", "nobody is told when a night fails", "set NIANBAO_NOTIFY_URLS")
    from flows.tell.send import services

    names, unknown = services(settings)
    if unknown:
        places = ", ".join(map(str, unknown))
        return Diagnosis(
            "channels",
            "bad",
            f"address {places} of NIANBAO_NOTIFY_URLS is none that Apprise knows",
            "see the operator's page",
        )
    return Diagnosis("channels", "good", f"{', '.join(names)} ({settings.notify_when}); try 'nianbao notify'")


_LOOKS: tuple[Callable[[Settings], Diagnosis], ...] = (
    _python, _libraries, _data_folder, _lock, _archive, _warehouse, _registry, _contact, _ocr, _libreoffice, _chromium,
    _chinese_font, _isolation, _clock, _prefect, _quarantine, _channels,
)  # fmt: skip

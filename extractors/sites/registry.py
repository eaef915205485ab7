"""The site registry: one YAML file a site -> ``Site``. Adding a site to the watch is adding a file, nothing else.

A file ``extractors/sites/registry/<site_id>.yaml`` (or one in the folder that ``NIANBAO_REGISTRY_DIR`` names)::

    site_id: guiyang                 # equals the file's name
    organ: 贵阳市人民政府              # the publishing organ, or the government whose organs the column lists
    region_code: "520100"            # GB/T 2260, six digits, in quotes
    region_name: 贵阳市               # prefix for titles that leave the place out (公安局2019年…)
    level: prefecture                # national | province | prefecture | county | township
    entry_urls:                      # first pages of the columns
      - http://www.guiyang.gov.cn/zwgk/zfxxgks/zfxxgknb/
    dialect: auto                    # CMS family; auto = detect from the entry page
    many_organs: false               # true: the column lists many organs, so none of them is known from the site
    expected_years: 2019-            # report years that should be there: 2019-2025, or 2019- up to the newest that is due
    delay_seconds: 5                 # pause between requests, when the host needs a longer one than the setting
    tls: strict                      # legacy | unverified: only for a host that cannot do better, noted with each record
    watch: true                      # false: entered, but not visited (robots.txt closes it, it refuses us)
    notes: ""                        # what a person should know (refuses agents, moved in 2023 …)

Everything from ``region_code`` on may be left out but ``region_name``, ``level`` and ``entry_urls``. An unknown or missing key, or a wrong value, raises
SettingsError with one line that names the file and the key, so that a misspelt site is never silently not watched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any, get_args

import yaml

from extractors.sites.dialects import dialect_names
from extractors.sites.tls import TlsMode
from extractors.sites.urls import canonical_url, is_web_address
from nianbao.errors import SettingsError

LEVELS = ("national", "province", "prefecture", "county", "township")
TLS_MODES = get_args(TlsMode)
PACKAGED_REGISTRY = Path(__file__).parent / "registry"

_REQUIRED = ("site_id", "organ", "region_name", "level", "entry_urls")
_SITE_ID = re.compile(r"[a-z0-9_]+")
_REGION_CODE = re.compile(r"\d{6}")
_YEARS = re.compile(r"20\d\d(?:-(?:20\d\d)?)?")


@dataclass(frozen=True, slots=True)
class Site:
    """One web column (or several of one publisher) to watch; the fields are the keys of its YAML file."""

    site_id: str
    organ: str
    region_name: str
    level: str
    entry_urls: tuple[str, ...]
    region_code: str = ""
    dialect: str = "auto"
    many_organs: bool = False
    expected_years: str = ""
    delay_seconds: float = 0.0
    tls: TlsMode = "strict"
    watch: bool = True
    notes: str = ""

    def years(self) -> tuple[int | None, int | None]:
        """First and last report year that should be there; no last one when the end is open, neither when the file does not say."""
        if not self.expected_years:
            return None, None
        first, dash, last = self.expected_years.partition("-")
        return int(first), int(last) if last else None if dash else int(first)


def load_registry(folder: Path | None = None) -> list[Site]:
    """All sites of a folder (default: the registry in the package), by site_id.

    Raises SettingsError when the folder is missing, a file is wrong, or one entry address stands in two files.
    """
    folder = folder or PACKAGED_REGISTRY
    if not folder.is_dir():
        raise SettingsError(
            str(folder),
            "is not a folder of site files",
            "`nianbao sites add` makes it, or set NIANBAO_REGISTRY_DIR to another",
        )
    sites = [load_site(path) for path in sorted(folder.glob("*.yaml"))]
    watched: dict[str, str] = {}
    for site in sites:
        for url in site.entry_urls:
            other = watched.setdefault(canonical_url(url), site.site_id)
            if other != site.site_id:
                reason = f"entry_urls: {url} already stands in {other}.yaml"
                raise SettingsError(f"{folder / site.site_id}.yaml", reason, "keep it in one file")
    return sites


def load_site(path: Path) -> Site:
    """Read one site file; raises SettingsError naming file and key."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        first_line = str(error).splitlines()[0]
        raise SettingsError(str(path), f"cannot be read as YAML ({first_line})", "compare with the registry") from error
    if not isinstance(data, dict):
        raise SettingsError(str(path), "is not a mapping of keys", "it must start with 'site_id:'")
    _check_keys(path, data)
    _check_types(path, data)
    if not isinstance(data["entry_urls"], list) or not data["entry_urls"]:
        raise SettingsError(str(path), "entry_urls: is not a list of addresses", "write one address a line, after '- '")
    data["expected_years"] = str(data.get("expected_years", ""))
    site = Site(**{**data, "entry_urls": tuple(data["entry_urls"])})
    _check_values(path, site)
    return site


def _check_keys(path: Path, data: Mapping[Any, Any]) -> None:
    known = [field.name for field in fields(Site)]
    for key in data:
        if key not in known:
            raise SettingsError(str(path), f"{key}: unknown key", f"known keys: {', '.join(known)}")
    for key in _REQUIRED:
        if not data.get(key):
            raise SettingsError(str(path), f"{key}: missing or empty", "every site needs it")


def _check_types(path: Path, data: Mapping[Any, Any]) -> None:
    for key in sorted(set(data) - {"entry_urls"}):
        value = data[key]
        if key in ("many_organs", "watch"):
            if not isinstance(value, bool):
                raise SettingsError(str(path), f"{key}: {value!r} is neither true nor false")
        elif key == "delay_seconds":
            if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
                raise SettingsError(str(path), f"{key}: {value!r} is no number of seconds")
        elif not isinstance(value, str) and not (key == "expected_years" and type(value) is int):
            raise SettingsError(str(path), f"{key}: {value!r} is not text", "put it in quotes")


def _check_values(path: Path, site: Site) -> None:
    wrong = partial(SettingsError, str(path))
    if not _SITE_ID.fullmatch(site.site_id) or site.site_id != path.stem:
        raise wrong(f"site_id: {site.site_id!r} is not the file's name", "use a-z, 0-9 and _ and name the file by it")
    if site.level not in LEVELS:
        raise wrong(f"level: {site.level!r} is unknown", f"choose one of {', '.join(LEVELS)}")
    if site.region_code and not _REGION_CODE.fullmatch(site.region_code):
        raise wrong(f"region_code: {site.region_code!r} is not six digits", "use the GB/T 2260 code")
    if site.dialect not in ("auto", *dialect_names()):
        raise wrong(f"dialect: {site.dialect!r} is unknown", f"choose one of auto, {', '.join(dialect_names())}")
    if site.tls not in TLS_MODES:
        raise wrong(f"tls: {site.tls!r} is unknown", f"choose one of {', '.join(TLS_MODES)}")
    if site.expected_years and not _YEARS.fullmatch(site.expected_years):
        raise wrong(f"expected_years: {site.expected_years!r} is no range of years", "write 2019-2025, or 2019-")
    first_year, last_year = site.years()
    if first_year is not None and last_year is not None and last_year < first_year:
        raise wrong(f"expected_years: {site.expected_years!r} ends before it begins", "write 2019-2025, or 2019-")
    for url in site.entry_urls:
        if not is_web_address(url):
            raise wrong(f"entry_urls: {url!r} is no http or https address", "write it with http:// or https://")


def write_site(folder: Path, site: Site) -> Path:
    """Write the file of a new site; raises SettingsError when a value is wrong or the file is there already."""
    path = folder / f"{site.site_id}.yaml"
    _check_values(path, site)
    if path.exists():
        raise SettingsError(str(path), "is there already", "choose another --id")
    default = {one.name: one.default for one in fields(Site)}
    data = {name: value for name, value in asdict(site).items() if value != default[name]}
    data["entry_urls"] = list(site.entry_urls)
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path

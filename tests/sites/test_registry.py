"""The site registry: one YAML file a site; a wrong file is one line that names file and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.sites.registry import PACKAGED_REGISTRY, Site, load_registry
from nianbao.errors import SettingsError

GOOD = """site_id: yunxi
organ: 云溪县人民政府
region_code: "999901"
region_name: 云溪县
level: county
entry_urls:
  - http://www.example.org/zwgk/zfxxgknb/
"""


def write(folder: Path, text: str, name: str = "yunxi") -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_becomes_a_site_with_defaults(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    entry = ("http://www.example.org/zwgk/zfxxgknb/",)
    assert load_registry(tmp_path) == [Site("yunxi", "云溪县人民政府", "云溪县", "county", entry, "999901")]


def test_years_and_manners_of_a_site_are_read(tmp_path: Path) -> None:
    more = "many_organs: true\nexpected_years: 2019-2021\ndelay_seconds: 5\ntls: legacy\nwatch: false\n"
    write(tmp_path, GOOD + more)
    (site,) = load_registry(tmp_path)
    assert (site.many_organs, site.delay_seconds, site.tls, site.watch) == (True, 5, "legacy", False)
    assert site.years() == (2019, 2021)


@pytest.mark.parametrize(
    ("written", "years"),
    [("2019-", (2019, None)), ("2023", (2023, 2023)), ("2021-2021", (2021, 2021)), ('""', (None, None))],
)
def test_the_end_of_the_expected_years_may_be_open(
    tmp_path: Path, written: str, years: tuple[int | None, int | None]
) -> None:
    write(tmp_path, f"{GOOD}expected_years: {written}\n")
    (site,) = load_registry(tmp_path)
    assert site.years() == years


def test_the_packaged_registry_loads_and_has_real_sites() -> None:
    sites = load_registry()
    assert [site.site_id for site in sites] == sorted(path.stem for path in PACKAGED_REGISTRY.glob("*.yaml"))
    assert len(sites) >= 80
    assert all(".gov.cn/" in url for site in sites for url in site.entry_urls)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("organ: 云溪县人民政府\n", ""), "organ: missing or empty"),
        (("level: county", "level: village"), "level: 'village' is unknown"),
        (("level: county", "level: county\nlevle: x"), "levle: unknown key"),
        (('"999901"', "999901"), "region_code: 999901 is not text"),
        (('"999901"', '"9999"'), "region_code: '9999' is not six digits"),
        (("site_id: yunxi", "site_id: other"), "site_id: 'other' is not the file's name"),
        (("level: county", "level: county\ndialect: wordpress"), "dialect: 'wordpress' is unknown"),
        (("http://www", "ftp://www"), "is no http or https address"),
        (("  - http://www.example.org/zwgk/zfxxgknb/", "  http://www.example.org/"), "entry_urls: is not a list"),
        (("level: county", "level: county\nwatch: sometimes"), "watch: 'sometimes' is neither true nor false"),
        (("level: county", "level: county\ndelay_seconds: soon"), "delay_seconds: 'soon' is no number of seconds"),
        (("level: county", "level: county\nexpected_years: 2025-19"), "expected_years: '2025-19' is no range of years"),
        (("level: county", "level: county\nexpected_years: -2025"), "expected_years: '-2025' is no range of years"),
        (("level: county", "level: county\nexpected_years: 2025-2019"), "'2025-2019' ends before it begins"),
        (("level: county", "level: county\ntls: none"), "tls: 'none' is unknown"),
        (("organ: 云溪县人民政府", "organ: [云溪县"), "cannot be read as YAML"),
    ],
)
def test_a_wrong_file_is_one_line_with_file_and_key(tmp_path: Path, change: tuple[str, str], says: str) -> None:
    path = write(tmp_path, GOOD.replace(*change))
    with pytest.raises(SettingsError) as caught:
        load_registry(tmp_path)
    line = str(caught.value)
    assert line.startswith(f"{path}: ")
    assert says in line
    assert "\n" not in line


def test_one_column_in_two_files_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, GOOD.replace("site_id: yunxi", "site_id: zwei"), "zwei")
    with pytest.raises(SettingsError, match=r"zwei\.yaml: entry_urls: .* already stands in yunxi\.yaml"):
        load_registry(tmp_path)


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="is not a folder of site files"):
        load_registry(tmp_path / "absent")

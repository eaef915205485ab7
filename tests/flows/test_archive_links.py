"""The page of a finding leads to the bytes it was read from, however the archive keeps them."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest

from flows.evidence.crops import archive_place
from nianbao.settings import load_settings
from warehouse.archive import open_archive

PAGE = b"<html>10 + 1</html>"
SHA = hashlib.sha256(PAGE).hexdigest()


def stored(folder: Path, suffix: str, data: bytes) -> None:
    place = folder / SHA[:2] / SHA[2:4]
    place.mkdir(parents=True)
    (place / f"{SHA}{suffix}").write_bytes(data)


def link(site: Path, template: str, suffix: str | None) -> Path:
    name = template.replace("AA", SHA[:2]).replace("BB", SHA[2:4]).replace("SHA.zst", f"{SHA}{suffix}")
    return (site / name).resolve()


def test_bytes_of_today_are_found_where_the_link_points(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path)
    assert open_archive(settings).put(PAGE) == SHA
    place = archive_place(settings)
    assert place.is_link
    assert place.suffix(SHA) == ".zst"
    assert link(settings.report_dir, place.template, ".zst").is_file()


@pytest.mark.parametrize(("suffix", "data"), [(".gz", gzip.compress(PAGE)), ("", PAGE)])
def test_bytes_of_older_archives_have_the_name_they_were_kept_under(tmp_path: Path, suffix: str, data: bytes) -> None:
    settings = load_settings(data_dir=tmp_path)
    stored(settings.archive_dir, suffix, data)
    place = archive_place(settings)
    assert place.suffix(SHA) == suffix
    assert link(settings.report_dir, place.template, place.suffix(SHA)).is_file()


def test_bytes_that_are_gone_have_no_name(tmp_path: Path) -> None:
    assert archive_place(load_settings(data_dir=tmp_path)).suffix(SHA) is None


def test_bytes_on_s3_are_named_by_their_address_which_is_no_link(tmp_path: Path) -> None:
    place = archive_place(load_settings(data_dir=tmp_path, archive_url="s3://bucket/nianbao/"))
    assert not place.is_link
    assert place.template == "s3://bucket/nianbao/AA/BB/SHA.zst"
    assert place.suffix(SHA) == ".zst"

"""A page whose three tables are pictures beside it: the pictures are fetched, read, and every figure says so."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from flows.demo_run import SITE_FILE
from flows.demo_site import DemoServer, fill_report, render_pdf
from flows.demo_site.place import COLUMN_PATH
from tests.fixtures.scans import as_image, pages_of
from tests.flows.conftest import overrides_for
from tests.flows.small import only_findings
from warehouse.query import run_query

pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.slow]

FORM = fill_report("云溪县水利局", 2023, seed=11)
DPI = 130
LOGO = "/images/logo.png"
PICTURE = f"{COLUMN_PATH}2024/tables.png"
PAGE = f"{COLUMN_PATH}2024/report.html"
_LIST = f"""<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><title>政府信息公开年报</title>
<ul class="list"><li><a href="{PAGE}" title="{FORM.title}">{FORM.title}</a><span>2024-01-20</span></li></ul></html>"""
_ARTICLE = f"""<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><title>{FORM.title}</title>
<body><header><img src="{LOGO}"></header><h1>{FORM.title}</h1>
<p>一、总体情况。本局按要求公开了应当公开的信息，各项数字见下面的图片。</p><p><img src="tables.png" width="900"></p></body></html>"""


@dataclass(frozen=True)
class Visited:
    published: Path
    picture_url: str
    requests: Mapping[str, int]


@pytest.fixture(scope="module")
def visited(prefect_api: str, tmp_path_factory: pytest.TempPathFactory) -> Visited:
    """The warehouse after one night on a site with one such page."""
    from flows.nightly import nightly

    folder = tmp_path_factory.mktemp("pictures")
    _write_site(folder / "web" / "site")
    with DemoServer(folder / "web") as server:
        registry = folder / "registry"
        registry.mkdir()
        text = SITE_FILE.format(site_id="pictured", place="云溪县", entry_url=server.entry_url)
        (registry / "pictured.yaml").write_text(text, encoding="utf-8")
        with only_findings():
            result = nightly(overrides={**overrides_for(folder / "data", registry), "document_seconds": 600.0})
        return Visited(result.published, server.url + PICTURE, Counter(server.requests))


def _write_site(folder: Path) -> None:
    """The list, the page, and the tables of the printed report one below the other in one picture."""
    pages = [Image.fromarray(page) for page in pages_of(render_pdf(FORM), DPI)]
    whole = Image.new("RGB", (pages[0].width, sum(page.height for page in pages)), "white")
    top = 0
    for page in pages:
        whole.paste(page, (0, top))
        top += page.height
    logo = io.BytesIO()
    Image.new("RGB", (400, 90), "navy").save(logo, "PNG")
    files = {
        f"{COLUMN_PATH}index.html": _LIST.encode(),
        PAGE: _ARTICLE.encode(),
        PICTURE: as_image(np.asarray(whole), "PNG", DPI),
        LOGO: logo.getvalue(),
    }
    for path, data in files.items():
        file = folder / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def rows(published: Path, sql: str) -> list[tuple[Any, ...]]:
    return list(run_query(published, sql).itertuples(index=False, name=None))


def test_every_figure_of_the_pictures_is_in_the_published_file(visited: Visited) -> None:
    found = rows(visited.published, "SELECT table_code, row_code, column_code, value FROM mart.figures")
    stored: dict[tuple[str, str, str], Decimal] = {tuple(row[:3]): row[3] for row in found}
    assert stored == FORM.truth()


def test_each_figure_says_that_it_was_read_from_this_picture(visited: Visited) -> None:
    found = rows(visited.published, "SELECT DISTINCT origin, member FROM core.figures")
    assert found == [("image", visited.picture_url)]


def test_the_picture_is_kept_as_evidence_and_decoration_is_not_asked_for(visited: Visited) -> None:
    found = rows(visited.published, "SELECT role, has_figures, url FROM raw.reading_blobs ORDER BY position")
    assert [row[:2] for row in found] == [("page", False), ("picture", True)]
    assert found[1][2] == visited.picture_url
    assert visited.requests[PICTURE] == 1
    assert LOGO not in visited.requests

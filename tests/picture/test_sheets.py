"""Each format: the box of a figure on its sheet is where the figure is printed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from extractors.picture.chromium import PROGRAMS, Chromium
from extractors.picture.sheets_html import html_sheets, prepared
from extractors.picture.sheets_pdf import pdf_sheets
from nianbao.errors import ReadError
from tests.conftest import require_tool
from tests.picture.sources import (
    CODE,
    box_of,
    figures_of,
    form_of,
    html_of,
    is_near,
    pdf_of,
    spot,
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    require_tool(*PROGRAMS)
    with Chromium(120) as running:
        yield running


# --- PDF -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("crop", [(), (40, 300, 560, 800)], ids=["whole page", "crop box"])
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_box_of_a_pdf_is_the_printed_cell_however_the_page_lies(rotation: int, crop: tuple[float, ...]) -> None:
    data = pdf_of(form_of(), CODE, rotation=rotation, crop=crop)
    (sheet,) = pdf_sheets(data, figures_of(data))
    assert is_near(box_of(sheet), spot(sheet.image))
    # Turned until the text runs to the right: the table is wider than high.
    (table,) = sheet.tables
    assert table[2] - table[0] > table[3] - table[1]


def test_only_pages_with_figures_are_rendered() -> None:
    data = pdf_of(form_of(), CODE)
    assert [sheet.name for sheet in pdf_sheets(data, figures_of(data))] == ["page 1"]
    assert pdf_sheets(data, ()) == []


# --- HTML ----------------------------------------------------------------------------------------------------------

AROUND = {
    "plain": "",
    "hidden siblings": "<table style='display:none'><tr><td>0</table><!-- x --><div hidden><table><tr><td>1</table></div>",
    "far down": "<p>段落</p>" * 200,
}


@pytest.mark.parametrize("before", AROUND.values(), ids=AROUND.keys())
def test_box_of_a_page_is_where_the_browser_puts_the_cell(browser: Chromium, before: str) -> None:
    data = html_of(form_of(), CODE, before=before)
    (sheet,) = html_sheets(data, figures_of(data), browser)
    assert is_near(box_of(sheet), spot(sheet.image))
    assert all(0 <= box[0] < box[2] <= sheet.image.width for (box,) in sheet.boxes.values())


def test_cell_in_a_scrolling_wrapper_is_shown(browser: Chromium) -> None:
    data = html_of(form_of(), CODE, before="<div style='width:200px;height:40px;overflow:auto'>", after="</div>")
    (sheet,) = html_sheets(data, figures_of(data), browser)
    assert is_near(box_of(sheet), spot(sheet.image))


def test_table_that_waits_for_a_script_is_shown(browser: Chromium) -> None:
    data = html_of(
        form_of(), CODE, head="<style>#late { display: none }</style>", before="<div id=late>", after="</div>"
    )
    # The reader may leave out what it takes for hidden; the paths are those of the same page without the style.
    figures = figures_of(html_of(form_of(), CODE, before="<div id=late>", after="</div>"))
    (sheet,) = html_sheets(data, figures, browser)
    assert is_near(box_of(sheet), spot(sheet.image))


def test_page_runs_no_script_and_asks_no_host(browser: Chromium) -> None:
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:
            asked.append("log")

    with ThreadingHTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        host = f"http://127.0.0.1:{server.server_port}"
        head = f"<base href='{host}/'><link rel=stylesheet href='{host}/a.css'><style>@import url({host}/b.css); p{{background:url({host}/c.png)}}</style>"
        before = (
            f"<img src='{host}/d.png' onerror='document.body.remove()'><iframe src='{host}/e'></iframe><p>x</p>"
            f"<meta http-equiv=refresh content='0;url={host}/f'><svg onload='document.body.remove()'></svg>"
        )
        after = f"<script>document.body.innerHTML = ''; fetch('{host}/g')</script><img src='file:///etc/hostname'>"
        data = html_of(form_of(), CODE, head=head, before=before, after=after)
        (sheet,) = html_sheets(data, figures_of(data), browser)
        server.shutdown()
    assert is_near(box_of(sheet), spot(sheet.image))
    assert asked == []


def test_prepared_page_is_inert() -> None:
    markup = (
        "<body onload=x()><a href='javascript:y()'>a</a><script>z()</script><form action=/q><td data-nianbao-cell=9>"
        "<img src='http://h/i.png'><img src='data:image/png;base64,AA'></form><object data=o></object>"
    )
    text = prepared(markup, {})
    for word in ("onload", "javascript", "z()", "action", "data-nianbao", "http://h", "<object"):
        assert word not in text
    assert "data:image/png" in text


def test_browser_that_is_too_slow_is_ended_with_one_line() -> None:
    require_tool(*PROGRAMS)
    with Chromium(0.001) as hasty, pytest.raises(ReadError, match=r"Chromium: .*no answer within"):
        hasty.open_page("<p>x", 1.0)

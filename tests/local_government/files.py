"""Attachments, hidden in every way of the field: a page that leads to a file, and the routes of the file."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from urllib.parse import quote

from flows.demo_site import FilledReport, render_docx, render_pdf
from flows.demo_site.pages import cover_body
from flows.demo_site.write_html import detail_page
from tests.local_government.model import Reply, Routes, fixed

PDF, WORD, BYTES = "application/pdf", "application/msword", "application/octet-stream"
Hiding = Callable[[str], tuple[str, str, str]]
"""Name of a file -> markup of the page, path of the file, what the server says it is."""


def _anchor(name: str) -> tuple[str, str, str]:
    path = f"/upload/{name}.PDF"
    return f'<p class="insertfileTag"><a href="{path}">附件下载</a></p>', path, PDF


def _trs(name: str) -> tuple[str, str, str]:
    path = f"/P020250118{name}.pdf"
    return f'<ul id="list"><li><a href="{path}">年度报告.pdf</a></li></ul>', path, PDF


def _vsb_download(name: str) -> tuple[str, str, str]:
    path = "/system/_content/download.jsp"
    address = f"{path}?urltype=news.DownloadAttachUrl&amp;owner=18&amp;wbfileid={name}"
    return f'<a href="{address}">附件【年度报告】</a>', f"{path}?{name}", BYTES


def _vsb_iframe(name: str) -> tuple[str, str, str]:
    path = f"/__local/A/B/CD/{name}.pdf"
    return f'<script>showVsbpdfIframe("{path}","100%","600","0","","x");</script>', path, PDF


def _virtual(name: str) -> tuple[str, str, str]:
    path = "/virtual_attach_file.vsb"
    return f'<iframe src="{path}?afc={name}&amp;e=.pdf"></iframe>', f"{path}?{name}", PDF


def _pdfsrc(name: str) -> tuple[str, str, str]:
    path = f"/_upload/article/files/aa/bb/{name}.pdf"
    return f'<div class="wp_pdf_player" pdfsrc="{path}" sudyfile-attr="年度报告"></div>', path, PDF


def _viewer(name: str) -> tuple[str, str, str]:
    path = f"/files/{name}.pdf"
    return f'<iframe src="/pdfjs/web/viewer.html?file={quote(path, safe="")}"></iframe>', path, PDF


def _viewer_url(name: str) -> tuple[str, str, str]:
    path = f"/web/f/{name}.pdf"
    return f'<embed src="/web/viewer.html?url=f%2F{name}.pdf">', path, PDF


def _pdf_url(name: str) -> tuple[str, str, str]:
    path = f"/uploadfile/{name}.pdf"
    return f'<script>var pdfUrl = "{path}";</script>', path, PDF


def _swf(name: str) -> tuple[str, str, str]:
    path = f"/flexpaper/{name}.pdf"
    return (
        f"<script>swfobject.embedSWF('/FlexPaperViewer.swf?PdfFile={path}', 'box', '600', '800');</script>",
        path,
        PDF,
    )


def _object(name: str) -> tuple[str, str, str]:
    path = f"/att/{name}.pdf"
    return f'<object data="{path}" type="application/pdf"></object>', path, PDF


def _fastdfs(name: str) -> tuple[str, str, str]:
    path = f"/group1/M00/00/1A/{name}"
    return f'<a href="{path}">查看原文</a>', path, BYTES


def _hanweb(name: str) -> tuple[str, str, str]:
    path = "/module/download/downfile.jsp"
    return f'<a href="{path}?classid=0&amp;filename={name}.pdf">下载</a>', f"{path}?{name}.pdf", BYTES


def _onclick(name: str) -> tuple[str, str, str]:
    path = f"/upload/{name}.pdf"
    return f'<a href="javascript:;" onclick="window.open(\'{path}\')">附件下载</a>', path, PDF


def _script_link(name: str) -> tuple[str, str, str]:
    path = f"/attach/{name}.pdf"
    return f"<a href=\"javascript:download('{path}')\">年度报告</a>", path, PDF


def _data_href(name: str) -> tuple[str, str, str]:
    path = f"/att/data/{name}.pdf"
    return f'<a data-href="{path}">点击查看</a>', path, PDF


def _pdf_object(name: str) -> tuple[str, str, str]:
    path = f"/att/embed/{name}.pdf"
    return f'<div id="pdf"></div><script>PDFObject.embed("{path}", "#pdf");</script>', path, PDF


HIDINGS: tuple[Hiding, ...] = (
    _anchor, _trs, _vsb_download, _vsb_iframe, _virtual, _pdfsrc, _viewer, _viewer_url, _pdf_url, _swf, _object, _fastdfs,
    _hanweb, _onclick, _script_link, _data_href, _pdf_object,
)  # fmt: skip


def with_attachment(form: FilledReport, number: int) -> tuple[bytes, Routes]:
    """The page of a report whose tables stand in a file only, and the routes of the file."""
    name = f"{number:08d}"
    if number % 5 == 0:
        path = f"/upload/W0{name}.docx"
        markup, data, media = f'<a href="{path}">{form.title}.docx</a>', render_docx(form), WORD
    else:
        markup, path, media = HIDINGS[number % len(HIDINGS)](name)
        data = render_pdf(form)
    page = detail_page(form, cover_body(form) + markup)
    answer = Reply(data, media)
    path, _, key = path.partition("?")
    if not key:
        return page, {path: fixed(answer)}
    return page, {path: _by_key({key: answer})}


def _by_key(answers: dict[str, Reply]) -> _Keyed:
    return _Keyed(answers)


class _Keyed:
    """One script that sends many files, by any parameter of its query."""

    def __init__(self, answers: dict[str, Reply]) -> None:
        self.answers = answers

    def __call__(self, ask: object) -> Reply:
        query: dict[str, str] = ask.query  # type: ignore[attr-defined]
        return next((self.answers[value] for value in query.values() if value in self.answers), Reply(b"", status=404))


def merge(routes: Routes, more: Routes) -> None:
    """Add routes; two scripts of one path become one."""
    for path, route in more.items():
        known = routes.get(path)
        if isinstance(known, _Keyed) and isinstance(route, _Keyed):
            known.answers.update(route.answers)
        else:
            routes[path] = route


@lru_cache(maxsize=1)
def blank_picture() -> bytes:
    """A page of a scan on which nothing can be read."""
    from io import BytesIO

    from PIL import Image

    stream = BytesIO()
    Image.new("RGB", (620, 860), "white").save(stream, "PNG")
    return stream.getvalue()

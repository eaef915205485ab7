"""Whole documents of every format, to be damaged; made once in each process."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache

from PIL import Image, ImageDraw

from flows.demo_site import FilledReport, fill_report, render_docx, render_html, render_pdf
from tests.benchmarks.robustness.hostile import zipped
from tests.readers.ofd_files import Manner, render_ofd
from tests.readers.sheet_files import lay_out, to_xls, to_xlsx, to_xml


@cache
def base(kind: str) -> bytes:
    return BASES[kind](fill_report("云溪县教育局", 2023, seed=1))


def _mail(form: FilledReport) -> bytes:
    """A page as a browser saves it with everything around it."""
    page = render_html(form, style="plain")
    head = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
    return head + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + page + b"\r\n--x--\r\n"


def _picture(form: FilledReport) -> bytes:
    image = Image.new("RGB", (300, 200), "white")
    draw = ImageDraw.Draw(image)
    for i in range(5):
        draw.line((10, 10 + 40 * i, 290, 10 + 40 * i), fill="black")
        draw.line((10 + 70 * i, 10, 10 + 70 * i, 170), fill="black")
        draw.text((20 + 60 * i, 20), str(form.year + i), fill="black")
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def _text(form: FilledReport) -> bytes:
    cells = "\n".join(f"{row}\n{value}" for (_, row, _column), value in form.truth().items())
    return f"{form.title}\n一、总体情况\n{cells}".encode()


BASES: dict[str, Callable[[FilledReport], bytes]] = {
    "html, plain": lambda form: render_html(form, style="plain"),
    "html, word": lambda form: render_html(form, style="word"),
    "html, gb2312": lambda form: render_html(form, style="letters", encoding="gb2312"),
    "pdf": render_pdf,
    "docx": render_docx,
    "xlsx": lambda form: to_xlsx({"年报": lay_out(form).cells}),
    "xls": lambda form: to_xls({"年报": lay_out(form).cells}),
    "xls, XML": lambda form: to_xml({"年报": lay_out(form).cells}),
    "ofd": lambda form: render_ofd(form, Manner())[0],
    "mht": _mail,
    "png": _picture,
    "text": _text,
    "zip": lambda form: zipped({"年报.docx": render_docx(form), "页面.html": render_html(form)}),
}
"""What the damage starts from, by kind."""

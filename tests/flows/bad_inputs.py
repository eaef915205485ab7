"""A folder of the bad inputs a crawl meets, made on the spot: each must cost one clear line and nothing else."""

from __future__ import annotations

import io
from pathlib import Path

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

SPARSE_BYTES = 300 * 1024 * 1024

ERROR_PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>404 页面不存在</title></head>
<body><h1>抱歉，您访问的页面不存在</h1><p>请返回首页重新查找。</p></body></html>
"""

# A table of our own invention: its labels stand in no official form.
UNKNOWN_LAYOUT = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>云岭县档案局2022年政府信息公开工作年度报告</title></head>
<body><h1>云岭县档案局2022年政府信息公开工作年度报告</h1>
<p>本报告的统计期限为2022年1月1日至12月31日。</p>
<table border="1">
<tr><td>栏目类别</td><td>上半年发布篇数</td><td>下半年发布篇数</td><td>全年点击量</td></tr>
<tr><td>公告栏更新</td><td>12</td><td>17</td><td>2310</td></tr>
<tr><td>查阅室接待人次</td><td>40</td><td>35</td><td>75</td></tr>
</table></body></html>
"""


def make_bad_inputs(folder: Path) -> dict[str, str]:
    """Write the files; return file name -> the code of the issue that each must end as."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "empty.html").write_bytes(b"")
    whole = pdf_bytes(password=None)
    (folder / "truncated.pdf").write_bytes(whole[: len(whole) // 2])
    (folder / "locked.pdf").write_bytes(pdf_bytes(password="geheim"))
    (folder / "error_page.pdf").write_text(ERROR_PAGE, encoding="utf-8")
    (folder / "not_a_zip.docx").write_bytes(b"PK\x03\x04" + bytes(range(256)) * 8)
    (folder / "unknown_layout.html").write_text(UNKNOWN_LAYOUT, encoding="utf-8")
    with (folder / "huge.pdf").open("wb") as stream:
        stream.write(b"%PDF-1.7\n")
        stream.truncate(SPARSE_BYTES)
    return {
        "empty.html": "empty_file",
        "truncated.pdf": "truncated_file",
        "locked.pdf": "encrypted_file",
        "error_page.pdf": "wrong_type",
        "not_a_zip.docx": "truncated_file",
        "unknown_layout.html": "unknown_layout",
        "huge.pdf": "too_large",
    }


def pdf_bytes(password: str | None) -> bytes:
    """A sound one-page PDF of a few sentences; with a password it cannot be opened without it."""
    stream = io.BytesIO()
    encryption = None if password is None else StandardEncryption(userPassword=password, canPrint=0)
    canvas = Canvas(stream, encrypt=encryption)
    for line in range(40):
        canvas.drawString(72, 760 - 16 * line, f"Line {line + 1} of a page that was sent only in part.")
    canvas.showPage()
    canvas.save()
    return stream.getvalue()

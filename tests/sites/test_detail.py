"""Attachments of a report page, in the ways they hide; addresses in one canonical form."""

from __future__ import annotations

import pytest

from extractors.sites.detail import Attachment, attachments
from extractors.sites.urls import canonical_url

PAGE = "https://www.example.org/zwgk/zfxxgknb/202401/t20240118_1.html"
HERE = "https://www.example.org/zwgk/zfxxgknb/202401"


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("./P020240118345678901234.pdf", f"{HERE}/P020240118345678901234.pdf"),
        ("W0202401.DOCX", f"{HERE}/W0202401.DOCX"),
        ("./a.wps", f"{HERE}/a.wps"),
        ("./a.ofd?v=3", f"{HERE}/a.ofd"),
        ("/附件/年报.xlsx", "https://www.example.org/%E9%99%84%E4%BB%B6/%E5%B9%B4%E6%8A%A5.xlsx"),
        (
            "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=18&wbfileid=AB12",
            "https://www.example.org/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=18&wbfileid=AB12",
        ),
        (
            "/module/download/downfile.jsp?classid=0&filename=ab12.pdf",
            "https://www.example.org/module/download/downfile.jsp?classid=0&filename=ab12.pdf",
        ),
        ("/virtual_attach_file.vsb?afc=x&e=.pdf", "https://www.example.org/virtual_attach_file.vsb?afc=x&e=.pdf"),
        ("/group1/M00/00/1A/abc", "https://www.example.org/group1/M00/00/1A/abc"),
        ("/pdfjs/web/viewer.html?file=%2Ffiles%2F2023.pdf", "https://www.example.org/files/2023.pdf"),
        ("/pdfjs/web/viewer.html?file=..%2F..%2Ff%2F2023.pdf", "https://www.example.org/f/2023.pdf"),
        ("/js/viewer.html?url=https://files.example.org/b.pdf", "https://files.example.org/b.pdf"),
    ],
)
def test_a_file_is_seen(link: str, address: str) -> None:
    assert attachments([(link, "附件")], PAGE) == [Attachment(address, "附件")]


@pytest.mark.parametrize(
    "link",
    [
        "./t20240118_2.html",
        "/images/logo.png",
        "javascript:download('a.pdf')",
        "mailto:a@b.pdf",
        "#a.pdf",
        "/viewer.html",
        "/viewer.html?file=viewer.html",
        "file:///etc/passwd.txt",
        "/download/index.html",
    ],
)
def test_what_is_no_file_is_not(link: str) -> None:
    assert attachments([(link, "x")], PAGE) == []


def test_order_is_kept_and_repeats_keep_the_text_that_says_something() -> None:
    links = [("./b.pdf", ""), ("./a.docx", " 附件1\n年报 "), ("./b.pdf#page=2", "年报全文")]
    assert attachments(links, PAGE) == [
        Attachment(f"{HERE}/b.pdf", "年报全文"),
        Attachment(f"{HERE}/a.docx", "附件1 年报"),
    ]


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://WWW.Example.org:80", "http://www.example.org/"),
        ("https://a.org:8443//x//y.html", "https://a.org:8443/x/y.html"),
        ("http://a.org/x.html;jsessionid=1A?id=3&from=timeline&t=99", "http://a.org/x.html?id=3"),
        ("http://a.org/t20260128_4233432_app.shtml", "http://a.org/t20260128_4233432.shtml"),
        ("http://a.org/t20260128_4233432_1.html", "http://a.org/t20260128_4233432.html"),
        ("http://a.org/年.html", "http://a.org/%E5%B9%B4.html"),
        ("http://a.org/%E5%B9%B4.html?a=%E5%B9%B4", "http://a.org/%E5%B9%B4.html?a=%E5%B9%B4"),
    ],
)
def test_one_page_has_one_address(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical

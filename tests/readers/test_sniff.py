"""Formats are told by bytes, and what cannot be read is named in one line."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from extractors.readers import READERS, check_size, read_document
from extractors.readers.sniff import decompress, sniff
from nianbao.errors import (
    EmptyFile,
    EncryptedFile,
    ReadError,
    TooLarge,
    TruncatedFile,
    UnsupportedType,
    WrongType,
)
from tests.readers.words import package, paragraph, run

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORD_HTML = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator content="Microsoft Word 15">'
    "</head><body><p class=MsoNormal>某县2021年政府信息公开工作年度报告</p></body></html>"
)


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "content")
    return buffer.getvalue()


def ole(*streams: str) -> bytes:
    return OLE + bytes(504) + b"".join(stream.encode("utf-16-le") for stream in streams) + bytes(512)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n...", "pdf"),
        (b"\r\n\x00junk%PDF-1.4", "pdf"),
        (b"<!DOCTYPE html><p>x", "html"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><html><body>x", "html"),
        ("<table><tr><td>规章</td></tr></table>".encode("gb18030"), "html"),
        ("<!-- 注 -->\n<div class='x'>规章</div>".encode(), "html"),
        ("一、总体情况\n本机关认真落实条例。".encode("gb18030"), "text"),
        ("一、总体情况".encode("utf-16"), "text"),
        ("收费 < 5 万元，公开 > 3 件".encode(), "text"),
        (package(paragraph(run("x"))), "docx"),
    ],
)
def test_format_is_told_by_bytes_whatever_the_name(data: bytes, kind: str) -> None:
    assert sniff(data) == kind
    assert sniff(data, "https://www.example.gov.cn/group1/M00/00/01/abc") == kind


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (ole("WordDocument"), "Word 97-2003 document (.doc)"),
        (ole("Workbook"), "Excel 97-2003 workbook (.xls)"),
        (ole("SomethingElse"), "old Office program"),
        (zipped("xl/workbook.xml"), "Excel workbook (.xlsx)"),
        (zipped("OFD.xml", "Doc_0/Document.xml"), "OFD document"),
        (zipped("mimetype", "content.xml"), "OpenDocument"),
        (zipped("a.pdf"), "ZIP archive"),
        (b"{\\rtf1\\ansi x}", "RTF document"),
        (b"\x89PNG\r\n\x1a\n....", "image (PNG)"),
        (b"\xff\xd8\xff\xe0....", "image (JPEG)"),
        (b"Rar!\x1a\x07\x00", "RAR archive"),
        (b"<?xml version='1.0'?><?mso-application progid=\"Word.Document\"?><w:wordDocument/>", "Word 2003 XML"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n<html>", "web archive"),
        (bytes(range(8)) * 50, "no format known"),
    ],
)
def test_format_without_reader_is_named_in_words(data: bytes, words: str) -> None:
    with pytest.raises(UnsupportedType, match=words.replace("(", r"\(").replace(")", r"\)")) as caught:
        sniff(data, "report.doc")
    assert str(caught.value).startswith("report.doc: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\xef\xbb\xbf\n"])
def test_empty_file(data: bytes) -> None:
    with pytest.raises(EmptyFile):
        sniff(data, "report.pdf")


def test_office_file_with_password_is_encrypted_not_unknown() -> None:
    with pytest.raises(EncryptedFile, match="password"):
        sniff(ole("EncryptionInfo", "EncryptedPackage"), "report.docx")


def test_docx_cut_off_is_truncated() -> None:
    whole = package(paragraph(run("x")))
    with pytest.raises(TruncatedFile):
        sniff(whole[: len(whole) // 2], "report.docx")


def test_docx_that_is_no_zip_is_wrong_type() -> None:
    with pytest.raises(WrongType, match=r"named \.docx but holds plain text"):
        sniff("这不是压缩包".encode(), "report.docx")


@pytest.mark.parametrize("name", ["report.pdf", "https://www.example.gov.cn/P020220101.docx?v=2", "a.xls", "a.DOC"])
@pytest.mark.parametrize(
    "page",
    [
        "<html><head><title>404 Not Found</title></head><body>nginx</body></html>",
        "<html><head><title>系统提示</title></head><body>您无权访问此页面</body></html>",
        "<html><body><h1>您的访问疑似攻击行为，请求被拦截</h1>政府信息公开</body></html>",
        "<html><head><title>某市人民政府</title></head><body><a href='/'>首页</a>新闻中心 政务服务</body></html>",
        "<html><script>location.href='/login'</script></html>",
    ],
)
def test_error_page_under_a_file_name_is_wrong_type_and_says_what_it_shows(name: str, page: str) -> None:
    with pytest.raises(WrongType, match="HTML") as caught:
        sniff(page.encode("gb18030"), name)
    assert str(caught.value).startswith(f"{name}: ")


def test_same_error_page_as_a_page_is_html() -> None:
    assert sniff(b"<html><title>404 Not Found</title></html>", "https://www.example.gov.cn/a.html") == "html"


@pytest.mark.parametrize("name", ["report.doc", "report.docx", "report.xls"])
def test_page_saved_by_word_under_a_word_name_is_read_as_html(name: str) -> None:
    document = read_document(WORD_HTML.encode("gb18030"), hint=name)
    assert document.kind == "html"
    assert document.text() == "某县2021年政府信息公开工作年度报告"


def test_report_page_named_pdf_is_read_as_html() -> None:
    page = "<html><title>某局年报</title><body><p>一、总体情况</p><p>" + "本机关依法公开。" * 100 + "</p></body></html>"
    assert sniff(page.encode(), "report.pdf") == "html"


def test_gzip_page_is_unpacked_before_it_is_read() -> None:
    document = read_document(gzip.compress("<p>一、总体情况</p>".encode()), hint="page.html")
    assert document.text() == "一、总体情况"


def test_gzip_bomb_is_too_large_and_cut_gzip_truncated() -> None:
    packed = gzip.compress(bytes(10_000_000))
    with pytest.raises(TooLarge, match="unpacks to more than 1,000,000 bytes"):
        decompress(packed, 1_000_000, "page.html")
    with pytest.raises(TruncatedFile, match="ends early"):
        decompress(packed[:-20], 20_000_000, "page.html")


def test_size_limit_is_checked_before_anything_else(tmp_path: Path) -> None:
    with pytest.raises(TooLarge, match=r"^big\.pdf: 300\.0 MB, over the limit of 100\.0 MB; "):
        read_document(bytes(300_000_000), hint="big.pdf")
    big = tmp_path / "big.pdf"
    with big.open("wb") as file:
        file.truncate(300_000_000)
    with pytest.raises(TooLarge, match=r"big\.pdf: 300\.0 MB, over the limit of 200\.0 MB; "):
        check_size(big, 200_000_000)
    check_size(big, 300_000_000)


def test_error_of_a_reader_names_the_file() -> None:
    data = package("<w:p>")
    with pytest.raises(ReadError, match=r"^folder/report\.docx: word/document\.xml is no valid XML") as caught:
        read_document(data, hint="folder/report.docx")
    assert caught.value.code == "unreadable"


def test_every_kind_has_a_reader() -> None:
    assert set(READERS) == {"html", "pdf", "docx", "text"}

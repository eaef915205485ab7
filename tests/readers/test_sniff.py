"""Formats are told by bytes, and what cannot be read is named in one line."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from pathlib import Path
from typing import get_args

import pytest

from extractors.document import MediaKind
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
from tests.readers.ole_files import ole_file
from tests.readers.words import package, paragraph, run

WORD_HTML = (
    '<!DOCTYPE html><!-- saved --><html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator '
    'content="Microsoft Word 15"><!--[if gte mso 9]><xml><w:WordDocument><w:View>Print</w:View></w:WordDocument></xml><![endif]-->'
    "</head><body><p class=MsoNormal>某县2021年政府信息公开工作年度报告</p></body></html>"
)


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "content")
    return buffer.getvalue()


def open_document(kind: str, manifest: str = "") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in {"mimetype": kind, "content.xml": "<x/>", "META-INF/manifest.xml": manifest}.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def fib(flags: int = 0) -> bytes:
    """The first bytes of a Word 97-2003 text."""
    return struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0, 0, flags)


def book(*records: int) -> bytes:
    """The first records of a workbook."""
    return b"".join(struct.pack("<HH", record, 4) + bytes(4) for record in records)


BOF, FILEPASS, BOUNDSHEET = 0x0809, 0x2F, 0x85


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
        (ole_file({"WordDocument": fib(), "1Table": b""}), "office"),
        (ole_file({"Workbook": book(BOF, BOUNDSHEET)}), "sheet"),
        (ole_file({"Book": book(BOF, BOUNDSHEET)}), "sheet"),
        (ole_file({"WordDocument": fib()}, inner={"Workbook": book(BOF)}), "office"),
        (ole_file({"Workbook": book(BOF, BOUNDSHEET, FILEPASS)}, inner={"WordDocument": fib()}), "sheet"),
        (zipped("xl/workbook.xml"), "sheet"),
        (zipped("[Content_Types].xml", "xl/workbook.bin", "xl/worksheets/sheet1.bin"), "sheet"),
        (zipped("OFD.xml", "Doc_0/Document.xml"), "ofd"),
        (open_document("application/vnd.oasis.opendocument.text"), "office"),
        (open_document("application/vnd.oasis.opendocument.spreadsheet"), "sheet"),
        (zipped("a.pdf"), "zip"),
        (zipped("附件/报告.docx", "附件/xl/表.xlsx"), "zip"),
        (b"{\\rtf1\\ansi x}", "office"),
        (b"\x89PNG\r\n\x1a\n....", "image"),
        (b"\xff\xd8\xff\xe0....", "image"),
        (b"GIF89a....", "image"),
        (b"BM\x00\x00\x01\x00....", "image"),
        (b"II*\x00....", "image"),
        (b"RIFF\x00\x01\x00\x00WEBPVP8 ", "image"),
        (b"<?xml version='1.0'?><?mso-application progid=\"Word.Document\"?><w:wordDocument/>", "docx"),
        (
            b"<?xml version='1.0'?><?mso-application progid='Excel.Sheet'?>"
            b"<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>",
            "sheet",
        ),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n<html>", "html"),
        (b"<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table><tr><td>1</td></tr></table>", "html"),
    ],
)
def test_format_is_told_by_bytes_whatever_the_name(data: bytes, kind: str) -> None:
    assert sniff(data) == kind
    assert sniff(data, "https://www.example.gov.cn/group1/M00/00/01/abc") == kind


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (ole_file({"PowerPoint Document": b"x"}), "PowerPoint 97-2003 presentation"),
        (ole_file({"SomethingElse": b"x"}), "old Office program"),
        (zipped("ppt/presentation.xml"), "PowerPoint presentation (.pptx)"),
        (open_document("application/vnd.oasis.opendocument.presentation"), "OpenDocument presentation"),
        (b"Rar!\x1a\x07\x00", "RAR archive"),
        (b"7z\xbc\xaf\x27\x1c", "7-Zip archive"),
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
    for data in (
        ole_file({"EncryptionInfo": b"x", "EncryptedPackage": b"x"}),
        ole_file({"WordDocument": fib(flags=0x0100)}),
        ole_file({"Workbook": book(BOF, FILEPASS, BOUNDSHEET)}),
        open_document("application/vnd.oasis.opendocument.text", manifest="<m:encryption-data/>"),
    ):
        with pytest.raises(EncryptedFile, match="password"):
            sniff(data, "report.docx")


def test_office_file_cut_off_is_truncated() -> None:
    whole = ole_file({"WordDocument": fib()})
    for size in (100, 512, 1024, 1200):
        with pytest.raises(TruncatedFile, match="cut off or damaged"):
            sniff(whole[:size], "report.doc")


def test_archive_and_presentation_are_refused_with_what_to_do() -> None:
    with pytest.raises(UnsupportedType, match="RAR archive, which has no reader; unpack it and import the files in it"):
        sniff(b"Rar!\x1a\x07\x00", "年报.rar")
    with pytest.raises(UnsupportedType, match="unpack it and import"):
        read_document(zipped("a.pdf"), hint="a.zip")


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


def test_page_with_words_settings_in_a_comment_is_a_page() -> None:
    assert sniff(WORD_HTML.encode("gb18030")) == "html"
    assert sniff(b"<!-- x -->" * 2_000 + WORD_HTML.encode("gb18030")) == "html"


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


def test_report_dumped_as_text_under_an_office_name_is_read_as_text() -> None:
    dump = "某局2021年政府信息公开工作年度报告\n指标\t数量\n规章\t3\n"
    assert sniff(dump.encode("gb18030"), "report.xls") == "text"


def test_every_kind_but_archives_has_a_reader() -> None:
    assert set(READERS) == set(get_args(MediaKind)) - {"zip"}

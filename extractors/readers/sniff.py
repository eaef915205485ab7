"""Bytes -> the format they are in, by their own marks and not by their name.

Servers name files wrongly: an error page comes as ``report.pdf``, a page saved by Word as ``.doc``, a FastDFS path or a
download script has no suffix at all. The name is used only to tell an error page from a report and to say what was
promised.
"""

from __future__ import annotations

import re
import zlib

from extractors.document import MediaKind
from extractors.readers.ole import MAGIC as _OLE
from extractors.readers.sniff_containers import sniff_ole, sniff_zip, unsupported
from extractors.readers.text_decode import decode
from nianbao.errors import EmptyFile, TooLarge, TruncatedFile, UnsupportedType, WrongType

_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_WHITE = b" \t\r\n\x0b\x0c\x00"
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
# Readers of PDF accept junk before the header, within the first kilobyte.
_PDF_WINDOW = 1024
_MARKUP_WINDOW = 65_536

_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*")
_UNPACK = "unpack it and import the files in it"
_REFUSED = (
    (b"Rar!", "a RAR archive", _UNPACK),
    (b"7z\xbc\xaf", "a 7-Zip archive", _UNPACK),
    (b"%!PS", "a PostScript file", "convert it to PDF and import that"),
)
# By the root element: a page saved by Word carries ``<w:WordDocument>`` in a conditional comment.
_WORD_XML = re.compile(
    rb"\A(?:\xef\xbb\xbf)?(?>\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\s+(?!html)[^\[>]*(?:\[.*?\])?\s*>)*+<(?:w:wordDocument|pkg:package)\b",
    re.DOTALL | re.IGNORECASE,
)
_WEB_ARCHIVE = re.compile(rb"\A\s*(?:MIME-Version|From|Content-Type):[^\x00]{0,2000}?multipart/related", re.IGNORECASE)
_MARKUP = re.compile(
    r"<!doctype\s+html|<(?:html|head|body|meta|title|table|tbody|tr|td|div|p|span|h[1-6]|script|center|font|br|ul|style)\b"
    r"[^<>]*>",
    re.IGNORECASE,
)
_OPEN_SHEET = re.compile(rb"^\s*<(?:\?xml[^>]*>\s*<)?office:document\b[^>]*opendocument\.spreadsheet[\"']")
_SHEET_XML = re.compile(rb"<(?:\w+:)?Workbook\b[^<>]*urn:schemas-microsoft-com:office:spreadsheet[\"']")
_SAVED_BY_WORD = re.compile(
    r"urn:schemas-microsoft-com:office|content=[\"']?(?:Microsoft|WPS|Word\.|Excel\.)", re.IGNORECASE
)
_OFFICE_NAME = re.compile(r"\.(pdf|docx?|xlsx?|wps|et|ofd|rtf)(?:$|[?#&])", re.IGNORECASE)
_ERROR_PAGE = re.compile(
    r"\b40[0-9]\b|\b50[0-9]\b|not found|forbidden|access denied|request blocked|error|系统提示|无权|找不到|不存在|出错|错误"
    r"|无法(?:访问|显示|找到)|访问(?:拦截|被拒|受限)|拦截|疑似攻击|非法|不合法|已(?:被)?删除|请(?:先)?登录",
    re.IGNORECASE,
)
_REPORT = re.compile(r"年度报告|年报|总体情况|政府信息公开|依申请公开")
_SHORT_PAGE = 600


def sniff(data: bytes, hint: str = "") -> MediaKind:
    """Format of ``data``.

    Args:
        data: the bytes, not compressed (see ``decompress``).
        hint: file name or address; used in messages, and to notice a page where a file was promised.

    Raises:
        EmptyFile, TruncatedFile, EncryptedFile, WrongType, UnsupportedType: what stands in the way, in one line.
    """
    subject = hint or "document"
    if not _without_mark(data).strip(_WHITE):
        raise EmptyFile(
            subject, "no content" if data else "0 bytes", "fetch it again; if it stays so, ask the publisher"
        )
    start = _without_mark(data[:_PDF_WINDOW]).lstrip(_WHITE)
    if data.startswith(_ZIP):
        return sniff_zip(data, subject)
    if data.startswith(_OLE):
        return sniff_ole(data, subject)
    if b"%PDF-" in data[:_PDF_WINDOW] and not start.startswith(b"<"):
        return "pdf"
    if start.startswith(b"{\\rtf"):
        return "office"
    if _is_image(start):
        return "image"
    for mark, name, mend in _REFUSED:
        if start.startswith(mark):
            raise unsupported(subject, name, mend)
    return _sniff_markup(data, subject)


def _is_image(start: bytes) -> bool:
    is_bitmap = start.startswith(b"BM") and b"\x00" in start[:16]
    is_webp = start.startswith(b"RIFF") and start[8:12] == b"WEBP"
    return start.startswith(_IMAGES) or is_bitmap or is_webp


def _sniff_markup(data: bytes, subject: str) -> MediaKind:
    """Documents written as XML or mail, by the marks of their programs; all else is a page or plain text."""
    head = data[:_MARKUP_WINDOW]
    if is_word_xml(head):
        return "docx"
    if is_web_archive(head):
        return "html"
    if is_open_spreadsheet(head):
        return "sheet"
    if b"Workbook" in head and _SHEET_XML.search(head):
        return "sheet"
    return _sniff_text(data, subject)


def decompress(data: bytes, max_bytes: int = 100_000_000, hint: str = "") -> bytes:
    """Unpack gzip that a server sent without being asked; other bytes come back as they are.

    Raises:
        TooLarge: it unpacks to more than ``max_bytes``.
        TruncatedFile: it ends early or is damaged.
    """
    if not data.startswith(_GZIP):
        return data
    subject = hint or "document"
    unpacked = bytearray()
    rest = data
    while rest.startswith(_GZIP):
        stream = zlib.decompressobj(wbits=31)
        try:
            unpacked += stream.decompress(rest, max_bytes + 1 - len(unpacked))
        except zlib.error as error:
            raise TruncatedFile(subject, "damaged gzip data", "fetch it again") from error
        if len(unpacked) > max_bytes:
            raise TooLarge(
                subject, f"unpacks to more than {max_bytes:,} bytes", "raise NIANBAO_MAX_BYTES if it is genuine"
            )
        if not stream.eof:
            raise TruncatedFile(subject, "gzip data that ends early", "fetch it again")
        rest = stream.unused_data
    return bytes(unpacked)


def _without_mark(data: bytes) -> bytes:
    return next((data[len(mark) :] for mark in _BOMS if data.startswith(mark)), data)


def is_word_xml(data: bytes) -> bool:
    """True for a Word document as one XML file: Word 2003 XML, or the parts of a .docx in one file."""
    return _WORD_XML.match(data[:_MARKUP_WINDOW]) is not None


def is_open_spreadsheet(data: bytes) -> bool:
    """True for an OpenDocument spreadsheet as one XML file (.fods)."""
    return _OPEN_SHEET.search(data[:_MARKUP_WINDOW]) is not None


def is_web_archive(data: bytes) -> bool:
    """True for a page with its pictures in one mail-like file (.mht), as Word and Internet Explorer save it."""
    return _WEB_ARCHIVE.match(data[:_MARKUP_WINDOW]) is not None


def _sniff_text(data: bytes, subject: str) -> MediaKind:
    decoded = decode(data[:_MARKUP_WINDOW])
    text = decoded.text
    strange = text.count("\x00") + decoded.lost + sum(text.count(chr(code)) for code in range(1, 9))
    if strange * 10 > len(text):
        raise UnsupportedType(subject, "bytes of no format known here", "open it by hand and import it as PDF or DOCX")
    promised = _OFFICE_NAME.search(subject)
    if _MARKUP.search(text):
        if promised:
            _refuse_error_page(decode(data).text, subject, promised[1].lower())
        return "html"
    if promised and not _is_report_dump(text):
        kind = promised[1].lower()
        reason = f"named .{kind} but holds plain text"
        raise WrongType(subject, reason, "fetch it again; if it stays so, look at what the address gives")
    return "text"


def _is_report_dump(text: str) -> bool:
    """A report saved as plain text under the name of a file: long, or with tabs between its cells."""
    return bool(_REPORT.search(text)) and ("\t" in text or len(text) > _SHORT_PAGE)


def _refuse_error_page(markup: str, subject: str, promised: str) -> None:
    """A page under the name of a file is read only when it is a report that was saved as HTML."""
    title = " ".join(re.findall(r"(?is)<title[^>]*>(.*?)</title>", markup)[:1]).strip()
    visible = re.sub(r"(?is)<(script|style)\b.*?</\1\s*>|<!--.*?-->", " ", markup)
    text = re.sub(r"\s+", " ", re.sub(r"<[^<>]*>", " ", visible)).strip()
    shown = title or text[:40] or "no text"
    mend = "fetch it again; if it stays so, look at what the address gives"
    is_error = bool(_ERROR_PAGE.search(title)) or (len(text) < _SHORT_PAGE and bool(_ERROR_PAGE.search(text)))
    if is_error and not _REPORT.search(title):
        raise WrongType(subject, f"an HTML error page ({shown!r}) named .{promised}", mend)
    if not _SAVED_BY_WORD.search(markup) and not _REPORT.search(text):
        raise WrongType(subject, f"an HTML page ({shown!r}) named .{promised}, without a report in it", mend)

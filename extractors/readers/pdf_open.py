"""Bytes -> open pdfium document, or one clear error: empty, not a PDF, locked, cut off, damaged.

Government sites answer with HTML error pages under the name of a PDF, transfers break off, and some offices protect
their files; each asks something else of the person who reads the line.
"""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from nianbao.errors import EmptyFile, EncryptedFile, ReadError, TruncatedFile, WrongType

SUBJECT = "PDF"
HEADER_WINDOW = 1024  # bytes in which the header must begin
END_WINDOW = 2048  # bytes from the end in which the end mark must stand


def check_bytes(data: bytes) -> None:
    """Raise EmptyFile or WrongType for bytes that cannot be a PDF."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise EmptyFile(SUBJECT, "is empty (no bytes)", "fetch it again")
    if b"%PDF-" not in data[:HEADER_WINDOW]:
        start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        if start.startswith(b"<"):
            raise WrongType(SUBJECT, "is an HTML or XML page, not a PDF", "open its address in a browser to see why")
        if start.startswith(b"pk\x03\x04"):
            raise WrongType(SUBJECT, "is a ZIP container (DOCX, XLSX, OFD), not a PDF", "read it as what it is")
        raise WrongType(SUBJECT, "does not start with %PDF-", "check what the address delivers")


def is_cut_off(data: bytes) -> bool:
    """Whether the end mark of a PDF is missing at the end of the bytes."""
    return b"%%EOF" not in data[-END_WINDOW:]


def open_pdf(data: bytes) -> Any:
    """Open bytes with pdfium. The caller closes the document.

    Raises:
        EmptyFile, WrongType: no PDF. EncryptedFile: a password is needed.
        TruncatedFile: the end is missing and no page can be recovered. ReadError: damaged otherwise.
    """
    check_bytes(data)
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise EncryptedFile(SUBJECT, "is protected by a password", "ask the publisher for an open copy") from error
        if is_cut_off(data):
            reason = f"breaks off after {len(data):,} bytes (no end mark) and no page can be recovered"
            raise TruncatedFile(SUBJECT, reason, "fetch it again") from error
        raise ReadError(SUBJECT, "is damaged: its page tree cannot be read", "fetch it again") from error
    if len(document) == 0:
        document.close()
        if is_cut_off(data):
            raise TruncatedFile(SUBJECT, "breaks off before its first page", "fetch it again")
        raise ReadError(SUBJECT, "has no pages", "check the file with its publisher")
    return document


def show_forms(document: Any) -> None:
    """Make pdfium fill in the fields of forms, so that their values can be laid on the pages."""
    if document.get_formtype() != pdfium.FORMTYPE_NONE:
        document.init_forms()


def open_page(document: Any, index: int) -> Any:
    """Open a page with what its form fields and text notes print made part of it. The caller closes it.

    Raises:
        pypdfium2.PdfiumError: the page is damaged.
    """
    page = document[index]
    if _has_printed_notes(page):
        pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)
        page.close()
        page = document[index]
    return page


def _has_printed_notes(page: Any) -> bool:
    for number in range(pdfium.FPDFPage_GetAnnotCount(page)):
        note = pdfium.FPDFPage_GetAnnot(page, number)
        kind = pdfium.FPDFAnnot_GetSubtype(note)
        pdfium.FPDFPage_CloseAnnot(note)
        if kind in (pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT):
            return True
    return False


def document_meta(document: Any) -> dict[str, str]:
    """The document information (Title, Author, Producer, CreationDate …) by lower-cased name, without empty ones."""
    found: dict[str, str] = {}
    for name in ("Title", "Author", "Subject", "Keywords", "Creator", "Producer", "CreationDate", "ModDate"):
        length = pdfium.FPDF_GetMetaText(document, name.encode(), None, 0)
        buffer = ctypes.create_string_buffer(max(length, 2))
        pdfium.FPDF_GetMetaText(document, name.encode(), buffer, length)
        text = buffer.raw[: max(length - 2, 0)].decode("utf-16-le", errors="replace").strip("\x00 \r\n")
        if text:
            found[name.lower()] = text
    return found

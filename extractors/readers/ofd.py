"""OFD (the national fixed-layout format, GB/T 33190) -> Document: read as what is painted on each page, as a PDF is.

An OFD is zip and XML; its texts and paths become the same characters and rules that the PDF reader gets from pdfium, and
all of its tables, paragraphs and page breaks are worked out by the same code. Places are page and box in points.
"""

from __future__ import annotations

from extractors.document import Document, Issue
from extractors.readers.ofd_package import WHAT, read_meta, read_pages
from extractors.readers.ofd_page import PageInk, read_ink
from extractors.readers.pdf import compose
from extractors.readers.pdf_page import PageContent, content_of
from extractors.readers.zip_parts import open_parts


def read(data: bytes) -> Document:
    """Read an OFD document with text.

    Returns:
        Document of kind "ofd". Issues as of a PDF (``no_text_layer`` for a page that is a picture), and
        ``page_unreadable`` for a page that is named but missing.
    Raises:
        WrongType: no document in it; TruncatedFile, EncryptedFile, TooLarge, UnsupportedType, ReadError: see ``zip_parts``.
    """
    pages: list[PageContent] = []
    issues: list[Issue] = []
    count = 0
    with open_parts(data, WHAT) as parts:
        meta = read_meta(parts)
        for page in read_pages(parts):
            count += 1
            if page is None:
                message = f"OFD: page {count} is missing from the file; fetch it again"
                issues.append(Issue("page_unreadable", "error", message, f"page {count}"))
            else:
                pages.append(_content(count, read_ink(page)))
    return compose("ofd", pages, meta, count, issues)


def _content(number: int, ink: PageInk) -> PageContent:
    return content_of(number, ink.frame, ink.chars, ink.rules, lambda char: ink.fonts[char.serial])

"""PDF bytes -> Document, by pdfium: what is drawn on each page (rules and characters) is read as a person sees it.

A PDF knows neither tables nor paragraphs, only paint. Tables come from rules (``pdf_rules``, ``pdf_grid``), or from
alignment where no rules are drawn (``pdf_aligned``); all else is text. Files without readable text (scans, broken
character maps) are not guessed at: the Document says which pages, and holds nothing for them.

pdfium is not safe to use from several threads of one process at a time; use processes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pypdfium2

from extractors.document import Document, Issue
from extractors.readers.pdf_assemble import assemble
from extractors.readers.pdf_furniture import split_furniture
from extractors.readers.pdf_gate import pages_to_read
from extractors.readers.pdf_open import document_meta, is_cut_off, open_page, open_pdf, show_forms
from extractors.readers.pdf_page import FontLine, PageContent, read_page
from extractors.readers.pdf_pictures import page_numbers, with_pictures
from extractors.readers.pdf_spreads import parted_spreads

UNREADABLE_SHARE = 0.3  # of a page's characters that stand for nothing
LATIN1_SHARE = (
    0.25  # of characters that stand for nothing or are U+0080 to U+00FF: bytes or glyph numbers shown as text
)
ENOUGH_CHARS = 20  # characters below which a share says nothing
_CHINESE_FONT = re.compile(
    r"Sim(Sun|Hei)|Song|Fang|Kai[Tt]i|Hei|GB2312|GBK|CJK|YaHei|Ming|[\u4e00-\u9fff]", re.IGNORECASE
)
_LATIN_FONT = re.compile(r"Helvetica|Times|Courier|Arial")


def read(data: bytes) -> Document:
    """Read a PDF.

    Returns:
        Document of kind "pdf": every cell and text block with its page (from 1) and box (points from the top left of the
        page as displayed); cells of pages that are pictures with how surely they were read. Issues: ``truncated_file``,
        ``page_unreadable``, ``no_text_layer``, ``unreadable_text`` (error); ``ocr_text_layer``, ``text_crosses_rule``
        (warning); ``pages_not_read`` (warning, or info); ``picture_read``, ``aligned_table``, ``struck_text`` (info).
    Raises:
        EmptyFile, WrongType, EncryptedFile, TruncatedFile, ReadError: as ``pdf_open.open_pdf``, with subject "PDF".
    """
    document = open_pdf(data)
    try:
        show_forms(document)
        meta = document_meta(document)
        numbers = pages_to_read(document)
        pages, issues = _read_pages(document, numbers)
        if is_cut_off(data):
            message = f"PDF: the end of the file is missing ({len(data):,} bytes); what was left is read, pages may lack; fetch it again"
            issues.insert(0, Issue("truncated_file", "error", message))
        if len(numbers) < len(document):
            message = f"PDF: {len(document) - len(numbers)} of {len(document)} pages have no word of a report and were not read"
            issues.append(Issue("pages_not_read", "info", message))
        draft = compose("pdf", pages, meta, len(document), issues)
        return with_pictures(document, draft, pages, silent_pages(pages))
    finally:
        document.close()


def compose(
    kind: Literal["pdf", "ofd"],
    pages: Sequence[PageContent],
    meta: Mapping[str, str],
    page_count: int,
    issues: Sequence[Issue],
) -> Document:
    """The Document of pages that were read; what is odd about them is added to the issues."""
    lines, running = split_furniture(pages)
    blank, bad_text = _blank_pages(pages, lines), _unreadable_pages(pages)
    silent = {*bad_text, *blank}
    shown = parted_spreads([(p, rest) for p, rest in zip(pages, lines, strict=True) if p.number not in silent])
    blocks, aligned = assemble([page for page, _ in shown], [rest for _, rest in shown])
    return Document(
        kind=kind,
        blocks=blocks,
        title=meta.get("title", ""),
        meta={**meta, **running},
        page_count=page_count,
        issues=(*issues, *_text_issues(kind.upper(), pages, blank, bad_text, aligned)),
    )


def silent_pages(pages: Sequence[PageContent]) -> list[int]:
    """Numbers of the pages whose characters are lacking, do not stand for what is printed, or are not printed at all."""
    lines, _ = split_furniture(pages)
    hidden = [page.number for page in pages if page.has_hidden_text]
    garbled = {page.number for page in pages if _prints_latin(page)}
    return sorted({*_blank_pages(pages, lines), *_unreadable_pages(pages), *hidden} - garbled)


def _prints_latin(page: PageContent) -> bool:
    """Whether its fonts can print nothing but Latin letters: bytes of Chinese text are garbage on paper too."""
    fonts = {line.font for line in page.lines}
    return bool(fonts) and all(_LATIN_FONT.match(font) for font in fonts)


def _blank_pages(pages: Sequence[PageContent], lines: Sequence[Sequence[FontLine]]) -> list[int]:
    return [page.number for page, rest in zip(pages, lines, strict=True) if _has_no_text(page, bool(rest))]


def _read_pages(document: Any, numbers: Sequence[int]) -> tuple[list[PageContent], list[Issue]]:
    pages: list[PageContent] = []
    issues: list[Issue] = []
    for index in numbers:
        try:
            page = open_page(document, index)
        except pypdfium2.PdfiumError:
            issues.append(_page_issue(index + 1))
            continue
        try:
            pages.append(read_page(page, index + 1))
        except pypdfium2.PdfiumError:
            issues.append(_page_issue(index + 1))
        finally:
            page.close()
    return pages, issues


def _page_issue(number: int) -> Issue:
    message = f"PDF: page {number} is damaged and cannot be read; fetch the file again"
    return Issue("page_unreadable", "error", message, f"page {number}")


def _has_no_text(page: PageContent, has_lines: bool) -> bool:
    """A page on which something is drawn but nothing written; page numbers stamped on a scan do not count."""
    if page.char_count == 0:
        return not page.is_blank
    return page.is_scan and not has_lines and not page.tables


def _unreadable_pages(pages: Sequence[PageContent]) -> list[int]:
    """Pages whose characters do not stand for what is printed."""
    bad: list[int] = []
    for page in pages:
        if page.char_count < ENOUGH_CHARS:
            continue
        is_void = page.unreadable_count > UNREADABLE_SHARE * page.char_count
        is_latin1 = page.unreadable_count + page.latin1_count > LATIN1_SHARE * page.char_count
        fonts = {line.font for line in page.lines}
        is_unmapped = page.chinese_count == 0 and bool(fonts) and all(_CHINESE_FONT.search(font) for font in fonts)
        has_words = any(char.isalnum() for line in page.lines for char in line.line.text)
        if is_void or is_latin1 or (is_unmapped and not has_words):
            bad.append(page.number)
    return bad


def _text_issues(
    name: str, pages: Sequence[PageContent], blank: Sequence[int], bad_text: Sequence[int], aligned: Sequence[int]
) -> list[Issue]:
    issues: list[Issue] = []
    if blank:
        where = page_numbers(blank)
        message = f"{name}: no text on {where} of {len(pages)} (scanned or drawn); recognise the text (OCR) or get the original"
        issues.append(Issue("no_text_layer", "error", message, where))
    if bad_text:
        where = page_numbers(bad_text)
        message = f"{name}: the text of {where} does not stand for what is printed (broken character map); print and scan it, or get the original"
        issues.append(Issue("unreadable_text", "error", message, where))
    hidden = [page.number for page in pages if page.has_hidden_text]
    if hidden:
        where = page_numbers(hidden)
        message = f"{name}: the text of {where} was recognised from a scan (hidden under the image); compare figures with the image"
        issues.append(Issue("ocr_text_layer", "warning", message, where))
    for page in pages:
        for text in page.overflows:
            message = f"{name}: {text} runs over a rule of its table on page {page.number}; it was kept whole in the cell that holds most of it"
            issues.append(Issue("text_crosses_rule", "warning", message, f"page {page.number}"))
        for text in page.struck:
            message = f"{name}: {text} on page {page.number} is struck out and was left out; compare it with the page"
            issues.append(Issue("struck_text", "info", message, f"page {page.number}"))
    for number in aligned:
        message = (
            f"{name}: a table on page {number} has no upright rules; it was read from the alignment of its numbers"
        )
        issues.append(Issue("aligned_table", "info", message, f"page {number}"))
    return issues

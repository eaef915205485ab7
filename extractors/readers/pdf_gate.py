"""Which pages of a long PDF can matter: a report of five pages bound into a yearbook of five hundred.

The text of every page is searched, which costs a fraction of reading it, for the words of the forms and of the titles of
reports; pages with a hit are read, and their neighbours, because tables and sentences run over page breaks.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pypdfium2

from extractors.readers.pdf_words import form_words

GATE_PAGES = 30  # a file of so many pages is read whole
NEIGHBOURS = 2  # pages before and after a hit
START = 6  # characters of a label that are searched for
_SUBJECT = "信息公开"  # in the title and on nearly every page of any report
_NOT_LETTERS = re.compile(r"[\W_]+")


def pages_to_read(document: Any) -> list[int]:
    """Indexes (from 0) of the pages to read. All of a short file; the first ones where no page has a word of a report."""
    count = len(document)
    if count <= GATE_PAGES:
        return list(range(count))
    hits: set[int] = set()
    for index in range(count):
        text = _text(document, index)
        if text is None or _speaks_of_a_report(text):
            hits.update(range(max(0, index - NEIGHBOURS), min(count, index + NEIGHBOURS + 1)))
    return sorted(hits) if hits else list(range(GATE_PAGES))


def _text(document: Any, index: int) -> str | None:
    """The letters of a page, None where pdfium cannot tell: such a page is left to the reader and its messages."""
    try:
        page = document[index]
        try:
            textpage = page.get_textpage()
            try:
                return _NOT_LETTERS.sub("", textpage.get_text_bounded())
            finally:
                textpage.close()
        finally:
            page.close()
    except pypdfium2.PdfiumError:
        return None


def _speaks_of_a_report(text: str) -> bool:
    if _SUBJECT in text:
        return True
    starts = _label_starts()
    pieces = {text[index : index + START] for index in range(len(text) - START + 1)}
    return not starts.isdisjoint(pieces)


@cache
def _label_starts() -> frozenset[str]:
    """Beginnings of the labels that stand in one form only, long enough to be in running text by no accident."""
    return frozenset(key[:START] for key in form_words().tables if len(key) >= START)

"""Sections of narrative text -> an index of their words in the published file, and what stands where.

Chinese is written without spaces, so a text index must cut it into words first. Cut once, word after word, a text and a
question are often cut differently and then miss each other. Here every word of jieba's word list that a text contains goes
into the index, overlapping ones too; then whatever words a question contains must all be there, however it would be cut, and
the text itself decides at last. So a search finds exactly the sections that contain what was asked, and the index only
saves reading the others. Only sections of new revisions are cut; what is no longer current is forgotten.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from nianbao.errors import WarehouseError
from warehouse.connection import open_reading, sql_text, transaction, warehouse_errors, writing
from warehouse.filters import Filters, prepare

_SECTIONS_AT_ONCE = 50_000
_MOST_OCCURRENCES = 255
_WHITE_SPACE = re.compile(r"\s+")
_SHARE_UNSORTED = 0.25
"""Postings appended since they were last sorted as a whole, as a share of all, from which they are sorted again."""

_HAN = re.compile(r"[\u4e00-\u9fff]{2,}")
_EVERY = 1_000_000_000


@dataclass(frozen=True, slots=True)
class IndexResult:
    """What an update did: sections whose words were taken, sections forgotten, and what the index holds now."""

    added: int
    forgotten: int
    sections: int
    postings: int


@dataclass(frozen=True, slots=True)
class Hit:
    """One section that says what was asked; ``snippet`` has the words between 【 and 】."""

    rank: int
    score: float
    organ_name: str
    region_code: str | None
    report_year: int
    scope: str
    section_no: int
    section_title: str
    snippet: str
    source_url: str
    is_clean: bool | None
    report_id: str


def update_search_index(build: Path) -> IndexResult:
    """Bring the text index of a build copy up to its current revisions; call it after the load, before ``publish``."""
    segmenter = f"jieba {version('jieba')}, all words, by reading"
    with writing(build) as connection, transaction(connection):
        connection.execute(sql_text("search/10_tables.sql"))
        if connection.execute(sql_text("search/06_state.sql")).fetchall() != [(segmenter,)]:
            connection.execute(sql_text("search/05_clear.sql"))
            connection.execute(sql_text("search/10_tables.sql"))
        connection.execute(sql_text("search/20_stale.sql"))
        forgotten = int(connection.execute(sql_text("search/21_stale_count.sql")).fetchall()[0][0])
        if forgotten:
            connection.execute(sql_text("search/25_forget.sql"))
        connection.execute(sql_text("search/30_fresh.sql"))
        added = _take_words(connection)
        postings, sorted_count, sections = connection.execute(sql_text("search/60_counts.sql")).fetchall()[0]
        if sorted_count is None or postings - sorted_count > _SHARE_UNSORTED * postings:
            connection.execute(sql_text("search/65_sort.sql"), {"segmenter": segmenter})
        connection.execute(sql_text("search/70_macros.sql"))
    return IndexResult(added, forgotten, sections, postings)


def search_text(published: Path, words: str, *, filters: Filters = Filters(), most: int = 20) -> list[Hit]:  # noqa: B008
    """Sections of current revisions that contain every word (divided by white space), the best first.

    Raises WarehouseError when nothing is asked, the file has no text index yet, or a region or organ is unknown.
    """
    if not words.strip():
        raise WarehouseError("search", "wants a word", "for instance: nianbao search 信息处理费")
    connection = open_reading(published)
    try:
        with warehouse_errors(str(published)):
            if not connection.execute(sql_text("search/07_is_there.sql")).fetchall()[0][0]:
                raise WarehouseError(str(published), "has no text index yet", "the next publish makes it")
            prepare(connection, filters)
            is_filtered = bool(filters.years or filters.regions or filters.organs)
            question = {
                "words": words,
                "considered": _EVERY if is_filtered else most,
                "no_years": not filters.years,
                "most": most,
            }
            rows = connection.execute(sql_text("search/search.sql"), question).fetchall()
    finally:
        connection.close()
    return [Hit(*row) for row in rows]


def _take_words(connection: duckdb.DuckDBPyConnection) -> int:
    """Cut the fresh sections, some at a time, and append their words to the index; returns how many sections."""
    first, last = connection.execute(sql_text("search/31_fresh_range.sql")).fetchall()[0]
    if first is None:
        return 0
    words_of = _words_of()
    known: dict[str, int] = dict(connection.execute(sql_text("search/40_words.sql")).fetchall())
    highest = max(known.values(), default=0)
    known_before = len(known)
    connection.execute(sql_text("search/47_staging.sql"))
    for at in range(first, last + 1, _SECTIONS_AT_ONCE):
        asked = {"first": at, "last": at + _SECTIONS_AT_ONCE - 1}
        rows = connection.execute(sql_text("search/35_texts.sql"), asked).fetchall()
        highest = _stage(connection, rows, known, highest, words_of)
    new = pd.DataFrame(list(known.items())[known_before:], columns=["word", "word_id"])
    connection.register("new_words", new)
    connection.execute(sql_text("search/45_add_words.sql"))
    connection.unregister("new_words")
    connection.execute(sql_text("search/50_append.sql"))
    return int(last - first + 1)


def _stage(
    connection: duckdb.DuckDBPyConnection,
    rows: Iterable[tuple[int, str]],
    known: dict[str, int],
    highest: int,
    words_of: Callable[[str], Iterable[str]],
) -> int:
    """Count the words of some sections into the staging table; new words get the numbers after ``highest``, which is returned."""
    word_ids, section_ids, occurrences = array("i"), array("i"), array("i")
    for section_id, text in rows:
        for word, count in Counter(words_of(text)).items():
            word_id = known.get(word)
            if word_id is None:
                highest += 1
                word_id = known[word] = highest
            word_ids.append(word_id)
            section_ids.append(section_id)
            occurrences.append(min(count, _MOST_OCCURRENCES))
    numbers = {"word_id": word_ids, "section_id": section_ids, "occurrences": occurrences}
    counted = pd.DataFrame({name: np.array(values, dtype=np.int32) for name, values in numbers.items()})
    connection.register("some_postings", counted)
    connection.execute(sql_text("search/46_stage_postings.sql"))
    connection.unregister("some_postings")
    return highest


@cache
def _words_of() -> Callable[[str], Iterable[str]]:
    """The function that gives the words of a text: all of the word list that it contains, of two characters or more.

    jieba keeps its list as a marshalled file in the common temporary folder, where any user of the machine may have put
    another; so the list is read from the package.
    """
    import jieba

    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True

    def words_of(text: str) -> list[str]:
        plain = _WHITE_SPACE.sub("", text.lower())
        return [word for run in _HAN.findall(plain) for word in tokenizer.cut(run, cut_all=True) if len(word) > 1]

    return words_of

"""One column, looked at without storing anything: each row with what it would be taken for, and how the walk went."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from extractors.sites.candidates import reason_kept_out
from extractors.sites.dialects import choose_dialect
from extractors.sites.model import Fetches, ListingRow, Walk
from extractors.sites.pages import jump_target, open_page
from extractors.sites.registry import Site
from extractors.sites.walk import walk
from extractors.titles import parse_title

RowKind = Literal["report", "kept_out"]


@dataclass(frozen=True, slots=True)
class ProbedRow:
    """One row as it would be taken: organ and year from its title (or from its list), ``why`` it is kept out."""

    url: str
    title: str
    organ: str
    year: int | None
    date: str
    kind: RowKind
    why: str


@dataclass(frozen=True, slots=True)
class Probe:
    """All rows of a column and of the columns below it, and the statement of each walk."""

    rows: tuple[ProbedRow, ...]
    walks: tuple[Walk, ...]

    @property
    def reports(self) -> list[ProbedRow]:
        return [row for row in self.rows if row.kind == "report"]

    @property
    def is_complete(self) -> bool:
        return all(one.is_complete for one in self.walks)

    @staticmethod
    def statement(one: Walk) -> str:
        """Pages promised, pages seen, rows, why it stopped: one line."""
        pages = f"{one.pages_seen} pages" + ("" if one.pages_promised is None else f" of {one.pages_promised} promised")
        rows = f"{len(one.rows)} rows" + ("" if one.rows_promised is None else f" of {one.rows_promised} promised")
        return (
            f"{one.entry_url} ({one.dialect or 'no list'}): {pages}, {rows}, {one.requests} requests, {one.stop_reason}"
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "rows": [asdict(row) for row in self.rows],
            "walks": [
                {
                    "entry_url": one.entry_url,
                    "dialect": one.dialect,
                    "pages_promised": one.pages_promised,
                    "pages_seen": one.pages_seen,
                    "rows_promised": one.rows_promised,
                    "rows": len(one.rows),
                    "requests": one.requests,
                    "stop_reason": one.stop_reason,
                    "is_complete": one.is_complete,
                    "problems": list(one.problems),
                }
                for one in self.walks
            ],
        }


def probe_column(url: str, fetcher: Fetches, *, dialect: str = "auto", max_pages: int = 200) -> Probe:
    """Walk a column that need not be in the registry."""
    site = Site("probe", "", "", "county", (url,), dialect=dialect)
    walks = walk(site, fetcher, max_pages=max_pages)
    rows = {row.url: row for one in reversed(walks) for row in reversed(one.rows)}
    return Probe(tuple(judge(row) for row in reversed(rows.values())), tuple(walks))


def judge(row: ListingRow) -> ProbedRow:
    """What a row would be taken for."""
    reading, why = parse_title(row.title), reason_kept_out(row)
    return ProbedRow(
        row.url, row.title, reading.organ or row.organ, reading.year, row.date, "kept_out" if why else "report", why
    )


def describe_entry(url: str, fetcher: Fetches, dialect: str = "auto") -> tuple[bool, str]:
    """Whether an entry address answers, and one line that says of which family it is."""
    answer = fetcher.fetch(url)
    if answer.outcome != "fetched":
        return False, answer.message
    page = open_page(answer.final_url, answer.data, answer.headers)
    target = jump_target(page)
    if target:
        return True, f"{url}: a jump to {target}"
    chosen = choose_dialect(dialect, page)
    rows = chosen.rows(page, page)
    return True, f"{url}: {chosen.name}, {len(rows)} rows on its first page"

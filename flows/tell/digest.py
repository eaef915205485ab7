"""The digest: a run in a dozen lines, in the order in which a person asks: must I do something, what came, what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from expectations.statements import SEVERITIES
from extractors.sites.rhythm import SHANGHAI
from flows.records import RunRecord
from flows.summary import told_counts, told_sites
from flows.tell.news import News
from nianbao.settings import NotifyWhen
from warehouse.ops import CrawlRow

MOST_NEWS = 8
MOST_CHARACTERS = 200  # of one line: some channels take no more than 2,000 bytes in all


@dataclass(frozen=True, slots=True)
class Digest:
    """Subject and text of one message. ``is_news``: there is something that is not so every night."""

    subject: str
    text: str
    is_trouble: bool
    is_news: bool

    def is_wanted(self, when: NotifyWhen) -> bool:
        return when == "always" or (when == "news" and self.is_news) or (when == "trouble" and self.is_trouble)


def digest_of(record: RunRecord, crawls: Sequence[CrawlRow], news: Sequence[News]) -> Digest:
    """The digest of a run that has ended."""
    night = datetime.fromisoformat(record.started_at).astimezone(SHANGHAI)
    trouble = [one for one in news if one.is_trouble]
    subject = f"年报 nianbao {record.kind} {night:%Y-%m-%d}: {record.outcome}"
    if trouble:
        kinds = Counter(one.kind for one in trouble)
        subject += " · " + ", ".join(f"{number} {kind.replace('_', ' ')}" for kind, number in kinds.items())
    lines = [*_told("needs a person", trouble), *_told("mended", [one for one in news if not one.is_trouble])]
    lines.append(_line(f"{record.outcome}: {record.message}"))
    if record.stages:
        lines += [_line(f"{name}: {words}") for name, words in told_counts(record) if words != "nothing"]
    if crawls:
        lines.append(_line(f"sites: {told_sites(crawls)}"))
    findings = [f"{number:,} {name}" for name in SEVERITIES if (number := record.count("audit", f"findings_{name}"))]
    if findings:
        lines.append(f"findings: {', '.join(findings)}")
    lines.append(f"{_seconds(record):,.0f} s, run {record.run_id}")
    return Digest(subject, "\n".join(lines), bool(trouble), bool(news))


def _told(heading: str, news: Sequence[News]) -> list[str]:
    if not news:
        return []
    lines = [f"{heading}:", *(_line(f"- {one.text}") for one in news[:MOST_NEWS])]
    if len(news) > MOST_NEWS:
        lines.append(f"- … and {len(news) - MOST_NEWS:,} more, see 'nianbao status'")
    return lines


def _line(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + "…"


def _seconds(record: RunRecord) -> float:
    if record.finished_at is None:
        return 0.0
    return (datetime.fromisoformat(record.finished_at) - datetime.fromisoformat(record.started_at)).total_seconds()

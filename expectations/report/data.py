"""Writes what the scripts of the site read: all findings by columns, one small file for each handful of finding pages.

100,000 findings with their equations are 300 MB; a browser that opens a file cannot ask for parts of it. So the list comes
by columns (numbers that stand for names, sentences in parts of 20,000), and what only a finding's own page shows lies in up
to 4,096 files by the first digits of its hash: a page opens one, and a night rewrites only those that changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from expectations.report.archive import PACKED, ArchivePlace
from expectations.report.words import DECISION_NAMES, FINDING_VERDICTS, SEVERITY_NAMES, VERDICT_MEANINGS
from expectations.report.writer import SiteWriter, file_name, script_json
from expectations.review.model import Decision
from expectations.review.state import Standing
from expectations.statements import SEVERITIES, statement

SENTENCES_PER_PART = 20_000
Row = dict[str, Any]


def query(connection: duckdb.DuckDBPyConnection, name: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
    """The rows of a statement of ``sql/review/site.sql`` as dicts."""
    cursor = connection.execute(statement("review/site", name), dict(parameters or {}))
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]


def write_list(
    site: SiteWriter, connection: duckdb.DuckDBPyConnection, checks: Sequence[Row], last_run: str
) -> list[Row]:
    """Write ``data/findings.js`` and the sentences in both languages; returns the findings, the gravest first."""
    found = query(connection, "list")
    organs, regions = query(connection, "organs"), query(connection, "regions")
    organ_at = {row["organ_id"]: number for number, row in enumerate(organs)}
    region_at = {row["region_code"]: number for number, row in enumerate(regions)}
    check_at = {row["check_id"]: number for number, row in enumerate(checks)}
    for row in found:  # a finding of a check that is no longer in the catalogue still has its line
        check_at.setdefault(row["check_id"], len(check_at))
    verdicts = [*FINDING_VERDICTS, *sorted({row["verdict"] for row in found} - set(FINDING_VERDICTS))]
    columns = {
        "organ": [organ_at.get(row["organ_id"], -1) for row in found],
        "check": [check_at[row["check_id"]] for row in found],
        "year": [row["report_year"] for row in found],
        "severity": [SEVERITIES.index(row["severity"]) for row in found],
        "verdict": [verdicts.index(row["verdict"]) for row in found],
        "size": [row["difference"] if row["difference"] is None else round(row["difference"], 2) for row in found],
        "fresh": [number for number, row in enumerate(found) if last_run and row["first_run_id"] == last_run],
    }
    titles = {row["check_id"]: (row["title_zh"], row["title_en"]) for row in checks}
    site.data(
        "findings",
        "findings",
        {
            "count": len(found),
            "part": SENTENCES_PER_PART,
            "ids": "\n".join(row["finding_id"] for row in found),
            "fingerprints": "\n".join(row["fingerprint"] for row in found),
            "organs": [[row["name"][:200], region_at.get(row["region_code"], -1)] for row in organs],
            "organ_files": [file_name(row["organ_id"]) for row in organs],
            "regions": [
                [row["region_code"], row["name"], row["prefecture_code"], row["province_code"]] for row in regions
            ],
            "checks": [[name, *titles.get(name, (name, name))] for name in check_at],
            "severities": [[name, *SEVERITY_NAMES[name]] for name in SEVERITIES],
            "verdicts": [[name, *FINDING_VERDICTS.get(name, (name, name))] for name in verdicts],
            **columns,
        },
    )
    for language in ("zh", "en"):
        for part, start in enumerate(range(0, len(found), SENTENCES_PER_PART)):
            lines = [_one_line(row[f"message_{language}"]) for row in found[start : start + SENTENCES_PER_PART]]
            site.data(f"sentences/{language}-{part}", "sentences", language, part, "\n".join(lines))
    return found


def write_details(
    site: SiteWriter, connection: duckdb.DuckDBPyConnection, crops: Mapping[str, str], archive: ArchivePlace
) -> None:
    """Write ``data/details/<xyz>.js``; ``crops`` gives the picture of a finding, by finding id, relative to the site.

    A finding whose bytes are not packed as usual gets the suffix of their file, null where the archive lacks them.
    """
    suffix_of = cache(archive.suffix)
    has_events = connection.execute(statement("review/tables", "has_tables")).fetchone()
    connection.execute(statement("review/site", "events" if has_events and has_events[0] else "no_events"))
    knows_visits = connection.execute(statement("review/site", "knows_visits")).fetchone()
    connection.execute(statement("review/site", "seen" if knows_visits and knows_visits[0] else "no_seen"))
    connection.execute(statement("review/site", "details"))
    cursor = connection.execute(statement("review/site", "chunks"))
    while rows := cursor.fetchmany(64):
        for chunk, ids, details, blobs in rows:
            parts = [f"{script_json(one)}:{_safe(detail)}" for one, detail in zip(ids, details, strict=True)]
            pictures = {one: crops[one] for one in ids if one in crops}
            stored = {one: suffix_of(blob) for one, blob in zip(ids, blobs, strict=True) if blob}
            odd = {one: suffix for one, suffix in stored.items() if suffix != PACKED}
            text = f"NB.details({{{','.join(parts)}}},{script_json(pictures)},{script_json(odd)});\n"
            site.put(f"data/details/{chunk}.js", text.encode())


def decisions_script(found: Standing) -> bytes:
    """``data/decisions.js``: small, and written again by every decision, so that the pages show it at once."""
    return (
        "NB.decisions("
        + script_json(
            {
                "by": {key: _shown(one, "active", found) for key, one in found.by_fingerprint.items()},
                "reopened": {key: _shown(one, "reopened", found) for key, one in found.reopened.items()},
                "all": [_shown(one, state, found) for one, state in zip(found.decisions, found.states, strict=True)],
                "names": DECISION_NAMES,
                "meanings": VERDICT_MEANINGS,
            }
        )
        + ");\n"
    ).encode()


def write_decisions(out_dir: Path, found: Standing) -> None:
    """Write ``data/decisions.js`` of a finished site anew."""
    path = out_dir / "data" / "decisions.js"
    if path.parent.is_dir():
        path.write_bytes(decisions_script(found))


def _shown(one: Decision, state: str, found: Standing) -> Row:
    return {
        "decision": one.decision, "by": one.reviewer, "at": one.decided_at, "why": one.reason, "state": state,
        "until": _day(one.until), "figure": one.figure, "value": _number(one.corrected_value),
        "printed": _number(one.printed_value), "fingerprint": one.fingerprint, "place": one.place_key,
        "finding": found.finding_ids.get(one.place_key, one.finding_id), "report": one.report_id,
        "check": one.check_id, "organ": one.organ_name, "year": one.report_year,
        "message": one.message,
    }  # fmt: skip


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _number(value: Any) -> str | None:
    return None if value is None else f"{value.normalize():f}"


def _one_line(text: str) -> str:
    return " ".join(text.split())[:400]


def _safe(json_text: str) -> str:
    return json_text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("</", "<\\/")

"""``python -m tests.benchmarks.site``: measures, prints, and writes ``tests/benchmarks/results/site.md``."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from expectations.report import BuiltSite, SiteInputs, build_site
from tests.conftest import require_tool
from tests.expectations.browser import chromium, opened, until
from tests.expectations.many_findings import many_findings

RESULTS = Path(__file__).resolve().parents[1] / "results" / "site.md"
READY = "!!document.querySelector('#list .row') && document.getElementById('loading').textContent === ''"
TIMES = (
    "[performance.getEntriesByName('first-contentful-paint')[0].startTime,"
    " performance.getEntriesByName('nianbao-filtered')[0].startTime]"
)
LOADS = 5


def main() -> int:
    """Measure; returns 1 when the list or a filter takes more than a second after the first paint."""
    parser = argparse.ArgumentParser(description="cost of the review site")
    parser.add_argument("--findings", type=int, default=100_000)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="nianbao-site-"))
    try:
        started = time.process_time()
        site = many_findings(folder, options.findings)
        whole = time.process_time() - started
        started = time.process_time()
        again = build_site(folder / "many.duckdb", site, SiteInputs(today=date(2025, 1, 1)))
        rewrite = time.process_time() - started
        seen = [_seen(site) for _ in range(LOADS)]
        text = _page(options.findings, site, whole, again, rewrite, seen)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    sys.stdout.write(text)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(text, encoding="utf-8")
    return int(any(median(one[name] for one in seen) >= 1000 for name in ("list", "words", "column")))


def _seen(site: Path) -> dict[str, float]:
    """Milliseconds of one load: list after first paint, search for words, filter by a column."""
    with chromium(require_tool("chromium")) as browser, opened(browser, (site / "findings.html").as_uri()) as watched:
        page: Any = watched.page
        until(page, READY)
        page.fill("#q", "第9999处")
        until(page, "document.getElementById('shown').textContent === '1'")
        words = float(page.get_attribute("#list", "data-milliseconds"))
        page.fill("#q", "")
        until(page, "document.getElementById('shown').textContent.length > 4")
        page.select_option("[name=check]", "RL-3")
        column = float(page.get_attribute("#list", "data-milliseconds"))
        paint, first = page.evaluate(TIMES)
        return {"paint": paint, "list": first - paint, "words": words, "column": column}


def _page(count: int, site: Path, whole: float, again: BuiltSite, rewrite: float, seen: list[dict[str, float]]) -> str:
    size = sum(path.stat().st_size for path in site.glob("**/*") if path.is_file()) / 1e6
    listed = sum(path.stat().st_size for path in (site / "data").glob("sentences/zh-*.js"))
    listed += (site / "data" / "findings.js").stat().st_size
    details = list((site / "data" / "details").glob("*.js"))
    middle = {name: median(one[name] for one in seen) for name in seen[0]}
    rows = [
        ("findings", f"{count:,}"),
        ("planting them and writing the site, CPU seconds", f"{whole:.1f}"),
        ("writing it again, nothing changed, CPU seconds", f"{rewrite:.1f}"),
        ("files written the second time", f"{again.written}"),
        ("size of the site, MB", f"{size:.0f}"),
        ("what the list loads, MB", f"{listed / 1e6:.1f}"),
        ("files of finding pages", f"{len(details):,}"),
        ("largest of them, kB", f"{max((path.stat().st_size for path in details), default=0) / 1e3:.0f}"),
        ("first paint, ms", f"{middle['paint']:.0f}"),
        ("list drawn after first paint, ms", f"{middle['list']:.0f}"),
        ("search of all sentences, ms", f"{middle['words']:.0f}"),
        ("filter by check, ms", f"{middle['column']:.0f}"),
    ]
    lines = [f"| {name} | {value} |" for name, value in rows]
    head = f"# The review site\n\nChromium, headless, from disk; medians of {LOADS} loads.\n\n| | |\n|---|---:|\n"
    return head + "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())

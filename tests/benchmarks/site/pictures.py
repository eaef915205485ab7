"""``python -m tests.benchmarks.site.pictures FOLDER``: the pictures of the README, taken of a finished demonstration."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from tests.conftest import REPOSITORY, require_tool
from tests.expectations.browser import chromium, opened

IMAGES = REPOSITORY / "docs" / "images"
SIZE = (1280, 900)
GRAVEST = "SELECT finding_id FROM quality.findings WHERE check_id = 'APP-3' AND severity = 'error' ORDER BY finding_id LIMIT 1"


def main(data_dir: Path) -> int:
    """Photograph the first page, the list and a finding of the site in ``data_dir``."""
    with duckdb.connect(str(data_dir / "nianbao.duckdb"), read_only=True) as connection:
        found = connection.execute(GRAVEST).fetchone()
    if found is None:
        sys.stderr.write("the demonstration has no finding of APP-3\n")
        return 1
    site = (data_dir / "quality").resolve()
    pages = {
        "quality-report": "index.html",
        "review-findings": "findings.html",
        "review-finding": f"finding.html#{found[0]}",
    }
    with chromium(require_tool("chromium")) as browser:
        for name, page in pages.items():
            with opened(browser, (site / "index.html").as_uri().replace("index.html", page), SIZE) as watched:
                watched.page.wait_for_timeout(600)
                watched.page.screenshot(path=str(IMAGES / f"{name}.png"))
                sys.stdout.write(f"{IMAGES / name}.png\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

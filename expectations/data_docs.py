"""Makes Great Expectations' Data Docs readable offline, keeps the last N runs, and writes the page that lists them.

GX's pages take their style sheets, scripts, icons and logo from five hosts: opened without a network they are an unstyled
heap, opened with one they tell those hosts who is reading. Here every such reference is taken out and one small style
sheet of our own is put in; GX's index, which is drawn by a script, is replaced by ours.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import lxml.html
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from expectations.engine import Outcome

_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]")
_REMOTE = re.compile(r"^(https?:)?//", re.IGNORECASE)
_STYLE = "data_docs.css"
# Parts of GX's pages that only work with its scripts, or that advertise.
_DROPPED = (
    "//script",
    "//link",
    "//meta[@http-equiv]",
    "//footer",
    "//*[contains(@class, 'ge-walkthrough')]",
    "//a[@data-toggle='collapse']/..",
    "//*[contains(@class, 'btn-group')]/ancestor::*[contains(@class, 'card mb-3')]",
)


@dataclass(frozen=True, slots=True)
class SuiteLine:
    """One suite of a run, for the index pages."""

    name: str
    href: str
    expectations: int
    failed: int
    is_canary: bool


def run_site_dir(docs_dir: Path, run_id: str) -> Path:
    """Where the Data Docs of a run stand; emptied, so that an audit repeated under the same id starts afresh."""
    folder = docs_dir / "data_docs" / "runs" / _UNSAFE.sub("_", run_id)
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def finish_data_docs(
    docs_dir: Path, run_id: str, outcomes: Sequence[Outcome], held_reasons: Sequence[str], keep: int
) -> Path:
    """Rewrite the pages GX built for ``run_id``, drop runs beyond the newest ``keep``, and return the index page."""
    root = docs_dir / "data_docs"
    site = root / "runs" / _UNSAFE.sub("_", run_id)
    shutil.rmtree(site / "static", ignore_errors=True)
    for page in site.rglob("*.html"):
        if page != site / "index.html":
            page.write_text(_offline(page.read_text(encoding="utf-8"), _path_up(page, site)), encoding="utf-8")
    (site / _STYLE).write_text(_style_sheet(), encoding="utf-8")
    suites = _suite_lines(site, outcomes)
    summary = {
        "run_id": run_id,
        "audited_at": datetime.now(UTC).isoformat(timespec="microseconds"),
        "held": list(held_reasons),
        "expectations": sum(line.expectations for line in suites if not line.is_canary),
        "failed": sum(line.failed for line in suites if not line.is_canary),
    }
    (site / "summary.json").write_text(json.dumps(summary, ensure_ascii=False), encoding="utf-8")
    _render(site / "index.html", "data_docs_run.html.j2", run=summary, suites=suites, up="../../")
    runs = _prune(root / "runs", keep)
    (root / _STYLE).write_text(_style_sheet(), encoding="utf-8")
    index = root / "index.html"
    _render(index, "data_docs_index.html.j2", runs=runs, keep=keep)
    return index


def _offline(html: str, up: str) -> str:
    """A page of GX without anything that leaves the machine, and with our style sheet."""
    tree: Any = lxml.html.document_fromstring(html)
    for path in _DROPPED:
        for element in tree.xpath(path):
            if element.getparent() is not None:
                element.drop_tree()
    for image in tree.xpath("//img"):
        if _REMOTE.match(image.get("src", "")):
            image.drop_tree()
    for brand in tree.xpath("//*[contains(@class, 'navbar-brand')]/a"):
        brand.text = "年报 · Great Expectations Data Docs"
    for link in tree.xpath("//a[starts-with(@href, '../') and contains(@href, '/expectations/')]"):
        link.drop_tag()  # to a page of what was expected; the page of the result says it as well, so those are not built
    for element in tree.xpath("//style"):
        element.drop_tree()
    for element in tree.xpath("//*[contains(@class, 'collapse')]"):  # unfolded by a script in GX, by the browser here
        element.tag = "details"
        element.insert(0, lxml.html.fragment_fromstring("<summary>更多 / more</summary>"))
    head = tree.find("head")
    head.append(lxml.html.fragment_fromstring(f'<link rel="stylesheet" href="{up}{_STYLE}">'))
    text: str = lxml.html.tostring(tree, encoding="unicode", doctype="<!DOCTYPE html>")
    return text


def _suite_lines(site: Path, outcomes: Sequence[Outcome]) -> list[SuiteLine]:
    lines = []
    for name in dict.fromkeys(outcome.spec.suite for outcome in outcomes):
        of_suite = [outcome for outcome in outcomes if outcome.spec.suite == name]
        pages = sorted((site / "validations" / Path(*name.split("."))).rglob("*.html"))
        href = pages[-1].relative_to(site).as_posix() if pages else ""
        failed = sum(not outcome.success for outcome in of_suite)
        lines.append(SuiteLine(name, href, len(of_suite), failed, of_suite[0].spec.is_canary))
    return lines


def _prune(runs_dir: Path, keep: int) -> list[dict[str, Any]]:
    """Remove all but the newest ``keep`` runs; the summaries of those that stay, newest first."""
    found = []
    for folder in runs_dir.iterdir():
        summary = folder / "summary.json"
        if summary.is_file():
            found.append({**json.loads(summary.read_text(encoding="utf-8")), "folder": folder.name})
        else:  # left by an audit that was killed
            shutil.rmtree(folder, ignore_errors=True)
    found.sort(key=lambda run: str(run["audited_at"]), reverse=True)
    for old in found[keep:]:
        shutil.rmtree(runs_dir / old["folder"], ignore_errors=True)
    return found[:keep]


def _render(path: Path, template: str, **values: Any) -> None:
    environment = Environment(
        loader=PackageLoader("expectations", "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(environment.get_template(template).render(**values), encoding="utf-8")


def _style_sheet() -> str:
    return (resources.files("expectations") / "templates" / _STYLE).read_text(encoding="utf-8")


def _path_up(page: Path, site: Path) -> str:
    return "../" * (len(page.relative_to(site).parts) - 1)

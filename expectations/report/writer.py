"""The folder being written: renders templates, writes only what changed, removes what is no longer part of the site.

A night changes few of 100,000 pages. Files whose bytes are the same keep their time stamps, so that backups, synchronising
programs and a browser's cache see only what is new.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from expectations.report.words import WORDS
from expectations.sentences import number

_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]")
_OURS = ("*.html", "reports/*.html", "checks/*.html", "organs/*.html", "data/**/*.js", "assets/**/*")
MANIFEST = ".pages.json"


class SiteWriter:
    """Writes one site. ``written`` and ``unchanged`` count its files; ``keep`` marks pages that stay as they are."""

    def __init__(self, out_dir: Path, **globals_: Any) -> None:
        self.out_dir = out_dir
        self.written = 0
        self.unchanged = 0
        self._kept: set[Path] = set()
        self._environment = Environment(
            loader=PackageLoader("expectations.report", "templates"),
            autoescape=select_autoescape(default=True, default_for_string=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        filters = {"plain": plain, "file": file_name, "thousands": thousands, "linkable": linkable, "percent": percent}
        self._environment.filters |= filters
        self._environment.globals |= WORDS | globals_

    def page(self, name: str, template: str, **values: Any) -> None:
        """Render a page; ``up`` leads from it to the folder of the site."""
        up = "../" * name.count("/")
        self.put(name, self._environment.get_template(template).render(up=up, **values).encode())

    def data(self, name: str, call: str, *values: Any) -> None:
        """Write a data file: a script with one call, because ``fetch`` is refused on pages opened from disk.

        Values go in as JSON within a string: browsers parse that faster than the same as a literal of the language.
        """
        texts = [f"JSON.parse({script_json(script_json(value))})" for value in values]
        self.put(f"data/{name}.js", f"NB.{call}({','.join(texts)});\n".encode())

    def put(self, name: str, content: bytes) -> None:
        """Write a file unless it already has this content."""
        path = self.out_dir / name
        self._kept.add(path)
        if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
            self.unchanged += 1
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.written += 1

    def keep(self, name: str) -> None:
        """This page is as it must be, without being rendered."""
        self._kept.add(self.out_dir / name)
        self.unchanged += 1

    def copy_assets(self) -> None:
        for name, content in assets():
            self.put(f"assets/{name}", content)

    def remove_stale(self) -> None:
        for pattern in _OURS:
            for path in self.out_dir.glob(pattern):
                if path.is_file() and path not in self._kept:
                    path.unlink()

    def manifest(self) -> dict[str, str]:
        """What the pages of reports were made from when they were written; empty when the code that makes them changed."""
        path = self.out_dir / MANIFEST
        known = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        pages: dict[str, str] = known.get("pages", {}) if known.get("code") == code_version() else {}
        return pages

    def save_manifest(self, pages: dict[str, str]) -> None:
        text = json.dumps({"code": code_version(), "pages": pages}, sort_keys=True)
        (self.out_dir / MANIFEST).write_text(text, encoding="utf-8")


def assets() -> Iterator[tuple[str, bytes]]:
    """Style sheet, scripts and the vendored chart library with its licence: name below ``assets/`` and bytes."""
    root = resources.files("expectations.report") / "assets"
    for entry in sorted(root.iterdir(), key=lambda one: one.name):
        if entry.is_dir():
            yield from ((f"{entry.name}/{one.name}", one.read_bytes()) for one in sorted(entry.iterdir(), key=str))
        elif entry.is_file():
            yield entry.name, entry.read_bytes()


def code_version() -> str:
    """Hash of everything that decides how a page of a report looks, other than its data."""
    root = resources.files("expectations.report")
    parts = [*root.iterdir(), *(root / "templates").iterdir()]
    digest = hashlib.sha256()
    for entry in sorted(parts, key=lambda one: one.name):
        if entry.name.endswith((".py", ".j2")):
            digest.update(entry.read_bytes())
    return digest.hexdigest()[:16]


def script_json(value: Any) -> str:
    """JSON that is also JavaScript: no line ends that end a string, no ``</script>``."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("</", "<\\/")


def file_name(name: str) -> str:
    """A name that is safe as a file of the site."""
    return _UNSAFE.sub("_", name)


def thousands(value: float | None) -> str:
    """A count with thin spaces between thousands; an em dash where there is none."""
    return "—" if value is None else f"{value:,}".replace(",", "\u202f")


def percent(part: float, whole: float) -> str:
    """A share as printed: never 100 % while something is missing."""
    if not whole:
        return "—"
    share = 100 * part / whole
    return "100 %" if part == whole else f"{min(share, 99.9):.1f} %"


def linkable(url: str | None) -> bool:
    """Whether an address may become a link: hostile ones (``javascript:``) stay text."""
    return bool(url) and str(url).startswith(("http://", "https://", "file:///"))


def plain(value: Any) -> str:
    return "" if value is None else number(value)

"""A headless Chromium on the pages of the site as a reviewer opens them: from disk, and with every complaint written down."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

OPTIONS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE = (390, 844)
DESK = (1280, 860)


@dataclass(slots=True)
class Watched:
    """A page with what went wrong on it, and every address it asked for."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def off_site(self) -> list[str]:
        return [url for url in self.requests if not url.startswith(("file:///", "data:"))]


@contextmanager
def chromium(program: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=OPTIONS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser: Browser, url: str, size: tuple[int, int] = DESK, **options: Any) -> Iterator[Watched]:
    """The page at ``url`` in a window of its own, loaded."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
    watched = Watched(context.new_page())
    watched.page.on("console", lambda message: _note(watched, message))
    watched.page.on("pageerror", lambda error: watched.complaints.append(str(error)))
    watched.page.on("request", lambda request: watched.requests.append(request.url))
    try:
        watched.page.goto(url)
        yield watched
    finally:
        context.close()


def until(page: Page, expression: str, seconds: float = 30) -> None:
    """Wait until ``expression`` is true. Playwright's own waiting evaluates text in the page, which its policy forbids."""
    deadline = time.monotonic() + seconds
    while not page.evaluate(expression):
        if time.monotonic() > deadline:
            raise AssertionError(f"never became true: {expression}")
        page.wait_for_timeout(20)


def _note(watched: Watched, message: Any) -> None:
    if message.type in ("error", "warning"):
        watched.complaints.append(message.text)

"""Chromium prints pages: one browser process for all pages of a kind, spoken to over its own pipe.

Starting a browser for each page costs ten times the printing.
"""

from __future__ import annotations

import base64
import itertools
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Options = Mapping[str, Any]
A4: Options = {"paperWidth": 8.27, "paperHeight": 11.69, "preferCSSPageSize": True, "displayHeaderFooter": False}
_NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str:
    """Path of the browser. Raises FileNotFoundError where none is installed."""
    for name in _NAMES:
        if path := shutil.which(name):
            return path
    raise FileNotFoundError("chromium is not installed (Debian: apt-get install chromium)")


class Browser:
    """A running headless Chromium with one page in it."""

    def __init__(self, send: int, receive: int) -> None:
        self._send, self._receive = send, receive
        self._ids = itertools.count(1)
        self._rest = b""
        target = self._call("Target.createTarget", {"url": "about:blank"})["targetId"]
        attached = self._call("Target.attachToTarget", {"targetId": target, "flatten": True})
        self._session = str(attached["sessionId"])

    def print(self, html: bytes, options: Options = A4) -> bytes:
        """The page as PDF."""
        self._load(html)
        answer = self._call("Page.printToPDF", {"printBackground": True, **options}, self._session)
        return base64.b64decode(answer["data"])

    def _load(self, html: bytes) -> None:
        frame = self._call("Page.getFrameTree", {}, self._session)["frameTree"]["frame"]["id"]
        self._call("Page.setDocumentContent", {"frameId": frame, "html": html.decode()}, self._session)
        ready = {"expression": "document.fonts.ready.then(() => 1)", "awaitPromise": True}
        self._call("Runtime.evaluate", ready, self._session)

    def _call(self, method: str, params: Options, session: str = "") -> dict[str, Any]:
        number = next(self._ids)
        message = {"id": number, "method": method, "params": params, **({"sessionId": session} if session else {})}
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._send, data) :]
        while True:
            answer = json.loads(self._next())
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                result: dict[str, Any] = answer["result"]
                return result

    def _next(self) -> bytes:
        while b"\0" not in self._rest:
            piece = os.read(self._receive, 1 << 20)
            if not piece:
                raise RuntimeError("chromium ended")
            self._rest += piece
        message, self._rest = self._rest.split(b"\0", 1)
        return message


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser with a profile of its own, ended when the block is left."""
    to_child, from_us = os.pipe()
    to_us, from_child = os.pipe()
    with tempfile.TemporaryDirectory(prefix="accuracy-chromium-", ignore_cleanup_errors=True) as profile:
        command = (
            f'exec "$0" --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --remote-debugging-pipe '
            f'--user-data-dir="$1" --no-first-run about:blank 3<&{to_child} 4>&{from_child}'
        )
        process = subprocess.Popen(
            ["bash", "-c", command, chromium(), str(Path(profile))],
            pass_fds=(to_child, from_child),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_child)
        os.close(from_child)
        try:
            yield Browser(from_us, to_us)
        finally:
            process.terminate()
            process.wait(timeout=30)
            os.close(from_us)
            os.close(to_us)

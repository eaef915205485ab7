"""A headless Chromium, started once and spoken to over a pipe, that lays out pages nobody trusts.

An archived page is laid out without its scripts, without network and without files: scripting is switched off, every
host name resolves to nothing, and the page is put into an empty document, which may not open files. One browser serves
any number of pages (its start costs more than a page), and is ended with everything it started.
"""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any

from extractors.picture.model import ToolMissing
from nianbao.errors import ReadError

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
DEFAULT_SECONDS = 60.0
_VIEWPORT = (1100, 900)
_CHUNK = 1 << 16
_ENDING_SECONDS = 5.0
_POLL_SECONDS = 0.02
# The browser listens on descriptors 3 and 4: put there by a process of its own, which is safe beside other threads.
_TRAMPOLINE = (
    "import fcntl, os, sys; r, w = (fcntl.fcntl(int(n), fcntl.F_DUPFD, 10) for n in sys.argv[1:3]);"
    "os.dup2(r, 3); os.dup2(w, 4); os.close(r); os.close(w); os.execv(sys.argv[3], sys.argv[3:])"
)
_OPTIONS = (
    "--headless",
    "--remote-debugging-pipe",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--no-first-run",
    "--no-default-browser-check",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=127.0.0.1:9",
)


def find_chromium() -> str:
    """Path of the browser. Raises ToolMissing with what to install."""
    for name in PROGRAMS:
        path = shutil.which(name)
        if path is not None:
            return path
    raise ToolMissing(
        "HTML",
        "Chromium is not installed, so a page cannot be shown as printed",
        "install it (Debian: apt install chromium)",
    )


class Chromium:
    """One browser process. Use as a context manager, from one thread; starts with the first page."""

    def __init__(self, seconds: float = DEFAULT_SECONDS) -> None:
        """``seconds``: time limit for the start, and for each page."""
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._profile: tempfile.TemporaryDirectory[str] | None = None
        self._to = self._from = -1
        self._pending = b""
        self._serial = 0
        self._deadline = 0.0

    def __enter__(self) -> Chromium:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def open_page(self, markup: str, scale: float) -> BrowserPage:
        """Lay out ``markup``. Raises ToolMissing, or ReadError when the browser fails or takes too long."""
        self._deadline = time.monotonic() + self._seconds
        if self._process is None:
            self._start()
        try:
            return BrowserPage(self, markup, scale)
        except ReadError:
            self.close()  # a browser that hangs or broke is of no more use; the next page gets a new one
            raise

    def call(self, method: str, parameters: Mapping[str, Any] | None = None, session: str = "") -> dict[str, Any]:
        """Ask the browser one thing and wait for the answer. Raises ReadError when it refuses, ends or is late."""
        self._serial += 1
        message = {"id": self._serial, "method": method, "params": dict(parameters or {})}
        if session:
            message["sessionId"] = session
        self._send(json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") == self._serial:
                if "error" in answer:
                    raise _failed(f"{method}: {answer['error'].get('message', 'refused')}")
                result: dict[str, Any] = answer["result"]
                return result

    def close(self) -> None:
        """End the browser and all its processes, and remove its profile."""
        process, self._process = self._process, None
        for descriptor in (self._to, self._from):
            if descriptor >= 0:
                os.close(descriptor)  # the browser ends when its pipe closes
        self._to = self._from = -1
        self._pending = b""
        if process is not None:
            _end(process)
        if self._profile is not None:
            with suppress(OSError):
                self._profile.cleanup()
            self._profile = None

    def _start(self) -> None:
        program = find_chromium()
        self._profile = tempfile.TemporaryDirectory(prefix="nianbao-browser-", ignore_cleanup_errors=True)
        to_read, self._to = os.pipe()
        self._from, from_write = os.pipe()
        options = [*_OPTIONS, f"--user-data-dir={self._profile.name}"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            options.append("--no-sandbox")  # Chromium refuses to sandbox for root
        command = [sys.executable, "-I", "-S", "-c", _TRAMPOLINE, str(to_read), str(from_write), program, *options]
        try:
            self._process = subprocess.Popen(
                command, pass_fds=(to_read, from_write), stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
        finally:
            os.close(to_read)
            os.close(from_write)
        try:
            self.call("Browser.getVersion")
        except ReadError as error:
            self.close()
            raise ReadError(
                "Chromium", f"does not start ({error.reason})", f"try '{program} --headless --version'"
            ) from error

    def _send(self, data: bytes) -> None:
        while data:
            self._wait(self._to, is_for_writing=True)
            try:
                data = data[os.write(self._to, data[:_CHUNK]) :]
            except BrokenPipeError as error:
                raise _failed("it ended") from error

    def _receive(self) -> dict[str, Any]:
        pieces = [self._pending]
        while b"\0" not in pieces[-1]:
            self._wait(self._from, is_for_writing=False)
            piece = os.read(self._from, _CHUNK)
            if not piece:
                raise _failed("it ended")
            pieces.append(piece)
        message, _, self._pending = b"".join(pieces).partition(b"\0")
        answer: dict[str, Any] = json.loads(message)
        return answer

    def _wait(self, descriptor: int, *, is_for_writing: bool) -> None:
        rest = self._deadline - time.monotonic()
        ready = False
        if rest > 0:
            poll = select.poll()
            poll.register(descriptor, select.POLLOUT if is_for_writing else select.POLLIN | select.POLLHUP)
            ready = bool(poll.poll(rest * 1000))
        if not ready:
            raise _failed(f"no answer within {self._seconds:.0f} s")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Let the browser end by itself, then end what is left of its group, whose number is taken until it is reaped."""
    deadline = time.monotonic() + _ENDING_SECONDS
    asking = os.WEXITED | os.WNOHANG | os.WNOWAIT
    while os.waitid(os.P_PID, process.pid, asking) is None and time.monotonic() < deadline:
        time.sleep(_POLL_SECONDS)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


class BrowserPage:
    """One page laid out in the browser; close it when done."""

    def __init__(self, browser: Chromium, markup: str, scale: float) -> None:
        self._browser = browser
        self._scale = scale
        self._target = str(browser.call("Target.createTarget", {"url": "about:blank"})["targetId"])
        attached = browser.call("Target.attachToTarget", {"targetId": self._target, "flatten": True})
        self._session = str(attached["sessionId"])
        self._call("Emulation.setScriptExecutionDisabled", {"value": True})
        with suppress(ReadError):  # one lock more than is needed, and not every version has it
            offline = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
            self._call("Network.emulateNetworkConditions", offline)
        size = {"width": _VIEWPORT[0], "height": _VIEWPORT[1], "deviceScaleFactor": scale, "mobile": False}
        self._call("Emulation.setDeviceMetricsOverride", size)
        frame = self._call("Page.getFrameTree")["frameTree"]["frame"]["id"]
        self._call("Page.setDocumentContent", {"frameId": frame, "html": markup})

    def evaluate(self, expression: str) -> Any:
        """The value of a script of ours in the page (its own scripts stay off)."""
        answer = self._call("Runtime.evaluate", {"expression": expression, "returnByValue": True})
        if "exceptionDetails" in answer:
            raise _failed(str(answer["exceptionDetails"].get("text", "script failed")))
        return answer["result"].get("value")

    def screenshot(self, x: float, y: float, width: float, height: float) -> bytes:
        """A part of the page, in CSS pixels, as PNG of ``scale`` times as many pixels."""
        clip = {"x": x, "y": y, "width": width, "height": height, "scale": 1}
        shot = self._call("Page.captureScreenshot", {"format": "png", "captureBeyondViewport": True, "clip": clip})
        return base64.b64decode(shot["data"])

    def close(self) -> None:
        with suppress(ReadError):
            self._browser.call("Target.closeTarget", {"targetId": self._target})

    def _call(self, method: str, parameters: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return self._browser.call(method, parameters, self._session)


def _failed(reason: str) -> ReadError:
    return ReadError("Chromium", reason, "try again, or look at the page in a browser")

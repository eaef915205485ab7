"""Prefect, made ready before it is imported: its home in our data folder, no telemetry, quiet, no server needed.

Prefect reads its settings from the environment when it is first imported, so the environment must be right before that
import. A run then starts Prefect's own temporary server; on a small machine that takes longer than the 20 seconds
Prefect allows, and the server of a run that was killed outlives it, so it is found by its id and ended at the next run.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from nianbao.settings import Settings

SERVER_START_SECONDS = 180
SERVER_END_SECONDS = 15
SERVER_MODULE = "prefect.server.api.server:create_app"


def prepare_prefect(settings: Settings) -> None:
    """Set Prefect's environment where the operator has not; call before ``import prefect``.

    An operator who set PREFECT_API_URL keeps that server, its home and its log level.
    """
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("DO_NOT_TRACK", "1")
    if "PREFECT_API_URL" in os.environ:
        return
    home = settings.data_dir.resolve() / "prefect"
    home.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("PREFECT_HOME", str(home))
    os.environ.setdefault("PREFECT_SERVER_ALLOW_EPHEMERAL_MODE", "true")
    os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", str(SERVER_START_SECONDS))
    # Below CRITICAL Prefect prints tracebacks of errors that we show as one line; our own records keep what matters.
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
    os.environ.setdefault("PREFECT_LOGGING_TO_API_ENABLED", "false")
    # The server listens on loopback; a proxy meant for the outside must not be asked for it.
    for name in ("NO_PROXY", "no_proxy"):
        hosts = [host for host in os.environ.get(name, "").split(",") if host]
        os.environ[name] = ",".join(dict.fromkeys([*hosts, "127.0.0.1", "localhost"]))


def away_reason(seconds: float) -> str:
    """Why the server that PREFECT_API_URL names cannot be used, in one clause; "" when it answers or none is named."""
    url = os.environ.get("PREFECT_API_URL")
    if not url:
        return ""
    import httpx

    try:
        httpx.get(f"{url.rstrip('/')}/health", timeout=seconds).raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return f"Prefect's server at {url} does not answer ({type(error).__name__})"
    return ""


def gone_errors() -> tuple[type[Exception], ...]:
    """What Prefect's client raises when its server is lost in the middle of a run."""
    import httpx
    from prefect.exceptions import PrefectHTTPStatusError

    return httpx.TransportError, PrefectHTTPStatusError


def note_server(settings: Settings) -> None:
    """Write down the ids of the temporary server and of this process, its owner, for ``end_orphaned_server``."""
    from prefect.server.api.server import SubprocessASGIServer

    for server in SubprocessASGIServer._instances.values():
        if server.server_process is not None:
            path = _server_file(settings)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{server.server_process.pid} {os.getpid()}", encoding="ascii")


def end_orphaned_server(settings: Settings) -> int | None:
    """End the temporary server that a killed run left behind; returns its process id, None when there is none.

    A process is ended only when its owner is gone and its command line still is Prefect's server: ids are used again
    by the system.
    """
    path = _server_file(settings)
    try:
        server, owner = (int(word) for word in path.read_text(encoding="ascii").split())
    except (OSError, ValueError):
        return None
    if Path(f"/proc/{owner}").exists() or not _is_server(server):
        return None
    os.kill(server, signal.SIGTERM)
    until = time.monotonic() + SERVER_END_SECONDS
    while _is_server(server) and time.monotonic() < until:  # it still writes into its home while it ends
        time.sleep(0.1)
    path.unlink(missing_ok=True)
    return server


def _is_server(process_id: int) -> bool:
    try:
        command = Path(f"/proc/{process_id}/cmdline").read_bytes()
    except OSError:
        return False
    return SERVER_MODULE in command.decode(errors="replace")


def _server_file(settings: Settings) -> Path:
    return settings.data_dir / "prefect" / "server.pid"

"""``nianbao review serve``: the pages of the site on 127.0.0.1, with one thing more: a decision can be recorded on them.

Any page a reviewer has open elsewhere could send requests to this port. So a decision needs a token that stands only in our
own page, an ``Origin`` that is ours, and a ``Host`` that is this machine's (a foreign name may be pointed at 127.0.0.1).
"""

from __future__ import annotations

import json
import re
import secrets
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from expectations.report.data import decisions_script
from expectations.review.desk import ReviewDesk
from nianbao.errors import NianbaoError, WarehouseError
from warehouse.archive import Archive

MOST_BYTES = 65_536
TOKEN_HEADER = "x-nianbao-token"
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SAFE_HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def review_app(desk: ReviewDesk, archive: Archive, hosts: tuple[str, ...]) -> Starlette:
    """The web app over the site of ``desk``; ``hosts`` are the ``Host`` headers it answers to, e.g. ``127.0.0.1:8765``."""
    token = secrets.token_urlsafe(32)
    writing = threading.Lock()

    def finding(_: Request) -> Response:
        page = (desk.site_dir / "finding.html").read_text(encoding="utf-8")
        meta = f'<meta name="nianbao-token" content="{token}">'
        return HTMLResponse(page.replace('<meta charset="utf-8">', f'<meta charset="utf-8">\n{meta}', 1))

    def decided(_: Request) -> Response:
        return Response(decisions_script(desk.standing()), media_type="text/javascript; charset=utf-8")

    async def record(request: Request) -> Response:
        refused = _refusal(request, token, hosts)
        if refused:
            return JSONResponse({"error": refused}, status_code=403)
        body = await request.body()
        try:
            said = _said(body)
            with writing:
                desk.decide(
                    [said["fingerprint"]],
                    said["decision"],
                    said["reviewer"],
                    said["reason"],
                    until=said["until"],
                    figure=said["figure"],
                    value=said["value"],
                )
                script = decisions_script(desk.standing()).decode()
        except NianbaoError as error:
            return JSONResponse({"error": str(error)}, status_code=400)
        except ValueError as error:
            return JSONResponse({"error": f"no decision: {error}"}, status_code=400)
        told = script.removeprefix("NB.decisions(").removesuffix(");\n")
        return Response(told, media_type="application/json")

    def original(request: Request) -> Response:
        sha256 = request.path_params["sha256"]
        try:
            if not _SHA256.fullmatch(sha256) or not archive.has(sha256):
                return PlainTextResponse("not in the archive", status_code=404)
            data = archive.get(sha256)
        except WarehouseError as error:
            return PlainTextResponse(str(error), status_code=500)
        headers = {"Content-Disposition": f'attachment; filename="{sha256[:16]}"', "Content-Security-Policy": "sandbox"}
        return Response(data, media_type="application/octet-stream", headers=headers)

    def index(_: Request) -> Response:
        return FileResponse(desk.site_dir / "index.html")

    return Starlette(
        routes=[
            Route("/", index),
            Route("/finding.html", finding),
            Route("/data/decisions.js", decided),
            Route("/decisions", record, methods=["POST"]),
            Route("/bytes/{sha256}", original),
            Mount("/", StaticFiles(directory=_site(desk.site_dir), html=True)),
        ],
        middleware=[Middleware(BaseHTTPMiddleware, dispatch=_guard(hosts))],
    )


def _site(folder: Path) -> Path:
    if not (folder / "index.html").is_file():
        raise WarehouseError(str(folder), "there is no quality report yet", "run 'nianbao run' first")
    return folder


def _guard(
    hosts: tuple[str, ...],
) -> Callable[[Request, Callable[[Request], Awaitable[Response]]], Awaitable[Response]]:
    """Answer only to our own names, and tell browsers what these pages may not be used for."""

    async def answer(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        if request.headers.get("host", "") not in hosts:
            return PlainTextResponse("this server answers to 127.0.0.1 only", status_code=403)
        response = await call_next(request)
        for name, value in _SAFE_HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return answer


def _refusal(request: Request, token: str, hosts: tuple[str, ...]) -> str:
    """Why this request may not record anything; "" when it may."""
    if request.headers.get("origin", "") not in {f"http://{host}" for host in hosts}:
        return "the request does not come from this site's own pages"
    if not secrets.compare_digest(request.headers.get(TOKEN_HEADER, "").encode(), token.encode()):
        return "the page is from an earlier start of the server: load it again"
    if int(request.headers.get("content-length") or MOST_BYTES + 1) > MOST_BYTES:
        return "the request is too long"
    return ""


def _said(body: bytes) -> dict[str, str]:
    """The fields of a decision as sent. Raises ValueError when they are not of that form."""
    sent: Any = json.loads(body)
    if not isinstance(sent, dict) or not all(isinstance(value, str) for value in sent.values()):
        raise ValueError("it is no JSON object of texts")  # one kind of error for a wrong request
    known = ("fingerprint", "decision", "reviewer", "reason", "until", "figure", "value")
    if set(sent) - set(known) or not sent.get("fingerprint"):
        raise ValueError("it names no finding, or an unknown field")
    return {name: sent.get(name, "") for name in known}

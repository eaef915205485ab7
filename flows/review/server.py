"""Runs the review app on 127.0.0.1: the socket is bound first, so that the address printed is the one it answers on."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import typer
import uvicorn

from flows.review.app import review_app
from nianbao.errors import SettingsError
from warehouse.archive import open_archive

if TYPE_CHECKING:
    from expectations.review.desk import ReviewDesk
    from nianbao.settings import Settings

ADDRESS = "127.0.0.1"


def serve_review(desk: ReviewDesk, settings: Settings, port: int, *, is_opened: bool) -> None:
    """Serve until Ctrl-C. Raises SettingsError when the port is taken, WarehouseError when there is no site yet."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((ADDRESS, port))
        except OSError as error:
            raise SettingsError(
                f"port {port}", f"cannot be used: {error.strerror}", "name another with --port"
            ) from error
        bound = listener.getsockname()[1]
        app = review_app(desk, open_archive(settings), (f"{ADDRESS}:{bound}", f"localhost:{bound}"))
        desk.refresh()
        url = f"http://{ADDRESS}:{bound}/"
        typer.echo(url)
        if is_opened:
            typer.launch(url)
        uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False)).run(sockets=[listener])

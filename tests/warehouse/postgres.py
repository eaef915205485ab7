"""A real PostgreSQL on the loopback address, made and thrown away by the test that needs it; never run as root."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import require_tool

_DEBIAN = tuple(f"/usr/lib/postgresql/{version}/bin/initdb" for version in range(17, 13, -1))
_OTHER_USER = "nobody"


@contextmanager
def postgres(database: str) -> Iterator[str]:
    """A server with one empty database; gives the libpq connection string."""
    tools = Path(require_tool("initdb", *_DEBIAN)).resolve().parent
    folder = Path(tempfile.mkdtemp(prefix="nianbao-postgres-"))
    other = pwd.getpwnam(_OTHER_USER) if os.geteuid() == 0 else None
    if other is not None:
        os.chown(folder, other.pw_uid, other.pw_gid)

    def run(tool: str, *arguments: str) -> None:
        as_user = {"user": other.pw_uid, "group": other.pw_gid, "extra_groups": []} if other is not None else {}
        subprocess.run(
            [str(tools / tool), *arguments], check=True, capture_output=True, cwd=folder, env={"LC_ALL": "C"}, **as_user
        )  # type: ignore[call-overload]

    data = str(folder / "data")
    port = _free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
    try:
        run("initdb", "-D", data, "-U", "nianbao", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            run("createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "nianbao", database)
            yield f"dbname={database} host=127.0.0.1 port={port} user=nianbao"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

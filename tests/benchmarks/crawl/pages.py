"""Pages a second and peak memory: small pages on loopback with politeness off, our fetcher beside plain Scrapy."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.conftest import REPOSITORY

PAGES = 2_000
HOSTS = tuple(f"127.0.70.{number}" for number in range(1, 9))
SCRAPY = REPOSITORY / "build" / "crawl-venv" / "bin" / "python"
SPIDER = Path(__file__).parent / "scrapy_pages.py"


@dataclass(frozen=True)
class Speed:
    """One way of fetching all pages: wall and CPU seconds, peak memory of its process in MB."""

    name: str
    pages: int
    seconds: float
    cpu_seconds: float
    peak_mb: float


def page_of(number: int) -> bytes:
    text = "政府信息公开工作年度报告。" * 40
    return (
        f"<html><head><title>第{number}页</title></head><body><h1>第{number}页</h1><p>{text}</p></body></html>".encode()
    )


class _Server(ThreadingHTTPServer):
    request_queue_size = 256  # Scrapy opens connections in bursts; a dropped one would cost it a second
    daemon_threads = True


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self) -> None:
        name = self.path.rpartition("/")[2].removesuffix(".html")
        data = page_of(int(name)) if name.isdigit() else b""
        self.send_response(200 if data else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """The clients count."""


@contextmanager
def page_server() -> Iterator[list[str]]:
    """A process that serves the pages on all hosts; yields their addresses (http://host:port)."""
    command = [sys.executable, "-m", "tests.benchmarks.crawl.pages", "serve"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True, cwd=REPOSITORY)
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())
    finally:
        process.kill()
        process.communicate()


def _serve() -> None:
    import threading

    servers = [_Server((host, 0), _Handler) for host in HOSTS]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    print(
        json.dumps([f"http://{host}:{server.server_port}" for host, server in zip(HOSTS, servers, strict=True)]),
        flush=True,
    )
    sys.stdin.read()


def _fetch(addresses: list[str]) -> int:
    """Our fetcher: one request at a time to a host, the hosts side by side."""
    from extractors.sites.fetch import Fetcher, FetchLimits
    from flows.lanes import side_by_side

    limits = FetchLimits("nianbao/bench", allow_loopback=True, delay_seconds=0, jitter=0, host_requests=PAGES + 10)
    lanes: dict[str, list[str]] = {}
    for address in addresses:
        lanes.setdefault(address.split("/")[2], []).append(address)
    with Fetcher(limits) as fetcher:

        def visit(lane: list[str]) -> int:
            return sum(fetcher.fetch(address).outcome == "fetched" for address in lane)

        return sum(side_by_side(visit, list(lanes.values()), len(lanes), fetcher.stop))


def addresses_on(hosts: list[str]) -> list[str]:
    return [f"{hosts[number % len(hosts)]}/{number}.html" for number in range(1, PAGES + 1)]


def measure() -> list[Speed]:
    """All ways, each in a process of its own; Scrapy's lines are absent where its environment is not made."""
    found = []
    with page_server() as hosts:
        ours = [sys.executable, "-m", "tests.benchmarks.crawl.pages", "fetch"]
        found.append(_run("nianbao, one host", ours, addresses_on(hosts[:1])))
        found.append(_run("nianbao, 8 hosts side by side", ours, addresses_on(hosts)))
        if SCRAPY.is_file():
            for name, at_once, some in (
                ("one at a time", 1, hosts[:1]),
                ("8 at a time", 8, hosts[:1]),
                ("8 hosts, 1 each", 1, hosts),
            ):
                found.append(_run(f"Scrapy, {name}", [str(SCRAPY), str(SPIDER), str(at_once)], addresses_on(some)))
    return found


def peak_mb() -> float:
    """Peak memory of this process alone (Linux; ru_maxrss would begin with that of the parent)."""
    for line in Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _run(name: str, command: list[str], addresses: list[str]) -> Speed:
    answer = subprocess.run(
        command, input=json.dumps(addresses), capture_output=True, text=True, check=True, cwd=REPOSITORY
    )
    data = json.loads(answer.stdout.splitlines()[-1])
    return Speed(name, data["pages"], data["seconds"], data["cpu"], data["peak_mb"])


def main() -> None:
    if sys.argv[1] == "serve":
        _serve()
        return
    addresses = json.loads(sys.stdin.read())
    began = time.monotonic()
    pages = _fetch(addresses)
    seconds = time.monotonic() - began
    print(json.dumps({"pages": pages, "seconds": seconds, "cpu": time.process_time(), "peak_mb": peak_mb()}))


if __name__ == "__main__":
    main()

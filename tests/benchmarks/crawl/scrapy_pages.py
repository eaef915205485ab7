"""The same pages by plain Scrapy. Run by the interpreter of ``build/crawl-venv``; imports nothing of nianbao.

``python scrapy_pages.py AT_ONCE`` reads a JSON list of addresses and prints one JSON object: pages, wall and CPU seconds,
peak memory in MB.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any


def crawl(addresses: list[str], at_once: int) -> int:
    scrapy: Any = import_module("scrapy")
    process: Any = import_module("scrapy.crawler").CrawlerProcess(
        settings={
            "LOG_ENABLED": False,
            "ROBOTSTXT_OBEY": True,
            "DOWNLOAD_DELAY": 0,
            "CONCURRENT_REQUESTS": 16,
            "CONCURRENT_REQUESTS_PER_DOMAIN": at_once,
            "TELNETCONSOLE_ENABLED": False,
        }
    )
    pages: list[int] = []

    class Pages(scrapy.Spider):  # type: ignore[misc]
        name = "pages"
        start_urls = addresses[:1]

        def parse(self, response: Any) -> Iterator[Any]:
            """The first page leads to all others, as a list does."""
            pages.append(len(response.body))
            if len(pages) == 1:
                yield from (scrapy.Request(address, callback=self.parse) for address in addresses[1:])

    process.crawl(Pages)
    process.start()
    return len(pages)


def main() -> None:
    addresses = json.loads(sys.stdin.read())
    began = time.monotonic()
    pages = crawl(addresses, int(sys.argv[1]))
    seconds = time.monotonic() - began
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    peak = next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM:"))
    print(json.dumps({"pages": pages, "seconds": seconds, "cpu": time.process_time(), "peak_mb": peak}))


if __name__ == "__main__":
    main()

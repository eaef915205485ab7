"""Tables of PDFs as another tool reads them. Run by the interpreter of ``build/speed-venv``; imports nothing of nianbao.

``python other_tools.py TOOL WARM FILE…`` prints one JSON object: CPU seconds of each file after the first WARM ones, those
of a fixed loop before and after each, peak memory in MB, and for each file its tables as rows of texts (null for a slot that a merge covers, where the tool tells).
"""

from __future__ import annotations

import json
import logging
import sys
import time
import warnings
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

Rows = list[list["str | None"]]
PACE_STEPS = 100_000


def by_pdfplumber(path: str) -> list[Rows]:
    with import_module("pdfplumber").open(path) as pdf:
        return [table for page in pdf.pages for table in page.extract_tables()]


def by_camelot(path: str) -> list[Rows]:
    tables = import_module("camelot").read_pdf(path, flavor="lattice", pages="all")
    return [table.df.to_numpy().tolist() for table in tables]


def by_pymupdf(path: str) -> list[Rows]:
    document: Any = import_module("pymupdf").open(path)
    return [table.extract() for page in document for table in page.find_tables().tables]


TOOLS: dict[str, Callable[[str], list[Rows]]] = {
    "pdfplumber extract_tables": by_pdfplumber,
    "camelot lattice": by_camelot,
    "PyMuPDF find_tables": by_pymupdf,
}


def pace() -> float:
    """CPU seconds of a fixed loop: what else runs on the machine makes it slower, and all that is measured beside it."""
    start, total = time.process_time(), 0
    for number in range(PACE_STEPS):
        total += number * number % 7
    return time.process_time() - start


def peak_mb() -> float:
    """Peak resident memory of this process. ``getrusage`` would count that of the process it was forked from."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return float(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


def main(tool: str, warm: int, files: list[str]) -> int:
    warnings.simplefilter("ignore")
    logging.disable(logging.ERROR)
    read = TOOLS[tool]
    for file in files[:warm]:
        read(file)
    seconds, tables, paces = [], [], [pace()]
    for file in files[warm:]:
        start = time.process_time()
        tables.append(read(file))
        seconds.append(time.process_time() - start)
        paces.append(pace())
    peak = peak_mb()
    json.dump({"seconds": seconds, "paces": paces, "peak_mb": peak, "tables": tables}, sys.stdout)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], int(sys.argv[2]), sys.argv[3:]))

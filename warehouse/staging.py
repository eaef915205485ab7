"""Staging: reading files become files of short records, one line a reading, which DuckDB takes in at once.

A reading is some 50 kB of JSON, nearly all of it its 200 figures with the same fifteen keys each; parsing that in SQL cost
ten times what everything else in a load costs. Here each file is read once, in as many processes as there are cores, its
figures are packed (``warehouse.packing``), and what no table has a column for is kept as it is.
"""

from __future__ import annotations

import gc
import hashlib
import json
import os
import re
import subprocess
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson

from nianbao.errors import WarehouseError
from warehouse.packing import ContractFault, Packed, pack_figures

BATCH_FILES = 256
"""Files of one process at a time; fewer than two batches are packed in this process, which is sooner done."""

_MEND = "delete it and extract its item again"
_FETCHED_AT = re.compile(rb'"fetched_at"\s*:\s*"[^"]*"')
_SEAL = re.compile(rb',"crc32":"([0-9a-f]{8})"}\Z')
_SEAL_LENGTH = len(b',"crc32":"00000000"}')
_TOP_KEYS = {"contract", "reading_id", "code_version", "item", "blobs", "report", "crc32"}
_REPORT_KEYS = {"contract", "status", "title", "organ", "year", "scope", "published"} | {
    *("witnesses", "tables", "figures", "sections", "claims", "issues")
}
_NOTHING = Packed([], {}, [], "", 0)
_US, _RS, _GS = "\x1f", "\x1e", "\x1d"


@dataclass(frozen=True, slots=True)
class Batch:
    """The records of up to ``BATCH_FILES`` reading files: two files of JSON lines, and the longest line in bytes."""

    readings: Path
    cells: Path
    longest: int


def stage_files(paths: Sequence[Path], folder: Path) -> Iterator[Batch]:
    """Write the records of these reading files into ``folder``, in batches; the first file has number 1.

    Raises WarehouseError when a file cannot be read or is no JSON (the line names it).
    """
    numbered = list(enumerate(paths, start=1))
    jobs = [numbered[at : at + BATCH_FILES] for at in range(0, len(numbered), BATCH_FILES)]
    if len(jobs) < 2:
        yield from (_stage_batch(job, folder) for job in jobs)
        return
    workers = [_start(jobs[at :: os.cpu_count() or 1], folder) for at in range(min(len(jobs), os.cpu_count() or 1))]
    try:
        for at in range(len(jobs)):
            yield _answer(workers[at % len(workers)])
    finally:
        for worker in workers:
            worker.kill()
            worker.communicate()


def _start(jobs: Sequence[Sequence[tuple[int, Path]]], folder: Path) -> subprocess.Popen[str]:
    """A process of its own for these batches: a fresh interpreter, because a forked one would carry DuckDB's threads."""
    text = json.dumps([[(number, str(path)) for number, path in job] for job in jobs])
    (folder / f"{jobs[0][0][0]:09}.jobs").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "warehouse.staging", f"{folder / f'{jobs[0][0][0]:09}.jobs'}"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def _answer(worker: subprocess.Popen[str]) -> Batch:
    line = worker.stdout.readline() if worker.stdout else ""
    if not line:
        raise WarehouseError("reading files", f"could not be packed (exit code {worker.wait()})", "see the lines above")
    answer = json.loads(line)
    if "subject" in answer:
        raise WarehouseError(answer["subject"], answer["reason"], _MEND)
    return Batch(Path(answer["readings"]), Path(answer["cells"]), answer["longest"])


def _serve(jobs: Path) -> None:
    """The worker: pack the batches of a file of jobs, one line of JSON for each."""
    gc.disable()  # parsed JSON has no cycles, and looking for them doubles the time of parsing
    for job in json.loads(jobs.read_text(encoding="utf-8")):
        try:
            batch = _stage_batch([(number, Path(path)) for number, path in job], jobs.parent)
        except WarehouseError as error:
            print(json.dumps({"subject": error.subject, "reason": error.reason}), flush=True)
            return
        print(json.dumps({**asdict(batch), "readings": str(batch.readings), "cells": str(batch.cells)}), flush=True)


def _stage_batch(numbered: Sequence[tuple[int, Path]], folder: Path) -> Batch:
    name = f"{numbered[0][0]:09}"
    cells: dict[int, dict[str, Any]] = {}
    lines = []
    for number, path in numbered:
        line, listed = _record(number, path)
        lines.append(line)
        cells |= listed
    batch = Batch(folder / f"{name}.readings", folder / f"{name}.cells", max(map(len, lines)))
    batch.readings.write_bytes(b"\n".join(lines))
    listed_lines = [json.dumps({"cells": key, **one}, ensure_ascii=False) for key, one in cells.items()]
    batch.cells.write_text("\n".join(listed_lines), encoding="utf-8")
    return batch


def _record(number: int, path: Path) -> tuple[bytes, dict[int, dict[str, Any]]]:
    try:
        text = unsealed(path.read_bytes())
        reading = _parsed(text)
    except OSError as error:
        raise WarehouseError(str(path), f"cannot be read ({error.strerror})", _MEND) from error
    except ValueError as error:
        raise WarehouseError(str(path), f"is not a reading: {error}", _MEND) from error
    record, cells = record_of(reading, text)
    return orjson.dumps({"stage_no": number, "path": str(path), **record}), cells


def _parsed(text: bytes) -> Any:
    try:
        return orjson.loads(text)
    except ValueError as error:
        raise ValueError(f"no JSON ({error})") from error


def sealed(text: str) -> str:
    """The JSON object of a reading with a checksum as its last key: a flipped bit makes another number, and no bad JSON."""
    return f'{text[:-1]},"crc32":"{zlib.crc32(text.encode()):08x}"}}'


def unsealed(text: bytes) -> bytes:
    """The same without the checksum; readings of earlier versions have none. Raises ValueError when it does not agree."""
    seal = _SEAL.match(text, max(0, len(text) - _SEAL_LENGTH))
    if seal is None:
        return text
    body = text[: seal.start()] + b"}"
    if zlib.crc32(body) != int(seal[1], 16):
        raise ValueError("its checksum does not agree: it was damaged after it was written")
    return body


def record_of(reading: Any, text: bytes) -> tuple[dict[str, Any], dict[int, dict[str, Any]]]:
    """The record of one parsed reading, and the lists of cells it refers to; ``fault`` says how it breaks the contract."""
    if not isinstance(reading, dict):
        return {"fault": "it holds no object"}, {}
    report = reading.get("report")
    report = report if isinstance(report, dict) else {}
    fault, packed = None, _NOTHING
    try:
        packed = pack_figures(report.get("figures") or ())
        content = hashlib.sha256(
            f"{packed.body}{_GS}{_sections_body(report.get('sections') or ())}".encode()
        ).hexdigest()
    except ContractFault as error:
        fault, content = str(error), ""
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        fault, content = f"figures or sections are not those of the contract ({error})", ""
    record = {
        "fault": fault,
        "reading_hash": hash_of(text),
        "content_sha256": content,
        "figure_count": packed.count,
        "packed": packed.tables,
        "load_issues": [{"code": code, "message": message, "place": place} for code, message, place in packed.issues],
        "reading": {**reading, "report": {key: value for key, value in report.items() if key != "figures"}},
        "remainder": _remainder(reading, report),
    }
    return record, packed.cells


def hash_of(text: bytes) -> int:
    """A hash of a reading without its fetch times: they are of the machine, and two nights that saw the same agree."""
    return int.from_bytes(hashlib.sha256(_FETCHED_AT.sub(b'"fetched_at": null', text)).digest()[:7], "big")


def _remainder(reading: Mapping[str, Any], report: Mapping[str, Any]) -> dict[str, Any]:
    """What no table of the warehouse has a column for: the results of the equations, and keys of later contracts."""
    rest = {key: value for key, value in reading.items() if key not in _TOP_KEYS}
    of_report = {key: value for key, value in report.items() if key not in _REPORT_KEYS}
    return rest | {"report": of_report}


def _sections_body(sections: Sequence[Mapping[str, Any]]) -> str:
    """The text of the sections as the hash of the content takes it; two texts under one number are one section."""
    titles: dict[int, str] = {}
    texts: dict[int, list[str]] = {}
    for one in sections:
        titles.setdefault(one["number"], one.get("title") or "")
        texts.setdefault(one["number"], []).append(one.get("text") or "")
    return _RS.join(_US.join((str(number), titles[number], "\n".join(texts[number]))) for number in sorted(titles))


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))

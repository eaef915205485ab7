"""Made documents on disk, kept under a hash of the generator and of the layouts: made once, read often."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from tests.benchmarks.accuracy.corpus.kinds import Kind
from tests.benchmarks.accuracy.corpus.model import Key, Made, Truth
from tests.conftest import REPOSITORY

BUILD = REPOSITORY / "build" / "accuracy"
_SOURCES = (Path(__file__).parent, REPOSITORY / "extractors" / "layouts")
_SEEDS_OF_A_KIND = 1_000


def seeds_of(kind: str, count: int, base: int = 0) -> list[int]:
    """Seeds of a kind: the same from run to run, other figures in every kind."""
    first = zlib.crc32(kind.encode()) % 1_000_000 * _SEEDS_OF_A_KIND + base
    return list(range(first, first + count))


@lru_cache(maxsize=1)
def generator_hash() -> str:
    digest = hashlib.sha256()
    for folder in _SOURCES:
        for path in sorted(p for p in folder.iterdir() if p.suffix in (".py", ".yaml")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def folder_of(kind: Kind, build: Path = BUILD) -> Path:
    return build / generator_hash() / kind.name


def ensure(kind: Kind, seeds: Sequence[int], build: Path = BUILD) -> list[tuple[int, Made]]:
    """The documents of these seeds, made where they are not there yet."""
    folder = folder_of(kind, build)
    folder.mkdir(parents=True, exist_ok=True)
    missing = [seed for seed in seeds if not (folder / f"{seed}.truth.json").is_file()]
    if missing:
        for seed, made in zip(missing, kind.make(missing), strict=True):
            (folder / f"{seed}.{made.suffix}").write_bytes(made.data)
            text = json.dumps([truth_json(truth) for truth in made.truths], ensure_ascii=False, indent=0)
            (folder / f"{seed}.truth.json").write_text(text, encoding="utf-8")
    return [(seed, _stored(folder, seed, kind.suffix)) for seed in seeds]


def _stored(folder: Path, seed: int, suffix: str) -> Made:
    truths = json.loads((folder / f"{seed}.truth.json").read_text(encoding="utf-8"))
    return Made((folder / f"{seed}.{suffix}").read_bytes(), suffix, tuple(truth_from_json(one) for one in truths))


def truth_json(truth: Truth) -> dict[str, Any]:
    return {
        "organ": truth.organ,
        "year": truth.year,
        "cells": {
            ".".join(key): [None if v is None else str(v) for v in values] for key, values in truth.cells.items()
        },
        "open": sorted(".".join(key) for key in truth.open_cells),
    }


def truth_from_json(data: dict[str, Any]) -> Truth:
    return Truth(
        data["organ"],
        data["year"],
        {_key(k): tuple(None if v is None else Decimal(v) for v in values) for k, values in data["cells"].items()},
        frozenset(_key(name) for name in data["open"]),
    )


def _key(name: str) -> Key:
    table, row, column = name.split(".")
    return table, row, column

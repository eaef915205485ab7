"""The process that makes and reads the documents of one kind: one line of JSON a document, so that a crash loses one.

``python -m tests.benchmarks.accuracy.worker KIND SEED…``; seeds after ``--lost`` are those that brought it down before.
"""

from __future__ import annotations

import json
import resource
import sys
import time

from extractors.extract import extract_bytes
from tests.benchmarks.accuracy.corpus.kinds import BORN_DIGITAL, KINDS
from tests.benchmarks.accuracy.corpus.model import Made
from tests.benchmarks.accuracy.corpus.store import ensure
from tests.benchmarks.accuracy.score import Score, compare


def cpu_seconds() -> float:
    """CPU seconds of this process and of the programs that it ran to the end."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def read(made: Made, seed: int) -> Score:
    start = cpu_seconds()
    report = extract_bytes(made.data, hint=f"{seed}.{made.suffix}")
    seconds = cpu_seconds() - start
    score = compare(report, made.truths, seed)
    score.seconds = seconds
    return score


def main(kind: str, seeds: list[int]) -> None:
    documents = ensure(KINDS[kind], seeds)
    print(json.dumps({"made": len(documents)}), flush=True)
    for number, (seed, made) in enumerate(documents):
        print(json.dumps({"seed": seed}), flush=True)
        if number == 0 and KINDS[kind].target is BORN_DIGITAL:
            read(made, seed)  # unmeasured: the first one pays for the imports; a scan costs far more than they do
        print(json.dumps(read(made, seed).to_json(), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], [int(seed) for seed in sys.argv[2:]])

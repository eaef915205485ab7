"""``make bench-quality``: recall and precision of the audit, printed and written to ``tests/benchmarks/results/quality.md``.

What an audit costs is measured where a warehouse of full size is made: ``make bench-warehouse``.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.quality import recall

RESULTS = Path(__file__).resolve().parents[1] / "results" / "quality.md"
_KINDS = {"arithmetic": 1.0, "other": 0.95, "uncovered": 0.0}
_LEAST_PRECISION = 0.999


def main() -> int:
    """Measure; returns 1 when one of the promised shares is missed."""
    parser = argparse.ArgumentParser(description="recall and precision of the audit")
    parser.add_argument("--each", type=int, default=40, help="mistakes planted of each kind")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="nianbao-quality-"))
    try:
        found, beside, sound = recall.run(folder, options.each)
        of_forms, sound_forms = recall.run_forms(folder, max(1, options.each // 4))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    cpu = time.process_time()
    text = _page(found, of_forms, {
        "of a sound population": sound, "beside the planted ones": beside, "in each form, none planted": sound_forms
    })  # fmt: skip
    text += f"\nThe whole run: {cpu:.0f} CPU seconds, peak memory {peak:.0f} MB.\n"
    sys.stdout.write(text)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(text, encoding="utf-8")
    is_short = any(one.share < _KINDS[one.mutation.kind] for one in found) or any(
        one.found < one.planted for one in of_forms
    )
    return int(is_short or min(beside.share, sound.share, sound_forms.share) < _LEAST_PRECISION)


def _page(
    found: list[recall.Recall],
    of_forms: list[recall.FormRecall],
    precisions: dict[str, recall.Precision],
) -> str:
    lines = [
        "# Quality of the audit",
        "",
        "Written by `make bench-quality`.",
        "",
        "## Recall by kind of planted mistake",
        "",
    ]
    lines += ["| planted | 植入的错误 | kind | checks | planted | found | recall |", "|---|---|---|---|--:|--:|--:|"]
    for one in found:
        checks = ", ".join(one.mutation.checks)
        what = f"{one.mutation.name} | {one.mutation.zh} | {one.mutation.kind}"
        lines.append(f"| {what} | {checks} | {one.planted} | {one.found} | {100 * one.share:.1f} % |")
    lines += [
        "",
        "*uncovered*: no equation of the form holds the figure; only a jump against its own history can show it.",
        "",
    ]
    lines += ["## Recall by equation and form", ""]
    lines += ["| check | form | planted | found by this check |", "|---|---|--:|--:|"]
    lines += [f"| {one.check} | {one.form} | {one.planted} | {one.found} |" for one in of_forms]
    lines += [
        "",
        "## Precision",
        "",
        "| reports | number | with a finding | without | checks that spoke |",
        "|---|--:|--:|--:|---|",
    ]
    for name, over in precisions.items():
        spoke = ", ".join(over.checks) or "–"
        lines.append(f"| {name} | {over.reports:,} | {over.with_finding} | {100 * over.share:.2f} % | {spoke} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())

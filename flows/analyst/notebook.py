"""A notebook written as a plain Python file (cells begin with ``# %%``) -> the same as ``.ipynb``, always with the same bytes.

The Python file is what is reviewed, linted and changed; the notebook beside it is what an analyst opens. A test fails while
the two say different things. ``python -m flows.analyst.notebook docs/notebooks/five_charts.py`` writes it anew.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

_CELL = re.compile(r"^# %%(?P<kind> \[markdown\])?[ \t]*\n", re.MULTILINE)


def notebook_text(source: str) -> str:
    """The notebook of a Python file with cell marks, without outputs."""
    marks = list(_CELL.finditer(source))
    ends = [mark.start() for mark in marks[1:]] + [len(source)]
    cells = [
        _cell(number, bool(mark["kind"]), source[mark.end() : end].strip("\n"))
        for number, (mark, end) in enumerate(zip(marks, ends, strict=True))
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = {
        "cells": cells,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def _cell(number: int, is_markdown: bool, text: str) -> dict[str, Any]:
    cell: dict[str, Any] = {"id": f"cell-{number}", "metadata": {}}
    if is_markdown:
        lines = [line.removeprefix("#").removeprefix(" ") for line in text.splitlines()]
        return {"cell_type": "markdown", **cell, "source": "\n".join(lines).splitlines(keepends=True)}
    return {
        "cell_type": "code",
        "execution_count": None,
        **cell,
        "outputs": [],
        "source": text.splitlines(keepends=True),
    }


if __name__ == "__main__":
    for name in sys.argv[1:]:
        path = Path(name)
        path.with_suffix(".ipynb").write_text(notebook_text(path.read_text(encoding="utf-8")), encoding="utf-8")

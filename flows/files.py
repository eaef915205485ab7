"""Paths given to ``nianbao import`` -> the files behind them; sizes are looked at before anything is read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from nianbao.errors import NianbaoError


class PathMissing(NianbaoError):
    """A path given on the command line that does not exist."""

    code = "path_missing"


def files_of(paths: Iterable[Path]) -> list[Path]:
    """Absolute paths of all files named or found in named folders, sorted, each once.

    Hidden files and the lock files of office programs (``~$report.docx``) in folders are left out; a file named by
    itself is always taken. Raises PathMissing for a path that does not exist.
    """
    found: set[Path] = set()
    for path in paths:
        if path.is_dir():
            found |= {file.resolve() for file in path.rglob("*") if file.is_file() and not _is_by_product(file, path)}
        elif path.exists():
            found.add(path.resolve())
        else:
            raise PathMissing(str(path), "does not exist", "give files or folders that do")
    return sorted(found)


def too_large_reason(size: int, limit: int) -> str:
    """Why a file is not read, with both sizes."""
    return f"{size:,} bytes is over the limit of {limit:,}; raise NIANBAO_MAX_BYTES if it really is a report"


def _is_by_product(file: Path, folder: Path) -> bool:
    return any(part.startswith((".", "~$")) for part in file.relative_to(folder).parts)

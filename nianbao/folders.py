"""Folders an operator named: made when absent, and refused in one line where they cannot be made or written."""

from __future__ import annotations

import os
from pathlib import Path

from nianbao.errors import SettingsError

_MEND = "name a folder that you may write, with --data-dir or NIANBAO_DATA_DIR"


def usable_folder(path: Path, mend: str = _MEND) -> Path:
    """Make ``path`` a folder we may write; returns it.

    Raises SettingsError with the path when it is a file, cannot be made, or must not be written.
    """
    if path.exists() and not path.is_dir():
        raise SettingsError(str(path), "is a file", mend)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(str(path), f"cannot be made: {(error.strerror or str(error)).lower()}", mend) from error
    if os.statvfs(path).f_flag & os.ST_RDONLY:
        raise SettingsError(str(path), "lies on a read-only file system", mend)
    if not os.access(path, os.W_OK | os.X_OK):
        raise SettingsError(str(path), "must not be written by this user", mend)
    return path

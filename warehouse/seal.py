"""The seal of the published file: its sha256, kept beside it, so that damage of the disk is found before it spreads.

Every build starts as a copy of the published file: a flipped bit there would be copied night after night. The seal is
written before the rename that publishes and names the files before as well, so a kill between the two leaves no false
alarm. A file that does not match its seal is read whole, for DuckDB has a checksum for every block: what can be read
was written by somebody else (a repair) and is taken as it is.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from nianbao.errors import WarehouseError
from warehouse.archive_store import sync_folder
from warehouse.checksums import read_whole

SEAL_SUFFIX = ".seal"
_KEPT = 4


def seal(build: Path, published: Path) -> None:
    """Write the seal of ``build``, which is about to take the place of ``published``."""
    text = json.dumps([sha256_of(build), *_known(published)][:_KEPT])
    path = _path(published)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    with temporary.open("w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


def damage_of(published: Path) -> str:
    """Why the published file cannot be used, in one clause; "" when it is sound or there is none."""
    if not published.is_file():
        return ""
    try:
        known = _known(published)
        if known and sha256_of(published) in known:
            return ""
        read_whole(published)
    except WarehouseError as error:
        return error.reason
    except OSError as error:
        return (error.strerror or str(error)).lower()
    return ""


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _known(published: Path) -> list[str]:
    """Checksums of the sealed file and of those before, the newest first; none where the seal itself is damaged."""
    try:
        found = json.loads(_path(published).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return []
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def _path(published: Path) -> Path:
    return published.with_name(published.name + SEAL_SUFFIX)

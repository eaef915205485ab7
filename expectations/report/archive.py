"""Where the pages of the site find the bytes that were fetched: a link into a folder, or an address that is only named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

PACKED = ".zst"
STORED = f"AA/BB/SHA{PACKED}"
"""Name of a blob in an archive; AA and BB stand for the first four digits of its sha256, SHA for all of it."""


def _always_packed(_: str) -> str | None:
    return PACKED


@dataclass(frozen=True, slots=True)
class ArchivePlace:
    """``template``: relative to the site's folder, or an address (``s3://…``), which a browser cannot open; "": not known.

    ``suffix`` tells how a blob is stored: ".zst", ".gz", "" (as it came), or None where the archive does not have it.
    """

    template: str = ""
    suffix: Callable[[str], str | None] = _always_packed

    @property
    def is_link(self) -> bool:
        return bool(self.template) and "://" not in self.template

"""Numbers with their nouns, as a person says them."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """``1 site``, ``1,204 sites``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"

"""The decorator of the small value classes that a document is made of by the thousand.

A frozen dataclass stores each field by a call of ``object.__setattr__``: a report is some 1,200 objects of 4 to 15 fields,
and their construction took longer than everything that was thought about them. ``record`` is a dataclass that is frozen
for the type checker, which refuses every assignment to a field, and plain at run time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as record
else:
    from dataclasses import dataclass

    def record(*, frozen: bool, slots: bool, eq: bool = True):
        """``dataclass(frozen=True, slots=True)`` with equality and hash by value, but with a plain ``__init__``."""
        assert frozen, "a record is frozen; a class that changes is a dataclass"
        return dataclass(slots=slots, eq=eq, unsafe_hash=eq)


__all__ = ["record"]

"""The file of decisions: JSON lines that are only ever added, made to be read by people and merged by git."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Sequence
from pathlib import Path

from expectations.review.model import Decision, WrongDecision, parse


class DecisionBook:
    """All decisions of a project, in the order they were taken."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def all(self) -> list[Decision]:
        """Every decision in order of time (ties: order of the file). A line that stands there twice counts once.

        Raises WrongDecision naming file and line when a line is no decision.
        """
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return []
        except (OSError, UnicodeDecodeError) as error:
            raise WrongDecision(str(self.path), f"cannot be read: {error}", "mend the file") from error
        lines = dict.fromkeys(line.strip() for line in text.split("\n"))
        numbers = {line.strip(): number for number, line in enumerate(text.split("\n"), start=1)}
        found = [parse(line, f"{self.path}, line {numbers[line]}") for line in lines if line]
        return sorted(found, key=lambda one: one.decided_at)

    def append(self, decisions: Sequence[Decision]) -> None:
        """Add decisions at the end, safely beside another writer, and flush them to disk."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            size = file.seek(0, os.SEEK_END)
            if size:  # an editor may have left the last line without its end
                file.seek(size - 1)
                if file.read(1) != b"\n":
                    file.write(b"\n")
            file.write("".join(one.line() + "\n" for one in decisions).encode())
            file.flush()
            os.fsync(file.fileno())

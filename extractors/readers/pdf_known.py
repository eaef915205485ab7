"""Fragments of aligned text -> the labels of the official forms that stand in them, however they wrap or are set apart.

A label may be one fragment, several lines under each other (a narrow cell), or single characters far apart on one line
(justified text). Starting at each piece, the pieces to the right and below are followed as long as they spell the
beginning of a label; of labels that overlap the longest wins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from extractors.normalize import label_key
from extractors.readers.pdf_fragments import WRAP, Fragment, SplitLine
from extractors.readers.pdf_words import Words, form_words
from extractors.values import looks_like_value

ATOM_GAP = 0.3  # em between two pieces that may be parts of different labels
WIDEST_GAP = 14.0  # em between two characters of one justified label
MOST_STEPS = 4_000  # of one search, against drawings made of letters


@dataclass(frozen=True)
class Atom:
    """A piece of a fragment that no gap parts: the smallest unit of a label. ``line`` and ``index``: its place."""

    fragment: Fragment
    line: int
    index: int

    @cached_property
    def key(self) -> str:
        return label_key(self.fragment.text)

    @cached_property
    def is_value(self) -> bool:
        # 无 is a value by itself, and a character of labels set apart.
        return looks_like_value(self.fragment.text) and self.fragment.text not in ("无", "零")


@dataclass(frozen=True, slots=True)
class KnownLabel:
    """A label of the forms and the atoms that spell it."""

    key: str
    atoms: tuple[Atom, ...]

    def fragments(self) -> list[Fragment]:
        """One fragment for each line of the label, from top to bottom."""
        by_line: dict[int, list[Atom]] = {}
        for atom in self.atoms:
            by_line.setdefault(atom.line, []).append(atom)
        lines = ([char for atom in atoms for char in atom.fragment.chars] for _, atoms in sorted(by_line.items()))
        return [Fragment(tuple(chars)) for chars in lines]


def atoms_of(lines: Sequence[SplitLine]) -> list[list[Atom]]:
    """The atoms of each line, from left to right; numbers stay whole."""
    found: list[list[Atom]] = []
    for number, line in enumerate(lines):
        pieces = [piece for fragment in line.fragments for piece in _pieces(fragment)]
        found.append([Atom(piece, number, index) for index, piece in enumerate(pieces)])
    return found


def _pieces(fragment: Fragment) -> list[Fragment]:
    if fragment.is_number:
        return [fragment]
    printed = [char for char in fragment.chars if char.text != " "]
    pieces = [[printed[0]]]
    for last, char in pairwise(printed):
        if char.x0 - last.x1 >= ATOM_GAP * char.size:
            pieces.append([])
        pieces[-1].append(char)
    return [Fragment(tuple(piece)) for piece in pieces]


def known_labels(atoms: Sequence[Sequence[Atom]], cut_from: int | None = None) -> list[KnownLabel]:
    """The labels of the forms among the atoms, each atom in one label at most.

    ``cut_from``: the beginning of a label counts as one where it ends on this line or below (at the end of a page).
    """
    words = form_words()
    starts = [atom for row in atoms for atom in row if not atom.is_value]
    found = [label for atom in starts for label in _from(atom, atoms, words, cut_from)]
    found.sort(key=lambda label: (-len(label.key), -len(label.atoms)))
    used: set[tuple[int, int]] = set()
    kept: list[KnownLabel] = []
    for label in found:
        places = {(atom.line, atom.index) for atom in label.atoms}
        if not places & used:
            used |= places
            kept.append(label)
    return kept


def _from(start: Atom, atoms: Sequence[Sequence[Atom]], words: Words, cut_from: int | None) -> Iterator[KnownLabel]:
    """Every label that begins with an atom."""
    if start.key in words.units:
        yield KnownLabel(start.key, (start,))
    if start.key not in words.prefixes:
        return
    stack: list[tuple[tuple[Atom, ...], str]] = [((start,), start.key)]
    steps = 0
    while stack and steps < MOST_STEPS:
        steps += 1
        path, key = stack.pop()
        if key in words.labels or (cut_from is not None and path[-1].line >= cut_from):
            yield KnownLabel(key, path)
        following = [atom for atom in (_right_of(path, atoms), *_below(path, atoms)) if atom and not atom.is_value]
        stack += [((*path, a), key + a.key) for a in following if key + a.key in words.prefixes]


def _right_of(path: Sequence[Atom], atoms: Sequence[Sequence[Atom]]) -> Atom | None:
    last = path[-1]
    row = atoms[last.line]
    following = row[last.index + 1] if last.index + 1 < len(row) else None
    if following is None:
        return None
    gap = following.fragment.x0 - last.fragment.x1
    return following if gap <= WIDEST_GAP * last.fragment.size else None


def _below(path: Sequence[Atom], atoms: Sequence[Sequence[Atom]]) -> Iterator[Atom]:
    """The atoms on the next lines that stand under the path, the first one of each line."""
    last = path[-1]
    x0, x1 = min(atom.fragment.x0 for atom in path), max(atom.fragment.x1 for atom in path)
    for row in atoms[last.line + 1 :]:
        if not row:
            continue
        if row[0].fragment.baseline - last.fragment.baseline > WRAP * last.fragment.size:
            return
        for atom in row:
            width = min(atom.fragment.x1 - atom.fragment.x0, x1 - x0)
            if min(atom.fragment.x1, x1) - max(atom.fragment.x0, x0) >= 0.5 * width:
                yield atom
                break

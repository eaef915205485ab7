"""The patterns of ``claims.yaml``, compiled: what sentences of reports state in figures, and what may not stand near."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from extractors.recognize.numerals import NUMBER

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_GROUP_NAME = re.compile(r"\?P<\w+>")


@dataclass(frozen=True, slots=True)
class ClaimPattern:
    """One entry of ``claims``; the head of the YAML file says what each key means."""

    code: str
    words: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]
    figures: tuple[str, ...] = ()
    by_topic: str = ""
    topics: frozenset[str] = frozenset()
    needs: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None
    not_in: re.Pattern[str] | None = None
    not_followed_by: re.Pattern[str] | None = None
    value: int | None = None
    unit: str = ""
    money: str = ""
    until: int | None = None
    change: int = 0
    whole: bool = False
    no_channel: bool = False
    all_channels: bool = False
    one_channel: bool = False
    is_stock: bool = False
    is_fact: bool = False
    is_channel: bool = False


@dataclass(frozen=True, slots=True)
class Guards:
    """What must not stand before a number."""

    years: re.Pattern[str]
    cumulative: re.Pattern[str]
    of_the_year: re.Pattern[str]
    plans: re.Pattern[str]
    part: re.Pattern[str]
    whole_area: re.Pattern[str]
    one_office: re.Pattern[str]
    channel: re.Pattern[str]
    by_channel: re.Pattern[str]
    many_channels: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class ZeroTable:
    """How sentences deny a whole table: all of ``required`` must be said; without ``desired`` the zeros are suspect."""

    table: str
    section: int
    contradicted_by: re.Pattern[str]
    required: tuple[re.Pattern[str], ...]
    desired: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class ClaimRules:
    """All of ``claims.yaml``.

    ``topics`` is one pattern with a named group for each topic; ``by_word`` has the places in ``claims`` of the patterns
    that one word calls for.
    """

    claims: tuple[ClaimPattern, ...]
    topics: re.Pattern[str]
    stating: re.Pattern[str]
    guards: Guards
    places: re.Pattern[str]
    nothing: re.Pattern[str]
    clauses: tuple[re.Pattern[str], ...]
    spoilers: re.Pattern[str]
    tables: tuple[ZeroTable, ...]
    by_word: tuple[tuple[str, frozenset[int]], ...]

    def speaking(self, text: str) -> list[ClaimPattern]:
        """The patterns one of whose words stands in the text, in their order."""
        numbers: set[int] = set()
        for word, called in self.by_word:
            if word in text:
                numbers |= called
        return [self.claims[number] for number in sorted(numbers)]


@lru_cache(maxsize=1)
def claim_rules() -> ClaimRules:
    """The rules, read once."""
    data = yaml.safe_load((resources.files(__package__) / "claims.yaml").read_text(encoding="utf-8"))
    macros = _macros(data["macros"])
    topics = "|".join(f"(?P<{name}>{words})" for name, words in data["topics"].items())
    claims = tuple(_pattern(entry, macros) for entry in data["claims"])
    words = {word: None for claim in claims for word in claim.words}
    return ClaimRules(
        claims=claims,
        by_word=tuple(
            (word, frozenset(number for number, claim in enumerate(claims) if word in claim.words)) for word in words
        ),
        topics=re.compile(topics),
        stating=re.compile(data["stating"]),
        guards=Guards(**{name: re.compile(words) for name, words in data["guards"].items()}),
        places=re.compile(_expand(data["lists"]["places"], macros)),
        nothing=re.compile(data["tables"]["nothing"]),
        clauses=tuple(re.compile(_expand(words, macros)) for words in data["tables"]["clauses"].values()),
        spoilers=re.compile(data["tables"]["spoilers"]),
        tables=tuple(_zero_table(name, data["tables"][name], macros) for name in ("applications", "review_litigation")),
    )


def _macros(given: dict[str, str]) -> dict[str, str]:
    macros = dict(given)
    lead = macros["lead"]
    macros["n"] = lead + NUMBER
    macros["n_"] = _GROUP_NAME.sub("?:", NUMBER)
    macros["m"] = lead + macros["n_"]
    macros["unit_"] = _GROUP_NAME.sub("?:", macros["unit"])
    return macros


def _expand(pattern: str, macros: dict[str, str]) -> str:
    """Every ``{name}`` replaced by its macro, however deep; a quantifier such as ``{0,25}`` is none."""
    while True:
        expanded = _PLACEHOLDER.sub(lambda match: macros[match[1]], pattern)
        if expanded == pattern:
            return expanded
        pattern = expanded


def _pattern(entry: dict[str, Any], macros: dict[str, str]) -> ClaimPattern:
    conditions: dict[str, Any] = {
        name: re.compile(entry[name]) for name in ("needs", "unless", "not_in", "not_followed_by") if name in entry
    }
    plain = (
        "by_topic", "value", "unit", "money", "until", "change", "whole", "no_channel", "all_channels", "one_channel", "is_stock", "is_fact", "is_channel"
    )  # fmt: skip
    unknown = set(entry) - {"id", "words", "zh", "en", "patterns", "topic", "figures", *plain, *conditions}
    if unknown:
        raise ValueError(f"claims.yaml, {entry['id']}: unknown keys {sorted(unknown)}")
    return ClaimPattern(
        code=entry["id"],
        words=tuple(entry["words"]),
        patterns=tuple(re.compile(_expand(pattern, macros)) for pattern in entry["patterns"]),
        figures=tuple(entry.get("figures", ())),
        topics=frozenset(entry.get("topic", ())),
        **conditions,
        **{name: entry[name] for name in plain if name in entry},
    )


def _zero_table(table: str, entry: dict[str, Any], macros: dict[str, str]) -> ZeroTable:
    required, desired = (
        tuple(re.compile(_expand(words, macros)) for words in entry[name].values()) for name in ("required", "desired")
    )
    return ZeroTable(table, entry["section"], re.compile(entry["contradicted_by"]), required, desired)


def claim_names() -> dict[str, tuple[str, str]]:
    """Code -> (Chinese, English) name of what is claimed."""
    data = yaml.safe_load((resources.files(__package__) / "claims.yaml").read_text(encoding="utf-8"))
    names = {entry["id"]: (entry["zh"], entry["en"]) for entry in data["claims"]}
    return {**names, **{code: (entry["zh"], entry["en"]) for code, entry in data["sums"].items()}}

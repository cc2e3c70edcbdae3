"""The words that the proof-reader knows, read from definitions/proof_reading/words.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import yaml

WORD = re.compile(r"[a-z][a-z0-9']*")
SUFFIXES = ("ations", "ions", "ion", "ation", "ments", "ment", "ings", "ing", "ies", "ed", "es", "s", "e", "y")
SHORTEST_STEM = 4


@dataclass(frozen=True)
class Words:
    """Patterns by the name of their list. `same` brings ways of saying one thing together, the longest first."""

    patterns: Mapping[str, re.Pattern[str]]
    comparators: Mapping[str, re.Pattern[str]]
    same: tuple[tuple[re.Pattern[str], str], ...]
    unsaid: frozenset[str]

    def found(self, name: str, text: str) -> list[re.Match[str]]:
        """Where a list's words occur in a text."""
        return list(self.patterns[name].finditer(text))

    def has(self, name: str, text: str) -> bool:
        return self.patterns[name].search(text) is not None

    def keywords(self, text: str) -> frozenset[str]:
        """The words by which an indicator is known, in one form each."""
        lowered = text.lower()
        for pattern, word in self.same:
            lowered = pattern.sub(f" {word} ", lowered)
        found = (token.removesuffix("'s").strip("'") for token in WORD.findall(lowered))
        return frozenset(_stem(token) for token in found if token not in self.unsaid)


def _stem(word: str) -> str:
    for suffix in SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= SHORTEST_STEM:
            return word.removesuffix(suffix)
    return word


def _parts(written: str) -> list[str]:
    return [part for part in re.split(r"\s+\|\s+|\s+\|$", written.strip()) if part]


def _alternatives(parts: Iterable[str]) -> re.Pattern[str]:
    # The longest first, so that `not changed` is not read as `changed`.
    longest = sorted(parts, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(longest)})(?![\w-])", re.IGNORECASE)


@lru_cache(maxsize=1)
def known_words() -> Words:
    """The shipped words."""
    written = yaml.safe_load((files("sightline") / "definitions/proof_reading/words.yaml").read_text("utf-8"))
    same = [(part, word) for word, parts in written.pop("same").items() for part in _parts(parts)]
    same.sort(key=lambda each: len(each[0]), reverse=True)
    comparators = {name: _alternatives(_parts(parts)) for name, parts in written.pop("comparators").items()}
    unsaid = frozenset(_parts(written.pop("unsaid")))
    return Words(
        {name: _alternatives(_parts(parts)) for name, parts in written.items()},
        comparators,
        tuple((_alternatives([part]), word) for part, word in same),
        unsaid,
    )

"""Code sets, and how what a system writes is brought to a code of the standard.

Systems write codes, descriptions, or a code with its description behind it. An authority's own map (`loc_code_map`) comes
first, because a local `4` need not mean the standard's `4`; then the code itself, a spelling that the set knows, the
longest code that begins the text. What is still unknown keeps its text.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from types import MappingProxyType


@dataclass(frozen=True)
class CodeSet:
    """The codes that one or more columns may hold, each with its label and other spellings of it."""

    name: str
    labels: Mapping[str, str]
    spellings: Mapping[str, str] = field(repr=False)
    # Matches a code that begins a text, as in "E45 Special guardianship"; None where no code can be told from a word.
    leading: re.Pattern[str] | None = field(repr=False, default=None)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes, in the standard's order."""
        return tuple(self.labels)

    def reduce(self, text: str) -> str | None:
        """The code that a text means, or None where it means none of the set.

        >>> CODE_SETS["episode_ceased_reason"].reduce("E45 - Special guardianship order to a relative")
        'E45'
        """
        tidy = tidy_spelling(text)
        if tidy in self.spellings:
            return self.spellings[tidy]
        return self.leading_code(text)

    def leading_code(self, text: str) -> str | None:
        """The code with which a text begins, if it begins with one."""
        found = self.leading.match(tidy_spelling(text)) if self.leading else None
        return self.spellings[found[1]] if found else None

    @property
    def allowed(self) -> str:
        """The codes in a line, for a message; a long list is cut short."""
        shown = self.codes if len(self.codes) <= 16 else (*self.codes[:14], "…", self.codes[-1])
        return " ".join(shown)


def tidy_spelling(text: str) -> str:
    """A text as spellings are compared: small letters, single spaces, no stop at the end."""
    return " ".join(text.lower().split()).rstrip(".")


def _looks_like_a_code(code: str) -> bool:
    # "Adoption" or "social_worker" are words: a longer text that begins with one may mean something else.
    return bool(re.fullmatch(r"[A-Z0-9]+", code))


def _code_set(name: str, rows: list[dict[str, str]]) -> CodeSet:
    labels = {row["code"]: row["label"] or row["code"].replace("_", " ") for row in rows}
    spellings: dict[str, str] = {}
    for row in rows:
        also = row["also"].split("|") if row["also"] else []
        for spelling in (row["label"], row["code"].replace("_", " "), *also):
            if spelling:
                spellings.setdefault(tidy_spelling(spelling), row["code"])
    # A code itself always means itself, whatever another code's label says.
    spellings.update({tidy_spelling(code): code for code in labels})
    # The longest code first, so that E45 is not read as E4 with a 5 behind it.
    coded = sorted((code for code in labels if _looks_like_a_code(code)), key=len, reverse=True)
    alternatives = "|".join(code.lower() for code in coded)
    leading = re.compile(rf"\(?({alternatives})(?![a-z0-9'’])") if coded else None
    return CodeSet(name, MappingProxyType(labels), MappingProxyType(spellings), leading)


def _code_sets() -> Mapping[str, CodeSet]:
    grouped: dict[str, list[dict[str, str]]] = {}
    for name in ("standard.csv", "local.csv"):
        text = files("sightline").joinpath("definitions", "codes", name).read_text(encoding="utf-8")
        for row in csv.DictReader(text.splitlines()):
            grouped.setdefault(row["set"], []).append(row)
    return MappingProxyType({name: _code_set(name, rows) for name, rows in grouped.items()})


CODE_SETS: Mapping[str, CodeSet] = _code_sets()

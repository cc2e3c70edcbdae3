"""What the proof-reader says of a passage, and what a person may answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class FindingKind(StrEnum):
    """A contradiction cannot stand beside the figures; a query could not be settled from them."""

    CONTRADICTION = "contradiction"
    QUERY = "query"


@dataclass(frozen=True)
class Finding:
    """One remark. `words` are quoted from the passage, `figures` from the block, `sentence` says what is wrong."""

    kind: FindingKind
    words: str
    figures: str
    sentence: str

    def __str__(self) -> str:
        behind = f" [{self.figures}]" if self.figures else ""
        return f"{self.kind}: “{self.words}”: {self.sentence}{behind}"


@dataclass(frozen=True)
class Answer:
    """Why a person lets words stand that were found to contradict the figures."""

    words: str
    reason: str
    by: str
    on: date


def contradiction(words: str, figures: str, sentence: str) -> Finding:
    return Finding(FindingKind.CONTRADICTION, words, figures, sentence)


def query(words: str, figures: str, sentence: str) -> Finding:
    return Finding(FindingKind.QUERY, words, figures, sentence)


def unanswered(findings: Iterable[Finding], answers: Iterable[Answer]) -> tuple[Finding, ...]:
    """The contradictions that nobody has answered with a reason. An answer holds for the words that it quotes."""
    answered = {answer.words for answer in answers if answer.reason.strip() and answer.by.strip()}
    return tuple(f for f in findings if f.kind is FindingKind.CONTRADICTION and f.words not in answered)

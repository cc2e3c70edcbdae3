"""Answers to the proof-reader: why a person lets words stand that contradict the figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sightline.judgement.commentary import Comment
from sightline.judgement.decisions import Rows, read_month, read_rows
from sightline.judgement.tolerance import AUTHORITY
from sightline.reports.proofreading.findings import Answer
from sightline.vocabulary.periods import Month

COLUMNS = ("indicator", "applies_to", "month", "words", "reason", "answered_by", "answered_on")


@dataclass(frozen=True)
class AnswerAbout:
    """An answer, and the comment that it is about: its indicators, unit and month."""

    answer: Answer
    indicators: frozenset[str]
    applies_to: str
    month: Month

    def is_about(self, comment: Comment) -> bool:
        """Whether it answers for words of this comment."""
        here = (frozenset(comment.indicators), comment.applies_to, comment.month)
        return here == (self.indicators, self.applies_to, self.month)


def read_answers(rows: Rows) -> tuple[AnswerAbout, ...]:
    """Answers from authored rows. Raises InputError naming every row that cannot be read."""
    return read_rows(rows, COLUMNS, _read, "answers", {"indicators": "indicator"})


def _read(cells: dict[str, str]) -> AnswerAbout:
    for column in ("words", "reason", "answered_by"):
        if not cells[column]:
            raise ValueError(f"{column} is empty. An answer quotes the words and gives its reason and its author.")
    indicators = frozenset(part.strip() for part in cells["indicator"].split(";") if part.strip())
    on = date.fromisoformat(cells["answered_on"])
    answer = Answer(cells["words"], cells["reason"], cells["answered_by"], on)
    return AnswerAbout(answer, indicators, cells["applies_to"] or AUTHORITY, read_month(cells))

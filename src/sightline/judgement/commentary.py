"""What people write beside figures, and the states that it goes through: draft, submitted, agreed (docs/reference/authored.md).

A comment is about one indicator or several, of a unit, in a month. It goes forward a step at a time, or back to draft; its
words change only in draft, so that nobody's agreement is put under other words than those that were agreed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from sightline.judgement.decisions import Rows, read_month, read_rows
from sightline.judgement.tolerance import AUTHORITY
from sightline.vocabulary.periods import Month

FILE_COLUMNS = ("indicator", "month", "kind", "text", "author", "applies_to", "name", "action_owner", "due_date", "state")
# The columns of loc_commentary, as the standard's local tables had them, and what they are here.
OLD_COLUMNS = {"indicator_id": "indicator", "indicators": "indicator", "period_end": "month", "unit_id": "applies_to"}


class CommentKind(StrEnum):
    """What a comment is: why a figure is as it is, a remark, what to know of the data, what is done about it."""

    ANALYSIS = "analysis"
    COMMENT = "comment"
    DATA_NOTE = "data_note"
    ACTION = "action"


class CommentState(StrEnum):
    """How far a comment is. Files and extracts that know no states hold agreed ones."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    AGREED = "agreed"


NEXT = {CommentState.DRAFT: CommentState.SUBMITTED, CommentState.SUBMITTED: CommentState.AGREED}


@dataclass(frozen=True)
class Comment:
    """Words about figures. `author` wrote the words at `written_at`; `state_by` brought them to their state at `state_at`.

    `name` tells several comments of one kind and place apart. `number` is that of its last record where it was authored.
    An action may name its owner and the day by which it is due, as text.
    """

    indicators: tuple[str, ...]
    month: Month
    text: str
    author: str = ""
    kind: CommentKind = CommentKind.ANALYSIS
    applies_to: str = AUTHORITY
    name: str = ""
    action_owner: str = ""
    due_date: str = ""
    state: CommentState = CommentState.AGREED
    written_at: datetime | None = None
    state_by: str = ""
    state_at: datetime | None = None
    number: int | None = None

    @property
    def sentence(self) -> str:
        """The words with who wrote them, and their state where nobody agreed to them yet."""
        said = self.author if self.state is CommentState.AGREED else ", ".join(filter(None, (self.state, self.author)))
        return f"{self.text} ({said})" if said else self.text

    def is_about(self, indicator: str, month: Month) -> bool:
        """Whether it stands beside an indicator's figures of a month."""
        return indicator in self.indicators and month == self.month


class WrittenRow(Protocol):
    """A record of a comment, as `intake.authored.Record` is one."""

    @property
    def number(self) -> int: ...
    @property
    def row(self) -> Mapping[str, str]: ...
    @property
    def where(self) -> str: ...
    @property
    def author(self) -> str: ...
    @property
    def written_at(self) -> datetime: ...


def read_commentary(rows: Rows) -> tuple[Comment, ...]:
    """Comments from `commentary.csv`, the older `loc_commentary` or authored rows. Raises InputError naming every bad row."""
    return read_rows(rows, FILE_COLUMNS, _read_comment, "comments", OLD_COLUMNS)


def comment_of(history: Iterable[WrittenRow]) -> Comment:
    """The comment that the records of one key, the oldest first, amount to: who wrote its words, who brought it so far."""
    held: Comment | None = None
    for record in history:
        [now] = read_commentary([(record.where, {**record.row, "author": record.author})])
        is_reworded = held is None or held.text != now.text
        now = replace(now, written_at=record.written_at, number=record.number)
        if held is not None and not is_reworded:
            now = replace(now, author=held.author, written_at=held.written_at)
        if held is None or held.state is not now.state or is_reworded:
            held = replace(now, state_by=record.author, state_at=record.written_at)
        else:
            held = replace(now, state_by=held.state_by, state_at=held.state_at)
    if held is None:
        raise ValueError("A comment needs at least one record.")
    return held


def check_step(before: Comment | None, after: Comment) -> None:
    """Raise ValueError, with what may be done instead, where a comment may not become another.

    `before` is None for words that are new; those begin as a draft, or submitted at once.
    """
    if before is None or (before.text != after.text and before.state is CommentState.DRAFT):
        if after.state is CommentState.AGREED:
            raise ValueError("new words cannot be agreed yet. Submit them first, then agree to them as they stand.")
    elif before.text != after.text:
        if after.state is not CommentState.DRAFT:
            raise ValueError(f"its words are {before.state}, and may not change. Bring it back to draft to change them.")
    elif after.state not in {before.state, CommentState.DRAFT, NEXT.get(before.state)}:
        onward = NEXT.get(before.state)
        allowed = " or ".join(filter(None, (onward, "draft")))
        raise ValueError(f"it is {before.state} and cannot become {after.state}. From there it may become {allowed}.")


def _read_comment(cells: dict[str, str]) -> Comment:
    if not cells["text"]:
        raise ValueError("there is no text.")
    kind, state = cells["kind"] or CommentKind.ANALYSIS, cells["state"] or CommentState.AGREED
    if kind not in set(CommentKind):
        raise ValueError(f"'{kind}' is not a kind of comment. Write {', '.join(CommentKind)}.")
    if state not in set(CommentState):
        raise ValueError(f"'{state}' is not a state. Write {', '.join(CommentState)}.")
    applies_to = cells["applies_to"]
    if applies_to and applies_to != AUTHORITY and ":" not in applies_to:
        applies_to = f"unit:{applies_to}"
    return Comment(
        indicators=tuple(part.strip() for part in cells["indicator"].split(";") if part.strip()),
        month=read_month(cells),
        text=cells["text"],
        author=cells["author"],
        kind=CommentKind(kind),
        applies_to=applies_to or AUTHORITY,
        name=cells["name"],
        action_owner=cells["action_owner"],
        due_date=cells["due_date"],
        state=CommentState(state),
    )

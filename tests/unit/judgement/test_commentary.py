"""Comments: read from files and records, and the states they go through."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from sightline.errors import InputError
from sightline.judgement.commentary import (
    Comment,
    CommentKind,
    CommentState,
    check_step,
    comment_of,
    read_commentary,
)
from sightline.vocabulary.periods import Month

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
DRAFT, SUBMITTED, AGREED = CommentState
WORDS = Comment(("a",), Month(2026, 10), "Up by 12 children.", state=DRAFT)


@dataclass(frozen=True)
class Line:
    number: int
    author: str
    state: str
    text: str = "Up."
    where: str = "authored commentary"
    row: dict[str, str] = field(default_factory=dict)

    @property
    def written_at(self) -> datetime:
        return AT + timedelta(hours=self.number)


def history(*lines: Line) -> list[Line]:
    place = {"indicators": "a; b", "month": "2026-10", "applies_to": "authority", "kind": "analysis"}
    return [replace(line, row={**place, "text": line.text, "state": line.state}) for line in lines]


def test_a_comment_is_about_one_indicator_or_several() -> None:
    [comment] = read_commentary([("row 1", {"indicators": "a; b", "month": "2026-10", "text": "Up.", "kind": "data_note"})])
    assert comment.indicators == ("a", "b") and comment.kind is CommentKind.DATA_NOTE
    assert comment.is_about("b", Month(2026, 10))
    assert not comment.is_about("c", Month(2026, 10)) and not comment.is_about("b", Month(2026, 9))


def test_the_older_columns_are_read_and_count_as_agreed() -> None:
    row = {"indicator_id": "a", "period_end": "2026-10-31", "unit_id": "U1", "text": "Up.", "author": "A", "due_date": None}
    [comment] = read_commentary([("row 1", row)])
    assert (comment.indicators, comment.month, comment.applies_to) == (("a",), Month(2026, 10), "unit:U1")
    assert comment.state is AGREED and comment.sentence == "Up. (A)"


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ({"indicator": "a", "month": "2026-10"}, "there is no text"),
        ({"month": "2026-10", "text": "Up."}, "the indicator is missing"),
        ({"indicator": "a", "month": "2026-10", "text": "Up.", "kind": "guess"}, "is not a kind of comment. Write analysis, "),
        ({"indicator": "a", "month": "2026-10", "text": "Up.", "state": "signed"}, "is not a state. Write draft, submitted"),
        ({"indicator": "a", "month": "October", "text": "Up."}, "'October' is not a month"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(row: dict[str, str], complaint: str) -> None:
    with pytest.raises(InputError, match="row 7: ") as caught:
        read_commentary([("row 7", row)])
    assert complaint in str(caught.value)


def test_whose_words_they_are_and_who_brought_them_so_far() -> None:
    comment = comment_of(history(Line(1, "Ann", "draft"), Line(2, "Bo", "submitted"), Line(3, "Cy", "agreed")))
    assert (comment.author, comment.written_at) == ("Ann", AT + timedelta(hours=1))
    assert (comment.state, comment.state_by, comment.state_at) == (AGREED, "Cy", AT + timedelta(hours=3))
    assert comment.number == 3 and comment.sentence == "Up. (Ann)"


def test_new_words_are_those_of_whoever_wrote_them() -> None:
    lines = history(Line(1, "Ann", "submitted"), Line(2, "Bo", "draft", "Down."), Line(3, "Cy", "draft", "Down."))
    comment = comment_of(lines)
    assert (comment.text, comment.author, comment.state_by, comment.number) == ("Down.", "Bo", "Bo", 3)
    assert comment.sentence == "Down. (draft, Bo)"


STEPS = [
    (None, DRAFT, True),
    (None, SUBMITTED, True),
    (None, AGREED, False),
    (DRAFT, DRAFT, True),
    (DRAFT, SUBMITTED, True),
    (DRAFT, AGREED, False),
    (SUBMITTED, DRAFT, True),
    (SUBMITTED, SUBMITTED, True),
    (SUBMITTED, AGREED, True),
    (AGREED, DRAFT, True),
    (AGREED, SUBMITTED, False),
    (AGREED, AGREED, True),
]


@pytest.mark.parametrize(("before", "after", "allowed"), STEPS)
def test_a_step_forward_or_back_to_draft(before: CommentState | None, after: CommentState, allowed: bool) -> None:
    held = None if before is None else replace(WORDS, state=before)
    now = replace(WORDS, state=after)
    if allowed:
        check_step(held, now)
    else:
        with pytest.raises(ValueError, match=r"cannot be agreed yet|cannot become"):
            check_step(held, now)


@pytest.mark.parametrize("before", list(CommentState))
@pytest.mark.parametrize("after", list(CommentState))
def test_words_change_only_in_draft(before: CommentState, after: CommentState) -> None:
    held, now = replace(WORDS, state=before), replace(WORDS, text="Down.", state=after)
    if after is DRAFT or (before is DRAFT and after is SUBMITTED):
        check_step(held, now)
    else:
        with pytest.raises(ValueError, match=r"cannot be agreed yet|Bring it back to draft"):
            check_step(held, now)

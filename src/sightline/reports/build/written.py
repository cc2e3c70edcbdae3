"""What people wrote about figures, where it belongs: beside an indicator, or over several that it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sightline.judgement.commentary import Comment, CommentKind
from sightline.judgement.tolerance import AUTHORITY
from sightline.reports.build.asked import Asked
from sightline.reports.document import Prose, ProseKind
from sightline.vocabulary import wording

REMARKS = (CommentKind.ANALYSIS, CommentKind.COMMENT)


def comments_on(indicator: str, asked: Asked) -> tuple[Comment, ...]:
    """What people wrote about an indicator's figure of the month, for the part that is asked about."""
    places = {f"{asked.breakdown}:{asked.group}", f"unit:{asked.group}"} if asked.group else {AUTHORITY}
    return tuple(
        comment for comment in asked.commentary if comment.is_about(indicator, asked.month) and comment.applies_to in places
    )


def written_about(indicators: Iterable[str], asked: Asked) -> tuple[Comment, ...]:
    """What people wrote about any of some indicators, each comment once, in the order of the indicators."""
    return tuple(dict.fromkeys(comment for indicator in indicators for comment in comments_on(indicator, asked)))


def remarks_on(indicator: str, asked: Asked) -> tuple[Comment, ...]:
    """The analysis and comments on one indicator."""
    return tuple(comment for comment in comments_on(indicator, asked) if comment.kind in REMARKS)


def remarks(comments: Iterable[Comment], heading: str, kind: ProseKind = ProseKind.ANALYSIS) -> Iterator[Prose]:
    """Analysis and comments as passages: under one heading, each with its author and its state."""
    yield from _passages((each for each in comments if each.kind in REMARKS), heading, kind)


def actions(comments: Iterable[Comment], heading: str) -> Iterator[Prose]:
    """What is done about figures, with who does it and by when."""
    yield from _passages((each for each in comments if each.kind is CommentKind.ACTION), heading, ProseKind.ACTION)


def notes_on_data(comments: Iterable[Comment]) -> tuple[str, ...]:
    """What people wrote that is to be known of the data."""
    return tuple(each.sentence for each in comments if each.kind is CommentKind.DATA_NOTE)


def said_of(comment: Comment) -> str:
    """The words; those of an action with who does it and by when."""
    due = wording.listed([part for part in (comment.action_owner, comment.due_date and f"by {comment.due_date}") if part])
    return f"{comment.text} ({due})" if due else comment.text


def _passages(comments: Iterable[Comment], heading: str, kind: ProseKind) -> Iterator[Prose]:
    for place, comment in enumerate(comments):
        paragraphs = tuple(part.strip() for part in said_of(comment).splitlines() if part.strip())
        # One heading stands over all of them.
        yield Prose(paragraphs, kind, "" if place else heading, comment.author, comment.state.value)

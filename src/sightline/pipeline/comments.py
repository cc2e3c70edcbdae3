"""Comments that people wrote, each with the history of its words and its state."""

from __future__ import annotations

from pathlib import Path

from sightline.intake.authored import AuthoredRows, Record, read_authored
from sightline.intake.authored_kinds import KINDS, Key
from sightline.judgement.commentary import Comment, comment_of


def authored_comments(store: Path) -> tuple[Comment, ...]:
    """Every comment that holds, in the order in which each was last touched: its words, their author, its state and by whom."""
    held = read_authored(store, KINDS["commentary"])
    return tuple(comment_of(held_history(held, held.kind.key_of(record.row))) for record in held.current)


def held_history(held: AuthoredRows, key: Key) -> tuple[Record, ...]:
    """The records of a key since it was last withdrawn: what was written anew begins anew."""
    history = held.history(key)
    withdrawn = [place for place, record in enumerate(history, start=1) if record.is_withdrawn]
    return history[withdrawn[-1] :] if withdrawn else history

"""The worklist: one row a child (or worker, or household) and deadline, the most urgent child first, each with its reason."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sightline.catalogue.deadlines import Deadline
from sightline.deadlines.status import Status, status_of
from sightline.vocabulary import wording

STATUTORY, LOCAL = "statutory", "local"
FAR_AHEAD = 10**6


@dataclass(frozen=True)
class Due:
    """One thing that is due. `key` stays the same from one load to the next as long as the clock started on the same day.

    `due_on` is empty where there is no date to count from. `act_by_on` is the last working day on which it can still be
    done; `days_left` counts working days and is negative where the date has passed. `other_due_on` is the date by
    `other_standard`, held beside the first.
    """

    key: str
    authority: str
    person_id: str | None
    record_id: str
    rule: str
    name: str
    status: Status
    anchor_on: date | None
    due_on: date | None
    act_by_on: date | None
    days_left: int | None
    team: str
    worker: str
    service: str
    kind: str
    standard: str
    other_due_on: date | None
    other_standard: str
    why: str
    moves: tuple[str, ...]


def worklist(rows: Iterable[Mapping[str, Any]], deadlines: Mapping[str, Deadline], as_at: date) -> list[Due]:
    """What is due, from rows in `engine.due.DEADLINE_COLUMNS`.

    Children follow each other by their most overdue statutory deadline, then by their most overdue local one; within a child
    the statutory come first, and of each kind the earliest.
    """
    found = [_due(row, deadlines[row["rule"]], as_at) for row in rows]
    most: dict[tuple[str, str], list[int]] = {}
    for due in found:
        urgency = most.setdefault(_whose(due), [FAR_AHEAD, FAR_AHEAD])
        place = 0 if due.kind == STATUTORY else 1
        urgency[place] = min(urgency[place], _left(due))

    def order(due: Due) -> tuple[Any, ...]:
        return (
            *most[_whose(due)],
            _whose(due),
            due.kind != STATUTORY,
            _left(due),
            due.due_on or date.max,
            due.rule,
            due.record_id,
        )

    return sorted(found, key=order)


def _whose(due: Due) -> tuple[str, str]:
    """The child; where the row is of none, the record."""
    return due.authority, due.person_id or due.record_id


def _left(due: Due) -> int:
    return FAR_AHEAD if due.days_left is None else due.days_left


def _due(row: Mapping[str, Any], deadline: Deadline, as_at: date) -> Due:
    other = deadline.other
    return Due(
        key=key_of(row),
        authority=row["authority"],
        person_id=row["person_id"],
        record_id=row["record_id"],
        rule=deadline.id,
        name=deadline.name,
        status=status_of(row["due_on"], row["days_left"], as_at),
        anchor_on=row["anchor_on"],
        due_on=row["due_on"],
        act_by_on=row["act_by_on"],
        days_left=row["days_left"],
        team=row["team"],
        worker=row["worker"],
        service=row["service"],
        kind=STATUTORY if deadline.is_statutory else LOCAL,
        standard=deadline.standard,
        other_due_on=row["other_due_on"],
        other_standard=other.standard if other is not None and row["other_due_on"] is not None else "",
        why=why(row, deadline),
        moves=deadline.moves,
    )


def key_of(row: Mapping[str, Any]) -> str:
    """A name for the row that says nothing of the child, for whatever people write about it to be found again."""
    parts = (row["authority"], row["rule"], row["record_id"], row["anchor_on"])
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:16]


def why(row: Mapping[str, Any], deadline: Deadline) -> str:
    """The sentence that a worker reads: `45 working days from the referral on 4 November 2024.`"""
    if row["anchor_on"] is None:
        return f"No date to count from. {deadline.satisfied_by}"
    within = ""
    if deadline.due_in is not None and row["length"] is not None:
        within = wording.counted(wording.number(row["length"]), deadline.due_in.unit.replace("_", " "))
    return deadline.why.format(within=within, anchor=wording.day(row["anchor_on"]))

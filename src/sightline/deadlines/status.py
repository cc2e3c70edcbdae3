"""How near a deadline is: overdue, today, soon, next or later, by working days."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

SOON, NEXT = 5, 20


class Status(StrEnum):
    """Where a deadline stands on the as-at date. What is met is not listed at all."""

    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"
    NEXT = "next"
    LATER = "later"
    NO_ANCHOR = "no anchor"


def status_of(due_on: date | None, days_left: int | None, as_at: date) -> Status:
    """The status of a due date, with so many working days left.

    What falls on the days off that follow has to be done today.
    """
    if due_on is None or days_left is None:
        return Status.NO_ANCHOR
    if due_on < as_at:
        return Status.OVERDUE
    if due_on == as_at or days_left <= 0:
        return Status.TODAY
    if days_left <= SOON:
        return Status.SOON
    return Status.NEXT if days_left <= NEXT else Status.LATER

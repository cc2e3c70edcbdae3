"""What every rule of what is due is made of: its shape, and steps from a date that may not be known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from sightline.vocabulary.dates import add_months
from tests.twin.extract import Extract

# Whose it is, the day from which it is counted, the day by which it is due.
Due = tuple[str | None, date | None, date | None]
Rule = Callable[[Extract], Iterator[Due]]


def after(x: Extract, start: date | None, working_days: int) -> date | None:
    return x.calendar.add_working_days(start, working_days) if start is not None else None


def later(start: date | None, months: int) -> date | None:
    return add_months(start, months) if start is not None else None


def is_still_open(x: Extract, ended_on: date | None) -> bool:
    return ended_on is None or ended_on > x.as_at


def latest(days: Iterator[date | None]) -> Callable[[Extract], date | None]:
    """The last of some days that is not after the extract's."""
    return lambda x: max((on for on in days if on is not None and on <= x.as_at), default=None)

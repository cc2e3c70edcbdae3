"""The as-at date of an extract: the day that its data describes, never today.

The standard has no extract date. Where nobody says it, it is the latest day on which the extract says that something
happened. Due and planned dates do not count, nor days after the load, nor a few stray days far after all the others: a
visit typed into next year must not move a whole authority's figures there.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sightline.errors import InputError
from sightline.intake.schema import TABLES

if TYPE_CHECKING:
    from sightline.intake.extract import Extract

# Days that lie more than a fortnight after the rest are not believed where they hold fewer than one event in a thousand.
STRAY_AFTER = timedelta(days=14)
STRAY_SHARE = 0.001
# Within how many days of its as-at date something must have happened in an extract.
DAYS_NEAR = 366
# The years that an extract may be of: there are no working days to count before, nor after.
FIRST_YEAR, LAST_YEAR = 1990, 2060


def settle_as_at(extract: Extract, said: date | None, believable_until: date) -> None:
    """Set the extract's as-at date: the one said, or the latest believable event.

    It stays unknown where the extract holds no event. Raises InputError for a year that no extract can be of.
    """
    if said is not None:
        if not FIRST_YEAR <= said.year <= LAST_YEAR:
            raise InputError(f"The as-at date {said} is not of the years {FIRST_YEAR} to {LAST_YEAR}. Say it as 2026-10-31.")
        extract.as_at, extract.as_at_said = said, "as said"
        return
    found = latest_believable(_events_by_day(extract, believable_until))
    if found is not None:
        extract.as_at, extract.as_at_said = found, "the latest event in the extract"


def check_near(extract: Extract) -> None:
    """Raise InputError where nothing in the extract happened within a year of its as-at date: most likely a slip."""
    events = _events_by_day(extract, date.max)
    if extract.as_at is None or not events:
        return
    if not any(abs((extract.as_at - day).days) < DAYS_NEAR for day, _ in events):
        raise InputError(
            f"The as-at date {extract.as_at} is far from the data: nothing in the extract happened within a year of it. "
            f"The latest event is of {latest_believable(events)}. If the date is right, load with --accept-as-at."
        )


def latest_believable(events: list[tuple[date, int]]) -> date | None:
    """The latest day, of days in order with their number of events, that is not a stray.

    >>> latest_believable([(date(2026, 10, 30), 5000), (date(2027, 3, 1), 2)])
    datetime.date(2026, 10, 30)
    """
    total = sum(count for _, count in events)
    after = 0
    for position in range(len(events) - 1, 0, -1):
        after += events[position][1]
        if after >= STRAY_SHARE * total:
            break
        if events[position][0] - events[position - 1][0] > STRAY_AFTER:
            return latest_believable(events[:position])
    return events[-1][0] if events else None


def _events_by_day(extract: Extract, until: date) -> list[tuple[date, int]]:
    selects = [
        f"SELECT CAST({column.name} AS DATE) AS day FROM {table.name}"
        for table in TABLES.values()
        if table.name in extract.read
        for column in table.columns.values()
        if column.is_event
    ]
    if not selects:
        return []
    return extract.connection.execute(
        f"SELECT day, count(*) FROM ({' UNION ALL '.join(selects)}) WHERE day <= ? GROUP BY day ORDER BY day", [until]
    ).fetchall()

"""Ages, months and working days: the plain truth that every engine's SQL is proved against.

Rules: indicators.md sections 0.1, 0.25, 2.1 and 2.4. A working day is Monday to Friday and not a bank holiday in
England; day 0 is the first date, so `working_days(a, a)` is 0 and a later date counts itself.
"""

from __future__ import annotations

import calendar
from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, timedelta

SATURDAY = 5


def add_months(start: date, months: int) -> date:
    """`start` moved by whole months, clamped to the last day of a shorter month (30 November + 3 = 28 February)."""
    year, month0 = divmod(start.year * 12 + start.month - 1 + months, 12)
    last_day = calendar.monthrange(year, month0 + 1)[1]
    return date(year, month0 + 1, min(start.day, last_day))


def month_end(day: date) -> date:
    """The last day of the month in which `day` falls."""
    return date(day.year, day.month, calendar.monthrange(day.year, day.month)[1])


def age(born: date, on: date) -> int:
    """Completed years on a date. A birthday of 29 February falls on 1 March in a common year."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def birthday(born: date, years: int) -> date:
    """The day on which somebody turns `years`. Falls on 1 March where 29 February does not exist."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


class WorkingCalendar:
    """Working days of England from a list of bank holidays.

    >>> calendar = WorkingCalendar([date(2024, 3, 29), date(2024, 4, 1)])
    >>> calendar.working_days(date(2024, 3, 28), date(2024, 4, 2))
    1
    """

    def __init__(self, bank_holidays: Iterable[date]) -> None:
        # Only holidays that fall on a weekday move the count; weekend ones would be taken off twice.
        self._holidays = sorted({day for day in bank_holidays if day.weekday() < SATURDAY})
        self._holiday_set = frozenset(self._holidays)

    @property
    def bank_holidays(self) -> tuple[date, ...]:
        """The weekday bank holidays, in order."""
        return tuple(self._holidays)

    def is_working_day(self, day: date) -> bool:
        """Whether `day` is Monday to Friday and not a bank holiday."""
        return day.weekday() < SATURDAY and day not in self._holiday_set

    def ordinal(self, day: date) -> int:
        """Working days up to and including `day`, counted from a fixed start. Only differences mean anything."""
        weeks, weekday = divmod(day.toordinal() - 1, 7)
        return weeks * 5 + min(weekday + 1, 5) - bisect_right(self._holidays, day)

    def working_days(self, start: date, end: date) -> int:
        """Working days d with start < d <= end; negative where end is before start."""
        return self.ordinal(end) - self.ordinal(start)

    def add_working_days(self, start: date, days: int) -> date:
        """The `days`-th working day after `start`: the last day on which a duty of that length is met."""
        # Five working days take at least a week, so the first guess is never past the answer.
        target = self.ordinal(start) + days
        day = start + timedelta(days=days)
        while self.ordinal(day) < target:
            day += timedelta(days=1)
        return day

    def last_working_day_on_or_before(self, day: date) -> date:
        """The day to act by when a calendar-day limit falls on a day off."""
        while not self.is_working_day(day):
            day -= timedelta(days=1)
        return day

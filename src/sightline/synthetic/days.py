"""Days as whole numbers since 1 January 1970, so that a million dates are one array.

`NEVER` is a day after any date: an open end, or a date that does not exist. Comparisons need no special case, and it is
written as an empty cell. It stays "never" when days are added to it or taken from it.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

NEVER = 1_000_000
# Any number of days above this is "never", whatever was added or taken away.
_LAST_REAL_DAY = 500_000
# 1 January 1900, which the standard's extract writes where there is no date.
NO_DATE = -25_567
YEAR = 365.25
_EPOCH = date(1970, 1, 1)
_SATURDAY = 5


def day_number(day: date) -> int:
    """The number of a date."""
    return (day - _EPOCH).days


def is_day(days: IntArray) -> BoolArray:
    """Which of the numbers are dates at all."""
    return days < _LAST_REAL_DAY


def when(condition: BoolArray, days: IntArray) -> IntArray:
    """The days where the condition holds, elsewhere never."""
    return np.where(condition, days, NEVER)


def latest_of(*series: IntArray) -> IntArray:
    """The latest day of each row, those that never come left out; day 0 where none does."""
    latest: IntArray = np.max([np.where(is_day(days), days, 0) for days in series], axis=0)
    return latest


def add_months(days: IntArray, months: int | IntArray) -> IntArray:
    """Days moved by whole months, clamped to the last day of a shorter month, as `vocabulary.dates.add_months`."""
    real = is_day(days)
    start = np.where(real, days, 0).astype("datetime64[D]")
    month = start.astype("datetime64[M]")
    target = month + np.asarray(months).astype("timedelta64[M]")
    last = (target + np.timedelta64(1, "M")).astype("datetime64[D]") - np.timedelta64(1, "D")
    moved = np.minimum(target.astype("datetime64[D]") + (start - month), last).astype(np.int64)
    return when(real, moved)


def month_index(days: IntArray) -> IntArray:
    """Months since January 1970. Never becomes the month of day 0."""
    return np.where(is_day(days), days, 0).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def first_of_month(months: IntArray) -> IntArray:
    """The first day of each month that `month_index` numbers."""
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def age_on(born: IntArray, on: IntArray) -> IntArray:
    """Completed years, near enough for drawing lots with; exact ages are the indicators' affair."""
    return np.floor((on - born) / YEAR).astype(np.int64)


def birthday(born: IntArray, years: int) -> IntArray:
    """The day on which somebody turns `years`; 29 February falls on 1 March, as in `vocabulary.dates.birthday`."""
    day = add_months(born, years * 12)
    leapling = (month_index(born) % 12 == 1) & (_day_of_month(born) == 29)
    first_of_march = leapling & (_day_of_month(day) == 28)
    return np.where(first_of_march, day + 1, day)


def _day_of_month(days: IntArray) -> IntArray:
    return days - first_of_month(month_index(days)) + 1


class WorkingDays:
    """Working days of England between two days, by rule, as arrays.

    The eight bank holidays of a usual year are computed, because journeys begin decades before any published list does. One-off
    holidays are left out: people here work on them, and no indicator takes its calendar from this class.
    """

    def __init__(self, first: int, last: int) -> None:
        self._first = first
        span = np.arange(first, last + 1)
        # 1 January 1970 was a Thursday.
        working = (span + 3) % 7 < _SATURDAY
        years = range((_EPOCH + timedelta(first)).year, (_EPOCH + timedelta(last)).year + 1)
        holidays = np.array([day_number(day) for year in years for day in _bank_holidays(year)])
        working[holidays[(holidays >= first) & (holidays <= last)] - first] = False
        self._ordinal = np.cumsum(working.astype(np.int64))
        self._working = span[working]
        self.is_working: BoolArray = working

    def between(self, start: IntArray, end: IntArray) -> IntArray:
        """Working days d with start < d <= end."""
        return self._ordinals(end) - self._ordinals(start)

    def add(self, days: IntArray, working_days: int | IntArray) -> IntArray:
        """The n-th working day after each day; 0 gives the working day on or after it. Never stays never."""
        ordinal = self._ordinals(days) + working_days
        # The day itself counts as reached when it is a working day and nothing is added.
        ordinal = ordinal - np.where(np.asarray(working_days) == 0, self._is_working(days), 0)
        # `_working[k]` is the working day of ordinal k + 1.
        index = np.clip(ordinal - np.where(np.asarray(working_days) == 0, 0, 1), 0, len(self._working) - 1)
        return np.where(is_day(days), self._working[index], NEVER)

    def _ordinals(self, days: IntArray) -> IntArray:
        return self._ordinal[np.clip(days - self._first, 0, len(self._ordinal) - 1)]

    def _is_working(self, days: IntArray) -> IntArray:
        at: IntArray = self.is_working[np.clip(days - self._first, 0, len(self._ordinal) - 1)].astype(np.int64)
        return at


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the anonymous algorithm of 1876."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def _bank_holidays(year: int) -> list[date]:
    """The usual eight, with the substitute days of New Year and Christmas."""

    def monday(month: int, day: int) -> date:
        # The first Monday on or after a day.
        start = date(year, month, day)
        return start + timedelta((7 - start.weekday()) % 7)

    def weekday_from(day: date, taken: tuple[date, ...] = ()) -> date:
        while day.weekday() >= _SATURDAY or day in taken:
            day += timedelta(1)
        return day

    christmas = weekday_from(date(year, 12, 25))
    easter = _easter(year)
    return [
        weekday_from(date(year, 1, 1)),
        easter - timedelta(2),
        easter + timedelta(1),
        monday(5, 1),
        monday(5, 25),
        monday(8, 25),
        christmas,
        weekday_from(date(year, 12, 26), (christmas,)),
    ]

"""Months, windows and the periods they make: what a figure is about.

Rules: indicators.md section 2.2. A period has a first and a last day, both included. Windows that the reporting months
cannot bear do not exist, rather than being computed short.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sightline.vocabulary.dates import month_end

MARCH, APRIL, SEPTEMBER = 3, 4, 9
SPINE_MONTHS = 72
# The months that close a school term where nobody chose others (the setting pep_term_dates).
TERM_ENDS = (7, 12, 3)
WEEK = timedelta(days=7)


class Window(StrEnum):
    """Which dates bring a row into the period that ends with a month."""

    MONTH = "month"
    QUARTER = "quarter"
    YTD = "ytd"
    ROLLING_3 = "rolling_3"
    ROLLING_6 = "rolling_6"
    ROLLING_12 = "rolling_12"
    SNAPSHOT = "snapshot"
    FINANCIAL_YEAR = "financial_year"
    ACADEMIC_YTD = "academic_ytd"
    TERM = "term"
    THREE_YEAR = "three_year"
    CYCLE = "cycle"
    WEEK = "week"
    NEXT_MONTH = "next_month"
    MONTH_ENDS_6 = "month_ends_6"


# Windows of whole months that any month may end, with how many months they take in. The six month ends are stocks.
ROLLING_MONTHS = {Window.ROLLING_3: 3, Window.ROLLING_6: 6, Window.ROLLING_12: 12}
WHOLE_MONTHS = {**ROLLING_MONTHS, Window.THREE_YEAR: 36}
MONTH_ENDS = 6
# The windows that look at how things stand on a day, or on several.
STOCK_WINDOWS = frozenset({Window.SNAPSHOT, Window.MONTH_ENDS_6})
# The windows that may be shown for a month that has not ended yet.
PARTIAL_WINDOWS = frozenset({Window.MONTH, Window.YTD, Window.ACADEMIC_YTD, Window.WEEK, Window.NEXT_MONTH, *STOCK_WINDOWS})


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month. `index` is year * 12 + month - 1, the integer that the engine joins on."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Month:
        """The month in which `day` falls."""
        return cls(day.year, day.month)

    @classmethod
    def from_index(cls, index: int) -> Month:
        """The month whose `index` this is."""
        return cls(index // 12, index % 12 + 1)

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read `2026-10`. Raises ValueError with what is allowed."""
        match = re.fullmatch(r"(\d{4})-(\d{2})", text)
        if not match or not 1 <= int(match[2]) <= 12:
            raise ValueError(f"'{text}' is not a month. Write it as 2026-10.")
        return cls(int(match[1]), int(match[2]))

    @property
    def index(self) -> int:
        return self.year * 12 + self.number - 1

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return month_end(self.first)

    def shift(self, months: int) -> Month:
        """The month so many months later (earlier, if negative)."""
        return Month.from_index(self.index + months)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


@dataclass(frozen=True)
class Period:
    """A span of days, both ends included."""

    first: date
    last: date

    def contains(self, day: date | None) -> bool:
        """Whether a date, if there is one, falls in the period."""
        return day is not None and self.first <= day <= self.last


@dataclass(frozen=True)
class Spine:
    """The months that are reported: from `first` to the month of `as_at`, which may still be running."""

    first: Month
    as_at: date
    # The months that close a term, in any order.
    term_ends: tuple[int, ...] = TERM_ENDS

    @classmethod
    def from_extract(cls, earliest: date | None, as_at: date, term_ends: tuple[int, ...] = TERM_ENDS) -> Spine:
        """The spine of an extract: at most 72 months, and none before the earliest event in it."""
        last = Month.of(as_at)
        first = last.shift(1 - SPINE_MONTHS)
        if earliest is not None:
            first = max(first, min(Month.of(earliest), last))
        return cls(first, as_at, term_ends)

    @property
    def last(self) -> Month:
        return Month.of(self.as_at)

    @property
    def months(self) -> tuple[Month, ...]:
        """Every month of the spine, in order."""
        return tuple(Month.from_index(i) for i in range(self.first.index, self.last.index + 1))

    def is_partial(self, month: Month) -> bool:
        """Whether the data ends before the month does."""
        return month.last > self.as_at

    def snapshot_day(self, month: Month) -> date:
        """The day on which a month's stock is counted: its last day, or the as-at date if that is earlier."""
        return min(month.last, self.as_at)

    def first_month(self, window: Window, month: Month) -> Month | None:
        """The first month that a window ending with `month` takes in, or None where there is no such window.

        A window that looks ahead ends with the month from which it looks, and takes in the month after.
        """
        if not self.first <= month <= self.last:
            return None
        if self.is_partial(month) and window not in PARTIAL_WINDOWS:
            return None
        start = self._start(window, month)
        return start if start is not None and start >= self.first else None

    def _start(self, window: Window, month: Month) -> Month | None:
        """The first month of a window, whether or not the spine reaches so far back."""
        if window in WHOLE_MONTHS:
            return month.shift(1 - WHOLE_MONTHS[window])
        if window in (Window.QUARTER, Window.CYCLE):
            return month.shift(-2) if month.number % 3 == 0 else None
        if window is Window.YTD:
            return Month(month.year if month.number >= APRIL else month.year - 1, APRIL)
        if window is Window.ACADEMIC_YTD:
            return Month(month.year if month.number >= SEPTEMBER else month.year - 1, SEPTEMBER)
        if window is Window.FINANCIAL_YEAR:
            return month.shift(-11) if month.number == MARCH else None
        if window is Window.TERM:
            return self._term_start(month)
        if window is Window.MONTH_ENDS_6:
            return month.shift(1 - MONTH_ENDS)
        return month.shift(1) if window is Window.NEXT_MONTH else month

    def _term_start(self, month: Month) -> Month | None:
        """The month after the one that closed the term before, where `month` closes a term."""
        if month.number not in self.term_ends:
            return None
        return next(start for back in range(12) if (start := month.shift(-back)).shift(-1).number in self.term_ends)

    def period(self, window: Window, month: Month) -> Period | None:
        """The days that a window ending with `month` covers; a snapshot covers its one day.

        Six month ends cover the days from the first of them to the last.
        """
        start = self.first_month(window, month)
        if start is None:
            return None
        last = self.snapshot_day(month)
        if window is Window.NEXT_MONTH:
            return Period(start.first, start.last)
        if window is Window.WEEK:
            week = Period(last - WEEK + timedelta(days=1), last)
            return week if week.first >= self.first.first else None
        return Period(self.snapshot_day(start) if window in STOCK_WINDOWS else start.first, last)


def months_elapsed(period: Period) -> float:
    """Months in a period, for annualising. A period that is not whole months counts its days out of the year's 365."""
    whole = (period.last.year - period.first.year) * 12 + period.last.month - period.first.month + 1
    if period.first.day == 1 and period.last == month_end(period.last):
        return float(whole)
    return 12.0 * ((period.last - period.first) + timedelta(days=1)).days / 365.0

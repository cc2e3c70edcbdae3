"""Series that were never counted here: the years before child-level data, manual trackers and surveys.

They live beside computed observations, marked with their source and owner, and say when they have gone stale. A figure
that was published is kept as it was published; what the data says now stands beside it, and a person names the cause of
the difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sightline.vocabulary.numbers import percentage, round_half_away
from sightline.vocabulary.periods import APRIL, Month, Period, Window

PERCENT_UNITS = frozenset({"%", "percent"})
# Units of which a year's figure is the sum of its months.
COUNT_UNITS = frozenset({"count", "children", "referrals", "assessments", "enquiries", "orders", "households", "plans"})
WINDOWS = frozenset(window.value for window in Window)
PLACES_OF_A_SUM = 6
FINANCIAL_YEAR = re.compile(r"(?:YTD )?(\d{4})/(\d{2})")
TERM_NAME = re.compile(r"(Autumn|Spring|Summer) Term (\d{4})")
# The months in which the school terms fall, for ordering; exact dates are local.
TERM_MONTHS = {"Spring": (1, 3), "Summer": (4, 8), "Autumn": (9, 12)}


@dataclass(frozen=True)
class HistoryRow:
    """One figure that was supplied. `value` is a percentage from 0 to 100 where `unit` is `%`.

    `window` is a `Window`; `period` is the label as written: `2018-04`, `2018/19`, `YTD 2018/19`,
    `Autumn Term 2018`. A year's outturn of a monthly flow is its year to date at the end of March. `decimals` is how many
    were printed. `measure` is the supplier's own number and `line` where it was read. An empty `indicator` means that the
    figure belongs to none of ours.
    """

    indicator: str
    window: str
    period: str
    unit: str
    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    breakdown: str = ""
    group: str = ""
    source: str = ""
    owner: str = ""
    decimals: int = 0
    measure: str = ""
    name: str = ""
    line: str = ""

    @property
    def days(self) -> Period:
        """The days that the label names."""
        return read_period(self.period)

    @property
    def month(self) -> Month | None:
        """The month, where the label is one."""
        return Month.parse(self.period) if re.fullmatch(r"\d{4}-\d{2}", self.period) else None


@dataclass(frozen=True)
class SuppliedBenchmark:
    """A comparator's figure that came with a series, such as the neighbours' average printed beside it."""

    indicator: str
    measure: str
    window: str
    statistic: str
    value: float
    source: str
    line: str


@dataclass(frozen=True)
class HistoryFile:
    """What one file held. `without_indicator` are rows that no indicator of ours stands for; they are listed, not lost."""

    rows: tuple[HistoryRow, ...]
    without_indicator: tuple[HistoryRow, ...] = ()
    benchmarks: tuple[SuppliedBenchmark, ...] = ()


def read_period(label: str) -> Period:
    """The days of `2018-04`, `2018/19`, `YTD 2018/19` or `Autumn Term 2018`. Raises ValueError with what may be written.

    A year to date is given its whole year: how far it reaches is known from the months beside it.
    """
    if match := FINANCIAL_YEAR.fullmatch(label):
        start = int(match[1])
        if (start + 1) % 100 != int(match[2]):
            raise ValueError(f"'{label}' is not a financial year: {start} is followed by {(start + 1) % 100:02d}.")
        return Period(date(start, APRIL, 1), date(start + 1, 3, 31))
    if match := TERM_NAME.fullmatch(label):
        first, last = TERM_MONTHS[match[1]]
        return Period(Month(int(match[2]), first).first, Month(int(match[2]), last).last)
    try:
        month = Month.parse(label)
    except ValueError:
        raise ValueError(
            f"'{label}' is not a period. Write a month as 2018-04, a year as 2018/19, a year to date as YTD 2018/19"
            " or a term as Autumn Term 2018."
        ) from None
    return Period(month.first, month.last)


@dataclass(frozen=True)
class MonthFigure:
    """A month of a series."""

    month: Month
    numerator: float | None
    denominator: float | None
    value: float | None


def monthly_series(
    rows: Iterable[HistoryRow], indicator: str, window: str, *, breakdown: str = "", group: str = ""
) -> list[MonthFigure]:
    """The months of one series in order. A month without a row is not there; one without a figure has None."""
    found = {}
    for row in rows:
        month = row.month
        if month is None or (row.indicator, row.window, row.breakdown, row.group) != (indicator, window, breakdown, group):
            continue
        found[month] = MonthFigure(month, row.numerator, row.denominator, row.value)
    return [found[month] for month in sorted(found)]


class ToDateBasis(StrEnum):
    """Where a year-to-date figure comes from."""

    POOLED = "pooled"
    AS_PRINTED = "as printed"
    NONE = "none"


@dataclass(frozen=True)
class YearToDate:
    """A year-to-date figure and its basis. `value` is None, shown as a dash, where there is neither."""

    value: float | None
    numerator: float | None
    denominator: float | None
    basis: ToDateBasis


def year_to_date(rows: Sequence[HistoryRow], indicator: str, until: Month, *, breakdown: str = "", group: str = "") -> YearToDate:
    """April to `until`: pooled from the months where all of them allow it, else as printed, else none.

    A percentage is pooled from numerators and denominators, never averaged; a count is the sum of its months. Only
    monthly flows pool: a stock, a rolling figure or an average has no sum.
    """
    ours = [r for r in rows if (r.indicator, r.breakdown, r.group) == (indicator, breakdown, group)]
    start = Month(until.year if until.number >= APRIL else until.year - 1, APRIL)
    months = {
        row.month: row for row in ours if row.window == Window.MONTH and row.month is not None and start <= row.month <= until
    }
    if len(months) == until.index - start.index + 1:
        pooled = _pooled(list(months.values()))
        if pooled is not None:
            return pooled
    label = f"{start.year}/{(start.year + 1) % 100:02d}"
    for row in ours:
        # A printed year to date reaches as far as the report's last month.
        if row.period == f"YTD {label}" and row.value is not None and until == _last_month(ours):
            return YearToDate(row.value, row.numerator, row.denominator, ToDateBasis.AS_PRINTED)
    return YearToDate(None, None, None, ToDateBasis.NONE)


def _pooled(months: Sequence[HistoryRow]) -> YearToDate | None:
    unit = months[0].unit
    numerators, denominators = [r.numerator for r in months], [r.denominator for r in months]
    values = [r.value for r in months]
    if unit in PERCENT_UNITS and None not in numerators and None not in denominators:
        above, below = sum(n for n in numerators if n is not None), sum(d for d in denominators if d is not None)
        return YearToDate(percentage(above, below), above, below, ToDateBasis.POOLED)
    if unit in COUNT_UNITS and None not in values:
        total = sum(v for v in values if v is not None)
        return YearToDate(total, total, None, ToDateBasis.POOLED)
    return None


def _last_month(rows: Iterable[HistoryRow]) -> Month | None:
    return max((row.month for row in rows if row.month is not None), default=None)


class Cause(StrEnum):
    """Why a figure is no longer what was published. Only a person can know; the program may propose."""

    LATE_RECORDING = "late recording"
    CORRECTION = "correction"
    DEFINITION = "definition"
    POPULATION = "population"
    CODE = "code"


@dataclass(frozen=True)
class Figure:
    """A figure at one time, with what it was made from. `population` is the denominator of a rate."""

    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    definition_version: int = 1
    population: float | None = None
    program_version: str = ""


@dataclass(frozen=True)
class FigureKey:
    """Which figure: indicator, window, period label and group."""

    indicator: str
    window: str
    period: str
    breakdown: str = ""
    group: str = ""


@dataclass(frozen=True)
class Restatement:
    """A figure that differs from what was published. `cause` holds once a person has confirmed it, with name and day."""

    key: FigureKey
    published: Figure
    published_on: date
    now: Figure
    proposed: Cause
    cause: Cause | None = None
    confirmed_by: str = ""
    confirmed_on: date | None = None

    @property
    def is_confirmed(self) -> bool:
        return self.cause is not None

    def confirm(self, cause: Cause, *, by: str, on: date) -> Restatement:
        """The same restatement with its cause named by a person."""
        if not by.strip():
            raise ValueError("A cause needs the name of the person who confirms it.")
        return replace(self, cause=cause, confirmed_by=by, confirmed_on=on)


def find_restatements(
    published: Mapping[FigureKey, tuple[Figure, date]],
    now: Mapping[FigureKey, Figure],
    decimals: Mapping[str, int],
) -> list[Restatement]:
    """Every published figure whose displayed value, numerator or denominator is different now, in order of its key.

    A figure that cannot be calculated any more is a restatement to nothing. `decimals` is by indicator.
    """
    found = []
    for key, (then, on) in sorted(published.items(), key=lambda item: repr(item[0])):
        current = now.get(key, Figure(None))
        places = decimals.get(key.indicator, 0)
        if _shown(then, places) != _shown(current, places):
            found.append(Restatement(key, then, on, current, propose_cause(then, current)))
    return found


def propose_cause(then: Figure, now: Figure) -> Cause:
    """The likeliest cause, from what else changed: the definition, the population, the program, or only the counts.

    Counts that only grew look like late recording; a count that fell was put right.
    """
    if then.definition_version != now.definition_version:
        return Cause.DEFINITION
    if then.numerator == now.numerator and then.population != now.population:
        return Cause.POPULATION
    same_counts = (then.numerator, then.denominator) == (now.numerator, now.denominator)
    if same_counts and then.program_version != now.program_version:
        return Cause.CODE
    pairs = ((then.numerator, now.numerator), (then.denominator, now.denominator))
    grew = all(b is not None and b >= a for a, b in pairs if a is not None)
    return Cause.LATE_RECORDING if grew and not same_counts else Cause.CORRECTION


def _shown(figure: Figure, decimals: int) -> tuple[float | None, float | None, float | None]:
    # A sum of parts of posts differs in its last binary place with the order in which it was added up.
    return (
        _rounded(figure.value, decimals),
        _rounded(figure.numerator, PLACES_OF_A_SUM),
        _rounded(figure.denominator, PLACES_OF_A_SUM),
    )


def _rounded(value: float | None, decimals: int) -> float | None:
    return None if value is None else round_half_away(value, decimals)

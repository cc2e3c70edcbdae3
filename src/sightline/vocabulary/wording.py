"""How numbers, dates, months, movements and clocks are said. Every page, report and reason takes its words from here.

Pure text: nothing here decides what is good or late. A missing figure is a dash, never a nought.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sightline.vocabulary.dates import month_end
from sightline.vocabulary.numbers import round_half_away
from sightline.vocabulary.periods import APRIL, SEPTEMBER, WHOLE_MONTHS, Month, Period, Window

DASH = "–"
MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
# A count of children or contacts is left bare: its column says what it counts.
PERCENT_UNITS = frozenset({"%", "percent", "percentage"})
RATE_UNITS = frozenset({"per 10,000", "per 10k", "rate_per_10k", "rate_per_10000", "rate"})


def number(value: float | None, decimals: int = 0) -> str:
    """A figure with thousands separated and so many decimals, rounded half away from zero; a dash for none.

    >>> number(16694), number(-2.45, 1), number(None)
    ('16,694', '-2.5', '–')
    """
    if value is None or value != value:
        return DASH
    rounded = round_half_away(value, decimals)
    # Minus nought is a rounding accident that would puzzle a reader.
    return f"{rounded + 0.0:,.{decimals}f}" if rounded else f"{0:.{decimals}f}"


def figure(value: float | None, unit: str = "", decimals: int = 0) -> str:
    """A figure with its unit: `77.4%`, `112.9 per 10,000`, `387 days`; a count stays bare."""
    said = number(value, decimals)
    if said == DASH:
        return said
    if unit in PERCENT_UNITS:
        return f"{said}%"
    if unit in RATE_UNITS:
        return f"{said} per 10,000"
    if unit in {"days", "working days", "hours"}:
        return counted(said, unit)
    return said


def counted(said: str, noun: str) -> str:
    """`1 day`, `2 days`: the noun is given in the plural and loses its `s` after a one."""
    return f"{said} {noun.removesuffix('s') if said in {'1', '-1'} else noun}"


def n_of_d(numerator: float | None, denominator: float | None) -> str:
    """`41 of 53`, as people hear a percentage best; a dash where either is missing."""
    if numerator is None or denominator is None:
        return DASH
    return f"{number(numerator)} of {number(denominator)}"


def listed(items: Sequence[str], joining: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(items) <= 1:
        return "".join(items)
    return f"{', '.join(items[:-1])} {joining} {items[-1]}"


def day(on: date | None) -> str:
    """`17 June 2025`; a dash for no date."""
    return DASH if on is None else f"{on.day} {MONTH_NAMES[on.month - 1]} {on.year}"


def month(when: Month) -> str:
    """`June 2025`."""
    return f"{MONTH_NAMES[when.number - 1]} {when.year}"


def short_month(when: Month) -> str:
    """`Jun 2025`, for column headings."""
    return f"{MONTH_NAMES[when.number - 1][:3]} {when.year}"


def months(first: Month, last: Month) -> str:
    """A span of months: `June 2025`, `June to August 2025`, `November 2024 to February 2025`."""
    if first == last:
        return month(first)
    if first.year == last.year:
        return f"{MONTH_NAMES[first.number - 1]} to {month(last)}"
    return f"{month(first)} to {month(last)}"


def month_list(which: Sequence[Month]) -> str:
    """Months in order: a span where they follow one another, else a list."""
    if not which:
        return DASH
    if which[-1].index - which[0].index == len(which) - 1:
        return months(which[0], which[-1])
    return listed([month(m) for m in which])


def financial_year(when: Month) -> str:
    """The year from 1 April in which a month falls: `2018/19`."""
    start = when.year if when.number >= APRIL else when.year - 1
    return f"{start}/{(start + 1) % 100:02d}"


def window(kind: Window, ending: Month) -> str:
    """The months that a window takes in: `12 months to June 2025`, `April to June 2025`, `end of June 2025`."""
    if kind in WHOLE_MONTHS:
        return f"{WHOLE_MONTHS[kind]} months to {month(ending)}"
    if kind is Window.SNAPSHOT:
        return f"end of {month(ending)}"
    if kind is Window.MONTH_ENDS_6:
        return f"mean of the six month ends to {month(ending)}"
    if kind in (Window.QUARTER, Window.CYCLE):
        return months(ending.shift(-2), ending)
    if kind in (Window.YTD, Window.FINANCIAL_YEAR):
        return months(Month(ending.year if ending.number >= APRIL else ending.year - 1, APRIL), ending)
    if kind is Window.ACADEMIC_YTD:
        return months(Month(ending.year if ending.number >= SEPTEMBER else ending.year - 1, SEPTEMBER), ending)
    if kind is Window.TERM:
        return f"term to {month(ending)}"
    if kind is Window.WEEK:
        return f"last week of {month(ending)}"
    return month(ending.shift(1) if kind is Window.NEXT_MONTH else ending)


def span(period: Period) -> str:
    """A period of days: whole months by name, one day as a date, anything else with both of its ends."""
    first, last = period.first, period.last
    if first == last:
        return day(first)
    if first.day == 1 and last == month_end(last):
        return months(Month.of(first), Month.of(last))
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day(last)}"
    if first.year == last.year:
        return f"{first.day} {MONTH_NAMES[first.month - 1]} to {day(last)}"
    return f"{day(first)} to {day(last)}"


def movement(earlier: float | None, current: float | None, unit: str = "", decimals: int = 0) -> str:
    """What a figure did, from one displayed value to another, without saying whether that is good.

    >>> movement(91.34, 77.36, "%", 1)
    'fell from 91.3% to 77.4%, by 13.9 percentage points'
    """
    if earlier is None or current is None:
        return "cannot be compared"
    before, now = round_half_away(earlier, decimals), round_half_away(current, decimals)
    if before == now:
        return f"stayed at {figure(now, unit, decimals)}"
    verb = "rose" if now > before else "fell"
    change = number(abs(now - before), decimals)
    by = f"{change} percentage points" if unit in PERCENT_UNITS else change
    if by == "1 percentage points":
        by = "1 percentage point"
    return f"{verb} from {figure(before, unit, decimals)} to {figure(now, unit, decimals)}, by {by}"


def working_days(days: int) -> str:
    """`1 working day`, `45 working days`."""
    return counted(number(days), "working days")


def clock(started_on: date, limit: str, due_on: date, done_on: date | None, late_by: str | None) -> str:
    """One clock in a sentence, from figures that the caller has worked out.

    `limit` and `late_by` are said already (`45 working days`); `late_by` is None for a duty met or still open in time.
    """
    said = f"Day 0 was {day(started_on)}; {limit} ran to {day(due_on)}"
    if done_on is None:
        return f"{said}; not done, {late_by} late." if late_by else f"{said}; not done yet."
    return f"{said}; done on {day(done_on)}, {f'{late_by} late' if late_by else 'in time'}."

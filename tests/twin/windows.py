"""Windows: those of the vocabulary, and the further ones that the catalogue names, behind a string."""

from __future__ import annotations

from datetime import date, timedelta

from sightline.vocabulary.periods import Month, Period, Spine, Window, months_elapsed
from tests.twin.extract import Extract

SEPTEMBER, MARCH = 9, 3
# The windows of whole months that the vocabulary proves on its own; all others are worked out here a second time.
STANDARD = {"month", "quarter", "ytd", "rolling_3", "rolling_6", "rolling_12", "snapshot"}
MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def period_of(x: Extract, spine: Spine, window: Window | str, month: Month) -> Period | None:
    """The days that a window ending with a month covers, or None where it does not exist."""
    if str(window) in STANDARD:
        return spine.period(Window(window), month)
    if not spine.first <= month <= spine.last:
        return None
    last = spine.snapshot_day(month)
    return FURTHER[str(window)](x, spine, month, last)


def whole_months(spine: Spine, first: Month, month: Month) -> Period | None:
    """Whole months up to a month, where the spine holds them all."""
    return Period(first.first, month.last) if first >= spine.first and not spine.is_partial(month) else None


def financial_year(x: Extract, spine: Spine, month: Month, last: date) -> Period | None:
    return whole_months(spine, month.shift(-11), month) if month.number == MARCH else None


def academic_ytd(x: Extract, spine: Spine, month: Month, last: date) -> Period | None:
    first = Month(month.year if month.number >= SEPTEMBER else month.year - 1, SEPTEMBER)
    return Period(first.first, last) if first >= spine.first else None


def term_ends(x: Extract, year: int) -> list[date]:
    """The ends of terms in a calendar year: the last days of the months that the setting names."""
    numbers = [MONTH_NAMES.index(text.strip()[:3].lower()) + 1 for text in x.setting("pep_term_dates").split(",")]
    return sorted(Month(year, number).last for number in numbers)


def term(x: Extract, spine: Spine, month: Month, last: date) -> Period | None:
    """The term that ends in a month, from the day after the term before."""
    ends = [end for year in (month.year - 1, month.year) for end in term_ends(x, year)]
    here = [end for end in ends if Month.of(end) == month]
    if not here or here[-1] > spine.as_at:
        return None
    before = max(end for end in ends if end < here[-1])
    first = before + timedelta(days=1)
    return Period(first, here[-1]) if first >= spine.first.first else None


def three_year(x: Extract, spine: Spine, month: Month, last: date) -> Period | None:
    return whole_months(spine, month.shift(-35), month)


def week(x: Extract, spine: Spine, month: Month, last: date) -> Period | None:
    """The seven days to the end of the month, or to the extract's date."""
    first = last - timedelta(days=6)
    return Period(first, last) if first >= spine.first.first else None


def next_month(x: Extract, spine: Spine, month: Month, last: date) -> Period | None:
    """The month after: what is foreseen."""
    return Period(month.shift(1).first, month.shift(1).last)


def quarter_cycle(x: Extract, spine: Spine, month: Month, last: date) -> Period | None:
    """An audit cycle: the quarter that a month closes."""
    return spine.period(Window.QUARTER, month)


def six_month_ends(x: Extract, spine: Spine, month: Month, last: date) -> Period | None:
    """From the first of six month ends to the last; each of the six days has a figure of its own."""
    first = month.shift(-5)
    return Period(first.last, last) if first >= spine.first else None


FURTHER = {
    "financial_year": financial_year,
    "academic_ytd": academic_ytd,
    "term": term,
    "three_year": three_year,
    "week": week,
    "next_month": next_month,
    "cycle": quarter_cycle,
    "month_ends_6": six_month_ends,
}
ANNUAL = {Window.ROLLING_12: 1.0, Window.ROLLING_6: 2.0, Window.ROLLING_3: 4.0, Window.QUARTER: 4.0}


def annual_factor(window: Window | str, period: Period) -> float:
    """What a count of the period is multiplied by to make a year of it (indicators.md 2.3)."""
    if window == Window.SNAPSHOT:
        return 1.0
    if window in ANNUAL:
        return ANNUAL[Window(window)]
    return 12.0 / months_elapsed(period)

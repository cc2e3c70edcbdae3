"""Arrays of days agree with the vocabulary's own dates."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from sightline.synthetic.days import NEVER, WorkingDays, _bank_holidays, add_months, birthday, day_number, is_day
from sightline.vocabulary import dates

FIRST, LAST = date(2015, 1, 1), date(2028, 12, 31)
DAYS = [FIRST + timedelta(step) for step in range(0, (LAST - FIRST).days, 3)] + [date(2020, 2, 29), date(2024, 2, 29)]
NUMBERS = np.array([day_number(day) for day in DAYS])


@pytest.mark.parametrize("months", [-25, -1, 0, 1, 3, 12, 72])
def test_months_are_those_of_the_vocabulary(months: int) -> None:
    assert add_months(NUMBERS, months).tolist() == [day_number(dates.add_months(day, months)) for day in DAYS]


@pytest.mark.parametrize("years", [1, 16, 18])
def test_birthdays_are_those_of_the_vocabulary(years: int) -> None:
    assert birthday(NUMBERS, years).tolist() == [day_number(dates.birthday(day, years)) for day in DAYS]


def test_working_days_are_those_of_the_vocabulary() -> None:
    holidays = [day for year in range(2014, 2031) for day in _bank_holidays(year)]
    truth = dates.WorkingCalendar(holidays)
    working = WorkingDays(day_number(FIRST) - 300, day_number(LAST) + 300)
    for step in (1, 5, 15, 45):
        expected = [day_number(truth.add_working_days(day, step)) for day in DAYS]
        assert working.add(NUMBERS, step).tolist() == expected
        ends = np.array(expected)
        assert (working.between(NUMBERS, ends) == step).all()
    on_or_after = working.add(NUMBERS, 0)
    assert all(truth.is_working_day(date(1970, 1, 1) + timedelta(int(day))) for day in on_or_after)
    assert ((on_or_after >= NUMBERS) & (on_or_after - NUMBERS <= 5)).all()


def test_bank_holidays_of_a_usual_year() -> None:
    assert _bank_holidays(2026) == [
        date(2026, 1, 1), date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 4), date(2026, 5, 25), date(2026, 8, 31),
        date(2026, 12, 25), date(2026, 12, 28),
    ]  # fmt: skip


def test_never_stays_never() -> None:
    never = np.array([NEVER, NEVER + 900, NEVER - 900])
    working = WorkingDays(day_number(FIRST), day_number(LAST))
    for moved in (add_months(never, 5), birthday(never, 18), working.add(never, 20)):
        assert not is_day(moved).any()

"""The bank holidays we ship are England's: compared with a list that others keep."""

from datetime import date

import holidays
import pytest

from tests.support.calendars import england, shipped_bank_holidays

# From the first year that an extract of today could reach back to, to the last that a deadline set today could fall in.
YEARS = range(2012, 2031)


@pytest.mark.parametrize("year", YEARS)
def test_every_year_is_complete(year: int) -> None:
    shipped = {day for day in shipped_bank_holidays() if day.year == year}
    # The other list holds a weekend holiday as well as the weekday in lieu; nobody works on either.
    observed = {day for day in holidays.country_holidays("GB", subdiv="ENG", years=year) if day.weekday() < 5}
    assert {day for day in shipped if day.weekday() < 5} == observed


def test_no_year_outside_is_half_there() -> None:
    assert {day.year for day in shipped_bank_holidays()} == set(YEARS)


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2020, 5, 8), "the early May holiday moved for VE Day"),
        (date(2022, 6, 2), "the spring holiday moved for the jubilee"),
        (date(2022, 9, 19), "the state funeral"),
        (date(2023, 5, 8), "the coronation"),
        (date(2021, 12, 28), "Boxing Day in lieu"),
        (date(2012, 6, 5), "the diamond jubilee"),
    ],
)
def test_days_that_no_rule_gives(day: date, why: str) -> None:
    assert not england().is_working_day(day), why


def test_days_that_a_rule_would_give_wrongly() -> None:
    assert england().is_working_day(date(2020, 5, 4))
    assert england().is_working_day(date(2022, 5, 30))


def test_scotland_works_by_another_list() -> None:
    assert england().is_working_day(date(2024, 1, 2))
    assert not england().is_working_day(date(2024, 4, 1))

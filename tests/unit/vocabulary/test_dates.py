"""Ages, months and working days: worked vectors, and a slow loop that must agree on any dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sightline.vocabulary.dates import WorkingCalendar, add_months, age, birthday, month_end
from tests.support.calendars import england

# Dates that people's systems really hold, heavy with the days on which arithmetic goes wrong.
EDGES = [
    date(2024, 2, 29), date(2023, 2, 28), date(2024, 3, 31), date(2024, 4, 1), date(2023, 12, 31), date(2024, 1, 1),
    date(2024, 3, 29), date(2022, 6, 2), date(2024, 11, 30), date(2024, 8, 31),
]  # fmt: skip
days = st.one_of(st.sampled_from(EDGES), st.dates(date(2012, 1, 1), date(2030, 12, 31)))
spans = st.integers(-120, 120)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "added", "expected"),
    [
        ("2024-03-28", 1, "2024-04-02"),
        ("2024-03-28", 5, "2024-04-08"),
        ("2023-12-22", 10, "2024-01-10"),
        ("2024-11-04", 45, "2025-01-09"),
        ("2024-02-14", 45, "2024-04-19"),
        ("2018-12-20", 15, "2019-01-15"),
        ("2025-04-17", 15, "2025-05-13"),
        ("2023-04-28", 10, "2023-05-16"),
        ("2022-09-16", 1, "2022-09-20"),
        ("2020-05-07", 1, "2020-05-11"),
        ("2024-06-01", 1, "2024-06-03"),
        ("2021-12-24", 2, "2021-12-30"),
    ],
)
def test_a_duty_of_so_many_working_days_ends(start: str, added: int, expected: str) -> None:
    assert england().add_working_days(day(start), added) == day(expected)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2024-03-28", "2024-03-28", 0),
        ("2024-03-28", "2024-04-02", 1),
        ("2024-03-29", "2024-04-01", 0),
        ("2024-11-04", "2025-01-08", 44),
        ("2024-11-04", "2025-01-09", 45),
        ("2018-12-20", "2019-01-14", 14),
        ("2024-06-01", "2024-06-03", 1),
        ("2022-05-31", "2022-06-07", 3),
    ],
)
def test_working_days_between(start: str, end: str, expected: int) -> None:
    assert england().working_days(day(start), day(end)) == expected


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        ("2024-11-30", 3, "2025-02-28"),
        ("2023-11-30", 3, "2024-02-29"),
        ("2024-08-31", 6, "2025-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", -12, "2023-02-28"),
        ("2024-05-31", -6, "2023-11-30"),
    ],
)
def test_months_are_clamped_to_the_month_s_last_day(start: str, months: int, expected: str) -> None:
    assert add_months(day(start), months) == day(expected)


@pytest.mark.parametrize(("end", "inclusive_days"), [("2024-03-29", 729), ("2024-03-30", 730)])
def test_two_years_on_a_plan_counts_both_ends(end: str, inclusive_days: int) -> None:
    # Two years on a plan are 730 days with the first and the last both counted; the day before is not enough.
    assert (day(end) - day("2022-04-01")).days + 1 == inclusive_days


@pytest.mark.parametrize(
    ("born", "on", "expected"),
    [
        ("2008-02-29", "2025-02-28", 16),
        ("2008-02-29", "2025-03-01", 17),
        ("2008-02-29", "2024-02-29", 16),
        ("2008-02-29", "2024-02-28", 15),
        ("2010-12-31", "2024-01-01", 13),
        ("2010-06-15", "2010-06-15", 0),
        ("2010-06-15", "2010-06-14", -1),
    ],
)
def test_age_is_in_completed_years(born: str, on: str, expected: int) -> None:
    assert age(day(born), day(on)) == expected


def test_a_leap_day_s_child_has_birthdays_on_1_march() -> None:
    assert birthday(day("2008-02-29"), 17) == day("2025-03-01")
    assert birthday(day("2008-02-29"), 16) == day("2024-02-29")


@given(days, st.integers(0, 26))
def test_somebody_turns_their_age_on_their_birthday(born: date, years: int) -> None:
    turned = birthday(born, years)
    assert age(born, turned) == years
    assert age(born, turned - timedelta(days=1)) == years - 1


@given(days, spans)
def test_added_months_keep_the_day_or_end_the_month(start: date, months: int) -> None:
    moved = add_months(start, months)
    assert (moved.year - start.year) * 12 + moved.month - start.month == months
    assert moved.day == start.day or (moved.day < start.day and moved == month_end(moved))


@given(days)
def test_a_month_ends_on_the_eve_of_the_next(on: date) -> None:
    end = month_end(on)
    assert (end.year, end.month) == (on.year, on.month)
    assert (end + timedelta(days=1)).day == 1


def counted_by_hand(calendar: WorkingCalendar, start: date, end: date) -> int:
    """Working days d with start < d <= end, one by one; negative where end is before start."""
    if end < start:
        return -counted_by_hand(calendar, end, start)
    return sum(calendar.is_working_day(start + timedelta(days=step)) for step in range(1, (end - start).days + 1))


@given(days, st.integers(-400, 400))
def test_ordinals_count_what_a_loop_counts(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    assert england().working_days(start, end) == counted_by_hand(england(), start, end)


@given(days, st.integers(0, 60))
def test_a_duty_ends_on_the_first_day_that_has_its_working_days(start: date, allowed: int) -> None:
    due = england().add_working_days(start, allowed)
    assert england().working_days(start, due) == allowed
    assert allowed == 0 or england().is_working_day(due)


@given(st.lists(days, max_size=30), days, st.integers(-400, 400))
def test_weekend_and_repeated_holidays_are_not_taken_off_twice(holidays: list[date], start: date, length: int) -> None:
    calendar = WorkingCalendar(holidays + holidays[:3])
    end = start + timedelta(days=length)
    assert calendar.working_days(start, end) == counted_by_hand(calendar, start, end)


@given(days)
def test_the_day_to_act_by_is_the_last_working_day(on: date) -> None:
    act_by = england().last_working_day_on_or_before(on)
    assert act_by <= on
    assert england().is_working_day(act_by)
    assert england().working_days(act_by, on) == 0

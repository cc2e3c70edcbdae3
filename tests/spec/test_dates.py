"""Dates and clocks."""

from datetime import date


def test_working_days_skip_weekends_and_bank_holidays(spec_test):
    spec_test(
        table="""
            child | started_on | completed_on
            ------+------------+-------------
            c1    | 2025-04-17 | 2025-04-22
            c2    | 2024-03-28 | 2024-03-28
            c3    | 2024-03-29 | 2024-04-01
            c4    | 2024-06-01 | 2024-06-03
            c5    | 2025-04-22 | 2025-04-17
            c6    | 2025-04-17 |
        """,
        expression="working_days(started_on, completed_on)",
        expected={"c1": 1, "c2": 0, "c3": 0, "c4": 1, "c5": -1, "c6": None},
    )


def test_day_45_is_within_45_working_days(spec_test):
    spec_test(
        table="""
            child | started_on | completed_on
            ------+------------+-------------
            c1    | 2024-11-04 | 2025-01-08
            c2    | 2024-11-04 | 2025-01-09
            c3    | 2024-11-04 | 2025-01-10
        """,
        expression="working_days(started_on, completed_on) BETWEEN 0 AND 45",
        expected={"c1": True, "c2": True, "c3": False},
    )


def test_days_count_every_day(spec_test):
    spec_test(
        table="""
            child | started_on | completed_on
            ------+------------+-------------
            c1    | 2024-02-28 | 2024-03-01
            c2    | 2025-02-28 | 2025-03-01
            c3    | 2025-03-01 | 2025-02-28
            c4    |            | 2025-02-28
        """,
        expression="days(started_on, completed_on)",
        expected={"c1": 2, "c2": 1, "c3": -1, "c4": None},
    )


def test_a_month_later_is_the_last_day_of_a_shorter_month(spec_test):
    spec_test(
        table="""
            child | started_on | plans
            ------+------------+------
            c1    | 2024-11-30 | 3
            c2    | 2023-11-30 | 3
            c3    | 2024-02-29 | 12
            c4    | 2024-02-29 | -12
            c5    | 2024-05-31 | -6
            c6    | 2024-05-31 |
        """,
        expression="add_months(started_on, plans)",
        expected={
            "c1": date(2025, 2, 28),
            "c2": date(2024, 2, 29),
            "c3": date(2025, 2, 28),
            "c4": date(2023, 2, 28),
            "c5": date(2023, 11, 30),
            "c6": None,
        },
    )


def test_a_date_some_days_later(spec_test):
    spec_test(
        table="""
            child | started_on | plans
            ------+------------+------
            c1    | 2024-12-31 | 1
            c2    | 2024-03-01 | -1
        """,
        expression="add_days(started_on, plans)",
        expected={"c1": date(2025, 1, 1), "c2": date(2024, 2, 29)},
    )


def test_a_birthday_of_29_february_falls_on_1_march(spec_test):
    spec_test(
        table="""
            child | dob        | as_at
            ------+------------+-----------
            c1    | 2004-02-29 | 2022-02-28
            c2    | 2004-02-29 | 2022-03-01
            c3    | 2004-02-29 | 2024-02-29
            c4    | 2010-12-31 | 2024-01-01
            c5    |            | 2024-01-01
        """,
        expression="age(dob, as_at)",
        expected={"c1": 17, "c2": 18, "c3": 20, "c4": 13, "c5": None},
    )


def test_months_as_numbers(spec_test):
    spec_test(
        table="""
            child | started_on | completed_on
            ------+------------+-------------
            c1    | 2025-01-31 | 2025-02-01
            c2    | 2024-12-31 | 2025-12-01
            c3    |            | 2025-12-01
        """,
        expression="month_index(completed_on) - month_index(started_on)",
        expected={"c1": 1, "c2": 12, "c3": None},
    )

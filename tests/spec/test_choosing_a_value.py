"""Choosing a value."""

from datetime import date


def test_the_value_beside_the_first_condition_that_holds(spec_test):
    spec_test(
        table="""
            child | visits | is_seen
            ------+--------+--------
            c1    | 5      | true
            c2    | 5      | false
            c3    | 1      | true
            c4    |        |
        """,
        expression="CASE WHEN visits > 2 AND is_seen THEN 'good' WHEN visits > 2 THEN 'unseen' ELSE 'few' END",
        expected={"c1": "good", "c2": "unseen", "c3": "few", "c4": "few"},
    )


def test_no_condition_that_holds_and_no_else_gives_nothing(spec_test):
    spec_test(
        table="""
            child | is_seen
            ------+--------
            c1    | true
            c2    | false
            c3    |
        """,
        expression="CASE WHEN is_seen THEN 1 END",
        expected={"c1": 1, "c2": None, "c3": None},
    )


def test_the_first_that_is_recorded(spec_test):
    spec_test(
        table="""
            child | completed_on | as_at
            ------+--------------+-----------
            c1    | 2025-06-17   | 2025-06-30
            c2    |              | 2025-06-30
            c3    |              |
        """,
        expression="COALESCE(completed_on, as_at)",
        expected={"c1": date(2025, 6, 17), "c2": date(2025, 6, 30), "c3": None},
    )


def test_missing_where_two_are_equal(spec_test):
    spec_test(
        table="""
            child | visits | plans
            ------+--------+------
            c1    | 3      | 3
            c2    | 3      | 4
            c3    | 3      |
            c4    |        | 3
        """,
        expression="NULLIF(visits, plans)",
        expected={"c1": None, "c2": 3, "c3": 3, "c4": None},
    )


def test_the_latest_date_passes_over_missing_ones(spec_test):
    spec_test(
        table="""
            child | started_on | completed_on
            ------+------------+-------------
            c1    | 2025-06-01 | 2025-06-17
            c2    | 2025-06-01 |
            c3    |            |
        """,
        expression="GREATEST(started_on, completed_on)",
        expected={"c1": date(2025, 6, 17), "c2": date(2025, 6, 1), "c3": None},
    )


def test_the_smallest_number_passes_over_missing_ones(spec_test):
    spec_test(
        table="""
            child | visits | plans
            ------+--------+------
            c1    | 3      | 2
            c2    | 3      |
            c3    |        |
        """,
        expression="LEAST(visits, plans, 9)",
        expected={"c1": 2, "c2": 3, "c3": 9},
    )

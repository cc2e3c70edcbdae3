"""Comparing."""


def test_what_is_missing_equals_nothing_and_differs_from_nothing(spec_test):
    spec_test(
        table="""
            child | category
            ------+---------
            c1    | NEG
            c2    | PHY
            c3    |
        """,
        expression="category = 'NEG'",
        expected={"c1": True, "c2": False, "c3": None},
    )
    spec_test(
        table="""
            child | category | area
            ------+----------+-----
            c1    | NEG      | NEG
            c2    | NEG      | PHY
            c3    | NEG      |
        """,
        expression="category <> area",
        expected={"c1": False, "c2": True, "c3": None},
    )


def test_capital_letters_count(spec_test):
    spec_test(
        table="""
            child | category
            ------+---------
            c1    | neg
        """,
        expression="category = 'NEG'",
        expected={"c1": False},
    )


def test_dates_and_numbers_have_an_order(spec_test):
    spec_test(
        table="""
            child | started_on | completed_on
            ------+------------+-------------
            c1    | 2025-03-31 | 2025-04-01
            c2    | 2025-03-31 | 2025-03-31
            c3    | 2025-04-01 | 2025-03-31
            c4    |            | 2025-03-31
        """,
        expression="started_on < completed_on",
        expected={"c1": True, "c2": False, "c3": False, "c4": None},
    )
    spec_test(
        table="""
            child | visits | fte
            ------+--------+----
            c1    | 1      | 0.8
            c2    | 1      | 1
            c3    | 1      | 1.2
        """,
        expression="visits >= fte",
        expected={"c1": True, "c2": True, "c3": False},
    )
    spec_test(
        table="""
            child | visits
            ------+-------
            c1    | 2
            c2    | 3
        """,
        expression="visits > 2",
        expected={"c1": False, "c2": True},
    )
    spec_test(
        table="""
            child | fte
            ------+----
            c1    | 0.5
            c2    | 0.6
        """,
        expression="fte <= 0.5",
        expected={"c1": True, "c2": False},
    )


def test_between_takes_both_ends_in(spec_test):
    spec_test(
        table="""
            child | visits
            ------+-------
            c1    | -1
            c2    | 0
            c3    | 45
            c4    | 46
            c5    |
        """,
        expression="visits BETWEEN 0 AND 45",
        expected={"c1": False, "c2": True, "c3": True, "c4": False, "c5": None},
    )


def test_between_with_a_missing_end_is_false_where_the_other_end_settles_it(spec_test):
    spec_test(
        table="""
            child | started_on | completed_on | as_at
            ------+------------+--------------+-----------
            c1    | 2025-01-01 |              | 2024-12-31
            c2    | 2025-01-01 |              | 2025-01-01
            c3    |            | 2025-01-01   | 2025-01-02
        """,
        expression="as_at BETWEEN started_on AND completed_on",
        expected={"c1": False, "c2": None, "c3": False},
    )


def test_one_of_several_values(spec_test):
    spec_test(
        table="""
            child | category
            ------+---------
            c1    | NEG
            c2    | EMO
            c3    |
        """,
        expression="category IN ('NEG', 'PHY')",
        expected={"c1": True, "c2": False, "c3": None},
    )
    spec_test(
        table="""
            child | category
            ------+---------
            c1    | NEG
            c2    | EMO
            c3    |
        """,
        expression="category NOT IN ('NEG', 'PHY')",
        expected={"c1": False, "c2": True, "c3": None},
    )
    spec_test(
        table="""
            child | visits
            ------+-------
            c1    | -1
            c2    | 1
        """,
        expression="visits IN (-1, 2)",
        expected={"c1": True, "c2": False},
    )

"""Arithmetic."""


def test_whole_numbers_stay_whole(spec_test):
    spec_test(
        table="""
            child | visits | plans
            ------+--------+------
            c1    | 7      | 2
            c2    | 7      |
        """,
        expression="visits + plans * 2 - 1",
        expected={"c1": 10, "c2": None},
    )


def test_a_fraction_makes_the_answer_a_number_with_one(spec_test):
    spec_test(
        table="""
            child | visits
            ------+-------
            c1    | 3
        """,
        expression="visits * 0.1",
        expected={"c1": 0.30000000000000004},
    )


def test_division_keeps_the_fraction(spec_test):
    spec_test(
        table="""
            child | visits
            ------+-------
            c1    | 7
            c2    | -7
            c3    |
        """,
        expression="visits / 2",
        expected={"c1": 3.5, "c2": -3.5, "c3": None},
    )


def test_a_divisor_of_nought_gives_nothing(spec_test):
    spec_test(
        table="""
            child | visits | fte
            ------+--------+----
            c1    | 7      | 2
            c2    | 7      | 0
            c3    | 0      | 2
        """,
        expression="visits / NULLIF(fte, 0)",
        expected={"c1": 3.5, "c2": None, "c3": 0.0},
    )


def test_a_number_with_its_sign_turned(spec_test):
    spec_test(
        table="""
            child | visits
            ------+-------
            c1    | 7
            c2    |
        """,
        expression="-visits",
        expected={"c1": -7, "c2": None},
    )

"""True, false and not known."""

TRUTHS = """
    child | is_seen | is_open
    ------+---------+--------
    c1    | true    | true
    c2    | true    | false
    c3    | true    |
    c4    | false   | false
    c5    | false   |
    c6    |         |
"""


def test_and_is_false_as_soon_as_one_is(spec_test):
    spec_test(
        table=TRUTHS,
        expression="is_seen AND is_open",
        expected={"c1": True, "c2": False, "c3": None, "c4": False, "c5": False, "c6": None},
    )


def test_or_is_true_as_soon_as_one_is(spec_test):
    spec_test(
        table=TRUTHS,
        expression="is_seen OR is_open",
        expected={"c1": True, "c2": True, "c3": True, "c4": False, "c5": None, "c6": None},
    )


def test_the_opposite_of_not_known_is_not_known(spec_test):
    spec_test(
        table=TRUTHS,
        expression="NOT is_open",
        expected={"c1": False, "c2": True, "c3": None, "c4": True, "c5": None, "c6": None},
    )


def test_and_binds_before_or_and_brackets_before_both(spec_test):
    spec_test(
        table="""
            child | is_seen | is_open
            ------+---------+--------
            c1    | true    | false
            c2    | false   | true
        """,
        expression="(TRUE OR is_seen) AND is_open",
        expected={"c1": False, "c2": True},
    )
    spec_test(
        table="""
            child | is_seen | is_open
            ------+---------+--------
            c1    | true    | false
            c2    | false   | true
        """,
        expression="TRUE OR is_seen AND is_open",
        expected={"c1": True, "c2": True},
    )


def test_whether_a_value_is_recorded_is_always_known(spec_test):
    spec_test(
        table="""
            child | completed_on
            ------+-------------
            c1    | 2025-06-17
            c2    |
        """,
        expression="completed_on IS NOT NULL",
        expected={"c1": True, "c2": False},
    )
    spec_test(
        table="""
            child | is_seen
            ------+--------
            c1    | false
            c2    |
        """,
        expression="is_seen IS NULL",
        expected={"c1": False, "c2": True},
    )

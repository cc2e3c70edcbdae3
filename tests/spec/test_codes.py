"""Codes and flags."""


def test_a_flag_is_true_or_is_not_there(spec_test):
    spec_test(
        table="""
            child | outcomes_json_true
            ------+-------------------
            c1    | |NEW_REFERRAL|NFA|
            c2    | |NFA_S47_END|
            c3    |
        """,
        expression="has_flag(outcomes_json_true, 'NFA')",
        expected={"c1": True, "c2": False, "c3": None},
    )


def test_a_code_is_one_of_those_listed(spec_test):
    spec_test(
        table="""
            child | category
            ------+---------
            c1    | E11
            c2    | E1
            c3    |
        """,
        expression="code_in(category, 'E11, E12')",
        expected={"c1": True, "c2": False, "c3": None},
    )

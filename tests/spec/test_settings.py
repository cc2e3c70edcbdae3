"""Settings."""

from datetime import date

from sightline.catalogue.settings import ConfigRow

CHANGED = (ConfigRow("cin_plan_months", "6", date(2025, 4, 1)),)


def test_a_setting_is_the_one_that_holds_on_the_date_given(spec_test):
    spec_test(
        table="""
            child | started_on
            ------+-----------
            c1    | 2025-03-31
            c2    | 2025-04-01
        """,
        expression="setting('cin_plan_months', started_on)",
        expected={"c1": 3, "c2": 6},
        settings=CHANGED,
    )


def test_without_a_date_it_is_the_one_that_holds_when_the_row_is_placed(spec_test):
    spec_test(
        table="""
            child | visits
            ------+-------
            c1    | 3
            c2    | 4
        """,
        expression="visits <= setting('cin_plan_months')",
        expected={"c1": True, "c2": False},
        settings=CHANGED,
        on=date(2025, 3, 31),
    )


def test_words_and_yes_or_no(spec_test):
    spec_test(
        table="""
            child | is_seen
            ------+--------
            c1    | true
            c2    | false
        """,
        expression="is_seen AND setting('grace_exclude') AND setting('review_basis') = 'held'",
        expected={"c1": True, "c2": False},
        on=date(2025, 3, 31),
    )


def test_a_setting_on_a_missing_date_is_the_earliest(spec_test):
    spec_test(
        table="""
            child | started_on
            ------+-----------
            c1    |
        """,
        expression="setting('cin_plan_months', started_on)",
        expected={"c1": 3},
        settings=CHANGED,
    )

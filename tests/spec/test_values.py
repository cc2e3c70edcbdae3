"""Values written out."""

from datetime import date


def test_a_column_gives_its_value_whatever_its_type(spec_test):
    spec_test(
        table="""
            child | category
            ------+---------
            c1    | NEG
            c2    |
        """,
        expression="category",
        expected={"c1": "NEG", "c2": None},
    )


def test_a_date_written_out_is_a_date(spec_test):
    spec_test(
        table="""
            child | started_on
            ------+-----------
            c1    | 2025-03-31
            c2    | 2025-04-01
        """,
        expression="started_on <= DATE '2025-03-31'",
        expected={"c1": True, "c2": False},
    )
    spec_test(
        table="""
            child | visits
            ------+-------
            c1    | 1
        """,
        expression="DATE '2024-02-29'",
        expected={"c1": date(2024, 2, 29)},
    )


def test_numbers_text_and_truths_written_out(spec_test):
    spec_test(
        table="""
            child | visits
            ------+-------
            c1    | 1
            c2    |
        """,
        expression="CASE WHEN visits IS NULL THEN FALSE ELSE TRUE END",
        expected={"c1": True, "c2": False},
    )
    spec_test(
        table="""
            child | category
            ------+---------
            c1    | it's
        """,
        expression="category = 'it''s'",
        expected={"c1": True},
    )

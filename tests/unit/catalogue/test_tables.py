"""Tables drawn in text become typed rows."""

from __future__ import annotations

from datetime import date

import pytest

from sightline.catalogue.tables import TableError, read_table, typed_rows
from tests.support.expression_engines import COLUMNS


def test_a_drawn_table_has_typed_cells_and_blanks_are_missing() -> None:
    drawn = """
        child | started_on | visits | fte | is_seen | category
        ------+------------+--------+-----+---------+---------
        c1    | 2025-04-09 | 3      | 0.5 | yes     | NEG
        c2    |            |        |     |         |
    """
    first, second = typed_rows(drawn, COLUMNS)
    assert list(first.values()) == ["c1", date(2025, 4, 9), 3, 0.5, True, "NEG"]
    assert list(second.values()) == ["c2", None, None, None, None, None]


def test_flags_between_bars_are_one_cell() -> None:
    drawn = """
        child | outcomes_json_true | category
        ------+--------------------+---------
        c1    | |NEW_REFERRAL|NFA| | NEG
        c2    |                    | PHY
    """
    assert [row["outcomes_json_true"] for row in typed_rows(drawn, COLUMNS)] == ["|NEW_REFERRAL|NFA|", None]


def test_a_column_may_have_another_name() -> None:
    assert typed_rows("person\nc1", COLUMNS, {"person": "child"}) == [{"child": "c1"}]


def test_a_heading_alone_is_no_rows() -> None:
    assert typed_rows("child | visits\n------+-------", COLUMNS) == []


def test_a_rule_is_not_needed() -> None:
    assert read_table("child | visits\nc1 | 1").rows == (("c1", "1"),)


@pytest.mark.parametrize(
    ("drawn", "words"),
    [
        ("", "The table is empty"),
        ("child | visits\nc1", "Row 1 has 1 cells and the heading has 2"),
        ("child | visits\nc1 | 1 | 2", "Row 1 has 3 cells and the heading has 2"),
        ("child | child\nc1 | c1", "a column without a name or one that is there twice"),
        ("child |  | visits\nc1 | 1 | 2", "a column without a name"),
        ("chld\nc1", "There is no column 'chld'. Did you mean 'child'?"),
        ("visits\nmany", "'many' in column 'visits' is not a whole number"),
        ("started_on\n9/4/2025", "is not a date, such as 2025-04-09"),
        ("is_seen\nperhaps", "is not true or false"),
        ("fte\nhalf", "is not a number"),
    ],
)
def test_a_table_that_cannot_be_read_says_what_is_wrong(drawn: str, words: str) -> None:
    with pytest.raises(TableError, match=words):
        typed_rows(drawn, COLUMNS)

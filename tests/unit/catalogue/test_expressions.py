"""What the expression language refuses, and what it says instead. What it means is in tests/spec."""

from __future__ import annotations

import pytest

from sightline.catalogue.expressions import LONGEST, ExpressionError, parse_expression
from sightline.catalogue.interpreter import FUNCTION_MEANINGS, evaluate
from sightline.catalogue.operations import FUNCTIONS, NODES, OPERATIONS
from sightline.catalogue.settings import Settings
from sightline.cohorts.model import ColumnType
from sightline.errors import UsageError
from tests.support.calendars import england
from tests.support.expression_engines import COLUMNS

REFUSED = [
    # Names
    ("complete_on IS NULL", "There is no column 'complete_on'. Did you mean 'completed_on'?"),
    ("Completed_On IS NULL", "Did you mean 'completed_on'?"),
    ("workingdays(started_on, completed_on) > 1", "There is no function 'workingdays'. Did you mean 'working_days'?"),
    ("setting('cin_plan_month') = 3", "There is no setting 'cin_plan_month'. Did you mean 'cin_plan_months'"),
    ('category = "NEG"', "text is written in single quotes, 'NEG'"),
    ("t.category = 'NEG'", "uses more of SQL than definitions may"),
    # Types
    ("started_on > 4", "Days between two dates are days(a, b) or working_days(a, b)."),
    ("started_on > '2025-01-01'", "Write a date as DATE '2025-03-31'."),
    ("visits = 'two'", "puts a whole number and text together"),
    ("completed_on - started_on", "only numbers can be reckoned with"),
    ("is_seen + 1", "only numbers can be reckoned with"),
    ("-category", "only numbers can be reckoned with"),
    ("category < 'NEG'", "only numbers and dates have an order, and this is text"),
    ("is_seen BETWEEN is_open AND TRUE", "only numbers and dates have an order, and this is true or false"),
    ("GREATEST(category, area)", "only numbers and dates have an order"),
    ("visits AND is_seen", "`visits` is a whole number, and AND takes true or false"),
    ("NOT visits", "NOT takes true or false"),
    ("CASE WHEN visits THEN 1 END", "WHEN takes true or false"),
    ("CASE WHEN is_seen THEN 1 ELSE 'none' END", "puts a whole number and text together"),
    ("COALESCE(visits, started_on)", "puts a whole number and a date together"),
    ("NULLIF(visits, category)", "puts a whole number and text together"),
    ("visits IN (1, 'two')", "puts a whole number and text together"),
    ("age(dob, visits)", "`visits` is a whole number, and age takes a date"),
    ("add_months(started_on, 1.5)", "add_months takes a whole number"),
    # Division
    ("visits / plans", "Write … / NULLIF(plans, 0)."),
    ("visits / 0", "may divide by 0"),
    ("visits / NULLIF(plans, 1)", "may divide by 0"),
    ("visits / -0.0", "may divide by 0"),
    # Forms of functions
    ("working_days(started_on)", "here it is given 1"),
    ("age(dob, as_at, as_at)", "here it is given 3"),
    ("working_days(started_on, add_days(as_at, 1))", "Give the cohort a column for it."),
    ("has_flag(outcomes_json_true, 'nfa')", "in capitals and without _FLAG"),
    ("has_flag(outcomes_json_true, 'NFA_FLAG')", "in capitals and without _FLAG"),
    ("has_flag(outcomes_json_true, category)", "has_flag takes the name of a flag"),
    ("has_flag(outcomes_json_true, 'N%A')", "has_flag takes the name of a flag"),
    ("code_in(category, 'A,,B')", "codes in quotes, with commas"),
    ("code_in(category, area)", "codes in quotes, with commas"),
    ("code_in(visits, '1,2')", "code_in takes text"),
    ("setting(category) = 'held'", "the name of a setting in quotes"),
    ("setting('source_groups') = 'x'", "only cohorts can read it"),
    # Values
    ("started_on > DATE '2025-02-30'", "'2025-02-30' is not a date"),
    ("CAST(visits AS DATE) = as_at", "types do not change in a definition"),
    ("category = NULL", "`NULL` is not part of the language"),
    ("visits IN (plans)", "the values of IN are written out"),
    ("is_seen IS TRUE", "IS is followed by NULL or NOT NULL only"),
    # More of SQL
    ("visits IN (SELECT 1)", "uses more of SQL than definitions may"),
    ("(SELECT 1)", "is not part of the language"),
    ("category LIKE 'N%'", "is not part of the language"),
    ("COUNT(*) > 1", "is not part of the language"),
    ("SUM(visits) OVER () > 1", "is not part of the language"),
    ("CURRENT_DATE > started_on", "is not part of the language"),
    ("date_diff('day', started_on, as_at)", "is not part of the language"),
    ("visits % 2 = 1", "is not part of the language"),
    ("category || 'x' = 'NEGx'", "is not part of the language"),
    ("CASE visits WHEN 1 THEN 2 END", "write CASE WHEN condition THEN value"),
    ("IF(is_seen, 1, 2)", "is not part of the language"),
    ("read_csv('children.csv')", "is not part of the language"),
    ("getenv('HOME')", "There is no function 'getenv'"),
    ("?", "is not part of the language"),
    # What cannot be read
    ("visits = 1 AND", "cannot be read as one condition or value"),
    ("visits = 1; DROP TABLE x", "cannot be read as one condition or value"),
    ("SELECT 1", "cannot be read as one condition or value"),
    ("category = 'NEG", "cannot be read as one condition or value"),
    ("(" * 51 + "visits" + ")" * 51, "Brackets stand more than 50 deep"),
    ("visits + " * LONGEST + "1", "Give the cohort a column instead."),
]


@pytest.mark.parametrize(("sql", "words"), REFUSED, ids=[sql[:40] for sql, _ in REFUSED])
def test_what_is_refused_says_what_to_write(sql: str, words: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression(sql, COLUMNS)
    assert words in str(caught.value)


def test_every_problem_is_told_at_once_with_the_place() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression("visit > 1 AND completed = as_at", COLUMNS, file="in-time.yaml", line=12)
    assert len(caught.value.problems) == 2
    assert str(caught.value).startswith("in-time.yaml:12: ")


@pytest.mark.parametrize(
    ("sql", "wanted", "words"),
    [
        ("visits", ColumnType.BOOLEAN, "This gives a whole number, and true or false is needed here."),
        ("is_seen", ColumnType.NUMBER, "This gives true or false, and a number is needed here."),
        ("as_at", ColumnType.NUMBER, "This gives a date, and a number is needed here."),
    ],
)
def test_the_whole_has_the_type_that_its_place_needs(sql: str, wanted: ColumnType, words: str) -> None:
    with pytest.raises(ExpressionError, match=words):
        parse_expression(sql, COLUMNS, wanted=wanted)


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("visits + plans", ColumnType.INTEGER),
        ("visits + fte", ColumnType.NUMBER),
        ("visits / 2", ColumnType.NUMBER),
        ("CASE WHEN is_seen THEN 1 ELSE 0.5 END", ColumnType.NUMBER),
        ("COALESCE(visits, fte)", ColumnType.NUMBER),
        ("add_days(as_at, visits)", ColumnType.DATE),
        ("setting('review_basis')", ColumnType.TEXT),
        ("setting('cin_plan_months', as_at)", ColumnType.INTEGER),
    ],
)
def test_the_type_of_the_whole(sql: str, kind: ColumnType) -> None:
    assert parse_expression(sql, COLUMNS).type is kind


def test_what_an_expression_names_is_listed() -> None:
    read = parse_expression(
        "Working_Days(started_on, as_at) > setting('s47_wd') -- a note\n AND working_days(dob, as_at) > visits", COLUMNS
    )
    assert read.columns == ("as_at", "dob", "started_on", "visits")
    assert read.settings == ("s47_wd",)
    assert read.functions == ("setting", "working_days")
    assert read.clocks == (("dob", "as_at"), ("started_on", "as_at"))


def test_numbers_with_a_fraction_are_doubles_and_notes_are_gone() -> None:
    read = parse_expression("fte * 0.1 /* share */ > 1", COLUMNS)
    assert read.tree.sql(dialect="duckdb") == "fte * CAST(0.1 AS DOUBLE) > 1"


def test_our_functions_within_one_another_stay_ours() -> None:
    read = parse_expression("ADD_MONTHS(add_months(add_days(as_at, 1), 2), 3)", COLUMNS)
    assert read.functions == ("add_days", "add_months")
    assert evaluate(read, {"as_at": None}, england(), Settings()) is None


def test_a_row_without_a_column_that_is_needed_is_a_mistake_of_the_caller() -> None:
    read = parse_expression("visits > plans", COLUMNS)
    with pytest.raises(UsageError, match="The row has no column plans"):
        evaluate(read, {"visits": 1}, england(), Settings())


def test_a_setting_needs_the_date_that_places_the_row() -> None:
    read = parse_expression("visits > setting('s47_wd')", COLUMNS)
    with pytest.raises(UsageError, match="looked up on the date that places the row"):
        evaluate(read, {"visits": 1}, england(), Settings())


def test_every_operation_is_explained_and_has_a_meaning() -> None:
    explained = {operation.name for operation in OPERATIONS}
    assert explained == ({name for name, _ in NODES.values()} - {"function"}) | set(FUNCTIONS)
    assert set(FUNCTION_MEANINGS) | {"setting"} == set(FUNCTIONS)
    assert len(explained) == len(OPERATIONS)

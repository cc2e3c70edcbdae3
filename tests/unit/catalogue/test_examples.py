"""Worked examples run, and say what is wrong with them when they do not hold."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from textwrap import indent

import pytest

from sightline.catalogue.catalogue import Catalogue
from sightline.catalogue.examples import ExampleError, age_band, check_examples, column_types, example_rows, run_example
from sightline.catalogue.figures import Figure
from sightline.vocabulary.periods import Month, Period
from tests.support.calendars import england
from tests.support.definitions import COHORTS, IN_TIME, catalogue_of

PLANS = """
id: in-time
name: Children visited lately
question: Have we seen them?
why_it_matters: Visits keep children safe.
group: assessments
polarity: high
unit: "%"
grain: one child
cohort: open_plans
when: as_at
numerator: working_days(last_visited_on, as_at) <= 20 OR age < 1
windows: [snapshot]
breakdowns: [category, age_band]
owner: performance team
reviewed_on: 2026-01-31
examples:
  - title: A visit of 2 June is 20 working days before the end of June
    period: 2025-06
    rows:
      open_plans: |
        person | category | last_visited_on
        -------+----------+----------------
        c1     | NEG      | 2025-06-02
        c2     | NEG      | 2025-05-30
        c3     | PHY      |
      people: |
        person | dob        | sex
        -------+------------+----
        c3     | 2024-07-01 | F
        c2     | 2025-07-01 |
    expect: {numerator: 2, denominator: 3}
"""


def with_example(example: str, head: str = IN_TIME) -> str:
    """The definition with another worked example."""
    return head.split("examples:")[0] + "examples:\n" + indent(example.strip("\n"), "  ") + "\n"


def loaded(folder: Path, text: str) -> Catalogue:
    return catalogue_of(folder, ("in-time", "assessments", text))


def told(folder: Path, text: str) -> str:
    issues = check_examples(loaded(folder, text), england())
    return "\n".join(str(issue) for issue in issues)


def test_an_example_that_holds_has_no_issue(tmp_path: Path) -> None:
    assert check_examples(loaded(tmp_path, IN_TIME), england()) == ()
    assert check_examples(loaded(tmp_path, PLANS), england()) == ()


def test_an_example_that_does_not_hold_says_what_it_gave(tmp_path: Path) -> None:
    text = IN_TIME.replace("expect: {numerator: 1, denominator: 2, value: 50}", "expect: {numerator: 2, value: 66.7}")
    (issue,) = check_examples(loaded(tmp_path, text), england())
    assert "Example 1, 'Day 45 counts and day 46 does not'" in issue.message
    assert "numerator is 1 and should be 2; value is 50 and should be 66.7." in issue.message
    assert text.splitlines()[issue.line - 1].startswith("  - title: Day 45 counts")


def test_a_boundary_moved_by_one_day_is_noticed(tmp_path: Path) -> None:
    assert "numerator is 2 and should be 1" in told(tmp_path, IN_TIME.replace("AND 45", "AND 46"))
    assert "numerator is 0 and should be 1" in told(tmp_path, IN_TIME.replace("AND 45", "AND 44"))


def test_rows_are_typed_and_whole(tmp_path: Path) -> None:
    catalogue = loaded(tmp_path, PLANS)
    indicator, measure = catalogue.get("in-time"), catalogue.measure("in-time")
    tables = example_rows(measure, indicator, indicator.examples[0])
    last = date(2025, 6, 30)
    assert tables.period == Period(last, last)
    assert [set(row) for row in tables.rows] == [set(column_types(COHORTS["open_plans"]))] * 3
    first, unborn, baby = tables.rows
    assert (first["person_id"], first["as_at"], first["last_visited_on"]) == ("c1", last, date(2025, 6, 2))
    assert (first["age"], first["age_band"], first["sex"], first["team"]) == (None, "unknown", "unknown", "unknown")
    assert (unborn["age"], unborn["age_band"]) == (None, "unknown")
    assert (baby["age"], baby["age_band"], baby["sex"]) == (0, "under_1", "F")
    assert len({row["record_id"] for row in tables.rows}) == 3
    assert {person["person_id"] for person in tables.people} == {"c2", "c3"}


def test_one_group_may_be_asked_for(tmp_path: Path) -> None:
    text = PLANS.replace(
        "    expect: {numerator: 2, denominator: 3}", "    by: category\n    group: NEG\n    expect: {value: 50}"
    )
    assert told(tmp_path, text) == ""
    catalogue = loaded(tmp_path, text)
    result = run_example(catalogue.measure("in-time"), catalogue.get("in-time"), catalogue.get("in-time").examples[0], england())
    assert result.figure == Figure(1, 2, 50)


def test_a_rate_takes_the_population_of_its_month(tmp_path: Path) -> None:
    example = """
- title: Three of 12,000
  period: 2025-06
  window: month
  rows:
    assessments: |
      person | completed_on
      c1     | 2025-06-01
      c2     | 2025-06-02
      c3     | 2025-06-30
    populations: |
      month   | persons
      2025-05 | 11000
      2025-06 | 12000
  expect: {numerator: 3, denominator: 12000, value: 2.5}
"""
    rate = IN_TIME.replace("measure: percentage", "measure: rate\nper: 10000").replace('unit: "%"', "unit: per 10,000")
    rate = "\n".join(line for line in rate.splitlines() if not line.startswith("numerator"))
    text = with_example(example, rate)
    assert told(tmp_path, text) == ""
    catalogue = loaded(tmp_path, text)
    indicator = catalogue.get("in-time")
    tables = example_rows(catalogue.measure("in-time"), indicator, indicator.examples[0])
    assert tables.populations == {Month(2025, 5): 11000, Month(2025, 6): 12000}


def test_rows_after_the_as_at_date_are_not_known_yet(tmp_path: Path) -> None:
    example = """
- title: The data ends on the 15th
  period: 2025-06
  window: month
  as_at: 2025-06-15
  rows:
    assessments: |
      person | started_on | completed_on
      c1     | 2025-06-02 | 2025-06-15
      c2     | 2025-06-02 | 2025-06-16
  expect: {numerator: 1, denominator: 1}
"""
    assert told(tmp_path, with_example(example)) == ""


def test_a_printed_value_is_compared_as_printed(tmp_path: Path) -> None:
    example = """
- title: A third
  period: 2025-06
  window: month
  rows:
    assessments: |
      person | started_on | completed_on
      c1     | 2025-06-02 | 2025-06-15
      c2     | 2025-01-02 | 2025-06-16
      c3     | 2025-01-02 | 2025-06-16
  expect: {value: VALUE}
"""
    assert told(tmp_path, with_example(example.replace("VALUE", "33.3"))) == ""
    assert "value is 33.3333 and should be 33.4" in told(tmp_path, with_example(example.replace("VALUE", "33.4")))
    assert "should be nothing" in told(tmp_path, with_example(example.replace("VALUE", "null")))


def test_settings_may_be_chosen(tmp_path: Path) -> None:
    chosen = IN_TIME.replace("BETWEEN 0 AND 45", "<= setting('s47_wd')").replace(
        "    period: 2025-06", "    period: 2025-06\n    settings: {s47_wd: '45'}"
    )
    assert told(tmp_path, chosen) == ""
    assert "'many' is not a whole number" in told(tmp_path, chosen.replace("'45'", "many"))


WRONG = [
    ("assessments: |", "asessments: |", "It draws asessments; it may draw assessments, people, populations."),
    ("assessments: |", "people: |", "There is no column 'started_on'"),
    ("window: month", "window: quarter", "The definition has no window 'quarter'"),
    ("started_on | completed_on", "began_on | completed_on", "There is no column 'began_on'"),
    ("2025-06-18", "18/6/2025", "'18/6/2025' in column 'completed_on' is not a date"),
    (
        "    window: month",
        "    window: rolling_12\n    as_at: 2025-06-15",
        "There is no window 'rolling_12' that ends with 2025-06",
    ),
    ("    window: month", "    window: month\n    version: 4", "has no version 4"),
    ("    window: month", "    window: month\n    by: colour\n    group: red", "has no breakdown 'colour'"),
]


@pytest.mark.parametrize(("old", "new", "words"), WRONG)
def test_an_example_that_cannot_be_run_says_why(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = IN_TIME.replace(old, new)
    assert text != IN_TIME
    assert words in told(tmp_path, text)


def test_a_cohort_without_rows_is_a_mistake(tmp_path: Path) -> None:
    text = with_example("- {title: Nobody, period: 2025-06, window: month, rows: {people: person}, expect: {numerator: 0}}")
    assert "It draws no rows of its cohort, 'assessments'." in told(tmp_path, text)


def test_ages_and_birthdays_are_not_both_drawn(tmp_path: Path) -> None:
    text = PLANS.replace("person | category | last_visited_on", "person | age      | last_visited_on").replace("NEG", "5  ")
    assert "Draw dates of birth or ages, not both." in told(tmp_path, text.replace("PHY", "0  "))


def test_rows_cannot_be_had_from_an_example_that_is_wrong(tmp_path: Path) -> None:
    catalogue = loaded(tmp_path, IN_TIME.replace("person |", "prson  |"))
    indicator = catalogue.get("in-time")
    with pytest.raises(ExampleError, match="There is no column 'prson'. Did you mean"):
        example_rows(catalogue.measure("in-time"), indicator, indicator.examples[0])


@pytest.mark.parametrize(
    ("years", "band"),
    [(None, "unknown"), (0, "under_1"), (1, "1_4"), (4, "1_4"), (5, "5_9"), (10, "10_15"), (15, "10_15"), (16, "16_plus")],
)
def test_ages_are_shown_in_bands(years: int | None, band: str) -> None:
    assert age_band(years) == band

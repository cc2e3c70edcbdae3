"""One figure in plain loops: every kind of measure, with its edges."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sightline.catalogue.figures import Calculator, Figure, Question
from sightline.catalogue.settings import ConfigRow, Settings
from sightline.vocabulary.periods import Period
from tests.support.calendars import england
from tests.support.definitions import catalogue_of, changed

JUNE = Period(date(2025, 6, 1), date(2025, 6, 30))
APRIL_TO_JUNE = Period(date(2025, 4, 1), date(2025, 6, 30))


def row(person: str | None, completed: int | None, **values: Any) -> dict[str, Any]:
    """A row of the cohort of assessments, completed on a day of June."""
    columns = dict.fromkeys(("started_on", "assessment_type", "sessions", "quality", "excluded_because"))
    completed_on = None if completed is None else date(2025, 6, completed)
    return {**columns, "person_id": person, "record_id": f"a{completed}", "completed_on": completed_on, "team": "T1", **values}


def figure(folder: Path, rows: list[dict[str, Any]], question: Question, settings: Settings, **keys: str | None) -> Figure:
    measure = catalogue_of(folder, ("in-time", "assessments", changed(**keys))).measure("in-time")
    return Calculator(measure, england(), settings).figure(rows, question)


@pytest.fixture
def answer(tmp_path: Path):
    """The figure that a definition gives for rows of June."""

    def work_out(
        rows: list[dict[str, Any]], question: Question | None = None, settings: Settings | None = None, **keys: str | None
    ) -> Figure:
        return figure(tmp_path, rows, question or Question(JUNE), settings or Settings(), **keys)

    return work_out


COUNT = {"measure": "count", "numerator": None, "unit": "assessments"}
RATE = {"measure": "rate", "numerator": None, "per": "10000", "unit": "per 10,000"}
MEAN = {"measure": "mean", "numerator": None, "value": "sessions", "unit": "meetings"}


def test_a_count_counts_rows_of_the_period_that_meet_where_and_are_not_left_out(answer) -> None:
    rows = [
        row("c1", 1, sessions=1),
        row("c2", 30, sessions=2),
        row("c3", 30, sessions=0),
        row("c4", 30, sessions=None),
        row("c5", 30, sessions=5, excluded_because="It is a copy."),
        row("c6", None, sessions=5),
        {**row("c7", 1, sessions=5), "completed_on": date(2025, 7, 1)},
    ]
    assert answer(rows, where="sessions > 0", **COUNT) == Figure(2, None, 2)


def test_a_count_may_be_a_sum(answer) -> None:
    rows = [row("c1", 1, quality=0.5), row("c2", 2, quality=1.0), row("c3", 3)]
    assert answer(rows, **COUNT, value="quality") == Figure(1.5, None, 1.5)


def test_a_percentage_of_rows(answer) -> None:
    rows = [row("c1", 1, sessions=3), row("c2", 2, sessions=1), row("c3", 3), row("c4", 4, sessions=4)]
    assert answer(rows, numerator="sessions >= 3") == Figure(2, 4, 50)


def test_nothing_to_divide_by_is_no_percentage(answer) -> None:
    assert answer([], numerator="sessions >= 3") == Figure(0, 0, None)


def test_a_percentage_of_sums(answer) -> None:
    rows = [row("c1", 1, sessions=3, quality=0.5), row("c2", 2, sessions=1, quality=1.5), row("c3", 3, sessions=9)]
    assert answer(rows, numerator="sessions >= 3", value="quality", weight="quality") == Figure(0.5, 2, 25)


def test_children_judged_on_their_latest_row(answer) -> None:
    rows = [
        row("c1", 1, sessions=5),
        row("c1", 2, sessions=0),
        row("c2", 2, sessions=0),
        row("c2", 9, sessions=5),
        row("c2", 30, sessions=0, excluded_because="It is a copy."),
    ]
    assert answer(rows, numerator="sessions > 0", distinct="latest") == Figure(1, 2, 50)


def test_of_two_rows_on_one_day_the_later_record_is_the_latest(answer) -> None:
    rows = [{**row("c1", 1, sessions=5), "record_id": "a2"}, {**row("c1", 1, sessions=0), "record_id": "a10"}]
    assert answer(rows, numerator="sessions > 0", distinct="latest") == Figure(1, 1, 100)


def test_children_with_any_row_in_the_numerator(answer) -> None:
    rows = [row("c1", 1, sessions=5), row("c1", 2, sessions=0), row("c2", 2, sessions=0)]
    assert answer(rows, numerator="sessions > 0", distinct="any") == Figure(1, 2, 50)


def test_children_counted_once(answer) -> None:
    rows = [row("c1", 1), row("c1", 2), row("c2", 2)]
    assert answer(rows, **COUNT, distinct="any") == Figure(2, None, 2)


def test_a_rate_over_a_population_made_a_year_where_asked(answer) -> None:
    rows = [row("c1", 1), row("c2", 2), row("c3", 3)]
    plain = Question(APRIL_TO_JUNE, population=12_000)
    assert answer(rows, plain, **RATE) == Figure(3, 12_000, 2.5)
    assert answer(rows, plain, **RATE, annualised="true") == Figure(3, 12_000, 10)
    assert answer(rows, Question(JUNE), **RATE) == Figure(3, None, None)


def test_a_mean_over_the_rows_whose_value_is_known(answer) -> None:
    rows = [row("c1", 1, sessions=2), row("c2", 2, sessions=5), row("c3", 3)]
    assert answer(rows, **MEAN) == Figure(7, 2, 3.5)
    assert answer([rows[2]], **MEAN) == Figure(0, 0, None)


def test_a_mean_over_weights(answer) -> None:
    rows = [row("c1", 1, sessions=2, quality=0.5), row("c2", 2, sessions=5, quality=1.5), row("c3", 3, sessions=7)]
    assert answer(rows, **MEAN, weight="quality") == Figure(7, 2, 3.5)


def test_a_median_lies_between_the_middle_two(answer) -> None:
    rows = [row("c", day, sessions=sessions) for day, sessions in enumerate((9, 1, 2, 4), start=1)]
    assert answer([*rows, row("c", 9)], **{**MEAN, "measure": "median"}) == Figure(None, 4, 3)
    assert answer([], **{**MEAN, "measure": "median"}) == Figure(None, 0, None)


def test_a_maximum(answer) -> None:
    rows = [row("c1", 1, sessions=2), row("c2", 2, sessions=5), row("c3", 3)]
    assert answer(rows, **{**MEAN, "measure": "maximum"}) == Figure(None, 2, 5)


def test_one_group_of_a_breakdown(answer) -> None:
    rows = [row("c1", 1, team="North", sessions=1), row("c2", 2, team="North"), row("c3", 3, team="South", sessions=1)]
    question = Question(JUNE, by="team", group="North")
    assert answer(rows, question, numerator="sessions > 0") == Figure(1, 2, 50)


def test_a_group_without_a_name_is_unknown(answer) -> None:
    question = Question(JUNE, by="assessment_type", group="unknown")
    assert answer([row("c1", 1), row("c2", 1, assessment_type="new")], question, **COUNT) == Figure(1, None, 1)


def test_a_share_is_a_group_over_all_groups(answer) -> None:
    rows = [row("c1", 1, assessment_type="new"), row("c2", 2, assessment_type="new"), row("c3", 3), row("c4", 4)]
    question = Question(JUNE, by="assessment_type", group="new")
    assert answer(rows, question, numerator=None, share_by="assessment_type") == Figure(2, 4, 50)


def test_a_setting_is_the_one_of_the_day_that_places_the_row(answer) -> None:
    chosen = Settings((ConfigRow("cin_plan_months", "6", date(2025, 6, 15)),))
    rows = [row("c1", 14, sessions=6), row("c2", 15, sessions=6)]
    assert answer(rows, settings=chosen, numerator="sessions <= setting('cin_plan_months')") == Figure(1, 2, 50)

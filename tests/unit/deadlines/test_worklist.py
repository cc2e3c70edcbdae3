"""The worklist: which status a date has, who comes first, what the sentence says and what the key depends on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sightline.catalogue.deadlines import Deadline
from sightline.deadlines.status import Status, status_of
from sightline.deadlines.worklist import key_of, why, worklist

# A Friday.
TODAY = date(2025, 6, 27)


def deadline(name: str, **given: Any) -> Deadline:
    return Deadline.model_validate(
        {
            "id": name,
            "name": "Something due",
            "group": "cin",
            "cohort": "open_cin_plans",
            "anchor": "started_on",
            "due_in": {"length": 10, "unit": "working_days"},
            "why": "{within} from the start of the plan on {anchor}.",
            "satisfied_by": "A visit on which the child is seen.",
            "standard": "local",
            **given,
        }
    )


DEADLINES = {"law": deadline("law", is_statutory=True), "habit": deadline("habit")}


def row(rule: str, child: str | None, days_left: int | None, **given: Any) -> dict[str, Any]:
    return {
        "authority": "343",
        "rule": rule,
        "person_id": child,
        "record_id": f"record of {child}",
        "anchor_on": date(2025, 6, 2),
        "length": 10,
        "due_on": None if days_left is None else date(2025, 7, 1),
        "act_by_on": date(2025, 7, 1),
        "days_left": days_left,
        "other_due_on": None,
        "team": "T1",
        "worker": "W1",
        "service": "cin",
        **given,
    }


@pytest.mark.parametrize(
    ("due_on", "days_left", "status"),
    [
        (date(2025, 6, 26), -1, Status.OVERDUE),
        # Due on a day off that is past: no working day lies between, and yet it is late.
        (date(2025, 6, 26), 0, Status.OVERDUE),
        (TODAY, 0, Status.TODAY),
        # Due at the weekend: today is the last working day.
        (date(2025, 6, 28), 0, Status.TODAY),
        (date(2025, 6, 30), 1, Status.SOON),
        (date(2025, 7, 4), 5, Status.SOON),
        (date(2025, 7, 7), 6, Status.NEXT),
        (date(2025, 7, 25), 20, Status.NEXT),
        (date(2025, 7, 28), 21, Status.LATER),
        (None, None, Status.NO_ANCHOR),
    ],
)
def test_a_status_goes_by_working_days(due_on: date | None, days_left: int | None, status: Status) -> None:
    assert status_of(due_on, days_left, TODAY) is status


def test_the_child_with_the_most_overdue_duty_comes_first_and_its_duties_before_its_habits() -> None:
    rows = [
        row("habit", "c1", -40),
        row("law", "c2", -3),
        row("habit", "c2", -9),
        row("law", "c1", 2),
        row("law", "c3", None),
        row("habit", "c3", -90),
    ]
    order = [(due.person_id, due.rule) for due in worklist(rows, DEADLINES, TODAY)]
    assert order == [("c2", "law"), ("c2", "habit"), ("c1", "law"), ("c1", "habit"), ("c3", "law"), ("c3", "habit")]


def test_rows_of_no_child_stand_by_their_record() -> None:
    rows = [row("habit", None, 3, record_id="household 2"), row("habit", None, 1, record_id="household 1")]
    assert [due.record_id for due in worklist(rows, DEADLINES, TODAY)] == ["household 1", "household 2"]


def test_the_reason_says_how_long_and_from_when() -> None:
    assert why(row("law", "c1", 2), DEADLINES["law"]) == "10 working days from the start of the plan on 2 June 2025."
    one = why(row("law", "c1", 2, length=1), DEADLINES["law"])
    assert one == "1 working day from the start of the plan on 2 June 2025."


def test_a_row_without_an_anchor_says_what_is_missing() -> None:
    said = why(row("law", "c1", None, anchor_on=None), DEADLINES["law"])
    assert said == "No date to count from. A visit on which the child is seen."


def test_a_key_outlives_the_refresh_and_not_the_clock() -> None:
    before = row("law", "c1", 2)
    assert key_of(before) == key_of({**before, "days_left": 1, "team": "T2", "worker": "W9"})
    assert key_of(before) != key_of({**before, "anchor_on": date(2025, 6, 3)})
    assert "c1" not in key_of(before)


def test_another_date_is_told_with_its_standard() -> None:
    both = deadline("law", other={"due_in": {"length": 45, "unit": "working_days"}, "standard": "From the start"})
    (due,) = worklist([row("law", "c1", 2, other_due_on=date(2025, 7, 9))], {"law": both}, TODAY)
    assert (due.other_due_on, due.other_standard) == (date(2025, 7, 9), "From the start")
    (alone,) = worklist([row("law", "c1", 2)], {"law": both}, TODAY)
    assert alone.other_standard == ""


@pytest.mark.parametrize("given", [{"due_on": "as_at"}, {"due_in": None}])
def test_a_deadline_says_when_in_one_way(given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="one of them"):
        deadline("both", **given)

"""The worked vectors of indicators.md section 12, on the twin itself."""

from __future__ import annotations

from datetime import date

import pytest

from sightline.vocabulary.dates import add_months
from sightline.vocabulary.periods import Month, Window
from tests.support.calendars import shipped_bank_holidays
from tests.twin.extract import Extract
from tests.twin.obligations import MET, MISSED, PENDING, obligations
from tests.twin.twin import Twin

HOLIDAYS = tuple(shipped_bank_holidays())


def on(text: str) -> date:
    return date.fromisoformat(text)


@pytest.fixture(scope="module")
def extract() -> Extract:
    return Extract({}, on("2024-11-29"), HOLIDAYS, "343")


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2024-03-28", 1, "2024-04-02"),
        ("2024-03-28", 5, "2024-04-08"),
        ("2023-12-22", 10, "2024-01-10"),
        ("2024-11-04", 45, "2025-01-09"),
        ("2024-02-14", 45, "2024-04-19"),
        ("2018-12-20", 15, "2019-01-15"),
        ("2025-04-17", 15, "2025-05-13"),
        ("2023-04-28", 10, "2023-05-16"),
        ("2022-09-16", 1, "2022-09-20"),
        ("2020-05-07", 1, "2020-05-11"),
        ("2024-06-01", 1, "2024-06-03"),
        ("2021-12-24", 2, "2021-12-30"),
    ],
)
def test_adds_working_days(extract: Extract, start: str, days: int, due: str) -> None:
    assert extract.calendar.add_working_days(on(start), days) == on(due)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2024-03-28", "2024-03-28", 0),
        ("2024-03-28", "2024-04-02", 1),
        ("2024-03-29", "2024-04-01", 0),
        ("2024-11-04", "2025-01-08", 44),
        ("2024-11-04", "2025-01-09", 45),
        ("2018-12-20", "2019-01-14", 14),
        ("2024-06-01", "2024-06-03", 1),
        ("2022-05-31", "2022-06-07", 3),
    ],
)
def test_counts_working_days(extract: Extract, start: str, end: str, days: int) -> None:
    assert extract.working_days(on(start), on(end)) == days


@pytest.mark.parametrize(
    ("start", "months", "moved"),
    [
        ("2024-11-30", 3, "2025-02-28"),
        ("2023-11-30", 3, "2024-02-29"),
        ("2024-08-31", 6, "2025-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", -12, "2023-02-28"),
        ("2024-05-31", -6, "2023-11-30"),
    ],
)
def test_adds_months(start: str, months: int, moved: str) -> None:
    assert add_months(on(start), months) == on(moved)


@pytest.mark.parametrize(("ended_on", "numerator"), [("2024-03-29", 0), ("2024-03-30", 1)])
def test_two_years_on_a_plan_counts_both_ends(ended_on: str, numerator: int) -> None:
    plan = {
        "cppl_cp_plan_id": "plan",
        "cppl_person_id": "p1",
        "cppl_cp_plan_start_date": on("2022-04-01"),
        "cppl_cp_plan_end_date": on(ended_on),
    }
    twin = Twin({"ssd_cp_plans": [plan]}, as_at=on("2024-03-31"), bank_holidays=HOLIDAYS)
    figure = twin.observe("cpp-ceased-2yr", Month(2024, 3), Window.MONTH)["all"]
    assert (figure.numerator, figure.denominator) == (numerator, 1)


@pytest.mark.parametrize(
    ("visits", "expected"),
    [
        (
            ["2024-09-12", "2024-10-09", "2024-11-05"],
            [("2024-09-16", MET), ("2024-10-10", MET), ("2024-11-06", MET), ("2024-12-03", PENDING)],
        ),
        (
            ["2024-09-12", "2024-09-13", "2024-09-20", "2024-10-15"],
            [
                ("2024-09-16", MET),
                ("2024-10-11", MET),
                ("2024-10-18", MET),
                ("2024-11-12", MISSED),
                ("2024-12-10", PENDING),
            ],
        ),
        (
            ["2024-10-01"],
            [
                ("2024-09-16", MISSED),
                ("2024-10-14", MET),
                ("2024-10-29", MISSED),
                ("2024-11-26", MISSED),
                ("2024-12-24", PENDING),
            ],
        ),
        (
            [],
            [("2024-09-16", MISSED), ("2024-10-14", MISSED), ("2024-11-11", MISSED), ("2024-12-09", PENDING)],
        ),
    ],
)
def test_obligations_follow_the_visits(extract: Extract, visits: list[str], expected: list[tuple[str, str]]) -> None:
    found = obligations(
        on("2024-09-02"),
        None,
        on("2024-11-29"),
        lambda anchor: extract.calendar.add_working_days(anchor, 10),
        lambda anchor: extract.calendar.add_working_days(anchor, 20),
        [on(visit) for visit in visits],
    )
    assert [(obligation.due_on, obligation.state) for obligation in found] == [(on(due_on), state) for due_on, state in expected]

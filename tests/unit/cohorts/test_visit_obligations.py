"""Visits owed to children on plans: met, missed and to come, one after another (B-DUE)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from tests.support.staged_cohorts import column, counting, staged

AS_AT = date(2024, 11, 29)
PLAN = """
    cinp_cin_plan_id | cinp_person_id | cinp_cin_plan_start_date
    -----------------+----------------+-------------------------
    n1               | c1             | 2024-09-02
"""


def owed(visits: Sequence[str], **tables: str) -> list[dict[str, Any]]:
    """The visits owed under a child in need plan that started on 2 September 2024, by order."""
    lines = [f"v{number} | c1 | {visit} | yes" for number, visit in enumerate(visits)]
    heading = "cinv_cin_visit_id | cinv_person_id | cinv_cin_visit_date | cinv_cin_visit_seen"
    drawn = {"ssd_cin_plans": PLAN, "ssd_cin_visits": "\n".join([heading, *lines]), **tables}
    rows = staged("visit_obligations", drawn, as_at=AS_AT, first="2024-09")
    return sorted(rows, key=lambda row: row["ordinal"])


def said(rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Due date and what became of it."""
    return [(row["due_on"].isoformat(), "to come" if row["is_to_come"] else "met" if row["is_met"] else "missed") for row in rows]


# The test vectors of indicators.md section 12.
@pytest.mark.parametrize(
    ("visits", "expected"),
    [
        (
            ["2024-09-12", "2024-10-09", "2024-11-05"],
            [("2024-09-16", "met"), ("2024-10-10", "met"), ("2024-11-06", "met"), ("2024-12-03", "to come")],
        ),
        (
            ["2024-09-12", "2024-09-13", "2024-09-20", "2024-10-15"],
            [
                ("2024-09-16", "met"),
                ("2024-10-11", "met"),
                ("2024-10-18", "met"),
                ("2024-11-12", "missed"),
                ("2024-12-10", "to come"),
            ],
        ),
        (
            ["2024-10-01"],
            [
                ("2024-09-16", "missed"),
                ("2024-10-14", "met"),
                ("2024-10-29", "missed"),
                ("2024-11-26", "missed"),
                ("2024-12-24", "to come"),
            ],
        ),
        (
            [],
            [("2024-09-16", "missed"), ("2024-10-14", "missed"), ("2024-11-11", "missed"), ("2024-12-09", "to come")],
        ),
    ],
)
def test_obligations_follow_the_vectors(visits: list[str], expected: list[tuple[str, str]]) -> None:
    assert said(owed(visits)) == expected


def test_visit_on_the_first_day_meets_the_first_obligation_only() -> None:
    rows = owed(["2024-09-02"])
    assert said(rows)[:2] == [("2024-09-16", "met"), ("2024-09-30", "missed")]
    assert rows[1]["counted_from_on"] == date(2024, 9, 2)


def test_duty_ends_with_the_plan_and_what_is_due_on_that_day_is_owed() -> None:
    plan = PLAN.replace("cinp_cin_plan_start_date\n", "cinp_cin_plan_start_date | cinp_cin_plan_end_date\n").replace(
        "2024-09-02", "2024-09-02 | {}"
    )
    assert said(owed([], ssd_cin_plans=plan.format("2024-10-14")))[-1] == ("2024-10-14", "missed")
    assert said(owed([], ssd_cin_plans=plan.format("2024-10-13")))[-1] == ("2024-09-16", "missed")


def test_duty_ends_with_the_death_of_the_child() -> None:
    person = """
        pers_person_id | pers_death_date
        ---------------+----------------
        c1             | 2024-09-20
    """
    assert said(owed([], ssd_person=person)) == [("2024-09-16", "missed")]


def test_child_in_need_visit_is_not_owed_under_a_child_protection_plan() -> None:
    plan = """
        cppl_cp_plan_id | cppl_person_id | cppl_cp_plan_start_date | cppl_cp_plan_end_date
        ----------------+----------------+-------------------------+----------------------
        p1              | c1             | 2024-10-14              | 2024-11-11
    """
    rows = [row for row in owed([], ssd_cp_plans=plan) if row["plan_type"] == "cin"]
    assert [row["due_on"].isoformat() for row in counting(rows)] == ["2024-09-16", "2024-11-11", "2024-12-09"]
    assert column(rows, "excluded_because")["cin n1 visit 2"] == "The child was on a child protection plan on the day."


CP_PLAN = """
    cppl_cp_plan_id | cppl_person_id | cppl_cp_plan_start_date
    ----------------+----------------+------------------------
    p1              | c1             | 2024-10-01
"""


def due(settings: dict[str, str] | None = None, **tables: str) -> list[str]:
    """When visits fall due under a child protection plan that started on 1 October 2024 and is never visited."""
    drawn = {"ssd_cp_plans": CP_PLAN, **tables}
    rows = staged("visit_obligations", drawn, as_at=AS_AT, first="2024-09", settings=settings)
    return [row["due_on"].isoformat() for row in sorted(rows, key=lambda row: row["ordinal"])]


def test_child_protection_visits_follow_the_setting() -> None:
    assert due()[:3] == ["2024-10-08", "2024-10-22", "2024-11-05"]
    local = due({"cp_first_visit": "3 d", "cp_visit_interval": "14 d"})
    assert local == ["2024-10-04", "2024-10-18", "2024-11-01", "2024-11-15", "2024-11-29", "2024-12-13"]


def test_agreed_standard_holds_from_the_day_the_clock_starts() -> None:
    standard = """
        person_id | plan_type | frequency_n | frequency_unit | valid_from | valid_to
        ----------+-----------+-------------+----------------+------------+-----------
        c1        | cp        | 1           | weeks          | 2024-10-08 | 2024-10-14
        c1        | cp        | 1           | months         | 2024-10-15 |
        c1        | cin       | 1           | weeks          | 2024-01-01 |
    """
    # The first visit is due by the setting, the next by the week agreed from that day on, then by the month.
    assert due(loc_visit_standard=standard) == ["2024-10-08", "2024-10-15", "2024-11-15", "2024-12-15"]


def test_standard_of_a_unit_holds_while_its_team_has_the_child() -> None:
    tables = {
        "loc_org_unit": """
            unit_id | unit_name | service_group | dept_team_id | valid_from
            --------+-----------+---------------+--------------+-----------
            u1      | North     | locality_cin  | t1           | 2020-01-01
        """,
        "ssd_involvements": """
            invo_involvements_id | invo_person_id | invo_professional_id | invo_professional_role_id | invo_professional_team | invo_involvement_start_date
            ---------------------+----------------+----------------------+---------------------------+------------------------+----------------------------
            i1                   | c1             | w1                   | CW                        | t1                     | 2024-10-08
            i2                   | c1             | w2                   | CW                        | t2                     | 2024-10-22
        """,  # noqa: E501
        "loc_visit_standard": """
            unit_id | plan_type | frequency_n | frequency_unit | valid_from
            --------+-----------+-------------+----------------+-----------
            u1      | cp        | 14          | calendar_days  | 2020-01-01
        """,
    }
    assert due(**tables)[:4] == ["2024-10-08", "2024-10-22", "2024-11-05", "2024-11-19"]
    weekly = tables["loc_visit_standard"].replace("14 ", "7  ")
    assert due(**{**tables, "loc_visit_standard": weekly})[:4] == ["2024-10-08", "2024-10-15", "2024-10-22", "2024-11-05"]

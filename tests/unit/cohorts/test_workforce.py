"""Workers, posts, sickness and caseloads, staged from a few drawn rows."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.support.staged_cohorts import counting, staged

AS_AT = date(2025, 6, 30)
MAY = date(2025, 5, 31)

UNITS = """
unit_id | dept_team_id | service_group | in_max_caseload_scope | valid_from | valid_to
--------+--------------+---------------+-----------------------+------------+-----------
u1      | t1           | cla           | yes                   | 2020-01-01 |
u2      |              | locality_cin  |                       | 2020-01-01 | 2024-12-31
"""


def at(rows: list[dict[str, Any]], day: date) -> list[dict[str, Any]]:
    return [row for row in rows if row["as_at"] == day]


def test_a_worker_is_in_post_from_the_start_up_to_the_day_of_leaving() -> None:
    workers = """
worker_id | role          | fte_contracted | unit_id | start_date | leave_date | valid_from
----------+---------------+----------------+---------+------------+------------+-----------
w1        | social_worker | 1.0            | u1      | 2025-06-30 |            | 2025-06-30
w2        | social_worker | 1.0            | u1      | 2025-01-01 | 2025-06-30 | 2025-01-01
w3        | social_worker | 1.0            | u1      |            |            | 2025-01-01
"""
    rows = staged("workers", {"loc_worker": workers, "loc_org_unit": UNITS}, as_at=AS_AT, first="2025-05")
    assert {(row["record_id"], row["as_at"]) for row in rows} == {("w1", AS_AT), ("w2", MAY)}


def test_of_two_rows_valid_on_a_day_the_later_says_what_is_so() -> None:
    workers = """
worker_id | role                  | fte_contracted | unit_id | start_date | valid_from | valid_to
----------+-----------------------+----------------+---------+------------+------------+-----------
w1        | social_worker         | 1.0            | u1      | 2024-01-01 | 2024-01-01 |
w1        | advanced_practitioner | 0.5            | u2      | 2024-01-01 | 2025-06-01 | 2025-06-29
"""
    rows = staged("workers", {"loc_worker": workers, "loc_org_unit": UNITS}, as_at=AS_AT, first="2025-05")
    # The second row has ended the day before the count, so the first, which never ended, speaks again.
    assert [(row["as_at"], row["role"], row["fte"]) for row in rows] == [
        (MAY, "social_worker", 1.0),
        (AS_AT, "social_worker", 1.0),
    ]


def test_advanced_practitioners_and_the_newly_qualified_weigh_less_from_the_day_of_the_setting() -> None:
    workers = """
worker_id | role                  | fte_contracted | nqsw | unit_id | start_date | valid_from
----------+-----------------------+----------------+------+---------+------------+-----------
w1        | advanced_practitioner | 1.0            | yes  | u1      | 2018-01-01 | 2018-01-01
w2        | social_worker         | 0.5            | yes  | u1      | 2018-01-01 | 2018-01-01
w3        | social_worker         | 0.5            |      | u1      | 2018-01-01 | 2018-01-01
"""
    drawn = {"loc_worker": workers, "loc_org_unit": UNITS}
    rows = staged("workers", drawn, as_at=date(2019, 2, 28), first="2019-01")
    assert [row["effective_fte"] for row in at(rows, date(2019, 1, 31))] == [1.0, 0.5, 0.5]
    assert [row["effective_fte"] for row in at(rows, date(2019, 2, 28))] == [0.4, 0.3, 0.5]
    chosen = staged("workers", drawn, as_at=AS_AT, first="2025-06", settings={"caseload_fte_weights": "NQSW 0.8"})
    assert [row["effective_fte"] for row in chosen] == [1.0, 0.4, 0.5]


def test_a_unit_without_a_team_of_the_standard_is_a_team_itself_and_stays_one_when_it_closes() -> None:
    workers = """
worker_id | role          | fte_contracted | unit_id | start_date | valid_from
----------+---------------+----------------+---------+------------+-----------
w1        | social_worker | 1.0            | u1      | 2024-01-01 | 2024-01-01
w2        | social_worker | 1.0            | u2      | 2024-01-01 | 2024-01-01
w3        | social_worker | 1.0            | u9      | 2024-01-01 | 2024-01-01
"""
    rows = staged("workers", {"loc_worker": workers, "loc_org_unit": UNITS}, as_at=AS_AT, first="2025-06")
    assert [(row["post_team"], row["in_max_caseload_scope"]) for row in rows] == [("t1", True), ("u2", False), ("u9", False)]


def test_a_start_is_one_however_often_the_post_has_changed() -> None:
    workers = """
worker_id | role          | fte_contracted | unit_id | start_date | valid_from
----------+---------------+----------------+---------+------------+-----------
w1        | social_worker | 1.0            | u1      | 2025-06-02 | 2025-06-02
w1        | senior_sw     | 1.0            | u1      | 2025-06-02 | 2025-06-20
"""
    rows = staged("worker_starts", {"loc_worker": workers, "loc_org_unit": UNITS}, as_at=AS_AT, first="2025-06")
    assert [(row["started_on"], row["role"]) for row in rows] == [(date(2025, 6, 2), "social_worker")]


def test_the_latest_count_of_a_unit_and_role_holds_until_there_is_another() -> None:
    posts = """
unit_id | role          | as_at      | in_post_fte | vacant_fte
--------+---------------+------------+-------------+-----------
u1      | social_worker | 2025-05-15 | 4           | 1
u1      | social_worker | 2025-06-30 | 3           | 2
u1      | team_manager  | 2025-05-31 | 1           | 0
"""
    rows = staged("social_work_posts", {"loc_post": posts, "loc_org_unit": UNITS}, as_at=AS_AT, first="2025-05")
    found = {(row["role"], row["as_at"], row["vacant_fte"], row["is_social_worker"]) for row in rows}
    assert found == {
        ("social_worker", MAY, 1, True),
        ("social_worker", AS_AT, 2, True),
        ("team_manager", MAY, 0, False),
        ("team_manager", AS_AT, 0, False),
    }


def test_days_that_could_have_been_worked_are_contracts_times_working_days() -> None:
    workers = """
worker_id | role          | fte_contracted | unit_id | start_date | leave_date | valid_from
----------+---------------+----------------+---------+------------+------------+-----------
w1        | social_worker | 0.5            | u1      | 2024-01-01 | 2025-06-14 | 2024-01-01
"""
    absences = """
worker_id | unit_id | start_date | fte_days_lost | fte_days_available
----------+---------+------------+---------------+-------------------
w1        |         | 2025-06-02 | 1.5           |
"""
    drawn = {"loc_worker": workers, "loc_absence": absences, "loc_org_unit": UNITS}
    rows = staged("sickness_days", drawn, as_at=AS_AT, first="2025-05")
    # To 13 June there are ten working days; in May twenty without the bank holidays of the 5th and the 26th.
    expected = {(MAY, 0, 10.0), (date(2025, 6, 13), 0, 5.0), (date(2025, 6, 2), 1.5, 0)}
    assert {(row["counted_on"], row["days_lost"], row["days_available"]) for row in rows} == expected


def test_a_month_whose_rows_say_what_could_have_been_worked_is_not_worked_out() -> None:
    workers = """
worker_id | role          | fte_contracted | unit_id | start_date | valid_from
----------+---------------+----------------+---------+------------+-----------
w1        | social_worker | 1.0            | u1      | 2024-01-01 | 2024-01-01
"""
    absences = """
worker_id | unit_id | start_date | fte_days_lost | fte_days_available
----------+---------+------------+---------------+-------------------
          | u1      | 2025-06-01 | 4             | 200
"""
    drawn = {"loc_worker": workers, "loc_absence": absences, "loc_org_unit": UNITS}
    rows = staged("sickness_days", drawn, as_at=AS_AT, first="2025-05")
    assert {(row["counted_on"], row["days_available"]) for row in rows} == {(MAY, 20), (date(2025, 6, 1), 200)}


PEOPLE = """
pers_person_id | pers_dob   | pers_death_date
---------------+------------+----------------
c1             | 2015-01-01 |
c2             | 2015-01-01 |
c3             | 2015-01-01 | 2025-06-01
c4             | 2015-01-01 |
c5             | 2003-01-01 |
c6             | 2000-06-30 |
"""


def involved(*held: tuple[str, str, str, str]) -> str:
    """Involvements since January: worker, role, team and child of each."""
    named = (
        "involvements_id",
        "professional_id",
        "professional_role_id",
        "professional_team",
        "person_id",
        "involvement_start_date",
    )
    lines = [" | ".join(f"invo_{name}" for name in named), "-+-".join("-" for _ in named)]
    return "\n".join([*lines, *[" | ".join((f"i{place}", *one, "2025-01-01")) for place, one in enumerate(held)]])


INVOLVED = involved(
    ("w1", "CW", "t1", "c1"),
    ("w1", "CW", "t2", "c2"),
    ("w1", "CW", "t2", "c3"),
    ("w2", "CW", "t2", "c4"),
    ("w1", "16PLUS", "t1", "c5"),
    ("w1", "16PLUS", "t1", "c6"),
)
EPISODES = """
cine_referral_id | cine_person_id | cine_referral_date | cine_close_date | cine_referral_nfa
-----------------+----------------+--------------------+-----------------+------------------
r1               | c1             | 2025-01-01         |                 |
r2               | c2             | 2025-01-01         | 2025-07-01      |
r3               | c3             | 2025-01-01         |                 |
r4               | c4             | 2025-01-01         | 2025-06-30      |
"""
LEAVERS = """
clea_table_id | clea_person_id | clea_care_leaver_eligibility | clea_care_leaver_in_touch
--------------+----------------+------------------------------+--------------------------
l1            | c5             | Former Relevant              | NO
l2            | c6             | Former Relevant              | YES
"""
DRAWN = {
    "ssd_person": PEOPLE,
    "ssd_involvements": INVOLVED,
    "ssd_cin_episodes": EPISODES,
    "ssd_care_leavers": LEAVERS,
    "loc_org_unit": UNITS,
}


def test_a_child_is_held_while_something_is_open() -> None:
    """Not after death, not on the day on which the episode closes, not from the 25th birthday."""
    rows = staged("held_children", DRAWN, as_at=AS_AT, first="2025-06")
    assert {row["person_id"] for row in counting(rows)} == {"c1", "c2", "c5"}
    assert {row["person_id"] for row in rows} == {"c1", "c2", "c3", "c5"}


def test_a_worker_s_team_is_that_of_most_of_the_children() -> None:
    (row,) = staged("caseloads", DRAWN, as_at=AS_AT, first="2025-06")
    assert (row["record_id"], row["children"], row["main_team"]) == ("w1", 3, "t1")


def test_of_teams_with_as_many_children_the_first_is_the_worker_s() -> None:
    may = at(staged("caseloads", DRAWN, as_at=AS_AT, first="2025-05"), MAY)
    found = {row["record_id"]: (row["children"], row["main_team"]) for row in may}
    # In May w1 held c1, c5 and c6 for t1, and c2 and c3 for t2.
    assert found == {"w1": (5, "t1"), "w2": (1, "t2")}


def test_the_average_of_a_team_is_over_its_workers() -> None:
    rows = at(staged("team_caseloads", DRAWN, as_at=AS_AT, first="2025-05"), MAY)
    assert {(row["record_id"], row["workers"], row["average_caseload"]) for row in rows} == {("t1", 1, 5.0), ("t2", 1, 1.0)}


def test_a_caseload_of_a_worker_without_qualification_is_kept_and_does_not_count() -> None:
    workers = """
worker_id | prof_professional_id | role          | qualified | case_holding | fte_contracted | unit_id | start_date | valid_from
----------+----------------------+---------------+-----------+--------------+----------------+---------+------------+-----------
x1        | w1                   | social_worker | yes       | yes          | 0.8            | u1      | 2024-01-01 | 2024-01-01
x2        | w2                   | team_manager  |           | yes          | 1.0            | u1      | 2024-01-01 | 2024-01-01
"""
    rows = at(staged("social_worker_caseloads", {**DRAWN, "loc_worker": workers}, as_at=AS_AT, first="2025-05"), MAY)
    assert [(row["record_id"], row["children"], row["fte"]) for row in counting(rows)] == [("w1", 5, 0.8)]
    assert {row["record_id"] for row in rows} == {"w1", "w2"}


def test_an_officer_is_found_by_either_id_and_holds_a_child_once() -> None:
    workers = """
worker_id | prof_professional_id | role         | fte_contracted | unit_id | start_date | valid_from
----------+----------------------+--------------+----------------+---------+------------+-----------
x1        | w1                   | iro_cp_chair | 0.5            | u1      | 2024-01-01 | 2024-01-01
"""
    plans = """
cppl_cp_plan_id | cppl_person_id | cppl_cp_plan_start_date | cppl_cp_plan_end_date
----------------+----------------+-------------------------+----------------------
p1              | c1             | 2025-01-01              |
p2              | c2             | 2025-01-01              | 2025-06-30
"""
    allocated = """
person_id | worker_id | role     | start_date
----------+-----------+----------+-----------
c1        | x1        | cp_chair | 2025-01-01
c1        | w1        | iro      | 2025-01-01
c2        | w1        | cp_chair | 2025-01-01
c4        | w1        | iro      | 2025-01-01
"""
    drawn = {**DRAWN, "loc_worker": workers, "ssd_cp_plans": plans, "loc_iro_allocation": allocated}
    (row,) = staged("reviewing_officers", drawn, as_at=AS_AT, first="2025-06")
    assert (row["record_id"], row["children"], row["fte"]) == ("x1", 1, 0.5)

"""Child protection plans and their reviews: one plan a child, earlier plans, and when a review was due."""

from __future__ import annotations

from datetime import date

from tests.support.staged_cohorts import column, counting, staged

AS_AT = date(2025, 7, 31)


def test_child_counts_once_with_the_earliest_open_plan() -> None:
    rows = staged(
        "open_cp_plans",
        {
            "ssd_person": """
                pers_person_id | pers_death_date
                ---------------+----------------
                c4             | 2025-07-31
            """,
            "ssd_cp_plans": """
                cppl_cp_plan_id | cppl_person_id | cppl_cp_plan_start_date | cppl_cp_plan_end_date | cppl_cp_plan_ola
                ----------------+----------------+-------------------------+-----------------------+-----------------
                p1              | c1             | 2025-07-01              |                       | no
                p2              | c1             | 2025-06-01              |                       |
                p3              | c2             | 2025-06-01              |                       | yes
                p4              | c3             | 2025-06-01              | 2025-07-31            |
                p5              | c4             | 2025-06-01              |                       |
                p6              | c5             | 2025-07-31              |                       |
            """,
        },
        as_at=AS_AT,
        first="2025-06",
    )
    july = [row for row in rows if row["as_at"] == AS_AT]
    assert [row["record_id"] for row in counting(july)] == ["p2", "p6"]
    assert column(july, "excluded_because") == {
        "p1": "The child has an earlier plan open, which is the one counted.",
        "p2": None,
        "p3": "The plan is held for another authority.",
        "p5": "The child has died.",
        "p6": None,
    }


def test_last_visit_is_of_its_kind_since_the_plan_started_and_seen() -> None:
    rows = staged(
        "open_cp_plans",
        {
            "ssd_cp_plans": """
                cppl_cp_plan_id | cppl_person_id | cppl_cp_plan_start_date
                ----------------+----------------+------------------------
                p1              | c1             | 2025-05-20
                p2              | c2             | 2023-01-10
                p3              | c3             | 2025-05-20
            """,
            "ssd_cp_visits": """
                cppv_cp_visit_id | cppv_person_id | cppv_cp_visit_date | cppv_cp_visit_seen
                -----------------+----------------+--------------------+-------------------
                v1               | c1             | 2025-05-19         | yes
                v2               | c1             | 2025-05-20         | yes
                v3               | c1             | 2025-06-12         | no
                v4               | c2             | 2023-02-01         | yes
                v5               | c3             | 2025-05-19         | yes
                v6               | c1             | 2025-07-20         | yes
                v7               | c1             | 2025-07-16         | yes
            """,
            "ssd_cin_visits": """
                cinv_cin_visit_id | cinv_person_id | cinv_cin_visit_date | cinv_cin_visit_seen
                ------------------+----------------+---------------------+--------------------
                v8                | c1             | 2025-06-20          | yes
            """,
        },
        as_at=date(2025, 7, 16),
        first="2025-05",
    )
    said = {(row["record_id"], row["as_at"].isoformat()): row["last_visited_on"] for row in rows}
    assert said[("p1", "2025-05-31")] == date(2025, 5, 20)
    assert said[("p1", "2025-06-30")] == date(2025, 5, 20)
    # The last day of the extract lies inside the month; a visit dated after it is not known yet.
    assert said[("p1", "2025-07-16")] == date(2025, 7, 16)
    # A visit from long before the first reporting month is still the last one.
    assert said[("p2", "2025-05-31")] == date(2023, 2, 1)
    assert said[("p3", "2025-06-30")] is None


def test_earlier_plans_are_those_that_started_before_in_any_authority() -> None:
    rows = staged(
        "cp_plans",
        {
            "ssd_cp_plans": """
                cppl_cp_plan_id | cppl_person_id | cppl_cp_plan_start_date | cppl_cp_plan_end_date | cppl_cp_plan_ola
                ----------------+----------------+-------------------------+-----------------------+-----------------
                p1              | c1             | 2021-01-04              | 2021-06-01            | yes
                p2              | c1             | 2022-01-04              | 2025-07-01            |
                p3              | c1             | 2025-06-02              |                       |
                p4              | c2             | 2025-06-02              |                       |
                p5              | c3             | 2025-06-02              |                       |
            """,
            "loc_cp_history": """
                person_id | previous_plan_start | previous_plan_end | previous_plans_count
                ----------+---------------------+-------------------+---------------------
                c2        |                     |                   | 1
                c3        | 2025-06-02          | 2025-07-01        | 1
            """,
        },
        as_at=AS_AT,
        first="2025-04",
    )
    assert column(rows, "previous_plan_ended_on")["p2"] == date(2021, 6, 1)
    # The second plan had not ended when the third started, so the end that counts is the first one's.
    assert column(rows, "previous_plan_ended_on")["p3"] == date(2021, 6, 1)
    assert column(rows, "previous_plan_started_on")["p3"] == date(2022, 1, 4)
    assert column(rows, "had_plan_before_extract") == {"p1": False, "p2": False, "p3": False, "p4": True, "p5": False}
    assert column(rows, "excluded_because")["p1"] == "The plan is held for another authority."


REVIEWED = {
    "ssd_cp_plans": """
        cppl_cp_plan_id | cppl_person_id | cppl_cp_plan_start_date | cppl_cp_plan_end_date | cppl_cp_plan_ola
        ----------------+----------------+-------------------------+-----------------------+-----------------
        p1              | c1             | 2024-11-30              |                       |
        p2              | c2             | 2024-11-30              | 2025-02-28            |
        p3              | c3             | 2024-11-30              | 2025-02-27            |
        p4              | c1             | 2024-12-01              |                       | yes
    """,
    "ssd_cp_reviews": """
        cppr_cp_review_id | cppr_person_id | cppr_cp_plan_id | cppr_cp_review_date
        ------------------+----------------+-----------------+--------------------
        v1                | c1             | p1              | 2025-02-28
        v2                | c1             | gone            | 2025-02-28
        v3                | c1             |                 | 2025-07-10
        v4                | c1             | p1              | 2024-11-29
        v5                | c1             | p1              |
        v6                | c1             | p1              | 2025-08-01
    """,
}


def test_next_review_is_due_six_months_after_the_last_was_held() -> None:
    rows = staged("cp_reviews", REVIEWED, as_at=AS_AT, first="2025-01")
    found = {row["record_id"]: (row["due_on"].isoformat(), row["held_on"]) for row in counting(rows)}
    assert found == {
        # Three months from 30 November are the last day of February.
        "v1": ("2025-02-28", date(2025, 2, 28)),
        "v3": ("2025-08-28", date(2025, 7, 10)),
        "p1 next review": ("2026-01-10", None),
        # Due on the last day of the plan is due; the plan that ended a day earlier owes none.
        "p2 next review": ("2025-02-28", None),
    }
    because = column(rows, "excluded_because")
    assert because["v2"] == "Another record of the same review counts."
    assert because["v4"] == because["v6"] == "The review is dated outside its plan."
    assert because["v5"] == "The review was booked but not held."


def test_setting_places_reviews_by_the_day_they_were_due() -> None:
    held = column(counting(staged("cp_reviews", REVIEWED, as_at=AS_AT, first="2025-01")), "counted_on")
    assert held == {"v1": date(2025, 2, 28), "v3": date(2025, 7, 10), "p1 next review": None, "p2 next review": None}
    rows = staged("cp_reviews", REVIEWED, as_at=AS_AT, first="2025-01", settings={"review_basis": "due"})
    assert column(counting(rows), "counted_on") == column(counting(rows), "due_on")


def test_late_review_is_held_against_the_child_for_twelve_months() -> None:
    rows = staged(
        "open_cp_plans",
        {
            "ssd_cp_plans": """
                cppl_cp_plan_id | cppl_person_id | cppl_cp_plan_start_date
                ----------------+----------------+------------------------
                p1              | c1             | 2024-03-31
            """,
            "ssd_cp_reviews": """
                cppr_cp_review_id | cppr_person_id | cppr_cp_plan_id | cppr_cp_review_date
                ------------------+----------------+-----------------+--------------------
                v1                | c1             | p1              | 2024-07-01
                v2                | c1             | p1              | 2025-01-01
                v3                | c1             | p1              | 2025-06-30
            """,
        },
        as_at=date(2025, 7, 31),
        first="2024-06",
    )
    late = {row["as_at"].isoformat(): row["reviews_late"] for row in rows}
    # Due on 30 June 2024 and held a day late: from that day on, and until it is twelve months old.
    assert late["2024-06-30"] == late["2025-05-31"] == 1
    assert late["2025-06-30"] == late["2025-07-31"] == 0

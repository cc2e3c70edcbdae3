"""Children in need: who is open at a month's end, and who is counted elsewhere."""

from __future__ import annotations

from datetime import date

from tests.support.staged_cohorts import column, counting, staged

AS_AT = date(2025, 7, 31)
OPEN = {
    "ssd_person": """
        pers_person_id | pers_dob   | pers_death_date
        ---------------+------------+----------------
        c1             | 2015-01-01 |
        c4             | 2007-07-31 |
        c5             | 2007-08-01 |
        c6             | 2007-01-01 |
        c8             | 2015-01-01 | 2025-07-31
    """,
    "ssd_cin_episodes": """
        cine_referral_id | cine_person_id | cine_referral_date | cine_close_date | cine_referral_nfa
        -----------------+----------------+--------------------+-----------------+------------------
        e1               | c1             | 2025-07-31         |                 |
        e2               | c1             | 2025-07-01         |                 |
        e3               | c2             | 2025-07-01         |                 | no
        e4               | c3             | 2025-07-01         |                 |
        e5               | c4             | 2025-07-01         |                 |
        e6               | c5             | 2025-07-01         |                 |
        e7               | c6             | 2025-07-01         |                 |
        e8               | c7             | 2025-07-01         | 2025-07-31      |
        e9               | c7             | 2025-07-01         |                 | yes
        e10              | c8             | 2025-07-01         |                 |
    """,
    "ssd_cp_plans": """
        cppl_cp_plan_id | cppl_person_id | cppl_cp_plan_start_date | cppl_cp_plan_ola
        ----------------+----------------+-------------------------+-----------------
        p1              | c2             | 2025-07-01              |
        p2              | c3             | 2025-07-01              | yes
        p3              | c9             | 2025-07-01              |
    """,
    "ssd_care_leavers": """
        clea_table_id | clea_person_id
        --------------+---------------
        l1            | c4
        l2            | c5
        l3            | c6
    """,
    "ssd_cin_plans": """
        cinp_cin_plan_id | cinp_person_id | cinp_cin_plan_start_date
        -----------------+----------------+-------------------------
        n1               | c6             | 2025-07-01
        n2               | c2             | 2025-07-01
    """,
}


def test_every_open_episode_counts_once_a_child() -> None:
    rows = staged("open_cin_episodes", OPEN, as_at=AS_AT, first="2025-07")
    assert [row["record_id"] for row in counting(rows)] == ["e2", "e3", "e4", "e5", "e6", "e7"]
    assert column(rows, "excluded_because")["e10"] == "The child has died."


def test_in_need_only_leaves_out_protection_and_leaving_care() -> None:
    rows = staged("open_cin_episodes", OPEN, as_at=AS_AT, first="2025-07")
    # c4 turns 18 on the day and is known as a care leaver alone, c5 turns 18 a day later, c6 has a plan.
    only = [row["record_id"] for row in counting(rows) if row["is_in_need_only"]]
    assert only == ["e2", "e4", "e6", "e7"]


def test_child_on_a_plan_without_an_episode_is_among_those_in_need_or_protected() -> None:
    rows = staged("children_in_need_or_protected", OPEN, as_at=AS_AT, first="2025-07")
    assert [row["record_id"] for row in rows] == ["episode e2", "episode e4", "episode e6", "episode e7", "plan p1", "plan p3"]


def test_plan_of_a_child_on_a_child_protection_plan_does_not_count() -> None:
    rows = staged("open_cin_plans", OPEN, as_at=AS_AT, first="2025-07")
    assert [row["record_id"] for row in counting(rows)] == ["n1"]
    assert column(rows, "excluded_because")["n2"] == "The child is on a child protection plan."


def test_any_visit_counts_even_from_before_the_plan() -> None:
    rows = staged(
        "open_cin_plans",
        {
            "ssd_cin_plans": """
                cinp_cin_plan_id | cinp_person_id | cinp_cin_plan_start_date
                -----------------+----------------+-------------------------
                n1               | c1             | 2025-07-01
                n2               | c2             | 2025-07-01
            """,
            "ssd_cla_visits": """
                clav_cla_visit_id | clav_person_id | clav_cla_visit_date | clav_cla_visit_seen
                ------------------+----------------+---------------------+--------------------
                v1                | c1             | 2025-06-20          | yes
                v2                | c2             | 2025-06-20          |
            """,
        },
        as_at=AS_AT,
        first="2025-07",
    )
    assert column(rows, "last_visited_on") == {"n1": date(2025, 6, 20), "n2": None}


def test_meeting_called_off_counts_unless_the_plan_had_ended() -> None:
    rows = staged(
        "cin_meetings",
        {
            "ssd_cin_plans": """
                cinp_cin_plan_id | cinp_person_id | cinp_cin_plan_start_date | cinp_cin_plan_end_date
                -----------------+----------------+--------------------------+-----------------------
                n1               | c1             | 2025-01-06               |
                n2               | c2             | 2025-01-06               | 2025-06-10
            """,
            "loc_meeting": """
                meeting_id | person_id | meeting_type | due_date   | held_date | cancelled
                -----------+-----------+--------------+------------+-----------+----------
                m1         | c1        | cin_review   | 2025-06-10 |           | yes
                m2         | c2        | cin_review   | 2025-06-10 |           | yes
                m3         | c2        | cin_review   | 2025-06-09 |           | no
                m4         | c1        | core_group   | 2025-06-09 |           | no
            """,
        },
        as_at=AS_AT,
        first="2025-04",
    )
    assert [row["record_id"] for row in counting(rows)] == ["m1", "m3"]
    assert [row["record_id"] for row in rows] == ["m1", "m2", "m3"]


def test_local_early_help_stands_in_for_the_same_episode_of_the_standard() -> None:
    rows = staged(
        "early_help_episodes",
        {
            "ssd_early_help_episodes": """
                earl_episode_id | earl_person_id | earl_episode_end_date | earl_episode_end_reason
                ----------------+----------------+-----------------------+------------------------
                h1              | c1             | 2025-06-01            | Family not engaged
                h2              | c2             | 2025-06-01            | Needs met
                h3              | c3             | 2025-06-01            | drifted off
            """,
            "loc_early_help_episode": """
                episode_id | family_id | end_date   | closure_group | unit_id
                -----------+-----------+------------+---------------+--------
                h2         | f1        | 2025-06-01 | not_engaged   | u1
            """,
        },
        as_at=AS_AT,
        first="2025-04",
    )
    assert column(rows, "closure_group") == {"h1": "not_engaged", "h2": "not_engaged", "h3": None}
    assert column(rows, "family_id")["h2"] == "f1"

"""Looked-after children at a month end: who counts, and what is known of them on the day."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.support.staged_cohorts import counting, prefixed, staged

AS_AT = date(2025, 6, 30)
EPISODES = """
    clae_cla_episode_id | clae_person_id | clae_cla_id | clae_cla_episode_start_date
    --------------------+----------------+-------------+----------------------------
    e1                  | c1             | k1          | 2023-01-02
    e2                  | c2             | k2          | 2025-06-30
    e3                  | c3             | k3          | 2024-01-01
    e4                  | c4             | k4          | 2024-01-01
    e5                  | c4             | k5          | 2024-02-01
    e6                  | c5             | k6          | 2024-01-01
"""
PEOPLE = """
    pers_person_id | pers_dob   | pers_death_date
    ---------------+------------+----------------
    c1             | 2012-01-01 |
    c2             | 2012-01-01 |
    c3             | 2007-06-30 |
    c4             |            |
    c5             | 2012-01-01 | 2025-06-30
"""


def on(day: date, cohort: str = "looked_after", **tables: str) -> dict[str, dict[str, Any]]:
    """Record to what is known of it on a day, left-out rows too."""
    drawn = {"ssd_cla_episodes": EPISODES, "ssd_person": PEOPLE, **tables}
    return {row["record_id"]: row for row in staged(cohort, drawn, as_at=AS_AT, first="2024-06") if row["as_at"] == day}


def test_who_is_looked_after() -> None:
    rows = on(AS_AT)
    assert [key for key, row in rows.items() if row["excluded_because"] is None] == ["e1", "e2", "e4"]
    assert rows["e3"]["excluded_because"] == "Aged 18 or over."
    assert rows["e5"]["excluded_because"] == "The child has another period of care open, which counts once."
    # Who has died is in no stock on that day, and was before.
    assert "e6" not in rows
    assert on(date(2025, 5, 31))["e6"]["excluded_because"] is None
    assert [rows[key]["care_length"] for key in ("e1", "e2", "e4")] == ["2_to_5_years", "under_6_months", "1_to_2_years"]


def test_workers_and_assessments() -> None:
    involvements = prefixed(
        "invo_",
        """
        involvements_id | person_id | professional_id | professional_role_id | involvement_start_date | involvement_end_date
        ----------------+-----------+-----------------+----------------------+------------------------+---------------------
        i1              | c1        | w1              | CW                   | 2023-01-02             | 2024-06-30
        i2              | c1        | w2              | CW                   | 2024-06-30             | 2024-07-01
        i3              | c1        | w3              | CW                   | 2024-07-01             | 2025-06-23
        i4              | c1        | w4              | CW                   | 2025-06-23             |
        i5              | c1        | w3              | CW                   | 2025-06-01             |
        i6              | c1        | w5              | IRO                  | 2023-01-02             |
    """,
    )
    assessments = """
        cina_assessment_id | cina_person_id | cina_assessment_start_date | cina_assessment_auth_date
        -------------------+----------------+----------------------------+--------------------------
        a1                 | c1             | 2025-04-01                 | 2025-05-31
        a2                 | c1             | 2025-04-01                 | 2025-06-02
        a3                 | c2             | 2025-06-30                 |
    """
    drawn = {"ssd_involvements": involvements, "ssd_cin_assessments": assessments}
    june, may = on(AS_AT, **drawn)["e1"], on(date(2025, 5, 31), **drawn)["e1"]
    # The first ended a year ago to the day, the second lasted a day; the third counts once, the fourth for its seventh day.
    assert june["social_workers_12m"] == 2
    assert may["social_workers_12m"] == 2
    assert june["last_assessed_on"] == date(2025, 6, 2)
    assert may["last_assessed_on"] == date(2025, 5, 31)


def test_where_a_child_lives() -> None:
    placements = prefixed(
        "clap_",
        """
        cla_placement_id | person_id | cla_id | cla_placement_start_date | cla_placement_distance | cla_placement_postcode
        -----------------+-----------+--------+--------------------------+------------------------+-----------------------
        p1               | c1        | k1     | 2023-01-02               | 20.5                   | aa1 1aa
        p2               | c2        | k2     | 2025-06-30               | 4                      | BB1 1BB
        p3               | c4        | k4     | 2024-01-01               |                        | CC1 1CC
    """,
    )
    areas = """
        postcode | la_code
        ---------+--------
        AA11AA   | 999
        BB11BB   | 343
    """
    asylum = prefixed(
        "immi_",
        """
        immigration_status_id | person_id | immigration_status_start_date | immigration_status_end_date | immigration_status
        ----------------------+-----------+-------------------------------+-----------------------------+--------------------
        s1                    | c1        | 2023-01-02                    | 2025-06-30                  | UASC1
        s2                    | c2        | 2025-06-30                    |                             | Unaccompanied child
    """,
    )
    rows = on(AS_AT, ssd_cla_placement=placements, loc_postcode_la=areas, ssd_immigration_status=asylum)
    assert [(rows[key]["outside_area"], rows[key]["area"]) for key in ("e1", "e2", "e4")] == [
        (True, "outside"),
        (False, "inside"),
        (None, None),
    ]
    assert [rows[key]["distance_band"] for key in ("e1", "e2", "e4")] == ["over_20", "up_to_5", None]
    assert [rows[key]["uasc"] for key in ("e1", "e2", "e4")] == ["other", "uasc", "other"]


def test_plans_and_schooling() -> None:
    versions = """
        version_id | plan_type | person_id | authorised_date
        -----------+-----------+-----------+----------------
        v1         | cla       | c1        | 2025-05-31
        v2         | cp        | c1        | 2025-06-30
    """
    peps = """
        pep_id | person_id | academic_year | term   | completed_date
        -------+-----------+---------------+--------+---------------
        q1     | c1        | 2024/25       | spring | 2025-03-31
        q2     | c4        | 2023/24       | spring | 2025-03-01
        q3     | c2        | 2024/25       | spring | 2025-03-01
    """
    school = """
        person_id | period_label | period_end | sessions_possible | sessions_missed
        ----------+--------------+------------+-------------------+----------------
        c1        | summer 24    | 2024-08-31 | 100               | 100
        c1        | autumn       | 2024-12-20 | 140               | 10
        c1        | spring       | 2025-06-30 | 120               | 16
    """
    drawn = {"loc_plan_version": versions, "loc_pep": peps, "loc_education": school}
    june = on(AS_AT, "looked_after_plans", **drawn)
    assert june["e1"]["care_plan_on"] == date(2025, 5, 31)
    assert (june["e1"]["sessions_possible"], june["e1"]["sessions_missed"]) == (260, 26)
    assert (june["e1"]["is_of_pep_age"], june["e4"]["is_of_pep_age"]) == (True, False)
    assert not june["e1"]["is_term_end"]
    march = on(date(2025, 3, 31), "looked_after_plans", **drawn)
    assert march["e1"]["is_term_end"]
    # The plan of another school year is none for this term.
    assert (march["e1"]["term_pep_on"], march["e4"]["term_pep_on"]) == (date(2025, 3, 31), None)


def test_ends_of_terms_are_events_of_the_months_that_close_them() -> None:
    drawn = {"ssd_cla_episodes": EPISODES, "ssd_person": PEOPLE}
    rows = counting(staged("children_at_term_ends", drawn, as_at=AS_AT, first="2024-06"))
    assert sorted({row["term_ended_on"] for row in rows}) == [date(2024, 7, 31), date(2024, 12, 31), date(2025, 3, 31)]

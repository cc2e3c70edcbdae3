"""Adoption and life after care: plans, orders, young people who have left, and the homes that take children in."""

from __future__ import annotations

from datetime import date

from tests.support.staged_cohorts import column, counting, prefixed, records, staged

AS_AT = date(2025, 6, 30)
EPISODES = prefixed(
    "clae_",
    """
    cla_episode_id | person_id | cla_id | cla_episode_start_date | cla_episode_ceased_date | cla_episode_ceased_reason
    ---------------+-----------+--------+------------------------+-------------------------+--------------------------
    e1             | c1        | k1     | 2023-01-02             | 2025-05-12              | E11
    e2             | c2        | k2     | 2022-01-03             | 2022-06-01              | E4A
    e3             | c2        | k3     | 2023-01-02             |                         |
    e4             | c3        | k4     | 2023-01-02             |                         |
""",
)
PLANS = records(
    "perm_",
    {
        "table_id": "q1",
        "person_id": "c1",
        "cla_id": "k1",
        "adm_decision_date": "2024-01-10",
        "placement_order_date": "2024-02-10",
        "matched_date": "2024-06-10",
        "placed_for_adoption_date": "2024-07-10",
        "adopted_by_carer_flag": "yes",
        "placed_foster_carer_date": "2023-03-01",
        "permanence_order_date": "2025-05-01",
        "permanence_order_type": "Adoption",
    },
    {
        "table_id": "q2",
        "person_id": "c2",
        "cla_id": "k2",
        "adm_decision_date": "2024-05-10",
        "placement_order_date": "2024-06-10",
        "permanence_order_date": "2025-06-20",
        "permanence_order_type": "Adoption",
    },
    {"table_id": "q3", "person_id": "c2", "cla_id": "k3", "adm_decision_date": "2023-05-10"},
    {
        "table_id": "q4",
        "person_id": "c3",
        "cla_id": "k4",
        "adm_decision_date": "2024-05-10",
        "decision_reversed_date": "2025-06-30",
    },
    {
        "table_id": "q5",
        "person_id": "c4",
        "adm_decision_date": "2024-05-10",
        "permanence_order_date": "2025-07-20",
        "permanence_order_type": "Adoption",
    },
)
CARE = {"ssd_cla_episodes": EPISODES, "ssd_permanence": PLANS}


def test_an_adoption_is_told_by_the_end_of_care_else_by_the_record() -> None:
    rows = staged("adoptions", CARE, as_at=AS_AT, first="2023-01")
    assert column(rows, "ordered_on") == {"e1": date(2025, 5, 12), "order q2": date(2025, 6, 20)}
    # The carers who adopted had the child long before; entry is of the period that the record names.
    assert column(rows, "moved_in_on")["e1"] == date(2023, 3, 1)
    assert column(rows, "entered_care_on") == {"e1": date(2023, 1, 2), "order q2": date(2022, 1, 3)}


def test_matches_are_placed_as_the_setting_says() -> None:
    by_adoption = staged("adoption_matches", CARE, as_at=AS_AT, first="2023-01")
    by_match = staged("adoption_matches", CARE, as_at=AS_AT, first="2023-01", settings={"a2_basis": "matches"})
    assert sorted(column(by_adoption, "counted_on").values()) == [date(2025, 5, 12), date(2025, 6, 20)]
    assert column(counting(by_match), "counted_on") == {"q1": date(2024, 6, 10)}


def test_children_on_their_way_to_adoption() -> None:
    rows = staged("children_with_adoption_plan", CARE, as_at=AS_AT, first="2024-01")
    by_day = {(row["person_id"], row["as_at"]): row for row in rows}
    march = by_day["c1", date(2025, 3, 31)]
    assert (march["placed_on"], march["is_adopted"]) == (date(2024, 7, 10), False)
    assert by_day["c1", date(2024, 6, 30)]["placed_on"] is None
    assert ("c1", date(2025, 5, 31)) not in by_day
    assert by_day["c2", date(2025, 6, 30)]["is_adopted"]
    assert by_day["c3", date(2025, 5, 31)]["excluded_because"] is None
    assert by_day["c3", date(2025, 6, 30)]["excluded_because"] == "The decision for adoption was reversed."


LEAVERS = prefixed(
    "clea_",
    """
    table_id | person_id | care_leaver_eligibility | care_leaver_latest_contact | pathway_plan_review_date | care_leaver_in_touch
    ---------+-----------+-------------------------+----------------------------+--------------------------+---------------------
    r1       | c1        | Former Relevant         | 2025-06-01                 | 2025-01-10               | YES
    r2       | c1        | Eligible                | 2025-07-01                 | 2025-06-10               | YES
    r3       | c2        | Eligible                |                            |                          | YES
    r4       | c3        | Qualifying              |                            |                          | YES
    r5       | c4        | Relevant                |                            |                          | DIED
""",
)
PEOPLE = """
    pers_person_id | pers_dob
    ---------------+-----------
    c1             | 2004-02-29
    c2             | 2008-06-30
    c3             | 2004-01-01
    c4             | 2004-01-01
    c5             | 2000-06-30
    c6             | 2007-06-30
"""
STATUSES = """
    person_id | status_date | basis       | in_touch | accommodation | accommodation_suitable | activity | emergency_accommodation
    ----------+-------------+-------------+----------+---------------+------------------------+----------+------------------------
    c1        | 2025-03-31  | snapshot    | NO       | U             | 1                      | G4       |
    c1        | 2025-03-01  | snapshot    | YES      | B             | 1                      | F1       |
    c6        | 2025-03-31  | snapshot    | YES      | V             | 2                      | F2       |
    c6        | 2025-04-02  | contact     | YES      |               |                        |          | yes
    c6        | 2025-05-02  | contact     | YES      | U             |                        |          | no
    c6        | 2025-06-02  | contact     | YES      | W             |                        |          |
    c1        | 2025-02-20  | birthday_21 | YES      | C             | 1                      | F4       |
    c1        | 2025-03-02  | contact     | YES      | X             | 2                      | G4       |
    c1        | 2024-03-30  | contact     | YES      | D             | 1                      | G5       |
"""
LEFT = {"ssd_care_leavers": LEAVERS, "ssd_person": PEOPLE, "loc_care_leaver_status": STATUSES}


def test_care_leavers_now_and_as_they_were_copied() -> None:
    rows = staged("care_leavers", LEFT, as_at=AS_AT, first="2025-01")
    present = {row["record_id"]: row for row in rows if row["as_at"] == AS_AT}
    # A contact dated after the last day of the data has not happened, so the other record is the later one.
    assert present["r2"]["excluded_because"] == "The young person has a later record."
    assert {key: row["is_leaver"] for key, row in present.items() if row["excluded_because"] is None} == {
        "r1": True,
        "r3": False,
        "r4": False,
    }
    march = {row["person_id"]: row for row in rows if row["as_at"] == date(2025, 3, 31)}
    assert (march["c1"]["activity"], march["c1"]["eligibility"]) == ("G4", "Former Relevant")
    # Nobody knows any more what this young person of 17 was entitled to.
    assert (march["c6"]["eligibility"], march["c6"]["is_leaver"]) == ("Relevant", True)
    assert {row["as_at"] for row in rows} == {date(2025, 3, 31), AS_AT}


def test_qualifying_young_people_where_the_setting_asks_for_them() -> None:
    rows = staged("care_leavers", LEFT, as_at=AS_AT, first="2025-06", settings={"include_qualifying": "Y"})
    assert column(rows, "is_leaver")["r4"]


def test_versions_of_pathway_plans_go_before_the_date_in_the_record() -> None:
    versions = """
        version_id | plan_type | person_id | authorised_date
        -----------+-----------+-----------+----------------
        v1         | pathway   | c2        | 2025-02-01
    """
    kept = column(
        staged("leaving_care_records", {**LEFT, "loc_plan_version": versions}, as_at=AS_AT, first="2025-06"),
        "pathway_plan_version_on",
    )
    unkept = column(staged("leaving_care_records", LEFT, as_at=AS_AT, first="2025-06"), "pathway_plan_version_on")
    assert (kept["r1"], kept["r3"]) == (None, date(2025, 2, 1))
    assert unkept["r1"] == date(2025, 1, 10)


def test_the_status_around_a_birthday() -> None:
    rows = staged("care_leaver_birthdays", LEFT, as_at=AS_AT, first="2023-01")
    found = {row["years"]: (row["birthday_on"], row["accommodation"]) for row in rows}
    # Born on 29 February: the day is 1 March in a common year. The status made for the birthday goes before nearer ones.
    assert found == {
        19: (date(2023, 3, 1), None),
        20: (date(2024, 2, 29), None),
        21: (date(2025, 3, 1), "C"),
    }


def test_a_stay_in_emergency_accommodation_begins_once() -> None:
    rows = staged("care_leaver_statuses", LEFT, as_at=AS_AT, first="2025-01")
    assert [row["status_on"] for row in rows if row["begins_emergency"]] == [date(2025, 3, 31), date(2025, 6, 2)]


def test_homes_that_take_children_in() -> None:
    enquiries = """
        enquiry_id | stage         | stage_date | from_ifa
        -----------+---------------+------------+---------
        f1         | stage1        | 2025-05-01 | yes
        f1         | on_hold       | 2025-06-10 |
        f2         | initial_visit | 2025-05-01 |
        f2         | stage1        | 2025-05-01 |
    """
    rows = staged("foster_enquiries", {"loc_foster_enquiry": enquiries}, as_at=AS_AT, first="2025-05")
    stages = {(row["record_id"], row["as_at"].month): (row["stage"], row["from_agency"]) for row in rows}
    assert stages == {
        ("f1", 5): ("stage1", True),
        ("f1", 6): ("on_hold", True),
        ("f2", 5): ("stage1", False),
        ("f2", 6): ("stage1", False),
    }
    households = """
        household_id | approval_type | approved_date | ceased_date
        -------------+---------------+---------------+------------
        h1           | mainstream    | 2025-05-31    | 2025-06-30
        h2           | mainstream    | 2025-06-01    |
    """
    approved = staged("approved_foster_households", {"loc_foster_household": households}, as_at=AS_AT, first="2025-05")
    assert [(row["record_id"], row["as_at"].month) for row in approved] == [("h1", 5), ("h2", 6)]

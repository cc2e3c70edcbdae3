"""Visits owed to children looked after, by regulation 28 of the Care Planning Regulations 2010."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tests.support.staged_cohorts import staged

AS_AT = date(2025, 6, 30)
EPISODE = """
    clae_cla_episode_id | clae_person_id | clae_cla_id | clae_cla_episode_start_date
    --------------------+----------------+-------------+----------------------------
    e1                  | c1             | k1          | 2024-03-04
"""


def owed(kind: str, visits: Sequence[str], settings: dict[str, str] | None = None, **tables: str) -> list[tuple[str, str]]:
    """Due date and what became of it, for a child in one placement since 4 March 2024."""
    placement = (
        "clap_cla_placement_id | clap_person_id | clap_cla_id | clap_cla_placement_start_date | clap_cla_placement_type\n"
        f"p1 | c1 | k1 | 2024-03-04 | {kind}"
    )
    seen = ["clav_cla_visit_id | clav_person_id | clav_cla_visit_date | clav_cla_visit_seen"]
    seen += [f"v{number} | c1 | {visit} | yes" for number, visit in enumerate(visits)]
    drawn = {"ssd_cla_episodes": EPISODE, "ssd_cla_placement": placement, "ssd_cla_visits": "\n".join(seen), **tables}
    rows = staged("cla_visit_obligations", drawn, as_at=AS_AT, first="2024-03", settings=settings)
    rows.sort(key=lambda row: (row["counted_first_from_on"], row["ordinal"]))
    return [(str(row["due_on"]), "to come" if row["is_to_come"] else "met" if row["is_met"] else "missed") for row in rows]


def status(*turns: str) -> str:
    """Legal statuses: code, start and end of each."""
    lines = [
        "lega_legal_status_id | lega_person_id | lega_legal_status | lega_legal_status_start_date | lega_legal_status_end_date"
    ]
    for number, turn in enumerate(turns):
        code, start, end = (part.strip() for part in turn.split(","))
        lines.append(f"l{number} | c1 | {code} | {start} | {end}")
    return "\n".join(lines)


def test_a_week_then_every_six_weeks_from_the_last_visit_in_time() -> None:
    found = owed("U6", ["2024-03-04", "2024-04-15", "2024-05-28"])
    assert found[:4] == [("2024-03-11", "met"), ("2024-04-15", "met"), ("2024-05-27", "missed"), ("2024-07-08", "met")]


def test_after_a_year_every_three_months_where_the_placement_is_to_last() -> None:
    lasting = owed("U4", ["2024-03-04", "2025-01-20", "2025-03-03"])
    passing = owed("U6", ["2024-03-04", "2025-01-20", "2025-03-03"])
    assert lasting[-2:] == [("2025-06-03", "missed"), ("2025-09-03", "to come")]
    assert passing[-3:] == [("2025-04-14", "missed"), ("2025-05-26", "missed"), ("2025-07-07", "to come")]


def test_a_care_plan_says_from_when_a_placement_is_to_last() -> None:
    plan = """
        lacp_table_id | lacp_person_id | lacp_cla_care_plan_start_date | lacp_cla_care_plan_json_true
        --------------+----------------+-------------------------------+-----------------------------
        a1            | c1             | 2025-04-14                    | |LTFOST18|
    """
    found = owed("U6", ["2025-03-03"], ssd_cla_care_plan=plan)
    assert found[-3:] == [("2025-03-24", "met"), ("2025-04-14", "missed"), ("2025-07-14", "to come")]


def test_with_parents_on_an_interim_order_weekly_until_the_first_review() -> None:
    review = """
        clar_cla_review_id | clar_cla_id | clar_cla_person_id | clar_cla_review_date
        -------------------+-------------+--------------------+---------------------
        r1                 | k1          | c1                 | 2024-03-20
    """
    found = owed("P1", ["2024-03-11", "2024-03-21"], ssd_legal_status=status("C1, 2024-03-04,"), ssd_cla_reviews=review)
    assert found[:4] == [("2024-03-11", "met"), ("2024-03-18", "missed"), ("2024-03-25", "met"), ("2024-04-18", "missed")]


def test_a_new_spell_starts_when_a_care_order_does_and_a_renewal_is_none() -> None:
    turned = owed("P1", ["2024-03-04"], ssd_legal_status=status("V2, 2024-03-04, 2024-04-01", "C2, 2024-04-01,"))
    renewed = owed("P1", ["2024-03-04"], ssd_legal_status=status("C2, 2024-03-04, 2024-04-01", "C2, 2024-04-01,"))
    assert turned[:3] == [("2024-03-11", "met"), ("2024-04-08", "missed"), ("2024-05-20", "missed")]
    assert renewed[:2] == [("2024-03-11", "met"), ("2024-04-15", "missed")]


def test_what_was_agreed_goes_before_the_law_and_the_local_rule_asks_for_four_weeks() -> None:
    agreed = """
        person_id | plan_type | frequency_n | frequency_unit | first_visit_n | first_visit_unit | valid_from
        ----------+-----------+-------------+----------------+---------------+------------------+-----------
        c1        | cla       | 6           | months         |               | working_days     | 2024-01-01
    """
    assert owed("U6", ["2024-03-04"], loc_visit_standard=agreed)[:2] == [("2024-03-11", "met"), ("2024-09-04", "missed")]
    four_weekly = owed("U6", ["2024-03-04"], settings={"cla_visit_rule": "local_4w"})
    assert four_weekly[:2] == [("2024-03-11", "met"), ("2024-04-01", "missed")]


def test_the_duty_ends_before_the_eighteenth_birthday() -> None:
    people = """
        pers_person_id | pers_dob
        ---------------+-----------
        c1             | 2006-04-15
    """
    assert owed("U6", ["2024-03-04"], ssd_person=people) == [("2024-03-11", "met")]

"""Contacts and referrals: what counts, what is one referral, and what came before and after."""

from __future__ import annotations

from datetime import date

from tests.support.staged_cohorts import column, counting, staged

AS_AT = date(2025, 7, 31)


def test_contact_on_an_open_case_is_kept_and_left_out() -> None:
    drawn = {
        "ssd_contacts": """
            cont_contact_id | cont_person_id | cont_contact_date | cont_contact_outcome_json_true | cont_contact_outcome_json_present
            ----------------+----------------+-------------------+--------------------------------+----------------------------------
            k1              | c1             | 2025-06-02        | |EXISTING_REFERRAL|            | |EXISTING_REFERRAL|NEW_REFERRAL|
            k2              | c1             | 2025-06-02        | |ADVICE|EXISTING_REFERRAL|     | |ADVICE|EXISTING_REFERRAL|
            k3              | c1             | 2025-06-02        | |EXISTING_REFERRAL|            | |EXISTING_REFERRAL|
            k4              | c1             | 2025-06-02        |                                |
            k5              |                | 2025-06-02        |                                |
        """,  # noqa: E501
        "loc_contact_decision": """
            cont_contact_id | on_open_case | early_help_only
            ----------------+--------------+----------------
            k3              | no           | no
            k4              | no           | yes
        """,
    }
    rows = staged("contacts", drawn, as_at=AS_AT, first="2025-04")
    assert [row["record_id"] for row in counting(rows)] == ["k2", "k3"]
    assert column(rows, "excluded_because")["k4"] == "The contact was for early help only."
    everything = staged("contacts", drawn, as_at=AS_AT, first="2025-04", settings={"contacts_scope": "all"})
    assert [row["record_id"] for row in counting(everything)] == ["k1", "k2", "k3", "k4"]


def test_contact_without_a_word_on_referral_progresses_by_a_referral_in_three_working_days() -> None:
    # Good Friday and Easter Monday lie between: Thursday to Wednesday is two working days, to Friday four.
    rows = staged(
        "contacts",
        {
            "ssd_contacts": """
                cont_contact_id | cont_person_id | cont_contact_date | cont_contact_outcome_json_true | cont_contact_outcome_json_present
                ----------------+----------------+-------------------+--------------------------------+----------------------------------
                k1              | c1             | 2025-04-17 16:30  |                                |
                k2              | c2             | 2025-04-17 16:30  | |ADVICE|                       | |ADVICE|
                k3              | c1             | 2025-04-17        | no flag                        | |NEW_REFERRAL|
                k4              | c3             | 2025-04-17        | |NEW_REFERRAL|                 | |NEW_REFERRAL|
                k5              | c1             | 2025-04-24        |                                |
            """,  # noqa: E501
            "ssd_cin_episodes": """
                cine_referral_id | cine_person_id | cine_referral_date
                -----------------+----------------+-------------------
                r1               | c1             | 2025-04-23
                r2               | c2             | 2025-04-25
            """,
        },
        as_at=AS_AT,
        first="2025-04",
    )
    assert column(rows, "progressed_to_referral") == {"k1": True, "k2": False, "k3": False, "k4": True, "k5": False}
    assert column(rows, "received_time_known") == {"k1": True, "k2": True, "k3": False, "k4": False, "k5": False}


def test_24_hours_run_through_the_weekend() -> None:
    rows = staged(
        "contacts",
        {
            "ssd_contacts": """
                cont_contact_id | cont_person_id | cont_contact_date
                ----------------+----------------+-----------------
                k1              | c1             | 2025-06-06 16:00
                k2              | c2             | 2025-06-06 16:00
                k3              | c3             | 2025-06-06
                k4              | c4             | 2025-06-06 16:00
            """,
            "loc_contact_decision": """
                cont_contact_id | received_at      | decision_at
                ----------------+------------------+-----------------
                k1              |                  | 2025-06-07 16:00
                k2              |                  | 2025-06-07 16:01
                k3              | 2025-06-06 09:00 | 2025-06-06 08:59
                k4              |                  | 2025-08-01 09:00
            """,
        },
        as_at=AS_AT,
        first="2025-04",
    )
    assert column(rows, "decided_within_24_hours") == {"k1": True, "k2": False, "k3": True, "k4": False}
    assert column(rows, "decided_before_received") == {"k1": False, "k2": False, "k3": True, "k4": False}
    # A decision after the last day of the extract is not known yet.
    assert column(rows, "decided_on")["k4"] is None


def test_two_rows_of_a_child_on_a_day_are_one_referral() -> None:
    rows = staged(
        "referrals",
        {
            "ssd_cin_episodes": """
                cine_referral_id | cine_person_id | cine_referral_date | cine_referral_nfa | cine_close_date
                -----------------+----------------+--------------------+-------------------+----------------
                r1               | c1             | 2025-06-02         | yes               |
                r2               | c1             | 2025-06-02         |                   | 2025-06-20
                r3               | c1             | 2025-06-02         | no                |
                r4               | c1             | 2025-07-02         |                   |
                r5               |                | 2025-07-02         |                   |
                r6               | c2             |                    |                   |
            """
        },
        as_at=AS_AT,
        first="2025-04",
    )
    assert [row["record_id"] for row in counting(rows)] == ["r2", "r4"]
    assert column(rows, "previous_referred_on")["r4"] == date(2025, 6, 2)
    assert column(rows, "previous_closed_on")["r4"] == date(2025, 6, 20)
    assert column(rows, "excluded_because")["r1"] == "The child has another referral on the same day, which counts once."


def test_referral_led_to_assessment_by_record_or_by_word() -> None:
    rows = staged(
        "referrals",
        {
            "ssd_cin_episodes": """
                cine_referral_id | cine_person_id | cine_referral_date | cine_referral_outcome_json_true
                -----------------+----------------+--------------------+--------------------------------
                r1               | c1             | 2025-06-02         |
                r2               | c2             | 2025-06-02         | |SINGLE_ASSESSMENT|
                r3               | c3             | 2025-06-02         | |STRATEGY_DISCUSSION|
                r4               | c4             | 2025-06-02         | |CP_CONFERENCE|
                r5               | c5             | 2025-06-02         |
            """,
            "ssd_cin_assessments": """
                cina_assessment_id | cina_person_id | cina_referral_id | cina_assessment_start_date
                -------------------+----------------+------------------+---------------------------
                a1                 | c1             | r1               | 2025-06-03
                a5                 | c5             | r5               |
            """,
        },
        as_at=AS_AT,
        first="2025-04",
    )
    assert column(rows, "led_to_assessment") == {"r1": True, "r2": True, "r3": True, "r4": False, "r5": False}


def test_first_seen_as_the_assessment_says_else_the_first_visit_since() -> None:
    rows = staged(
        "referrals",
        {
            "ssd_cin_episodes": """
                cine_referral_id | cine_person_id | cine_referral_date
                -----------------+----------------+-------------------
                r1               | c1             | 2025-06-02
                r2               | c2             | 2025-06-02
            """,
            "ssd_cin_assessments": """
                cina_assessment_id | cina_person_id | cina_referral_id | cina_assessment_start_date
                -------------------+----------------+------------------+---------------------------
                a1                 | c1             | r1               | 2025-06-03
            """,
            "loc_assessment_detail": """
                cina_assessment_id | child_first_seen_date
                -------------------+----------------------
                a1                 | 2025-06-10
            """,
            "ssd_cin_visits": """
                cinv_cin_visit_id | cinv_person_id | cinv_cin_visit_date | cinv_cin_visit_seen
                ------------------+----------------+---------------------+--------------------
                v1                | c1             | 2025-06-04          | yes
                v2                | c2             | 2025-06-01          | yes
                v3                | c2             | 2025-06-05          | no
            """,
            "ssd_cla_visits": """
                clav_cla_visit_id | clav_person_id | clav_cla_visit_date | clav_cla_visit_seen
                ------------------+----------------+---------------------+--------------------
                v4                | c2             | 2025-06-12          | yes
            """,
        },
        as_at=AS_AT,
        first="2025-04",
    )
    assert column(rows, "first_seen_on") == {"r1": date(2025, 6, 10), "r2": date(2025, 6, 12)}


def test_flag_of_exploitation_belongs_to_the_referral_it_names_or_follows() -> None:
    rows = staged(
        "referrals",
        {
            "ssd_cin_episodes": """
                cine_referral_id | cine_person_id | cine_referral_date
                -----------------+----------------+-------------------
                r1               | c1             | 2025-06-02
                r2               | c2             | 2025-06-02
                r3               | c3             | 2025-06-02
                r4               | c4             | 2025-06-02
            """,
            "loc_child_flag": """
                person_id | flag | start_date | referral_flag_date
                ----------+------+------------+-------------------
                c1        | cse  | 2025-06-16 |
                c2        | cse  | 2025-06-17 |
                c3        | cse  | 2024-01-01 | 2025-06-02
                c4        | cce  | 2025-06-03 |
            """,
        },
        as_at=AS_AT,
        first="2025-04",
    )
    # Day 10 belongs to the referral, day 11 does not.
    assert column(rows, "is_cse_referral") == {"r1": True, "r2": False, "r3": True, "r4": False}


def test_homeless_young_person_progresses_by_a_referral_in_five_working_days() -> None:
    rows = staged(
        "homeless_presentations",
        {
            "loc_homeless_presentation": """
                presentation_id | person_id | presented_date | progressed_to_referral
                ----------------+-----------+----------------+-----------------------
                h1              | c1        | 2025-06-02     | no
                h2              | c2        | 2025-06-02     |
                h3              | c3        | 2025-06-02     | yes
            """,
            "ssd_cin_episodes": """
                cine_referral_id | cine_person_id | cine_referral_date
                -----------------+----------------+-------------------
                r1               | c1             | 2025-06-09
                r2               | c2             | 2025-06-10
            """,
        },
        as_at=AS_AT,
        first="2025-04",
    )
    assert column(rows, "progressed_to_referral") == {"h1": True, "h2": False, "h3": True}


def test_flagged_child_stands_once_for_each_kind_of_flag() -> None:
    rows = staged(
        "flagged_children",
        {
            "loc_child_flag": """
                person_id | flag | role        | start_date | end_date
                ----------+------+-------------+------------+-----------
                c1        | cse  | victim      | 2025-05-01 | 2025-06-30
                c1        | cse  | perpetrator | 2025-06-15 |
                c2        | CSE  |             | 2025-06-30 |
            """
        },
        as_at=date(2025, 6, 30),
        first="2025-05",
    )
    said = {(row["person_id"], row["as_at"].month): row["may_be_harmed"] for row in rows}
    # The victim's flag ends on the last day of June, so it is not open on that day.
    assert said == {("c1", 5): True, ("c1", 6): False, ("c2", 6): True}


def test_source_groups_are_the_authority_s_own_where_it_names_codes() -> None:
    contacts = """
        cont_contact_id | cont_person_id | cont_contact_date | cont_contact_source_code
        ----------------+----------------+-------------------+-------------------------
        k1              | c1             | 2025-06-02        | 6
        k2              | c2             | 2025-06-02        | 2A
        k3              | c3             | 2025-06-02        | 77
        k4              | c4             | 2025-06-02        |
    """
    drawn = {"ssd_contacts": contacts}
    usual = column(staged("contacts", drawn, as_at=AS_AT, first="2025-04"), "source_group")
    assert usual == {"k1": "police", "k2": "education", "k3": "other", "k4": "other"}
    chosen = {"source_groups": '{"6": "emergency services", "77": "neighbours"}'}
    own = column(staged("contacts", drawn, as_at=AS_AT, first="2025-04", settings=chosen), "source_group")
    # A code that the choice leaves out stays where it was.
    assert own == {"k1": "emergency services", "k2": "education", "k3": "neighbours", "k4": "other"}

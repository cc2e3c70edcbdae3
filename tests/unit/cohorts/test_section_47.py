"""Section 47 enquiries and initial conferences: how an enquiry ended, and which enquiry a conference counts from."""

from __future__ import annotations

from datetime import date

from tests.support.staged_cohorts import column, counting, staged

AS_AT = date(2025, 7, 31)


def test_outcome_of_an_enquiry_is_the_first_that_fits() -> None:
    rows = staged(
        "section_47_enquiries",
        {
            "ssd_s47_enquiry": """
                s47e_s47_enquiry_id | s47e_person_id | s47e_s47_start_date | s47e_s47_end_date | s47e_s47_nfa | s47e_s47_outcome_json_true
                --------------------+----------------+---------------------+-------------------+--------------+---------------------------
                q1                  | c1             | 2025-05-01          | 2025-05-10        | yes          | |CP_CONFERENCE|NFA|
                q2                  | c2             | 2025-05-01          | 2025-05-10        | yes          | |NFA|PROV_OF_SERVICES|
                q3                  | c3             | 2025-05-01          | 2025-05-10        | yes          | |MONITOR|
                q4                  | c4             | 2025-05-01          | 2025-05-10        |              | |MONITOR|
                q5                  | c5             | 2025-05-01          | 2025-05-10        |              | no flag
                q6                  | c6             | 2025-05-01          |                   |              | |LEGAL_ACTION|
            """  # noqa: E501
        },
        as_at=AS_AT,
        first="2025-04",
    )
    assert column(rows, "outcome") == {
        "q1": "continuing",
        "q2": "not_continuing",
        "q3": "not_substantiated",
        "q4": "not_continuing",
        "q5": "not_recorded",
        "q6": None,
    }


def test_conference_for_an_enquiry_is_linked_or_held_within_30_days_of_its_end() -> None:
    rows = staged(
        "section_47_enquiries",
        {
            "ssd_s47_enquiry": """
                s47e_s47_enquiry_id | s47e_person_id | s47e_s47_start_date | s47e_s47_end_date | s47e_s47_nfa
                --------------------+----------------+---------------------+-------------------+-------------
                linked              | c1             | 2025-01-06          | 2025-01-10        | yes
                near                | c2             | 2025-05-01          | 2025-05-10        | yes
                far                 | c3             | 2025-05-01          | 2025-05-10        | yes
                other               | c4             | 2025-05-01          | 2025-05-10        | yes
                booked              | c5             | 2025-05-01          | 2025-05-10        | yes
                theirs              | c4             | 2025-05-02          | 2025-05-10        | yes
            """,
            "ssd_initial_cp_conference": """
                icpc_icpc_id | icpc_person_id | icpc_s47_enquiry_id | icpc_icpc_date
                -------------+----------------+---------------------+---------------
                i1           | c1             | linked              | 2025-07-30
                i2           | c2             | elsewhere           | 2025-06-09
                i3           | c3             |                     | 2025-06-10
                i4           | c4             | theirs              | 2025-05-12
                i5           | c5             | booked              |
            """,
        },
        as_at=AS_AT,
        first="2025-04",
    )
    continuing = {record for record, outcome in column(rows, "outcome").items() if outcome == "continuing"}
    assert continuing == {"linked", "near", "theirs"}


def test_conference_counts_from_its_enquiry_else_the_latest_in_90_days() -> None:
    rows = staged(
        "initial_conferences",
        {
            "ssd_s47_enquiry": """
                s47e_s47_enquiry_id | s47e_person_id | s47e_s47_start_date
                --------------------+----------------+--------------------
                q1                  | c1             | 2025-03-01
                q2                  | c1             | 2025-05-01
                q3                  | c2             | 2025-03-03
                q4                  | c3             | 2025-03-02
                q5                  | c4             |
                q6                  | c4             | 2025-05-29
            """,
            "ssd_initial_cp_conference": """
                icpc_icpc_id | icpc_person_id | icpc_s47_enquiry_id | icpc_icpc_date | icpc_icpc_transfer_in
                -------------+----------------+---------------------+----------------+----------------------
                named        | c1             | q1                  | 2025-06-01     |
                latest       | c1             |                     | 2025-06-01     |
                day90        | c2             | elsewhere           | 2025-06-01     |
                day91        | c3             |                     | 2025-06-01     |
                undated      | c4             | q5                  | 2025-06-01     |
                moved        | c1             |                     | 2025-06-01     | yes
                called_off   | c1             | q1                  |                |
            """,
        },
        as_at=AS_AT,
        first="2025-04",
    )
    found = {row["record_id"]: row["enquiry_id"] for row in counting(rows)}
    assert found == {"named": "q1", "latest": "q2", "day90": "q3", "day91": None, "undated": "q6", "moved": "q2"}
    assert column(rows, "excluded_because")["called_off"] == "The conference was not held."
    assert column(rows, "days_band")["moved"] is None

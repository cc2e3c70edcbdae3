"""Assessments: which referral they belong to, which clock they run by, and what came of them."""

from __future__ import annotations

from datetime import date

from tests.support.staged_cohorts import column, counting, staged

AS_AT = date(2025, 7, 31)


def test_referral_is_the_one_named_else_the_latest_open_at_the_start() -> None:
    rows = staged(
        "assessments",
        {
            "ssd_cin_episodes": """
                cine_referral_id | cine_person_id | cine_referral_date | cine_close_date | cine_referral_nfa
                -----------------+----------------+--------------------+-----------------+------------------
                r1               | c1             | 2025-01-06         |                 |
                r2               | c1             | 2025-05-01         | 2025-05-20      |
                r3               | c1             | 2025-05-01         |                 | yes
                r4               | c1             | 2025-05-10         | 2025-05-12      |
            """,
            "ssd_cin_assessments": """
                cina_assessment_id | cina_person_id | cina_referral_id | cina_assessment_start_date
                -------------------+----------------+------------------+---------------------------
                named              | c1             | r1               | 2025-05-15
                unnamed            | c1             |                  | 2025-05-20
                gone               | c1             | elsewhere        | 2025-05-12
                early              | c1             |                  | 2025-01-05
                undated            | c1             | r1               |
            """,
        },
        as_at=AS_AT,
        first="2025-04",
    )
    # An episode counts on the day it closes. Of two referred on one day, the one that led to something is taken.
    expected = {"named": "r1", "unnamed": "r2", "gone": "r4", "early": None, "undated": None}
    assert column(rows, "referral_id") == expected
    assert column(rows, "excluded_because")["undated"] == "The assessment has no start date."


def test_new_is_first_on_its_referral_or_set_off_by_an_enquiry() -> None:
    drawn = {
        "ssd_cin_episodes": """
            cine_referral_id | cine_person_id | cine_referral_date
            -----------------+----------------+-------------------
            r1               | c1             | 2025-04-28
        """,
        "ssd_cin_assessments": """
            cina_assessment_id | cina_person_id | cina_referral_id | cina_assessment_start_date
            -------------------+----------------+------------------+---------------------------
            a1                 | c1             | r1               | 2025-05-01
            a2                 | c1             | r1               | 2025-05-01
            a3                 | c1             | r1               | 2025-05-23
            a4                 | c1             | r1               | 2025-05-28
            a5                 | c2             |                  | 2025-05-01
        """,
        # The enquiry starts on the Tuesday after a bank holiday weekend: one working day from the Friday before it.
        "ssd_s47_enquiry": """
            s47e_s47_enquiry_id | s47e_person_id | s47e_s47_start_date
            --------------------+----------------+--------------------
            q1                  | c1             | 2025-05-27
        """,
    }
    rows = staged("assessments", drawn, as_at=AS_AT, first="2025-04")
    assert column(rows, "assessment_type") == {"a1": "new", "a2": "updated", "a3": "new", "a4": "new", "a5": "new"}
    # Only the first on the referral counts from the referral.
    clocks = {name: day.isoformat() for name, day in column(rows, "clock_started_on").items()}
    assert clocks == {"a1": "2025-04-28", "a2": "2025-05-01", "a3": "2025-05-23", "a4": "2025-05-28", "a5": "2025-05-01"}

    detail = """
        cina_assessment_id | assessment_type
        -------------------+----------------
        a1                 | updated
        a2                 | s47_triggered
    """
    told = staged("assessments", {**drawn, "loc_assessment_detail": detail}, as_at=AS_AT, first="2025-04")
    assert column(told, "assessment_type")["a1"] == "updated"
    assert column(told, "assessment_type")["a2"] == "new"
    assert column(told, "first_on_referral")["a1"] is True


def outcomes(assessment: str, **tables: str) -> dict[str, str]:
    """The outcome of assessments that were authorised on 2 June 2025, drawn as `id | person | flags | nfa`."""
    lines = [line.split("~") for line in assessment.strip().splitlines()]
    drawn = "\n".join(
        f"{i.strip()} | {p.strip()} | {r.strip()} | {f.strip()} | {n.strip()} | 2025-05-01 | 2025-06-02"
        for i, p, r, f, n in lines
    )
    heading = (
        "cina_assessment_id | cina_person_id | cina_referral_id | cina_assessment_outcome_json_true | "
        "cina_assessment_outcome_nfa | cina_assessment_start_date | cina_assessment_auth_date"
    )
    rows = staged("assessments", {"ssd_cin_assessments": f"{heading}\n{drawn}", **tables}, as_at=AS_AT, first="2025-04")
    return column(rows, "outcome_group")


def test_outcome_is_the_first_that_fits() -> None:
    found = outcomes(
        """
        a1 ~ c1 ~ ~ |NFA|PROV_OF_SERVICES| ~ yes
        a2 ~ c2 ~ ~ |NFA|REFERRAL_TO_OTHER_AGENCY| ~ yes
        a3 ~ c3 ~ ~ |NFA_S47_END| ~
        a4 ~ c4 ~ ~ |OTHER_ACTIONS| ~
        a5 ~ c5 ~ ~ ~
        a6 ~ c6 ~ ~ ~ yes
        """
    )
    assert found == {"a1": "ongoing", "a2": "step_down", "a3": "nfa", "a4": "other", "a5": "other", "a6": "nfa"}


def test_plan_within_ten_working_days_or_open_on_the_day_is_ongoing() -> None:
    found = outcomes(
        """
        a1 ~ c1 ~ ~ |NFA| ~
        a2 ~ c2 ~ ~ |NFA| ~
        a3 ~ c3 ~ ~ |NFA| ~
        a4 ~ c4 ~ ~ |NFA| ~
        """,
        ssd_cin_plans="""
            cinp_cin_plan_id | cinp_person_id | cinp_cin_plan_start_date | cinp_cin_plan_end_date
            -----------------+----------------+--------------------------+-----------------------
            n1               | c1             | 2025-06-16               |
            n2               | c2             | 2025-06-17               |
        """,
        ssd_cp_plans="""
            cppl_cp_plan_id | cppl_person_id | cppl_cp_plan_start_date | cppl_cp_plan_end_date
            ----------------+----------------+-------------------------+----------------------
            p3              | c3             | 2024-01-02              | 2025-06-03
            p4              | c4             | 2024-01-02              | 2025-06-02
        """,
    )
    assert found == {"a1": "ongoing", "a2": "nfa", "a3": "ongoing", "a4": "nfa"}


def test_closure_after_assessment_says_what_came_of_it() -> None:
    found = outcomes(
        """
        a1 ~ c1 ~ r1 ~ ~
        a2 ~ c2 ~ r2 ~ ~
        a3 ~ c3 ~ r3 ~ ~
        a4 ~ c4 ~ r4 ~ ~
        """,
        ssd_cin_episodes="""
            cine_referral_id | cine_person_id | cine_referral_date | cine_close_date | cine_close_reason
            -----------------+----------------+--------------------+-----------------+------------------
            r1               | c1             | 2025-05-01         | 2025-06-16      | RC9
            r2               | c2             | 2025-05-01         | 2025-06-17      | RC9
            r3               | c3             | 2025-05-01         | 2025-07-30      | RC8
            r4               | c4             | 2025-05-01         | 2025-08-01      | RC8
        """,
    )
    # Early help within ten working days, no further action whenever the extract knows of it.
    assert found == {"a1": "step_down", "a2": "other", "a3": "nfa", "a4": "other"}


def test_outcome_that_the_authority_records_holds() -> None:
    found = outcomes(
        "a1 ~ c1 ~ ~ |PROV_OF_SERVICES| ~",
        loc_assessment_detail="""
            cina_assessment_id | outcome_group
            -------------------+--------------
            a1                 | step_down
        """,
    )
    assert found == {"a1": "step_down"}


def test_oversight_stands_in_for_the_checkpoint_where_no_details_are_kept() -> None:
    drawn = {
        "ssd_cin_assessments": """
            cina_assessment_id | cina_person_id | cina_assessment_start_date
            -------------------+----------------+---------------------------
            a1                 | c1             | 2025-06-02
        """,
        "loc_supervision": """
            record_id | person_id | kind                 | record_date
            ----------+-----------+----------------------+------------
            s1        | c1        | management_oversight | 2025-05-30
            s2        | c1        | case_supervision     | 2025-06-03
            s3        | c1        | management_oversight | 2025-06-16
        """,
    }
    rows = staged("assessments", drawn, as_at=AS_AT, first="2025-04")
    assert column(rows, "tenth_working_day_on")["a1"] == date(2025, 6, 16)
    assert column(rows, "checkpoint_on")["a1"] == date(2025, 6, 16)
    detail = "cina_assessment_id | checkpoint_10d_date\nanother | 2025-06-05"
    kept = staged("assessments", {**drawn, "loc_assessment_detail": detail}, as_at=AS_AT, first="2025-04")
    assert column(kept, "checkpoint_on")["a1"] is None


def test_open_assessment_counts_while_its_episode_is_open() -> None:
    drawn = {
        "ssd_cin_episodes": """
            cine_referral_id | cine_person_id | cine_referral_date | cine_close_date
            -----------------+----------------+--------------------+----------------
            r1               | c1             | 2024-06-01         |
            r2               | c2             | 2024-06-01         | 2025-07-31
            r3               | c3             | 2024-06-01         | 2025-06-01
        """,
        "ssd_cin_assessments": """
            cina_assessment_id | cina_person_id | cina_referral_id | cina_assessment_start_date | cina_assessment_auth_date
            -------------------+----------------+------------------+----------------------------+--------------------------
            a1                 | c1             | r1               | 2025-06-30                 | 2025-07-31
            a2                 | c1             | r1               | 2025-07-31                 | 2025-08-01
            a3                 | c2             | r2               | 2025-07-01                 |
            a4                 | c3             | r3               | 2024-07-30                 |
            a5                 | c3             | r3               | 2024-07-31                 |
            a6                 | c4             |                  | 2024-01-01                 |
        """,
    }
    july = date(2025, 7, 31)
    rows = staged("open_assessments", drawn, as_at=AS_AT, first="2025-06")
    assert [row["record_id"] for row in counting(rows) if row["as_at"] == july] == ["a2"]
    # One that is authorised on the day is no longer open; one authorised a day later still is.
    assert [row["record_id"] for row in counting(rows) if row["as_at"] == date(2025, 6, 30)] == ["a1"]

    stale = staged("open_assessments", drawn, as_at=AS_AT, first="2025-06", settings={"require_open_episode": "N"})
    assert [row["record_id"] for row in counting(stale) if row["as_at"] == july] == ["a2", "a3", "a5", "a6"]

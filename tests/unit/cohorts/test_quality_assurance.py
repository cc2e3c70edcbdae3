"""Audits, their domains, supervision, surveys and supplied values, staged from a few drawn rows."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.staged_cohorts import column, counting, staged

AS_AT = date(2025, 6, 30)
UNITS = """
unit_id | dept_team_id | service_group | valid_from
--------+--------------+---------------+-----------
u1      | t1           | cla           | 2020-01-01
"""


@pytest.mark.parametrize(
    ("scale", "grade", "is_good"),
    [
        ("ofsted4", "Outstanding", True),
        ("ofsted4", " good ", True),
        ("ofsted4", "Requires improvement", False),
        ("ofsted4", "Meets good", False),
        ("ofsted4", "yes", True),
        ("met_good3", "Meets good", True),
        ("met_good3", "Exceeds good", True),
        ("met_good3", "Does not meet good", False),
        ("met_good3", "Good", False),
        ("ofsted4", "", None),
    ],
)
def test_a_grade_is_judged_on_the_scale_of_its_audit(scale: str, grade: str, is_good: bool | None) -> None:
    audits = f"""
audit_id | audit_date | audit_type | scale | overall_grade
---------+------------+------------+-------+--------------
a1       | 2025-06-01 | case_file | {scale} | {grade}
"""
    (row,) = staged("audits", {"loc_audit": audits}, as_at=AS_AT, first="2025-06")
    assert row["is_good"] is is_good


def test_a_moderated_grade_is_the_grade() -> None:
    audits = """
audit_id | audit_date | audit_type  | scale   | unit_id | overall_grade | moderated_grade
---------+------------+-------------+---------+---------+---------------+----------------
a1       | 2025-06-01 | case_file   | ofsted4 | u1      | Good          | Inadequate
a2       | 2025-06-01 | Supervision | ofsted4 | u9      | Good          |
"""
    domains = """
audit_id | domain                | grade      | moderated_grade
---------+-----------------------+------------+----------------
a2       | supervision_frequency | Inadequate | Good
"""
    drawn = {"loc_audit": audits, "loc_audit_domain": domains, "loc_org_unit": UNITS}
    rows = staged("audits", drawn, as_at=AS_AT, first="2025-06")
    assert column(rows, "grade") == {"a1": "Inadequate", "a2": "Good"}
    assert column(rows, "was_moderated") == {"a1": True, "a2": False}
    assert column(rows, "audit_type") == {"a1": "case_file", "a2": "supervision"}
    assert column(rows, "supervision_frequency_is_met") == {"a1": None, "a2": True}


def test_decision_making_speaks_for_oversight_only_where_that_was_not_graded() -> None:
    audits = "audit_id | audit_date | scale\n---+---+---\n" + "\n".join(f"a{n} | 2025-06-01 | ofsted4" for n in (1, 2, 3))
    domains = """
audit_id | domain               | grade
---------+----------------------+-----
a1       | management_oversight | Good
a1       | decision_making      | Good
a2       | management_oversight |
a2       | decision_making      | Good
a3       | decision_making      | Good
"""
    drawn = {"loc_audit": audits, "loc_audit_domain": domains}
    rows = counting(staged("audit_domains", drawn, as_at=AS_AT, first="2025-06"))
    assert {row["record_id"] for row in rows if row["speaks_for_oversight"]} == {
        "a1 management_oversight",
        "a2 decision_making",
        "a3 decision_making",
    }


def audited(domain: str, on: str, good: int, of: int, scale: str = "ofsted4") -> tuple[str, str]:
    """Drawn audits of a day and their grades on one domain."""
    ids = [f"{domain}-{on}-{scale}-{number}" for number in range(of)]
    audits = "\n".join(f"{name} | {on} | {scale}" for name in ids)
    best = "Good" if scale == "ofsted4" else "Meets good"
    grades = "\n".join(f"{name} | {domain} | {best if n < good else 'Inadequate'}" for n, name in enumerate(ids))
    return audits, grades


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ((2, 5), (3, 5), {"plan": True}),
        ((2, 5), (2, 5), {"plan": False}),
        # Four audits are too few, on either side.
        ((0, 4), (5, 5), {"plan": False}),
        ((0, 5), (4, 4), {"plan": False}),
        # Seven of fourteen is no more than five of ten.
        ((5, 10), (7, 14), {"plan": False}),
        ((0, 0), (5, 5), {}),
    ],
)
def test_a_domain_improves_where_more_of_enough_grades_are_good(
    before: tuple[int, int], now: tuple[int, int], expected: dict[str, bool]
) -> None:
    parts = [audited("plan", "2025-03-31", *before), audited("plan", "2025-04-01", *now)]
    drawn = {
        "loc_audit": "audit_id | audit_date | scale\n---+---+---\n" + "\n".join(audits for audits, _ in parts),
        "loc_audit_domain": "audit_id | domain | grade\n---+---+---\n" + "\n".join(grades for _, grades in parts),
    }
    rows = staged("audit_domain_cycles", drawn, as_at=AS_AT, first="2025-06")
    assert {row["domain"]: row["has_improved"] for row in rows} == expected
    assert all(row["cycle_ended_on"] == AS_AT for row in rows)


def test_grades_of_two_scales_and_cycles_that_have_not_ended_are_not_compared() -> None:
    parts = [audited("plan", "2025-03-31", 0, 5, "met_good3"), audited("plan", "2025-06-01", 5, 5)]
    drawn = {
        "loc_audit": "audit_id | audit_date | scale\n---+---+---\n" + "\n".join(audits for audits, _ in parts),
        "loc_audit_domain": "audit_id | domain | grade\n---+---+---\n" + "\n".join(grades for _, grades in parts),
    }
    assert staged("audit_domain_cycles", drawn, as_at=AS_AT, first="2025-01") == []
    same = {name: text.replace("met_good3", "ofsted4").replace("Meets good", "Good") for name, text in drawn.items()}
    assert len(staged("audit_domain_cycles", same, as_at=AS_AT, first="2025-01")) == 1
    assert staged("audit_domain_cycles", same, as_at=date(2025, 6, 29), first="2025-01") == []


def test_a_child_under_two_rules_stands_under_the_closer_one_and_the_latest_record_counts() -> None:
    plans = """
cppl_cp_plan_id | cppl_person_id | cppl_cp_plan_start_date
----------------+----------------+------------------------
p1              | c1             | 2025-01-01
"""
    need = """
cinp_cin_plan_id | cinp_person_id | cinp_cin_plan_start_date
-----------------+----------------+-------------------------
n1               | c1             | 2025-01-01
n2               | c2             | 2025-01-01
"""
    records = """
record_id | person_id | kind                 | record_date
----------+-----------+----------------------+------------
s1        | c1        | case_supervision     | 2025-05-01
s2        | c1        | case_supervision     | 2025-06-30
s3        | c1        | case_supervision     | 2025-07-01
s4        | c2        | management_oversight | 2025-06-01
"""
    people = "pers_person_id | pers_dob\n---+---\nc1 | 2015-01-01\nc2 | 2015-01-01"
    drawn = {"ssd_person": people, "ssd_cp_plans": plans, "ssd_cin_plans": need, "loc_supervision": records}
    rows = staged("supervised_children", drawn, as_at=AS_AT, first="2025-06")
    assert column(rows, "plan_type") == {"c1": "cp", "c2": "cin"}
    assert column(rows, "last_supervised_on") == {"c1": AS_AT, "c2": None}
    assert column(rows, "last_overseen_on") == {"c1": None, "c2": date(2025, 6, 1)}


def test_the_lowest_value_of_the_authority_is_found_among_those_of_a_month() -> None:
    series = """
indicator_id       | unit_id | period_end | window | value
-------------------+---------+------------+--------+------
cla-forecast-exits |         | 2025-07-31 | high   | 31
cla-forecast-exits |         | 2025-07-31 | low    | 26
cla-forecast-exits | u1      | 2025-07-31 | low    | 3
cla-forecast-exits |         | 2025-08-31 | low    |
"""
    rows = counting(staged("supplied_values", {"loc_manual_series": series}, as_at=AS_AT, first="2025-06"))
    assert {(row["bound"], row["supplied_value"], row["is_lowest"]) for row in rows} == {("high", 31, False), ("low", 26, True)}

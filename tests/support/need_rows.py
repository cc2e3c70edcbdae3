"""Rows of the front door, of need and of protection for made-up extracts."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.support.extract_strategies import Maker

SOURCES = ("1A", "2B", "3F", "4", "5A", "5C", "6", "8", "9", "10", None)
WORKERS = ("w1", "w2", "w3", "w4", None)
TEAMS = ("t1", "t2", "t3", "t4", None)


def outcome(make: Maker, *names: str) -> str | None:
    """An outcome as the standard keeps it, one or two flags true; a flag may go unnamed, and all may be blank."""
    if make.chance(15):
        return None
    true = {make.pick(names), make.pick(names)} if make.chance(70) else set()
    named = {f"{name}_FLAG": "Y" if name in true else "N" for name in names if name in true or make.chance(70)}
    return json.dumps({**named, "TOTAL_NO_OF_OUTCOMES": len(true), "COMMENTS": "made up"})


def add_need(make: Maker) -> None:
    """Everything up to the door of care."""
    for person in make.children:
        add_contacts(make, person)
        for _ in make.some(4 if make.theme == "in need" else 2):
            referral = add_referral(make, person)
            add_assessments(make, person, referral)
            add_enquiries(make, person, referral)
        for _ in make.some(2):
            add_cin_plan(make, person)
            add_cp_plan(make, person)
        add_visits(make, person, "cin", "ssd_cin_visits", "cinv_cin_visit", "cinv_person_id")
        add_allocation(make, person)
        for _ in make.some(1):
            start = make.day()
            make.add(
                "ssd_early_help_episodes",
                earl_episode_id=make.id("eh"),
                earl_person_id=person,
                earl_episode_start_date=start,
                earl_episode_end_date=make.end(start),
                earl_episode_end_reason=make.pick(("needs_met", "not_engaged", "moved", None)),
            )


def add_contacts(make: Maker, person: str) -> None:
    for _ in make.some(3):
        make.add(
            "ssd_contacts",
            cont_contact_id=make.id("con"),
            cont_person_id=person,
            cont_contact_date=make.maybe(make.at_time(make.day()), 95),
            cont_contact_source_code=make.pick(SOURCES),
            cont_contact_outcome_json=outcome(make, "NEW_REFERRAL", "EXISTING_REFERRAL", "NFA", "ADVICE"),
        )


def add_referral(make: Maker, person: str) -> dict[str, Any]:
    made_before = [row for row in make.rows.get("ssd_cin_episodes", []) if row["cine_person_id"] == person]
    on = make.day()
    # A referral on the day of another, or on an edge of its twelve months, is what the rules are about.
    if made_before and make.chance(50):
        on = make.after(make.pick(made_before)["cine_referral_date"], 1, 3)
    return make.add(
        "ssd_cin_episodes",
        cine_referral_id=make.id("ref"),
        cine_person_id=person,
        cine_referral_date=on,
        cine_cin_primary_need_code=make.pick(("N1", "N4", None)),
        cine_referral_source_code=make.pick(SOURCES),
        cine_referral_outcome_json=outcome(make, "SINGLE_ASSESSMENT", "STRATEGY_DISCUSSION", "PRIVATE_FOSTERING"),
        cine_referral_nfa=make.pick(("Y", "N", "N", None)),
        cine_close_date=make.end(on, 60),
        cine_close_reason=make.pick(("RC1", "RC8", "RC9", None)),
        cine_referral_team=make.pick(TEAMS),
        cine_referral_worker_id=make.pick(WORKERS),
    )


def add_assessments(make: Maker, person: str, referral: dict[str, Any]) -> None:
    for _ in make.some(2):
        start = make.after(referral["cine_referral_date"], 1)
        make.add(
            "ssd_cin_assessments",
            cina_assessment_id=make.id("asm"),
            cina_person_id=person,
            cina_referral_id=make.pick((referral["cine_referral_id"],) * 3 + (None, "gone")),
            cina_assessment_start_date=make.maybe(start, 97),
            cina_assessment_child_seen=make.flag(),
            cina_assessment_auth_date=make.pick((make.after(start, 10, 15, 35, 45), make.end(start), date(1900, 1, 1))),
            cina_assessment_outcome_json=outcome(
                make, "NFA", "NFA_S47_END", "STRATEGY_DISCUSSION", "PROV_OF_SERVICES", "REFERRAL_TO_OTHER_AGENCY", "X"
            ),
            cina_assessment_outcome_nfa=make.flag(),
            cina_assessment_team=make.pick(TEAMS),
            cina_assessment_worker_id=make.pick(WORKERS),
        )


def add_enquiries(make: Maker, person: str, referral: dict[str, Any]) -> None:
    for _ in make.some(1):
        start = make.after(referral["cine_referral_date"], 1)
        enquiry = make.add(
            "ssd_s47_enquiry",
            s47e_s47_enquiry_id=make.id("s47"),
            s47e_referral_id=make.maybe(referral["cine_referral_id"]),
            s47e_person_id=person,
            s47e_s47_start_date=start,
            s47e_s47_end_date=make.end(start),
            s47e_s47_nfa=make.flag(),
            s47e_s47_outcome_json=outcome(
                make, "NFA", "LEGAL_ACTION", "PROV_OF_SERVICES", "CP_CONFERENCE", "MONITOR", "NFA_CONTINUE_SINGLE"
            ),
            s47e_s47_completed_by_team=make.pick(TEAMS),
            s47e_s47_completed_by_worker_id=make.pick(WORKERS),
        )
        for _ in make.some(1):
            make.add(
                "ssd_initial_cp_conference",
                icpc_icpc_id=make.id("icpc"),
                icpc_icpc_meeting_id=make.id("meet"),
                icpc_s47_enquiry_id=make.pick((enquiry["s47e_s47_enquiry_id"], None, "gone")),
                icpc_person_id=person,
                icpc_icpc_transfer_in=make.pick(("N", None, "Y")),
                icpc_icpc_date=make.pick((make.after(start, 15), make.after(start, 15), None, make.day())),
                icpc_icpc_team=make.pick(TEAMS),
                icpc_icpc_worker_id=make.pick(WORKERS),
            )


def add_cin_plan(make: Maker, person: str) -> None:
    start = make.day()
    make.add(
        "ssd_cin_plans",
        cinp_cin_plan_id=make.id("cinp"),
        cinp_person_id=person,
        cinp_cin_plan_start_date=make.maybe(start, 97),
        cinp_cin_plan_end_date=make.end(start, 55),
        cinp_cin_plan_team=make.pick(TEAMS),
        cinp_cin_plan_worker_id=make.pick(WORKERS),
    )


def add_cp_plan(make: Maker, person: str) -> None:
    others = [row for row in make.rows.get("ssd_cp_plans", []) if row["cppl_person_id"] == person]
    start = make.day()
    if others and others[0]["cppl_cp_plan_end_date"] is not None and make.chance(60):
        start = make.after(others[0]["cppl_cp_plan_end_date"])
    # 729 and 730 days, both ends counted, are the edges of two years on a plan.
    end = make.pick((make.end(start), date.fromordinal(start.toordinal() + make.pick((728, 729)))))
    plan = make.add(
        "ssd_cp_plans",
        cppl_cp_plan_id=make.id("cpp"),
        cppl_person_id=person,
        cppl_cp_plan_start_date=make.maybe(start, 97),
        cppl_cp_plan_end_date=end,
        cppl_cp_plan_ola=make.pick(("N", None, None, "Y")),
        cppl_cp_plan_initial_category=make.pick(("NEG", "EMO")),
        cppl_cp_plan_latest_category=make.pick(("NEG", "EMO", "PHY", None)),
    )
    on = start
    for _ in make.some(4):
        on = make.after(on)
        make.add(
            "ssd_cp_reviews",
            cppr_cp_review_id=make.id("cpr"),
            cppr_person_id=person,
            cppr_cp_plan_id=make.pick((plan["cppl_cp_plan_id"],) * 3 + (None, "gone")),
            cppr_cp_review_date=make.maybe(on, 95),
        )
    add_visits(make, person, "cp", "ssd_cp_visits", "cppv_cp_visit", "cppv_person_id", start)


def add_visits(make: Maker, person: str, kind: str, table: str, prefix: str, column: str, since: date | None = None) -> None:
    """Visits on the edges of their intervals; two on one day, and some where the child was not seen."""
    on = since or make.day()
    for _ in make.some(6):
        on = make.after(on, 5, 10, 20)
        make.add(
            table,
            **{
                f"{prefix}_id": make.id(f"v{kind}"),
                column: person,
                f"{prefix}_date": make.maybe(on, 97),
                f"{prefix}_seen": make.pick(("Y", "Y", "Y", "N", None)),
            },
        )


def add_allocation(make: Maker, person: str) -> None:
    on = make.early_day() if make.chance(50) else make.day()
    for _ in make.some(5):
        make.add(
            "ssd_involvements",
            invo_involvements_id=make.id("inv"),
            invo_professional_id=make.pick(WORKERS),
            invo_professional_role_id=make.pick(("CW", "CW", "ALLOCATED CASE WORKER", "AW", "16PLUS", "IRO")),
            invo_professional_team=make.pick(TEAMS),
            invo_person_id=person,
            invo_involvement_start_date=on,
            invo_involvement_end_date=make.end(on),
        )
        on = make.after(on)

"""What is due on the last day of an extract, again, in plain loops over the raw rows (indicators.md section 10).

Each rule is a function that gives the child (or the record, where there is none), the day from which the time is counted
and the day by which it is to be done.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sightline.vocabulary.dates import add_months
from tests.twin.base_sets import allocation
from tests.twin.care_sets import (
    looked_after,
)
from tests.twin.cin import on_cin_plan
from tests.twin.deadlines_of_care import (
    adoption,
    care_reviews,
    dental_checks,
    first_health,
    first_peps,
    health_reviews,
    leavers_contacted,
    missing_now,
    orders,
    pathway_reviews,
    placed_from_care,
    plans_after_review,
    yearly_assessments,
)
from tests.twin.deadlines_of_need import (
    assessment_starts,
    assessments_due,
    checkpoints,
    children_seen,
    conferences_due,
    contact_decisions,
    enquiry_outcomes,
    long_plans,
    plan_reviews,
    plan_versions,
    private_visits,
    referral_decisions,
    seen_in_assessment,
)
from tests.twin.deadlines_of_visits import (
    is_kind,
    of_plan,
    visits,
)
from tests.twin.due import Due, Rule, after, is_still_open, latest
from tests.twin.extract import Extract
from tests.twin.obligations import care_obligations, cin_obligations, cp_obligations
from tests.twin.protection_sets import in_need_dfe, on_cp_plan

# --- workforce, early help and quality --------------------------------------------------------------------------------


def supervision(kind: str, cin: str, others: str) -> Rule:
    def rule(x: Extract) -> Iterator[Due]:
        protected, in_care = set(on_cp_plan(x, x.as_at)), set(looked_after(x, x.as_at))
        for person in protected | in_care | set(on_cin_plan(x, x.as_at)):
            last = latest(
                row.get("record_date") for row in x.where("loc_supervision", "person_id", person) if row.get("kind") == kind
            )(x)
            number = x.number(others if person in protected | in_care else cin)
            yield person, last, after(x, last, number)

    return rule


def unallocated(x: Extract) -> Iterator[Due]:
    for person, row in in_need_dfe(x, x.as_at).items():
        if allocation(x, person, x.as_at)[0] is None:
            yield person, row["cine_referral_date"], x.as_at


def early_help(x: Extract) -> Iterator[Due]:
    local = {row["episode_id"]: row for row in x.table("loc_early_help_episode")}
    weeks = timedelta(weeks=x.number("eh_review_weeks"))
    for row in local.values():
        start = row.get("start_date")
        if start is not None and row.get("end_date") is None and (row.get("person_id") or row.get("family_id")):
            yield row.get("person_id"), start, start + weeks
    for row in x.table("ssd_early_help_episodes"):
        start = row.get("earl_episode_start_date")
        is_open_now = start is not None and row.get("earl_episode_end_date") is None
        if row["earl_episode_id"] not in local and is_open_now and row.get("earl_person_id"):
            yield row["earl_person_id"], start, start + weeks


def alerts_open(x: Extract) -> Iterator[Due]:
    for row in x.table("loc_practice_alert"):
        if row.get("raised_date") is not None and is_still_open(x, row.get("resolved_date")):
            yield row.get("person_id"), row["raised_date"], after(x, row["raised_date"], 20)


RULES: dict[str, Rule] = {
    "contact-decision": contact_decisions,
    "referral-decision": referral_decisions,
    "assessment-start": assessment_starts,
    "child-seen-referral": children_seen,
    "private-fostering-visit-first": private_visits,
    "assessment-due": assessments_due,
    "child-seen-assessment": seen_in_assessment,
    "assessment-checkpoint": checkpoints,
    "s47-outcome": enquiry_outcomes,
    "icpc-due": conferences_due,
    "cp-visit-first": visits(cp_obligations, of_plan("cppl_cp", on_cp_plan, first=True)),
    "cp-visit-next": visits(cp_obligations, of_plan("cppl_cp", on_cp_plan, first=False)),
    "cp-review-first": plan_reviews(first=True),
    "cp-review-next": plan_reviews(first=False),
    "cp-plan-update": plan_versions(on_cp_plan, "cp", "cp_plan_months"),
    "cin-visit-first": visits(cin_obligations, of_plan("cinp_cin", on_cin_plan, first=True)),
    "cin-visit-next": visits(cin_obligations, of_plan("cinp_cin", on_cin_plan, first=False)),
    "cin-6-month-review": long_plans,
    "cin-plan-update": plan_versions(on_cin_plan, "cin", "cin_plan_months"),
    "cla-visit-first": visits(care_obligations, is_kind(with_parents=False, first=True)),
    "cla-visit-next": visits(care_obligations, is_kind(with_parents=False, first=False)),
    "cla-visit-pwp": visits(care_obligations, is_kind(with_parents=True, first=None)),
    "cla-review-1": care_reviews(range(1)),
    "cla-review-2": care_reviews(range(1, 2)),
    "cla-review-next": care_reviews(range(2, 999)),
    "care-plan-after-review": plans_after_review,
    "iha-due": first_health,
    "review-health": health_reviews,
    "dental-due": dental_checks,
    "pep-initial": first_peps,
    "cla-assessment-annual": yearly_assessments,
    "police-protection": orders("L1", lambda on: on + timedelta(days=3)),
    "epo": orders("L2", lambda on: on + timedelta(days=8)),
    "child-assessment-order": orders("L3", lambda on: on + timedelta(days=7)),
    "proceedings-26-weeks": orders("C1", lambda on: on + timedelta(weeks=26)),
    "pathway-review": pathway_reviews,
    "pa-contact": leavers_contacted,
    "adoption-entry-to-placement": placed_from_care,
    "adoption-po-to-match": adoption("perm_placement_order_date", "perm_matched_date", lambda on: on + timedelta(days=121)),
    "adoption-adm-to-order": adoption("perm_adm_decision_date", None, lambda on: add_months(on, 12)),
    "supervision-due": supervision("case_supervision", "cin_supervision_wd", "cla_cp_supervision_wd"),
    "oversight-due": supervision("management_oversight", "oversight_wd", "oversight_wd"),
    "unallocated": unallocated,
    "early-help-review": early_help,
    "missing-open": missing_now,
    "practice-alert-resolution": alerts_open,
}

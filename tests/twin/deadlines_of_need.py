"""What is due at the front door, in assessments, enquiries and plans (indicators.md section 10)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from sightline.vocabulary.dates import add_months
from tests.twin import assessments as open_assessments
from tests.twin.base_sets import assessments, enquiries, referrals, text_key
from tests.twin.cin import on_cin_plan
from tests.twin.due import Due, Rule, after, is_still_open, later, latest
from tests.twin.extract import Extract, Row, day, flags, has_any, yes
from tests.twin.front_door import contact_decision, contacts, first_seen_on, is_assessed, is_unborn, private_fostering
from tests.twin.protection import reviews_by_plan
from tests.twin.protection_sets import conferences, cp_plans, linked_enquiry

# --- front door -------------------------------------------------------------------------------------------------------


def contact_decisions(x: Extract) -> Iterator[Due]:
    by_id = {text_key(row["cont_contact_id"]): row for row in x.table("ssd_contacts")}
    for unit in contacts(x):
        decided = contact_decision(x, by_id[unit.record]).get("decision_at")
        if decided is None or day(decided) > x.as_at:
            yield unit.person, unit.on, after(x, unit.on, 1)


def referral_decisions(x: Extract) -> Iterator[Due]:
    for row in referrals(x):
        on, key = row["cine_referral_date"], row["cine_referral_id"]
        is_followed = any(each.row.get("cina_referral_id") == key or is_of(each, row) for each in assessments(x))
        is_enquired = any(each.get("s47e_referral_id") == key for each in enquiries(x))
        is_decided = yes(row.get("cine_referral_nfa")) or says_anything(row.get("cine_referral_outcome_json"))
        if not (is_followed or is_enquired or is_decided) and x.working_days(on, x.as_at) <= 10:
            yield row["cine_person_id"], on, after(x, on, 1)


def is_of(assessment: object, referral: Row) -> bool:
    found = assessment.referral  # type: ignore[attr-defined]
    return found is not None and found["cine_referral_id"] == referral["cine_referral_id"]


def says_anything(text: object) -> bool:
    return any(flags(text).values())


def assessment_starts(x: Extract) -> Iterator[Due]:
    for row in open_referrals(x):
        has_begun = any(is_of(each, row) for each in assessments(x))
        if has_any(row.get("cine_referral_outcome_json"), "SINGLE_ASSESSMENT") and not has_begun:
            yield row["cine_person_id"], row["cine_referral_date"], after(x, row["cine_referral_date"], 1)


def open_referrals(x: Extract) -> list[Row]:
    return [row for row in referrals(x) if is_still_open(x, row.get("cine_close_date"))]


def children_seen(x: Extract) -> Iterator[Due]:
    for row in open_referrals(x):
        person, on = row["cine_person_id"], row["cine_referral_date"]
        ids = [each.row["cina_assessment_id"] for each in assessments(x) if is_of(each, row)]
        if is_assessed(x, row) and not is_unborn(x, person) and first_seen_on(x, person, on, ids) is None:
            yield person, on, after(x, on, 5)


def private_visits(x: Extract) -> Iterator[Due]:
    for unit in private_fostering(x):
        row = unit.has["row"]
        if unit.on <= x.as_at and row.get("first_visit_date") is None and is_still_open(x, row.get("end_date")):
            yield unit.person, unit.on, after(x, unit.on, 7)


# --- assessments and enquiries ----------------------------------------------------------------------------------------


def open_ones(x: Extract) -> list[object]:
    standing = {unit.record for unit in open_assessments.open_at(x, x.as_at)}
    return [each for each in assessments(x) if each.record in standing]


def assessments_due(x: Extract) -> Iterator[Due]:
    for each in open_ones(x):
        start = each.started_on if x.setting("assessment_deadline_basis") == "start" else each.clock_starts_on
        yield each.person, start, after(x, start, 45)


def seen_in_assessment(x: Extract) -> Iterator[Due]:
    for each in open_ones(x):
        if first_seen_on(x, each.person, each.started_on, [each.row["cina_assessment_id"]]) is None:
            yield each.person, each.started_on, after(x, each.started_on, 10)


def checkpoints(x: Extract) -> Iterator[Due]:
    keeps_details = bool(x.table("loc_assessment_detail"))
    for each in assessments(x):
        closed_on = (each.referral or {}).get("cine_close_date")
        if not is_still_open(x, each.completed_on) or not is_still_open(x, closed_on):
            continue
        key = each.row["cina_assessment_id"]
        told = [row.get("checkpoint_10d_date") for row in x.where("loc_assessment_detail", "cina_assessment_id", key)]
        overseen = [
            row.get("record_date")
            for row in x.where("loc_supervision", "person_id", each.person)
            if row.get("kind") == "management_oversight" and (row.get("record_date") or each.started_on) >= each.started_on
        ]
        recorded = [on for on in (told if keeps_details else overseen) if on is not None and on <= x.as_at]
        if not recorded:
            yield each.person, each.started_on, after(x, each.started_on, 10)


def enquiry_outcomes(x: Extract) -> Iterator[Due]:
    for row in enquiries(x):
        if is_still_open(x, row.get("s47e_s47_end_date")):
            start = row["s47e_s47_start_date"]
            yield row["s47e_person_id"], start, after(x, start, x.number("s47_wd", start))


def conferences_due(x: Extract) -> Iterator[Due]:
    for row in enquiries(x):
        start, ended_on = row["s47e_s47_start_date"], row.get("s47e_s47_end_date")
        is_wanted = ended_on is None or has_any(row.get("s47e_s47_outcome_json"), "CP_CONFERENCE")
        if is_wanted and not yes(row.get("s47e_s47_nfa")) and not has_conference(x, row, ended_on):
            yield row["s47e_person_id"], start, after(x, start, 15)


def has_conference(x: Extract, enquiry: Row, ended_on: date | None) -> bool:
    for held in conferences(x):
        linked = linked_enquiry(x, held)
        if linked is not None:
            if linked["s47e_s47_enquiry_id"] == enquiry["s47e_s47_enquiry_id"]:
                return True
        elif held["icpc_person_id"] == enquiry["s47e_person_id"] and ended_on is not None:
            is_after = enquiry["s47e_s47_start_date"] <= held["icpc_icpc_date"] <= ended_on + timedelta(days=30)
            if is_after:
                return True
    return False


# --- plans ------------------------------------------------------------------------------------------------------------


def plan_reviews(first: bool) -> Rule:
    def rule(x: Extract) -> Iterator[Due]:
        for plan in cp_plans(x):
            started_on = plan.get("cppl_cp_plan_start_date")
            if started_on is None or plan.get("cppl_cp_plan_end_date") is not None:
                continue
            held = [on for on, _ in reviews_by_plan(x)[plan["cppl_cp_plan_id"]]]
            if first and not held:
                yield plan["cppl_person_id"], started_on, add_months(started_on, 3)
            if not first and held:
                yield plan["cppl_person_id"], held[-1], add_months(held[-1], 6)

    return rule


def plan_versions(plans: Callable[[Extract, date], dict[str, Row]], kind: str, setting: str) -> Rule:
    def rule(x: Extract) -> Iterator[Due]:
        for person in plans(x, x.as_at):
            authorised = latest(
                row.get("authorised_date")
                for row in x.where("loc_plan_version", "person_id", person)
                if row.get("plan_type") == kind
            )(x)
            yield person, authorised, later(authorised, x.number(setting))

    return rule


def long_plans(x: Extract) -> Iterator[Due]:
    for person, row in on_cin_plan(x, x.as_at).items():
        yield person, row["cinp_cin_plan_start_date"], add_months(row["cinp_cin_plan_start_date"], 6)

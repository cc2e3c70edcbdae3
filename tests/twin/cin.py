"""Children in need (indicators.md section 5.4)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sightline.vocabulary.dates import add_months
from tests.twin.assessments import service_group
from tests.twin.base_sets import allocated_unit, allocation, assessments
from tests.twin.care_sets import ADULT, looked_after
from tests.twin.extract import Extract, Row, is_open, memo, yes
from tests.twin.figures import STOCK, Indicator, Unit, count, dated, per_10000, share, standing
from tests.twin.obligations import MET, PENDING, cin_obligations, record_of
from tests.twin.protection import has_version
from tests.twin.protection_sets import in_need_dfe, on_any_cin_plan, on_cp_plan, seen_on

DISABILITY_NONE = "NONE"


def is_care_leaver_only(x: Extract, person: str, on: date) -> bool:
    """An adult with a care-leaver row and no open CIN plan."""
    age = x.age(person, on)
    return (
        age is not None
        and age >= ADULT
        and bool(x.where("ssd_care_leavers", "clea_person_id", person))
        and person not in on_any_cin_plan(x, on)
    )


@memo
def in_need_only(x: Extract, on: date) -> dict[str, Row]:
    """B-CIN-ONLY(T)."""
    return {
        person: row
        for person, row in in_need_dfe(x, on).items()
        if person not in on_cp_plan(x, on) and person not in looked_after(x, on) and not is_care_leaver_only(x, person, on)
    }


@memo
def on_cin_plan(x: Extract, on: date) -> dict[str, Row]:
    """B-CINP(T)."""
    return {
        person: row
        for person, row in on_any_cin_plan(x, on).items()
        if person not in on_cp_plan(x, on) and person not in looked_after(x, on)
    }


def children_in_need_dfe(x: Extract, on: date) -> list[Unit]:
    return [
        allocated_unit(
            x,
            person,
            row["cine_referral_id"],
            on,
            is_assessed=is_assessed_within(x, person, 12, on),
            is_cwd=is_with_disabilities(x, person, on),
        )
        for person, row in in_need_dfe(x, on).items()
    ]


def children_in_need_only(x: Extract, on: date) -> list[Unit]:
    return [
        allocated_unit(
            x,
            person,
            row["cine_referral_id"],
            on,
            days=(on - row["cine_referral_date"]).days,
            is_up_to_date=has_version(x, person, "cin", add_months(on, -x.number("cin_plan_months", on)), on),
        )
        for person, row in in_need_only(x, on).items()
    ]


def children_in_need_or_on_plans(x: Extract, on: date) -> list[Unit]:
    """B-CIN-ONLY and B-CPP, which have no child in common."""
    plans = [allocated_unit(x, person, row["cppl_cp_plan_id"], on) for person, row in on_cp_plan(x, on).items()]
    return children_in_need_only(x, on) + plans


def is_assessed_within(x: Extract, person: str, months: int, on: date) -> bool:
    """Whether an assessment of the child was authorised in the months to a day."""
    return any(
        assessment.person == person
        and assessment.completed_on is not None
        and add_months(on, -months) < assessment.completed_on <= on
        for assessment in assessments(x)
    )


def is_with_disabilities(x: Extract, person: str, on: date) -> bool:
    """Ruling 24."""
    if x.setting("cwd_scope", on) == "disability_code":
        codes = {row.get("disa_disability_code") for row in x.where("ssd_disability", "disa_person_id", person)}
        return bool(codes - {DISABILITY_NONE, None})
    return service_of(x, person, on) == "cwd"


def service_of(x: Extract, person: str, on: date) -> str | None:
    """The service of the team allocated to a child on a day."""
    return service_group(x, allocation(x, person, on)[1], on)


@memo
def children_on_cin_plans(x: Extract, on: date) -> list[Unit]:
    """B-CINP(T) with what is known of visits and plan versions on the day."""
    found = []
    for person, row in on_cin_plan(x, on).items():
        started_on = row["cinp_cin_plan_start_date"]
        visits = [seen for seen in seen_on(x, person, "cin", "cp", "cla") if seen <= on]
        last = visits[-1] if visits else None
        is_visited = x.within(last, on, 20)
        has = {
            "is_visited": is_visited,
            "is_too_soon": x.working_days(started_on, on) < 20 and not is_visited and x.is_on("grace_exclude", on),
            "is_up_to_date": has_version(x, person, "cin", add_months(on, -3), on),
            "is_authorised": x.within(latest_version(x, person, on), on, 20),
            "service": service_of(x, person, on),
        }
        found.append(allocated_unit(x, person, row["cinp_cin_plan_id"], on, **has))
    return found


def latest_version(x: Extract, person: str, on: date) -> date | None:
    """When the latest version of a child's CIN plan was authorised."""
    authorised = [
        row["authorised_date"]
        for row in x.where("loc_plan_version", "person_id", person)
        if row.get("plan_type") == "cin" and row.get("authorised_date") is not None and row["authorised_date"] <= on
    ]
    return max(authorised, default=None)


def plans_started(x: Extract) -> list[Unit]:
    """CIN plans by the day they start."""
    return [
        allocated_unit(x, row["cinp_person_id"], row["cinp_cin_plan_id"], row["cinp_cin_plan_start_date"])
        for row in x.table("ssd_cin_plans")
        if row.get("cinp_person_id") is not None and row.get("cinp_cin_plan_start_date") is not None
    ]


@memo
def visit_units(x: Extract) -> list[Unit]:
    """Visits that fell due while a child was on a CIN plan alone and not held by a disability team."""
    found = []
    for plan, obligation in cin_obligations(x):
        person, due_on = plan["cinp_person_id"], obligation.due_on
        if (
            obligation.state == PENDING
            or person in on_cp_plan(x, due_on)
            or person in looked_after(x, due_on)
            or service_of(x, person, due_on) == "cwd"
        ):
            continue
        record = record_of(plan["cinp_cin_plan_id"], due_on)
        found.append(allocated_unit(x, person, record, due_on, met=obligation.state == MET))
    return found


def meetings(x: Extract) -> list[Unit]:
    """CIN meetings by the day they were due, less those cancelled for a child who was on no plan by then."""
    return [
        allocated_unit(x, row["person_id"], row["meeting_id"], row["due_date"], met=is_held_in_time(row))
        for row in x.table("loc_meeting")
        if row.get("meeting_type") in ("cin_initial", "cin_review")
        and row.get("person_id") is not None
        and row.get("due_date") is not None
        and not (yes(row.get("cancelled")) and not has_open_plan(x, row["person_id"], row["due_date"]))
    ]


def has_open_plan(x: Extract, person: str, on: date) -> bool:
    """Whether a CIN plan of the child is open on a day, as its rows say."""
    return any(
        is_open(plan.get("cinp_cin_plan_start_date"), plan.get("cinp_cin_plan_end_date"), on)
        for plan in x.where("ssd_cin_plans", "cinp_person_id", person)
    )


def is_held_in_time(row: Row) -> bool:
    return row.get("held_date") is not None and row["held_date"] <= row["due_date"]


def stock(find: Any, met: Any = None, **options: Any) -> Indicator:
    """An indicator of the state at the end of a period."""
    units = standing(find)
    if met is None:
        return count(units, windows=STOCK, **options)
    return share(units, met, windows=STOCK, **options)


def asks(name: str) -> Any:
    """A condition that reads what a unit has."""
    return lambda unit: unit.has[name]


INDICATORS: dict[str, Indicator] = {
    "cin-open-count": stock(children_in_need_only),
    "cin-plans-open": stock(children_on_cin_plans),
    "cin-plans-started": count(dated(plans_started)),
    "cin-incl-cpp-count": stock(children_in_need_or_on_plans),
    "cin-incl-cpp-rate": per_10000(standing(children_in_need_or_on_plans), windows=STOCK),
    "cin-dfe-count": stock(children_in_need_dfe),
    "cin-dfe-rate": per_10000(standing(children_in_need_dfe), windows=STOCK),
    "cin-plan-up-to-date-45d": stock(
        children_in_need_only,
        asks("is_up_to_date"),
        where=lambda unit: unit.has["days"] >= 45,
        needs=("loc_plan_version",),
    ),
    "cin-plan-up-to-date-3m": stock(
        children_on_cin_plans,
        asks("is_up_to_date"),
        where=lambda unit: unit.has["service"] != "cwd",
        needs=("loc_plan_version", "loc_org_unit"),
    ),
    "cin-plan-authorised-20wd": stock(
        children_on_cin_plans,
        asks("is_authorised"),
        where=lambda unit: unit.has["service"] == "locality_cin",
        needs=("loc_plan_version", "loc_org_unit"),
    ),
    "cin-visit-20wd": stock(children_on_cin_plans, asks("is_visited"), where=lambda unit: not unit.has["is_too_soon"]),
    "cin-visits-timely": share(dated(visit_units), asks("met"), needs=("loc_org_unit",)),
    "cin-meetings-timely": share(dated(meetings), asks("met"), needs=("loc_meeting",)),
    "cwd-assessment-12m": stock(children_in_need_dfe, asks("is_assessed"), where=asks("is_cwd")),
}

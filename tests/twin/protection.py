"""Section 47 enquiries, conferences and child protection plans (indicators.md sections 5.3 and 5.5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sightline.vocabulary.dates import add_months
from sightline.vocabulary.periods import Period
from tests.twin.base_sets import allocated_unit, enquiries, text_key
from tests.twin.extract import FAR, Extract, Row, memo, yes
from tests.twin.figures import FLOW, STOCK, Indicator, Unit, count, dated, per_10000, share, standing
from tests.twin.obligations import MET, PENDING, cp_obligations, record_of
from tests.twin.protection_sets import (
    clock_enquiry,
    conferences,
    cp_plans,
    enquiry_class,
    on_cp_plan,
    seen_on,
)

# --- section 47 -------------------------------------------------------------------------------------------------------


def enquiry_unit(row: Row, on: date, outcome: str | None = None) -> Unit:
    team, worker = row.get("s47e_s47_completed_by_team"), row.get("s47e_s47_completed_by_worker_id")
    return Unit(row["s47e_person_id"], text_key(row["s47e_s47_enquiry_id"]), on, team, worker, {"outcome": outcome})


def enquiries_started(x: Extract) -> list[Unit]:
    return [enquiry_unit(row, row["s47e_s47_start_date"]) for row in enquiries(x)]


@memo
def enquiries_completed(x: Extract) -> list[Unit]:
    return [
        enquiry_unit(row, row["s47e_s47_end_date"], enquiry_class(x, row))
        for row in enquiries(x)
        if row.get("s47e_s47_end_date") is not None and row["s47e_s47_end_date"] <= x.as_at
    ]


def ended_as(*outcomes: str) -> Callable[[Unit], bool]:
    return lambda unit: unit.has["outcome"] in outcomes


# --- conferences ------------------------------------------------------------------------------------------------------


def conference_units(x: Extract) -> list[Unit]:
    """B-ICPC with the working days since the enquiry began; None where there is none, or it began later."""
    found = []
    for row in conferences(x):
        held_on = row["icpc_icpc_date"]
        enquiry = clock_enquiry(x, row)
        began_on = enquiry["s47e_s47_start_date"] if enquiry else None
        has = {
            "days": x.working_days(began_on, held_on) if began_on is not None and began_on <= held_on else None,
            "is_transfer": yes(row.get("icpc_icpc_transfer_in")) is True,
        }
        team, worker = row.get("icpc_icpc_team"), row.get("icpc_icpc_worker_id")
        found.append(Unit(row["icpc_person_id"], text_key(row["icpc_icpc_id"]), held_on, team, worker, has))
    return found


def is_timed(unit: Unit) -> bool:
    return not unit.has["is_transfer"] and unit.has["days"] is not None


# --- plans ------------------------------------------------------------------------------------------------------------


def plan_unit(x: Extract, row: Row, on: date) -> Unit:
    """A plan on one of its days, with what came before it."""
    started_on, ended_on = row.get("cppl_cp_plan_start_date"), row.get("cppl_cp_plan_end_date")
    has = {
        "started_on": started_on,
        "days": (ended_on - started_on).days + 1 if started_on and ended_on and started_on <= ended_on else None,
        "limit": x.number("cpp_two_year_days", on),
        "is_repeat_2yr": started_on is not None and is_repeat_within_two_years(x, row),
        "is_repeat": started_on is not None and is_repeat_ever(x, row),
        "category_of_abuse": row.get("cppl_cp_plan_initial_category") or "unknown",
    }
    return allocated_unit(x, row["cppl_person_id"], row["cppl_cp_plan_id"], on, **has)


def earlier_plans(x: Extract, row: Row) -> list[Row]:
    """Plans of the child, of any authority, that started before this one."""
    return [
        other
        for other in x.where("ssd_cp_plans", "cppl_person_id", row["cppl_person_id"])
        if other.get("cppl_cp_plan_start_date") is not None and other["cppl_cp_plan_start_date"] < row["cppl_cp_plan_start_date"]
    ]


def is_repeat_within_two_years(x: Extract, row: Row) -> bool:
    """Ruling 16."""
    on = row["cppl_cp_plan_start_date"]
    column = "cppl_cp_plan_start_date" if x.setting("cpp_repeat_from", on) == "start" else "cppl_cp_plan_end_date"
    return any(other.get(column) is not None and add_months(on, -24) <= other[column] <= on for other in earlier_plans(x, row))


def is_repeat_ever(x: Extract, row: Row) -> bool:
    """Whether the child had any plan before, in the extract or in the local history."""
    on = row["cppl_cp_plan_start_date"]
    return bool(earlier_plans(x, row)) or any(
        is_history_before(history, on) for history in x.where("loc_cp_history", "person_id", row["cppl_person_id"])
    )


def is_history_before(history: Row, on: date) -> bool:
    """A dated plan before the day, or a count of plans with no date."""
    started_on, ended_on = history.get("previous_plan_start"), history.get("previous_plan_end")
    if started_on is not None:
        return bool(started_on < on)
    if ended_on is not None:
        return bool(ended_on <= on)
    return int(history.get("previous_plans_count") or 0) > 0


def plans_dated(column: str) -> Callable[[Extract], list[Unit]]:
    """Plans of this authority, on the day that a column holds."""

    def find(x: Extract) -> list[Unit]:
        return [plan_unit(x, row, row[column]) for row in cp_plans(x) if row.get(column) is not None and row[column] <= x.as_at]

    find.__qualname__ = f"plans_dated_{column}"
    return memo(find)


plans_started = plans_dated("cppl_cp_plan_start_date")
plans_ended = plans_dated("cppl_cp_plan_end_date")


@memo
def children_on_plans(x: Extract, on: date) -> list[Unit]:
    """B-CPP(T) with what is known of visits and plan versions on the day."""
    found = []
    for person, row in on_cp_plan(x, on).items():
        started_on = row["cppl_cp_plan_start_date"]
        visits = [seen for seen in seen_on(x, person, "cp") if started_on <= seen <= on]
        last = visits[-1] if visits else None
        is_too_soon = x.working_days(started_on, on) < 20 and last is None and x.is_on("grace_exclude", on)
        has = {
            "days": (on - started_on).days + 1,
            "limit": x.number("cpp_two_year_days", on),
            "category_of_abuse": row.get("cppl_cp_plan_latest_category") or "unknown",
            "is_visited_14d": last is not None and (on - last).days <= 14,
            "is_visited_20wd": x.within(last, on, 20),
            "is_too_soon": is_too_soon,
            "is_a_week_old": (on - started_on).days >= 7,
            "is_up_to_date": has_version(x, person, "cp", add_months(on, -x.number("cp_plan_months", on)), on),
            "is_three_months_old": started_on <= add_months(on, -3),
            "is_reviewed": is_reviewed_in_time(x, row, on),
        }
        found.append(allocated_unit(x, person, row["cppl_cp_plan_id"], on, **has))
    return found


def has_version(x: Extract, person: str, plan_type: str, after: date, on: date) -> bool:
    """Whether a version of a plan was authorised after a day and by another."""
    return any(
        row.get("plan_type") == plan_type and row.get("authorised_date") is not None and after < row["authorised_date"] <= on
        for row in x.where("loc_plan_version", "person_id", person)
    )


# --- reviews ----------------------------------------------------------------------------------------------------------


@memo
def reviews_by_plan(x: Extract) -> dict[object, list[tuple[date, str]]]:
    """Plan id to the days on which it was reviewed, each once, with the lowest id of the day."""
    every_id = {row["cppl_cp_plan_id"] for row in x.table("ssd_cp_plans")}
    days: dict[object, dict[date, str]] = {row["cppl_cp_plan_id"]: {} for row in cp_plans(x)}
    for row in x.table("ssd_cp_reviews"):
        held_on = row.get("cppr_cp_review_date")
        if held_on is None or held_on > x.as_at:
            continue
        linked = row.get("cppr_cp_plan_id") if row.get("cppr_cp_plan_id") in every_id else None
        around = [
            plan
            for plan in cp_plans(x)
            if plan.get("cppl_cp_plan_start_date") is not None
            and plan["cppl_cp_plan_start_date"] <= held_on <= (plan.get("cppl_cp_plan_end_date") or FAR)
            and (plan["cppl_cp_plan_id"] == linked if linked is not None else plan["cppl_person_id"] == row.get("cppr_person_id"))
        ]
        if around:
            plan = max(around, key=lambda plan: (plan["cppl_cp_plan_start_date"], text_key(plan["cppl_cp_plan_id"])))
            record = text_key(row["cppr_cp_review_id"])
            held = days[plan["cppl_cp_plan_id"]]
            held[held_on] = min(held.get(held_on, record), record)
    return {plan_id: sorted(held.items()) for plan_id, held in days.items()}


def review_due_dates(started_on: date, held: list[date]) -> list[tuple[date, date | None]]:
    """Each due date of a plan with the review that answers it; the last is still to come."""
    due = [add_months(started_on, 3), *(add_months(on, 6) for on in held)]
    return list(zip(due, [*held, None], strict=True))


def is_reviewed_in_time(x: Extract, plan: Row, on: date) -> bool:
    """Ruling 18."""
    held = [day for day, _ in reviews_by_plan(x)[plan["cppl_cp_plan_id"]] if day <= on]
    return all(
        answered_on is not None and answered_on <= due_on
        for due_on, answered_on in review_due_dates(plan["cppl_cp_plan_start_date"], held)
        if add_months(on, -12) < due_on <= on
    )


def review_units(x: Extract, period: Period) -> list[Unit]:
    """Reviews held in the period, or obligations due in it, by the setting review_basis."""
    is_by_due_date = x.setting("review_basis", period.last) == "due"
    found = []
    for plan in cp_plans(x):
        started_on, ended_on = plan.get("cppl_cp_plan_start_date"), plan.get("cppl_cp_plan_end_date")
        if started_on is None:
            continue
        held = reviews_by_plan(x)[plan["cppl_cp_plan_id"]]
        answers = review_due_dates(started_on, [on for on, _ in held])
        for (due_on, answered_on), (_, record) in zip(answers, [*held, (None, "")], strict=True):
            on = due_on if is_by_due_date else answered_on
            if on is None or not period.first <= on <= period.last:
                continue
            if is_by_due_date and due_on > (ended_on or FAR):
                continue
            met = answered_on is not None and answered_on <= due_on
            key = record or record_of(plan["cppl_cp_plan_id"], due_on)
            found.append(allocated_unit(x, plan["cppl_person_id"], key, on, met=met))
    return found


@memo
def visit_units(x: Extract) -> list[Unit]:
    """Visits that fell due under plans."""
    return [
        allocated_unit(
            x,
            plan["cppl_person_id"],
            record_of(plan["cppl_cp_plan_id"], obligation.due_on),
            obligation.due_on,
            met=obligation.state == MET,
        )
        for plan, obligation in cp_obligations(x)
        if obligation.state != PENDING
    ]


def is_met(unit: Unit) -> bool:
    return bool(unit.has["met"])


def is_over_two_years(unit: Unit) -> bool:
    return bool(unit.has["days"] > unit.has["limit"])


S47_ENDED = dated(enquiries_completed)
INDICATORS: dict[str, Indicator] = {
    "s47-started": count(dated(enquiries_started)),
    "s47-children": count(dated(enquiries_started), distinct="any"),
    "s47-rate": per_10000(dated(enquiries_started)),
    "s47-completed": count(S47_ENDED),
    "s47-outcome-continuing": share(S47_ENDED, ended_as("continuing")),
    "s47-outcome-not-continuing": share(S47_ENDED, ended_as("not_continuing")),
    "s47-outcome-not-substantiated": share(S47_ENDED, ended_as("not_substantiated")),
    "s47-outcome-not-recorded": share(S47_ENDED, ended_as("not_recorded")),
    "s47-substantiated": share(S47_ENDED, ended_as("continuing", "not_continuing")),
    "icpc-count": count(dated(conference_units)),
    "icpc-rate": per_10000(dated(conference_units)),
    "icpc-15-days": share(dated(conference_units), lambda unit: unit.has["days"] <= 15, where=is_timed),
    "cpp-open-count": count(standing(children_on_plans), windows=STOCK),
    "cpp-rate": per_10000(standing(children_on_plans), windows=STOCK),
    "cpp-started": count(dated(plans_started)),
    "cpp-started-rate": per_10000(dated(plans_started)),
    "cpp-ended": count(dated(plans_ended)),
    "cpp-ended-rate": per_10000(dated(plans_ended)),
    "cpp-repeat-2yr": share(dated(plans_started), lambda unit: unit.has["is_repeat_2yr"]),
    "cpp-repeat-ever": share(dated(plans_started), lambda unit: unit.has["is_repeat"]),
    "cpp-open-2yr": share(standing(children_on_plans), is_over_two_years, windows=STOCK),
    "cpp-ceased-2yr": share(dated(plans_ended), is_over_two_years, where=lambda unit: unit.has["days"] is not None),
    "cpp-category-share": share(
        standing(children_on_plans),
        lambda unit: unit.has["category_of_abuse"] == "NEG",
        windows=STOCK,
        shares="category_of_abuse",
    ),
    "cp-reviews-timely": share(review_units, is_met, windows=FLOW),
    "cpp-reviewed-in-timescale": share(
        standing(children_on_plans),
        lambda unit: unit.has["is_reviewed"],
        where=lambda unit: unit.has["is_three_months_old"],
        windows=STOCK,
    ),
    "cp-plan-up-to-date": share(
        standing(children_on_plans), lambda unit: unit.has["is_up_to_date"], windows=STOCK, needs=("loc_plan_version",)
    ),
    "cpp-visit-14d": share(
        standing(children_on_plans),
        lambda unit: unit.has["is_visited_14d"],
        where=lambda unit: unit.has["is_a_week_old"],
        windows=STOCK,
    ),
    "cpp-visit-20wd": share(
        standing(children_on_plans),
        lambda unit: unit.has["is_visited_20wd"],
        where=lambda unit: not unit.has["is_too_soon"],
        windows=STOCK,
    ),
    "cp-visits-timely": share(dated(visit_units), is_met),
}

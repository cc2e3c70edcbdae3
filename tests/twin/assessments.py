"""Assessments (indicators.md section 5.2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sightline.vocabulary.dates import add_months
from tests.twin.base_sets import Assessment, allocated_unit, assessments, outcome_class
from tests.twin.extract import Extract, Row, is_open, memo
from tests.twin.figures import STOCK, Indicator, Unit, count, dated, per_10000, share, standing


def assessment_unit(x: Extract, assessment: Assessment, on: date) -> Unit:
    """An assessment on one of its days, with its own team."""
    row, completed_on = assessment.row, assessment.completed_on
    is_complete = completed_on is not None and completed_on <= x.as_at
    days = x.working_days(assessment.started_on, completed_on) if completed_on is not None else None
    clock = assessment.clock_starts_on
    return Unit(
        assessment.person,
        assessment.record,
        on,
        row.get("cina_assessment_team"),
        row.get("cina_assessment_worker_id"),
        {
            "assessment": assessment,
            "is_new": assessment.is_new,
            "has_referral": assessment.referral is not None,
            "days": days if completed_on is not None and completed_on >= assessment.started_on else None,
            "clock_days": x.working_days(clock, completed_on) if completed_on and completed_on >= clock else None,
            "outcome": outcome_class(x, assessment) if is_complete else None,
            "is_of_type_asked": is_of_type_asked(x, assessment, on),
            "service": service_group(x, row.get("cina_assessment_team"), on),
        },
    )


def is_of_type_asked(x: Extract, assessment: Assessment, on: date) -> bool:
    """The setting assessment_type_filter."""
    asked = x.setting("assessment_type_filter", on)
    return asked == "all" or assessment.is_new == (asked == "new")


@memo
def service_group(x: Extract, team: str | None, on: date) -> str | None:
    """The service that a team belongs to on a day."""
    units = [
        row
        for row in x.where("loc_org_unit", "dept_team_id", team)
        if row.get("valid_from") is not None
        and row["valid_from"] <= on
        and (row.get("valid_to") is None or row["valid_to"] >= on)
    ]
    unit: Row = max(units, key=lambda row: (row["valid_from"], str(row["unit_id"])), default={})
    return unit.get("service_group")


@memo
def started(x: Extract) -> list[Unit]:
    return [assessment_unit(x, assessment, assessment.started_on) for assessment in assessments(x)]


@memo
def completed(x: Extract) -> list[Unit]:
    return [
        assessment_unit(x, assessment, assessment.completed_on)
        for assessment in assessments(x)
        if assessment.completed_on is not None and assessment.completed_on <= x.as_at
    ]


@memo
def open_at(x: Extract, on: date) -> list[Unit]:
    """Assessments open at a day, with the working days on their clocks."""
    found = []
    for assessment in assessments(x):
        if not is_open(assessment.started_on, assessment.completed_on, on) or not is_current(x, assessment, on):
            continue
        unit = assessment_unit(x, assessment, on)
        days = {
            "clock": x.working_days(assessment.clock_starts_on, on),
            "since_start": x.working_days(assessment.started_on, on),
        }
        found.append(allocated_unit(x, assessment.person, assessment.record, on, **{**unit.has, **days}))
    return found


def is_current(x: Extract, assessment: Assessment, on: date) -> bool:
    """Whether an open assessment belongs to an open episode; else, where that is not asked, is not stale."""
    episode = assessment.referral or {}
    is_episode_open = is_open(episode.get("cine_referral_date"), episode.get("cine_close_date"), on)
    if x.is_on("require_open_episode", on):
        return is_episode_open
    is_closed = episode.get("cine_close_date") is not None and episode["cine_close_date"] <= on
    return not (is_closed and assessment.started_on < add_months(on, -12))


def checkpoints(x: Extract) -> list[Unit]:
    """Assessments still open on their tenth working day, on that day, with whether oversight was recorded by then."""
    found = []
    for assessment in assessments(x):
        due_on = x.calendar.add_working_days(assessment.started_on, 10)
        if due_on > x.as_at or not is_open(assessment.started_on, assessment.completed_on, due_on):
            continue
        if x.table("loc_assessment_detail"):
            key = assessment.row["cina_assessment_id"]
            recorded = [row.get("checkpoint_10d_date") for row in x.where("loc_assessment_detail", "cina_assessment_id", key)]
        else:
            recorded = [
                row.get("record_date")
                for row in x.where("loc_supervision", "person_id", assessment.person)
                if row.get("kind") == "management_oversight"
            ]
        met = any(on is not None and assessment.started_on <= on <= due_on for on in recorded)
        row = assessment.row
        team, worker = row.get("cina_assessment_team"), row.get("cina_assessment_worker_id")
        found.append(Unit(assessment.person, assessment.record, due_on, team, worker, {"met": met}))
    return found


def is_new(unit: Unit) -> bool:
    return bool(unit.has["is_new"])


def is_updated(unit: Unit) -> bool:
    return not unit.has["is_new"]


def has_length(unit: Unit) -> bool:
    """A start and an end in the right order."""
    return unit.has["days"] is not None


def in_days(limit: int) -> Callable[[Unit], bool]:
    return lambda unit: unit.has["days"] <= limit


def ended_as(*outcomes: str) -> Callable[[Unit], bool]:
    return lambda unit: unit.has["outcome"] in outcomes


def is_from_referral(unit: Unit) -> bool:
    return is_new(unit) and unit.has["has_referral"] and unit.has["clock_days"] is not None


def is_corporate_parenting(unit: Unit) -> bool:
    return has_length(unit) and unit.has["service"] in ("cla", "leaving_care")


INDICATORS: dict[str, Indicator] = {
    "assessments-started": count(dated(started)),
    "assessments-started-new": count(dated(started), where=is_new),
    "assessments-started-updated": count(dated(started), where=is_updated),
    "assessments-completed": count(dated(completed)),
    "assessments-completed-new": count(dated(completed), where=is_new),
    "assessments-completed-updated": count(dated(completed), where=is_updated),
    "assessments-completed-rate": per_10000(dated(completed)),
    "assessments-45-days": share(dated(completed), in_days(45), where=has_length),
    "assessments-45-days-from-referral": share(
        dated(completed), lambda unit: unit.has["clock_days"] <= 45, where=is_from_referral
    ),
    "assessments-45-days-updated": share(dated(completed), in_days(45), where=lambda unit: is_updated(unit) and has_length(unit)),
    "assessments-45-days-corporate-parenting": share(
        dated(completed), in_days(45), where=is_corporate_parenting, needs=("loc_org_unit",)
    ),
    "assessments-15-days": share(dated(completed), in_days(15), where=has_length),
    "assessments-35-days": share(dated(completed), in_days(35), where=has_length),
    "assessments-open": count(standing(open_at), windows=STOCK),
    "assessments-open-over-45": count(
        standing(open_at), windows=STOCK, where=lambda unit: is_new(unit) and unit.has["clock"] > 45
    ),
    "assessments-open-over-45-updated": count(
        standing(open_at), windows=STOCK, where=lambda unit: is_updated(unit) and unit.has["since_start"] > 45
    ),
    "assessments-outcome-ongoing": share(dated(completed), ended_as("ongoing"), where=is_new),
    "assessments-outcome-nfa": share(dated(completed), ended_as("nfa"), where=lambda unit: unit.has["is_of_type_asked"]),
    "assessments-outcome-nfa-or-eh": share(dated(completed), ended_as("nfa", "step_down")),
    "assessments-outcome-early-help": share(dated(completed), ended_as("step_down"), where=is_new),
    "assessments-outcome-not-recorded": share(dated(completed), ended_as("other"), where=is_new),
    "assessments-outcome-further-support": share(dated(completed), ended_as("ongoing", "step_down"), where=is_new),
    "assessment-checkpoint-10d": share(
        dated(checkpoints), lambda unit: unit.has["met"], needs=("loc_assessment_detail|loc_supervision",)
    ),
}

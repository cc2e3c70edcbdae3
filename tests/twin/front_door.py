"""Contacts and referrals (indicators.md section 5.1)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sightline.vocabulary.dates import add_months
from sightline.vocabulary.periods import Period
from tests.twin.base_sets import (
    allocated_unit,
    assessments,
    is_nfa,
    referrals,
    referrals_of,
    source_group,
    text_key,
)
from tests.twin.extract import Extract, Row, day, flags, has_any, memo, yes
from tests.twin.figures import STOCK, Indicator, Unit, count, dated, per_10000, share, standing
from tests.twin.protection_sets import seen_on


def contact_decision(x: Extract, row: Row) -> Row:
    """The local decision on a contact; empty where there is none."""
    return next(iter(x.where("loc_contact_decision", "cont_contact_id", row["cont_contact_id"])), {})


def is_in_scope(x: Extract, row: Row, on: date) -> bool:
    """B-CON: under `new`, contacts on open cases and for early help are left out."""
    if x.setting("contacts_scope", on) == "all":
        return True
    decision = contact_decision(x, row)
    if decision:
        return not (yes(decision.get("on_open_case")) or yes(decision.get("early_help_only")))
    true = {name for name, is_true in flags(row.get("cont_contact_outcome_json")).items() if is_true}
    return true != {"EXISTING_REFERRAL"}


def has_progressed(x: Extract, row: Row, on: date) -> bool:
    """Whether a contact went on to a referral: its flag, or where it has none, a referral within 3 working days."""
    named = flags(row.get("cont_contact_outcome_json"))
    if "NEW_REFERRAL" in named:
        return named["NEW_REFERRAL"]
    return any(x.within(on, referral["cine_referral_date"], 3) for referral in referrals_of(x, row["cont_person_id"]))


@memo
def contacts(x: Extract) -> list[Unit]:
    """B-CON."""
    found = []
    for row in x.table("ssd_contacts"):
        received = row.get("cont_contact_date")
        if row.get("cont_person_id") is None or received is None or day(received) > x.as_at:
            continue
        on = day(received)
        if is_in_scope(x, row, on):
            decision = contact_decision(x, row)
            found.append(
                allocated_unit(
                    x,
                    row["cont_person_id"],
                    row["cont_contact_id"],
                    on,
                    progressed=has_progressed(x, row, on),
                    source_group=source_group(x, row.get("cont_contact_source_code"), on),
                    decided=decision.get("decision_at"),
                    received=decision.get("received_at") or with_time(received),
                )
            )
    return found


def with_time(received: object) -> datetime | None:
    """When a contact was received, if the time of day was kept."""
    return received if isinstance(received, datetime) and received.time() != datetime.min.time() else None


def contacts_due(x: Extract, period: Period) -> list[Unit]:
    """Contacts of the period less those still undecided whose day has not passed, and those decided before they came."""
    return [
        unit
        for unit in dated(contacts)(x, period)
        if (
            day(unit.has["decided"]) >= unit.on
            if unit.has["decided"] is not None
            else x.calendar.add_working_days(unit.on, 1) <= x.as_at
        )
    ]


def is_decided_next_day(x: Extract, unit: Unit) -> bool:
    decided = unit.has["decided"]
    return decided is not None and x.within(unit.on, day(decided), 1)


def with_met(find: Any, met: Any) -> Any:
    """Units that know whether they are met, for conditions that need the extract."""
    return lambda x, period: [
        Unit(unit.person, unit.record, unit.on, unit.team, unit.worker, {**unit.has, "met": met(x, unit)})
        for unit in find(x, period)
    ]


def is_met(unit: Unit) -> bool:
    return bool(unit.has["met"])


def has_received_time(unit: Unit) -> bool:
    decided, received = unit.has["decided"], unit.has["received"]
    return received is not None and (decided is None or decided >= received)


def within_24_hours(unit: Unit) -> bool:
    decided, received = unit.has["decided"], unit.has["received"]
    return decided is not None and decided - received <= timedelta(hours=24)


# --- referrals --------------------------------------------------------------------------------------------------------


def is_rereferral(x: Extract, row: Row) -> bool:
    """Whether the child was referred in the 12 months before."""
    on = row["cine_referral_date"]
    return any(add_months(on, -12) <= other["cine_referral_date"] < on for other in referrals_of(x, row["cine_person_id"]))


def follows_closure(x: Extract, row: Row) -> bool:
    """Whether the referral just before was no NFA and its episode closed in the 12 months before."""
    on = row["cine_referral_date"]
    earlier = [other for other in referrals_of(x, row["cine_person_id"]) if other["cine_referral_date"] < on]
    previous = earlier[-1] if earlier else None
    return (
        previous is not None
        and not is_nfa(previous)
        and previous.get("cine_close_date") is not None
        and add_months(on, -12) <= previous["cine_close_date"] <= on
    )


def is_assessed(x: Extract, row: Row) -> bool:
    """Whether a referral went on to an assessment, or says that it will."""
    return has_any(row.get("cine_referral_outcome_json"), "SINGLE_ASSESSMENT", "STRATEGY_DISCUSSION") or any(
        assessment.referral is not None and assessment.referral["cine_referral_id"] == row["cine_referral_id"]
        for assessment in assessments(x)
    )


@memo
def referral_units(x: Extract) -> list[Unit]:
    """B-REF with what the indicators ask of each referral."""
    return [
        Unit(
            row["cine_person_id"],
            text_key(row["cine_referral_id"]),
            row["cine_referral_date"],
            row.get("cine_referral_team"),
            row.get("cine_referral_worker_id"),
            {
                "row": row,
                "is_rereferral": is_rereferral(x, row),
                "follows_closure": follows_closure(x, row),
                "is_assessed": is_assessed(x, row),
                "source_group": source_group(x, row.get("cine_referral_source_code"), row["cine_referral_date"]),
            },
        )
        for row in referrals(x)
    ]


def first_seen_on(x: Extract, person: str, since: date, assessment_ids: list[object]) -> date | None:
    """When a child was first seen: as the assessment says, else at the first visit of any kind from a day on."""
    told = [
        detail["child_first_seen_date"]
        for key in assessment_ids
        for detail in x.where("loc_assessment_detail", "cina_assessment_id", key)
        if detail.get("child_first_seen_date") is not None and detail["child_first_seen_date"] <= x.as_at
    ]
    visits = [on for on in seen_on(x, person, "cin", "cp", "cla") if on >= since]
    return min(told) if told else min(visits, default=None)


def is_unborn(x: Extract, person: str | None) -> bool:
    """Expected, and not born by the extract's date."""
    row = x.person(person)
    born = row.get("pers_dob")
    return (born is None and row.get("pers_expected_dob") is not None) or (born is not None and born > x.as_at)


def seen_in_time(x: Extract, since: date, seen: date | None, days: int) -> bool:
    """Whether a child was seen within so many days, by the setting seen_days_unit."""
    if x.setting("seen_days_unit", since) == "calendar":
        return seen is not None and since <= seen <= since + timedelta(days=days)
    return x.within(since, seen, days)


def is_due(x: Extract, since: date, days: int) -> bool:
    """Whether the last day to see a child is past."""
    if x.setting("seen_days_unit", since) == "calendar":
        return since + timedelta(days=days) <= x.as_at
    return x.calendar.add_working_days(since, days) <= x.as_at


def referrals_to_see(x: Extract) -> list[Unit]:
    """Referrals that led to an assessment and whose child could be seen, with whether they were in 5 days."""
    found = []
    for unit in referral_units(x):
        ids = [
            assessment.row["cina_assessment_id"]
            for assessment in assessments(x)
            if assessment.referral is not None and text_key(assessment.referral["cine_referral_id"]) == unit.record
        ]
        seen = first_seen_on(x, str(unit.person), unit.on, ids)
        if (
            unit.has["is_assessed"]
            and not is_unborn(x, unit.person)
            and (seen is not None or is_due(x, unit.on, 5))
            and not (seen is not None and seen < unit.on)
        ):
            met = seen_in_time(x, unit.on, seen, 5)
            found.append(Unit(unit.person, unit.record, unit.on, unit.team, unit.worker, {**unit.has, "met": met}))
    return found


def assessments_to_see(x: Extract) -> list[Unit]:
    """Assessments whose child could be seen, with whether they were in 10 days."""
    found = []
    for assessment in assessments(x):
        since = assessment.started_on
        seen = first_seen_on(x, assessment.person, since, [assessment.row["cina_assessment_id"]])
        if (
            not is_unborn(x, assessment.person)
            and (seen is not None or is_due(x, since, 10))
            and not (seen is not None and seen < since)
        ):
            row = assessment.row
            team, worker = row.get("cina_assessment_team"), row.get("cina_assessment_worker_id")
            met = {"met": seen_in_time(x, since, seen, 10)}
            found.append(Unit(assessment.person, assessment.record, since, team, worker, met))
    return found


# --- local tables -----------------------------------------------------------------------------------------------------


def cse_children(x: Extract, on: date) -> list[Unit]:
    """Children with a flag of sexual exploitation open at a day, perpetrators left out."""
    found: dict[str, Unit] = {}
    for row in x.table("loc_child_flag"):
        started_on, ended_on = row.get("start_date"), row.get("end_date")
        if (
            row.get("flag") == "cse"
            and row.get("role") in ("victim", "both", None)
            and row.get("person_id") is not None
            and started_on is not None
            and started_on <= on
            and (ended_on is None or ended_on > on)
        ):
            found.setdefault(row["person_id"], allocated_unit(x, row["person_id"], row["person_id"], on))
    return list(found.values())


def cse_referrals(x: Extract) -> list[Unit]:
    """Referrals that a flag of sexual exploitation of the child belongs to."""
    return [
        unit
        for unit in referral_units(x)
        if any(
            row.get("flag") == "cse"
            and (row.get("referral_flag_date") == unit.on or x.within(unit.on, row.get("start_date"), 10))
            for row in x.where("loc_child_flag", "person_id", unit.person)
        )
    ]


def private_fostering(x: Extract) -> list[Unit]:
    """Arrangements by the day of notification."""
    return [
        allocated_unit(x, row["person_id"], row["pf_id"], row["notified_date"], row=row)
        for row in x.table("loc_private_fostering")
        if row.get("person_id") is not None and row.get("notified_date") is not None
    ]


def private_fostering_due(x: Extract, period: Period) -> list[Unit]:
    """Arrangements whose seventh working day is past or that were visited, with whether all was done by it."""
    found = []
    for unit in dated(private_fostering)(x, period):
        row = unit.has["row"]
        visited, assessed = row.get("first_visit_date"), row.get("assessment_completed_date")
        in_time = x.within(unit.on, visited, 7) and (
            not x.is_on("pf_requires_assessment", unit.on) or x.within(unit.on, assessed, 7)
        )
        if visited is not None or x.calendar.add_working_days(unit.on, 7) <= x.as_at:
            found.append(Unit(unit.person, unit.record, unit.on, unit.team, unit.worker, {"met": in_time}))
    return found


def homeless_referred(x: Extract) -> list[Unit]:
    """Presentations at 16 or 17 that were referred, or whose young person was within 5 working days."""
    return [
        allocated_unit(x, row["person_id"], row["presentation_id"], row["presented_date"])
        for row in x.table("loc_homeless_presentation")
        if row.get("person_id") is not None
        and row.get("presented_date") is not None
        and x.age(row["person_id"], row["presented_date"]) in (16, 17)
        and (
            yes(row.get("progressed_to_referral"))
            or any(
                x.within(row["presented_date"], referral["cine_referral_date"], 5)
                for referral in referrals_of(x, row["person_id"])
            )
        )
    ]


def progressed(unit: Unit) -> bool:
    return bool(unit.has["progressed"])


def rereferred(unit: Unit) -> bool:
    return bool(unit.has["is_rereferral"])


INDICATORS: dict[str, Indicator] = {
    "contacts-received": count(dated(contacts)),
    "contacts-by-source": count(dated(contacts)),
    "contacts-to-referral-by-source": share(dated(contacts), progressed),
    "contacts-decision-1wd": share(with_met(contacts_due, is_decided_next_day), is_met, needs=("loc_contact_decision",)),
    "contacts-actioned-24h": share(
        dated(contacts),
        within_24_hours,
        where=has_received_time,
        needs=("loc_contact_decision",),
    ),
    "contacts-to-referral-count": count(dated(contacts), where=progressed),
    "contacts-to-referral-rate": share(dated(contacts), progressed),
    "referrals-received": count(dated(referral_units)),
    "referral-rate": per_10000(dated(referral_units)),
    "referrals-to-assessment": share(dated(referral_units), lambda unit: unit.has["is_assessed"]),
    "rereferrals-12m": share(dated(referral_units), rereferred),
    "rereferrals-12m-children": share(dated(referral_units), rereferred, distinct="latest"),
    "rereferrals-12m-of-closure": share(dated(referral_units), lambda unit: unit.has["follows_closure"]),
    "cse-cohort": count(standing(cse_children), windows=STOCK, needs=("loc_child_flag",)),
    "cse-referrals": count(dated(cse_referrals), needs=("loc_child_flag",)),
    "seen-5d-of-referral": share(dated(referrals_to_see), is_met, needs=("loc_assessment_detail",)),
    "seen-10d-of-assessment": share(dated(assessments_to_see), is_met, needs=("loc_assessment_detail",)),
    "private-fostering-notifications": count(dated(private_fostering), needs=("loc_private_fostering",)),
    "private-fostering-7wd": share(private_fostering_due, is_met, needs=("loc_private_fostering",)),
    "homeless-16-17-to-referral": count(dated(homeless_referred), needs=("loc_homeless_presentation",)),
}

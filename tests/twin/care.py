"""Children looked after (indicators.md section 5.6)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sightline.vocabulary.dates import add_months, birthday
from sightline.vocabulary.periods import Month, Period
from tests.twin.assessments import service_group
from tests.twin.base_sets import allocated_roles, allocated_unit, allocation
from tests.twin.care_sets import (
    ADULT,
    CarePeriod,
    care_periods,
    cla_reviews,
    completed_checks,
    for_months,
    initial_health_assessment,
    is_dental_check,
    is_health_assessment,
    legal_status,
    looked_after,
)
from tests.twin.cin import asks, is_assessed_within
from tests.twin.extract import FAR, Extract, Row, day, memo
from tests.twin.figures import FLOW, STOCK, Indicator, Unit, count, dated, mean, per_10000, share, standing
from tests.twin.obligations import MET, PENDING, care_obligations, is_visited_in_time, record_of

YOUNG = 5
LEGAL_GROUPS = frozenset({"C1", "C2", "E1", "V2"})


# --- the stock --------------------------------------------------------------------------------------------------------


@memo
def children(x: Extract, on: date) -> list[Unit]:
    """B-CLA(T) with what is known of each child on the day."""
    return [
        allocated_unit(x, person, period.record, on, period=period, **known(x, period, on))
        for person, period in looked_after(x, on).items()
    ]


def known(x: Extract, period: CarePeriod, on: date) -> dict[str, Any]:
    """What the indicators ask of a looked-after child on a day."""
    person = period.person
    age = x.age(person, on)
    year, half = add_months(on, -12), add_months(on, -6)
    health = {row["clah_health_check_date"] for row in completed_checks(x, person) if is_health_assessment(row)}
    dental = {row["clah_health_check_date"] for row in completed_checks(x, person) if is_dental_check(row)}
    in_year = {check for check in health if year < check <= on}
    in_half = {check for check in health if half < check <= on}
    is_young = age is not None and age < YOUNG
    status = legal_status(x, person, on)
    return {
        "age": age,
        "is_young": is_young,
        "is_for_12_months": for_months(period, 12, on),
        "days_in_care_wd": x.working_days(period.started_on, on),
        "is_health_up_to_date": bool(in_half if is_young else in_year),
        "is_health_met_12m": len(in_year) >= (2 if is_young else 1),
        "is_health_in_year": bool(in_year),
        "is_health_young_met": bool(in_year if x.setting("under5_rule", on) == "12m" else in_half),
        "is_dental_met": any(year < check <= on for check in dental),
        "is_of_dental_age": is_of_dental_age(x, age, on),
        "is_visited": is_visited_in_time(x, person, on),
        "is_assessed": is_assessed_within(x, person, 12, on),
        "is_settled_wd": x.working_days(period.started_on, on) > x.number("cla_assessment_wd", on),
        "workers": workers_in_year(x, person, on),
        "service": service_group(x, allocation(x, person, on)[1], on),
        "status": status,
        "legal_status": status if status in LEGAL_GROUPS else "other",
    }


def is_of_dental_age(x: Extract, age: int | None, on: date) -> bool:
    """The setting dental_min_age; a child of unknown age is only asked for where there is no lower limit."""
    lowest = x.number("dental_min_age", on)
    return lowest == 0 or (age is not None and age >= lowest)


def workers_in_year(x: Extract, person: str, on: date) -> int:
    """How many workers were allocated for at least a week in the 12 months to a day."""
    roles = allocated_roles(x, person, on)
    workers = set()
    for row in x.where("ssd_involvements", "invo_person_id", person):
        started_on, ended_on = row.get("invo_involvement_start_date"), row.get("invo_involvement_end_date")
        if (
            row.get("invo_professional_id") is not None
            and str(row.get("invo_professional_role_id")).strip().upper() in roles
            and started_on is not None
            and started_on <= on
            and (ended_on is None or ended_on > add_months(on, -12))
            and (min(ended_on or FAR, on) - started_on).days >= x.number("sw_min_days", on)
        ):
            workers.add(row["invo_professional_id"])
    return len(workers)


# --- starting and ceasing ---------------------------------------------------------------------------------------------


@memo
def periods_started(x: Extract) -> list[Unit]:
    return [period_unit(x, period, period.started_on) for period in care_periods(x)]


@memo
def periods_ceased(x: Extract) -> list[Unit]:
    return [
        period_unit(x, period, period.ended_on)
        for period in care_periods(x)
        if period.ended_on is not None and period.ended_on <= x.as_at
    ]


def period_unit(x: Extract, period: CarePeriod, on: date) -> Unit:
    """A period of care on one of its days."""
    born = x.person(period.person).get("pers_dob")
    return allocated_unit(
        x,
        period.person,
        period.record,
        on,
        age=x.age(period.person, on),
        exact_age=(on - born).days / 365.25 if born is not None and born <= on else None,
        reason=period.ceased_reason,
    )


# --- reviews, visits and first health assessments ---------------------------------------------------------------------


def review_due_dates(x: Extract, started_on: date, held: list[date]) -> list[tuple[date, date | None]]:
    """Each due date of a period of care with the review that answers it; the last is still to come."""
    due = [x.calendar.add_working_days(started_on, 20)]
    due += [add_months(on, 3 if index == 0 else 6) for index, on in enumerate(held)]
    return list(zip(due, [*held, None], strict=True))


def review_units(x: Extract, period: Period) -> list[Unit]:
    """Reviews held in the period, or obligations due in it, by the setting review_basis."""
    is_by_due_date = x.setting("review_basis", period.last) == "due"
    found = []
    for care in care_periods(x):
        held = cla_reviews(x, care)
        answers = review_due_dates(x, care.started_on, [on for on, _ in held])
        for (due_on, answered_on), (_, record) in zip(answers, [*held, (None, "")], strict=True):
            on = due_on if is_by_due_date else answered_on
            if on is None or not period.first <= on <= period.last:
                continue
            if is_by_due_date and due_on > (care.ended_on or FAR):
                continue
            met = answered_on is not None and answered_on <= due_on
            found.append(allocated_unit(x, care.person, record or record_of(care.record, due_on), on, met=met))
    return found


@memo
def visit_units(x: Extract) -> list[Unit]:
    """Visits that fell due to children looked after, short breaks left out."""
    return [
        allocated_unit(
            x,
            spell.person,
            record_of(spell.record, obligation.due_on),
            obligation.due_on,
            met=obligation.state == MET,
            is_with_parents=spell.placement.placement_type == "P1",
        )
        for spell, obligation in care_obligations(x)
        if obligation.state != PENDING and legal_status(x, spell.person, obligation.due_on) not in ("V3", "V4")
    ]


def first_assessments(x: Extract) -> list[Unit]:
    """B-IHA by the day of the assessment."""
    found = []
    for care in care_periods(x):
        check = initial_health_assessment(x, care)
        if check is not None:
            met = x.within(care.started_on, check[0], 20)
            found.append(allocated_unit(x, care.person, check[1], check[0], met=met))
    return found


def first_assessments_due(x: Extract) -> list[Unit]:
    """Periods of care that reached their twentieth working day, on that day."""
    found = []
    for care in care_periods(x):
        due_on = x.calendar.add_working_days(care.started_on, 20)
        if due_on <= x.as_at and care.covers(due_on):
            check = initial_health_assessment(x, care)
            met = check is not None and check[0] <= due_on
            found.append(allocated_unit(x, care.person, care.record, due_on, met=met))
    return found


def first_assessments_made(x: Extract) -> list[Unit]:
    """Periods of care that lasted 20 working days, by the day they started."""
    found = []
    for care in care_periods(x):
        if x.working_days(care.started_on, min(care.ended_on or FAR, x.as_at)) >= 20:
            met = initial_health_assessment(x, care) is not None
            found.append(allocated_unit(x, care.person, care.record, care.started_on, met=met))
    return found


# --- missing ----------------------------------------------------------------------------------------------------------


def days_in_care(x: Extract, care: CarePeriod, period: Period) -> tuple[date, date] | None:
    """First and last day of the period on which the child was looked after and under 18."""
    born, death = x.person(care.person).get("pers_dob"), x.person(care.person).get("pers_death_date")
    last_minor = birthday(born, ADULT) - timedelta(days=1) if born is not None else FAR
    first = max(care.started_on, period.first)
    last = min(care.ended_on or FAR, period.last, last_minor, death or FAR)
    return (first, last) if first <= last else None


def missing_rows(x: Extract, person: str, kind: str) -> list[Row]:
    """Episodes of a kind (M or A) of a child that have started."""
    return [
        row
        for row in x.where("ssd_missing", "miss_person_id", person)
        if str(row.get("miss_missing_episode_type") or "")[:1].upper() == kind
        and row.get("miss_missing_episode_start_date") is not None
        and day(row["miss_missing_episode_start_date"]) <= x.as_at
    ]


def children_missing(kind: str) -> Callable[[Extract, Period], list[Unit]]:
    """Children in each month of the period in which they were in care, with whether they were missing while they were.

    A child is in as many months as they were looked after; the indicator takes each child once.
    """

    def find(x: Extract, period: Period) -> list[Unit]:
        found = []
        for month in months_of(period):
            for care in care_periods(x):
                days = days_in_care(x, care, month)
                if days is not None:
                    first, last = days
                    met = any(
                        day(row["miss_missing_episode_start_date"]) <= last
                        and day(row.get("miss_missing_episode_end_date") or FAR) >= first
                        for row in missing_rows(x, care.person, kind)
                    )
                    found.append(allocated_unit(x, care.person, care.person, last, met=met))
        return found

    return find


def months_of(period: Period) -> list[Period]:
    """The months of a period, the last as far as it goes."""
    first, last = Month.of(period.first), Month.of(period.last)
    months = [Month.from_index(index) for index in range(first.index, last.index + 1)]
    return [Period(max(month.first, period.first), min(month.last, period.last)) for month in months]


def missing_episodes(x: Extract) -> list[Unit]:
    """Missing episodes that began while the child was looked after."""
    found = []
    for person in sorted({care.person for care in care_periods(x)}):
        for row in missing_rows(x, person, "M"):
            on = day(row["miss_missing_episode_start_date"])
            if any(days_in_care(x, care, Period(on, on)) for care in care_periods(x) if care.person == person):
                found.append(allocated_unit(x, person, row["miss_table_id"], on))
    return found


def stock(met: Any = None, **options: Any) -> Indicator:
    """An indicator of the children looked after at the end of a period."""
    units = standing(children)
    if met is None:
        return count(units, windows=STOCK, **options)
    return share(units, met, windows=STOCK, **options)


def is_young_12m(unit: Unit) -> bool:
    return bool(unit.has["is_for_12_months"] and unit.has["is_young"])


def is_5plus_12m(unit: Unit) -> bool:
    return bool(unit.has["is_for_12_months"] and unit.has["age"] is not None and unit.has["age"] >= YOUNG)


INDICATORS: dict[str, Indicator] = {
    "cla-count": stock(),
    "cla-rate": per_10000(standing(children), windows=STOCK),
    "cla-started": count(dated(periods_started)),
    "cla-started-children": count(dated(periods_started), distinct="any"),
    "cla-ceased": count(dated(periods_ceased)),
    "cla-ceased-children": count(dated(periods_ceased), distinct="latest"),
    "cla-avg-age-admission": mean(
        dated(periods_started), asks("exact_age"), where=lambda unit: unit.has["exact_age"] is not None
    ),
    "cla-reviews-timely": share(review_units, asks("met"), windows=FLOW),
    "cla-visits-uptodate": stock(asks("is_visited")),
    "cla-visits-timely": share(dated(visit_units), asks("met")),
    "cla-pwp-visits-timely": share(dated(visit_units), asks("met"), where=asks("is_with_parents")),
    "cla-health-up-to-date": stock(asks("is_health_up_to_date"), where=lambda unit: unit.has["days_in_care_wd"] > 20),
    "cla-health-12m-cohort": stock(asks("is_health_met_12m"), where=asks("is_for_12_months")),
    "cla-health-under5": stock(asks("is_health_young_met"), where=is_young_12m),
    "cla-health-5plus": stock(asks("is_health_in_year"), where=is_5plus_12m),
    "cla-dental-up-to-date": stock(asks("is_dental_met"), where=asks("is_of_dental_age")),
    "cla-dental-12m": stock(asks("is_dental_met"), where=asks("is_for_12_months")),
    "cla-iha-20wd": share(dated(first_assessments), asks("met")),
    "cla-iha-due-20wd": share(dated(first_assessments_due), asks("met")),
    "cla-iha-completed": share(dated(first_assessments_made), asks("met")),
    "cla-missing-pct": share(children_missing("M"), asks("met"), distinct="any"),
    "cla-away-pct": share(children_missing("A"), asks("met"), distinct="any"),
    "cla-missing-episodes": count(dated(missing_episodes)),
    "cla-assessment-12m": stock(asks("is_assessed"), where=asks("is_settled_wd")),
    "cla-3plus-social-workers": stock(lambda unit: unit.has["workers"] >= 3),
    "cla-allocated-outside-cla-service": stock(
        lambda unit: unit.has["service"] not in ("cla", "leaving_care"), needs=("loc_org_unit",)
    ),
    "cla-by-legal-status": stock(lambda unit: unit.has["status"] == "C2", shares="legal_status"),
}

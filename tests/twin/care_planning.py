"""Care plans, education and forecasts of looked-after children: the part of section 5.6 that needs local tables."""

from __future__ import annotations

from datetime import date, timedelta

from sightline.vocabulary.dates import add_months, age
from sightline.vocabulary.periods import Month, Period
from tests.twin.base_sets import allocated_unit, text_key
from tests.twin.care_sets import care_periods, cla_reviews, looked_after
from tests.twin.cin import asks
from tests.twin.extract import Extract, memo
from tests.twin.figures import STOCK, Indicator, Unit, count, dated, share, standing

SCHOOL_AGE = range(5, 16)
SEPTEMBER = 9
TERMS = {12: "autumn", 3: "spring", 4: "spring", 7: "summer", 8: "summer"}
YEARLY = ("financial_year", "rolling_12")


def versions(x: Extract, person: str) -> list[date]:
    """When versions of a child's care plan were authorised."""
    return [
        row["authorised_date"]
        for row in x.where("loc_plan_version", "person_id", person)
        if row.get("plan_type") == "cla" and row.get("authorised_date") is not None
    ]


def is_plan_current(x: Extract, person: str, on: date) -> bool:
    """Ruling 17, by the setting cla_plan_rule."""
    planned = [day for day in versions(x, person) if day <= on]
    rule = x.setting("cla_plan_rule", on)
    held = [day for day, _ in cla_reviews(x, looked_after(x, on)[person]) if day <= on]
    is_recent = any(day > add_months(on, -6) for day in planned)
    is_since_review = bool(held) and any(day >= held[-1] for day in planned)
    return (is_recent and rule != "since_review") or (is_since_review and rule != "6m")


@memo
def children(x: Extract, on: date) -> list[Unit]:
    """B-CLA(T) with what is known of plans and education on the day."""
    youngest, oldest = (int(part) for part in x.setting("pep_ages", on).split("-"))
    found = []
    for person, period in looked_after(x, on).items():
        years = x.age(person, on)
        days = x.working_days(period.started_on, on)
        has = {
            "is_past_10_days": days > 10,
            "is_plan_current": is_plan_current(x, person, on),
            "is_of_pep_age": years is not None and youngest <= years <= oldest and days >= 10,
            "has_pep": any(
                row.get("completed_date") is not None and period.started_on <= row["completed_date"] <= on
                for row in x.where("loc_pep", "person_id", person)
            ),
        }
        found.append(allocated_unit(x, person, period.record, on, **has))
    return found


@memo
def reviews_to_plan(x: Extract) -> list[Unit]:
    """Reviews whose tenth working day is past, with whether the care plan was authorised by it."""
    found = []
    for period in care_periods(x):
        for held_on, record in cla_reviews(x, period):
            if x.calendar.add_working_days(held_on, 10) <= x.as_at:
                met = any(x.within(held_on, day, 10) for day in versions(x, period.person))
                found.append(allocated_unit(x, period.person, record, held_on, met=met))
    return found


def academic_year(on: date) -> int:
    """The year in which the school year of a day began."""
    return on.year if on.month >= SEPTEMBER else on.year - 1


def term_peps(x: Extract, period: Period) -> list[Unit]:
    """Children with a personal education plan to complete for the term that ends with the period."""
    end = period.last
    by = end + timedelta(days=x.number("pep_term_grace", end))
    found = []
    for unit in children(x, end):
        met = any(
            row.get("term") == TERMS[end.month]
            and str(row.get("academic_year"))[:4] == str(academic_year(end))
            and row.get("completed_date") is not None
            and row["completed_date"] <= min(by, x.as_at)
            for row in x.where("loc_pep", "person_id", unit.person)
        )
        has = {**unit.has, "met": met}
        found.append(Unit(unit.person, unit.record, end, unit.team, unit.worker, has))
    return found


def pupils(x: Extract, period: Period) -> list[Unit]:
    """Looked-after children of school age with attendance in the period, and whether a tenth or more was missed.

    As a snapshot it looks back over the school year to the day.
    """
    on = period.last
    since = date(academic_year(on), SEPTEMBER, 1) if period.first == on else period.first
    found = []
    for person, care in looked_after(x, on).items():
        born = x.person(person).get("pers_dob")
        rows = [
            row
            for row in x.where("loc_education", "person_id", person)
            if row.get("period_end") is not None and since <= row["period_end"] <= on
        ]
        possible = sum(int(row.get("sessions_possible") or 0) for row in rows)
        missed = sum(int(row.get("sessions_missed") or 0) for row in rows)
        if born is not None and possible > 0 and age(born, date(academic_year(on), 8, 31)) in SCHOOL_AGE:
            found.append(allocated_unit(x, person, care.record, on, met=10 * missed >= possible))
    return found


def surveys(name: str) -> object:
    """Surveys of a name by the day they closed."""

    def find(x: Extract) -> list[Unit]:
        return [
            Unit(None, text_key(row["survey_id"]), row["closed_date"], has=row)
            for row in x.table("loc_survey")
            if row.get("survey_name") == name and row.get("closed_date") is not None
        ]

    return find


def survey_share(name: str, above: str, below: str) -> Indicator:
    """One count of a survey over another."""
    return share(
        dated(surveys(name)),  # type: ignore[arg-type]
        lambda unit: True,
        above=lambda unit: unit.has.get(above) or 0,
        below=lambda unit: unit.has.get(below) or 0,
        windows=YEARLY,
        needs=("loc_survey",),
    )


def foreseen_exits(x: Extract, period: Period) -> list[Unit]:
    """The lower of the values typed for the coming month."""
    rows = [
        row
        for row in x.table("loc_manual_series")
        if row.get("indicator_id") == "cla-forecast-exits"
        and row.get("value") is not None
        and row.get("unit_id") is None
        and row.get("period_end") is not None
        and Month.of(row["period_end"]) == Month.of(period.last)
    ]
    lowest = min(rows, key=lambda row: row["value"], default=None)
    return [Unit(None, "cla-forecast-exits", period.last, has=lowest)] if lowest else []


INDICATORS: dict[str, Indicator] = {
    "cla-care-plan-up-to-date": share(
        standing(children),
        asks("is_plan_current"),
        where=asks("is_past_10_days"),
        windows=STOCK,
        needs=("loc_plan_version",),
    ),
    "cla-care-plan-10d-of-review": share(dated(reviews_to_plan), asks("met"), needs=("loc_plan_version",)),
    "cla-pep-in-place": share(
        standing(children), asks("has_pep"), where=asks("is_of_pep_age"), windows=STOCK, needs=("loc_pep",)
    ),
    "cla-pep-up-to-date-termly": share(
        term_peps, asks("met"), where=asks("is_of_pep_age"), windows=("term",), needs=("loc_pep",)
    ),
    "cla-persistent-absence": share(pupils, asks("met"), windows=("academic_ytd", "term", "snapshot"), needs=("loc_education",)),
    "cla-pledge-survey": survey_share("pledge", "responses_n", "eligible_n"),
    "staff-survey-supervision": survey_share("staff_supervision", "positive_n", "responses_n"),
    "cla-forecast-exits": count(
        foreseen_exits,
        above=lambda unit: unit.has["value"],
        windows=("next_month",),
        needs=("loc_manual_series",),
    ),
}

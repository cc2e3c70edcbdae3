"""Young people who have left care (indicators.md section 5.8)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sightline.vocabulary.dates import add_months, birthday
from sightline.vocabulary.periods import Month, Period
from tests.twin.base_sets import allocated_unit, care_leaver_row, leaver_eligibilities
from tests.twin.cin import asks
from tests.twin.extract import Extract, Row, memo, yes
from tests.twin.figures import STOCK, Indicator, Unit, count, dated, share, standing

IN_EMPLOYMENT = frozenset({"F1", "P1", "F2", "P2", "F3", "P3", "F4", "P4", "F5", "P5"})
LEAVER_AGES = (19, 20, 21)
OLDEST = 25
ADULT = 18
NOT_JUDGED_ACCOMMODATION = frozenset({"G", "H", "R"})
OUT_OF_CONTACT = frozenset({"DIED", "RHOM"})


def is_kept(x: Extract, month: Month) -> bool:
    """Whether a load of this extract is the copy of the month: of the month before its day, unless that day ends a month."""
    return Month.of(x.as_at).last != x.as_at and month.shift(1) == Month.of(x.as_at)


def copies(x: Extract, month: Month) -> dict[str, Row]:
    """Person to how things stood in a month of the past, as a care-leaver row: the copy kept, else what was noted as one."""
    if is_kept(x, month) and persons(x):
        return {person: row for person in persons(x) if (row := care_leaver_row(x, person, month.last)) is not None}
    found: dict[str, Row] = {}
    for status in sorted(status_rows(x), key=lambda row: row["status_date"]):
        if status.get("basis") == "snapshot" and Month.of(status["status_date"]) == month:
            found[status["person_id"]] = {
                "clea_table_id": f"{status['person_id']} {month.last}",
                "clea_care_leaver_eligibility": eligibility_then(x, status["person_id"], month.last),
                "clea_care_leaver_in_touch": status.get("in_touch"),
                "clea_care_leaver_accommodation": status.get("accommodation"),
                "clea_care_leaver_accom_suitable": status.get("accommodation_suitable"),
                "clea_care_leaver_activity": status.get("activity"),
            }
    return found


def eligibility_then(x: Extract, person: str, on: date) -> str:
    """As the present record says; where it says none, by age."""
    present = (care_leaver_row(x, person) or {}).get("clea_care_leaver_eligibility")
    if present in ("Relevant", "Former Relevant", "Eligible", "Qualifying"):
        return str(present)
    age = x.age(person, on)
    return "Relevant" if age is not None and age < ADULT else "Former Relevant"


def has_copies(x: Extract, month: Month) -> bool:
    return bool(copies(x, month))


def has_records(x: Extract, month: Month) -> bool:
    """Whether a copy of the records themselves was kept, which alone knows of pathway plans."""
    return is_kept(x, month) and bool(persons(x))


def persons(x: Extract) -> list[str]:
    """Everybody with a care-leaver row."""
    return sorted({row["clea_person_id"] for row in x.table("ssd_care_leavers") if row.get("clea_person_id")})


@memo
def people(x: Extract, on: date) -> list[tuple[str, Row]]:
    """Each person with a care-leaver row, alive and under 25 on the day, and that row. In the past: with a copy of one."""
    rows: list[tuple[str, Row | None]] = [(person, care_leaver_row(x, person)) for person in persons(x)]
    if Month.of(on) != Month.of(x.as_at) and has_copies(x, Month.of(on)):
        rows = sorted(copies(x, Month.of(on)).items())
    return [
        (person, row)
        for person, row in rows
        if row is not None
        and row.get("clea_care_leaver_in_touch") != "DIED"
        and not x.died(person, on)
        and ((age := x.age(person, on)) is None or age < OLDEST)
    ]


def accommodation(row: Row) -> str | None:
    return row.get("clea_care_leaver_accommodation")


@memo
def young_people(x: Extract, on: date) -> list[Unit]:
    """B-CL(T), and those still in care who are eligible, told apart by `is_leaver`."""
    found = []
    for person, row in people(x, on):
        eligibility = row.get("clea_care_leaver_eligibility")
        planned_on = row.get("clea_pathway_plan_review_date")
        in_touch, suitable = row.get("clea_care_leaver_in_touch"), row.get("clea_care_leaver_accom_suitable")
        is_suitable = accommodation(row) is not None and str(suitable) == "1"
        has = {
            "is_leaver": eligibility in leaver_eligibilities(x, on),
            "is_19_21": eligibility == "Former Relevant" and x.age(person, on) in LEAVER_AGES,
            "is_in_contact": in_touch not in OUT_OF_CONTACT,
            "is_housing_judged": accommodation(row) not in NOT_JUDGED_ACCOMMODATION,
            "is_suitable": is_suitable,
            "is_eet": row.get("clea_care_leaver_activity") in IN_EMPLOYMENT,
            "needs_plan": eligibility in ("Eligible", "Relevant", "Former Relevant") and is_prepared(x, person, on),
            "is_planned": planned_on is not None and planned_on <= on,
            "is_plan_recent": any(add_months(on, -6) < day <= on for day in pathway_days(x, person, planned_on)),
        }
        found.append(allocated_unit(x, person, row["clea_table_id"], on, **has))
    return found


def pathway_days(x: Extract, person: str, planned_on: date | None) -> list[date]:
    """When the pathway plan was authorised, where the authority keeps versions; else the day its record says."""
    versions = [row for row in x.table("loc_plan_version") if row.get("plan_type") == "pathway" and row.get("authorised_date")]
    if versions:
        return [row["authorised_date"] for row in versions if row.get("person_id") == person]
    return [planned_on] if planned_on is not None else []


def is_prepared(x: Extract, person: str, on: date) -> bool:
    """Whether a young person is past the months of grace after turning 16."""
    born = x.person(person).get("pers_dob")
    return born is not None and add_months(birthday(born, 16), x.number("pathway_grace_months", on)) < on


def status_rows(x: Extract) -> list[Row]:
    """Local rows of the state of a young person on a date."""
    return [
        row
        for row in x.table("loc_care_leaver_status")
        if row.get("person_id") is not None and row.get("status_date") is not None and row["status_date"] <= x.as_at
    ]


def birthdays(x: Extract, period: Period) -> list[Unit]:
    """Former relevant young people who turn 19, 20 or 21 in the period, with their state around that day."""
    found = []
    for person in persons(x):
        row = care_leaver_row(x, person) or {}
        born = x.person(person).get("pers_dob")
        if born is None or row.get("clea_care_leaver_eligibility") != "Former Relevant":
            continue
        for years in LEAVER_AGES:
            on = birthday(born, years)
            if period.first <= on <= period.last:
                found.append(birthday_unit(x, person, row, on, years))
    return found


def birthday_unit(x: Extract, person: str, row: Row, on: date, years: int) -> Unit:
    """A birthday with the state nearest to it, from three months before to one month after."""
    around = [
        status
        for status in status_rows(x)
        if status["person_id"] == person and add_months(on, -3) <= status["status_date"] <= add_months(on, 1)
    ]
    # The row made for this birthday, else the one nearest in time; of two as near, the later.
    state: Row = min(
        around,
        key=lambda status: (
            status.get("basis") != f"birthday_{years}",
            abs((status["status_date"] - on).days),
            -status["status_date"].toordinal(),
        ),
        default={},
    )
    has = {
        "is_in_contact": state.get("in_touch") not in OUT_OF_CONTACT,
        "is_housing_judged": state.get("accommodation") not in NOT_JUDGED_ACCOMMODATION,
        "is_suitable": state.get("accommodation") is not None and str(state.get("accommodation_suitable")) == "1",
        "is_eet": state.get("activity") in IN_EMPLOYMENT,
    }
    return allocated_unit(x, person, f"{row['clea_table_id']}:{years}", on, **has)


def emergencies(x: Extract) -> list[Unit]:
    """Moves into emergency accommodation: a state that is one, where the state before it was not."""
    found = []
    for person in sorted({row["person_id"] for row in status_rows(x)}):
        days: dict[date, bool] = {}
        for row in status_rows(x):
            if row["person_id"] == person:
                days[row["status_date"]] = days.get(row["status_date"], False) or is_emergency(row)
        was_emergency = False
        for on, is_one in sorted(days.items()):
            if is_one and not was_emergency:
                found.append(allocated_unit(x, person, f"{person}:{on}", on))
            was_emergency = is_one
    return found


def is_emergency(row: Row) -> bool:
    """Marked so, or by its code."""
    return yes(row.get("emergency_accommodation")) is True or row.get("accommodation") in ("V", "W")


def school_leavers(x: Extract) -> list[Unit]:
    """Year 11 young people not in education, employment or training."""
    return [
        allocated_unit(x, row["person_id"], f"{row['person_id']}:{row['period_end']}", row["period_end"])
        for row in x.table("loc_education")
        if row.get("person_id") is not None
        and row.get("period_end") is not None
        and str(row.get("year_group")) == "11"
        and yes(row.get("neet"))
    ]


def all_of(*names: str) -> Any:
    """A condition met where each of the things named is so."""
    return lambda unit: all(unit.has[name] for name in names)


def stock(met: Any = None, **options: Any) -> Indicator:
    options = {"windows": STOCK, "current_only": True, "copied": has_copies, **options}
    return count(standing(young_people), **options) if met is None else share(standing(young_people), met, **options)


SUITABLE_BASE = ("is_in_contact", "is_housing_judged")
NEEDS_STATUS = {"needs": ("loc_care_leaver_status",)}
INDICATORS: dict[str, Indicator] = {
    "care-leavers-count": stock(where=asks("is_leaver")),
    "care-leavers-pathway-plan": stock(asks("is_planned"), where=asks("needs_plan"), copied=has_records),
    "care-leavers-pathway-plan-up-to-date": stock(asks("is_plan_recent"), where=asks("needs_plan"), copied=has_records),
    "care-leavers-suitable-accommodation": stock(asks("is_suitable"), where=all_of("is_leaver", *SUITABLE_BASE)),
    "care-leavers-suitable-19-21": stock(asks("is_suitable"), where=all_of("is_leaver", "is_19_21", *SUITABLE_BASE)),
    "care-leavers-suitable-19-21-birthday": share(birthdays, asks("is_suitable"), where=all_of(*SUITABLE_BASE), **NEEDS_STATUS),
    "care-leavers-eet": stock(asks("is_eet"), where=all_of("is_leaver", "is_in_contact")),
    "care-leavers-eet-19-21": stock(asks("is_eet"), where=all_of("is_leaver", "is_19_21", "is_in_contact")),
    "care-leavers-eet-19-21-birthday": share(birthdays, asks("is_eet"), where=asks("is_in_contact"), **NEEDS_STATUS),
    "care-leavers-emergency-accommodation": count(dated(emergencies), **NEEDS_STATUS),
    "care-leavers-y11-neet": count(dated(school_leavers), distinct="any", needs=("loc_education",)),
}

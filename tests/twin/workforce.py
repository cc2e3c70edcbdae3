"""Workers, posts and caseloads (indicators.md section 5.11)."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from sightline.vocabulary.periods import Month, Period
from tests.twin.assessments import service_group
from tests.twin.base_sets import allocation, care_leaver_row, leaver_eligibilities, text_key
from tests.twin.care_leavers import OLDEST
from tests.twin.care_sets import care_periods, looked_after
from tests.twin.cin import asks
from tests.twin.extract import Extract, Row, is_open, memo, yes
from tests.twin.figures import STOCK, Indicator, Unit, count, dated, maximum, mean, mean_of_days, share, standing
from tests.twin.protection_sets import in_need_dfe, on_any_cin_plan, on_cp_plan

SOCIAL_WORKERS = ("social_worker", "senior_sw", "advanced_practitioner")


# --- workers and posts ------------------------------------------------------------------------------------------------


def team_of_unit(x: Extract, unit_id: object, on: date) -> str | None:
    """The team of the standard that a local unit is, else the unit itself."""
    rows = [row for row in x.where("loc_org_unit", "unit_id", unit_id) if row.get("valid_from") and row["valid_from"] <= on]
    unit: Row = max(rows, key=lambda row: row["valid_from"], default={})
    return unit.get("dept_team_id") or (str(unit_id) if unit_id is not None else None)


@memo
def workers(x: Extract, on: date) -> list[Row]:
    """B-like set: each worker's row in force on a day, for those in post."""
    latest: dict[str, Row] = {}
    for row in x.table("loc_worker"):
        is_valid = row["valid_from"] <= on and (row.get("valid_to") is None or row["valid_to"] >= on)
        if is_valid and is_open(row.get("start_date"), row.get("leave_date"), on):
            key = text_key(row["worker_id"])
            latest[key] = max(latest.get(key, row), row, key=lambda row: row["valid_from"])
    return list(latest.values())


def of_post(row: Row) -> dict[str, Any]:
    """What a worker can be split by."""
    return {
        "role": row.get("role"),
        "employment": "agency" if yes(row.get("agency")) else "employed",
        "experience": "newly_qualified" if yes(row.get("nqsw")) else "experienced",
    }


def worker_unit(x: Extract, row: Row, on: date) -> Unit:
    has = {
        "is_agency": yes(row.get("agency")) is True,
        "is_social_worker": row.get("role") in SOCIAL_WORKERS,
        **of_post(row),
        "size": 1 if x.setting("agency_basis", on) == "headcount" else row.get("fte_contracted") or 0,
    }
    key = text_key(row["worker_id"])
    return Unit(None, key, on, team_of_unit(x, row.get("unit_id"), on), key, has)


def workers_in_post(x: Extract, on: date) -> list[Unit]:
    return [worker_unit(x, row, on) for row in workers(x, on)]


def posts(x: Extract, on: date) -> list[Unit]:
    """Social worker posts: the latest count of each unit and role."""
    latest: dict[tuple[object, object], Row] = {}
    for row in x.table("loc_post"):
        if row.get("role") in SOCIAL_WORKERS and row.get("as_at") is not None and row["as_at"] <= on:
            key = (row["unit_id"], row["role"])
            latest[key] = max(latest.get(key, row), row, key=lambda row: row["as_at"])
    return [Unit(None, f"{unit}:{role}", on, team_of_unit(x, unit, on), has=row) for (unit, role), row in latest.items()]


def vacancies(unit: Unit) -> float:
    """Vacant full-time equivalents, else vacant posts."""
    fte, number = unit.has.get("vacant_fte"), unit.has.get("vacant_posts")
    return fte if fte is not None else number or 0


def sickness(x: Extract, period: Period) -> list[Unit]:
    """Days lost by the day a spell began, and days available: month by month as given, else from contracts."""
    found = []
    month = Month.of(period.first)
    while month.first <= period.last:
        found += sickness_of_month(x, Period(month.first, min(month.last, period.last)))
        month = month.shift(1)
    return found


def sickness_of_month(x: Extract, month: Period) -> list[Unit]:
    spells = [row for row in x.table("loc_absence") if month.contains(row.get("start_date"))]
    found = []
    for row in spells:
        worker, on = row.get("worker_id"), row["start_date"]
        unit = row.get("unit_id")
        if unit is None:
            unit = next((held.get("unit_id") for held in workers(x, on) if held["worker_id"] == worker), None)
        has = {"lost": row.get("fte_days_lost") or 0, "available": row.get("fte_days_available") or 0}
        key = f"{worker or row.get('unit_id')}:{on}"
        found.append(Unit(None, key, on, team_of_unit(x, unit, on), worker, has))
    if not any(unit.has["available"] for unit in found):
        found += days_available(x, month)
    return found


def days_available(x: Extract, period: Period) -> list[Unit]:
    """Each worker on each working day of the period."""
    found = []
    day = period.first
    while day <= period.last:
        if x.calendar.is_working_day(day):
            for row in workers(x, day):
                has = {"lost": 0, "available": row.get("fte_contracted") or 0}
                key = text_key(row["worker_id"])
                found.append(Unit(None, f"{key}:{day}", day, team_of_unit(x, row.get("unit_id"), day), key, has))
        day += timedelta(days=1)
    return found


def starters(x: Extract) -> list[Unit]:
    """Workers by the day they started, each start once."""
    starts = {}
    for row in sorted(x.table("loc_worker"), key=lambda row: row["valid_from"]):
        if row.get("start_date") is not None:
            starts.setdefault((text_key(row["worker_id"]), row["start_date"]), row)
    return [Unit(None, key, on, team_of_unit(x, row.get("unit_id"), on), key, of_post(row)) for (key, on), row in starts.items()]


# --- caseloads --------------------------------------------------------------------------------------------------------


@memo
def open_children(x: Extract, on: date) -> set[str]:
    """Children with an open episode, plan or period of care, and care leavers."""
    found = set(in_need_dfe(x, on)) | set(on_any_cin_plan(x, on))
    found |= {
        row["cppl_person_id"]
        for row in x.table("ssd_cp_plans")
        if row.get("cppl_person_id") and is_open(row.get("cppl_cp_plan_start_date"), row.get("cppl_cp_plan_end_date"), on)
    }
    found |= {period.person for period in care_periods(x) if period.covers(on)}
    found |= present_leavers(x, on)
    return {person for person in found if not x.died(person, on)}


def present_leavers(x: Extract, on: date) -> set[str]:
    """Care leavers by their present record, which is all there is for a past day too."""
    found = set()
    for person in {row["clea_person_id"] for row in x.table("ssd_care_leavers") if row.get("clea_person_id")}:
        row, age = care_leaver_row(x, person) or {}, x.age(person, on)
        is_wanted = row.get("clea_care_leaver_eligibility") in leaver_eligibilities(x, on)
        if is_wanted and row.get("clea_care_leaver_in_touch") != "DIED" and (age is None or age < OLDEST):
            found.add(person)
    return found


@memo
def caseloads(x: Extract, on: date) -> list[Unit]:
    """Each worker who holds a child, with the number held, in the team of most of them."""
    held: dict[str, Counter[str | None]] = {}
    for person in open_children(x, on):
        worker, team = allocation(x, person, on)
        if worker is not None:
            held.setdefault(worker, Counter())[team] += 1
    return [
        Unit(None, worker, on, main_team(teams), worker, {"children": sum(teams.values())})
        for worker, teams in sorted(held.items())
    ]


def main_team(teams: Counter[str | None]) -> str | None:
    named = [(team, number) for team, number in teams.items() if team is not None]
    return min(named, key=lambda pair: (-pair[1], pair[0]), default=(None, 0))[0]


def effective_fte(x: Extract, row: Row, on: date) -> float:
    """Contracted time, less for advanced practitioners and the newly qualified from the day of the setting."""
    weights = {}
    since = date.min
    for part in x.setting("caseload_fte_weights", on).split(";"):
        name, value = part.split()
        if name == "from":
            since = date.fromisoformat(value)
        else:
            weights[name] = float(value)
    fte = float(row.get("fte_contracted") or 0)
    if on < since:
        return fte
    if row.get("role") == "advanced_practitioner":
        return fte * weights.get("AP", 1.0)
    return fte * weights.get("NQSW", 1.0) if yes(row.get("nqsw")) else fte


@memo
def qualified_caseloads(x: Extract, on: date) -> list[Unit]:
    """Caseloads of qualified workers, in the team of their post."""
    by_professional = {row["prof_professional_id"]: row for row in workers(x, on) if row.get("prof_professional_id")}
    found = []
    for unit in caseloads(x, on):
        row = by_professional.get(unit.worker)
        if row is None or not yes(row.get("qualified")):
            continue
        team = team_of_unit(x, row.get("unit_id"), on)
        has = {
            **of_post(row),
            "children": unit.has["children"],
            "fte": effective_fte(x, row, on),
            "holds_cases": yes(row.get("case_holding")) is True,
            "is_in_scope": is_in_scope(x, row.get("unit_id"), on),
            "service": service_group(x, team, on),
        }
        found.append(Unit(None, unit.record, on, team, unit.worker, has))
    return found


def is_in_scope(x: Extract, unit_id: object, on: date) -> bool:
    """Whether a unit counts for the largest caseload, as was last said of it."""
    rows = [row for row in x.where("loc_org_unit", "unit_id", unit_id) if row.get("valid_from") and row["valid_from"] <= on]
    latest: Row = max(rows, key=lambda row: row["valid_from"], default={})
    return yes(latest.get("in_max_caseload_scope")) is True


def team_averages(x: Extract, on: date) -> list[Unit]:
    """Each team with the average caseload of its workers."""
    teams: dict[str, list[int]] = {}
    for unit in caseloads(x, on):
        if unit.team is not None:
            teams.setdefault(unit.team, []).append(unit.has["children"])
    return [Unit(None, team, on, team, has={"average": sum(numbers) / len(numbers)}) for team, numbers in teams.items()]


def caseloads_at_month_ends(x: Extract, period: Period) -> list[Unit]:
    """The caseloads of six month ends: the last day of the period, and the ends of the five months before."""
    month = Month.of(period.last)
    days = [period.last, *(month.shift(-back).last for back in range(1, 6))]
    return [unit for day in days for unit in caseloads(x, day)]


def reviewing_officers(x: Extract, on: date) -> list[Unit]:
    """Each reviewing officer with children on plans or in care, and their contracted time."""
    children = set(looked_after(x, on)) | set(on_cp_plan(x, on))
    officers: dict[str, Row] = {}
    for row in workers(x, on):
        officers |= {text_key(row[column]): row for column in ("prof_professional_id", "worker_id") if row.get(column)}
    held: dict[str, set[str]] = {}
    for row in x.table("loc_iro_allocation"):
        officer = officers.get(text_key(row["worker_id"]))
        if officer is not None and row.get("person_id") in children and is_open(row.get("start_date"), row.get("end_date"), on):
            held.setdefault(text_key(officer["worker_id"]), set()).add(row["person_id"])
    found = []
    for worker, persons in sorted(held.items()):
        row = officers[worker]
        has = {"children": len(persons), "fte": row.get("fte_contracted") or 0}
        found.append(Unit(None, worker, on, team_of_unit(x, row.get("unit_id"), on), worker, has))
    return found


NEEDS_WORKER = ("loc_worker",)
INDICATORS: dict[str, Indicator] = {
    "agency-worker-pct": share(
        standing(workers_in_post),
        asks("is_agency"),
        where=asks("is_social_worker"),
        above=asks("size"),
        below=asks("size"),
        windows=STOCK,
        needs=NEEDS_WORKER,
    ),
    "agency-worker-count": count(standing(workers_in_post), where=asks("is_agency"), windows=STOCK, needs=NEEDS_WORKER),
    "vacancy-rate": share(
        standing(posts),
        lambda unit: True,
        where=lambda unit: unit.has.get("vacant_fte") is not None,
        above=lambda unit: unit.has["vacant_fte"],
        below=lambda unit: unit.has["vacant_fte"] + (unit.has.get("in_post_fte") or 0),
        windows=STOCK,
        needs=("loc_post",),
    ),
    "vacancy-count": count(standing(posts), above=vacancies, windows=STOCK, needs=("loc_post",)),
    "sickness-absence": share(
        sickness,
        lambda unit: True,
        above=asks("lost"),
        below=asks("available"),
        needs=("loc_absence", "loc_worker"),
    ),
    "workers-started": count(dated(starters), needs=NEEDS_WORKER),
    "caseload-mean": mean(
        standing(qualified_caseloads),
        asks("children"),
        below=asks("fte"),
        where=asks("holds_cases"),
        windows=STOCK,
        needs=("loc_worker", "loc_org_unit"),
    ),
    "caseload-mean-headcount": mean(standing(caseloads), asks("children"), windows=STOCK),
    "caseload-service-6m-avg": mean_of_days(
        caseloads_at_month_ends, asks("children"), windows=("month_ends_6",), needs=("loc_org_unit",)
    ),
    "caseload-max": maximum(
        standing(qualified_caseloads),
        asks("children"),
        where=asks("is_in_scope"),
        windows=STOCK,
        needs=("loc_org_unit", "loc_worker"),
    ),
    "caseload-max-cla": maximum(
        standing(qualified_caseloads),
        asks("children"),
        where=lambda unit: unit.has["service"] == "cla",
        windows=STOCK,
        needs=("loc_org_unit", "loc_worker"),
    ),
    "caseload-highest-team-average": maximum(standing(team_averages), asks("average"), windows=STOCK),
    "iro-caseload-mean": mean(
        standing(reviewing_officers),
        asks("children"),
        below=asks("fte"),
        windows=STOCK,
        needs=("loc_iro_allocation", "loc_worker"),
    ),
}

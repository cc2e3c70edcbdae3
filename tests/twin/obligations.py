"""B-DUE, the obligation engine: which visits were due to a child, and whether each was made in time.

Sequential, as indicators.md section 3 words it: an obligation met moves the anchor to the latest visit in time; one
missed moves it to the day that was missed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sightline.vocabulary.dates import add_months, birthday
from tests.twin.base_sets import allocation, text_key
from tests.twin.care_sets import (
    ADULT,
    CarePeriod,
    Placement,
    care_periods,
    cla_reviews,
    legal_status,
    looked_after,
    placements,
)
from tests.twin.extract import FAR, Extract, Row, is_open, memo, yes
from tests.twin.protection_sets import cp_plans, seen_on

MET, MISSED, PENDING, MET_EARLY = "met", "missed", "pending", "met early"
Step = Callable[[date], date]


@dataclass(frozen=True)
class Obligation:
    """One visit due, and what became of it."""

    due_on: date
    state: str


def obligations(
    started_on: date, ended_on: date | None, until: date, first: Step, following: Step, visits: Iterable[date]
) -> list[Obligation]:
    """Every obligation of a spell up to a day, and the one that is pending on it.

    One that a visit has met already, though it falls due later, is followed by the one that is pending after that visit.
    """
    seen = sorted(set(visits))
    anchor, due_on, found = started_on, first(started_on), []
    while due_on <= (ended_on or FAR):
        in_time = [on for on in seen if anchor < on <= due_on or (not found and on == started_on)]
        if due_on > until and not in_time:
            found.append(Obligation(due_on, PENDING))
            break
        if found and found[-1].state == MET_EARLY and due_on <= until:
            break
        found.append(Obligation(due_on, MET_EARLY if due_on > until else MET if in_time else MISSED))
        anchor = max(in_time) if in_time else due_on
        due_on = following(anchor)
    return found


# --- intervals --------------------------------------------------------------------------------------------------------


def interval(x: Extract, text: str) -> Step:
    """`5 WD` or `14 d` as a step from a date."""
    number, unit = text.split()
    if unit.upper() == "WD":
        return lambda on: x.calendar.add_working_days(on, int(number))
    return lambda on: on + timedelta(days=int(number))


def standard_step(x: Extract, standard: Row, on: date, prefix: str) -> date:
    """A date moved by the interval of an agreed standard."""
    number = int(standard[f"{prefix}_n"])
    unit = standard[f"{prefix}_unit"]
    if unit == "working_days":
        return x.calendar.add_working_days(on, number)
    if unit == "months":
        return add_months(on, number)
    return on + timedelta(days=number * (7 if unit == "weeks" else 1))


@memo
def visit_standard(x: Extract, person: str, plan_type: str, on: date) -> Row | None:
    """The agreed frequency in force for a child, else for the unit of the team that holds the child."""
    rows = [
        row
        for row in x.table("loc_visit_standard")
        if row.get("plan_type") == plan_type
        and row.get("valid_from") is not None
        and row["valid_from"] <= on
        and (row.get("valid_to") is None or row["valid_to"] >= on)
    ]
    own = [row for row in rows if row.get("person_id") == person]
    if not own and rows:
        team = allocation(x, person, on)[1]
        units = {row["unit_id"] for row in x.where("loc_org_unit", "dept_team_id", team)} | ({team} if team else set())
        own = [row for row in rows if row.get("person_id") is None and row.get("unit_id") in units]
    return max(own, key=lambda row: row["valid_from"], default=None)


def with_standard(x: Extract, person: str, plan_type: str, first: Step, following: Step) -> tuple[Step, Step]:
    """The two steps, each overridden where a standard is agreed on its day."""

    def first_or_standard(on: date) -> date:
        standard = visit_standard(x, person, plan_type, on)
        is_given = standard is not None and standard.get("first_visit_n") is not None
        return standard_step(x, standard, on, "first_visit") if standard and is_given else first(on)

    def next_or_standard(on: date) -> date:
        standard = visit_standard(x, person, plan_type, on)
        return standard_step(x, standard, on, "frequency") if standard else following(on)

    return first_or_standard, next_or_standard


# --- plans ------------------------------------------------------------------------------------------------------------


def end_of_duty(x: Extract, person: str, ended_on: date | None) -> date | None:
    """A spell also ends the day before the child dies: on that day the child is in no open population."""
    death = x.person(person).get("pers_death_date")
    last_day = death - timedelta(days=1) if death is not None else None
    return min((day for day in (ended_on, last_day) if day is not None), default=None)


def cp_obligations(x: Extract) -> list[tuple[Row, Obligation]]:
    """Visits due under each child protection plan of this authority."""
    found = []
    for plan in cp_plans(x):
        person, started_on = plan["cppl_person_id"], plan.get("cppl_cp_plan_start_date")
        if started_on is None:
            continue
        first, following = with_standard(
            x,
            person,
            "cp",
            lambda on: interval(x, x.setting("cp_first_visit", on))(on),
            lambda on: interval(x, x.setting("cp_visit_interval", on))(on),
        )
        ended_on = end_of_duty(x, person, plan.get("cppl_cp_plan_end_date"))
        due = obligations(started_on, ended_on, x.as_at, first, following, seen_on(x, person, "cp"))
        found += [(plan, obligation) for obligation in due]
    return found


def cin_obligations(x: Extract) -> list[tuple[Row, Obligation]]:
    """Visits due under each child in need plan; a visit of any kind counts."""
    found = []
    for plan in x.table("ssd_cin_plans"):
        person, started_on = plan.get("cinp_person_id"), plan.get("cinp_cin_plan_start_date")
        if person is None or started_on is None:
            continue
        first, following = with_standard(
            x,
            person,
            "cin",
            lambda on: x.calendar.add_working_days(on, x.number("cin_first_visit_wd", on)),
            lambda on: x.calendar.add_working_days(on, x.number("cin_visit_wd", on)),
        )
        ended_on = end_of_duty(x, person, plan.get("cinp_cin_plan_end_date"))
        visits = seen_on(x, person, "cin", "cp", "cla")
        due = obligations(started_on, ended_on, x.as_at, first, following, visits)
        found += [(plan, obligation) for obligation in due]
    return found


# --- care -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class VisitSpell:
    """A placement, or the part of a placement with parents under one care order, in which visits are due."""

    person: str
    record: str
    started_on: date
    ended_on: date | None
    placement: Placement
    period: CarePeriod
    # C1 or C2 where the child lives with parents under that order; else None.
    with_parents_under: str | None

    @property
    def plan_type(self) -> str:
        return "cla_pwp" if self.with_parents_under else "cla"


@memo
def visit_spells(x: Extract, period: CarePeriod, known_on: date) -> list[VisitSpell]:
    """The spells of a period of care as known on a day, in order."""
    found = []
    for placement in placements(x, period, known_on):
        started_on = max(placement.started_on, period.started_on)
        ended_on = min((end for end in (placement.ended_on, period.ended_on) if end is not None), default=None)
        starts = [started_on]
        if placement.placement_type == "P1":
            starts += order_starts(x, period.person, started_on, ended_on, known_on)
        for index, start in enumerate(starts):
            status = legal_status(x, period.person, start) if placement.placement_type == "P1" else None
            found.append(
                VisitSpell(
                    period.person,
                    placement.record,
                    start,
                    starts[index + 1] if index + 1 < len(starts) else ended_on,
                    placement,
                    period,
                    status if status in ("C1", "C2") else None,
                )
            )
    return found


def order_starts(x: Extract, person: str, started_on: date, ended_on: date | None, known_on: date) -> list[date]:
    """Days within a placement on which the status in force turns into C1 or C2."""
    # An order also comes back into force when a row laid over it ends.
    days = {
        edge
        for row in x.where("ssd_legal_status", "lega_person_id", person)
        for edge in (row.get("lega_legal_status_start_date"), row.get("lega_legal_status_end_date"))
        if edge is not None and started_on < edge < (ended_on or FAR) and edge <= known_on
    }
    return [
        on
        for on in sorted(days)
        if legal_status(x, person, on) in ("C1", "C2")
        and legal_status(x, person, on) != legal_status(x, person, on - timedelta(days=1))
    ]


def is_meant_to_last(x: Extract, spell: VisitSpell, on: date) -> bool:
    """Whether a placement is meant to last to 18, as known on a day."""
    known = [place for place in placements(x, spell.period, on) if place.record == spell.placement.record]
    if known and known[0].placement_type in ("U1", "U4"):
        return True
    return any(
        is_open(row.get("lacp_cla_care_plan_start_date"), row.get("lacp_cla_care_plan_end_date"), on)
        and care_plan_says(row, "LTFOST18", "LTRELFR")
        for row in x.where("ssd_cla_care_plan", "lacp_person_id", spell.person)
    )


def care_plan_says(row: Row, *answers: str) -> bool:
    """Whether any of the answers of a care plan is yes."""
    text = row.get("lacp_cla_care_plan_json")
    named = json.loads(text) if isinstance(text, str) else {}
    return any(key.strip().upper().removesuffix("_FLAG") in answers and yes(value) for key, value in named.items())


def care_steps(x: Extract, spell: VisitSpell) -> tuple[Step, Step]:
    """The first and the following interval of a spell (regulation 28, ruling 14)."""
    reviews = [on for on, _ in cla_reviews(x, spell.period)]

    def following(on: date) -> date:
        if x.setting("cla_visit_rule", on) == "local_4w":
            return on + timedelta(days=28)
        if spell.with_parents_under == "C1":
            is_reviewed = bool(reviews) and reviews[0] <= on
            return on + timedelta(days=28 if is_reviewed else 7)
        due_on = on + timedelta(days=42)
        is_first_year = due_on <= add_months(spell.placement.started_on, 12)
        if spell.with_parents_under is None and not is_first_year and is_meant_to_last(x, spell, on):
            return add_months(on, 3)
        return due_on

    return with_standard(x, spell.person, spell.plan_type, lambda on: on + timedelta(days=7), following)


def care_obligations(x: Extract) -> list[tuple[VisitSpell, Obligation]]:
    """Visits due to children looked after under 18."""
    found = []
    for period in care_periods(x):
        born = x.person(period.person).get("pers_dob")
        last_day = birthday(born, ADULT) - timedelta(days=1) if born else None
        for spell in visit_spells(x, period, x.as_at):
            ends = [day for day in (spell.ended_on, last_day) if day is not None]
            ended_on = end_of_duty(x, spell.person, min(ends, default=None))
            first, following = care_steps(x, spell)
            visits = [on for on in seen_on(x, spell.person, "cla") if on >= spell.started_on]
            due = obligations(spell.started_on, ended_on, x.as_at, first, following, visits)
            found += [(spell, obligation) for obligation in due]
    return found


def is_visited_in_time(x: Extract, person: str, on: date) -> bool:
    """Whether the next visit to a looked-after child falls due on or after a day."""
    period = looked_after(x, on)[person]
    here = [spell for spell in visit_spells(x, period, on) if is_open(spell.started_on, spell.ended_on, on)]
    if not here:
        return False
    spell = here[-1]
    first, following = care_steps(x, spell)
    visits = [seen for seen in seen_on(x, person, "cla") if spell.started_on <= seen <= on]
    return (following(visits[-1]) if visits else first(spell.started_on)) >= on


def record_of(plan_or_spell: object, due_on: date) -> str:
    """An id for an obligation."""
    return f"{text_key(plan_or_spell)}:{due_on.isoformat()}"

"""Young people leaving care: the current record of each, as the standard has it, and the local history of statuses."""

from __future__ import annotations

import numpy as np

from sightline.synthetic.care import Exit
from sightline.synthetic.casework import ELIGIBLE_DAYS
from sightline.synthetic.columns import Codes, Dates, Frame, Ids, row_numbers, yes_no
from sightline.synthetic.days import NO_DATE, IntArray, age_on, birthday
from sightline.synthetic.events import is_last
from sightline.synthetic.performance import Practice
from sightline.synthetic.world import World

ELIGIBILITIES = ("Eligible", "Relevant", "Former Relevant", "Qualifying")
_ELIGIBLE, _RELEVANT, _FORMER, _QUALIFYING = range(len(ELIGIBILITIES))
IN_TOUCH = ("YES", "NO", "DIED", "REFU", "NREQ", "RHOM")
_IN_TOUCH_SHARE = (0.915, 0.035, 0.003, 0.022, 0.015, 0.010)
ACCOMMODATION = ("B", "C", "D", "E", "G", "H", "K", "R", "S", "T", "U", "V", "W", "X", "Y", "Z")
_ACCOMMODATION_SHARE = (0.09, 0.02, 0.05, 0.09, 0.020, 0.008, 0.13, 0.014, 0.03, 0.06, 0.30, 0.02, 0.01, 0.015, 0.075, 0.04)
# Custody, emergency, no fixed abode, and other places that are seldom fit to live in.
_UNSUITABLE = (0.03, 0.03, 0.04, 0.03, 1.0, 0.9, 0.04, 1.0, 0.25, 0.04, 0.03, 0.9, 0.9, 1.0, 0.05, 0.30)
ACTIVITIES = ("F1", "P1", "F2", "P2", "F4", "P4", "F5", "P5", "G4", "G5", "G6")
_ACTIVITY_SHARE = (0.06, 0.01, 0.19, 0.03, 0.13, 0.05, 0.05, 0.01, 0.16, 0.23, 0.08)


def build_care_leavers(world: World) -> list[Frame]:
    """The current records, and statuses around birthdays and contacts."""
    rng = world.shape.stream("care leavers")
    person, spell, eligibility = _who(world)
    order = np.argsort(person, kind="stable")
    person, spell, eligibility = person[order], spell[order], eligibility[order]
    return [_current(world, rng, person, spell, eligibility), _statuses(world, rng)]


def _who(world: World) -> tuple[IntArray, IntArray, IntArray]:
    """One row a young person: in care at 16 or over for 13 weeks, or left at 18 or before after as much, and under 25."""
    spells, as_at = world.spells, world.shape.as_at_day
    age = age_on(spells.born, np.full(len(spells), as_at))
    turned_16, turned_18 = birthday(spells.born, 16), birthday(spells.born, 18)
    # Weeks in care after the 14th birthday, some of them after the 16th.
    since_14 = np.minimum(spells.end, as_at) - np.maximum(spells.start, birthday(spells.born, 14))
    qualified = (since_14 >= ELIGIBLE_DAYS) & (np.minimum(spells.end, as_at) > turned_16) & (age < 25) & (age >= 16)
    qualified &= world.people.died[spells.person] > as_at
    qualified &= ~np.isin(np.arange(len(spells)), world.short_breaks)
    in_care = spells.end > as_at
    left_at_18 = spells.ends_as == Exit.GROWN_UP
    advised = world.children.dates.closed_on[spells.need] > as_at
    eligibility = np.where(in_care, _ELIGIBLE, np.where(turned_18 > as_at, _RELEVANT, np.where(left_at_18, _FORMER, _QUALIFYING)))
    rows = np.flatnonzero(qualified & (in_care | advised | (eligibility != _FORMER)))
    # One row a young person: the latest period of care.
    rows = rows[np.lexsort((spells.start[rows], spells.person[rows]))]
    rows = rows[is_last(spells.person[rows])]
    return spells.person[rows], rows, eligibility[rows]


def _situation(world: World, rng: np.random.Generator, spell: IntArray, day: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Accommodation, suitability (0 suitable, 1 not) and activity of each young person on a day."""
    count = len(spell)
    share = np.array(_ACCOMMODATION_SHARE) / sum(_ACCOMMODATION_SHARE)
    accommodation = rng.choice(len(ACCOMMODATION), count, p=share)
    unsuitable = rng.random(count) < np.array(_UNSUITABLE)[accommodation]
    activity = rng.choice(len(ACTIVITIES), count, p=np.array(_ACTIVITY_SHARE) / sum(_ACTIVITY_SHARE))
    # The leaving care teams differ in how many of their young people work or study.
    team = world.casework.leaving_team[spell]
    helped = rng.random(count) < world.performance.chance(Practice.PLAN, 0.05, team, day, strength=0.8)
    return accommodation, unsuitable.astype(np.int64), np.where(helped, 4, activity)


def _current(world: World, rng: np.random.Generator, person: IntArray, spell: IntArray, eligibility: IntArray) -> Frame:
    count, as_at = len(person), world.shape.as_at_day
    today = np.full(count, as_at)
    accommodation, unsuitable, activity = _situation(world, rng, spell, today)
    in_care = eligibility == _ELIGIBLE
    in_touch = np.where(in_care, 0, rng.choice(len(IN_TOUCH), count, p=np.array(_IN_TOUCH_SHARE)))
    contact = as_at - (rng.exponential(np.where(in_touch == 0, 24.0, 190.0))).astype(np.int64)
    team = world.casework.leaving_team[spell]
    seat = world.casework.leaving_seat[spell]
    worker = world.workforce.worker_on(seat, today)
    on_time = rng.random(count) < world.performance.chance(Practice.PLAN, 0.86, team, today)
    reviewed = as_at - np.where(on_time, rng.integers(1, 182, count), 183 + rng.exponential(90, count).astype(np.int64))
    # No plan before three months after becoming eligible, and for a few none at all: the extract writes 1 January 1900.
    has_plan = (birthday(world.spells.born[spell], 16) + 60 < reviewed) & (rng.random(count) < 0.975)
    known = ~in_care & (rng.random(count) < 0.985)
    return Frame(
        "ssd_care_leavers",
        {
            "clea_table_id": Ids("CLEA-", row_numbers(count), 6),
            "clea_person_id": world.person_ids(person),
            "clea_care_leaver_eligibility": Codes(ELIGIBILITIES, eligibility),
            "clea_care_leaver_in_touch": Codes(IN_TOUCH, np.where(in_care, -1, in_touch)),
            "clea_care_leaver_latest_contact": world.dates(contact),
            "clea_care_leaver_accommodation": Codes(ACCOMMODATION, np.where(known, accommodation, -1)),
            "clea_care_leaver_accom_suitable": Codes(("1", "2"), np.where(known, unsuitable, -1)),
            "clea_care_leaver_activity": Codes(ACTIVITIES, np.where(known, activity, -1)),
            "clea_pathway_plan_review_date": Dates(np.where(has_plan, reviewed, NO_DATE)),
            "clea_care_leaver_personal_advisor": world.worker_ids(worker),
            "clea_care_leaver_allocated_team": world.team_ids(team),
            "clea_care_leaver_worker_id": world.worker_ids(worker),
        },
    )


def _statuses(world: World, rng: np.random.Generator) -> Frame:
    """One status around each birthday from the 17th to the 21st that has passed, and now and then one between."""
    shape, spells = world.shape, world.spells
    grown = np.flatnonzero((spells.ends_as == Exit.GROWN_UP) & (spells.start < birthday(spells.born, 18) - ELIGIBLE_DAYS))
    parts = []
    for years in range(17, 22):
        near = birthday(spells.born[grown], years) + rng.integers(-60, 30, len(grown))
        parts.append((grown, near, np.full(len(grown), years - 17)))
    between = grown[rng.random(len(grown)) < 0.15]
    crisis_on = birthday(spells.born[between], 18) + rng.integers(20, 1000, len(between))
    parts.append((between, crisis_on, np.full(len(between), 5)))
    row, day, basis = (np.concatenate(values) for values in zip(*parts, strict=True))
    keep = np.flatnonzero((day <= shape.as_at_day) & (day >= shape.window_day) & (spells.start[row] < day))
    keep = keep[np.argsort(day[keep], kind="stable")]
    row, day, basis = row[keep], day[keep], basis[keep]
    accommodation, unsuitable, activity = _situation(world, rng, row, day)
    emergency = (basis == 5) & (rng.random(len(row)) < 0.55)
    accommodation = np.where(emergency, ACCOMMODATION.index("W"), accommodation)
    in_touch = rng.choice(len(IN_TOUCH), len(row), p=np.array(_IN_TOUCH_SHARE))
    bases = ("birthday_17", "birthday_18", "birthday_19", "birthday_20", "birthday_21", "contact")
    return Frame(
        "loc_care_leaver_status",
        {
            "person_id": world.person_ids(spells.person[row]),
            "status_date": Dates(day),
            "basis": Codes(bases, basis),
            "in_touch": Codes(IN_TOUCH, in_touch),
            "accommodation": Codes(ACCOMMODATION, accommodation),
            "accommodation_suitable": Codes(("1", "2"), np.where(emergency, 1, unsuitable)),
            "emergency_accommodation": yes_no(emergency),
            "activity": Codes(ACTIVITIES, activity),
        },
    )

"""Visits: one case note a child and visit, in three tables.

As in the standard's extract, the child in need table holds every kind of visit, so protection and care visits are in two
tables under the same id; and it alone holds those during assessments and enquiries.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sightline.synthetic.columns import YES_NO, Codes, Column, Frame, Ids, yes_no
from sightline.synthetic.days import NEVER, IntArray, is_day
from sightline.synthetic.events import known_by, recurring
from sightline.synthetic.performance import Practice
from sightline.synthetic.placements import TYPES
from sightline.synthetic.protection import plan_numbers
from sightline.synthetic.world import World

_CP_DAYS, _CIN_DAYS, _CARE_DAYS, _SETTLED_DAYS = 14.0, 28.0, 42.0, 64.0
_LOOK_BACK = 70
_ANY, _CIN, _CP, _CLA = range(4)


@dataclass(frozen=True)
class _Visits:
    kind: int
    person: IntArray
    day: IntArray
    plan: IntArray
    spell: IntArray


def build_visits(world: World) -> list[Frame]:
    """The three tables of visits."""
    rng = world.shape.stream("visits")
    parts = [*_during_assessments(world, rng), _in_need(world, rng), _protection(world, rng), _care(world, rng)]
    kind = np.repeat([part.kind for part in parts], [len(part.day) for part in parts])
    person, day, plan, spell = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("person", "day", "plan", "spell")
    )
    day = np.where(rng.random(len(day)) < 0.97, world.shape.working.add(day, 0), day)
    inside = known_by(rng, day, world.shape.as_at_day) & (day >= world.shape.window_day) & (day <= world.people.died[person])
    rows = np.flatnonzero(inside)
    rows = rows[np.argsort(day[rows], kind="stable")]
    kind, person, day, plan, spell = (part[rows] for part in (kind, person, day, plan, spell))
    number = np.arange(1, len(rows) + 1)
    seen = rng.random(len(rows)) < 0.955
    alone = seen & (rng.random(len(rows)) < 0.62)
    bedroom = np.where(rng.random(len(rows)) < 0.4, -1, (rng.random(len(rows)) < 0.5).astype(np.int64))

    def table(name: str, prefix: str, visit: str, where: IntArray, **links: Ids) -> Frame:
        columns: dict[str, Column] = {
            f"{prefix}_{visit}_id": Ids("VIS-", number[where], 8),
            **{key: ids.take(where) for key, ids in links.items()},
            f"{prefix}_{visit}_date": world.dates(day[where]),
            f"{prefix}_{visit}_seen": yes_no(seen[where]),
            f"{prefix}_{visit}_seen_alone": yes_no(alone[where]),
        }
        if prefix != "clav":
            columns[f"{prefix}_{visit}_bedroom"] = Codes(YES_NO, bedroom[where])
        return Frame(name, columns)

    people, plans, spells = world.person_ids(person), Ids("CPP-", plan, 6), world.care_ids(spell)
    every, cp, cla = np.arange(len(rows)), np.flatnonzero(kind == _CP), np.flatnonzero(kind == _CLA)
    return [
        table("ssd_cin_visits", "cinv", "cin_visit", every, cinv_person_id=people),
        table("ssd_cp_visits", "cppv", "cp_visit", cp, cppv_person_id=people, cppv_cp_plan_id=plans),
        table("ssd_cla_visits", "clav", "cla_visit", cla, clav_cla_id=spells, clav_person_id=people),
    ]


def _none(count: int) -> IntArray:
    return np.full(count, -1)


def _during_assessments(world: World, rng: np.random.Generator) -> list[_Visits]:
    needs, person = world.children.dates, world.children.person
    parts = []
    for start, end, times in (
        (needs.assessed_from, needs.assessed_on, 3),
        (needs.s47_from, needs.s47_until, 2),
        (needs.later_s47_from, needs.later_s47_until, 2),
    ):
        for _ in range(times):
            rows = np.flatnonzero(is_day(start) & (end >= world.shape.window_day) & (rng.random(len(start)) < 0.92))
            day = start[rows] + (rng.random(len(rows)) ** 1.6 * np.maximum(end - start, 1)[rows]).astype(np.int64)
            parts.append(_Visits(_ANY, person[rows], day, _none(len(rows)), _none(len(rows))))
    return parts


def _recent(world: World, start: IntArray, rng: np.random.Generator) -> IntArray:
    # Visits before the extract are not drawn: an old span begins at a random point of its rhythm.
    floor = world.shape.window_day - rng.integers(1, _LOOK_BACK, len(start))
    return np.where(is_day(start), np.maximum(start, floor), NEVER)


def _in_need(world: World, rng: np.random.Generator) -> _Visits:
    needs = world.children.dates
    start = np.concatenate([needs.cin_from, needs.after_cp_from])
    end = np.concatenate([needs.cin_until, needs.after_cp_until])
    begin = _recent(world, start, rng)
    team = np.concatenate([world.locality, world.locality])
    on_time = world.performance.chance(Practice.CIN_VISIT, 0.80, team, begin)
    limit = np.full(len(start), _CIN_DAYS)
    span, day = recurring(rng, begin, world.until_now(end), limit, on_time, first=0.5)
    return _Visits(_CIN, world.children.person[span % len(needs)], day, _none(len(span)), _none(len(span)))


def _protection(world: World, rng: np.random.Generator) -> _Visits:
    needs = world.children.dates
    begin = _recent(world, needs.cp_from, rng)
    middle = np.minimum((begin + world.until_now(needs.cp_until)) // 2, world.shape.as_at_day)
    on_time = world.performance.chance(Practice.CP_VISIT, 0.86, world.locality, middle)
    limit = np.full(len(needs), _CP_DAYS)
    span, day = recurring(rng, begin, world.until_now(needs.cp_until), limit, on_time, soonest=0.5, first=0.5)
    return _Visits(_CP, world.children.person[span], day, plan_numbers(world)[span], _none(len(span)))


def _care(world: World, rng: np.random.Generator) -> _Visits:
    """Within a week of each move, then every six weeks, less often where a child is settled for good."""
    places, spells = world.placements, world.spells
    settled = np.isin(places.kind, [TYPES.index("U1"), TYPES.index("U4")])
    begin = _recent(world, places.start, rng)
    limit = np.where(settled & (places.end - places.start > 365), _SETTLED_DAYS, _CARE_DAYS)
    team = world.casework.care_team[places.spell]
    middle = np.minimum((begin + world.until_now(places.end)) // 2, world.shape.as_at_day)
    on_time = world.performance.chance(Practice.CLA_VISIT, 0.91, team, middle)
    first = 0.13 * _CARE_DAYS / limit
    breaks = np.isin(places.spell, world.short_breaks)
    end = np.where(breaks, begin, world.until_now(places.end))
    span, day = recurring(rng, begin, end, limit, on_time, soonest=0.6, late_by=0.35, first=first)
    spell = places.spell[span]
    return _Visits(_CLA, spells.person[spell], day, _none(len(span)), spell)

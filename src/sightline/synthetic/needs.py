"""Episodes of need: the outline of a family's journey from referral to closure, in dates.

A family is referred, and what follows is drawn with the chances of its path: nothing, an assessment that ends it, a child in
need plan, an enquiry, a conference and a child protection plan, or care. When the episode has closed the family may come
back, so episodes of one family never overlap.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import IntEnum

import numpy as np

from sightline.synthetic.days import NEVER, BoolArray, FloatArray, IntArray, add_months, is_day, latest_of, when
from sightline.synthetic.people import FamilyKind, People
from sightline.synthetic.performance import Performance, Practice
from sightline.synthetic.shape import Shape
from sightline.synthetic.workforce import Teams

MAX_CP_REVIEWS = 6
_GENERATIONS = 6
_COMES_BACK = (0.44, 0.44, 0.38, 0.40, 0.46, 0.20)
_COMES_BACK_AFTER_DAYS = 235


class Path(IntEnum):
    """Where a referral leads."""

    NFA = 0
    ASSESSED_NFA = 1
    STEP_DOWN = 2
    CIN = 3
    CP = 4
    CARE = 5


# The share of referrals that lead there: of families that are new or were not protected before, and of those that were.
_PATH_SHARE = (0.072, 0.377, 0.170, 0.262, 0.088, 0.031)
_PATH_SHARE_AFTER_CP = (0.030, 0.180, 0.080, 0.270, 0.400, 0.040)
# The chance that an enquiry is opened alongside the assessment, by path.
_S47_CHANCE = np.array([0.0, 0.24, 0.22, 0.46, 1.0, 0.5])
_LATER_S47 = 0.34
_LATER_S47_TO_CONFERENCE = 0.22
_PLAN_MADE = 0.87
_CP_REVIEWS_SHARE = (0.15, 0.44, 0.25, 0.11, 0.035, 0.015)


@dataclass(frozen=True)
class Needs:
    """One place an episode of need of a family (later, of a child). Days; never where it did not happen."""

    family: IntArray
    generation: IntArray
    path: IntArray
    team: IntArray
    referral_on: IntArray
    assessed_from: IntArray
    assessed_on: IntArray
    s47_from: IntArray
    s47_until: IntArray
    later_s47_from: IntArray
    later_s47_until: IntArray
    conference_on: IntArray
    conference_follows_later: BoolArray
    cin_from: IntArray
    cin_until: IntArray
    cp_from: IntArray
    cp_until: IntArray
    cp_reviews: IntArray
    after_cp_from: IntArray
    after_cp_until: IntArray
    care_on: IntArray
    closed_on: IntArray

    def __len__(self) -> int:
        return len(self.family)

    def take(self, rows: IntArray) -> Needs:
        return Needs(*(getattr(self, field.name)[rows] for field in fields(self)))


def join_needs(parts: list[Needs]) -> Needs:
    """Several sets of episodes, one after the other."""
    return Needs(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Needs)))


def build_needs(shape: Shape, people: People, teams: Teams, performance: Performance) -> Needs:
    """All episodes of all families that are ever referred, generation by generation."""
    families = people.families
    family = np.flatnonzero(families.kind != FamilyKind.CONTACT_ONLY)
    referral_on = families.first_on[family]
    protected = np.zeros(len(families), bool)
    parts = []
    for generation in range(_GENERATIONS):
        rng = shape.stream(f"needs {generation}")
        needs = _outline(shape, rng, people, teams, performance, family, referral_on, protected, generation)
        parts.append(needs)
        protected[family[is_day(needs.cp_from)]] = True
        comes_back = rng.random(len(family)) < np.array(_COMES_BACK)[needs.path]
        after = 5 + rng.exponential(_COMES_BACK_AFTER_DAYS, len(family)).astype(np.int64)
        again_on = needs.closed_on + after
        comes_back &= (again_on <= shape.as_at_day) & (families.kind[family] == FamilyKind.REFERRED)
        family, referral_on = family[comes_back], shape.working.add(again_on[comes_back], 0)
        inside = referral_on <= shape.as_at_day
        family, referral_on = family[inside], referral_on[inside]
    return join_needs(parts)


def _outline(
    shape: Shape,
    rng: np.random.Generator,
    people: People,
    teams: Teams,
    performance: Performance,
    family: IntArray,
    referral_on: IntArray,
    protected: BoolArray,
    generation: int,
) -> Needs:
    families, cwd = people.families, people.families.cwd[family]
    path = _draw_paths(rng, people, family, protected)
    team = _assessing_team(rng, teams, families.area[family], cwd)
    assessed_from, assessed_on = _assess(shape, rng, performance, path, team, referral_on)
    s47_from, s47_until = _enquire(shape, rng, path, referral_on)
    cin_from = when(path == Path.CIN, shape.working.add(assessed_on, rng.integers(0, 9, len(path))))
    cin_until = cin_from + _plan_length(rng, cwd)
    later_from, later_until = _enquire_later(shape, rng, cin_from, cin_until)
    to_conference = is_day(later_from) & (rng.random(len(path)) < _LATER_S47_TO_CONFERENCE)
    follows = np.where(path == Path.CP, s47_from, when(to_conference, later_from))
    conference_on = _confer(shape, rng, performance, team, follows)
    made = is_day(conference_on) & (rng.random(len(path)) < _PLAN_MADE)
    cp_from = when(made, conference_on)
    cp_reviews, cp_until = _review(shape, rng, performance, teams, families.area[family], cp_from)
    # A conference that makes no plan leaves a child in need plan behind; a plan in place stops when protection begins.
    no_plan = is_day(conference_on) & ~made & (path == Path.CP)
    cin_from = np.where(no_plan, conference_on, cin_from)
    cin_until = np.where(no_plan, cin_from + _plan_length(rng, cwd), np.minimum(cin_until, cp_from))
    after_from = when(rng.random(len(path)) < 0.72, cp_until)
    after_until = after_from + 30 + rng.exponential(92, len(path)).astype(np.int64)
    care_on = _enter_care(rng, path, families.kind[family], referral_on, cp_from, cp_until, cin_from, cin_until)
    last = latest_of(referral_on, assessed_on, s47_until, later_until, conference_on, cin_until, cp_until, after_until)
    return Needs(
        family,
        np.full(len(family), generation),
        *(path, team, referral_on, assessed_from, assessed_on),
        *(s47_from, s47_until, later_from, later_until),
        conference_on=conference_on,
        conference_follows_later=to_conference,
        cin_from=cin_from,
        cin_until=cin_until,
        cp_from=cp_from,
        cp_until=cp_until,
        cp_reviews=cp_reviews,
        after_cp_from=after_from,
        after_cp_until=after_until,
        care_on=care_on,
        closed_on=shape.working.add(last, rng.integers(0, 9, len(path))),
    )


def _draw_paths(rng: np.random.Generator, people: People, family: IntArray, protected: BoolArray) -> IntArray:
    families, lot = people.families, rng.random(len(family))
    usual, again = (np.searchsorted(np.cumsum(shares[:-1]), lot, "right") for shares in (_PATH_SHARE, _PATH_SHARE_AFTER_CP))
    path = np.where(protected[family], again, usual)
    path = np.where(families.kind[family] == FamilyKind.REFERRED, path, Path.CARE)
    # Disabled children are given a plan unless something worse is the matter, or nothing is.
    return np.where(families.cwd[family] & (path != Path.NFA) & (path < Path.CP), Path.CIN, path)


def _assessing_team(rng: np.random.Generator, teams: Teams, area: IntArray, cwd: BoolArray) -> IntArray:
    duty, disability = teams.of_group("assessment_duty"), teams.of_group("cwd")
    # Most work goes to the team of the area, some to whoever is on duty.
    place = np.where(rng.random(len(area)) < 0.8, area, rng.integers(0, len(duty), len(area)))
    return np.where(cwd, disability[area % len(disability)], duty[place % len(duty)])


def assessment_working_days(rng: np.random.Generator, on_time: FloatArray, quick: BoolArray) -> IntArray:
    """Working days that an assessment takes: most end near their limit of 45, late ones trail off."""
    share = np.where(quick, rng.beta(2.0, 1.7, len(on_time)), rng.beta(3.0, 1.3, len(on_time)))
    late = 46 + rng.exponential(13, len(on_time))
    return np.where(rng.random(len(on_time)) < on_time, 3 + 43 * share, late).astype(np.int64)


def _assess(
    shape: Shape,
    rng: np.random.Generator,
    performance: Performance,
    path: IntArray,
    team: IntArray,
    referral_on: IntArray,
) -> tuple[IntArray, IntArray]:
    count = len(path)
    start = when(path != Path.NFA, shape.working.add(referral_on, rng.choice([0, 1, 2], count, p=[0.6, 0.28, 0.12])))
    on_time = performance.chance(Practice.ASSESSMENT, 0.86, team, start)
    days = assessment_working_days(rng, on_time, path == Path.ASSESSED_NFA)
    return start, shape.working.add(start, days)


def _enquire(shape: Shape, rng: np.random.Generator, path: IntArray, referral_on: IntArray) -> tuple[IntArray, IntArray]:
    count = len(path)
    opened = rng.random(count) < _S47_CHANCE[path]
    start = when(opened, shape.working.add(referral_on, rng.choice([0, 1, 2, 3, 8, 15], count)))
    return start, shape.working.add(start, 2 + rng.gamma(2.0, 3.2, count).astype(np.int64))


def _enquire_later(shape: Shape, rng: np.random.Generator, cin_from: IntArray, cin_until: IntArray) -> tuple[IntArray, IntArray]:
    count = len(cin_from)
    opened = is_day(cin_from) & (rng.random(count) < _LATER_S47)
    start = cin_from + 15 + np.floor(rng.random(count) * np.maximum(cin_until - cin_from - 20, 1)).astype(np.int64)
    start = when(opened, shape.working.add(start, 0))
    return start, shape.working.add(start, 2 + rng.gamma(2.0, 3.2, count).astype(np.int64))


def _plan_length(rng: np.random.Generator, cwd: BoolArray) -> IntArray:
    # Plans for disabled children go on for years.
    median = np.where(cwd, 850.0, 140.0)
    return 14 + (median * np.exp(rng.normal(0.0, 0.62, len(cwd)))).astype(np.int64)


def _confer(shape: Shape, rng: np.random.Generator, performance: Performance, team: IntArray, enquiry_from: IntArray) -> IntArray:
    count = len(team)
    on_time = rng.random(count) < performance.chance(Practice.CONFERENCE, 0.87, team, enquiry_from)
    early = 15 - np.minimum(rng.exponential(2.4, count).astype(np.int64), 9)
    late = 16 + rng.exponential(6.0, count).astype(np.int64)
    return shape.working.add(enquiry_from, np.where(on_time, early, late))


def _review(
    shape: Shape,
    rng: np.random.Generator,
    performance: Performance,
    teams: Teams,
    area: IntArray,
    cp_from: IntArray,
) -> tuple[IntArray, IntArray]:
    """Review conferences of each plan, and the plan's end, which is the last of them."""
    chairs = teams.of_group("iro_safeguarding")
    team = chairs[area % len(chairs)]
    number = rng.choice(np.arange(1, MAX_CP_REVIEWS + 1), len(cp_from), p=_CP_REVIEWS_SHARE)
    held = np.full((len(cp_from), MAX_CP_REVIEWS), NEVER)
    previous = cp_from
    for turn in range(MAX_CP_REVIEWS):
        due = add_months(previous, 3 if turn == 0 else 6)
        on_time = rng.random(len(team)) < performance.chance(Practice.CP_REVIEW, 0.955, team, due, strength=0.5)
        # Four days of room, so that a bank holiday weekend does not push a review past its due date.
        early = due - 4 - (rng.random(len(team)) * 16).astype(np.int64)
        late = due + 1 + rng.exponential(11.0, len(team)).astype(np.int64)
        previous = when(number > turn, shape.working.add(np.where(on_time, early, late), 0))
        held[:, turn] = previous
    last = held[np.arange(len(number)), number - 1]
    return held, last


def _enter_care(
    rng: np.random.Generator,
    path: IntArray,
    kind: IntArray,
    referral_on: IntArray,
    cp_from: IntArray,
    cp_until: IntArray,
    cin_from: IntArray,
    cin_until: IntArray,
) -> IntArray:
    """The day on which children of the family come into care, if they do."""
    count = len(path)
    during_cp = when(rng.random(count) < 0.19, cp_from + 10 + (rng.random(count) * (cp_until - cp_from) * 0.9).astype(np.int64))
    during_cin = when(rng.random(count) < 0.022, cin_from + 5 + (rng.random(count) * (cin_until - cin_from)).astype(np.int64))
    straight = referral_on + np.where(kind == FamilyKind.REFERRED, rng.integers(0, 24, count), rng.integers(0, 4, count))
    entered = np.where(path == Path.CARE, straight, np.minimum(during_cp, during_cin))
    return np.where(is_day(entered), entered, NEVER)

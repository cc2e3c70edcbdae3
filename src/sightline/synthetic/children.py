"""Each child's own episodes of need: the family's outline, changed by coming into care.

Not every child of a family is named in every referral, and not every one comes into care with the others. What the family
does after that goes on without the child: the child's plans stop, and the episode stays open until care is over.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sightline.synthetic.care import Exit, Spells, draw_exits
from sightline.synthetic.days import NEVER, YEAR, BoolArray, IntArray, birthday, is_day, latest_of, when
from sightline.synthetic.needs import Needs, Path
from sightline.synthetic.people import FamilyKind, People
from sightline.synthetic.shape import Shape

_NAMED = 0.93
_ENTERS_CARE = 0.78


@dataclass(frozen=True)
class ChildNeeds:
    """One place an episode of need of one child, in order of referral; `family_need` is the family's episode."""

    person: IntArray
    family_need: IntArray
    dates: Needs

    def __len__(self) -> int:
        return len(self.person)

    def take(self, rows: IntArray) -> ChildNeeds:
        return ChildNeeds(self.person[rows], self.family_need[rows], self.dates.take(rows))


def build_child_needs(shape: Shape, people: People, needs: Needs) -> tuple[ChildNeeds, Spells]:
    """Children's episodes, none overlapping another of the same child, and the periods of care within them."""
    rng = shape.stream("children")
    children = _name_children(rng, people, needs)
    children, spells = _into_care(shape, rng, people, children)
    children = _stop_at_death(people, children)
    kept = _first_come(people, children)
    order = np.flatnonzero(kept)
    order = order[np.argsort(children.dates.referral_on[order], kind="stable")]
    place = np.full(len(children), -1)
    place[order] = np.arange(len(order))
    spells = replace(spells, need=place[spells.need])
    return children.take(order), spells.take(np.flatnonzero(spells.need >= 0))


def _name_children(rng: np.random.Generator, people: People, needs: Needs) -> ChildNeeds:
    size = people.families.size[needs.family]
    family_need = np.repeat(np.arange(len(needs)), size)
    turn = np.arange(len(family_need)) - np.repeat(np.cumsum(size) - size, size)
    person = people.families.first_child[needs.family][family_need] + turn
    referral_on = needs.referral_on[family_need]
    eligible = (birthday(people.born[person], 18) > referral_on) & (people.born[person] < referral_on + 190)
    eligible &= people.died[person] > referral_on
    alone = needs.family[family_need]
    named = (rng.random(len(person)) < _NAMED) | (people.families.kind[alone] != FamilyKind.REFERRED) | (turn == 0)
    rows = np.flatnonzero(eligible & named)
    return ChildNeeds(person[rows], family_need[rows], needs.take(family_need[rows]))


def _into_care(shape: Shape, rng: np.random.Generator, people: People, children: ChildNeeds) -> tuple[ChildNeeds, Spells]:
    dates, person = children.dates, children.person
    kind = people.families.kind[dates.family]
    born = people.born[person]
    entered = np.maximum(dates.care_on, born + 1)
    enters = is_day(dates.care_on) & (rng.random(len(person)) < np.where(kind == FamilyKind.UASC, 1.0, _ENTERS_CARE))
    enters &= (entered <= shape.as_at_day) & (entered < birthday(born, 18) - 10) & (entered < people.died[person])
    rows = np.flatnonzero(enters)
    uasc = (kind[rows] == FamilyKind.UASC).astype(np.int64)
    end, ends_as, reason = draw_exits(shape, rng, born[rows], entered[rows], uasc, people.died[person[rows]])
    spells = Spells(
        person=person[rows],
        need=rows,
        start=entered[rows],
        end=end,
        ends_as=ends_as,
        reason=reason,
        age=np.floor((entered[rows] - born[rows]) / YEAR).astype(np.int64),
        born=born[rows],
        area=people.families.area[dates.family[rows]],
        uasc=uasc,
    )
    return _stop_plans(shape, rng, children, spells), spells


def _stop_plans(shape: Shape, rng: np.random.Generator, children: ChildNeeds, spells: Spells) -> ChildNeeds:
    """Close the plans of children in care, and keep their episodes open as long as somebody works with them."""
    dates, rows = children.dates, spells.need
    care_on, left_on = np.full(len(children), NEVER), np.full(len(children), NEVER)
    care_on[rows], left_on[rows] = spells.start, spells.end
    ends_as = np.full(len(children), -1)
    ends_as[rows] = spells.ends_as
    in_care = is_day(care_on)
    home = in_care & (ends_as == Exit.HOME)
    # A child who goes home is a child in need for a while; a young person is advised until 21 or 25.
    after_until = left_on + 30 + rng.exponential(110, len(children)).astype(np.int64)
    advised = np.where(rng.random(len(children)) < 0.68, 3 * YEAR, 7 * YEAR).astype(np.int64)
    tail = rng.integers(0, 25, len(children))
    closes = left_on + np.where(home, 0, np.where(ends_as == Exit.GROWN_UP, advised, tail))
    cp_until = np.where(in_care, np.minimum(dates.cp_until, care_on + rng.integers(0, 35, len(children))), dates.cp_until)
    cp_until = when(is_day(dates.cp_from), np.maximum(cp_until, dates.cp_from + 1))
    started_before = ~in_care | (dates.cp_from < care_on)
    changed = replace(
        dates,
        care_on=care_on,
        later_s47_from=when(dates.later_s47_from < care_on, dates.later_s47_from),
        later_s47_until=when(dates.later_s47_from < care_on, dates.later_s47_until),
        conference_on=when(dates.conference_on < care_on, dates.conference_on),
        cp_from=when(started_before, dates.cp_from),
        cp_until=when(started_before, cp_until),
        cin_from=when(dates.cin_from < care_on, dates.cin_from),
        cin_until=when(dates.cin_from < care_on, np.minimum(dates.cin_until, care_on)),
        after_cp_from=np.where(home, left_on, when(~in_care, dates.after_cp_from)),
        after_cp_until=np.where(home, after_until, when(~in_care, dates.after_cp_until)),
        cp_reviews=np.where(dates.cp_reviews <= np.where(in_care, cp_until, NEVER)[:, None], dates.cp_reviews, NEVER),
        closed_on=np.where(in_care, np.where(home, after_until + tail, closes), dates.closed_on),
    )
    done = latest_of(changed.assessed_on, changed.s47_until, changed.later_s47_until)
    changed = replace(changed, closed_on=np.maximum(changed.closed_on, done))
    # A sibling left at home from a family that came straight into care was assessed, and no more.
    left_behind = (dates.path == Path.CARE) & ~in_care
    return replace(children, dates=replace(changed, path=np.where(left_behind, Path.ASSESSED_NFA, changed.path)))


_SPANS = (
    ("assessed_from", "assessed_on"), ("s47_from", "s47_until"), ("later_s47_from", "later_s47_until"),
    ("cin_from", "cin_until"), ("cp_from", "cp_until"), ("after_cp_from", "after_cp_until"),
)  # fmt: skip


def _stop_at_death(people: People, children: ChildNeeds) -> ChildNeeds:
    """Whatever runs when a child dies ends that day, and what would have come later never does."""
    dates, died = children.dates, people.died[children.person]
    changed: dict[str, Any] = {"closed_on": np.minimum(dates.closed_on, died)}
    for start, end in _SPANS:
        begun = getattr(dates, start) <= died
        changed[start] = when(begun, getattr(dates, start))
        changed[end] = when(begun, np.minimum(getattr(dates, end), died))
    changed["conference_on"] = when(dates.conference_on <= died, dates.conference_on)
    changed["cp_reviews"] = np.where(dates.cp_reviews <= died[:, None], dates.cp_reviews, NEVER)
    return replace(children, dates=replace(dates, **changed))


def _first_come(people: People, children: ChildNeeds) -> BoolArray:
    """Leave out the episodes that would begin while an earlier one of the same child is open."""
    kept = np.zeros(len(children), dtype=bool)
    open_until = np.full(len(people), -1)
    dates = children.dates
    for generation in range(int(dates.generation.max()) + 1):
        rows = np.flatnonzero(dates.generation == generation)
        rows = rows[dates.referral_on[rows] > open_until[children.person[rows]]]
        kept[rows] = True
        open_until[children.person[rows]] = np.maximum(open_until[children.person[rows]], dates.closed_on[rows])
    return kept

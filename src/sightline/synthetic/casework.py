"""Who worked with whom: spans of work, team and seat by stage of the journey.

The assessing team hands over to the locality (or disability) team when a plan begins, that one to the court team when the
child comes into care, and that one to the children-in-care team after some nine months. Personal advisers join at 16.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sightline.synthetic.care import Exit, Spells
from sightline.synthetic.children import ChildNeeds
from sightline.synthetic.days import NEVER, IntArray, birthday, is_day
from sightline.synthetic.people import People
from sightline.synthetic.shape import Shape
from sightline.synthetic.workforce import Teams, Workforce

COURT_DAYS = 270
ELIGIBLE_DAYS = 91
ROLES = ("CW", "16PLUS", "IRO")
CASE_WORKER, ADVISER_ROLE, IRO_ROLE = range(3)


@dataclass(frozen=True)
class Casework:
    """One place a span of work of a seat with a child, half-open; the end may be never. Beside it, the teams by stage."""

    need: IntArray
    person: IntArray
    seat: IntArray
    team: IntArray
    start: IntArray
    end: IntArray
    role: IntArray
    assessing_seat: IntArray
    locality: IntArray
    locality_seat: IntArray
    care_team: IntArray
    leaving_team: IntArray
    leaving_seat: IntArray

    def __len__(self) -> int:
        return len(self.need)


def build_casework(shape: Shape, people: People, workforce: Workforce, children: ChildNeeds, spells: Spells) -> Casework:
    """Spans of work of all teams with all children, and the seat of each stage."""
    rng = shape.stream("casework")
    teams = workforce.teams
    needs = children.dates
    area = people.families.area[needs.family]
    cwd = people.families.cwd[needs.family]
    locality = np.where(cwd, needs.team, _by_area(teams, "locality_cin", area))
    # One worker for all the children of a family: the lot is drawn for the family's episode.
    assessing_seat = _family_seats(rng, workforce, needs.team, children.family_need)
    locality_seat = _family_seats(rng, workforce, locality, children.family_need)
    court, care_team = _by_area(teams, "court_permanence", spells.area), _by_area(teams, "cla", spells.area)
    leaving = _by_area(teams, "leaving_care", spells.area)
    court_seat, care_seat, leaving_seat = (workforce.seat_in(rng, team) for team in (court, care_team, leaving))
    chairs = _by_area(teams, "iro_safeguarding", spells.area)
    chair_seat = workforce.seat_in(rng, chairs)

    plan_on = np.minimum(np.minimum(needs.cin_from, needs.cp_from), needs.care_on)
    assessed_until = np.minimum(plan_on, needs.closed_on)
    home_again = np.where(is_day(needs.care_on), needs.after_cp_from, NEVER)
    everyone = np.arange(len(children))
    handover = np.minimum(spells.start + COURT_DAYS, spells.end)
    advice_from = np.maximum(birthday(spells.born, 16) + 30, spells.start + ELIGIBLE_DAYS)
    grown_up = spells.ends_as == Exit.GROWN_UP
    advice_until = np.where(grown_up, needs.closed_on[spells.need], spells.end)
    need_of, case = spells.need, CASE_WORKER
    spans = (
        (everyone, needs.team, assessing_seat, needs.referral_on, assessed_until, case),
        (everyone, locality, locality_seat, plan_on, np.minimum(needs.closed_on, needs.care_on), case),
        (everyone, locality, locality_seat, home_again, needs.closed_on, case),
        (need_of, court, court_seat, spells.start, handover, case),
        (need_of, care_team, care_seat, handover, spells.end, case),
        (need_of, leaving, leaving_seat, advice_from, advice_until, ADVISER_ROLE),
        (need_of, chairs, chair_seat, spells.start + 3, spells.end, IRO_ROLE),
    )
    need, team, seat, start, end = (np.concatenate(parts) for parts in zip(*(span[:5] for span in spans), strict=True))
    role = np.repeat([span[5] for span in spans], [len(span[0]) for span in spans])
    kept = np.flatnonzero(is_day(start) & (start < end) & (start <= shape.as_at_day) & (end >= shape.window_day))
    return Casework(
        need[kept], children.person[need[kept]], seat[kept], team[kept], start[kept], end[kept], role[kept],
        assessing_seat, locality, locality_seat, care_team, leaving, leaving_seat,
    )  # fmt: skip


def _by_area(teams: Teams, group: str, area: IntArray) -> IntArray:
    places = teams.of_group(group)
    return places[area % len(places)]


def _family_seats(rng: np.random.Generator, workforce: Workforce, team: IntArray, family_need: IntArray) -> IntArray:
    lot = rng.random(int(family_need.max()) + 1)[family_need]
    teams = workforce.teams
    room = np.maximum(teams.seats[team] - 1, 1)
    return teams.first_seat[team] + 1 + np.floor(lot * room).astype(np.int64)

"""The whole made-up authority before a table of it is written: people, workforce, journeys, care and who worked with whom."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sightline.synthetic.care import Spells, Stretches, draw_legal, draw_short_breaks
from sightline.synthetic.casework import Casework, build_casework
from sightline.synthetic.children import ChildNeeds, build_child_needs
from sightline.synthetic.columns import Dates, Ids
from sightline.synthetic.days import NEVER, IntArray
from sightline.synthetic.needs import build_needs
from sightline.synthetic.people import People, build_people
from sightline.synthetic.performance import Performance, draw_performance
from sightline.synthetic.placements import Placements, draw_placements
from sightline.synthetic.shape import Shape
from sightline.synthetic.workforce import Workforce, build_workforce

PERSON_PREFIX = "SYN-"
PERSON_WIDTH = 6
# Of the disabled children who come into care, how many do so for short breaks only.
_SHORT_BREAKS = 0.35


@dataclass(frozen=True)
class World:
    """Everything that is true. Tables are views of it; the extract and the faults come later."""

    shape: Shape
    people: People
    workforce: Workforce
    performance: Performance
    children: ChildNeeds
    spells: Spells
    legal: Stretches
    short_breaks: IntArray
    placements: Placements
    casework: Casework

    def person_ids(self, person: IntArray) -> Ids:
        """The ids of people by their place; a negative place stays empty."""
        return Ids(PERSON_PREFIX, np.where(person >= 0, person + 1, -1), PERSON_WIDTH)

    def dates(self, days: IntArray) -> Dates:
        """Days as a column, with what lies after the as-at day not yet known."""
        return Dates(np.where(days <= self.shape.as_at_day, days, NEVER))

    def until_now(self, days: IntArray) -> IntArray:
        """Ends of spans, open ones cut off just after the as-at day."""
        return np.minimum(days, self.shape.as_at_day + 1)

    def team_ids(self, team: IntArray) -> Ids:
        return Ids("T", np.where(team >= 0, team + 1, -1), 3)

    def worker_ids(self, worker: IntArray) -> Ids:
        return Ids("W", np.where(worker >= 0, worker + 1, -1), 5)

    def staff_ids(self, worker: IntArray) -> Ids:
        return Ids("STAFF", np.where(worker >= 0, worker + 10_001, -1), 6)

    def referral_ids(self, need: IntArray) -> Ids:
        return Ids("REF-", np.where(need >= 0, need + 1, -1))

    def care_ids(self, spell: IntArray) -> Ids:
        return Ids("CLA-", np.where(spell >= 0, spell + 1, -1))

    @cached_property
    def locality(self) -> IntArray:
        """The team that takes on each child's plan: by area, or the disability teams'."""
        return self.casework.locality


def build_world(shape: Shape) -> World:
    """Draw everything, stage by stage; each stage has its own stream of lots."""
    workforce = build_workforce(shape)
    performance = draw_performance(shape, len(workforce.teams.names))
    people = build_people(shape, areas=12)
    needs = build_needs(shape, people, workforce.teams, performance)
    children, spells = build_child_needs(shape, people, needs)
    rng = shape.stream("care")
    legal = draw_legal(rng, spells)
    disabled = people.disabled[spells.person] | (rng.random(len(spells)) < 0.01)
    short_breaks = np.flatnonzero(disabled & (spells.uasc == 0) & (rng.random(len(spells)) < _SHORT_BREAKS))
    legal = draw_short_breaks(legal, short_breaks)
    placements = draw_placements(shape, rng, spells, short_breaks)
    casework = build_casework(shape, people, workforce, children, spells)
    return World(shape, people, workforce, performance, children, spells, legal, short_breaks, placements, casework)

"""Periods of care: who comes into care, for how long, and how they leave.

A period is drawn for each child whose family's episode of need says that children come into care. How it ends depends on the
age at which it began: babies are adopted or go to guardians, teenagers go home or grow up in care. Reasons are the codes of
the SSDA903 return.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import IntEnum

import numpy as np

from sightline.synthetic.days import NEVER, YEAR, IntArray, birthday, is_day, when
from sightline.synthetic.shape import Shape


class Exit(IntEnum):
    """How a period of care ends."""

    HOME = 0
    GUARDIAN = 1
    ADOPTED = 2
    ARRANGEMENTS = 3
    GROWN_UP = 4
    OTHER = 5


# The chance of each ending by age on entry: under 1, 1 to 4, 5 to 9, 10 to 15, 16 and over, unaccompanied.
_EXIT_SHARE = np.array(
    [
        (0.24, 0.25, 0.34, 0.08, 0.07, 0.02),
        (0.27, 0.26, 0.21, 0.08, 0.15, 0.03),
        (0.31, 0.18, 0.03, 0.07, 0.37, 0.04),
        (0.37, 0.05, 0.00, 0.03, 0.50, 0.05),
        (0.20, 0.00, 0.00, 0.00, 0.72, 0.08),
        (0.00, 0.00, 0.00, 0.00, 0.93, 0.07),
    ]
)
_UASC_ROW = 5
# Days of care before each ending: at least, shape and scale of what comes on top.
_LENGTHS = np.array([(5, 0.75, 330.0), (190, 2.0, 170.0), (420, 2.0, 170.0), (150, 2.0, 150.0), (0, 1.0, 1.0), (5, 1.0, 260.0)])

CEASED_REASONS = (
    "X1", "E4A", "E4B", "E13", "E45", "E46", "E47", "E48", "E11", "E12", "E41", "E17", "E5", "E6", "E7", "E8", "E9", "E3", "E2",
)  # fmt: skip
CONTINUES = 0
_DIED = CEASED_REASONS.index("E2")
_REASONS_OF: dict[Exit, dict[str, float]] = {
    Exit.HOME: {"E4A": 0.62, "E4B": 0.20, "E13": 0.18},
    Exit.GUARDIAN: {"E45": 0.44, "E46": 0.06, "E47": 0.44, "E48": 0.06},
    Exit.ADOPTED: {"E11": 0.03, "E12": 0.97},
    Exit.ARRANGEMENTS: {"E41": 1.0},
    Exit.GROWN_UP: {"E17": 0.34, "E5": 0.32, "E6": 0.08, "E7": 0.10, "E8": 0.16},
    Exit.OTHER: {"E8": 0.55, "E3": 0.20, "E9": 0.25},
}


@dataclass(frozen=True)
class Spells:
    """One place a period of care. `need` is the child's episode of need to which it belongs."""

    person: IntArray
    need: IntArray
    start: IntArray
    end: IntArray
    ends_as: IntArray
    reason: IntArray
    age: IntArray
    born: IntArray
    area: IntArray
    uasc: IntArray

    def __len__(self) -> int:
        return len(self.person)

    def take(self, rows: IntArray) -> Spells:
        return Spells(*(getattr(self, field.name)[rows] for field in fields(self)))


def draw_exits(
    shape: Shape, rng: np.random.Generator, born: IntArray, start: IntArray, uasc: IntArray, died: IntArray
) -> tuple[IntArray, IntArray, IntArray]:
    """The end, the kind of ending and the reason's place in `CEASED_REASONS`, for children who enter care on `start`."""
    count = len(start)
    age = (start - born) / YEAR
    band = np.where(uasc > 0, _UASC_ROW, np.searchsorted([1.0, 5.0, 10.0, 16.0], age, "right"))
    ends_as = (rng.random(count)[:, None] > np.cumsum(_EXIT_SHARE[band], axis=1)).sum(axis=1)
    ends_as = np.minimum(ends_as, Exit.OTHER)
    lengths = _LENGTHS[ends_as]
    days = lengths[:, 0] + rng.gamma(lengths[:, 1]) * lengths[:, 2]
    end = shape.working.add(start + days.astype(np.int64), 0)
    grown_up = birthday(born, 18)
    ends_as = np.where(end >= grown_up, Exit.GROWN_UP, ends_as)
    end = np.where(ends_as == Exit.GROWN_UP, grown_up, end)
    reason = _draw_reasons(rng, ends_as)
    dies = is_day(died) & (died > start) & (died < end)
    end, reason = np.where(dies, died, end), np.where(dies, _DIED, reason)
    return end, np.where(dies, Exit.OTHER, ends_as), reason


def _draw_reasons(rng: np.random.Generator, ends_as: IntArray) -> IntArray:
    reason = np.zeros(len(ends_as), dtype=np.int64)
    lot = rng.random(len(ends_as))
    for kind, shares in _REASONS_OF.items():
        places = np.array([CEASED_REASONS.index(code) for code in shares])
        limits = np.cumsum(list(shares.values()))
        drawn = places[np.minimum(np.searchsorted(limits, lot, "right"), len(places) - 1)]
        reason = np.where(ends_as == kind, drawn, reason)
    return reason


LEGAL_STATUSES = ("C1", "C2", "E1", "V2", "V3", "V4", "L2", "L3", "J1", "SGO", "CAO")
_C1, _C2, _E1, _V2 = range(4)
_V3, _V4, _L2 = (LEGAL_STATUSES.index(code) for code in ("V3", "V4", "L2"))


@dataclass(frozen=True)
class Stretches:
    """Successive stretches of periods of care: places in a matrix of (period, turn), started and of a kind."""

    start: IntArray
    kind: IntArray


def draw_legal(rng: np.random.Generator, spells: Spells) -> Stretches:
    """Legal statuses of each period, in order; those that would begin after its end never do."""
    count = len(spells)
    teen = (spells.age >= 14) | (spells.uasc > 0)
    to_court = np.isin(spells.ends_as, (Exit.GUARDIAN, Exit.ADOPTED, Exit.ARRANGEMENTS))
    agreed = rng.random(count) < np.where(teen, 0.86, np.where(to_court, 0.20, 0.36))
    emergency = ~agreed & (rng.random(count) < 0.12)
    # Some of those who come in by agreement go to court later.
    court_after = np.where(
        agreed & (to_court | (rng.random(count) < np.where(teen, 0.06, 0.45))), rng.integers(20, 150, count), NEVER
    )
    interim_on = spells.start + np.where(agreed, court_after, np.where(emergency, rng.integers(3, 9, count), 0))
    full_after = rng.gamma(9.0, 24.0, count).astype(np.int64) + 40
    stays = ~np.isin(spells.ends_as, (Exit.HOME, Exit.GUARDIAN, Exit.ARRANGEMENTS)) | (rng.random(count) < 0.22)
    full_on = when(stays & is_day(interim_on), interim_on + full_after)
    placement_on = when(spells.ends_as == Exit.ADOPTED, full_on + rng.integers(0, 60, count))
    first = np.where(agreed, _V2, np.where(emergency, _L2, _C1))
    second_on = when(agreed | emergency, interim_on)
    start = np.column_stack([spells.start, second_on, full_on, placement_on])
    kind = np.column_stack([first, np.full(count, _C1), np.full(count, _C2), np.full(count, _E1)])
    return Stretches(np.where(start < spells.end[:, None], start, NEVER), kind)


def draw_short_breaks(legal: Stretches, rows: IntArray) -> Stretches:
    """The same statuses with the periods of these rows turned into series of short breaks."""
    start, kind = legal.start.copy(), legal.kind.copy()
    start[rows, 1:] = NEVER
    # Under one agreement, but for every third, whose breaks are recorded one by one.
    kind[rows, 0] = np.where(np.arange(len(rows)) % 3 == 0, _V3, _V4)
    return Stretches(start, kind)

"""Where children in care live, one placement after another, as the codes of the SSDA903 return.

Most children move seldom; about one in eight moves often. What kind of home it is follows from age, from how the period will
end (adopters, guardians, parents) and from chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sightline.synthetic.care import Exit, Spells
from sightline.synthetic.days import NEVER, BoolArray, FloatArray, IntArray, is_day
from sightline.synthetic.events import following, is_last
from sightline.synthetic.shape import Shape

MAX_PLACEMENTS = 14
TYPES = ("U1", "U3", "U4", "U5", "U6", "K2", "H5", "P1", "P2", "R1", "R3", "S1", "K1", "A3", "A5", "A6", "Z1", "R5", "T0")
_PLACE = {code: place for place, code in enumerate(TYPES)}
PROVIDERS = ("PR0", "PR1", "PR4", "PR5", "PR3")

# Kind of placement by age: under 5, 5 to 11, 12 to 15, 16 and over, unaccompanied.
_TYPE_SHARE: tuple[dict[str, float], ...] = (
    {"U1": 0.08, "U3": 0.20, "U4": 0.08, "U5": 0.03, "U6": 0.50, "R3": 0.05, "P1": 0.06},
    {"U1": 0.14, "U3": 0.12, "U4": 0.28, "U6": 0.34, "K2": 0.06, "P1": 0.06},
    {"U1": 0.09, "U3": 0.07, "U4": 0.24, "U6": 0.28, "K2": 0.23, "P1": 0.06, "S1": 0.01, "K1": 0.01, "Z1": 0.01},
    {"U1": 0.05, "U3": 0.05, "U4": 0.16, "U6": 0.18, "K2": 0.18, "H5": 0.25, "P2": 0.07, "R5": 0.02, "P1": 0.04},
    {"U6": 0.28, "H5": 0.58, "P2": 0.12, "K2": 0.02},
)
# Years in the first, second and later placements, for a child who moves as most do.
_YEARS = (1.0, 3.0, 5.0)
_UNSETTLED = 0.36
CHANGE_REASONS = ("CARPL", "STAND", "CREQB", "CREQO", "CHILD", "LAREQ", "APPRR", "CLOSE", "OTHER", "ALLEG")
_CHANGE_SHARE = (0.40, 0.07, 0.17, 0.05, 0.09, 0.08, 0.03, 0.02, 0.08, 0.01)


@dataclass(frozen=True)
class Placements:
    """One place a placement, in order of period and day. The end may lie after the as-at day."""

    spell: IntArray
    start: IntArray
    end: IntArray
    kind: IntArray
    provider: IntArray
    distance: FloatArray
    postcode: IntArray
    urn: IntArray
    reason: IntArray

    def __len__(self) -> int:
        return len(self.spell)


def draw_placements(shape: Shape, rng: np.random.Generator, spells: Spells, short_breaks: IntArray) -> Placements:
    """Placements that cover each period of care without a gap."""
    starts = _draw_starts(rng, spells)
    adopted = spells.ends_as == Exit.ADOPTED
    moved_in = np.maximum(spells.end - rng.integers(150, 330, len(spells)), spells.start + 60)
    # A child stays with the adopters: later moves do not happen, and the move to them is the last one.
    starts = np.where(adopted[:, None] & (starts >= moved_in[:, None]), NEVER, starts)
    spell, turn = np.nonzero(is_day(starts))
    start = starts[spell, turn]
    with_adopters = np.flatnonzero(adopted & (moved_in < spells.end))
    spell = np.concatenate([spell, with_adopters])
    start = np.concatenate([start, moved_in[with_adopters]])
    final = np.concatenate([np.zeros(len(start) - len(with_adopters), bool), np.ones(len(with_adopters), bool)])
    order = np.lexsort((start, spell))
    spell, start, final = spell[order], start[order], final[order]
    last = is_last(spell)
    end = np.where(last, spells.end[spell], following(start))
    kind = _draw_kinds(rng, spells, spell, start, final)
    kind = np.where(np.isin(spell, short_breaks), _PLACE["K2"], kind)
    return _furnish(rng, spell, start, end, kind, last)


def _draw_starts(rng: np.random.Generator, spells: Spells) -> IntArray:
    count = len(spells)
    unsettled = rng.random(count) < np.where(spells.age >= 10, _UNSETTLED * 1.5, _UNSETTLED * 0.6)
    pace = np.where(unsettled, 0.18, np.where(spells.age < 10, 2.2, 1.6))
    mean = np.array([_YEARS[min(turn, 2)] for turn in range(MAX_PLACEMENTS)]) * 365.25
    gaps = 3.0 + rng.exponential(size=(count, MAX_PLACEMENTS)) * mean[None, :] * pace[:, None]
    # Somebody who moved every few weeks settles in the end.
    gaps[:, 6:] *= 3.0
    starts = spells.start[:, None] + np.concatenate([np.zeros((count, 1)), np.cumsum(gaps[:, :-1], axis=1)], axis=1)
    starts = starts.astype(np.int64)
    return np.where(starts < spells.end[:, None], starts, NEVER)


def _draw_kinds(rng: np.random.Generator, spells: Spells, spell: IntArray, start: IntArray, final: BoolArray) -> IntArray:
    age = (start - spells.born[spell]) / 365.25
    band = np.where(spells.uasc[spell] > 0, 4, np.searchsorted([5.0, 12.0, 16.0], age, "right"))
    kind = np.zeros(len(spell), dtype=np.int64)
    lot = rng.random(len(spell))
    for row, shares in enumerate(_TYPE_SHARE):
        places = np.array([_PLACE[code] for code in shares])
        limits = np.cumsum(list(shares.values()))
        drawn = places[np.minimum(np.searchsorted(limits, lot, "right"), len(places) - 1)]
        kind = np.where(band == row, drawn, kind)
    # Guardians are mostly relatives who cared for the child already.
    relative = (spells.ends_as[spell] == Exit.GUARDIAN) & (rng.random(len(spell)) < 0.7)
    kind = np.where(relative, _PLACE["U3"], kind)
    at_home = (spells.ends_as[spell] == Exit.HOME) & (start > spells.start[spell] + 60) & (rng.random(len(spell)) < 0.6)
    kind = np.where(at_home, _PLACE["P1"], kind)
    adopters = np.where(rng.random(len(spell)) < 0.18, _PLACE["A5"], _PLACE["A6"])
    return np.where(final, adopters, kind)


def _furnish(
    rng: np.random.Generator, spell: IntArray, start: IntArray, end: IntArray, kind: IntArray, last: BoolArray
) -> Placements:
    count = len(spell)
    relative = np.isin(kind, [_PLACE["U1"], _PLACE["U3"]])
    foster = np.isin(kind, [_PLACE["U4"], _PLACE["U5"], _PLACE["U6"], _PLACE["A3"], _PLACE["A5"], _PLACE["A6"]])
    provider = np.where(rng.random(count) < 0.86, 2, 3)
    provider = np.where(foster, np.where(rng.random(count) < 0.52, 1, 2), provider)
    provider = np.where(relative, 1, provider)
    provider = np.where(kind == _PLACE["R5"], 4, provider)
    provider = np.where(kind == _PLACE["P1"], 0, provider)
    far = np.where(provider >= 2, 17.0, 6.0)
    distance: FloatArray = np.round(np.where(kind == _PLACE["P1"], 0.0, rng.gamma(1.3, far / 1.3)), 1).astype(np.float64)
    # A number of homes and agencies shared by many children; at home with parents there is none.
    urn = np.where((provider == 0) | relative, -1, rng.integers(1, 140, count))
    outside = rng.random(count) < np.clip((distance - 4.0) / 22.0, 0.02, 0.97)
    postcode = np.where(outside, 400 + rng.integers(0, 400, count), rng.integers(0, 400, count))
    reason = np.where(last, -1, rng.choice(len(CHANGE_REASONS), count, p=_CHANGE_SHARE))
    return Placements(spell, start, end, kind, provider, distance, postcode, urn, reason)

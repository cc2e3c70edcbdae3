"""Families and the children in them: who there is, before anything happens to them.

A family comes to notice once for the first time; how often it comes back is the front door's affair. Brothers and sisters
share a home, an ethnic group and mostly a fate.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from sightline.synthetic.days import NEVER, YEAR, BoolArray, IntArray, is_day
from sightline.synthetic.shape import Shape

ETHNICITIES = (
    "WBRI", "WOTH", "WROM", "MWBC", "MWAS", "MOTH", "AIND", "APKN", "ABAN", "BCRB", "BAFR", "OOTH", "NOBT", "BOTH", "CHNE",
)  # fmt: skip
_ETHNICITY_SHARE = (
    0.765, 0.040, 0.012, 0.022, 0.018, 0.020, 0.008, 0.045, 0.006, 0.006, 0.026, 0.012, 0.010, 0.007, 0.003,
)  # fmt: skip
_UASC_ETHNICITY = (11, 10, 1, 13)

# Families that come to notice for the first time in a year, and the contacts that never go further.
_FIRST_REFERRALS = 1_430
_CONTACT_ONLY = 1_960
_HISTORIC_CARE = 140
_UASC = 9
_SIZES = (1, 2, 3, 4, 5)
_SIZE_SHARE = (0.50, 0.27, 0.14, 0.06, 0.03)
# Ages of the youngest child when a family is first met: (from, to, share); below 0 is not born yet.
_YOUNGEST = (
    (-0.45, 0.0, 0.055), (0.0, 1.0, 0.13), (1.0, 5.0, 0.27), (5.0, 10.0, 0.28), (10.0, 16.0, 0.235), (16.0, 17.7, 0.03),
)  # fmt: skip
_CWD_FAMILIES = 0.025
_DISABLED = 0.07
_DIED_A_YEAR = 0.0004


class FamilyKind(IntEnum):
    """How a family comes into the story."""

    REFERRED = 0
    CONTACT_ONLY = 1
    HISTORIC_CARE = 2
    UASC = 3


@dataclass(frozen=True)
class Families:
    """One place a family. `first_child` and `size` say which people are its children."""

    kind: IntArray
    first_on: IntArray
    size: IntArray
    first_child: IntArray
    area: IntArray
    cwd: BoolArray

    def __len__(self) -> int:
        return len(self.kind)


@dataclass(frozen=True)
class People:
    """One place a child. The place plus one is the number in the person's id."""

    family: IntArray
    born: IntArray
    male: BoolArray
    ethnicity: IntArray
    disabled: BoolArray
    died: IntArray
    families: Families

    def __len__(self) -> int:
        return len(self.family)


def build_people(shape: Shape, areas: int) -> People:
    """All families, in the order in which they are first met, and their children."""
    families = _draw_families(shape, areas)
    rng = shape.stream("people")
    family = np.repeat(np.arange(len(families)), families.size)
    order = np.arange(len(family)) - families.first_child[family]
    first_on = families.first_on[family]
    uasc = families.kind[family] == FamilyKind.UASC
    born = _draw_births(rng, families, family, order, first_on)
    disabled = (rng.random(len(family)) < _DISABLED) | (families.cwd[family] & (order == 0))
    years_since = np.maximum(shape.as_at_day - first_on, 0) / YEAR
    dies = rng.random(len(family)) < _DIED_A_YEAR * years_since
    died = np.where(dies, first_on + 30 + np.floor(rng.random(len(family)) * years_since * YEAR).astype(np.int64), NEVER)
    died = np.where(is_day(died), np.maximum(died, born + 1), NEVER)
    return People(
        family=family,
        born=born,
        male=rng.random(len(family)) < np.where(uasc, 0.93, 0.515),
        ethnicity=_draw_ethnicity(rng, families)[family],
        disabled=disabled,
        died=died,
        families=families,
    )


def _draw_families(shape: Shape, areas: int) -> Families:
    rng = shape.stream("families")
    last = shape.as_at_day
    sources = (
        (FamilyKind.REFERRED, _FIRST_REFERRALS, shape.warm_day),
        (FamilyKind.CONTACT_ONLY, _CONTACT_ONLY, shape.warm_day),
        (FamilyKind.UASC, _UASC, shape.warm_day - 4 * 365),
    )
    days = [shape.arrivals(rng, yearly, first, last) for _, yearly, first in sources]
    kinds = [np.full(len(part), kind) for part, (kind, _, _) in zip(days, sources, strict=True)]
    # Those who entered care before the story begins, and may still be in it or leaving it.
    historic = shape.arrivals(rng, _HISTORIC_CARE, shape.care_day, shape.warm_day - 1)
    first_on, kind = np.concatenate([*days, historic]), np.concatenate([*kinds, np.full(len(historic), 2)])
    order = np.argsort(first_on, kind="stable")
    first_on, kind = first_on[order], kind[order]
    size = rng.choice(_SIZES, len(kind), p=_SIZE_SHARE)
    size = np.where(kind == FamilyKind.UASC, 1, size)
    return Families(
        kind=kind,
        first_on=first_on,
        size=size,
        first_child=np.cumsum(size) - size,
        area=rng.integers(0, areas, len(kind)),
        cwd=(rng.random(len(kind)) < _CWD_FAMILIES) & (kind == FamilyKind.REFERRED),
    )


def _draw_births(rng: np.random.Generator, families: Families, family: IntArray, order: IntArray, first_on: IntArray) -> IntArray:
    bands = np.array(_YOUNGEST)
    band = rng.choice(len(bands), len(families), p=bands[:, 2])
    youngest = bands[band, 0] + rng.random(len(families)) * (bands[band, 1] - bands[band, 0])
    # Unaccompanied young people are 15 to 17; nobody who came into care long ago was met before birth.
    youngest = np.where(families.kind == FamilyKind.UASC, 15.0 + 2.8 * rng.random(len(families)), youngest)
    youngest = np.where(families.kind == FamilyKind.HISTORIC_CARE, np.maximum(youngest, 0.01), youngest)
    gaps = np.where(order == 0, 0.0, 1.1 + 2.6 * rng.random(len(family)))
    running = np.cumsum(gaps)
    age = youngest[family] + running - running[families.first_child[family]]
    # An older brother or sister who is grown up is no child of this story: a twin-like younger one takes the place.
    age = np.where(age > 17.6, youngest[family] + 0.9 * rng.random(len(family)), age)
    return first_on - np.floor(np.minimum(age, 17.8) * YEAR).astype(np.int64)


def _draw_ethnicity(rng: np.random.Generator, families: Families) -> IntArray:
    share = np.array(_ETHNICITY_SHARE)
    ethnicity = rng.choice(len(ETHNICITIES), len(families), p=share / share.sum())
    return np.where(families.kind == FamilyKind.UASC, rng.choice(_UASC_ETHNICITY, len(families)), ethnicity)

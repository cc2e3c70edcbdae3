"""How large the made-up authority is, which days it covers, and what happens how often in a year.

Yearly numbers are for 55,000 children, about those of a northern metropolitan borough, and are scaled by the number of
children. They come from the published figures of such boroughs (children in need census, SSDA903, 2019 to 2025), rounded.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from sightline.synthetic.days import FloatArray, IntArray, WorkingDays, day_number
from sightline.vocabulary.dates import add_months

REFERENCE_CHILDREN = 55_000
# Episodes of need that began before the extract's first day and are still being worked on inside it.
WARM_UP_DAYS = 3 * 365
# A young person of 24 who left care at 18 may have entered it as a baby.
CARE_HISTORY_YEARS = 24

# Contacts and referrals by month, January first: schools are shut in August, and December is short.
_SEASON = np.array([1.03, 0.99, 1.10, 0.95, 1.06, 1.09, 1.08, 0.74, 1.01, 1.09, 1.11, 0.82])
_GROWTH_A_YEAR = 0.015
_WEEKEND = 0.18
# Months before the last, first to last, when more or fewer families came to notice than usual.
_TIDES = ((44, 38, 0.86), (16, 11, 1.14))


@dataclass(frozen=True)
class Shape:
    """What was asked for. All lots are drawn from streams that depend on the seed, the authority and the stage alone."""

    children: int
    years: int
    as_at: date
    seed: int
    authority: str

    @cached_property
    def scale(self) -> float:
        return self.children / REFERENCE_CHILDREN

    @cached_property
    def as_at_day(self) -> int:
        return day_number(self.as_at)

    @cached_property
    def window_day(self) -> int:
        """The first day that the extract keeps."""
        return day_number(add_months(self.as_at, -12 * self.years)) + 1

    @cached_property
    def warm_day(self) -> int:
        return self.window_day - WARM_UP_DAYS

    @cached_property
    def care_day(self) -> int:
        return min(day_number(add_months(self.as_at, -12 * CARE_HISTORY_YEARS)), self.warm_day - 1)

    @cached_property
    def working(self) -> WorkingDays:
        # Some duties that began before the last day fall due long after it.
        return WorkingDays(self.care_day - 365 * 2, self.as_at_day + 365 * 6)

    def stream(self, stage: str) -> np.random.Generator:
        """A stream of its own for each stage, so that a change to one does not move every number of the others."""
        return np.random.default_rng([self.seed, zlib.crc32(self.authority.encode()), zlib.crc32(stage.encode())])

    def arrivals(self, rng: np.random.Generator, yearly: float, first: int, last: int) -> IntArray:
        """Days, in order, on which something that happens `yearly` times a year happened, with seasons and weekends."""
        expected = self._daily_share(first, last) * yearly * self.scale / 365.25
        return np.repeat(np.arange(first, last + 1), rng.poisson(expected))

    def _daily_share(self, first: int, last: int) -> FloatArray:
        days = np.arange(first, last + 1)
        months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        working = self.working.is_working
        offset = first - (self.care_day - 365 * 2)
        weekday = np.where(working[offset : offset + len(days)], 1.0, _WEEKEND)
        years_before = (self.as_at_day - days) / 365.25
        # Growth is told only over the last ten years: before that the world stands still.
        growth = 1.0 + _GROWTH_A_YEAR * (3.0 - np.minimum(years_before, 10.0))
        back = self.as_at.year * 12 + self.as_at.month - 1 - (months + 1970 * 12)
        for earliest, latest, factor in _TIDES:
            growth = np.where((back <= earliest) & (back >= latest), growth * factor, growth)
        share: FloatArray = weekday / 0.755 * _SEASON[months % 12] * growth
        return share

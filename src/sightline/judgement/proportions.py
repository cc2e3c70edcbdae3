"""What to say in place of a control chart where numbers are small: an interval for n of d, and days between rare events."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sightline.vocabulary import wording

Z_95 = 1.959963984540054


def wilson_interval(numerator: float, denominator: float, z: float = Z_95) -> tuple[float, float]:
    """The Wilson score interval of a proportion, as percentages (0 to 100). The denominator must be positive."""
    if denominator <= 0 or not 0 <= numerator <= denominator:
        raise ValueError(f"{numerator:g} of {denominator:g} is not a proportion.")
    share, spread = numerator / denominator, z * z / denominator
    centre = share + spread / 2
    reach = z * math.sqrt(share * (1 - share) / denominator + spread / (4 * denominator))
    return (
        max(0.0, 100 * (centre - reach) / (1 + spread)),
        min(100.0, 100 * (centre + reach) / (1 + spread)),
    )


def interval_sentence(numerator: float, denominator: float) -> str:
    """`3 of 12 is 25%; chance alone could put it anywhere from 9% to 53%.`"""
    low, high = wilson_interval(numerator, denominator)
    share = wording.figure(100 * numerator / denominator, "%")
    span = f"{wording.figure(low, '%')} to {wording.figure(high, '%')}"
    return f"{wording.n_of_d(numerator, denominator)} is {share}; chance alone could put it anywhere from {span}."


@dataclass(frozen=True)
class DaysBetween:
    """Rare events by the days between them. `since_last` counts to the as-at date; the mean is of the closed gaps."""

    gaps: tuple[int, ...]
    since_last: int | None

    @property
    def mean(self) -> float | None:
        return sum(self.gaps) / len(self.gaps) if self.gaps else None

    @property
    def sentence(self) -> str:
        """How often it has happened, and how long ago the last was."""
        if self.since_last is None:
            return "It has not happened."
        last = f"The last was {wording.counted(wording.number(self.since_last), 'days')} ago"
        if self.mean is None:
            return f"It has happened once. {last}."
        return f"{last}; before that, {wording.number(self.mean)} days apart on average ({len(self.gaps) + 1} events)."


def days_between(events: Iterable[date], as_at: date) -> DaysBetween:
    """The days between events up to a date; events after it are not known yet. Two on one day are nought days apart."""
    known = sorted(day for day in events if day <= as_at)
    gaps = tuple((later - earlier).days for earlier, later in zip(known, known[1:], strict=False))
    return DaysBetween(gaps, (as_at - known[-1]).days if known else None)

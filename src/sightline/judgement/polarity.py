"""Which way is good. Local policy, not arithmetic: a definition has a default and an authority may override it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sightline.catalogue.models import Polarity

__all__ = ["Polarity", "PolarityOverride", "polarity_on", "sign_of"]


def sign_of(polarity: Polarity) -> int:
    """+1 where more is better, -1 where fewer is, 0 where the movement alone cannot say."""
    return {Polarity.HIGH: 1, Polarity.LOW: -1}.get(polarity, 0)


@dataclass(frozen=True)
class PolarityOverride:
    """An authority's own view of which way is good, from a date, with the reason and who decided."""

    indicator: str
    polarity: Polarity
    valid_from: date | None
    valid_to: date | None
    reason: str
    owner: str

    def holds_on(self, day: date) -> bool:
        """Whether the override is in force on `day`; both ends are included."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


def polarity_on(indicator: str, day: date, default: Polarity, overrides: Iterable[PolarityOverride]) -> Polarity:
    """The polarity in force: the override with the latest start, else the definition's own."""
    held = [o for o in overrides if o.indicator == indicator and o.holds_on(day)]
    if not held:
        return default
    return max(held, key=lambda o: o.valid_from or date.min).polarity

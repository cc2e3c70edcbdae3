"""The arithmetic of benchmarks: means, percentiles, positions and ranks of published values. Pure.

Published values are decimals, so they are added and divided as decimals: the mean of 23.2 and 23.3 is 23.25, not
23.249999999999996. Rules: as the Department's LAIT has them. Neighbours without a value are left out of the mean;
percentiles are type 7 (linear between the two nearest values, as R and Excel's PERCENTILE.INC) over all authorities
with a value; rank 1 is best and equals share the better rank.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

Polarity = Literal["high", "low", "neutral", "range"]
Position = Literal["lower", "in range", "higher"]
Quartile = Literal["A", "B", "C", "D"]

LOWER_QUARTILE = Decimal("0.25")
MIDDLE = Decimal("0.5")
UPPER_QUARTILE = Decimal("0.75")


def _exact(values: Sequence[float]) -> list[Decimal]:
    # repr gives the shortest decimal that reads back as the float: the digits that were published.
    return [Decimal(repr(float(value))) for value in values]


def mean(values: Sequence[float]) -> float | None:
    """The unweighted mean, or None of no values."""
    exact = _exact(values)
    return float(sum(exact) / len(exact)) if exact else None


def percentile(values: Sequence[float], share: Decimal) -> float | None:
    """The value below which `share` (0 to 1) of the values lie, type 7; None of no values."""
    if not values:
        return None
    ordered = sorted(_exact(values))
    place = (len(ordered) - 1) * share
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return float(ordered[below] + (place - below) * (ordered[above] - ordered[below]))


def median(values: Sequence[float]) -> float | None:
    """The middle value, or the mean of the middle two; None of no values."""
    return percentile(values, MIDDLE)


def best(values: Sequence[float], polarity: Polarity) -> float | None:
    """The best of the values; None where neither high nor low is better."""
    if not values or polarity not in ("high", "low"):
        return None
    return max(values) if polarity == "high" else min(values)


def top_quartile(values: Sequence[float], polarity: Polarity) -> float | None:
    """The threshold of the best quarter: the 75th percentile where high is good, the 25th where low is."""
    if polarity == "high":
        return percentile(values, UPPER_QUARTILE)
    return percentile(values, LOWER_QUARTILE) if polarity == "low" else None


def position(value: float, q25: float, q75: float) -> Position:
    """Where a value lies against the middle half of authorities, whose ends belong to it."""
    if value < q25:
        return "lower"
    return "higher" if value > q75 else "in range"


def quartile(value: float, values: Sequence[float], polarity: Polarity) -> Quartile | None:
    """The quarter of authorities a value falls in, A best; a value on a boundary falls in the lower-valued quarter.

    None where neither high nor low is better, or no values.
    """
    thresholds = [percentile(values, share) for share in (LOWER_QUARTILE, MIDDLE, UPPER_QUARTILE)]
    if polarity not in ("high", "low"):
        return None
    quarters: tuple[Quartile, ...] = ("A", "B", "C", "D") if polarity == "low" else ("D", "C", "B", "A")
    above = 0
    for threshold in thresholds:
        if threshold is None:
            return None
        above += value > threshold
    return quarters[above]


def rank(value: float, values: Sequence[float], polarity: Polarity) -> int | None:
    """One more than the number of values that are better; None where neither high nor low is better."""
    if polarity not in ("high", "low"):
        return None
    better = (other > value for other in values) if polarity == "high" else (other < value for other in values)
    return 1 + sum(better)

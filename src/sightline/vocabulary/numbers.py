"""Rounding half away from zero, percentages and rates: as people do it on paper, unlike Python's `round`."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def round_half_away(value: float, decimals: int) -> float:
    """`value` rounded half away from zero (2.5 is 3, -2.5 is -3). The shortest decimal form of the float is rounded."""
    step = Decimal(1).scaleb(-decimals)
    return float(Decimal(repr(float(value))).quantize(step, rounding=ROUND_HALF_UP))


def percentage(numerator: float | None, denominator: float | None) -> float | None:
    """100 n / d, or None where the denominator is nothing: never 0 %."""
    if numerator is None or not denominator:
        return None
    return 100.0 * numerator / denominator


def rate(count: float | None, persons: float | None, per: int = 10_000, factor: float = 1.0) -> float | None:
    """`count` per `per` persons, multiplied by the annualising `factor`."""
    if count is None or not persons:
        return None
    return count * factor * per / persons

"""Units that are counted, and the figure that they make: pooling in plain Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sightline.vocabulary.numbers import percentage, rate
from sightline.vocabulary.periods import Month, Period
from tests.twin.extract import Extract

FLOW = "flow"
STOCK = "stock"


@dataclass(frozen=True)
class Figure:
    """What is published: numerator and denominator unrounded, value from 0 to 100 where it is a percentage."""

    numerator: float | None
    denominator: float | None
    value: float | None


@dataclass(frozen=True)
class Unit:
    """One thing that is counted, on the day that places it in a period. `has` is what is known about it."""

    person: str | None
    record: str
    on: date
    team: str | None = None
    worker: str | None = None
    has: Mapping[str, Any] = field(default_factory=dict)


Units = Callable[[Extract, Period], Iterable[Unit]]


def always(unit: Unit) -> bool:
    """Every unit counts."""
    return True


@dataclass(frozen=True)
class Indicator:
    """How units become a figure: which of them, which are met, and what is summed above and below."""

    measure: str
    units: Units
    windows: str | tuple[str, ...] = FLOW
    where: Callable[[Unit], bool] = always
    met: Callable[[Unit], bool] = always
    above: Callable[[Unit], float] | None = None
    below: Callable[[Unit], float] | None = None
    distinct: str | None = None
    needs: tuple[str, ...] = ()
    # The name of a breakdown whose groups are shares of the whole, not parts with a denominator of their own.
    shares: str | None = None
    # True where an extract only knows the present, so that earlier months cannot be rebuilt.
    current_only: bool = False
    # For such an indicator: whether a month of the past has copies that tell it after all.
    copied: Callable[[Extract, Month], bool] | None = None


def dated(find: Callable[[Extract], Iterable[Unit]]) -> Units:
    """Units that fall on a day of the period and not after the extract's own date."""
    return lambda extract, period: [unit for unit in find(extract) if period.first <= unit.on <= period.last]


def standing(find: Callable[[Extract, date], Iterable[Unit]]) -> Units:
    """Units that stand at the end of the period."""
    return lambda extract, period: find(extract, period.last)


def count(units: Units, **options: Any) -> Indicator:
    return Indicator("count", units, **options)


def share(units: Units, met: Callable[[Unit], bool], **options: Any) -> Indicator:
    return Indicator("percentage", units, met=met, **options)


def per_10000(units: Units, **options: Any) -> Indicator:
    return Indicator("rate", units, needs=("loc_population",), **options)


def mean(units: Units, above: Callable[[Unit], float], **options: Any) -> Indicator:
    return Indicator("mean", units, above=above, **options)


def mean_of_days(units: Units, above: Callable[[Unit], float], **options: Any) -> Indicator:
    """The mean of the means of days: each day weighs the same, however many units it has."""
    return Indicator("mean_of_days", units, above=above, **options)


def maximum(units: Units, above: Callable[[Unit], float], **options: Any) -> Indicator:
    return Indicator("maximum", units, above=above, **options)


def counted_once(units: list[Unit], indicator: Indicator) -> list[tuple[Unit, bool]]:
    """Each unit, or each child once, with whether it is in the numerator."""
    if indicator.distinct is None:
        return [(unit, indicator.met(unit)) for unit in units]
    by_child: dict[str | None, list[Unit]] = {}
    for unit in units:
        by_child.setdefault(unit.person, []).append(unit)
    judged = []
    for of_child in by_child.values():
        latest = max(of_child, key=lambda unit: (unit.on, unit.record))
        met = indicator.met(latest) if indicator.distinct == "latest" else any(map(indicator.met, of_child))
        judged.append((latest, met))
    return judged


def figure(indicator: Indicator, units: list[Unit], *, population: float | None = None, annual: float = 1.0) -> Figure:
    """The figure that units make."""
    judged = counted_once(units, indicator)
    above = indicator.above or (lambda unit: 1)
    below = indicator.below or (lambda unit: 1)
    if indicator.measure == "maximum":
        return Figure(None, len(judged), max((above(unit) for unit, _ in judged), default=None))
    if indicator.measure == "mean_of_days":
        return figure_of_days(units, above)
    numerator = sum(above(unit) for unit, met in judged if met)
    if indicator.measure == "count":
        return Figure(numerator, None, numerator)
    if indicator.measure == "rate":
        return Figure(numerator, population, rate(numerator, population, factor=annual))
    denominator = sum(below(unit) for unit, _ in judged)
    if indicator.measure == "mean":
        return Figure(numerator, denominator, numerator / denominator if denominator else None)
    return Figure(numerator, denominator, percentage(numerator, denominator))


def figure_of_days(units: list[Unit], above: Callable[[Unit], float]) -> Figure:
    """The sum of the means of the days, how many days there are, and their mean."""
    of_day: dict[date, list[float]] = {}
    for unit in units:
        of_day.setdefault(unit.on, []).append(above(unit))
    means = [sum(numbers) / len(numbers) for numbers in of_day.values()]
    return Figure(sum(means), len(means), sum(means) / len(means) if means else None)

"""Whether a written number is one of the figures of an indicator, or follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from sightline.reports.proofreading.block import Block, Measure, Reading
from sightline.reports.proofreading.sentences import Number, Unit
from sightline.vocabulary.numbers import percentage

# How far a number may lie from a figure where the writer says `about`.
ROUGHLY = 0.05
# Rounding by hand goes either way at a half; the rest is for floating point.
SLACK = 1e-6


def is_same(number: Number, value: float) -> bool:
    """Whether a number, as precisely as it is written, is a value; a range holds what lies in it."""
    if number.until is not None:
        return number.value - SLACK <= value <= number.until + SLACK
    if number.roughly:
        return abs(number.value - value) <= ROUGHLY * max(abs(value), 1)
    return (
        abs(number.value - value) <= 0.5 * 10.0**-number.decimals + SLACK
        if number.decimals or value % 1
        else (abs(number.value - value) < SLACK)
    )


def levels(measure: Measure, reading: Reading, unit: Unit) -> Iterator[float]:
    """What may be written of one figure: itself, what stands above and below the line, and what is left between them."""
    if (unit is Unit.PERCENT) == measure.is_percentage:
        yield reading.value
    if unit is Unit.PERCENT:
        if measure.is_percentage:
            yield 100.0 - reading.value
        return
    if reading.numerator is not None and reading.denominator is not None:
        yield reading.numerator
        if measure.is_percentage:
            yield reading.denominator
            yield reading.denominator - reading.numerator


def is_level(number: Number, measure: Measure, readings: Iterable[Reading]) -> bool:
    """Whether a number may be written of any of the figures."""
    return any(is_same(number, value) for reading in readings for value in levels(measure, reading, number.unit))


def changes(measure: Measure, current: Reading, earlier: Iterable[Reading], unit: Unit) -> Iterator[float]:
    """The sizes of the movements to a figure from earlier ones: in its unit, in children, and per cent."""
    for before in earlier:
        moved = abs(current.value - before.value)
        if unit is Unit.NONE:
            if measure.is_percentage and current.numerator is not None and before.numerator is not None:
                yield abs(current.numerator - before.numerator)
            else:
                yield moved
            continue
        if measure.is_percentage:
            yield moved
        relative = percentage(moved, abs(before.value))
        if unit is Unit.PERCENT and relative is not None:
            yield relative


def is_change(number: Number, measure: Measure, current: Reading, earlier: Iterable[Reading]) -> bool:
    """Whether a number is the size of one of the movements."""
    return any(is_same(number, value) for value in changes(measure, current, earlier, number.unit))


def is_sum(number: Number, block: Block) -> bool:
    """Whether a percentage is the sum of two or three shares of one whole at one time."""
    if number.unit is not Unit.PERCENT:
        return False
    at: dict[tuple[object, ...], list[float]] = {}
    for measure, reading in block.readings():
        if measure.is_percentage and reading.denominator is not None:
            at.setdefault((reading.month, reading.window, reading.denominator), []).append(reading.value)
    return any(is_same(number, sum(parts)) for held in at.values() for size in (2, 3) for parts in combinations(held, size))


def is_difference(number: Number, block: Block) -> bool:
    """Whether a count is by how much one count exceeds another of the same month."""
    if number.unit is not Unit.NONE:
        return False
    counts = [measure for measure in block.measures if measure.is_count and measure.current is not None]
    return any(
        is_same(number, abs(one.current.value - other.current.value))
        for one, other in combinations(counts, 2)
        if one.current and other.current and one.current.month == other.current.month
    )


def is_ratio(number: Number, others: Iterable[Number]) -> bool:
    """Whether a percentage is that of two counts which the sentence itself names."""
    counts = [each.value for each in others if each.unit is Unit.NONE and each.value > 0]
    return number.unit is Unit.PERCENT and any(
        n <= d and is_same(number, 100.0 * n / d) for n in counts for d in counts if n is not d
    )

"""How numbers are spread behind a mean, and how few children make most of the episodes: plain arithmetic over rows.

A mean of days hides the child who waited a year. Wherever a figure is a mean, its median, quartiles and bands can be had
from the same rows. Nothing here asks an engine for a percentile: engines do not agree about them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from sightline.errors import UsageError

# At most about so many bands where nobody says which.
MOST_BANDS = 8


@dataclass(frozen=True)
class Band:
    """How many numbers are at least `low` and less than `high`; the last band of all takes in its `high`."""

    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Distribution:
    """How `n` numbers are spread, in the unit of the numbers; everything but `n` and `bands` is None where there are none."""

    n: int
    mean: float | None
    minimum: float | None
    lower_quartile: float | None
    median: float | None
    upper_quartile: float | None
    maximum: float | None
    bands: tuple[Band, ...]


@dataclass(frozen=True)
class Concentration:
    """How episodes are spread over children.

    `children_of_half` is the fewest children who together have at least half of the episodes. `share_of_busiest_tenth` is
    the percentage of the episodes that belongs to the tenth of the children with most of them (at least one child).
    """

    children: int
    episodes: int
    most_of_one_child: int
    children_of_half: int
    share_of_busiest_tenth: float | None


def percentile(numbers: Sequence[float], share: float) -> float:
    """The percentile of sorted numbers by linear interpolation between their ranks (type 7 of Hyndman and Fan, 1996).

    >>> percentile([10, 20, 30, 40], 0.25)
    17.5
    """
    place = (len(numbers) - 1) * share
    below = math.floor(place)
    above = min(below + 1, len(numbers) - 1)
    return numbers[below] + (place - below) * (numbers[above] - numbers[below])


def distribution(numbers: Iterable[float | None], edges: Sequence[float] = ()) -> Distribution:
    """How the numbers that are known are spread. `edges` are the ends of the bands; without them, round numbers are taken.

    Raises UsageError for edges that do not rise.
    """
    known = sorted(float(number) for number in numbers if number is not None)
    if any(low >= high for low, high in zip(edges, edges[1:], strict=False)):
        raise UsageError("The ends of bands rise from one to the next, such as 0, 10, 45, 100.")
    if not known:
        return Distribution(0, None, None, None, None, None, None, ())
    return Distribution(
        n=len(known),
        mean=math.fsum(known) / len(known),
        minimum=known[0],
        lower_quartile=percentile(known, 0.25),
        median=percentile(known, 0.5),
        upper_quartile=percentile(known, 0.75),
        maximum=known[-1],
        bands=_bands(known, edges or round_edges(known)),
    )


def _bands(known: Sequence[float], edges: Sequence[float]) -> tuple[Band, ...]:
    """The bands between the edges, and one beyond each end where numbers lie there."""
    ends = [*([known[0]] if known[0] < edges[0] else []), *edges, *([known[-1]] if known[-1] > edges[-1] else [])]
    pairs = list(zip(ends, ends[1:], strict=False))
    return tuple(
        Band(low, high, sum(low <= number < high or (place == len(pairs) and number == high) for number in known))
        for place, (low, high) in enumerate(pairs, start=1)
    )


def round_edges(numbers: Sequence[float]) -> tuple[float, ...]:
    """Ends of bands at steps of 1, 2 or 5 times a power of ten, from below the smallest to beyond the largest number."""
    low, high = min(numbers), max(numbers)
    rough = max((high - low) / MOST_BANDS, 1e-9 * max(abs(low), abs(high), 1.0))
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    if high == low:
        step = 1.0
    first = math.floor(low / step)
    last = max(math.floor(high / step) + 1, first + 1)
    return tuple(step * place for place in range(first, last + 1))


def concentration(children: Iterable[Hashable]) -> Concentration:
    """How few children make most of the episodes; `children` names the child of each episode, None where not known.

    An episode whose child is not known counts among the episodes, and as nobody else's.
    """
    named: Counter[Hashable] = Counter()
    for place, child in enumerate(children):
        named[("unknown", place) if child is None else child] += 1
    numbers = sorted(named.values(), reverse=True)
    episodes = sum(numbers)
    running, of_half = 0, 0
    while 2 * running < episodes:
        running += numbers[of_half]
        of_half += 1
    busiest = sum(numbers[: math.ceil(len(numbers) / 10)])
    share = 100.0 * busiest / episodes if episodes else None
    return Concentration(len(numbers), episodes, numbers[0] if numbers else 0, of_half, share)

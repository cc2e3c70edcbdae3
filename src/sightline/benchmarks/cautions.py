"""What a reader must be told beside a benchmark: that two figures are not like for like, or that the verdict is not firm.

Pure: each function returns sentences. Sides are compared on the values as displayed, so that words and figures agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from sightline.benchmarks.models import Comparison, NeighbourFigures
from sightline.benchmarks.statistics import position
from sightline.vocabulary.numbers import round_half_away
from sightline.vocabulary.wording import number

Side = Literal["above", "below", "level with"]
# Flavours whose plural is not made with an s.
SEVERAL = {
    "child": "children",
    "young person": "young people",
    "enquiry": "enquiries",
    "period of care": "periods of care",
}


def not_like_for_like(local_period: str, comparison: Comparison, flavour: str | None = None) -> str:
    """The label of a current local figure that stands beside a published one.

    `local_period` as it is said: `12 months to November 2026`. `flavour` says what the published figure counts.
    """
    counting = f", which counts {SEVERAL.get(flavour, f'{flavour}s')}" if flavour else ""
    return (
        f"Not like for like: the local figure is for {local_period}, the published one for {comparison.period} "
        f"(release {comparison.release}){counting}."
    )


def side_of(value: float, other: float, decimals: int) -> Side:
    """Where a value lies against another, both as displayed."""
    shown, other_shown = round_half_away(value, decimals), round_half_away(other, decimals)
    if shown == other_shown:
        return "level with"
    return "above" if shown > other_shown else "below"


def _turns(sides: Iterable[Side]) -> bool:
    """Whether a verdict turns over: above by one reckoning and below by another. Level with is no contradiction."""
    return {"above", "below"} <= set(sides)


def verdict_cautions(
    comparison: Comparison,
    *,
    decimals: int = 0,
    current: float | None = None,
    counted_otherwise: Comparison | None = None,
) -> tuple[str, ...]:
    """A sentence for each thing that the verdict turns on: neighbour set, mean or median, published or current, flavour.

    `current` is the latest local figure; `counted_otherwise` the same period's comparison of a measure that counts
    episodes where this one counts children, or the other way round. Counts have no verdict: they go with the size of
    the authority.
    """
    own = comparison.own.value
    if own is None or comparison.kind == "count":
        return ()
    sentences = [
        *_set_cautions(own, comparison.neighbours, decimals),
        *_average_cautions(own, comparison.neighbours, decimals),
    ]
    if current is not None:
        sentences += _current_cautions(own, current, comparison, decimals)
    if counted_otherwise is not None:
        sentences += _flavour_cautions(comparison, counted_otherwise, decimals)
    return tuple(sentences)


def _set_cautions(own: float, sets: Sequence[NeighbourFigures], decimals: int) -> list[str]:
    means = sorted((each.version, each.mean) for each in sets if each.mean is not None)
    sides = [(version, mean, side_of(own, mean, decimals)) for version, mean in means]
    if not _turns(side for _, _, side in sides):
        return []
    said = " and ".join(f"{side} the mean of the {version} set ({number(mean, decimals)})" for version, mean, side in sides)
    return [f"The verdict turns on the neighbour set: {number(own, decimals)} is {said}."]


def _average_cautions(own: float, sets: Sequence[NeighbourFigures], decimals: int) -> list[str]:
    sentences = []
    for each in sets:
        if each.mean is None or each.median is None:
            continue
        by_mean, by_median = side_of(own, each.mean, decimals), side_of(own, each.median, decimals)
        if _turns((by_mean, by_median)):
            sentences.append(
                f"The verdict turns on mean or median: {number(own, decimals)} is {by_mean} the mean of the {each.version} "
                f"neighbours ({number(each.mean, decimals)}) and {by_median} their median ({number(each.median, decimals)})."
            )
    return sentences


def _current_cautions(own: float, current: float, comparison: Comparison, decimals: int) -> list[str]:
    sentences = []
    said = f"{number(own, decimals)} published and {number(current, decimals)} now"
    newest = comparison.set_of()
    averages = [("England", comparison.england.value)]
    if newest is not None:
        averages.insert(0, (f"the mean of the {newest.version} neighbours", newest.mean))
    for name, other in averages:
        if other is None:
            continue
        then, now = side_of(own, other, decimals), side_of(current, other, decimals)
        if _turns((then, now)):
            sentences.append(
                f"The verdict turns on published or current: {said} are {then} and {now} {name} ({number(other, decimals)})."
            )
    if comparison.q25 is not None and comparison.q75 is not None:
        middle = f"({number(comparison.q25, decimals)} to {number(comparison.q75, decimals)})"
        then_in, now_in = (position(each, comparison.q25, comparison.q75) for each in (own, current))
        if then_in != now_in:
            sentences.append(
                f"The verdict turns on published or current: against the middle half of authorities {middle}, {said} are "
                f"{then_in} and {now_in}."
            )
    return sentences


def _flavour_cautions(comparison: Comparison, other: Comparison, decimals: int) -> list[str]:
    ours, theirs = comparison.set_of(), other.set_of()
    if ours is None or theirs is None or other.own.value is None or comparison.own.value is None:
        return []
    if ours.mean is None or theirs.mean is None:
        return []
    side = side_of(comparison.own.value, ours.mean, decimals)
    other_side = side_of(other.own.value, theirs.mean, decimals)
    if not _turns((side, other_side)):
        return []
    return [
        f"The verdict turns on what is counted: {comparison.measure} ({number(comparison.own.value, decimals)}) is {side} the "
        f"mean of the {ours.version} neighbours, {other.measure} ({number(other.own.value, decimals)}) is {other_side} it."
    ]

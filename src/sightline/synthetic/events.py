"""Things that happen again and again in a span of days: visits, supervision, updated assessments, health checks."""

from __future__ import annotations

import numpy as np

from sightline.synthetic.days import NEVER, BoolArray, FloatArray, IntArray

_ROOM = 1.35


def recurring(
    rng: np.random.Generator,
    start: IntArray,
    end: IntArray,
    limit: FloatArray,
    on_time: FloatArray,
    *,
    soonest: float = 0.55,
    late_by: float = 0.45,
    first: float | FloatArray = 1.0,
) -> tuple[IntArray, IntArray]:
    """Days that recur within spans: (span, day), in order, start < day < end.

    A gap that is on time is between `soonest` and 1 of the limit (days); a late one runs over by `late_by` of it on average.
    The first gap is `first` times as long as the others. `end` must be a date: cut open spans off at the as-at day before.
    """
    length = np.maximum(end - start, 0)
    # Room for more gaps than are ever needed; what falls after the end is dropped.
    counts = np.where(length > 0, (length / (limit * (1.0 + soonest) / 2.0) * _ROOM).astype(np.int64) + 2, 0)
    span = np.repeat(np.arange(len(start)), counts)
    first_gap = (np.cumsum(counts) - counts)[counts > 0]
    lot = rng.random(len(span))
    timely = rng.random(len(span)) < on_time[span]
    share = np.where(timely, soonest + lot * (1.0 - soonest), 1.0 - late_by * np.log1p(-lot))
    gap = share * limit[span]
    gap[first_gap] *= np.broadcast_to(first, counts.shape)[counts > 0]
    reached = np.cumsum(gap)
    before = np.zeros(len(start))
    before[counts > 0] = reached[first_gap] - gap[first_gap]
    day = start[span] + np.ceil(reached - before[span]).astype(np.int64)
    inside = day < end[span]
    return span[inside], day[inside]


def is_last(groups: IntArray) -> BoolArray:
    """Which rows are the last of their group, where the rows of a group are next to each other."""
    last: BoolArray = np.append(groups[1:] != groups[:-1], True)[: len(groups)]
    return last


def following(days: IntArray) -> IntArray:
    """The day in the next row; in the last row, never."""
    return np.append(days[1:], NEVER)[: len(days)]


def known_by(rng: np.random.Generator, days: IntArray, as_at: int) -> BoolArray:
    """Which events had been written up by the as-at day: a fifth are, on average, nine days late, and a few much later."""
    count = len(days)
    lag = np.where(rng.random(count) < 0.20, rng.exponential(9.0, count), rng.random(count) * 1.5)
    lag = np.where(rng.random(count) < 0.01, lag + rng.exponential(45.0, count), lag)
    known: BoolArray = days + lag.astype(np.int64) <= as_at
    return known

"""XmR control charts of many monthly series at once: limits, the four rules, and when not to use them.

After NHS England's Making Data Count. Arrays are (series, months), one column a calendar month, NaN where there is no
figure. Limits are the mean ± 2.66 times the average moving range, near limits two thirds of the way. The rules, in the
order in which they name a point:

1. astronomical: beyond a limit;
2. trend: seven points that rise, or fall, at every step;
3. two in three: of three points on one side of the mean, those beyond the near limit, where there are two or more;
4. shift: seven points on one side of the mean.

Local choices. A missing month keeps its place: no moving range is taken across it, and a gap of two months or more ends
a run. Moving ranges are not screened unless asked. Fewer than 13 points give no limits. A point that differs from the
mean or a limit only in the last binary digits is on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, IntFlag
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sightline.judgement.bands import Bands
from sightline.vocabulary.periods import Window
from sightline.vocabulary.wording import PERCENT_UNITS

Figures = NDArray[np.float64]
Codes = NDArray[np.int8]
Flags = NDArray[np.bool_]

LIMIT_FACTOR = 2.66
NEAR_FACTOR = 2.66 * 2 / 3
SCREEN_FACTOR = 3.267
RUN = 7
MINIMUM_POINTS = 13
SMALL_DENOMINATOR = 10
# A gap of two missing months puts three between neighbours.
RESETTING_STEP = 3
CLOSE = 1e-9


class Rule(IntFlag):
    """The rules that a point meets; the lowest one set gives it its name."""

    NONE = 0
    ASTRONOMICAL = 1
    TREND = 2
    TWO_IN_THREE = 4
    SHIFT = 8


class ChartState(IntEnum):
    """Whether the rules were applied and, if not, why."""

    NO_FIGURES = 0
    CHARTED = 1
    NOT_ENOUGH_MONTHS = 2
    ROLLING = 3
    NOT_MONTHLY = 4
    STOCK = 5
    SMALL_DENOMINATORS = 6
    RARE_EVENTS = 7


class Variation(IntEnum):
    """What a point means: the variation icon. High and low say on which side the signal lies."""

    NOT_JUDGED = 0
    COMMON = 1
    IMPROVEMENT_HIGH = 2
    IMPROVEMENT_LOW = 3
    CONCERN_HIGH = 4
    CONCERN_LOW = 5
    NEUTRAL_HIGH = 6
    NEUTRAL_LOW = 7

    @property
    def is_special(self) -> bool:
        """Whether the point is more than noise."""
        return self > Variation.COMMON

    @property
    def is_high(self) -> bool:
        """Whether the signal lies above the average or rises."""
        return self in {Variation.IMPROVEMENT_HIGH, Variation.CONCERN_HIGH, Variation.NEUTRAL_HIGH}


class Assurance(IntEnum):
    """Whether the process, as it runs, will reach its target: the assurance icon."""

    NONE = 0
    PASS = 1
    FAIL = 2
    HIT_AND_MISS = 3


def refusal(window: Window, unit: str) -> ChartState:
    """CHARTED where the rules may be used on such a series, else the reason why not.

    Rolling and year-to-date figures share their months with the figure before: on noise alone seven points in ten would
    be flagged. Stocks carry most of their children over from the month before; only percentages of a stock are charted.
    """
    if window is Window.MONTH:
        return ChartState.CHARTED
    if window is Window.QUARTER:
        return ChartState.NOT_MONTHLY
    if window is Window.SNAPSHOT:
        return ChartState.CHARTED if unit in PERCENT_UNITS else ChartState.STOCK
    return ChartState.ROLLING


@dataclass(frozen=True)
class Charts:
    """The charts of many series, all arrays (series, months).

    `points` is how many figures a point's segment has; limits are NaN where the chart is not drawn. `rules` holds
    `Rule` bits, `label` the one that names the point, `side` +1 or -1 (above or rising, below or falling) where a rule
    is met.
    """

    values: Figures
    segments: NDArray[np.int16]
    state: Codes
    points: NDArray[np.int16]
    mean: Figures
    average_range: Figures
    lower: Figures
    upper: Figures
    near_lower: Figures
    near_upper: Figures
    rules: Codes
    label: Codes
    side: Codes
    variation: Codes


def control_charts(
    values: Figures,
    polarity: Codes | None = None,
    *,
    states: Codes | None = None,
    numerators: Figures | None = None,
    denominators: Figures | None = None,
    segments: NDArray[np.int16] | None = None,
    excluded: Flags | None = None,
    screen: bool = False,
    baseline_points: int | None = None,
) -> Charts:
    """Chart every series.

    `polarity` is +1, -1 or 0 a series; `states` is the `refusal` of each (CHARTED where absent). `segments` numbers the
    stretches between rebasings and breaks in definition; the rules never cross one. `excluded` marks points that a
    person took out of the mean. `baseline_points` fixes mean and limits on the first so many points of a segment.
    """
    shape = values.shape
    signs = np.zeros(shape[0], np.int8) if polarity is None else polarity
    pieces, owner = _pieces(values, segments)
    kept = ~np.isnan(pieces)
    used = kept if excluded is None else kept & ~excluded[owner]
    points = kept.sum(axis=1)
    state = _states(pieces, owner, states, numerators, denominators)
    mean, average_range = _centre(pieces, used, screen, baseline_points)
    uncharted = state != ChartState.CHARTED
    mean[uncharted], average_range[uncharted] = np.nan, np.nan
    limits = [mean + factor * average_range for factor in (-LIMIT_FACTOR, LIMIT_FACTOR, -NEAR_FACTOR, NEAR_FACTOR)]
    rules, slope = _rules(pieces, mean, *limits)
    label = rules & -rules
    side = np.where(label == Rule.TREND, slope, _sign(pieces - mean[:, None], mean)).astype(np.int8)
    side[label == 0] = 0
    variation = _variation(label, side, signs[owner], kept & ~uncharted[:, None])

    def scattered(rows: NDArray[Any], empty: float) -> NDArray[Any]:
        columns = np.broadcast_to(rows if rows.ndim == 2 else rows[:, None], pieces.shape)
        out = np.full(shape, empty, dtype=rows.dtype)
        row, month = np.nonzero(kept)
        out[owner[row], month] = columns[row, month]
        return out

    return Charts(
        values,
        np.zeros(shape, np.int16) if segments is None else segments,
        *(scattered(rows, empty) for rows, empty in [(state, 0), (points.astype(np.int16), 0)]),
        *(scattered(rows, np.nan) for rows in (mean, average_range, *limits)),
        *(scattered(rows, 0) for rows in (rules, label, side, variation)),
    )


def _pieces(values: Figures, segments: NDArray[np.int16] | None) -> tuple[Figures, NDArray[np.intp]]:
    """One row a series and segment, NaN outside the segment, and the series that each row belongs to."""
    everything = np.arange(values.shape[0])
    if segments is None or not segments.any():
        return values, everything
    pieces, owners = [], []
    for number in range(int(segments.max()) + 1):
        inside = segments == number
        rows = everything[inside.any(axis=1)]
        pieces.append(np.where(inside[rows], values[rows], np.nan))
        owners.append(rows)
    return np.concatenate(pieces), np.concatenate(owners)


def _states(
    pieces: Figures,
    owner: NDArray[np.intp],
    states: Codes | None,
    numerators: Figures | None,
    denominators: Figures | None,
) -> Codes:
    kept = ~np.isnan(pieces)
    points = kept.sum(axis=1)
    state = np.full(len(pieces), ChartState.CHARTED, np.int8) if states is None else states[owner].astype(np.int8)
    judged = state == ChartState.CHARTED
    state[judged & (points < MINIMUM_POINTS)] = ChartState.NOT_ENOUGH_MONTHS
    judged &= points >= MINIMUM_POINTS
    # A percentage is guarded by what it is counted from; a count is its own numerator.
    has_denominator = np.zeros(len(pieces), bool)
    if denominators is not None:
        below = _medians(denominators[owner], kept, judged)
        has_denominator = ~np.isnan(below)
        state[judged & (below < SMALL_DENOMINATOR)] = ChartState.SMALL_DENOMINATORS
        judged &= state == ChartState.CHARTED
    above = pieces if numerators is None else np.where(np.isnan(numerators[owner]), pieces, numerators[owner])
    # More than half of the months without an event: days between events say more than any limit.
    rare = _medians(above, kept, judged & (has_denominator | _are_counts(above, kept))) < 1
    state[judged & rare] = ChartState.RARE_EVENTS
    state[points == 0] = ChartState.NO_FIGURES
    return state


def _are_counts(figures: Figures, kept: Flags) -> Flags:
    with np.errstate(invalid="ignore"):
        whole = ~kept | ((figures == np.floor(figures)) & (figures >= 0))
    flags: Flags = np.all(whole, axis=1)
    return flags


def _medians(figures: Figures, kept: Flags, wanted: Flags) -> Figures:
    """The median of each wanted row over the months that have a figure; NaN for the others."""
    medians = np.full(len(figures), np.nan)
    rows = np.where(kept[wanted], figures[wanted], np.nan)
    some = ~np.isnan(rows).all(axis=1)
    medians[np.nonzero(wanted)[0][some]] = np.nanmedian(rows[some], axis=1)
    return medians


def _centre(pieces: Figures, used: Flags, screen: bool, baseline_points: int | None) -> tuple[Figures, Figures]:
    """Mean and average moving range of the baseline of each row."""
    if baseline_points is not None:
        used = used & (np.cumsum(used, axis=1) <= baseline_points)
    figures = np.where(used, pieces, np.nan)
    mean = _mean(figures)
    # The mean of equal figures can differ from them in the last digit; then every point would lie beyond the limits.
    low = np.where(used, pieces, np.inf).min(axis=1, initial=np.inf)
    high = np.where(used, pieces, -np.inf).max(axis=1, initial=-np.inf)
    mean = np.where(low == high, low, mean)
    ranges = np.abs(np.diff(figures, axis=1))
    average = _mean(ranges)
    if screen:
        average = _mean(np.where(ranges < SCREEN_FACTOR * average[:, None], ranges, np.nan))
        average = np.where(low == high, 0.0, average)
    return mean, average


def _mean(figures: Figures) -> Figures:
    some = ~np.isnan(figures)
    counts = some.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        means: Figures = np.where(some, figures, 0.0).sum(axis=1) / counts
    return means


def _sign(differences: Figures, scale: Figures) -> Codes:
    """+1, -1, or 0 where a difference is nothing but the rounding of binary fractions."""
    close = CLOSE * np.maximum(1.0, np.abs(scale))[:, None]
    with np.errstate(invalid="ignore"):
        signs: Codes = (differences > close).astype(np.int8) - (differences < -close).astype(np.int8)
    return signs


def _rules(
    pieces: Figures, mean: Figures, lower: Figures, upper: Figures, near_lower: Figures, near_upper: Figures
) -> tuple[Codes, Codes]:
    """Rule bits and the slope of the trend a point is in, on rows closed up to the points that exist."""
    order = np.argsort(np.isnan(pieces), axis=1, kind="stable")
    points = np.take_along_axis(pieces, order, axis=1)
    step = np.diff(order, axis=1, prepend=-1)
    fresh = step >= RESETTING_STEP
    side = _sign(points - mean[:, None], mean)
    beyond = (_sign(points - upper[:, None], mean) > 0) | (_sign(points - lower[:, None], mean) < 0)
    beyond_near = (_sign(points - near_upper[:, None], mean) > 0) | (_sign(points - near_lower[:, None], mean) < 0)
    rises = _sign(np.diff(points, axis=1, prepend=np.nan), mean)
    rises[fresh] = 0
    in_shift, _ = _runs(side, fresh, RUN)
    # Seven points in a row make six steps; the point before the first step belongs to the trend too.
    in_trend, slope = _runs(rises, np.zeros_like(fresh), RUN - 1, reach=RUN)
    rules = beyond * np.int8(Rule.ASTRONOMICAL) | in_trend * np.int8(Rule.TREND)
    rules |= _two_in_three(side, beyond_near, fresh) * np.int8(Rule.TWO_IN_THREE) | in_shift * np.int8(Rule.SHIFT)
    rules[np.isnan(mean)] = 0
    placed, slopes = np.zeros(pieces.shape, np.int8), np.zeros(pieces.shape, np.int8)
    np.put_along_axis(placed, order, rules.astype(np.int8), axis=1)
    np.put_along_axis(slopes, order, slope, axis=1)
    return placed, slopes


def _runs(signs: Codes, fresh: Flags, needed: int, reach: int | None = None) -> tuple[Flags, Codes]:
    """Which points lie in a run of `needed` equal signs, and the sign; `reach` is how many points a hit covers."""
    length = np.zeros(signs.shape, np.int16)
    for at in range(signs.shape[1]):
        current = signs[:, at]
        length[:, at] = current != 0
        if at:
            goes_on = (current != 0) & (current == signs[:, at - 1]) & ~fresh[:, at]
            length[:, at] += np.where(goes_on, length[:, at - 1], 0).astype(np.int16)
    hit = np.where(length >= needed, signs, 0).astype(np.int8)
    covered = np.zeros_like(hit)
    # Later runs overwrite earlier ones, so that a turning point takes the way things go now.
    for back in reversed(range(reach or needed)):
        moved = hit[:, back:]
        target = covered[:, : moved.shape[1]]
        target[moved != 0] = moved[moved != 0]
    return covered != 0, covered


def _two_in_three(side: Codes, beyond_near: Flags, fresh: Flags) -> Flags:
    flagged = np.zeros(side.shape, bool)
    if side.shape[1] < 3:
        return flagged
    first, second, third = side[:, :-2], side[:, 1:-1], side[:, 2:]
    together = (first != 0) & (first == second) & (second == third) & ~fresh[:, 1:-1] & ~fresh[:, 2:]
    beyond = [beyond_near[:, :-2], beyond_near[:, 1:-1], beyond_near[:, 2:]]
    hit = together & (np.sum(beyond, axis=0) >= 2)
    for offset, over in enumerate(beyond):
        flagged[:, offset : offset + hit.shape[1]] |= hit & over
    return flagged


def _variation(label: Codes, side: Codes, signs: Codes, charted: Flags) -> Codes:
    meaning = side * signs[:, None]
    low = (side < 0).astype(np.int8)
    variation = np.where(charted, Variation.COMMON, Variation.NOT_JUDGED).astype(np.int8)
    special = charted & (label != 0)
    base = np.select([meaning > 0, meaning < 0], [Variation.IMPROVEMENT_HIGH, Variation.CONCERN_HIGH], Variation.NEUTRAL_HIGH)
    variation[special] = (base + low)[special].astype(np.int8)
    return variation


def assurance(lower: float, upper: float, bands: Bands | None) -> Assurance:
    """Whether every figure between the limits meets the target, none does, or some do. NaN limits give none.

    A limit that lies on the target counts as meeting it where the target itself is met there, so a process that always
    gives 100 against a target of 100 passes.
    """
    if bands is None or np.isnan(lower) or np.isnan(upper):
        return Assurance.NONE
    met = bands.met
    close = CLOSE * max(1.0, abs(upper))

    def too_low(figure: float) -> bool:
        return figure < met.low - close or (abs(figure - met.low) <= close and not met.low_included)

    def too_high(figure: float) -> bool:
        return figure > met.high + close or (abs(figure - met.high) <= close and not met.high_included)

    if not any(check(limit) for check in (too_low, too_high) for limit in (lower, upper)):
        return Assurance.PASS
    return Assurance.FAIL if too_low(upper) or too_high(lower) else Assurance.HIT_AND_MISS


def net_change(values: Figures) -> Figures:
    """The change of a stock from month to month: what may be charted in its place. The first month has none."""
    return np.diff(values, axis=1, prepend=np.nan)

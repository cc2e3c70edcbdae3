"""Direction of travel: how the displayed figure moved, whether that is better, and whether it is more than noise.

The arrow is the movement of the figure as displayed; improving or worsening comes from polarity. No arrow is drawn across
a break in definition. Published reports print an arrow for every wobble; the default here draws one only where the
control chart says that the change is real.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

import numpy as np
from numpy.typing import NDArray

from sightline.judgement.spc import Codes, Figures, Flags, Variation
from sightline.vocabulary import wording
from sightline.vocabulary.numbers import round_half_away
from sightline.vocabulary.periods import APRIL, Month

QUARTER_MONTHS = 3


class Comparison(StrEnum):
    """What a figure is compared with. All but `ROLLING_6_WITH_12` compare within one series."""

    MONTH_ON_MONTH = "month_on_month"
    YEAR_ON_YEAR = "year_on_year"
    SAME_MONTH_LAST_YEAR = "same_month_last_year"
    ROLLING_6_WITH_12 = "rolling_6_with_12"


class ArrowMode(StrEnum):
    """Whether every movement has its arrow, as published reports have, or only a real one."""

    PLAIN = "plain"
    REAL_CHANGE_ONLY = "real_change_only"


class Movement(IntEnum):
    """What the displayed figure did."""

    NOT_COMPARED = 0
    SAME = 1
    UP = 2
    DOWN = 3


class Travel(IntEnum):
    """Direction of travel: whether the movement is for the better."""

    NOT_JUDGED = 0
    STEADY = 1
    IMPROVING = 2
    WORSENING = 3


class Evidence(IntEnum):
    """Why there is an arrow, or why there is none."""

    PLAIN = 0
    REAL = 1
    NO_REAL_CHANGE = 2
    CANNOT_TELL = 3
    COUNTING_CHANGED = 4


MOVEMENT_WORDS = {Movement.NOT_COMPARED: "", Movement.SAME: "no change", Movement.UP: "up", Movement.DOWN: "down"}
TRAVEL_WORDS = {
    Travel.NOT_JUDGED: "not judged",
    Travel.STEADY: "steady",
    Travel.IMPROVING: "improving",
    Travel.WORSENING: "worsening",
}


@dataclass(frozen=True)
class Directions:
    """Codes of `Movement`, `Travel` and `Evidence`, and the figures compared; all arrays (series, months)."""

    movement: Codes
    travel: Codes
    evidence: Codes
    earlier: Figures


def earlier_columns(
    figures: Figures, months: Sequence[Month], comparison: Comparison, running: Flags, quarterly: Flags | None = None
) -> Figures:
    """The figure that each figure is compared with, NaN where there is none.

    Month on month is the period before: of a quarter (`quarterly`, a flag a series) three months back. Year on year looks
    at the outturn of the last financial year, its March. A count that grows through the year (`running`, a flag a series)
    can only rise from month to month, which says nothing, and cannot be set beside a whole year: it is compared with the
    same month a year before.
    """
    index = np.array([m.index for m in months])
    if comparison is Comparison.MONTH_ON_MONTH:
        wanted = index - 1
    elif comparison is Comparison.SAME_MONTH_LAST_YEAR:
        wanted = index - 12
    elif comparison is Comparison.YEAR_ON_YEAR:
        wanted = np.array([Month(m.year if m.number >= APRIL else m.year - 1, APRIL).index - 1 for m in months])
    else:
        raise ValueError("Rolling 6 against rolling 12 compares two series: give the figures of the other window.")
    earlier = _taken(figures, index, wanted)
    if comparison is Comparison.YEAR_ON_YEAR and running.any():
        earlier[running] = _taken(figures[running], index, index - 12)
    if comparison is Comparison.MONTH_ON_MONTH:
        earlier[running] = np.nan
        if quarterly is not None:
            earlier[quarterly] = _taken(figures[quarterly], index, index - QUARTER_MONTHS)
    return earlier


def _taken(figures: Figures, index: NDArray[np.int64], wanted: NDArray[np.int64]) -> Figures:
    places = {int(month): column for column, month in enumerate(index)}
    columns = [places.get(int(month), -1) for month in wanted]
    taken = figures[:, columns].copy()
    taken[:, [column < 0 for column in columns]] = np.nan
    return taken


def broken_between(
    months: Sequence[Month],
    comparison: Comparison,
    breaks: Sequence[Sequence[Month]],
    running: Flags,
    quarterly: Flags | None = None,
) -> Flags:
    """Whether counting changed between a figure and the one it is compared with; (series, months).

    `breaks` holds the months of each series from which the counting is another; flags as for `earlier_columns`.
    """
    index = np.array([m.index for m in months])
    broken = np.zeros((len(breaks), len(months)), bool)
    for row in (number for number, held in enumerate(breaks) if held):
        back = np.full_like(index, 12)
        if comparison is Comparison.MONTH_ON_MONTH:
            back[:] = QUARTER_MONTHS if quarterly is not None and quarterly[row] else 1
        elif comparison is Comparison.YEAR_ON_YEAR and not running[row]:
            # To the last March: April looks back one month, March twelve.
            back = (index - APRIL + 1) % 12 + 1
        for month in breaks[row]:
            broken[row] |= (index - back < month.index) & (month.index <= index)
    return broken


def travel_columns(
    shown: Figures,
    earlier: Figures,
    signs: Codes,
    *,
    mode: ArrowMode = ArrowMode.REAL_CHANGE_ONLY,
    variation: Codes | None = None,
    broken: Flags | None = None,
    wanted_range: tuple[Figures, Figures] | None = None,
) -> Directions:
    """Judge many movements. Figures are as displayed; `signs` is +1, -1 or 0 a series.

    `variation` holds the control chart's codes of the monthly series behind each figure (NOT_JUDGED where there is
    none). `wanted_range` gives low and high, NaN where there is no range, for figures that should lie between.
    """
    known = ~np.isnan(shown) & ~np.isnan(earlier)
    with np.errstate(invalid="ignore"):
        change = np.where(known, shown - earlier, 0.0)
    movement = np.select(
        [~known, change == 0, change > 0], [Movement.NOT_COMPARED, Movement.SAME, Movement.UP], Movement.DOWN
    ).astype(np.int8)
    travel = _travel(shown, earlier, change, signs, wanted_range)
    travel[~known] = Travel.NOT_JUDGED
    evidence = np.full(shown.shape, Evidence.PLAIN, np.int8)
    moved = known & (change != 0)
    if mode is ArrowMode.REAL_CHANGE_ONLY:
        codes = np.zeros(shown.shape, np.int8) if variation is None else variation
        high = np.isin(codes, [Variation.IMPROVEMENT_HIGH, Variation.CONCERN_HIGH, Variation.NEUTRAL_HIGH])
        real = (codes > Variation.COMMON) & (high == (change > 0))
        found = np.select([codes == Variation.NOT_JUDGED, real], [Evidence.CANNOT_TELL, Evidence.REAL], Evidence.NO_REAL_CHANGE)
        evidence[moved] = found[moved].astype(np.int8)
    if broken is not None:
        evidence[known & broken] = Evidence.COUNTING_CHANGED
    travel[evidence == Evidence.NO_REAL_CHANGE] = Travel.STEADY
    travel[(evidence == Evidence.CANNOT_TELL) | (evidence == Evidence.COUNTING_CHANGED)] = Travel.NOT_JUDGED
    return Directions(movement, travel, evidence, earlier)


def _travel(
    shown: Figures, earlier: Figures, change: Figures, signs: Codes, wanted_range: tuple[Figures, Figures] | None
) -> Codes:
    better = change * signs[:, None]
    travel = np.select(
        [change == 0, better > 0, better < 0], [Travel.STEADY, Travel.IMPROVING, Travel.WORSENING], Travel.NOT_JUDGED
    ).astype(np.int8)
    if wanted_range is None:
        return travel
    low, high = wanted_range
    # How far outside the range each figure lies: nearer is better, and inside nothing is.
    with np.errstate(invalid="ignore"):
        outside = [np.maximum(np.maximum(low - f, f - high), 0.0) for f in (shown, earlier)]
        nearer = outside[1] - outside[0]
    judged = ~np.isnan(nearer)
    by_range = np.select([nearer > 0, nearer < 0], [Travel.IMPROVING, Travel.WORSENING], Travel.STEADY)
    travel[judged] = by_range[judged].astype(np.int8)
    return travel


@dataclass(frozen=True)
class DirectionOfTravel:
    """One movement, with words made when they are read. `since` says what it is compared with, such as `March 2018`."""

    movement: Movement
    travel: Travel
    evidence: Evidence
    earlier: float | None
    current: float | None
    since: str
    unit: str = ""
    decimals: int = 0

    @property
    def arrow(self) -> str:
        """`up`, `down`, `same`, or nothing where none may be drawn."""
        if self.evidence not in {Evidence.PLAIN, Evidence.REAL} or self.movement is Movement.NOT_COMPARED:
            return ""
        return {Movement.UP: "up", Movement.DOWN: "down", Movement.SAME: "same"}[self.movement]

    @property
    def words(self) -> str:
        """Improving, worsening, steady or not judged; `no real change` where the chart says so.

        Where no way is good, a movement that has its arrow is said for what it is: up or down.
        """
        if self.evidence is Evidence.NO_REAL_CHANGE:
            return "no real change"
        if self.travel is Travel.NOT_JUDGED and self.arrow:
            return MOVEMENT_WORDS[self.movement]
        return TRAVEL_WORDS[self.travel]

    @property
    def reason(self) -> str:
        """The sentence behind the arrow, or behind its absence."""
        if self.movement is Movement.NOT_COMPARED:
            return f"Not compared: there is no figure for {self.since}." if self.since else "Not compared."
        moved = wording.movement(self.earlier, self.current, self.unit, self.decimals)
        said = f"{moved} since {self.since}"
        if self.evidence is Evidence.COUNTING_CHANGED:
            return f"Not compared with {self.since}: counting changed in between."
        if self.evidence is Evidence.NO_REAL_CHANGE:
            return f"No real change: it {said}, which is no more than the usual variation."
        if self.evidence is Evidence.CANNOT_TELL:
            return f"It {said}; whether that is real cannot be told from the monthly figures there are."
        if self.travel is Travel.NOT_JUDGED:
            return f"It {said}; which way is good is not set."
        return f"{TRAVEL_WORDS[self.travel].capitalize()}: it {said}."


def direction_of_travel(
    current: float | None,
    earlier: float | None,
    sign: int,
    *,
    since: str,
    unit: str = "",
    decimals: int = 0,
    mode: ArrowMode = ArrowMode.PLAIN,
    variation: Variation = Variation.NOT_JUDGED,
    counting_changed: bool = False,
    wanted_range: tuple[float, float] | None = None,
) -> DirectionOfTravel:
    """Judge one movement between two figures, such as this year to date against an earlier outturn."""
    shown = [np.nan if f is None else round_half_away(f, decimals) for f in (current, earlier)]
    held = travel_columns(
        np.array([[shown[0]]]),
        np.array([[shown[1]]]),
        np.array([sign], np.int8),
        mode=mode,
        variation=np.array([[variation]], np.int8),
        broken=np.array([[counting_changed]]),
        wanted_range=None if wanted_range is None else (np.array([[wanted_range[0]]]), np.array([[wanted_range[1]]])),
    )
    return direction_at(held, 0, 0, current, since, unit, decimals)


def direction_at(
    held: Directions, row: int, column: int, current: float | None, since: str, unit: str, decimals: int
) -> DirectionOfTravel:
    """One cell of the columns as an object with words."""
    earlier = float(held.earlier[row, column])
    return DirectionOfTravel(
        Movement(int(held.movement[row, column])),
        Travel(int(held.travel[row, column])),
        Evidence(int(held.evidence[row, column])),
        None if np.isnan(earlier) else earlier,
        current,
        since,
        unit,
        decimals,
    )

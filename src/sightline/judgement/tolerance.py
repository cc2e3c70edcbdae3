"""Targets and their tolerances as dated rows, and the rating they give a figure.

A rating is `met`, `near`, `not_met` or `not_judged`; colours for them are the renderer's. It compares the figure as it
is displayed, so that a rating never contradicts the number beside it. Rules: indicators.md section 2.5.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum

import numpy as np
from numpy.typing import NDArray

from sightline.judgement.bands import Bands, Interval, around
from sightline.judgement.polarity import Polarity, sign_of
from sightline.vocabulary import wording
from sightline.vocabulary.numbers import round_half_away

AUTHORITY = "authority"


class Rating(StrEnum):
    """How a figure stands to its target. `NOT_JUDGED`: no target, a target without a number, or no figure."""

    MET = "met"
    NEAR = "near"
    NOT_MET = "not_met"
    NOT_JUDGED = "not_judged"


class RatingCode(IntEnum):
    """The same ratings as small numbers, for columns."""

    NOT_JUDGED = 0
    MET = 1
    NEAR = 2
    NOT_MET = 3

    @property
    def rating(self) -> Rating:
        return Rating[self.name]


class TargetKind(StrEnum):
    """The ways in which a target may be set."""

    THRESHOLDS = "thresholds"
    RANGE = "range"
    DISTANCE = "distance"
    DIRECTION = "direction"
    TO_BE_SET = "to_be_set"


class Basis(StrEnum):
    """Which of the two ratings a target is for: that of the month, or that expected of the year's end."""

    MONTH = "month"
    YEAR_END = "year_end"


@dataclass(frozen=True)
class PrintedBands:
    """The bands as somebody wrote them, kept for the linter: each may be absent."""

    met: Interval | None = None
    near: Interval | None = None
    not_met: Interval | None = None


@dataclass(frozen=True)
class Target:
    """One dated row: what one indicator should reach, for the authority, a service or a team.

    `applies_to` is `authority`, `service:<id>`, `team:<id>` or `unit:<id>`. `benchmark` is the figure a distance is
    measured from, or None where `benchmark_statistic` (`sn_mean`, `england` …) says which one to look up. `aim` is the
    one figure aimed at, where the bands do not give it. `row` says where the row was read.
    """

    indicator: str
    kind: TargetKind
    polarity: Polarity
    applies_to: str = AUTHORITY
    valid_from: date | None = None
    valid_to: date | None = None
    basis: Basis = Basis.MONTH
    printed: PrintedBands = field(default_factory=PrintedBands)
    low: float | None = None
    high: float | None = None
    tolerance: float = 0.0
    benchmark: float | None = None
    benchmark_statistic: str = ""
    met_within: float | None = None
    near_within: float | None = None
    wanted: str = ""
    aim: float | None = None
    unit: str = ""
    owner: str = ""
    source: str = ""
    note: str = ""
    row: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether the target is in force on `day`; both ends are included."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def bands(self, benchmark: float | None = None) -> Bands | None:
        """The figures that are met and near, or None where the target has no numbers (yet).

        `benchmark` is the figure of `benchmark_statistic`, for a distance that does not carry its own.
        """
        if self.kind is TargetKind.THRESHOLDS:
            return self._threshold_bands()
        if self.kind is TargetKind.RANGE:
            assert self.low is not None and self.high is not None
            near = (
                Interval(round_half_away(self.low - self.tolerance, 9), round_half_away(self.high + self.tolerance, 9))
                if self.tolerance
                else None
            )
            return Bands(Interval(self.low, self.high), near)
        centre = self.benchmark if self.benchmark is not None else benchmark
        if self.kind is TargetKind.DISTANCE and centre is not None and self.met_within is not None:
            near_within = self.near_within
            return Bands(around(centre, self.met_within), None if near_within is None else around(centre, near_within))
        return None

    def _threshold_bands(self) -> Bands | None:
        met, near = self.printed.met, self.printed.near
        if met is None or sign_of(self.polarity) == 0:
            return None
        return Bands(_open_ended(met, self.polarity), None if near is None else _open_ended(near, self.polarity))

    @property
    def said(self) -> str:
        """The target in words, with its unit."""
        if self.kind is TargetKind.TO_BE_SET:
            return "to be set"
        if self.kind is TargetKind.DIRECTION:
            return self.wanted
        if self.kind is TargetKind.RANGE:
            ends = (
                wording.number(self.low, _decimals(self.low)),
                wording.figure(self.high, self.unit, _decimals(self.high)),
            )
            return " to ".join(ends)
        if self.kind is TargetKind.DISTANCE:
            centre = wording.number(self.benchmark, 1) if self.benchmark is not None else self.benchmark_statistic
            return f"within {wording.number(self.met_within, _decimals(self.met_within))} of {centre}"
        met = self.printed.met
        return said_threshold(met, self.polarity, self.unit) if met is not None else "to be set"

    @property
    def said_near(self) -> str:
        """How far from the target still counts as near, in words; empty where nothing does, or nobody said."""
        if self.kind is TargetKind.RANGE and self.tolerance:
            return f"{wording.number(self.tolerance, _decimals(self.tolerance))} outside it"
        if self.kind is TargetKind.DISTANCE and self.near_within is not None:
            return f"within {wording.number(self.near_within, _decimals(self.near_within))}"
        near = self.printed.near
        is_threshold = self.kind is TargetKind.THRESHOLDS and near is not None and sign_of(self.polarity) != 0
        return said_threshold(near, self.polarity, self.unit) if is_threshold and near is not None else ""


def _open_ended(band: Interval, polarity: Polarity) -> Interval:
    # The good end of a band is the end of the scale: 90-100 asks for 90 or more, 19-10 for 19 or fewer.
    if polarity is Polarity.HIGH:
        return Interval(low=band.low, low_included=band.low_included, printed=band.printed)
    return Interval(high=band.high, high_included=band.high_included, printed=band.printed)


def _decimals(value: float | None) -> int:
    return 0 if value is None or value == int(value) else len(repr(value).split(".")[1])


def said_threshold(band: Interval, polarity: Polarity, unit: str) -> str:
    """`95% or more`, `below 23%`: the edge of a band, in words."""
    if polarity is Polarity.HIGH:
        edge = wording.figure(band.low, unit, _decimals(band.low))
        return f"{edge} or more" if band.low_included else f"above {edge}"
    edge = wording.figure(band.high, unit, _decimals(band.high))
    if not band.high_included:
        return f"below {edge}"
    return f"{edge} or less" if unit else f"{edge} or fewer"


def rate(value: float | None, bands: Bands | None, decimals: int) -> Rating:
    """The rating of one figure, compared as displayed with so many decimals."""
    if value is None or value != value or bands is None:
        return Rating.NOT_JUDGED
    shown = round_half_away(value, decimals)
    if bands.met.contains(shown):
        return Rating.MET
    return Rating.NEAR if bands.near is not None and bands.near.contains(shown) else Rating.NOT_MET


def rate_columns(shown: NDArray[np.float64], bands: Bands | None) -> NDArray[np.int8]:
    """`RatingCode` of many figures against one target. `shown` holds figures as displayed; NaN is not judged."""
    codes = np.full(shown.shape, RatingCode.NOT_JUDGED, dtype=np.int8)
    if bands is None:
        return codes
    codes[~np.isnan(shown)] = RatingCode.NOT_MET
    if bands.near is not None:
        low, high = bands.near.closed()
        codes[(shown >= low) & (shown <= high)] = RatingCode.NEAR
    low, high = bands.met.closed()
    codes[(shown >= low) & (shown <= high)] = RatingCode.MET
    return codes


class Targets:
    """All the targets of an authority, found by indicator, day, basis and unit."""

    def __init__(self, rows: Iterable[Target]) -> None:
        self.rows = tuple(rows)
        self._by_indicator: dict[tuple[str, Basis], list[Target]] = defaultdict(list)
        for target in self.rows:
            self._by_indicator[target.indicator, target.basis].append(target)

    def find(self, indicator: str, on: date, units: Sequence[str] = (), basis: Basis = Basis.MONTH) -> Target | None:
        """The target in force: that of the first of `units` which has one, else the authority's.

        `units` goes from the narrowest, such as `("team:T12", "service:assessment")`. Of two rows in force the one that
        began later wins.
        """
        held = [t for t in self._by_indicator.get((indicator, basis), ()) if t.holds_on(on)]
        for unit in (*units, AUTHORITY):
            # loc_target names a unit without its kind.
            names = {unit, f"unit:{unit.partition(':')[2]}"}
            of_unit = [t for t in held if t.applies_to in names]
            if of_unit:
                return max(of_unit, key=lambda t: t.valid_from or date.min)
        return None

    def change_dates(self, indicator: str, basis: Basis = Basis.MONTH) -> list[date]:
        """The days on which a target of the indicator starts or stops, for cutting a series into stretches."""
        rows = self._by_indicator.get((indicator, basis), ())
        return sorted({day for t in rows for day in (t.valid_from, t.valid_to) if day is not None})

    def units_named(self, indicator: str, basis: Basis = Basis.MONTH) -> frozenset[str]:
        """The units, as a series names them, that some target of the indicator is for."""
        named = {target.applies_to for target in self._by_indicator.get((indicator, basis), ())}
        bare = {name.partition(":")[2] for name in named if name.startswith("unit:")}
        return frozenset(named | {f"{kind}:{unit}" for unit in bare for kind in ("service", "team")})

    def has(self, indicator: str, basis: Basis = Basis.MONTH) -> bool:
        """Whether any target, in force or not, names the indicator."""
        return (indicator, basis) in self._by_indicator


STATUS_WORDS = {
    1: "Good or improving",
    2: "Improving, but impact still concerning",
    3: "Not improving",
}


@dataclass(frozen=True)
class HumanStatus:
    """What a person judges, beside the computed rating; neither overwrites the other.

    `status` is 1, 2 or 3 (`STATUS_WORDS`); author, date and reason are required, because a judgement without them
    cannot be questioned.
    """

    indicator: str
    status: int
    author: str
    set_on: date
    reason: str
    applies_to: str = AUTHORITY

    def __post_init__(self) -> None:
        if self.status not in STATUS_WORDS:
            raise ValueError(f"A status is 1, 2 or 3, not {self.status}.")
        if not self.author.strip() or not self.reason.strip():
            raise ValueError("A status needs its author and its reason.")

    @property
    def words(self) -> str:
        return STATUS_WORDS[self.status]

    @property
    def sentence(self) -> str:
        """The status with who said so, when and why."""
        return f"{self.words}, says {self.author} ({wording.day(self.set_on)}): {self.reason.rstrip('.')}."


def latest_status(rows: Iterable[HumanStatus], indicator: str, on: date, applies_to: str = AUTHORITY) -> HumanStatus | None:
    """The last status set on or before a day; of two on one day, the later row."""
    held = [r for r in rows if r.indicator == indicator and r.applies_to == applies_to and r.set_on <= on]
    return max(enumerate(held), key=lambda item: (item[1].set_on, item[0]))[1] if held else None

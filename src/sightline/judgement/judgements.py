"""A judgement as it is read: rating, direction of travel, signal and position of one figure, each with its reason.

`judge.py` fills the columns; here they become words, one cell at a time and only when somebody reads it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sightline.benchmarks.models import Benchmark
from sightline.benchmarks.models import Comparison as BenchmarkComparison
from sightline.judgement.chart import STATE_SENTENCES, VARIATION_WORDS, Chart, DefinitionBreak, ExcludedPoint, Rebase
from sightline.judgement.direction import QUARTER_MONTHS, ArrowMode, Comparison, DirectionOfTravel, Directions, direction_at
from sightline.judgement.polarity import PolarityOverride
from sightline.judgement.position import BenchmarkPosition, find_position
from sightline.judgement.series import IndicatorTerms, SeriesKey, SeriesTable
from sightline.judgement.spc import Assurance, Charts, ChartState, Codes, Figures, Variation
from sightline.judgement.tolerance import (
    AUTHORITY,
    Basis,
    HumanStatus,
    Rating,
    RatingCode,
    Target,
    TargetKind,
    Targets,
    latest_status,
)
from sightline.vocabulary import wording
from sightline.vocabulary.periods import APRIL, Month, Window

RATING_WORDS = {Rating.MET: "Met", Rating.NEAR: "Near", Rating.NOT_MET: "Not met", Rating.NOT_JUDGED: "Not judged"}
UNCHARTED = -1


@dataclass(frozen=True)
class Grounds:
    """All that figures are judged against. Every part may be left out: what cannot be judged then says so.

    `benchmarks` holds, for each indicator, a comparison or the rows that state one. `parents` gives the wider units of a
    unit (`team:T1` to `("service:S1",)`), whose targets hold where it has none.
    """

    targets: Targets = field(default_factory=lambda: Targets(()))
    polarities: Sequence[PolarityOverride] = ()
    benchmarks: Mapping[str, BenchmarkComparison | Sequence[Benchmark]] = field(default_factory=dict)
    breaks: Sequence[DefinitionBreak] = ()
    rebases: Sequence[Rebase] = ()
    exclusions: Sequence[ExcludedPoint] = ()
    statuses: Sequence[HumanStatus] = ()
    parents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    mode: ArrowMode = ArrowMode.REAL_CHANGE_ONLY
    comparisons: Sequence[Comparison] = tuple(Comparison)
    screen: bool = False

    def units_of(self, key: SeriesKey) -> tuple[str, ...]:
        """The units of a series from the narrowest, for finding its target."""
        return tuple(wider for unit in key.units for wider in (unit, *self.parents.get(unit, ())))

    def comparator(self, target: Target | None) -> float | None:
        """The figure that a target's distance is measured from, where it names a statistic and not a number."""
        if target is None or not target.benchmark_statistic:
            return None
        position = find_position(self.benchmarks.get(target.indicator, ()))
        return None if position is None else position.statistics.get(target.benchmark_statistic)


@dataclass(frozen=True)
class Judgements:
    """Every cell judged. Codes are (series, months): `RatingCode`, and those of `Directions` and `Charts`.

    `chart_rows` gives the row of `charts` for each series, or -1 where `refusals` says why it has none; that of a stock is
    the chart of its net monthly change. `shown` holds the figures as displayed.
    """

    table: SeriesTable
    grounds: Grounds
    shown: Figures
    ratings: Mapping[Basis, Codes]
    directions: Mapping[Comparison, Directions]
    charts: Charts
    chart_rows: NDArray[np.int64]
    refusals: Codes
    variation: Codes

    @cached_property
    def _row_of(self) -> dict[SeriesKey, int]:
        return {key: row for row, key in enumerate(self.table.keys)}

    def find(self, key: SeriesKey, month: Month) -> Judgement | None:
        """The judgement of one figure, or None where there is no such series or month."""
        row, column = self._row_of.get(key), self.table.column(month)
        return None if row is None or column is None else Judgement(self, row, column)

    def at(self, row: int, column: int) -> Judgement:
        """The judgement of one cell."""
        return Judgement(self, row, column)


@dataclass(frozen=True)
class Judgement:
    """One figure judged. Nothing is worded until a property that ends in `reason` is read."""

    of: Judgements = field(repr=False)
    row: int
    column: int

    @property
    def key(self) -> SeriesKey:
        return self.of.table.keys[self.row]

    @property
    def month(self) -> Month:
        return self.of.table.months[self.column]

    @property
    def terms(self) -> IndicatorTerms:
        return self.of.table.terms_of(self.row)

    @property
    def value(self) -> float | None:
        """The figure as displayed."""
        value = float(self.of.shown[self.row, self.column])
        return None if np.isnan(value) else value

    def target(self, basis: Basis = Basis.MONTH) -> Target | None:
        """The target in force for this figure."""
        units = self.of.grounds.units_of(self.key)
        return self.of.grounds.targets.find(self.key.indicator, self.month.last, units, basis)

    def rating(self, basis: Basis = Basis.MONTH) -> Rating:
        """Met, near, not met or not judged."""
        return RatingCode(int(self.of.ratings[basis][self.row, self.column])).rating

    def rating_reason(self, basis: Basis = Basis.MONTH) -> str:
        """The figure, the target and its source."""
        target, rating = self.target(basis), self.rating(basis)
        if target is None:
            return "Not judged: no target is set."
        if self.value is None:
            return "Not judged: there is no figure."
        if rating is Rating.NOT_JUDGED:
            return _not_judged(target)
        said = f"{self._said(self.value)} against a target of {target.said}"
        source = f" ({target.source})" if target.source else ""
        return f"{RATING_WORDS[rating]}: {said}{source}."

    def direction(self, comparison: Comparison = Comparison.MONTH_ON_MONTH) -> DirectionOfTravel:
        """Direction of travel, with its own reason."""
        held = self.of.directions[comparison]
        since = _since(self, comparison)
        return direction_at(held, self.row, self.column, self.value, since, self.terms.unit, self.terms.decimals)

    @property
    def variation(self) -> Variation:
        """The signal at this month: the figure's own, or that of its monthly series where it is a rolling figure."""
        return Variation(int(self.of.variation[self.row, self.column]))

    @cached_property
    def chart(self) -> Chart | None:
        """The control chart of the series, or None where its window is refused."""
        return self._chart() if self._state is ChartState.CHARTED else None

    @cached_property
    def net_change_chart(self) -> Chart | None:
        """The control chart of a stock's net monthly change; None for what is not a stock."""
        return self._chart() if self._state is ChartState.STOCK else None

    def _chart(self) -> Chart:
        table, terms = self.of.table, self.terms
        is_stock = self._state is ChartState.STOCK
        return Chart(
            self.of.charts,
            int(self.of.chart_rows[self.row]),
            table.months,
            terms.unit,
            terms.decimals,
            None if is_stock else table.numerators[self.row],
            None if is_stock else table.denominators[self.row],
        )

    @property
    def _state(self) -> ChartState:
        return ChartState(int(self.of.refusals[self.row]))

    @property
    def signal_reason(self) -> str:
        """What the control chart says of this month, or why there is none."""
        if self.chart is not None:
            return self.chart.reason(self.column)
        said = STATE_SENTENCES[self._state]
        if self.net_change_chart is not None:
            return f"{said} Of the net change: {self.net_change_chart.reason(self.column)}"
        if self.variation is Variation.NOT_JUDGED:
            return said
        return f"{VARIATION_WORDS[self.variation]} in the monthly figures. {said}"

    @property
    def assurance(self) -> Assurance:
        """Whether the process will reach its target."""
        target = self.target()
        return Assurance.NONE if self.chart is None else self.chart.assurance(target, self.of.grounds.comparator(target))

    @property
    def assurance_reason(self) -> str:
        target = self.target()
        if self.chart is None:
            return STATE_SENTENCES[self._state]
        return self.chart.assurance_sentence(target, self.of.grounds.comparator(target))

    @cached_property
    def position(self) -> BenchmarkPosition | None:
        """Where the authority stands among others; None for a part of it, or without benchmarks."""
        rows = self.of.grounds.benchmarks.get(self.key.indicator, ())
        if self.key.units:
            return None
        return find_position(
            rows,
            current=self.value,
            local_period=wording.window(self.key.window, self.month),
            unit=self.terms.unit,
            decimals=self.terms.decimals,
        )

    @property
    def position_reason(self) -> str:
        return "No benchmark is loaded." if self.position is None else self.position.reason

    @property
    def status(self) -> HumanStatus | None:
        """What a person judged, by the end of the month."""
        applies_to = self.key.units[0] if self.key.units else AUTHORITY
        return latest_status(self.of.grounds.statuses, self.key.indicator, self.month.last, applies_to)

    def _said(self, value: float | None) -> str:
        return wording.figure(value, self.terms.unit, self.terms.decimals)


def _not_judged(target: Target) -> str:
    if target.kind is TargetKind.TO_BE_SET:
        return "Not judged: the target is still to be set."
    if target.kind is TargetKind.DIRECTION:
        return f"Not judged: the target is a direction without a figure ({target.said})."
    return f"Not judged: there is no figure for {target.benchmark_statistic} to measure the distance from."


def _since(judgement: Judgement, comparison: Comparison) -> str:
    month, kind = judgement.month, judgement.key.window
    is_running = kind is Window.YTD and bool(judgement.of.table.counts[judgement.row])
    if comparison is Comparison.MONTH_ON_MONTH:
        if kind is Window.QUARTER:
            return wording.window(kind, month.shift(-QUARTER_MONTHS))
        return "" if is_running else wording.month(month.shift(-1))
    if comparison is Comparison.SAME_MONTH_LAST_YEAR:
        return wording.month(month.shift(-12))
    if comparison is Comparison.ROLLING_6_WITH_12:
        return "the twelve months to the same date" if kind is Window.ROLLING_6 else ""
    april = Month(month.year if month.number >= APRIL else month.year - 1, APRIL)
    last_year = wording.financial_year(april.shift(-1))
    return f"the same months of {last_year}" if is_running else last_year

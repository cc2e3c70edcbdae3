"""Judges figures, one or all at once: rating, direction of travel and signal, in columns.

Nothing is worded here. A `Judgement` (judgements.py) is a view of one cell whose sentences are made when read, so that
judging every indicator, month and team costs less than calculating them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sightline.judgement.chart import segment_columns
from sightline.judgement.direction import Comparison, Directions, broken_between, earlier_columns, travel_columns
from sightline.judgement.judgements import UNCHARTED, Grounds, Judgement, Judgements
from sightline.judgement.polarity import Polarity, polarity_on, sign_of
from sightline.judgement.rounding import round_columns
from sightline.judgement.series import IndicatorTerms, SeriesKey, SeriesTable
from sightline.judgement.spc import Charts, ChartState, Codes, Figures, Flags, Variation, control_charts, net_change, refusal
from sightline.judgement.tolerance import Basis, RatingCode, Target, Targets, rate_columns
from sightline.vocabulary.periods import Month, Window

# Windows whose current month says nothing yet while the month is running.
FLOW_WINDOWS = frozenset({Window.MONTH, Window.YTD})


def judge_all(table: SeriesTable, grounds: Grounds) -> Judgements:
    """Judge every cell of a table."""
    rows = range(len(table.keys))
    decimals = np.array([table.terms_of(row).decimals for row in rows], np.int64)
    shown = round_columns(table.values, decimals) if table.keys else table.values
    on = table.months[-1].last if table.months else None
    polarities = [
        table.terms_of(row).polarity
        if on is None
        else polarity_on(table.keys[row].indicator, on, table.terms_of(row).polarity, grounds.polarities)
        for row in rows
    ]
    signs = np.array([sign_of(p) for p in polarities], np.int8)
    targets = {basis: _targets(table, grounds, basis) for basis in Basis}
    ratings = {basis: _ratings(shown, held, grounds) for basis, held in targets.items()}
    charts, chart_rows, refusals = _charts(table, grounds, signs)
    variation = _variation(table, charts, chart_rows)
    ranges = _ranges(shown, polarities, targets[Basis.MONTH], grounds)
    directions = {
        each: _directions(table, grounds, shown, signs, _signal_for(each, variation, refusals), ranges, each)
        for each in grounds.comparisons
    }
    return Judgements(table, grounds, shown, ratings, directions, charts, chart_rows, refusals, variation)


def judge(
    key: SeriesKey,
    terms: IndicatorTerms,
    months: Sequence[Month],
    values: Sequence[float | None],
    grounds: Grounds,
    *,
    numerators: Sequence[float | None] | None = None,
    denominators: Sequence[float | None] | None = None,
) -> Judgement:
    """Judge the last month of one series. Months must follow one another; a missing figure is None."""

    def row(figures: Sequence[float | None] | None) -> Figures:
        return np.array([[np.nan if f is None else f for f in figures or [None] * len(months)]], float)

    table = SeriesTable((key,), tuple(months), row(numerators), row(denominators), row(values), {key.indicator: terms})
    return judge_all(table, grounds).at(0, len(months) - 1)


# Stretches of columns over which one target holds, for every row that shares it.
Stretches = dict[tuple[Target, int, int], list[int]]


def _targets(table: SeriesTable, grounds: Grounds, basis: Basis) -> Stretches:
    found: Stretches = defaultdict(list)
    known: dict[tuple[str, tuple[str, ...]], list[tuple[Target, int, int]]] = {}
    month_ends = [month.last for month in table.months]
    for row, key in enumerate(table.keys):
        if not grounds.targets.has(key.indicator, basis):
            continue
        # Nearly every team shares the authority's target, so units that no target names are left out of the question.
        named = grounds.targets.units_named(key.indicator, basis)
        asked = (key.indicator, tuple(unit for unit in grounds.units_of(key) if unit in named))
        if asked not in known:
            known[asked] = _stretches(month_ends, grounds.targets, *asked, basis)
        for stretch in known[asked]:
            found[stretch].append(row)
    return found


def _stretches(
    month_ends: Sequence[date], targets: Targets, indicator: str, units: tuple[str, ...], basis: Basis
) -> list[tuple[Target, int, int]]:
    # The target can only change in a month in which some row starts or has just ended.
    cuts = {0, len(month_ends)}
    for day in targets.change_dates(indicator, basis):
        cuts |= {bisect_left(month_ends, day), bisect_right(month_ends, day)}
    ordered = sorted(cuts)
    stretches = []
    for first, last in zip(ordered, ordered[1:], strict=False):
        target = targets.find(indicator, month_ends[first], units, basis)
        if target is not None:
            stretches.append((target, first, last))
    return stretches


def _ratings(shown: Figures, stretches: Stretches, grounds: Grounds) -> Codes:
    codes = np.full(shown.shape, RatingCode.NOT_JUDGED, np.int8)
    for (target, first, last), rows in stretches.items():
        codes[rows, first:last] = rate_columns(shown[rows, first:last], target.bands(grounds.comparator(target)))
    return codes


def _ranges(
    shown: Figures, polarities: Sequence[Polarity], stretches: Stretches, grounds: Grounds
) -> tuple[Figures, Figures] | None:
    """The range that each figure should lie in, for series whose polarity is a range."""
    wants_range = np.array([p is Polarity.RANGE for p in polarities], bool)
    if not wants_range.any():
        return None
    low, high = np.full(shown.shape, np.nan), np.full(shown.shape, np.nan)
    for (target, first, last), rows in stretches.items():
        bands = target.bands(grounds.comparator(target))
        held = [row for row in rows if wants_range[row]]
        if bands is not None and held:
            low[held, first:last], high[held, first:last] = bands.met.low, bands.met.high
    return low, high


def _charts(table: SeriesTable, grounds: Grounds, signs: Codes) -> tuple[Charts, NDArray[np.int64], Codes]:
    """Charts of the series that may have one and, for stocks, of their net monthly change."""
    refusals = np.array([refusal(key.window, table.terms_of(row).unit) for row, key in enumerate(table.keys)], np.int8)
    rows = np.nonzero((refusals == ChartState.CHARTED) | (refusals == ChartState.STOCK))[0]
    breaks, rebased = _breaks(table, grounds), defaultdict(list)
    for rebase in grounds.rebases:
        rebased[rebase.indicator].append(rebase.month)
    starts = [[*breaks[row], *rebased[table.keys[row].indicator]] for row in rows]
    is_stock = refusals[rows] == ChartState.STOCK
    values = table.values[rows].copy()
    values[is_stock] = net_change(values[is_stock])
    if table.partial is not None and (column := table.column(table.partial)) is not None:
        # A percentage of a stock can be read on any day; a flow, or a stock's change over a month, needs the whole month.
        values[is_stock | np.array([table.keys[row].window in FLOW_WINDOWS for row in rows], bool), column] = np.nan
    for place in np.nonzero(is_stock)[0]:
        # What two ways of counting differ by is no change of the stock.
        columns = [table.column(month) for month in breaks[rows[place]]]
        values[place, [column for column in columns if column is not None]] = np.nan
    numerators, denominators = table.numerators[rows].copy(), table.denominators[rows].copy()
    numerators[is_stock], denominators[is_stock] = np.nan, np.nan
    charts = control_charts(
        values,
        signs[rows],
        numerators=numerators,
        denominators=denominators,
        segments=segment_columns(table.months, starts),
        excluded=_excluded(table, grounds)[rows],
        screen=grounds.screen,
    )
    chart_rows = np.full(len(table.keys), UNCHARTED, np.int64)
    chart_rows[rows] = np.arange(len(rows))
    return charts, chart_rows, refusals


def _breaks(table: SeriesTable, grounds: Grounds) -> list[list[Month]]:
    """The months from which each series is counted otherwise: said so, or made with another version of its definition."""
    said: dict[str, list[Month]] = defaultdict(list)
    for cut in grounds.breaks:
        said[cut.indicator].append(cut.month)
    breaks = [list(said[key.indicator]) for key in table.keys]
    if table.versions is None or np.nanmin(table.versions, initial=np.inf) == np.nanmax(table.versions, initial=-np.inf):
        return breaks
    for row, versions in enumerate(table.versions):
        present = np.nonzero(~np.isnan(versions))[0]
        changed = present[1:][np.diff(versions[present]) != 0]
        breaks[row] += [table.months[column] for column in changed]
    return breaks


def _excluded(table: SeriesTable, grounds: Grounds) -> Flags:
    """The points that a person took out of mean and limits."""
    excluded = np.zeros(table.values.shape, bool)
    for point in grounds.exclusions:
        column = table.column(point.month)
        if column is not None:
            excluded[[key.indicator == point.indicator for key in table.keys], column] = True
    return excluded


def _variation(table: SeriesTable, charts: Charts, chart_rows: NDArray[np.int64]) -> Codes:
    """The signal behind each figure: its own, of a stock that of its net change, of a rolling figure that of its months."""
    monthly = {key: row for row, key in enumerate(table.keys) if key.window is Window.MONTH}
    source = np.array(
        [
            row
            if chart_rows[row] != UNCHARTED
            else monthly.get(SeriesKey(k.indicator, Window.MONTH, k.breakdown, k.group, k.authority), -1)
            for row, k in enumerate(table.keys)
        ],
        np.int64,
    )
    variation = np.full(table.values.shape, Variation.NOT_JUDGED, np.int8)
    has_source = source >= 0
    variation[has_source] = charts.variation[chart_rows[source[has_source]]]
    return variation


def _signal_for(comparison: Comparison, variation: Codes, refusals: Codes) -> Codes:
    """The signals that can speak for a comparison: the change of a stock over one month says nothing of a year."""
    if comparison is Comparison.MONTH_ON_MONTH:
        return variation
    return np.where((refusals == ChartState.STOCK)[:, None], np.int8(Variation.NOT_JUDGED), variation)


def _directions(
    table: SeriesTable,
    grounds: Grounds,
    shown: Figures,
    signs: Codes,
    variation: Codes,
    ranges: tuple[Figures, Figures] | None,
    comparison: Comparison,
) -> Directions:
    # In a year to date a count only grows.
    running = np.array([key.window is Window.YTD for key in table.keys], bool) & table.counts
    quarterly = np.array([key.window is Window.QUARTER for key in table.keys], bool)
    if comparison is Comparison.ROLLING_6_WITH_12:
        earlier = _longer_window(table, shown)
    else:
        earlier = earlier_columns(shown, table.months, comparison, running, quarterly)
    current = shown
    if table.partial is not None and (column := table.column(table.partial)) is not None:
        current = shown.copy()
        current[[key.window in FLOW_WINDOWS for key in table.keys], column] = np.nan
    broken: Flags = broken_between(table.months, comparison, _breaks(table, grounds), running, quarterly)
    return travel_columns(current, earlier, signs, mode=grounds.mode, variation=variation, broken=broken, wanted_range=ranges)


def _longer_window(table: SeriesTable, shown: Figures) -> Figures:
    """For each rolling-6 series the figures of its rolling-12 companion."""
    twelve = {key: row for row, key in enumerate(table.keys) if key.window is Window.ROLLING_12}
    earlier = np.full(shown.shape, np.nan)
    for row, k in enumerate(table.keys):
        if k.window is Window.ROLLING_6:
            other = SeriesKey(k.indicator, Window.ROLLING_12, k.breakdown, k.group, k.authority)
            if other in twelve:
                earlier[row] = shown[twelve[other]]
    return earlier

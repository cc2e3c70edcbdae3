"""Checks of percentages and rates: what their counts and populations must be for them to be true."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor

from sightline.judgement.figures import YEAR_MONTHS, Figures, Inconsistency, finding, half_a_step, printed_year, said
from sightline.judgement.relations import Relations
from sightline.observations.history import PERCENT_UNITS, HistoryRow
from sightline.vocabulary import wording
from sightline.vocabulary.periods import APRIL, Month, Window

# Binary fractions of the edges of rounding.
CLOSE = 1e-6


@dataclass(frozen=True)
class WholeMonth:
    """The whole numbers, from least to most, that a month's printed percentage can stand for."""

    least: int
    most: int
    row: HistoryRow
    whole: float


def percentages_follow(figures: Figures, relations: Relations) -> Iterator[Inconsistency]:
    """A printed percentage is its numerator over its denominator, in its own row or in two others."""
    for row in figures.rows:
        if row.unit in PERCENT_UNITS and row.numerator is not None and row.denominator and row.value is not None:
            yield from _is_ratio(row, row.numerator, row.denominator, [row])
    for relation in relations.ratio:
        names = (relation.percentage, relation.numerator, relation.denominator)
        for _, (row, above, below) in figures.together(*names):
            if above.value is not None and below.value:
                yield from _is_ratio(row, above.value, below.value, [row, above, below])


def _is_ratio(row: HistoryRow, above: float, below: float, rows: Sequence[HistoryRow]) -> Iterator[Inconsistency]:
    if row.value is None or _rounds_to(100 * above / below, row):
        return
    made = wording.figure(100 * above / below, "%", row.decimals + 1)
    sentence = f"{wording.n_of_d(above, below)} is {made}, but {wording.figure(row.value, '%', row.decimals)} is given."
    yield finding("percentage", rows, sentence)


def _rounds_to(exact: float, row: HistoryRow) -> bool:
    assert row.value is not None
    return abs(exact - row.value) <= half_a_step(row) + CLOSE


def percentages_are_of_whole_children(figures: Figures, relations: Relations) -> Iterator[Inconsistency]:
    """Some whole number over the denominator rounds to the percentage; and the months' make the year's."""
    for relation in relations.percentage_of:
        months: dict[tuple[str, str], dict[Month, WholeMonth]] = defaultdict(dict)
        for (window, breakdown, group, _), (row, whole) in figures.together(relation.percentage, relation.of):
            # What is made of a denominator of its own is checked against that.
            if row.value is None or not whole.value or row.denominator is not None:
                continue
            half = half_a_step(row)
            least = max(0, ceil((row.value - half) * whole.value / 100 - CLOSE))
            most = floor((row.value + half) * whole.value / 100 + CLOSE)
            if least > most:
                given = wording.figure(row.value, "%", row.decimals)
                sentence = f"No whole number of {said(whole.value)} is {given}: the denominator is another."
                yield finding("whole_children", [row, whole], sentence)
            elif window == Window.MONTH and row.month is not None:
                months[breakdown, group][row.month] = WholeMonth(least, most, row, whole.value)
        for (breakdown, group), held in months.items():
            yield from _year_of_percentages(figures, relation.percentage, breakdown, group, held)


def _year_of_percentages(
    figures: Figures,
    indicator: str,
    breakdown: str,
    group: str,
    months: dict[Month, WholeMonth],
) -> Iterator[Inconsistency]:
    for start in {Month(m.year if m.number >= APRIL else m.year - 1, APRIL) for m in months}:
        year = [months.get(start.shift(n)) for n in range(YEAR_MONTHS)]
        printed = printed_year(figures, indicator, breakdown, group, start)
        held = [month for month in year if month is not None]
        if printed is None or printed.value is None or len(held) != YEAR_MONTHS:
            continue
        whole = sum(month.whole for month in held)
        least, most = 100 * sum(m.least for m in held) / whole, 100 * sum(m.most for m in held) / whole
        half = half_a_step(printed) + CLOSE
        if least - half <= printed.value <= most + half:
            continue
        made = wording.figure(least, "%", printed.decimals + 1)
        if least != most:
            made = f"{made} to {wording.figure(most, '%', printed.decimals + 1)}"
        sentence = f"The months make {made}, but {wording.figure(printed.value, '%', printed.decimals)} is given."
        yield finding("year_to_date", [printed, *(month.row for month in held)], sentence)


def rates_share_one_population(figures: Figures, relations: Relations) -> Iterator[Inconsistency]:
    """All rates of a period can be made with one population."""
    by_period: dict[str, list[tuple[float, float, HistoryRow, HistoryRow]]] = defaultdict(list)
    for pair in relations.one_population.pairs:
        for cell, rate in figures.cells(pair.rate).items():
            window, breakdown, group, period = cell
            # A year's count of a flow is its year to date; its rate may be printed as the rolling year, which is the same.
            cells = [cell, (Window.YTD.value, breakdown, group, period)] if "/" in period else [cell]
            count = next((figures.cells(pair.count)[c] for c in cells if c in figures.cells(pair.count)), None)
            if count is None or count.value is None or not rate.value or breakdown:
                continue
            if rate.denominator:
                # A rate that carries its population need not be asked what it implies.
                by_period[period].append((rate.denominator, rate.denominator, count, rate))
                continue
            half = half_a_step(rate)
            per = relations.one_population.per
            low, high = (count.value * per / (rate.value + side * half) for side in (1, -1))
            by_period[period].append((low - CLOSE, high + CLOSE, count, rate))
    for period, intervals in by_period.items():
        groups = _in_common(intervals)
        if len(groups) > 1:
            populations = [
                f"{wording.number(max(i[0] for i in group))} to {wording.number(min(i[1] for i in group))} for"
                f" {wording.listed(sorted(i[3].indicator for i in group))}"
                for group in groups
            ]
            rows = [row for group in groups for interval in group for row in interval[2:]]
            sentence = f"The rates imply {len(groups)} populations: {'; '.join(populations)}."
            yield Inconsistency("one_population", "population", period, tuple(dict.fromkeys(r.line for r in rows)), sentence)


Implied = tuple[float, float, HistoryRow, HistoryRow]


def _in_common(intervals: list[Implied]) -> list[list[Implied]]:
    """The fewest groups of intervals that each have a population in common."""
    groups: list[list[Implied]] = []
    for interval in sorted(intervals, key=lambda each: each[1]):
        # Taken in order of their upper ends, an interval either reaches the end that began the group or starts another.
        if groups and interval[0] <= groups[-1][0][1]:
            groups[-1].append(interval)
        else:
            groups.append([interval])
    return groups

"""Published figures of some measures, as series: read in one go, and worked out from counts where a file has no rate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Literal, cast

from sightline.benchmarks.models import Cell, PublishedMeasure, Series
from sightline.benchmarks.store import BenchmarkStore, Found, KeptDataset, cells_by_period

POPULATION = "ons.population_0_17"
PER = 10_000
Populations = tuple[str, Mapping[str, Mapping[str, Cell]]]
NO_POPULATION = "no population is loaded for the mid-year before"


def read_series(
    store: BenchmarkStore, measures: Collection[str], indicators: Collection[str] = (), release: str | None = None
) -> tuple[Series, ...]:
    """Every series of the measures, and every one stated for the indicators, newest release of a measure first.

    `release` leaves all others out.
    """
    every = store.datasets()
    chosen = sorted(
        (each for each in every if each.kind == "values" and release in (None, each.release)),
        key=lambda each: each.newness,
        reverse=True,
    )
    population: Populations | None = None
    found: list[Series] = []
    for kept in chosen:
        if kept.covers != "england":
            found += _stated(store, kept, indicators)
            continue
        if population is None and any(rate.id in measures for rate in kept.rates):
            population = newest_population(store, every)
        found += _national(store, kept, measures, population)
    return tuple(found)


def _national(
    store: BenchmarkStore, kept: KeptDataset, measures: Collection[str], population: Populations | None
) -> list[Series]:
    held = [measure for measure in measures if measure in kept.measures]
    rates = [rate for rate in kept.rates if rate.id in measures]
    cells = store.cells_of(kept, {*held, *(rate.count for rate in rates)})
    series = [Series(kept.measures[measure], kept.release, "england", cells[measure]) for measure in held]
    for rate in rates:
        release, persons = population or ("", {})
        about = PublishedMeasure(rate.id, rate.name, "rate")
        found = rates_of(cells[rate.count], persons)
        series.append(Series(about, kept.release, "england", found, population_release=release))
    return series


def newest_population(store: BenchmarkStore, every: Collection[KeptDataset]) -> Populations:
    """The release and the cells, by mid-year and area, of the newest population estimates; empty where there are none."""
    held = [each for each in every if POPULATION in each.measures]
    if not held:
        return "", {}
    newest = max(held, key=lambda each: each.newness)
    return newest.release, store.cells_of(newest, {POPULATION})[POPULATION]


def rates_of(
    counts: Mapping[str, Mapping[str, Cell]], population: Mapping[str, Mapping[str, Cell]]
) -> dict[str, dict[str, Cell]]:
    """Counts for every 10,000 children of the mid-year before, unrounded. A symbol of either becomes the rate's."""
    return {
        period: {area: _rate(count, population.get(_year_before(period), {}).get(area)) for area, count in areas.items()}
        for period, areas in counts.items()
    }


def _year_before(period: str) -> str:
    return str(int(period[:4]) - 1)


def _rate(count: Cell, persons: Cell | None) -> Cell:
    if count.value is None:
        return count
    if persons is None:
        return Cell(None, NO_POPULATION)
    return Cell(count.value * PER / persons.value) if persons.value else Cell(None, persons.status or "z")


def _stated(store: BenchmarkStore, kept: KeptDataset, indicators: Collection[str]) -> list[Series]:
    rows: dict[tuple[str, str], list[Found]] = defaultdict(list)
    for row in store.stated_of(kept, indicators):
        rows[row[0], row[1]].append(row)
    return [_stated_series(kept, measure, each) for (measure, _), each in sorted(rows.items())]


def _stated_series(kept: KeptDataset, measure: str, rows: list[Found]) -> Series:
    about = kept.measures.get(measure, PublishedMeasure(measure))
    indicator = rows[0][1]
    covers = cast(Literal["region", "given"], kept.covers)
    if covers == "region":
        return Series(about, kept.release, covers, cells_by_period(rows), indicator=indicator)
    given: dict[str, dict[tuple[str, str, str], Cell]] = defaultdict(dict)
    for _, _, period, area, statistic, neighbour_set, value, status in rows:
        given[period][area, neighbour_set, statistic] = Cell(value, status)
    return Series(about, kept.release, covers, given=dict(given), indicator=indicator)

"""Every figure that a store knows of: those that were calculated here, and the series supplied from elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pyarrow as pa

from sightline.catalogue.catalogue import Catalogue
from sightline.catalogue.models import MeasureKind
from sightline.engine.plan import ALL
from sightline.engine.read import OBSERVATION_COLUMNS, Wanted
from sightline.intake.store import Store
from sightline.judgement.polarity import Polarity
from sightline.judgement.series import IndicatorTerms, observations_from_history
from sightline.observations.bearing import Bearing
from sightline.observations.history import HistoryRow, ToDateBasis, year_to_date
from sightline.observations.history_readers import OLDER_TABLE, read_older
from sightline.observations.history_store import HistoryStore
from sightline.observations.known import KnownFigures, Place
from sightline.observations.store import Builds, Observations
from sightline.pipeline.areas import area_of
from sightline.pipeline.load import rows_of_table
from sightline.vocabulary.periods import Window

SCHEMA = pa.schema(
    [(name, pa.string()) for name in OBSERVATION_COLUMNS[:2]]
    + [("version", pa.int64())]
    + [(name, pa.string()) for name in OBSERVATION_COLUMNS[3:7]]
    + [(name, pa.float64()) for name in OBSERVATION_COLUMNS[7:]]
)
# What a calculated figure is known by beside supplied ones: indicator, window, period, group.
Calculated = tuple[str, str, str, str]


def terms_of(catalogue: Catalogue) -> dict[str, IndicatorTerms]:
    """What judging needs to know of each definition."""
    return {
        indicator.id: IndicatorTerms(
            indicator.unit,
            indicator.decimals,
            Polarity(indicator.polarity.value),
            indicator.name,
            adds_up=indicator.measure is MeasureKind.COUNT,
        )
        for indicator in catalogue.indicators
    }


def known_figures(
    store: Path,
    *,
    breakdown: str = ALL,
    groups: tuple[str, ...] | None = None,
    indicators: Collection[str] | None = None,
    authority: str | None = None,
    units: Mapping[str, str] = MappingProxyType({}),
) -> KnownFigures:
    """Every figure of the authority as a whole, or of some groups of one breakdown; of some indicators, where named.

    Where a store holds several authorities they are those of one of them, or of the area that they make up. A supplied series
    fills the months that were not calculated here, and those that the extract does not bear; where both have a figure the
    calculated one stands. `units` says what each indicator is counted in, for series that an extract brings in its
    `loc_manual_series`. Raises UsageError for an authority that the store has no figures of.
    """
    area = area_of(store, authority)
    calculated, rates = _calculated(store, Wanted(breakdowns=(breakdown,), groups=groups), indicators, area)
    history = HistoryStore(store)
    loads = [load for load in map(history.load, history.names()) if area is None or load.authority == area]
    series = [(load.authority, history.rows(load.name)) for load in loads]
    brought = _of_the_extract(store, area, units)
    if brought:
        series.append((area or Store(store).authority.default, brought))
    if not series:
        return calculated
    supplied = [(whose, _supplied(rows, breakdown, groups, indicators)) for whose, rows in series]
    given = {_place(row) for _, rows in supplied for row in rows if row.value is not None}
    calculated = _without_what_is_better_known(calculated, given, rates)
    places = set(_places(calculated.table))
    tables, printed, years = [calculated.table], set[Place](), dict[Place, float]()
    for whose, rows in supplied:
        monthly, as_printed = with_years_to_date(rows, places)
        # Of two series that give one figure the first stands: what was loaded goes before what an extract brings.
        places |= {_place(row) for row in monthly if row.value is not None}
        tables.append(observations_from_history(monthly, whose).cast(SCHEMA))
        printed |= as_printed
        years |= printed_years(rows)
    table = pa.concat_tables(tables)
    return replace(
        calculated,
        table=table,
        supplied=_indicators(table, years) - {place[0] for place in places},
        as_printed=frozenset(printed),
        years=years,
        benchmarks=tuple(each for load in loads for each in history.benchmarks(load.name)),
        stale=tuple(load for load in loads if calculated.spine is not None and load.is_stale(calculated.spine.as_at)),
    )


def _calculated(
    store: Path, wanted: Wanted, indicators: Collection[str] | None, area: str | None
) -> tuple[KnownFigures, frozenset[str]]:
    """What was calculated here, and which of its indicators are rates."""
    builds = Builds(store)
    if not builds.exists():
        return KnownFigures(SCHEMA.empty_table()), frozenset()
    if area is not None:
        wanted = replace(wanted, authorities=(area,), totals=True)
    with Observations(builds.current()) as observations:
        figures = observations.figures(None)
        held = dict.fromkeys(figure.indicator_id for figure in figures)
        chosen = [name for name in held if indicators is None or name in indicators]
        found = observations.table(chosen, wanted).cast(SCHEMA) if chosen else SCHEMA.empty_table()
        missing = observations.build.manifest["not_available"].items()
        lost = {name: tuple(tables) for name, tables in missing if indicators is None or name in indicators}
        known = KnownFigures(found, observations.spine, observations.settings, not_available=lost, area=area or "")
        return known, frozenset(figure.indicator_id for figure in figures if figure.measure == MeasureKind.RATE)


def _of_the_extract(store: Path, area: str | None, units: Mapping[str, str]) -> tuple[HistoryRow, ...]:
    """The series that the extract brings; those of a unit of the authority are its team's."""
    held = rows_of_table(store, OLDER_TABLE, area or "") if units else []
    rows = read_older(((where, row) for where, row in held if row["indicator_id"] in units), units)
    if not any(row.group for row in rows):
        return rows
    teams = {row["unit_id"]: row["dept_team_id"] for _, row in rows_of_table(store, "loc_org_unit", area or "")}
    return tuple(replace(row, breakdown="team", group=teams[row.group]) if teams.get(row.group) else row for row in rows)


def _supplied(
    rows: Iterable[HistoryRow], breakdown: str, groups: tuple[str, ...] | None, indicators: Collection[str] | None
) -> list[HistoryRow]:
    """The rows of a series that are asked about."""
    kept = "" if breakdown == ALL else breakdown
    return [
        row
        for row in rows
        if row.breakdown == kept
        and (groups is None or row.group in groups)
        and (indicators is None or row.indicator in indicators)
    ]


def _places(table: pa.Table) -> list[Calculated]:
    names = ("indicator", "window", "period", "group")
    return list(zip(*(table.column(name).to_pylist() for name in names), strict=True))


def _place(row: HistoryRow) -> Calculated:
    return row.indicator, row.window, row.period, row.group


def _without_what_is_better_known(
    calculated: KnownFigures, given: Collection[Calculated], rates: Collection[str]
) -> KnownFigures:
    """The calculated figures but those that the extract does not bear and that a supplied series has."""
    if calculated.spine is None:
        return calculated
    bearing = Bearing.of(calculated.table, rates, calculated.spine)
    kept = [
        place not in given or bearing.bears(indicator, group, window, period)
        for place in _places(calculated.table)
        for indicator, window, period, group in [place]
    ]
    return replace(calculated, table=calculated.table.filter(pa.array(kept, pa.bool_())))


def with_years_to_date(rows: Sequence[HistoryRow], calculated: Collection[Calculated]) -> tuple[list[HistoryRow], set[Place]]:
    """Supplied figures of months that were not calculated, with their years to date; and which of those are as printed."""
    monthly = [row for row in rows if row.month is not None and _place(row) not in calculated]
    held = {(row.indicator, row.period, row.group) for row in monthly if row.window == Window.YTD}
    made: list[HistoryRow] = []
    printed: set[Place] = set()
    series: dict[tuple[str, str, str], list[HistoryRow]] = {}
    for row in rows:
        series.setdefault((row.indicator, row.breakdown, row.group), []).append(row)
    for row in monthly:
        place = (row.indicator, row.period, row.group)
        known = place in held or (row.indicator, Window.YTD.value, row.period, row.group) in calculated
        if row.window != Window.MONTH or row.month is None or known:
            continue
        ours = series[row.indicator, row.breakdown, row.group]
        found = year_to_date(ours, row.indicator, row.month, breakdown=row.breakdown, group=row.group)
        if found.value is None:
            continue
        year = replace(row, window=Window.YTD.value, value=found.value)
        made.append(replace(year, numerator=found.numerator, denominator=found.denominator))
        if found.basis is ToDateBasis.AS_PRINTED:
            printed.add(place_of(row))
    return [*monthly, *made], printed


def place_of(row: HistoryRow) -> Place:
    """Where a supplied figure belongs: indicator, breakdown, group and period."""
    return row.indicator, row.breakdown or ALL, row.group, row.period


def printed_years(rows: Iterable[HistoryRow]) -> dict[Place, float]:
    """The outturns that were printed, by place: the period is the year, `2017/18`."""
    return {place_of(row): row.value for row in rows if row.month is None and row.value is not None and row.period[:4].isdigit()}


def _indicators(table: pa.Table, years: Mapping[Place, float]) -> frozenset[str]:
    """The indicators that have a figure of a month, or only of a year."""
    return frozenset([*table.column("indicator").to_pylist(), *(place[0] for place in years)])

"""Every figure that a store knows of: those that were calculated here, and the series supplied from elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from sightline.catalogue.catalogue import Catalogue
from sightline.engine.plan import ALL
from sightline.engine.read import OBSERVATION_COLUMNS, Wanted
from sightline.judgement.polarity import Polarity
from sightline.judgement.series import SUPPLIED_VERSION, IndicatorTerms
from sightline.observations.history import HistoryRow, ToDateBasis, year_to_date
from sightline.observations.history_store import HistoryStore
from sightline.observations.store import Builds, Observations
from sightline.vocabulary.periods import APRIL, Month, Spine, Window

SCHEMA = pa.schema(
    [(name, pa.string()) for name in OBSERVATION_COLUMNS[:2]]
    + [("version", pa.int64())]
    + [(name, pa.string()) for name in OBSERVATION_COLUMNS[3:7]]
    + [(name, pa.float64()) for name in OBSERVATION_COLUMNS[7:]]
)


@dataclass(frozen=True)
class KnownFigures:
    """Observations in OBSERVATION_COLUMNS, with what is known about where they come from.

    `spine` is that of the build, None where nothing was calculated here. `supplied` names the indicators that only a
    supplied series has; `as_printed` the (indicator, period) whose year to date stands as its supplier printed it.
    """

    table: pa.Table
    spine: Spine | None
    supplied: frozenset[str]
    as_printed: frozenset[tuple[str, str]]
    years: dict[tuple[str, str], float]
    not_available: dict[str, tuple[str, ...]]


def terms_of(catalogue: Catalogue) -> dict[str, IndicatorTerms]:
    """What judging needs to know of each definition."""
    return {
        indicator.id: IndicatorTerms(indicator.unit, indicator.decimals, Polarity(indicator.polarity.value), indicator.name)
        for indicator in catalogue.indicators
    }


def known_figures(store: Path, *, breakdown: str = ALL, groups: tuple[str, ...] | None = None) -> KnownFigures:
    """Every figure of the authority as a whole, or of some groups of one breakdown.

    A supplied series fills the months that were not calculated here; where both have a figure the calculated one stands.
    """
    builds = Builds(store)
    tables: list[pa.Table] = []
    spine: Spine | None = None
    lost: dict[str, tuple[str, ...]] = {}
    calculated: set[tuple[str, str, str]] = set()
    if builds.exists():
        with Observations(builds.current()) as observations:
            spine = observations.spine
            found = observations.table(None, Wanted(breakdowns=(breakdown,), groups=groups))
            lost = {name: tuple(tables_) for name, tables_ in observations.build.manifest["not_available"].items()}
        tables.append(found.cast(SCHEMA))
        calculated = set(zip(*(found.column(name).to_pylist() for name in ("indicator", "window", "period")), strict=True))
    history = [row for name in HistoryStore(store).names() for row in HistoryStore(store).rows(name)]
    rows, printed, years = supplied_figures(history, calculated) if breakdown == ALL else ([], set(), {})
    tables.append(pa.Table.from_pylist(rows, schema=SCHEMA))
    only_supplied = {str(row["indicator"]) for row in rows} - {key[0] for key in calculated}
    return KnownFigures(pa.concat_tables(tables), spine, frozenset(only_supplied), frozenset(printed), years, lost)


def supplied_figures(
    history: list[HistoryRow], calculated: Collection[tuple[str, str, str]]
) -> tuple[list[dict[str, object]], set[tuple[str, str]], dict[tuple[str, str], float]]:
    """Observation rows from supplied series, the years to date that stand as printed, and whole years by label."""
    windows = {window.value for window in Window}
    rows: list[dict[str, object]] = []
    years: dict[tuple[str, str], float] = {}
    months: dict[str, set[Month]] = {}
    for row in history:
        if not row.indicator or row.breakdown:
            continue
        if row.month is None:
            if row.value is not None and row.period[:4].isdigit():
                years[row.indicator, row.period] = row.value
        elif row.window in windows and (row.indicator, row.window, row.period) not in calculated:
            rows.append(_observation(row.indicator, row.period, row.window, row.numerator, row.denominator, row.value))
            if row.window == Window.MONTH.value:
                months.setdefault(row.indicator, set()).add(row.month)
    printed: set[tuple[str, str]] = set()
    held = {(row["indicator"], row["period"]) for row in rows if row["window"] == Window.YTD.value}
    for indicator, month in _every_month(months):
        period = str(month)
        if (indicator, period) in held or (indicator, Window.YTD.value, period) in calculated:
            continue
        to_date = year_to_date(history, indicator, month)
        if to_date.value is not None:
            rows.append(_observation(indicator, period, Window.YTD.value, to_date.numerator, to_date.denominator, to_date.value))
            if to_date.basis is ToDateBasis.AS_PRINTED:
                printed.add((indicator, period))
    return rows, printed, years


def _every_month(months: dict[str, set[Month]]) -> Iterable[tuple[str, Month]]:
    for indicator in sorted(months):
        for month in sorted(months[indicator]):
            yield indicator, month


def _observation(
    indicator: str, period: str, window: str, numerator: float | None, denominator: float | None, value: float | None
) -> dict[str, object]:
    return {
        "authority": "",
        "indicator": indicator,
        "version": SUPPLIED_VERSION,
        "period": period,
        "window": window,
        "breakdown": ALL,
        "group": "",
        "numerator": numerator,
        "denominator": denominator,
        "value": value,
    }


def previous_year_label(month: Month) -> str:
    """The financial year before the one of a month, as series name it: `2017/18` for March 2019."""
    start = (month.year if month.number >= APRIL else month.year - 1) - 1
    return f"{start}/{(start + 1) % 100:02d}"

"""Benchmarks: published figures of other authorities, kept in the store and set beside an indicator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from sightline.benchmarks.links import PublishedLink, link_from_catalogue
from sightline.benchmarks.load import BenchmarkLoad, LoadOptions, load_benchmarks
from sightline.benchmarks.models import Benchmark, Comparison
from sightline.benchmarks.readers.plain import COMPARATORS
from sightline.benchmarks.show import BenchmarkAnswer, PublishedFigures, show_benchmarks
from sightline.benchmarks.store import BenchmarkStore
from sightline.catalogue.catalogue import Catalogue
from sightline.catalogue.models import Indicator
from sightline.errors import UsageError
from sightline.intake.store import Store
from sightline.judgement.polarity import Polarity
from sightline.pipeline.definitions import open_catalogue
from sightline.pipeline.load import rows_of_table
from sightline.vocabulary.areas import shipped_authorities
from sightline.vocabulary.periods import Month

FOLDER = "benchmarks"
OLDER_TABLE = "loc_benchmark"
# Nobody says of a benchmark written down by hand which set of neighbours it is of.
BY_HAND = "as written"
OF_NEIGHBOURS = frozenset({"sn_mean", "sn_median", "best_sn"})
MARCH = 3


def load_published(
    store: Path,
    files: Sequence[Path],
    *,
    release: str | None = None,
    neighbour_set: str | None = None,
    maps: Path | None = None,
) -> BenchmarkLoad:
    """Read published files and keep their figures: all of them or none.

    Raises InputError for a header that is not known, an England row that does not prove itself, mixed vintages, rows
    that contradict each other, or an empty file. Nothing that was loaded before is touched.
    """
    owner = Store(store).authority
    options = LoadOptions(release=release, neighbour_set=neighbour_set, authority=owner.code if owner.is_said else "", maps=maps)
    return load_benchmarks(BenchmarkStore(store / FOLDER), files, options)


def show_published(
    store: Path, indicator: str, authority: str | None = None, *, period: str | None = None, release: str | None = None
) -> BenchmarkAnswer:
    """Every statistic of an indicator's published measure for an authority (the store's own, unless told).

    Raises UsageError for an indicator or authority that there is not, or where the store's authority was not said.
    """
    definition = open_catalogue(store).get(indicator)
    owner = Store(store).authority
    if authority is None and not owner.is_said:
        raise UsageError(f"Say whose figures to show: --authority 343. Nobody has said yet whose data {store} holds.")
    code = shipped_authorities().find(authority or owner.code).code
    return show_benchmarks(
        BenchmarkStore(store / FOLDER), indicator, code, period=period, release=release, link=_link(definition)
    )


def _link(definition: Indicator) -> PublishedLink | None:
    published = definition.published_as
    lait, flavour = (published.lait, published.flavour.value) if published else (None, None)
    return link_from_catalogue(definition.id, definition.polarity.value, lait, flavour)


def comparisons_at(
    store: Path, catalogue: Catalogue, month: Month, polarities: Mapping[str, Polarity], authority: str = ""
) -> dict[str, Comparison | Sequence[Benchmark]]:
    """For each indicator with published figures, those of the last year that had ended by a month.

    A comparison where the files hold every authority, the rows that a file states where they do not. `polarities` is the
    authority's own view of which way is good. `authority` is whose figures are compared, else the store's own. Empty where
    nothing is loaded, where nobody said whose data this is, and for an area of several authorities.
    """
    kept, own = BenchmarkStore(store / FOLDER), authority or Store(store).authority.code
    if not kept.datasets() or own not in shipped_authorities():
        return {}
    links = {definition.id: _link(definition) for definition in catalogue.indicators}
    figures = PublishedFigures.read(kept, [link for link in links.values() if link], links)
    found: dict[str, Comparison | Sequence[Benchmark]] = {}
    for indicator, link in links.items():
        ended = _last_ended(figures.periods(link), month) if link else None
        if link is not None and ended is not None:
            comparison = figures.comparison(link, own, ended, polarities[indicator].value)
            if comparison is not None:
                found[indicator] = comparison
                continue
        stated = _stated(figures, indicator, own, month)
        if stated:
            found[indicator] = stated
    return found


def stated_at(store: Path, catalogue: Catalogue, month: Month) -> dict[str, Sequence[Benchmark]]:
    """What regional and plain files state for each indicator, for the last period that had ended by a month."""
    kept, owner = BenchmarkStore(store / FOLDER), Store(store).authority
    if not kept.datasets() or owner.code not in shipped_authorities():
        return {}
    indicators = [definition.id for definition in catalogue.indicators]
    figures = PublishedFigures.read(kept, [], indicators)
    found = {indicator: _stated(figures, indicator, owner.code, month) for indicator in indicators}
    return {indicator: rows for indicator, rows in found.items() if rows}


def _stated(figures: PublishedFigures, indicator: str, authority: str, month: Month) -> Sequence[Benchmark]:
    """The rows that a regional or plain file states for the last period that had ended."""
    series = figures.stated(indicator)
    ended = _last_ended([period for each in series for period in each.periods], month)
    return () if ended is None else figures.stated_benchmarks(indicator, authority, ended)


def brought_at(store: Path, month: Month, area: str = "") -> dict[str, Sequence[Benchmark]]:
    """Benchmarks that an extract brings in its `loc_benchmark`, those of the last period that had ended by a month."""
    authority = area or Store(store).authority.code
    rows: dict[str, dict[str, list[Benchmark]]] = {}
    for _, row in rows_of_table(store, OLDER_TABLE, area):
        statistic = COMPARATORS.get(row["comparator"] or "")
        if statistic is not None and row["value"] is not None:
            period = str(row["period_label"]).replace("/", "-")
            release = f"{OLDER_TABLE} {row['published_date'] or 'undated'}"
            neighbours = BY_HAND if statistic in OF_NEIGHBOURS else ""
            names = row["indicator_id"], row["lait_measure"] or row["indicator_id"], authority
            made = Benchmark(*names, period, release, neighbours, statistic, row["value"], "")
            rows.setdefault(row["indicator_id"], {}).setdefault(period, []).append(made)
    ended = {indicator: _last_ended(list(periods), month) for indicator, periods in rows.items()}
    return {indicator: rows[indicator][period] for indicator, period in ended.items() if period is not None}


def _last_ended(periods: Sequence[str], month: Month) -> str | None:
    """The last of some periods that was over by the end of a month: nobody could have compared with a later one."""
    return max((period for period in periods if (end := _end(period)) is not None and end <= month), default=None)


def _end(period: str) -> Month | None:
    """The last month of `2025` (a reporting year, to March), `2024-25` or `2024-25 Q1`; None for anything else."""
    year, _, rest = period.partition("-")
    if not year.isdigit():
        return None
    if not rest:
        return Month(int(year), MARCH)
    _, _, quarter = rest.partition(" Q")
    end_of_year = Month(int(year) + 1, MARCH)
    return end_of_year.shift(-3 * (4 - int(quarter))) if quarter.isdigit() else end_of_year

"""`sightline benchmarks show`: an indicator's benchmarks, from whichever published measure and release is at hand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sightline.benchmarks.compare import compare, rows_of, stated_rows
from sightline.benchmarks.links import PublishedLink, link_of, shipped_links
from sightline.benchmarks.models import OTHER_STATISTICS, STATISTICS, Benchmark, Comparison, Series
from sightline.benchmarks.series import read_series
from sightline.benchmarks.statistics import Polarity
from sightline.benchmarks.store import BenchmarkStore
from sightline.errors import StoreError, UsageError
from sightline.vocabulary.areas import Authorities, NeighbourSet, shipped_authorities

# 2024-25 or 2024/25, for the reporting year that ends in March 2025.
FINANCIAL_YEAR = re.compile(r"(\d{4})[-/](\d{2})")


@dataclass(frozen=True)
class BenchmarkAnswer:
    """The rows of `benchmarks show`, and what a reader should know of them."""

    rows: tuple[Benchmark, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class PublishedFigures:
    """The published figures of some indicators, read once, from which any authority's comparisons follow."""

    series: tuple[Series, ...]
    neighbour_sets: tuple[NeighbourSet, ...]
    authorities: Authorities

    @classmethod
    def read(
        cls,
        store: BenchmarkStore,
        links: Iterable[PublishedLink],
        indicators: Iterable[str] = (),
        release: str | None = None,
        authorities: Authorities | None = None,
    ) -> PublishedFigures:
        """Read the measures of the links, and what files state for those indicators and any named besides."""
        chosen = list(links)
        measures = {measure for link in chosen for measure in link.measures}
        stated = {*indicators, *(link.indicator for link in chosen)}
        series = read_series(store, measures, stated, release)
        return cls(series, store.neighbour_sets(), authorities or shipped_authorities())

    def periods(self, link: PublishedLink) -> tuple[str, ...]:
        """The periods of the measure that is shown for the indicator, oldest first; empty where none is loaded."""
        for measure in link.measures:
            found = {period for each in self.series if each.measure == measure for period in each.periods}
            if found:
                return tuple(sorted(found))
        return ()

    def comparison(
        self, link: PublishedLink, authority: str, period: str | None = None, polarity: Polarity | None = None
    ) -> Comparison | None:
        """The comparison of the first linked measure that has the period (the newest, unless named), or None.

        Of several releases that have the period, the newest. `polarity` is the authority's own, where it differs.
        """
        place = self.authorities.find(authority)
        for measure in link.measures:
            held = [each for each in self.series if each.measure == measure and each.covers == "england"]
            newest = max((each.periods[-1] for each in held if each.periods), default=None)
            wanted = newest if period is None else period
            for series in held:
                if wanted is not None and (said := _period_of(series, wanted)) is not None:
                    return compare(series, said, place, self.neighbour_sets, polarity or link.polarity, self.authorities)
        return None

    def benchmarks(
        self,
        link: PublishedLink,
        authority: str,
        period: str | None = None,
        polarity: Polarity | None = None,
        statistics: Sequence[str] = STATISTICS,
    ) -> tuple[Benchmark, ...]:
        """The rows of `comparison`; none where there is none."""
        found = self.comparison(link, authority, period, polarity)
        return rows_of(link.indicator, found, statistics) if found else ()

    def stated(self, indicator: str) -> tuple[Series, ...]:
        """The series that a regional or plain file states for an indicator, newest release first."""
        return tuple(each for each in self.series if each.indicator == indicator)

    def stated_benchmarks(
        self,
        indicator: str,
        authority: str,
        period: str,
        polarity: Polarity = "neutral",
        statistics: Sequence[str] = STATISTICS,
    ) -> tuple[Benchmark, ...]:
        """The rows that regional and plain files state for an indicator and period, newest release first."""
        rows: list[Benchmark] = []
        for series in self.stated(indicator):
            label = _period_of(series, period)
            if label is None:
                continue
            if series.covers == "given":
                rows += stated_rows(indicator, series, label, authority, statistics)
            else:
                found = compare(series, label, self.authorities.find(authority), (), polarity, self.authorities)
                rows += [
                    row for row in rows_of(indicator, found, statistics) if row.value is not None or row.statistic == "authority"
                ]
        return tuple(rows)


def _period_of(series: Series, period: str) -> str | None:
    """The series' own label for a period, or None: 2024/25 finds 2025 where years are reporting years."""
    if period in series.periods:
        return period
    match = FINANCIAL_YEAR.fullmatch(period)
    if match is None:
        return None
    year = int(match[1]) + 1
    if year % 100 != int(match[2]):
        return None
    return next((label for label in (f"{match[1]}-{match[2]}", str(year)) if label in series.periods), None)


def show_benchmarks(
    store: BenchmarkStore,
    indicator: str,
    authority: str,
    *,
    period: str | None = None,
    release: str | None = None,
    polarity: Polarity | None = None,
    link: PublishedLink | None = None,
    statistics: Sequence[str] = STATISTICS,
    authorities: Authorities | None = None,
) -> BenchmarkAnswer:
    """The benchmarks of an indicator for an authority: of one period, or of every one that is published.

    One measure is shown, the first linked one that is loaded; what regional and plain files state for the indicator
    follows. `link` is the definition's own (`links.link_from_catalogue`), else the shipped one. Raises UsageError for an
    indicator, authority or period that is not there, StoreError where nothing is loaded.
    """
    strange = [each for each in statistics if each not in (*STATISTICS, *OTHER_STATISTICS)]
    if strange:
        raise UsageError(f"'{strange[0]}' is not a statistic. Known: {', '.join((*STATISTICS, *OTHER_STATISTICS))}.")
    known = authorities or shipped_authorities()
    place = known.find(authority)
    if not store.datasets():
        raise StoreError("No published figures are loaded. Run `sightline benchmarks load FILE…` with the Department's files.")
    found_link = link or shipped_links().get(indicator)
    figures = PublishedFigures.read(store, [found_link] if found_link else [], [indicator], release, known)
    stated = figures.stated(indicator)
    if found_link is None and not stated:
        found_link = link_of(indicator)
    periods = _periods_to_show(figures, found_link, stated, period)
    judged_by: Polarity = polarity or (found_link.polarity if found_link else "neutral")
    rows: list[Benchmark] = []
    notes: list[str] = []
    for each in periods:
        found = figures.comparison(found_link, place.code, each, polarity) if found_link else None
        if found is not None:
            rows += rows_of(indicator, found, statistics)
            notes += found.notes
        rows += figures.stated_benchmarks(indicator, place.code, each, judged_by, statistics)
    if not rows:
        raise UsageError(_nothing(figures, indicator, found_link, stated, period, release))
    return BenchmarkAnswer(tuple(rows), tuple(dict.fromkeys(notes)))


def _periods_to_show(
    figures: PublishedFigures, link: PublishedLink | None, stated: Sequence[Series], period: str | None
) -> list[str]:
    if period is not None:
        return [period]
    found = {*(figures.periods(link) if link else ()), *(each for series in stated for each in series.periods)}
    return sorted(found)


def _nothing(
    figures: PublishedFigures,
    indicator: str,
    link: PublishedLink | None,
    stated: Sequence[Series],
    period: str | None,
    release: str | None,
) -> str:
    periods = sorted(set(_periods_to_show(figures, link, stated, None)))
    if periods and period is not None:
        return f"{indicator} has no published figures for {period}. Periods: {', '.join(periods)}."
    measures = ", ".join(link.measures) if link else indicator
    of = f" of release {release}" if release else ""
    return f"No figures{of} are loaded for {indicator}: load a file that holds {measures}."

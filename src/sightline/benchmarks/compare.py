"""An authority's published figure among all others: pure functions from a series to a comparison and its rows.

Comparisons use one measure, period and release throughout. Rules, from the Department's LAIT: neighbours without a value are
left out of mean and median; percentiles, rank and n are over all authorities with a value in that period; what needs a
polarity is left out where neither high nor low is better.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from sightline.benchmarks.models import (
    ABSENT,
    NEIGHBOUR_STATISTICS,
    STATISTICS,
    Benchmark,
    Cell,
    Comparison,
    NeighbourFigures,
    Series,
)
from sightline.benchmarks.statistics import (
    LOWER_QUARTILE,
    UPPER_QUARTILE,
    Polarity,
    best,
    mean,
    median,
    percentile,
    position,
    quartile,
    rank,
    top_quartile,
)
from sightline.vocabulary.areas import ENGLAND, Authorities, Authority, NeighbourSet
from sightline.vocabulary.wording import listed

NO_POLARITY = "neither high nor low is better"
NO_VALUES = "no neighbour has a value"
NOT_IN_SET = "the set has no neighbours for this authority"
NO_SET = "no neighbour set is loaded"
REGION_ONLY = "only one region is in the file"
TOO_NARROW = "the range is too small for quartiles"
NO_OWN_FIGURE = "the authority has no figure"
NO_FIGURES = "no authority has a figure"


def compare(
    series: Series,
    period: str,
    authority: Authority,
    neighbour_sets: Sequence[NeighbourSet],
    polarity: Polarity,
    authorities: Authorities,
) -> Comparison:
    """Hold an authority's figure of one period against region, England, neighbours and all authorities.

    `series` is one of areas' figures, not of stated statistics.
    """
    cells = series.cells.get(period, {})
    national = series.covers == "england"
    everyone = {
        code: cell.value
        for code, cell in cells.items()
        if cell.value is not None
        and code in authorities
        # A regional file may hold more than one region; the rank is in the authority's own.
        and (national or authorities[code].region == authority.region)
    }
    values = list(everyone.values())
    own = cells.get(authority.code, ABSENT)
    q25 = percentile(values, LOWER_QUARTILE) if national else None
    q75 = percentile(values, UPPER_QUARTILE) if national else None
    quartiles = national and not series.about.too_narrow and own.value is not None
    sets = [_neighbours(each, authority.code, everyone, polarity) for each in neighbour_sets] if national else []
    return Comparison(
        measure=series.measure,
        authority=authority.code,
        period=period,
        release=series.release,
        polarity=polarity,
        own=own,
        region=cells.get(authority.region_code, ABSENT),
        england=cells.get(ENGLAND, ABSENT),
        neighbours=tuple(sets),
        q25=q25,
        q75=q75,
        top_quartile=top_quartile(values, polarity) if national else None,
        position=position(own.value, q25, q75) if own.value is not None and q25 is not None and q75 is not None else None,
        quartile=quartile(own.value, values, polarity) if quartiles and own.value is not None else None,
        rank=rank(own.value, values, polarity) if own.value is not None else None,
        n=len(values),
        covers="england" if national else "region",
        kind=series.about.kind,
        too_narrow=series.about.too_narrow,
        notes=_notes(series, authority, sets, authorities),
    )


def _neighbours(neighbour_set: NeighbourSet, code: str, everyone: Mapping[str, float], polarity: Polarity) -> NeighbourFigures:
    codes = neighbour_set.of(code)
    values = {each: everyone[each] for each in codes if each in everyone}
    figures = list(values.values())
    return NeighbourFigures(
        version=neighbour_set.version,
        values=values,
        missing=tuple(each for each in codes if each not in everyone),
        mean=mean(figures),
        median=median(figures),
        best=best(figures, polarity),
        status="" if figures else NO_VALUES if codes else NOT_IN_SET,
    )


def _notes(series: Series, authority: Authority, sets: Sequence[NeighbourFigures], authorities: Authorities) -> tuple[str, ...]:
    notes = []
    if authority.valid_to is not None:
        heirs = [f"{authorities[code].name} ({code})" for code in authorities.successors(authority.code)]
        notes.append(f"{authority.name} ended on {authority.valid_to:%-d %B %Y}; {listed(heirs)} took over from it.")
    if authority.valid_from is not None and (before := authorities.predecessors(authority.code)):
        old = [f"{authorities[code].name} ({code})" for code in before]
        notes.append(f"{authority.name} began on {authority.valid_from:%-d %B %Y}; figures before that are of {listed(old)}.")
    for each in sets:
        if each.missing and each.values:
            gone = [f"{authorities[code].name if code in authorities else code} ({code})" for code in each.missing]
            notes.append(
                f"Neighbours of {each.version}: {listed(gone)} {'has' if len(gone) == 1 else 'have'} no figure, so "
                f"mean and median are of {len(each.values)}."
            )
    if series.population_release:
        notes.append(
            f"The rates are worked out from published counts and the populations of {series.population_release}; they are "
            "not rounded."
        )
    return tuple(notes)


def rows_of(indicator: str, comparison: Comparison, statistics: Sequence[str] = STATISTICS) -> tuple[Benchmark, ...]:
    """The rows of `benchmarks show` for a comparison, in the order of `statistics`; neighbours once for each set."""
    rows = []
    for statistic in statistics:
        if statistic in NEIGHBOUR_STATISTICS:
            rows += [
                _row(indicator, comparison, statistic, value, status, version)
                for version, value, status in _neighbour_values(comparison, statistic)
            ]
        else:
            value, status = _value(comparison, statistic)
            rows.append(_row(indicator, comparison, statistic, value, status))
    return tuple(rows)


def _row(
    indicator: str,
    comparison: Comparison,
    statistic: str,
    value: float | str | None,
    status: str,
    neighbour_set: str = "",
) -> Benchmark:
    return Benchmark(
        indicator,
        comparison.measure,
        comparison.authority,
        comparison.period,
        comparison.release,
        neighbour_set,
        statistic,
        value,
        status,
    )


def _neighbour_values(comparison: Comparison, statistic: str) -> list[tuple[str, float | None, str]]:
    if not comparison.neighbours:
        return [("", None, REGION_ONLY if comparison.covers == "region" else NO_SET)]
    values = []
    for each in comparison.neighbours:
        value = {"sn_mean": each.mean, "sn_median": each.median, "best_sn": each.best}[statistic]
        status = each.status or (NO_POLARITY if value is None else "")
        values.append((each.version, value, status))
    return values


def _value(comparison: Comparison, statistic: str) -> tuple[float | str | None, str]:
    """The value of a statistic, and why there is none."""
    if statistic in ("authority", "region", "england"):
        cell = {"authority": comparison.own, "region": comparison.region, "england": comparison.england}[statistic]
        return cell.value, cell.status
    value = cast(float | str | None, getattr(comparison, statistic))
    return value, "" if value is not None else _why_none(comparison, statistic)


def _why_none(comparison: Comparison, statistic: str) -> str:
    needs_polarity = statistic in ("top_quartile", "rank", "quartile")
    if needs_polarity and comparison.polarity not in ("high", "low"):
        return NO_POLARITY
    if comparison.covers == "region" and statistic != "rank":
        return REGION_ONLY
    if comparison.n == 0:
        return NO_FIGURES
    if comparison.own.value is None:
        return NO_OWN_FIGURE
    return TOO_NARROW


def stated_rows(
    indicator: str, series: Series, period: str, authority: str, statistics: Sequence[str] = STATISTICS
) -> tuple[Benchmark, ...]:
    """The rows of benchmarks that a file states itself, with the position where the file allows it.

    Rows stated for no authority in particular are for every one; those stated for this one go before them.
    """
    held: dict[tuple[str, str], Cell] = {}
    for (area, neighbour_set, statistic), cell in series.given.get(period, {}).items():
        if area == authority or (area == "" and (neighbour_set, statistic) not in held):
            held[neighbour_set, statistic] = cell
    rows = [
        Benchmark(indicator, series.measure, authority, period, series.release, version, statistic, cell.value, cell.status)
        for (version, statistic), cell in held.items()
        if statistic in statistics
    ]
    own, q25, q75 = (held.get(("", name), ABSENT).value for name in ("authority", "q25", "q75"))
    if own is not None and q25 is not None and q75 is not None and "position" in statistics:
        word = position(own, q25, q75)
        rows.append(Benchmark(indicator, series.measure, authority, period, series.release, "", "position", word, ""))
    return tuple(sorted(rows, key=lambda row: (statistics.index(row.statistic), row.neighbour_set)))

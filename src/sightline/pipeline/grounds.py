"""Grounds: all that an authority's figures are judged against, gathered from its store.

Targets, ways of being good, statuses, decisions about charts and commentary are what people wrote (`authored/`), laid over
files that lie in the store (`targets.csv`, `statuses.csv`, `decisions.csv`, `commentary.csv`) or, for targets and commentary
where there is no file, over the extract's local tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sightline.benchmarks.models import Benchmark, Comparison
from sightline.catalogue.catalogue import Catalogue
from sightline.catalogue.measures import Measure
from sightline.catalogue.settings import ConfigRow, Settings
from sightline.cohorts import all_cohorts
from sightline.intake.issues import DataIssue
from sightline.intake.store import Store
from sightline.judgement.chart import DefinitionBreak
from sightline.judgement.commentary import Comment
from sightline.judgement.direction import ArrowMode
from sightline.judgement.incidents import Incident
from sightline.judgement.judgements import Grounds
from sightline.judgement.polarity import polarity_on
from sightline.judgement.series import IndicatorTerms
from sightline.judgement.tolerance import Target, Targets
from sightline.observations.history import SuppliedBenchmark
from sightline.observations.known import KnownFigures
from sightline.pipeline.benchmarks import OF_NEIGHBOURS, brought_at, comparisons_at
from sightline.pipeline.laid_over import peoples_rows
from sightline.pipeline.load import rows_of_table
from sightline.vocabulary import wording
from sightline.vocabulary.periods import Month

# A setting that a cohort looks up by a date: it may be another before that date and after.
DATED_SETTING = re.compile(r"SETTING\(\s*'(\w+)'\s*,", re.IGNORECASE)
AS_PRINTED = "as printed"


@dataclass(frozen=True)
class Gathered:
    """The grounds of a month, with what people wrote about its figures, and rows of files that people wrote too."""

    grounds: Grounds
    commentary: tuple[Comment, ...]
    incidents: tuple[Incident, ...] = ()
    issues: tuple[DataIssue, ...] = ()


def gather_grounds(
    store: Path,
    catalogue: Catalogue,
    known: KnownFigures,
    month: Month,
    terms: Mapping[str, IndicatorTerms],
    *,
    targets: Path | None = None,
) -> Gathered:
    """All that figures of a month are judged against. Raises InputError naming every row of a file that cannot be read."""
    defaults = {name: term.polarity for name, term in terms.items()}
    settings = settings_now(store)
    rows = peoples_rows(store, defaults, targets, known.area)
    ways = rows.targets.polarities
    polarities = {name: polarity_on(name, month.last, default, ways) for name, default in defaults.items()}
    comparisons = comparisons_at(store, catalogue, month, polarities, known.area)
    grounds = Grounds(
        targets=Targets(_with_units(rows.targets.targets, terms)),
        polarities=ways,
        benchmarks={**brought_at(store, month, known.area), **_printed_benchmarks(store, known, month), **comparisons},
        breaks=(*rows.decisions.breaks, *setting_breaks(catalogue.measures, known.settings)),
        rebases=rows.decisions.rebases,
        exclusions=rows.decisions.exclusions,
        statuses=rows.statuses,
        mode=ArrowMode(str(settings.value("arrows", month.last))),
        screen=bool(settings.value("screen_moving_ranges", month.last)),
        parents=parents_of(row for _, row in rows_of_table(store, "loc_org_unit", known.area)),
    )
    return Gathered(grounds, rows.commentary, rows.incidents, rows.issues)


def _with_units(targets: Iterable[Target], terms: Mapping[str, IndicatorTerms]) -> Iterator[Target]:
    """The targets with the unit of their indicator where nobody wrote one: 85 is said as 85%."""
    for target in targets:
        unit = terms[target.indicator].unit if target.indicator in terms else ""
        says_more = unit in wording.PERCENT_UNITS or unit in wording.RATE_UNITS
        yield replace(target, unit=unit) if says_more and not target.unit else target


def settings_now(store: Path) -> Settings:
    """The settings as they stand now, not as the last calculation had them: judging needs no calculation."""
    rows = [row for _, row in rows_of_table(store, "loc_config") if row["key"] is not None and row["value"] is not None]
    held = {(row["key"], row["valid_from"]): row["value"] for row in rows}
    return Settings(tuple(ConfigRow(key, value, since) for (key, since), value in held.items()))


def setting_breaks(measures: Iterable[Measure], settings: Settings) -> tuple[DefinitionBreak, ...]:
    """A break for each indicator at every date on which a setting that it reads by date changes."""
    cohorts = all_cohorts()
    found = {
        (measure.indicator, key, since)
        for measure in measures
        for key in (*measure.settings, *DATED_SETTING.findall(cohorts[measure.cohort.name].sql))
        for since in settings.breaks(key)
    }
    return tuple(
        DefinitionBreak(indicator, Month.of(since), f"the setting {key} changed") for indicator, key, since in sorted(found)
    )


def parents_of(units: Iterable[Mapping[str, object]]) -> dict[str, tuple[str, ...]]:
    """For each team the wider units whose targets hold where it has none, from rows of `loc_org_unit`.

    A team is its own unit, its parent units, and its service, in this order.
    """
    rows = {str(row["unit_id"]): row for row in units if row["unit_id"] is not None}
    found: dict[str, tuple[str, ...]] = {}
    for unit, row in rows.items():
        if row["dept_team_id"] is None:
            continue
        wider = [f"unit:{name}" for name in _chain(unit, rows)]
        services = [f"service:{row['service_group']}"] if row["service_group"] is not None else []
        found[f"team:{row['dept_team_id']}"] = (*wider, *services)
    return found


def _chain(unit: str, rows: Mapping[str, Mapping[str, object]]) -> list[str]:
    """A unit and those above it; a unit that is its own ancestor ends the chain."""
    chain: list[str] = []
    above: str | None = unit
    while above is not None and above not in chain:
        chain.append(above)
        parent = rows.get(above, {}).get("parent_unit_id")
        above = None if parent is None else str(parent)
    return chain


def _printed_benchmarks(store: Path, known: KnownFigures, month: Month) -> dict[str, Sequence[Benchmark] | Comparison]:
    """What a supplied report printed of others, for months that only supplied series have."""
    if known.spine is not None and month >= known.spine.first:
        return {}
    authority = Store(store).authority.code
    found: dict[str, list[Benchmark]] = {}
    for printed in known.benchmarks:
        found.setdefault(printed.indicator, []).append(_benchmark(printed, authority))
    return dict(found)


def _benchmark(printed: SuppliedBenchmark, authority: str) -> Benchmark:
    is_of_neighbours = printed.statistic in OF_NEIGHBOURS
    return Benchmark(
        printed.indicator,
        printed.measure,
        authority,
        AS_PRINTED,
        printed.source,
        AS_PRINTED if is_of_neighbours else "",
        printed.statistic,
        printed.value,
        "",
    )

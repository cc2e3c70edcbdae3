"""Grounds: all that an authority's figures are judged against, gathered from its store.

Targets, ways of being good, statuses, decisions about charts and commentary are read from files that lie in the store
(`targets.csv`, `statuses.csv`, `decisions.csv`, `commentary.csv`), targets and commentary from the extract's local tables
where there is no file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sightline.benchmarks.models import Benchmark, Comparison
from sightline.catalogue.catalogue import Catalogue
from sightline.catalogue.measures import Measure
from sightline.catalogue.settings import Settings
from sightline.cohorts import all_cohorts
from sightline.errors import UsageError
from sightline.intake.store import Store
from sightline.judgement.chart import DefinitionBreak
from sightline.judgement.decisions import (
    ChartDecisions,
    Comment,
    read_chart_decisions,
    read_commentary,
    read_statuses,
    rows_of_csv,
)
from sightline.judgement.judgements import Grounds
from sightline.judgement.polarity import Polarity, polarity_on
from sightline.judgement.series import IndicatorTerms
from sightline.judgement.target_readers import TargetFile, read_targets, targets_from_rows
from sightline.judgement.tolerance import Targets
from sightline.observations.history import SuppliedBenchmark
from sightline.observations.known import KnownFigures
from sightline.pipeline.benchmarks import comparisons_at
from sightline.pipeline.load import rows_of_table
from sightline.vocabulary.periods import Month

TARGETS, STATUSES, DECISIONS, COMMENTARY = "targets.csv", "statuses.csv", "decisions.csv", "commentary.csv"
# A setting that a cohort looks up by a date: it may be another before that date and after.
DATED_SETTING = re.compile(r"SETTING\(\s*'(\w+)'\s*,", re.IGNORECASE)
AS_PRINTED = "as printed"


@dataclass(frozen=True)
class Gathered:
    """The grounds of a month, with what people wrote about its figures."""

    grounds: Grounds
    commentary: tuple[Comment, ...]


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
    read = targets_of(store, defaults, targets)
    polarities = {name: polarity_on(name, month.last, default, read.polarities) for name, default in defaults.items()}
    comparisons = comparisons_at(store, catalogue, month, polarities)
    decisions = _decisions(store)
    grounds = Grounds(
        targets=Targets(read.targets),
        polarities=read.polarities,
        benchmarks={**_printed_benchmarks(store, known, month), **comparisons},
        breaks=(*decisions.breaks, *setting_breaks(catalogue.measures, known.settings)),
        rebases=decisions.rebases,
        exclusions=decisions.exclusions,
        statuses=read_statuses(rows_of_csv(store / STATUSES)) if (store / STATUSES).exists() else (),
        parents=parents_of(row for _, row in rows_of_table(store, "loc_org_unit")),
    )
    return Gathered(grounds, _commentary(store))


def targets_of(store: Path, polarities: Mapping[str, Polarity], given: Path | None = None) -> TargetFile:
    """Targets from a file, else from `targets.csv` in the store, else from the extract's own `loc_target`."""
    path = given or store / TARGETS
    if given is None and not path.exists():
        return targets_from_rows(rows_of_table(store, "loc_target"), polarities)
    if not path.exists():
        raise UsageError(f"There is no file {path}. Give --targets a CSV or YAML file, or leave it out.")
    return read_targets(path, polarities)


def _decisions(store: Path) -> ChartDecisions:
    path = store / DECISIONS
    return read_chart_decisions(rows_of_csv(path)) if path.exists() else ChartDecisions()


def _commentary(store: Path) -> tuple[Comment, ...]:
    path = store / COMMENTARY
    return read_commentary(rows_of_csv(path) if path.exists() else rows_of_table(store, "loc_commentary"))


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
    is_of_neighbours = printed.statistic in {"sn_mean", "sn_median", "best_sn"}
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

"""Consistency: do the figures agree with each other? Asked before anything is published."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sightline.catalogue.catalogue import Catalogue
from sightline.catalogue.models import Indicator, MeasureKind
from sightline.engine.plan import ALL
from sightline.engine.read import Wanted
from sightline.errors import StoreError
from sightline.judgement.consistency import check_consistency
from sightline.judgement.figures import Inconsistency, rows_from_observations
from sightline.judgement.relations import Relations, shipped_relations
from sightline.observations.history import HistoryRow
from sightline.observations.history_store import HistoryStore
from sightline.observations.store import Build, Builds, Observations
from sightline.pipeline.areas import area_of, wanted_of
from sightline.pipeline.definitions import open_catalogue

CALCULATED = "calculated"
EACH_CHILD_ONCE = "each child once"


@dataclass(frozen=True)
class CheckedFigures:
    """One set of figures, `calculated` or the name of a supplied series, with how many there are and what disagrees."""

    source: str
    figures: int
    found: tuple[Inconsistency, ...]


def check_figures(store: Path, definitions: Path | None = None, authority: str | None = None) -> tuple[CheckedFigures, ...]:
    """Each set of figures in the store checked against itself.

    What two sets say of one month is another question: `restatement.find_restated`. `authority` is one of several that a
    store holds, or an area of them (None: the widest). Raises StoreError where there is nothing to check, UsageError for an
    authority without figures.
    """
    relations = shipped_relations()
    catalogue = open_catalogue(store, definitions)
    builds, history = Builds(store), HistoryStore(store)
    sets: list[tuple[str, list[HistoryRow]]] = []
    area = area_of(store, authority)
    if builds.exists():
        sets.append((CALCULATED, calculated_rows(builds.current(), catalogue, wanted_of(area, (ALL, *_breakdowns(relations))))))
    loads = (history.load(name) for name in history.names())
    sets += [(load.name, list(history.rows(load.name))) for load in loads if area is None or load.authority == area]
    if not sets:
        raise StoreError(f"There are no figures in {store} yet. Run `sightline calculate` or `sightline history load FILE`.")
    return tuple(
        CheckedFigures(
            name,
            len(rows),
            tuple(check_consistency(rows, relations.of_calculated() if name == CALCULATED else relations)),
        )
        for name, rows in sets
    )


def calculated_rows(build: Build, catalogue: Catalogue, wanted: Wanted) -> list[HistoryRow]:
    """Figures of one authority or area as rows for checking; of two versions of a definition, the newer one's figure."""
    with Observations(build) as observations:
        table = observations.table(None, wanted)
    rows = rows_from_observations(table.sort_by([("version", "ascending")]), _units(catalogue))
    newest = {(row.indicator, row.window, row.breakdown, row.group, row.period): row for row in rows}
    return list(newest.values())


def _breakdowns(relations: Relations) -> list[str]:
    """The breakdowns whose groups must add up."""
    return sorted({groups.breakdown for groups in relations.groups_add_up})


def _units(catalogue: Catalogue) -> dict[str, str]:
    """What each figure is, for the checks: a count that adds up, a percentage, or something of its own."""
    return {indicator.id: _unit(indicator) for indicator in catalogue.indicators}


def _unit(indicator: Indicator) -> str:
    if indicator.measure is MeasureKind.PERCENTAGE:
        return "%"
    if indicator.measure is MeasureKind.COUNT and indicator.value is None:
        # A child who is counted once in a year may be counted in several of its months.
        return "count" if indicator.distinct is None else EACH_CHILD_ONCE
    return indicator.unit

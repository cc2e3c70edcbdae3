"""The catalogue that holds for a store: the national definitions with the authority's own laid over them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from sightline.catalogue.catalogue import Catalogue
from sightline.catalogue.loader import load_catalogue
from sightline.catalogue.measures import Measure
from sightline.cohorts import all_cohorts
from sightline.cohorts.model import Cohort
from sightline.intake.schema import TABLES

# The rule of intake that finds a column of the standard which a file has not.
MISSING_COLUMN = "missing_column"


def open_catalogue(store: Path | None, definitions: Path | None = None) -> Catalogue:
    """The catalogue with local definitions from `definitions`, else from `definitions/` in the store.

    Raises DefinitionError with every issue at once.
    """
    local = definitions or (store / "definitions" if store is not None else None)
    overlay = local if local is not None and local.is_dir() else None
    return load_catalogue(overlay, cohorts=all_cohorts(), tables=tuple(TABLES))


def tables_needed(measure: Measure, needs: tuple[str, ...], cohorts: Mapping[str, Cohort]) -> tuple[str, ...]:
    """Every table without which a measure says nothing: its own, its cohort's, and those of the columns it names.

    A cohort rests on what the cohorts rest on that it reads.
    """
    found = dict.fromkeys(needs)
    reading = [measure.cohort.name]
    seen: set[str] = set()
    while reading:
        name = reading.pop()
        if name in seen:
            continue
        seen.add(name)
        found.update(dict.fromkeys(cohorts[name].needs))
        if name == measure.cohort.name:
            reading.extend(cohorts[name].reads)
    columns = measure.cohort.all_columns
    for column in measure.columns:
        found.update(dict.fromkeys(columns[column].needs))
    return tuple(found)


def not_available(catalogue: Catalogue, absent: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Indicators that these absent tables cost, with the tables that each misses."""
    cohorts = all_cohorts()
    lost: dict[str, tuple[str, ...]] = {}
    for indicator in catalogue.indicators:
        for measure in catalogue.measures_of(indicator.id):
            # `a|b` is needed where either table will do.
            wanted = tables_needed(measure, tuple(indicator.needs), cohorts)
            missing = tuple(table for table in wanted if absent.issuperset(table.split("|")))
            if missing:
                lost[indicator.id] = missing
    return lost


def weakened(catalogue: Catalogue, missing: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Indicators that rest on a missing column, given as (table, column), with the columns as `table.column`.

    A column that is blank in every row moves a figure in ways that no row shows: without the end of plans every plan ever
    made is open. An indicator is named where it needs the table, and its cohort, or one that this reads, names the column.
    """
    cohorts = all_cohorts()
    found: dict[str, dict[str, None]] = {}
    for indicator in catalogue.indicators:
        for measure in catalogue.measures_of(indicator.id):
            tables = "|".join(tables_needed(measure, tuple(indicator.needs), cohorts)).split("|")
            reading = (measure.cohort, *(cohorts[name] for name in measure.cohort.reads))
            for table, column in missing:
                if table in tables and any(_names(cohort.sql, column) for cohort in reading):
                    found.setdefault(indicator.id, {})[f"{table}.{column}"] = None
    return {name: tuple(columns) for name, columns in found.items()}


def _names(sql: str, word: str) -> bool:
    return re.search(rf"\b{re.escape(word)}\b", sql, re.IGNORECASE) is not None

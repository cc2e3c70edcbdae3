"""The catalogue that holds for a store: the national definitions with the authority's own laid over them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from sightline.catalogue.catalogue import Catalogue
from sightline.catalogue.deadlines import Clock, read_clock
from sightline.catalogue.loader import load_catalogue
from sightline.cohorts import all_cohorts
from sightline.intake.schema import TABLES

# The rules of intake that find a table or a column of the standard which an extract has not.
MISSING_TABLE, MISSING_COLUMN = "missing_table", "missing_column"


def open_catalogue(store: Path | None, definitions: Path | None = None) -> Catalogue:
    """The catalogue with local definitions from `definitions`, else from `definitions/` in the store.

    Raises DefinitionError with every issue at once.
    """
    local = definitions or (store / "definitions" if store is not None else None)
    overlay = local if local is not None and local.is_dir() else None
    return _read(overlay, _seen(overlay))


@lru_cache(maxsize=8)
def _read(overlay: Path | None, seen: tuple[tuple[str, int, int], ...]) -> Catalogue:
    """The catalogue, read once for as long as the local files are as they were `seen`: a server asks on every page."""
    return load_catalogue(overlay, cohorts=all_cohorts(), tables=tuple(TABLES))


def _seen(overlay: Path | None) -> tuple[tuple[str, int, int], ...]:
    """The local files by name, size and time of writing."""
    paths = sorted(path for path in overlay.rglob("*") if path.is_file()) if overlay is not None else []
    return tuple((str(path), (found := path.stat()).st_size, found.st_mtime_ns) for path in paths)


def not_available(catalogue: Catalogue, absent: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Indicators that what is absent costs, with what each misses. `absent` has tables, and columns as `table.column`."""
    lost: dict[str, tuple[str, ...]] = {}
    for indicator in catalogue.indicators:
        for measure in catalogue.measures_of(indicator.id):
            missing = dict.fromkeys(name for need in measure.needs for name in _missing(need, absent))
            if missing:
                lost[indicator.id] = tuple(missing)
    return lost


def _missing(need: str, absent: frozenset[str]) -> tuple[str, ...]:
    """What of a need is absent: nothing where it is met. `a|b` is met where either is there."""
    found = [_missing_of(name, absent) for name in need.split("|")]
    return tuple(name for names in found for name in names) if all(found) else ()


def clocks_of(catalogue: Catalogue, absent: frozenset[str]) -> tuple[tuple[Clock, ...], dict[str, tuple[str, ...]]]:
    """The clocks of the deadlines that can be watched; and those that something absent costs, with what each misses."""
    cohorts = all_cohorts()
    clocks, lost = [], {}
    for deadline in catalogue.deadlines:
        clock = read_clock(deadline, cohorts[deadline.cohort])
        missing = dict.fromkeys(name for need in clock.needs for name in _missing(need, absent))
        if missing:
            lost[deadline.id] = tuple(missing)
        else:
            clocks.append(clock)
    return tuple(clocks), lost


def _missing_of(name: str, absent: frozenset[str]) -> tuple[str, ...]:
    """A table that is absent, a column of it that is needed, or those that the table says nothing without."""
    table, _, column = name.partition(".")
    if table in absent:
        return (table,)
    needed = (*TABLES[table].essential, *([column] if column else []))
    return tuple(f"{table}.{each}" for each in dict.fromkeys(needed) if f"{table}.{each}" in absent)


def absent_from(tables: Iterable[str], columns: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """What an extract has not: its absent tables, and the absent columns of the others as `table.column`."""
    return frozenset(tables) | {f"{table}.{column}" for table, missing in columns.items() for column in missing}


def missed(found: Iterable[tuple[str, str, str]]) -> list[str]:
    """The tables and columns that intake asked after and missed, of the (rule, table, field) of its data issues."""
    named = {MISSING_TABLE: "{table}", MISSING_COLUMN: "{table}.{field}"}
    return [named[rule].format(table=table, field=field) for rule, table, field in found if rule in named]


def weakened(catalogue: Catalogue, missing: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Indicators that are given although something is missing that they rest on, with what they miss.

    `missing` has tables, and columns as `table.column`. A column that is blank in every row moves a figure in ways that no
    row shows: without the end of plans every plan ever made is open. An indicator is named where it needs the table, and its
    cohort, or one that this reads, names the column; for a table, where its cohort says that it is doubtful without.
    """
    cohorts = all_cohorts()
    found: dict[str, dict[str, None]] = {}
    asked = tuple(missing)
    for indicator in catalogue.indicators:
        for measure in catalogue.measures_of(indicator.id):
            reading = (measure.cohort, *(cohorts[name] for name in measure.cohort.reads))
            tables = "|".join([*measure.needs, *(need for cohort in reading for need in cohort.needs)]).split("|")
            for name in asked:
                table, _, column = name.partition(".")
                rests_on_column = table in tables and any(_names(cohort.sql, column) for cohort in reading)
                if rests_on_column if column else table in measure.cohort.doubtful_without:
                    found.setdefault(indicator.id, {})[name] = None
    return {name: tuple(what) for name, what in found.items()}


def _names(sql: str, word: str) -> bool:
    return re.search(rf"\b{re.escape(word)}\b", sql, re.IGNORECASE) is not None

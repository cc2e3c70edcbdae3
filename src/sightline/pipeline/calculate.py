"""Calculate: the current load and the catalogue in, a new build of observations out."""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from sightline.catalogue.catalogue import Catalogue
from sightline.catalogue.settings import ConfigRow, Settings
from sightline.cohorts import all_cohorts
from sightline.engine.build import Given, build, earliest_event, read_tables
from sightline.engine.connection import Connection
from sightline.engine.duckdb import DuckDbBuild
from sightline.engine.plan import make_plan
from sightline.engine.served import served, to_data
from sightline.engine.spark import SparkBuild, start_spark
from sightline.engine.staging import parse
from sightline.errors import InputError
from sightline.intake.issues import DataIssue
from sightline.intake.load import Load
from sightline.intake.overlay import Overlaid, lay_over
from sightline.intake.store import Store
from sightline.observations.store import DATABASE, Build, Builds
from sightline.pipeline.definitions import absent_from, clocks_of, not_available, open_catalogue
from sightline.pipeline.progress import Progress, silent
from sightline.vocabulary.areas import shipped_authorities, totals
from sightline.vocabulary.dates import WorkingCalendar
from sightline.vocabulary.periods import Spine

LOCAL_HOLIDAYS = "SELECT DISTINCT holiday_date FROM loc_bank_holiday WHERE NOT holiday_date IS NULL"
# What holds for all authorities of a region stands there once for each.
LOCAL_SETTINGS = "SELECT DISTINCT authority, key, value, valid_from FROM loc_config WHERE NOT key IS NULL AND NOT value IS NULL"


# From here on, about five authorities, each table fills the machine by itself, and two at once would only take more memory.
MANY_ROWS = 6_000_000
# A batch of twenty authorities keeps to this, and to 3 GiB with all else; who asks for more at once has a machine for it.
BATCH_ROWS, BATCH_MEMORY = 30_000_000, "2400MB"


@dataclass(frozen=True)
class Calculated:
    """What was made: the build, how many indicators have figures, and which have none because a table is absent.

    `issues` are rows of the extract that people wrote too: what they wrote was used.
    """

    build: Build
    indicators: int
    not_available: dict[str, tuple[str, ...]]
    issues: tuple[DataIssue, ...] = ()


def national_bank_holidays() -> tuple[date, ...]:
    """England's bank holidays as they ship with Sightline."""
    text = files("sightline.definitions").joinpath("calendar/bank_holidays_england.csv").read_text(encoding="utf-8")
    return tuple(date.fromisoformat(row["holiday_date"]) for row in csv.DictReader(text.splitlines()))


class Engine(StrEnum):
    """Where a build runs: in process, or on Spark, which gives the same figures for a region or the country."""

    DUCKDB = "duckdb"
    SPARK = "spark"


def calculate(
    store: Path,
    *,
    started_at: datetime,
    definitions: Path | None = None,
    engine: Engine = Engine.DUCKDB,
    progress: Progress = silent,
) -> Calculated:
    """Calculate every indicator for the current load and swap the result in.

    Raises StoreError where nothing is loaded, an earlier Sightline loaded it or the store cannot be written, DefinitionError
    with every definition issue. The figures that were in use stay in use until the new ones are complete.
    """
    progress("reading definitions", 0, 1)
    held = Store(store)
    load = held.current_load()
    load.check_up_to_date()
    catalogue = open_catalogue(store, definitions)
    with TemporaryDirectory() as scratch:
        written = lay_over(store, load, held.authority, Path(scratch))
        return _calculate(store, load, written, catalogue, started_at, engine, progress)


def _calculate(
    store: Path,
    load: Load,
    written: Overlaid,
    catalogue: Catalogue,
    started_at: datetime,
    engine: Engine,
    progress: Progress,
) -> Calculated:
    absent = absent_from(written.absent_tables, load.absent_columns)
    lost = not_available(catalogue, absent)
    measures = [measure for measure in catalogue.measures if measure.indicator not in lost]
    clocks, not_watched = clocks_of(catalogue, absent)
    builds = Builds(store)
    build_id = f"{started_at:%Y%m%dT%H%M%S}-{fingerprint(load, catalogue, written)}"
    folder = builds.begin(build_id)
    with _open_build(engine, folder / DATABASE, sum(load.rows.values())) as connection:
        read_tables(connection, written.tables)
        settings = Settings(local_settings(connection))
        plan = make_plan(measures, all_cohorts(), settings, load.as_at, clocks)
        given = _given(connection, load, settings, Store(store).snapshots())
        build(connection, plan, given, progress)
    manifest = {
        "build_id": build_id,
        "load_id": load.load_id,
        "started_at": started_at.isoformat(timespec="seconds"),
        "spine": {
            "first": str(given.spine.first),
            "as_at": load.as_at.isoformat(),
            "term_ends": list(given.spine.term_ends),
        },
        "authorities": list(given.authorities),
        "totals": given.totals,
        "catalogue": catalogue_fingerprint(catalogue),
        "not_available": lost,
        "not_watched": not_watched,
        "authored": dict(written.written),
        "bank_holidays": [day.isoformat() for day in given.calendar.bank_holidays],
        "settings": [
            {"key": r.key, "value": r.value, "valid_from": r.valid_from.isoformat() if r.valid_from else None}
            for r in settings.rows
        ],
        "plan": to_data(served(plan)),
    }
    made = builds.publish(build_id, manifest)
    return Calculated(made, len({measure.indicator for measure in measures}), lost, written.issues)


def _open_build(engine: Engine, path: Path, rows: int) -> DuckDbBuild | SparkBuild:
    if engine is Engine.SPARK:
        return SparkBuild(path, start_spark())
    if rows <= MANY_ROWS:
        return DuckDbBuild(path)
    return DuckDbBuild(path, at_once=1, memory_limit=BATCH_MEMORY if rows <= BATCH_ROWS else None)


def _given(connection: Connection, load: Load, settings: Settings, copies: dict[date, Path]) -> Given:
    holidays = [row["holiday_date"] for row in connection.rows(parse(LOCAL_HOLIDAYS)).to_pylist()]
    return Given(
        calendar=WorkingCalendar([*national_bank_holidays(), *holidays]),
        spine=Spine.from_extract(
            cast("date | None", earliest_event(connection)),
            load.as_at,
            cast("tuple[int, ...]", settings.value("pep_term_dates", load.as_at)),
        ),
        authorities=load.authorities,
        area_codes={authority: ons_codes(authority) for authority in load.authorities},
        totals=totals(load.authorities, shipped_authorities(), load.as_at),
        month_end_copies=copies,
    )


def ons_codes(authority: str) -> tuple[str, ...]:
    """The ONS code of a known authority; nothing for one that was not said or is made up."""
    known = shipped_authorities()
    return (known[authority].ons_code,) if authority in known else ()


def _in_order(row: dict[str, Any]) -> tuple[str, date, str, str]:
    return (row["key"], row["valid_from"] or date.min, row["authority"], row["value"])


def local_settings(connection: Connection) -> tuple[ConfigRow, ...]:
    """The settings that `loc_config` chooses: those of a store hold for all of its authorities.

    Raises InputError where two authorities choose differently, or one chooses twice.
    """
    rows = sorted(connection.rows(parse(LOCAL_SETTINGS)).to_pylist(), key=_in_order)
    chosen = dict.fromkeys((row["key"], row["value"], row["valid_from"]) for row in rows)
    by_key = defaultdict(list)
    for row in rows:
        by_key[row["key"], row["valid_from"]].append(row)
    for (key, _), choices in by_key.items():
        if len({row["value"] for row in choices}) > 1 and len({row["authority"] for row in choices}) > 1:
            said = "; ".join(f"{row['authority']} {row['value']}" for row in choices)
            raise InputError(
                f"The settings of a store hold for all of its authorities, but they choose '{key}' differently ({said}). "
                "Agree on one and give it in one loc_config for all, or keep each authority in a store of its own."
            )
    return tuple(ConfigRow(key=key, value=value, valid_from=valid_from) for key, value, valid_from in chosen)


def catalogue_fingerprint(catalogue: Catalogue) -> str:
    """A short hash of everything that every definition says."""
    digest = hashlib.sha256()
    for definition in (*catalogue.indicators, *catalogue.deadlines):
        digest.update(definition.model_dump_json().encode())
    return digest.hexdigest()[:12]


def fingerprint(load: Load, catalogue: Catalogue, written: Overlaid) -> str:
    """A short hash of what a build stands on: the load, what people wrote over it, and the catalogue."""
    stands_on = f"{load.load_id}{catalogue_fingerprint(catalogue)}{sorted(written.written.items())}"
    return hashlib.sha256(stands_on.encode()).hexdigest()[:8]

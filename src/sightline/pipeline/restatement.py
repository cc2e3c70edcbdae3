"""Restatement: what was said of a period then, and what the data says of it now, with the cause of the difference.

Then is a supplied series, kept as it was given, or the calculation before this one. A cause is proposed until a person
confirms it in `causes.csv` of the store.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from sightline.catalogue.catalogue import Catalogue
from sightline.catalogue.models import MeasureKind
from sightline.engine.plan import ALL
from sightline.engine.read import Wanted
from sightline.errors import StoreError
from sightline.intake.authored import read_authored
from sightline.intake.authored_kinds import KINDS
from sightline.judgement.decisions import Rows, read_day, read_rows, rows_of_csv
from sightline.observations.bearing import Bearing
from sightline.observations.history import Cause, Figure, FigureKey, HistoryRow, Restatement, find_restatements
from sightline.observations.history_store import HistoryLoad, HistoryStore
from sightline.observations.store import Build, Builds, Observations
from sightline.pipeline.areas import area_of, wanted_of
from sightline.pipeline.definitions import open_catalogue

CAUSES = "causes.csv"
CAUSE_COLUMNS = ("indicator", "window", "period", "cause", "confirmed_by", "confirmed_on", "breakdown", "group")


class Against(StrEnum):
    """What today's figures are held against."""

    SUPPLIED = "supplied"
    PREVIOUS = "previous"


@dataclass(frozen=True)
class Restated:
    """A figure that is no longer what was said. `source` is the series, or the build, that said it."""

    source: str
    restatement: Restatement


@dataclass(frozen=True)
class Confirmed:
    """The cause that a person named."""

    key: FigureKey
    cause: Cause
    by: str
    on: date


def find_restated(
    store: Path,
    *,
    against: Against = Against.SUPPLIED,
    definitions: Path | None = None,
    authority: str | None = None,
) -> tuple[Restated, ...]:
    """Every figure that differs, as published and as known now, in order of series and key.

    A printed figure stands for all that rounds to it, and only what it printed is compared: a value without its counts is
    compared as a value. Months that are no longer reported, or that the extract does not bear, are left out. `authority` is
    one of several that a store holds, or an area of them (None: the widest). Raises StoreError where nothing was calculated,
    or nothing is there to compare with; UsageError for an authority without figures.
    """
    builds = Builds(store)
    current = builds.current()
    catalogue = open_catalogue(store, definitions)
    area = area_of(store, authority)
    supplied = _supplied(store, area)
    breakdowns = sorted({row.breakdown for _, rows in supplied for row in rows if row.breakdown})
    wanted = wanted_of(area, (ALL, *breakdowns))
    now, bearing = _figures(current, catalogue, wanted)
    decimals = {indicator.id: indicator.decimals for indicator in catalogue.indicators}
    if against is Against.SUPPLIED:
        if not supplied:
            raise StoreError(f"No series is kept in {store} to compare with. Run `sightline history load FILE`.")
        found = list(_against_supplied(supplied, current, now, bearing))
    else:
        previous = builds.previous()
        if previous is None:
            raise StoreError("There is no earlier calculation to compare with: only the last two are kept.")
        before, _ = _figures(previous, catalogue, wanted)
        then = {key: (figure, _made_on(previous)) for key, figure in before.items()}
        kept = {key: said for key, said in then.items() if _is_reported(key, current)}
        found = [Restated(f"calculated {_made_on(previous)}", each) for each in find_restatements(kept, now, decimals)]
    causes = _causes(store)
    return tuple(Restated(each.source, _with_cause(each.restatement, causes)) for each in found)


def with_causes(store: Path, restatements: Iterable[Restatement]) -> list[Restatement]:
    """Restatements with the causes that people have confirmed for them."""
    causes = _causes(store)
    return [_with_cause(each, causes) for each in restatements]


def _supplied(store: Path, area: str | None) -> list[tuple[HistoryLoad, tuple[HistoryRow, ...]]]:
    """Every series that is kept, of an area where the store holds several authorities, with its rows."""
    history = HistoryStore(store)
    loads = (history.load(name) for name in history.names())
    return [(load, history.rows(load.name)) for load in loads if area is None or load.authority == area]


def _against_supplied(
    supplied: Iterable[tuple[HistoryLoad, Sequence[HistoryRow]]],
    current: Build,
    now: Mapping[FigureKey, Figure],
    bearing: Bearing,
) -> Iterator[Restated]:
    calculated = {(key.indicator, key.window) for key in now}
    for load, rows in supplied:
        on = load.loaded_at.date()
        for row in rows:
            key = FigureKey(row.indicator, row.window, row.period, row.breakdown, row.group)
            if (row.indicator, row.window) not in calculated or row.value is None or not _is_reported(key, current):
                continue
            if not bearing.bears(row.indicator, "", row.window, row.period):
                continue
            said = Figure(row.value, row.numerator, row.denominator)
            known = now.get(key, Figure(None))
            # What was not printed cannot have changed.
            alike = Figure(
                known.value,
                None if row.numerator is None else known.numerator,
                None if row.denominator is None else known.denominator,
            )
            for each in find_restatements({key: (said, on)}, {key: alike}, {row.indicator: row.decimals}):
                yield Restated(load.name, each)


def _is_reported(key: FigureKey, build: Build) -> bool:
    """Whether the build reports the month at all: one that fell out of the reporting months was not restated."""
    return str(build.spine.first) <= key.period <= str(build.spine.last)


def _made_on(build: Build) -> date:
    return datetime.fromisoformat(build.manifest["started_at"]).date()


def _figures(build: Build, catalogue: Catalogue, wanted: Wanted) -> tuple[dict[FigureKey, Figure], Bearing]:
    """Figures of a build, of two versions of a definition the newer one's; and from when on the extract bears them."""
    rates = {indicator.id for indicator in catalogue.indicators if indicator.measure is MeasureKind.RATE}
    with Observations(build) as observations:
        table = observations.table(None, wanted)
    rows, bearing = table.to_pylist(), Bearing.of(table, rates, build.spine)
    found: dict[FigureKey, Figure] = {}
    for row in sorted(rows, key=lambda each: int(each["version"])):
        whole = row["breakdown"] == ALL
        key = FigureKey(
            row["indicator"], row["window"], row["period"], "" if whole else row["breakdown"], "" if whole else row["group"]
        )
        population = row["denominator"] if row["indicator"] in rates else None
        found[key] = Figure(row["value"], row["numerator"], row["denominator"], int(row["version"]), population)
    return found, bearing


def read_causes(rows: Rows) -> tuple[Confirmed, ...]:
    """Causes that people confirmed. Raises InputError naming every row that cannot be read."""

    def read(cells: dict[str, str]) -> Confirmed:
        if cells["cause"] not in set(Cause):
            raise ValueError(f"'{cells['cause']}' is not a cause. Write {', '.join(Cause)}.")
        if not cells["confirmed_by"]:
            raise ValueError("a cause needs the name of the person who confirms it, in confirmed_by.")
        key = FigureKey(cells["indicator"], cells["window"], cells["period"], cells["breakdown"], cells["group"])
        return Confirmed(key, Cause(cells["cause"]), cells["confirmed_by"], read_day(cells, "confirmed_on"))

    return read_rows(rows, CAUSE_COLUMNS, read, "causes")


def _causes(store: Path) -> dict[FigureKey, Confirmed]:
    """The causes that people wrote, over those of `causes.csv`."""
    path = store / CAUSES
    held = read_authored(store, KINDS["causes"])
    of_file = {cause.key: cause for cause in read_causes(rows_of_csv(path) if path.exists() else ())}
    free = {key: cause for key, cause in of_file.items() if _key_texts(key) not in held.latest}
    written = read_causes([(record.where, record.row) for record in held.current])
    return free | {cause.key: cause for cause in written}


def _key_texts(key: FigureKey) -> tuple[str, ...]:
    return key.indicator, key.window, key.period, key.breakdown, key.group


def _with_cause(restatement: Restatement, causes: Mapping[FigureKey, Confirmed]) -> Restatement:
    held = causes.get(restatement.key)
    return restatement if held is None else restatement.confirm(held.cause, by=held.by, on=held.on)

"""Load: an extract in, a complete and immutable load out; and what can be said of the loads that a store keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.parquet as pq

from sightline.errors import DefinitionError
from sightline.intake.load import Load
from sightline.intake.overlay import authored_table, lay_over
from sightline.intake.ownership import ownership
from sightline.intake.store import Store
from sightline.pipeline.definitions import absent_from, missed, not_available, open_catalogue, weakened
from sightline.pipeline.progress import Progress, silent


@dataclass(frozen=True)
class LoadLine:
    """One load of a store in a list."""

    load_id: str
    as_at: date
    loaded_at: datetime
    rows: int
    is_current: bool


def init_store(store: Path, authority: str, members: tuple[str, ...] = ()) -> str:
    """Say whose store this is, by code, ONS code or name. Returns the owner in words.

    Raises UsageError for an authority that is not known, StoreError where the store belongs to another.
    """
    owner = ownership(authority, members)
    Store(store).init(owner)
    return owner.said


def load_extract(
    store: Path,
    source: Path,
    *,
    loaded_at: datetime,
    as_at: date | None = None,
    authority: str | None = None,
    accept_shrink: bool = False,
    accept_as_at: bool = False,
    progress: Progress = silent,
) -> Load:
    """Load a folder or a zip, all of it or nothing, and make it the current load.

    Raises InputError for an extract that cannot be used, StoreError for a store that cannot be written now.
    """
    if authority is not None:
        init_store(store, authority)
    return Store(store).load_folder(
        source,
        as_at=as_at,
        loaded_at=loaded_at,
        accept_shrink=accept_shrink,
        accept_as_at=accept_as_at,
        progress=progress,
    )


def what_a_load_costs(store: Path, load: Load) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """The indicators that a load cannot give, with what they miss; and those it gives with something missing.

    The definitions are the store's own, or the national ones where those are wrong: what is loaded is loaded whatever they
    say, and `calculate` is what refuses them.
    """
    try:
        catalogue = open_catalogue(store)
    except DefinitionError:
        catalogue = open_catalogue(None)
    lost = not_available(catalogue, absent_from(load.absent_tables, load.absent_columns))
    missing = missed((count["rule"], count["table"], count["field"]) for count in load.issue_counts)
    return lost, {name: columns for name, columns in weakened(catalogue, missing).items() if name not in lost}


def list_loads(store: Path) -> list[LoadLine]:
    """Every load that is kept, the first loaded first."""
    held = Store(store)
    current = held.current_load_or_none()
    return [
        LoadLine(
            load.load_id,
            load.as_at,
            load.loaded_at,
            sum(load.rows.values()),
            current is not None and load.load_id == current.load_id,
        )
        for load in held.loads()
    ]


def rows_of_table(store: Path, table: str, authority: str = "") -> list[tuple[str, dict[str, Any]]]:
    """The rows of one small local table, as people wrote them or the current load has them, each with where it was read.

    None where nothing is loaded. With an authority, only that one's rows: what one council wrote down says nothing of another,
    or of their total. A load that was made before Sightline knew the table has no rows of it.
    """
    held = Store(store)
    load = held.current_load_or_none()
    if load is None or not load.tables[table].exists():
        # What people wrote holds before there is an extract, as where only supplied series are kept.
        return authored_table(store, table, held.authority)
    with TemporaryDirectory() as scratch:
        overlaid = lay_over(store, load, held.authority, Path(scratch), only=table)
        whose = [("authority", "=", authority)] if authority else None
        rows = pq.read_table(overlaid.tables[table], filters=whose).drop_columns(["authority"]).to_pylist()
    return [(f"{table}, row {place}", row) for place, row in enumerate(rows, start=1)]


def prune_loads(store: Path, keep: int) -> list[str]:
    """Delete all but the latest loads. Month-end snapshots, and loads that an edition names, always stay."""
    return Store(store).prune(keep)

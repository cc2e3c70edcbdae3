"""A small made-up council, loaded and calculated once for all the tests of a worker process."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from sightline.pipeline.calculate import calculate
from sightline.pipeline.load import load_extract
from sightline.synthetic import generate

AS_AT = date(2026, 10, 31)
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def make_extract(folder: Path, *, children: int = 2500, years: int = 3) -> Path:
    """The extract of a small council, in Parquet."""
    generate(folder, children=children, years=years, as_at=AS_AT, seed=11, format="parquet", authority="343")
    return folder


def make_store(folder: Path, extract: Path) -> Path:
    """A store with that council loaded and calculated."""
    store = folder / "store"
    load_extract(store, extract, loaded_at=NOW, as_at=AS_AT, authority="343")
    calculate(store, started_at=NOW)
    return store

"""A load: one complete, immutable set of typed tables, as at a date."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import duckdb
import pyarrow.parquet as pq

from sightline.errors import StoreError
from sightline.intake.files import sha256
from sightline.intake.issues import ISSUE_COLUMNS, ORDER, DataIssue, issue_of
from sightline.intake.schema import TABLES


@dataclass(frozen=True)
class Load:
    """One load of a store. `tables` gives the Parquet file of every table of the schema, those that were absent included."""

    load_id: str
    as_at: date
    path: Path
    absent_tables: tuple[str, ...]
    absent_columns: Mapping[str, tuple[str, ...]]
    manifest: Mapping[str, Any] = field(repr=False)

    @property
    def tables(self) -> dict[str, Path]:
        """The Parquet file of each table, by the standard's name."""
        return {name: self.path / "tables" / f"{name}.parquet" for name in TABLES}

    @property
    def loaded_at(self) -> datetime:
        """When it was loaded."""
        return datetime.fromisoformat(self.manifest["loaded_at"])

    @property
    def authorities(self) -> tuple[str, ...]:
        """The authorities whose rows it holds."""
        return tuple(self.manifest["authorities"])

    @property
    def rows(self) -> dict[str, int]:
        """How many rows each table holds."""
        return dict(self.manifest["rows"])

    @property
    def issue_counts(self) -> list[dict[str, Any]]:
        """How often each rule found something: rule, table, field, rows."""
        return list(self.manifest["issues"])

    def issues(self) -> Iterator[DataIssue]:
        """The data issues listed with it; of one fault in one column no more than the first thousand rows are."""
        path = str(self.path / "issues.parquet").replace("'", "''")
        columns = ", ".join(f'"{name}"' for name in ISSUE_COLUMNS)
        with duckdb.connect() as connection:
            rows = connection.execute(f"SELECT {columns} FROM read_parquet('{path}') ORDER BY {ORDER}").fetchall()
        yield from (issue_of(row) for row in rows)

    def check_up_to_date(self) -> None:
        """Raise StoreError where the load was written before a table or column that is read now had its place."""
        for name, path in self.tables.items():
            held = set(pq.read_schema(path).names) if path.is_file() else set()
            missing = [column for column in TABLES[name].columns if column not in held]
            if missing:
                raise StoreError(
                    f"The load '{self.load_id}' was written by an earlier Sightline, which did not know {name}.{missing[0]}. "
                    "Load the extract again: sightline load FOLDER"
                )

    def check_whole(self) -> None:
        """Raise StoreError where a file of the load is gone or is not what was written."""
        for name, written in self.manifest["sha256"].items():
            path = self.path / "tables" / f"{name}.parquet"
            if not path.is_file() or sha256(path) != written:
                raise StoreError(
                    f"{path} is not what was loaded. Load the extract again; earlier loads are listed by: sightline loads."
                )


def read_load(path: Path) -> Load:
    """The load in a folder. Raises StoreError where its manifest is gone or damaged."""
    try:
        manifest = json.loads((path / "load.json").read_text(encoding="utf-8"))
        return Load(
            load_id=manifest["load_id"],
            as_at=date.fromisoformat(manifest["as_at"]),
            path=path,
            absent_tables=tuple(manifest["absent_tables"]),
            absent_columns=MappingProxyType({name: tuple(fields) for name, fields in manifest["absent_columns"].items()}),
            manifest=MappingProxyType(manifest),
        )
    except (OSError, ValueError, KeyError) as problem:
        raise StoreError(f"{path} is not a whole load ({type(problem).__name__}). Load the extract again.") from problem

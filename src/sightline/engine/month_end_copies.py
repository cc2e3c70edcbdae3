"""Month-end copies of the tables that hold only what is true now, as one relation each: `snapshot_<table>`.

A relation has every column of the table, and `snapshot_on`: the month end for which its rows were kept. It is empty where
nothing was kept. A copy that an older version made may lack a column of today's; it is then missing in its rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
from sqlglot import exp

from sightline.engine.connection import Connection
from sightline.engine.staging import union_all
from sightline.intake.schema import TABLES

PREFIX = "snapshot_"


def make_month_end_copies(connection: Connection, copies: Mapping[date, Path]) -> None:
    """Make `snapshot_<table>` for every current-only table.

    `copies` are the folders kept, by month end, each with `<table>.parquet` for the tables that there were.
    """
    for name, table in TABLES.items():
        if not table.is_current_only:
            continue
        columns = {"authority": "VARCHAR", **dict(table.typed_columns())}
        pieces = [_nothing(name, columns)]
        for number, (day, folder) in enumerate(sorted(copies.items())):
            path = folder / f"{name}.parquet"
            if path.is_file():
                copy = f"{PREFIX}{name}__{number}"
                connection.read_parquet(copy, path)
                pieces.append(_rows_of(copy, columns, frozenset(pq.read_schema(path).names), day))
        connection.make(PREFIX + name, union_all(pieces), keep=False)


def _nothing(name: str, columns: Mapping[str, str]) -> exp.Select:
    """The relation's columns without a row."""
    day = exp.cast(exp.null(), "DATE").as_("snapshot_on")
    return exp.select(*[exp.column(column, quoted=True) for column in columns], day).from_(name).where(exp.false())


def _rows_of(copy: str, columns: Mapping[str, str], held: frozenset[str], day: date) -> exp.Select:
    """The rows of one copy, with the day that it stands for."""
    chosen = [
        exp.column(column, quoted=True) if column in held else exp.cast(exp.null(), kind).as_(column, quoted=True)
        for column, kind in columns.items()
    ]
    return exp.select(*chosen, exp.cast(exp.Literal.string(day.isoformat()), "DATE").as_("snapshot_on")).from_(copy)

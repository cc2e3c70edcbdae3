"""Cohorts staged by the real engine from a few drawn rows of the standard's tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from sightline.catalogue.settings import ConfigRow, Settings
from sightline.catalogue.tables import read_table
from sightline.cohorts import all_cohorts
from sightline.engine.build import Given, prepare
from sightline.engine.duckdb import DuckDbBuild
from sightline.engine.plan import in_reading_order, make_plan
from sightline.engine.staging import parse, stage
from sightline.intake.schema import TABLES
from sightline.vocabulary.periods import Month, Spine
from tests.support.calendars import england

AUTHORITY = "343"
# How a drawn cell says that outcomes were given and none of them is true.
NO_FLAG = "no flag"
ARROW_TYPES: Mapping[str, pa.DataType] = {
    "VARCHAR": pa.string(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
}


def staged(
    cohort: str, drawn: Mapping[str, str], *, as_at: date, first: str, settings: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """The rows of a cohort as the engine stages them, by record (and day, for a stock).

    `drawn` holds tables in text: yes and no for flags, lists of flags as `|NFA|` or `no flag`. Columns that are not drawn
    are missing, tables that are not drawn are empty. `first` is the first reporting month, such as 2025-04.
    """
    chosen = Settings(tuple(ConfigRow(key, value) for key, value in (settings or {}).items()))
    plan = make_plan([], all_cohorts(), chosen, as_at)
    given = Given(calendar=england(), spine=Spine(Month.parse(first), as_at), authorities=(AUTHORITY,))
    with DuckDbBuild(Path(":memory:")) as connection:
        for name in (name for name, table in TABLES.items() if table.is_kept):
            connection.give(name, arrow_table(name, drawn.get(name)))
        unknown = sorted(set(drawn) - set(TABLES))
        assert not unknown, f"not tables of the standard: {unknown}"
        prepare(connection, plan, given)
        for read in in_reading_order([cohort], all_cohorts()):
            connection.make(read.name, stage(read, plan), keep=True)
        rows: list[dict[str, Any]] = connection.rows(parse(f"SELECT * FROM {cohort}")).to_pylist()
    return sorted(rows, key=lambda row: (row["record_id"], row.get("as_at") or date.min))


def counting(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows that are not left out."""
    return [row for row in rows if row["excluded_because"] is None]


def column(rows: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """Record to the value of a column. For a stock, the last day's."""
    return {row["record_id"]: row[name] for row in rows}


def arrow_table(name: str, drawn: str | None) -> pa.Table:
    """A typed table of the standard, with every column, holding the drawn rows."""
    types = dict(TABLES[name].typed_columns())
    cells = read_table(drawn) if drawn else None
    names = cells.columns if cells else ()
    unknown = sorted(set(names) - set(types))
    assert not unknown, f"{name} has no columns {unknown}"
    rows = [dict(zip(names, row, strict=True)) for row in cells.rows] if cells else []
    arrays = {"authority": pa.array([AUTHORITY] * len(rows), pa.string())}
    for field, kind in types.items():
        arrays[field] = pa.array([typed(row.get(field), kind) for row in rows], ARROW_TYPES[kind])
    return pa.table(arrays)


def typed(cell: str | None, kind: str) -> Any:
    """A drawn cell as intake would have typed it."""
    if cell is None:
        return None
    if kind == "VARCHAR":
        return cell.replace(NO_FLAG, "|")
    if kind == "DATE":
        return date.fromisoformat(cell)
    if kind == "TIMESTAMP":
        return datetime.fromisoformat(cell)
    return cell == "yes" if kind == "BOOLEAN" else float(cell) if kind == "DOUBLE" else int(cell)


def prefixed(prefix: str, drawn: str) -> str:
    """A table drawn without the prefix that the standard gives all its columns, with it."""
    heading, *rest = drawn.strip("\n").split("\n")
    names = " | ".join(prefix + name.strip() for name in heading.split("|"))
    return "\n".join([names, *rest])


def records(prefix: str, *rows: Mapping[str, str]) -> str:
    """A table too wide to draw: a mapping a row, with the prefix that the standard gives all its columns."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [" | ".join(row.get(name, "") for name in names) for row in rows]
    return "\n".join([" | ".join(prefix + name for name in names), *lines])

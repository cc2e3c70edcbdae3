"""What answers an expression: the plain interpreter, and DuckDB through the engine's own compiled functions.

Each takes an expression, rows of the columns below and the settings, and gives one answer a row. Spec tests and generated
expressions run on all of them; the interpreter is what the others must equal.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import duckdb
from sqlglot import exp

from sightline.catalogue.expressions import Expression
from sightline.catalogue.interpreter import evaluate
from sightline.catalogue.settings import Settings
from sightline.cohorts.model import Column, ColumnType, day, number, text, truth, whole
from sightline.engine.functions import ORDINAL_SUFFIX, compile_functions
from tests.support.calendars import england

# The columns that spec tests and generated expressions may use: enough of each type to set one beside another.
COLUMNS: Mapping[str, Column] = {
    "child": text("the name of the row"),
    "started_on": day("a first date"),
    "completed_on": day("a second date"),
    "dob": day("a third date"),
    "as_at": day("a fourth date"),
    "visits": whole("a first whole number"),
    "plans": whole("a second whole number"),
    "fte": number("a first number"),
    "cost": number("a second number"),
    "category": text("a code"),
    "area": text("another code"),
    "outcomes_json_true": text("flags between bars"),
    "is_seen": truth("a first truth"),
    "is_open": truth("a second truth"),
}

Rows = Sequence[Mapping[str, Any]]
Engine = Callable[[Expression, Rows, Settings, date | None], list[Any]]

_DUCKDB_TYPES = {
    ColumnType.TEXT: "VARCHAR",
    ColumnType.DATE: "DATE",
    ColumnType.INTEGER: "BIGINT",
    ColumnType.NUMBER: "DOUBLE",
    ColumnType.BOOLEAN: "BOOLEAN",
}


def on_interpreter(expression: Expression, rows: Rows, settings: Settings, on: date | None = None) -> list[Any]:
    """One answer a row, in plain Python."""
    return [evaluate(expression, row, england(), settings, on) for row in rows]


def on_duckdb(expression: Expression, rows: Rows, settings: Settings, on: date | None = None) -> list[Any]:
    """One answer a row, from SQL that the engine's functions compiled, over a table of the rows."""
    with duckdb.connect() as connection:
        _stage(connection, rows)
        day = exp.cast(exp.Literal.string(on.isoformat()), "DATE") if on else None
        tree = compile_functions(expression.tree, settings, on or date.max, day)
        sql = f"SELECT {tree.sql(dialect='duckdb')} FROM given ORDER BY position"
        return [answer for (answer,) in connection.execute(sql).fetchall()]


def _stage(connection: duckdb.DuckDBPyConnection, rows: Rows) -> None:
    """The rows with a position, and beside each date the working-day number that staging would put there."""
    dates = [name for name, column in COLUMNS.items() if column.type is ColumnType.DATE]
    columns = [f"{name} {_DUCKDB_TYPES[column.type]}" for name, column in COLUMNS.items()]
    ordinals = [f"{name}{ORDINAL_SUFFIX} BIGINT" for name in dates]
    connection.execute(f"CREATE TABLE given (position BIGINT, {', '.join(columns + ordinals)})")
    calendar = england()
    for position, row in enumerate(rows):
        values = [row.get(name) for name in COLUMNS]
        counted = [None if row.get(name) is None else calendar.ordinal(row[name]) for name in dates]
        marks = ", ".join("?" * (1 + len(values) + len(counted)))
        connection.execute(f"INSERT INTO given VALUES ({marks})", [position, *values, *counted])


ENGINES: Mapping[str, Engine] = {"interpreter": on_interpreter, "duckdb": on_duckdb}


def is_same(expected: Any, given: Any) -> bool:
    """Whether two answers are the same value of the same type; numbers with a fraction to fifteen places."""
    if expected is None or given is None:
        return expected is given
    if isinstance(expected, float):
        return isinstance(given, float) and math.isclose(expected, given, rel_tol=1e-12, abs_tol=1e-12)
    return type(expected) is type(given) and bool(expected == given)

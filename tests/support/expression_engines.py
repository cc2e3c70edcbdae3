"""What answers an expression: the plain interpreter, and DuckDB and Spark through the engine's own compiled functions.

Each takes an expression, rows of the columns below and the settings, and gives one answer a row. Spec tests and generated
expressions run on all of them; the interpreter is what the others must equal.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import duckdb
from sqlglot import exp

from sightline.catalogue.expressions import Expression
from sightline.catalogue.interpreter import evaluate
from sightline.catalogue.settings import Settings
from sightline.cohorts.model import Column, ColumnType, day, number, text, truth, whole
from sightline.engine.functions import ORDINAL_SUFFIX, compile_functions
from sightline.engine.spark import sql_for_spark
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

_SQL_TYPES = {
    ColumnType.TEXT: "VARCHAR",
    ColumnType.DATE: "DATE",
    ColumnType.INTEGER: "BIGINT",
    ColumnType.NUMBER: "DOUBLE",
    ColumnType.BOOLEAN: "BOOLEAN",
}
_DATES = [name for name, column in COLUMNS.items() if column.type is ColumnType.DATE]
_STAGED = {
    "position": "BIGINT",
    **{name: _SQL_TYPES[column.type] for name, column in COLUMNS.items()},
    **{f"{name}{ORDINAL_SUFFIX}": "BIGINT" for name in _DATES},
}


def on_interpreter(expression: Expression, rows: Rows, settings: Settings, on: date | None = None) -> list[Any]:
    """One answer a row, in plain Python."""
    return [evaluate(expression, row, england(), settings, on) for row in rows]


def on_duckdb(expression: Expression, rows: Rows, settings: Settings, on: date | None = None) -> list[Any]:
    """One answer a row, from SQL that the engine's functions compiled, over a table of the rows."""
    with duckdb.connect() as connection:
        columns = ", ".join(f"{name} {kind}" for name, kind in _STAGED.items())
        connection.execute(f"CREATE TABLE given ({columns})")
        for values in _staged(rows):
            connection.execute(f"INSERT INTO given VALUES ({', '.join('?' * len(values))})", values)
        sql = f"SELECT {_compiled(expression, settings, on).sql(dialect='duckdb')} FROM given ORDER BY position"
        return [answer for (answer,) in connection.execute(sql).fetchall()]


def on_spark(session: Any) -> Engine:
    """One answer a row, from the same SQL on a Spark session. The rows are written out, so that no job is started for them."""

    def answer(expression: Expression, rows: Rows, settings: Settings, on: date | None = None) -> list[Any]:
        given = exp.values([tuple(_written(values)) for values in _staged(rows)], alias="given", columns=list(_STAGED))
        select = exp.select("position", _compiled(expression, settings, on).as_("answer")).from_(given)
        found = {row["position"]: row["answer"] for row in session.sql(sql_for_spark(select)).collect()}
        return [found[position] for position in range(len(rows))]

    return answer


def _compiled(expression: Expression, settings: Settings, on: date | None) -> exp.Expr:
    day = exp.cast(exp.Literal.string(on.isoformat()), "DATE") if on else None
    return compile_functions(expression.tree, settings, on or date.max, day)


def _staged(rows: Rows) -> Iterator[list[Any]]:
    """The values of each row with its position, and beside each date the working-day number that staging would put there."""
    calendar = england()
    for position, row in enumerate(rows):
        counted = [None if row.get(name) is None else calendar.ordinal(row[name]) for name in _DATES]
        yield [position, *(row.get(name) for name in COLUMNS), *counted]


def _written(values: Sequence[Any]) -> Iterator[exp.Expr]:
    """Values as SQL, each of its column's type even where there is none."""
    for value, kind in zip(values, _STAGED.values(), strict=True):
        yield exp.cast(exp.convert(str(value) if isinstance(value, date) else value), kind)


# Each engine by its name; Spark's is made for the session that the test was given.
ENGINES: Mapping[str, Engine] = {"interpreter": on_interpreter, "duckdb": on_duckdb}


def is_same(expected: Any, given: Any) -> bool:
    """Whether two answers are the same value of the same type; numbers with a fraction to fifteen places."""
    if expected is None or given is None:
        return expected is given
    if isinstance(expected, float):
        return isinstance(given, float) and math.isclose(expected, given, rel_tol=1e-12, abs_tol=1e-12)
    return type(expected) is type(given) and bool(expected == given)

"""Look-ups: what each different text of a coded or JSON column means, worked out once and joined to the rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from sightline.intake.codes import CODE_SETS, tidy_spelling
from sightline.intake.flags import read_factors, read_flags, without_comments
from sightline.intake.reading import ReadTable
from sightline.intake.schema import Column, ColumnKind, table_named, tidy_name

# A description that stands beside a code: it says what a local code means.
DESCRIBED_BY = {
    "cine_referral_source_code": "cine_referral_source_desc",
    "cont_contact_source_code": "cont_contact_source_desc",
}
LOOK_UP = pa.schema([(name, pa.string()) for name in ("authority", "found", "beside", "first", "second")])


@dataclass(frozen=True)
class LocalCodes:
    """What an authority's own codes mean: (authority, table, field, tidy value) to the standard's code.

    The table may be written with or without `ssd_`.
    """

    means: Mapping[tuple[str, str, str, str], str]

    def meaning(self, authority: str, table: str, field: str, text: str) -> str | None:
        """The code that the authority's own map gives for a text, if it names it."""
        return self.means.get((authority, table, field, tidy_spelling(text)))

    @classmethod
    def read(cls, connection: duckdb.DuckDBPyConnection) -> LocalCodes:
        """The map from the typed table `loc_code_map`."""
        rows = connection.execute(
            "SELECT authority, source_table, source_field, source_value, standard_code FROM loc_code_map "
            "WHERE standard_code IS NOT NULL"
        ).fetchall()
        means = {}
        for authority, table, field, value, code in rows:
            known = table_named(table)
            means[authority, known.name if known else tidy_name(table), tidy_name(field), tidy_spelling(value)] = code
        return cls(means)


@dataclass(frozen=True)
class LookUp:
    """One column's look-up table and how its rows are joined to those of the text (`row`)."""

    column: Column
    name: str
    join: str
    has_unknown: bool = False

    @property
    def expressions(self) -> list[tuple[str, str]]:
        """Name and SQL of the columns that come of it, where the rows of the text are called `row`."""
        text = f"row.{self.column.sql}"
        if not self.column.is_json:
            return [(self.column.name, f"coalesce({self.name}.first, {text})")]
        derived = zip(self.column.companions, (f"{self.name}.first", f"{self.name}.second"), strict=False)
        return [(self.column.name, text), *derived]


def needs_look_up(column: Column) -> bool:
    """Whether a column's texts are brought to codes or read as JSON."""
    return column.is_json or (column.codes is not None and column.kind is ColumnKind.TEXT)


def make_look_ups(
    connection: duckdb.DuckDBPyConnection, read: ReadTable, rows: str, authority: str, local: LocalCodes
) -> list[LookUp]:
    """The look-ups of a table's coded and JSON columns.

    `rows` is SQL for its rows of text, called `row`; `authority` is SQL for the authority of one.
    """
    columns = [read.table.columns[name] for name in read.fields]
    return [
        _json_look_up(connection, read, column)
        if column.is_json
        else _code_look_up(connection, read, column, rows, authority, local)
        for column in columns
        if needs_look_up(column)
    ]


def _keep(connection: duckdb.DuckDBPyConnection, column: Column, rows: list[tuple[str | None, ...]]) -> str:
    name = f"look_up_{column.name}"
    columns = [list(each) for each in zip(*rows, strict=True)] if rows else [[] for _ in LOOK_UP]
    connection.register("looked_up", pa.table(columns, schema=LOOK_UP))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM looked_up")
    connection.unregister("looked_up")
    return name


def _json_look_up(connection: duckdb.DuckDBPyConnection, read: ReadTable, column: Column) -> LookUp:
    text = without_comments(column.sql)
    texts = connection.execute(f"SELECT DISTINCT {text} FROM raw.{read.table.name} WHERE {column.sql} IS NOT NULL").fetchall()
    rows: list[tuple[str | None, ...]] = []
    for (found,) in texts:
        if column.kind is ColumnKind.JSON_LIST:
            rows.append((None, found, None, read_factors(found), None))
        else:
            rows.append((None, found, None, *read_flags(found, CODE_SETS[column.codes or ""])))
    name = _keep(connection, column, rows)
    return LookUp(column, name, f"{name}.found = {without_comments(f'row.{column.sql}')}")


def _code_look_up(
    connection: duckdb.DuckDBPyConnection, read: ReadTable, column: Column, rows: str, authority: str, local: LocalCodes
) -> LookUp:
    table = read.table.name
    described = DESCRIBED_BY.get(column.name)
    beside = f"coalesce(\"{described}\", '')" if described in read.fields else "''"
    texts = connection.execute(f"SELECT DISTINCT {authority}, coalesce({column.sql}, ''), {beside} FROM {rows}").fetchall()
    meanings: list[tuple[str | None, ...]] = [
        (whose, found, said, _code(column, table, whose, found, said, local), None)
        for whose, found, said in texts
        if found or said
    ]
    name = _keep(connection, column, meanings)
    row_beside = f"coalesce(row.\"{described}\", '')" if described in read.fields else "''"
    join = f"{name}.authority = row.authority AND {name}.found = coalesce(row.{column.sql}, '') AND {name}.beside = {row_beside}"
    return LookUp(
        column,
        name,
        join,
        has_unknown=any(found and code not in CODE_SETS[column.codes or ""].labels for _, found, _, code, _ in meanings),
    )


def _code(column: Column, table: str, authority: str, found: str, described: str, local: LocalCodes) -> str | None:
    codes = CODE_SETS[column.codes or ""]
    if found and (meant := local.meaning(authority, table, column.name, found)):
        return meant
    # A system's own number for a source may look like a code of the standard. Where the description begins with the
    # standard's code, that is the one meant.
    if described and (leading := codes.leading_code(described)):
        return leading
    return (codes.reduce(found) if found else None) or (codes.reduce(described) if described else None)

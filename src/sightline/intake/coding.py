"""Bringing the codes of a table to the standard's: one look-up a column, over the few different texts it holds."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from sightline.intake.cells import DESCRIBED_BY, said
from sightline.intake.codes import CODE_SETS, tidy_spelling
from sightline.intake.reading import ReadTable
from sightline.intake.schema import TABLES, Column, ColumnKind, tidy_name


@dataclass(frozen=True)
class LocalCodes:
    """What an authority's own codes mean: (authority, table, field, tidy value) to the standard's code.

    The table may be left blank in the map, and may be written with or without `ssd_`.
    """

    means: dict[tuple[str, str, str, str], str]

    def meaning(self, authority: str, table: str, field: str, text: str) -> str | None:
        """The code that the authority's own map gives for a text, if it names it."""
        value = tidy_spelling(text)
        return self.means.get((authority, table, field, value)) or self.means.get((authority, "", field, value))

    @classmethod
    def read(cls, connection: duckdb.DuckDBPyConnection) -> LocalCodes:
        """The map from the typed table `loc_code_map`."""
        rows = connection.execute(
            "SELECT authority, coalesce(source_table, ''), source_field, source_value, standard_code FROM loc_code_map "
            "WHERE source_field IS NOT NULL AND source_value IS NOT NULL AND standard_code IS NOT NULL"
        ).fetchall()
        means = {}
        for authority, table, field, value, code in rows:
            name = tidy_name(table)
            name = name if name in TABLES or not name else f"ssd_{name}"
            means[authority, name, tidy_name(field), tidy_spelling(value)] = code
        return cls(means)


def is_coded(column: Column) -> bool:
    """Whether a column's texts are brought to codes. JSON columns have their own reading."""
    return column.codes is not None and column.kind is ColumnKind.TEXT


def make_code_table(connection: duckdb.DuckDBPyConnection, read: ReadTable, authority: str, local: LocalCodes) -> list[Column]:
    """Make `code_of(field, authority, found, beside, code)` for the coded columns that a table has, and return them.

    `authority` is SQL for the authority of a row of `raw.<table>`; `beside` is the description that stands beside a code,
    blank where there is none. `code` is NULL where the text means nothing known.
    """
    table = read.table
    coded = [table.columns[name] for name in read.fields if is_coded(table.columns[name])]
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE code_of (field VARCHAR, authority VARCHAR, found VARCHAR, beside VARCHAR, code VARCHAR)"
    )
    for column in coded:
        rows = connection.execute(
            f"SELECT DISTINCT {authority}, coalesce({said(column)}, ''), {beside(read, column)} FROM raw.{table.name}"
        ).fetchall()
        mapped = [
            (column.name, whose, found, described, _code(column, table.name, whose, found, described, local))
            for whose, found, described in rows
            if found or described
        ]
        if mapped:
            connection.executemany("INSERT INTO code_of VALUES (?, ?, ?, ?, ?)", mapped)
    return coded


def beside(read: ReadTable, column: Column) -> str:
    """SQL for the description that stands beside a code, blank where the file has none."""
    name = DESCRIBED_BY.get(column.name)
    return f"coalesce(said({name}), '')" if name in read.fields else "''"


def _code(column: Column, table: str, authority: str, found: str, described: str, local: LocalCodes) -> str | None:
    codes = CODE_SETS[column.codes or ""]
    if found and (meant := local.meaning(authority, table, column.name, found)):
        return meant
    # A system's own number for a source may look like a code of the standard. Where the description begins with the
    # standard's code, that is the one meant.
    if described and (leading := codes.leading_code(described)):
        return leading
    return (codes.reduce(found) if found else None) or (codes.reduce(described) if described else None)

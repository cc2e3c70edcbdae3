"""Cells that said something and came out as nothing: what the rules of unreadable cells look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from sightline.intake import cells
from sightline.intake.schema import Column, ColumnKind

if TYPE_CHECKING:
    from sightline.intake.extract import Extract

# So many cells of a date column must be filled before it can be called wholly of words.
FEWEST_CELLS = 3


def unread_columns(extract: Extract, table: str, kinds: Iterable[ColumnKind]) -> Iterator[Column]:
    """The columns of these kinds of which at least one cell was not understood, save date columns wholly of words."""
    read = extract.read[table]
    for name, (filled, unread) in _counts(extract, table).items():
        if unread and read.table.columns[name].kind in kinds and not _is_wholly_unread(read.table.columns[name], filled, unread):
            yield read.table.columns[name]


def columns_of_words(extract: Extract, table: str) -> Iterator[Column]:
    """The date columns that are filled and of which not one cell is a date."""
    for name, (filled, unread) in _counts(extract, table).items():
        column = extract.read[table].table.columns[name]
        if _is_wholly_unread(column, filled, unread):
            yield column


def unread_cells(table: str, column: Column) -> str:
    """A SELECT of the rows of text (`file_row` and the column) whose cell says something that was not understood."""
    said = f"SELECT file_row, {column.sql} FROM raw.{table} WHERE {_says_something(column, column.sql)}"
    nothing = f"SELECT file_row FROM {table} WHERE {column.sql} IS NULL"
    return f"SELECT file_row, {column.sql} FROM ({said}) WHERE file_row IN ({nothing})"


def _says_something(column: Column, text: str) -> str:
    return f"CASE WHEN {text} IS NULL THEN FALSE ELSE NOT coalesce({cells.means_none(column, text)}, FALSE) END"


def _is_wholly_unread(column: Column, filled: int, unread: int) -> bool:
    return column.is_date and filled >= FEWEST_CELLS and unread == filled


def _counts(extract: Extract, table: str) -> dict[str, tuple[int, int]]:
    """How many cells of each column that is not text are filled, and how many of them were not understood."""
    if table not in extract.unread:
        read = extract.read[table]
        typed = (ColumnKind.TEXT, ColumnKind.JSON_FLAGS, ColumnKind.JSON_LIST)
        columns = [read.table.columns[name] for name in read.fields if read.table.columns[name].kind not in typed]
        extract.unread[table] = _count_cells(extract, table, columns)
    return extract.unread[table]


def _count_cells(extract: Extract, table: str, columns: list[Column]) -> dict[str, tuple[int, int]]:
    if not columns:
        return {}
    filled = ", ".join(f"count({column.sql})" for column in columns)
    said = _one_row(extract, f"SELECT {filled} FROM raw.{table}")
    # A row that stands for every authority of a region stands once in the file.
    once = "QUALIFY row_number() OVER (PARTITION BY file_row ORDER BY authority) = 1" if extract.owner.is_region else ""
    typed = _one_row(extract, f"SELECT {filled} FROM (SELECT * FROM {table} {once})")
    return {
        column.name: (said[place], _count_unread(extract, table, column) if said[place] > typed[place] else 0)
        for place, column in enumerate(columns)
    }


def _count_unread(extract: Extract, table: str, column: Column) -> int:
    # Only here, where some cell came out as nothing, is it worth asking which of them stand for none.
    return _one_row(extract, f"SELECT count(*) FROM ({unread_cells(table, column)})")[0]


def _one_row(extract: Extract, query: str) -> list[int]:
    return [int(count) for count in extract.connection.execute(query).fetchone() or ()]

"""Tables drawn in text, as worked examples and spec tests have them, read into typed rows.

    person | started_on | completed_on
    -------+------------+-------------
    c1     | 2025-04-09 |

A bar with a space (or the line's end) on each side parts two cells, so a list of flags such as |NFA|OTHER| is one cell.
A blank cell is missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sightline.catalogue.issues import did_you_mean
from sightline.cohorts.model import Column, ColumnType

_BAR = re.compile(r"(?<=\s)\|(?=\s|$)")
_RULE = re.compile(r"[-+|\s]+")
_TRUTHS = {"true": True, "yes": True, "y": True, "false": False, "no": False, "n": False}


class TableError(ValueError):
    """A drawn table that cannot be read. The message says which line and cell, and what is allowed."""


@dataclass(frozen=True)
class DrawnTable:
    """The cells of a drawn table: the names of its columns, and rows of text with None where a cell is blank."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]


def read_table(drawn: str) -> DrawnTable:
    """The cells of a drawn table. Raises TableError where a row has not as many cells as the heading."""
    lines = [line.strip() for line in drawn.splitlines() if line.strip()]
    lines = [line for line in lines if not (_RULE.fullmatch(line) and "-" in line)]
    if not lines:
        raise TableError("The table is empty. Draw a line of column names, then a line for each row.")
    columns = tuple(_cells(lines[0]))
    if "" in columns or len(set(columns)) < len(columns):
        raise TableError(f"The heading '{lines[0]}' has a column without a name or one that is there twice.")
    rows = [tuple(cell or None for cell in _cells(line)) for line in lines[1:]]
    for number, row in enumerate(rows, start=1):
        if len(row) != len(columns):
            raise TableError(f"Row {number} has {len(row)} cells and the heading has {len(columns)}: '{lines[number]}'.")
    return DrawnTable(columns, tuple(rows))


def _cells(line: str) -> list[str]:
    # A heading of one column and a row that begins with a blank cell have no space before their first bar.
    line = f" {line}" if line.startswith("| ") or line == "|" else line
    return [cell.strip() for cell in _BAR.split(line)]


def typed_rows(drawn: str, columns: Mapping[str, Column], aliases: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """The rows of a drawn table with each cell as its column's type has it, only the columns that are drawn.

    `aliases` are other names under which a column may be drawn. Raises TableError.
    """
    table = read_table(drawn)
    names = [(aliases or {}).get(name, name) for name in table.columns]
    for name in names:
        if name not in columns:
            raise TableError(f"There is no column '{name}'. {did_you_mean(name, columns)}".strip())
    return [
        {name: typed_cell(cell, name, columns[name].type) for name, cell in zip(names, row, strict=True)} for row in table.rows
    ]


def typed_cell(cell: str | None, name: str, wanted: ColumnType) -> Any:
    """One cell as a column's type has it; None for a blank one. Raises TableError with what is allowed."""
    if cell is None:
        return None
    try:
        return _READERS[wanted](cell)
    except (ValueError, KeyError):
        raise TableError(f"'{cell}' in column '{name}' is not {_FORMS[wanted]}.") from None


_READERS: Mapping[ColumnType, Callable[[str], Any]] = {
    ColumnType.TEXT: str,
    ColumnType.DATE: date.fromisoformat,
    ColumnType.INTEGER: int,
    ColumnType.NUMBER: float,
    ColumnType.BOOLEAN: lambda cell: _TRUTHS[cell.lower()],
}
_FORMS: Mapping[ColumnType, str] = {
    ColumnType.TEXT: "text",
    ColumnType.DATE: "a date, such as 2025-04-09",
    ColumnType.INTEGER: "a whole number",
    ColumnType.NUMBER: "a number",
    ColumnType.BOOLEAN: "true or false",
}

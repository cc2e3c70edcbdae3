"""Tables and columns of the dataset: the Standard Safeguarding Dataset (SSD) 1.4.5 and the local tables beside it.

`TABLES` is read from `definitions/standards/`: `tables.csv` has a row a table, `fields.csv` a row a field. Nothing about a
column is written anywhere else, so a field that the standard adds is one line of CSV.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.resources import files
from types import MappingProxyType

from sightline.intake.codes import CODE_SETS


class ColumnKind(StrEnum):
    """What a cell holds once it is read."""

    TEXT = "text"
    DATE = "date"
    DATETIME = "datetime"
    INTEGER = "integer"
    NUMBER = "number"
    FLAG = "flag"
    JSON_FLAGS = "json_flags"
    JSON_LIST = "json_list"


class Need(StrEnum):
    """How badly a row needs a cell: without `MUST` it is dropped, `ASKED` leaves it doubtful, `EITHER` is one of several."""

    MUST = "Y"
    ASKED = "asked"
    EITHER = "either"
    NO = ""


class Status(StrEnum):
    """Where a table stands in the standard.

    A placeholder is in the standard but never filled by the systems; a support table helps an extract to be made and
    holds nothing to count, so its rows are not kept.
    """

    RELEASE = "release"
    PLACEHOLDER = "placeholder"
    SUPPORT = "support"
    LOCAL = "local"


SQL_TYPES = MappingProxyType(
    {
        ColumnKind.TEXT: "VARCHAR",
        ColumnKind.DATE: "DATE",
        ColumnKind.DATETIME: "TIMESTAMP",
        ColumnKind.INTEGER: "BIGINT",
        ColumnKind.NUMBER: "DOUBLE",
        ColumnKind.FLAG: "BOOLEAN",
        ColumnKind.JSON_FLAGS: "VARCHAR",
        ColumnKind.JSON_LIST: "VARCHAR",
    }
)
# What the text of a column is brought to: roles and the like are compared in capitals.
UPPER_CASE = frozenset({"invo_professional_role_id", "iro_allocation_role"})
# An id of 0 or -1 stands for "none" in the standard's own keys and in whatever points at them.
NO_ONE = ("0", "-1")
PERSON = "ssd_person.pers_person_id"
PROFESSIONAL = "ssd_professionals.prof_professional_id"


@dataclass(frozen=True)
class Column:
    """One field of a table.

    `codes` names a code set. `refers_to` is `table.column` of the row that a value points at. `is_event` marks a date on
    which something happened, as against a due, planned or expected one. `low` and `high` bound a believable number.
    `aliases` are older names, in lower case.
    """

    name: str
    kind: ColumnKind
    codes: str | None = None
    aliases: tuple[str, ...] = ()
    required: bool = False
    need: Need = Need.NO
    is_key: bool = False
    refers_to: str | None = None
    is_event: bool = False
    low: float | None = None
    high: float | None = None

    @property
    def sql(self) -> str:
        """The column's name as SQL may write it: some local names, such as `window`, are words of SQL."""
        return f'"{self.name}"'

    @property
    def sql_type(self) -> str:
        """The column's type in DuckDB."""
        return SQL_TYPES[self.kind]

    @property
    def is_date(self) -> bool:
        """Whether it holds a day, with or without a time."""
        return self.kind in (ColumnKind.DATE, ColumnKind.DATETIME)

    @property
    def is_json(self) -> bool:
        """Whether it holds JSON and so has companion columns."""
        return self.kind in (ColumnKind.JSON_FLAGS, ColumnKind.JSON_LIST)

    @property
    def companions(self) -> tuple[str, ...]:
        """The columns derived from a JSON one: flags that are true, and flags that are named at all."""
        if self.kind is ColumnKind.JSON_FLAGS:
            return (f"{self.name}_true", f"{self.name}_present")
        return (f"{self.name}_true",) if self.kind is ColumnKind.JSON_LIST else ()


@dataclass(frozen=True)
class Table:
    """One table: its name in lower case, its key, and its columns in the standard's order.

    A table that lacks one of its `essential` columns, such as the day on which something happened, tells as little as one
    that is absent.
    """

    name: str
    key: tuple[str, ...]
    columns: Mapping[str, Column] = field(repr=False)
    status: Status = Status.RELEASE
    is_current_only: bool = False
    essential: tuple[str, ...] = ()
    one_row_is: str = ""

    @property
    def is_local(self) -> bool:
        """Whether it is one of the authority's own small tables."""
        return self.status is Status.LOCAL

    @property
    def is_kept(self) -> bool:
        """Whether its rows are kept: not those of tables that only help an extract to be made."""
        return self.status is not Status.SUPPORT

    def typed_columns(self) -> Iterator[tuple[str, str]]:
        """Name and DuckDB type of every column of the typed table, companions included, after `authority`."""
        for column in self.columns.values():
            yield column.name, column.sql_type
            yield from ((name, "VARCHAR") for name in column.companions)

    def referring_to(self, target: str) -> tuple[Column, ...]:
        """The columns that point at `table.column`."""
        return tuple(column for column in self.columns.values() if column.refers_to == target)

    def column_named(self, heading: str) -> Column | None:
        """The column that a heading of a file means: its name, an older name, or one of the habitual variants."""
        name = tidy_name(heading)
        if name in self.columns:
            return self.columns[name]
        for column in self.columns.values():
            if name in column.aliases or name in _habitual_names(column):
                return column
        return None


def tidy_name(text: str) -> str:
    """A heading or file stem as the standard would write it: lower case, words joined by an underscore."""
    return re.sub(r"[\s\-]+", "_", text.strip().strip("[]\"'`").lower())


def table_named(text: str) -> Table | None:
    """The table that a file or sheet name means: any case, with or without `ssd_` or a database's `dbo.` before it."""
    name = tidy_name(text).removeprefix("dbo.")
    return TABLES.get(name) or TABLES.get(f"ssd_{name}")


def _habitual_names(column: Column) -> set[str]:
    # Scripts before 1.2 left the word date off many columns and said la_person_id where there is person_id now.
    names = set()
    if column.kind is ColumnKind.DATE and column.name.endswith("_date"):
        names.add(column.name.removesuffix("_date"))
    if column.name.endswith("_person_id"):
        names.add(column.name.removesuffix("person_id") + "la_person_id")
    return names


def _number(text: str) -> float | None:
    return float(text) if text else None


def _column(row: Mapping[str, str]) -> Column:
    if row["codes"] and row["codes"] not in CODE_SETS:
        raise ValueError(f"fields.csv: {row['table']}.{row['field']} names a code set that does not exist: {row['codes']}")
    need = Need(row["required"])
    return Column(
        name=row["field"],
        kind=ColumnKind(row["kind"]),
        codes=row["codes"] or None,
        aliases=tuple(row["aliases"].split("|")) if row["aliases"] else (),
        required=need is not Need.NO,
        need=need,
        is_key=row["key"] == "Y",
        refers_to=row["refers_to"] or None,
        is_event=row["event"] == "Y",
        low=_number(row["low"]),
        high=_number(row["high"]),
    )


def _read(name: str) -> list[dict[str, str]]:
    text = files("sightline").joinpath("definitions", "standards", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _tables() -> Mapping[str, Table]:
    columns: dict[str, dict[str, Column]] = {}
    for row in _read("fields.csv"):
        column = _column(row)
        columns.setdefault(row["table"], {})[column.name] = column
    return MappingProxyType(
        {
            row["table"]: Table(
                name=row["table"],
                key=tuple(column.name for column in columns[row["table"]].values() if column.is_key),
                columns=MappingProxyType(columns[row["table"]]),
                status=Status(row["status"]),
                is_current_only=row["current_only"] == "Y",
                essential=tuple(row["essential"].split("|")) if row["essential"] else (),
                one_row_is=row["one_row_is"],
            )
            for row in _read("tables.csv")
        }
    )


TABLES: Mapping[str, Table] = _tables()

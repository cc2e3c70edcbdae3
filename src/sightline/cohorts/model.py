"""What a cohort is: a named, portable SELECT whose rows can count, and what each of its columns means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """Whether a row happens on a date, or stands at each month end."""

    EVENT = "event"
    SNAPSHOT = "snapshot"


class ColumnType(StrEnum):
    """The types that definitions reason about."""

    TEXT = "text"
    DATE = "date"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"


@dataclass(frozen=True)
class Column:
    """A column that definitions may use: its type, and its meaning in the words of practice.

    `needs` names the tables without which this column says nothing: an indicator that uses the column is then not
    available, rather than zero. `a|b` says that either table will do. Tables that the whole cohort rests on need no
    mention here.
    """

    type: ColumnType
    meaning: str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cohort:
    """The rows that could count for a family of indicators.

    `sql` is one SELECT in DuckDB's dialect that keeps to the portable subset (docs/explanation/architecture.md). It
    gives `authority`, `person_id`, `record_id`, `team`, `worker`, `excluded_because`, `as_at` for a snapshot cohort, and
    every column declared here. `reads` names the other cohorts whose staged rows it selects from; tables of the
    standard and helper relations need no mention. `row` says in a sentence what one row is.
    """

    name: str
    title: str
    row: str
    kind: Kind
    sql: str
    columns: Mapping[str, Column]
    dates: tuple[str, ...]
    reads: tuple[str, ...] = ()
    # True where the record itself holds no team or worker: the engine then takes the worker allocated to the child on the
    # date that places the row (indicators.md section 2.9). A team or worker that the SQL does give stays.
    allocated: bool = False
    # Tables without which the cohort has no rows worth counting; its indicators are then not available.
    needs: tuple[str, ...] = ()
    # Tables without which some rows are counted that should not be, or the other way: its figures are to be read with care.
    doubtful_without: tuple[str, ...] = ()
    # Ways to split that only this cohort offers, beyond the standard ones: name -> column that holds the group.
    breakdowns: Mapping[str, str] = field(default_factory=dict)
    # False for cohorts of workers, posts or households, whose rows have no child.
    of_children: bool = True
    # True where a row is a number that somebody counted elsewhere and typed in: nobody can be listed behind it.
    is_supplied: bool = False
    # True where a month without a row, counted or left out, is a month of which nothing is known: it has no figure, where
    # for other cohorts it has a true nought. The day of the data is always known.
    known_where_rows: bool = False

    @property
    def when_columns(self) -> tuple[str, ...]:
        """The columns that may place a row in a period."""
        return ("as_at",) if self.kind is Kind.SNAPSHOT else self.dates

    @property
    def all_columns(self) -> Mapping[str, Column]:
        """Every column that a definition may name: the cohort's own and those that each row carries."""
        standard = {name: column for name, column in STANDARD_COLUMNS.items() if name != "as_at"}
        if self.kind is Kind.SNAPSHOT:
            standard["as_at"] = STANDARD_COLUMNS["as_at"]
        return {**standard, **self.columns}


def text(meaning: str, *, needs: tuple[str, ...] = ()) -> Column:
    """A text column."""
    return Column(ColumnType.TEXT, meaning, needs)


def day(meaning: str, *, needs: tuple[str, ...] = ()) -> Column:
    """A date column."""
    return Column(ColumnType.DATE, meaning, needs)


def whole(meaning: str, *, needs: tuple[str, ...] = ()) -> Column:
    """A whole-number column."""
    return Column(ColumnType.INTEGER, meaning, needs)


def number(meaning: str, *, needs: tuple[str, ...] = ()) -> Column:
    """A column of numbers that may have a fraction."""
    return Column(ColumnType.NUMBER, meaning, needs)


def truth(meaning: str, *, needs: tuple[str, ...] = ()) -> Column:
    """A true-or-false column."""
    return Column(ColumnType.BOOLEAN, meaning, needs)


STANDARD_COLUMNS: Mapping[str, Column] = {
    "person_id": text("the child"),
    "record_id": text("the record in the case system"),
    "team": text("the team that the row belongs to"),
    "worker": text("the worker that the row belongs to"),
    "service": text("the service that the team belongs to"),
    "as_at": day("the day on which the stock is counted"),
    "dob": day("date of birth", needs=("ssd_person",)),
    "sex": text("sex as recorded: F, M, U"),
    "ethnicity": text("broad ethnic group"),
    "disability": text("disabled, not_disabled or unknown"),
    "age": whole("completed years on the day that places the row", needs=("ssd_person",)),
    "age_band": text("age in five bands", needs=("ssd_person",)),
    "excluded_because": text("why the row is left out; empty where it counts"),
}

# The ways to split that every cohort of children offers; the group is the column's value.
STANDARD_BREAKDOWNS: Mapping[str, str] = {
    "service": "service",
    "team": "team",
    "worker": "worker",
    "age_band": "age_band",
    "sex": "sex",
    "ethnicity": "ethnicity",
    "disability": "disability",
}

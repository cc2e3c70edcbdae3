"""Data issues: what is doubtful in a row, and who can mend it.

A rule finds its rows in SQL, so a table of a million rows costs one query. What it found is shown only where that cannot
betray a child: dates, codes and counts are shown; ids, names and free text are not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

import duckdb

if TYPE_CHECKING:
    from sightline.intake.extract import Extract

# Of one fault in one column this many rows are listed; all are counted.
MOST_LISTED = 1000
# The rows of the finding that was noted last.
FOUND = "found_rows"


class Severity(StrEnum):
    """What an issue does: the table cannot be read, the row is left out, or the row stays and is doubtful."""

    STOPS_TABLE = "stops_table"
    DROPS_ROW = "drops_row"
    DOUBTFUL = "doubtful"


class Mender(StrEnum):
    """Who can put it right."""

    RECORDER = "the worker who keeps the child's record"
    EXTRACTOR = "whoever runs the extract"
    ANALYST = "the performance team"
    SUPPLIER = "the supplier of the case management system"


class Stage(StrEnum):
    """When a rule can look: at the files, at the cells of a table just read, at its keys, or at all tables together."""

    FILES = "files"
    CELLS = "cells"
    KEYS = "keys"
    TABLES = "tables"


@dataclass(frozen=True)
class DataIssue:
    """One thing that is doubtful. `row` is as a spreadsheet numbers it (the heading is row 1); None for a whole table."""

    rule: str
    severity: Severity
    table: str
    row: int | None
    field: str | None
    found: str
    allowed: str
    mender: str
    message: str


ISSUE_COLUMNS = tuple(DataIssue.__dataclass_fields__)


@dataclass(frozen=True)
class Finding:
    """What one look of a rule found in one table.

    `rows` is a SELECT that gives `file_row`, and `found` where it may be shown. Where the finding is about the whole table
    or its files, `rows` is None and `found` says what was found, once.
    """

    table: str
    field: str | None = None
    rows: str | None = None
    found: str = ""
    allowed: str = ""
    message: str = ""
    file_row: int | None = None


@dataclass(frozen=True)
class Example:
    """A worked example of a rule: tables as text, and the issues of this rule that come of them.

    `tables` are drawn with bars: headings, a line of dashes, rows. A heading may be the end of a column's name that no other
    column of the table ends with. `expect` holds (table, row, field, found).
    """

    tables: Mapping[str, str]
    expect: Sequence[tuple[str, int | None, str | None, str]]
    as_at: date = date(2025, 3, 31)


class Finder(Protocol):
    """Looks for a rule's faults. `table` is given at the stages that look at one table after another."""

    def __call__(self, extract: Extract, table: str) -> Iterable[Finding]: ...


@dataclass(frozen=True)
class Rule:
    """One way in which an extract can be wrong. `says` is the sentence that a reader sees when a finding has none."""

    code: str
    title: str
    severity: Severity
    mender: Mender
    stage: Stage
    says: str
    find: Finder = field(repr=False)
    examples: tuple[Example, ...] = field(repr=False, default=())


class Issues:
    """The issues of one extract, kept in its DuckDB connection. Every one is counted; the first of each kind are listed."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self.counts: dict[tuple[str, str, str], int] = {}
        columns = ", ".join(f'"{name}" {"BIGINT" if name == "row" else "VARCHAR"}' for name in ISSUE_COLUMNS)
        connection.execute(f"CREATE OR REPLACE TABLE issues ({columns})")

    def add(self, rule: Rule, finding: Finding) -> int:
        """Note what a rule found, and return how many rows it is about."""
        before = (rule.code, rule.severity.value, finding.table)
        after = (finding.field, finding.allowed, rule.mender.value, finding.message or rule.says)
        if finding.rows is None:
            self._connection.execute(
                f"INSERT INTO issues VALUES ({', '.join('?' * len(ISSUE_COLUMNS))})",
                [*before, finding.file_row, after[0], finding.found, *after[1:]],
            )
            return self._count(rule, finding, 1)
        made = self._connection.execute(f"CREATE OR REPLACE TEMP TABLE {FOUND} AS {finding.rows}").fetchone()
        if not made or not made[0]:
            return 0
        self._connection.execute(
            "INSERT INTO issues SELECT $1, $2, $3, found.file_row, $4, coalesce(CAST(found.found AS VARCHAR), ''), $5, $6, $7 "
            f"FROM {FOUND} AS found ORDER BY found.file_row, found.found LIMIT {MOST_LISTED}",
            [*before, *after],
        )
        return self._count(rule, finding, made[0])

    def _count(self, rule: Rule, finding: Finding, rows: int) -> int:
        key = (rule.code, finding.table, finding.field or "")
        self.counts[key] = self.counts.get(key, 0) + rows
        return rows

    def __iter__(self) -> Iterator[DataIssue]:
        rows = self._connection.execute(f"SELECT * FROM issues ORDER BY {ORDER}").fetchall()
        return (issue_of(row) for row in rows)

    def stopping(self) -> list[DataIssue]:
        """The issues that stop a table, and with it the load."""
        return [issue for issue in self if issue.severity is Severity.STOPS_TABLE]


ORDER = '"table", "row" NULLS FIRST, rule, field NULLS FIRST, found'


def issue_of(row: Sequence[object]) -> DataIssue:
    """A data issue from a row of the issues table or of a load's `issues.parquet`."""
    values = dict(zip(ISSUE_COLUMNS, row, strict=True))
    return DataIssue(**{**values, "severity": Severity(str(values["severity"]))})  # type: ignore[arg-type]

"""An extract on its way from files to typed tables, in a DuckDB connection of its own.

The order of the work can be read in `read_extract`: each table is read as text, typed in one SELECT and looked over by the
rules that need the text; then ids are mended across tables, the as-at date is settled, and the rules that compare tables
look. Nothing is written outside the scratch folder until `write_tables`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from sightline.errors import InputError
from sightline.intake import cells
from sightline.intake.asat import settle_as_at
from sightline.intake.coding import LocalCodes, LookUp, make_look_ups
from sightline.intake.issues import FOUND, Finding, Issues, Rule, Severity, Stage
from sightline.intake.mending import mend
from sightline.intake.ownership import Ownership
from sightline.intake.reading import ReadTable, UnreadableTable, read_source
from sightline.intake.rules import RULES, STOPPED
from sightline.intake.schema import TABLES, Column, Table
from sightline.intake.sources import Source, Sources

# Progress is told as (what was done, how much is done, how much there is).
Progress = Callable[[str, int, int], None]
MEMORY_LIMIT = "640MB"
# These say something about all authorities of a region alike, so a file of them needs no authority column.
SHARED_TABLES = frozenset({"loc_bank_holiday", "loc_code_map", "loc_config", "loc_postcode_la", "loc_benchmark"})


@dataclass
class Extract:
    """The typed tables of one extract, each with `file_row` and `authority` before the standard's columns.

    Every table of the schema is there; those that no file gave are empty. `read` says what was found in the files.
    """

    connection: duckdb.DuckDBPyConnection
    owner: Ownership
    sources: Sources
    read: dict[str, ReadTable] = field(default_factory=dict)
    issues: Issues = field(init=False)
    as_at: date | None = None
    as_at_said: str = ""
    # How many cells of a table's columns are filled, and how many of those were not understood (unread.py).
    unread: dict[str, dict[str, tuple[int, int]]] = field(default_factory=dict)
    # The coded columns of a table in which some text means no code of its set.
    uncoded: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.issues = Issues(self.connection)

    def has(self, table: str, *fields: str) -> bool:
        """Whether the files gave a table, and these columns of it."""
        return table in self.read and all(name in self.read[table].fields for name in fields)

    def count(self, table: str) -> int:
        """How many rows a typed table holds."""
        row = self.connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        return int(row[0]) if row else 0

    @property
    def absent_tables(self) -> tuple[str, ...]:
        """The tables that no file gave."""
        return tuple(name for name, table in TABLES.items() if name not in self.read and table.is_kept)

    @property
    def absent_columns(self) -> dict[str, tuple[str, ...]]:
        """The columns that the file of a table has not, by table."""
        return {name: read.missing for name, read in self.read.items() if read.missing}

    def blank_columns(self, table: str, columns: Iterable[Column]) -> list[Column]:
        """Those of the columns that are blank on some row of a typed table: one query, whatever their number."""
        asked = list(columns)
        if not asked:
            return []
        counted = ", ".join(f"count(*) - count({column.sql})" for column in asked)
        blank = self.connection.execute(f"SELECT {counted} FROM {table}").fetchone() or ()
        return [column for column, rows in zip(asked, blank, strict=True) if rows]

    def look(self, stage: Stage, table: str = "") -> None:
        """Let the rules of a stage look, and note what they find."""
        for rule in RULES:
            if rule.stage is stage:
                for finding in rule.find(self, table):
                    self.note(rule, finding)

    def note(self, rule: Rule, finding: Finding) -> None:
        """Note what a rule found, and leave out the rows that it drops."""
        found = self.issues.add(rule, finding)
        if found and finding.rows is not None and rule.severity is Severity.DROPS_ROW:
            self.connection.execute(f"DELETE FROM {finding.table} WHERE file_row IN (SELECT file_row FROM {FOUND})")

    def close(self) -> None:
        """Let go of the connection and its memory."""
        self.connection.close()


def read_extract(
    sources: Sources,
    scratch: Path,
    owner: Ownership,
    *,
    as_at: date | None,
    believable_until: date,
    progress: Progress | None = None,
) -> Extract:
    """Read, type, mend and look over every table.

    `believable_until` is the last day on which something can have happened: the day of the load. Raises InputError where
    the files belong to another authority.
    """
    extract = Extract(connect(scratch), owner, sources)
    try:
        steps = len(sources.tables) + 2
        local = LocalCodes({})
        for done, source in enumerate(_maps_first(sources.tables)):
            if progress:
                progress(source.called, done, steps)
            read_one(extract, source, scratch, local)
            if source.table.name == "loc_code_map" and extract.has("loc_code_map"):
                local = LocalCodes.read(extract.connection)
        for table in TABLES.values():
            if table.name not in extract.read:
                _make_empty(extract.connection, table)
        mend(extract)
        settle_as_at(extract, as_at, believable_until)
        if progress:
            progress("checking", steps - 2, steps)
        extract.look(Stage.FILES)
        extract.look(Stage.TABLES)
    except BaseException:
        extract.close()
        raise
    return extract


def connect(scratch: Path) -> duckdb.DuckDBPyConnection:
    """A connection that spills into the scratch folder, knows the macros and reaches no network."""
    connection = duckdb.connect(
        config={
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": str(scratch / "spill"),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        },
    )
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("CREATE SCHEMA raw")
    for statement in cells.macro_statements():
        connection.execute(statement)
    return connection


def _maps_first(sources: Iterable[Source]) -> list[Source]:
    # The authority's own codes must be known before a coded column is read.
    return sorted(sources, key=lambda source: (source.table.name != "loc_code_map", source.table.name))


def read_one(extract: Extract, source: Source, scratch: Path, local: LocalCodes) -> None:
    """Read and type one table, and let the rules look that need only its own text."""
    table = source.table
    if not table.is_kept:
        return
    try:
        read = read_source(extract.connection, source, scratch)
    except UnreadableTable as problem:
        extract.note(STOPPED, Finding(table.name, message=f"{source.called} {problem}."))
        return
    _refuse_other_authority(extract, read)
    extract.read[table.name] = read
    _make_typed(extract, read, local)
    extract.look(Stage.CELLS, table.name)
    extract.look(Stage.KEYS, table.name)
    extract.connection.execute(f"DROP VIEW raw.{table.name}; DROP TABLE raw.as_read")


def _make_empty(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    columns = ", ".join(f'"{name}" {kind}' for name, kind in table.typed_columns())
    connection.execute(f"CREATE TABLE {table.name} (file_row BIGINT, authority VARCHAR, {columns})")


def authority_of_row(extract: Extract, read: ReadTable) -> str:
    """SQL for the authority of a row of `raw.<table>`, called `row` there."""
    default = f"'{extract.owner.default}'"
    return f"coalesce(row.authority, {default})" if read.has_authority else default


def _refuse_other_authority(extract: Extract, read: ReadTable) -> None:
    owner, table = extract.owner, read.table
    if owner.takes_any:
        return
    if not read.has_authority:
        if owner.is_region and table.name not in SHARED_TABLES:
            raise InputError(
                f"{read.source.called} has no authority column, and this store holds {len(owner.members)} authorities. "
                "Add a first column authority with each row's three-digit code."
            )
        return
    rows = extract.connection.execute(f"SELECT DISTINCT authority FROM raw.{table.name}").fetchall()
    other = sorted({row[0] for row in rows if row[0] is not None} - set(owner.members))
    blank = owner.is_region and any(row[0] is None for row in rows)
    if other or blank:
        raise InputError(
            f"{read.source.called} holds rows of {'no authority' if blank else 'authority ' + ', '.join(other[:5])}; "
            f"this store belongs to {owner.said}. Load that authority's extract into a store of its own "
            "(sightline init --authority CODE), or take the rows out."
        )


def _make_typed(extract: Extract, read: ReadTable, local: LocalCodes) -> None:
    """Make the typed table from `raw.<table>`: parsed, typed, looked up, each step a SELECT over the one before."""
    table, connection = read.table, extract.connection
    # A shared table without an authority column says the same of every authority in the store.
    for_each = extract.owner.is_region and not read.has_authority
    members = ", ".join(f"('{member}')" for member in extract.owner.members)
    authority = "member.authority" if for_each else authority_of_row(extract, read)
    rows = f"raw.{table.name} AS row" + (f", (VALUES {members}) AS member (authority)" if for_each else "")
    fields = [table.columns[name] for name in read.fields]
    parsed = ", ".join(f"{cells.parsed(table, column)} AS {column.sql}" for column in fields)
    typed = ", ".join(f"{cells.typed(table, column)} AS {column.sql}" for column in fields)
    look_ups = make_look_ups(connection, read, rows, authority, local)
    looked_up = {look_up.column.name: look_up for look_up in look_ups}
    columns = [
        f'{expression} AS "{name}"'
        for column in table.columns.values()
        for name, expression in _expressions(read, column, looked_up.get(column.name))
    ]
    joins = "".join(f" LEFT JOIN {look_up.name} ON {look_up.join}" for look_up in look_ups)
    connection.execute(
        f"CREATE OR REPLACE TABLE {table.name} AS "
        f"WITH parsed AS (SELECT file_row, {authority} AS authority, {parsed} FROM {rows}), "
        f"typed AS (SELECT file_row, authority, {typed} FROM parsed) "
        f"SELECT row.file_row, row.authority, {', '.join(columns)} FROM typed AS row{joins}"
    )
    extract.uncoded[table.name] = tuple(look_up.column.name for look_up in look_ups if look_up.has_unknown)
    for look_up in look_ups:
        connection.execute(f"DROP TABLE {look_up.name}")


def _expressions(read: ReadTable, column: Column, look_up: LookUp | None) -> list[tuple[str, str]]:
    if look_up is not None:
        return look_up.expressions
    if column.name in read.fields:
        return [(column.name, f"row.{column.sql}")]
    return [
        (column.name, f"CAST(NULL AS {column.sql_type})"),
        *((name, "CAST(NULL AS VARCHAR)") for name in column.companions),
    ]

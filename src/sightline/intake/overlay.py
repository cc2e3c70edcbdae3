"""Authored rows in place of rows of local tables: typed as an extract's are, and laid over those of a load.

A load is never changed. What was authored is laid over it whenever figures are made: where both hold a row of one key the
authored one stands, and a row that was withdrawn is gone.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

from sightline.intake.authored import AuthoredRows, Record, read_authored
from sightline.intake.authored_kinds import KINDS, Kind
from sightline.intake.coding import LocalCodes
from sightline.intake.extract import Extract, connect, read_one
from sightline.intake.issues import DataIssue, Mender, Rule, Severity, Stage
from sightline.intake.load import Load
from sightline.intake.ownership import Ownership
from sightline.intake.schema import TABLES, Table
from sightline.intake.sources import Format, Source, Sources

AUTHORED_WINS = Rule(
    code="authored_wins",
    title="A row of the extract that people wrote too",
    severity=Severity.DOUBTFUL,
    mender=Mender.ANALYST,
    stage=Stage.TABLES,
    says="People wrote this row too, and what they wrote holds. Take the row out of the file, or withdraw what was written.",
    find=lambda extract, table: (),
)
TABLE_KINDS: Mapping[str, Kind] = MappingProxyType({kind.table: kind for kind in KINDS.values() if kind.table})


@dataclass(frozen=True)
class Overlaid:
    """Where each typed table of a load is read from once authored rows are laid over it, and what both hold.

    `written` gives, for each kind that was laid over, how many records there were: what figures were made of.
    """

    tables: Mapping[str, Path]
    absent_tables: frozenset[str]
    issues: tuple[DataIssue, ...]
    written: Mapping[str, int]


def lay_over(store: Path, load: Load, owner: Ownership, scratch: Path, only: str = "") -> Overlaid:
    """The tables of a load, or `only` one, with what people wrote in place of their rows; new files under `scratch`."""
    tables, absent, issues, written = dict(load.tables), set(load.absent_tables), list[DataIssue](), dict[str, int]()
    for name, kind in TABLE_KINDS.items():
        held = read_authored(store, kind) if only in ("", name) else AuthoredRows(kind)
        if not held.records:
            continue
        written[kind.name] = len(held.records)
        path = scratch / f"{name}.parquet"
        issues += _lay_one(held, load.tables[name], path, owner, scratch)
        tables[name] = path
        if held.current:
            absent.discard(name)
    return Overlaid(MappingProxyType(tables), frozenset(absent), tuple(issues), MappingProxyType(written))


def authored_table(store: Path, table: str, owner: Ownership) -> list[tuple[str, dict[str, Any]]]:
    """The rows of a local table that people wrote, typed as an extract's are, each with where it stands."""
    kind = TABLE_KINDS.get(table)
    current = read_authored(store, kind).current if kind is not None else ()
    if kind is None or not current:
        return []
    names = [name for name, _ in TABLES[table].typed_columns()]
    columns = ", ".join(f'"{name}"' for name in names)
    with TemporaryDirectory() as folder, typed_rows(kind, [record.row for record in current], owner, Path(folder)) as extract:
        rows = extract.connection.execute(f"SELECT {columns} FROM {table} ORDER BY file_row").fetchall()
    return [(record.where, dict(zip(names, row, strict=True))) for record, row in zip(current, rows, strict=True)]


def twice_held(source: str, what: str) -> DataIssue:
    """The issue of a row that a file or an extract (`source`) holds and people wrote too. `what` names the row."""
    rule = AUTHORED_WINS
    return DataIssue(rule.code, rule.severity, source, None, None, what, "", rule.mender.value, rule.says)


@contextmanager
def typed_rows(kind: Kind, rows: Sequence[Mapping[str, str]], owner: Ownership, scratch: Path) -> Iterator[Extract]:
    """Rows of a kind as their local table, typed as an extract's are; `file_row` of the first is 2.

    What is doubtful in their cells is among the extract's issues. Raises InputError for rows of another authority.
    """
    table = TABLES[kind.table]
    path = scratch / f"{kind.name}.csv"
    # A store of one authority, and settings of a region that hold for all of it, name none.
    columns = [name for name in kind.every_column if name != "authority" or any(row.get("authority") for row in rows)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    extract = Extract(connect(scratch), owner, Sources(()))
    try:
        read_one(extract, Source(table, path, Format.CSV, f"what was written as {kind.name}"), scratch, LocalCodes({}))
        yield extract
    finally:
        extract.close()


def _lay_one(held: AuthoredRows, load_path: Path, path: Path, owner: Ownership, scratch: Path) -> list[DataIssue]:
    kind, table = held.kind, TABLES[held.kind.table]
    records = sorted(held.latest.values(), key=lambda record: record.number)
    with typed_rows(kind, [_whole(record, kind) for record in records], owner, scratch) as extract:
        connection = extract.connection
        gone = ", ".join(str(place) for place, record in enumerate(records, start=2) if record.is_withdrawn) or "NULL"
        columns = ", ".join(["authority", *(f'"{name}"' for name, _ in table.typed_columns())])
        names = [str(load_path).replace("'", "''"), str(path).replace("'", "''")]
        # A load that was made before Sightline knew the table has no rows of it.
        loaded = f"read_parquet('{names[0]}')" if load_path.exists() else f"(SELECT {columns} FROM {table.name} WHERE false)"
        connection.execute(f"CREATE VIEW loaded AS SELECT * FROM {loaded}")
        same = _same_key(table)
        connection.execute(
            f"COPY (SELECT {columns} FROM {table.name} WHERE coalesce(file_row NOT IN ({gone}), true) "
            f"UNION ALL SELECT {columns} FROM loaded "
            f"WHERE NOT EXISTS (SELECT 1 FROM {table.name} AS written WHERE {same}) "
            f"ORDER BY {_order(table)}) TO '{names[1]}' (FORMAT parquet)"
        )
        key = ", ".join(f"loaded.{table.columns[name].sql}" for name in table.key)
        twice = connection.execute(
            f"SELECT {key} FROM loaded JOIN {table.name} AS written ON {same} ORDER BY {_order(table, 'loaded.')}"
        ).fetchall()
    return [twice_held(table.name, _said(row, kind)) for row in twice]


def _whole(record: Record, kind: Kind) -> dict[str, str]:
    # A withdrawn row has its key only. What else a row needs does not matter for one that is about to go.
    return {name: record.row.get(name, "") for name in kind.every_column}


def _same_key(table: Table) -> str:
    keys = [table.columns[name].sql for name in table.key]
    equal = [f"loaded.{name} IS NOT DISTINCT FROM written.{name}" for name in keys]
    return " AND ".join(["loaded.authority = written.authority", *equal])


def _order(table: Table, of: str = "") -> str:
    return ", ".join([f"{of}authority", *(f"{of}{table.columns[name].sql}" for name in table.key)])


def _said(row: Sequence[object], kind: Kind) -> str:
    if kind.names_children:
        return "a row"
    return " ".join(cell.isoformat() if isinstance(cell, date) else str(cell) for cell in row if cell is not None)

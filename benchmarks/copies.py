"""Many authorities from one: its typed tables, as often as asked, each time under another code.

Growth is then growth in rows alone: every authority has the same shape, so twenty times the rows are twenty times the work
and no more. What Sightline says of each copy has to be what it says of the one.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import duckdb

from sightline.intake.store import Store
from sightline.observations.store import DATABASE, Builds
from sightline.pipeline.load import init_store


def code(place: int) -> str:
    """The code of a copy."""
    return f"A{place:03d}"


def name_store(store: Path) -> None:
    """Say whose store the one is: some figures, such as of placements outside the area, are given to a named authority only."""
    init_store(store, "made up", ("ONE",))


def copy_store(store: Path, out: Path, first: int, authorities: int) -> int:
    """Write a store of so many copies of the current load, codes from `first`. Returns its rows."""
    load = Store(store).current_load()
    codes = [code(first + place) for place in range(authorities)]
    folder = out / "loads" / load.load_id
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        _copy_tables(connection, load.tables.values(), folder / "tables", codes)
        for day, kept in Store(store).snapshots().items():
            _copy_tables(connection, kept.glob("*.parquet"), out / "snapshots" / day.isoformat(), codes)
            shutil.copyfile(kept / "snapshot.json", out / "snapshots" / day.isoformat() / "snapshot.json")
    manifest = dict(load.manifest)
    manifest["authorities"] = codes
    manifest["rows"] = {name: rows * authorities for name, rows in load.rows.items()}
    (folder / "load.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder.parent / "current").write_text(load.load_id, encoding="utf-8")
    owner = {"code": "copies", "name": "copies", "region": "", "members": codes}
    (out / "authority.json").write_text(json.dumps(owner), encoding="utf-8")
    return sum(manifest["rows"].values())


def _copy_tables(connection: duckdb.DuckDBPyConnection, tables: Iterable[Path], out: Path, codes: list[str]) -> None:
    """Each table as often as there are codes, under each of them."""
    out.mkdir(parents=True)
    for path in tables:
        rows = f"SELECT * REPLACE (? AS authority) FROM read_parquet('{path}', hive_partitioning = false)"
        connection.execute(f"COPY ({' UNION ALL '.join([rows] * len(codes))}) TO '{out / path.name}' (FORMAT parquet)", codes)


def _own(table: str, authority: str) -> str:
    """What differs between copies: the authority, and the identifiers by which authorities know a child of another."""
    own = [f"'{authority}' AS authority"]
    if table == "ssd_person":
        own += [f"{name} || '{authority}' AS {name}" for name in ("pers_upn", "pers_single_unique_id")]
    return ", ".join(own)


def check_copies(store: Path, copies: Path) -> int:
    """How many monthly sums every copy shares with the one authority. Raises AssertionError where one differs."""
    one, many = (Builds(path).current().folder / DATABASE for path in (store, copies))
    compared = 0
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{one}' AS one (READ_ONLY)")
        connection.execute(f"ATTACH '{many}' AS many (READ_ONLY)")
        names, theirs = (_sums_of(connection, database) for database in ("one", "many"))
        assert names == theirs, f"the copies have other tables: {sorted(set(names) ^ set(theirs))}"
        for name in names:
            compared += _check_table(connection, name)
    return compared


def _sums_of(connection: duckdb.DuckDBPyConnection, database: str) -> list[str]:
    """The tables of a build that hold sums of one authority."""
    listed = connection.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = ? ORDER BY table_name", [database])
    return [name for (name,) in listed.fetchall() if name.startswith(("cube__", "base__"))]


def _check_table(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    columns = _comparable(connection, name)
    first = f'SELECT {columns} FROM one."{name}"'
    codes = connection.execute(f'SELECT DISTINCT authority FROM many."{name}" ORDER BY authority').fetchall()
    for (each,) in (codes[0], codes[-1]):
        other = f"SELECT {columns} FROM many.\"{name}\" WHERE authority = '{each}'"
        (differing,) = connection.execute(
            f"SELECT (SELECT count(*) FROM ({first} EXCEPT ALL {other})) + (SELECT count(*) FROM ({other} EXCEPT ALL {first}))"
        ).fetchall()[0]
        assert differing == 0, f"{name}: {differing} sums of the copy {each} differ from those of the authority itself"
    (rows,) = connection.execute(f'SELECT count(*) FROM many."{name}"').fetchall()[0]
    return int(rows)


def _comparable(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    """Every column but the authority; sums of fractions without their last places, which the order of adding up decides."""
    columns = connection.execute(
        "SELECT column_name, data_type FROM duckdb_columns() "
        "WHERE database_name = 'one' AND table_name = ? ORDER BY column_index",
        [name],
    ).fetchall()
    return ", ".join(f"round({column}, 6)" if kind == "DOUBLE" else column for column, kind in columns if column != "authority")

"""DuckDB: the engine of one authority or a region on one machine, in process, in one file."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

import duckdb
import pyarrow as pa
from sqlglot import ErrorLevel, exp

from sightline.errors import StoreError


def sql_for_duckdb(select: exp.Expr) -> str:
    """The text of an expression for DuckDB; what it cannot say is an error, never a silent change.

    The expression is used up: it is rewritten on the way, because a copy of it would take longer than writing it out.
    """
    return select.sql(dialect="duckdb", unsupported_level=ErrorLevel.RAISE, copy=False)


class DuckDbBuild:
    """A database file being built. Use as a context manager; the file is complete when the context ends."""

    def __init__(self, path: Path, *, threads: int | None = None, memory_limit: str | None = None) -> None:
        config: dict[str, str | bool | int | float | list[str]] = {
            "allow_unsigned_extensions": "false",
            "autoinstall_known_extensions": "false",
        }
        if threads:
            config["threads"] = threads
        if memory_limit:
            config["memory_limit"] = memory_limit
        self._connection = duckdb.connect(str(path), config=config)
        self._connection.execute("SET enable_progress_bar = false")
        # Order of insertion is never relied on, and giving it up saves memory and time.
        self._connection.execute("SET preserve_insertion_order = false")

    def __enter__(self) -> DuckDbBuild:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._connection.close()

    def give(self, name: str, table: pa.Table) -> None:
        """Make a small Arrow table readable under a name, as a table that lasts for the build."""
        self._connection.register(f"{name}__given", table)
        self._connection.execute(f'CREATE TEMP TABLE "{name}" AS SELECT * FROM "{name}__given"')
        self._connection.unregister(f"{name}__given")

    def read_parquet(self, name: str, path: Path) -> None:
        """Make a Parquet file readable under a name, without a copy."""
        source = str(path / "*.parquet") if path.is_dir() else str(path)
        literal = exp.Literal.string(source).sql(dialect="duckdb")
        self._connection.execute(f'CREATE TEMP VIEW "{name}" AS SELECT * FROM read_parquet({literal}, hive_partitioning = false)')

    def make(self, name: str, select: exp.Expr, *, keep: bool) -> None:
        """Write the rows of a SELECT as a table."""
        temporary = "" if keep else "TEMP "
        try:
            self._connection.execute(f'CREATE {temporary}TABLE "{name}" AS {sql_for_duckdb(select)}')
        except duckdb.IOException as error:
            raise StoreError(f"The figures could not be written: {error}. Free some space and try again.") from error
        except duckdb.Error as error:
            # DuckDB's message may quote a value; the statement's name is enough to find it without one.
            message = f"The table '{name}' could not be calculated ({type(error).__name__}). This is a fault in Sightline."
            raise RuntimeError(message) from error

    def rows(self, select: exp.Expr) -> pa.Table:
        """The rows of a SELECT."""
        return self._connection.sql(sql_for_duckdb(select)).to_arrow_table()

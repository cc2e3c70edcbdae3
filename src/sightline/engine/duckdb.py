"""DuckDB: the engine of one authority or a region on one machine, in process, in one file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType

import duckdb
import pyarrow as pa
from sqlglot import ErrorLevel, exp

from sightline.engine.connection import Done, Step
from sightline.errors import StoreError


def sql_for_duckdb(select: exp.Expr) -> str:
    """The text of an expression for DuckDB; what it cannot say is an error, never a silent change.

    The expression is used up: it is rewritten on the way, because a copy of it would take longer than writing it out.
    """
    return select.sql(dialect="duckdb", unsupported_level=ErrorLevel.RAISE, copy=False)


SERVED, BUILD = "served.main", "memory.main"
SEARCH_PATH = f"SET search_path = '{SERVED},{BUILD}'"
# More tables at once than this would hold too many rows in memory for what they gain.
AT_ONCE = 2
NO_ROOM = "The figures could not be written: {}. Free some space and try again."
NO_MEMORY = "There is not enough memory to calculate. Close other programs, or calculate for fewer authorities at once."


def _text(path: Path) -> str:
    return exp.Literal.string(str(path)).sql(dialect="duckdb")


def _make(connection: duckdb.DuckDBPyConnection, name: str, sql: str, *, keep: bool) -> None:
    try:
        connection.execute(f'CREATE TABLE {SERVED if keep else BUILD}."{name}" AS {sql}')
    except duckdb.IOException as error:
        raise StoreError(NO_ROOM.format(error)) from error
    except duckdb.OutOfMemoryException as error:
        raise StoreError(NO_MEMORY) from error
    except duckdb.Error as error:
        # DuckDB's message may quote a value; the statement's name is enough to find it without one.
        message = f"The table '{name}' could not be calculated ({type(error).__name__}). This is a fault in Sightline."
        raise RuntimeError(message) from error


class DuckDbBuild:
    """A database file being built. Use as a context manager; the file is complete when the context ends.

    What is kept goes into the file, attached as `served`; what lasts for the build stays in memory beside it.
    """

    def __init__(
        self, path: Path, *, threads: int | None = None, memory_limit: str | None = None, at_once: int = AT_ONCE
    ) -> None:
        """`at_once` is how many tables may be made side by side, on no more threads than DuckDB has."""
        config: dict[str, str | bool | int | float | list[str]] = {
            "allow_unsigned_extensions": "false",
            "autoinstall_known_extensions": "false",
        }
        if threads:
            config["threads"] = threads
        if memory_limit:
            config["memory_limit"] = memory_limit
        if str(path) != ":memory:":
            config["temp_directory"] = f"{path}.tmp"
        self._connection = duckdb.connect(":memory:", config=config)
        self._connection.execute("SET enable_progress_bar = false")
        # Order of insertion is never relied on, and giving it up saves memory and time.
        self._connection.execute("SET preserve_insertion_order = false")
        self._connection.execute(f"ATTACH {_text(path)} AS served")
        self._connection.execute(SEARCH_PATH)
        self._at_once = min(at_once, int(self._connection.execute("SELECT current_setting('threads')").fetchall()[0][0]))

    def __enter__(self) -> DuckDbBuild:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if error is None:
                self._connection.execute("CHECKPOINT served")
        except duckdb.IOException as problem:
            raise StoreError(NO_ROOM.format(problem)) from problem
        finally:
            self._connection.close()

    def give(self, name: str, table: pa.Table) -> None:
        """Make a small Arrow table readable under a name, as a table that lasts for the build."""
        self._connection.register(f"{name}__given", table)
        self._connection.execute(f'CREATE TABLE {BUILD}."{name}" AS SELECT * FROM "{name}__given"')
        self._connection.unregister(f"{name}__given")

    def read_parquet(self, name: str, path: Path) -> None:
        """Make a Parquet file readable under a name, without a copy."""
        source = _text(path / "*.parquet" if path.is_dir() else path)
        self._connection.execute(
            f'CREATE VIEW {BUILD}."{name}" AS SELECT * FROM read_parquet({source}, hive_partitioning = false)'
        )

    def make(self, name: str, select: exp.Expr, *, keep: bool) -> None:
        """Write the rows of a SELECT as a table."""
        _make(self._connection, name, sql_for_duckdb(select), keep=keep)

    def make_all(self, steps: Sequence[Step], done: Done) -> None:
        """Make the tables of all steps, several at once: those of one authority are too small for DuckDB to share one out.

        What to make next is put together while others are made. Raises as `make`, when those that run have ended.
        """
        cursors = [self._connection.cursor().execute(SEARCH_PATH) for _ in range(self._at_once)]
        free: SimpleQueue[duckdb.DuckDBPyConnection] = SimpleQueue()
        for cursor in cursors:
            free.put(cursor)

        def run(name: str, sql: str) -> None:
            cursor = free.get()
            try:
                _make(cursor, name, sql, keep=True)
            finally:
                free.put(cursor)

        with ThreadPoolExecutor(self._at_once) as pool:
            _in_turn(steps, self._at_once, lambda step: pool.submit(run, step.name, sql_for_duckdb(step.select())), done)
        for cursor in cursors:
            cursor.close()

    def rows(self, select: exp.Expr) -> pa.Table:
        """The rows of a SELECT."""
        return self._connection.sql(sql_for_duckdb(select)).to_arrow_table()


def _in_turn(steps: Sequence[Step], at_once: int, begin: Callable[[Step], Future[None]], done: Done) -> None:
    """Begin each step when those it reads are made, so many at once, and tell `done` of each that has ended."""
    waiting, made = list(steps), set[str]()
    running: dict[Future[None], Step] = {}
    while waiting or running:
        # One more than can run, so that none waits for the next to be put together.
        for step in [step for step in waiting if step.reads <= made][: at_once + 1 - len(running)]:
            waiting.remove(step)
            running[begin(step)] = step
        for ended in wait(running, return_when=FIRST_COMPLETED).done:
            ended.result()
            step = running.pop(ended)
            made.add(step.name)
            done(step)

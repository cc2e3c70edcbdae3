"""Spark: the same plan, unchanged, when a region or the country is the unit. An optional extra (`sightline[spark]`).

Each table that is made is written as Parquet and read back, so that a long plan is not worked out again for each table
that reads it. What a build keeps is then put into the same served file as DuckDB's, so readers notice no difference.
"""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import ErrorLevel, exp

from sightline.engine.connection import Done, Step, one_by_one
from sightline.errors import UsageError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession
    from pyspark.sql.types import StructType

# Without these the figures would be others, so they hold on a session that somebody else started, too: times as they are
# written, errors instead of empty cells, and recursion as deep as an obligation a week for years.
NEEDED_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.cteRecursionLevelLimit": "-1",
    "spark.sql.cteRecursionRowLimit": "-1",
}
# A session of our own on one machine: few partitions, no page, and no bar for each level of a recursion.
LOCAL_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    # Nothing is kept in Spark's own tables, but it makes a folder for them where it stands.
    "spark.sql.warehouse.dir": str(Path(tempfile.gettempdir()) / "sightline-spark-warehouse"),
    "spark.sql.shuffle.partitions": "4",
    "spark.driver.memory": "2g",
    "spark.sql.parquet.compression.codec": "zstd",
    "spark.log.level": "ERROR",
}
# The types of typed tables and of the small tables that are given. A time is as it was written, in no zone.
SPARK_TYPES = {
    "string": "STRING",
    "large_string": "STRING",
    "date32[day]": "DATE",
    "timestamp[us]": "TIMESTAMP_NTZ",
    "timestamp[ns]": "TIMESTAMP_NTZ",
    "bool": "BOOLEAN",
    "int32": "INT",
    "int64": "BIGINT",
    "double": "DOUBLE",
}


def sql_for_spark(select: exp.Expr) -> str:
    """The text of an expression for Spark; what it cannot say is an error, never a silent change."""
    return select.sql(dialect="spark", unsupported_level=ErrorLevel.RAISE)


def in_steps(name: str, select: exp.Expr) -> Iterator[tuple[str, exp.Expr]]:
    """A table's SELECT as tables to make one after the other, the last of them the table itself.

    Spark works out everything that a recursion reads again at each of its levels. So the common tables that one reads are
    made first, and so is the recursion, which is read more than once.
    """
    select = select.copy()
    for with_ in [found for found in select.find_all(exp.With) if found.recursive]:
        common = list(with_.expressions)
        reads = {table.name for cte in common if _is_recursive(cte) for table in cte.find_all(exp.Table)}
        for place, cte in enumerate(common):
            if cte.alias in reads:
                table = f"{name}__{cte.alias}"
                before = exp.With(expressions=[each.copy() for each in common[: place + 1]], recursive=_is_recursive(cte))
                step = exp.select("*").from_(cte.alias)
                step.set("with_", before)
                yield table, step
                cte.set("this", exp.select("*").from_(table))
        with_.set("recursive", False)
    yield name, select


def _is_recursive(cte: exp.Expr) -> bool:
    return any(table.name == cte.alias for table in cte.find_all(exp.Table))


def columns_for_spark(schema: pa.Schema) -> str:
    """The columns of a Parquet file as Spark's DDL. Raises KeyError for a type that no typed table has."""
    return ", ".join(f"`{field.name}` {SPARK_TYPES[str(field.type)]}" for field in schema)


def start_spark(settings: Mapping[str, str] | None = None) -> SparkSession:
    """A session beside the one that runs already, as in a job on a cluster; else one on this machine, with `settings`.

    It has views and settings of its own, so nothing of whoever started Spark is replaced. Raises UsageError where Spark is
    not installed.
    """
    with warnings.catch_warnings():
        # PySpark warns of pandas, which is not used here.
        warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas", category=FutureWarning)
        try:
            from pyspark.sql import SparkSession  # noqa: PLC0415 (an optional extra, and slow to start)
        except ImportError as error:
            raise UsageError(
                "Spark is not installed. Install it with: pip install 'sightline[spark]' (needs Java 17)."
            ) from error
        session = SparkSession.getActiveSession()
        if session is None:
            builder = SparkSession.builder.master("local[*]").appName("sightline")
            for name, value in {**LOCAL_SETTINGS, **(settings or {})}.items():
                builder = builder.config(name, value)
            session = builder.getOrCreate()
        session = session.newSession()
    for name, value in NEEDED_SETTINGS.items():
        session.conf.set(name, value)
    return session


class SparkBuild:
    """A build on Spark. Use as a context manager; the served file at `path` is written when the context ends.

    What is made on the way is written beside that file, which every machine of the cluster has to be able to reach.
    """

    def __init__(self, path: Path, session: SparkSession) -> None:
        self._path, self._session = path, session
        self._scratch = path.parent / f"{path.stem}-spark"
        self._scratch.mkdir()
        self._kept: list[str] = []

    def __enter__(self) -> SparkBuild:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if error is None:
                self._serve()
        finally:
            shutil.rmtree(self._scratch)

    def _folder(self, name: str) -> Path:
        return self._scratch / name

    def give(self, name: str, table: pa.Table) -> None:
        """Make a small Arrow table readable under a name."""
        folder = self._folder(name)
        folder.mkdir()
        pq.write_table(table, folder / "part.parquet")
        self.read_parquet(name, folder)

    def read_parquet(self, name: str, path: Path) -> None:
        """Make a Parquet file, or a folder of them, readable under a name."""
        first = next(path.glob("*.parquet")) if path.is_dir() else path
        self._view(name, path, columns_for_spark(pq.read_schema(first)))

    def _view(self, name: str, path: Path, columns: str | StructType) -> None:
        # Told the columns, Spark need not start a job to find them: there are more than a hundred tables.
        self._session.read.schema(columns).parquet(str(path)).createOrReplaceTempView(f"`{name}`")

    def make(self, name: str, select: exp.Expr, *, keep: bool) -> None:
        """Write the rows of a SELECT as a table."""
        steps = list(in_steps(name, select))
        for table, step in steps:
            folder = self._folder(table)
            made = self._session.sql(sql_for_spark(step))
            made.write.parquet(str(folder))
            self._view(table, folder, made.schema)
            if table != name:
                # What a recursion reads is read again at each of its levels.
                self._session.catalog.cacheTable(f"`{table}`")
        for table, _ in steps[:-1]:
            self._session.catalog.uncacheTable(f"`{table}`")
        if keep:
            self._kept.append(name)

    def make_all(self, steps: Sequence[Step], done: Done) -> None:
        """Make the tables of all steps, one after the other: Spark shares out each among its cores."""
        one_by_one(self, steps, done)

    def rows(self, select: exp.Expr) -> pa.Table:
        """The rows of a SELECT."""
        return self._session.sql(sql_for_spark(select)).toArrow()

    def _serve(self) -> None:
        """Put what the build keeps into one DuckDB file, as a build on DuckDB leaves it."""
        with duckdb.connect(str(self._path)) as connection:
            connection.execute("SET enable_progress_bar = false")
            for name in self._kept:
                source = exp.Literal.string(str(self._folder(name) / "*.parquet")).sql(dialect="duckdb")
                connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM read_parquet({source}, hive_partitioning = false)')

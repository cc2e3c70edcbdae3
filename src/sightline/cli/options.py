"""Options and answers that several commands share: the store, months, windows, progress, tables in three forms."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from sightline.errors import UsageError
from sightline.pipeline.progress import Progress as Report
from sightline.vocabulary.periods import Month, Window

WIDE = 200


class MonthType(click.ParamType[Month]):
    """A month, written as 2026-10."""

    name = "YYYY-MM"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Month:
        if isinstance(value, Month):
            return value
        try:
            return Month.parse(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


class DayType(click.ParamType[date]):
    """A day, written as 2026-10-31."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"'{value}' is not a date. Write it as 2026-10-31.", param, ctx)


MONTH, DAY = MonthType(), DayType()
WINDOWS = click.Choice([window.value for window in Window])


def store_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--store DIR`, from SIGHTLINE_STORE where it is not given."""
    return click.option(
        "--store",
        type=click.Path(path_type=Path, file_okay=False),
        envvar="SIGHTLINE_STORE",
        default=Path("sightline-data"),
        show_default=True,
        help="The folder that holds loads, figures and what people wrote. Also $SIGHTLINE_STORE.",
    )(command)


def authority_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--authority AREA`, for a store that holds several."""
    return click.option(
        "--authority",
        metavar="AREA",
        help="One authority, or the region they make up, by code or name, where the store holds several.",
    )(command)


def definitions_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--definitions DIR`, from SIGHTLINE_DEFINITIONS where it is not given."""
    return click.option(
        "--definitions",
        type=click.Path(path_type=Path, file_okay=False, exists=True),
        envvar="SIGHTLINE_DEFINITIONS",
        help="A folder of local definitions; else definitions/ in the store. Also $SIGHTLINE_DEFINITIONS.",
    )(command)


def now() -> datetime:
    """The time of the command. Only the shells read the clock."""
    return datetime.now().astimezone()


@contextmanager
def progress_bar(title: str) -> Iterator[Report]:
    """A bar on standard error while work lasts; nothing where nobody watches a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda step, done, of: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(title, total=None)

        def report(step: str, done: int, of: int) -> None:
            bar.update(task, description=f"{title}: {step}", completed=done, total=of)

        yield report


def cell(value: object) -> str:
    """A value as CSV holds it: empty for nothing, dates as ISO, whole numbers without a fraction, true and false."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value)


def write_csv(columns: Sequence[str], rows: Iterator[Sequence[object]] | Sequence[Sequence[object]]) -> None:
    """Rows as CSV on standard output."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(value) for value in row])


def write_table(columns: Sequence[str], rows: Sequence[Sequence[object]], title: str | None = None) -> None:
    """Rows as a table for people on standard output; wide where it is not a terminal, so that nothing is cut off."""
    console = Console(width=None if sys.stdout.isatty() else WIDE)
    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(column)
    for row in rows:
        table.add_row(*[cell(value) for value in row])
    console.print(table)


def write_arrow(table: pa.Table, form: str) -> None:
    """An Arrow table as csv, table or parquet on standard output. Raises UsageError for Parquet on a terminal."""
    if form == "parquet":
        if sys.stdout.isatty():
            raise UsageError("Parquet is not for reading on a screen. Send it to a file: … --format parquet > figures.parquet")
        buffer = io.BytesIO()
        pq.write_table(table, buffer, compression="zstd")
        sys.stdout.buffer.write(buffer.getvalue())
        return
    columns = table.column_names
    rows = list(zip(*[table.column(name).to_pylist() for name in columns], strict=True)) if table.num_rows else []
    if form == "csv":
        write_csv(columns, rows)
    else:
        write_table(columns, rows)

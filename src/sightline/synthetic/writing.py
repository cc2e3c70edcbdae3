"""Writing frames as the files of an extract: CSV or Parquet, a file a table, the same bytes for the same rows."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from sightline.errors import UsageError
from sightline.synthetic.columns import Frame

Format = Literal["csv", "parquet"]
FORMATS: tuple[Format, ...] = ("csv", "parquet")
# Arrow lets go of Python's lock while it writes, so two tables are written at a time.
_WRITERS = 2


def prepare_folder(out: Path, file_format: str) -> Path:
    """Make the folder, or say why it cannot be used. A folder that holds the tables in another format is refused."""
    if file_format not in FORMATS:
        raise UsageError(f"There is no format '{file_format}' for an extract. Write --format csv or --format parquet.")
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file. Name a folder, which may be new, to write the tables into.")
    other = sorted(out.glob(f"ssd_*.{'parquet' if file_format == 'csv' else 'csv'}"))
    if other:
        raise UsageError(f"{out} already holds tables of another format ({other[0].name}). Empty it or name another folder.")
    out.mkdir(parents=True, exist_ok=True)
    return out


def write_frames(frames: Iterable[Frame], out: Path, file_format: Format) -> list[Path]:
    """Write each frame to `<name>.<format>` in a folder; the paths, in order."""
    with ThreadPoolExecutor(_WRITERS) as writers:
        return list(writers.map(lambda frame: _write(frame, out, file_format), frames))


def _write(frame: Frame, out: Path, file_format: Format) -> Path:
    path = out / f"{frame.name}.{file_format}"
    table = frame.to_arrow()
    if file_format == "csv":
        pa_csv.write_csv(as_text(table), path)
    else:
        write_parquet(table, path)
    return path


def write_parquet(table: pa.Table, path: Path) -> None:
    """One Parquet file with plain text columns; those of few values are stored as a dictionary."""
    pq.write_table(table, path, compression="snappy", use_dictionary=few_values(table), store_schema=False)


def few_values(table: pa.Table) -> list[str] | bool:
    """The columns worth a dictionary: those that were made as codes."""
    return [field.name for field in table.schema if pa.types.is_dictionary(field.type)] or False


def as_text(table: pa.Table) -> pa.Table:
    """The same table without dictionaries, which a CSV file cannot hold."""
    arrays = [column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column for column in table.itercolumns()]
    return pa.Table.from_arrays(arrays, names=table.column_names)

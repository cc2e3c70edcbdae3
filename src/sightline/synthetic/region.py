"""Many made-up authorities at once: a region, or the country."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sightline.errors import UsageError
from sightline.synthetic.authority import Progress, Written, build_extract, generate, make_shape
from sightline.synthetic.columns import Frame
from sightline.synthetic.writing import as_text, few_values, prepare_folder

Layout = Literal["folders", "appended"]
# Authorities of England are from some 8,000 children to 280,000; the middle one has about 60,000.
_MIDDLE, _SPREAD, _SMALLEST, _LARGEST = 62_000, 0.62, 8_000, 280_000


def generate_region(
    out: Path,
    codes: Iterable[str],
    *,
    children: Mapping[str, int] | int | None = None,
    years: int = 6,
    as_at: date = date(2026, 10, 31),
    seed: int = 1,
    layout: Layout = "folders",
    progress: Progress | None = None,
) -> dict[str, Written]:
    """Make several authorities in Parquet, each with lots of its own, and sizes that differ unless given.

    `folders` writes `<out>/<code>/<table>.parquet`, an extract each. `appended` writes `<out>/<table>.parquet` with every
    authority's rows one after the other, a row group each, and the code in a first column `authority`. Ids repeat between
    authorities. Raises UsageError for sizes or folders that cannot be used.
    """
    names = list(codes)
    if len(set(names)) != len(names) or not names:
        raise UsageError("Name each authority of the region once, and at least one.")
    sizes = {code: _size(code, seed, children) for code in names}
    if layout == "folders":
        return {
            code: generate(
                out / code, children=sizes[code], years=years, as_at=as_at, seed=seed, format="parquet", authority=code,
                progress=progress,
            )
            for code in names
        }  # fmt: skip
    prepare_folder(out, "parquet")
    written: dict[str, Written] = {}
    writers: dict[str, pq.ParquetWriter] = {}
    try:
        for code in names:
            if progress:
                progress(code)
            frames, faults = build_extract(make_shape(sizes[code], years, as_at, seed, code))
            for frame in frames:
                _append(writers, out, frame, code)
            written[code] = Written(out, {frame.name: len(frame) for frame in frames}, faults)
    finally:
        for writer in writers.values():
            writer.close()
    return written


def _size(code: str, seed: int, children: Mapping[str, int] | int | None) -> int:
    if isinstance(children, Mapping):
        return children[code]
    if children is not None:
        return children
    lot = make_shape(_MIDDLE, 1, date(2026, 1, 1), seed, code).stream("size").standard_normal()
    return int(np.clip(_MIDDLE * np.exp(_SPREAD * lot), _SMALLEST, _LARGEST))


def _append(writers: dict[str, pq.ParquetWriter], out: Path, frame: Frame, code: str) -> None:
    table = frame.to_arrow()
    few = few_values(table)
    # Two authorities differ in the dictionaries of their columns, so the columns are plain text in memory.
    table = as_text(table)
    table = table.add_column(0, "authority", pa.repeat(pa.scalar(code), len(table)))
    if frame.name not in writers:
        writers[frame.name] = pq.ParquetWriter(
            out / f"{frame.name}.parquet",
            table.schema,
            compression="snappy",
            use_dictionary=["authority", *(few if isinstance(few, list) else [])],
            store_schema=False,
        )
    writers[frame.name].write_table(table, row_group_size=max(len(table), 1))

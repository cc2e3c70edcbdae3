"""Where published figures are kept: a folder a release and dataset that never changes, and an index that is swapped.

    benchmarks/index.json                                   which datasets hold; replaced in one step, last
    benchmarks/<release>/<dataset>-<digest>/dataset.json    what it is, what it was read from, what was doubtful
    benchmarks/<release>/<dataset>-<digest>/rows.parquet    the figures, or the neighbours

A dataset that is published again under the same release takes the place of the earlier one, which stays on disk.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from filelock import FileLock, Timeout

from sightline.benchmarks.maps import MappedRate
from sightline.benchmarks.models import BenchmarkIssue, Cell, PublishedMeasure
from sightline.benchmarks.readers.reading import Reading, literal
from sightline.errors import StoreError
from sightline.vocabulary.areas import NeighbourSet

INDEX = "index.json"
ROWS = "rows.parquet"
DESCRIPTION = "dataset.json"
WAIT_SECONDS = 30
# Figures are kept in order of measure, so that reading one touches one small group of rows.
ROWS_IN_A_GROUP = 20_480

Found = tuple[str, str, str, str, str, str, float | None, str]
CellsByPeriod = dict[str, dict[str, Cell]]


@dataclass(frozen=True)
class KeptDataset:
    """One dataset as it is kept. `loaded_order` counts from the first that was ever loaded."""

    release: str
    dataset: str
    kind: str
    covers: str
    folder: Path
    source: str
    last_period: str
    measures: Mapping[str, PublishedMeasure]
    rates: tuple[MappedRate, ...]
    issues: tuple[BenchmarkIssue, ...]
    rows: int
    loaded_order: int

    @property
    def path(self) -> Path:
        """The file of its rows."""
        return self.folder / ROWS

    @property
    def newness(self) -> tuple[str, date, int]:
        """What makes one release of a measure newer than another: it reaches further, is later, or was loaded later."""
        published = max((each.published_on for each in self.measures.values() if each.published_on), default=date.min)
        return (self.last_period, published, self.loaded_order)


def slug(text: str) -> str:
    """A name that is safe as a folder, whatever a file called its release."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", text).strip("-").lower() or "unnamed"


class BenchmarkStore:
    """The published figures of a store. Readers see the index as it was when they asked, whole."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._connection: duckdb.DuckDBPyConnection | None = None

    def _query(self, paths: Sequence[Path], sql: str) -> list[Any]:
        """The answer to a query over the rows of some datasets, on one connection: opening one takes longer than asking."""
        if not paths:
            return []
        files = ", ".join(literal(str(path)) for path in paths)
        if self._connection is None:
            self._connection = duckdb.connect()
        try:
            with self._connection.cursor() as cursor:
                return cursor.execute(f"WITH rows AS (SELECT * FROM read_parquet([{files}])) {sql}").fetchall()
        except duckdb.Error as error:
            raise StoreError(f"{files} cannot be read: {error}. Load the published file again.") from error

    def datasets(self) -> tuple[KeptDataset, ...]:
        """Every dataset that holds, in the order of loading."""
        return tuple(self._described(nth, name) for nth, name in enumerate(self._index()))

    def _index(self) -> list[str]:
        try:
            return [str(name) for name in json.loads((self.folder / INDEX).read_text("utf-8"))["datasets"]]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{self.folder / INDEX} is damaged: {error}. Load the published files again.") from error

    def _described(self, nth: int, name: str) -> KeptDataset:
        folder = self.folder / name
        try:
            held: dict[str, Any] = json.loads((folder / DESCRIPTION).read_text("utf-8"))
            measures = [
                PublishedMeasure(
                    **{**each, "published_on": date.fromisoformat(each["published_on"]) if each["published_on"] else None}
                )
                for each in held["measures"]
            ]
            return KeptDataset(
                release=held["release"],
                dataset=held["dataset"],
                kind=held["kind"],
                covers=held["covers"],
                folder=folder,
                source=held["source"],
                last_period=held["last_period"],
                measures={each.measure: each for each in measures},
                rates=tuple(MappedRate.model_validate(each) for each in held["rates"]),
                issues=tuple(BenchmarkIssue(**each) for each in held["issues"]),
                rows=held["rows"],
                loaded_order=nth,
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{folder} is damaged: {error}. Load the published file again.") from error

    def neighbour_sets(self) -> tuple[NeighbourSet, ...]:
        """Every version of the statistical neighbours, oldest first."""
        sets: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        kept = [each.path for each in self.datasets() if each.kind == "neighbours"]
        for version, authority, neighbour in self._query(
            kept, "SELECT version, authority, neighbour FROM rows ORDER BY version, authority, place"
        ):
            sets[version][authority].append(neighbour)
        return tuple(
            NeighbourSet(version, {code: tuple(each) for code, each in held.items()}) for version, held in sorted(sets.items())
        )

    def cells_of(self, kept: KeptDataset, measures: Collection[str]) -> dict[str, CellsByPeriod]:
        """The figures of some measures: measure, period and area to cell."""
        cells: dict[str, CellsByPeriod] = {measure: {} for measure in measures}
        if not measures:
            return cells
        # A row a period, with lists, is read several times faster than a row an area.
        sql = f"""SELECT measure, period, list(area), list(value), list(status) FROM rows
            WHERE measure IN ({", ".join(map(literal, sorted(measures)))}) GROUP BY measure, period"""
        for measure, period, areas, values, statuses in self._query([kept.path], sql):
            cells[measure][period] = dict(zip(areas, map(Cell, values, statuses), strict=True))
        return cells

    def stated_of(self, kept: KeptDataset, indicators: Collection[str]) -> list[Found]:
        """What a file states for some indicators.

        measure, indicator, period, area, statistic, neighbour set, value, status.
        """
        if not indicators:
            return []
        columns = "measure, indicator, period, area, statistic, neighbour_set, value, status"
        wanted = ", ".join(map(literal, sorted(indicators)))
        return self._query([kept.path], f"SELECT {columns} FROM rows WHERE indicator IN ({wanted})")

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the lock that one writer has at a time. Raises StoreError where it cannot be had."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self.folder / ".lock", timeout=WAIT_SECONDS):
                yield
        except Timeout as error:
            raise StoreError(f"Another load is writing to {self.folder}. Wait until it has ended.") from error
        except OSError as error:
            raise StoreError(f"{self.folder} cannot be written: {error}. Nothing was loaded.") from error

    def keep(self, con: duckdb.DuckDBPyConnection, readings: Sequence[tuple[Reading, str]]) -> list[str]:
        """Write readings beside what is there and swap the index; call it in `writing`. `readings` carry file digests.

        Returns for each whether it is `loaded`, was `already loaded`, or `replaced` one of the same release.
        """
        names = self._index()
        states = []
        for reading, digest in readings:
            name = f"{slug(reading.release)}/{slug(reading.dataset)}-{digest[:12]}"
            earlier = [each for each in names if each.rpartition("-")[0] == name.rpartition("-")[0] and each != name]
            states.append("replaced" if earlier else "already loaded" if name in names else "loaded")
            if not (self.folder / name / DESCRIPTION).is_file():
                self._write(con, reading, self.folder / name)
            if name not in names:
                names.append(name)
            names = [each for each in names if each not in earlier]
        beside = self.folder / f"{INDEX}.new"
        beside.write_text(json.dumps({"datasets": names}, indent=1), "utf-8")
        os.replace(beside, self.folder / INDEX)
        return states

    def _write(self, con: duckdb.DuckDBPyConnection, reading: Reading, folder: Path) -> None:
        beside = folder.with_name(f".{folder.name}.new")
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(parents=True)
        rows = 0
        if reading.table:
            order = "measure, indicator, period, area, statistic" if reading.kind == "values" else "ALL"
            written = con.execute(
                f"COPY (SELECT * FROM {reading.table} ORDER BY {order}) TO {literal(str(beside / ROWS))} "
                f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROWS_IN_A_GROUP})"
            ).fetchone()
            rows = int(written[0]) if written else 0
        description = {
            "release": reading.release,
            "dataset": reading.dataset,
            "kind": reading.kind,
            "covers": reading.covers,
            "source": reading.file.name,
            "last_period": reading.last_period,
            "rows": rows,
            "measures": [asdict(each) for each in reading.measures],
            "rates": [each.model_dump() for each in reading.rates],
            "issues": [asdict(each) for each in reading.issues],
        }
        (beside / DESCRIPTION).write_text(json.dumps(description, default=_said, ensure_ascii=False), "utf-8")
        # A folder of this name without a description is what a load that was broken off has left.
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(beside, folder)


def _said(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def cells_by_period(rows: Sequence[Found]) -> CellsByPeriod:
    """Period to area to cell, of rows of one measure."""
    cells: dict[str, dict[str, Cell]] = defaultdict(dict)
    for _, _, period, area, _, _, value, status in rows:
        cells[period][area] = Cell(value, status)
    return dict(cells)

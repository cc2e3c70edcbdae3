"""`sightline benchmarks load`: tell what each file is, read all of them, and keep all of them or none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from sightline.benchmarks.maps import release_maps
from sightline.benchmarks.models import BenchmarkIssue
from sightline.benchmarks.readers.lait import DICTIONARY_NAME, read_dictionary, read_long
from sightline.benchmarks.readers.plain import is_older, read_given, read_regional
from sightline.benchmarks.readers.reading import Reading, header_of
from sightline.benchmarks.readers.tidy import read_tidy
from sightline.benchmarks.readers.workbooks import is_neighbour_workbook, read_area_list, read_neighbours
from sightline.benchmarks.series import POPULATION, Populations, newest_population, rates_of
from sightline.benchmarks.store import BenchmarkStore, cells_by_period
from sightline.errors import InputError, StoreError
from sightline.vocabulary.areas import ENGLAND, Authorities, shipped_authorities
from sightline.vocabulary.numbers import round_half_away

SUFFIXES = (".csv", ".parquet", ".xlsx")


@dataclass(frozen=True)
class LoadOptions:
    """What a file does not say itself.

    `release` names a LAIT long file that has no dictionary; `neighbour_set` the version of a workbook without a year in
    its name; `authority` whose benchmarks a plain file without that column states; `maps` a folder of further column maps.
    """

    release: str | None = None
    neighbour_set: str | None = None
    authority: str = ""
    maps: Path | None = None


@dataclass(frozen=True)
class LoadedDataset:
    """One dataset of one file, and whether it was `loaded`, `already loaded`, or `replaced` an earlier one."""

    release: str
    dataset: str
    kind: str
    file: str
    measures: int
    last_period: str
    state: str


@dataclass(frozen=True)
class BenchmarkLoad:
    """What a load did. Issues do not stop it; what stops it is raised."""

    datasets: tuple[LoadedDataset, ...]
    issues: tuple[BenchmarkIssue, ...]


def load_benchmarks(
    store: BenchmarkStore,
    paths: Iterable[Path],
    options: LoadOptions = LoadOptions(),
    authorities: Authorities | None = None,
) -> BenchmarkLoad:
    """Read published files, or all files of a folder, and keep them in the store.

    Raises InputError where a file is not known, does not prove itself or contradicts itself: then none is kept, and what
    was loaded before stands. Raises StoreError where the store cannot be written.
    """
    files = _files(paths)
    with duckdb.connect() as con:
        readings = _read(con, files, options, authorities or shipped_authorities())
        _prove_rates(con, store, readings)
        digests = [_digest(reading, options) for reading in readings]
        with store.writing():
            states = store.keep(con, list(zip(readings, digests, strict=True)))
    loaded = tuple(
        LoadedDataset(
            reading.release,
            reading.dataset,
            reading.kind,
            reading.file.name,
            len(reading.measures) + len(reading.rates),
            reading.last_period,
            state,
        )
        for reading, state in zip(readings, states, strict=True)
    )
    return BenchmarkLoad(loaded, tuple(issue for reading in readings for issue in reading.issues))


def _digest(reading: Reading, options: LoadOptions) -> str:
    """What tells one content from another: the file, and what was said about it."""
    said = options.authority if reading.covers == "given" else ""
    return hashlib.sha256(reading.file.read_bytes() + said.encode()).hexdigest()


def _files(paths: Iterable[Path]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files += sorted(each for each in path.iterdir() if each.suffix.lower() in SUFFIXES)
        elif path.is_file():
            files.append(path)
        else:
            raise InputError(f"There is no file {path}. Nothing was loaded.")
    if not files:
        raise InputError(f"There is no file to load: give files ending in {', '.join(SUFFIXES)}, or a folder of them.")
    for path in files:
        if path.stat().st_size == 0:
            raise InputError(f"{path.name} is empty. Nothing was loaded.")
    return list(dict.fromkeys(files))


def _read(con: duckdb.DuckDBPyConnection, files: Sequence[Path], options: LoadOptions, authorities: Authorities) -> list[Reading]:
    maps = release_maps(options.maps)
    dictionaries = {path: read_dictionary(path) for path in files if _is_dictionary(path)}
    readings: list[Reading] = list(dictionaries.values())
    for nth, path in enumerate(files):
        table = f"reading_{nth}"
        suffix = path.suffix.lower()
        if path in dictionaries:
            continue
        if suffix == ".parquet":
            dictionary = next(iter(dictionaries.values()), None) or _dictionary_beside(path)
            readings.append(read_long(con, path, table, authorities, dictionary, options.release))
        elif suffix in (".xlsx", ".xls"):
            if is_neighbour_workbook(path):
                readings.append(read_neighbours(con, path, table, authorities, options.neighbour_set))
            else:
                readings.append(read_area_list(con, path, table, authorities))
        elif suffix == ".csv":
            header = header_of(path)
            if "indicator_id" in header and "area_code" in header:
                readings += read_regional(con, path, table, authorities)
            elif is_older(header) or "statistic" in header:
                readings += read_given(con, path, table, authorities, options.authority)
            else:
                readings.append(read_tidy(con, path, table, maps, authorities))
        else:
            raise InputError(f"{path.name} is none of the kinds that can be read: {', '.join(SUFFIXES)}.")
    _refuse_same_dataset_twice(readings)
    return readings


def _is_dictionary(path: Path) -> bool:
    return path.suffix.lower() == ".csv" and "Measure_short" in header_of(path)


def _dictionary_beside(path: Path) -> Reading | None:
    beside = path.with_name(DICTIONARY_NAME)
    return read_dictionary(beside) if beside.is_file() else None


def _refuse_same_dataset_twice(readings: Sequence[Reading]) -> None:
    """Two files of one release and dataset in one load: nobody could say which of them should hold."""
    seen: dict[tuple[str, str], Reading] = {}
    for reading in readings:
        other = seen.setdefault((reading.release, reading.dataset), reading)
        if other is not reading and other.file.read_bytes() != reading.file.read_bytes():
            raise InputError(
                f"{other.file.name} and {reading.file.name} are both {reading.dataset} of release {reading.release}, with "
                "different contents. Load the one that holds."
            )


def _population_kept(store: BenchmarkStore) -> Populations:
    """The newest population in the store. A damaged dataset must not stop the load that would mend it."""
    try:
        return newest_population(store, store.datasets())
    except StoreError:
        return "", {}


def _prove_rates(con: duckdb.DuckDBPyConnection, store: BenchmarkStore, readings: Sequence[Reading]) -> None:
    """Hold England's rates, worked out from counts, against the published ones; without a population, say so."""
    with_rates = [reading for reading in readings if reading.rates]
    if not with_rates:
        return
    release, population = _population_kept(store)
    for reading in readings:
        if any(each.measure == POPULATION for each in reading.measures):
            release, population = reading.release, cells_by_period(con.execute(f"FROM {reading.table}").fetchall())
    for reading in with_rates:
        if not population:
            reading.doubt(
                "no-population",
                f"{reading.dataset} has counts from which rates follow, and no population is loaded. Load the mid-year "
                "population estimates too.",
            )
            continue
        for rate in reading.rates:
            counts = cells_by_period(
                con.execute(f"FROM {reading.table} WHERE measure = ? AND statistic = 'england'", [rate.count]).fetchall()
            )
            found = rates_of(counts, population).get(reading.last_period, {}).get(ENGLAND)
            if found is None or found.value is None:
                reading.doubt(
                    "no-population",
                    f"{rate.id} cannot be worked out for {reading.last_period}: population release {release} has no estimate "
                    "for the year before.",
                )
            elif round_half_away(found.value, 1) != rate.england:
                raise InputError(
                    f"{reading.file.name}: England's {rate.id} for {reading.last_period} works out as {found.value:.2f} with "
                    f"population release {release}, and was published as {rate.england:g}. Counts and population do not "
                    "belong together."
                )

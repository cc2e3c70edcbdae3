"""Reads supplied series: the tidy CSV of docs/reference/history.md, somebody's own layout through a map in YAML, or the older
columns of `loc_manual_series`.

Every line that cannot be read is named in one error. Lines that no indicator stands for are kept apart and listed.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, TextIO

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sightline.errors import InputError
from sightline.observations.history import (
    COUNT_UNITS,
    PERCENT_UNITS,
    WINDOWS,
    HistoryFile,
    HistoryRow,
    SuppliedBenchmark,
    read_period,
)
from sightline.vocabulary.periods import Window

NEEDED = ("indicator", "period", "window", "unit", "value", "source")
OPTIONAL = ("breakdown", "group", "numerator", "denominator", "owner", "measure", "name")
# The columns of loc_manual_series, as the standard's local tables had them. Its windows that are none of ours are forecasts.
OLDER = ("indicator_id", "period_end", "window", "value")
OLDER_TABLE = "loc_manual_series"
# The units that a supplier may write, and the word for each here.
UNITS = {"percent": "%", "percentage": "%", "rate_per_10k": "per 10,000", "rate_per_10000": "per 10,000"}


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MappedMeasure(_Part):
    """One measure of the supplier's. It is known by its number, or by its name where it has none."""

    indicator: str
    window: str
    measure: str = ""
    name: str = ""
    unit: str = ""
    breakdown: str = ""
    group: str = ""


class HistoryMap(_Part):
    """How a supplier's columns and numbers become ours. `columns` gives their name for each of our columns."""

    name: str
    source: str
    columns: dict[str, str]
    # Their word for a kind of period, and ours: month, ytd, year, term, benchmark.
    period_kinds: dict[str, str] = Field(default_factory=dict)
    # Their label for a comparator, and our statistic.
    comparators: dict[str, str] = Field(default_factory=dict)
    measures: tuple[MappedMeasure, ...]

    def find(self, measure: str, name: str) -> MappedMeasure | None:
        """The measure with this number or, where it has none, this name."""
        for mapped in self.measures:
            if (mapped.measure and mapped.measure == measure) or (not mapped.measure and not measure and mapped.name == name):
                return mapped
        return None


def read_history(
    path: Path,
    known: Collection[str] | None = None,
    layout: HistoryMap | None = None,
    units: Mapping[str, str] = MappingProxyType({}),
) -> HistoryFile:
    """Read a file of series: tidy, in the `layout` of a map, or in the older columns.

    `known` are the indicators there are; rows of any other are listed as without one (all are taken where it is None).
    `units` gives the unit of each, for the older columns, which have none. Raises InputError for a missing column, or naming
    every line that cannot be read.
    """
    is_older = layout is None and set(OLDER) <= set(_header(path))
    lines = list(_lines(path, tuple(layout.columns.values()) if layout else OLDER if is_older else NEEDED))
    if is_older:
        lines = [(where, _tidy_of_older(line, units)) for where, line in lines]
    rows: list[HistoryRow] = []
    benchmarks: list[SuppliedBenchmark] = []
    problems: list[str] = []
    for where, line in lines:
        try:
            read = _mapped(line, where, layout) if layout else _tidy(line, where)
        except ValueError as problem:
            problems.append(f"{where}: {problem}")
            continue
        if isinstance(read, SuppliedBenchmark):
            benchmarks.append(read)
        else:
            rows.append(read)
    problems += _twice(rows)
    if problems:
        raise InputError("These lines cannot be read; nothing was changed.\n" + "\n".join(problems))
    if not rows:
        raise InputError(f"{path.name} holds no figures.")
    ours: list[HistoryRow] = []
    rest: list[HistoryRow] = []
    for row in rows:
        (ours if row.indicator and (known is None or row.indicator in known) else rest).append(row)
    return HistoryFile(tuple(ours), tuple(rest), tuple(b for b in benchmarks if b.indicator and b.value == b.value))


def read_older(rows: Iterable[tuple[str, Mapping[str, Any]]], units: Mapping[str, str]) -> tuple[HistoryRow, ...]:
    """The series among the rows of an extract's `loc_manual_series`; what is of no window of ours is left out."""
    return tuple(
        _tidy(_tidy_of_older(row, units), where) for where, row in rows if row["window"] in WINDOWS and row["period_end"]
    )


def read_map(text: str, where: str) -> HistoryMap:
    """A map from YAML text. Raises InputError with each thing wrong with it."""
    try:
        return HistoryMap.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as problem:
        raise InputError(f"{where} is not YAML: {problem}") from problem
    except ValidationError as problem:
        listed = "\n".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in problem.errors())
        raise InputError(f"{where} is not a map of history:\n{listed}") from problem


def shipped_map(name: str) -> HistoryMap:
    """A map that ships with Sightline: `monthly_report`. Raises InputError with the names there are."""
    names = shipped_map_names()
    if name not in names:
        raise InputError(f"There is no map '{name}'. There is: {', '.join(names)}. Or give the path of your own.")
    text = files("sightline.definitions").joinpath(f"history_maps/{name}.yaml").read_text(encoding="utf-8")
    return read_map(text, f"{name}.yaml")


def shipped_map_names() -> list[str]:
    """The names of the maps that ship."""
    folder = files("sightline.definitions").joinpath("history_maps")
    return sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml"))


def recognised_map(path: Path) -> HistoryMap | None:
    """The shipped map whose columns a file has, or None for a tidy file and for one that nobody knows.

    Raises InputError for a file that has neither the tidy columns nor those of a map, or that cannot be read.
    """
    header = _header(path)
    if set(NEEDED) <= set(header) or set(OLDER) <= set(header):
        return None
    for layout in map(shipped_map, shipped_map_names()):
        if set(layout.columns.values()) <= set(header):
            return layout
    absent = [name for name in NEEDED if name not in header]
    raise InputError(
        f"{path.name} has no column {', '.join(absent)}. It has: {', '.join(header) or 'none'}. A file in another layout"
        f" needs a map: --map FILE.yaml, or one that ships ({', '.join(shipped_map_names())})."
    )


def _header(path: Path) -> list[str]:
    """The names of the columns; none where the file is empty."""
    with _opened(path) as file:
        return next(csv.reader(file), [])


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield file
    except OSError as problem:
        raise InputError(f"{path} cannot be read: {problem.strerror}.") from problem
    except UnicodeDecodeError as problem:
        raise InputError(f"{path.name} is not UTF-8 text. Save it as CSV UTF-8.") from problem


def _lines(path: Path, needed: Collection[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    with _opened(path) as file:
        reader = csv.DictReader(file)
        absent = [name for name in needed if name not in (reader.fieldnames or ())]
        if absent:
            raise InputError(
                f"{path.name} has no column {', '.join(absent)}. It has: {', '.join(reader.fieldnames or ['none'])}."
            )
        for number, line in enumerate(reader, start=2):
            yield f"{path.name}, line {number}", line


def _tidy(line: dict[str, Any], where: str) -> HistoryRow:
    cells = {name: (line.get(name) or "").strip() for name in (*NEEDED, *OPTIONAL)}
    if cells["window"] not in WINDOWS:
        raise ValueError(f"'{cells['window']}' is not a window. Write one of {', '.join(sorted(WINDOWS))}.")
    if not cells["source"]:
        raise ValueError("the source is missing: say where the figure comes from.")
    return _row(cells, where, cells["indicator"], cells["window"])


def _tidy_of_older(line: Mapping[str, Any], units: Mapping[str, str]) -> dict[str, str]:
    """A row of loc_manual_series as a tidy one: a month is named by its last day, and a figure of a unit is a group's."""
    cells = {str(name): "" if value is None else str(value).strip() for name, value in line.items()}
    unit = cells.get("unit_id", "")
    return {
        "indicator": cells["indicator_id"],
        "period": cells["period_end"][: len("2026-10")],
        "window": cells["window"],
        "unit": units.get(cells["indicator_id"], ""),
        "value": cells["value"],
        "source": cells.get("source") or OLDER_TABLE,
        "numerator": cells.get("numerator", ""),
        "denominator": cells.get("denominator", ""),
        "owner": cells.get("entered_by", ""),
        "breakdown": "unit" if unit else "",
        "group": unit,
    }


def _row(cells: dict[str, str], where: str, indicator: str, window: str) -> HistoryRow:
    read_period(cells["period"])
    unit = UNITS.get(cells["unit"], cells["unit"])
    numerator, denominator = _figure(cells, "numerator"), _figure(cells, "denominator")
    value = _figure(cells, "value")
    if value is None and numerator is not None and denominator and unit in PERCENT_UNITS:
        value = 100 * numerator / denominator
    return HistoryRow(
        indicator=indicator,
        window=window,
        period=cells["period"],
        unit=unit,
        value=value,
        numerator=value if numerator is None and unit in COUNT_UNITS else numerator,
        denominator=denominator,
        breakdown=cells.get("breakdown", ""),
        group=cells.get("group", ""),
        source=cells.get("source", ""),
        owner=cells.get("owner", ""),
        decimals=len(cells["value"].partition(".")[2]),
        measure=cells.get("measure", ""),
        name=cells.get("name", ""),
        line=where,
    )


def _mapped(line: dict[str, Any], where: str, layout: HistoryMap) -> HistoryRow | SuppliedBenchmark:
    cells = {ours: (line.get(theirs) or "").strip() for ours, theirs in layout.columns.items()}
    cells["source"] = layout.source
    measure, name = cells.get("measure", ""), cells.get("name", "")
    mapped = layout.find(measure, name)
    indicator = mapped.indicator if mapped else ""
    kind = layout.period_kinds.get(cells.get("period_kind", ""), "")
    if not kind:
        raise ValueError(f"'{cells.get('period_kind', '')}' is not a kind of period that the map names.")
    if kind == "benchmark":
        statistic = layout.comparators.get(cells["period"])
        if statistic is None:
            raise ValueError(f"'{cells['period']}' is not a comparator that the map names.")
        value = _figure(cells, "value")
        # A comparator that was not printed has no figure; it is left out when all lines have been read.
        return SuppliedBenchmark(
            indicator,
            measure,
            mapped.window if mapped else "",
            statistic,
            float("nan") if value is None else value,
            layout.source,
            where,
        )
    window = mapped.window if mapped else Window.MONTH.value
    if kind in {"ytd", "year"} and window == Window.MONTH:
        # An outturn is the year to date at the end of March; a stock or a rolling figure is what it is at any time.
        window = Window.YTD.value
    if mapped is not None:
        cells["unit"] = mapped.unit or cells["unit"]
        cells["group"] = mapped.group or cells.get("breakdown", "")
        cells["breakdown"] = mapped.breakdown if cells["group"] else ""
    return _row(cells, where, indicator, window)


def _figure(cells: dict[str, str], column: str) -> float | None:
    text = cells.get(column, "").replace(",", "").removesuffix("%")
    if text in {"", "-", "–"}:
        return None
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{column} '{text}' is not a number. Leave the cell empty where there is none.") from None


def _twice(rows: list[HistoryRow]) -> list[str]:
    """The same figure given twice cannot both be right, and nobody could say which is used."""
    first: dict[tuple[str, ...], HistoryRow] = {}
    problems = []
    for row in rows:
        if row.value is None and row.numerator is None:
            continue
        name = row.indicator or f"{row.measure} {row.name}"
        key = (name, row.window, row.period, row.breakdown, row.group)
        if key in first:
            problems.append(f"{row.line}: the same figure is given at {first[key].line}. Keep one of them.")
        first.setdefault(key, row)
    return problems

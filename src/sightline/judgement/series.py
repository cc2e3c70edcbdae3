"""Many series as columns: one row an indicator, window and group, one column a calendar month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sightline.judgement.polarity import Polarity
from sightline.judgement.spc import Figures, Flags
from sightline.observations.history import HistoryRow
from sightline.vocabulary.periods import Month, Window

ALL = "all"
SUPPLIED_VERSION = 0
KEY_COLUMNS = ("authority", "indicator", "window", "breakdown", "group")
NUMBER_COLUMNS = ("numerator", "denominator", "value", "version")


@dataclass(frozen=True)
class SeriesKey:
    """What a series is about. `breakdown` is `all`, without a group, for the whole authority."""

    indicator: str
    window: Window
    breakdown: str = ALL
    group: str = ""
    authority: str = ""

    @property
    def units(self) -> tuple[str, ...]:
        """The unit whose targets apply, as targets name it; none for the authority and for groups such as ages."""
        return (f"{self.breakdown}:{self.group}",) if self.breakdown in {"team", "service", "unit"} else ()


@dataclass(frozen=True)
class IndicatorTerms:
    """What judging needs to know of a definition.

    `adds_up` is whether its figures are counts, which add up through a year; None where only the figures can tell.
    """

    unit: str
    decimals: int
    polarity: Polarity = Polarity.NEUTRAL
    name: str = ""
    adds_up: bool | None = None


@dataclass(frozen=True)
class SeriesTable:
    """Figures of many series. The arrays are (series, months), NaN where there is no figure.

    `terms` holds every indicator that a key names. `versions` says which version of its definition each figure was made
    with (NaN where there is none); where two versions overlap, the newer one's figure is here. `partial` is the last month
    where the data ends before the month does: it is shown and rated, but takes no part in charts or in comparisons of
    flows.
    """

    keys: tuple[SeriesKey, ...]
    months: tuple[Month, ...]
    numerators: Figures
    denominators: Figures
    values: Figures
    terms: Mapping[str, IndicatorTerms]
    partial: Month | None = None
    versions: Figures | None = None

    def terms_of(self, row: int) -> IndicatorTerms:
        return self.terms[self.keys[row].indicator]

    @cached_property
    def counts(self) -> Flags:
        """Which series are counts. Where nobody said so: those without a denominator, for a count is its own numerator."""
        counts: Flags = np.asarray(np.isnan(self.denominators).all(axis=1))
        for row in range(len(self.keys)):
            adds_up = self.terms_of(row).adds_up
            if adds_up is not None:
                counts[row] = adds_up
        return counts

    def column(self, month: Month) -> int | None:
        """The column of a month, or None where the table does not reach it."""
        place = month.index - self.months[0].index if self.months else -1
        return place if 0 <= place < len(self.months) else None

    @classmethod
    def from_arrow(cls, table: pa.Table, terms: Mapping[str, IndicatorTerms], partial: Month | None = None) -> SeriesTable:
        """Turn observations (a row a figure; columns as `engine.read.OBSERVATION_COLUMNS`) into series.

        Indicators without terms are left out. Months run without a gap from the first to the last that any figure has.
        """
        coded = {name: _coded(table[name]) for name in (*KEY_COLUMNS, "period")}
        numbers = {name: _floats(table[name]) for name in NUMBER_COLUMNS}
        chosen = _rows_with_terms(*coded["indicator"], numbers["version"], terms)
        if not len(chosen):
            empty = np.empty((0, 0))
            return cls((), (), empty, empty, empty, terms, partial)
        codes, periods = coded["period"]
        month_of = np.array([Month.parse(str(text)).index if text else -1 for text in periods])[codes[chosen]]
        first, last = int(month_of.min()), int(month_of.max())
        joined = np.zeros(len(chosen), np.int64)
        for name in KEY_COLUMNS:
            codes, names = coded[name]
            joined = joined * len(names) + codes[chosen]
        # Each distinct combination of the key columns is one row; its key is read from the first figure that has it.
        _, where, row = np.unique(joined, return_index=True, return_inverse=True)
        keys = tuple(_key([coded[name][1][coded[name][0][chosen[place]]] for name in KEY_COLUMNS]) for place in where)
        held = []
        for name in NUMBER_COLUMNS:
            figures = np.full((len(keys), last - first + 1), np.nan)
            figures[row, month_of - first] = numbers[name][chosen]
            held.append(figures)
        months = tuple(Month.from_index(index) for index in range(first, last + 1))
        return cls(keys, months, held[0], held[1], held[2], terms, partial, held[3])


def observations_from_history(rows: Iterable[HistoryRow], authority: str = "") -> pa.Table:
    """The monthly figures of supplied series in the columns of observations, to be judged with computed ones.

    They have version 0, older than any definition: where a month is computed too, that figure is used, and the step from
    one to the other is a break, because somebody else counted.
    """
    known = [row for row in rows if row.month is not None and row.indicator and row.window in set(Window)]
    columns: dict[str, list[Any]] = {
        "authority": [authority] * len(known),
        "indicator": [row.indicator for row in known],
        "version": [SUPPLIED_VERSION] * len(known),
        "period": [row.period for row in known],
        "window": [row.window for row in known],
        "breakdown": [row.breakdown or ALL for row in known],
        "group": [row.group for row in known],
        "numerator": [row.numerator for row in known],
        "denominator": [row.denominator for row in known],
        "value": [row.value for row in known],
    }
    types = {"version": pa.int64(), "numerator": pa.float64(), "denominator": pa.float64(), "value": pa.float64()}
    return pa.table({name: pa.array(cells, types.get(name, pa.string())) for name, cells in columns.items()})


def _rows_with_terms(
    codes: NDArray[np.int64], names: Sequence[Any], versions: Figures, terms: Mapping[str, IndicatorTerms]
) -> NDArray[np.int64]:
    """The rows whose indicator has terms, older versions first.

    Later rows overwrite earlier ones, so that of two versions in one month the newer is left. All in numpy: Arrow makes
    arrays of Python values only after importing pandas, where that is installed, which takes longer than judging.
    """
    has_terms = np.array([name in terms for name in names], bool)
    chosen = np.nonzero(has_terms[codes])[0] if len(codes) else np.empty(0, np.int64)
    return chosen[np.argsort(versions[chosen], kind="stable")]


def _coded(column: pa.ChunkedArray) -> tuple[NDArray[np.int64], list[Any]]:
    encoded = pc.dictionary_encode(column.combine_chunks(), null_encoding="encode")
    return _bare(encoded.indices).astype(np.int64), encoded.dictionary.to_pylist()


def _floats(column: pa.ChunkedArray) -> Figures:
    figures = pc.cast(column, pa.float64()).combine_chunks()
    is_known = _bare(pc.cast(figures.is_valid(), pa.uint8())).astype(bool)
    return np.where(is_known, _bare(figures), np.nan)


def _bare(array: pa.Array) -> NDArray[Any]:
    """The numbers of an array, whatever stands where one is missing. Arrow's own to_numpy would import pandas."""
    held = pa.Array.from_buffers(array.type, len(array), [None, array.buffers()[1]], offset=array.offset)
    numbers: NDArray[Any] = np.from_dlpack(held)
    return numbers


def _key(parts: Sequence[Any]) -> SeriesKey:
    authority, indicator, window, breakdown, group = parts
    return SeriesKey(indicator, Window(window), breakdown or ALL, "" if group is None else str(group), authority or "")

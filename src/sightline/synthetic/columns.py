"""Columns held as numbers until they are written: ids, codes, days, minutes and quantities.

A frame of the standard is a name and its columns. Rows can be taken, repeated or left out without making one string; the
text is made once, when Arrow needs it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sightline.synthetic.days import NEVER, BoolArray, FloatArray, IntArray, is_day

MINUTES_A_DAY = 1440
YES_NO = ("N", "Y")


@dataclass(frozen=True)
class Ids:
    """Text ids of one pattern: a prefix and a zero-padded number. A negative number is an empty cell."""

    prefix: str
    numbers: IntArray
    width: int = 7

    def __len__(self) -> int:
        return len(self.numbers)

    def take(self, rows: IntArray) -> Ids:
        return Ids(self.prefix, self.numbers[rows], self.width)

    def blank(self, rows: IntArray) -> Ids:
        numbers = self.numbers.copy()
        numbers[rows] = -1
        return Ids(self.prefix, numbers, self.width)

    def to_arrow(self) -> pa.Array:
        valid = self.numbers >= 0
        # Every value has the same length, so the text is a matrix of digits and the offsets are a multiplication table.
        length = len(self.prefix) + self.width
        text = np.empty((int(valid.sum()), length), dtype=np.uint8)
        text[:, : len(self.prefix)] = np.frombuffer(self.prefix.encode(), dtype=np.uint8)
        rest = self.numbers[valid].astype(np.uint32)
        for place in range(length - 1, len(self.prefix) - 1, -1):
            quotient = rest // np.uint32(10)
            text[:, place] = (rest - quotient * np.uint32(10)).astype(np.uint8) + np.uint8(ord("0"))
            rest = quotient
        offsets = np.zeros(len(valid) + 1, dtype=np.int32)
        np.cumsum(valid * length, out=offsets[1:])
        return pa.Array.from_buffers(pa.string(), len(valid), [_bitmap(valid), pa.py_buffer(offsets), pa.py_buffer(text)])


@dataclass(frozen=True)
class Codes:
    """One of a few texts a row, by its place in `values`. A negative place is an empty cell."""

    values: tuple[str, ...]
    places: IntArray

    def __len__(self) -> int:
        return len(self.places)

    def take(self, rows: IntArray) -> Codes:
        return Codes(self.values, self.places[rows])

    def blank(self, rows: IntArray) -> Codes:
        places = self.places.copy()
        places[rows] = -1
        return Codes(self.values, places)

    def to_arrow(self) -> pa.Array:
        values, places = self._distinct()
        return pa.DictionaryArray.from_arrays(_primitive(pa.int32(), places.astype(np.int32), self.places >= 0), _texts(values))

    def _distinct(self) -> tuple[tuple[str, ...], IntArray]:
        # A dictionary that holds a text twice makes Arrow write a Parquet page with unset memory at its end.
        distinct = tuple(dict.fromkeys(self.values))
        if len(distinct) == len(self.values):
            return self.values, self.places
        position = {text: place for place, text in enumerate(distinct)}
        renumbered = np.array([position[text] for text in self.values])
        return distinct, np.where(self.places >= 0, renumbered[self.places], -1)


@dataclass(frozen=True)
class Dates:
    """Calendar days; never is an empty cell."""

    days: IntArray

    def __len__(self) -> int:
        return len(self.days)

    def take(self, rows: IntArray) -> Dates:
        return Dates(self.days[rows])

    def blank(self, rows: IntArray) -> Dates:
        return Dates(_with_never(self.days, rows))

    def to_arrow(self) -> pa.Array:
        real = is_day(self.days)
        return _primitive(pa.date32(), np.where(real, self.days, 0).astype(np.int32), real)


@dataclass(frozen=True)
class Times:
    """Days with the minute of the day; never is an empty cell."""

    days: IntArray
    minutes: IntArray

    def __len__(self) -> int:
        return len(self.days)

    def take(self, rows: IntArray) -> Times:
        return Times(self.days[rows], self.minutes[rows])

    def blank(self, rows: IntArray) -> Times:
        return Times(_with_never(self.days, rows), self.minutes)

    def to_arrow(self) -> pa.Array:
        real = is_day(self.days)
        seconds = (np.where(real, self.days, 0) * MINUTES_A_DAY + self.minutes) * 60
        return _primitive(pa.timestamp("s"), seconds, real)


@dataclass(frozen=True)
class Numbers:
    """Quantities, whole where `whole` says so; not-a-number is an empty cell."""

    amounts: FloatArray
    whole: bool = False

    def __len__(self) -> int:
        return len(self.amounts)

    def take(self, rows: IntArray) -> Numbers:
        return Numbers(self.amounts[rows], self.whole)

    def blank(self, rows: IntArray) -> Numbers:
        amounts = self.amounts.astype(np.float64)
        amounts[rows] = np.nan
        return Numbers(amounts, self.whole)

    def to_arrow(self) -> pa.Array:
        missing = np.isnan(self.amounts)
        amounts = np.where(missing, 0.0, self.amounts)
        if self.whole:
            return _primitive(pa.int64(), amounts.astype(np.int64), ~missing)
        return _primitive(pa.float64(), amounts, ~missing)


Column = Ids | Codes | Dates | Times | Numbers


@dataclass(frozen=True)
class Frame:
    """One table: its name in the standard, and its columns in the standard's order."""

    name: str
    columns: Mapping[str, Column]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def take(self, rows: IntArray) -> Frame:
        """The rows of these places, in this order; a place may be repeated."""
        return Frame(self.name, {name: column.take(rows) for name, column in self.columns.items()})

    def keep(self, condition: BoolArray) -> Frame:
        """The rows for which a condition holds."""
        return self if condition.all() else self.take(np.flatnonzero(condition))

    def replace(self, **columns: Column) -> Frame:
        """The same table with some of its columns changed."""
        return Frame(self.name, {**self.columns, **columns})

    def to_arrow(self) -> pa.Table:
        return pa.Table.from_arrays([column.to_arrow() for column in self.columns.values()], names=list(self.columns))


def row_numbers(count: int) -> IntArray:
    """1, 2, 3 … as the numbers of a table's own ids."""
    return np.arange(1, count + 1, dtype=np.int64)


def yes_no(condition: npt.NDArray[np.bool_]) -> Codes:
    """Y where a condition holds, else N."""
    return Codes(YES_NO, condition.astype(np.int64))


def constant(value: str, count: int) -> Codes:
    """The same text in every row."""
    return Codes((value,), np.zeros(count, dtype=np.int64))


def empty(count: int) -> Codes:
    """A column that the authority never fills."""
    return Codes(("",), np.full(count, -1, dtype=np.int64))


def flags_text(flags: Sequence[str], *true: str, number: str = "NUMBER_OF_OUTCOMES", comments: str = "COMMENTS") -> str:
    """The outcome flags of the standard as its JSON text, in one fixed order."""
    unknown = set(true) - set(flags)
    if unknown:
        raise ValueError(f"no such outcome flag: {sorted(unknown)}; there are {list(flags)}")
    parts = [f'"{flag}_FLAG":"{"Y" if flag in true else "N"}"' for flag in flags]
    parts.append(f'"{number}":{len(true)}')
    parts.append(f'"{comments}":""')
    return "{" + ",".join(parts) + "}"


def _bitmap(valid: BoolArray) -> pa.Buffer | None:
    return None if valid.all() else pa.py_buffer(np.packbits(valid, bitorder="little").tobytes())


def _texts(values: tuple[str, ...]) -> pa.Array:
    encoded = [value.encode() for value in values]
    offsets = np.zeros(len(encoded) + 1, dtype=np.int32)
    np.cumsum([len(value) for value in encoded], out=offsets[1:])
    return pa.Array.from_buffers(pa.string(), len(encoded), [None, pa.py_buffer(offsets), pa.py_buffer(b"".join(encoded))])


def _primitive(kind: pa.DataType, values: npt.NDArray[Any], valid: BoolArray) -> pa.Array:
    # From buffers, because `pa.array` of a numpy array looks for pandas first, and loading that takes longer than all this.
    return pa.Array.from_buffers(kind, len(valid), [_bitmap(valid), pa.py_buffer(np.ascontiguousarray(values))])


def _with_never(days: IntArray, rows: IntArray) -> IntArray:
    changed = days.copy()
    changed[rows] = NEVER
    return changed

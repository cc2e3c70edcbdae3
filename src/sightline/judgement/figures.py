"""Figures laid out for checking against each other, and what is found where they do not agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from sightline.observations.history import PERCENT_UNITS, HistoryRow
from sightline.vocabulary import wording
from sightline.vocabulary.periods import Month, Window

YEAR_MONTHS = 12
# The breakdown of a figure that is about the whole authority.
WHOLE = "all"


@dataclass(frozen=True)
class Inconsistency:
    """Figures that cannot all be right. `check` is a short fixed word; `rows` are where they were read."""

    check: str
    indicator: str
    period: str
    rows: tuple[str, ...]
    sentence: str

    def __str__(self) -> str:
        return f"{self.indicator}, {self.period}: {self.sentence} ({'; '.join(self.rows)})"


Cell = tuple[str, str, str, str]  # window, breakdown, group, period


class Figures:
    """Rows by indicator and cell. Rows without any figure are left out."""

    def __init__(self, rows: Iterable[HistoryRow]) -> None:
        self.rows = [row for row in rows if row.value is not None or row.numerator is not None]
        self._held: dict[str, dict[Cell, HistoryRow]] = defaultdict(dict)
        for row in self.rows:
            cell = (row.window, row.breakdown, row.group, row.period)
            known = self._held[row.indicator].get(cell)
            # Of two prints the one that says more is kept; that they agree has a check of its own.
            if known is None or (known.denominator is None and row.denominator is not None):
                self._held[row.indicator][cell] = row

    def cells(self, indicator: str) -> dict[Cell, HistoryRow]:
        """Every figure of an indicator."""
        return self._held.get(indicator, {})

    def indicators(self) -> list[str]:
        return sorted(self._held)

    def together(self, *indicators: str) -> Iterator[tuple[Cell, list[HistoryRow]]]:
        """The cells that all of the indicators have, with the row of each."""
        first, *rest = (self.cells(name) for name in indicators)
        for cell, row in first.items():
            if all(cell in held for held in rest):
                yield cell, [row, *(held[cell] for held in rest)]


def rows_from_observations(table: pa.Table, units: Mapping[str, str], decimals: int = 9) -> list[HistoryRow]:
    """Computed figures (columns as `engine.read.OBSERVATION_COLUMNS`) as rows for checking, before they are published.

    `units` gives each indicator's unit: `count` for counts, `%` for percentages, anything else for the rest; indicators
    without one are left out. Computed figures are not rounded, so nothing is allowed for rounding but `decimals`.
    """
    rows = []
    for each in table.to_pylist():
        unit = units.get(each["indicator"])
        if unit is None:
            continue
        whole = each["breakdown"] == WHOLE
        rows.append(
            HistoryRow(
                indicator=each["indicator"],
                window=each["window"],
                period=each["period"],
                unit=unit,
                value=each["value"],
                numerator=each["numerator"],
                denominator=each["denominator"],
                breakdown="" if whole else each["breakdown"],
                group="" if whole else str(each["group"]),
                decimals=decimals,
                line=f"{each['indicator']} {each['window']} {each['period']}",
            )
        )
    return rows


def counted(row: HistoryRow) -> float | None:
    """The count that a row stands for: its numerator, or its value where it is a count."""
    if row.unit in PERCENT_UNITS:
        return row.numerator
    return row.value if row.value is not None else row.numerator


def finding(check: str, rows: Sequence[HistoryRow], sentence: str, subject: HistoryRow | None = None) -> Inconsistency:
    about = subject or rows[0]
    return Inconsistency(check, about.indicator, about.period, tuple(dict.fromkeys(row.line for row in rows)), sentence)


def said(value: float | None) -> str:
    return wording.number(value, 0 if value is None or value == int(value) else 1)


def printed_year(figures: Figures, indicator: str, breakdown: str, group: str, start: Month) -> HistoryRow | None:
    year = wording.financial_year(start)
    cells = figures.cells(indicator)
    labels = (f"YTD {year}", year)
    return next((cells[c] for c in ((Window.YTD.value, breakdown, group, label) for label in labels) if c in cells), None)


def half_a_step(row: HistoryRow) -> float:
    """How far the value behind a printed figure may lie from it."""
    step: float = 10.0**-row.decimals
    return step / 2

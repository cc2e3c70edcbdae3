"""The figures that a passage stands with: each indicator's steps (months or quarters), years, and comparators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from sightline.reports.document import FigureKey
from sightline.vocabulary import wording
from sightline.vocabulary.periods import STOCK_WINDOWS, WHOLE_MONTHS, Month, Window

PERCENT = "%"
YEAR = 12


class Comparator(StrEnum):
    """Whom or what a figure is compared with."""

    NEIGHBOURS = "neighbours"
    BEST_NEIGHBOUR = "best_neighbour"
    ENGLAND = "england"
    REGION = "region"
    TOP_QUARTILE = "top_quartile"
    TARGET = "target"


# Those that stand for other authorities, when a sentence speaks of all of them at once.
OTHERS = (Comparator.NEIGHBOURS, Comparator.REGION, Comparator.ENGLAND)


@dataclass(frozen=True)
class Reading:
    """One figure of an indicator as it is displayed, with what stood above and below the line where that is shown.

    `key` says which observation it is, where it is one.
    """

    month: Month
    window: Window
    value: float
    numerator: float | None = None
    denominator: float | None = None
    decimals: int = 0
    key: FigureKey | None = None

    @property
    def when(self) -> str:
        """`March 2019`, `2017/18`, `12 months to March 2019`."""
        if self.window is Window.FINANCIAL_YEAR:
            return wording.financial_year(self.month)
        if self.window is Window.YTD:
            return f"{wording.financial_year(self.month)} to date"
        return wording.window(self.window, self.month)


@dataclass(frozen=True)
class Measure:
    """An indicator as it stands in the block. `steps` follow one another, oldest first, and the last one is current.

    `others` are years, the year to date and further windows; `sign` is +1 where more is better, -1 where fewer is, else 0;
    `stated` is where the table itself says that the figure stands among others: `Higher`, `Lower`, `In range`.
    """

    name: str
    unit: str
    sign: int = 0
    steps: tuple[Reading, ...] = ()
    others: tuple[Reading, ...] = ()
    comparators: Mapping[Comparator, float] = field(default_factory=dict)
    stated: str = ""

    @property
    def current(self) -> Reading | None:
        return self.steps[-1] if self.steps else None

    @property
    def is_percentage(self) -> bool:
        return self.unit in wording.PERCENT_UNITS

    @property
    def is_count(self) -> bool:
        """Whether a bare number may be one of its figures, and not a rate or a percentage."""
        return not self.is_percentage and self.unit not in wording.RATE_UNITS

    @property
    def readings(self) -> tuple[Reading, ...]:
        return (*self.steps, *self.others)

    def before(self, reading: Reading) -> Reading | None:
        """The step before a step."""
        at = self.steps.index(reading) if reading in self.steps else 0
        return self.steps[at - 1] if at else None

    def year_before(self, reading: Reading) -> tuple[Reading, ...]:
        """What a figure may be set beside when a sentence says `last year`: the same month, and that year's outturn."""
        index = reading.month.index
        earlier = [r for r in self.readings if r.month.index == index - YEAR and r.window is reading.window]
        outturns = [r for r in self.others if r.window is Window.FINANCIAL_YEAR and index - YEAR <= r.month.index < index]
        return (*earlier, *outturns)

    def on(self, month: Month, window: Window | None = None) -> tuple[Reading, ...]:
        """The figures of a month, of any window or of one."""
        return tuple(r for r in self.readings if r.month == month and (window is None or window_is(r.window, window)))

    def said(self, reading: Reading) -> str:
        """`31.3% (March 2019)`, with `15 of 48` where it is known."""
        figure = wording.figure(reading.value, self.unit, reading.decimals)
        behind = wording.n_of_d(reading.numerator, reading.denominator)
        return f"{figure}{'' if behind == wording.DASH else f', {behind},'} ({reading.when})"


@dataclass(frozen=True)
class Block:
    """The indicators that a passage is read against."""

    measures: tuple[Measure, ...]

    @cached_property
    def month(self) -> Month | None:
        """The month that the block is about: the latest of its steps."""
        return max((m.current.month for m in self.measures if m.current), default=None)

    def readings(self) -> Iterator[tuple[Measure, Reading]]:
        """Every figure with its indicator."""
        for measure in self.measures:
            for reading in measure.readings:
                yield measure, reading


def window_is(held: Window, wanted: Window) -> bool:
    """Whether a figure is of the window that a sentence names: a year's outturn is also its year to date in March."""
    if wanted in {Window.YTD, Window.FINANCIAL_YEAR}:
        return held in {Window.YTD, Window.FINANCIAL_YEAR}
    return held is wanted


def is_of_a_step(window: Window) -> bool:
    """Whether a figure is of one month, quarter or month end, and not of a longer time."""
    return window in STOCK_WINDOWS or (window not in WHOLE_MONTHS and window not in {Window.YTD, Window.FINANCIAL_YEAR})

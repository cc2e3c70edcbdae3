"""What a benchmark is: a statistic of a published measure, for an authority, period and release; never a bare number.

A value that was not published keeps the symbol that stood in its place as its status, and has no number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from sightline.benchmarks.statistics import Polarity, Position, Quartile

# The symbols that government statistics put where a number is not given, and what each says.
SYMBOLS: Mapping[str, str] = {
    "c": "confidential: too few children to publish",
    "k": "rounds to 0 but is not 0",
    "low": "rounds to 0 but is not 0",
    "u": "low reliability",
    "x": "not available",
    "z": "not applicable",
    "..": "not available",
    "-": "not published, or too small to show",
}
BLANK = "blank"
# A figure that two authorities return together, so that neither has a count of its own.
JOINT = "joint"

STATISTICS = (
    "authority",
    "region",
    "england",
    "sn_mean",
    "sn_median",
    "best_sn",
    "top_quartile",
    "q25",
    "q75",
    "position",
    "rank",
    "n",
)
# Statistics of one set of statistical neighbours; only these carry a set's version.
NEIGHBOUR_STATISTICS = ("sn_mean", "sn_median", "best_sn")
# What is printed only when asked for by name.
OTHER_STATISTICS = ("quartile",)
COLUMNS = ("indicator", "measure", "authority", "period", "release", "neighbour_set", "statistic", "value", "status")

Kind = Literal["count", "percentage", "rate", "average", "other"]
Severity = Literal["error", "warning", "information"]


@dataclass(frozen=True)
class BenchmarkIssue:
    """Something doubtful in a published file that was loaded all the same, and what was done about it."""

    rule: str
    severity: Severity
    file: str
    message: str


class Cell(NamedTuple):
    """One published figure: a number, or the symbol in its place."""

    value: float | None
    status: str = ""


ABSENT = Cell(None, "not in the file")


@dataclass(frozen=True)
class Benchmark:
    """One row of `benchmarks show`. `value` is a number, the word of a position or quartile, or None with a status."""

    indicator: str
    measure: str
    authority: str
    period: str
    release: str
    neighbour_set: str
    statistic: str
    value: float | str | None
    status: str

    @property
    def value_text(self) -> str:
        """The value with the precision of its source: 92 and not 92.0; empty where there is none."""
        if isinstance(self.value, float) and self.value.is_integer():
            return str(int(self.value))
        return "" if self.value is None else str(self.value)

    def as_row(self) -> tuple[str, ...]:
        """The nine texts of COLUMNS, in order."""
        return (
            self.indicator,
            self.measure,
            self.authority,
            self.period,
            self.release,
            self.neighbour_set,
            self.statistic,
            self.value_text,
            self.status,
        )


@dataclass(frozen=True)
class PublishedMeasure:
    """What a release says about a measure it holds. `too_narrow`: the Department gives no quartiles for it."""

    measure: str
    name: str = ""
    kind: Kind = "other"
    polarity: Polarity = "neutral"
    published_on: date | None = None
    too_narrow: bool = False


@dataclass(frozen=True)
class Series:
    """One measure of one release: period, then area (authority code, or ONS code of a region or England), to its cell.

    `covers` is `england` where every authority is in it, `region` where only some are, so that nothing national follows
    from it, and `given` where the file states the statistics (`given`: period, then authority, neighbour set and
    statistic); the last two are stated for one `indicator`. `population_release` is not empty where the values were
    worked out from counts and that release of populations.
    """

    about: PublishedMeasure
    release: str
    covers: Literal["england", "region", "given"]
    cells: Mapping[str, Mapping[str, Cell]] = field(repr=False, default_factory=dict)
    given: Mapping[str, Mapping[tuple[str, str, str], Cell]] = field(repr=False, default_factory=dict)
    indicator: str = ""
    population_release: str = ""

    @property
    def measure(self) -> str:
        """The measure's id."""
        return self.about.measure

    @property
    def periods(self) -> tuple[str, ...]:
        """Every period that the series has, oldest first."""
        return tuple(sorted({*self.cells, *self.given}))


@dataclass(frozen=True)
class NeighbourFigures:
    """An authority's statistical neighbours in one version of the set. `missing` had no value, and are left out."""

    version: str
    values: Mapping[str, float]
    missing: tuple[str, ...]
    mean: float | None
    median: float | None
    best: float | None
    status: str = ""


@dataclass(frozen=True)
class Comparison:
    """An authority's published figure among all others, for one measure, period and release."""

    measure: str
    authority: str
    period: str
    release: str
    polarity: Polarity
    own: Cell
    region: Cell
    england: Cell
    neighbours: tuple[NeighbourFigures, ...]
    q25: float | None
    q75: float | None
    top_quartile: float | None
    position: Position | None
    quartile: Quartile | None
    rank: int | None
    n: int
    covers: Literal["england", "region"] = "england"
    kind: Kind = "other"
    too_narrow: bool = False
    notes: tuple[str, ...] = ()

    def set_of(self, version: str | None = None) -> NeighbourFigures | None:
        """The figures of one version of the neighbours; of the newest where none is named."""
        chosen = [each for each in self.neighbours if version in (None, each.version)]
        return max(chosen, key=lambda each: each.version) if chosen else None

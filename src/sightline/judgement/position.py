"""Where an authority stands among others: its published figure beside neighbours, region, England and the middle half.

A benchmark is a statistic of a published measure at a period and release. The current local figure may be set beside it,
but is not like for like; and where the answer turns on a choice, that is said (benchmarks/cautions.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from sightline.benchmarks.cautions import not_like_for_like, side_of, verdict_cautions
from sightline.benchmarks.models import ABSENT, Benchmark, Cell, Comparison, NeighbourFigures
from sightline.benchmarks.statistics import Position
from sightline.vocabulary import wording

BETWEEN = {"lower": "below", "in range": "within", "higher": "above"}
NEIGHBOUR_STATISTICS = ("sn_mean", "sn_median", "best_sn")


@dataclass(frozen=True)
class BenchmarkPosition:
    """A comparison as it is read beside a local figure. `local_period` is how the current figure's period is said."""

    comparison: Comparison
    current: float | None = None
    local_period: str = ""
    unit: str = ""
    decimals: int = 1
    flavour: str | None = None

    @property
    def published(self) -> float | None:
        """The authority's own published figure."""
        return self.comparison.own.value

    @property
    def statistics(self) -> dict[str, float]:
        """The figures by name, as a target's distance may ask for them; the neighbours of the newest set."""
        held = self.comparison
        neighbours = held.set_of()
        named = {
            "authority": held.own.value,
            "region": held.region.value,
            "england": held.england.value,
            "sn_mean": neighbours.mean if neighbours else None,
            "sn_median": neighbours.median if neighbours else None,
            "best_sn": neighbours.best if neighbours else None,
            "top_quartile": held.top_quartile,
            "q25": held.q25,
            "q75": held.q75,
        }
        return {name: value for name, value in named.items() if value is not None}

    @property
    def reason(self) -> str:
        """Where the published figure lies, against each comparator that there is."""
        held, own = self.comparison, self.published
        if own is None:
            return f"No figure was published for the authority in {held.period}."
        neighbours = held.set_of()
        comparators = (
            (f"the mean of its {neighbours.version if neighbours else ''} neighbours", neighbours.mean if neighbours else None),
            ("its region", held.region.value),
            ("England", held.england.value),
        )
        parts = [
            f"{side_of(own, value, self.decimals)} {name} ({self._said(value)})"
            for name, value in comparators
            if value is not None
        ]
        if held.position is not None and held.q25 is not None and held.q75 is not None:
            half = f"{wording.number(held.q25, self.decimals)} to {self._said(held.q75)}"
            parts.append(f"{BETWEEN[held.position]} the middle half of authorities ({half})")
        if held.rank is not None:
            parts.append(f"{held.rank} of {held.n} from the best")
        said = f"Published for {held.period}: {self._said(own)}"
        return f"{said}, {wording.listed(parts)}." if parts else f"{said}."

    @property
    def current_reason(self) -> str:
        """The current local figure with its label, where there is one."""
        if self.current is None:
            return ""
        label = not_like_for_like(self.local_period, self.comparison, self.flavour)
        return f"The local figure is {self._said(self.current)}. {label}"

    @property
    def warnings(self) -> tuple[str, ...]:
        """Each choice on which the verdict turns. Empty where every choice gives the same answer."""
        return verdict_cautions(self.comparison, decimals=self.decimals, current=self.current)

    def _said(self, value: float) -> str:
        return wording.figure(value, self.unit, self.decimals)


def comparison_from_rows(rows: Iterable[Benchmark], period: str | None = None) -> Comparison | None:
    """The comparison that the benchmarks of one indicator and authority state, at a period (the last, where none is given).

    The newest release of that period is taken. None where there is nothing for it. Rows that state only some statistics,
    such as those printed in a report, give a comparison with the rest absent.
    """
    held = list(rows)
    chosen = period or max((row.period for row in held), default=None)
    held = [row for row in held if row.period == chosen]
    if not held or chosen is None:
        return None
    release = max(row.release for row in held)
    held = [row for row in held if row.release == release]
    versions = sorted({row.neighbour_set for row in held if row.statistic in NEIGHBOUR_STATISTICS})
    position = next((row.value for row in held if row.statistic == "position" and row.value), None)
    rank, of = _number(held, "rank"), _number(held, "n")
    return Comparison(
        measure=held[0].measure,
        authority=held[0].authority,
        period=chosen,
        release=release,
        polarity="neutral",
        own=_cell(held, "authority"),
        region=_cell(held, "region"),
        england=_cell(held, "england"),
        neighbours=tuple(_neighbours(held, version) for version in versions),
        q25=_number(held, "q25"),
        q75=_number(held, "q75"),
        top_quartile=_number(held, "top_quartile"),
        position=cast(Position, position) if position in BETWEEN else None,
        quartile=None,
        rank=None if rank is None else int(rank),
        n=0 if of is None else int(of),
    )


def _number(rows: Sequence[Benchmark], statistic: str, version: str = "") -> float | None:
    """The number of a statistic; symbols and words are not numbers."""
    for row in rows:
        if (row.statistic, row.neighbour_set) == (statistic, version) and isinstance(row.value, int | float):
            return float(row.value)
    return None


def _neighbours(rows: Sequence[Benchmark], version: str) -> NeighbourFigures:
    mean, median, best = (_number(rows, name, version) for name in NEIGHBOUR_STATISTICS)
    return NeighbourFigures(version, {}, (), mean, median, best)


def _cell(rows: Sequence[Benchmark], statistic: str) -> Cell:
    found = next((row for row in rows if row.statistic == statistic), None)
    return ABSENT if found is None else Cell(_number(rows, statistic, found.neighbour_set), found.status)


def find_position(
    benchmarks: Comparison | Iterable[Benchmark],
    *,
    period: str | None = None,
    current: float | None = None,
    local_period: str = "",
    unit: str = "",
    decimals: int = 1,
) -> BenchmarkPosition | None:
    """The position that a comparison, or rows of benchmarks, give. None where there are no benchmarks at all."""
    held = benchmarks if isinstance(benchmarks, Comparison) else comparison_from_rows(benchmarks, period)
    return None if held is None else BenchmarkPosition(held, current, local_period, unit, decimals)
